/* server.c - the wire, by libmicrohttpd: a thread for each connection, an arena
 * for each request.
 *
 * The library reads heads and writes replies; here a request is gathered
 * (its body up to a limit, its few headers) and given to answer().  It is
 * lenient with malformed requests and slow clients, so a front server stands
 * before it, and what two readers could understand in two ways is refused here
 * as well. */
#include "http/parts.h"

#include "crypt/crypt.h"
#include "file/file.h"

#include <microhttpd.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

enum { STACK_BYTES = 512 * 1024, STOP_SECONDS = 10 };

struct Server {
    Http               h;
    struct MHD_Daemon *daemon;
    atomic_int         busy; /* requests under way; a front server keeps idle connections */
};

/* One request on the wire. */
typedef struct Exchange {
    Arena  *a;
    Raw     raw;
    Request r;
    Buf     body;
    Intake *intake;  /* in place of the body: a form with files */
    Err     err;     /* refused before it was whole */
    int64_t read;    /* bytes of the body so far */
    bool    begun;
    int64_t deadline; /* clock_ms() at which a body must have come */
} Exchange;

static void *begin(void *cls, const char *target, struct MHD_Connection *conn) {
    (void)conn;
    Server   *s = cls;
    Arena    *a = arena_open();
    Exchange *x = arena_new(a, Exchange);
    s->busy++;
    x->a = a;
    x->raw.target = arena_text(a, target);
    x->body.a = a;
    x->deadline = clock_ms() + (s->h.body_ms ? s->h.body_ms : HTTP_BODY_SECONDS * 1000);
    return x;
}

static void end(void *cls, struct MHD_Connection *conn, void **state,
                enum MHD_RequestTerminationCode why) {
    (void)conn, (void)why;
    Server   *s = cls;
    Exchange *x = *state;
    if (x && x->r.caller.touch) touch(&s->h, x->a, &x->r);
    if (x) intake_close(x->intake);
    if (x) arena_close(x->a), s->busy--;
    *state = NULL;
}

/* Where a header is kept; NULL for one that is of no use here. */
static const char **place(Raw *raw, const char *name) {
    if (strcasecmp(name, "Cookie") == 0) return &raw->cookie;
    if (strcasecmp(name, "Origin") == 0) return &raw->origin;
    if (strcasecmp(name, "Host") == 0) return &raw->host;
    if (strcasecmp(name, "Sec-Fetch-Site") == 0) return &raw->fetch_site;
    if (strcasecmp(name, "Accept-Language") == 0) return &raw->accept_language;
    if (strcasecmp(name, "Content-Type") == 0) return &raw->type;
    if (strcasecmp(name, "Content-Length") == 0) return &raw->length;
    if (strcasecmp(name, "Transfer-Encoding") == 0) return &raw->coding;
    if (strcasecmp(name, "X-Forwarded-For") == 0) return &raw->forwarded;
    if (strcasecmp(name, "X-Real-IP") == 0) return &raw->real_ip;
    if (strcasecmp(name, "Accept-Encoding") == 0) return &raw->accept_encoding;
    if (strcasecmp(name, "User-Agent") == 0) return &raw->agent;
    if (strcasecmp(name, "Authorization") == 0) return &raw->authorization;
    if (strcasecmp(name, "Idempotency-Key") == 0) return &raw->repeat;
    if (strcasecmp(name, "If-None-Match") == 0) return &raw->known;
    if (strcasecmp(name, "X-OpenRosa-Version") == 0) return &raw->protocol;
    return NULL;
}

static enum MHD_Result header(void *cls, enum MHD_ValueKind kind, const char *name,
                              const char *value) {
    (void)kind;
    Exchange    *x = cls;
    const char **at = place(&x->raw, name);
    if (at && *at) x->err = "http.malformed"; /* twice */
    if (at) *at = arena_text(x->a, value ? value : "");
    return MHD_YES;
}

static int64_t body_max(const Exchange *x) {
    return x->raw.parted ? HTTP_DRAIN_MAX : HTTP_FORM_MAX;
}

