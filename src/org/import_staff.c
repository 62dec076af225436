/* import_staff.c - people and the posts they hold as a table, in and out.
 *
 * A row is a person in a post; who holds two has two rows, who holds none one without a post.
 * Two rows mean the same person when they have the same address or, without one, the same name
 * and number.  The post is one of that name at the unit that is free on the days, else a new
 * one.  No account comes of it, and no password is in any table. */
#include "org/org.h"
#include "org/parts.h"

#include "exchange/exchange.h"

#include <string.h>

enum {
    S_NAME, S_EMAIL, S_PHONE, S_UNIT, S_POST, S_ROLE, S_SCOPE, S_SINCE, S_UNTIL, S_ACTING,
    S_COLUMNS
};
static const ImportColumn columns[] = {
    {"name",   "staff.name",   "import.also.person", SHEET_TEXT, 28, true},
    {"email",  "staff.email",  "import.also.email",  SHEET_TEXT, 28, false},
    {"phone",  "staff.phone",  "import.also.phone",  SHEET_TEXT, 14, false},
    {"unit",   "post.unit",    "import.also.unit",   SHEET_TEXT, 32, false},
    {"post",   "post.name",    "import.also.post",   SHEET_TEXT, 24, false},
    {"role",   "post.role",    NULL,                 SHEET_TEXT, 24, false},
    {"scope",  "post.scope",   NULL,                 SHEET_TEXT, 32, false},
    {"since",  "unit.since",  "import.also.since", SHEET_DAY, 12, false},
    {"until",  "unit.until",  "import.also.until", SHEET_DAY, 12, false},
    {"acting", "post.acting",  NULL,                 SHEET_TEXT, 12, false},
    {0}
};

typedef struct Member {
    StaffNew    person;
    PostNew     post; /* unit 0: none */
    bool        acting;
} Member;

/* ---- in ---- */

static Err find_unit(Ctx *c, Import *m, const char *name, Err unknown, Err many, int64_t *id) {
    *id = text_blank(name) ? 0 : import_find(c, m, IMPORT_UNIT, name);
    if (text_blank(name)) return NULL;
    return *id > 0 ? NULL : *id < 0 ? many : unknown;
}

static Err find_role(Ctx *c, const char *typed, const char **role) {
    const char *folded = text_search_folded(c->a, typed);
    *role = "";
    for (const Role *k = roles; k->name; k++)
        if (strcmp(k->name, typed) == 0 || import_heads(c, k->label, folded)) *role = k->name;
    return **role || text_blank(typed) ? NULL : "post.role.bad";
}

static Err read_post(Ctx *c, Import *m, const ImportRow *r, Member *x) {
    PostNew *p = &x->post;
    p->name = import_text(m, r, S_POST);
    x->acting = import_yes(c, import_text(m, r, S_ACTING));
    Err e = find_unit(c, m, import_text(m, r, S_UNIT), "import.unit.unknown", "import.unit.many",
                      &p->unit);
    if (!e) e = find_unit(c, m, import_text(m, r, S_SCOPE), "import.scope.unknown",
                          "import.scope.many", &p->scope);
    if (!e) e = find_role(c, import_text(m, r, S_ROLE), &p->role);
    if (!e) e = import_day(c, m, r, S_SINCE, "appointment.since.bad", &p->since);
    if (!e) e = import_day(c, m, r, S_UNTIL, "appointment.until.bad", &p->until);
    if (!e && p->unit && text_blank(p->name)) e = "post.name.missing";
    if (!e && !p->unit && !text_blank(p->name)) e = "import.unit.missing";
    return e;
}

static Err read_member(Ctx *c, Import *m, const ImportRow *r, Member *x) {
    *x = (Member){.person = {.name = import_text(m, r, S_NAME), .email = import_text(m, r, S_EMAIL),
                             .phone = import_text(m, r, S_PHONE)}};
    Err e = staff_check(&x->person);
    return e ? e : read_post(c, m, r, x);
}

/* Of this table or there already; 0.  A post gives rights, so an address that is somebody
 * else's is refused and not followed. */
static Err known(Ctx *c, const StaffNew *s, int64_t *id) {
    const char *name = s->name;
    *id = 0;
    Rows q = db_query(c, "SELECT id, name FROM staff WHERE (ended IS NULL OR ended > $4) AND"
                         " CASE WHEN $2 = '' THEN name = $1 AND email = '' AND phone = $3"
                         " ELSE email = $2 END ORDER BY id DESC",
                      V(s->name), V(s->email), V(s->phone), V(c->today));
    while (db_next(&q)) *id = row_int(&q, 0), name = row_text(&q, 1);
    bool same = strcmp(text_search_exact(c->a, name), text_search_exact(c->a, s->name)) == 0;
    return same ? NULL : "import.email.other";
}

