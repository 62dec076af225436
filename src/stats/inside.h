/* inside.h - what the files of stats share and nobody else needs. */
#ifndef STATS_INSIDE_H
#define STATS_INSIDE_H

#include "stats/stats.h"

/* R's own distributions: qt(), pf(), qbeta() and the like. */
#define MATHLIB_STANDALONE
#include <Rmath.h>

/* ---- formulas ---- */

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

/* ---- domains ---- */

/* 1 for the rows of a cell (0: of any cell) that keep[] keeps; NULL when that is all. */
uint8_t *domain_rows(Stats *s, const Domain *by, int64_t n, int32_t cell, const uint8_t *keep);
/* The degrees of freedom of each cell, with DF_CELL; estimates run cell by cell. Whether it
 * gave them. */
bool cells_df(Stats *s, const Design *d, const Domain *by, Estimate *e, int p);

/* The rows in[n] (NULL: 0 .. n-1) in the order of key[row] (0 .. keys-1); equal keys as they
 * stood. */
void count_sort(const int32_t *key, int32_t keys, const int32_t *in, int32_t *out, int64_t n);
/* Marked units of the first stage less the strata they lie in. */
double marked_df(const Design *d, const uint8_t *unit);

/* ---- the root of a variance ---- */

/* What each unit of a stage is worth in the root. */
typedef struct Scale {
    double *unit;   /* [units] factor of its distance; 0 adds nothing */
    bool   *centre; /* [strata] distance from the mean of the stratum, else from that of all */
    bool   *there;  /* [strata] has a unit in the domain */
    double *above;  /* [units] factor of what lies within it */
} Scale;

/* The lower half of a[p][p] of normal equations becomes its Cholesky root. A column that those
 * before it hold already, but for rounding, gets 0 on the diagonal, and 0 as its solution. */
void normal_factor(int p, double *a);
void normal_solve(int p, const double *root, double *b);

/* The projection of CAL_MARGINS; z[n] in place. */
typedef struct Margins Margins;
Margins *margins_make(Arena *a, const Calibration *c, int64_t n);
void     margins_apply(const Margins *m, double *z);
void     margins_solve(const Margins *m, double *cell);

typedef struct Projection Projection; /* of one calibration */
typedef struct Roots {
    Stats         *s;
    const Design  *d;
    Arena         *a; /* scratch, gone with roots_close() */
    const uint8_t *in;
    int            stages;
    Scale          scale[STAGE_MAX];
    Projection    *projection; /* [d->cals] */
    int64_t        n; /* terms of a root */
} Roots;

/* Readies the design for one domain; on a refusal nothing is left open.
 *   errors   stats.stratum.single */
MUST Err roots_open(Stats *s, const Design *d, const uint8_t *in, Roots *out);
/* root[r->n] of the column z[n] of influences; z is spoilt when the design is calibrated. */
void roots_column(const Roots *r, double *z, double *root);
/* The same from the sums of the first stage's units, for a design of one stage that is not
 * calibrated (roots_by_unit); in place. */
void roots_units(const Roots *r, double *root);
bool roots_by_unit(const Design *d);
/* Covariance of two roots. */
double roots_product(const Design *d, int64_t n, const double *x, const double *y);
void   roots_close(Roots *r);

Projection *projection_make(Arena *a, const Design *d);
void        projection_apply(const Projection *p, int cals, int64_t n, double *z);

/* ---- the table of first-stage units, which is all that means and totals need ---- */

typedef struct UnitAsk {
    Stats         *s;
    const Design  *d;
    const Model   *m;
    const Domain  *by;
    const double  *pilot; /* [p] */
    const uint8_t *in;    /* rows of the domain, for lonely units */
    bool           whole; /* a row that lacks one column leaves all */
} UnitAsk;

/* Sums by cell c (from 0) and column j, at [c * p + j]: of w d, w d^2 and w, where d is the
 * distance of an answer from pilot. */
typedef struct UnitTable {
    int      cells, p;
    int32_t  units;
    double  *pilot, *y, *yy, *w;
    int64_t *n;         /* rows with an answer and a weight */
    int64_t *missing;   /* rows with a weight and no answer */
    double  *heaviest;  /* [cells] share of the weight that the heaviest unit has */
    double  *df;        /* [cells] */
    double  *unit_y, *unit_w; /* [cells * p][units]; NULL when folded */
    double  *var_yy, *var_yw, *var_ww; /* folded: variances and covariance of y and w */
} UnitTable;

/* Whether the table serves this design and these cells; folded when it would be large. */
bool table_fits(const Design *d, const Model *m, const Domain *by);
MUST Err table_make(const UnitAsk *q, UnitTable *out);

/* MEAN_LOGIT: log(p / (1 - p)) of a mean. */
typedef enum MeanKind { MEAN_PLAIN, MEAN_TOTAL, MEAN_RATIO, MEAN_LOGIT } MeanKind;
/* Estimates from the table; e[cells * p] has names, and df where it is known. */
MUST Err table_estimate(const UnitAsk *q, MeanKind what, Estimate *e, double df, Result *out);

/* The same after raking: what the projection takes from the sums of units. */
typedef struct Taken Taken;
bool     margins_fit(const Design *d, const Model *m, const Domain *by);
MUST Err taken_make(const UnitAsk *q, Taken **out);
/* From z[units], the sums of the influences scale w (y - shift) of column j. */
void taken_away(Taken *k, int j, double shift, double scale, double *z);

