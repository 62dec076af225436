/* kernel.c - the loops that touch every answer, eight numbers at a time.
 *
 * Vectors of eight are part of the source, not of the processor: a compiler cuts them into
 * what there is, and no sum is reordered. Each function is built three times, and the loader
 * takes the best that the processor knows. */
#include "stats/kernel.h"

#include <math.h>
#include <string.h>

#if defined __x86_64__ && !defined __SANITIZE_ADDRESS__ && !defined __SANITIZE_THREAD__
#define CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define CLONES
#endif

typedef double  Eight1 __attribute__((vector_size(64), aligned(8), may_alias)); /* anywhere */
typedef uint8_t Bytes8 __attribute__((vector_size(8), aligned(1), may_alias));
typedef int32_t Ints8 __attribute__((vector_size(32)));

double kernel_total(const Eight *x) {
    const Eight v = *x;
    return ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7]));
}

CLONES
void kernel_real(const double *y, const double *w, int64_t n, double pilot, Lanes *out) {
    Eight   sum = out->y, square = out->yy, people = out->w;
    Mask8   there = {0};
    int64_t i = 0;
    for (; i + 8 <= n; i += 8) {
        Eight d = *(const Eight1 *)(y + i) - pilot, v = *(const Eight1 *)(w + i);
        Mask8 ok = d == d;
        d = (Eight)((Mask8)d & ok);
        v = (Eight)((Mask8)v & ok);
        Eight t = v * d;
        sum += t;
        square += t * d;
        people += v;
        there -= ok;
    }
    for (int k = 0; k < 8; k++) out->n += there[k];
    for (int k = 0; i < n; i++, k++) {
        double d = y[i] - pilot;
        if (isnan(d)) continue;
        sum[k] += w[i] * d;
        square[k] += w[i] * d * d;
        people[k] += w[i];
        out->n++;
    }
    out->y = sum, out->yy = square, out->w = people;
}

CLONES
void kernel_byte(const uint8_t *code, const double *w, int64_t n, Lanes *out) {
    Eight   sum = out->y, square = out->yy, people = out->w;
    int64_t i = 0, there = 0;
    for (; i + 8 <= n; i += 8) {
        Ints8 whole = __builtin_convertvector(*(const Bytes8 *)(code + i), Ints8);
        Eight d = __builtin_convertvector(whole, Eight), v = *(const Eight1 *)(w + i);
        Eight t = v * d;
        sum += t;
        square += t * d;
        people += (Eight)((Mask8)v & (d != 0));
    }
    for (int k = 0; i < n; i++, k++) {
        sum[k] += w[i] * code[i];
        square[k] += w[i] * code[i] * code[i];
        if (code[i]) people[k] += w[i];
    }
    for (i = 0; i < n; i++) there += code[i] != 0;
    out->n += there;
    out->y = sum, out->yy = square, out->w = people;
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
void kernel_cells(const double *row, const int32_t *cell, const double *w, int64_t n, int wide,
                  const double *pilot, double *y, double *yy) {
    for (int64_t i = 0; i < n; i++) {
        if (cell[i] == 0) continue;
        int64_t at = (int64_t)cell[i] * wide;
        for (int k = 0; k < wide; k += 8) {
            Eight d = *(const Eight1 *)(row + i * wide + k) - *(const Eight1 *)(pilot + at + k);
            d = (Eight)((Mask8)d & (d == d));
            Eight t = d * w[i];
            *(Eight1 *)(y + at + k) += t;
            *(Eight1 *)(yy + at + k) += t * d;
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
