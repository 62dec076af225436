/* post_page.c - posts, who holds them, and the forms for both. */
#include "org/org.h"
#include "org/parts.h"

#include "text/text.h"

#include <string.h>

static const char *role_label(const Ctx *c, const char *name) {
    const Role *role = role_find(name);
    return role ? tr(c, role->label) : tr(c, "post.role.none");
}

static PostRow *read_row(Ctx *c, Rows *q) {
    PostRow *p = arena_new(c->a, PostRow);
    *p = (PostRow){.id = row_int(q, 0), .unit = row_int(q, 1), .scope = row_int(q, 2),
                   .name = row_text(q, 3), .role = role_label(c, row_text(q, 4)),
                   .appointment = row_int(q, 5), .staff = row_int(q, 6),
                   .holder = row_text(q, 7), .acting = row_int(q, 8), .since = row_text(q, 9),
                   .until = row_text(q, 10)};
    return p;
}

static const PostRow *with_names(Ctx *c, PostRow *first, const char *day) {
    for (PostRow *p = first; p; p = p->next) {
        p->unit_name = unit_name_on(c, p->unit, day ? day : p->since);
        p->scope_name = unit_name_on(c, p->scope, day ? day : p->since);
    }
    return first;
}

#define COLUMNS                                                                \
    "SELECT p.id, p.unit, p.scope, p.name, p.role, COALESCE(a.id, 0),"         \
    " COALESCE(a.staff, 0), s.name, COALESCE(a.acting, 0),"                    \
    " COALESCE(a.since, p.since), COALESCE(a.until, p.until) FROM post p"

const PostRow *posts_of(Ctx *c, int64_t unit, const char *day) {
    PostRow *first = NULL, **end = &first;
    Rows q = db_query(c,
                      COLUMNS " LEFT JOIN appointment a ON a.post = p.id AND a.since <= $2"
                      " AND $2 < a.until LEFT JOIN staff s ON s.id = a.staff"
                      " WHERE p.unit = $1 AND p.since <= $2 AND $2 < p.until"
                      " ORDER BY p.id, a.acting, a.id", V(unit), V(day));
    for (; db_next(&q); end = &(*end)->next) *end = read_row(c, &q);
    return with_names(c, first, day);
}

const PostRow *posts_held(Ctx *c, int64_t staff) {
    PostRow *first = NULL, **end = &first;
    Rows q = db_query(c,
                      COLUMNS " JOIN appointment a ON a.post = p.id JOIN staff s ON s.id = a.staff"
                      " WHERE a.staff = $1 ORDER BY a.until DESC, a.since DESC, a.id DESC",
                      V(staff));
    for (; db_next(&q); end = &(*end)->next) *end = read_row(c, &q);
    return with_names(c, first, NULL);
}

/* Of all days, the latest first. */
static const PostRow *post_holders(Ctx *c, int64_t post) {
    PostRow *first = NULL, **end = &first;
    Rows q = db_query(c,
                      COLUMNS " JOIN appointment a ON a.post = p.id JOIN staff s ON s.id = a.staff"
                      " WHERE p.id = $1 ORDER BY a.since DESC, a.id DESC", V(post));
    for (; db_next(&q); end = &(*end)->next) *end = read_row(c, &q);
    return first;
}

static const char *address(Ctx *c, const char *what, int64_t id) {
    return arena_print(c->a, "/%s/%lld", what, (long long)id);
}

static bool post_trail(Ctx *c, Request *r, int64_t id, Post *p) {
    if (!post_get(c, id, p) || !unit_trail(c, r, p->unit, p->since)) return false;
    reply_trail(c, r, address(c, "unit", p->unit), unit_name(c, p->unit));
    return true;
}

static Err post_view_page(Ctx *c, Request *r) {
    PostView v = {.may = request_may(r, RIGHT_ORG)};
    if (!post_trail(c, r, request_id(r), &v.p)) return "http.missing";
    v.role = role_label(c, v.p.role);
    v.unit_name = unit_name(c, v.p.unit);
    v.scope_name = unit_name(c, v.p.scope);
    v.holders = post_holders(c, v.p.id);
    reply_page(r, v.p.name, post_view_html(c, &v, request_form(c, r)));
    return NULL;
}

