/* table.h - what the two ways of filling a table of units share; see table.c. */
#ifndef STATS_TABLE_H
#define STATS_TABLE_H

#include "stats/inside.h"
#include "stats/kernel.h"

enum { CHUNKS = 16 };

/* Reals; byte codes whose values lie in equal steps; other byte codes; what is left. */
typedef enum Kind { REAL, STEPS, CODES, OTHER } Kind;

typedef struct Work {
    const UnitAsk *q;
    UnitTable     *t;
    Roots     *roots; /* scale of each stratum when folding */
    int        wide;  /* p, up to a multiple of 8 */
    Kind      *kind;  /* [p] */
    int32_t   *origin; /* [p] of STEPS, the code from which others are told: the pilot's */
    bool       steps; /* one is STEPS with few codes */
    int32_t    from[CHUNKS + 1]; /* units of each chunk */
    int        chunks;
    double    *cell_pilot; /* [cells + 1][wide] */
    struct Part *part;     /* [chunks] */
} Work;

/* What a chunk adds up, to be added in the order of chunks. */
typedef struct Part {
    double  *y, *w, *yy, *var_yy, *var_yw, *var_ww; /* [cells + 1][wide] */
    int64_t *n, *missing; /* several cells: n is [cells + 1], of all columns */
    double  *people, *heaviest; /* [cells + 1] */
    double  *df;
} Part;

/* The step of values in steps. */
static inline double step_of(const Column *c) {
    return c->codes > 1 ? c->value[2] - c->value[1] : 1;
}

/* Units from .. to-1 of a table with one cell, column by column. */
void columns_of_units(Work *k, Part *part, int32_t from, int32_t to, Arena *a);

#endif
