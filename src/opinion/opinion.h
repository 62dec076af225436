/* opinion.h - what people say, as numbers that carry their error.
 *
 *     poll     the answers of a survey as rows and variables, with the design (poll.c)
 *     table    a question by groups of people: shares with intervals, what may be shown (table.c)
 *     change   the same question in two surveys (change.c)
 *     ledger   all that was published, taken together (ledger.h)
 *     coding   open answers, coded by two (coding.h)
 *
 * Every estimate comes from src/stats with the design of the sample.  Where nobody was drawn
 * there is none: shares of those who came, counted, and so said (rule R6).  What a cell may
 * show is decided here, before any page sees it (R7). */
#ifndef OPINION_H
#define OPINION_H

#include "stats/stats.h"
#include "survey/results.h"

/* ---- poll.c ---- */

/* How those who answered were chosen: the first alone stands for the population. */
typedef enum Sampling { SAMPLED, QUOTA, OPT_IN } Sampling;

/* A question that can be tabled: one choice, several, or a number. */
typedef enum PollKind { POLL_ONE, POLL_MANY, POLL_NUMBER } PollKind;
typedef struct PollItem PollItem;
struct PollItem {
    const Asked *asked;  /* its words, choices, identity */
    const char  *name;   /* of its variable, as in the export */
    PollKind     kind;
    int          var, vars; /* data.var[var ..]: POLL_MANY has one of 0 and 1 for each choice */
    PollItem    *next;
};

typedef struct Poll {
    const Survey     *survey;
    Sampling          sampling;
    const ResultPlan *plan;
    const PollItem   *items;
    Dataset           data;    /* rows by stratum and unit; after the questions come stratum, psu,
                                  base, district */
    Design            design;  /* SAMPLED alone */
    const char       *recipe;  /* the design as options of `namro estimate` on the export; NULL */
    const char       *options; /* what belongs to it behind --option; NULL */
    int64_t           weighting; /* version of the weights in force; 0: those of the draw */
    const int32_t    *psu;     /* [n] of each row, from 0; NULL without a design */
    int64_t           apart;   /* answers that are not in it: encrypted, or of somebody who was
                                  not drawn while others were */
} Poll;

/* The answers of a survey that are not rejected; of a wave those that were released.
 *   st       threads and level; memory of c->a
 *   errors   opinion.answers.none   there is nothing yet
 *            weighting.stale        the weights in force can be made no more
 *            results.*, stats.*     of the plan and the design */
MUST Err poll_read(Ctx *c, Stats *st, const Survey *s, Poll *out);
MUST Err poll_drawn(Ctx *c, Stats *st, const Survey *s, Poll *out); /* by the draw's weights */
const PollItem *poll_item(const Poll *p, const char *name); /* NULL */

/* ---- table.c ---- */

/* Why a cell shows nothing.  A cell: who is of a group and gave an answer. */
typedef enum Shown {
    SHOWN,
    HIDDEN_FEW,    /* fewer than CELL_LEAST people */
    HIDDEN_UNITS,  /* from fewer than UNITS_LEAST of the units drawn first */
    HIDDEN_ALL,    /* everybody of the group, or all but a few: it would tell of each */
    HIDDEN_BESIDE, /* so that another cannot be found by subtraction */
    HIDDEN_ERROR,  /* its error cannot be known, so neither can it (R6) */
} Shown;
enum { CELL_LEAST = 10, UNITS_LEAST = 3, RELIABLE_LEAST = 30 };

typedef struct PollCell {
    double  share, lo, hi;  /* 0 .. 1; of a number the mean; NaN: not shown, or (lo, hi) opt-in */
    double  se, df;
    int64_t people;         /* who gave this answer: never shown, only asked for whether it may */
    int     units;
    Shown   shown;
    bool    weak;           /* its interval is too wide to lean on (NCHS 2017) */
} PollCell;
typedef struct PollGroup {
    const char *name;
    const char *key;    /* as the data have it; NULL of everybody */
    int64_t     n;      /* who answered the question */
    double      n_eff;  /* as exact as so many of a simple sample; NaN without a design */
} PollGroup;
typedef struct PollTable {
    const PollItem   *item;
    const char       *by;       /* words of the grouping; NULL */
    int               groups, answers;
    PollGroup       *group;    /* [0] is everybody */
    const char      **answer;   /* words of each choice; one, of a number */
    PollCell        *cell;     /* [groups][answers] */
    bool              error;    /* has intervals: SAMPLED */
    const char       *recipe;   /* NULL without a design */
    double            p;        /* of the Rao-Scott test that groups do not differ; NaN */
    double            f, df1, df2;
} PollTable;
/* by: name of a question with one choice, "district", "stratum"; NULL.
 *   errors   opinion.by.missing   there is no such grouping
 *            stats.* */
MUST Err poll_table(Ctx *c, Stats *st, const Poll *p, const PollItem *item, const char *by,
                    PollTable *out);
static inline PollCell *poll_cell(const PollTable *t, int group, int answer) {
    return &t->cell[group * t->answers + answer];
}
/* behind.c: people and units of each cell, [groups][answers], the first group everybody; base
 * [groups] who answered at all, sum [groups] of a number.  Units are told where some were drawn. */
typedef struct Behind {
    int      groups, answers;
    int64_t *people, *base;
    int     *units;
    double  *sum;
} Behind;
Behind count_behind(Arena *a, const Poll *p, const PollItem *item, const Domain *by, int answers);
/* Hides what would let a hidden cell be found by subtraction: within a group, whose shares make
 * a whole, and between groups, which make everybody.  Afterwards each cell that a count hid and
 * each that was added has the same reason, for the reason itself would tell how small a cell is.
 * Where nothing helps no group is shown, or nothing at all.  Called by poll_table(). */
void table_beside(Stats *st, PollTable *t);

/* ---- change.c ---- */

typedef struct PollChange {
    const char *answer;
    double      before, now, change, lo, hi;  /* NaN: one of both is not shown */
    double      p;                            /* of no change */
} PollChange;
/* Everybody's answers to the same question in an earlier survey of the form.  The samples were
 * drawn apart, so the squares of their errors add up; df of Welch and Satterthwaite.
 *   n        of out: answers that both have */
MUST Err poll_change(Ctx *c, Stats *st, const PollTable *now, const PollTable *before,
                     const PollChange **out, int *n);

/* ---- phrase.c ---- */

/* Key of the words for a share with this interval: "phrase.most"; by a table, so that "đa số"
 * is not a feeling.  An interval that reaches over a border gets the weaker words. */
const char *phrase_of(double lo, double hi);

/* ---- kept.c ---- */

/* Of a page of results: who reads it, what was asked for, and all that it may depend on. */
const char *kept_key(Ctx *c, const Survey *s, const char *asked);
Html        kept_get(Ctx *c, const char *key); /* a copy; .s NULL: it is not there */
void        kept_put(const char *key, Html h); /* in the place of the oldest of some twenty */

extern const Route opinion_routes[];

#include "opinion/ledger.h"
#include "opinion/coding.h"
#include "opinion/weighting.h"
#include "opinion/pages.h"
#include "opinion/release.h"

#endif