/* A post of this name and kind that nobody holds for good (or acts in) on these days; 0. */
static int64_t free_post(Ctx *c, const Member *x, const char *since, const char *until) {
    int64_t id = 0;
    Rows q = db_query(c,
        "SELECT p.id FROM post p WHERE p.unit = $1 AND p.scope = $2 AND p.name = $3 AND p.role = $4"
        " AND p.since <= $5 AND $6 <= p.until AND NOT EXISTS (SELECT 1 FROM appointment a"
        " WHERE a.post = p.id AND a.acting = $7 AND a.since < $6 AND $5 < a.until)"
        " ORDER BY p.id DESC",
        V(x->post.unit), V(x->post.scope ? x->post.scope : x->post.unit), V(x->post.name),
        V(x->post.role), V(since), V(until), V(x->acting));
    while (db_next(&q)) id = row_int(&q, 0);
    return id;
}

/* Do they hold such a post on these days already? */
static bool holds(Ctx *c, int64_t staff, const Member *x, const char *since) {
    int64_t n = 0;
    Err     e = db_int(c, &n, "SELECT count(*) FROM appointment a JOIN post p ON p.id = a.post"
                              " WHERE a.staff = $1 AND p.unit = $2 AND p.name = $3"
                              " AND a.since <= $4 AND $4 < a.until",
                       V(staff), V(x->post.unit), V(x->post.name), V(since));
    return !e && n > 0;
}

static const char *later(const char *a, const char *b) { return strcmp(a, b) > 0 ? a : b; }

static Err store_post(Ctx *c, int64_t staff, Member *x) {
    Unit        u;
    const char *until = x->post.until ? x->post.until : DAY_OPEN;
    if (!unit_on(c, x->post.unit, c->today, &u)) return "import.unit.unknown";
    if (!x->post.since) x->post.since = later(u.since, "1900-01-01");
    if (holds(c, staff, x, x->post.since)) return NULL;
    int64_t post = free_post(c, x, x->post.since, until), id;
    Err     e = post ? NULL : post_add(c, &x->post, &post);
    return e ? e : appoint(c, &(AppointmentNew){staff, post, x->acting, x->post.since,
                                                x->post.until}, &id);
}

static Err take(Ctx *c, Import *m, const ImportRow *r, bool store) {
    Member  x;
    int64_t staff = 0;
    Err     e = read_member(c, m, r, &x);
    if (!e && !org_may(c, RIGHT_ORG, 0)) e = "http.forbidden";
    if (!e) e = known(c, &x.person, &staff);
    if (e || !store) return e;
    if (!staff) e = staff_add(c, &x.person, &staff);
    return e || !x.post.unit ? e : store_post(c, staff, &x);
}

/* ---- out ---- */

static const char *role_label(const Ctx *c, const char *name) {
    const Role *role = role_find(name);
    return role ? tr(c, role->label) : "";
}

static Err give_row(Ctx *c, Rows *q, Import *names, ExportPut *put, void *arg) {
    int64_t     unit = row_int(q, 3), scope = row_int(q, 4);
    const char *post = row_text(q, 5), *since = row_text(q, 7), *until = row_text(q, 8);
    const Val   v[S_COLUMNS] = {
        V(row_text(q, 0)), V(row_text(q, 1)), V(row_text(q, 2)),
        V(import_name(c, names, IMPORT_UNIT, unit)), V(post),
        V(unit ? role_label(c, row_text(q, 6)) : NULL),
        V(scope != unit ? import_name(c, names, IMPORT_UNIT, scope) : ""), V(since),
        V(until && strcmp(until, DAY_OPEN) != 0 ? until : NULL), V(row_int(q, 9) ? "x" : "")};
    return put(arg, v);
}

/* Posts of today; those that will begin are told by who appoints. */
static Err give(Ctx *c, ExportPut *put, void *arg) {
    Import names = {0};
    Err    e = NULL;
    Rows q = db_query(c,
        "SELECT s.name, s.email, s.phone, COALESCE(h.unit, 0), COALESCE(h.scope, 0), h.name,"
        " COALESCE(h.role, ''), h.since, h.until, COALESCE(h.acting, 0) FROM staff s LEFT JOIN"
        " (SELECT a.staff, a.id, a.since, a.until, a.acting, p.unit, p.scope, p.name, p.role"
        "  FROM appointment a JOIN post p ON p.id = a.post WHERE a.since <= $1 AND $1 < a.until) h"
        " ON h.staff = s.id WHERE s.ended IS NULL OR s.ended > $1"
        " ORDER BY s.sort, s.name, s.email, s.phone, h.since, h.name, h.id", V(c->today));
    while (db_next(&q))
        if (!e) e = give_row(c, &q, &names, put, arg);
    return e ? e : q.err;
}

const ImportKind import_staff_kind = {
    "staff", "import.of.staff", "/staff", RIGHT_ORG, RIGHT_ORG, NULL, columns, take, NULL, give
};
