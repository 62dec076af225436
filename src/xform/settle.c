/* settle.c - what follows from the answers: one pass over the jobs that were touched, in the
 * order in which one needs the other. */
#include "xform/parts.h"

#include <math.h>
#include <string.h>

enum { ROUNDS_MAX = 16 }; /* of triggers that set off triggers */

/* What the expression before has used is paid; the next one gets its share of what is left. */
Eval eval_at(XEntry *t, const XNode *here) {
    XNode *n = (XNode *)(uintptr_t)here;
    t->total -= t->lent - t->steps;
    t->lent = t->steps = t->total < XFORM_STEPS_MAX ? t->total : XFORM_STEPS_MAX;
    return (Eval){.f = t->f, .t = t, .c = t->c, .a = t->scratch ? t->scratch : t->c->a,
                  .here = n, .current = n, .at = 1, .size = 1, .steps = &t->steps,
                  .language = t->f->first_language};
}

static bool truth_of(XEntry *t, const XExpr *x, const XNode *n) {
    Eval e = eval_at(t, n);
    bool yes = to_bool(eval(&e, x->ast));
    if (e.err) t->err = e.err;
    return yes;
}

static const char *text_at(XEntry *t, const XExpr *x, const XNode *n) {
    Eval        e = eval_at(t, n);
    const char *s = to_text(&e, eval(&e, x->ast));
    if (e.err) t->err = e.err;
    return e.err ? "" : s;
}

/* ---- the jobs ---- */

static void run_relevant(XEntry *t, XNode *n, void *arg) {
    const Job *j = arg;
    bool       own = truth_of(t, j->expr, n);
    if (own == n->own) return;
    n->own = own;
    node_show(n);
    dirty_readers(t, n->field);
}

static bool same_number(const char *a, const char *b) {
    double x = text_number(a), y = text_number(b);
    return !isnan(x) && !isnan(y) && fabs(x - y) <= 1e-9 * fmax(fabs(x), fabs(y));
}

static void compare(XEntry *t, const Job *j, const XNode *n, const char *want) {
    if (j->loose || strcmp(n->typed, want) == 0 || same_number(n->typed, want)) return;
    problem_of_form(t->p, X_NOTE, "xform.answer.calculation", xentry_path(t, n), want, NULL);
}

static void run_calculate(XEntry *t, XNode *n, void *arg) {
    const Job  *j = arg;
    const char *stored = "";
    if (!n->relevant) return;
    type_fits(t->c->a, n->field->type, text_at(t, j->expr, n), &stored);
    if (t->checking) compare(t, j, n, stored);
    else node_type(t, n, stored);
}

static void run_filter(XEntry *t, XNode *n, void *arg) {
    bool all;
    (void)arg;
    if (!n->relevant) return;
    const char *kept = choices_kept(t, n->field->control, n, n->typed, &all);
    if (strcmp(kept, n->value) == 0) return;
    n->value = kept;
    dirty_readers(t, n->field);
}

static void run_readonly(XEntry *t, XNode *n, void *arg) {
    const Job *j = arg;
    n->locks = truth_of(t, j->expr, n);
    if (n->readonly != (n->locks || n->parent->readonly)) node_show(n);
}

static void run_required(XEntry *t, XNode *n, void *arg) {
    const Job *j = arg, *valid = rules_of(n->field)->job[JOB_VALID];
    bool       required = truth_of(t, j->expr, n);
    if (required != n->required && valid) t->dirty[valid->place] = 1;
    n->required = required;
}

/* Of a select whose list is always the same; what a filter took away is seen by run_filter. */
static bool offered(XEntry *t, XNode *n) {
    const XControl *k = n->field->control;
    if (!k || (k->kind != X_SELECT && k->kind != X_SELECT1 && k->kind != X_RANK)) return true;
    if (k->filtered) return strcmp(n->value, n->typed) == 0;
    bool all;
    choices_kept(t, k, n, n->typed, &all);
    return all;
}

static void run_valid(XEntry *t, XNode *n, void *arg) {
    const Job  *j = arg;
    const char *stored;
    unsigned    faults = 0;
    bool        blank = !n->field->group && text_blank(n->value);
    if (!n->relevant) {
        n->faults = 0;
        n->valid = true;
        return;
    }
    if (n->required && blank) faults |= X_EMPTY;
    if (!blank && !n->field->group && !type_fits(t->c->a, n->field->type, n->value, &stored))
        faults |= X_TYPE;
    if (*n->typed && !offered(t, n)) faults |= X_CHOICE;
    if (!blank && j->expr && !truth_of(t, j->expr, n)) faults |= X_CONSTRAINT;
    n->faults = (uint8_t)faults;
    n->valid = !faults;
}

/* ---- repeats by count ---- */

