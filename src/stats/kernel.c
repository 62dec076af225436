/* kernel.c - the loops that touch every answer, eight numbers at a time.
 *
 * Vectors of eight are part of the source, not of the processor: a compiler cuts them into
 * what there is, and no sum is reordered. Each function is built three times, and the loader
 * takes the best that the processor knows. */
#include "stats/kernel.h"

#include <math.h>
#include <string.h>

typedef double   Eight1 __attribute__((vector_size(64), aligned(8), may_alias)); /* anywhere */
typedef int64_t  Mask81 __attribute__((vector_size(64), aligned(8), may_alias));
typedef uint8_t  Bytes32 __attribute__((vector_size(32), aligned(1), may_alias));
typedef uint64_t Words4 __attribute__((vector_size(32)));
typedef uint64_t Words8 __attribute__((vector_size(64)));

double kernel_total(const Eight *x) {
    const Eight v = *x;
    return ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7]));
}

/* Blocks of columns come in turn, so the processor does not see that this one goes on: what
 * follows is fetched while the others are added. */
enum { AHEAD = 4096 };

/* The last rows of a unit, filled up to eight with weight 0. */
typedef struct Tail { double y[8], w[8]; uint8_t code[8]; } Tail;

static Tail tail_of(const double *w, int64_t rest) {
    Tail t = {{0}, {0}, {0}};
    memcpy(t.w, w, (size_t)rest * sizeof *w);
    return t;
}

/* The first rows of eight. */
static const Mask8 first_rows[8] = {
    {0}, {-1}, {-1, -1}, {-1, -1, -1}, {-1, -1, -1, -1}, {-1, -1, -1, -1, -1},
    {-1, -1, -1, -1, -1, -1}, {-1, -1, -1, -1, -1, -1, -1},
};

/* n rows; when that is no multiple of 8, the next rows are read and count for nothing. */
CLONES
static void add_reals(const double *y, const double *w, int64_t n, double pilot, Lanes *out) {
    Eight   sum = out->y, square = out->yy, people = out->w;
    Mask8   there = {0};
    int64_t i = 0;
    for (; i + 8 <= n; i += 8) {
        Eight d = *(const Eight1 *)(y + i) - pilot, v = *(const Eight1 *)(w + i);
        Mask8 ok = d == d;
        __builtin_prefetch((const char *)(y + i) + AHEAD, 0, 2);
        d = (Eight)((Mask8)d & ok);
        v = (Eight)((Mask8)v & ok);
        Eight wd = v * d;
        sum += wd;
        square += wd * d;
        people += v;
        there -= ok;
    }
    if (i < n) {
        Eight d = *(const Eight1 *)(y + i) - pilot, v = *(const Eight1 *)(w + i);
        Mask8 ok = (d == d) & first_rows[n - i];
        d = (Eight)((Mask8)d & ok);
        v = (Eight)((Mask8)v & ok);
        Eight wd = v * d;
        sum += wd;
        square += wd * d;
        people += v;
        there -= ok;
    }
    for (int k = 0; k < 8; k++) out->n += there[k];
    out->y = sum, out->yy = square, out->w = people;
}

void kernel_real(const double *y, const double *w, int64_t n, double pilot, bool more,
                 Lanes *out) {
    int64_t rest = more ? 0 : n % 8;
    add_reals(y, w, n - rest, pilot, out);
    if (!rest) return;
    Tail t = tail_of(w + n - rest, rest);
    memcpy(t.y, y + n - rest, (size_t)rest * sizeof *y);
    add_reals(t.y, t.w, 8, pilot, out);
    out->n -= 8 - rest;
}

CLONES
int64_t kernel_nonzero(const double *w, int64_t n) {
    Mask8   there = {0};
    int64_t i = 0, sum = 0;
    for (; i + 8 <= n; i += 8) there -= *(const Eight1 *)(w + i) != 0;
    for (; i < n; i++) sum += w[i] != 0;
    for (int k = 0; k < 8; k++) sum += there[k];
    return sum;
}

/* Bytes become doubles without a conversion: set into the low bits of 2^52, which then goes. */
static inline void byte_numbers(uint64_t eight, Eight *out) __attribute__((always_inline));
static inline void byte_numbers(uint64_t eight, Eight *out) {
    const Words8 shift = {0, 8, 16, 24, 32, 40, 48, 56};
    Words8       bits = ((Words8){0} + eight) >> shift;
    *out = (Eight)((bits & 255) | 0x4330000000000000u) - 0x1p52;
}

/* How many of n codes (at most 32 * 255) are not 0: counted in bytes, which are then added by
 * pairs, and as sixteen bits by a multiplication. */
