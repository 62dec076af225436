/* access_page.c - secrets of one's programs: made, shown once, taken back; those of
 * everybody, for administrators; and the page that tells what programs can reach.
 *
 * Making and taking back is a person's work, in a browser. */
#include "api/parts.h"

#include "text/text.h"

#include <string.h>

enum { DAYS_USUAL = 90 };

const char *access_end_address(const Ctx *c, const AccessPage *p, const Access *x) {
    return arena_print(c->a, "%s/%lld/end", p->base, (long long)x->id);
}

Html access_badge(const Ctx *c, const Access *x) {
    if (access_good(c, x)) return badge_html(c, TONE_GREEN, tr(c, "access.state.good"));
    return badge_html(c, TONE_GREY, tr(c, x->ended ? "access.state.ended" : "access.state.over"));
}

static const char *scope_words(const Ctx *c, bool write, const Area *a) {
    return arena_print(c->a, "%s: %s", tr(c, a->label), tr(c, write ? "access.write"
                                                                    : "access.read"));
}

const char *access_scopes(const Ctx *c, const Access *x) {
    Buf b = {.a = c->a};
    for (const Area *a = areas; a->name; a++) {
        bool reads = strstr(x->scopes, arena_print(c->a, "read:%s", a->name));
        bool writes = strstr(x->scopes, arena_print(c->a, "write:%s", a->name));
        if (!reads && !writes) continue;
        buf_print(&b, "%s%s (%s%s%s)", b.len ? "; " : "", tr(c, a->label),
                  reads ? tr(c, "access.read") : "", reads && writes ? ", " : "",
                  writes ? tr(c, "access.write") : "");
    }
    return b.s ? b.s : "";
}

static const Choice *scope_choices(Ctx *c) {
    Choice *first = NULL, **end = &first;
    for (const Area *a = areas; a->name; a++)
        for (int write = 0; write < 2; write++) {
            *end = arena_new(c->a, Choice);
            **end = (Choice){.value = arena_print(c->a, "%s:%s", write ? "write" : "read", a->name),
                             .text = scope_words(c, write, a)};
            end = &(*end)->next;
        }
    return first;
}

static Err access_page(Ctx *c, Request *r) {
    const AccessPage p = {.form = request_form(c, r), .rows = access_list(c, c->who),
                          .base = "/account/access"};
    reply_trail(c, r, "/account", tr(c, "account.title"));
    reply_page(r, tr(c, "access.title"), access_html(c, &p));
    return NULL;
}

static Err all_page(Ctx *c, Request *r) {
    const AccessPage p = {.form = request_form(c, r), .rows = access_list(c, 0), .all = true,
                          .base = "/admin/access"};
    reply_trail(c, r, "/admin/accounts", tr(c, "admin.accounts"));
    reply_page(r, tr(c, "access.all"), access_html(c, &p));
    return NULL;
}

static Err new_page(Ctx *c, Request *r) {
    reply_trail(c, r, "/account", tr(c, "account.title"));
    reply_trail(c, r, "/account/access", tr(c, "access.title"));
    reply_page(r, tr(c, "access.new"), access_new_html(c, request_form(c, r), scope_choices(c)));
    return NULL;
}

/* Those that were ticked, and exist. */
static const char *scopes_typed(Ctx *c, const Form *f) {
    Buf b = {.a = c->a};
    for (const Choice *o = scope_choices(c); o; o = o->next)
        if (form_ticked(c, f, "scopes", o->value))
            buf_print(&b, "%s%s", b.len ? " " : "", o->value);
    return b.s ? b.s : "";
}

/* The secret is shown by the answer to the form and nowhere else. */
static Err new_post(Ctx *c, Request *r) {
    const char *days = form_text(&r->form, "days"), *name = form_text(&r->form, "name");
    int64_t     n = DAYS_USUAL;
    char       *secret;
    if (!text_blank(days) && text_int_parse(c, days, &n)) return "access.days.range";
    Err e = access_make(c, name, scopes_typed(c, &r->form), n, &secret);
    if (e) return e;
    reply_trail(c, r, "/account", tr(c, "account.title"));
    reply_trail(c, r, "/account/access", tr(c, "access.title"));
    reply_page(r, tr(c, "access.made"), access_made_html(c, name, secret));
    return NULL;
}

static Err end_post(Ctx *c, Request *r) {
    Err e = access_end(c, request_id(r), false);
    if (!e) reply_done(r, "/account/access", "access.ended");
    return e;
}

static Err end_any_post(Ctx *c, Request *r) {
    Err e = access_end(c, request_id(r), true);
    if (!e) reply_done(r, "/admin/access", "access.ended");
    return e;
}

/* ---- What programs can reach ---- */

static ApiLine *line_of(Ctx *c, const Route *row) {
    bool         send = strcmp(row->method, "POST") == 0;
    const Shape *s = send ? NULL : shape_of(row->path);
    ApiLine     *l = arena_new(c->a, ApiLine);
    *l = (ApiLine){.method = row->method, .path = row->path, .scope = area_scope(c, row),
                   .about = s ? tr(c, s->about) : "",
                   .fields = send && body_of(row->path) ? body_of(row->path) : ""};
    return l;
}

static bool has_own(const Route *row) {
    return strcmp(row->method, "GET") == 0 && shape_of(row->path);
}

static const ApiLine *lines_of(Ctx *c, const Area *a) {
    ApiLine *first = NULL, **end = &first;
    for (int own = 1; own >= 0; own--)
        for (const Route *const *t = own ? api_routes : api_reached(); t && *t; t++)
            for (const Route *row = *t; row->method; row++) {
                if (area_of(row->path) != a || area_closed(row) || (!own && has_own(row))) continue;
                *end = line_of(c, row);
                end = &(*end)->next;
            }
    return first;
}

static const ApiLine *closed_lines(Ctx *c) {
    ApiLine *first = NULL, **end = &first;
    for (const Route *const *t = api_reached(); t && *t; t++)
        for (const Route *row = *t; row->method; row++) {
            const char *why = area_closed(row);
            if (!why) continue;
            *end = line_of(c, row);
            (*end)->about = tr(c, why);
            end = &(*end)->next;
        }
    return first;
}

static Err api_page(Ctx *c, Request *r) {
    ApiArea *first = NULL, **end = &first;
    for (const Area *a = areas; a->name; a++) {
        *end = arena_new(c->a, ApiArea);
        **end = (ApiArea){.label = tr(c, a->label), .lines = lines_of(c, a)};
        end = &(*end)->next;
    }
    reply_trail(c, r, "/help", tr(c, "help.title"));
    reply_page(r, tr(c, "api.title"), api_html(c, &(ApiPage){first, closed_lines(c)}));
    return NULL;
}

const Route access_routes[] = {
    SHOW("/account/access",          access_page,  RIGHT_STAFF,  NULL),
    SHOW("/account/access/new",      new_page,     RIGHT_STAFF,  NULL),
    SEND("/account/access/new",      new_post,     RIGHT_STAFF,  new_page),
    SEND("/account/access/{id}/end", end_post,     RIGHT_STAFF,  access_page),
    SHOW("/admin/access",            all_page,     RIGHT_ADMIN,  NULL),
    SEND("/admin/access/{id}/end",   end_any_post, RIGHT_ADMIN,  all_page),
    SHOW("/help/api",                api_page,     RIGHT_PUBLIC, NULL),
    {0}
};
