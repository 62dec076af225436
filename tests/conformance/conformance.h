/* conformance.h - the engine against tables of R survey's answers.
 *
 * A table has a row for each answer: the design by name, the statistic, its formula and
 * options, and what R gave. The rows of one call stand for one Case; it is run once, and
 * each row looks its answer up. */
#ifndef CONFORMANCE_H
#define CONFORMANCE_H

#include "stats/sheet.h"

/* Data sets, calibrated weights and designs, made when they are first asked for. */
typedef struct World World;
/* Rows as in R's data; or sorted as loading sorts them, where R knows nothing of an order. */
World *world_open(Arena *a, const char *folder, bool sorted);
/* Not sorted: designs whose weights are told row by row. */
bool world_has(const World *w, const char *design);
/* NULL when there is no such file. */
const Dataset *world_data(World *w, const char *name);
/* The design of this name as the engine makes it. `made` says in words what went wrong. */
const Design *world_design(World *w, const char *name, const char **why);
/* weights/NAME.csv.gz, or NULL. */
const Sheet *world_weights(World *w, const char *name);

/* One answer of the engine, in the words of the table. Unknown numbers are NaN. */
typedef struct Answer {
    const char *domain, *term;
    double      est, se, lo, hi, df, deff;  /* of estimates.csv */
    double      statistic, ndf, ddf, p;     /* of tests.csv */
} Answer;

enum { OPTIONS_MAX = 16, ANSWERS_MAX = 1000 };
typedef struct Option { const char *key, *value; } Option;

typedef struct Case {
    World        *w;
    Stats        *s;
    const char   *design, *stat, *formula, *option;
    Option        opt[OPTIONS_MAX]; /* "na.rm=TRUE;deff" as keys and values ("" for none) */
    int           opts;
    bool          normal; /* intervals by the normal distribution: the table's df is Inf */
    const Design *d;   /* with lonely=, mse= and the like applied */
    int           n;
    Answer        at[ANSWERS_MAX];
    const char   *why; /* it could not be run */
} Case;

const char *case_option(const Case *k, const char *key); /* NULL when it was not given */
/* Runs the case; on failure why is set and n is 0. */
void case_run(Case *k);
void case_test(Case *k);
void run_glm(Case *k);
Answer *case_add(Case *k);

/* How exact an answer must be, relative to what R gave. */
typedef struct Tolerance { double est, se, statistic, p; } Tolerance;
Tolerance tolerance_of(const Case *k);
bool      near_to(double got, double want, double relative, double floor);

#endif
