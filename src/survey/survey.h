/* survey.h - surveys: questionnaires and their versions, the field, what was answered.
 *
 *     form        what is asked, in versions (form.c); read once, used by all (use.c)
 *     survey      a form in the field: who asks, why, until when (life.c)
 *     collector   a phone that may send for one interviewer (collector.c)
 *     submission  one answer of a survey that is not anonymous by construction
 *                 (submission.c), its values as cells (cells.c)
 *
 * Whoever sends, and by whatever way (a page, the app, ODK Collect, paper, the API), it ends in
 * submission_read() and submission_put(): checked by one evaluator, stored once, durable before
 * it is acknowledged.  What was answered is in no log, no search and no figure of the office's
 * work; who may read it is RIGHT_ANSWERS, and says why. */
#ifndef SURVEY_H
#define SURVEY_H

#include "jobs/jobs.h"
#include "org/org.h"
#include "xform/xform.h"

/* ---- form.c: questionnaires ----
 *
 *   (1) an XForm that can be used: xform_open() says why not
 *   (2) its identifier belongs to one form of the office; another version of it comes to that
 *   (3) a version has its own name: other content under the same name is refused, the same
 *       content is the same version
 *   (4) a published version is never changed, nor its media
 *   (5) a question keeps its identity: by what its author says of it, else by its path, else by
 *       its name where only one has it, and only where what it stores is of the same kind */
typedef struct FormRow FormRow;
struct FormRow {
    int64_t     id, unit, at, who, ended;
    const char *name, *title;
    FormRow    *next;
};
typedef struct VersionRow VersionRow;
struct VersionRow {
    int64_t     id, form, source, published, at, who; /* source: stored_file, 0 */
    const char *version, *hash;  /* hash: MD5, 32 hex digits */
    int64_t     media, waiting;  /* files that it names, and those that nobody has given yet */
    VersionRow *next;
};

/* What a question of a new version was before. */
typedef struct QuestionWas QuestionWas;
struct QuestionWas { const char *path; int64_t question; QuestionWas *next; };

typedef struct FormNew {
    int64_t     form;    /* a new version of this one; 0: of the form that has its identifier, if
                            `unit` may change that, else a new form */
    int64_t     unit;    /* whose a new form is */
    Bytes       xform;
    int64_t     source;  /* stored_file it was made from; 0 */
    const QuestionWas *was; /* what its author says of questions; NULL */
} FormNew;
/* errors   form.file.refused    (1) p says why
 *          form.name.missing    it has no identifier   form.name.long  over FORM_NAME_MAX bytes
 *          form.name.other      (2) n->form has another
 *          form.name.taken      (2) a form of a unit that one has no right over
 *          form.version.taken   (3)   form.was.kind  (5) another kind   form.was.twice
 *          http.forbidden
 *   version  of form_version
 *   memory   of the form while it is looked at: of c->a */
MUST Err form_put(Ctx *c, const FormNew *n, XProblems *p, int64_t *version);
enum { FORM_NAME_MAX = 120, FORM_QUESTIONS_MAX = 20000 };

/* From now on answers to it are taken.
 *   errors   form.missing, form.media.missing  a file that it names has not been given */
MUST Err form_publish(Ctx *c, int64_t version);
/* Which question each of a version is, told anew before it is published; what is not told is
 * found as at first.   errors  form.was.kind, form.was.twice, form.was.fixed  it is published */
MUST Err form_identify(Ctx *c, int64_t version, const QuestionWas *was);
MUST Err form_end(Ctx *c, int64_t form, bool ended); /* no survey may begin with it; or may again */
/* Gives a version that is not published a file that it names.
 *   errors   form.media.other   it names no such file   form.media.fixed  (4) */
MUST Err form_media_put(Ctx *c, int64_t version, const Upload *u);

FormRow    *form_get(Ctx *c, int64_t id);       /* NULL */
VersionRow *form_version(Ctx *c, int64_t id);   /* NULL */
VersionRow *form_versions(Ctx *c, int64_t form); /* newest first */
VersionRow *form_latest(Ctx *c, int64_t form);  /* the last that is published; NULL */
VersionRow *form_by_name(Ctx *c, const char *name, const char *version); /* published; NULL */
FormRow    *form_list(Ctx *c, bool ended, int64_t from, int max); /* that one may change */
Bytes       form_xform(Ctx *c, int64_t version); /* its bytes */
bool        form_may(Ctx *c, const FormRow *f); /* RIGHT_SURVEY over its unit */

/* A question through all versions, and where it stands in one. */
typedef struct Question Question;
struct Question {
    int64_t     id;
    const char *name, *kind;  /* "q1"; "thanh_vien.tuoi" in a repeat */
    const char *path;         /* in the version asked for; NULL: not in it */
    int         place;        /* in it; -1 */
    Question   *next;
};
const Question *form_questions(Ctx *c, int64_t form, int64_t version); /* in the order of the
                                  version, then those that only older ones had */

