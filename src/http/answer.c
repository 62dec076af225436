/* answer.c - from a raw request to its reply: find the route, check who may,
 * run it on the database, and put what comes out into the frame.
 *
 * Trouble with the database and a form whose session has ended are nobody's
 * mistake: the form comes back whole, with a button to send it again. */
#include "http/parts.h"

#include "config/config.h"
#include "crypt/crypt.h"
#include "text/text.h"

#include <string.h>

enum { SESSION_SIGNS = 32 };

/* One run of a handler inside a transaction, or of none: then inner is the page
 * that wants its frame. */
typedef struct Call {
    const Http *h;
    Request    *r;
    Handler    *run;
    Html        inner;
} Call;

static const struct { Err err; int status; bool resend; } statuses[] = {
    {"http.malformed", 400, false}, {"http.forbidden", 403, false},
    {"http.origin.other", 403, false}, {"http.token.stale", 403, true},
    {"http.missing", 404, false},   {"http.method", 405, false},
    {"http.body.long", 413, false}, {"http.body.kind", 415, false},
    {"db.path", 503, true},         {"db.busy", 503, true},
    {"db.gone", 503, true},
    {"db.unsure", 503, true},       {"db.full", 507, true},
};

static int status_of(Err e, int otherwise, bool *resend) {
    *resend = false;
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        if (strcmp(statuses[i].err, e) != 0) continue;
        *resend = statuses[i].resend;
        return statuses[i].status;
    }
    return otherwise;
}

const char *session_cookie(const Http *h) { return h->proxied ? "__Host-namro" : "namro"; }

/* Until there are accounts, what everybody may. */
static bool may(Right right) { return right == RIGHT_PUBLIC; }

static const Link *menu(const Ctx *c, const Http *h, const Request *r) {
    Link *first = NULL, **end = &first;
    for (const Route *const *t = h->tables; *t; t++) {
        for (const Route *row = *t; row->method; row++) {
            if (!row->menu || !may(row->right)) continue;
            *end = arena_new(c->a, Link);
            **end = (Link){.href = row->path, .text = tr(c, row->menu),
                           .here = r->path && strcmp(row->path, r->path) == 0};
            end = &(*end)->next;
        }
    }
    return first;
}

static void put_in_frame(Ctx *c, const Call *call, const char *office, const char *demo) {
    Request *r = call->r;
    Frame    f = {.title = r->reply.title, .office = office, .demo = demo,
                  .path = r->target ? r->target : "/", .menu = menu(c, call->h, r)};
    Html page = frame_html(c, &f, call->inner.s ? call->inner : (Html){r->reply.body.p});
    r->reply.type = "text/html; charset=utf-8";
    r->reply.body = (Bytes){page.s, strlen(page.s)};
}

static Err run_call(Ctx *c, void *arg) {
    const Call *call = arg;
    Request    *r = call->r;
    bool        demo;
    c->today = config_today(c, &demo);
    Err e = call->run ? call->run(c, r) : NULL;
    if (e) return e;
    if (!r->reply.status) fatal("%s %s gave no reply", r->route->method, r->route->path);
    if (r->reply.title)
        put_in_frame(c, call, config_text(c, "office.name"), demo ? text_day(c, c->today) : NULL);
    return NULL;
}

/* A secret is typed again rather than put into a page. */
static void drop_secrets(Form *f) {
    const Pair **at = &f->typed;
    for (const Pair *p = f->typed; p; p = p->next) {
        if (strncmp(p->name, "password", 8) == 0 || strncmp(p->name, "code", 4) == 0) *at = p->next;
        else at = (const Pair **)&p->next;
    }
}

static void refuse(const Http *h, Ctx *c, Request *r, Err e) {
    bool resend;
    int  status = status_of(e, 400, &resend);
    r->form.err = e;
    if (resend && r->form.typed) {
        drop_secrets(&r->form);
        request_form(c, r);
        reply_page(r, tr(c, e), resend_html(c, r));
    } else {
        reply_page(r, tr(c, e), refused_html(c));
    }
    /* In trouble the frame does without the office's name, which the database has. */
    Call page = {h, r, NULL, {r->reply.body.p}};
    if (status >= 500 || db_read(c, run_call, &page)) put_in_frame(c, &page, NULL, NULL);
    r->reply.status = status;
}

