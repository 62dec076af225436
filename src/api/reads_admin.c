/* reads_admin.c - one's own account and notices; settings, accounts, jobs, mail, the log: as
 * programs read them. */
#include "api/reads.h"

#include "config/config.h"
#include "text/text.h"

#include <string.h>

const ShapeField deed_fields[] = {
    {"id", SHAPE_ID, false},        {"at", SHAPE_TIME, false},     {"who", SHAPE_ID, true},
    {"what", SHAPE_TEXT, false},    {"subject", SHAPE_TEXT, false}, {"subject_id", SHAPE_ID, true},
    {"reason", SHAPE_TEXT, false},  {"changes", SHAPE_CHANGES, false}, {0},
};
static const ShapeField me_fields[] = {
    {"staff", SHAPE_ID, false},   {"name", SHAPE_TEXT, false},   {"login", SHAPE_TEXT, false},
    {"lang", SHAPE_TEXT, false},  {"access", SHAPE_TEXT, false}, {"scopes", SHAPE_TEXT, false},
    {"until", SHAPE_TIME, false}, {0},
};
static const ShapeField notice_fields[] = {
    {"id", SHAPE_ID, false},       {"what", SHAPE_TEXT, false}, {"words", SHAPE_TEXT, false},
    {"subject", SHAPE_TEXT, false}, {"subject_id", SHAPE_ID, true}, {"at", SHAPE_TIME, false},
    {"seen", SHAPE_TIME, true},    {0},
};
static const ShapeField setting_fields[] = {
    {"name", SHAPE_TEXT, false}, {"label", SHAPE_TEXT, false}, {"value", SHAPE_TEXT, true}, {0},
};
static const ShapeField account_fields[] = {
    {"staff", SHAPE_ID, false},   {"name", SHAPE_TEXT, false},   {"login", SHAPE_TEXT, false},
    {"password", SHAPE_YES, false}, {"second", SHAPE_YES, false}, {"closed", SHAPE_TIME, true},
    {"entered", SHAPE_TIME, true}, {"at", SHAPE_TIME, false},    {0},
};
static const ShapeField job_fields[] = {
    {"id", SHAPE_ID, false},     {"kind", SHAPE_TEXT, false}, {"arg", SHAPE_TEXT, false},
    {"state", SHAPE_TEXT, false}, {"every", SHAPE_INT, false}, {"due", SHAPE_TIME, true},
    {"tries", SHAPE_INT, false}, {"done", SHAPE_INT, false},  {"goal", SHAPE_INT, false},
    {"message", SHAPE_TEXT, false}, {"begun", SHAPE_TIME, true}, {"ended", SHAPE_TIME, true},
    {"good", SHAPE_TIME, true},  {0},
};
static const ShapeField mail_fields[] = {
    {"id", SHAPE_ID, false},     {"staff", SHAPE_ID, false},   {"kind", SHAPE_TEXT, false},
    {"n", SHAPE_INT, false},     {"state", SHAPE_TEXT, false}, {"due", SHAPE_TIME, false},
    {"tries", SHAPE_INT, false}, {"why", SHAPE_TEXT, false},   {"reply", SHAPE_TEXT, false},
    {"at", SHAPE_TIME, false},   {"ended", SHAPE_TIME, true},  {0},
};
static const ShapeField rung_fields[] = {
    {"id", SHAPE_ID, false}, {"days", SHAPE_INT, false}, {"whom", SHAPE_TEXT, false},
    {"mail", SHAPE_YES, false}, {0},
};
static const ShapeField access_fields[] = {
    {"id", SHAPE_ID, false},    {"staff", SHAPE_ID, false},  {"name", SHAPE_TEXT, false},
    {"scopes", SHAPE_TEXT, false}, {"made", SHAPE_TIME, false}, {"until", SHAPE_TIME, false},
    {"last", SHAPE_TIME, true}, {"ended", SHAPE_TIME, true}, {0},
};
static const ShapeField word_fields[] = {
    {"code", SHAPE_TEXT, false}, {"vi", SHAPE_TEXT, false}, {"en", SHAPE_TEXT, false}, {0},
};

