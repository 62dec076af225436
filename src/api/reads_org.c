/* reads_org.c - units, people, posts, what one lends to another: as programs read them. */
#include "api/reads.h"

#include "text/text.h"

#include <string.h>

static const ShapeField unit_fields[] = {
    {"id", SHAPE_ID, false},     {"name", SHAPE_TEXT, false}, {"kind", SHAPE_TEXT, false},
    {"code", SHAPE_TEXT, false}, {"parent", SHAPE_ID, true},  {"since", SHAPE_DAY, false},
    {"until", SHAPE_DAY, false}, {0},
};
static const ShapeField person_fields[] = {
    {"id", SHAPE_ID, false}, {"name", SHAPE_TEXT, false}, {"ended", SHAPE_DAY, true}, {0},
};
static const ShapeField staff_fields[] = {
    {"id", SHAPE_ID, false},     {"name", SHAPE_TEXT, false},   {"email", SHAPE_TEXT, false},
    {"phone", SHAPE_TEXT, false}, {"ended", SHAPE_DAY, true},   {"version", SHAPE_INT, false}, {0},
};
static const ShapeField post_fields[] = {
    {"id", SHAPE_ID, false},     {"unit", SHAPE_ID, false},   {"scope", SHAPE_ID, false},
    {"name", SHAPE_TEXT, false}, {"role", SHAPE_TEXT, false}, {"since", SHAPE_DAY, false},
    {"until", SHAPE_DAY, false}, {0},
};
static const ShapeField appointment_fields[] = {
    {"id", SHAPE_ID, false},     {"staff", SHAPE_ID, false},  {"post", SHAPE_ID, false},
    {"acting", SHAPE_YES, false}, {"since", SHAPE_DAY, false}, {"until", SHAPE_DAY, false}, {0},
};
static const ShapeField delegation_fields[] = {
    {"id", SHAPE_ID, false},     {"giver", SHAPE_ID, false},    {"taker", SHAPE_ID, false},
    {"since", SHAPE_DAY, false}, {"until", SHAPE_DAY, false},   {"reason", SHAPE_TEXT, false},
    {"revoked", SHAPE_TIME, true}, {0},
};
static const ShapeField reform_fields[] = {
    {"id", SHAPE_ID, false},       {"day", SHAPE_DAY, false}, {"what", SHAPE_TEXT, false},
    {"source", SHAPE_TEXT, false}, {"at", SHAPE_TIME, false}, {"who", SHAPE_ID, true},
    {"undone", SHAPE_TIME, true},  {0},
};

const Shape org_shapes[] = {
    {"/unit", "Unit", "api.about.units", true, "day parent", unit_fields},
    {"/unit/{id}", "Unit", "api.about.unit", false, "day", unit_fields},
    {"/staff", "Person", "api.about.people", true, "unit q", person_fields},
    {"/staff/{id}", "Staff", "api.about.person", false, "", staff_fields},
    {"/post", "Post", "api.about.posts", true, "unit", post_fields},
    {"/post/{id}", "Post", "api.about.post", false, "", post_fields},
    {"/appointment", "Appointment", "api.about.appointments", true, "staff post",
     appointment_fields},
    {"/delegation", "Delegation", "api.about.delegations", true, "", delegation_fields},
    {"/reform", "Reform", "api.about.reforms", true, "", reform_fields},
    {"/reform/{id}", "Reform", "api.about.reform", false, "", reform_fields},
    {0},
};

/* The day that is asked for; today where none is. */
static Err day_asked(Ctx *c, const Request *r, const char **out) {
    const char *typed = request_text(r, "day");
    *out = c->today;
    return !*typed || !text_day_parse(c, typed, out) ? NULL : "api.day.bad";
}

#define UNITS "SELECT unit, name, kind, code, parent, since, until FROM unit_spell"             \
    " WHERE since <= $1 AND $1 < until AND unlearnt = 9223372036854775807"

static Err units_read(Ctx *c, Request *r) {
    const char *day;
    Part        p;
    Err         e = part_read(r, &p);
    if (!e) e = day_asked(c, r, &day);
    if (e) return e;
    Rows q = db_query(c, UNITS " AND unit > $2 AND (parent = $3 OR $3 = 0) ORDER BY unit LIMIT $4",
                      V(day), V(p.after), V(request_number(r, "parent")), V(p.limit + 1));
    return shape_list(c, r, &p, &q);
}

static Err unit_read(Ctx *c, Request *r) {
    const char *day;
    Err         e = day_asked(c, r, &day);
    if (e) return e;
    Rows q = db_query(c, UNITS " AND unit = $2", V(day), V(request_id(r)));
    return shape_one(c, r, &q);
}

