/* rosa.c - the door for phones: who calls, and how they are answered.
 *
 * A phone has no session and no page: it names itself by the secret in its address, or by a
 * digest, and is answered in the words of OpenRosa 1.0.  It reaches the addresses of this
 * door and no others. */
#include "survey/rosa.h"

#include "crypt/crypt.h"
#include "survey/digest.h"

#include <inttypes.h>
#include <string.h>

enum { TOKEN_SIGNS = 32 }; /* of crypt_token */

/* ---- who calls ---- */

static bool is_token(const char *s, size_t n) {
    static const char signs[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    return n == TOKEN_SIGNS && strspn(s, signs) >= n;
}

/* A secret in the address counts; else the nonce of a digest stands for its owner where
 * requests are counted, because nobody else has it. */
static void meet(Arena *a, Request *r) {
    size_t n = strcspn(r->path + 1, "/");
    if (is_token(r->path + 1, n)) {
        r->bearer = arena_part(a, r->path + 1, n);
        r->path = r->path[1 + n] ? arena_text(a, r->path + 1 + n) : "/";
        r->proof = NULL;
        return;
    }
    const char *nonce = digest_field(a, r->proof, "nonce");
    r->bearer = nonce && *nonce && strlen(nonce) <= BEARER_SIGNS_MAX ? nonce : NULL;
}

/* The account must be in order as for a page; of its rights a phone has this one. */
static Err identify(Ctx *c, const Request *r, Caller *out) {
    bool             stale = false;
    const Collector *k = r->proof ? digest_collector(c, r, &stale)
                                  : r->bearer ? collector_find(c, r->bearer) : NULL;
    *out = (Caller){0};
    if (stale) return "rosa.nonce.stale";
    if (!k || !account_caller(c, k->staff, out)) return NULL;
    out->rights &= 1u << RIGHT_COLLECT;
    out->grant = (void *)(uintptr_t)k;
    out->via = k->label;
    if (c->now - k->last >= HOUR_MS) out->touch = arena_print(c->a, "%" PRId64, k->id);
    return NULL;
}

/* Whoever does not speak OpenRosa has come by mistake. */
static Err admit(Ctx *c, Request *r) {
    (void)c;
    bool file = strncmp(r->path, "/media", 6) == 0 || strncmp(r->path, "/form/", 6) == 0;
    return r->protocol || file ? NULL : "rosa.version.missing";
}

/* ---- replies ---- */

const char *rosa_address(Ctx *c, const Request *r, const char *what, int64_t id) {
    const char *token = r->proof ? NULL : r->bearer;
    return arena_print(c->a, "%s" ROSA_PREFIX "%s%s/%s/%" PRId64, r->site, token ? "/" : "",
                       token ? token : "", what, id);
}

void rosa_header(Ctx *c, Request *r, const char *name, const char *value) {
    Pair *p = arena_new(c->a, Pair);
    *p = (Pair){name, value, (Pair *)(uintptr_t)r->reply.headers};
    r->reply.headers = p;
}

void rosa_say(Ctx *c, Request *r, int status, const char *nature, const char *text) {
    Buf b = {.a = c->a};
    buf_print(&b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<OpenRosaResponse"
                  " xmlns=\"http://openrosa.org/http/response\"><message nature=\"%s\">", nature);
    html_text(&b, V(text));
    buf_text(&b, "</message></OpenRosaResponse>\n");
    reply_text(r, "text/xml; charset=utf-8", b.s);
    r->reply.status = status;
}

/* What is read again and again: its mark, and nothing more for who has it. */
static void mark(Ctx *c, Request *r) {
    struct Reply *p = &r->reply;
    if (!p->etag && p->stored) p->etag = arena_print(c->a, "\"%s\"", p->stored);
    if (!p->etag) p->etag = arena_print(c->a, "\"%s\"", md5_hex(c->a, p->body.p, p->body.n));
    rosa_header(c, r, "Cache-Control", "private, no-cache");
    if (!r->known || !strstr(r->known, p->etag)) return;
    p->status = 304;
    p->stored = NULL;
    p->body = (Bytes){"", 0};
}

static Err reply(Ctx *c, Request *r) {
    if (r->reply.status == 200) mark(c, r);
    rosa_header(c, r, "X-OpenRosa-Version", "1.0");
    return NULL;
}

/* What a phone shows is the text; what it does depends on the number: 401 asks for the
 * password, all others keep the answer on it, to be sent again. */
static int status_for(const Request *r, Err why, int status) {
    static const struct { const char *why; int status; } rows[] = {
        {"rosa.nonce.stale", 401},        {"rosa.form.foreign", 403},
        {"submission.form.", 404},        {"xform.answer.form", 404},
        {"xform.answer.version", 404},    {"submission.instance.other", 409},
        {"submission.old.missing", 409},  {"survey.stage.", 409},
        {"survey.day.early", 409},        {"xform.xml.large", 413},
    };
    if (strcmp(why, "http.bearer") == 0) return r->bearer && !r->proof ? 403 : 401;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strncmp(why, rows[i].why, strlen(rows[i].why)) == 0) return rows[i].status;
    return status == 422 ? 400 : status;
}

static void refuse(Ctx *c, Request *r, Err why, int status) {
    int         told = status_for(r, why, status);
    const char *text = told == 401 || strcmp(why, "http.bearer") == 0 ? "rosa.caller.unknown" : why;
    r->reply = (struct Reply){0};
    rosa_say(c, r, told, "error", tr(c, text));
    rosa_header(c, r, "X-OpenRosa-Version", "1.0");
    if (told == 401)
        rosa_header(c, r, "WWW-Authenticate",
                    digest_challenge(c, strcmp(why, "rosa.nonce.stale") == 0));
}

static const Route *const tables[] = {rosa_form_routes, rosa_send_routes, NULL};

const Program rosa_program = {
    .prefix = ROSA_PREFIX, .tables = tables, .alone = true, .recalls = true, .meet = meet,
    .identify = identify, .touch = collector_touch, .admit = admit, .reply = reply,
    .refuse = refuse, .part = "xml_submission_file", .part_max = XFORM_ANSWER_MAX,
    .file_max = HTTP_UPLOAD_MAX, .files_max = ROSA_FILES_MAX, .any_kind = true};
