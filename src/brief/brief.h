/* brief.h - reports of a period: what changed, why, how sure, what next.
 *
 * A brief is of a unit and all beneath it, over a week, a month, a quarter, half a year, a
 * year or any days.  All its figures come from one place (figures.c) and from what was
 * known at one instant, so the same brief comes out the same, byte by byte, however
 * often it is made and whatever was changed afterwards (docs/briefs.md).
 *
 *   (1) draft      the author writes lines of his own; the figures are those of now
 *   (2) review     "known at" is fixed; nobody changes it
 *   (3) reviewed   a second person has found it right, or it went back
 *   (4) frozen     page, figures, DOCX, XLSX and PDF were made once and are kept */
#ifndef BRIEF_H
#define BRIEF_H

#include "work/work.h"

/* ---- period.c ---- */

typedef struct BriefKind {
    const char *name;   /* as stored */
    const char *label;  /* key of its words */
    int         trend;  /* so many periods are compared, this one too; 0 none */
} BriefKind;
extern const BriefKind brief_kinds[]; /* the last: any days; then a row without a name */
const BriefKind *brief_kind(const char *name); /* NULL for an unknown one */

typedef struct Period { const char *since, *until; } Period; /* first and last day */
/* Days that a brief may be of: those before and after are reckoned from it. */
#define BRIEF_FIRST_DAY "1990-01-01"
#define BRIEF_LAST_DAY  "2199-12-31"
Period period_of(Arena *a, const BriefKind *k, const char *day); /* that holds the day */
Period period_before(Arena *a, const BriefKind *k, Period p);    /* the one before p */
Period period_after(Arena *a, const BriefKind *k, Period p);
/* "Tháng 9 năm 2022"; short: "T9/2022", for an axis. */
const char *period_words(const Ctx *c, const BriefKind *k, Period p);
const char *period_short(const Ctx *c, const BriefKind *k, Period p);

/* ---- figures.c: everything that is counted ----
 *
 * On the last day of the period, or today where it still runs (`day`).  The period before
 * is taken as far as this one has come.  A rate is done in time / (done in time + done
 * late + overdue): what is not due yet counts neither way, and who leaves work undone does
 * not look better than who finishes late. */
typedef struct BriefCount {
    int64_t issued, due;       /* in the period */
    int64_t in_time, late;     /* done in the period */
    int64_t full, part, none;  /* of these: what the evidence shows (none: or against) */
    int64_t overdue, open, waiting, paused; /* on its last day */
} BriefCount;
int64_t brief_judged(const BriefCount *n);         /* the denominator of the rate */
double  brief_rate(const BriefCount *n);           /* NaN without one */
/* Interval of a share k / n, for a normal quantile z: E. B. Wilson 1927; NaN for n = 0. */
void brief_wilson(int64_t k, int64_t n, double z, double *low, double *high);
/* Interval of p1 - p0: R. G. Newcombe, Statistics in Medicine 17 (1998), method 10. */
void brief_difference(int64_t k1, int64_t n1, int64_t k0, int64_t n0, double z, double *low,
                      double *high);
#define BRIEF_Z 1.959963984540054 /* 95 percent */

/* What a closed round of inspection says of how true "done" is (inspect.h).  Of the tasks of the
 * round, not of those of the period: its days and its unit stand beside. */
typedef struct BriefInspection {
    int64_t     id, unit;
    const char *since, *until, *unit_name;
    int64_t     n, seen, bad;      /* tasks of its strata that were looked into, looked at, false */
    double      share, low, high;  /* false; NaN where too few were looked at */
    bool        known;             /* all were: no interval */
} BriefInspection;

enum { BRIEF_ROUNDS = 3, /* rounds told, the latest */
       BRIEF_COLUMNS = 14, BRIEF_TREND = 8, BRIEF_STALE_DAYS = 30 };