/* ---- A new post ---- */

static const Choice *role_choices(Ctx *c) {
    Choice *first = arena_new(c->a, Choice), **end = &first->next;
    *first = (Choice){.value = "", .text = tr(c, "post.role.none")};
    for (const Role *role = roles; role->name; role++) {
        *end = arena_new(c->a, Choice);
        **end = (Choice){.value = role->name, .text = tr(c, role->label)};
        end = &(*end)->next;
    }
    return first;
}

static Err post_new_page(Ctx *c, Request *r) {
    const char *day = page_day(c, r);
    int64_t     unit = request_number(r, "unit");
    PostForm    p = {.unit = request_query(r, "unit"), .day = day, .roles = role_choices(c),
                     .back = unit ? address(c, "unit", unit) : "/unit",
                     .units = unit_choices_on(c, day, 0, NULL)};
    reply_trail(c, r, "/unit", tr(c, "unit.title"));
    reply_page(r, tr(c, "unit.act.post"), post_form_html(c, &p, request_form(c, r)));
    return NULL;
}

static Err post_new_post(Ctx *c, Request *r) {
    int64_t     id;
    const Form *f = &r->form;
    Err e = post_add(c, &(PostNew){.unit = form_number(f, "unit"), .scope = form_number(f, "scope"),
                                   .name = form_text(f, "name"), .role = form_text(f, "role"),
                                   .since = form_day(c, f, "since"),
                                   .until = form_until(c, f, "until")}, &id);
    if (!e) reply_done(r, address(c, "post", id), "unit.saved");
    return e;
}

/* ---- Somebody takes a post up, gives it up; the post ends ---- */

/* All posts that do not end before today, with their units as groups. */
static const Choice *post_choices(Ctx *c, int64_t only) {
    Choice *first = NULL, **end = &first;
    Rows q = db_query(c,
                      "SELECT p.id, p.name, COALESCE((SELECT MAX(s.name) FROM unit_spell s"
                      " WHERE s.unit = p.unit AND s.since <= $2 AND $2 < s.until"
                      " AND s.unlearnt = 9223372036854775807), '') AS place FROM post p"
                      " WHERE ($1 = 0 AND p.until > $2) OR p.id = $1"
                      " ORDER BY place, p.unit, p.id", V(only), V(c->today));
    while (db_next(&q)) {
        *end = arena_new(c->a, Choice);
        **end = (Choice){.value = arena_print(c->a, "%lld", (long long)row_int(&q, 0)),
                         .text = row_text(&q, 1), .group = row_text(&q, 2)};
        end = &(*end)->next;
    }
    return first;
}

static void appoint_form(Ctx *c, Request *r, const char *act, int64_t staff, int64_t post) {
    AppointForm a = {.act = act, .day = c->today, .staffs = staff_choices(c, 0, ""),
                     .posts = post_choices(c, post),
                     .staff = staff ? arena_print(c->a, "%lld", (long long)staff) : NULL,
                     .post = post ? arena_print(c->a, "%lld", (long long)post) : NULL};
    reply_page(r, tr(c, "staff.act.appoint"), appoint_html(c, &a, request_form(c, r)));
}

static Err post_appoint_page(Ctx *c, Request *r) {
    Post p;
    if (!post_trail(c, r, request_id(r), &p)) return "http.missing";
    reply_trail(c, r, address(c, "post", p.id), p.name);
    appoint_form(c, r, r->path, 0, p.id);
    return NULL;
}

static Err staff_appoint_page(Ctx *c, Request *r) {
    Staff s;
    if (!staff_get(c, request_id(r), &s)) return "http.missing";
    reply_trail(c, r, "/staff", tr(c, "staff.title"));
    reply_trail(c, r, address(c, "staff", s.id), s.name);
    appoint_form(c, r, r->path, s.id, 0);
    return NULL;
}

static Err appoint_post(Ctx *c, Request *r) {
    int64_t     id;
    const Form *f = &r->form;
    const int64_t staff = form_number(f, "staff");
    Err e = appoint(c, &(AppointmentNew){.staff = staff, .post = form_number(f, "post"),
                                         .acting = strcmp(form_text(f, "acting"), "1") == 0,
                                         .since = form_day(c, f, "since"),
                                         .until = form_until(c, f, "until")}, &id);
    if (!e) reply_done(r, address(c, "staff", staff), "unit.saved");
    return e;
}

