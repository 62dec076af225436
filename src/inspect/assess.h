/* assess.h - part of inspect.h: how units did their tasks in a period, by a formula that
 * anybody can see; lists of units; letters.
 *
 *   (1) an indicator is one of a closed list, and all of them count tasks: no result of a
 *       survey, no opinion and no person can enter (rule R8 of /method/safeguards)
 *   (2) a formula holds for the periods that end on its first day or later, until the next
 *   (3) what is counted was known at one instant, so the figures come out the same again
 *   (4) a unit with fewer tasks than `least` is listed and has no rank
 *   (5) a list is proposed by a rule, chosen by a person with a reason for each unit, and
 *       approved by a second person
 *   (6) what is approved changes no more; it can only be withdrawn, with a reason
 *
 * A task is owed in the period if its day lies in it, or lay before and it was not done when
 * the period began.  It counts if by the end of the last day it was done in time, done late, or
 * overdue; drafts, withdrawn and paused tasks do not count, nor does a report in time whose word is
 * awaited: that is not the unit's doing. */
#ifndef INSPECT_ASSESS_H
#define INSPECT_ASSESS_H

#include "exchange/exchange.h"
#include "stats/stats.h"
#include "work/work.h"

/* ---- formula.c ---- */

typedef enum Indicator {
    IND_IN_TIME,  /* done in time        of the tasks that count */
    IND_LATE,     /* done late           of the same */
    IND_OVERDUE,  /* not done, overdue   of the same */
    IND_RETURNED, /* sent back once or more     of those with a final report in the period */
    IND_EVIDENCE, /* with a file or an address  of those done */
    IND_EXTENDED, /* given more time            of the tasks that count */
    IND_FALSE,    /* found false                of those inspected, in rounds closed by then */
    INDICATORS
} Indicator;
extern const char *const indicator_names[INDICATORS]; /* "in_time" */
/* -1 for whatever is not in the list: (1). */
int         indicator_of(const char *name);
const char *indicator_key(int indicator);  /* key of its words */
const char *indicator_rule(int indicator); /* key of what is counted over what */

typedef struct Formula Formula;
struct Formula {
    int64_t     id;
    const char *since, *name, *source;
    int64_t     least;              /* (4) */
    int         weight[INDICATORS]; /* points for a share of all; 0: it does not count */
    int64_t     at, who;
    Formula    *next;
};
enum { FORMULA_NAME_MAX = 200, FORMULA_SOURCE_MAX = 500, WEIGHT_MAX = 100, LEAST_MIN = 2,
       LEAST_MAX = 1000, FORMULA_LEAST = 5 };
Formula        formula_blank(void);            /* a proposal */
const Formula *formulas(Ctx *c);               /* the latest first */
const Formula *formula_get(Ctx *c, int64_t id);
const Formula *formula_on(Ctx *c, const char *day); /* (2); NULL if none holds yet */
/* A new one; what was settled is never changed.
 * errors   http.forbidden             without RIGHT_JUDGE over the whole
 *          formula.name.missing .long, formula.since.missing .taken
 *          formula.source.missing .long, formula.least.range
 *          formula.weight.range, formula.weight.none
 *          formula.indicator.other    (1): it weighs something else */
MUST Err formula_put(Ctx *c, Formula *f);
/* Sets one weight by the name of its indicator.  errors  formula.indicator.other,
 * formula.weight.range */
MUST Err formula_weigh(Formula *f, const char *indicator, int64_t points);
/* In signs: "60 × in time + 20 × with evidence − 40 × overdue". */
const char *formula_words(const Ctx *c, const Formula *f);

/* ---- assess_count.c: what is counted ---- */

typedef struct Portion { int64_t top, n; } Portion;
typedef struct AssessRow {
    int64_t     unit;
    const char *name;      /* on the last day of the period */
    int64_t     owed, waiting;
    Portion        cell[INDICATORS];
    double      points;    /* NaN without a task */
    int64_t     rank, low, high; /* 0: without */
    const char *proposal, *choice, *reason; /* "" commend correct */
    int64_t     chooser, chosen;            /* 0 */
} AssessRow;

typedef struct Assessment Assessment;
struct Assessment {
    int64_t     id;
    const char *period;        /* month quarter half year other */
    const char *since, *until; /* days, both in it */
    int64_t     unit;          /* units beneath it, */
    int64_t     level;         /* 0 offices and their parts, 2 districts, 3 communes */
    bool        beneath;       /* with the tasks of the units beneath each */
    int64_t     formula;
    int64_t     known, seed;   /* milliseconds since 1970 UTC; of the intervals */
    int64_t     outside;       /* tasks whose unit had ended: in no row */
    const char *hash, *stage, *reason;
    int64_t     proposer, judge, judged, version, at, who;
    Assessment *next;
};
typedef struct Assessed {
    int         n, ranked;
    AssessRow  *row;           /* by rank, then those without by name */
    int64_t     outside;
    Portion     all[INDICATORS];
    const char *hash;          /* of the figures */
} Assessed;
enum { ASSESS_UNITS_MAX = 2000 };

