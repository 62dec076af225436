/* columns_sum.c - the checksum of column files: eight lanes, for a multiplication has to
 * wait for the one before it, but not for those of other lanes. */
#include "file/columns.h"

#include <string.h>

enum { LANES = 8 };
static const uint64_t odd = 0x9E3779B97F4A7C15u; /* 2^64 by the golden ratio: mixes well */

static uint64_t stir(uint64_t h, uint64_t word) {
    h = (h ^ word) * odd;
    return h ^ h >> 29;
}

uint64_t columns_sum(const void *p, size_t n) {
    const char *s = p;
    uint64_t    lane[LANES], word[LANES];
    for (int i = 0; i < LANES; i++) lane[i] = (uint64_t)i * odd + n;
    for (; n >= sizeof word; s += sizeof word, n -= sizeof word) {
        memcpy(word, s, sizeof word);
        for (int i = 0; i < LANES; i++) lane[i] = stir(lane[i], word[i]);
    }
    memset(word, 0, sizeof word);
    memcpy(word, s, n);
    for (int i = 0; i < LANES; i++) lane[i] = stir(lane[i], word[i]);
    for (int i = 1; i < LANES; i++) lane[0] = stir(lane[0], lane[i]);
    return lane[0];
}
