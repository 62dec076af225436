/* utf8.c - the decoder of RFC 3629 that refuses what the RFC forbids. */
#include "crypt/utf8.h"

bool crypt_utf8(const char **s, uint32_t *point) {
    static const uint32_t least[] = {0, 0x80, 0x800, 0x10000}; /* below: overlong */
    const unsigned char *p = (const unsigned char *)*s;
    int more = p[0] < 0x80 ? 0 : p[0] >> 5 == 6 ? 1 : p[0] >> 4 == 14 ? 2 : 3;
    if (more == 3 && p[0] >> 3 != 30) return false;
    uint32_t c = more ? p[0] & (0x3Fu >> more) : p[0];
    for (int i = 1; i <= more; i++) {
        if (p[i] >> 6 != 2) return false; /* the closing NUL, too: never read past it */
        c = c << 6 | (p[i] & 0x3F);
    }
    if (c < least[more] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) return false;
    *point = c;
    *s += more + 1;
    return true;
}