/* ---- use.c: a version, read once and used by all threads ---- */

/* Its fields that hold values are numbered, in the order of the instance: groups, attributes
 * and what stands in meta left out.  Form and cells agree on these places. */
typedef struct FormUse {
    int64_t      id, form;
    const char  *name, *version;
    const XForm *x;
    const int   *place;  /* of each field by its index; -1 for one without */
    int          places;
    const XField *const *field; /* of each place */
} FormUse;
/* NULL if there is no such version.  Kept as long as the program runs: an office has hundreds.
 * Media given later make it anew. */
const FormUse *form_use(Ctx *c, int64_t version);
/* The published version of this form that an answer names, in one query.
 * errors   submission.form.other    the form has another name
 *          submission.form.missing  no such version, or it is on trial */
MUST Err form_use_answered(Ctx *c, int64_t form, const char *name, const char *version,
                           const FormUse **out);
/* The same of bytes that are not stored, in memory of c->a. */
const FormUse *form_use_of(Ctx *c, const XForm *x);

/* ---- life.c: a form in the field ----
 *
 *   (1) a title, and why it is asked: SURVEY_WHY_MAX bytes   (2) a form with a published version
 *   (3) since < until <= expires, which is at most SURVEY_KEEP_DAYS after the end
 *   (4) draft -> open -> closed, and no way back: what was said to people holds
 *   (5) at the close the numbers of visits leave the answers, the contacts are deleted and the
 *       collectors of its interviewers may send to it no more
 *   (6) an interviewer asks a form in one open survey at a time: what a phone sends names the
 *       form, not the survey */
typedef struct Survey Survey;
struct Survey {
    int64_t     id, unit, form, version, at, who;
    const char *title, *why, *mode, *stage, *address, *since, *until, *expires;
    const char *sampling;  /* none probability quota: how those who answer are chosen */
    Survey     *next;
};
enum { SURVEY_TITLE_MAX = 200, SURVEY_WHY_MAX = 2000, SURVEY_KEEP_DAYS = 5 * 366 };
/* errors   survey.title.missing .long  survey.why.missing .long  survey.form.missing
 *          survey.form.published       survey.mode.bad   survey.since.bad survey.until.bad
 *          survey.until.early survey.expires.bad .early .late   http.forbidden */
MUST Err survey_add(Ctx *c, Survey *s);     /* id, address, stage are set */
/* Of an open one title, why and the days `until` and later `expires` may change.
 * errors   those, and survey.stage.other, survey.form.open, survey.mode.open, survey.since.open */
MUST Err survey_change(Ctx *c, const Survey *s);
MUST Err survey_open(Ctx *c, int64_t id);   /* errors  survey.stage.other survey.form.published
                                               survey.form.twice (6)
                                               survey.open.wave  an anonymous one */
MUST Err survey_open_wave(Ctx *c, int64_t id); /* that one, when its promise was signed */
MUST Err survey_close(Ctx *c, int64_t id);  /* errors  survey.stage.other */
/* Says how those who answer are chosen; whoever draws says it.
 * errors   survey.stage.other   it is closed   survey.sampling.bad   http.forbidden */
MUST Err survey_sampled(Ctx *c, int64_t id, const char *sampling);
Survey *survey_get(Ctx *c, int64_t id);               /* NULL */
Survey *survey_at(Ctx *c, const char *address);       /* of the public's page; NULL */
Survey *survey_list(Ctx *c, const char *stage, int64_t from, int max); /* that one may see */
bool    survey_may(Ctx *c, const Survey *s, Right right); /* over its unit */
/* steps.c: pages that modules above have of a survey, at /survey/{id}/{path}; its own page leads
 * to those that one may open. */
typedef struct SurveyStep {
    const char *path, *key;  /* "sample"; of its name */
    const char *modes;       /* first letters of those it is for: "ia" */
    Right       right;
} SurveyStep;
void survey_steps(const SurveyStep *rows); /* ends with {0}; once, before any thread */
const SurveyStep *survey_step_next(Ctx *c, const Survey *s, const SurveyStep *after); /* NULL */
/* Are answers taken today?  errors  survey.stage.draft, survey.stage.closed, survey.day.early */
MUST Err survey_takes(const Ctx *c, const Survey *s);
/* One step of what the day brings: it is closed on the day `until`, and from the day `expires`
 * on up to 2,000 answers are deleted; more: there are others. */
MUST Err survey_settle(Ctx *c, int64_t id, bool *more);
/* The job that closes on the day `until` and deletes what has expired. */
extern const JobKind survey_jobs[];

/* Who asks.  errors  survey.staff.right   the person holds no post of an interviewer
 *                    survey.interviewer.twice  (6) */
