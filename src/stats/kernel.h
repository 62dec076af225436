/* kernel.h - the loops that touch every answer; see kernel.c. */
#ifndef STATS_KERNEL_H
#define STATS_KERNEL_H

#include <stdint.h>

/* Eight numbers at once. What is written in them gives the same bits on any processor: the
 * order of every sum is in the source. */
typedef double  Eight __attribute__((vector_size(64)));
typedef int64_t Mask8 __attribute__((vector_size(64))); /* all bits for true */

/* Sums over rows, in eight lanes: of w d, w d^2 and w, where d is the distance from a pilot;
 * and how many rows those are. */
typedef struct Lanes { Eight y, yy, w; int64_t n; } Lanes;

/* Adds n rows (a multiple of 8, but at the end of a unit) of reals; NaN is missing. */
void kernel_real(const double *y, const double *w, int64_t n, double pilot, Lanes *out);
/* The same of codes 1 .. 255 as numbers; 0 is missing. */
void kernel_byte(const uint8_t *code, const double *w, int64_t n, Lanes *out);
/* Weights and rows by code: sum[256], count[256]. */
void kernel_codes(const uint8_t *code, const double *w, int64_t n, double *sum, int64_t *count);
double kernel_total(const Eight *x);

/* Rows by cell. Of `wide` numbers (a multiple of 8) in a row, those of row r less pilot of its
 * cell go, times its weight, into y and yy of the cell; cell 0 leaves. */
void kernel_cells(const double *row, const int32_t *cell, const double *w, int64_t n, int wide,
                  const double *pilot, double *y, double *yy);
/* One unit's sums y and weights w into the sums of its stratum; [wide] of each. */
typedef struct Fold { double *y, *w, *yy, *yw, *ww; } Fold;
void kernel_fold(const double *y, double w, const double *missing, int wide, const Fold *f);

#endif
