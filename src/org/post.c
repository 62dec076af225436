/* post.c - posts, and what becomes of them when their unit ends. */
#include "org/org.h"
#include "org/parts.h"

#include <string.h>

static const char *end_of(const char *until) { return until && *until ? until : DAY_OPEN; }

Err org_check_days(const char *since, const char *until, const DayErrs *e) {
    if (!since || !date_ok(since)) return e->since;
    if (!date_ok(end_of(until))) return e->until;
    return strcmp(since, end_of(until)) < 0 ? NULL : e->early;
}

/* Is there a spell of the unit on each of these days? */
static Err check_there(Ctx *c, int64_t unit, const char *since, const char *until, Err why) {
    int64_t n = 0;
    Err     e = db_int(c, &n,
                       "SELECT COUNT(*) FROM (SELECT MIN(since) AS since, MAX(until) AS until"
                       " FROM unit_spell WHERE unit = $1 AND unlearnt = 9223372036854775807) AS u"
                       " WHERE u.since <= $2 AND $3 <= u.until",
                       V(unit), V(since), V(until));
    return e ? e : n ? NULL : why;
}

static Err check_post(Ctx *c, const PostNew *p) {
    static const DayErrs days = {"post.since.bad", "post.until.bad", "post.until.early"};
    Err e = org_check_text(p->name, UNIT_TEXT_MAX, "post.name.missing", "post.name.long"); /* (1) */
    if (e) return e;
    if (p->role && *p->role && !role_find(p->role)) return "post.role.bad"; /* (2) */
    e = org_check_days(p->since, p->until, &days);                  /* (3) */
    if (!e) e = check_there(c, p->unit, p->since, end_of(p->until), "post.unit.day"); /* (4) */
    return e ? e : check_there(c, p->scope ? p->scope : p->unit, p->since, end_of(p->until),
                               "post.scope.day");
}

static Err post_store(Ctx *c, const PostNew *p, int64_t *id) {
    return db_int(c, id,
                  "INSERT INTO post (unit, scope, name, role, since, until, at, who)"
                  " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id",
                  V(p->unit), V(p->scope ? p->scope : p->unit), V(p->name),
                  V(p->role ? p->role : ""), V(p->since), V(end_of(p->until)), V(c->now),
                  V(c->who));
}

Err post_add(Ctx *c, const PostNew *p, int64_t *id) {
    Err e = check_post(c, p);
    if (!e) e = post_store(c, p, id);
    if (e) return e;
    Deed d = {.what = "post.deed.added", .subject = "post", .id = *id};
    deed_change(c, &d, "name", "", p->name);
    deed_change(c, &d, "unit", "", unit_name(c, p->unit));
    deed_change(c, &d, "scope", "", unit_name(c, p->scope ? p->scope : p->unit));
    deed_change(c, &d, "role", "", p->role);
    deed_change(c, &d, "since", "", p->since);
    return audit_note(c, &d);
}

bool post_get(Ctx *c, int64_t id, Post *out) {
    Rows q = db_query(c,
                      "SELECT id, unit, scope, name, role, since, until FROM post WHERE id = $1",
                      V(id));
    bool found = db_next(&q);
    if (found)
        *out = (Post){.id = row_int(&q, 0), .unit = row_int(&q, 1), .scope = row_int(&q, 2),
                      .name = row_text(&q, 3), .role = row_text(&q, 4), .since = row_text(&q, 5),
                      .until = row_text(&q, 6)};
    db_stop(&q);
    return found;
}

Err post_end(Ctx *c, int64_t id, const char *day) {
    Post    p;
    int64_t later = 0;
    if (!day || !date_ok(day)) return "post.day.bad";
    if (!post_get(c, id, &p)) return "post.day.missing";
    if (strcmp(day, p.since) <= 0 || strcmp(day, p.until) > 0) return "post.day.outside";
    Err e = db_int(c, &later, "SELECT COUNT(*) FROM appointment WHERE post = $1 AND since >= $2",
                   V(id), V(day));
    if (!e && later) e = "post.day.later";
    if (!e) e = db_exec(c, "UPDATE appointment SET until = $2 WHERE post = $1 AND until > $2",
                        V(id), V(day));
    if (!e) e = db_exec(c, "UPDATE post SET until = $2 WHERE id = $1", V(id), V(day));
    Deed d = {.what = "post.deed.ended", .subject = "post", .id = id};
    deed_change(c, &d, "until", p.until, day);
    return e ? e : audit_note(c, &d);
}

/* ---- A reform ends posts ---- */

/* What ends on a day: posts or appointments that still stood after it. */
typedef struct Ending Ending;
struct Ending {
    int64_t     id, staff, acting;
    Post        post;
    int64_t     heir; /* of the scope of a post that stands elsewhere; 0 */
    const char *since, *until;
    Ending     *next;
};

/* The units of a reform that are no more on its day. */
#define ENDED                                                                  \
    "(SELECT b.unit FROM unit_spell b WHERE b.closed = $1 AND NOT EXISTS"      \
    " (SELECT 1 FROM unit_spell a WHERE a.unit = b.unit AND a.since <= $2"     \
    " AND $2 < a.until AND a.unlearnt = 9223372036854775807))"