MUST Err interviewer_put(Ctx *c, int64_t survey, int64_t staff, bool on);
bool     interviewer_is(Ctx *c, int64_t survey, int64_t staff);
typedef struct Interviewer Interviewer;
struct Interviewer { int64_t staff, sent, visits, open; const char *name; Interviewer *next; };
const Interviewer *interviewer_list(Ctx *c, int64_t survey); /* by name */

/* ---- visit.c: whom they go to see ---- */
typedef struct Visit Visit;
struct Visit {
    int64_t     id, staff;  /* 0: nobody yet */
    const char *number, *label, *preset, *state; /* number and label "" after the close */
    Visit      *next;
};
/* Lines "number; name and address; interviewer" (tabs will do), the interviewer by name or left
 * out.  All are put, or none.
 *   line     the one that was refused, from 1, empty ones counted; 0: none of them
 *   errors   visit.lines.missing .many .number .label .twice .staff   survey.stage.other */
MUST Err visits_put(Ctx *c, int64_t survey, const char *lines, int *line);
/* Visits that were drawn, with their place in the sample, which the answers take over.
 *   errors   visit.lines.number .label .twice, survey.stage.other   as above; all, or none */
typedef struct VisitDrawn {
    const char *number, *label;      /* label: name and address, kept apart, gone at the close */
    const char *preset;              /* lines "question=value"; "" */
    int64_t     staff;               /* the interviewer; 0 */
    int64_t     stratum, psu, area;  /* area: unit; 0 */
    double      base;                /* 1 / probability of being drawn */
} VisitDrawn;
MUST Err visits_drawn(Ctx *c, int64_t survey, const VisitDrawn *v, int n);
/* Gives an open one to another interviewer.
 * errors  visit.taker.other   not one of this survey   visit.number.missing   no such open one */
MUST Err visit_give(Ctx *c, int64_t survey, const char *number, int64_t staff);
/* In the order of their numbers; of one interviewer, or of all (0). */
const Visit *visit_list(Ctx *c, int64_t survey, int64_t staff, int64_t from, int max);
int64_t      visit_count(Ctx *c, int64_t survey, int64_t staff);
enum { VISIT_NUMBER_MAX = 40, VISIT_LABEL_MAX = 300, VISIT_LINES_MAX = 5000 };

/* ---- collector.c: phones ---- */
typedef struct Collector Collector;
struct Collector { int64_t id, staff, until, ended, last, at; const char *label; Collector *next; };
/* token: stands in the address that the phone is given, shown once.
 * errors   collector.label.missing .long */
MUST Err collector_add(Ctx *c, int64_t staff, const char *label, const char **token);
MUST Err collector_end(Ctx *c, int64_t id);
/* The one that holds now, of staff that still asks; NULL. */
Collector *collector_by(Ctx *c, const char *token);
const Collector *collector_list(Ctx *c, int64_t staff);
enum { COLLECTOR_DAYS = 180, COLLECTOR_LABEL_MAX = 80 };

/* ---- cells.c: the values of an answer, by place ----
 *
 * A sequence of: place, how many repeats it stands in and the number of each (from 1), bytes of
 * the value, the value; numbers as LEB128.  In the order of the instance; what is empty is not
 * there. */
typedef struct Cell {
    int         place, repeats, at[8];
    const char *value;  /* not ended by NUL: */
    size_t      n;
} Cell;
enum { CELL_REPEATS_MAX = 8 };
Bytes cells_of(Arena *a, const FormUse *u, const XEntry *t);
typedef struct Cells { const uint8_t *p, *end; } Cells;
Cells cells_open(Bytes b);
bool  cells_next(Cells *s, Cell *out); /* false at the end, and where the bytes are damaged */

/* blunt.c: what a form notes by itself of the hour and the device goes, from the entry and its
 * text; of surveys that are open to all. */
void entry_blunt(Ctx *c, XEntry *t, Bytes *xml);

/* ---- submission.c: what was answered ---- */

/* How much of an entry that was checked must be mended, from this node on.  Who answers for
 * themselves may leave out what the form calls required: it was asked. */
int entry_wrong(const XNode *n);

/* Read and checked, before the writer is asked. */
typedef struct Sent {
    int64_t     survey, staff;  /* staff: the interviewer; 0 */
    const char *channel;        /* page app collect paper api */
    const char *number;         /* of the visit; NULL */
    Bytes       xml;
    bool        whole;          /* all its files are in this request, or none are expected */
    /* found by submission_read() */
    const FormUse *form;
    const char *instance, *old; /* "uuid:..."; the one that this corrects: "" */
    Hash        hash;
    Bytes       cells;
    int64_t     seconds;        /* -1: not measured */
    const char *problems;       /* as stored */
    int         wrong;
    bool        sealed;         /* encrypted: stored as it came */
    const char *const *file;    /* that it names */
    int         files;
} Sent;
/* Reads the XML and checks it against the version that it names, of the survey's form.
 *   errors   xform.answer.*            not an answer to such a form
 *            submission.form.missing   no such form or version   submission.form.other  not
 *                                      that of the survey
 *            submission.survey.*       of survey_takes()
 *            submission.survey.anonymous  it takes answers by tokens alone: nothing that
 *                                      names who sent it may lie beside them
 *   A channel of ours ("page") refuses what is wrong (submission.answer.wrong); others are
 *   taken and marked.  On a page and on paper people may leave out what the form calls
 *   required. */
