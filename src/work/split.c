/* split.c - from one task the same for many units: each with its own lead, its
 * own day and its own answerable person; and what became of them, up to the leaves. */
#include "work/parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What a child takes over; what was measured of the whole is not measured of a part. */
static Task child_of(const Task *parent, const Child *k) {
    Task t = task_blank();
    t.parent = parent->id;
    t.document = parent->document;
    t.clause = parent->clause;
    t.quote = parent->quote;
    t.work = k->work;
    t.note = parent->note;
    t.product = k->product;
    if (text_blank(k->product)) {
        t.indicator = parent->indicator;
        t.target = parent->target;
        t.measure = parent->measure;
    }
    t.authority = parent->authority;
    t.urgent = parent->urgent;
    t.lead = k->lead;
    t.due = k->due;
    t.answerable = k->answerable;
    return t;
}

bool task_has_child(Ctx *c, int64_t parent, int64_t lead) {
    int64_t n = 0;
    Err e = db_int(c, &n, "SELECT count(*) FROM task WHERE parent = $1 AND lead = $2"
                          " AND stage <> 'withdrawn'", V(parent), V(lead));
    return e || n > 0;
}

Err split_check(Ctx *c, const Task *parent, const Child *k, bool issue) {
    Task t = child_of(parent, k);
    if (!task_day_ok(k->due)) return "split.due.missing";
    if (parent->due && strcmp(k->due, parent->due) > 0) return "split.due.parent";
    if (task_has_child(c, parent->id, k->lead)) return "split.unit.twice";
    return issue ? task_ready(c, &t) : task_check(c, &t);
}

static Err add_child(Ctx *c, const Task *parent, const Child *k, bool issue) {
    Task t = child_of(parent, k);
    Err  e = split_check(c, parent, k, issue);
    if (!e) e = task_draft(c, &t);
    return e || !issue ? e : task_issue(c, t.id);
}

Err task_split(Ctx *c, int64_t id, const Child *kids, bool issue) {
    Task *parent;
    Err   e = task_find(c, id, ACT_SPLIT, &parent);
    if (!e && !kids) e = "split.unit.missing";
    for (; !e && kids; kids = kids->next) e = add_child(c, parent, kids, issue);
    return e;
}

const Task *task_children(Ctx *c, int64_t parent) {
    const Task *first = NULL, **end = &first;
    Rows q = db_query(c, "SELECT " TASK_COLUMNS " FROM task t WHERE t.parent = $1"
                         " ORDER BY t.due, t.id", V(parent));
    while (db_next(&q)) {
        Task *t = task_read(&q);
        *end = t;
        end = (const Task **)&t->next;
    }
    return first;
}

/* What stands beneath a task, as far as the reader sees it. */
typedef struct Kin Kin;
struct Kin {
    Task        t;
    const char *finished; /* reported or done on this day; NULL */
    bool        inner;    /* it has children that are seen */
    Kin        *next;
};

/* Who sees the work of a unit that gives it sees all that it gave: asked once for each. */
static bool sees(Ctx *c, const Task *t, int64_t *issuer) {
    bool draft = strcmp(t->stage, "draft") == 0;
    if (!draft && t->issuer == *issuer) return true;
    if (!task_sees(c, t)) return false;
    if (!draft && org_may(c, RIGHT_VIEW, t->issuer)) *issuer = t->issuer;
    return true;
}

static Kin *seen_kin(Ctx *c, int64_t parent) {
    Kin    *first = NULL, **end = &first;
    int64_t issuer = 0;
    Rows q = db_query(c,
        "WITH RECURSIVE kin(id) AS (SELECT id FROM task WHERE parent = $1 UNION"
        "   SELECT t.id FROM task t JOIN kin k ON t.parent = k.id)"
        " SELECT t.id, t.parent, t.issuer, t.lead, t.stage, t.due, COALESCE(t.reported, t.done)"
        " FROM kin k JOIN task t ON t.id = k.id ORDER BY t.issuer, t.id", V(parent));
    while (db_next(&q)) {
        Kin *k = arena_new(c->a, Kin);
        *k = (Kin){.t = {.id = row_int(&q, 0), .parent = row_int(&q, 1), .issuer = row_int(&q, 2),
                         .lead = row_int(&q, 3), .stage = row_text(&q, 4),
                         .due = row_text(&q, 5)}, .finished = row_text(&q, 6)};
        if (!sees(c, &k->t, &issuer)) continue;
        *end = k;
        end = &k->next;
    }
    return first;
}

static int by_id(const void *a, const void *b) {
    const Kin *x = *(Kin *const *)a, *y = *(Kin *const *)b;
    return (x->t.id > y->t.id) - (x->t.id < y->t.id);
}

/* What is withdrawn is no part of its parent. */
static void mark_inner(Ctx *c, Kin *first) {
    size_t n = 0;
    for (Kin *k = first; k; k = k->next) n++;
    Kin **by = arena_take(c->a, (n + 1) * sizeof *by);
    n = 0;
    for (Kin *k = first; k; k = k->next) by[n++] = k;
    qsort(by, n, sizeof *by, by_id);
    for (Kin *k = first; k; k = k->next) {
        if (strcmp(k->t.stage, "withdrawn") == 0) continue;
        Kin *above = &(Kin){.t.id = k->t.parent};
        Kin **found = bsearch(&above, by, n, sizeof *by, by_id);
        if (found) (*found)->inner = true;
    }
}

/* Only tasks without children count: the others are made of these. */
Tally task_leaves(Ctx *c, int64_t parent) {
    Tally y = {{0}};
    Kin  *first = seen_kin(c, parent);
    mark_inner(c, first);
    for (Kin *k = first; k; k = k->next)
        if (!k->inner) y.n[task_state(k->t.stage, k->t.due, k->finished, c->today)]++;
    return y;
}

bool task_children_done(Ctx *c, int64_t parent) {
    int64_t n = 0, open = 0;
    Err e = db_int(c, &n, "SELECT count(*) FROM task WHERE parent = $1 AND stage = 'done'",
                   V(parent));
    if (!e) e = db_int(c, &open, "SELECT count(*) FROM task WHERE parent = $1 AND stage <> 'done'"
                                 " AND stage <> 'withdrawn'", V(parent));
    return !e && n > 0 && open == 0;
}
