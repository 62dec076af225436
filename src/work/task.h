/* task.h - tasks with five clears: what may be done with them, and their figures.
 *
 * A task is one piece of work that one unit owes by one day.  A draft may be
 * incomplete; it is issued when these are clear (the numbers are used in the
 * code, the schema and the tests):
 *
 *   (1) work        what is to be done
 *   (2) lead        exactly one unit in charge, and, if one likes, one person of it
 *   (3) due         a day that is not past
 *   (4) effect      a product, or an indicator with its target and measure
 *   (5) answerable  the person who answers for it
 *   (6) authority   what the lead may decide alone: by the setting task.authority
 *
 * Where a task stands is computed from what was done with it and from the day;
 * nobody types it.  Three things are told apart and never merged: what the unit
 * says (said), what the evidence supports (shown, set by the judge), and the
 * schedule (the state). */
#ifndef WORK_TASK_H
#define WORK_TASK_H

#include "audit/audit.h"
#include "http/http.h"
#include "jobs/jobs.h"
#include "org/org.h"

typedef struct Task Task;
struct Task {
    int64_t     id;         /* 0 until stored */
    int64_t     parent;     /* it was cascaded from; 0 */
    int64_t     document;   /* it carries out; 0 */
    const char *clause;     /* where in it; "" */
    const char *quote;      /* the words of the clause; "" */
    const char *quote_hash; /* SHA-256 of the quote, 64 hex digits; "" */
    const char *work;       /* (1) */
    const char *note;       /* "" */
    int64_t     issuer;     /* the unit that gives it */
    int64_t     lead;       /* (2) a unit; 0 */
    int64_t     lead_staff; /* (2) one person of it; 0 */
    const char *due;        /* (3) the last day that is in time; NULL */
    const char *first_due;  /* as it was issued; NULL for a draft */
    int64_t     due_days;   /* due is so many working days; 0 */
    const char *due_from;   /* after this day; "" */
    const char *product;    /* (4) "" */
    const char *indicator;  /* (4) "" */
    double      target;     /* (4) NaN */
    const char *measure;    /* (4) "" */
    int64_t     answerable; /* (5) a person; 0 */
    const char *authority;  /* (6) "" */
    bool        urgent;
    const char *stage;      /* draft open reported done paused withdrawn */
    int64_t     said;       /* percent, as the unit says */
    const char *shown;      /* none part full against: what the evidence supports */
    bool        returned;   /* sent back, not reported again */
    bool        asked;      /* an extension waits for an answer */
    int64_t     extensions; /* granted so far */
    const char *issued;     /* day; NULL for a draft */
    const char *done;       /* day on which it was reported done, and rightly so; NULL */
    const char *reported;   /* day of the final report that waits for a word; NULL */
    const char *paused;     /* since this day; NULL */
    int64_t     series;     /* of a periodic task; 0 */
    int64_t     version;    /* rises with each change */
    int64_t     at, who;    /* made, by */
    int64_t     changed;    /* last; milliseconds since 1970 UTC */
    Task       *next;       /* in a list; NULL at its end */
};

/* A draft with nothing in it: every text "", target NaN. */
Task task_blank(void);

/* NULL if there is none.  Who may see it is another question: task_sees(). */
Task *task_get(Ctx *c, int64_t id);

/* The one door to the table: all that is set in t is stored as the next version,
 * the tally moves with it, its words are indexed, its watchers are told, and the
 * deed is noted.  `was` is the task as it was read; NULL stores a new one and sets
 * t->id.
 * errors   clash.version.stale   somebody else changed it since it was read;
 *          db.conflict          a unit, a person or a document that is not there */
MUST Err task_put(Ctx *c, const Task *was, Task *t, Deed *d);

/* Where a task stands on a day.
 *
 *   done     the day on which it was done or, while its final report waits for a
 *            word, reported; NULL
 *
 * Running tasks are SOON within TASK_SOON_DAYS before the due day and on it, and
 * OVERDUE after it.  A report that came in time is REPORTED until its word, one
 * that came late is OVERDUE. */