MUST Err submission_read(Ctx *c, const Survey *s, Sent *x, XProblems *p);
/* The same without asking whether the survey is open: what came before it was closed may be
 * sent again. */
MUST Err submission_look(Ctx *c, const Survey *s, Sent *x, XProblems *p);
/* Stores it, or finds that it is there.  The same instance with the same bytes is the same
 * submission, and brings further files.
 *   id       of submission; again: it was there before
 *   errors   submission.instance.other   the same instance with other content
 *            submission.old.missing      it corrects what is not there, or not of this person */
MUST Err submission_put(Ctx *c, const Sent *x, const Upload *files, int64_t *id, bool *again);

extern const Route form_routes[], survey_routes[], public_routes[], paper_routes[];
/* The same of somebody who is not at a page: refused when the survey takes none any more,
 * unless it is here already.   errors   those, and of survey_takes() */
MUST Err submission_take(Ctx *c, const Sent *x, const Upload *files, int64_t *id, bool *again);

extern const Route form_routes[], survey_routes[], public_routes[];

/* ---- results: files of answers, the pages of those who read them ----
 *
 * export.c, answers_page.c, submission_page.c; results.h says how.  Who reads says why, once for
 * each survey and day (reading.c); each answer opened, each file taken is a deed (R10). */
extern const Route   results_routes[], answers_routes[], submission_routes[], quality_routes[],
                     counts_routes[];
extern const JobKind results_jobs[];

/* ---- rosa.c, rosa_form.c, rosa_send.c: ODK Collect, and what speaks as it does ----
 *
 * Beneath ROSA_PREFIX, with the secret of a phone in the address ("/openrosa/{token}/formList")
 * or with a digest (digest.c).  What it sees is what its interviewer asks: the open surveys of
 * mode "interview" that are theirs.  docs/openrosa.md */
#define ROSA_PREFIX "/openrosa"
extern const Program rosa_program;
/* The same of a phone by its secret, without asking what its owner may. */
Collector *collector_find(Ctx *c, const char *token);
/* A password for this phone, by which it may call with a digest in place of the secret; shown
 * once.  Both are NULL where the office has no key.   login   the user name to go with it */
MUST Err collector_password(Ctx *c, const char *token, const char **login, const char **password);
/* The phone of this log-in of which `right` says that it is the one; NULL.
 *   ha1   MD5 of "login:realm:password", 32 hex digits (RFC 7616) */
#define COLLECTOR_REALM "Nam Ro"
typedef bool CollectorProof(void *arg, const char *ha1);
Collector *collector_answers(Ctx *c, const char *login, CollectorProof *right, void *arg);
MUST Err   collector_touch(Ctx *c, const char *id); /* last use, to the hour */
/* The survey in which this interviewer asks the form of this name: the open one, else the last
 * that was closed.  An interviewer asks a form in one open survey at a time (life.c), for what
 * a phone sends names the form alone.   errors  rosa.form.foreign, submission.form.missing */
MUST Err survey_of_form(Ctx *c, int64_t staff, const char *form, Survey **out);
/* All open ones of this interviewer that take answers today, by title. */
Survey *surveys_asked(Ctx *c, int64_t staff);

/* Phones that are good now, of the interviewers of a survey. */
const Collector *collectors_of(Ctx *c, int64_t survey);

/* ---- collect_page.c: the interviewer's own page ---- */

/* R1: the doors where this interviewer has yet to go, in open surveys; nothing of the others,
 * and nothing more once it is done. */
const Visit *visits_open(Ctx *c, int64_t staff);
/* One of them is done: people were met and asked, or were not.  Nothing joins it to an answer.
 * errors   http.missing   not open, or not theirs */
MUST Err visit_end(Ctx *c, int64_t id, bool met);
extern const Route collect_routes[];
extern const Route told_routes[]; /* told.c: answers that programs tell, in JSON */

/* ---- app_*.c, enketo*.c: the app of interviewers, at /app ----
 *
 * One page that a phone keeps, with the forms and visits of whoever signed in; it fills in
 * without network by enketo-core and sends when there is one.  docs/app.md */
extern const Route app_routes[];

#include "survey/pages.h"
#include "survey/public.h"
#include "survey/paper.h"

#endif
