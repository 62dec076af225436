/* random.h - draws that are the same everywhere for the same seed.
 *
 * xoshiro256++ of Blackman and Vigna (2019), its state filled by splitmix64. Not for secrets. */
#ifndef STATS_RANDOM_H
#define STATS_RANDOM_H

#include <stdint.h>

typedef struct Random { uint64_t s[4]; } Random;

static inline Random random_of(uint64_t seed) {
    Random r;
    for (int k = 0; k < 4; k++) {
        uint64_t z = seed += 0x9e3779b97f4a7c15u;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        r.s[k] = z ^ (z >> 31);
    }
    return r;
}

static inline uint64_t random_turn(uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }

static inline uint64_t random_next(Random *r) {
    uint64_t *s = r->s, out = random_turn(s[0] + s[3], 23) + s[0], t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = random_turn(s[3], 45);
    return out;
}

/* 0 .. n-1, each equally likely: draws that would favour the small ones are thrown away. */
static inline uint64_t random_below(Random *r, uint64_t n) {
    uint64_t limit = UINT64_MAX - UINT64_MAX % n, x;
    do x = random_next(r);
    while (x >= limit);
    return x % n;
}

/* In 0 .. 1, without 1. */
static inline double random_real(Random *r) {
    return (double)(random_next(r) >> 11) * 0x1p-53;
}

/* The first k of x[n] become a sample without replacement, in the order drawn. */
static inline void random_choose(Random *r, int32_t *x, int64_t n, int64_t k) {
    for (int64_t i = 0; i < k; i++) {
        int64_t at = i + (int64_t)random_below(r, (uint64_t)(n - i));
        int32_t was = x[i];
        x[i] = x[at];
        x[at] = was;
    }
}

#endif
