/* door.c - the door for the invited: three requests in JSON, and what all may read.
 *
 * Nobody is identified: no cookie is read, no address counted, nothing is remembered of who
 * called.  The answer's host lets pages of the other host call it, and no others. */
#include "wave/parts.h"

#include "config/config.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* ---- what comes ---- */

/* n bytes of a field.   errors  token.bad */
static Err bytes_in(Ctx *c, const Request *r, const char *name, void *out, size_t n) {
    Bytes b;
    if (base64_read(c->a, form_text(&r->form, name), &b) || b.n != n) return "token.bad";
    memcpy(out, b.p, n);
    return NULL;
}

/* ---- replies ---- */

static void header(Ctx *c, Request *r, const char *name, const char *value) {
    Pair *p = arena_new(c->a, Pair);
    *p = (Pair){name, value, (Pair *)(uintptr_t)r->reply.headers};
    r->reply.headers = p;
}

static void json_say(Ctx *c, Request *r, int status, const char *text) {
    (void)c;
    reply_text(r, "application/json", text);
    r->reply.status = status;
}

static void put_text(Buf *b, const char *s) {
    buf_text(b, "\"");
    for (; *s; s++) {
        if (*s == '"' || *s == '\\') buf_print(b, "\\%c", *s);
        else if ((unsigned char)*s < ' ') buf_print(b, "\\u%04x", (unsigned)*s);
        else buf_add(b, s, 1);
    }
    buf_text(b, "\"");
}

static void put_evaluated(Ctx *c, Buf *b, const TokenReply *t) {
    buf_print(b, "\"evaluated\":\"%s\",\"proof\":\"%s\"}", base64_of(c->a, t->evaluated, 32),
              base64_of(c->a, t->proof, 64));
}

static Err issue_post(Ctx *c, Request *r) {
    uint8_t    code[16], blinded[32];
    TokenReply t;
    Buf        b = {.a = c->a};
    Err        e = bytes_in(c, r, "code", code, sizeof code) ? "token.code.missing" : NULL;
    if (!e) e = bytes_in(c, r, "blinded", blinded, sizeof blinded);
    if (!e)
        e = token_issue(c, request_part(r, "address"), (Bytes){code, sizeof code}, blinded, &t);
    if (e) return e;
    buf_print(&b, "{\"class\":%d,", t.class);
    put_evaluated(c, &b, &t);
    json_say(c, r, 200, b.s);
    return NULL;
}

static Err answer_read(Ctx *c, void *arg) { return token_read(c, arg); }

static Err answer_ready(Ctx *c, Request *r) {
    TokenAnswer *x = r->ready = arena_new(c->a, TokenAnswer);
    *x = (TokenAnswer){.address = request_part(r, "address"), .xml = form_text(&r->form, "answer"),
                       .class = atoi(form_text(&r->form, "class"))};
    Err e = bytes_in(c, r, "token", x->token, sizeof x->token);
    if (!e) e = bytes_in(c, r, "mac", x->mac, sizeof x->mac);
    if (!e) e = bytes_in(c, r, "receipt", x->receipt, sizeof x->receipt);
    return e ? e : db_read(c, answer_read, x);
}

static Err answer_post(Ctx *c, Request *r) {
    const TokenAnswer *x = r->ready;
    Buf                b = {.a = c->a};
    Err                e = token_redeem(c, x);
    if (e) return e;
    buf_text(&b, "{");
    put_evaluated(c, &b, &x->reply);
    json_say(c, r, 200, b.s);
    return NULL;
}

static Err done_post(Ctx *c, Request *r) {
    uint8_t code[16], t[32], output[64];
    Err     e = bytes_in(c, r, "code", code, sizeof code) ? "token.code.missing" : NULL;
    if (!e) e = bytes_in(c, r, "receipt." "t", t, sizeof t);
    if (!e) e = bytes_in(c, r, "receipt." "output", output, sizeof output);
    if (!e)
        e = token_done(c, request_part(r, "address"), (Bytes){code, sizeof code}, t, output);
    if (!e) json_say(c, r, 200, "{}");
    return e;
}

/* Before a page of the other host may send. */
static Err asked_before(Ctx *c, Request *r) {
    json_say(c, r, 204, "");
    header(c, r, "Access-Control-Allow-Methods", "POST");
    header(c, r, "Access-Control-Allow-Headers", "content-type");
    return NULL;
}

static const Route door_routes[] = {
    SEND("/{address}/issue", issue_post, RIGHT_PUBLIC, NULL),
    SEND_READY("/{address}/answer", answer_ready, answer_post, RIGHT_PUBLIC, NULL),
    SEND("/{address}/done", done_post, RIGHT_PUBLIC, NULL),
    {"OPTIONS", "/{address}/answer", asked_before, RIGHT_PUBLIC, NULL, NULL, NULL, false},
    {0}
};

