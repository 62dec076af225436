/* seal.c - boxes that only one key opens. */
#include "crypt/crypt.h"

#include <sodium.h>
#include <string.h>

enum {
    NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES,
};
_Static_assert(KEY_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES &&
               KEY_BYTES == crypto_box_SEEDBYTES, "all keys and seeds have one length");

SealPair seal_pair(const uint8_t seed[KEY_BYTES]) {
    SealPair pair;
    crypto_box_seed_keypair(pair.open, pair.secret, seed);
    return pair;
}

Err seal_to(Arena *a, const uint8_t open[32], Bytes what, Bytes *out) {
    size_t   n = what.n + crypto_box_SEALBYTES;
    uint8_t *box = arena_take(a, n);
    if (crypto_box_seal(box, what.p, what.n, open) != 0) return "crypt.seal.key";
    *out = (Bytes){box, n};
    return NULL;
}

Err seal_open(Arena *a, const SealPair *pair, Bytes box, Bytes *out) {
    if (box.n < crypto_box_SEALBYTES) return "crypt.seal.broken";
    size_t   n = box.n - crypto_box_SEALBYTES;
    uint8_t *p = arena_take(a, n + 1); /* a NUL behind it: what was text still is */
    if (crypto_box_seal_open(p, box.p, box.n, pair->open, pair->secret) != 0)
        return "crypt.seal.broken";
    *out = (Bytes){p, n};
    return NULL;
}

Bytes seal_with(Arena *a, const uint8_t key[KEY_BYTES], const char *about, Bytes what) {
    size_t   n = NONCE + what.n + TAG;
    uint8_t *box = arena_take(a, n);
    crypt_random(box, NONCE); /* 192 bits: random ones never meet again */
    crypto_aead_xchacha20poly1305_ietf_encrypt(box + NONCE, NULL, what.p, what.n,
                                               (const uint8_t *)about, strlen(about), NULL,
                                               box, key);
    return (Bytes){box, n};
}

Err seal_open_with(Arena *a, const uint8_t key[KEY_BYTES], const char *about, Bytes box,
                   Bytes *out) {
    const uint8_t *b = box.p;
    if (box.n < NONCE + TAG) return "crypt.seal.broken";
    size_t   n = box.n - NONCE - TAG;
    uint8_t *p = arena_take(a, n + 1);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(p, NULL, NULL, b + NONCE, box.n - NONCE,
                                                   (const uint8_t *)about, strlen(about), b,
                                                   key) != 0)
        return "crypt.seal.broken";
    *out = (Bytes){p, n};
    return NULL;
}
