/* assess_count.c - what is counted of tasks, as it was known at one instant. */
#include "inspect/assess.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Numbers of tasks, ascending. */
typedef struct Set { int64_t *task; int n, room; } Set;

/* A task that is owed in the period. */
typedef struct Owed {
    int64_t    task;
    int        unit;  /* row; -1 */
    int32_t    due, done;
    KnownState state;
    bool       extended;
} Owed;

typedef struct Tallying {
    Ctx        *c;
    const Assessment *a;
    int32_t     since, until;
    const Unit *tree;
    int        *row_of;   /* [units of the tree] the row that counts it; -1 */
    int         units;
    AssessRow  *row;
    int         rows;
    Owed       *owed;
    int         n, room;
    int64_t     outside;
    Set         final, returned, evidence; /* tasks */
} Tallying;

/* ---- The units ---- */

static int tree_at(const Tallying *k, int64_t unit) {
    for (int i = 0; i < k->units; i++)
        if (k->tree[i].id == unit) return i;
    return -1;
}

/* A unit of the level counts itself and, by choice, what is beneath it.  The tree is that of
 * all units, and lists a unit before what is beneath it. */
static Err read_units(Tallying *k) {
    const Assessment *a = k->a;
    k->tree = units_known(k->c, a->until, a->known, 0, &k->units);
    k->row_of = arena_take(k->c->a, (size_t)(k->units + 1) * sizeof *k->row_of);
    k->row = arena_take(k->c->a, (size_t)(k->units + 1) * sizeof *k->row);
    bool *under = arena_take(k->c->a, (size_t)(k->units + 1) * sizeof *under);
    for (int i = 0; i < k->units; i++) {
        const Unit     *u = &k->tree[i];
        const UnitKind *kind = unit_kind(u->kind);
        int             up = u->parent ? tree_at(k, u->parent) : -1;
        under[i] = up >= 0 && (under[up] || u->parent == a->unit);
        k->row_of[i] = a->beneath && up >= 0 ? k->row_of[up] : -1;
        if (!under[i] || !kind || kind->level != a->level || k->row_of[i] >= 0) continue;
        if (k->rows == ASSESS_UNITS_MAX) return "assess.unit.many";
        k->row[k->rows] = (AssessRow){.unit = u->id, .name = u->name, .proposal = "",
                                      .choice = "", .reason = ""};
        k->row_of[i] = k->rows++;
    }
    return k->rows ? NULL : "assess.unit.none";
}

/* ---- The tasks ---- */

