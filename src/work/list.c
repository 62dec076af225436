/* list.c - the tasks that a filter means: how many, which, in order.
 *
 * Three steps: the way in is chosen (list_find.c), ids come in order, and only of
 * the rows that are shown are names looked up, each kind in one query.  How many
 * there are says the tally where it can (list_count.c).  A page near the end is
 * read from there. */
#include "work/list_parts.h"
#include "work/parts.h"

#include <stdlib.h>
#include <string.h>

enum { BATCH = LIST_PAGE_ROWS };

/* ---- Which ---- */

static Want want_of(ListOrder order) {
    switch (order) {
    case LIST_DUE:      return WANT_DUE;
    case LIST_UNIT:     return WANT_UNIT;
    case LIST_DUE_LAST: return WANT_DUE_LAST;
    case LIST_RANK:     return WANT_RANK;
    default:            return WANT_CHANGED;
    }
}

/* What it takes to meet a row in its index, and in the table of tasks. */
enum { IN_INDEX = 1, IN_TABLE = 20 };

/* To collect all that the way meets and sort what fits, or to walk along the order until
 * there are enough?  Of those walked over, as many fit as of all. */
static void walk_if_nearer(Ctx *c, Asked *a, Want want, const TaskList *l, int64_t after) {
    int64_t met = a->near, cost = want == WANT_CHANGED ? l->total * IN_TABLE : 0;
    bool    gathers = a->way == WAY_UNIT || a->way == WAY_ONE_UNIT || a->way == WAY_SIGHT ||
                      a->way == WAY_ISSUER || a->way == WAY_ISSUED || a->way == WAY_DAYS;
    if (!gathers || want == WANT_RANK || want == WANT_UNIT) return;
    for (int i = 0; i < TASK_STATES && !a->near; i++) met += l->by_state[i];
    Way     walk = list_way_along(a, want != WANT_CHANGED);
    int64_t all = list_walked(c, a, walk), need = (after + LIST_PAGE_ROWS) * all / l->total;
    bool    lean = want != WANT_CHANGED && (walk == WAY_ALL || walk == WAY_DAYS);
    if (need > all) need = all;
    if (need * (lean ? IN_INDEX : IN_TABLE) < met * IN_INDEX + cost) list_go(a, walk);
}

static int read_ids(Rows *q, int64_t *id, int room) {
    int n = 0;
    while (n < room && db_next(q)) id[n++] = row_int(q, 0);
    db_stop(q);
    return n;
}

const char *list_plan(Ctx *c, const Sight *s, const TaskFilter *f) {
    Want  want = want_of(list_order(f));
    Asked a = list_ask(c, s, f, want == WANT_CHANGED);
    return list_statement(&a, want);
}

/* All tasks in the order of change are the index, and nothing need be compared. */
static int page_of_all(Ctx *c, bool last_first, int64_t rows, int64_t after, int64_t *id) {
    Rows q = last_first
        ? db_query(c, "SELECT id FROM task ORDER BY changed DESC, id DESC LIMIT $1 OFFSET $2",
                   V(rows), V(after))
        : db_query(c, "SELECT id FROM task ORDER BY changed, id LIMIT $1 OFFSET $2",
                   V(rows), V(after));
    return read_ids(&q, id, (int)rows);
}

/* Unit by unit in the order of their names: the tally says which of them the page
 * passes over.  -1 where it comes to tasks whose unit is no more, or that have none. */
static int page_by_unit(Ctx *c, const Asked *a, int64_t after, int64_t *id) {
    int   n = 0;
    Asked one = *a;
    Rows  q = db_query(c, "SELECT unit FROM unit_spell WHERE since <= $1 AND $1 < until"
                          " AND unlearnt = 9223372036854775807 GROUP BY unit"
                          " ORDER BY min(sort), unit", V(c->today));
    one.f.alone = true;
    while (n < LIST_PAGE_ROWS && db_next(&q)) {
        one.f.unit = row_int(&q, 0);
        int64_t has = list_of_unit(c, a, one.f.unit);
        if (after >= has) {
            after -= has;
            continue;
        }
        list_go(&one, WAY_ONE_UNIT);
        Rows rows = list_run_page(c, &one, WANT_DUE, LIST_PAGE_ROWS - n, after);
        n += read_ids(&rows, id + n, LIST_PAGE_ROWS - n);
        after = 0;
    }
    db_stop(&q);
    return n == LIST_PAGE_ROWS ? n : -1;
}

static void turn(int64_t *id, int n) {
    for (int i = 0; i < n / 2; i++) {
        int64_t x = id[i];
        id[i] = id[n - 1 - i];
        id[n - 1 - i] = x;
    }
}