static void read_head(Exchange *x, struct MHD_Connection *conn, const char *method) {
    x->raw.method = arena_text(x->a, method);
    MHD_get_connection_values(conn, MHD_HEADER_KIND, header, x);
    const char *length = x->raw.length, *type = x->raw.type;
    x->raw.parted = type && strncasecmp(type, "multipart/form-data", 19) == 0;
    if (!x->raw.host || (length && x->raw.coding)) x->err = "http.malformed";
    if (length && (!*length || length[strspn(length, "0123456789")])) x->err = "http.malformed";
    else if (length && (strlen(length) > 9 || atol(length) > body_max(x)))
        x->err = "http.body.long";
}

/* A form with files is looked at before its body: whose it is, and where it goes. */
static void open_intake(const Http *h, Exchange *x, struct MHD_Connection *conn) {
    Err unread = NULL;
    x->err = answer_head(h, x->a, &x->raw, &x->r, &unread);
    if (x->err) return;
    if (!h->body_ms) x->deadline += (HTTP_UPLOAD_SECONDS - HTTP_BODY_SECONDS) * 1000;
    x->intake = intake_open(x->a, conn, &x->r, unread);
}

static void read_body(Exchange *x, const char *piece, size_t n) {
    x->read += (int64_t)n;
    if (x->read > body_max(x)) x->err = "http.body.long";
    if (!x->intake && memchr(piece, '\0', n)) x->err = "http.malformed";
    if (x->err) return;
    if (x->intake) intake_add(x->intake, piece, n);
    else buf_add(&x->body, piece, n);
}

/* Has the handler set this header itself? */
static bool is_set(const struct Reply *p, const char *name) {
    for (const Pair *h = p->headers; h; h = h->next)
        if (strcmp(h->name, name) == 0) return true;
    return false;
}

/* The same on every reply, whatever its status.  Nothing of a page may run or
 * come from elsewhere; nothing is kept by a cache on the way. */
