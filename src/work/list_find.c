/* list_find.c - the way to the rows that a filter means, and the statement for it.
 *
 * Which way is nearest is reckoned from figures that are there already: the tally
 * knows how many tasks a unit has, and a range of days is counted along its index
 * only as far as it stays the shorter way. */
#include "work/list_sql.h"

#include <string.h>

static const char *later(const char *a, const char *b) { return strcmp(a, b) > 0 ? a : b; }
static const char *earlier(const char *a, const char *b) {
    if (!*a || !*b) return *a ? a : b;
    return strcmp(a, b) < 0 ? a : b;
}

/* The one stage of all these states; "" if there is none such.  What is overdue
 * may be open or reported. */
static const char *stage_of(unsigned states) {
    static const struct { unsigned states; const char *stage; } rows[] = {
        {1 << TASK_DRAFT, "draft"},
        {1 << TASK_RUNNING | 1 << TASK_SOON, "open"},
        {1 << TASK_REPORTED | LIST_WAITING, "reported"},
        {1 << TASK_DONE | 1 << TASK_DONE_LATE, "done"},
        {1 << TASK_PAUSED, "paused"},
        {1 << TASK_WITHDRAWN, "withdrawn"},
    };
    for (size_t i = 0; states && i < sizeof rows / sizeof *rows; i++)
        if (!(states & ~rows[i].states)) return rows[i].stage;
    return "";
}

/* Between which days states of running tasks lie. */
static void narrow(Ctx *c, Asked *a) {
    unsigned on = a->f.states;
    if (!on || (on & ~(unsigned)(1 << TASK_RUNNING | 1 << TASK_SOON | 1 << TASK_OVERDUE))) return;
    if (!(on & 1 << TASK_RUNNING))
        a->to = earlier(a->to, on & 1 << TASK_SOON ? a->soon : c->today);
    if (!(on & 1 << TASK_OVERDUE))
        a->from = later(a->from, on & 1 << TASK_SOON ? c->today : a->soon);
}

Way list_way_along(const Asked *a, bool in_order) {
    unsigned states = a->f.states, days = 1 << TASK_OVERDUE | 1 << TASK_SOON | 1 << TASK_RUNNING;
    if (states == LIST_RETURNED) return WAY_RETURNED;
    if (states == LIST_ASKED) return WAY_ASKED;
    if (states == 1 << TASK_DRAFT) return WAY_DRAFT;
    if (!in_order) return WAY_ALL;
    if (*a->stage && !(states & days)) return WAY_STAGE;
    if (states && !(states & ~(unsigned)LIST_UNFINISHED)) return WAY_OPEN;
    return *a->from || *a->to ? WAY_DAYS : WAY_ALL;
}

/* Of a range that is walked both ends are there. */
void list_go(Asked *a, Way way) {
    a->way = way;
    if (!*a->to && (way == WAY_DAYS || way == WAY_STAGE || way == WAY_OPEN)) a->to = "9998";
    if (!*a->issued_to && way == WAY_ISSUED) a->issued_to = "9998";
}

static void consider(Asked *a, Way way, int64_t near) {
    if (near < a->near) a->way = way, a->near = near;
}

/* Counted no further than what is known to be nearer. */
static int64_t due_between(Ctx *c, const Asked *a) {
    int64_t n = 0;
    Err e = db_int(c, &n, "SELECT count(*) FROM (SELECT id FROM task WHERE"
                          " coalesce(due, '9999') >= $1 AND coalesce(due, '9999') <= $2"
                          " LIMIT $3) few", V(a->from), V(*a->to ? a->to : "9998"), V(a->near));
    return e ? 0 : n;
}
static int64_t issued_between(Ctx *c, const Asked *a) {
    int64_t n = 0;
    Err e = db_int(c, &n, "SELECT count(*) FROM (SELECT id FROM task WHERE issued >= $1"
                          " AND issued <= $2 LIMIT $3) few",
                   V(a->f.issued_from), V(*a->issued_to ? a->issued_to : "9998"), V(a->near));
    return e ? 0 : n;
}

