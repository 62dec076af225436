/* list.c - the tasks that a filter means: how many, which, in order.
 *
 * Three steps: the way in is chosen (list_sql.h), ids come in order, and only of
 * the rows that are shown are names looked up, each kind in one query.  How many
 * there are says the tally where it can. */
#include "work/work.h"
#include "work/list_sql.h"

#include <stdlib.h>
#include <string.h>

enum { BATCH = LIST_PAGE_ROWS };

/* What a statement gets; see list_sql.h. */
typedef struct Asked {
    const Sight *s;
    TaskFilter   f;
    const char  *soon, *from, *to, *stage, *words;
    Way          way;
} Asked;

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

static Way way_by_state(const Asked *a, bool in_order) {
    unsigned states = a->f.states, days = 1 << TASK_OVERDUE | 1 << TASK_SOON | 1 << TASK_RUNNING;
    if (states == LIST_RETURNED) return WAY_RETURNED;
    if (states == LIST_ASKED) return WAY_ASKED;
    if (states == 1 << TASK_DRAFT) return WAY_DRAFT;
    if (!in_order) return WAY_ALL;
    if (*a->stage && !(states & days)) return WAY_STAGE;
    if (states && !(states & ~(unsigned)LIST_UNFINISHED)) return WAY_OPEN;
    return *a->from || *a->to ? WAY_DAYS : WAY_ALL;
}

/* Is the unit one that is seen, or beneath such a one? */
static bool in_sight(Ctx *c, const Sight *s, int64_t unit) {
    for (int i = 0; i < SIGHT_UNITS; i++)
        if (s->view[i] && unit_under(c, unit, s->view[i])) return true;
    return false;
}

/* The way that meets the fewest rows.  For all tasks in the order of change only
 * the index of changes is in order, and what is wanted is soon found along it. */
static Way way_of(Ctx *c, const Asked *a, bool by_change) {
    const TaskFilter *f = &a->f;
    if (*a->words) return WAY_WORDS;
    if (f->document) return WAY_DOCUMENT;
    if (f->watched) return WAY_WATCH;
    if (f->mine) return WAY_MINE;
    if (f->answerable) return WAY_PERSON;
    if (f->unit && (a->s->all || in_sight(c, a->s, f->unit)))
        return f->alone ? WAY_ONE_UNIT : WAY_UNIT;
    if (!a->s->all) return WAY_SIGHT;
    if (f->issuer) return WAY_ISSUER;
    return way_by_state(a, !by_change);
}

/* Of a range that is walked both ends are there. */
static void go(Asked *a, Way way) {
    a->way = way;
    if (!*a->to && (way == WAY_DAYS || way == WAY_STAGE || way == WAY_OPEN)) a->to = "9998";
}

static Asked ask(Ctx *c, const Sight *s, const TaskFilter *f, bool by_change) {
    Asked a = {.s = s, .f = *f, .from = f->due_from, .to = f->due_to,
               .soon = day_add(c->a, c->today, TASK_SOON_DAYS)};
    const char *words = *f->q ? db_search(c, f->q) : NULL;
    a.words = words ? words : "";
    a.stage = stage_of(f->states);
    narrow(c, &a);
    go(&a, way_of(c, &a, by_change));
    return a;
}

#define ASKED(c, a)                                                                      \
    V((c)->today), V((a)->soon), V((a)->f.states), V((a)->f.unit), V((a)->f.alone),      \
    V((a)->f.issuer), V((a)->f.answerable), V((a)->f.document), V((a)->from), V((a)->to), \
    V((a)->f.issued_from), V((a)->f.issued_to), V((a)->f.urgent),                        \
    V((a)->f.mine ? (c)->who : 0), V((a)->f.watched ? (c)->who : 0), V((a)->words),      \
    V((a)->s->view[0]), V((a)->s->view[1]), V((a)->s->view[2]), V((a)->s->view[3]),      \
    V((a)->s->all), V((a)->s->draft[0]), V((a)->s->draft[1]), V((a)->s->draft[2]),       \
    V((a)->s->draft[3]), V((a)->s->drafts), V((a)->stage)

/* The statement is one of the literals of list_sql.h. */
static Rows find(Ctx *c, const Asked *a, Want want) {
    return db_run_query(c, statements[a->way][want], VALS(ASKED(c, a)));
}
static Rows find_page(Ctx *c, const Asked *a, Want want, int64_t rows, int64_t after) {
    return db_run_query(c, statements[a->way][want], VALS(ASKED(c, a), V(rows), V(after)));
}

/* ---- How many ---- */

/* The tally knows units in charge and states, for those who see everything. */
static bool tally_knows(const Sight *s, const TaskFilter *f) {
    TaskFilter rest = *f;
    rest.states = 0, rest.unit = 0;
    bool part_of_drafts = !s->drafts && s->draft[0];
    return s->all && !part_of_drafts && !list_filters(&rest);
}

