/* pages.h - what the templates of tasks are given: names and sentences, ready to
 * be shown.  A template cannot ask the database; task_view.c does, before. */
#ifndef WORK_PAGES_H
#define WORK_PAGES_H

#include <stdlib.h>

#include "work/work.h"

/* One of the clears: its name, what was written, and whether that is clear. */
typedef struct Lamp Lamp;
struct Lamp {
    int         rule;
    bool        lit;
    bool        spare;   /* lit without a value: it is not asked for */
    const char *name;    /* "Rõ việc" */
    const char *value;   /* NULL: nothing yet */
    const char *more;    /* a second line; NULL */
    const char *why;     /* what is missing, with an example; NULL when lit */
    const char *advice;  /* NULL */
    Lamp       *next;
};

/* Something that the reader may do now. */
typedef struct Step Step;
struct Step {
    const char *href, *text;
    bool        sends; /* a button that sends a form, not a link */
    Step       *next;
};

/* A sentence of the history, with what changed in it. */
typedef struct Told Told;
struct Told {
    int64_t     at;
    const char *who, *what, *reason; /* reason NULL */
    const struct ToldChange {
        const char *field, *was, *is; /* "" where there was or is nothing */
        struct ToldChange *next;
    } *changes;
    Told       *next;
};

/* A row of a small table of the page: a partner, a child. */
typedef struct Row Row;
struct Row {
    int64_t     id;
    const char *unit, *text, *due, *done; /* days as YYYY-MM-DD; done NULL */
    Html        state;
    const char *shown;
    int64_t     said;
    Row        *next;
};

typedef struct ReportView ReportView;
struct ReportView {
    const Progress *p;
    const char *unit, *who, *judge, *figure, *shown; /* figure NULL; shown "" */
    bool        partner;
    ReportView *next;
};

typedef struct ExtensionView ExtensionView;
struct ExtensionView {
    const Extension *x;
    const char *who, *judge;
    ExtensionView *next;
};

typedef struct CommentView CommentView;
struct CommentView { const Comment *m; const char *who; CommentView *next; };

/* How many tasks under this one are in a state. */
typedef struct StateCount StateCount;
struct StateCount { int64_t n; Html state; StateCount *next; };

typedef struct TaskView {
    const Task    *t;
    TaskState      state;
    const Lamp    *lamps;
    int            dark;       /* lamps that are not lit */

    const char    *why_due;    /* why it is this day; NULL */
    const char    *waits;      /* who has the next move, as a sentence; NULL */
    const char    *issuer, *maker;
    const char    *symbol, *abstract; /* of the document; NULL */
    const char    *ended;      /* day on which it was replaced or revoked; NULL */
    bool           altered;    /* its text no longer has the words that are quoted */
    const char    *flag;       /* key: what else became of it since; NULL */
    const Task    *parent;
    const char    *shown;      /* what the evidence supports, in words */
    const char    *figure;     /* of the indicator, against its target; NULL */
    const char    *schedule;   /* "Còn 6 ngày" */
    const char    *work_left;  /* "4 ngày làm việc"; NULL */
    const Step    *first;      /* the one that is most called for; NULL */
    const Step    *others;
    const Row     *partners, *children;
    const StateCount   *leaves;
    bool           all_done;   /* of the children */
    bool           partners_may, comments_may, watched, asks;
    const ReportView    *reports;
    const ExtensionView *extensions;
    const CommentView   *comments;
    const Told    *history, *older; /* older: those below the fold; NULL */
    int            olders;
    const Series  *series;
    const char    *every;      /* of the series, in words */
} TaskView;
TaskView task_view(Ctx *c, const Task *t);

/* task_show.c: words for what a task holds. */
const char *days_left(const Ctx *c, const char *due, const char *today);
const char *shown_words(const Ctx *c, const char *shown);
const char *every_words(const Ctx *c, const char *every);
const char *figure_words(const Ctx *c, double v);
bool due_moved(const Task *t);               /* is it due on another day than at first? */
bool extension_differs(const Extension *x);  /* was another day given than wanted? */
const char *task_due_why(Ctx *c, const Task *t); /* NULL when it was given as a day */
const Told *task_told(Ctx *c, int64_t task);

/* Parts of the page, and its forms. */
Html task_html(const Ctx *c, const TaskView *v, const Form *f);
Html task_clears_html(const Ctx *c, const TaskView *v);
Html task_axes_html(const Ctx *c, const TaskView *v);
Html task_source_html(const Ctx *c, const TaskView *v);
Html task_reports_html(const Ctx *c, const TaskView *v);
Html task_children_html(const Ctx *c, const TaskView *v);
Html task_partners_html(const Ctx *c, const TaskView *v, const Form *f);
Html task_extensions_html(const Ctx *c, const TaskView *v);
Html task_comments_html(const Ctx *c, const TaskView *v, const Form *f);
Html task_told_html(const Ctx *c, const Told *d);
Html task_history_html(const Ctx *c, const TaskView *v);
Html task_steps_html(const Ctx *c, const TaskView *v, const Form *f);

