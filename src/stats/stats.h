/* stats.h - numbers from a sample survey: estimates with the error of the design.
 *
 * Pure functions of arrays: no database, no page, no clock, no file. The answers are those
 * of R's package survey (4.5), made so that a million rows take milliseconds.
 *
 *   Stats     what every call is given: memory, threads, level, and where a refusal says
 *             which rows or names it means
 *   Dataset   rows and variables; a variable is reals, or codes with a value or a label
 *   Model     columns of numbers made from a formula, such as ~age+region
 *   Domain    cells of rows, such as ~region where age > 60; rows are never thrown away,
 *             for who falls into a cell is chance as well
 *   Design    how the sample was drawn, or the replicate weights that stand for it
 *   Result    estimates with intervals, n, df, covariance, recipe and notes
 *
 * NaN is the only missing value; of codes, 0. Two roads lead to a Result, and whatever
 * is estimated takes one of them: stats_linear() for what has an influence on each row,
 * stats_weighted() for what is a function of the weights. Sums are taken unit by unit in
 * the order of the rows, so neither threads nor chunks change one bit; dataset_sort()
 * makes the order of the rows a function of what they hold. */
#ifndef STATS_H
#define STATS_H

#include "base/base.h"

/* ---- what every call is given ---- */

typedef enum Missing {
    MISSING_EACH, /* each variable uses the rows that answer it */
    MISSING_ANY,  /* a row that lacks one variable leaves all (R: na.rm=TRUE) */
    MISSING_KEEP, /* one missing answer makes the estimate unknown (R: na.rm=FALSE) */
} Missing;

/* Degrees of freedom of an interval. */
typedef enum DfRule {
    DF_CELL,   /* of the cell: its PSUs less its strata */
    DF_DESIGN, /* of the whole domain, for all its cells (R: df=degf(design) after svyby()) */
    DF_NORMAL, /* without end: the normal distribution */
} DfRule;

typedef struct Stats {
    Arena      *a;       /* results live here */
    int         threads; /* at most so many at once; 0 for one. Results do not depend on it */
    double      level;   /* of intervals; 0 for 0.95 */
    Missing     missing;
    DfRule      df;
    const char *detail;  /* after a refusal: the rows, names or cells it means; or NULL */
} Stats;

/* Refuses with `key` and says which: STATS_REFUSE(s, "stats.psu.split", "PSU %s", name). */
#define STATS_REFUSE(s, key, ...) ((s)->detail = arena_print((s)->a, __VA_ARGS__), (key))
double stats_level(const Stats *s); /* of intervals, e.g. 0.95 */

/* ---- data ---- */

typedef enum VarType { VAR_NUMBER, VAR_FACTOR, VAR_LOGICAL } VarType;

/* A variable of n rows. Exactly one of real, byte and code holds them. Codes run from 1 to
 * `codes`; a number has value[k], a factor label[k] of code k (both with an unused place 0),
 * a logical both: 1 is FALSE, 2 is TRUE. The codes of a factor are in the order of levels. */
typedef struct Var {
    const char        *name;
    VarType            type;
    const double      *real;
    const uint8_t     *byte;
    const uint32_t    *code;
    const double      *value;
    const char *const *label;
    int32_t            codes;
} Var;

typedef struct Dataset {
    int64_t        n;
    int            vars;
    Var           *var;
    const int64_t *row; /* [n] place of row i in the user's file, from 1; NULL when i + 1 */
} Dataset;

int64_t     dataset_row(const Dataset *t, int64_t i);             /* as the user counts, from 1 */
const Var  *dataset_var(const Dataset *t, const char *name);      /* NULL when there is none */
const char *dataset_nearest(const Dataset *t, const char *name);  /* the name meant, or NULL */
double      var_number(const Var *v, int64_t i);  /* NaN when missing, or a factor */
int32_t     var_code(const Var *v, int64_t i);    /* 0 when missing, or reals */
/* "12" or a label; NULL when missing. */
const char *var_text(Arena *a, const Var *v, int64_t i);
/* The levels of v in order, and the code of each row: reals by size, texts as they are.
 *
 *   out      a factor that shares what it can with v; set only on success
 *   errors   stats.levels.many   more than 100,000 different values */
