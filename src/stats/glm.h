/* glm.h - what the files of the regression share. */
#ifndef STATS_GLM_H
#define STATS_GLM_H

#include "stats/inside.h"

enum { GLM_BLOCK = 256 }; /* rows that are read at once */

/* What is fitted: y to x, with weights w * scale * prior. */
typedef struct GlmData {
    Family         family;
    int64_t        n;
    int            p;
    const Column  *x;       /* [p] */
    const double  *centre;  /* [p] taken off each column */
    const Column  *y, *offset, *prior; /* the last two may be NULL */
    const double  *w;
    double         scale;
    const uint8_t *used;    /* [n]; NULL all */
    const int32_t *unit;    /* [n] for sums by unit; NULL none */
    int32_t        units;
    bool           sorted;  /* rows lie unit by unit */
    const Stats   *s;       /* how many threads */
} GlmData;

typedef enum GlmWhat {
    GLM_START,  /* as if eta were a first guess from y: the gradient leads to beta itself */
    GLM_STEP,   /* gradient and information at beta */
    GLM_SCORES, /* and what the error is made of */
} GlmWhat;

typedef struct GlmSums {
    double *gradient;    /* [p] */
    double *information; /* [p][p] */
    double  people;      /* sum of w * scale */
    double  r, rr;       /* sums of these times Pearson's residual, and its square */
    double  far;         /* largest |eta| */
    double *unit;        /* [units][p] sums of score times x; NULL without units */
} GlmSums;

/* Reads every row, or with stride k each k-th block of rows. `out` has its arrays. */
void glm_pass(const GlmData *g, GlmWhat what, const double *beta, int stride, GlmSums *out);
/* score[n]: a (y - mu), the influence of a row before x; 0 where it is not used. With `before`
 * the residual of beta with the weight of that, as R leaves them. */
void glm_scores(const GlmData *g, const double *beta, const double *before, double *score);
bool column_has_gaps(const Column *c, int64_t n); /* maybe a NaN somewhere */
/* Twice the log-likelihood that is missing to a perfect fit. */
double glm_deviance_of(const GlmData *g, const double *beta);
/* The deviance of another formula in the rows, and with the weights, of m. */
MUST Err glm_deviance_without(Stats *s, const Design *d, const Glm *m, const char *formula,
                              double *out);

#endif