/* The nearest of the ways to units and days. */
static void go_nearest(Ctx *c, Asked *a) {
    const TaskFilter *f = &a->f;
    a->near = INT64_MAX;
    a->way = a->s->all ? WAY_ALL : WAY_SIGHT;
    if (!a->s->all) a->near = list_led(c, a->s->view, SIGHT_UNITS, false);
    if (f->unit)
        consider(a, f->alone ? WAY_ONE_UNIT : WAY_UNIT, list_led(c, &f->unit, 1, f->alone));
    if (f->issuer) consider(a, WAY_ISSUER, list_issued_by(c, f->issuer));
    if (*f->issued_from || *f->issued_to) consider(a, WAY_ISSUED, issued_between(c, a));
    if (*f->due_from || *f->due_to) consider(a, WAY_DAYS, due_between(c, a));
}

static void choose(Ctx *c, Asked *a, bool by_change) {
    const TaskFilter *f = &a->f;
    Way               along = list_way_along(a, !by_change);
    bool              few = along == WAY_DRAFT || along == WAY_RETURNED || along == WAY_ASKED;
    if (*a->words) list_go(a, WAY_WORDS);
    else if (f->document) list_go(a, WAY_DOCUMENT);
    else if (f->watched) list_go(a, WAY_WATCH);
    else if (f->mine) list_go(a, WAY_MINE);
    else if (f->answerable) list_go(a, WAY_PERSON);
    else if (few) list_go(a, along);
    else if (f->unit || f->issuer || *f->issued_from || *f->issued_to ||
             ((*f->due_from || *f->due_to) && (!a->s->all || by_change))) {
        go_nearest(c, a);
        list_go(a, a->way == WAY_ALL ? along : a->way);
    } else {
        list_go(a, a->s->all ? along : WAY_SIGHT);
    }
}

Asked list_ask(Ctx *c, const Sight *s, const TaskFilter *f, bool by_change) {
    Asked a = {.s = s, .f = *f, .from = f->due_from, .to = f->due_to, .issued_to = f->issued_to,
               .soon = day_add(c->a, c->today, TASK_SOON_DAYS)};
    const char *words = *f->q ? db_search(c, f->q) : NULL;
    a.words = words ? words : "";
    a.stage = stage_of(f->states);
    narrow(c, &a);
    choose(c, &a, by_change);
    return a;
}

#define ASKED(c, a)                                                                      \
    V((c)->today), V((a)->soon), V((a)->f.states), V((a)->f.unit), V((a)->f.alone),      \
    V((a)->f.issuer), V((a)->f.answerable), V((a)->f.document), V((a)->from), V((a)->to), \
    V((a)->f.issued_from), V((a)->issued_to), V((a)->f.urgent),                          \
    V((a)->f.mine ? (c)->who : 0), V((a)->f.watched ? (c)->who : 0), V((a)->words),      \
    V((a)->s->view[0]), V((a)->s->view[1]), V((a)->s->view[2]), V((a)->s->view[3]),      \
    V((a)->s->all), V((a)->s->draft[0]), V((a)->s->draft[1]), V((a)->s->draft[2]),       \
    V((a)->s->draft[3]), V((a)->s->drafts), V((a)->stage)

/* One of the literals of list_sql.h. */
static const char *statement(const Asked *a, Want want) {
    const TaskFilter *f = &a->f;
    bool more = f->answerable || f->document || f->mine || f->watched || *a->words ||
                f->states & (LIST_RETURNED | LIST_ASKED);
    return more || !lean[a->way][want] ? statements[a->way][want] : lean[a->way][want];
}

Rows list_run(Ctx *c, const Asked *a, Want want) {
    return db_run_query(c, statement(a, want), VALS(ASKED(c, a)));
}
Rows list_run_page(Ctx *c, const Asked *a, Want want, int64_t rows, int64_t after) {
    return db_run_query(c, statement(a, want), VALS(ASKED(c, a), V(rows), V(after)));
}
int64_t list_run_count(Ctx *c, const Asked *a) {
    int64_t n = 0;
    return db_run_int(c, &n, statement(a, WANT_COUNT), VALS(ASKED(c, a))) ? 0 : n;
}
const char *list_statement(const Asked *a, Want want) { return statement(a, want); }