MUST Err var_factor(Stats *s, const Dataset *t, const Var *v, Var *out);

/* The same rows ordered by the strata, then the units, then all they hold, so that what is
 * reckoned from them does not depend on the order of the file. Every array is copied.
 *
 *   by[m]    names of variables, the strata first; texts in the order of levels
 *   errors   stats.variable.unknown */
MUST Err dataset_sort(Stats *s, const Dataset *t, int m, const char *const *by, Dataset *out);

/* ---- columns from formulas ---- */

/* A column of numbers that is not written out when the data hold it already: real[i], or
 * value[byte[i]], or value[code[i]]; value[0] is NaN. A level of a factor is the codes of
 * the factor with a value of 1 at its own code. */
typedef struct Column {
    const char     *name; /* as R names it: stypeH, I(x > 5)TRUE, a:b */
    const double   *real;
    const uint8_t  *byte;
    const uint32_t *code;
    const double   *value;
    int32_t         codes;
    int             term; /* of the formula, from 1; 0 for the intercept */
} Column;

static inline double column_at(const Column *c, int64_t i) {
    if (c->real) return c->real[i];
    return c->value[c->byte ? c->byte[i] : c->code[i]];
}

typedef struct Model {
    int64_t            n;
    int                p;
    Column            *col;     /* [p] */
    int                terms;
    const char *const *term;    /* [terms + 1], from 1: "stype", "stype:ell" */
    Column             response; /* of y ~ x; without a left side, name is NULL */
    const char        *text;    /* the formula as it was read */
} Model;

typedef enum ModelKind {
    MODEL_LEVELS,    /* all levels of each factor, no intercept: means and totals */
    MODEL_CONTRASTS, /* intercept and treatment contrasts: regression, calibration */
} ModelKind;

/* The columns of a formula: ~a+b, y~x*z, a:b, -1, 0, factor(x), interaction(a,b),
 * I(expression), log(x) and the like. Names with other signs than letters, digits, dot and
 * underscore stand between backquotes.
 *
 *   errors   stats.formula.bad        it cannot be read; detail: where
 *            stats.variable.unknown   detail: the name, and the nearest one
 *            stats.levels.many
 *   memory   8 bytes a row for each expression and interaction; nothing for variables */
MUST Err model_make(Stats *s, const Dataset *t, const char *formula, ModelKind kind, Model *out);

/* One column of numbers from an expression such as 40/fpc1 or pw*(stype=="E").
 *   errors   as model_make; stats.number.needed   it is a factor */
MUST Err column_make(Stats *s, const Dataset *t, const char *expression, Column *out);

/* Cells of rows: cell[i] is 1 .. cells, or 0 for a row that is in none. A NULL Domain is the
 * whole sample. */
typedef struct Domain {
    int64_t            n;
    int32_t            cells;
    const uint8_t     *byte; /* one of the two, NULL the other */
    const uint32_t    *code;
    const char *const *name; /* [cells + 1], from 1: "E.No"; as R's svyby names them */
    const char        *text; /* how it was asked for */
} Domain;

static inline int32_t domain_at(const Domain *d, int64_t i) {
    if (!d) return 1;
    return d->byte ? d->byte[i] : (int32_t)d->code[i];
}

/* Cells of the formula `by` (~a+b, the first factor running fastest, only cells that have
 * rows), among the rows where `where` is true; either may be NULL, not both. */
MUST Err domain_make(Stats *s, const Dataset *t, const char *by, const char *where, Domain *out);

/* ---- how the sample was drawn ---- */

