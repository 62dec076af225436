/* digest.c - the sums that digest() may ask for.
 *
 * MD5 and SHA-1 protect nothing; forms use them to shorten and to mix, so they are here and
 * not among our secrets.   source: RFC 1321; FIPS 180-4 */
#include "xform/parts.h"

#include <math.h>
#include <sodium.h>
#include <string.h>

static uint32_t left(uint32_t x, unsigned n) { return x << n | x >> (32 - n); }

/* The last blocks: the rest, 0x80, zeros, and the length in bits. */
static size_t tail_of(const uint8_t *p, size_t n, bool big, uint8_t tail[128]) {
    size_t rest = n % 64, size = rest < 56 ? 64 : 128;
    memset(tail, 0, 128);
    memcpy(tail, p + (n - rest), rest);
    tail[rest] = 0x80;
    for (size_t i = 0; i < 8; i++)
        tail[size - 8 + i] = (uint8_t)((uint64_t)n * 8 >> (big ? 56 - 8 * i : 8 * i));
    return size;
}

static void md5_block(uint32_t h[4], const uint8_t *p) {
    static const unsigned turn[] = {7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21};
    uint32_t m[16], a = h[0], b = h[1], c = h[2], d = h[3];
    for (int i = 0; i < 16; i++)
        m[i] = (uint32_t)p[4 * i] | (uint32_t)p[4 * i + 1] << 8 | (uint32_t)p[4 * i + 2] << 16 |
               (uint32_t)p[4 * i + 3] << 24;
    for (int i = 0; i < 64; i++) {
        uint32_t f;
        int      g;
        if (i < 16) f = (b & c) | (~b & d), g = i;
        else if (i < 32) f = (d & b) | (~d & c), g = (5 * i + 1) % 16;
        else if (i < 48) f = b ^ c ^ d, g = (3 * i + 5) % 16;
        else f = c ^ (b | ~d), g = 7 * i % 16;
        f += a + (uint32_t)(int64_t)floor(fabs(sin(i + 1)) * 4294967296.0) + m[g];
        a = d, d = c, c = b;
        b += left(f, turn[i / 16 * 4 + i % 4]);
    }
    h[0] += a, h[1] += b, h[2] += c, h[3] += d;
}

static void sha1_block(uint32_t h[5], const uint8_t *p) {
    uint32_t w[80], a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
    for (int i = 0; i < 16; i++)
        w[i] = (uint32_t)p[4 * i] << 24 | (uint32_t)p[4 * i + 1] << 16 |
               (uint32_t)p[4 * i + 2] << 8 | (uint32_t)p[4 * i + 3];
    for (int i = 16; i < 80; i++) w[i] = left(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    for (int i = 0; i < 80; i++) {
        uint32_t f = i < 20 ? ((b & c) | (~b & d)) + 0x5a827999
                   : i < 40 ? (b ^ c ^ d) + 0x6ed9eba1
                   : i < 60 ? ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc
                            : (b ^ c ^ d) + 0xca62c1d6;
        f += left(a, 5) + e + w[i];
        e = d, d = c, c = left(b, 30), b = a, a = f;
    }
    h[0] += a, h[1] += b, h[2] += c, h[3] += d, h[4] += e;
}

static size_t short_sum(bool sha1, const uint8_t *p, size_t n, uint8_t *out) {
    uint32_t h[5] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
    uint8_t  tail[128];
    size_t   size = tail_of(p, n, sha1, tail), words = sha1 ? 5 : 4;
    for (size_t i = 0; i + 64 <= n; i += 64) sha1 ? sha1_block(h, p + i) : md5_block(h, p + i);
    for (size_t i = 0; i < size; i += 64) sha1 ? sha1_block(h, tail + i) : md5_block(h, tail + i);
    for (size_t i = 0; i < words * 4; i++)
        out[i] = (uint8_t)(h[i / 4] >> (sha1 ? 24 - 8 * (i % 4) : 8 * (i % 4)));
    return words * 4;
}

/* SHA-512 from other beginnings, cut. */
static size_t sha384(const uint8_t *p, size_t n, uint8_t *out) {
    static const uint64_t from[8] = {
        0xcbbb9d5dc1059ed8, 0x629a292a367cd507, 0x9159015a3070dd17, 0x152fecd8f70e5939,
        0x67332667ffc00b31, 0x8eb44a8768581511, 0xdb0c2e0d64f98fa7, 0x47b5481dbefa4fa4};
    crypto_hash_sha512_state s;
    uint8_t                  whole[64];
    crypto_hash_sha512_init(&s);
    memcpy(s.state, from, sizeof from);
    crypto_hash_sha512_update(&s, p, n);
    crypto_hash_sha512_final(&s, whole);
    memcpy(out, whole, 48);
    return 48;
}

/* Standard base64: with padding, + and /. */
const char *plain_base64(Arena *a, const void *p, size_t n) {
    size_t room = sodium_base64_encoded_len(n, sodium_base64_VARIANT_ORIGINAL);
    return sodium_bin2base64(arena_take(a, room), room, p, n, sodium_base64_VARIANT_ORIGINAL);
}

bool plain_base64_read(Arena *a, const char *s, Bytes *out) {
    size_t   n = strlen(s), got = 0;
    uint8_t *p = arena_take(a, n + 1);
    *out = (Bytes){p, 0};
    for (; n && s[n - 1] == '='; n--) {}
    if (sodium_base642bin(p, n + 1, s, n, " \n\r\t", &got, NULL,
                          sodium_base64_VARIANT_ORIGINAL_NO_PADDING) != 0)
        return false;
    out->n = got;
    return true;
}

size_t digest_of(const char *name, const void *p, size_t n, uint8_t out[DIGEST_MAX]) {
    if (strcmp(name, "MD5") == 0) return short_sum(false, p, n, out);
    if (strcmp(name, "SHA-1") == 0) return short_sum(true, p, n, out);
    if (strcmp(name, "SHA-384") == 0) return sha384(p, n, out);
    if (strcmp(name, "SHA-256") == 0) return crypto_hash_sha256(out, p, n), 32;
    if (strcmp(name, "SHA-512") == 0) return crypto_hash_sha512(out, p, n), 64;
    return 0;
}