/* ---- the door ---- */

static void meet(Arena *a, Request *r) {
    (void)a;
    r->bearer = r->proof = r->repeat = NULL;
}

/* Of everybody the same: the origin that may call is kept where a refusal finds it. */
static Err identify(Ctx *c, const Request *r, Caller *out) {
    (void)r;
    *out = (Caller){.grant = (void *)(uintptr_t)config_text(c, "wave.issue")};
    return NULL;
}

static Err admit(Ctx *c, Request *r) {
    (void)c;
    (void)r;
    return NULL;
}

static Err reply(Ctx *c, Request *r) {
    bool answers = strstr(r->route->path, "/answer") != NULL;
    if (answers && r->caller.grant)
        header(c, r, "Access-Control-Allow-Origin", r->caller.grant);
    return NULL;
}

static int status_for(Err why, int status) {
    static const struct { const char *why; int status; } rows[] = {
        {"token.closed", 410},      {"token.code.missing", 404}, {"token.code.other", 409},
        {"token.spent", 409},       {"token.bad", 400},          {"token.answer.long", 413},
        {"token.answer.wrong", 422}, {"http.missing", 404},      {"crypt.key.", 503},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strncmp(why, rows[i].why, strlen(rows[i].why)) == 0) return rows[i].status;
    return status == 422 ? 400 : status;
}

/* What a person is to mend, with the words of the form. */
static void put_problems(Ctx *c, Buf *b, const XProblems *p) {
    const char *comma = "";
    buf_text(b, ",\"problems\":[");
    for (const XProblem *x = p->first; x; x = x->next) {
        if (x->weight == X_NOTE) continue;
        buf_print(b, "%s{\"path\":", comma);
        put_text(b, x->path);
        buf_text(b, ",\"what\":");
        put_text(b, x->message ? x->message : xproblem_text(c, x));
        buf_text(b, "}");
        comma = ",";
    }
    buf_text(b, "]");
}

static void refuse(Ctx *c, Request *r, Err why, int status) {
    Buf b = {.a = c->a};
    r->reply = (struct Reply){0};
    buf_text(&b, "{\"why\":");
    put_text(&b, tr(c, why));
    if (r->ready && strcmp(why, "token.answer.wrong") == 0)
        put_problems(c, &b, &((const TokenAnswer *)r->ready)->problems);
    buf_text(&b, "}");
    json_say(c, r, status_for(why, status), b.s);
    if (r->route && r->caller.grant) {
        Err e = reply(c, r);
        (void)e;
    }
}

static Err read_body(Ctx *c, Request *r, const char *body) {
    return body ? json_read(c, r, body) : NULL;
}

static const Route *const tables[] = {door_routes, NULL};
const Program wave_program = {.prefix = "/w", .tables = tables, .alone = true, .sends = true,
                              .meet = meet, .identify = identify, .admit = admit,
                              .read = read_body, .reply = reply, .refuse = refuse};

/* ---- for all to read ---- */

static Err find(Ctx *c, const Request *r, Wave **w) {
    const char   *address = request_part(r, "address");
    const Survey *s = address ? survey_at(c, address) : NULL;
    *w = s ? wave_get(c, s->id) : NULL;
    return *w && *(*w)->manifest ? NULL : "http.missing";
}

static Err manifest_get(Ctx *c, Request *r) {
    Wave *w;
    Err   e = find(c, r, &w);
    if (!e) reply_text(r, "text/plain; charset=utf-8", w->manifest);
    return e;
}

/* After the release: of each class the counts and the secret of its key, and all tokens that
 * were counted, in the order of their bytes. */
static Err tokens_get(Ctx *c, Request *r) {
    Wave *w;
    Buf   b = {.a = c->a};
    Err   e = find(c, r, &w);
    if (e || strcmp(w->state, "released") != 0) return "http.missing";
    for (const WaveClass *k = w->first; k; k = k->next)
        buf_print(&b, "class %d %" PRId64 " %" PRId64 " %" PRId64 " %d %s\n", k->class, k->invited,
                  k->issued, k->redeemed, k->into ? k->into : k->class,
                  base64_of(c->a, k->secret.p, k->secret.n));
    Rows q = db_query(c, "SELECT class, token FROM spent WHERE survey = $1 ORDER BY token",
                      V(w->survey));
    while (db_next(&q)) {
        Bytes t = row_bytes(&q, 1);
        buf_print(&b, "token %d %s\n", (int)row_int(&q, 0), base64_of(c->a, t.p, t.n));
    }
    reply_text(r, "text/plain; charset=utf-8", b.s);
    return q.err;
}

const Route wave_routes[] = {
    SHOW("/w/{address}/manifest", manifest_get, RIGHT_PUBLIC, NULL),
    SHOW("/w/{address}/tokens", tokens_get, RIGHT_PUBLIC, NULL),
    {0}
};