enum { STAGE_MAX = 6 };

/* What a stratum with one unit of the sample does, whose variance nobody can know. */
typedef enum Lonely {
    LONELY_FAIL,      /* refuse, and name the stratum */
    LONELY_REMOVE,    /* it adds nothing */
    LONELY_CERTAINTY, /* it was sure to be drawn, so it adds nothing */
    LONELY_AVERAGE,   /* it adds what the others add on average */
    LONELY_ADJUST,    /* its distance from the mean of the sample counts */
} Lonely;

typedef enum Pps { PPS_NONE, PPS_BREWER, PPS_OVERTON, PPS_HR, PPS_JOINT } Pps;

/* One stage of drawing. Units are numbered through the whole sample, and so are strata:
 * from the second stage on, a stratum lies inside one unit of the stage before. */
typedef struct Stage {
    int32_t            units, strata;
    const int32_t     *unit;   /* [n] of each row */
    const int32_t     *home;   /* [units] stratum */
    const int32_t     *parent; /* [strata] unit of the stage before; 0 at the first */
    const int32_t     *took;   /* [strata] units drawn in it */
    const double      *size;   /* [units] units in the population of its stratum (with unequal
                                * probabilities: took / probability); NULL: with replacement */
    const char *const *unit_name, *const *stratum_name; /* for messages */
} Stage;

/* How weights came to match known totals; the influence on each row is projected by it.
 * All arrays have n rows. Made by what calibrates, kept by design_calibrated(). */
typedef enum CalKind { CAL_POST, CAL_RAKE, CAL_MARGINS, CAL_GREG } CalKind;
typedef struct Calibration {
    CalKind               kind;
    const char           *text;    /* for the recipe: "raked to ~stype, ~sch.wide" */
    const double         *after;   /* weights it gave */
    const double         *before;  /* weights it began with */
    int                   margins; /* CAL_POST: 1 */
    const int32_t *const *cell;    /* [margins][n] 0 .. cells-1 */
    const int32_t        *cells;   /* [margins] */
    const double *const  *step;    /* CAL_RAKE: [margins][n] weights after each margin of the
                                    * last turn; NULL when the turns had converged */
    /* CAL_MARGINS: cells of all margins together, of each row and of each margin; their people
     * before, and the factor of their weights */
    int32_t               all;
    const uint32_t       *joint;   /* [n] */
    const int32_t        *part;    /* [all][margins] */
    const double         *people, *factor; /* [all] */
    int                   p;       /* CAL_GREG: columns */
    const double *const  *x;       /* [p][n] */
    const double         *sigma;   /* [n] variance of the model; NULL for 1 */
} Calibration;

/* Replicate weights: of row i in replicate r, replicate_factor() of unit[i], times weight i
 * unless combined. Those made from a design have one factor for a PSU, and its unit is that
 * of the design's first stage (the same array): then replicates cost next to nothing. */
typedef struct Replicates {
    const char    *type;  /* "JK1", "JKn", "BRR", "Fay", "bootstrap", "subbootstrap", ... */
    int            reps;
    int32_t        units;
    const int32_t *unit;   /* [n]; NULL when each row is its own */
    const double  *factor; /* [units][reps]; NULL for a jackknife: */
    /* replicate r leaves unit r out, and units from[r] .. to[r]-1 count raise[r] times */
    const int32_t *from, *to; /* [reps] */
    const double  *raise;     /* [reps] */
    bool           combined;
    double         scale;
    const double  *rscales; /* [reps] */
    bool           mse;     /* about the estimate of the whole sample, else their mean */
    double         df;      /* 0: rank of the weights less one, found when it is needed */
} Replicates;

static inline double replicate_factor(const Replicates *q, int32_t unit, int r) {
    if (q->factor) return q->factor[(int64_t)unit * q->reps + r];
    return unit == r ? 0 : unit >= q->from[r] && unit < q->to[r] ? q->raise[r] : 1;
}