typedef enum TaskState {
    TASK_DRAFT, TASK_RUNNING, TASK_SOON, TASK_OVERDUE, TASK_REPORTED, TASK_DONE, TASK_DONE_LATE,
    TASK_PAUSED, TASK_WITHDRAWN
} TaskState;
enum { TASK_STATES = TASK_WITHDRAWN + 1, TASK_SOON_DAYS = 7 };
TaskState   task_state(const char *stage, const char *due, const char *done, const char *today);
TaskState   task_state_of(const Ctx *c, const Task *t);
const char *task_state_key(TaskState s); /* key of its words */
Tone        task_state_tone(TaskState s);
Html        task_state_html(const Ctx *c, TaskState s);
typedef struct Tally { int64_t n[TASK_STATES]; } Tally; /* how many in each state */

/* ---- Who may do what ---- (may.c)
 *
 * A task is seen by who holds RIGHT_VIEW with a scope over the unit that gave it,
 * the one in charge or a partner; a draft by RIGHT_ISSUE over the unit that gives
 * it.  What else one may do is a row for each act: a right, over whom, in which
 * stages. */
typedef enum TaskAct {
    ACT_EDIT, ACT_ISSUE, ACT_DROP, /* of a draft */
    ACT_CORRECT, ACT_SPLIT, ACT_REPORT, ACT_JUDGE,
    ACT_ASK, ACT_EXTEND, /* more time: by the lead; by the judge */
    ACT_PAUSE, ACT_RESUME, ACT_WITHDRAW, ACT_REOPEN, ACT_REPEAT, ACT_COMMENT, ACT_WATCH
} TaskAct;
bool task_sees(Ctx *c, const Task *t);
/* errors   http.missing     no such task, or one that is not to be seen
 *          http.forbidden   without this right over the units in question
 *          task.stage.other not in the stage where it stands */
MUST Err task_may(Ctx *c, const Task *t, TaskAct act);
MUST Err task_find(Ctx *c, int64_t id, TaskAct act, Task **out); /* read, and task_may */

/* ---- The clears ---- (clear.c, issue.c) */
enum { TASK_CLEARS = 6, TASK_TEXT_MAX = 4000 /* bytes of each text */ };
/* Is this one clear (1 ... TASK_CLEARS)?  errors  task.work.missing,
 * task.lead.missing, task.due.missing, task.due.past, task.product.missing,
 * task.target.missing, task.measure.missing, task.answerable.missing,
 * task.authority.missing */
MUST Err task_clear(Ctx *c, const Task *t, int rule);
/* What even a draft must be.  errors  task.work.missing; task.*.long;
 * task.lead.unknown; task.lead.scope (nobody gives work outside his scope);
 * task.lead.partner (it is a partner already); task.person.other (not of the
 * lead); task.answerable.unknown; task.document.unknown; task.due.parent (later
 * than that of the task it was cascaded from) */
MUST Err task_check(Ctx *c, const Task *t);
MUST Err task_ready(Ctx *c, const Task *t); /* all of both: it may be issued */

/* What somebody experienced would say of it; it refuses nothing. */
typedef struct Advice Advice;
struct Advice { int rule; const char *text; Advice *next; };
const Advice *task_advice(Ctx *c, const Task *t);

/* Store a new draft; its issuer is found, and set.  errors  task_check's */
MUST Err task_draft(Ctx *c, Task *t);
MUST Err task_draft_check(Ctx *c, Task *t); /* could it be stored so?  Sets its issuer */

/* Many drafts by one person in one transaction: what is asked of units and people is asked
 * once, and the tally moves when they are closed.   memory  300 KB, of c->a */
typedef struct Drafts Drafts;
Drafts *drafts_open(Ctx *c);
MUST Err drafts_check(Ctx *c, Drafts *d, Task *t); /* as task_draft_check */
MUST Err drafts_add(Ctx *c, Drafts *d, Task *t);   /* as task_draft */
MUST Err drafts_close(Ctx *c, Drafts *d);
MUST Err task_edit(Ctx *c, const Task *was, Task *t); /* and those of task_put */
MUST Err task_issue(Ctx *c, int64_t id);              /* errors  task_ready's */
/* A draft goes, its deeds stay.  errors  task.stage.parts: one taken back, whose parts go first */
MUST Err task_drop(Ctx *c, int64_t id);