typedef struct BriefCell { int64_t overdue, done; } BriefCell;
typedef struct BriefUnit {
    int64_t     unit;
    const char *name;
    bool        alone;          /* the unit itself, without those beneath */
    BriefCount  now, before;
    int64_t     asked, granted; /* requests for more time in the period */
    BriefCell   cell[BRIEF_COLUMNS];
} BriefUnit;
typedef struct BriefSource {
    int64_t     document;       /* 0: without one */
    const char *name;           /* as it was known */
    BriefCount  now, before;
} BriefSource;
typedef enum BriefCause { /* why something is overdue: the first that holds */
    CAUSE_WAITING,  /* reported after its day; a word is awaited */
    CAUSE_RETURNED, /* sent back and not reported again */
    CAUSE_SILENT,   /* nothing was ever heard of it */
    CAUSE_STALE,    /* nothing for BRIEF_STALE_DAYS days */
    CAUSE_EXTENDED, /* more time was given, and was not enough */
    CAUSE_SLOW,     /* it is reported on, and late */
    BRIEF_CAUSES
} BriefCause;
const char *brief_cause_key(BriefCause k);
typedef struct BriefLate {
    int64_t     task, lead, document, extensions, days; /* days: late */
    const char *due;
    BriefCause  cause;
    const char *day;   /* of the last report; NULL */
    int64_t     said;
} BriefLate;
typedef struct BriefAsk {
    const BriefKind *kind;
    Period      period;
    int64_t     unit;   /* with all beneath */
    int64_t     known;  /* milliseconds since 1970 UTC */
    const char *today;  /* the office's day then */
} BriefAsk;
typedef struct BriefFigures {
    BriefAsk    ask;
    const char *unit_name, *day; /* day: as above */
    Period      before;          /* as far as it is compared */
    BriefCount  now, was;
    int         units, sources, lates, columns, trend;
    BriefUnit  *unit;            /* what burns most first */
    BriefSource *source;         /* the same */
    BriefLate  *late;            /* the longest first */
    int64_t     cause[BRIEF_CAUSES];
    const char *column[BRIEF_COLUMNS]; /* last day of each column */
    struct { Period period; BriefCount n; } past[BRIEF_TREND]; /* the oldest first; this last */
    const KnownExtension *extension;   /* made or answered in the period, in scope */
    int64_t     asked, granted, refused, pending;
    int64_t     late_most, late_extended; /* of what was done late: days; tasks given more time */
    int         rounds;
    BriefInspection round[BRIEF_ROUNDS]; /* of units in scope */
    int64_t     stale;           /* open in time, and nothing heard for BRIEF_STALE_DAYS days */
    Period      ahead;           /* the days that follow: a period, a month at most */
    int64_t     coming, unheard; /* due in them; of these nothing was heard */
} BriefFigures;
const BriefFigures *brief_figures(Ctx *c, const BriefAsk *q);

/* The tasks behind a figure, by due day. */
typedef enum BriefSet {
    SET_ISSUED, SET_DUE, SET_IN_TIME, SET_LATE, SET_OVERDUE, SET_OPEN, SET_WAITING, SET_PAUSED,
    BRIEF_SETS
} BriefSet;
extern const char *const brief_sets[BRIEF_SETS]; /* their words in an address */
typedef struct BriefTask {
    int64_t     task, lead;
    const char *due, *work;
    KnownState  state;
} BriefTask;
typedef struct BriefTasks { int64_t total; int n; BriefTask *row; } BriefTasks;
/* unit: a row of the figures, with those beneath unless alone; 0: all.  document: -1 all,
 * 0 without one.  Of the period before where `before`.  The page from 1 on, of `max` rows;
 * the last for one beyond it. */
typedef struct BriefWant {
    BriefSet set;
    int64_t  unit, document;
    bool     alone, before;
    int64_t  page, max;
} BriefWant;
BriefTasks brief_tasks(Ctx *c, const BriefAsk *q, const BriefWant *w);

/* figures_file.c: the same as JSON, the same bytes for the same figures. */
Bytes brief_figures_file(Ctx *c, const BriefFigures *f);

/* ---- words.c: sentences from figures ---- */

typedef struct BriefLine BriefLine;
struct BriefLine { const char *text, *href; BriefLine *next; }; /* href: the tasks; NULL */
typedef struct BriefWords { const BriefLine *changed, *why, *sure, *next, *unknown; } BriefWords;
/* link: the address of the page of tasks, "/brief/7/tasks"; NULL: no links. */
BriefWords brief_words(Ctx *c, const BriefFigures *f, const char *link);
/* How sure a change of the rate is: key of one of four phrases. */
const char *brief_sureness(const BriefCount *now, const BriefCount *was);

/* ---- brief.c: the rows, and what becomes of them ---- */

enum { BRIEF_TEXT_MAX = 4000 }; /* bytes of the author's words under one heading */
typedef struct Brief Brief;
struct Brief {
    int64_t     id, unit, plan, author, reviewer;
    const BriefKind *kind;
    Period      period;
    Lang        lang;
    const char *state;           /* draft review reviewed frozen */
    const char *author_name, *reviewer_name, *office;
    int64_t     known;           /* 0 of a draft */
    const char *day;             /* of the office then; NULL of a draft */
    const char *changed, *why, *sure, *next, *remark, *program;
    int64_t     frozen;          /* instant; 0 */
    int64_t     html, figures, xlsx, docx, pdf; /* rows of stored_file; 0 */
    int64_t     version, at;
    Brief      *next_brief;
};
Brief *brief_get(Ctx *c, int64_t id); /* NULL */
const Brief *brief_list(Ctx *c, int64_t from, int64_t max); /* that c->who may see */
int64_t      brief_count(Ctx *c);
const char  *brief_title(const Ctx *c, const Brief *b); /* "Báo cáo Tháng 9 năm 2022" */
const char  *brief_state_key(const Brief *b);
Tone         brief_state_tone(const Brief *b);

bool brief_sees(Ctx *c, const Brief *b);   /* in scope; or a reader of a frozen one */
bool brief_scoped(Ctx *c, const Brief *b); /* in scope: may see its tasks too */
bool brief_edits(Ctx *c, const Brief *b);  /* RIGHT_ISSUE over the unit */
bool brief_reviews(Ctx *c, const Brief *b);/* RIGHT_JUDGE over the unit, and not the author */

