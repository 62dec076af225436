/* config.c - see config.h. */
#include "config/config.h"

#include "db/db.h"

#include <stdlib.h>
#include <string.h>

static Err check_day(const char *value) { return date_ok(value) ? NULL : "setting.value.day"; }

/* A name of the DNS or an address of a machine, which goes into an address. */
static Err check_host(const char *value) {
    size_t n = strspn(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-");
    return value[n] || *value == '-' || *value == '.' ? "setting.value.host" : NULL;
}

static Err check_port(const char *value) {
    size_t n = strspn(value, "0123456789");
    bool   ok = !value[n] && n < 6 && *value != '0' && atoi(value) <= 65535;
    return ok ? NULL : "setting.value.port";
}

static Err check_mail(const char *value) {
    static const char name[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                               "._+-";
    size_t n = strspn(value, name);
    if (!n || value[n] != '@' || !value[n + 1] || check_host(value + n + 1))
        return "setting.value.mail";
    return NULL;
}

/* Where people enter: it stands in every mail. */
static Err check_site(const char *value) {
    bool known = strncmp(value, "https://", 8) == 0 || strncmp(value, "http://", 7) == 0;
    for (const char *p = value; *p; p++)
        if (*p <= ' ' || *p > '~' || strchr("<>\"\\", *p)) known = false;
    return known ? NULL : "setting.value.site";
}

/* "https://answers.example.vn": nothing behind the name and its port, for it stands in headers. */
static Err check_origin(const char *value) {
    static const char signs[] = "abcdefghijklmnopqrstuvwxyz0123456789-.:";
    const char *name = strncmp(value, "https://", 8) == 0  ? value + 8
                       : strncmp(value, "http://", 7) == 0 ? value + 7 : "";
    return *name && strspn(name, signs) == strlen(name) ? NULL : "setting.value.origin";
}

/* "07:30" */
static Err check_hour(const char *value) {
    bool ok = strlen(value) == 5 && value[2] == ':' && strspn(value, "0123456789:") == 5 &&
              strcmp(value, "24:00") < 0 && value[3] < '6';
    return ok ? NULL : "setting.value.hour";
}

/* 1 to ten years of them. */
static Err check_days(const char *value) {
    size_t n = strspn(value, "0123456789");
    bool   ok = n && !value[n] && n < 5 && *value != '0' && atoi(value) <= 3650;
    return ok ? NULL : "setting.value.days";
}

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
    /* where people enter the program, in mails and calendars */
    {"office.site", NULL, NULL, false, check_site},
    /* what becomes of mail: files, or it goes to a server */
    {"mail.way", "folder", "folder smtp", false, NULL},
    {"mail.server", NULL, NULL, false, check_host},
    {"mail.port", "587", NULL, false, check_port},
    {"mail.secure", "starttls", "starttls tls plain", false, NULL},
    /* who the office is there; its password is a file among the keys */
    {"mail.login", NULL, NULL, false, NULL},
    {"mail.sender", NULL, NULL, false, check_mail},
    /* reminders, and the hours of a working day in which they go out */
    {"remind.on", "on", "on off", false, NULL},
    {"remind.first", "07:30", NULL, false, check_hour},
    {"remind.last", "17:00", NULL, false, check_hour},
    /* where invited people get their token, and where they answer: two names, whose front
     * servers keep no log; without them both are where the page is */
    {"wave.issue", NULL, NULL, false, check_origin},
    {"wave.answer", NULL, NULL, false, check_origin},
    /* for how many days what is past is kept: cli/retention.c */
    {"keep.mail", "30", NULL, false, check_days},
    {"keep.notice", "180", NULL, false, check_days},
    {"keep.import", "90", NULL, false, check_days},
    {"keep.access", "90", NULL, false, check_days},
    {"keep.left", "365", NULL, false, check_days},
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
