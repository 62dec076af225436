/* staff_page.c - the people: a list by given name, one of them in time, forms. */
#include "org/org.h"
#include "org/parts.h"

#include "text/text.h"

#include <string.h>

enum { PAGE_ROWS = 50, DEEDS_MAX = 30 };

/* ---- The list ---- */

static const char *joined(Ctx *c, const char *a, const char *b) {
    return *a ? arena_print(c->a, "%s; %s", a, b) : b;
}

/* A row for each person and post of today; two posts of one person are joined. */
static StaffRow *read_staff(Ctx *c, int64_t unit) {
    StaffRow *first = NULL, **end = &first, *last = NULL;
    Rows q = db_query(c,
                      "WITH RECURSIVE " UNITS_BENEATH("under", "SELECT CAST($1 AS BIGINT)", "$2")
                      "SELECT s.id, s.name, CASE WHEN s.ended <= $2 THEN 1 ELSE 0 END,"
                      " COALESCE(p.name, ''), COALESCE(n.name, ''), COALESCE(a.acting, 0)"
                      " FROM staff s LEFT JOIN appointment a ON a.staff = s.id"
                      " AND a.since <= $2 AND $2 < a.until LEFT JOIN post p ON p.id = a.post"
                      " LEFT JOIN unit_spell n ON n.unit = p.unit AND n.since <= $2"
                      " AND $2 < n.until AND n.unlearnt = 9223372036854775807"
                      " WHERE $1 = 0 OR p.unit IN (SELECT unit FROM under)"
                      " ORDER BY s.sort, s.id, a.acting, a.id", V(unit), V(c->today));
    while (db_next(&q)) {
        const int64_t id = row_int(&q, 0);
        const char *post = row_text(&q, 3), *at = row_text(&q, 4);
        if (row_int(&q, 5)) post = arena_print(c->a, "%s (%s)", post, tr(c, "post.acting"));
        if (last && last->id == id) {
            last->posts = joined(c, last->posts, post);
            if (!strstr(last->units, at)) last->units = joined(c, last->units, at);
            continue;
        }
        last = *end = arena_new(c->a, StaffRow);
        *last = (StaffRow){id, row_text(&q, 1), post, at, row_int(&q, 2) != 0, NULL};
        end = &last->next;
    }
    return first;
}

/* Those that are called so, without accents. */
static StaffRow *called(Ctx *c, StaffRow *all, const char *query) {
    StaffRow   *first = NULL, **end = &first;
    const char *want = text_search_folded(c->a, query);
    for (; all; all = all->next)
        if (strstr(text_search_folded(c->a, all->name), want)) {
            *end = all;
            end = &all->next;
        }
    *end = NULL;
    return first;
}

/* The rows of one page, of all that were read. */
static const StaffRow *one_page(StaffRow *all, const Pager *p) {
    int64_t n = 0;
    while (all && n < (p->page - 1) * PAGE_ROWS) all = all->next, n++;
    n = 0;
    for (StaffRow *s = all; s; s = s->next)
        if (++n == PAGE_ROWS) s->next = NULL;
    return all;
}

static Err staff_list_page(Ctx *c, Request *r) {
    int64_t     total = 0;
    StaffList   l = {.query = request_text(r, "q"), .unit = request_text(r, "unit"),
                     .units = unit_choices(c, 0, tr(c, "staff.unit.all")),
                     .may = request_may(r, RIGHT_ORG)};
    StaffRow   *all = read_staff(c, request_number(r, "unit"));
    if (!text_blank(l.query)) all = called(c, all, l.query);
    for (const StaffRow *s = all; s; s = s->next) total++;
    l.pager = pager_at(request_number(r, "page"), total, PAGE_ROWS,
                       request_address(c, r, "/staff"));
    l.rows = one_page(all, &l.pager);
    reply_page(r, tr(c, "staff.title"), staff_list_html(c, &l, request_form(c, r)));
    return NULL;
}

/* ---- One person ---- */

static const char *address(Ctx *c, int64_t id) {
    return arena_print(c->a, "/staff/%lld", (long long)id);
}