/* The bits of STATE (list_sql.h) are powers of two in the order of TaskState. */
static int state_of_bit(int64_t bit) {
    int i = 0;
    while (bit > 1) bit >>= 1, i++;
    return i;
}

/* Each stage is one range of an index, added up once. */
#define TALLY_OF(stage) "(SELECT sum(n) AS n, sum(n * late) AS late FROM task_tally"     \
                        " WHERE unit = $1 AND stage = '" stage "')"
#define TALLY_DUE(days) "(SELECT sum(n) AS n FROM task_tally WHERE unit = $1"            \
                        " AND stage = 'open' AND due " days ")"

static void add_tally(Ctx *c, const Asked *a, int64_t unit, int64_t n[TASK_STATES]) {
    Rows q = db_query(c, "SELECT a.n, b.n, d.n, f.n, f.late, g.n, g.late, h.n, i.n, j.n"
                         " FROM " TALLY_DUE("> $3") " a, " TALLY_DUE("BETWEEN $2 AND $3") " b, "
                         TALLY_DUE("< $2") " d, " TALLY_OF("reported") " f, " TALLY_OF("done")
                         " g, " TALLY_OF("draft") " h, " TALLY_OF("paused") " i, "
                         TALLY_OF("withdrawn") " j",
                      V(unit), V(c->today), V(a->soon));
    while (db_next(&q)) {
        n[TASK_RUNNING] += row_int(&q, 0);
        n[TASK_SOON] += row_int(&q, 1);
        n[TASK_OVERDUE] += row_int(&q, 2) + row_int(&q, 4);
        n[TASK_REPORTED] += row_int(&q, 3) - row_int(&q, 4);
        n[TASK_DONE] += row_int(&q, 5) - row_int(&q, 6);
        n[TASK_DONE_LATE] += row_int(&q, 6);
        n[TASK_DRAFT] += row_int(&q, 7);
        n[TASK_PAUSED] += row_int(&q, 8);
        n[TASK_WITHDRAWN] += row_int(&q, 9);
    }
}

static void sum_tally(Ctx *c, const Asked *a, int64_t unit, int64_t n[TASK_STATES]) {
    if (!unit || a->f.alone) {
        add_tally(c, a, unit, n);
        return;
    }
    Rows q = db_query(c, "WITH RECURSIVE " BENEATH("under", "SELECT CAST($2 AS BIGINT)")
                         " SELECT unit FROM under", V(c->today), V(unit));
    while (db_next(&q)) add_tally(c, a, row_int(&q, 0), n);
}

static void count_states(Ctx *c, const Sight *s, const TaskFilter *f, int64_t n[TASK_STATES]) {
    TaskFilter any = *f;
    any.states = 0;
    Asked a = ask(c, s, &any, false);
    if (tally_knows(s, f)) {
        sum_tally(c, &a, f->unit, n);
        if (!s->drafts) n[TASK_DRAFT] = 0;
        return;
    }
    Rows q = find(c, &a, WANT_STATES);
    while (db_next(&q)) n[state_of_bit(row_int(&q, 0))] = row_int(&q, 1);
}

/* States of a task exclude each other, but for the two that go along. */
static int64_t total_of(Ctx *c, const Sight *s, const TaskFilter *f, const int64_t n[TASK_STATES]) {
    int64_t sum = 0;
    if (f->states & (LIST_RETURNED | LIST_ASKED | LIST_WAITING)) {
        Asked a = ask(c, s, f, false);
        return db_run_int(c, &sum, statements[a.way][WANT_COUNT], VALS(ASKED(c, &a))) ? 0 : sum;
    }
    for (int i = 0; i < TASK_STATES; i++)
        if (!f->states || f->states & 1u << i) sum += n[i];
    return sum;
}

/* How many rows a walk along this order may meet: those of all tasks. */
static int64_t walked_over(Ctx *c, const Asked *a, Way way) {
    int64_t n[TASK_STATES] = {0}, sum = 0;
    add_tally(c, a, 0, n);
    for (int i = 0; i < TASK_STATES; i++)
        if (way == WAY_ALL || way == WAY_DAYS || a->f.states & 1u << i) sum += n[i];
    if (a->f.states & LIST_WAITING) sum += n[TASK_REPORTED] + n[TASK_OVERDUE];
    return sum;
}

/* Of some states alone: over their index, if they are fewer in the whole office
 * than all that is seen. */
static void count_along(Ctx *c, Asked *a) {
    int64_t n[TASK_STATES] = {0}, of_units = 0;
    Way     way = way_by_state(a, true);
    bool    few = way == WAY_RETURNED || way == WAY_ASKED || way == WAY_DRAFT;
    if ((a->way != WAY_UNIT && a->way != WAY_SIGHT) || way == WAY_ALL || way == WAY_DAYS) return;
    for (int i = 0; i < SIGHT_UNITS && !few; i++)
        if (a->s->view[i]) sum_tally(c, a, a->s->view[i], n);
    for (int i = 0; i < TASK_STATES; i++) of_units += n[i];
    if (few || walked_over(c, a, way) < of_units) go(a, way);
}

