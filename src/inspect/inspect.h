/* inspect.h - inspection: a fair sample of the tasks that are said to be done, and what
 * was found of them on the spot.
 *
 * A round lists its population, which is frozen with a hash; a sample is drawn from that
 * list by a seed, so that anybody can draw it again; each task drawn gets a finding; and
 * from the findings follows the share of false completions, with its interval.
 *
 *   (1) name, reason  of the round
 *   (2) unit          within the inspector's scope; with it all beneath
 *   (3) period        days that exist, in order, the last not in the future
 *   (4) population    the tasks in charge of these units that were done in the period: those
 *                     accepted as done, and by choice also those reported done whose word
 *                     still waits
 *   (5) lines         of the checklist, 1 to LINES_MAX, each at most LINE_MAX bytes
 *   (6) size          1 to SAMPLE_MAX; of each stratum at least `least`, as far as it has so many
 *
 * Opinion has no place here: what is looked at is whether a product is there (rule R8 of
 * /method/safeguards). */
#ifndef INSPECT_H
#define INSPECT_H

#include "stats/stats.h"
#include "work/work.h"

enum {
    SAMPLE_MAX = 2000, FRAME_MAX = 200000, STRATA_MAX = 1000, HAND_MAX = 200,
    LINES_MAX = 40, LINE_MAX = 500,
    ROUND_NAME_MAX = 300, ROUND_TEXT_MAX = 4000, /* bytes */
    SIZE_FIRST = 30, LEAST_FIRST = 5,            /* proposed */
    SEEN_MIN = 5    /* fewer tasks inspected than this: no share is told */
};

/* ---- frame.c: what is drawn from ---- */

typedef struct Stratum {
    int64_t     id;    /* 0 until stored */
    int64_t     ref;   /* the unit or the document; 0 */
    const char *name;
    int64_t     n;     /* tasks in it */
    int64_t     take;  /* of these, to be drawn */
} Stratum;
typedef struct FrameRow {
    int64_t     task, unit; /* in charge */
    int         stratum;    /* index */
    const char *day;        /* done, or reported done */
} FrameRow;
/* Rows in the order of strata, and within them of tasks: place i + 1 is row[i]. */
typedef struct SampleFrame {
    Stratum  *stratum;
    int       strata;
    FrameRow *row;
    int64_t   n;
} SampleFrame;

/* The file of a frame: UTF-8, a line for each task behind place,task,stratum,unit,day.  What
 * `sha256sum` says of it is the hash of the round.
 * memory   the whole file in c->a */
Bytes frame_text(Ctx *c, const SampleFrame *f);
/* Such a file.  errors  frame.file.form (its columns are others, or a row is no row),
 * frame.file.order (a stratum comes twice, a place is missing), frame.file.many; and those of
 * csv_open() */
MUST Err frame_parse(Ctx *c, Bytes text, SampleFrame *out);

/* ---- draw.c: how many of each stratum, and which ---- */

/* Sets take of each stratum: `least` of each, as far as it has so many, and the rest one by
 * one to the stratum that lacks most of what is due to it, by its size or the same for all.
 * What is due to nobody (a size above all tasks) is not drawn.
 *   share    "proportional" or "equal" */
void frame_allocate(SampleFrame *f, int64_t size, const char *share, int64_t least);
int64_t frame_takes(const SampleFrame *f); /* of all strata together */

/* The sample, as indices into f->row, in the order of the frame.
 *
 * The generator is xoshiro256++ with its state filled by splitmix64 from the seed
 * (stats/random.h).  Strata come in their order; of each, the first `take` places of a
 * Fisher-Yates shuffle are drawn, its random numbers without modulo bias.
 *   seed     0 to SEED_MAX
 *   memory   frame_takes(f) indices in c->a
 *   source   Knuth, TAOCP vol. 2, 3.4.2, algorithm P; Blackman and Vigna 2019 */
int64_t *frame_draw(Ctx *c, const SampleFrame *f, int64_t seed);
#define SEED_MAX 999999999999999 /* fifteen digits: they can be read aloud, and typed */
int64_t seed_new(void);

/* Half the width of the 95 % interval of a share, if it is p in each stratum: the normal
 * approximation with the correction for finite populations.  NaN with nothing to draw.
 *   source   Cochran, Sampling Techniques, 1977, 5.2 */
