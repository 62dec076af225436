/* infer.h - quantiles, tests and regression: the second half of stats.h, which includes it. */
#ifndef STATS_INFER_H
#define STATS_INFER_H

/* ---- quantiles ---- */

typedef enum QuantileRule { /* see qrule.c */
    QUANTILE_MATH, QUANTILE_SCHOOL, QUANTILE_SHAHVAISH, QUANTILE_HF1, QUANTILE_HF2,
    QUANTILE_HF3, QUANTILE_HF4, QUANTILE_HF5, QUANTILE_HF6, QUANTILE_HF7, QUANTILE_HF8,
    QUANTILE_HF9,
} QuantileRule;

typedef enum QuantileInterval {
    QUANTILE_MEAN,      /* Woodruff: that of the share below it, turned back */
    QUANTILE_BETA, QUANTILE_XLOGIT, QUANTILE_ASIN, /* the same, of the share by other ways */
    QUANTILE_SCORE,     /* Francisco and Fuller; slow; not with replicates */
    QUANTILE_REPLICATE, /* from the quantile of each replicate */
} QuantileInterval;

/* R's words for them, in this order, NULL at the end. */
extern const char *const quantile_rules[], *const quantile_intervals[];

typedef struct Quantiles {
    int              k;
    const double    *p; /* [k] from 0 to 1 */
    QuantileRule     rule;
    QuantileInterval interval;
} Quantiles;

/* Quantiles of each column in each cell: cell by cell, in it column by column, "api00.0.5".
 * se is the width of the interval in units of t; covariances are not known, but from
 * replicates. An end of the interval is NaN when its share lies outside 0 to 1.
 *
 *   errors   stats.quantile.probability   not from 0 to 1
 *            stats.quantile.interval      not for this kind of design
 *            those of stats_mean()
 *   memory   12 bytes a row and variable, while it runs 50 a row
 *   source   Woodruff 1952; Hyndman and Fan 1996; R survey 4.5, svyquantile() */
MUST Err stats_quantile(Stats *s, const Design *d, const Model *m, const Domain *by,
                        const Quantiles *q, Result *out);

/* ---- tests ---- */

/* The distribution of a weighted sum of chi-squares (R: pchisqsum). */
typedef enum SumRule { SUM_SADDLEPOINT, SUM_SATTERTHWAITE, SUM_INTEGRAL } SumRule;
extern const char *const sum_rules[]; /* R's words, NULL at the end */

/* A test of a hypothesis. Numbers that a test does not have are NaN. */
typedef struct Test {
    const char     *method;    /* "Rao-Scott", "t", "Wald", ... */
    const char     *name;      /* of the statistic: "F", "Chisq", "t" */
    double          statistic, ndf, ddf, p;
    const Estimate *at;        /* what is tested against 0, with its interval; or NULL */
    int64_t         n;         /* answers used */
    const Design   *design;
    double          level;
    int             notes;
    const Note     *note;
} Test;

/* Of Student's t on df: how likely one as far from 0 is, by chance; NaN for df <= 0. */
double stats_t_p(double t, double df);

/* Are the two factors of a table independent? */
typedef enum TableTest {
    TABLE_F,           /* Rao and Scott, second order: Satterthwaite's F */
    TABLE_CHISQ,       /* Rao and Scott, first order */
    TABLE_WALD, TABLE_ADJWALD, /* Koch, Freeman, Freeman 1975; adjusted by Thomas and Rao */
    TABLE_LINCOM,      /* the distribution of X2 itself, by the saddlepoint: so R has it where
                        * the package CompQuadForm is not there */
    TABLE_SADDLEPOINT,
    TABLE_WLS_SCORE,   /* score of a regression, with the scale R gives it */
    TABLE_INTEGRAL,    /* the distribution of X2 itself, by numerical integration */
} TableTest;
extern const char *const table_tests[]; /* R's words, NULL at the end */

/* Test of a table of two variables, ~a+b, among the rows where `where` is true (NULL: all).
 * Rows that lack either are not used; with MISSING_KEEP they make the test unknown.
 *
 *   errors   stats.table.two     not two variables
 *            stats.table.one     a variable has one level only
 *            stats.table.empty   too many empty cells: the matrix has no inverse
 *            those of stats_mean()
 *   source   Rao and Scott 1984; R survey 4.5, svychisq() */
MUST Err stats_chisq(Stats *s, const Design *d, const char *formula, const char *where,
                     TableTest how, Test *out);

