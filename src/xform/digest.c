/* digest.c - the sums that digest() may ask for.  MD5 and SHA-1 protect nothing; forms use
 * them to shorten and to mix. */
#include "xform/parts.h"

#include <nettle/md5.h>
#include <nettle/nettle-meta.h>
#include <nettle/sha1.h>
#include <nettle/sha2.h>
#include <sodium.h>
#include <string.h>

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
    static const struct { const char *name; const struct nettle_hash *sum; } sums[] = {
        {"MD5", &nettle_md5},        {"SHA-1", &nettle_sha1},     {"SHA-256", &nettle_sha256},
        {"SHA-384", &nettle_sha384}, {"SHA-512", &nettle_sha512}};
    for (size_t i = 0; i < sizeof sums / sizeof *sums; i++) {
        const struct nettle_hash *sum = sums[i].sum;
        if (strcmp(sums[i].name, name) != 0) continue;
        union { struct md5_ctx md5; struct sha1_ctx sha1; struct sha256_ctx sha256;
                struct sha512_ctx sha512; } run;
        sum->init(&run);
        sum->update(&run, n, p);
        sum->digest(&run, sum->digest_size, out);
        return sum->digest_size;
    }
    return 0;
}
