/* whole.c - exact sums of codes, in whole numbers.
 *
 * Weights become whole numbers of 60 bits, the largest of the block taking all of them: what is
 * lost lies beyond what a double holds of the sum. Cut into limbs of 15 bits they are
 * multiplied with codes and added in 32 bits, for which every processor has an instruction that
 * takes eight, sixteen or 32 at once. Nothing is rounded until the sums are whole, so any order
 * and any processor give the same bits.
 *
 * The alternative, codes made doubles, takes half as long again where vectors hold eight
 * doubles, and four times as long where they hold four. */
#include "stats/kernel.h"

#include <math.h>
#include <string.h>

enum { TURN = 32, AHEAD = 512 };

/* A limb times the square of a code, summed over a block, must stay within 32 bits. */
_Static_assert((int64_t)WHOLE_ROWS * 32767 * WHOLE_CODES * WHOLE_CODES <= INT32_MAX, "whole");

PART int64_t turns(int64_t n) { return (n + TURN - 1) / TURN * TURN; }

PART void cut(const double *w, double scale, int64_t n, Whole *out) {
    for (int64_t i = 0; i < n; i++) {
        double  v = w[i] * scale;
        int32_t high = (int32_t)(v * 0x1p-30), low = (int32_t)(v - high * 0x1p30);
        out->limb[3][i] = (int16_t)(high >> 15);
        out->limb[2][i] = (int16_t)(high & 32767);
        out->limb[1][i] = (int16_t)(low >> 15);
        out->limb[0][i] = (int16_t)(low & 32767);
        out->row[i] = 1;
    }
}

PART void sum_limbs(int64_t n, const Whole *w, int32_t *sum) {
    int32_t a = 0, b = 0, c = 0, d = 0;
    n = n / TURN * TURN;
    for (int64_t i = 0; i < n; i++) {
        a += w->limb[0][i];
        b += w->limb[1][i];
        c += w->limb[2][i];
        d += w->limb[3][i];
    }
    sum[0] = a, sum[1] = b, sum[2] = c, sum[3] = d;
}

/* Limbs of a sum as doubles, which hold them and some of their products. */
typedef int32_t Limbs __attribute__((vector_size(16), aligned(4), may_alias));
typedef double  Four __attribute__((vector_size(32)));

/* Rounded once, for the sums of two hold no more than 53 bits. */
PART double number(const Four *limb, double unit) {
    const Four place = {1, 0x1p15, 0x1p30, 0x1p45};
    Four       x = *limb * place;
    return ((x[3] + x[2]) + (x[1] + x[0])) * unit;
}

/* The bits of the largest weight, which stand in order as the weights do; one that is below 0,
 * infinite or no number stands above all. */
PART uint64_t largest(const double *w, int64_t n) {
    const uint64_t *bits = (const uint64_t *)(const void *)w;
    uint64_t most = 0;
    for (int64_t i = 0; i < n; i++) most = bits[i] > most ? bits[i] : most;
    return most;
}

LOOPS
bool whole_weights(const double *w, int64_t n, Whole *out) {
    int      places;
    double   most;
    uint64_t bits = n > WHOLE_ROWS ? 0 : largest(w, n);
    memcpy(&most, &bits, sizeof most);
    if (!(most > 1e-200 && most < 1e200)) return false;
    for (int64_t i = 0; i < n; i += 8) __builtin_prefetch(w + i + AHEAD, 0, 3);
    frexp(most, &places);
    out->n = n;
    out->unit = ldexp(1, places - 60);
    cut(w, ldexp(1, 60 - places), n, out);
    size_t rest = (size_t)(turns(n) - n) * sizeof(int16_t);
    for (int k = 0; k < LIMBS; k++) memset(out->limb[k] + n, 0, rest);
    memset(out->row + n, 0, rest);
    sum_limbs(turns(n), out, out->people);
    return true;
}

/* The codes; whether one is missing, of the rows or of those behind the last: either way the
 * sums are the same, and when none is they are known. */
PART bool widen(const uint8_t *code, int64_t n, Whole *out) {
    int16_t none = 0;
    n = n / TURN * TURN;
    for (int64_t i = 0; i < n; i++) {
        int16_t c = code[i];
        out->code[i] = c;
        none |= (int16_t)(c - 1);
    }
    return none < 0;
}

PART void sum_products(const Whole *w, int64_t n, int32_t *y, int32_t *yy) {
    int32_t a = 0, b = 0, c = 0, d = 0, aa = 0, bb = 0, cc = 0, dd = 0;
    n = n / TURN * TURN;
    for (int64_t i = 0; i < n; i++) {
        int16_t x = w->code[i], xx = (int16_t)(x * x);
        a += w->limb[0][i] * x, aa += w->limb[0][i] * xx;
        b += w->limb[1][i] * x, bb += w->limb[1][i] * xx;
        c += w->limb[2][i] * x, cc += w->limb[2][i] * xx;
        d += w->limb[3][i] * x, dd += w->limb[3][i] * xx;
    }
    y[0] = a, y[1] = b, y[2] = c, y[3] = d;
    yy[0] = aa, yy[1] = bb, yy[2] = cc, yy[3] = dd;
}

/* Weights of those who answer, and how many they are. */
PART int64_t sum_there(const Whole *w, int64_t n, int32_t *people) {
    int32_t a = 0, b = 0, c = 0, d = 0, there = 0;
    n = n / TURN * TURN;
    for (int64_t i = 0; i < n; i++) {
        int16_t one = w->code[i] < 1 ? w->code[i] : 1;
        a += w->limb[0][i] * one;
        b += w->limb[1][i] * one;
        c += w->limb[2][i] * one;
        d += w->limb[3][i] * one;
        there += w->row[i] * one;
    }
    people[0] = a, people[1] = b, people[2] = c, people[3] = d;
    return there;
}

LOOPS
void whole_byte(const uint8_t *code, int32_t origin, Whole *w, UnitSums *out) {
    int32_t limb[3][LIMBS];
    int64_t n = turns(w->n), there = w->n;
    for (int64_t i = 0; i < n + 64; i += 64) __builtin_prefetch(code + i + AHEAD, 0, 3);
    bool gaps = widen(code, n, w);
    sum_products(w, n, limb[0], limb[1]);
    if (gaps) there = sum_there(w, n, limb[2]);
    Four y = __builtin_convertvector(*(Limbs *)limb[0], Four), o = (Four){0} + origin;
    Four yy = __builtin_convertvector(*(Limbs *)limb[1], Four);
    Four people = __builtin_convertvector(*(Limbs *)(gaps ? limb[2] : w->people), Four);
    y -= o * people;
    yy -= o * (2 * y + o * people);
    out->y += number(&y, w->unit);
    out->yy += number(&yy, w->unit);
    out->w += number(&people, w->unit);
    out->n += there;
}
