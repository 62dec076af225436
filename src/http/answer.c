/* answer.c - from a raw request to its reply: find the route, check who may,
 * run it on the database, and put what comes out into the frame.
 *
 * Trouble with the database and a form whose session has ended are nobody's
 * mistake: the form comes back whole, with a button to send it again. */
#include "http/parts.h"

#include "audit/audit.h"
#include "config/config.h"
#include "crypt/crypt.h"
#include "file/file.h"
#include "text/text.h"

#include <string.h>
#include <strings.h>

enum { SESSION_SIGNS = 32 };

/* One run of a handler inside a transaction. */
typedef struct Call {
    const Http *h;
    Request    *r;
    Handler    *run;
    bool        open; /* whoever calls may have it: a page of the server's own */
    bool        demo; /* found out on the way: today is a day of the demonstration */
} Call;

static const struct { Err err; int status; bool resend; } statuses[] = {
    {"http.malformed", 400, false}, {"http.forbidden", 403, false},
    {"http.login", 401, true},      {"http.confined", 403, true},
    {"http.bearer", 401, false},    {"http.scope", 403, false},
    {"http.closed", 403, false},    {"http.repeat.bad", 400, false},
    {"http.repeat.other", 422, false},
    {"http.origin.other", 403, false}, {"http.token.stale", 403, true},
    {"http.missing", 404, false},   {"http.method", 405, false},
    {"http.rate", 429, true},
    {"http.body.long", 413, false}, {"http.body.kind", 415, false},
    {"http.file.long", 413, false}, {"http.file.many", 413, false},
    {"file.store.place", 503, true}, {"file.store.full", 507, true},
    {"submission.instance.other", 409, false},
    {"db.path", 503, true},         {"db.busy", 503, true},
    {"db.gone", 503, true},
    {"db.unsure", 503, true},       {"db.full", 507, true},
};

/* What to do about it: a word of its own where that of a lost page would mislead. */
static const char *next_of(Err e) {
    static const struct { Err err; const char *next; } rows[] = {
        {"http.missing", "http.refused.next"},   {"http.forbidden", "http.forbidden.next"},
        {"http.body.long", "http.long.next"},    {"http.file.long", "http.long.next"},
        {"http.file.many", "http.long.next"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].err, e) == 0) return rows[i].next;
    return "http.other.next";
}

static int status_of(Err e, int otherwise, bool *resend) {
    *resend = false;
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        if (strcmp(statuses[i].err, e) != 0) continue;
        *resend = statuses[i].resend;
        return statuses[i].status;
    }
    return otherwise;
}

/* With TLS a name that no other host can have set; without, a browser would not take it. */
const char *cookie_name(const Http *h, const char *full) {
    return h->proxied ? full : full + strlen("__Host-");
}

/* The one place where a right is checked. */
static bool may(const Caller *who, Right right) {
    if (right == RIGHT_PUBLIC) return true;
    if (right == RIGHT_STAFF) return who->who != 0;
    return who->who != 0 && right < RIGHT_COUNT && (who->rights >> right & 1);
}

bool request_may(const Request *r, Right right) { return may(&r->caller, right); }

static const Link *menu(const Ctx *c, const Http *h, const Request *r) {
    Link *first = NULL, **end = &first;
    for (const Route *const *t = h->tables; *t; t++) {
        for (const Route *row = *t; row->method; row++) {
            if (!row->menu || !may(&r->caller, row->right)) continue;
            *end = arena_new(c->a, Link);
            **end = (Link){.href = row->path, .text = tr(c, row->menu),
                           .here = r->path && strcmp(row->path, r->path) == 0};
            end = &(*end)->next;
        }
    }
    return first;
}

/* The message of a key that a cookie brought: nothing else may come in by it. */
static const char *notice(const Ctx *c, const char *key) {
    if (!key || !*key || key[strspn(key, "abcdefghijklmnopqrstuvwxyz.")]) return NULL;
    const char *text = tr(c, key);
    return text == key ? NULL : text;
}

static void put_in_frame(Ctx *c, const Call *call, const char *office, const char *log,
                         int64_t unread) {
    Request *r = call->r;
    Frame    f = {.title = r->reply.title, .office = office, .log = log,
                  .demo = call->demo ? text_day(c, c->today) : NULL,
                  .path = r->alone ? NULL : r->target ? r->target : "/",
                  .menu = menu(c, call->h, r),
                  .trail = r->trail, .notice = notice(c, r->notice), .name = r->caller.name,
                  .unread = unread,
                  .token = r->caller.name ? crypt_token_for(c->a, r->session, "form") : NULL,
                  .login = call->h->identify != NULL && !r->alone};
    Html page = frame_html(c, &f, (Html){r->reply.body.p});
    if (r->notice) r->reply.notice = "";
    r->reply.type = "text/html; charset=utf-8";
    r->reply.body = (Bytes){page.s, strlen(page.s)};
}

