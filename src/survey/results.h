/* results.h - answers as tables: what exports, codebook and counts share.
 *
 *     plan     which tables and columns the answers of a survey have, through all versions of
 *              its form (plan.c), what their choices are (codes.c) and are called (naming.c)
 *     source   the answers, some hundred at a time, each cut into rows (source.c)
 *     writer   rows as files: CSV, XLSX (out_text.c), SPSS and Stata (out_stat.c)
 *     codebook what the columns mean: DDI-Codebook 2.5, and a text to read (codebook.c)
 *
 * A row never holds more than its answer and a batch never more than some hundred, so a
 * million answers need the memory of a thousand. */
#ifndef SURVEY_RESULTS_H
#define SURVEY_RESULTS_H

#include "crypt/crypt.h"
#include "survey/parts.h"

#include <stdio.h>

/* ---- codes.c: what may be chosen ---- */

/* gone: an answer that is none: 'r' refused, 'd' does not know; 0. */
typedef struct Code { const char *value, *label; int code; char gone; } Code;
typedef struct Codes {
    Code *code;
    int   n, room;
    int  *order;        /* by value, for codes_find() */
} Codes;
void codes_add(Arena *a, Codes *k, const char *value, const char *label); /* if it is new */
/* Numbers them: by their values where all are whole numbers, else from 1 on. */
void codes_number(Arena *a, Codes *k);
int  codes_find(const Codes *k, const char *value, size_t n); /* its place; -1 */

/* ---- plan.c ---- */

typedef enum ResultKind { RESULT_TEXT, RESULT_NUMBER, RESULT_DAY, RESULT_CODE, RESULT_MARK }
    ResultKind;
/* Columns that every answer has; the last but one are what a drawn sample brings. */
typedef enum ResultFixed {
    FIXED_NONE, FIXED_ROW, FIXED_INSTANCE, FIXED_VERSION, FIXED_CHANNEL, FIXED_DAY, FIXED_REVIEW,
    FIXED_SECONDS, FIXED_WRONG, FIXED_MISSING, FIXED_EDITS, FIXED_STAFF, FIXED_NAME,
    FIXED_STRATUM, FIXED_PSU, FIXED_AREA, FIXED_DISTRICT, FIXED_BASE, FIXED_COUNTER
} ResultFixed;

/* A question, in the table where some version has it. */
typedef struct Asked Asked;
struct Asked {
    int64_t        question;
    const char    *name, *kind;     /* of form_question */
    const FormUse *use;             /* the latest version that has it, */
    const XField  *field;           /* and where */
    const char    *label, *versions; /* versions: "2, 1" */
    int            table, at, columns; /* its first column; 0 columns: left out */
    bool           ranked;
    Codes          codes;           /* of "one" and "many" */
    Asked         *next;
};
typedef struct ResultColumn {
    const char  *name, *label; /* name: a variable of R, SPSS and Stata, at most 32 letters */
    ResultKind   kind;
    ResultFixed  fixed;
    const Asked *of;           /* NULL of a fixed one */
    int          mark;         /* of RESULT_MARK: which choice; of a place 0 1; else -1 */
    size_t       width;        /* bytes of its longest text: of source_measure() */
} ResultColumn;
typedef struct ResultTable {
    const char   *name, *label; /* "answers", or as the repeat is called */
    int           up, depth;    /* the table that it hangs on; how many repeats */
    ResultColumn *column;
    int           columns;
    int64_t       rows;
} ResultTable;
enum { RESULT_TABLES_MAX = 40, RESULT_COLUMNS_MAX = 16000, RESULT_NAME_MAX = 32 };

/* ---- areas.c ---- */

/* The districts of a day, from 1 in the order of the tree; names that are alike are told apart. */
typedef struct Areas Areas;
Areas *areas_on(Ctx *c, const char *day);
int    areas_district(const Areas *k, int64_t area); /* over a unit, or itself; 0: none */
int    areas_districts(const Areas *k);
const char *const *areas_names(const Areas *k);      /* [districts + 1] */

/* What is asked for. */
typedef struct ExportAsk {
    const char *as;       /* csv xlsx sav dta */
    bool        labels;   /* choices by their words: of csv and xlsx */
    bool        names;    /* of interviewers; else numbers */
    bool        exact;    /* places as they came; else to a hundredth of a degree */
    bool        rejected; /* those as well */
} ExportAsk;

