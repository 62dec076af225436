/* md5.c - MD5, because OpenRosa and the digests of RFC 7616 ask for it.  It protects nothing. */
#include "crypt/crypt.h"

#include <nettle/md5.h>

char *md5_hex(Arena *a, const void *p, size_t n) {
    uint8_t        sum[MD5_DIGEST_SIZE];
    struct md5_ctx run;
    md5_init(&run);
    md5_update(&run, n, p);
    md5_digest(&run, sizeof sum, sum);
    return hex_of(a, sum, sizeof sum);
}