int64_t list_total(Ctx *c, const Sight *s, const TaskFilter *f) {
    int64_t n[TASK_STATES] = {0}, sum = 0;
    if (!f->states || tally_knows(s, f)) {
        count_states(c, s, f, n);
        return total_of(c, s, f, n);
    }
    Asked a = ask(c, s, f, false);
    count_along(c, &a);
    return db_run_int(c, &sum, statements[a.way][WANT_COUNT], VALS(ASKED(c, &a))) ? 0 : sum;
}

const ListCount *list_counts(Ctx *c, const Sight *s, const TaskFilter *f, int *n) {
    Asked      a = ask(c, s, f, false);
    Rows       q = find(c, &a, WANT_GROUPS);
    int        room = 256;
    ListCount *out = arena_take(c->a, sizeof *out * (size_t)room);
    for (*n = 0; db_next(&q); ++*n) {
        if (*n == room) {
            ListCount *more = arena_take(c->a, sizeof *out * (size_t)room * 2);
            out = memcpy(more, out, sizeof *out * (size_t)room);
            room *= 2;
        }
        out[*n] = (ListCount){row_int(&q, 0), row_text(&q, 1),
                              (TaskState)state_of_bit(row_int(&q, 2)), row_int(&q, 3)};
    }
    return out;
}

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

/* To collect all of a unit and sort what fits, or to walk along the order until
 * there are enough?  Of those walked over, as many fit as of all. */
static void walk_if_nearer(Ctx *c, Asked *a, Want want, const TaskList *l, int64_t after) {
    int64_t of_unit = 0;
    if ((a->way != WAY_UNIT && a->way != WAY_SIGHT) || want == WANT_RANK || want == WANT_UNIT)
        return;
    for (int i = 0; i < TASK_STATES; i++) of_unit += l->by_state[i];
    Way     walk = way_by_state(a, want != WANT_CHANGED);
    int64_t all = walked_over(c, a, walk), need = (after + LIST_PAGE_ROWS) * all / l->total;
    if ((need < all ? need : all) < of_unit) go(a, walk);
}

static int read_ids(Rows *q, int64_t *id, int room) {
    int n = 0;
    while (n < room && db_next(q)) id[n++] = row_int(q, 0);
    db_stop(q);
    return n;
}

const char *list_plan(Ctx *c, const Sight *s, const TaskFilter *f) {
    Want want = want_of(list_order(f));
    return statements[ask(c, s, f, want == WANT_CHANGED).way][want];
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
    Asked     a = ask(c, s, f, want == WANT_CHANGED);
    count_states(c, s, f, l->by_state);
    l->total = total_of(c, s, f, l->by_state);
    if (after >= l->total) return l;
    walk_if_nearer(c, &a, want, l, after);
    Rows q = find_page(c, &a, want, LIST_PAGE_ROWS, after);
    l->n = read_ids(&q, id, LIST_PAGE_ROWS);
    fill(c, id, l->row, l->n);
    return l;
}

int list_first(Ctx *c, const Sight *s, const TaskFilter *f, TaskRow *row, int room) {
    int64_t id[LIST_PAGE_ROWS];
    Want    want = want_of(list_order(f));
    Asked   a = ask(c, s, f, want == WANT_CHANGED);
    if (want == WANT_DUE) count_along(c, &a);
    Rows q = find_page(c, &a, want, room, 0);
    int  n = read_ids(&q, id, room);
    fill(c, id, row, n);
    return n;
}

void list_each(Ctx *c, const Sight *s, const TaskFilter *f, ListEach *each, void *arg) {
    int64_t  total = list_total(c, s, f), *id = arena_take(c->a, sizeof *id * (size_t)(total + 1));
    Want     want = want_of(list_order(f));
    Asked    a = ask(c, s, f, want == WANT_CHANGED);
    Rows     q = find_page(c, &a, want, total, 0);
    int64_t  n = read_ids(&q, id, (int)total);
    Ctx      mine = *c;
    bool     more = true;
    mine.a = arena_open();
    for (int64_t i = 0; i < n && more; i += BATCH) {
        TaskRow rows[BATCH] = {0};
        int     k = n - i < BATCH ? (int)(n - i) : BATCH;
        fill(&mine, id + i, rows, k);
        for (int j = 0; j < k && more; j++) more = each(&mine, arg, &rows[j]);
        arena_reset(mine.a);
    }
    arena_close(mine.a);
}

/* ---- Names of what a filter names ---- */

const char *list_symbol(Ctx *c, int64_t document) {
    const char *symbol = "";
    Rows q = db_query(c, "SELECT symbol FROM document WHERE id = $1", V(document));
    while (db_next(&q)) symbol = row_text(&q, 0);
    return symbol;
}