typedef struct Partner Partner;
struct Partner {
    int64_t     id, unit;
    const char *product; /* what it contributes */
    const char *due;     /* its own day */
    const char *done;    /* day it said so; NULL */
    Partner    *next;
};
const Partner *task_partners(Ctx *c, int64_t task);
/* errors  partner.unit.missing .unknown .lead .twice, partner.product.missing .long,
 * partner.due.missing */
MUST Err partner_add(Ctx *c, int64_t task, const Partner *p);
MUST Err partner_drop(Ctx *c, int64_t task, int64_t unit);

/* ---- Progress ---- (progress.c) */
typedef struct Evidence Evidence;
struct Evidence {
    int64_t     id, file; /* 0: an address */
    const char *address;
    const char *name;     /* of the file; NULL */
    int64_t     bytes;
    Evidence   *next;
};
typedef struct Progress Progress;
struct Progress {
    int64_t     id, unit;       /* for which unit it speaks */
    const char *day;
    int64_t     said;           /* percent */
    double      figure;         /* of the indicator; NaN */
    const char *words;
    bool        final;          /* it says that the task, or the partner's part, is done */
    const char *verdict;        /* accepted returned; "" while there is none */
    const char *shown, *reason; /* of the verdict */
    int64_t     judged, judge, at, who;
    const Evidence *evidence;
    Progress   *next;
};
const Progress *task_progress(Ctx *c, int64_t task); /* newest first */
/* The report of the lead that waits for a word: the final one, if there is one. */
const Progress *task_waiting(Ctx *c, const Task *t);
int64_t evidence_file(Ctx *c, int64_t task, int64_t evidence); /* stored file; 0 */

typedef struct Report {
    int64_t        unit;   /* the lead or a partner */
    int64_t        said;
    double         figure; /* NaN */
    const char    *words;
    bool           final;
    const char    *key;    /* of the form: the same again reports nothing twice */
    const char    *address;
    const int64_t *files;  /* stored files */
    int            nfiles;
} Report;
/* errors  progress.unit.other, progress.said.range, progress.words.missing .long,
 * progress.figure.missing (final, of a task with an indicator),
 * progress.final.waiting (one waits already), progress.address.bad .long */
MUST Err task_report(Ctx *c, int64_t task, const Report *r, int64_t *id);

/* The word on the report that waits.  A final one that is accepted makes the task
 * done, on the day of the report.
 * errors  progress.verdict.missing, .gone (another one waits now), .self (of one's
 * own report), progress.shown.missing, .against (accepted as done against the
 * evidence), progress.reason.missing .long (of a return) */
typedef struct Judgement {
    int64_t     progress;
    const char *verdict, *shown, *reason; /* accepted returned; none part full against; "" */
} Judgement;
MUST Err task_judge(Ctx *c, int64_t task, const Judgement *j);

/* ---- More time ---- (extension.c)  The first due day stays, and each is counted. */
typedef struct Extension Extension;
struct Extension {
    int64_t     id;
    const char *was, *wanted, *reason;
    const char *granted; /* NULL while it waits, or refused */
    const char *answer;
    int64_t     decided, judge, at, who;
    Extension  *next;
};
const Extension *task_extensions(Ctx *c, int64_t task); /* newest first */
/* errors  extension.wanted.missing .early .past .twice, extension.reason.missing .long */
MUST Err extension_ask(Ctx *c, int64_t task, const char *wanted, const char *reason);
MUST Err extension_check(Ctx *c, const Task *t, const char *day); /* may it be given? */
/* Answers the request `id`; granted NULL: refused.
 * errors   extension.granted.missing .past .early .parent
 *          extension.answer.missing (of a refusal) .long
 *          extension.asked.gone    it was answered, and none waits
 *          extension.asked.other   another waits by now */
MUST Err extension_decide(Ctx *c, int64_t task, int64_t id, const char *granted,
                          const char *words);
/* Without having been asked.  errors  the same, and extension.granted.asked */
MUST Err extension_give(Ctx *c, int64_t task, const char *day, const char *reason, int64_t *id);

