/* weigh.h - weights that match known numbers of people, and replicates of a design.
 *
 * What calibrates takes a Design and gives a Weighting: the design with its new weights, the
 * Calibration by which its errors are projected, and what happened, so that weights which
 * went out of hand are seen. A design with replicates has each of them calibrated in the same
 * way, for they stand for samples that would have been calibrated too. */
#ifndef STATS_WEIGH_H
#define STATS_WEIGH_H

#include "stats/stats.h"

/* ---- known totals ---- */

/* Known numbers of people in the cells of some variables; for weights_calibrate(), known
 * totals of the columns of a formula. */
typedef struct Margin {
    const char        *by;    /* ~stype, ~region+age: cells as domain_make() names them */
    int                n;
    const char *const *cell;  /* [n] "E", or "E.No", or the names of columns */
    const double      *total; /* [n] */
} Margin;

/* Margins from the text of a command line or of a settings file:
 *
 *     ~stype: E=4421 H=755 M=1018; ~sch.wide: No=1072 Yes=5122
 *
 * Names with blanks or signs stand between quotes, 'Ha Noi'; ~ may be left out; commas or
 * blanks part the cells, semicolons or ends of lines the margins.
 *
 *   errors   stats.margin.bad   it cannot be read; detail: where */
MUST Err margins_read(Stats *s, const char *text, int *n, Margin **out);

/* ---- what came of it ---- */

typedef struct Weighting {
    Design        design;
    double        n_eff;       /* (sum of w)^2 / sum of w^2: Kish's effective sample */
    double        spread;      /* n / n_eff: what unequal weights alone cost */
    double        least, most; /* factor of a weight, at its least and most */
    int           turns;       /* iterations of the whole sample */
    int           margins;
    const char *const *margin; /* [margins] their formulas, or names of columns */
    /* [turns][margins] how far the worst cell of a margin was off before each turn, as a part
     * of its total (of 1 when it is 0) */
    const double *gap;
    int           empty;       /* cells that are known to hold nobody, and do */
    int           trimmed;     /* rows at a bound */
} Weighting;

/* ---- matching ---- */

/* Post-stratification: weights times the people of a cell over those the sample has in it.
 *
 *   m        all cells of the sample, each with its people
 *   errors   stats.margin.unknown   a cell of the margin that nobody of the sample is in;
 *                                   each is named
 *            stats.margin.absent    a cell of the sample that the margin lacks; each is named
 *            stats.margin.missing   a row with a weight and no cell
 *            stats.margin.negative, stats.margin.twice
 *            stats.variable.unknown, stats.formula.bad
 *   memory   12 bytes a row; with replicates 8 a row and replicate
 *   source   Holt and Smith 1979; R survey 4.5, postStratify() */
MUST Err weights_post(Stats *s, const Design *d, const Margin *m, Weighting *out);

typedef struct Rake {
    int    turns;   /* at most; 0 for 1000 */
    /* It ends when no cell of all margins together moves by more than this in a turn: people
     * when 1 or more, else a part of the sum of weights. 0 for 1e-12. */
    double epsilon;
    /* Errors as R's rake(): ten projections in turn, and replicates that turn as often as the
     * whole sample. Without it the projection on all margins at once, as of any calibration,
     * and each replicate turns until it has converged. */
    bool   margins_in_turn;
} Rake;

/* Raking (iterative proportional fitting) to several margins.
 *
 *   how      NULL for the defaults
 *   errors   those of weights_post(), and
 *            stats.margin.sums      margins that add up to different numbers of people
 *            stats.margin.converge  the worst cell, with what it has and what it should
 *   memory   14 bytes a row; with replicates 8 a row and replicate
 *   source   Deming and Stephan 1940; Deville, Sarndal, Sautory 1993; R survey 4.5, rake() */
MUST Err weights_rake(Stats *s, const Design *d, int margins, const Margin *m, const Rake *how,
                      Weighting *out);

typedef enum CalibrateBy { CALIBRATE_LINEAR, CALIBRATE_RAKING, CALIBRATE_LOGIT } CalibrateBy;
typedef struct Calibrate {
    CalibrateBy by;
    double      lower, upper; /* of the factor of a weight; both 0 for none. LOGIT needs them */
    const char *sigma;  /* expression: variance of the model in each row; NULL for 1 */
    int         stage;  /* 0; or from 1 on the stage within whose units the factor is one */
    double      epsilon; /* misfit of a total, as a part of it and of 1; 0 for 1e-10 */
    int         turns;   /* at most; 0 for 200 */
} Calibrate;

