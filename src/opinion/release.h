/* release.h - results as they are published.
 *
 *   (1) a title; the words have at most RELEASE_TEXT_MAX bytes
 *   (2) its day is announced before: after today, within a year; to move it needs a reason,
 *       and the history shows both
 *   (3) the survey is closed and all eleven items of the AAPOR Transparency Initiative are told:
 *       typed, or filled from the data
 *   (4) what is sent to be approved is made then and kept; a second person approves it
 *   (5) it is published on its day or later, approved; what was announced is published or
 *       withdrawn with a reason, never dropped
 *   (6) what was published is not changed: a correction is another edition with a reason, a
 *       withdrawal keeps the text
 *
 * Nobody's answer is in it: tables of poll_table(), where R6 and R7 hold. */
#ifndef OPINION_RELEASE_H
#define OPINION_RELEASE_H

enum { RELEASE_TITLE_MAX = 200, RELEASE_TEXT_MAX = 4000, RELEASE_AHEAD_DAYS = 366,
       RELEASE_ITEMS = 11, RELEASE_TABLES_MAX = 200 };

/* One of the eleven, in their order. */
typedef struct ReleaseItem {
    const char *name, *label, *hint; /* label, hint: keys */
    Err         missing, tall;       /* refusals at its field */
    bool        filled;              /* the data tell it; words may be added */
} ReleaseItem;
extern const ReleaseItem release_items[RELEASE_ITEMS + 1]; /* ends with {0} */

typedef struct ReleaseTable ReleaseTable;
struct ReleaseTable { const char *question, *grouping; ReleaseTable *next; };

typedef struct Release Release;
struct Release {
    int64_t     id, survey, unit, earlier, who, sender, approver, version, at;
    int64_t     published;            /* editions that the public has */
    const char *address, *title, *summary, *lang, *stage, *due, *remark, *note;
    const char *item[RELEASE_ITEMS];  /* typed; "" */
    const ReleaseTable *tables;       /* by name of the question */
    Release    *next;
};
typedef struct ReleaseEdition ReleaseEdition;
struct ReleaseEdition {
    int64_t     number, made, published; /* published: 0 while it waits */
    const char *title, *lang, *page, *data, *figures, *before, *mark;
    const LedgerEntry *entry;   /* [entries] its tables, of one that is made just now */
    int                entries;
    ReleaseEdition *next;
};
typedef struct ReleaseEvent ReleaseEvent;
struct ReleaseEvent { const char *what, *day, *reason; int64_t at; ReleaseEvent *next; };

/* ---- release.c ---- */

Release *release_get(Ctx *c, int64_t id);                /* NULL */
Release *release_at(Ctx *c, const char *address);        /* NULL */
Release *release_of(Ctx *c, int64_t survey);             /* of a survey, newest first */
/* What the public may know of: announced or published, the last day first. */
Release *release_told(Ctx *c, int64_t from, int max);
int64_t  release_told_count(Ctx *c);
Release *release_waiting(Ctx *c);                        /* for approval by the caller */
bool     release_edits(Ctx *c, const Release *r);        /* RIGHT_SURVEY over its unit */
bool     release_approves(Ctx *c, const Release *r);     /* and has had no hand in it */
bool     release_sees(Ctx *c, const Release *r);
/* A draft with all questions that the caller then chooses from.
 * errors   http.missing, http.forbidden */
MUST Err release_add(Ctx *c, const Survey *s, int64_t *id);
/* Title, summary, items, tables, the earlier survey, the language: of a draft.
 * errors   release.title.missing .long  release.summary.long  release.ITEM.long
 *          release.earlier.other        release.stage.other   http.forbidden */
MUST Err release_write(Ctx *c, const Release *was, const Release *is);
const ReleaseEvent   *release_events(Ctx *c, int64_t release);   /* oldest first */
const ReleaseEdition *release_editions(Ctx *c, int64_t release); /* newest first, without texts */
/* The one in work, 0 the last that is published; NULL. */
const ReleaseEdition *release_edition(Ctx *c, int64_t release, int64_t number);
const ReleaseEdition *release_draft(Ctx *c, int64_t release); /* made, not published; NULL */

/* ---- release_act.c ---- */

/* errors   release.due.missing .early .late (2)   release.moved.missing .long
 *          release.stage.other                    http.forbidden */