/* Is a mean 0 (y ~ 0), or the same in two groups (y ~ group)? R's svyttest(). out->at has the
 * mean, or the difference.
 *   errors   stats.groups.two   not two groups; those of stats_mean() and stats_glm() */
MUST Err stats_ttest(Stats *s, const Design *d, const char *formula, const char *where,
                     Test *out);

typedef enum RankTest { RANK_WILCOXON, RANK_VANDERWAERDEN, RANK_MEDIAN, RANK_KRUSKAL } RankTest;
extern const char *const rank_tests[]; /* R's words, NULL at the end */

/* Do groups differ in the ranks of y (y ~ group)? Two groups: t of the difference of mean
 * rank scores; more: a Wald F of all differences.
 *   errors   stats.groups.two   fewer than two groups
 *   source   Lumley and Scott, Australian and NZ J. of Statistics 55, 2013; R survey 4.5 */
MUST Err stats_ranktest(Stats *s, const Design *d, const char *formula, const char *where,
                        RankTest how, Test *out);

/* ---- regression ---- */

/* Identity link, logit, log. The quasi families fit the same and say nothing of the scale. */
typedef enum Family {
    FAMILY_GAUSSIAN, FAMILY_BINOMIAL, FAMILY_QUASIBINOMIAL, FAMILY_POISSON, FAMILY_QUASIPOISSON,
} Family;
extern const char *const families[]; /* R's words, NULL at the end */

typedef struct GlmSpec {
    const char *formula; /* y ~ x + z; a factor on the left is 0 at its first level, else 1 */
    const char *offset;  /* expression added to the linear predictor; NULL none */
    const char *weights; /* expression that multiplies the weights; NULL none */
    const char *where;   /* rows of the domain; NULL all */
    Family      family;
    double      epsilon; /* 0: to the last digits. To compare with R: stop where R does, when the
                          * deviance moves by less than this share of it (1e-8), or after 25
                          * turns, converged or not; errors are then off by up to 1e-4 */
} GlmSpec;

typedef struct Glm {
    Result        coef;       /* a column that others hold already has NaN, and a note says so */
    GlmSpec       spec;
    Model         model;
    int           rank;
    const bool   *aliased;    /* [coef.p] */
    double        df;         /* of the design + 1 - rank */
    double        dispersion; /* R's summary(): the variance of Pearson's residuals */
    const double *naive;      /* [coef.p][coef.p] inverse information, weights of mean 1 */
    const uint8_t *used;      /* [n]; NULL all */
    Column        offset, prior; /* of spec.offset and spec.weights */
    double        scale;      /* of the weights, to a mean of 1 */
    int           turns;
} Glm;

/* Regression by pseudo-likelihood, converged to the last digits.
 *
 *   out      names as R's; df, se, interval of each coefficient
 *   errors   stats.glm.response    none, or not from 0 to 1 (binomial), below 0 (Poisson)
 *            stats.glm.weights     a weight below 0
 *            stats.glm.separated   a coefficient runs off: detail names it
 *            stats.glm.diverged    no solution in 60 turns
 *            stats.answers.none; those of model_make() and stats_linear()
 *   memory   8 bytes a row and expression; 8 p a PSU
 *   source   Binder, Int. Statistical Review 51, 1983; R survey 4.5, svyglm() */
MUST Err stats_glm(Stats *s, const Design *d, const GlmSpec *spec, Glm *out);
/* Twice the log-likelihood missing to a perfect fit, weights of mean 1. One pass. */
double glm_deviance(const Design *d, const Glm *m);

typedef enum TermTest {
    TERM_WALD,         /* F of the coefficients */
    TERM_WORKING_WALD, /* the same against the naive covariance, Rao and Scott's distribution */
    TERM_LRT,          /* difference of deviances, the same distribution */
} TermTest;
extern const char *const term_tests[]; /* "Wald", "WorkingWald", "LRT", NULL */

/* Are the coefficients of these terms 0?
 *
 *   terms    "stype:ell", or several: "stype+ell"
 *   rule     of the working tests
 *   df       of the denominator; 0 for m->df, INFINITY for chi-squares
 *   errors   stats.term.unknown   detail: the term
 *            stats.term.aliased   nothing of it was estimated
 *   source   Lumley and Scott, Statistics in Medicine 33, 2014; R survey 4.5, regTermTest() */
MUST Err stats_termtest(Stats *s, const Design *d, const Glm *m, const char *terms,
                        TermTest how, SumRule rule, double df, Test *out);

#endif