/* errors   brief.kind.missing, brief.since.missing, brief.until.missing .early .long,
 *          brief.unit.missing, http.forbidden */
MUST Err brief_add(Ctx *c, Brief *b);
/* Of a draft.  errors  brief.changed.long and so on, brief.state.other, http.forbidden */
MUST Err brief_write(Ctx *c, const Brief *was, const Brief *is);
MUST Err brief_send(Ctx *c, const Brief *b);   /* draft -> review; errors brief.state.other */
/* review -> reviewed.  errors  brief.reviewer.self, brief.state.other, http.forbidden */
MUST Err brief_approve(Ctx *c, const Brief *b);
/* review, reviewed -> draft.  errors  brief.remark.missing .long, brief.state.other */
MUST Err brief_back(Ctx *c, const Brief *b, const char *remark);
MUST Err brief_drop(Ctx *c, const Brief *b);   /* a draft; errors brief.state.other */

/* ---- readers.c ---- */
typedef struct Reader Reader;
struct Reader { int64_t id, staff; const char *name, *role; Reader *next; }; /* name, or role */
const Reader *brief_readers(Ctx *c, int64_t plan, int64_t brief); /* of one of them */
/* errors   reader.login.missing .unknown, reader.role.missing, reader.login.twice */
MUST Err reader_add(Ctx *c, int64_t plan, int64_t brief, const char *login, const char *role);
MUST Err reader_drop(Ctx *c, int64_t plan, int64_t brief, int64_t id); /* errors http.missing */
bool     brief_read_by(Ctx *c, const Brief *b, int64_t staff);
/* Each is told that it is there; who is told hears it once. */
MUST Err readers_tell(Ctx *c, const Brief *b);

/* ---- freeze.c ---- */

typedef struct BriefFiles {
    Bytes       html, figures, xlsx, docx, pdf; /* pdf: p NULL where none could be made */
    const char *html_hash, *figures_hash;       /* SHA-256, 64 hex digits */
} BriefFiles;
/* The page and its figures, as they are or were known; what costs nothing to make again. */
void brief_make(Ctx *c, const Brief *b, BriefFiles *out);
/* What is asked of the figures: as known then, of a draft as known now. */
BriefAsk brief_ask(const Ctx *c, const Brief *b);
/* Beside them DOCX, XLSX and PDF, kept in the store; outside of any transaction.
 * errors   brief.frozen.nowhere   c->files is NULL; those of file_put and file_paper */
MUST Err brief_make_all(Ctx *c, const Brief *b, BriefFiles *out);
/* reviewed -> frozen, with what was made.
 * errors   brief.frozen.moved   something that was under way has joined the figures: again */
MUST Err brief_freeze(Ctx *c, const Brief *b, const BriefFiles *f);
/* A kept file, whole, with a NUL behind it; its hash, "" if it is not there.
 * errors  brief.verify.lost */
MUST Err    brief_kept(Ctx *c, int64_t file, Bytes *out);
const char *brief_file_hash(Ctx *c, int64_t file);
const char *brief_hash_text(Arena *a, Bytes b); /* SHA-256, 64 hex digits */
/* Reckoned anew from what was known, against what was kept.
 * errors   brief.verify.draft     it is not frozen
 *          brief.verify.lost      a kept file is not there, or not what its name says
 *          brief.verify.figures   the figures come out otherwise
 *          brief.verify.page      the figures are the same, the page is not
 *          brief.verify.program   the same, and another version of the program froze it */
MUST Err brief_verify(Ctx *c, const Brief *b);
/* The frozen brief with this SHA-256 among its files; 0. */
int64_t brief_of_hash(Ctx *c, const char *hash);
/* The <main> of a kept page, to be shown in the frame of the program. */
Html brief_kept_html(Ctx *c, const char *page);

/* ---- plan.c ---- */
typedef struct BriefPlan BriefPlan;
struct BriefPlan {
    int64_t     id, unit, author, days, ended;
    const BriefKind *kind;
    Lang        lang;
    const char *since, *author_name;
    BriefPlan  *next;
};
BriefPlan       *plan_get(Ctx *c, int64_t id);
const BriefPlan *plan_list(Ctx *c);
/* errors   plan.kind.missing, plan.unit.missing, plan.login.missing .unknown,
 *          plan.days.bad, http.forbidden */
MUST Err plan_add(Ctx *c, BriefPlan *p, const char *login);
MUST Err plan_end(Ctx *c, int64_t id);
/* The last period of the plan that has ended by c->today. */
Period   plan_period(Ctx *c, const BriefPlan *p);
/* Until which day its brief has to be frozen. */
const char *plan_deadline(Ctx *c, const BriefPlan *p, Period q);
/* Drafts of what has ended, and alarms for what was not frozen in time. */
MUST Err plan_today(Ctx *c);
extern const JobKind brief_jobs[];
/* How many periods were missed and are not frozen yet: for the page of the system's state. */
typedef struct Missed Missed;
struct Missed { const BriefPlan *plan; Period period; const char *deadline; Missed *next; };
const Missed *plan_missed(Ctx *c);

/* ---- pages ---- */
#include "brief/pages.h"

extern const Route brief_routes[], plan_routes[];

#endif
