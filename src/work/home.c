/* home.c - the figures of the first page.
 *
 * A statement reads for each unit a few ranges of the tally's index: some
 * thousand short steps for a province, whatever the number of tasks. */
#include "work/work.h"

#include "org/org.h"

#include <math.h>
#include <stdlib.h>

int64_t figures_all(const Figures *f) { return f->done + f->late + f->open + f->overdue; }

double figures_rate(const Figures *f) {
    int64_t due = f->done + f->late + f->overdue;
    return due ? (double)(f->done + f->late) / (double)due : NAN;
}

static void add(Figures *to, const Figures *f) {
    to->done += f->done;
    to->late += f->late;
    to->open += f->open;
    to->overdue += f->overdue;
    to->soon += f->soon;
}

/* $1 today, $2 last day of "soon", $3 and $4 months of the year. */
#define TALLY "FROM task_tally y WHERE y.unit = v.unit AND y.stage = "
#define FIGURES                                                                          \
    "(SELECT sum(y.n) " TALLY "'open' AND y.due < $1),"                                  \
    " (SELECT sum(y.n) " TALLY "'open' AND y.due BETWEEN $1 AND $2),"                    \
    " (SELECT sum(y.n) " TALLY "'open' AND y.due > $2),"                                 \
    " (SELECT sum(y.n * y.late) " TALLY "'reported'),"                                   \
    " (SELECT sum(y.n * (1 - y.late)) " TALLY "'reported'),"                             \
    " (SELECT sum(y.n * y.late) " TALLY "'done' AND y.due BETWEEN $3 AND $4),"           \
    " (SELECT sum(y.n * (1 - y.late)) " TALLY "'done' AND y.due BETWEEN $3 AND $4)"

static Figures read_figures(Rows *q, int col) {
    int64_t over = row_int(q, col), soon = row_int(q, col + 1), later = row_int(q, col + 2);
    return (Figures){.overdue = over + row_int(q, col + 3), .soon = soon,
                     .open = soon + later + row_int(q, col + 4), .late = row_int(q, col + 5),
                     .done = row_int(q, col + 6)};
}

/* Each unit goes with a branch: of one tree the unit under the top that holds it,
 * or the top itself; of several trees their tops. */
static Rows query(Ctx *c, const int64_t top[SIGHT_UNITS], int64_t only) {
    return db_query(c,
        "WITH RECURSIVE v(unit, branch) AS (SELECT id, id FROM unit WHERE id IN ($5, $6, $7, $8)"
        " UNION ALL SELECT s.unit, CASE WHEN v.unit = $9 THEN s.unit ELSE v.branch END"
        "  FROM unit_spell s JOIN v ON s.parent = v.unit WHERE s.since <= $1 AND $1 < s.until"
        "  AND s.unlearnt = 9223372036854775807)"
        " SELECT v.branch, " FIGURES " FROM v",
        V(c->today), V(day_add(c->a, c->today, TASK_SOON_DAYS)),
        V(arena_print(c->a, "%.4s-01", c->today)),
        V(arena_print(c->a, "%.4s-12", c->today)),
        V(top[0]), V(top[1]), V(top[2]), V(top[3]), V(only));
}

/* Also what is led by units that are no more, or by none. */
static Figures whole(Ctx *c) {
    Figures f = {0};
    Rows q = db_query(c, "SELECT " FIGURES " FROM (SELECT CAST(0 AS BIGINT) AS unit) v",
                      V(c->today), V(day_add(c->a, c->today, TASK_SOON_DAYS)),
                      V(arena_print(c->a, "%.4s-01", c->today)),
                      V(arena_print(c->a, "%.4s-12", c->today)));
    while (db_next(&q)) f = read_figures(&q, 0);
    return f;
}

static Branch *branch_of(Branches *b, int64_t unit, int *room) {
    for (int i = 0; i < b->n; i++)
        if (b->row[i].unit == unit) return &b->row[i];
    if (b->n == *room) fatal("more branches than units");
    b->row[b->n] = (Branch){.unit = unit};
    return &b->row[b->n++];
}

static int by_burning(const void *x, const void *y) {
    const Branch *a = x, *b = y;
    if (a->f.overdue != b->f.overdue) return a->f.overdue < b->f.overdue ? 1 : -1;
    if (a->f.soon != b->f.soon) return a->f.soon < b->f.soon ? 1 : -1;
    return a->unit < b->unit ? -1 : a->unit > b->unit;
}