/* ---- Changes ---- (change.c)  errors  task.reason.missing .long */
MUST Err task_correct(Ctx *c, const Task *was, Task *t, const char *reason); /* all but due */
MUST Err task_pause(Ctx *c, int64_t id, const char *reason);
MUST Err task_resume(Ctx *c, int64_t id, const char *due); /* errors  task.due.* */
const char *resume_due(Ctx *c, const Task *t); /* due, later by the working days of the pause */
MUST Err task_withdraw(Ctx *c, int64_t id, const char *reason);
MUST Err task_reopen(Ctx *c, int64_t id, const char *reason);

/* ---- Split and cascade ---- (split.c) */
typedef struct Child Child;
struct Child {
    int64_t     lead;
    const char *work, *product; /* product "": the effect of the parent */
    const char *due;            /* not after that of the parent */
    int64_t     answerable;
    Child      *next;
};
/* A child for each; issued at once or left as drafts.  All or none.
 * errors   split.unit.missing .twice, split.due.missing .parent, and those of
 *          task_check or, to be issued, task_ready */
MUST Err task_split(Ctx *c, int64_t id, const Child *kids, bool issue);
MUST Err split_check(Ctx *c, const Task *parent, const Child *k, bool issue); /* of one */
bool     task_has_child(Ctx *c, int64_t parent, int64_t lead); /* one that is not withdrawn */
const Task *task_children(Ctx *c, int64_t parent); /* by due */
/* Of all under it that have no children, as far as c->who sees them. */
Tally       task_leaves(Ctx *c, int64_t parent);
/* Are all children done, so that it may be reported?  It is never done by itself. */
bool     task_children_done(Ctx *c, int64_t parent);

/* ---- Periodic tasks ---- (series.c) */
typedef struct Series {
    int64_t     id, task;
    const char *every;       /* week month quarter year */
    const char *next, *until;
    int64_t     ended, who;
    const char *first_due;
} Series;
const Series *series_get(Ctx *c, int64_t id);
/* errors  series.every.missing .twice .none, series.until.missing .early */
MUST Err series_start(Ctx *c, int64_t task, const char *every, const char *until);
MUST Err series_stop(Ctx *c, int64_t task);
MUST Err series_run(Ctx *c); /* makes what is due to be made, by the day of c */
extern const JobKind task_jobs[]; /* it, each night */
enum { SERIES_AT_ONCE = 500 };
/* The due day of the n-th after the first, before holidays move it. */
const char *series_day(Ctx *c, const char *first, const char *every, int64_t n);

/* ---- Many at once ---- (bulk.c) */
enum { BULK_MAX = 500, BULK_UNDO_MS = 24 * 3600 * 1000 };
typedef struct Bulk {
    const char    *what;   /* issue withdraw pause answerable due */
    const char    *reason; /* not asked of issue */
    const char    *due;
    int64_t        answerable;
    const int64_t *task;
    int            n;
} Bulk;
/* errors  bulk.what.missing, bulk.answerable.missing, bulk.due.missing .past,
 * bulk.reason.missing .long */
MUST Err bulk_ready(Ctx *c, const Bulk *b);
MUST Err bulk_check(Ctx *c, const Bulk *b, const Task *t); /* why not this one; NULL: it will be */
/* Those that bulk_check lets through; *done says how many.  errors  those of
 * bulk_ready; bulk.what.empty (nothing chosen) .none (nothing could be done) */
MUST Err bulk_do(Ctx *c, const Bulk *b, int64_t *id, int64_t *done);
typedef struct BulkRow {
    int64_t     id;
    const char *what, *reason;
    int64_t     undone, at, who, tasks, changed; /* changed: since then, by somebody */
} BulkRow;
const BulkRow *bulk_get(Ctx *c, int64_t id);
/* errors  http.missing (not one's own), bulk.undo.twice .late .changed (all or none) */
MUST Err bulk_undo(Ctx *c, int64_t id);

/* ---- Comments, watching ---- (comment.c) */
typedef struct Comment Comment;
struct Comment { int64_t id; const char *text; int64_t at, who; Comment *next; };
const Comment *task_comments(Ctx *c, int64_t task); /* oldest first */
MUST Err comment_add(Ctx *c, int64_t task, const char *text); /* errors  comment.text.* */
MUST Err task_watch(Ctx *c, int64_t task, bool on);
bool     task_watched(Ctx *c, int64_t task);     /* by c->who */
int64_t  watch_unseen(Ctx *c);                   /* watched tasks that changed since seen */
MUST Err watch_seen(Ctx *c, int64_t task); /* 0: all */