static Ending *posts_ending(Ctx *c, const Reform *r) {
    Ending *first = NULL, **end = &first;
    Rows q = db_query(c,
                      "SELECT p.id, p.unit, p.scope, p.name, p.role, p.since, p.until,"
                      " COALESCE((SELECT MIN(l.new) FROM unit_lineage l WHERE l.reform = $1"
                      " AND l.old = p.scope AND l.share = 1000000 AND p.unit NOT IN " ENDED "), 0)"
                      " FROM post p WHERE p.until > $2"
                      " AND (p.unit IN " ENDED " OR p.scope IN " ENDED ") ORDER BY p.id",
                      V(r->id), V(r->day));
    while (db_next(&q)) {
        Ending *g = *end = arena_new(c->a, Ending);
        g->id = row_int(&q, 0);
        g->post = (Post){g->id, row_int(&q, 1), row_int(&q, 2), row_text(&q, 3), row_text(&q, 4),
                         row_text(&q, 5), row_text(&q, 6)};
        g->heir = row_int(&q, 7);
        g->since = g->post.since;
        g->until = g->post.until;
        end = &g->next;
    }
    return first;
}

static Ending *appointments_ending(Ctx *c, int64_t post, const char *day) {
    Ending *first = NULL, **end = &first;
    Rows q = db_query(c,
                      "SELECT id, staff, acting, since, until FROM appointment"
                      " WHERE post = $1 AND until > $2 ORDER BY id",
                      V(post), V(day));
    while (db_next(&q)) {
        Ending *g = *end = arena_new(c->a, Ending);
        *g = (Ending){.id = row_int(&q, 0), .staff = row_int(&q, 1), .acting = row_int(&q, 2),
                      .since = row_text(&q, 3), .until = row_text(&q, 4)};
        end = &g->next;
    }
    return first;
}

static Err effect(Ctx *c, const Reform *r, int64_t post, int64_t appointment, const char *was) {
    return db_exec(c,
                   "INSERT INTO reform_effect (reform, post, appointment, was)"
                   " VALUES ($1, $2, $3, $4)",
                   V(r->id), post ? V(post) : V((const char *)NULL),
                   appointment ? V(appointment) : V((const char *)NULL), V(was));
}

/* heir: the post that goes on in its place, 0 if none does. */
static Err end_appointment(Ctx *c, const Reform *r, const Ending *g, int64_t heir) {
    int64_t id;
    if (strcmp(g->since, r->day) >= 0) return "unit.day.posts";
    Err e = db_exec(c, "UPDATE appointment SET until = $2 WHERE id = $1", V(g->id), V(r->day));
    if (!e) e = effect(c, r, 0, g->id, g->until);
    if (e || !heir) return e;
    e = db_int(c, &id,
               "INSERT INTO appointment (staff, post, acting, since, until, at, who)"
               " VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
               V(g->staff), V(heir), V(g->acting), V(r->day), V(g->until), V(c->now), V(c->who));
    return e ? e : effect(c, r, 0, id, "");
}

static Err end_post(Ctx *c, const Reform *r, const Ending *g) {
    int64_t heir = 0;
    if (strcmp(g->since, r->day) >= 0) return "unit.day.posts";
    Err e = db_exec(c, "UPDATE post SET until = $2 WHERE id = $1", V(g->id), V(r->day));
    if (!e) e = effect(c, r, g->id, 0, g->until);
    if (!e && g->heir)
        e = post_store(c, &(PostNew){.unit = g->post.unit, .scope = g->heir, .name = g->post.name,
                                     .role = g->post.role, .since = r->day, .until = g->until},
                       &heir);
    if (!e && heir) e = effect(c, r, heir, 0, "");
    for (Ending *a = appointments_ending(c, g->id, r->day); a && !e; a = a->next)
        e = end_appointment(c, r, a, heir);
    return e;
}

Err reform_posts(Ctx *c, const Reform *r) {
    Err e = NULL;
    for (Ending *g = posts_ending(c, r); g && !e; g = g->next) e = end_post(c, r, g);
    return e;
}

/* Somebody was appointed to a post that this reform made: there it stands. */
Err reform_posts_undo(Ctx *c, int64_t reform) {
    int64_t n = 0;
    Err     e = db_int(c, &n,
                       "SELECT COUNT(*) FROM appointment WHERE post IN (SELECT post FROM"
                       " reform_effect WHERE reform = $1 AND was = '' AND post IS NOT NULL)"
                       " AND id NOT IN (SELECT appointment FROM reform_effect"
                       " WHERE reform = $1 AND appointment IS NOT NULL)", V(reform));
    if (!e && n) e = "unit.undo.stands";
    if (!e) e = db_exec(c,
                        "UPDATE post SET until = (SELECT x.was FROM reform_effect x"
                        " WHERE x.reform = $1 AND x.post = post.id) WHERE id IN"
                        " (SELECT post FROM reform_effect WHERE reform = $1 AND was <> '')",
                        V(reform));
    if (!e) e = db_exec(c,
                        "UPDATE appointment SET until = (SELECT x.was FROM reform_effect x"
                        " WHERE x.reform = $1 AND x.appointment = appointment.id) WHERE id IN"
                        " (SELECT appointment FROM reform_effect WHERE reform = $1 AND was <> '')",
                        V(reform));
    if (!e) e = db_exec(c,
                        "DELETE FROM appointment WHERE id IN"
                        " (SELECT appointment FROM reform_effect WHERE reform = $1 AND was = '')",
                        V(reform));
    if (!e) e = db_exec(c,
                        "DELETE FROM post WHERE id IN"
                        " (SELECT post FROM reform_effect WHERE reform = $1 AND was = '')",
                        V(reform));
    return e ? e : db_exec(c, "DELETE FROM reform_effect WHERE reform = $1", V(reform));
}