const Shape admin_shapes[] = {
    {"/account", "Account", "api.about.me", false, "", me_fields},
    {"/notice", "Notice", "api.about.notices", true, "", notice_fields},
    {"/admin/setting", "Setting", "api.about.settings", true, "", setting_fields},
    {"/admin/accounts", "OfficeAccount", "api.about.accounts", true, "", account_fields},
    {"/admin/account/{id}", "OfficeAccount", "api.about.account", false, "", account_fields},
    {"/admin/jobs", "Job", "api.about.jobs", true, "", job_fields},
    {"/admin/mail", "Mail", "api.about.mail", true, "", mail_fields},
    {"/admin/ladder", "Rung", "api.about.ladder", true, "", rung_fields},
    {"/admin/access", "Access", "api.about.access", true, "", access_fields},
    {"/log/deeds", "Deed", "api.about.deeds", true, "who subject id since until reason",
     deed_fields},
    {"/problem/{key}", "Refusal", "api.about.problem", false, "", word_fields},
    {0},
};

static Err me_read(Ctx *c, Request *r) {
    const Access *x = r->caller.grant;
    Account       a;
    Json          j = json_new(c);
    if (!x || !account_of(c, c->who, &a)) return "http.missing";
    shape_values(&j, c, shape_of(r->route->path), V(a.staff), V(a.name), V(a.login), V(a.lang),
                 V(x->name), V(x->scopes), V(x->until));
    reply_json(c, r, 200, json_end(&j));
    return NULL;
}

static Err notices_read(Ctx *c, Request *r) {
    Part p;
    Err  e = part_read(r, &p);
    if (e) return e;
    Listing l = listing_open(c, r, &p);
    Rows    q = db_query(c, "SELECT id, what, n, subject, subject_id, at, seen FROM notice"
                            " WHERE staff = $1 AND id > $2 ORDER BY id LIMIT $3",
                         V(c->who), V(p.after), V(p.limit + 1));
    while (db_next(&q)) {
        const char *what = row_text(&q, 1);
        Json       *j = listing_row(&l, id_text(c, row_int(&q, 0)));
        if (j) shape_values(j, c, l.shape, V(row_int(&q, 0)), V(what),
                            V(trf(c, what, V(row_int(&q, 2)))), V(row_text(&q, 3)),
                            V(row_int(&q, 4)), V(row_int(&q, 5)), V(row_int(&q, 6)));
    }
    listing_reply(&l);
    return q.err;
}

/* In the order of the program's table. */
static Err settings_read(Ctx *c, Request *r) {
    Part p;
    Err  e = part_read(r, &p);
    if (e) return e;
    Listing l = listing_open(c, r, &p);
    bool    behind = !*p.key;
    for (const Setting *s = settings; s->name; s++) {
        Json *j = behind ? listing_row(&l, s->name) : NULL;
        if (j) shape_values(j, c, l.shape, V(s->name), V(tr(c, s->name)),
                            text_or_null(config_text(c, s->name)));
        behind = behind || strcmp(s->name, p.key) == 0;
    }
    listing_reply(&l);
    return NULL;
}

#define ACCOUNTS "SELECT a.staff, s.name, a.login, CASE WHEN a.password = '' THEN 0 ELSE 1 END,"  \
    " CASE WHEN a.totp IS NULL THEN 0 ELSE 1 END, a.closed, a.entered, a.at FROM account a"      \
    " JOIN staff s ON s.id = a.staff"

static Err account_read(Ctx *c, Request *r) {
    Rows q = db_query(c, ACCOUNTS " WHERE a.staff = $1", V(request_id(r)));
    return shape_one(c, r, &q);
}

#define ALL(name, sql)                                                                   \
    static Err name(Ctx *c, Request *r) {                                                \
        Part p;                                                                          \
        Err  e = part_read(r, &p);                                                       \
        if (e) return e;                                                                 \
        Rows q = db_query(c, sql, V(p.after), V(p.limit + 1));                           \
        return shape_list(c, r, &p, &q);                                                 \
    }
ALL(accounts_read, ACCOUNTS " WHERE a.staff > $1 ORDER BY a.staff LIMIT $2")
ALL(jobs_read, "SELECT id, kind, arg, state, every, due, tries, done, goal, message, begun,"
    " ended, good FROM job WHERE id > $1 ORDER BY id LIMIT $2")