static void grow(XEntry *t, XNode *parent, const XField *d, int have, int want) {
    XNode *before = NULL;
    for (XNode *k = parent->last; k && have; k = k->prev)
        if (k->field == d) {
            before = k->next;
            break;
        }
    if (!have) /* in its place among the fields */
        for (const XField *after = d->next; after && !before; after = after->next)
            before = node_child(parent, after);
    for (; have < want && !t->err; have++) {
        XNode *n = node_build(t, parent, d, rules_of(d)->model, before);
        if (!t->quiet) run_actions(t, ON_NEW_REPEAT, n);
    }
}

static void run_count_of(XEntry *t, XNode *parent, void *arg) {
    const Job *j = arg;
    Eval       e = eval_at(t, parent);
    /* its expression belongs to the repeat; before there is one, a node of it is made up */
    XNode      none = {.field = j->field, .name = j->field->name, .parent = parent, .value = "",
                       .typed = "", .own = true, .relevant = true};
    e.here = e.current = &none;
    double want = to_number(&e, eval(&e, j->expr->ast));
    int    have = xentry_count(parent, j->field), n = have;
    if (e.err) t->err = e.err;
    if (isnan(want) || t->err) return;
    want = trunc(want < 0 ? 0 : want);
    if (t->checking) {
        if (want != have && parent->relevant)
            problem_of_form(t->p, X_NOTE, "xform.answer.count", j->field->path,
                            arena_print(t->c->a, "%d", have), NULL);
        return;
    }
    if (want > XFORM_REPEAT_MAX) {
        t->err = "xform.answer.work";
        return;
    }
    for (; n > want; n--) node_drop(t, xentry_instance(parent, j->field, n));
    if (n < want) grow(t, parent, j->field, n, (int)want);
    if (have != (int)want) dirty_readers(t, j->field);
}

/* ---- all of them ---- */

static void run_job(XEntry *t, Job *j) {
    static void (*const run[JOB_KINDS])(XEntry *, XNode *, void *) = {
        [JOB_COUNT] = run_count_of, [JOB_RELEVANT] = run_relevant,
        [JOB_CALCULATE] = run_calculate, [JOB_FILTER] = run_filter,
        [JOB_READONLY] = run_readonly, [JOB_REQUIRED] = run_required, [JOB_VALID] = run_valid};
    t->running = j;
    each_node(t, j->kind == JOB_COUNT ? j->field->parent : j->field, run[j->kind], j);
    t->running = NULL;
}

/* A second pass is for what an action of a new repeat has set. */
static void start_over(XEntry *t) {
    t->total = XFORM_WORK_MAX;
    t->lent = t->steps = 0;
}

static void run_jobs(XEntry *t) {
    for (int pass = 0, again = 1; again && pass < ROUNDS_MAX; pass++) {
        again = 0;
        for (int i = 0; i < t->f->jobs && !t->err; i++) {
            if (!t->dirty[i]) continue;
            t->dirty[i] = 0;
            run_job(t, t->f->job[i]);
            if (i % 64 == 63) arena_reset(t->scratch);
        }
        if (!t->err && memchr(t->dirty, 1, (size_t)t->f->jobs)) again = 1;
    }
}

static void set_target(XEntry *t, const Action *a, XNode *n) {
    const char *stored = "";
    type_fits(t->c->a, n->field->type, a->value ? text_at(t, a->value, n) : a->text, &stored);
    node_type(t, n, stored);
}

typedef struct Acting { const Action *a; const XNode *under; bool always; } Acting;

static void act(XEntry *t, XNode *n, void *arg) {
    const Acting *w = arg;
    const XNode  *up = n;
    while (w->under && up && up != w->under) up = up->parent;
    if (up && (n->relevant || w->always)) set_target(t, w->a, n);
}

void run_actions(XEntry *t, unsigned on, const XNode *under) {
    for (const Action *a = t->f->actions; a; a = a->next) {
        if (!(a->on & on)) continue;
        each_node(t, a->target, act, &(Acting){a, under, false});
    }
}

/* The innermost repeat around a node that also holds the target; NULL: none. */
static const XNode *shared_repeat(const XNode *n, const XField *target) {
    for (; n && n->field; n = n->parent) {
        if (!n->field->repeat) continue;
        for (const XField *d = target; d; d = d->parent)
            if (d == n->field) return n;
    }
    return NULL;
}

static void pull_triggers(XEntry *t) {
    XNode **changed = t->changed;
    int     n = t->changes;
    t->changed = NULL;
    t->changes = t->changed_cap = 0;
    for (int i = 0; i < n; i++)
        for (const Action *a = rules_of(changed[i]->field)->changed; a; a = a->beside)
            each_node(t, a->target, act,
                      &(Acting){a, shared_repeat(changed[i], a->target), true});
}

Err settle(XEntry *t) {
    start_over(t);
    t->scratch = arena_open();
    run_jobs(t);
    for (int round = 0; t->changes && !t->err && round < ROUNDS_MAX; round++) {
        pull_triggers(t);
        run_jobs(t);
    }
    Err e = t->err;
    t->err = NULL;
    arena_close(t->scratch);
    t->scratch = NULL;
    start_over(t); /* for what is read now: labels, choices */
    return e;
}