/* Ends, on the logit scale, of the interval in which the signed root of `size` deviances of one
 * answer stays within -cut .. cut; se that of the logit of p. NaN where it does not reach. */
void profile_ends(double p, double se, double size, double cut, double *lo, double *hi);

/* ---- estimators: one description, both roads ---- */

/* p estimates as functions of the weights, and the influence of each row on one of them.
 * Estimates are told from an origin, so that a mean of 1e9 keeps its digits. */
typedef struct Estimator {
    const char    *method;
    int            p;
    Estimate      *e;      /* [p] name, cell, n, and df where it is known already */
    const double  *origin; /* [p], or NULL for 0 */
    const void    *with;
    void         (*theta)(const void *with, const double *w, double *theta);
    /* z[n] comes as zeros */
    void         (*influence)(const void *with, const double *w, const double *theta, int j,
                              double *z);
    const uint8_t *in;
    double         df;     /* 0: of the design in this domain */
    bool           own_df; /* e[].df are there already */
} Estimator;
MUST Err estimator_run(Stats *s, const Design *d, const Estimator *k, Result *out);

/* log(p / (1 - p)) of means of 0 and 1, as stats_mean(). */
MUST Err mean_logit(Stats *s, const Design *d, const Model *m, const Domain *by, Result *out);

/* A result with its estimates, and room for cov and root. */
void result_open(Stats *s, const Design *d, const char *method, int p, Estimate *e,
                 int64_t roots, Result *out);
/* Notes: of few or no degrees of freedom; of units with more than half the weight of a cell. */
void note_df(Stats *s, Result *r);
void note_heavy(Stats *s, Result *r, const Domain *by, const uint8_t *in);
void note_heavy_cell(Stats *s, Result *r, const char *cell, double share);
/* Distances of each replicate's theta[reps][p] from the centre, scaled, into root[p][reps];
 * replicates with a NaN leave, and are counted. */
int replicate_root(const Replicates *q, int p, const double *theta, const double *whole,
                   double *root);
/* se, df and interval of each estimate, from the root; df as Linear has it. */
void result_close(Stats *s, Result *out, const uint8_t *in, double df, bool own_df);

/* ---- small matrices, row by row ---- */

/* The lower Cholesky factor of a, in its place. A column whose rest is not above tol of the
 * whole depends on those before it: out[j], and its row and column are 0. Gives the rank. */
int chol_factor(int p, double *a, double tol, bool *out);
void chol_solve(int p, const double *l, double *x); /* x becomes the solution; 0 where out */
/* The inverse of a symmetric matrix, 0 in the rows and columns that are out. Gives the rank. */
int sym_inverse(Arena *a, int p, const double *x, double tol, double *inverse, bool *out);
double sym_quadratic(Arena *a, int p, const double *v, const double *b); /* b' v^-1 b; or NaN */
void sym_eigen(int p, double *a, double *value); /* destroys a; Jacobi, 1846 */
/* x has the eigenvalues of v0^-1 v and is symmetric, as they are; false when v0 has no
 * inverse. And these eigenvalues. */
bool ratio_matrix(Arena *a, int p, const double *v, const double *v0, double *x);
bool ratio_eigen(Arena *a, int p, const double *v, const double *v0, double *value);

/* v[p][p] of root[p][n]: products of all pairs, summed in eight lanes. */
void root_gram(int p, int64_t n, const double *root, double *v);

/* Where f crosses 0 between low and high, as near as tol; NaN when the signs there agree. */
double root_find(double (*f)(void *with, double x), void *with, double low, double high,
                 double tol);

/* P(a[0] X + a[1] Y + ... > x), X, Y, ... chi-squares of 1 df; and the same of the ratio to a
 * chi-square of ddf over ddf. The integral is right to 1e-9, not to nine digits. */
double chisq_sum(double x, int k, const double *a, SumRule rule);
double f_sum(double x, int k, const double *a, double ddf, SumRule rule);

/* ---- values in order ---- */

/* Rows that count, by cell and in it by value: those of a cell are start[cell - 1] ..
 * start[cell] - 1. Rows of the same value stay in their order. */
typedef union Mark { uint32_t row; double w; } Mark;
typedef struct Ordered {
    int64_t        n;
    const double  *x;
    Mark          *mark;  /* rows; or their weights */
    const int64_t *start; /* [cells + 1] */
    bool           weights;
} Ordered;
void order_values(int64_t n, double *x, Mark *mark); /* both by x; no NaN */
/* The same without cells, with the weights of the rows in place of them: less memory, and less
 * time to gather them. False when the column is of codes, short, or its values lie together. */
bool order_weights(Arena *a, const Column *c, const uint8_t *in, const double *w, int64_t n,
                   Ordered *out);
void order_rows(Arena *a, const Column *c, const Domain *by, const uint8_t *in, int64_t n,
                Ordered *out);

/* Values with weights above 0, ready for one rule. */
typedef struct Cumulated {
    QuantileRule rule;
    int64_t      n, places;
    const double *x;
    double       *w, *cum; /* cum: sums of w, in its place where it is not needed again; with
                            * Shah and Vaish the places */
    double       sum;
} Cumulated;
void   cumulate(Arena *a, const Ordered *o, int32_t cell, const double *w, double sum,
             QuantileRule rule, Cumulated *out); /* sum: of all w of the cell, row by row */
double cumulated_quantile(const Cumulated *z, double p);

#endif
