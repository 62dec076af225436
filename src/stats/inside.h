/* inside.h - what the files of stats share and nobody else needs. */
#ifndef STATS_INSIDE_H
#define STATS_INSIDE_H

#include "stats/stats.h"

/* R's own distributions: qt(), pf(), qbeta() and the like. */
#define MATHLIB_STANDALONE
#include <Rmath.h>

/* A formula or an expression as it was read. An operator is a call of its sign. */
typedef struct Expr {
    enum { EXPR_NUMBER, EXPR_TEXT, EXPR_NAME, EXPR_CALL } kind;
    double             number;
    const char        *name; /* of a variable, function or operator; or the text */
    int                args;
    struct Expr      **arg;
} Expr;

bool expr_is(const Expr *x, const char *name, int args); /* a call of it */
MUST Err expr_read(Stats *s, const char *text, const Expr **out);
const char *expr_text(Arena *a, const Expr *x); /* as R writes it: I(x > 5) */
/* The variable that x is in each row of t, named as R names it. */
MUST Err expr_var(Stats *s, const Dataset *t, const Expr *x, Var *out);

/* Every pair of levels of two factors, named "x" sep "y", x running fastest; 0 where either is.
 *   errors   stats.levels.many */
MUST Err var_cross(Stats *s, int64_t n, const Var *x, const Var *y, const char *sep, Var *out);

/* The parts of ~a+b that stand between the signs +, in order; ~1 and NULL have none. */
typedef struct Parts { int n; const Expr **at; } Parts;
MUST Err parts_read(Stats *s, const char *formula, Parts *out);

/* Terms of the root of a variance: the units of all stages that count. */
int64_t design_roots(const Design *d);
/* root[units] from the sums of units: distance from the mean of the stratum (centre) or from 0,
 * times the scale of the unit. */
void root_scale(const Stage *g, const bool *centre, const double *scale, double *root);
/* cov[p][p] of root[p][roots]. */
void root_product(int p, int64_t roots, const double *root, double *cov);

/* Terms of the root of a variance: the units of all stages that count. */
int64_t design_roots(const Design *d);
/* root[units] from the sums of units: distance from the mean of the stratum (centre) or from 0,
 * times the scale of the unit. */
void root_scale(const Stage *g, const bool *centre, const double *scale, double *root);
/* cov[p][p] of root[p][roots]. */
void root_product(int p, int64_t roots, const double *root, double *cov);

#endif
