/* config.c - see config.h. */
#include "config/config.h"

#include "db/db.h"

#include <string.h>

static Err check_day(const char *value) { return date_ok(value) ? NULL : "setting.value.day"; }

static Err check_need(const char *value) {
    bool known = strcmp(value, "required") == 0 || strcmp(value, "optional") == 0;
    return known ? NULL : "setting.value.choice";
}

static Err check_authority(const char *value) {
    bool known = strcmp(value, "required") == 0 || strcmp(value, "optional") == 0 ||
                 strcmp(value, "off") == 0;
    return known ? NULL : "setting.value.authority";
}

const Setting settings[] = {
    {"office.name",  NULL,       NULL},      /* as on every page and letter */
    {"office.place", "Việt Nam", NULL},      /* before the date of a letter */
    {"demo.today",   NULL,       check_day}, /* the day a demo office stays on */
    {"login.second", "required", check_need}, /* or optional: in a demo office only */
    {"task.authority", "optional", check_authority}, /* the sixth clear */
    {0},
};

static const Setting *find(const char *name) {
    const Setting *s = settings;
    while (s->name && strcmp(s->name, name) != 0) s++;
    if (!s->name) fatal("no such setting: %s", name);
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
    Err e = s->check ? s->check(value) : NULL;
    if (e) return e;
    return db_exec(c, "INSERT INTO setting (name, since, value, at, who)"
                      " VALUES ($1, $2, $3, $4, $5)",
                   V(name), V(since), V(value), V(c->now), V(c->who));
}

const char *config_today(Ctx *c, bool *demo) {
    const char *day = value_on(c, "demo.today", "9999-12-31");
    *demo = day != NULL;
    return day ? day : day_of(c->a, c->now);
}