static Err staff_view_page(Ctx *c, Request *r) {
    StaffView v = {.may = request_may(r, RIGHT_ORG)};
    if (!staff_get(c, request_id(r), &v.s)) return "http.missing";
    v.self = v.s.id == c->who;
    v.posts = posts_held(c, v.s.id);
    if (v.may || v.self) v.delegations = delegations(c, v.s.id);
    if (v.may) v.deeds = deed_lines(c, r, audit_history(c, "staff", v.s.id, DEEDS_MAX));
    reply_trail(c, r, "/staff", tr(c, "staff.title"));
    reply_page(r, v.s.name, staff_view_html(c, &v, request_form(c, r)));
    return NULL;
}

static StaffNew typed_staff(const Form *f) {
    return (StaffNew){form_text(f, "name"), form_text(f, "email"), form_text(f, "phone")};
}

static Err staff_new_page(Ctx *c, Request *r) {
    reply_trail(c, r, "/staff", tr(c, "staff.title"));
    reply_page(r, tr(c, "staff.new"),
               staff_form_html(c, &(Staff){0}, "/staff/new",
                               &(Clash){.form = request_form(c, r)}));
    return NULL;
}

static Err staff_new_post(Ctx *c, Request *r) {
    int64_t  id;
    StaffNew s = typed_staff(&r->form);
    Err      e = staff_add(c, &s, &id);
    if (!e) reply_done(r, address(c, id), "unit.saved");
    return e;
}

static bool staff_trail(Ctx *c, Request *r, Staff *s) {
    if (!staff_get(c, request_id(r), s)) return false;
    reply_trail(c, r, "/staff", tr(c, "staff.title"));
    reply_trail(c, r, address(c, s->id), s->name);
    return true;
}

static Err staff_change_page(Ctx *c, Request *r) {
    Staff s;
    if (!staff_trail(c, r, &s)) return "http.missing";
    const ClashField stored[] = {{.name = "name", .label = tr(c, "staff.name"), .value = s.name},
                                 {.name = "email", .label = tr(c, "staff.email"), .value = s.email},
                                 {.name = "phone", .label = tr(c, "staff.phone"), .value = s.phone},
                                 {0}};
    const Clash k = clash_meet(c, request_form(c, r), s.version, stored);
    reply_page(r, tr(c, "staff.act.change"), staff_form_html(c, &s, r->path, &k));
    return NULL;
}

static Err staff_change_post(Ctx *c, Request *r) {
    Staff    was;
    StaffNew s = typed_staff(&r->form);
    if (!staff_get(c, request_id(r), &was)) return "http.missing";
    Err e = clash_check(&r->form, was.version);
    if (!e) e = staff_change(c, was.id, &s);
    if (!e) reply_done(r, address(c, request_id(r)), "unit.saved");
    return e;
}

static Err staff_end_page(Ctx *c, Request *r) {
    Staff s;
    if (!staff_trail(c, r, &s)) return "http.missing";
    reply_page(r, tr(c, "staff.act.end"),
               staff_end_html(c, &s, posts_held(c, s.id), request_form(c, r)));
    return NULL;
}

static Err staff_end_post(Ctx *c, Request *r) {
    Err e = staff_end(c, request_id(r), form_day(c, &r->form, "day"));
    if (!e) reply_done(r, address(c, request_id(r)), "unit.saved");
    return e;
}

const Route staff_routes[] = {
    SHOW("/staff",             staff_list_page,   RIGHT_STAFF, "staff.title"),
    SHOW("/staff/{id}",        staff_view_page,   RIGHT_STAFF, NULL),
    SHOW("/staff/new",         staff_new_page,    RIGHT_ORG,   NULL),
    SEND("/staff/new",         staff_new_post,    RIGHT_ORG,   staff_new_page),
    SHOW("/staff/{id}/change", staff_change_page, RIGHT_ORG,   NULL),
    SEND("/staff/{id}/change", staff_change_post, RIGHT_ORG,   staff_change_page),
    SHOW("/staff/{id}/end",    staff_end_page,    RIGHT_ORG,   NULL),
    SEND("/staff/{id}/end",    staff_end_post,    RIGHT_ORG,   staff_end_page),
    {0}
};
