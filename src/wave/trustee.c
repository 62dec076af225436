/* trustee.c - what a trustee's key opens. */
#include "wave/parts.h"

#include <string.h>

Err trustee_open(Arena *a, const uint8_t seed[32], Bytes box, Bytes *inner) {
    SealPair pair = seal_pair(seed);
    Err      e = seal_open(a, &pair, box, inner);
    explicit_bzero(&pair, sizeof pair);
    return e;
}