static void add_policy(const Http *h, const struct Reply *p, struct MHD_Response *out) {
    static const char *const fixed[][2] = {
        {"X-Content-Type-Options", "nosniff"},
        {"X-Frame-Options", "DENY"},
        {"Referrer-Policy", "same-origin"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
    };
    static const char page[] =
        "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self';"
        " script-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none';"
        " base-uri 'none'";
    static const char device[] =
        "default-src 'none'; style-src 'self'; img-src 'self' data: blob:; font-src 'self';"
        " media-src 'self' blob:; script-src 'self'; connect-src 'self'; manifest-src 'self';"
        " worker-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
    static const char file[] = "sandbox; default-src 'none'; frame-ancestors 'none'";
    if (!is_set(p, "Content-Security-Policy"))
        MHD_add_response_header(out, "Content-Security-Policy",
                                p->save ? file : p->device ? device : page);
    MHD_add_response_header(out, "Permissions-Policy",
                            p->device ? "camera=(), geolocation=(self), microphone=(), payment=(),"
                                        " usb=()"
                                      : "camera=(), geolocation=(), microphone=(), payment=(),"
                                        " usb=()");
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        if (!is_set(p, fixed[i][0])) MHD_add_response_header(out, fixed[i][0], fixed[i][1]);
    if (h->proxied)
        MHD_add_response_header(out, "Strict-Transport-Security",
                                "max-age=31536000; includeSubDomains");
}

static void add_cookie(const Http *h, Exchange *x, struct MHD_Response *out, const char *name,
                       const char *value, const char *until) {
    const char *flags = h->proxied ? "; Secure" : "";
    MHD_add_response_header(out, "Set-Cookie",
                            arena_print(x->a, "%s=%s; Path=/; HttpOnly; SameSite=Lax%s%s",
                                        cookie_name(h, name), value, until, flags));
}

static void add_cookies(const Http *h, Exchange *x, struct MHD_Response *out) {
    const struct Reply *p = &x->r.reply;
    if (x->r.program) return;
    const char *secret = p->session ? p->session : x->r.fresh ? x->r.session : NULL;
    if (p->lang) add_cookie(h, x, out, "__Host-lang", p->lang, "; Max-Age=31536000");
    if (secret) add_cookie(h, x, out, "__Host-namro", secret, *secret ? "" : "; Max-Age=0");
    if (p->notice)
        add_cookie(h, x, out, "__Host-notice", p->notice,
                   *p->notice ? "; Max-Age=60" : "; Max-Age=0");
}

static struct MHD_Response *response_of(Bytes b) {
    struct MHD_Response *out =
        MHD_create_response_from_buffer(b.n, (void *)(uintptr_t)b.p, MHD_RESPMEM_PERSISTENT);
    if (!out) fatal("no memory for a reply");
    return out;
}

/* A compiled-in file: its address changes with its bytes, so it may be kept for
 * ever.  Where the browser can unpack it goes packed. */
static struct MHD_Response *asset_response(const Exchange *x) {
    const Asset *f = x->r.reply.asset;
    const char  *can = x->raw.accept_encoding;
    bool         packed = f->packed && can && strstr(can, "gzip");
    struct MHD_Response *out =
        response_of(packed ? (Bytes){f->packed, f->packed_n} : (Bytes){f->bytes, f->n});
    if (packed) MHD_add_response_header(out, "Content-Encoding", "gzip");
    if (f->packed) MHD_add_response_header(out, "Vary", "Accept-Encoding");
    MHD_add_response_header(out, "Cache-Control", "public, max-age=31536000, immutable");
    return out;
}

static struct MHD_Response *file_response(const struct Reply *p) {
    struct MHD_Response *out = MHD_create_response_from_fd64(p->body.n, p->fd); /* closes it */
    if (!out) fatal("no memory for a reply");
    return out;
}

/* To be saved, never shown; its name in UTF-8 (RFC 6266), and for old programs
 * with a sign in place of each letter beyond ASCII. */
static void add_name(Exchange *x, struct MHD_Response *out) {
    Buf         b = {.a = x->a};
    const char *name = x->r.reply.save;
    buf_text(&b, "attachment; filename=\"");
    for (const char *p = name; *p; p++) {
        if (((unsigned char)*p & 0xc0) == 0x80) continue; /* the rest of a letter */
        buf_add(&b, *p < ' ' || *p == '"' || *p == '\\' || *p == '%' ? "_" : p, 1);
    }
    buf_text(&b, "\"; filename*=UTF-8''");
    html_part(&b, V(name));
    MHD_add_response_header(out, "Content-Disposition", b.s);
}

static struct MHD_Response *make_response(const Http *h, Exchange *x) {
    const struct Reply *p = &x->r.reply;
    if (p->asset) return asset_response(x);
    struct MHD_Response *out = p->stored ? file_response(p) : response_of(p->body);
    if (p->save) add_name(x, out);
    if (!is_set(p, "Cache-Control")) MHD_add_response_header(out, "Cache-Control", "no-store");
    for (const Pair *k = p->headers; k; k = k->next)
        MHD_add_response_header(out, k->name, k->value);
    MHD_add_response_header(out, "Vary", x->r.program ? "Authorization, Accept-Language"
                                                      : "Cookie, Accept-Language");
    if (p->etag) MHD_add_response_header(out, "ETag", p->etag);
    if (p->next) MHD_add_response_header(out, "Location", p->next);
    add_cookies(h, x, out);
    if (p->refresh) MHD_add_response_header(out, "Refresh", arena_print(x->a, "%d", p->refresh));
    if (p->status == 401 && !is_set(p, "WWW-Authenticate"))
        MHD_add_response_header(out, "WWW-Authenticate", x->r.program ? "Bearer" : "Session");
    if (p->status == 503) MHD_add_response_header(out, "Retry-After", "5");
    if (p->status == 429) MHD_add_response_header(out, "Retry-After", "1");
    if (p->status == 405) MHD_add_response_header(out, "Allow", x->r.allow);
    return out;
}

static enum MHD_Result reply(const Http *h, Exchange *x, struct MHD_Connection *conn) {
    const struct Reply  *p = &x->r.reply;
    struct MHD_Response *out = make_response(h, x);
    add_policy(h, p, out);
    MHD_add_response_header(out, "Content-Type", p->type);
    if (x->err) MHD_add_response_header(out, "Connection", "close"); /* its body may be unread */
    enum MHD_Result done = MHD_queue_response(conn, (unsigned)p->status, out);
    MHD_destroy_response(out);
    return done;
}

/* Called with the head, then with each piece of the body, then once more. */
static enum MHD_Result take(void *cls, struct MHD_Connection *conn, const char *url,
                            const char *method, const char *version, const char *piece, size_t *n,
                            void **state) {
    (void)url, (void)version;
    const Http *h = cls;
    Exchange   *x = *state;
    if (!x->begun) {
        x->begun = true;
        read_head(x, conn, method);
        if (!x->err && x->raw.parted) open_intake(h, x, conn);
        if (!x->err || !x->raw.length) return MHD_YES;
    } else if (*n) {
        read_body(x, piece, *n);
        *n = 0;
        return clock_ms() < x->deadline ? MHD_YES : MHD_NO;
    }
    x->raw.body = x->body.s;
    if (x->intake && !x->err) x->err = intake_end(x->intake);
    answer(h, x->a, &x->raw, x->err, &x->r);
    return reply(h, x, conn);
}

static void log_library(void *cls, const char *fmt, va_list ap) {
    char line[512];
    (void)cls;
    vsnprintf(line, sizeof line, fmt, ap);
    log_line("http: %s", line);
}

/* The key of the boxes in which forms carry files lies with the files. */
static Err open_files(Http *h) {
    Arena      *a = arena_open();
    Err         e = file_store(h->files);
    const char *path = arena_print(a, "%s/key", h->files);
    if (!e) e = key_file_read(path, h->key);
    if (e && strcmp(e, "crypt.key.missing") == 0) e = key_file_make(path, h->key);
    if (e && strcmp(e, "crypt.key.exists") == 0) e = key_file_read(path, h->key);
    if (e) log_line("%s: %s", h->files, e);
    arena_close(a);
    return e;
}

Server *http_start(const Http *h) {
    Server *s = calloc(1, sizeof *s);
    if (!s) fatal("no memory");
    s->h = *h;
    if (h->files && open_files(&s->h)) {
        free(s);
        return NULL;
    }
    if (h->proxied) s->h.rates = rates_open();
    s->h.once = once_open();
    s->h.recalls = recalls_open();
    unsigned flags = MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD |
                     MHD_USE_POLL | MHD_USE_ERROR_LOG | MHD_USE_ITC;
    s->daemon = MHD_start_daemon(
        flags, 0, NULL, NULL, take, &s->h,
        MHD_OPTION_EXTERNAL_LOGGER, log_library, NULL,
        MHD_OPTION_LISTEN_SOCKET, h->listener,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)HTTP_CONNECTIONS_MAX,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)HTTP_IDLE_SECONDS,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HTTP_HEAD_MAX,
        MHD_OPTION_THREAD_STACK_SIZE, (size_t)STACK_BYTES,
        MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_URI_LOG_CALLBACK, begin, s,
        MHD_OPTION_NOTIFY_COMPLETED, end, s,
        MHD_OPTION_END);
    if (s->daemon) return s;
    rates_close(s->h.rates);
    once_close(s->h.once);
    recalls_close(s->h.recalls);
    log_line("http: the server cannot start");
    free(s);
    return NULL;
}

void http_stop(Server *s) {
    MHD_quiesce_daemon(s->daemon);
    for (int i = 0; i < STOP_SECONDS * 100 && s->busy > 0; i++)
        nanosleep(&(struct timespec){.tv_nsec = 10 * 1000000}, NULL);
    MHD_stop_daemon(s->daemon);
    rates_close(s->h.rates);
    once_close(s->h.once);
    recalls_close(s->h.recalls);
    free(s);
}