static int unit_place(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static int by_task(const void *a, const void *b) {
    const Owed *x = a, *y = b;
    return x->task < y->task ? -1 : x->task > y->task;
}

static void keep(Tallying *k, const Owed *o) {
    if (k->n == k->room) {
        Owed *more = arena_take(k->c->a, (size_t)(k->room = k->room ? 2 * k->room : 1024) *
                                             sizeof *more);
        if (k->n) memcpy(more, k->owed, (size_t)k->n * sizeof *more);
        k->owed = more;
    }
    k->owed[k->n++] = *o;
}

/* Owed in the period: its day lies in it, or lay before and it was still to be done. */
static void take(void *arg, const Known *t) {
    Tallying     *k = arg;
    KnownState s = known_state(t, k->until);
    if (s == KNOWN_OPEN && t->due <= k->until) s = KNOWN_OVERDUE; /* its day is over as well */
    if (s == KNOWN_OUT || s == KNOWN_OPEN || s == KNOWN_PAUSED || t->due > k->until) return;
    if (t->due < k->since && t->done && t->done < k->since) return;
    int at = tree_at(k, t->lead), unit = at < 0 ? -1 : k->row_of[at];
    if (at < 0) k->outside++;
    if (unit < 0) return;
    keep(k, &(Owed){.task = t->task, .unit = unit, .due = t->due, .done = t->done, .state = s,
                    .extended = t->extensions > 0});
}

static void set_add(Tallying *k, Set *s, int64_t task) {
    if (s->n == s->room) {
        int64_t *more = arena_take(k->c->a, (size_t)(s->room = s->room ? 2 * s->room : 1024) *
                                                sizeof *more);
        if (s->n) memcpy(more, s->task, (size_t)s->n * sizeof *more);
        s->task = more;
    }
    s->task[s->n++] = task;
}

static bool in(const Set *s, int64_t task) {
    return s->n && bsearch(&task, s->task, (size_t)s->n, sizeof task, unit_place);
}

/* Final reports of the lead in the period, and those of them that were sent back. */
static void read_reports(Tallying *k) {
    Rows q = db_query(k->c,
        "SELECT p.task, max(CASE WHEN p.verdict = 'returned' AND p.judged <= $3 THEN 1 ELSE 0 END)"
        " FROM progress p JOIN task_known t ON t.task = p.task AND t.since <= $3 AND t.until > $3"
        " WHERE p.final = 1 AND p.at <= $3 AND p.day BETWEEN $1 AND $2 AND p.unit = t.lead"
        " GROUP BY p.task ORDER BY p.task", V(k->a->since), V(k->a->until), V(k->a->known));
    while (db_next(&q)) {
        set_add(k, &k->final, row_int(&q, 0));
        if (row_int(&q, 1)) set_add(k, &k->returned, row_int(&q, 0));
    }
}

static void read_evidence(Tallying *k) {
    Rows q = db_query(k->c,
        "SELECT DISTINCT p.task FROM progress p JOIN evidence v ON v.progress = p.id"
        " WHERE p.at <= $2 AND p.day <= $1 ORDER BY p.task", V(k->a->until), V(k->a->known));
    while (db_next(&q)) set_add(k, &k->evidence, row_int(&q, 0));
}

/* What rounds that were closed by then found of tasks that were done in the period. */
#define FOUND                                                                            \
    " FROM finding f JOIN inspection i ON i.id = f.inspection JOIN task t ON t.id = f.task"  \
    " WHERE i.stage = 'closed' AND i.ended <= $3 AND i.until BETWEEN $1 AND $2"          \
    " AND f.verdict IN ('true', 'partly', 'false')"

static void read_findings(Tallying *k) {
    Rows q = db_query(k->c, "SELECT f.unit, sum(CASE WHEN f.verdict = 'false' THEN 1 ELSE 0 END),"
                            " count(*)" FOUND " GROUP BY f.unit",
                      V(k->a->since), V(k->a->until), V(k->a->known));
    while (db_next(&q)) {
        int at = tree_at(k, row_int(&q, 0)), unit = at < 0 ? -1 : k->row_of[at];
        if (unit < 0) continue;
        k->row[unit].cell[IND_FALSE].top += row_int(&q, 1);
        k->row[unit].cell[IND_FALSE].n += row_int(&q, 2);
    }
}

/* ---- The figures ---- */

/* Does the task stand in the denominator of the indicator, and in its numerator? */
static bool counts(const Tallying *k, const Owed *o, int what, bool *top) {
    bool done = o->state == KNOWN_DONE || o->state == KNOWN_LATE;
    *top = false;
    if (o->state == KNOWN_WAITING) return false;
    switch (what) {
    case IND_IN_TIME:  *top = o->state == KNOWN_DONE; return true;
    case IND_LATE:     *top = o->state == KNOWN_LATE; return true;
    case IND_OVERDUE:  *top = o->state == KNOWN_OVERDUE; return true;
    case IND_EXTENDED: *top = o->extended; return true;
    case IND_RETURNED: *top = in(&k->returned, o->task); return in(&k->final, o->task);
    case IND_EVIDENCE: *top = done && in(&k->evidence, o->task); return done;
    default:           return false;
    }
}

static void add_task(Tallying *k, const Owed *o) {
    AssessRow *u = &k->row[o->unit];
    bool       top;
    if (o->state == KNOWN_WAITING) u->waiting++;
    else u->owed++;
    for (int i = 0; i < IND_FALSE; i++) {
        if (!counts(k, o, i, &top)) continue;
        u->cell[i].n++;
        u->cell[i].top += top;
    }
}

static Err collect(Tallying *k, Ctx *c, const Assessment *a) {
    *k = (Tallying){.c = c, .a = a, .since = known_day(a->since), .until = known_day(a->until)};
    Err e = read_units(k);
    if (e) return e;
    known_each(c, a->known, 0, k->until, take, k);
    if (k->n) qsort(k->owed, (size_t)k->n, sizeof *k->owed, by_task);
    read_reports(k);
    read_evidence(k);
    return NULL;
}

static int by_rank(const void *a, const void *b) {
    const AssessRow *x = a, *y = b;
    if (!x->rank != !y->rank) return x->rank ? -1 : 1;
    if (x->rank != y->rank) return x->rank < y->rank ? -1 : 1;
    int name = strcmp(x->name, y->name);
    return name ? name : x->unit < y->unit ? -1 : x->unit > y->unit;
}

/* A unit is proposed where its whole interval lies in the better, or the worse, half. */
static void propose(Assessed *x) {
    for (int i = 0; i < x->n; i++) {
        AssessRow *u = &x->row[i];
        x->ranked += u->rank > 0;
    }
    for (int i = 0; i < x->ranked; i++) {
        AssessRow *u = &x->row[i];
        if (2 * u->high <= x->ranked) u->proposal = "commend";
        if (2 * (u->low - 1) >= x->ranked) u->proposal = "correct";
    }
}

static const char *hash_hex(Ctx *c, const Assessed *x) {
    Buf b = {.a = c->a};
    buf_print(&b, "outside %" PRId64 "\n", x->outside);
    for (int i = 0; i < x->n; i++) {
        const AssessRow *u = &x->row[i];
        buf_print(&b, "%" PRId64 " %s owed %" PRId64 " waiting %" PRId64 " points %.6f rank %"
                      PRId64 " %" PRId64 "-%" PRId64 " %s", u->unit, u->name, u->owed, u->waiting,
                  isnan(u->points) ? 0 : u->points, u->rank, u->low, u->high, u->proposal);
        for (int k = 0; k < INDICATORS; k++)
            buf_print(&b, " %" PRId64 "/%" PRId64, u->cell[k].top, u->cell[k].n);
        buf_text(&b, "\n");
    }
    Hash  h = hash_of(b.s, b.len);
    char *hex = arena_take(c->a, 2 * HASH_BYTES + 1);
    for (int i = 0; i < HASH_BYTES; i++)
        memcpy(hex + 2 * i, arena_print(c->a, "%02x", h.b[i]), 2);
    return hex;
}

Err assess_count(Ctx *c, const Assessment *a, const Formula *f, Assessed *out) {
    Tallying k;
    Err   e = collect(&k, c, a);
    if (e) return e;
    for (int i = 0; i < k.n; i++) add_task(&k, &k.owed[i]);
    read_findings(&k);
    assess_rank(c->a, f, k.row, k.rows, (uint64_t)a->seed);
    qsort(k.row, (size_t)k.rows, sizeof *k.row, by_rank);
    *out = (Assessed){.n = k.rows, .row = k.row, .outside = k.outside};
    for (int i = 0; i < k.rows; i++)
        for (int j = 0; j < INDICATORS; j++) {
            out->all[j].top += k.row[i].cell[j].top;
            out->all[j].n += k.row[i].cell[j].n;
        }
    propose(out);
    out->hash = hash_hex(c, out);
    return NULL;
}

/* ---- The tasks of a figure ---- */

static int by_due(const void *a, const void *b) {
    const Owed *x = a, *y = b;
    if (x->due != y->due) return x->due < y->due ? -1 : 1;
    return by_task(a, b);
}

static AssessTask *task_of(Ctx *c, const Assessment *a, const Owed *o, bool top) {
    AssessTask *t = arena_new(c->a, AssessTask);
    *t = (AssessTask){.task = o->task, .work = known_work(c, a->known, o->task),
                      .due = known_day_text(c->a, o->due),
                      .done = o->done ? known_day_text(c->a, o->done) : NULL,
                      .state = o->state, .top = top};
    return t;
}

/* Of inspection: each was looked at once or more. */
static const AssessTask *found_tasks(Tallying *k, int unit, bool only, int64_t *n) {
    const AssessTask *first = NULL, **end = &first;
    Rows q = db_query(k->c, "SELECT f.unit, f.task, f.verdict, f.seen, t.due" FOUND
                            " ORDER BY f.seen, f.id",
                      V(k->a->since), V(k->a->until), V(k->a->known));
    while (db_next(&q)) {
        int  at = tree_at(k, row_int(&q, 0));
        bool top = strcmp(row_text(&q, 2), "false") == 0;
        if (at < 0 || k->row_of[at] != unit || (only && !top) || ++*n > ASSESS_TASKS_MAX) continue;
        AssessTask *t = arena_new(k->c->a, AssessTask);
        *t = (AssessTask){.task = row_int(&q, 1), .done = row_text(&q, 3), .due = row_text(&q, 4),
                          .state = KNOWN_DONE, .top = top,
                          .work = known_work(k->c, k->a->known, row_int(&q, 1))};
        *end = t;
        end = (const AssessTask **)&t->next;
    }
    return first;
}

const AssessTask *assess_tasks(Ctx *c, const Assessment *a, int64_t unit, int what, bool only,
                               int64_t *n) {
    const AssessTask *first = NULL, **end = &first;
    Tallying k;
    int   row = -1;
    *n = 0;
    if (collect(&k, c, a)) return NULL;
    for (int i = 0; i < k.rows; i++)
        if (k.row[i].unit == unit) row = i;
    if (what == IND_FALSE) return found_tasks(&k, row, only, n);
    if (k.n) qsort(k.owed, (size_t)k.n, sizeof *k.owed, by_due);
    for (int i = 0; i < k.n; i++) {
        const Owed *o = &k.owed[i];
        bool top = false;
        bool counted = what < 0 ? o->state == KNOWN_WAITING : counts(&k, o, what, &top);
        if (o->unit != row || !counted || (only && !top) || ++*n > ASSESS_TASKS_MAX) continue;
        AssessTask *t = task_of(c, a, o, top);
        *end = t;
        end = (const AssessTask **)&t->next;
    }
    return first;
}