/* Counts, weighs and ranks, from what was known at a->known alone. */
MUST Err assess_count(Ctx *c, const Assessment *a, const Formula *f, Assessed *out);
/* errors   assess.unit.none   no such unit beneath; assess.unit.many */

/* The tasks of one figure, by due day: those of the numerator, or all of the denominator.
 *   what     an Indicator; -1: those that wait for a word
 *   memory   at most ASSESS_TASKS_MAX of them */
typedef struct AssessTask AssessTask;
struct AssessTask {
    int64_t     task;
    const char *work, *due, *done; /* as they were known; done: NULL */
    KnownState  state;             /* on the last day */
    bool        top;               /* of the numerator */
    AssessTask *next;
};
enum { ASSESS_TASKS_MAX = 5000 };
const AssessTask *assess_tasks(Ctx *c, const Assessment *a, int64_t unit, int what, bool top,
                               int64_t *n);

/* ---- assess_rank.c: how sure a rank is ----
 *
 * Another such period with the same ways of working would not give the same figures.  For
 * each unit shares are drawn that its figures allow: those of done in time, late and overdue
 * together from a Dirichlet distribution, the others from a beta, both behind Jeffreys'
 * prior; the units are ranked by the points of each draw, and the interval of a unit's rank
 * holds the middle 95 % of its ranks.  It is of each unit alone, not of all together.
 *   row[n]   cells are read; rank, low, high and points are set
 *   seed     the same seed, the same intervals
 *   memory   RANK_DRAWS bytes and doubles for each unit
 *   source   Goldstein and Spiegelhalter 1996, JRSS A 159(3), 385-443; Brown, Cai and
 *            DasGupta 2001, Statistical Science 16(2), 101-133 (Jeffreys) */
void assess_rank(Arena *a, const Formula *f, AssessRow *row, int n, uint64_t seed);
enum { RANK_DRAWS = 4000 };
/* The share that stands for a cell without a denominator: that of all units. */
double assess_share(const AssessRow *r, const Portion all[INDICATORS], int indicator);

/* ---- assess.c: assessments ---- */

/* The last day of the month, quarter, half or year that begins on `since`. */
const char *assess_until(Arena *a, const char *period, const char *since);
Assessment  assess_blank(const Ctx *c); /* the last quarter that is over */
Assessment *assess_get(Ctx *c, int64_t id); /* NULL if there is none, or c->who may not know it */
const Assessment *assess_list(Ctx *c);  /* those, the latest first */
Assessed    assess_rows(Ctx *c, const Assessment *a); /* as they are stored */
AssessRow  *assess_row(const Assessed *x, int64_t unit); /* NULL */
bool        assess_is(const Assessment *a, const char *stage);
/* May c->who see, and so know, the tasks behind the figures of the unit? */
bool        assess_opens(Ctx *c, const Assessment *a, int64_t unit);
bool        assess_may(Ctx *c, const Assessment *a); /* RIGHT_JUDGE over its unit */

/* Count and store; a->known 0 is now.
 * errors   http.forbidden, assess.period.bad (no such days), assess.since.missing .order,
 *          assess.until.missing .future
 *          assess.known.early (before the last day is over) .future,
 *          assess.unit.missing .none .many
 *          assess.formula.none    no formula holds on its last day */
MUST Err assess_make(Ctx *c, Assessment *a);
/* Do the figures come out the same?  errors  assess.figures.differ; those of assess_count() */
MUST Err assess_again(Ctx *c, const Assessment *a);

/* A unit onto a list, off it, or to none against the proposal.
 * errors   http.forbidden, http.missing, assess.stage.other, clash.version.stale
 *          assess.choice.bad, assess.reason.missing .long */
MUST Err assess_choose(Ctx *c, const Assessment *a, int64_t unit, const char *choice,
                       const char *reason);
/* errors   assess.stage.other, assess.choice.left (proposals that nobody looked at) */
MUST Err assess_propose(Ctx *c, const Assessment *a);
/* errors   assess.stage.other; assess.judge.self  (5): who counted, chose or sent it */
MUST Err assess_approve(Ctx *c, const Assessment *a);
MUST Err assess_return(Ctx *c, const Assessment *a, const char *reason);   /* assess.reason.* */
MUST Err assess_withdraw(Ctx *c, const Assessment *a, const char *reason); /* the same */
enum { ASSESS_REASON_MAX = 2000 };
const char *assess_period(const Ctx *c, const Assessment *a); /* "quý III năm 2022" */
int64_t assess_left(const Assessed *x); /* proposals that nobody looked at */

/* The figures as a file, each with its numerator and denominator.  errors  file.sheet.* */
MUST Err assess_export(Ctx *c, const Assessment *a, SheetAs as, Made *out);

extern const Route assess_routes[];

#include "inspect/dispatch.h"
#include "inspect/assess_pages.h"

#endif