/* Show the page of a refused form again. */
static void show_again(const Http *h, Ctx *c, Request *r, Err e) {
    Call again = {h, r, r->route->again, {NULL}};
    bool resend;
    int  status = status_of(e, 422, &resend);
    r->form.err = e;
    Err trouble = resend || !again.run ? e : db_read(c, run_call, &again);
    if (trouble) refuse(h, c, r, trouble);
    else r->reply.status = status;
}

/* A browser of today says whether a form comes from our own page; an older one
 * tells its origin; where neither is told the token must do. */
static bool same_origin(const Raw *raw) {
    if (raw->fetch_site) return strcmp(raw->fetch_site, "same-origin") == 0;
    if (!raw->origin) return true;
    const char *host = strstr(raw->origin, "://");
    return host && raw->host && strcmp(host + 3, raw->host) == 0;
}

static bool token_holds(Arena *a, Request *r) {
    return r->session && r->token &&
           crypt_same(r->token, crypt_token_for(a, r->session, "form"));
}

/* The value of this name, which leaves the list. */
static const char *take(const Pair **list, const char *name) {
    for (const Pair **at = list; *at; at = (const Pair **)&(*at)->next) {
        if (strcmp((*at)->name, name) != 0) continue;
        const char *value = (*at)->value;
        *at = (*at)->next;
        return value;
    }
    return NULL;
}

static Err check_form(Arena *a, const Raw *raw, Request *r) {
    static const char form[] = "application/x-www-form-urlencoded";
    if (!same_origin(raw)) return "http.origin.other";
    if (!raw->type || strncmp(raw->type, form, sizeof form - 1) != 0) return "http.body.kind";
    Err e = parse_pairs(a, raw->body, &r->form.typed);
    if (e) return e;
    r->token = take(&r->form.typed, "token");
    return token_holds(a, r) ? NULL : "http.token.stale";
}

static void send(const Http *h, Ctx *c, const Raw *raw, Request *r) {
    Call call = {h, r, r->route->run, {NULL}};
    Err  e = check_form(c->a, raw, r);
    if (e) {
        refuse(h, c, r, e);
        return;
    }
    e = db_write(c, run_call, &call);
    if (e) show_again(h, c, r, e);
}

static void show(const Http *h, Ctx *c, Request *r) {
    Call call = {h, r, r->route->run, {NULL}};
    Err  e = db_read(c, run_call, &call);
    if (e) refuse(h, c, r, e);
}

static bool show_asset(Request *r) {
    if (strncmp(r->path, "/static/", 8) != 0) return false;
    for (const Asset *f = assets; f->name; f++)
        if (strcmp(f->address, r->path) == 0)
            r->reply = (struct Reply){.status = 200, .asset = f, .type = f->type,
                                      .body = {f->bytes, f->n}};
    return r->reply.status != 0;
}

static const char *session_of(const Http *h, Arena *a, const Raw *raw) {
    const char *s = parse_cookie(a, raw->cookie, session_cookie(h));
    return s && strlen(s) == SESSION_SIGNS ? s : NULL;
}

void answer(const Http *h, Arena *a, const Raw *raw, Err err, Request *r) {
    Ctx c = {.a = a, .db = h->db, .now = clock_ms()};
    c.today = day_of(a, c.now);
    c.lang = parse_lang(parse_cookie(a, raw->cookie, "lang"), raw->accept_language);
    Err e = err ? err : parse_target(a, raw->target, r);
    if (!e && show_asset(r)) return;
    r->session = session_of(h, a, raw);
    if (!e) e = route_find(a, h->tables, raw->method, r);
    if (!e && !may(r->route->right)) e = "http.forbidden";
    if (e) refuse(h, &c, r, e);
    else if (strcmp(r->route->method, "POST") == 0) send(h, &c, raw, r);
    else show(h, &c, r);
}
