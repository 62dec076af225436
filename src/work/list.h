/* list.h - part of work.h: which tasks somebody asks for, and how they are found.
 *
 * What is asked for is what the address says and nothing else: a filter is read
 * from a query, printed back to one, and told in words above every list.  The
 * list, the calendar, the timeline, the grid and the export take the same one. */
#ifndef WORK_LIST_H
#define WORK_LIST_H

#include "exchange/exchange.h"

/* The states of ?state=, as a set of bits 1u << TaskState; two more that go
 * along with another state. */
enum {
    LIST_RETURNED = 1 << TASK_STATES,       /* sent back, not reported again */
    LIST_ASKED = 1 << (TASK_STATES + 1),    /* an extension waits for an answer */
    LIST_WAITING = 1 << (TASK_STATES + 2),  /* its final report waits for a word, late or not */
    LIST_STATES = TASK_STATES + 3,
    LIST_UNFINISHED = 1 << TASK_RUNNING | 1 << TASK_SOON | 1 << TASK_OVERDUE |
                      1 << TASK_REPORTED | 1 << TASK_PAUSED
};
extern const char *const list_states[LIST_STATES]; /* their words in an address, in that order */
const char *list_state_key(int state);             /* key of its words for people */

typedef enum ListOrder {
    LIST_USUAL,   /* nothing said: by due day where only unfinished ones are asked for, the
                     latest first where only finished ones are, by rank where words are, else
                     by change */
    LIST_DUE, LIST_DUE_LAST, /* the soonest, the latest first; without a day at the end */
    LIST_CHANGED,            /* changed last first */
    LIST_UNIT,               /* by the name of the unit in charge, then by due day */
    LIST_RANK,               /* what fits the words best first */
    LIST_ORDERS
} ListOrder;

/* What is asked for.  0, "" and false: does not matter. */
typedef struct TaskFilter {
    unsigned    states;                      /* any of them */
    int64_t     unit;                        /* in charge: this one or one beneath it */
    bool        alone;                       /* this one only */
    int64_t     issuer, answerable, document;
    const char *due_from, *due_to;           /* days, both in it */
    const char *issued_from, *issued_to;
    bool        urgent, mine, watched;
    const char *q;                           /* words as they were typed */
    ListOrder   order;
    int64_t     page;                        /* from 1 */
    const char *wrong;                       /* the name of a value that says nothing; NULL */
} TaskFilter;

/* ---- list_filter.c ---- */

/* What the query says.  A value that is not understood is left out, and the first
 * such name is told in .wrong; names that are none of ours are not looked at. */
TaskFilter list_filter(const Ctx *c, const Pair *query);
/* The same as a query: "state=overdue&unit=4"; "" for no filter at all.  Without page. */
const char *list_query(const Ctx *c, const TaskFilter *f);
/* An address: path, ? and the query, if there is any. */
const char *list_address(const Ctx *c, const char *path, const TaskFilter *f);
ListOrder   list_order(const TaskFilter *f); /* LIST_USUAL resolved */
bool        list_filters(const TaskFilter *f); /* is anything asked for? */

/* The filter in words, one link for each condition: it leads to the list without. */
const Link *list_words(Ctx *c, const char *path, const TaskFilter *f);

/* ---- list.c ---- */

/* What somebody may see on a day: all tasks whose issuer, lead or a partner is
 * one of the units `view` or beneath; drafts where the issuer is one of `draft`
 * or beneath.  A unit 0 is none; `all` and `drafts` say that it is everything. */
enum { SIGHT_UNITS = 4 };
typedef struct Sight {
    bool    all, drafts;
    int64_t view[SIGHT_UNITS], draft[SIGHT_UNITS];
} Sight;
Sight list_sight(Ctx *c); /* of c->who, on c->today */

/* A row of a list. */
typedef struct TaskRow {
    int64_t     id, document, lead, answerable;
    const char *work, *symbol;      /* symbol: of the document; NULL */
    const char *clause;             /* "" */
    const char *lead_name, *answerable_name; /* NULL without one */
    const char *stage, *due, *first_due, *issued, *done; /* days; NULL where there is none */
    const char *product;            /* or the indicator; "" */
    TaskState   state;              /* on c->today */
    int64_t     said;               /* percent, as the unit says */
    const char *shown;              /* what the evidence supports: none part full against */
    bool        returned, asked, urgent;
    int64_t     extensions, changed;
} TaskRow;

enum { LIST_PAGE_ROWS = 50 };
typedef struct TaskList {
    int64_t total;                  /* rows on all pages */
    int64_t by_state[TASK_STATES];  /* the same filter without its states */
    int     n;                      /* rows of this page */
    TaskRow row[LIST_PAGE_ROWS];
} TaskList;
/* The page f->page; an empty one beyond the last. */
const TaskList *list_tasks(Ctx *c, const Sight *s, const TaskFilter *f);

/* The first of them, up to room <= LIST_PAGE_ROWS; how many there are. */
int list_first(Ctx *c, const Sight *s, const TaskFilter *f, TaskRow *row, int room);