typedef struct Design {
    const Dataset     *data;
    int64_t            n;
    const double      *w;        /* [n] weight, 0 for a row that is out */
    int                stages;
    Stage              stage[STAGE_MAX];
    const int64_t     *start;    /* [units + 1] rows of each PSU when they lie together */
    Lonely             lonely;
    bool               domain_lonely; /* R's survey.adjust.domain.lonely */
    bool               ultimate;      /* only the first stage counts */
    Pps                pps;
    bool               yates_grundy;
    const double      *joint;    /* [units][units] of the first stage, for unequal
                                  * probabilities: 1 - pi_i pi_j / pi_ij; NULL without */
    int                cals;
    const Calibration *cal;
    const Replicates  *rep;      /* NULL: linearised */
    const char        *recipe;   /* in words of the command line */
} Design;

/* What the design is made from, as on the command line. Formulas; NULL is none. */
typedef struct DesignSpec {
    const char   *psu;     /* ~a or ~a+b, a stage each; NULL or ~1: each row is its own */
    const char   *strata;  /* ~a or ~a+b */
    const char   *fpc;     /* ~a+b: population sizes, or sampling fractions when all <= 1 */
    const char   *weights; /* expression; NULL: from fpc, else 1 */
    bool          nest;    /* PSU labels are used again in other strata */
    Pps           pps;     /* fpc is then the probability of each unit */
    double        hr_sum;  /* PPS_HR: sum of p^2 / n of the population, 0 to estimate it */
    const double *joint;   /* PPS_JOINT: [n][n] joint probabilities, by the user's rows */
    double        joint_zero; /* smaller ones of 1 - pi_i pi_j / pi_ij count as 0 (R: 0.0001) */
    bool          yates_grundy;
    Lonely        lonely;
    bool          domain_lonely;
    bool          ultimate;
} DesignSpec;

/* The design of a sample.
 *
 *   errors   stats.variable.unknown, stats.formula.bad
 *            stats.weight.bad       a weight is missing, negative or no number
 *            stats.weight.none      no weight above 0
 *            stats.psu.missing, stats.strata.missing, stats.fpc.missing
 *            stats.psu.split        a PSU lies in two strata, and nest was not said
 *            stats.fpc.mixed        sizes and fractions together
 *            stats.fpc.small        a population smaller than its sample
 *            stats.fpc.varies       several sizes in one stratum
 *            stats.pps.stages, stats.pps.probability
 *   memory   4 bytes a row and stage, 8 a row for weights that are not a real variable;
 *            8 n^2 for joint probabilities
 *   source   Sarndal, Swensson, Wretman, Model Assisted Survey Sampling, 1992, ch. 2-4;
 *            R survey 4.5, svydesign() */
MUST Err design_make(Stats *s, const Dataset *t, const DesignSpec *spec, Design *out);
/* The same sample with weights that match totals; c says how, so that its error is smaller. */
void design_calibrated(Stats *s, const Design *d, const Calibration *c, Design *out);
/* The same sample, its error reckoned from replicate weights. */
void design_replicated(Stats *s, const Design *d, const Replicates *r, Design *out);
/* Degrees of freedom in the rows with in[i] (NULL: all) and a weight: PSUs less strata, or
 * the rank of the replicate weights less one. May be 0 or less: then no interval is known. */
double design_df(const Stats *s, const Design *d, const uint8_t *in);

/* ---- results ---- */

/* One number, never without its error. Unknown numbers are NaN. */
typedef struct Estimate {
    const char *name; /* of the term */
    const char *cell; /* of the domain, NULL for the whole sample */
    double      value, se;
    double      lo, hi;  /* NaN when df <= 0: it cannot be known */
    double      df;
    int64_t     n;       /* answers used */
    double      n_eff;   /* n / deff_wr: answers of a simple sample as exact as this */
    double      deff;    /* against a simple sample without replacement; R's deff=TRUE */
    double      deff_wr; /* against one with replacement; R's deff="replace" */
} Estimate;