/* ---- How many tasks ---- (tally.c)
 *
 * task_tally holds n tasks for each (unit, stage, due, late), as sql/0210 says;
 * a row with n = 0 may stay.  On a day the states are
 *
 *   RUNNING, SOON, OVERDUE   stage open, by due; OVERDUE also reported with late 1
 *   REPORTED                 stage reported, late 0
 *   DONE, DONE_LATE          stage done, late 0, 1
 *   DRAFT PAUSED WITHDRAWN   by stage
 *
 * A figure is the sum over rows, so a home page reads some hundred rows and not
 * a hundred thousand tasks. */
Tally task_tally(Ctx *c, int64_t unit); /* of this unit alone, on c->today; 0: of all */
/* From `was` to `is`; either may be NULL.  Only task_put and task_drop call it. */
MUST Err tally_move(Ctx *c, const Task *was, const Task *is);
/* Its column `unit` holds 0 for all tasks, a unit for those in its charge, and two numbers
 * beside: what is urgent of these (of all for 0), and what a unit issued. */
static inline int64_t tally_urgent(int64_t unit) { return -2 * unit - 1; }
static inline int64_t tally_issuer(int64_t unit) { return -2 * unit; }
/* The partners of a task are others now: task_beside holds for each a copy of what lists
 * ask of the task.  Who adds or drops one calls it. */
MUST Err tally_partners(Ctx *c, int64_t task);
/* Count anew from the tasks: how many rows of both are wrong.  It mends nothing. */
int64_t tally_recount(Ctx *c);
MUST Err tally_mend(Ctx *c); /* sets those right */

/* ---- Working days ---- (workday.c)
 *
 * Monday to Friday, but for the holidays; and the Saturdays and Sundays on which
 * people work in exchange for one.  Both are rows of the table holiday. */
typedef struct DayOff DayOff;
struct DayOff {
    const char *day;
    const char *name; /* of the holiday; NULL: a weekend as always */
    DayOff     *next;
};
bool        workday(Ctx *c, const char *day, const char **name); /* name, if not NULL: as above */
/* The n-th working day after this one (n > 0).  skipped, if not NULL: the days off
 * that were passed over, in order: why it is this day. */
const char *workday_after(Ctx *c, const char *day, int64_t n, const DayOff **skipped);
const char *workday_from(Ctx *c, const char *day);  /* this day, or the first working day after */
/* Working days after `from` up to and with `to`; 0 if to is not after from. */
int64_t     workdays_between(Ctx *c, const char *from, const char *to);
enum { WORKDAYS_MAX = 1000 };

/* ---- Days off ---- (holiday.c) */
typedef struct Holiday Holiday;
struct Holiday {
    const char *day, *name, *source; /* source "": unknown */
    bool        works;    /* no day off: people work on this day of rest */
    bool        computed; /* reckoned from the law, not announced */
    const char *line;     /* of pasted text: as it stood there, */
    Err         why;      /* and why it cannot be read; NULL */
    Holiday    *next;
};
enum { HOLIDAY_YEAR_MIN = 2000, HOLIDAY_YEAR_MAX = 2100, HOLIDAY_LINES_MAX = 200 };
const Holiday *holidays_of(Ctx *c, int year);     /* as they are stored, by day */
const Holiday *holidays_by_law(Ctx *c, int year); /* as the law has them; those made up last */
const Holiday *holidays_read(Ctx *c, const char *text); /* lines, to be looked at */
MUST Err holiday_check(const Holiday *h); /* errors  holiday.day.bad, holiday.name.missing .long */
/* Everybody's due days are reckoned with them: whoever gives tasks to the whole province. */
bool     holiday_may(Ctx *c);
MUST Err holiday_put(Ctx *c, const Holiday *h); /* in place of what that day was */
MUST Err holiday_drop(Ctx *c, const char *day);
/* What the law says, where nothing is.  errors  holiday.year.range */
MUST Err holidays_fill(Ctx *c, int year);
/* All lines or none.  errors  holiday.text.missing .bad */
MUST Err holidays_paste(Ctx *c, const char *text, const char *source);

extern const Route task_routes[];     /* the pages of one task */
extern const Route holiday_routes[]; /* the days off */

#endif