static bool within(const char *path, const char *top) {
    size_t n = strlen(top);
    return strncmp(path, top, n) == 0 && (path[n] == '\0' || path[n] == '/');
}

/* Who calls; and for as long as a session is not complete nobody, but on the
 * page that completes it. */
static Err identify(Ctx *c, const Call *call) {
    Request *r = call->r;
    r->caller = (Caller){0};
    r->first = NULL;
    c->who = 0;
    if (!call->h->identify || !r->session) return NULL;
    Err e = call->h->identify(c, r->session, &r->caller);
    if (e) return e;
    const char *only = r->caller.confined;
    if (only && !(r->path && within(r->path, only))) {
        r->first = only;
        r->caller.who = 0;
        r->caller.rights = 0;
    }
    c->who = r->caller.who;
    return NULL;
}

static Err identify_program(Ctx *c, Request *r) {
    r->caller = (Caller){0};
    Err e = r->program->identify(c, r, &r->caller);
    c->who = r->caller.who;
    c->via = r->caller.via;
    return e;
}

/* May the caller come here?  A page leads to where that begins, a form says so. */
static Err admit(Ctx *c, Request *r) {
    if (may(&r->caller, r->route->right)) return NULL;
    if (r->caller.who) return "http.forbidden";
    if (r->program) return "http.bearer";
    bool form = strcmp(r->route->method, "POST") == 0;
    if (form) return r->first ? "http.confined" : "http.login";
    Buf b = {.a = c->a};
    buf_text(&b, "/login?back=");
    html_part(&b, V(r->target));
    reply_next(r, r->first ? r->first : b.s);
    return NULL;
}

/* What comes before a handler: the day, who calls, and whether they may. */
static Err begin(Ctx *c, Call *call) {
    Request *r = call->r;
    reply_forget(r);
    r->trail = NULL;
    r->alone = false;
    r->noted = NULL;
    c->today = config_today(c, &call->demo);
    Err e = r->program ? identify_program(c, r) : identify(c, call);
    r->asked = !e;
    r->today = c->today;
    if (e || call->open) return e;
    e = admit(c, r);
    return !e && r->program ? r->program->admit(c, r) : e;
}

static Err run_call(Ctx *c, void *arg) {
    Call    *call = arg;
    Request *r = call->r;
    Err      e = begin(c, call);
    bool     runs = !e && !r->reply.status;
    if (runs) e = call->run(c, r);
    if (e) return e;
    if (!r->reply.status) fatal("%s %s gave no reply", r->route->method, r->route->path);
    if (r->program) return runs ? r->program->reply(c, r) : NULL;
    CheckpointRow log = {0};
    if (r->reply.title) audit_latest(c, &log);
    bool asks = r->caller.who && call->h->unread;
    if (r->reply.title)
        put_in_frame(c, call, config_text(c, "office.name"), log.mark,
                     asks ? call->h->unread(c, r->caller.who) : 0);
    return NULL;
}

/* What a route does outside any transaction, for who may have it. */
static Err run_begin(Ctx *c, void *arg) { return begin(c, arg); }

/* A program whose form has files was asked who it is before its body. */
static Err run_ready(Ctx *c, Call *call) {
    Request *r = call->r;
    bool     known = r->program && r->program->recalls && r->asked;
    Err      e = known ? NULL : db_read(c, run_begin, call);
    Ctx      as = *c;
    as.today = r->today;
    as.who = r->caller.who;
    as.via = c->via;
    return e || r->reply.status ? e : r->route->ready(&as, r);
}

/* A secret is typed again rather than put into a page. */
static void drop_secrets(Form *f) {
    const Pair **at = &f->typed;
    for (const Pair *p = f->typed; p; p = p->next) {
        if (strncmp(p->name, "password", 8) == 0 || strncmp(p->name, "code", 4) == 0) *at = p->next;
        else at = (const Pair **)&p->next;
    }
}

/* Why a request was refused; with its form, where that is worth sending again. */
static Err refused_page(Ctx *c, Request *r) {
    Err  e = r->form.err;
    bool resend;
    status_of(e, 0, &resend);
    if (resend && r->route && strcmp(r->route->method, "POST") == 0) {
        bool here = may(&r->caller, r->route->right);
        if (r->asked && !here && !r->caller.who && !r->first) r->first = "/login";
        /* Sending it again helps only after that. */
        if (r->first && strcmp(e, "http.token.stale") == 0) e = "http.login";
        request_form(c, r);
        reply_page(r, tr(c, e), resend_html(c, r));
    } else {
        reply_page(r, tr(c, e), refused_html(c, next_of(e)));
    }
    return NULL;
}

/* For those who run the server: somebody tried what they may not.  Who asks too often is
 * in the log of nginx, which can take it. */