typedef struct Note { const char *key, *detail; } Note; /* key of its words */

typedef struct Result {
    const char   *method; /* "mean", "total", ... */
    int           p;
    Estimate     *at;     /* [p] */
    double       *cov;    /* [p][p]; NULL above COV_MAX */
    /* cov is the product of root[p][roots], terms for units or replicates, with itself (with
     * joint probabilities, through their matrix). So results of one design have a covariance
     * too. NULL when it would be large. */
    int64_t       roots;
    double       *root;
    const Design *design;
    double        level;
    int           notes;
    const Note   *note;
} Result;

enum { COV_MAX = 1000 };

/* Covariance of estimate i of x with estimate j of y, results of the same design; NaN when
 * it cannot be known. */
double result_cov(const Result *x, int i, const Result *y, int j);
void   result_note(Stats *s, Result *r, const char *key, const char *detail);
/* Value with interval, n and df, as a line for people; there is no other way to print one. */
const char *estimate_text(Arena *a, const Estimate *e);

/* ---- the two roads ---- */

/* Estimates whose error comes from the influence of each row: the sum of z over the rows of
 * a sample would move the estimate by as much as the sample moves.
 *
 *   z[p]     each n rows, weight included: w (y - mean) / sum of w for a mean; 0 for rows
 *            that are not used
 *   in       [n] rows of the domain, for df and for lonely PSUs; NULL all
 *   e[p]     name, cell, value, n are read
 *   out      se, interval, df, cov, root, notes
 *   errors   stats.stratum.single   a stratum with one PSU, and LONELY_FAIL
 *            stats.calibration.unknown
 *   source   Binder 1983; R survey 4.5, svyrecvar() */
typedef struct Linear {
    const char    *method;
    int            p;
    Estimate      *e;
    double *const *z;
    const uint8_t *in;
    double         df;     /* 0: of the design in this domain */
    bool           own_df; /* e[].df are there already, as for cells */
} Linear;
MUST Err stats_linear(Stats *s, const Design *d, const Linear *l, Result *out);

/* Estimates as functions of n weights, for a design with replicates; theta[p] comes less
 * origin[p] (NULL for 0), so that what is far from 0 keeps its digits. A replicate in which
 * something is NaN is left out, and a note says so.
 *
 *   errors   stats.replicates.none   no replicate gave numbers; what theta() refuses
 *   source   Wolter 2007, ch. 3-5; R survey 4.5, svrVar() */
typedef struct Weighted {
    const char    *method;
    int            p;
    Estimate      *e;
    const double  *origin;
    Err          (*theta)(Stats *s, const void *with, const double *w, double *theta);
    const void    *with;
    const uint8_t *in;
    double         df;
    bool           own_df;
} Weighted;
MUST Err stats_weighted(Stats *s, const Design *d, const Weighted *f, Result *out);

/* cov[p][p] of the totals of z[p][n], as stats_linear() reckons it. */
MUST Err design_variance(Stats *s, const Design *d, int p, double *const *z, const uint8_t *in,
                         double *cov);
/* w[n] of replicate r. */
void replicate_weights(const Design *d, int r, double *w);

/* Interval of e from value, se and df at this level: value -+ t se, NaN when df <= 0. */
void estimate_interval(const Stats *s, Estimate *e);

/* ---- what is estimated ---- */

/* Means or totals of each column in each cell. Estimates run cell by cell, and in a cell
 * column by column.
 *
 *   m        columns, NaN missing; see Missing
 *   by       cells; NULL the whole sample
 *   errors   stats.answers.none   no answer at all; those of stats_linear
 *   unit     that of the column; totals times people
 *   source   Sarndal, Swensson, Wretman 1992, 5.6-5.7; R survey 4.5, svymean(), svytotal(),
 *            svyby() */
