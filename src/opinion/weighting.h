/* weighting.h - weights of the draw brought to what is known of the people.
 *
 * Three steps, each of which may be left out: who was drawn and did not answer is stood for by
 * those of the same class (adjust); weights are brought to known numbers of people (margins);
 * the heaviest are cut (trim).  A weighting is kept as its recipe; the weights follow from it,
 * here and by `namro estimate` alike.  docs/weights.md
 *
 *   (1) only a sample that was drawn by chance is weighted: no weight makes others represent
 *   (2) every choice that somebody gave has a known number above 0, no other has one
 *   (3) everybody who answered has a cell in each margin
 *   (4) margins speak of the same people: their sums differ by at most WEIGHTING_SLACK of them,
 *       and are made equal to the first
 *   (5) every class of non-response has somebody who answered
 *   (6) a version is never changed; which one results use is one act, with its reason */
#ifndef OPINION_WEIGHTING_H
#define OPINION_WEIGHTING_H

#include "stats/weigh.h"

#define WEIGHTING_SLACK 0.001
enum { WEIGHTING_CELLS_MAX = 60, WEIGHTING_NOTE_MAX = 500, WEIGHTING_REASON_MAX = 500 };

/* What is stored of a version. */
typedef struct WeightingRecipe {
    const char *classes, *margins, *method; /* as in sql/0362_opinion_weighting.sql */
    double      lower, upper, trim;
} WeightingRecipe;

/* A variable that may be a margin, and what is typed for each of its cells. */
typedef struct WeightingCell {
    const char *value, *label;
    int64_t     people;          /* who answered so */
    double      before, after;   /* share of all by the weights of the draw, and now; 0 .. 1 */
    const char *typed;           /* "" nothing */
    double      known;           /* NaN: nothing */
    Err         err;             /* what is wrong with it; NULL */
} WeightingCell;
typedef struct WeightingMargin {
    const char    *name, *label;
    int            cells;
    WeightingCell *cell;
    int64_t        missing;      /* people without an answer to it */
    bool           asked;        /* something is typed for it */
    double         sum;          /* of what is known */
    Err            err;          /* what is wrong with all of it; NULL */
} WeightingMargin;
/* Questions with one choice of at most WEIGHTING_CELLS_MAX, districts, strata. */
WeightingMargin *weighting_margins(Ctx *c, const Poll *p, int *n);
/* Reads what is typed and marks what is wrong; the margins as text, all of the sum of the first.
 *   errors   weighting.known.bad      no number of people
 *            weighting.known.lacking  (2) nothing, of a choice that somebody gave
 *            weighting.known.nobody   (2) a number, of a choice that nobody gave
 *            weighting.known.missing  (3)   weighting.known.sums  (4) */
MUST Err weighting_typed(Ctx *c, WeightingMargin *m, int n, const char **out);

/* Who was drawn in each class, weighted, from the visits of the survey: "stratum: 1=2400 2=800".
 *   by       "stratum" "psu"; "" gives ""
 *   errors   weighting.classes.bad    neither
 *            weighting.classes.empty  (5); detail: which classes   .none  no visits are known */
MUST Err weighting_classes(Ctx *c, Stats *st, const Poll *p, const char *by, const char **out);

typedef struct WeightingDone {
    Design        design;
    const double *w;
    const char   *recipe;     /* options of `namro estimate` on the export, but for */
    const char   *options;    /* what stands behind --option, of which there is but one; NULL */
    double        n_eff, spread, most; /* Kish; n / n_eff; the largest weight in mean weights */
    double        least;      /* the smallest, likewise */
    double        factor_least, factor_most; /* of what the margins did; 1 without */
    int           turns, trimmed;
    double       *gap;        /* [turns] worst cell before each turn, as a part of its total */
    const char   *digest;     /* SHA-256 of the weights, 64 hex digits */
} WeightingDone;
/* The weights of a recipe.
 *   errors   weighting.none.asked    nothing is to be done
 *            weighting.sampling.none (1)
 *            weighting.classes.empty (5)   weighting.bounds.bad  do not hold 1
 *            stats.margin.*, stats.trim.*  with st->detail
 *   memory   some 40 bytes a row
 *   source   Kish 1965, 1992; Deville, Sarndal, Sautory 1993 (weigh.h) */
MUST Err weighting_reckon(Ctx *c, Stats *st, const Poll *p, const WeightingRecipe *k,
                        WeightingDone *out);
/* Share of each cell by these weights, into `after`. */
void     weighting_shares(const Poll *p, const double *w, WeightingMargin *m);

/* ---- weighting_store.c ---- */

typedef struct WeightingRow WeightingRow;
struct WeightingRow {
    int64_t         id, survey, version, n, at, who;
    const char     *note, *digest;
    WeightingRecipe recipe;
    double          n_eff;
    WeightingRow   *next;
};
WeightingRow *weighting_list(Ctx *c, int64_t survey);                  /* newest first */
WeightingRow *weighting_get(Ctx *c, int64_t survey, int64_t version);  /* NULL */
/* The version that results use; 0: none.   turn: rises with each act of weighting_use() */
int64_t  weighting_in_force(Ctx *c, int64_t survey, int64_t *turn);
/* errors   weighting.note.missing .long */
MUST Err weighting_add(Ctx *c, const Poll *p, const WeightingRecipe *k, const char *note,
                       const WeightingDone *d, int64_t *version);
/* errors   weighting.version.missing   weighting.reason.missing .long */
MUST Err weighting_use(Ctx *c, const Survey *s, int64_t version, const char *reason);
/* The design of a poll with the weights in force.
 *   errors   weighting.stale   they can be made no more, for the answers have changed */
MUST Err weighting_apply(Ctx *c, Stats *st, Poll *p);

extern const Route weighting_routes[];

#include "opinion/weighting_pages.h"

#endif