/* Names are compared here, without their marks, as the page does. */
static Err people_read(Ctx *c, Request *r) {
    const char *want = text_search_folded(c->a, request_text(r, "q"));
    Part        p;
    Err         e = part_read(r, &p);
    if (e) return e;
    Listing l = listing_open(c, r, &p);
    Rows    q = db_query(c,
        "WITH RECURSIVE " UNITS_BENEATH("under", "SELECT CAST($1 AS BIGINT)", "$2")
        "SELECT s.id, s.name, s.ended FROM staff s WHERE s.id > $3 AND (CAST($1 AS BIGINT) = 0"
        " OR EXISTS (SELECT 1 FROM appointment a JOIN post p ON p.id = a.post"
        " WHERE a.staff = s.id AND a.since <= $2 AND $2 < a.until"
        " AND p.unit IN (SELECT unit FROM under))) ORDER BY s.id",
        V(request_number(r, "unit")), V(c->today), V(p.after));
    while (!l.more && db_next(&q)) {
        const char *name = row_text(&q, 1);
        if (*want && !strstr(text_search_folded(c->a, name), want)) continue;
        Json *j = listing_row(&l, id_text(c, row_int(&q, 0)));
        if (j) shape_values(j, c, l.shape, V(row_int(&q, 0)), V(name),
                            text_or_null(row_text(&q, 2)));
    }
    db_stop(&q);
    listing_reply(&l);
    return q.err;
}

static Err person_read(Ctx *c, Request *r) {
    Rows q = db_query(c, "SELECT id, name, email, phone, ended, version FROM staff WHERE id = $1",
                      V(request_id(r)));
    return shape_one(c, r, &q);
}

static Err posts_read(Ctx *c, Request *r) {
    Part p;
    Err  e = part_read(r, &p);
    if (e) return e;
    Rows q = db_query(c, "SELECT id, unit, scope, name, role, since, until FROM post"
                         " WHERE id > $1 AND (unit = $2 OR $2 = 0) ORDER BY id LIMIT $3",
                      V(p.after), V(request_number(r, "unit")), V(p.limit + 1));
    return shape_list(c, r, &p, &q);
}

static Err post_read(Ctx *c, Request *r) {
    Rows q = db_query(c, "SELECT id, unit, scope, name, role, since, until FROM post"
                         " WHERE id = $1", V(request_id(r)));
    return shape_one(c, r, &q);
}

static Err appointments_read(Ctx *c, Request *r) {
    Part p;
    Err  e = part_read(r, &p);
    if (e) return e;
    Rows q = db_query(c, "SELECT id, staff, post, acting, since, until FROM appointment"
                         " WHERE id > $1 AND (staff = $2 OR $2 = 0) AND (post = $3 OR $3 = 0)"
                         " ORDER BY id LIMIT $4", V(p.after), V(request_number(r, "staff")),
                      V(request_number(r, "post")), V(p.limit + 1));
    return shape_list(c, r, &p, &q);
}

/* One's own; all of them for who may change the organisation. */
static Err delegations_read(Ctx *c, Request *r) {
    Part p;
    Err  e = part_read(r, &p);
    if (e) return e;
    Rows q = db_query(c, "SELECT id, giver, taker, since, until, reason, revoked FROM delegation"
                         " WHERE id > $1 AND (giver = $2 OR taker = $2 OR $3 = 1)"
                         " ORDER BY id LIMIT $4",
                      V(p.after), V(c->who), V(request_may(r, RIGHT_ORG)), V(p.limit + 1));
    return shape_list(c, r, &p, &q);
}

static Err reforms_read(Ctx *c, Request *r) {
    Part p;
    Err  e = part_read(r, &p);
    if (e) return e;
    Rows q = db_query(c, "SELECT id, day, what, source, at, who, undone FROM unit_reform"
                         " WHERE id > $1 ORDER BY id LIMIT $2", V(p.after), V(p.limit + 1));
    return shape_list(c, r, &p, &q);
}

static Err reform_read(Ctx *c, Request *r) {
    Rows q = db_query(c, "SELECT id, day, what, source, at, who, undone FROM unit_reform"
                         " WHERE id = $1", V(request_id(r)));
    return shape_one(c, r, &q);
}

const Route org_reads[] = {
    SHOW("/unit",        units_read,        RIGHT_STAFF, NULL),
    SHOW("/unit/{id}",   unit_read,         RIGHT_STAFF, NULL),
    SHOW("/staff",       people_read,       RIGHT_STAFF, NULL),
    SHOW("/staff/{id}",  person_read,       RIGHT_STAFF, NULL),
    SHOW("/post",        posts_read,        RIGHT_STAFF, NULL),
    SHOW("/post/{id}",   post_read,         RIGHT_STAFF, NULL),
    SHOW("/appointment", appointments_read, RIGHT_STAFF, NULL),
    SHOW("/delegation",  delegations_read,  RIGHT_STAFF, NULL),
    SHOW("/reform",      reforms_read,      RIGHT_STAFF, NULL),
    SHOW("/reform/{id}", reform_read,       RIGHT_STAFF, NULL),
    {0}
};
