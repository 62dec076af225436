/* hash.c - SHA-256, and bytes as text. */
#include "crypt/crypt.h"

#include <sodium.h>
#include <string.h>

struct HashRun { crypto_hash_sha256_state s; };

Hash hash_of(const void *p, size_t n) {
    Hash h;
    crypto_hash_sha256(h.b, p, n);
    return h;
}

bool hash_same(Hash a, Hash b) {
    return sodium_memcmp(a.b, b.b, sizeof a.b) == 0;
}

HashRun *hash_start(Arena *a) {
    HashRun *h = arena_new(a, HashRun);
    crypto_hash_sha256_init(&h->s);
    return h;
}

void hash_add(HashRun *h, const void *p, size_t n) {
    crypto_hash_sha256_update(&h->s, p, n);
}

Hash hash_end(HashRun *h) {
    Hash out;
    crypto_hash_sha256_final(&h->s, out.b);
    return out;
}

char *hex_of(Arena *a, const void *p, size_t n) {
    char *s = arena_take(a, n * 2 + 1);
    return sodium_bin2hex(s, n * 2 + 1, p, n);
}

Err hex_read(const char *text, void *out, size_t n) {
    size_t got = 0;
    if (strlen(text) == n * 2 &&
        sodium_hex2bin(out, n, text, n * 2, NULL, &got, NULL) == 0 && got == n)
        return NULL;
    memset(out, 0, n);
    return "crypt.text.form";
}

char *base64_of(Arena *a, const void *p, size_t n) {
    const int v = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
    size_t room = sodium_base64_encoded_len(n, v);
    return sodium_bin2base64(arena_take(a, room), room, p, n, v);
}

Err base64_read(Arena *a, const char *text, Bytes *out) {
    size_t n = strlen(text), got = 0, room = n / 4 * 3 + 3;
    uint8_t *p = arena_take(a, room);
    if (sodium_base642bin(p, room, text, n, NULL, &got, NULL,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
        return "crypt.text.form";
    *out = (Bytes){p, got};
    return NULL;
}

Hash hash_keyed(Bytes key, Bytes what) {
    Hash                         out;
    crypto_auth_hmacsha256_state s;
    crypto_auth_hmacsha256_init(&s, key.p, key.n);
    crypto_auth_hmacsha256_update(&s, what.p, what.n);
    crypto_auth_hmacsha256_final(&s, out.b);
    return out;
}