/* A value; s NULL: nothing.  Of no bytes but with an s: the version did not ask. */
typedef struct Cut { const char *s; size_t n; } Cut;
typedef struct VersionMap {
    const FormUse *use;
    Asked        **of;     /* of each place; NULL */
    Cut          **blank;  /* of each table: a row without answers */
} VersionMap;
typedef struct ResultPlan {
    const Survey *s;
    ExportAsk     ask;
    bool          open;        /* mode "open": no order, no times, no instance (R1) */
    VersionMap   *version;
    int           versions;
    Asked        *asked;
    ResultTable  *table;
    int           tables;
    int64_t       answers, sealed; /* that are asked for; encrypted, so not in them */
    int64_t       unread;          /* values that are not of their kind: out_stat.c */
    const int64_t *staff;          /* of the survey, in the order of their numbers */
    const char *const *staff_name; /* theirs; "" each where names are not asked for */
    int            staffs;
    const Areas   *areas;          /* of a drawn sample; NULL */
} ResultPlan;
/* errors   results.columns.many, results.form.missing   no version can be read */
MUST Err plan_make(Ctx *c, const Survey *s, const ExportAsk *k, ResultPlan **out);
const VersionMap *plan_version(const ResultPlan *p, int64_t version); /* NULL */

/* ---- naming.c ---- */
typedef struct Names { Arena *a; const char **name; int n, room; } Names;
/* A variable's name that nobody has yet, from the first of these that can be had. */
const char *name_take(Names *k, const char *liked, const char *longer);

/* ---- source.c ---- */

typedef struct ResultAnswer {
    int64_t     id, form, staff, at, seconds, wrong, missing, edits;
    const char *instance, *channel, *review;
    Bytes       cells;
    int64_t     stratum, psu, area;
    double      base;    /* 0: it was not drawn; its stratum and unit are 0 in a file */
} ResultAnswer;
/* Row of a table: a value for each column. */
typedef Err ResultPut(void *arg, const ResultPlan *p, int table, const Cut *v);
typedef struct Source Source;
/* j: in a job, each batch in a transaction of its own, told to job_progress(); NULL: inside the
 * one of c.  goal: how often all are gone through, for the progress. */
Source *source_open(Ctx *c, const ResultPlan *p, Job *j, int goal);
void    source_close(Source *s);
/* All answers as rows.  errors  those of put, and of jobs */
MUST Err source_each(Source *s, ResultPut *put, void *arg);
/* Sets width of the texts, rows of the tables, and takes up choices that no list has. */
MUST Err source_measure(Source *s, ResultPlan *p);

/* ---- files: out.c, out_text.c, out_stat.c ---- */

typedef struct OutFile OutFile;
struct OutFile {
    const char *name, *path; /* in the package; on the disk */
    FILE       *f;
    HashRun    *run;
    const char *hash;        /* when it is closed */
    int64_t     bytes, rows;
    int         columns;
    size_t      used;
    bool        failed;
    char       *buffer;
    OutFile    *next;
};
typedef struct OutFiles { Arena *a; OutFile *first, **end; } OutFiles;
OutFile *out_new(OutFiles *k, const char *name); /* NULL: it cannot be written */
void     out_add(OutFile *f, const void *p, size_t n);
MUST Err out_close(OutFile *f);                  /* errors  file.sheet.place */
void     out_drop(OutFiles *k);                  /* removes them all */

typedef struct Writer Writer;
struct Writer {
    const ResultPlan *p;
    ResultPut        *row;
    Err             (*close)(Writer *w);
    void             *own;
};
MUST Err out_csv(Ctx *c, ResultPlan *p, OutFiles *k, Writer *w);
MUST Err out_xlsx(Ctx *c, ResultPlan *p, OutFiles *k, Writer *w);
MUST Err out_stat(Ctx *c, ResultPlan *p, OutFiles *k, Writer *w);
/* The words of a choice where labels are asked for, else what was stored. */
Cut out_words(const ResultPlan *p, const ResultColumn *k, Cut v);

/* ---- codebook.c ---- */
void codebook_put(Ctx *c, const ResultPlan *p, const OutFiles *files, Buf *b); /* files: NULL */
void notes_put(Ctx *c, const ResultPlan *p, const OutFiles *files, Buf *b);

/* ---- export.c ---- */