CLONES
static int64_t count_codes(const uint8_t *code, int64_t n) {
    const uint64_t pairs = 0x00ff00ff00ff00ffu;
    Bytes32 there = {0};
    int64_t i = 0, sum = 0;
    for (; i + 32 <= n; i += 32) there -= *(const Bytes32 *)(code + i) != 0;
    Words4 two = ((Words4)there & pairs) + ((Words4)there >> 8 & pairs);
    for (int k = 0; k < 4; k++) sum += (int64_t)(two[k] * 0x0001000100010001u >> 48);
    const uint64_t low = 0x7f7f7f7f7f7f7f7fu;
    for (; i + 8 <= n; i += 8) {
        uint64_t eight;
        memcpy(&eight, code + i, 8);
        sum += __builtin_popcountll((((eight & low) + low) | eight) & ~low);
    }
    for (; i < n; i++) sum += code[i] != 0;
    return sum;
}

/* n rows; when that is no multiple of 8, the next rows are read and weigh nothing. */
CLONES
static void add_bytes(const uint8_t *code, const double *w, int64_t n, Lanes *out) {
    Eight   sum = out->y, square = out->yy, people = out->w, d, v, wd;
    int64_t i = 0;
    for (; i + 8 <= n; i += 8) {
        uint64_t eight;
        memcpy(&eight, code + i, 8);
        v = *(const Eight1 *)(w + i);
        byte_numbers(eight, &d);
        wd = v * d;
        sum += wd;
        square += wd * d;
        people += (Eight)((Mask8)v & (d != 0));
    }
    if (i < n) {
        uint64_t eight;
        memcpy(&eight, code + i, 8);
        v = (Eight)((Mask8) * (const Eight1 *)(w + i) & first_rows[n - i]);
        byte_numbers(eight, &d);
        wd = v * d;
        sum += wd;
        square += wd * d;
        people += (Eight)((Mask8)v & (d != 0));
    }
    out->y = sum, out->yy = square, out->w = people;
}

void kernel_byte(const uint8_t *code, const double *w, int64_t n, bool more, Lanes *out) {
    int64_t rest = more ? 0 : n % 8;
    for (int64_t i = 0; i < n; i += 64) __builtin_prefetch(code + i + AHEAD / 8, 0, 2);
    add_bytes(code, w, n - rest, out);
    if (rest) {
        Tail t = tail_of(w + n - rest, rest);
        memcpy(t.code, code + n - rest, (size_t)rest);
        add_bytes(t.code, t.w, 8, out);
    }
    out->n += count_codes(code, n);
}

/* Four sums side by side, for neighbours often have the same code and would wait. */
void kernel_codes(const uint8_t *code, const double *w, int64_t n, double *sum, int64_t *count) {
    double  part[4][256] = {{0}};
    int32_t rows[4][256] = {{0}};
    for (int64_t i = 0; i < n; i++) {
        part[i & 3][code[i]] += w[i];
        rows[i & 3][code[i]]++;
    }
    for (int k = 0; k < 256; k++) {
        sum[k] += (part[0][k] + part[1][k]) + (part[2][k] + part[3][k]);
        count[k] += (int64_t)rows[0][k] + rows[1][k] + rows[2][k] + rows[3][k];
    }
}

CLONES
void kernel_numbers(const uint8_t *code, int64_t n, double first, double step, double *out) {
    int64_t i = 0;
    for (; i + 8 <= n; i += 8) {
        uint64_t eight;
        memcpy(&eight, code + i, 8);
        Eight d;
        byte_numbers(eight, &d);
        Mask8 none = d == 0;
        *(Eight1 *)(out + i) = (Eight)((Mask8)((d - 1) * step + first) | none); /* NaN */
    }
    for (; i < n; i++) out[i] = code[i] ? (code[i] - 1) * step + first : NAN;
}

/* Two of x that stand `far` apart become two of y: places of the first, then (from 8) of the
 * second. A macro, for an inline function would be cut up before its processor is known. */
#define PAIR(y, x, k, far, low, high)                                                        \
    ((y)[k] = __builtin_shuffle((x)[k], (x)[(k) + (far)], low),                              \
     (y)[(k) + (far)] = __builtin_shuffle((x)[k], (x)[(k) + (far)], high))

/* Eight columns of eight rows to eight rows of eight columns: by fours, pairs and ones. */
CLONES
static void turn(const double *const *column, int64_t i, int wide, double *row) {
    const Mask8 four = {0, 1, 2, 3, 8, 9, 10, 11}, fours = {4, 5, 6, 7, 12, 13, 14, 15};
    const Mask8 two = {0, 1, 8, 9, 4, 5, 12, 13}, twos = {2, 3, 10, 11, 6, 7, 14, 15};
    const Mask8 one = {0, 8, 2, 10, 4, 12, 6, 14}, ones = {1, 9, 3, 11, 5, 13, 7, 15};
    Eight x[8], y[8];
#pragma GCC unroll 8
    for (int k = 0; k < 8; k++) x[k] = *(const Eight1 *)(column[k] + i);
    PAIR(y, x, 0, 4, four, fours), PAIR(y, x, 1, 4, four, fours);
    PAIR(y, x, 2, 4, four, fours), PAIR(y, x, 3, 4, four, fours);
    PAIR(x, y, 0, 2, two, twos), PAIR(x, y, 1, 2, two, twos);
    PAIR(x, y, 4, 2, two, twos), PAIR(x, y, 5, 2, two, twos);
    PAIR(y, x, 0, 1, one, ones), PAIR(y, x, 2, 1, one, ones);
    PAIR(y, x, 4, 1, one, ones), PAIR(y, x, 6, 1, one, ones);
#pragma GCC unroll 8
    for (int k = 0; k < 8; k++) *(Eight1 *)(row + k * wide) = y[k];
}