static void note_attempt(const Request *r, Err e) {
    static const char *const attempts[] = {"http.forbidden", "http.origin.other",
                                           "http.token.stale", "http.confined"};
    for (size_t i = 0; i < sizeof attempts / sizeof *attempts; i++)
        if (r->route && strcmp(attempts[i], e) == 0)
            log_line("http: %s: %s %s, staff %lld", e, r->route->method, r->route->path,
                     (long long)r->caller.who);
}

static void refuse_program(Ctx *c, Request *r, Err e) {
    bool resend, form = r->route && strcmp(r->route->method, "POST") == 0;
    int  status = status_of(e, form ? 422 : 400, &resend);
    note_attempt(r, e);
    reply_forget(r);
    r->form.err = e;
    r->program->refuse(c, r, e, status);
}

static void refuse(const Http *h, Ctx *c, Request *r, Err e) {
    if (r->program) {
        refuse_program(c, r, e);
        return;
    }
    Call page = {.h = h, .r = r, .run = refused_page, .open = true};
    bool resend;
    int  status = status_of(e, 400, &resend);
    drop_secrets(&r->form);
    note_attempt(r, e);
    r->form.err = e;
    /* In trouble the frame does without the office's name, which the database has; so it does
     * for those who ask too often. */
    if (status >= 500 || status == 429 || db_read(c, run_call, &page)) {
        reply_forget(r);
        r->asked = false;
        refused_page(c, r);
        put_in_frame(c, &page, NULL, NULL, 0);
    }
    r->reply.status = status;
}

/* Show the page of a refused form again. */
static void show_again(const Http *h, Ctx *c, Request *r, Err e) {
    Call again = {.h = h, .r = r, .run = r->route->again};
    bool resend;
    int  status = status_of(e, 422, &resend);
    r->form.err = e;
    Err trouble = resend || !again.run ? e : db_read(c, run_call, &again);
    if (trouble) {
        refuse(h, c, r, trouble);
        return;
    }
    note_attempt(r, e); /* a right that does not reach as far as this task */
    r->reply.status = status;
}

/* A browser of today says whether a form comes from our own page; an older one
 * tells its origin; where neither is told the token must do. */
static bool same_origin(const Raw *raw) {
    if (raw->fetch_site) return strcmp(raw->fetch_site, "same-origin") == 0;
    if (!raw->origin) return true;
    const char *host = strstr(raw->origin, "://");
    return host && raw->host && strcmp(host + 3, raw->host) == 0;
}

