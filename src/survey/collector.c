/* collector.c - who asks, and with which phone. */
#include "survey/parts.h"

#include "crypt/crypt.h"

#include <stdlib.h>
#include <string.h>

/* ---- interviewers ---- */

static bool may_collect(Ctx *c, int64_t staff) {
    for (const Held *h = roles_held(c, staff); h; h = h->next)
        if (h->role && h->role->rights >> RIGHT_COLLECT & 1) return true;
    return false;
}

Err interviewer_put(Ctx *c, int64_t survey, int64_t staff, bool on) {
    const Survey *s = survey_get(c, survey);
    if (!s) return "http.missing";
    if (!survey_may(c, s, RIGHT_SURVEY)) return "http.forbidden";
    if (strcmp(s->stage, "closed") == 0) return "survey.stage.other";
    if (on && !may_collect(c, staff)) return "survey.staff.right";
    if (interviewer_is(c, survey, staff) == on) return NULL;
    if (on && strcmp(s->stage, "open") == 0 && survey_twice(c, s, staff))
        return "survey.interviewer.twice";
    Err  e = db_exec(c, "INSERT INTO interviewer (survey, staff, ended) VALUES ($1, $2, $3)"
                        " ON CONFLICT (survey, staff) DO UPDATE SET ended = excluded.ended",
                     V(survey), V(staff), on ? val_ref(0) : V(c->now));
    Deed d = {.what = on ? "survey.deed.interviewer" : "survey.deed.interviewer.off",
              .subject = "survey", .id = survey};
    deed_change(c, &d, "interviewer", "", staff_name(c, staff));
    return e ? e : audit_note(c, &d);
}

bool interviewer_is(Ctx *c, int64_t survey, int64_t staff) {
    int64_t n = 0;
    Rows    q = db_query(c, "SELECT 1 FROM interviewer WHERE survey = $1 AND staff = $2"
                            " AND ended IS NULL", V(survey), V(staff));
    while (db_next(&q)) n++;
    return n > 0;
}

const Interviewer *interviewer_list(Ctx *c, int64_t survey) {
    Interviewer *first = NULL, **end = &first;
    Rows q = db_query(c, "SELECT i.staff, s.name,"
                         " (SELECT count(*) FROM submission u WHERE u.survey = $1"
                         "  AND u.staff = i.staff),"
                         " (SELECT count(*) FROM visit v WHERE v.survey = $1"
                         "  AND v.staff = i.staff),"
                         " (SELECT count(*) FROM visit v WHERE v.survey = $1 AND v.staff = i.staff"
                         "  AND v.state = 'open')"
                         " FROM interviewer i JOIN staff s ON s.id = i.staff"
                         " WHERE i.survey = $1 AND i.ended IS NULL ORDER BY s.sort, s.id",
                      V(survey));
    while (db_next(&q)) {
        *end = arena_new(c->a, Interviewer);
        **end = (Interviewer){row_int(&q, 0), row_int(&q, 2), row_int(&q, 3), row_int(&q, 4),
                              row_text(&q, 1), NULL};
        end = &(*end)->next;
    }
    return first;
}

/* ---- phones ---- */

#define COLUMNS                                                                \
    "id, staff, until, COALESCE(ended, 0), COALESCE(last, 0), at, label"

static Collector *read_row(Rows *q) {
    Collector *k = arena_new(q->c->a, Collector);
    *k = (Collector){row_int(q, 0), row_int(q, 1), row_int(q, 2), row_int(q, 3), row_int(q, 4),
                     row_int(q, 5), row_text(q, 6), NULL};
    return k;
}

static Bytes mark_of(Ctx *c, const char *token) {
    Hash *h = arena_new(c->a, Hash);
    *h = hash_of(token, strlen(token));
    return (Bytes){h->b, HASH_BYTES};
}

Err collector_add(Ctx *c, int64_t staff, const char *label, const char **token) {
    if (text_blank(label)) return "collector.label.missing";
    if (strlen(label) > COLLECTOR_LABEL_MAX) return "collector.label.long";
    if (!may_collect(c, staff)) return "http.forbidden";
    int64_t id;
    *token = crypt_token(c->a);
    Err e = db_int(c, &id,
                   "INSERT INTO collector (staff, token, label, until, at, who)"
                   " VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
                   V(staff), V(mark_of(c, *token)), V(label),
                   V(c->now + (int64_t)COLLECTOR_DAYS * DAY_MS), V(c->now), V(c->who));
    Deed d = {.what = "collector.deed.made", .subject = "collector", .id = e ? 0 : id};
    deed_change(c, &d, "interviewer", "", staff_name(c, staff));
    return e ? e : audit_note(c, &d);
}

