/* digest.c - the digest of RFC 7616.
 *
 * A nonce is the time and a mark of it under the office's key, so none is stored: any worker
 * knows one that the office has made, and how old it is.  That a request is repeated within
 * its age is not noticed here: it comes by TLS, and the same answer twice is one. */
#include "survey/digest.h"

#include "crypt/crypt.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { NONCE_MS = 12 * 3600 * 1000 };

/* The value behind "name=", quoted or not; *s then stands behind it. */
static const char *value(Arena *a, const char **s) {
    Buf  b = {.a = a};
    bool quoted = **s == '"';
    if (!quoted) {
        size_t n = strcspn(*s, ", \t");
        *s += n;
        return arena_part(a, *s - n, n);
    }
    buf_text(&b, "");
    for (++*s; **s && **s != '"'; ++*s) {
        if (**s == '\\' && (*s)[1]) ++*s;
        buf_add(&b, *s, 1);
    }
    *s += **s == '"';
    return b.s;
}

const char *digest_field(Arena *a, const char *header, const char *name) {
    const char *s = header;
    if (!s || strncasecmp(s, "Digest ", 7) != 0) return NULL;
    for (s += 7; *s;) {
        s += strspn(s, " \t,");
        size_t n = strcspn(s, "= \t,");
        bool   it = n == strlen(name) && strncasecmp(s, name, n) == 0;
        s += n;
        if (*s != '=') continue;
        s++;
        const char *v = value(a, &s);
        if (it) return v;
    }
    return NULL;
}

static const char *mark(const Ctx *c, const char *time) {
    return crypt_token_for(c->a, hex_of(c->a, c->key, KEY_BYTES),
                           arena_print(c->a, "digest nonce %s", time));
}

/* One that the office has made; and how old it is, ms. */
static bool is_ours(const Ctx *c, const char *nonce, int64_t *age) {
    const char *dash = nonce ? strchr(nonce, '.') : NULL;
    if (!dash || !c->key) return false;
    const char *time = arena_part(c->a, nonce, (size_t)(dash - nonce));
    *age = c->now - (int64_t)strtoull(time, NULL, 16);
    return crypt_same(dash + 1, mark(c, time));
}

static const char *hash(Arena *a, const char *text) { return md5_hex(a, text, strlen(text)); }

typedef struct Asked { Arena *a; const char *middle, *ha2, *response; } Asked;

static bool right(void *arg, const char *ha1) {
    const Asked *k = arg;
    return crypt_same(hash(k->a, arena_print(k->a, "%s:%s:%s", ha1, k->middle, k->ha2)),
                      k->response);
}

/* The address that was signed is that of the request, whole or without its host. */
static bool same_address(const char *uri, const char *target) {
    const char *host = strstr(uri, "://");
    if (host && strncasecmp(uri, "http", 4) == 0) uri = strchr(host + 3, '/');
    return uri && strcmp(uri, target) == 0;
}

Collector *digest_collector(Ctx *c, const Request *r, bool *stale) {
    static const char *const names[] = {"username", "realm", "nonce",  "uri",
                                        "qop",      "nc",    "cnonce", "response"};
    enum { USER, REALM, NONCE, URI, QOP, NC, CNONCE, RESPONSE, FIELDS };
    const char *f[FIELDS];
    int64_t     age;
    *stale = false;
    for (int i = 0; i < FIELDS; i++)
        if (!(f[i] = digest_field(c->a, r->proof, names[i]))) return NULL;
    const char *how = digest_field(c->a, r->proof, "algorithm");
    if (how && strcasecmp(how, "MD5") != 0) return NULL;
    if (strcmp(f[REALM], COLLECTOR_REALM) != 0 || strcmp(f[QOP], "auth") != 0) return NULL;
    if (!same_address(f[URI], r->target) || !is_ours(c, f[NONCE], &age)) return NULL;
    Asked k = {c->a, arena_print(c->a, "%s:%s:%s:auth", f[NONCE], f[NC], f[CNONCE]),
               hash(c->a, arena_print(c->a, "%s:%s", r->method, f[URI])), f[RESPONSE]};
    Collector *found = collector_answers(c, f[USER], right, &k);
    *stale = found && (age < 0 || age > NONCE_MS);
    return *stale ? NULL : found;
}

const char *digest_challenge(Ctx *c, bool stale) {
    const char *time = arena_print(c->a, "%llx", (unsigned long long)c->now);
    return arena_print(c->a, "Digest realm=\"" COLLECTOR_REALM "\", qop=\"auth\", algorithm=MD5,"
                             " nonce=\"%s.%s\"%s", time, c->key ? mark(c, time) : "",
                       stale ? ", stale=true" : "");
}