bool token_good(Arena *a, const char *session, const char *token) {
    if (!session || !token) return false;
    const char *secret = arena_part(a, token, strcspn(token, "."));
    return crypt_same(secret, crypt_token_for(a, session, "form"));
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

static bool is_kind(const Raw *raw, const char *kind) {
    return raw->type && strncasecmp(raw->type, kind, strlen(kind)) == 0;
}

static Err check_form(Arena *a, const Raw *raw, Request *r) {
    Err e = NULL, unread = NULL;
    if (!same_origin(raw)) return "http.origin.other";
    if (!raw->parted && !is_kind(raw, "application/x-www-form-urlencoded"))
        return "http.body.kind";
    if (!raw->parted) e = parse_pairs(a, raw->body, &r->form.typed);
    if (e) return e;
    r->token = take(&r->form.typed, "token");
    if (r->route->files) unread = upload_unbox(a, r);
    if (!r->unread) r->unread = unread;
    return token_good(a, r->session, r->token) ? NULL : "http.token.stale";
}

/* Of a program: whose it is says its secret, and a browser cannot be made to send that. */
static Err check_body(Ctx *c, const Raw *raw, Request *r) {
    if (raw->parted) return NULL;
    bool empty = !raw->body || !*raw->body;
    Call call = {.h = r->http, .r = r};
    Err  e = r->program->read ? NULL : db_read(c, run_begin, &call); /* 401 comes before 415 */
    if (!r->program->read) return e ? e : "http.body.kind";
    if (!empty && !is_kind(raw, "application/json")) return "http.body.kind";
    return r->program->read(c, r, empty ? NULL : raw->body);
}

/* A stored file is opened when all else is well: what is open has to be closed. */
static Err open_stored(const Ctx *c, Request *r) {
    int64_t bytes = 0;
    if (!r->reply.stored || !*r->reply.stored) return NULL;
    r->reply.fd = c->files ? file_open(c->a, c->files, r->reply.stored, &bytes) : -1;
    r->reply.body.n = (size_t)bytes;
    if (r->reply.fd >= 0) return NULL;
    log_line("files: %s is missing", r->reply.stored);
    return "http.missing";
}

static Err run_form(const Http *h, Ctx *c, Request *r) {
    Call run = {.h = h, .r = r, .run = r->route->run};
    Err  e = r->route->ready ? run_ready(c, &run) : NULL;
    if (!e) e = db_write(c, run_call, &run);
    if (e) reply_forget(r);
    if (!e) e = open_stored(c, r);
    once_end(h->once, r);
    return e;
}

static void send(const Http *h, Ctx *c, const Raw *raw, Request *r, Err over) {
    Err  e = r->program ? check_body(c, raw, r) : check_form(c->a, raw, r);
    if (over || e) {
        refuse(h, c, r, over ? over : e);
        return;
    }
    e = r->unread;
    if (!e && !r->program) e = once_begin(h->once, c->a, r, c->now);
    if (!e && !r->reply.status) e = run_form(h, c, r);
    if (e && r->program) refuse(h, c, r, e);
    else if (e) show_again(h, c, r, e);
}

static Err note_read(Ctx *c, void *arg) {
    const Request *r = arg;
    Ctx            as = *c;
    as.who = r->caller.who;
    as.via = r->caller.via;
    return audit_note(&as, r->noted);
}

static void show(const Http *h, Ctx *c, Request *r) {
    Call call = {.h = h, .r = r, .run = r->route->run};
    Err  e = db_read(c, run_call, &call);
    if (!e && r->noted) e = db_write(c, note_read, r);
    if (e) reply_forget(r);
    if (!e) e = open_stored(c, r);
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
    const char *s = parse_cookie(a, raw->cookie, cookie_name(h, "__Host-namro"));
    return s && strlen(s) == SESSION_SIGNS ? s : NULL;
}

static Ctx context(const Http *h, Arena *a, const Raw *raw) {
    Ctx c = {.a = a, .db = h->db, .now = clock_ms(), .files = h->files,
             .key = h->office};
    c.today = day_of(a, c.now);
    c.lang = parse_lang(parse_cookie(a, raw->cookie, cookie_name(h, "__Host-lang")),
                        raw->accept_language);
    return c;
}

/* Which route, which session.  Once: of a form with files it is asked before its body. */
static Err look(const Http *h, Arena *a, const Raw *raw, Request *r) {
    if (r->route) return NULL;
    r->http = h;
    r->method = raw->method;
    r->site = arena_print(a, "%s://%s", h->proxied ? "https" : "http", raw->host ? raw->host : "");
    Err e = parse_target(a, raw->target, r);
    if (!e && show_asset(r)) return NULL;
    if (!e) program_meet(h, a, raw, r);
    if (r->program) return program_find(h, a, raw, r);
    r->session = session_of(h, a, raw);
    r->notice = parse_cookie(a, raw->cookie, cookie_name(h, "__Host-notice"));
    r->agent = raw->agent;
    return e ? e : route_find(a, h->tables, raw->method, r);
}

/* Is it somebody who was here a moment ago, and may come here?  Else all is asked. */
static bool recalled(Ctx *c, Request *r) {
    r->asked = recall_find(r->http->recalls, c->a, r, c->now) &&
               may(&r->caller, r->route->right) && !r->program->admit(c, r);
    return r->asked;
}

/* Asks this caller too often?  A page that is not there is counted as well. */
static Err rate(const Http *h, const Ctx *c, const Raw *raw, const Request *r) {
    bool form = strcmp(raw->method, "POST") == 0;
    const char *who = r->program ? r->bearer : r->session;
    return h->rates ? rate_take(h->rates, raw, who, form, c->now) : NULL;
}

Err answer_head(const Http *h, Arena *a, const Raw *raw, Request *r, Err *unread) {
    Ctx  c = context(h, a, raw);
    Call call = {.h = h, .r = r};
    Err  e = look(h, a, raw, r);
    if (e) return e;
    if (!r->route || !r->route->files || !h->files) return "http.body.kind";
    if (!r->program && !same_origin(raw)) return "http.origin.other";
    *unread = rate(h, &c, raw, r);
    if (!*unread && !recalled(&c, r)) *unread = db_read(&c, run_begin, &call);
    if (!*unread && r->program) recall_keep(h->recalls, a, r, c.now);
    return NULL;
}

void answer(const Http *h, Arena *a, const Raw *raw, Err err, Request *r) {
    Ctx c = context(h, a, raw);
    Err e = look(h, a, raw, r);
    if (err) e = err;
    if (!e && r->reply.asset) return;
    bool counted = raw->parted && r->route; /* before its body */
    Err  over = counted ? NULL : rate(h, &c, raw, r);
    if (e) refuse(h, &c, r, over ? over : e);
    else if (strcmp(r->route->method, "POST") == 0) send(h, &c, raw, r, over);
    else if (over) refuse(h, &c, r, over);
    else show(h, &c, r);
    if (h->rates && r->caller.who)
        rate_know(h->rates, r->program ? r->bearer : r->session, c.now);
}