/* ---- Forms ---- */

/* The form of a draft, and of an issued task that is corrected. */
typedef struct TaskForm {
    const Form   *f;
    const Clash  *clash;      /* NULL for a new one */
    const ClashField *stored; /* the values of a fresh form */
    const Task   *parent;     /* NULL */
    const Choice *units, *people;
    const char   *proposed;   /* who would answer for it; NULL */
    const char   *action, *back;
    bool          correct, authority;
    const char   *advice[TASK_CLEARS + 1]; /* about each clear of a draft as it is stored; NULL */
} TaskForm;
const char *form_was(const TaskForm *v, const char *name); /* in a fresh form */
const char *form_now(const TaskForm *v, const char *name); /* as typed, else that */
Html task_form_html(const Ctx *c, const TaskForm *v);

/* What the small forms about one task share; each uses what it needs. */
typedef struct ActForm {
    const Form   *f;
    const Task   *t;
    const char   *lead, *effect;
    const char   *key, *said, *final; /* of a report */
    const Choice *units, *shown, *verdicts;
    const ReportView *report;         /* that waits; NULL */
    const Extension *asked;           /* that waits; NULL */
    const char   *asker;
    bool          gives, reasons;
    const char   *what, *verb, *action, *back;
    const char   *due, *hint;         /* proposed, and why; NULL */
    const Series *series;
    const char   *every;
} ActForm;
ActForm act_form(Ctx *c, Request *r, const Task *t);
Html task_brief_html(const Ctx *c, const ActForm *v);
Html task_report_html(const Ctx *c, const ActForm *v);
Html task_judge_html(const Ctx *c, const ActForm *v);
Html task_extend_html(const Ctx *c, const ActForm *v);
Html task_decide_html(const Ctx *c, const ActForm *v);
Html task_reason_html(const Ctx *c, const ActForm *v);
Html task_partner_html(const Ctx *c, const ActForm *v);
Html task_series_html(const Ctx *c, const ActForm *v);
const char *file_size(const Ctx *c, int64_t bytes); /* "1,2 MB" */

/* ---- Cascade ---- */

typedef struct SplitUnit SplitUnit;
struct SplitUnit {
    int64_t     id;
    const char *name;
    int         depth;
    bool        ticked;
    bool        leads; /* the task itself */
    bool        taken; /* it has a child already */
    bool        heads; /* others are under it, folded away */
    int         under; /* how many */
    bool        open;  /* not folded: one of them is ticked, or they are few */
    int         closes; /* folds that end behind it */
    SplitUnit  *next;
};
typedef struct SplitRow SplitRow;
struct SplitRow {
    int64_t       unit, answerable;
    const char   *name, *due;
    const Choice *people;
    const char   *why; /* it is refused; NULL */
    SplitRow     *next;
};
typedef struct SplitForm {
    ActForm          act;
    const SplitUnit *units;
    const Choice    *kinds, *ways;
    const SplitRow  *rows;
    int              chosen;
} SplitForm;
Html split_html(const Ctx *c, const SplitForm *v);
Html split_plan_html(const Ctx *c, const SplitForm *v);

/* ---- Days off ---- */

typedef struct HolidayForm {
    const Form    *f;
    int            year;
    const Holiday *days, *read; /* read: pasted lines; NULL */
    const char    *text, *source;
    bool           may, clean;  /* clean: every line could be read */
} HolidayForm;
Html holidays_html(const Ctx *c, const HolidayForm *v);
Html holidays_paste_html(const Ctx *c, const HolidayForm *v);

/* ---- Many at once ---- */

typedef struct BulkLine BulkLine;
struct BulkLine {
    const Task *t;
    const char *lead, *answerable;
    const char *why; /* it will be left as it is; NULL */
    Html        state;
    BulkLine   *next;
};
typedef struct BulkForm {
    const Form     *f;
    Bulk            b;
    bool            ready; /* what is to be done is settled: the lines tell how it will go */
    int             able;
    const BulkLine *lines;
    const Choice   *acts, *people;
    const char     *verb, *what;
    const BulkRow  *row; /* what was done */
    bool            undoable;
} BulkForm;
Html bulk_html(const Ctx *c, const BulkForm *v);
Html bulk_done_html(const Ctx *c, const BulkForm *v);

#endif
