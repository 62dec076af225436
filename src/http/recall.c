/* recall.c - who was found to call some seconds ago, by the secret of a program.
 *
 * A phone sends its secret with each request, and who it is is asked in the transaction that
 * writes.  What comes before that (may its bytes be taken? of which form are they?) would ask
 * twice more: for some seconds what was found is believed there.  A phone that is taken back
 * may so send bytes for these seconds, and nothing of them is stored. */
#include "http/parts.h"

#include "crypt/crypt.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 4096, RECALL_MS = 5000 };

typedef struct Slot {
    Hash     key;     /* of prefix and secret, under a key that ends with the program */
    int64_t  at, who; /* who 0: free */
    uint32_t rights;
    char     today[DAY_BYTES];
} Slot;

struct Recalls {
    pthread_mutex_t lock;
    uint8_t         secret[KEY_BYTES];
    Slot            slot[SLOTS];
};

Recalls *recalls_open(void) {
    Recalls *k = calloc(1, sizeof *k);
    if (!k) fatal("no memory");
    pthread_mutex_init(&k->lock, NULL);
    crypt_random(k->secret, sizeof k->secret);
    return k;
}

void recalls_close(Recalls *k) {
    if (k) pthread_mutex_destroy(&k->lock);
    free(k);
}

/* A digest is proven anew with each request, so it is never recalled. */
static bool may_recall(const Request *r) {
    return r->program && r->program->recalls && r->bearer && !r->proof;
}

static Hash key_of(const Recalls *k, Arena *a, const Request *r) {
    Buf b = {.a = a};
    buf_add(&b, (const char *)k->secret, KEY_BYTES);
    buf_text(&b, r->program->prefix);
    buf_text(&b, " ");
    buf_text(&b, r->bearer);
    return hash_of(b.s, b.len);
}

static Slot *slot_of(Recalls *k, Hash key) {
    uint16_t i;
    memcpy(&i, key.b, sizeof i);
    return &k->slot[i % SLOTS];
}

bool recall_find(Recalls *k, Arena *a, Request *r, int64_t now) {
    if (!k || !may_recall(r)) return false;
    Hash key = key_of(k, a, r);
    pthread_mutex_lock(&k->lock);
    const Slot *s = slot_of(k, key);
    bool        is = s->who && hash_same(s->key, key) && now - s->at < RECALL_MS && now >= s->at;
    if (is) {
        r->caller = (Caller){.who = s->who, .rights = s->rights};
        r->today = arena_text(a, s->today);
    }
    pthread_mutex_unlock(&k->lock);
    return is;
}

void recall_keep(Recalls *k, Arena *a, const Request *r, int64_t now) {
    if (!k || !may_recall(r) || !r->caller.who || !r->today) return;
    Hash key = key_of(k, a, r);
    pthread_mutex_lock(&k->lock);
    Slot *s = slot_of(k, key);
    *s = (Slot){.key = key, .at = now, .who = r->caller.who, .rights = r->caller.rights};
    memcpy(s->today, r->today, DAY_BYTES - 1);
    pthread_mutex_unlock(&k->lock);
}