ALL(mail_read, "SELECT id, staff, kind, n, state, due, tries, why, reply, at, ended FROM outbox"
    " WHERE id > $1 ORDER BY id LIMIT $2")
ALL(ladder_read, "SELECT id, days, whom, mail FROM ladder WHERE dropped IS NULL AND id > $1"
    " ORDER BY id LIMIT $2")
ALL(accesses_read, "SELECT id, staff, name, scopes, made, until, last, ended FROM access"
    " WHERE id > $1 ORDER BY id LIMIT $2")

static Err take_day(Ctx *c, const Request *r, const char *name, int64_t otherwise, int64_t add,
                    int64_t *ms) {
    const char *typed = request_text(r, name), *day;
    *ms = otherwise;
    if (!*typed) return NULL;
    if (text_day_parse(c, typed, &day)) return "api.day.bad";
    *ms = (day_number(day) + add) * 86400 * 1000 - ZONE_MS;
    return NULL;
}

static Err deeds_read(Ctx *c, Request *r) {
    int64_t since, until;
    Part    p;
    Err     e = part_read(r, &p);
    if (!e) e = take_day(c, r, "since", INT64_MIN, 0, &since);
    if (!e) e = take_day(c, r, "until", INT64_MAX, 1, &until);
    if (!e && !read_reason(r)) e = "log.reason.missing";
    if (e) return e;
    const int64_t who = request_number(r, "who");
    reply_noted(r, read_deed(c, "log.deed.read", who ? "staff" : "log", who, read_reason(r)));
    Rows q = db_query(c, "SELECT " DEED_COLUMNS " FROM deed WHERE id > $1 AND (who = $2 OR $2 = 0)"
                         " AND ($3 = '' OR subject = $3) AND (subject_id = $4 OR $4 = 0)"
                         " AND at >= $5 AND at < $6 ORDER BY id LIMIT $7",
                      V(p.after), V(who), V(request_text(r, "subject")),
                      V(request_number(r, "id")), V(since), V(until), V(p.limit + 1));
    return shape_list(c, r, &p, &q);
}

/* What a refusal says, in both languages: its `type` leads here. */
static Err problem_read(Ctx *c, Request *r) {
    const char *key = request_part(r, "key");
    Ctx         vi = *c, en = *c;
    Json        j = json_new(c);
    vi.lang = LANG_VI;
    en.lang = LANG_EN;
    if (!strchr(key, '.') || strcmp(tr(c, key), key) == 0) return "http.missing";
    shape_values(&j, c, shape_of(r->route->path), V(key), V(tr(&vi, key)), V(tr(&en, key)));
    reply_json(c, r, 200, json_end(&j));
    return NULL;
}

static Err openapi_read(Ctx *c, Request *r) {
    reply_json(c, r, 200, openapi(c));
    return NULL;
}

const Route admin_reads[] = {
    SHOW("/account",            me_read,       RIGHT_STAFF,  NULL),
    SHOW("/notice",             notices_read,  RIGHT_STAFF,  NULL),
    SHOW("/admin/setting",      settings_read, RIGHT_ADMIN,  NULL),
    SHOW("/admin/accounts",     accounts_read, RIGHT_ADMIN,  NULL),
    SHOW("/admin/account/{id}", account_read,  RIGHT_ADMIN,  NULL),
    SHOW("/admin/jobs",         jobs_read,     RIGHT_ADMIN,  NULL),
    SHOW("/admin/mail",         mail_read,     RIGHT_ADMIN,  NULL),
    SHOW("/admin/ladder",       ladder_read,   RIGHT_ADMIN,  NULL),
    SHOW("/admin/access",       accesses_read, RIGHT_ADMIN,  NULL),
    SHOW("/log/deeds",          deeds_read,    RIGHT_ADMIN,  NULL),
    SHOW("/problem/{key}",      problem_read,  RIGHT_PUBLIC, NULL),
    SHOW("/openapi.json",       openapi_read,  RIGHT_PUBLIC, NULL),
    {0}
};

const Shape *const shape_tables[] = {task_shapes, document_shapes, org_shapes, admin_shapes, NULL};
const Route *const api_routes[] = {task_reads, document_reads, org_reads, admin_reads, NULL};