MUST Err release_announce(Ctx *c, const Release *r, const char *day, const char *reason);
/* errors   release.survey.open, release.ITEM.missing (3), release.table.missing
 *          release.stage.other, http.forbidden */
MUST Err release_ready(Ctx *c, const Release *r, const Survey *s);
MUST Err release_send(Ctx *c, const Release *r, const ReleaseEdition *made);
MUST Err release_approve(Ctx *c, const Release *r); /* errors  release.approver.self */
MUST Err release_back(Ctx *c, const Release *r, const char *remark); /* release.remark.missing */
/* errors   release.due.none, release.due.ahead   it was not announced, or its day is to come */
MUST Err release_publish(Ctx *c, const Release *r);
MUST Err release_correct(Ctx *c, const Release *r, const char *reason);
MUST Err release_withdraw(Ctx *c, const Release *r, const char *reason);

/* ---- release_made.c ---- */

/* The edition as it would be now: page, data and figures, of what is stored at this moment.
 *   errors   release.table.missing   a question or grouping is not there
 *            ledger.found, .later    it would open what was published
 *            those of poll_read(), poll_table(), poll_change() */
MUST Err release_make(Ctx *c, const Release *r, ReleaseEdition *out);
const char *release_mark(Ctx *c, const ReleaseEdition *e); /* that its parts have */

/* ---- what the templates are given ---- */

typedef struct ReleaseChange ReleaseChange;
struct ReleaseChange {
    const char *question; /* NULL: the one above */
    const char *answer, *before, *now, *change, *interval, *said;
    ReleaseChange *next;
};
typedef struct ReleaseAsked ReleaseAsked;
struct ReleaseAsked { const char *label; const char *answers; ReleaseAsked *next; };
typedef struct ReleaseView {
    const Release       *r;
    const Survey        *s;
    const char          *office, *unit, *n;
    Sampling             sampling;
    const ResultLine    *lines;
    const ReleaseChange *changes;
    const char          *earlier;   /* title and days of the survey compared with; NULL */
    const ReleaseAsked  *asked;
    const char          *filled[RELEASE_ITEMS]; /* by the data; NULL */
    const char          *phrases;
} ReleaseView;
Html release_body_html(const Ctx *c, const ReleaseView *v);
Html release_method_html(const Ctx *c, const ReleaseView *v);

typedef struct ReleaseForm {
    const Release *r;
    const Form    *f;
    const Clash   *clash;
    const Choice  *others, *langs;
    const struct ReleaseAsk { const char *name, *label, *value; const Choice *by;
                              struct ReleaseAsk *next; } *asks;
} ReleaseForm;
typedef struct ReleasePage {
    const Release        *r;
    const Survey         *s;
    const Form           *f;
    const ReleaseForm    *form;    /* NULL: it is not in work */
    Html                  body;    /* what was made; s NULL */
    const ReleaseEvent   *events;
    const ReleaseEdition *editions;
    const char           *due;
    const Form           *acts;    /* of the forms beside it */
    bool                  edits, approves;
} ReleasePage;
Html release_view_html(const Ctx *c, const ReleasePage *p);
Html release_form_html(const Ctx *c, const ReleaseForm *p);
Html release_acts_html(const Ctx *c, const ReleasePage *p);
Html release_events_html(const Ctx *c, const ReleaseEvent *e);
Html release_list_html(const Ctx *c, const Survey *s, const Form *f, const Release *rows);
Html release_look_html(const Ctx *c, const Release *r, Html body);

typedef struct ReleasePublic {
    const Release        *r;
    const ReleaseEdition *e;
    const ReleaseEvent   *events;
    const ReleaseEdition *editions;
    Html                  body, data;
    const char           *withdrawn; /* the reason; NULL */
} ReleasePublic;
Html release_public_html(const Ctx *c, const ReleasePublic *p);
typedef struct ReleaseCalendar {
    const Release *rows, *waiting;
    Pager          pager;
} ReleaseCalendar;
Html release_calendar_html(const Ctx *c, const ReleaseCalendar *p);
Html release_rows_html(const Ctx *c, const Release *rows, bool inside);
const char *release_stage_key(const Release *r);
Tone        release_stage_tone(const Release *r);

extern const Route release_routes[];

#endif