double frame_precision(const SampleFrame *f, double p);
double stratum_precision(const Stratum *s, double p);

/* ---- round.c: rounds ---- */

typedef struct Inspection Inspection;
struct Inspection {
    int64_t     id;
    const char *name, *reason; /* (1) */
    int64_t     unit;          /* (2) */
    const char *since, *until; /* (3) */
    const char *basis;         /* (4) accepted reported */
    const char *strata;       /* strata: unit district document none */
    const char *lines;         /* (5) one a line */
    int64_t     size, least;   /* (6) */
    const char *share;         /* proportional equal hand */
    const char *stage;         /* planned running closed abandoned */
    int64_t     listed;        /* when */
    const char *hash;
    int64_t     seed;          /* -1 before the draw */
    bool        typed;         /* somebody chose it */
    int64_t     drawn, drawer, ended, ender;
    const char *ending;        /* why abandoned; what follows from it; "" */
    int64_t     version, at, who;
    int64_t     n, taken, seen; /* tasks of the frame, drawn, and with a finding */
    Inspection *next;
};
Inspection inspection_blank(Ctx *c); /* the quarter before, what is proposed */
/* NULL if there is none, or c->who may not know of it: an inspector sees those over whose
 * unit he holds RIGHT_INSPECT; who holds RIGHT_VIEW over it, those that are closed. */
Inspection *inspection_get(Ctx *c, int64_t id);
Inspection *inspection_read(Ctx *c, int64_t id); /* whoever c->who is; NULL */
const Inspection *inspection_list(Ctx *c); /* newest first, those that c->who may know of */
/* Those closed by the instant `known` that tell of the days: tasks done on them were drawn from,
 * or the round was closed on one of them.  The latest closed first, whoever c->who is. */
const Inspection *inspections_of(Ctx *c, int64_t known, const char *since, const char *until);
bool inspection_may(Ctx *c, const Inspection *i); /* RIGHT_INSPECT over its unit */
bool round_is(const Inspection *i, const char *stage);

/* Store it, and list its population anew; a round that was drawn changes no more.
 *   errors   http.forbidden, inspection.stage.other
 *            inspection.name.missing .long, inspection.reason.missing .long,
 *            inspection.unit.missing
 *            inspection.since.order, inspection.until.future, inspection.basis.missing,
 *            inspection.strata.missing, inspection.lines.missing .long .many
 *            inspection.unit.none       no task of the period
 *            inspection.unit.many       more than FRAME_MAX
 *            inspection.strata.many    more strata than STRATA_MAX
 *            clash.version.stale */
MUST Err inspection_put(Ctx *c, const Inspection *was, Inspection *i);
SampleFrame inspection_frame(Ctx *c, int64_t id);  /* as it was stored */
SampleFrame inspection_strata(Ctx *c, int64_t id); /* the same without its rows */
/* How the sample is to be shared out.
 *   take     [strata] with share "hand"; else NULL
 *   errors   inspection.size.range, inspection.least.range, inspection.share.missing
 *            inspection.share.many    by hand, and more strata than HAND_MAX
 *            inspection.take.range   more than a stratum has, or than SAMPLE_MAX, or none at all */
MUST Err inspection_plan(Ctx *c, const Inspection *i, int64_t size, const char *share,
                         int64_t least, const int64_t *take);
/* Draw: once, and for good.
 *   seed     -1: the program makes one
 *   errors   inspection.seed.range; inspection.stage.other */
MUST Err inspection_draw(Ctx *c, const Inspection *i, int64_t seed);
/* errors   inspection.ending.left (tasks without a finding), .long */
MUST Err inspection_close(Ctx *c, const Inspection *i, const char *words);
/* errors   inspection.ending.missing, .long */
MUST Err inspection_abandon(Ctx *c, const Inspection *i, const char *why);

/* Lists of questions to be used again. */
typedef struct Checklist Checklist;
struct Checklist { int64_t id; const char *name, *lines; Checklist *next; };
const Checklist *checklists(Ctx *c); /* by name */
/* errors   checklist.name.missing .long, those of inspection.lines.* */
MUST Err checklist_put(Ctx *c, const char *name, const char *lines);
MUST Err checklist_drop(Ctx *c, int64_t id); /* http.missing */
/* The lines of a checklist, one text each; how many. */
int lines_cut(Ctx *c, const char *lines, const char *out[LINES_MAX]);

