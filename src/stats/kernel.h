/* kernel.h - the loops that touch every answer; see kernel.c. */
#ifndef STATS_KERNEL_H
#define STATS_KERNEL_H

#include "base/base.h"

#include <stdbool.h>
#include <stdint.h>

/* A function that is built for several processors; the loader takes the best that is known. */
#if defined __x86_64__ && !defined __SANITIZE_ADDRESS__ && !defined __SANITIZE_THREAD__
#define CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define CLONES
#endif

/* The same for plain loops, which the compiler turns into vectors, and for what they call. */
#if defined __x86_64__ && !defined __SANITIZE_ADDRESS__ && !defined __SANITIZE_THREAD__
#define LOOPS __attribute__((target_clones("arch=x86-64-v4", "avx2", "default"), optimize("O3")))
#else
#define LOOPS __attribute__((optimize("O3")))
#endif
#define PART static inline __attribute__((always_inline))

/* Eight numbers at once. What is written in them gives the same bits on any processor: the
 * order of every sum is in the source. */
typedef double  Eight __attribute__((vector_size(64)));
typedef int64_t Mask8 __attribute__((vector_size(64))); /* all bits for true */

/* Zeros that begin on a line of the cache: eight numbers across two lines cost twice. */
static inline void *eights_take(Arena *a, size_t bytes) {
    char *p = arena_take(a, bytes + sizeof(Eight));
    return p + (sizeof(Eight) - (uintptr_t)p % sizeof(Eight)) % sizeof(Eight);
}

/* UnitSums over rows, in eight lanes: of w d, w d^2 and w, where d is the distance from a pilot;
 * and how many rows those are. */
typedef struct Lanes { Eight y, yy, w; int64_t n; } Lanes;
/* The same when they are added up. */
typedef struct UnitSums { double y, yy, w; int64_t n; } UnitSums;

/* Adds n rows of reals; NaN is missing. With `more`, up to seven rows more can be read, and are,
 * but count for nothing. */
void kernel_real(const double *y, const double *w, int64_t n, double pilot, bool more,
                 Lanes *out);
/* The same of codes 1 .. 255 as numbers; 0 is missing. */
void kernel_byte(const uint8_t *code, const double *w, int64_t n, bool more, Lanes *out);
/* The weights of a block as whole numbers of 60 bits, in four limbs of 15; see whole.c. */
enum { WHOLE_ROWS = 512, WHOLE_CODES = 11, LIMBS = 4 };
typedef struct Whole {
    int64_t n;
    double  unit;                    /* what 1 weighs */
    int32_t people[LIMBS];           /* sums */
    _Alignas(64) int16_t limb[LIMBS][WHOLE_ROWS]; /* from the lowest; 0 from row n on */
    int16_t row[WHOLE_ROWS];         /* 1; 0 from row n on */
    int16_t code[WHOLE_ROWS];        /* work: those of a column */
} Whole;
/* False when they cannot be: more than WHOLE_ROWS, one below 0 or infinite, none above 0. */
bool whole_weights(const double *w, int64_t n, Whole *out);
/* As kernel_byte(), of codes up to WHOLE_CODES, less an origin that is one of them or 0; up to
 * 31 rows more are read. */
void whole_byte(const uint8_t *code, int32_t origin, Whole *w, UnitSums *out);

/* Weights and rows by code: sum[256], count[256]. */
void kernel_codes(const uint8_t *code, const double *w, int64_t n, double *sum, int64_t *count);
double kernel_total(const Eight *x);
void kernel_totals(const Lanes *x, UnitSums *out);
int64_t kernel_nonzero(const double *w, int64_t n); /* how many are not 0 */
double kernel_product(const double *x, const double *y, int64_t n); /* sum of products */

/* Codes as the numbers first + (code - 1) step; NaN for 0. */
void kernel_numbers(const uint8_t *code, int64_t n, double first, double step, double *out);

/* UnitSums by cell, [cells + 1][wide] of eights_take() each, place 0 for rows that are in none: of
 * w d and w d^2, and the weights and the number of missing answers. */
typedef struct CellSums { double *y, *yy, *missing; int64_t *gone; } CellSums;
/* Eight columns side by side: reals, or (real[0] is NULL) codes as in kernel_numbers(). */
typedef struct Columns8 {
    const double  *real[8];
    const uint8_t *byte[8];
    double         first[8], step[8];
} Columns8;
/* Adds n rows (a multiple of 8) of eight columns, less the pilot of their cell, to its sums;
 * pilot and sums begin with the first of the columns. Whether an answer is missing. */
bool kernel_cells(const Columns8 *x, const int32_t *cell, const double *w, int64_t n, int wide,
                  const double *pilot, const CellSums *sums);
/* One unit's sums y and weights w of the m cells list[], into the sums of its stratum; those of
 * the unit are 0 again. With `gaps` answers are missing; else weights are told by cell only. */
typedef struct Fold { double *y, *yy, *yw, *w, *ww, *cell_w, *cell_ww; } Fold;
void kernel_fold(const int32_t *list, int m, const double *w, int wide, bool gaps,
                 const CellSums *unit, const Fold *f);
/* UnitSums of a stratum of so many units, whose factor is v, into totals (y, w) and variances (yy,
 * yw, ww) of n cells; they are 0 again. */
void kernel_stratum(const Fold *in, int n, int wide, double units, double v, const Fold *out);

#endif
