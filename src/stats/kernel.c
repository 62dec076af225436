/* kernel.c - the loops that touch every answer, eight numbers at a time.
 *
 * Vectors of eight are part of the source, not of the processor: a compiler cuts them into
 * what there is, and no sum is reordered. Each function is built three times, and the loader
 * takes the best that the processor knows. */
#include "stats/kernel.h"

#include <math.h>
#include <string.h>

typedef double   Eight1 __attribute__((vector_size(64), aligned(8), may_alias)); /* anywhere */
typedef double   Eight0 __attribute__((vector_size(64), may_alias)); /* of eights_take() */
typedef int64_t  Mask81 __attribute__((vector_size(64), aligned(8), may_alias));
typedef int64_t  Mask80 __attribute__((vector_size(64), may_alias));
typedef uint64_t Words8 __attribute__((vector_size(64)));

double kernel_total(const Eight *x) {
    const Eight v = *x;
    return ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7]));
}

void kernel_totals(const Lanes *x, UnitSums *out) {
    *out = (UnitSums){kernel_total(&x->y), kernel_total(&x->yy), kernel_total(&x->w), x->n};
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
double kernel_product(const double *x, const double *y, int64_t n) {
    Eight   lanes = {0};
    int64_t i = 0;
    double  rest = 0;
    for (; i + 8 <= n; i += 8) lanes += *(const Eight1 *)(x + i) * *(const Eight1 *)(y + i);
    for (; i < n; i++) rest += x[i] * y[i];
    return kernel_total(&lanes) + rest;
}

CLONES
int64_t kernel_nonzero(const double *w, int64_t n) {
    Mask8   zero = {0}; /* told by whole numbers: comparisons that are kept are cut up */
    int64_t i = 0, sum = n;
    for (; i + 8 <= n; i += 8)
        zero += ((*(const Mask81 *)(w + i) & INT64_MAX) - 1) >> 63;
    for (; i < n; i++) sum -= w[i] == 0;
    for (int k = 0; k < 8; k++) sum += zero[k];
    return sum;
}

/* Bytes become doubles without a conversion: set into the low bits of 2^52, which then goes. */
static inline void byte_numbers(uint64_t eight, Eight *out) __attribute__((always_inline));
static inline void byte_numbers(uint64_t eight, Eight *out) {
    const Words8 shift = {0, 8, 16, 24, 32, 40, 48, 56};
    Words8       bits = ((Words8){0} + eight) >> shift;
    *out = (Eight)((bits & 255) | 0x4330000000000000u) - 0x1p52;
}

/* Eight rows of codes; `first` says which of them count. */
static inline void add_codes(const uint8_t *code, const double *w, const Mask8 *first, Lanes *sum,
                             Mask8 *there) __attribute__((always_inline));
static inline void add_codes(const uint8_t *code, const double *w, const Mask8 *first, Lanes *sum,
                             Mask8 *there) {
    uint64_t eight;
    Eight    d, v = (Eight)((Mask8) * (const Eight1 *)w & *first);
    memcpy(&eight, code, 8);
    byte_numbers(eight, &d);
    Mask8 none = ((Mask8)d - 1) >> 63; /* all bits where d is 0 */
    Eight wd = v * d;
    sum->y += wd;
    sum->yy += wd * d;
    sum->w += (Eight)((Mask8)v & ~none);
    *there -= ~none & *first;
}

/* n rows; when that is no multiple of 8, the next rows are read and weigh nothing. */
CLONES
static void add_bytes(const uint8_t *code, const double *w, int64_t n, Lanes *out) {
    const Mask8 all = {-1, -1, -1, -1, -1, -1, -1, -1};
    Lanes   sum = *out;
    Mask8   there = {0};
    int64_t i = 0;
    for (; i + 8 <= n; i += 8) add_codes(code + i, w + i, &all, &sum, &there);
    if (i < n) add_codes(code + i, w + i, &first_rows[n - i], &sum, &there);
    for (int k = 0; k < 8; k++) sum.n += there[k];
    *out = sum;
}

void kernel_byte(const uint8_t *code, const double *w, int64_t n, bool more, Lanes *out) {
    int64_t rest = more ? 0 : n % 8;
    for (int64_t i = 0; i < n + 64; i += 64) __builtin_prefetch(code + i + AHEAD / 8, 0, 3);
    add_bytes(code, w, n - rest, out);
    if (!rest) return;
    Tail t = tail_of(w + n - rest, rest);
    memcpy(t.code, code + n - rest, (size_t)rest);
    add_bytes(t.code, t.w, 8, out);
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
static inline void turn(Eight *x) __attribute__((always_inline));
static inline void turn(Eight *x) {
    const Mask8 four = {0, 1, 2, 3, 8, 9, 10, 11}, fours = {4, 5, 6, 7, 12, 13, 14, 15};
    const Mask8 two = {0, 1, 8, 9, 4, 5, 12, 13}, twos = {2, 3, 10, 11, 6, 7, 14, 15};
    const Mask8 one = {0, 8, 2, 10, 4, 12, 6, 14}, ones = {1, 9, 3, 11, 5, 13, 7, 15};
    Eight y[8];
    PAIR(y, x, 0, 4, four, fours), PAIR(y, x, 1, 4, four, fours);
    PAIR(y, x, 2, 4, four, fours), PAIR(y, x, 3, 4, four, fours);
    PAIR(x, y, 0, 2, two, twos), PAIR(x, y, 1, 2, two, twos);
    PAIR(x, y, 4, 2, two, twos), PAIR(x, y, 5, 2, two, twos);
    PAIR(y, x, 0, 1, one, ones), PAIR(y, x, 2, 1, one, ones);
    PAIR(y, x, 4, 1, one, ones), PAIR(y, x, 6, 1, one, ones);
#pragma GCC unroll 8
    for (int k = 0; k < 8; k++) x[k] = y[k];
}

/* Whether a lane is below 0. What finds the missing reckons with whole numbers, for compilers
 * cut up comparisons that are kept. */
static inline bool any_below(const Mask8 *x) __attribute__((always_inline));
static inline bool any_below(const Mask8 *x) {
    const Mask8 half = {4, 5, 6, 7, 0, 1, 2, 3}, pair = {2, 3, 0, 1, 6, 7, 4, 5};
    Mask8 m = *x | __builtin_shuffle(*x, half);
    m |= __builtin_shuffle(m, pair);
    return (m[0] | m[1]) < 0;
}

/* Eight rows, each into the sums of its cell. */
static inline void add_rows(const Eight *row, const int32_t *cell, const double *w, int wide,
                            const double *pilot, CellSums sums) __attribute__((always_inline));
static inline void add_rows(const Eight *row, const int32_t *cell, const double *w, int wide,
                            const double *pilot, CellSums sums) {
#pragma GCC unroll 8
    for (int r = 0; r < 8; r++) {
        int64_t at = (int64_t)cell[r] * wide;
        Eight d = row[r] - *(const Eight0 *)(pilot + at), t = d * w[r];
        *(Eight0 *)(sums.y + at) += t;
        *(Eight0 *)(sums.yy + at) += t * d;
    }
}

/* The same when answers are missing. */
static inline void add_gaps(const Eight *row, const int32_t *cell, const double *w, int wide,
                            const double *pilot, CellSums sums) __attribute__((always_inline));
static inline void add_gaps(const Eight *row, const int32_t *cell, const double *w, int wide,
                            const double *pilot, CellSums sums) {
#pragma GCC unroll 8
    for (int r = 0; r < 8; r++) {
        int64_t at = (int64_t)cell[r] * wide;
        double  v = w[r];
        Eight   d = row[r] - *(const Eight0 *)(pilot + at);
        Mask8   ok = d == d;
        d = (Eight)((Mask8)d & ok);
        Eight t = d * v;
        *(Eight0 *)(sums.y + at) += t;
        *(Eight0 *)(sums.yy + at) += t * d;
        Eight lost = {v, v, v, v, v, v, v, v};
        *(Eight0 *)(sums.missing + at) += (Eight)((Mask8)lost & ~ok);
        *(Mask80 *)(sums.gone + at) -= ~ok;
    }
}

CLONES
static bool real_cells(const Columns8 *x, const int32_t *cell, const double *w, int64_t n,
                       int wide, const double *pilot, const CellSums *sums) {
    const int64_t infinite = 0x7ff0000000000000;
    Mask8 all = {0};
    for (int64_t i = 0; i < n; i += 8) {
        Eight row[8];
        Mask8 none = {0};
#pragma GCC unroll 8
        for (int k = 0; k < 8; k++) {
            row[k] = *(const Eight1 *)(x->real[k] + i);
            none |= infinite - ((Mask8)row[k] & INT64_MAX); /* NaN lies beyond */
            __builtin_prefetch((const char *)(x->real[k] + i) + AHEAD, 0, 2);
        }
        turn(row);
        if (any_below(&none)) add_gaps(row, cell + i, w + i, wide, pilot, *sums);
        else add_rows(row, cell + i, w + i, wide, pilot, *sums);
        all |= none;
    }
    return any_below(&all);
}

CLONES
static bool byte_cells(const Columns8 *x, const int32_t *cell, const double *w, int64_t n,
                       int wide, const double *pilot, const CellSums *sums) {
    Mask8 all = {0};
    for (int64_t i = 0; i < n; i += 8) {
        Eight row[8];
        Mask8 none = {0};
#pragma GCC unroll 8
        for (int k = 0; k < 8; k++) {
            uint64_t eight;
            memcpy(&eight, x->byte[k] + i, 8);
            byte_numbers(eight, &row[k]);
            Mask8 gap = (Mask8)row[k] - 1; /* below 0 for the bits of 0 */
            none |= gap;
            row[k] = (row[k] - 1) * x->step[k] + x->first[k];
            row[k] = (Eight)((Mask8)row[k] | gap >> 63); /* NaN */
        }
        turn(row);
        if (any_below(&none)) add_gaps(row, cell + i, w + i, wide, pilot, *sums);
        else add_rows(row, cell + i, w + i, wide, pilot, *sums);
        all |= none;
    }
    return any_below(&all);
}

bool kernel_cells(const Columns8 *x, const int32_t *cell, const double *w, int64_t n, int wide,
                  const double *pilot, const CellSums *sums) {
    return x->real[0] ? real_cells(x, cell, w, n, wide, pilot, sums)
                      : byte_cells(x, cell, w, n, wide, pilot, sums);
}

CLONES
static void fold_gaps(const int32_t *list, int m, const double *w, int wide,
                      const CellSums *unit, const Fold *f) {
    for (int i = 0; i < m; i++) {
        int64_t at = (int64_t)list[i] * wide;
        for (int64_t k = at; k < at + wide; k += 8) {
            Eight s = *(const Eight0 *)(unit->y + k);
            Eight v = w[list[i]] - *(const Eight0 *)(unit->missing + k);
            *(Eight0 *)(f->y + k) += s;
            *(Eight0 *)(f->yy + k) += s * s;
            *(Eight0 *)(f->yw + k) += s * v;
            *(Eight0 *)(f->w + k) += v;
            *(Eight0 *)(f->ww + k) += v * v;
            *(Eight0 *)(unit->y + k) = *(Eight0 *)(unit->missing + k) = (Eight){0};
        }
    }
}

CLONES
static void fold_whole(const int32_t *list, int m, const double *w, int wide,
                       const CellSums *unit, const Fold *f) {
    for (int i = 0; i < m; i++) {
        int64_t at = (int64_t)list[i] * wide;
        double  v = w[list[i]];
        f->cell_w[list[i]] += v;
        f->cell_ww[list[i]] += v * v;
        for (int64_t k = at; k < at + wide; k += 8) {
            Eight s = *(const Eight0 *)(unit->y + k);
            *(Eight0 *)(f->y + k) += s;
            *(Eight0 *)(f->yy + k) += s * s;
            *(Eight0 *)(f->yw + k) += s * v;
            *(Eight0 *)(unit->y + k) = (Eight){0};
        }
    }
}

void kernel_fold(const int32_t *list, int m, const double *w, int wide, bool gaps,
                 const CellSums *unit, const Fold *f) {
    if (gaps) fold_gaps(list, m, w, wide, unit, f);
    else fold_whole(list, m, w, wide, unit, f);
}

CLONES
void kernel_stratum(const Fold *in, int n, int wide, double units, double v, const Fold *out) {
    const Eight zero = {0};
    for (int c = 0; c < n; c++) {
        for (int64_t i = (int64_t)c * wide; i < (int64_t)(c + 1) * wide; i += 8) {
            Eight y = *(const Eight0 *)(in->y + i);
            Eight w = *(const Eight0 *)(in->w + i) + in->cell_w[c];
            Eight ww = *(const Eight0 *)(in->ww + i) + in->cell_ww[c];
            *(Eight0 *)(out->y + i) += y;
            *(Eight0 *)(out->w + i) += w;
            *(Eight0 *)(out->yy + i) += v * (*(const Eight0 *)(in->yy + i) - y * y / units);
            *(Eight0 *)(out->yw + i) += v * (*(const Eight0 *)(in->yw + i) - y * w / units);
            *(Eight0 *)(out->ww + i) += v * (ww - w * w / units);
            *(Eight0 *)(in->y + i) = *(Eight0 *)(in->w + i) = zero;
            *(Eight0 *)(in->yy + i) = *(Eight0 *)(in->yw + i) = *(Eight0 *)(in->ww + i) = zero;
        }
        in->cell_w[c] = in->cell_ww[c] = 0;
    }
}
