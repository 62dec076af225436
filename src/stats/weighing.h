/* weighing.h - what the files that calibrate share. */
#ifndef STATS_WEIGHING_H
#define STATS_WEIGHING_H

#include "stats/inside.h"
#include "stats/weigh.h"

/* A margin whose cells are those of the sample. */
typedef struct Matched {
    const char        *by;
    int32_t            cells;
    const char *const *name;  /* [cells] */
    Domain             rows;  /* cell of each row */
    const double      *total; /* [cells] */
    double             sum;
    int                empty; /* cells known to hold nobody */
} Matched;
MUST Err margin_match(Stats *s, const Design *d, const Margin *m, Matched *out);
/* total[n] of the columns of these names. */
MUST Err totals_match(Stats *s, const Margin *m, int n, const char *const *name, double *total);

/* New weights from old ones, by any of the methods. `watch` is the Weighting of the whole
 * sample, NULL for a replicate. */
typedef Err (*Fit)(Stats *s, const void *with, const double *w, double *after, Weighting *watch);

/* Cells of all margins together: what the rows of one have in common. */
typedef struct Joint {
    int32_t         cells;
    const uint32_t *of;     /* [n] */
    const int32_t  *part;   /* [cells][margins] cell of each margin */
    double         *people; /* [cells] sum of weights, and of their squares; rows with one */
    double         *square;
    int64_t        *rows;
} Joint;
/*  errors   stats.margin.missing   a row with a weight and no cell */
MUST Err joint_make(Stats *s, const Design *d, int margins, const Matched *m, Joint *out);

/* The design with the weights that fit() gives, its replicates too; c->before and ->after are
 * set here. Without c (trimming) the calibration before stays. */
MUST Err weighting_make(Stats *s, const Design *d, Fit fit, const void *with, Calibration *c,
                        Weighting *out);

/* Notes how far the worst cell of each margin is off, before turn `turn`. */
void weighting_watch(Stats *s, Weighting *out, int turn, const double *gap);

#endif
