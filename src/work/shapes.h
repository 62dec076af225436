/* shapes.h - part of work.h: the same tasks as a month, as spans, as a grid. */
#ifndef WORK_SHAPES_H
#define WORK_SHAPES_H

/* What a cell tells of its tasks: sign, colour and word. */
typedef enum ListKind {
    KIND_OVERDUE, KIND_OPEN, KIND_DONE, KIND_LATE, KIND_REST, LIST_KINDS
} ListKind;
ListKind    list_kind(TaskState s);
const char *list_kind_words(const Ctx *c, ListKind k);
const char *list_kind_look(ListKind k); /* class of its colour */
const char *list_kind_sign(ListKind k);
const char *list_kind_link(const Ctx *c, const TaskFilter *f, ListKind k);

/* ---- calendar_page.c ---- */
enum { CALENDAR_DAYS = 42 };
typedef struct CalendarDay {
    const char *day, *name;        /* name: of the holiday; NULL */
    bool        inside, today, off; /* inside: of this month; off: nobody works */
    int64_t     n[LIST_KINDS], all;
    const char *href, *link[LIST_KINDS];
} CalendarDay;
typedef struct Calendar {
    const char *title, *before, *now, *after;
    int         days;              /* whole weeks, from Monday */
    CalendarDay day[CALENDAR_DAYS];
} Calendar;
Html        calendar_html(const Ctx *c, const Calendar *m);
const char *calendar_look(const CalendarDay *d);
extern const Route calendar_routes[];

/* ---- timeline_page.c ---- */
typedef struct TimelinePage {
    const TaskList *list;
    Html            chart;         /* NULL if there is nothing to draw */
    const char     *by_due, *by_unit;
    Pager           pager;
} TimelinePage;
Html timeline_html(const Ctx *c, const TimelinePage *p);
extern const Route timeline_routes[];

/* ---- grid_page.c ---- */
enum { GRID_WEEKS = 9 };
typedef struct GridCell { int64_t n[LIST_KINDS], all; const char *href; } GridCell;
typedef struct GridRow {
    int64_t     unit;
    const char *name;
    bool        alone;             /* the unit itself, without those beneath */
    GridCell    cell[GRID_WEEKS];
} GridRow;
typedef struct Grid {
    const char *week[GRID_WEEKS];  /* their Mondays */
    const char *before, *now, *after;
    int         rows;
    GridRow    *row;
} Grid;
Html        grid_html(const Ctx *c, const Grid *g);
const char *grid_look(const GridCell *cell);
bool        grid_now(const Ctx *c, const Grid *g, int week); /* is it this week? */
extern const Route grid_routes[];

#endif