/* Tables, codebook and notes as one ZIP at path; j: in a job, outside any transaction; NULL:
 * inside that of c.
 *   errors   file.sheet.place file.sheet.long   results.text.long  a text that the form of file
 *            cannot hold   results.changed  an answer was edited meanwhile: try again */
MUST Err results_file(Ctx *c, ResultPlan *p, Job *j, const char *path);
MUST Err export_deed(Ctx *c, const ResultPlan *p, const char *reason);
MUST Err export_later(Ctx *c, const ResultPlan *p, const char *reason, int64_t *id);
int64_t  ask_options(const ExportAsk *k);
ExportRow *export_get(Ctx *c, int64_t id);        /* NULL */
ExportRow *export_rows(Ctx *c, int64_t survey);   /* of c->who, of the last day, newest first */
enum { EXPORT_AT_ONCE = 20000 /* answers */ };
/* A file that was made at once: made outside the writer, stored with its row in it. */
typedef struct ExportMade { const ResultPlan *p; const char *hash; int64_t bytes; } ExportMade;
MUST Err export_make(Ctx *c, ResultPlan *p, ExportMade *out);
MUST Err export_put(Ctx *c, const ExportMade *m, const char *reason, int64_t *id);

/* ---- answers.c: the list, the ways to change one ---- */

typedef struct AnswerFilter {
    const char *review, *channel, *q; /* "" each: all; q: a word of an answer */
    int64_t     staff, version;
} AnswerFilter;
/* A row is given to put(), which says whether it is wanted; max of those are looked for, and
 * `look` answers looked at.
 *   after    of where to begin; "" at the first; set to where the next page begins, or NULL */
typedef bool AnswerPut(void *arg, Ctx *c, const ResultAnswer *a);
MUST Err answers_each(Ctx *c, const ResultPlan *p, const AnswerFilter *f, int max, int look,
                      const char **after, AnswerPut *put, void *arg);
/* Cells of an answer by column of the first table: at least its columns of room. */
void     answer_values(const ResultPlan *p, const ResultAnswer *a, Cut *v);

typedef struct Submission {
    int64_t     id, survey, form, staff, at, seconds, missing, edits;
    const char *instance, *channel, *review, *problems, *number;
    Bytes       xml, cells;
} Submission;
Submission *submission_get(Ctx *c, int64_t id); /* NULL */
/* The one before and after it, in the order of the list; 0. */
void        submission_beside(Ctx *c, const Submission *u, bool open, int64_t *newer,
                              int64_t *older);
/* errors   submission.review.bad   submission.note.missing  rejected or in trouble: why
 *          submission.note.long */
MUST Err submission_review(Ctx *c, const Submission *u, const char *review, const char *note);
/* Changes one value, and what follows from it; what it was is kept.
 *   errors   submission.path.missing    submission.why.missing .long
 *            xform.value.*, xform.answer.* */
MUST Err submission_edit(Ctx *c, const Submission *u, const char *path, const char *value,
                         const char *why);
/* The answer as it stands, with what the check finds. */
MUST Err submission_entry(Ctx *c, const Submission *u, XProblems *p, XEntry **t);
enum { SUBMISSION_NOTE_MAX = 500 };

/* answers_page.c: what its pages and those of one answer share. */
AnswerLine   *answer_line(Ctx *c, const ResultPlan *p, const ResultAnswer *a);
const char   *answer_shown(Ctx *c, const Asked *k, Cut v);
const Choice *review_choices(Ctx *c, bool all);
/* entry_lines.c: an answer as lines to be read, and what an edit has changed in it. */
const EntryLine *entry_lines(Ctx *c, const Submission *u, XEntry *t, const XProblems *p);
const EntryLine *answer_changes(Ctx *c, XEntry *was, XEntry *is);
const char      *entry_value(Ctx *c, XEntry *t, XNode *n);

/* ---- reading.c: who reads, and why (R10) ---- */

const char *reading_reason(Ctx *c, int64_t survey); /* of c->who today; NULL: not said yet */
/* errors   log.reason.missing */
MUST Err reading_put(Ctx *c, const Survey *s, const char *reason);
/* The survey of the {id}, for who may read its answers.
 * errors   http.missing, http.forbidden */
MUST Err reading_find(Ctx *c, const Request *r, Survey **s);
/* The page that asks why, in place of the one that was asked for. */
void     reading_ask(Ctx *c, Request *r, const Survey *s);

#endif
