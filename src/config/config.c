/* config.c - see config.h. */
#include "config/config.h"

#include "db/db.h"

#include <string.h>

static Err check_day(const char *value) { return date_ok(value) ? NULL : "setting.value.day"; }

/* Is it one of the words? */
static bool among(const char *words, const char *value) {
    size_t n = strlen(value);
    for (const char *p = words; *p; p += strcspn(p, " "), p += strspn(p, " "))
        if (strcspn(p, " ") == n && memcmp(p, value, n) == 0) return true;
    return false;
}

const Setting settings[] = {
    /* as on every page and letter */
    {"office.name", NULL, NULL, false, NULL},
    /* before the date of a letter */
    {"office.place", "Việt Nam", NULL, false, NULL},
    /* the sixth clear */
    {"task.authority", "optional", "required optional off", false, NULL},
    /* the day a demo office stays on */
    {"demo.today", NULL, NULL, true, check_day},
    /* optional has effect in a demo office only */
    {"login.second", "required", "required optional", true, NULL},
    {0},
};

const Setting *setting_find(const char *name) {
    const Setting *s = settings;
    while (s->name && strcmp(s->name, name) != 0) s++;
    return s->name ? s : NULL;
}

static const Setting *find(const char *name) {
    const Setting *s = setting_find(name);
    if (!s) fatal("no such setting: %s", name);
    return s;
}

static const char *value_on(Ctx *c, const char *name, const char *day) {
    const char *value = NULL;
    Rows q = db_query(c,
                      "SELECT value FROM setting WHERE name = $1 AND since <= $2"
                      " ORDER BY since DESC, id DESC LIMIT 1",
                      V(name), V(day));
    if (db_next(&q)) value = row_text(&q, 0);
    db_stop(&q);
    return value;
}

const char *config_text(Ctx *c, const char *name) {
    const Setting *s = find(name);
    const char    *value = value_on(c, name, c->today);
    return value ? value : s->otherwise;
}

Err config_set(Ctx *c, const char *name, const char *since, const char *value) {
    const Setting *s = find(name);
    if (!date_ok(since)) return "setting.since.bad";
    if (text_blank(value)) return "setting.value.missing";
    if (strlen(value) > SETTING_VALUE_MAX) return "setting.value.long";
    if (s->words && !among(s->words, value)) return "setting.value.choice";
    Err e = s->check ? s->check(value) : NULL;
    if (e) return e;
    return db_exec(c, "INSERT INTO setting (name, since, value, at, who)"
                      " VALUES ($1, $2, $3, $4, $5)",
                   V(name), V(since), V(value), V(c->now), V(c->who));
}

int64_t config_version(Ctx *c, const char *name) {
    int64_t n = 0;
    Err     e = db_int(c, &n, "SELECT COUNT(*) FROM setting WHERE name = $1", V(find(name)->name));
    return e ? 0 : n;
}

const Settled *config_history(Ctx *c, const char *name) {
    Settled *first = NULL, **end = &first;
    Rows q = db_query(c, "SELECT since, value, at, who FROM setting WHERE name = $1"
                         " ORDER BY since DESC, id DESC", V(find(name)->name));
    while (db_next(&q)) {
        *end = arena_new(c->a, Settled);
        **end = (Settled){row_text(&q, 0), row_text(&q, 1), row_int(&q, 2), row_int(&q, 3), NULL};
        end = &(*end)->next;
    }
    return first;
}

const char *config_today(Ctx *c, bool *demo) {
    const char *day = value_on(c, "demo.today", "9999-12-31");
    *demo = day != NULL;
    return day ? day : day_of(c->a, c->now);
}
