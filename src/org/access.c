/* access.c - the secrets of programs: made, found, ended.  Like those of sessions they are
 * stored as hashes, so who reads the table is nobody. */
#include "org/parts.h"

#include "crypt/crypt.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

bool access_good(const Ctx *c, const Access *x) { return !x->ended && x->until > c->now; }

static Err note(Ctx *c, const char *what, int64_t id, const char *name, const char *scopes) {
    Deed d = {.what = what, .subject = "access", .id = id};
    deed_change(c, &d, "name", scopes ? "" : name, scopes ? name : "");
    deed_change(c, &d, "scopes", "", scopes);
    return audit_note(c, &d);
}

static Err check(Ctx *c, const char *name, const char *scopes, int64_t days) {
    int64_t n = 0;
    Err     e = org_check_text(name, ACCESS_NAME_MAX, "access.name.missing", "access.name.long");
    if (e) return e;
    if (text_blank(scopes) || strlen(scopes) > ACCESS_SCOPES_MAX) return "access.scopes.missing";
    if (days < 1 || days > ACCESS_DAYS_MAX) return "access.days.range";
    e = db_int(c, &n, "SELECT count(*) FROM access WHERE staff = $1 AND ended IS NULL"
                      " AND until > $2", V(c->who), V(c->now));
    return e ? e : n >= ACCESS_MANY ? "access.name.many" : NULL;
}

Err access_make(Ctx *c, const char *name, const char *scopes, int64_t days, char **secret) {
    int64_t id;
    Err     e = check(c, name, scopes, days);
    *secret = arena_print(c->a, "namro_%s", crypt_token(c->a));
    if (!e) e = db_int(c, &id, "INSERT INTO access (staff, name, secret, scopes, made, until)"
                               " VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
                       V(c->who), V(name), secret_hash(c, *secret), V(scopes), V(c->now),
                       V(c->now + days * 86400 * 1000));
    return e ? e : note(c, "access.deed.made", id, name, scopes);
}

Err access_end(Ctx *c, int64_t id, bool any) {
    const char *name = NULL;
    Rows q = db_query(c, "UPDATE access SET ended = $3 WHERE id = $1 AND ended IS NULL"
                         " AND ($4 = 1 OR staff = $2) RETURNING name",
                      V(id), V(c->who), V(c->now), V(any));
    while (db_next(&q)) name = row_text(&q, 0);
    if (q.err) return q.err;
    return name ? note(c, "access.deed.ended", id, name, NULL) : "http.missing";
}

Err access_end_all(Ctx *c, int64_t staff) {
    return db_exec(c, "UPDATE access SET ended = $2 WHERE staff = $1 AND ended IS NULL", V(staff),
                   V(c->now));
}

#define COLUMNS                                                                \
    "SELECT x.id, x.staff, s.name, x.name, x.scopes, x.made, x.until, x.last, x.ended"         \
    " FROM access x JOIN staff s ON s.id = x.staff"

static Access read_row(Rows *q) {
    return (Access){.id = row_int(q, 0), .staff = row_int(q, 1), .owner = row_text(q, 2),
                    .name = row_text(q, 3), .scopes = row_text(q, 4), .made = row_int(q, 5),
                    .until = row_int(q, 6), .last = row_int(q, 7), .ended = row_int(q, 8)};
}

const Access *access_list(Ctx *c, int64_t staff) {
    Access *first = NULL, **end = &first;
    Rows q = db_query(c, COLUMNS " WHERE $1 = 0 OR x.staff = $1"
                         " ORDER BY CASE WHEN x.ended IS NULL AND x.until > $2 THEN 0 ELSE 1 END,"
                         " x.id DESC", V(staff), V(c->now));
    while (db_next(&q)) {
        *end = arena_new(c->a, Access);
        **end = read_row(&q);
        end = &(*end)->next;
    }
    return first;
}

bool access_find(Ctx *c, const char *secret, Access *out, Caller *caller) {
    bool found = false;
    if (strlen(secret) != ACCESS_SIGNS) return false;
    Rows q = db_query(c, COLUMNS " WHERE x.secret = $1", secret_hash(c, secret));
    while (db_next(&q)) {
        *out = read_row(&q);
        found = access_good(c, out);
    }
    if (!found || !account_caller(c, out->staff, caller)) return false;
    if (c->now - out->last >= SESSION_TOUCH_MS)
        caller->touch = arena_print(c->a, "%" PRId64, out->id);
    return true;
}

Err access_touch(Ctx *c, const char *id) {
    return db_exec(c, "UPDATE access SET last = $2 WHERE id = $1",
                   V((int64_t)strtoll(id, NULL, 10)), V(c->now));
}
