/* server.c - the wire, by libmicrohttpd: a thread for each connection, an arena
 * for each request.
 *
 * The library reads heads and writes replies; here a request is gathered
 * (its body up to a limit, its few headers) and given to answer().  It is
 * lenient with malformed requests and slow clients, so a front server stands
 * before it, and what two readers could understand in two ways is refused here
 * as well. */
#include "http/parts.h"

#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

enum { STACK_BYTES = 512 * 1024, STOP_SECONDS = 10 };

struct Server {
    Http               h;
    struct MHD_Daemon *daemon;
};

/* One request on the wire. */
typedef struct Exchange {
    Arena  *a;
    Raw     raw;
    Request r;
    Buf     body;
    Err     err;     /* refused before it was whole */
    bool    begun;
    int64_t deadline; /* clock_ms() at which a body must have come */
} Exchange;

static void *begin(void *cls, const char *target, struct MHD_Connection *conn) {
    (void)cls, (void)conn;
    Arena    *a = arena_open();
    Exchange *x = arena_new(a, Exchange);
    x->a = a;
    x->raw.target = arena_text(a, target);
    x->body.a = a;
    x->deadline = clock_ms() + HTTP_BODY_SECONDS * 1000;
    return x;
}

static void end(void *cls, struct MHD_Connection *conn, void **state,
                enum MHD_RequestTerminationCode why) {
    (void)conn, (void)why;
    Exchange *x = *state;
    if (x && x->r.caller.touch) touch(cls, x->a, x->r.caller.touch);
    if (x) arena_close(x->a);
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
    if (strcasecmp(name, "Accept-Encoding") == 0) return &raw->accept_encoding;
    if (strcasecmp(name, "User-Agent") == 0) return &raw->agent;
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

static void read_head(Exchange *x, struct MHD_Connection *conn, const char *method) {
    x->raw.method = arena_text(x->a, method);
    MHD_get_connection_values(conn, MHD_HEADER_KIND, header, x);
    const char *length = x->raw.length;
    if (!x->raw.host || (length && x->raw.coding)) x->err = "http.malformed";
    if (length && (!*length || length[strspn(length, "0123456789")])) x->err = "http.malformed";
    else if (length && (strlen(length) > 9 || atol(length) > HTTP_FORM_MAX))
        x->err = "http.body.long";
}

static void read_body(Exchange *x, const char *piece, size_t n) {
    if (x->body.len + n > HTTP_FORM_MAX) x->err = "http.body.long";
    if (memchr(piece, '\0', n)) x->err = "http.malformed";
    if (!x->err) buf_add(&x->body, piece, n);
}

/* The same on every reply, whatever its status.  Nothing of a page may run or
 * come from elsewhere; nothing is kept by a cache on the way. */
static void add_policy(const Http *h, struct MHD_Response *out) {
    static const char *const fixed[][2] = {
        {"Content-Security-Policy",
         "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self';"
         " script-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none';"
         " base-uri 'none'"},
        {"X-Content-Type-Options", "nosniff"},
        {"X-Frame-Options", "DENY"},
        {"Referrer-Policy", "same-origin"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
        {"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
    };
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        MHD_add_response_header(out, fixed[i][0], fixed[i][1]);
    if (h->proxied)
        MHD_add_response_header(out, "Strict-Transport-Security", "max-age=31536000");
}

static void add_cookie(const Http *h, Exchange *x, struct MHD_Response *out, const char *name,
                       const char *value, const char *until) {
    const char *flags = h->proxied ? "; Secure" : "";
    MHD_add_response_header(out, "Set-Cookie",
                            arena_print(x->a, "%s=%s; Path=/; HttpOnly; SameSite=Lax%s%s",
                                        name, value, until, flags));
}

static void add_cookies(const Http *h, Exchange *x, struct MHD_Response *out) {
    const struct Reply *p = &x->r.reply;
    const char *secret = p->session ? p->session : x->r.fresh ? x->r.session : NULL;
    if (p->cookie) MHD_add_response_header(out, "Set-Cookie", p->cookie);
    if (secret) add_cookie(h, x, out, session_cookie(h), secret, *secret ? "" : "; Max-Age=0");
    if (p->notice)
        add_cookie(h, x, out, "notice", p->notice, *p->notice ? "; Max-Age=60" : "; Max-Age=0");
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

static struct MHD_Response *make_response(const Http *h, Exchange *x) {
    const struct Reply *p = &x->r.reply;
    if (p->asset) return asset_response(x);
    struct MHD_Response *out = response_of(p->body);
    MHD_add_response_header(out, "Cache-Control", "no-store");
    MHD_add_response_header(out, "Vary", "Cookie, Accept-Language");
    if (p->next) MHD_add_response_header(out, "Location", p->next);
    add_cookies(h, x, out);
    if (p->status == 401) MHD_add_response_header(out, "WWW-Authenticate", "Session");
    if (p->status == 503) MHD_add_response_header(out, "Retry-After", "5");
    if (p->status == 405) MHD_add_response_header(out, "Allow", x->r.allow);
    return out;
}

static enum MHD_Result reply(const Http *h, Exchange *x, struct MHD_Connection *conn) {
    const struct Reply  *p = &x->r.reply;
    struct MHD_Response *out = make_response(h, x);
    add_policy(h, out);
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
        if (!x->err || !x->raw.length) return MHD_YES;
    } else if (*n) {
        read_body(x, piece, *n);
        *n = 0;
        return clock_ms() < x->deadline ? MHD_YES : MHD_NO;
    }
    x->raw.body = x->body.s;
    answer(h, x->a, &x->raw, x->err, &x->r);
    return reply(h, x, conn);
}

static void log_library(void *cls, const char *fmt, va_list ap) {
    char line[512];
    (void)cls;
    vsnprintf(line, sizeof line, fmt, ap);
    log_line("http: %s", line);
}

Server *http_start(const Http *h) {
    Server *s = calloc(1, sizeof *s);
    if (!s) fatal("no memory");
    s->h = *h;
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
        MHD_OPTION_URI_LOG_CALLBACK, begin, NULL,
        MHD_OPTION_NOTIFY_COMPLETED, end, &s->h,
        MHD_OPTION_END);
    if (s->daemon) return s;
    log_line("http: the server cannot start");
    free(s);
    return NULL;
}

void http_stop(Server *s) {
    MHD_quiesce_daemon(s->daemon);
    for (int i = 0; i < STOP_SECONDS * 20; i++) {
        const union MHD_DaemonInfo *info =
            MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_CURRENT_CONNECTIONS);
        if (!info || info->num_connections == 0) break;
        nanosleep(&(struct timespec){.tv_nsec = 50 * 1000000}, NULL);
    }
    MHD_stop_daemon(s->daemon);
    free(s);
}
