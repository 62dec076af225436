/* kernel.h - the loops that touch every answer; see kernel.c. */
#ifndef STATS_KERNEL_H
#define STATS_KERNEL_H

#include <stdbool.h>
#include <stdint.h>

/* A function that is built for several processors; the loader takes the best that is known. */
#if defined __x86_64__ && !defined __SANITIZE_ADDRESS__ && !defined __SANITIZE_THREAD__
#define CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define CLONES
#endif

/* Eight numbers at once. What is written in them gives the same bits on any processor: the
 * order of every sum is in the source. */
typedef double  Eight __attribute__((vector_size(64)));
typedef int64_t Mask8 __attribute__((vector_size(64))); /* all bits for true */

/* Sums over rows, in eight lanes: of w d, w d^2 and w, where d is the distance from a pilot;
 * and how many rows those are. */
typedef struct Lanes { Eight y, yy, w; int64_t n; } Lanes;

/* Adds n rows of reals; NaN is missing. With `more`, up to seven rows more can be read, and are,
 * but count for nothing. */
void kernel_real(const double *y, const double *w, int64_t n, double pilot, bool more,
                 Lanes *out);
/* The same of codes 1 .. 255 as numbers; 0 is missing. */
void kernel_byte(const uint8_t *code, const double *w, int64_t n, bool more, Lanes *out);
/* Weights and rows by code: sum[256], count[256]. */
void kernel_codes(const uint8_t *code, const double *w, int64_t n, double *sum, int64_t *count);
double kernel_total(const Eight *x);
int64_t kernel_nonzero(const double *w, int64_t n); /* how many are not 0 */

/* Codes as the numbers first + (code - 1) step; NaN for 0. */
void kernel_numbers(const uint8_t *code, int64_t n, double first, double step, double *out);
/* n rows of eight columns, at row[r * wide]; whether something is missing. */
bool kernel_rows(const double *const *column, int64_t n, int wide, double *row);

/* Sums by cell, [cells + 1][wide] each, place 0 for rows that are in none: of w d and w d^2,
 * and the weights and the number of missing answers. */
typedef struct CellSums { double *y, *yy, *missing; int64_t *gone; } CellSums;
/* Rows of `wide` numbers (a multiple of 8), less the pilot of their cell, into its sums: when
 * nothing is missing, and when something may be. */
void kernel_cells(const double *row, const int32_t *cell, const double *w, int64_t n, int wide,
                  const double *pilot, const CellSums *sums);
void kernel_cells_missing(const double *row, const int32_t *cell, const double *w, int64_t n,
                          int wide, const double *pilot, const CellSums *sums);
/* One unit's sums y and weights w into the sums of its stratum; [wide] of each. */
typedef struct Fold { double *y, *w, *yy, *yw, *ww; } Fold;
void kernel_fold(const double *y, double w, const double *missing, int wide, const Fold *f);
/* n sums of a stratum of so many units, whose factor is v, into totals (y, w) and variances;
 * they are 0 again. */
void kernel_stratum(const Fold *in, int64_t n, double units, double v, const Fold *out);

#endif
