/* api.c - the door for programs: who calls, what they may, and how they are answered. */
#include "api/parts.h"

#include "crypt/crypt.h"

#include <string.h>

static const Route *const *reached;

void api_tables(const Route *const *tables) { reached = tables; }
const Route *const *api_reached(void) { return reached; }

/* ---- Who calls ---- */

static Err identify(Ctx *c, const Request *r, Caller *out) {
    Access *x = arena_new(c->a, Access);
    *out = (Caller){0};
    if (!r->bearer || !access_find(c, r->bearer, x, out)) return NULL;
    out->grant = x;
    out->via = arena_print(c->a, "%s (#%lld)", x->name, (long long)x->id);
    return NULL;
}

static bool granted(const Access *x, const char *scope) {
    size_t n = strlen(scope);
    for (const char *s = x->scopes; *s; s += strcspn(s, " ")) {
        s += strspn(s, " ");
        if (strcspn(s, " ") == n && memcmp(s, scope, n) == 0) return true;
    }
    return false;
}

/* A secret that is no good is refused also where none is needed: its owner ought to know. */
static Err admit(Ctx *c, Request *r) {
    const Access *x = r->caller.grant;
    const char   *scope = area_scope(c, r->route);
    if (area_closed(r->route)) return "http.closed";
    if (r->bearer && !x) return "http.bearer";
    if (*scope && !granted(x, scope)) return "http.scope";
    bool repeats = x && r->repeat && strcmp(r->route->method, "POST") == 0;
    return repeats ? again_find(c, r) : NULL;
}

static Err read_body(Ctx *c, Request *r, const char *body) {
    return body ? json_read(c, r, body) : NULL;
}

/* ---- Replies ---- */

static const char *inside(Ctx *c, const char *address) {
    return *address == '/' ? arena_print(c->a, API_PREFIX "%s", address) : address;
}

/* Is a thing meant that the address of the request did not name: has it been made? */
static bool made(const Request *r, const char *next) {
    size_t n = strcspn(next, "?#"), digits = 0;
    while (digits < n && strchr("0123456789", next[n - digits - 1])) digits++;
    if (!digits || digits == n || next[n - digits - 1] != '/') return false;
    return strncmp(r->path, next, n) != 0 || (r->path[n] != '/' && r->path[n] != '\0');
}

static void reply_done_json(Ctx *c, Request *r) {
    const char *next = r->reply.next, *notice = r->reply.notice;
    bool        send = strcmp(r->route->method, "POST") == 0;
    Json        j = json_new(c);
    json_open(&j, '{');
    json_pair(&j, "location", inside(c, next));
    json_pair(&j, "message", notice && *notice ? tr(c, notice) : NULL);
    json_close(&j, '}');
    r->reply = (struct Reply){0};
    reply_json(c, r, !send ? 303 : made(r, next) ? 201 : 200, json_end(&j));
    r->reply.next = inside(c, next);
}

static const char *problem(Ctx *c, const Request *r, Err why, int status) {
    Json        j = json_new(c);
    const Form  f = {.err = why};
    const char *field = status == 422 && strncmp(why, "http.", 5) ? form_refused(c, &f) : NULL;
    json_open(&j, '{');
    json_pair(&j, "type", arena_print(c->a, API_PREFIX "/problem/%s", why));
    json_pair(&j, "title", tr(c, why));
    json_name(&j, "status");
    json_int(&j, status);
    json_pair(&j, "code", why);
    if (r->target) json_pair(&j, "instance", r->target);
    if (field) {
        json_name(&j, "errors");
        json_open(&j, '[');
        json_open(&j, '{');
        json_pair(&j, "pointer", arena_print(c->a, "#/%s", field));
        json_pair(&j, "detail", tr(c, why));
        json_close(&j, '}');
        json_close(&j, ']');
    }
    json_close(&j, '}');
    return json_end(&j);
}

static void refuse(Ctx *c, Request *r, Err why, int status) {
    bool clash = strcmp(why, "clash.version.stale") == 0 || strcmp(why, "db.conflict") == 0;
    int  told = clash ? 409 : status;
    r->reply = (struct Reply){0};
    reply_text(r, "application/problem+json", problem(c, r, why, told));
    r->reply.status = told;
}

/* What has been read may be asked for again: a mark of the bytes, weak enough for any change. */
static void mark(Ctx *c, Request *r) {
    struct Reply *p = &r->reply;
    if (p->stored || p->status != 200) return;
    Hash h = hash_of(p->body.p, p->body.n);
    p->etag = arena_print(c->a, "\"%s\"", hex_of(c->a, h.b, 16));
    if (!r->known || !strstr(r->known, p->etag)) return;
    p->status = 304;
    p->body = (Bytes){"", 0};
}

static Err reply(Ctx *c, Request *r) {
    struct Reply *p = &r->reply;
    bool          send = strcmp(r->route->method, "POST") == 0;
    if (p->title && p->status >= 400 && r->form.err) {
        refuse(c, r, r->form.err, p->status); /* a refusal that is stored */
        return NULL;
    }
    if (p->title) {
        const char *text = outline(c, p->title, p->body);
        reply_json(c, r, p->status, text);
        p->title = NULL;
    } else if (p->next) {
        reply_done_json(c, r);
    }
    p->notice = p->session = p->lang = NULL;
    if (!send) mark(c, r);
    bool keep = send && r->repeat && r->caller.grant && !p->stored && p->status < 300;
    return keep ? again_keep(c, r) : NULL;
}

const Program api_program = {.prefix = API_PREFIX, .tables = api_routes, .identify = identify,
                             .touch = access_touch, .admit = admit, .read = read_body,
                             .reply = reply, .refuse = refuse};