/* The ids of a page that is there. */
static int page_ids(Ctx *c, Asked *a, Want want, const TaskList *l, int64_t after, int64_t *id) {
    bool    every = a->s->all && a->s->drafts && !list_filters(&a->f) && want == WANT_CHANGED;
    bool    turns = every || want == WANT_DUE || want == WANT_DUE_LAST;
    int64_t rows = l->total - after < LIST_PAGE_ROWS ? l->total - after : LIST_PAGE_ROWS;
    int64_t left = l->total - after - rows;
    turns = turns && left < after;
    if (turns) after = left, want = want == WANT_DUE ? WANT_DUE_LAST : WANT_DUE;
    int n = want == WANT_UNIT && list_by_unit_known(a->s, &a->f)
        ? page_by_unit(c, a, after, id) : -1;
    if (every) n = page_of_all(c, !turns, rows, after, id);
    if (n < 0) {
        walk_if_nearer(c, a, want, l, after);
        Rows q = list_run_page(c, a, want, rows, after);
        n = read_ids(&q, id, (int)rows);
    }
    if (turns) turn(id, n);
    return n;
}

/* ---- Rows of ids ---- */

#define TEN(a) "$" #a "0, $" #a "1, $" #a "2, $" #a "3, $" #a "4, $" #a "5, $" #a "6, $" #a "7, $" \
               #a "8, $" #a "9"
#define FIFTY "$1, $2, $3, $4, $5, $6, $7, $8, $9, " TEN(1) ", " TEN(2) ", " TEN(3) ", " TEN(4)  \
              ", $50"

/* id[BATCH], 0 where there are fewer, as values of FIFTY. */
static const Val *ids_of(Ctx *c, const int64_t *id) {
    Val *v = arena_take(c->a, sizeof *v * (BATCH + 1));
    for (int i = 0; i < BATCH; i++) v[i + 1] = val_int(id[i]);
    return v;
}
#define query_fifty(c, sql, id) db_run_query((c), "" sql, ids_of((c), (id)), BATCH)

static TaskRow *row_of(TaskRow *rows, int n, int64_t id) {
    for (int i = 0; i < n; i++)
        if (rows[i].id == id) return &rows[i];
    fatal("a task that was not asked for");
}

static void read_rows(Ctx *c, const int64_t *id, TaskRow *rows, int n) {
    Rows q = query_fifty(c,
        "SELECT t.id, t.document, t.lead, t.answerable, t.work, d.symbol, t.clause, t.stage,"
        " t.due, t.first_due, t.issued, COALESCE(t.reported, t.done), t.said, t.shown,"
        " t.returned, t.asked, t.urgent, t.extensions, t.changed, t.product, t.indicator"
        " FROM task t LEFT JOIN document d ON d.id = t.document WHERE t.id IN (" FIFTY ")", id);
    while (db_next(&q)) {
        TaskRow *r = row_of(rows, n, row_int(&q, 0));
        *r = (TaskRow){
            .id = r->id, .document = row_int(&q, 1), .lead = row_int(&q, 2),
            .answerable = row_int(&q, 3), .work = row_text(&q, 4), .symbol = row_text(&q, 5),
            .clause = row_text(&q, 6), .stage = row_text(&q, 7), .due = row_text(&q, 8),
            .first_due = row_text(&q, 9), .issued = row_text(&q, 10), .done = row_text(&q, 11),
            .said = row_int(&q, 12), .shown = row_text(&q, 13), .returned = row_int(&q, 14),
            .asked = row_int(&q, 15), .urgent = row_int(&q, 16), .extensions = row_int(&q, 17),
            .changed = row_int(&q, 18), .product = row_text(&q, 19)};
        if (!*r->product) r->product = row_text(&q, 20);
        r->state = task_state(r->stage, r->due, r->done, c->today);
    }
}

/* Spells come with the earliest first: a later one takes its place until the one
 * of today is met, so a unit that is no more has the name that it had last. */
static void name_units(Ctx *c, TaskRow *rows, int n) {
    int64_t id[BATCH] = {0};
    bool    sure[BATCH] = {false};
    for (int i = 0; i < n; i++) id[i] = rows[i].lead;
    Rows q = query_fifty(c, "SELECT unit, name, since, until FROM unit_spell WHERE unit IN (" FIFTY
                            ") AND unlearnt = 9223372036854775807 ORDER BY unit, since", id);
    while (db_next(&q)) {
        int64_t     unit = row_int(&q, 0);
        const char *name = row_text(&q, 1);
        bool        now = strcmp(row_text(&q, 2), c->today) <= 0 &&
                          strcmp(c->today, row_text(&q, 3)) < 0;
        for (int i = 0; i < n; i++) {
            if (rows[i].lead != unit || sure[i]) continue;
            rows[i].lead_name = name;
            sure[i] = now;
        }
    }
}

static void name_people(Ctx *c, TaskRow *rows, int n) {
    int64_t id[BATCH] = {0};
    for (int i = 0; i < n; i++) id[i] = rows[i].answerable;
    Rows q = query_fifty(c, "SELECT id, name FROM staff WHERE id IN (" FIFTY ")", id);
    while (db_next(&q)) {
        int64_t     who = row_int(&q, 0);
        const char *name = row_text(&q, 1);
        for (int i = 0; i < n; i++)
            if (rows[i].answerable == who) rows[i].answerable_name = name;
    }
}