/* In the order of their ids those behind `after`, up to room: so a list that changes while
 * it is read through loses none and tells none twice.  How many there are. */
int list_after(Ctx *c, const Sight *s, const TaskFilter *f, int64_t after, TaskRow *row, int room);

/* All rows, in order, without a page: each(c, arg, row) is called in turn, in
 * memory that it may not keep.  Ends early when each returns false. */
typedef bool ListEach(Ctx *c, void *arg, const TaskRow *row);
void    list_each(Ctx *c, const Sight *s, const TaskFilter *f, ListEach *each, void *arg);
typedef bool ListWhole(Ctx *c, void *arg, const TaskRow *row, const Task *t); /* and all of it */
void    list_each_whole(Ctx *c, const Sight *s, const TaskFilter *f, ListWhole *each, void *arg);
int64_t list_total(Ctx *c, const Sight *s, const TaskFilter *f);

/* How many there are by unit in charge, due day and state. */
typedef struct ListCount {
    int64_t     lead;  /* 0 without one */
    const char *due;   /* NULL without one */
    TaskState   state;
    int64_t     n;
} ListCount;
const ListCount *list_counts(Ctx *c, const Sight *s, const TaskFilter *f, int *n);

/* Names as they are on c->today or were last; "" for what is not there. */
const char *list_symbol(Ctx *c, int64_t document);

/* The statement that finds the rows of this filter, for the test of its plan. */
const char *list_plan(Ctx *c, const Sight *s, const TaskFilter *f);

/* ---- list_page.c and its templates ---- */

/* One of the states above a list, with how many it has; -1 where that is not told. */
typedef struct ListTab ListTab;
struct ListTab { const char *href, *text; int64_t n; Tone tone; bool here; ListTab *next; };

/* What stands above every view of tasks. */
typedef struct ListBar {
    const char       *path;    /* of the view */
    const TaskFilter *f;
    const Form       *form;    /* with nothing typed: all is in the address */
    const Link       *views, *shapes, *words;
    const ListTab    *tabs;
    const Pair       *kept;    /* conditions that the form has no field for */
    const Choice     *units;
    const char       *unit;    /* the chosen one */
    bool              more;    /* a condition stands among those that are folded away */
} ListBar;
Html list_bar_html(const Ctx *c, const ListBar *b);

typedef struct ListPage {
    const TaskList *list;
    const Form     *form;      /* of many tasks at once */
    const char     *export, *csv, *print, *save;   /* addresses */
    const char     *by_change, *by_unit, *by_due;  /* the same list in another order */
    ListOrder       order;
    bool            bulk, saves, filtered;
    const Link     *act;       /* what to do about an empty list; NULL */
    Pager           pager;
} ListPage;
Html        list_table_html(const Ctx *c, const ListPage *p);
Html        list_due_html(const Ctx *c, const TaskRow *t);
const char *list_days(const Ctx *c, const TaskRow *t);  /* "3 days late"; "" */
const char *list_shown(const Ctx *c, const TaskRow *t); /* what the evidence supports */

enum { LIST_PRINT_ROWS = 2000 };
typedef struct ListPrint {
    const char *back;
    int64_t     total, n;      /* n rows are there */
    const Link *words;
    Html        rows;
} ListPrint;
Html list_print_html(const Ctx *c, const ListPrint *p);
Html list_print_row_html(const Ctx *c, const TaskRow *t, int64_t number);

/* What each view of tasks begins with: the filter of the address, what the caller
 * may see, and the bar.  `counts` says what the tabs tell; NULL: nothing. */
typedef struct ListView {
    TaskFilter  f;
    Sight       sight;
    const char *path;
} ListView;
ListView list_view(Ctx *c, Request *r);
Html     list_bar(Ctx *c, Request *r, const ListView *v, const int64_t counts[TASK_STATES]);

extern const Route list_routes[];

/* ---- export.c ---- */

/* All rows of the list as a file (exchange.h): what import takes to draft the same tasks, and
 * what has become of them.
 * errors   list.export.many   more than 200,000 rows; file.sheet.place */
MUST Err list_export(Ctx *c, const ListView *v, SheetAs as, Made *out);

/* ---- view.c: views that somebody saved ---- */

enum { VIEW_NAME_MAX = 100, VIEW_QUERY_MAX = 2000, VIEWS_MAX = 50 };
typedef struct View View;
struct View { int64_t id; const char *name, *address; View *next; };
const View *views(Ctx *c); /* of c->who, the oldest first */
/* path: of a view of tasks; query: what the filter prints.
 * errors   view.name.missing .long .taken .many   view.path.bad */
MUST Err view_save(Ctx *c, const char *name, const char *path, const char *query, int64_t *id);
MUST Err view_rename(Ctx *c, int64_t id, const char *name); /* the same, and http.missing */
MUST Err view_drop(Ctx *c, int64_t id);                     /* errors  http.missing */
Html     view_list_html(const Ctx *c, const Form *f, const View *first);
Html     view_new_html(const Ctx *c, const Form *f, const char *path, const char *query,
                       const char *back); /* back: the page it was opened from */

extern const Route view_routes[];

#endif
