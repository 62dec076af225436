/* result.h - inside inspect: what an estimate is made from, so that a test can make one of a
 * population that it knows. */
#ifndef INSPECT_RESULT_H
#define INSPECT_RESULT_H

#include "inspect/inspect.h"

typedef struct Seen { int64_t stratum, unit; const char *verdict; } Seen;
/* A stratum or a unit, and what was counted in it. */
typedef struct Cell {
    int64_t     id, n; /* tasks of the population */
    int64_t     drawn, seen, good, partly, bad;
    const char *name;  /* of a unit */
} Cell;
typedef struct Verdicts {
    Cell   *stratum, *unit;
    int     strata, units;
    Seen   *row;        /* every task drawn */
    int64_t rows, left; /* left: nothing found yet */
} Verdicts;
/* One more task drawn; row has room for it, its stratum and unit are there. */
void             verdicts_add(Verdicts *s, int64_t stratum, int64_t unit, const char *verdict);
InspectionResult verdicts_result(Ctx *c, const Verdicts *s);

#endif