CLONES
static bool any_missing(const double *x, int64_t n) {
    Mask8   none = {0};
    int64_t i = 0;
    bool    any = false;
    for (; i + 8 <= n; i += 8) {
        Eight v = *(const Eight1 *)(x + i);
        __builtin_prefetch((const char *)(x + i) + AHEAD, 0, 2);
        none |= v != v;
    }
    for (int k = 0; k < 8; k++) any = any || none[k];
    for (; i < n; i++) any = any || isnan(x[i]);
    return any;
}

bool kernel_rows(const double *const *column, int64_t n, int wide, double *row) {
    int64_t i = 0;
    bool    any = false;
    for (int k = 0; k < 8; k++) any |= any_missing(column[k], n);
    for (; i + 8 <= n; i += 8) turn(column, i, wide, row + i * wide);
    for (; i < n; i++)
        for (int k = 0; k < 8; k++) row[i * wide + k] = column[k][i];
    return any;
}

CLONES
void kernel_cells(const double *row, const int32_t *cell, const double *w, int64_t n, int wide,
                  const double *pilot, const CellSums *sums) {
    for (int64_t i = 0; i < n; i++) {
        int64_t at = (int64_t)cell[i] * wide;
        for (int k = 0; k < wide; k += 8) {
            Eight d = *(const Eight1 *)(row + i * wide + k) - *(const Eight1 *)(pilot + at + k);
            Eight t = d * w[i];
            *(Eight1 *)(sums->y + at + k) += t;
            *(Eight1 *)(sums->yy + at + k) += t * d;
        }
    }
}

CLONES
void kernel_cells_missing(const double *row, const int32_t *cell, const double *w, int64_t n,
                          int wide, const double *pilot, const CellSums *sums) {
    for (int64_t i = 0; i < n; i++) {
        int64_t at = (int64_t)cell[i] * wide;
        for (int k = 0; k < wide; k += 8) {
            Eight d = *(const Eight1 *)(row + i * wide + k) - *(const Eight1 *)(pilot + at + k);
            Mask8 ok = d == d;
            d = (Eight)((Mask8)d & ok);
            Eight t = d * w[i], v = (Eight){0} + w[i];
            *(Eight1 *)(sums->y + at + k) += t;
            *(Eight1 *)(sums->yy + at + k) += t * d;
            *(Eight1 *)(sums->missing + at + k) += (Eight)((Mask8)v & ~ok);
            *(Mask81 *)(sums->gone + at + k) -= ~ok;
        }
    }
}

CLONES
void kernel_fold(const double *y, double w, const double *missing, int wide, const Fold *f) {
    for (int k = 0; k < wide; k += 8) {
        Eight s = *(const Eight1 *)(y + k), v = w - *(const Eight1 *)(missing + k);
        *(Eight1 *)(f->y + k) += s;
        *(Eight1 *)(f->w + k) += v;
        *(Eight1 *)(f->yy + k) += s * s;
        *(Eight1 *)(f->yw + k) += s * v;
        *(Eight1 *)(f->ww + k) += v * v;
    }
}

CLONES
void kernel_stratum(const Fold *in, int64_t n, double units, double v, const Fold *out) {
    const Eight zero = {0};
    for (int64_t i = 0; i < n; i += 8) {
        Eight y = *(const Eight1 *)(in->y + i), w = *(const Eight1 *)(in->w + i);
        *(Eight1 *)(out->y + i) += y;
        *(Eight1 *)(out->w + i) += w;
        *(Eight1 *)(out->yy + i) += v * (*(const Eight1 *)(in->yy + i) - y * y / units);
        *(Eight1 *)(out->yw + i) += v * (*(const Eight1 *)(in->yw + i) - y * w / units);
        *(Eight1 *)(out->ww + i) += v * (*(const Eight1 *)(in->ww + i) - w * w / units);
        *(Eight1 *)(in->y + i) = *(Eight1 *)(in->w + i) = zero;
        *(Eight1 *)(in->yy + i) = *(Eight1 *)(in->yw + i) = *(Eight1 *)(in->ww + i) = zero;
    }
}