/* ---- finding.c: what was found ---- */

typedef struct FindingLine { const char *question, *answer, *note; } FindingLine; /* "" */
typedef struct FindingFile FindingFile;
struct FindingFile { int64_t id, file; const char *name; int64_t bytes; FindingFile *next; };
typedef struct Finding Finding;
struct Finding {
    int64_t     id, inspection, task, stratum, unit;
    const char *verdict; /* "" true partly false unseen */
    const char *words, *seen, *fix; /* seen: day, NULL */
    int64_t     task_made;          /* 0 */
    const char *reply;
    int64_t     replied, replier;
    int64_t     version, at, who;   /* at 0: nothing was found yet */
    const char *work;               /* of the task, now */
    Finding    *next;
};
/* NULL if there is none or c->who may not know of it: an inspector of the round sees each of
 * it; who holds RIGHT_VIEW over the unit in charge, what was found there. */
Finding *finding_get(Ctx *c, int64_t id);
const Finding *finding_list(Ctx *c, int64_t inspection); /* those not looked at yet first */
/* Of the units for which c->who reports: what is not in order, and not replied to. */
const Finding *findings_told(Ctx *c);
int finding_lines(Ctx *c, const Finding *f, const Inspection *i, FindingLine out[LINES_MAX]);
const FindingFile *finding_files(Ctx *c, int64_t finding);
int64_t finding_file(Ctx *c, int64_t finding, int64_t id); /* stored file; 0 */

/* What was found; again and again while the round runs.
 *   answer, note  [lines] of the checklist
 *   errors   http.forbidden, inspection.stage.other, clash.version.stale
 *            finding.verdict.missing; finding.words.missing (false, partly, unseen) .long
 *            finding.seen.missing .early (before the end of the period) .future
 *            finding.answer.bad, finding.note.long, finding.fix.long */
typedef struct Found {
    const char *verdict, *words, *seen, *fix;
    const char *const *answer, *const *note;
    const int64_t *files;
    int         nfiles;
} Found;
MUST Err finding_put(Ctx *c, const Finding *was, const Found *now);
MUST Err finding_file_drop(Ctx *c, const Finding *f, int64_t id); /* http.missing */
/* By the unit in charge.  errors  finding.reply.missing .long .early (nothing found),
 * http.forbidden */
MUST Err finding_reply(Ctx *c, const Finding *f, const char *words);
/* A draft of a task for the unit in charge, its words from what is to be corrected; whoever
 * may issue tasks.  errors  finding.fix.none, finding.fix.twice, and those of task_draft() */
MUST Err finding_task(Ctx *c, const Finding *f, int64_t *task);
bool finding_reports(Ctx *c, const Finding *f); /* may c->who reply for the unit? */

/* ---- result.c: the share of false completions ---- */

/* Of one unit, or of all.  The design is a stratified sample without replacement; the tasks
 * that could not be inspected are left out, so those inspected of their stratum stand for
 * them; the interval is Korn and Graubard's for proportions of designed samples, with n as
 * the most that n can be worth, and never outside what was counted already.  Where all
 * tasks were inspected the share is known and has no interval.
 *
 *   n        tasks of the population; drawn; looked at; the rest could not be inspected
 *   share    NaN with fewer than SEEN_MIN inspected, unless all were
 *   source   Korn and Graubard 1998; Cochran 1977, ch. 5 */
typedef struct Share Share;
struct Share {
    int64_t     unit;  /* 0: of all */
    const char *name;
    int64_t     n, drawn, seen, unseen;
    int64_t     good, partly, bad;
    bool        known; /* all were inspected */
    bool        few;
    Estimate    share; /* false */
    Estimate    both;  /* false or only in part */
    double      least, most; /* of all: were those that could not be inspected true; false */
    Share      *next;
};
typedef struct InspectionResult {
    Share        all;
    const Share *units;     /* by name, those with a task drawn */
    int64_t      uncovered; /* tasks in strata of which none was inspected: the shares are of
                             * the others */
    int64_t      left;      /* drawn, and nothing found yet */
} InspectionResult;
InspectionResult inspection_result(Ctx *c, const Inspection *i);

extern const Route inspect_routes[];

#include "inspect/pages.h"
#include "inspect/assess.h"

#endif