/* Nothing of a post or an appointment changes but the day on which it ends: so that day
 * is its version. */
static Err check_end(const Request *r, const char *until) {
    return clash_check(&r->form, day_number(until));
}

static Html end_form(Ctx *c, Request *r, EndForm n, const char *until) {
    n.act = r->path;
    n.day = strcmp(until, DAY_OPEN) == 0 ? c->today : until;
    const ClashField stored[] = {{.name = "day", .label = n.label,
                                  .value = text_day_typed(c, n.day)}, {0}};
    const Clash      k = clash_meet(c, request_form(c, r), day_number(until), stored);
    return end_html(c, &n, &k);
}

static Err post_end_page(Ctx *c, Request *r) {
    Post p;
    if (!post_trail(c, r, request_id(r), &p)) return "http.missing";
    reply_trail(c, r, address(c, "post", p.id), p.name);
    reply_page(r, tr(c, "post.act.end"),
               end_form(c, r, (EndForm){.back = address(c, "post", p.id),
                                        .lead = tr(c, "post.end.long"),
                                        .label = tr(c, "post.end.day")}, p.until));
    return NULL;
}

static Err post_end_post(Ctx *c, Request *r) {
    Post p;
    if (!post_get(c, request_id(r), &p)) return "http.missing";
    Err e = check_end(r, p.until);
    if (!e) e = post_end(c, p.id, form_day(c, &r->form, "day"));
    if (!e) reply_done(r, address(c, "post", request_id(r)), "unit.saved");
    return e;
}

/* The post of an appointment, and its own end; 0 if there is no such appointment. */
static int64_t post_of(Ctx *c, int64_t appointment, const char **until) {
    Rows q = db_query(c, "SELECT post, until FROM appointment WHERE id = $1", V(appointment));
    int64_t post = db_next(&q) ? row_int(&q, 0) : 0;
    if (post) *until = row_text(&q, 1);
    db_stop(&q);
    return post;
}

static Err appointment_end_page(Ctx *c, Request *r) {
    Post        p;
    const char *until = NULL;
    if (!post_trail(c, r, post_of(c, request_id(r), &until), &p)) return "http.missing";
    reply_trail(c, r, address(c, "post", p.id), p.name);
    reply_page(r, tr(c, "appointment.act.end"),
               end_form(c, r, (EndForm){.back = address(c, "post", p.id),
                                        .lead = tr(c, "appointment.end.long"),
                                        .label = tr(c, "appointment.end.day")}, until));
    return NULL;
}

static Err appointment_end_post(Ctx *c, Request *r) {
    const char   *until = NULL;
    const int64_t post = post_of(c, request_id(r), &until);
    Err e = post ? check_end(r, until) : "http.missing";
    if (!e) e = appointment_end(c, request_id(r), form_day(c, &r->form, "day"));
    if (!e) reply_done(r, address(c, "post", post), "unit.saved");
    return e;
}

const Route post_routes[] = {
    SHOW("/post/new",             post_new_page,        RIGHT_ORG,   NULL),
    SEND("/post/new",             post_new_post,        RIGHT_ORG,   post_new_page),
    SHOW("/post/{id}",            post_view_page,       RIGHT_STAFF, NULL),
    SHOW("/post/{id}/appoint",    post_appoint_page,    RIGHT_ORG,   NULL),
    SEND("/post/{id}/appoint",    appoint_post,         RIGHT_ORG,   post_appoint_page),
    SHOW("/post/{id}/end",        post_end_page,        RIGHT_ORG,   NULL),
    SEND("/post/{id}/end",        post_end_post,        RIGHT_ORG,   post_end_page),
    SHOW("/staff/{id}/appoint",   staff_appoint_page,   RIGHT_ORG,   NULL),
    SEND("/staff/{id}/appoint",   appoint_post,         RIGHT_ORG,   staff_appoint_page),
    SHOW("/appointment/{id}/end", appointment_end_page, RIGHT_ORG,   NULL),
    SEND("/appointment/{id}/end", appointment_end_post, RIGHT_ORG,   appointment_end_page),
    {0}
};
