/* view.c - views that somebody saved: an address under a name.
 *
 * They are the private order of one person, and change nothing for anybody else,
 * so no deed is noted. */
#include "work/work.h"

#include "text/text.h"

#include <string.h>

static const char *const paths[] = {"/task", "/calendar", "/timeline", "/grid"};

static Err check_name(const char *name) {
    if (text_blank(name)) return "view.name.missing";
    return strlen(name) > VIEW_NAME_MAX ? "view.name.long" : NULL;
}

static Err check_taken(Ctx *c, const char *name, int64_t but) {
    int64_t n;
    Err e = db_int(c, &n, "SELECT count(*) FROM saved_view WHERE staff = $1 AND name = $2"
                          " AND id <> $3", V(c->who), V(name), V(but));
    return e ? e : n ? "view.name.taken" : NULL;
}

Err view_save(Ctx *c, const char *name, const char *path, const char *query, int64_t *id) {
    int64_t n;
    bool    known = false;
    Err     e = check_name(name);
    for (size_t i = 0; path && i < sizeof paths / sizeof *paths; i++)
        known = known || strcmp(paths[i], path) == 0;
    if (!e && (!known || !query || strlen(query) > VIEW_QUERY_MAX ||
               strpbrk(query, " \t\n#"))) e = "view.path.bad";
    if (!e) e = check_taken(c, name, 0);
    if (!e) e = db_int(c, &n, "SELECT count(*) FROM saved_view WHERE staff = $1", V(c->who));
    if (!e && n >= VIEWS_MAX) e = "view.name.many";
    return e ? e : db_int(c, id, "INSERT INTO saved_view (staff, name, path, query)"
                                 " VALUES ($1, $2, $3, $4) RETURNING id",
                          V(c->who), V(name), V(path), V(query));
}

/* One's own, or it is not there. */
static Err check_own(Ctx *c, int64_t id) {
    int64_t n;
    Err e = db_int(c, &n, "SELECT count(*) FROM saved_view WHERE id = $1 AND staff = $2", V(id),
                   V(c->who));
    return e ? e : n ? NULL : "http.missing";
}

Err view_rename(Ctx *c, int64_t id, const char *name) {
    Err e = check_own(c, id);
    if (!e) e = check_name(name);
    if (!e) e = check_taken(c, name, id);
    return e ? e : db_exec(c, "UPDATE saved_view SET name = $2 WHERE id = $1", V(id), V(name));
}

Err view_drop(Ctx *c, int64_t id) {
    Err e = check_own(c, id);
    return e ? e : db_exec(c, "DELETE FROM saved_view WHERE id = $1", V(id));
}

const View *views(Ctx *c) {
    View *first = NULL, **end = &first;
    Rows  q = db_query(c, "SELECT id, name, path, query FROM saved_view WHERE staff = $1"
                          " ORDER BY id", V(c->who));
    while (db_next(&q)) {
        const char *path = row_text(&q, 2), *query = row_text(&q, 3);
        *end = arena_new(c->a, View);
        **end = (View){row_int(&q, 0), row_text(&q, 1),
                       *query ? arena_print(c->a, "%s?%s", path, query) : path, NULL};
        end = &(*end)->next;
    }
    return first;
}

/* ---- Pages ---- */

static Err view_page(Ctx *c, Request *r) {
    reply_page(r, tr(c, "list.views"), view_list_html(c, request_form(c, r), views(c)));
    return NULL;
}

static Err new_page(Ctx *c, Request *r) {
    const char *path = request_query(r, "path"), *query = request_query(r, "query");
    const Form *f = request_form(c, r);
    if (f->typed) path = form_value(f, "path"), query = form_value(f, "query");
    const char *back = text_blank(query) ? path : arena_print(c->a, "%s?%s", path, query);
    reply_page(r, tr(c, "list.save"), view_new_html(c, f, path, query, request_back(back)));
    return NULL;
}

static Err new_post(Ctx *c, Request *r) {
    const Form *f = &r->form;
    const char *path = form_value(f, "path"), *query = form_value(f, "query");
    int64_t     id;
    Err e = view_save(c, form_value(f, "name"), path, query, &id);
    if (!e) reply_done(r, *query ? arena_print(c->a, "%s?%s", path, query) : path, "view.saved");
    return e;
}

static Err rename_post(Ctx *c, Request *r) {
    Err e = view_rename(c, request_id(r), form_value(&r->form, "name"));
    if (!e) reply_done(r, "/view", "view.renamed");
    return e;
}

static Err drop_post(Ctx *c, Request *r) {
    Err e = view_drop(c, request_id(r));
    if (!e) reply_done(r, "/view", "view.dropped");
    return e;
}

const Route view_routes[] = {
    SHOW("/view",             view_page,   RIGHT_VIEW, NULL),
    SHOW("/view/new",         new_page,    RIGHT_VIEW, NULL),
    SEND("/view/new",         new_post,    RIGHT_VIEW, new_page),
    SEND("/view/{id}/rename", rename_post, RIGHT_VIEW, view_page),
    SEND("/view/{id}/drop",   drop_post,   RIGHT_VIEW, view_page),
    {0}
};