MUST Err stats_mean(Stats *s, const Design *d, const Model *m, const Domain *by, Result *out);
MUST Err stats_total(Stats *s, const Design *d, const Model *m, const Domain *by, Result *out);

/* Ratios of totals: each column of m over each of `under`, those of m running fastest; named
 * "a/b". A row that lacks either is not used. The rest as stats_mean(). */
MUST Err stats_ratio(Stats *s, const Design *d, const Model *m, const Model *under,
                     const Domain *by, Result *out);

/* Variances and covariances in the population, of each pair of columns of m: "a", "a:b".
 * Rows that lack one column are not used.
 *   source   R survey 4.5, svyvar(): the divisor n - 1, the means taken as known */
MUST Err stats_variance(Stats *s, const Design *d, const Model *m, const Domain *by, Result *out);

/* People in each cell: the totals of 1. */
MUST Err stats_table(Stats *s, const Design *d, const Domain *by, Result *out);

/* Interval of a proportion. */
typedef enum Prop {
    PROP_LOGIT,      /* of the regression's intercept, on the logit scale */
    PROP_WILSON,
    PROP_BETA,       /* Korn and Graubard 1998 */
    PROP_LIKELIHOOD, /* working likelihood, Rao and Scott */
    PROP_ASIN,       /* arcsine of the root */
    PROP_MEAN,       /* value -+ t se; may leave 0 .. 1 */
    PROP_XLOGIT,     /* logit scale, by the derivative */
} Prop;

/* Share of people for whom c is 1 (of 0 and 1).
 *
 *   nchs     PROP_BETA as the NCHS standards of 2017 have it: effective n at most n
 *   out      a share of exactly 0 or 1 has no interval but by PROP_BETA
 *   errors   stats.proportion.values   a value other than 0 and 1
 *   source   R survey 4.5, svyciprop(); Korn, Graubard 1998; Parker et al. 2017 (NCHS 2-175) */
MUST Err stats_proportion(Stats *s, const Design *d, const Column *c, const Domain *by,
                          Prop how, bool nchs, Result *out);

/* ---- of results ---- */

/* Linear contrasts of the estimates of r: coef[k][r->p], named name[k].
 *   source   the exact covariance of the estimates */
MUST Err stats_contrast(Stats *s, const Result *r, int contrasts, const double *coef,
                        const char *const *name, Result *out);
/* One expression of estimates, such as api00/api99 or `E:api00`-`H:api00`, its error by the
 * derivatives. Names are those of terms, of cells, or cell:term.
 *   errors   stats.formula.bad, stats.estimate.unknown */
MUST Err stats_expression(Stats *s, const Result *r, const char *expression, Result *out);
/* The estimates of two results of one design side by side, with their covariance: so that two
 * waves that share units can be compared.
 *   errors   stats.results.apart   they are not of one design */
MUST Err result_join(Stats *s, const Result *x, const Result *y, Result *out);

/* ---- response rates ---- */

/* Final outcomes of the drawn addresses, counts or sums of weights. */
typedef struct Outcomes {
    double complete, partial;           /* I, P */
    double refused, no_contact, other;  /* R, NC, O: eligible, not interviewed */
    double unknown_home, unknown_other; /* UH, UO: not known whether eligible */
    double eligible;                    /* e: share of the unknown that is, 0 .. 1 */
} Outcomes;
/* rate[1 .. 6] are RR1 to RR6; NaN where nothing stands below the line.
 *   errors   stats.outcomes.bad   a count below 0, or a share outside 0 .. 1
 *   source   AAPOR, Standard Definitions, 9th ed. 2016, p. 61-62 */
MUST Err response_rates(Stats *s, const Outcomes *o, double rate[7]);

#include "stats/infer.h" /* quantiles, tests, regression */
#include "stats/secret.h" /* what must be hidden; agreement of coders */

#endif