static void fill(Ctx *c, const int64_t *id, TaskRow *rows, int n) {
    int64_t all[BATCH] = {0};
    for (int i = 0; i < n; i++) all[i] = rows[i].id = id[i];
    if (!n) return;
    read_rows(c, all, rows, n);
    name_units(c, rows, n);
    name_people(c, rows, n);
}

const TaskList *list_tasks(Ctx *c, const Sight *s, const TaskFilter *f) {
    TaskList *l = arena_new(c->a, TaskList);
    int64_t   id[LIST_PAGE_ROWS], after = (f->page - 1) * LIST_PAGE_ROWS;
    Want      want = want_of(list_order(f));
    list_count_states(c, s, f, l->by_state);
    l->total = list_sum(c, s, f, l->by_state);
    if (after >= l->total) return l;
    Asked a = list_ask(c, s, f, want == WANT_CHANGED);
    l->n = page_ids(c, &a, want, l, after, id);
    fill(c, id, l->row, l->n);
    return l;
}

int list_first(Ctx *c, const Sight *s, const TaskFilter *f, TaskRow *row, int room) {
    int64_t id[LIST_PAGE_ROWS];
    Want    want = want_of(list_order(f));
    Asked   a = list_ask(c, s, f, want == WANT_CHANGED);
    Way     way = list_way_along(&a, true);
    bool    along = way == WAY_OPEN || way == WAY_STAGE;
    if (want == WANT_DUE && along && (a.way == WAY_SIGHT || a.way == WAY_UNIT) &&
        list_walked(c, &a, way) < (a.near ? a.near : list_led(c, s->view, SIGHT_UNITS, false)))
        list_go(&a, way);
    Rows q = list_run_page(c, &a, want, room, 0);
    int  n = read_ids(&q, id, room);
    fill(c, id, row, n);
    return n;
}

int list_after(Ctx *c, const Sight *s, const TaskFilter *f, int64_t after, TaskRow *row,
               int room) {
    int64_t *id = arena_take(c->a, sizeof *id * (size_t)(room + 1));
    Asked    a = list_ask(c, s, f, true);
    Rows     q = list_run_page(c, &a, WANT_ID, room, after);
    int      n = read_ids(&q, id, room);
    for (int i = 0; i < n; i += BATCH) fill(c, id + i, row + i, n - i < BATCH ? n - i : BATCH);
    return n;
}

/* The tasks themselves, each at the place of its row. */
static void read_whole(Ctx *c, const int64_t *id, const Task **whole, int n) {
    int64_t all[BATCH] = {0};
    for (int i = 0; i < n; i++) all[i] = id[i];
    Rows q = query_fifty(c, "SELECT " TASK_COLUMNS " FROM task t WHERE t.id IN (" FIFTY ")", all);
    while (db_next(&q)) {
        const Task *t = task_read(&q);
        for (int i = 0; i < n; i++)
            if (id[i] == t->id) whole[i] = t;
    }
}

static void each_of(Ctx *c, const Sight *s, const TaskFilter *f, ListEach *each, ListWhole *whole,
                    void *arg) {
    int64_t  total = list_total(c, s, f), *id = arena_take(c->a, sizeof *id * (size_t)(total + 1));
    Want     want = want_of(list_order(f));
    Asked    a = list_ask(c, s, f, want == WANT_CHANGED);
    Rows     q = list_run_page(c, &a, want, total, 0);
    int64_t  n = read_ids(&q, id, (int)total);
    Ctx      mine = *c;
    bool     more = true;
    mine.a = arena_open();
    for (int64_t i = 0; i < n && more; i += BATCH) {
        TaskRow     rows[BATCH] = {0};
        const Task *task[BATCH] = {0};
        int         k = n - i < BATCH ? (int)(n - i) : BATCH;
        fill(&mine, id + i, rows, k);
        if (whole) read_whole(&mine, id + i, task, k);
        for (int j = 0; j < k && more; j++)
            more = whole ? whole(&mine, arg, &rows[j], task[j]) : each(&mine, arg, &rows[j]);
        arena_reset(mine.a);
    }
    arena_close(mine.a);
}

void list_each(Ctx *c, const Sight *s, const TaskFilter *f, ListEach *each, void *arg) {
    each_of(c, s, f, each, NULL, arg);
}

void list_each_whole(Ctx *c, const Sight *s, const TaskFilter *f, ListWhole *each, void *arg) {
    each_of(c, s, f, NULL, each, arg);
}

/* ---- Names of what a filter names ---- */

const char *list_symbol(Ctx *c, int64_t document) {
    const char *symbol = "";
    Rows q = db_query(c, "SELECT symbol FROM document WHERE id = $1", V(document));
    while (db_next(&q)) symbol = row_text(&q, 0);
    return symbol;
}