Err collector_take(Ctx *c, const Collector *k) {
    if (k->ended) return NULL;
    Err  e = db_exec(c, "UPDATE collector SET ended = $2 WHERE id = $1", V(k->id), V(c->now));
    Deed d = {.what = "collector.deed.ended", .subject = "collector", .id = k->id};
    deed_change(c, &d, "interviewer", staff_name(c, k->staff), "");
    return e ? e : audit_note(c, &d);
}

Err collector_end(Ctx *c, int64_t id) {
    const Collector *k = NULL;
    Rows q = db_query(c, "SELECT " COLUMNS " FROM collector WHERE id = $1", V(id));
    while (db_next(&q)) k = read_row(&q);
    if (!k) return "http.missing";
    if (k->staff != c->who && !org_may(c, RIGHT_SURVEY, staff_unit(c, k->staff)))
        return "http.forbidden";
    return collector_take(c, k);
}

/* ---- which phone calls ---- */

Collector *collector_find(Ctx *c, const char *token) {
    Collector *k = NULL;
    Rows q = db_query(c, "SELECT " COLUMNS " FROM collector WHERE token = $1 AND ended IS NULL"
                         " AND until > $2", V(mark_of(c, token)), V(c->now));
    while (db_next(&q)) k = read_row(&q);
    return k;
}

Collector *collector_by(Ctx *c, const char *token) {
    Collector *k = collector_find(c, token);
    return k && may_collect(c, k->staff) ? k : NULL;
}

#define ABOUT "collector digest"

Err collector_password(Ctx *c, const char *token, const char **login, const char **password) {
    Account          a;
    const Collector *k = collector_find(c, token);
    *login = *password = NULL;
    if (!k || !c->key || !account_of(c, k->staff, &a)) return NULL;
    *login = a.login;
    *password = crypt_code(c->a, 4);
    const char *text = arena_print(c->a, "%s:" COLLECTOR_REALM ":%s", a.login, *password);
    const char *ha1 = md5_hex(c->a, text, strlen(text));
    Bytes       box = seal_with(c->a, c->key, ABOUT, (Bytes){ha1, strlen(ha1)});
    return db_exec(c, "UPDATE collector SET digest = $2 WHERE id = $1", V(k->id), V(box));
}

Collector *collector_answers(Ctx *c, const char *login, CollectorProof *right, void *arg) {
    Account    a;
    Collector *k = NULL;
    if (!c->key || !account_named(c, login, &a)) return NULL;
    Rows q = db_query(c, "SELECT " COLUMNS ", digest FROM collector WHERE staff = $1"
                         " AND ended IS NULL AND until > $2 AND digest IS NOT NULL"
                         " ORDER BY id DESC", V(a.staff), V(c->now));
    while (db_next(&q)) {
        Bytes ha1;
        if (k || seal_open_with(c->a, c->key, ABOUT, row_bytes(&q, 7), &ha1)) continue;
        if (right(arg, arena_part(c->a, ha1.p, ha1.n))) k = read_row(&q);
    }
    return k;
}

Err collector_touch(Ctx *c, const char *id) {
    return db_exec(c, "UPDATE collector SET last = $2 WHERE id = $1",
                   V((int64_t)strtoll(id, NULL, 10)), V(c->now - c->now % HOUR_MS));
}

const Collector *collectors_of(Ctx *c, int64_t survey) {
    Collector *first = NULL, **end = &first;
    Rows       q = db_query(c, "SELECT " COLUMNS " FROM collector WHERE ended IS NULL"
                               " AND until > $2 AND staff IN (SELECT i.staff FROM interviewer i"
                               " WHERE i.survey = $1 AND i.ended IS NULL) ORDER BY staff, id",
                            V(survey), V(c->now));
    while (db_next(&q)) *end = read_row(&q), end = &(*end)->next;
    return first;
}

const Collector *collector_list(Ctx *c, int64_t staff) {
    Collector *first = NULL, **end = &first;
    Rows q = db_query(c, "SELECT " COLUMNS " FROM collector WHERE staff = $1 ORDER BY id DESC",
                      V(staff));
    while (db_next(&q)) *end = read_row(&q), end = &(*end)->next;
    return first;
}
