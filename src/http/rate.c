/* rate.c - how often one may ask: buckets of tokens, in memory.
 *
 * Without a front server only this machine asks, and nobody is counted; nor is
 * it behind one.  A whole office may share one address, so who is signed in is
 * counted alone: a session that was found good gets buckets of its own.  No
 * address is kept, only its hash under a key that ends with the program. */
#include "http/parts.h"

#include "crypt/crypt.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { SETS = 8192, WAYS = 8, KNOWN_MS = 3600 * 1000, ADDRESS_BYTES = 16 };

typedef enum Bucket { PUBLIC_PAGES, PUBLIC_FORMS, STAFF_PAGES, STAFF_FORMS, KNOWN } Bucket;
static const struct { double each_ms, burst; } limits[] = {
    [PUBLIC_PAGES] = {RATE_PAGES / 1000.0, RATE_PAGES_BURST},
    [PUBLIC_FORMS] = {RATE_FORMS / 1000.0, RATE_FORMS_BURST},
    [STAFF_PAGES]  = {RATE_STAFF_PAGES / 1000.0, RATE_STAFF_PAGES_BURST},
    [STAFF_FORMS]  = {RATE_STAFF_FORMS / 1000.0, RATE_STAFF_FORMS_BURST},
};

typedef struct Slot {
    uint64_t key;    /* 0: free */
    int64_t  at;     /* when its tokens were counted */
    double   tokens;
} Slot;

struct Rates {
    pthread_mutex_t lock;
    uint8_t         secret[KEY_BYTES];
    Slot            slots[SETS][WAYS];
};

Rates *rates_open(void) {
    Rates *r = calloc(1, sizeof *r);
    if (!r) fatal("no memory");
    pthread_mutex_init(&r->lock, NULL);
    crypt_random(r->secret, sizeof r->secret);
    return r;
}

void rates_close(Rates *r) {
    if (r) pthread_mutex_destroy(&r->lock);
    free(r);
}

static uint64_t key_of(const Rates *r, Bucket b, const void *who, size_t n) {
    uint8_t  text[KEY_BYTES + 1 + 64];
    uint64_t key;
    memcpy(text, r->secret, KEY_BYTES);
    text[KEY_BYTES] = (uint8_t)b;
    memcpy(text + KEY_BYTES + 1, who, n);
    Hash h = hash_of(text, KEY_BYTES + 1 + n);
    memcpy(&key, h.b, sizeof key);
    return key ? key : 1;
}

/* The slot of this key; a new one takes the place that was used longest ago. */
static Slot *find(Rates *r, uint64_t key) {
    Slot *set = r->slots[key % SETS], *oldest = set;
    for (Slot *s = set; s < set + WAYS; s++) {
        if (s->key == key) return s;
        if (s->at < oldest->at) oldest = s;
    }
    *oldest = (Slot){.key = key};
    return oldest;
}

static bool take_token(Rates *r, Bucket b, const void *who, size_t n, int64_t now) {
    uint64_t key = key_of(r, b, who, n);
    double   burst = limits[b].burst;
    pthread_mutex_lock(&r->lock);
    Slot *s = find(r, key);
    if (!s->at) s->tokens = burst;
    else if (now > s->at) s->tokens += (double)(now - s->at) * limits[b].each_ms;
    if (s->tokens > burst) s->tokens = burst;
    s->at = now;
    bool ok = s->tokens >= 1;
    if (ok) s->tokens -= 1;
    pthread_mutex_unlock(&r->lock);
    return ok;
}

static bool known(Rates *r, const char *session, int64_t now) {
    if (!session) return false;
    uint64_t key = key_of(r, KNOWN, session, strlen(session));
    bool     yes = false;
    pthread_mutex_lock(&r->lock);
    for (const Slot *s = r->slots[key % SETS], *end = s + WAYS; s < end; s++)
        if (s->key == key) yes = now - s->at < KNOWN_MS;
    pthread_mutex_unlock(&r->lock);
    return yes;
}

void rate_know(Rates *r, const char *session, int64_t now) {
    uint64_t key = key_of(r, KNOWN, session, strlen(session));
    pthread_mutex_lock(&r->lock);
    find(r, key)->at = now;
    pthread_mutex_unlock(&r->lock);
}

/* The address that the front server saw: the last of a list, for whoever stands
 * before it may write what he likes.  IPv6 by its /64, which is one subscriber.
 * 0 bytes when there is none to count: this machine, or no address at all. */
static size_t address(const Raw *raw, uint8_t out[ADDRESS_BYTES]) {
    static const uint8_t v4[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    const char *s = raw->forwarded ? raw->forwarded : raw->real_ip, *comma;
    char        text[INET6_ADDRSTRLEN + 1] = "";
    if (!s) return 0;
    if ((comma = strrchr(s, ','))) s = comma + 1;
    s += strspn(s, " ");
    memcpy(text, s, strnlen(s, INET6_ADDRSTRLEN));
    text[strcspn(text, " ")] = '\0';
    if (inet_pton(AF_INET, text, out) == 1) return out[0] == 127 ? 0 : 4;
    if (inet_pton(AF_INET6, text, out) != 1 || IN6_IS_ADDR_LOOPBACK((struct in6_addr *)out))
        return 0;
    if (memcmp(out, v4, sizeof v4) != 0) return 8;
    memmove(out, out + 12, 4);
    return out[0] == 127 ? 0 : 4;
}

Err rate_take(Rates *r, const Raw *raw, const char *session, bool form, int64_t now) {
    uint8_t at[ADDRESS_BYTES];
    size_t  n = address(raw, at);
    bool    ok;
    if (n == 0) return NULL;
    if (known(r, session, now))
        ok = take_token(r, form ? STAFF_FORMS : STAFF_PAGES, session, strlen(session), now);
    else ok = take_token(r, form ? PUBLIC_FORMS : PUBLIC_PAGES, at, n, now);
    return ok ? NULL : "http.rate";
}