static int count_branches(Ctx *c, int64_t top) {
    int64_t n = 0;
    Err e = db_int(c, &n, "SELECT count(*) FROM unit_spell WHERE parent = $1 AND since <= $2"
                          " AND $2 < until AND unlearnt = 9223372036854775807",
                   V(top), V(c->today));
    return e ? 0 : (int)n;
}

Branches home_branches(Ctx *c, const Sight *s) {
    int64_t  top[SIGHT_UNITS] = {s->all ? unit_top(c) : s->view[0], s->view[1], s->view[2],
                                 s->view[3]};
    if (s->all) top[1] = top[2] = top[3] = 0;
    Branches b = {.whole = s->all, .top = top[1] ? 0 : top[0]};
    int      room = SIGHT_UNITS + count_branches(c, b.top);
    b.row = arena_take(c->a, sizeof *b.row * (size_t)room);
    Rows q = query(c, top, b.top);
    while (db_next(&q)) {
        Figures f = read_figures(&q, 1);
        add(&branch_of(&b, row_int(&q, 0), &room)->f, &f);
        add(&b.all, &f);
    }
    if (s->all) b.all = whole(c);
    for (int i = 0; i < b.n; i++) { /* who has no task needs no row; the top is not even counted */
        if (figures_all(&b.row[i].f)) continue;
        b.idle += b.row[i].unit != b.top;
        b.row[i--] = b.row[--b.n];
    }
    for (int i = 0; i < b.n; i++) {
        b.row[i].name = unit_name(c, b.row[i].unit);
        b.row[i].alone = b.row[i].unit == b.top;
    }
    if (b.n) qsort(b.row, (size_t)b.n, sizeof *b.row, by_burning);
    return b;
}

/* ---- What waits ---- */

typedef struct Queue { Ctx *c; const Sight *s; Waiting **end; } Queue;

static void put(Queue *w, const char *text, int64_t n, Tone tone, const TaskFilter *f) {
    if (!n) return;
    *w->end = arena_new(w->c->a, Waiting);
    **w->end = (Waiting){text, list_address(w->c, "/task", f), n, tone, NULL};
    w->end = &(*w->end)->next;
}

static TaskFilter blank(void) {
    return (TaskFilter){.due_from = "", .due_to = "", .issued_from = "", .issued_to = "", .q = "",
                        .page = 1};
}

static void put_states(Queue *w, const char *key, unsigned states, int64_t unit, Tone tone) {
    TaskFilter f = blank();
    f.states = states;
    f.unit = unit;
    put(w, tr(w->c, key), list_total(w->c, w->s, &f), tone, &f);
}

/* A word is given on what the own unit has given, not on what it was given. */
static void put_to_judge(Queue *w, const char *key, unsigned states, int64_t issuer) {
    TaskFilter f = blank();
    f.states = states;
    f.issuer = issuer;
    put(w, tr(w->c, key), list_total(w->c, w->s, &f), TONE_AMBER, &f);
}

static void put_watched(Queue *w) {
    TaskFilter f = blank();
    f.watched = true;
    put(w, tr(w->c, "home.watched"), watch_unseen(w->c), TONE_AMBER, &f);
}

const Waiting *home_waiting(Ctx *c, const Request *r, const Sight *s, const Branches *b) {
    Waiting   *first = NULL;
    Queue      w = {c, s, &first};
    TaskFilter mine = blank();
    int64_t    unit = b->whole ? 0 : b->top;
    put_states(&w, "home.overdue", 1 << TASK_OVERDUE, unit, TONE_RED);
    if (request_may(r, RIGHT_REPORT))
        put_states(&w, "home.returned", LIST_RETURNED, unit, TONE_RED);
    put_states(&w, "home.soon", 1 << TASK_SOON, unit, TONE_AMBER);
    if (request_may(r, RIGHT_JUDGE)) {
        put_to_judge(&w, "home.waiting", LIST_WAITING, unit);
        put_to_judge(&w, "home.asked", LIST_ASKED, unit);
    }
    mine.mine = true;
    mine.states = LIST_UNFINISHED;
    put(&w, tr(c, "home.mine"), list_total(c, s, &mine), TONE_GREY, &mine);
    if (request_may(r, RIGHT_ISSUE)) put_states(&w, "home.draft", 1 << TASK_DRAFT, 0, TONE_GREY);
    put_watched(&w);
    return first;
}