/* Calibration: the factors nearest to 1 with which the totals of all columns match.
 *
 *   m        m->by a formula, ~stype+api99, with the total of each column of its model with
 *            treatment contrasts: (Intercept), stypeH, stypeM, api99; ~x-1 has no intercept
 *   how      NULL for linear without bounds
 *   errors   stats.margin.unknown, stats.margin.absent (columns), stats.margin.missing
 *            stats.margin.bounds    bounds that do not hold 1, or none for the logit
 *            stats.margin.sigma     a variance that is not above 0
 *            stats.margin.converge  the worst column, with what it has and what it should
 *   memory   8 bytes a row and column
 *   source   Deville and Sarndal 1992; Sarndal 2007; R survey 4.5, calibrate() */
MUST Err weights_calibrate(Stats *s, const Design *d, const Margin *m, const Calibrate *how,
                           Weighting *out);

/* Weights outside lower .. upper are set to the bound, and what that takes away or adds is
 * shared equally among the others, so that the sum stays; strict: again, until none is outside.
 * The errors keep the projection of the calibration before.
 *
 *   errors   stats.trim.bounds   no weight could lie between them with the same sum
 *   source   Potter 1990; R survey 4.5, trimWeights() */
MUST Err weights_trim(Stats *s, const Design *d, double lower, double upper, bool strict,
                      Weighting *out);

/* ---- replicates ---- */

enum { REPLICATES_BOOT = 100 }; /* of a bootstrap that was not told how many */

typedef struct ReplicateSpec {
    const char *type; /* "JK1", "JKn", "BRR", "Fay", "bootstrap", "subbootstrap",
                       * "mrbbootstrap" */
    int         reps; /* of bootstraps; 0 for REPLICATES_BOOT */
    double      rho;  /* Fay: 0 .. 1, say 0.3 */
    uint64_t    seed; /* of bootstraps; the same seed gives the same weights everywhere */
    bool        mse;  /* errors about the estimate of the whole sample, not their mean */
} ReplicateSpec;

/* Replicate weights of a design, as R's as.svrepdesign() makes them: finite populations count
 * for the jackknives (their scale), "bootstrap" (drawn from a population of copies,
 * Canty and Davison 1999) and "mrbbootstrap" (every stage), and are left out by BRR, Fay and
 * "subbootstrap" (n - 1 of n, Rao and Wu 1988): their errors are a little too large then.
 *
 *   errors   stats.replicates.type    no such type, or JK1 of strata, JKn, BRR, Fay without
 *            stats.replicates.pairs   BRR, Fay: strata that have not exactly two PSUs; each
 *                                     is named
 *            stats.replicates.rho
 *            stats.stratum.single     JKn, bootstraps: a stratum of one PSU, and LONELY_FAIL
 *   memory   8 bytes a PSU and replicate; JKn 16 a PSU
 *   source   Wolter 2007, ch. 3-5; Judkins 1990 (Fay); Preston 2009 (mrbbootstrap) */
MUST Err replicates_make(Stats *s, const Design *d, const ReplicateSpec *spec, Design *out);

typedef struct ReplicateImport {
    const char   *pattern;  /* of names of columns, a POSIX extended regular expression */
    const char   *type;     /* as above, or "ACS" (4/R), or "other" (scale must be given) */
    double        rho;      /* Fay */
    bool          combined; /* columns are whole weights, not factors */
    double        scale;    /* 0: of the type */
    const double *rscales;  /* [reps]; NULL for 1, which JKn may not have */
    int           rscales_n;
    bool          mse;
} ReplicateImport;

/* Replicate weights that came with the data.
 *
 *   d        weights of the whole sample; its strata and PSUs are not used
 *   errors   stats.replicates.pattern  no column fits the pattern, or it is none
 *            stats.replicates.weight   a factor is missing or negative: column and row
 *            stats.replicates.scale    JKn or other without scales, or not one for each
 *            stats.replicates.type, stats.replicates.rho
 *   source   R survey 4.5, svrepdesign() */
MUST Err replicates_import(Stats *s, const Design *d, const Dataset *t,
                           const ReplicateImport *spec, Design *out);

/* A Hadamard matrix H of order n (its rows orthogonal): bit[i * n + j] is 1 for +1. The least
 * n >= `least` that Sylvester's and Paley's constructions give.
 *   source   Hedayat and Wallis 1978 */
uint8_t *hadamard_make(Arena *a, int least, int *n);

#endif
