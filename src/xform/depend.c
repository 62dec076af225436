/* depend.c - which answers an expression looks at, and so in which order all is settled.
 *
 * A path is followed over the fields of the form, not over nodes: what it may ever reach is
 * known when the form is read.  A path that reaches nothing is a mistake, and so is a circle. */
#include "xform/parts.h"

#include <string.h>

typedef struct Reach {       /* what a path has reached so far */
    const XField **field;
    int            n, cap;
    bool           list;     /* or something in a list, where all names may be */
} Reach;

typedef struct Walk {
    Opening     *o;
    XExpr       *x;
    Job         *job;        /* takes the reads; NULL: only looking for mistakes */
    const XField *here;
} Walk;

/* A form whose paths reach all of it from everywhere is not read to its end. */
static bool pay(Opening *o, int64_t steps) {
    if (o->steps >= 0 && (o->steps -= steps) < 0)
        problem(o->p, X_REFUSE, "xform.answer.work", "", NULL, 0);
    return o->steps >= 0;
}

static void reach_add(Walk *w, Reach *r, const XField *d) {
    if (!pay(w->o, 1 + r->n / 8)) return;
    for (int i = 0; i < r->n; i++)
        if (r->field[i] == d) return;
    if (r->n == r->cap) {
        int            cap = r->cap ? r->cap * 4 : 2;
        const XField **wide = arena_take(w->o->p->a, (size_t)cap * sizeof *wide);
        if (r->n) memcpy(wide, r->field, (size_t)r->n * sizeof *wide);
        r->field = wide;
        r->cap = cap;
    }
    r->field[r->n++] = d;
}

static const XField *parent_of(Walk *w, const XField *d) {
    return d == w->o->f->root ? w->o->f->doc : d->parent;
}

static void try_field(Walk *w, Reach *r, const Step *t, const XField *d) {
    if (!pay(w->o, 1)) return;
    if (t->axis != AX_SELF && (t->axis == AX_ATTRIBUTE) != d->attribute) return;
    bool every = t->any || (t->element && d != w->o->f->doc);
    if (every || d->name == t->name) reach_add(w, r, d);
}

static void try_below(Walk *w, Reach *r, const Step *t, const XField *d) {
    for (const XField *k = d->first; k; k = k->next) {
        try_field(w, r, t, k);
        try_below(w, r, t, k);
    }
}

static void reach_step(Walk *w, Reach *r, const Step *t, const XField *d) {
    const XField *up = parent_of(w, d);
    switch (t->axis) {
    case AX_CHILD:
    case AX_ATTRIBUTE:
        for (const XField *k = d->first; k; k = k->next) try_field(w, r, t, k);
        break;
    case AX_SELF: try_field(w, r, t, d); break;
    case AX_PARENT: if (up) try_field(w, r, t, up); break;
    case AX_DESCENDANT_SELF: try_field(w, r, t, d); /* fall through */
    case AX_DESCENDANT: try_below(w, r, t, d); break;
    case AX_ANCESTOR_SELF: try_field(w, r, t, d); /* fall through */
    case AX_ANCESTOR:
        for (; up; up = parent_of(w, up)) try_field(w, r, t, up);
        break;
    default: /* siblings: also further times of the same repeat */
        for (const XField *k = up ? up->first : NULL; k; k = k->next) try_field(w, r, t, k);
    }
}

static Reach walk(Walk *w, const Ast *x, Reach here);

static void walk_preds(Walk *w, Ast *const *pred, int n, Reach here) {
    for (int i = 0; i < n; i++) walk(w, pred[i], here);
}

/* An absolute path that leads nowhere is refused, as phones do.  A bare name may be a text that
 * somebody forgot to quote: the form works, and the name is nothing. */
static void missing(Walk *w, const Step *t, bool absolute) {
    problem(w->o->p, absolute ? X_REFUSE : X_WRONG, "xform.path.nowhere",
            w->here ? w->here->path : "",
            t->name ? arena_print(w->o->p->a, "%s (%s)", t->name, w->x->text) : w->x->text,
            w->x->line);
}

static Reach walk_path(Walk *w, const Ast *x, Reach here) {
    Reach now = {0};
    if (x->from == FROM_VALUE) {
        now = walk(w, x->arg[0], here);
        walk_preds(w, x->pred, x->preds, now);
    } else if (x->from == FROM_ROOT) reach_add(w, &now, w->o->f->doc);
    else now = here;
    bool knew = now.n > 0 || now.list;
    for (const Step *t = x->step; t; t = t->next) {
        Reach then = {.list = now.list};
        for (int i = 0; i < now.n; i++) reach_step(w, &then, t, now.field[i]);
        if (knew && !then.n && !then.list) {
            missing(w, t, x->from == FROM_ROOT);
            return (Reach){.list = true};
        }
        walk_preds(w, t->pred, t->preds, then);
        now = then;
    }
    if (w->job)
        for (int i = 0; i < now.n; i++) reads_add(w->o, w->job, now.field[i]);
    return now;
}

static bool is_loose(const char *name) {
    static const char *const names[] = {"now", "today", "once", "property", "random", "uuid"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0) return true;
    return false;
}

static Reach walk_call(Walk *w, const Ast *x, Reach here) {
    Reach first = {0};
    for (int i = 0; i < x->args; i++) {
        Reach r = walk(w, x->arg[i], here);
        if (i == 0) first = r;
    }
    if (x->fn->sort == FN_LIST) {
        const char *id = x->arg[0]->kind == A_TEXT ? x->arg[0]->text : NULL;
        if (id && !map_get(w->o->f->lists, id) && strcmp(id, "__last-saved") != 0)
            problem(w->o->p, X_REFUSE, "xform.path.list", w->here ? w->here->path : "", id,
                    w->x->line);
        return (Reach){.list = true};
    }
    if (w->job && (is_loose(x->fn->name) || (x->fn->sort == FN_RANDOM && x->args < 2)))
        w->job->loose = true;
    if (x->fn->sort == FN_CURRENT) {
        Reach self = {.list = !w->here};
        if (w->here) reach_add(w, &self, w->here);
        return self;
    }
    bool nodes = x->fn->sort == FN_RANDOM || strcmp(x->fn->name, "indexed-repeat") == 0;
    return nodes ? first : (Reach){0};
}

static Reach walk(Walk *w, const Ast *x, Reach here) {
    switch (x->kind) {
    case A_NUMBER:
    case A_TEXT: return (Reach){0};
    case A_PATH: return walk_path(w, x, here);
    case A_CALL: return walk_call(w, x, here);
    default: break;
    }
    Reach all = {0};
    for (int i = 0; i < x->args; i++) {
        Reach r = walk(w, x->arg[i], here);
        all.list |= r.list;
        for (int k = 0; x->kind == A_UNION && k < r.n; k++) reach_add(w, &all, r.field[k]);
    }
    return all;
}

static void walk_from(Opening *o, XExpr *x, Job *job) {
    Walk  w = {.o = o, .x = x, .job = job, .here = x->here};
    Reach here = {.list = !x->here};
    if (x->here) reach_add(&w, &here, x->here);
    walk(&w, x->ast, here);
}

/* ---- expressions are kept ---- */

/* /data/a/b without anything else, and no repeat on the way: its one node is at hand. */
static void set_direct(XForm *f, Ast *x) {
    const XField *d = x->kind == A_PATH && x->from == FROM_ROOT && x->step ? f->doc : NULL;
    for (const Step *t = x->step; t && d; t = t->next)
        d = t->axis == AX_CHILD && t->name && !t->preds ? field_child(d, t->name, false) : NULL;
    if (d && !d->repeats) x->direct = d;
    for (int i = 0; i < x->args; i++) set_direct(f, x->arg[i]);
    for (int i = 0; i < x->preds; i++) set_direct(f, x->pred[i]);
    for (const Step *t = x->step; t; t = t->next)
        for (int i = 0; i < t->preds; i++) set_direct(f, t->pred[i]);
}

/* NULL when it does not parse; that is told.  At most 32 letters of it, from where it broke. */
XExpr *expr_keep(Opening *o, const char *text, const XField *here, const char *path, int line) {
    XExpr      *x = arena_new(o->f->a, XExpr);
    const char *detail;
    size_t      at;
    *x = (XExpr){.text = text, .here = here, .line = line};
    Err e = xpath_parse(o->f, text, &x->ast, &at, &detail);
    if (e) {
        problem(o->p, X_REFUSE, e, path, detail, line);
        return NULL;
    }
    set_direct(o->f, x->ast);
    walk_from(o, x, NULL);
    return x;
}

/* ---- what is read ---- */

static void reads_one(Opening *o, Job *j, const XField *d) {
    if (!pay(o, 1 + j->n / 8)) return;
    for (int i = 0; i < j->n; i++)
        if (j->reads[i] == d) return;
    if (j->n == j->cap) {
        int            cap = j->cap ? j->cap * 2 : 4;
        const XField **wide = arena_take(o->f->a, (size_t)cap * sizeof *wide);
        if (j->n) memcpy(wide, j->reads, (size_t)j->n * sizeof *wide);
        j->reads = wide;
        j->cap = cap;
    }
    j->reads[j->n++] = d;
}

void reads_add(Opening *o, Job *j, const XField *d) {
    for (; d && d != o->f->doc; d = d->parent) reads_one(o, j, d);
}

/* The walk has told what is wrong already, when the expression was kept. */
void reads_of(Opening *o, Job *j) {
    XProblems quiet = {.a = o->p->a};
    Opening   again = *o;
    again.p = &quiet;
    if (j->expr) walk_from(&again, j->expr, j);
    if (o->steps >= 0 && again.steps < 0) pay(o, o->steps + 1);
    o->steps = again.steps;
}

static void add_reader(Opening *o, const XField *d, Job *j) {
    FieldRules *r = rules_of(d);
    if (r->n == r->cap) {
        int   cap = r->cap ? r->cap * 2 : 4;
        Job **wide = arena_take(o->f->a, (size_t)cap * sizeof *wide);
        if (r->n) memcpy(wide, r->readers, (size_t)r->n * sizeof *wide);
        r->readers = wide;
        r->cap = cap;
    }
    r->readers[r->n++] = j;
}

/* ---- the order ---- */

static bool makes(const Job *j) { return j->kind <= JOB_FILTER; }

/* All jobs.  loose: nobody waits for a filter of choices.  Choices taken from a repeat may look
 * at what depends on them; phones let that be, and settling goes round once more. */
typedef struct Order { Job **all; int n; int *waits; bool loose; } Order;

/* Does j look at what `by` makes?  A job of a field does not wait for that field's later ones. */
static bool waits_for(const Order *t, const Job *j, const Job *by) {
    if (!by || !makes(by) || by == j || (t->loose && by->kind == JOB_FILTER)) return false;
    return by->field != j->field || by->kind < j->kind;
}

static int waits_of(const Order *t, const Job *j) {
    int n = 0;
    for (int i = 0; i < j->n; i++)
        for (int k = 0; k <= JOB_FILTER; k++)
            n += waits_for(t, j, rules_of(j->reads[i])->job[k]);
    return n;
}

/* Where the circle is: from one that still waits to one that it waits for, until one comes
 * again. */
static void tell_circle(Opening *o, const Order *t) {
    const Job *j = NULL;
    Buf        b = {.a = o->p->a};
    for (int i = 0; i < t->n && !j; i++)
        if (t->waits[i] > 0) j = t->all[i];
    for (int pass = 0; j && pass < 2 * t->n + 8; pass++) {
        const Job *then = NULL;
        for (int i = 0; i < j->n && !then; i++)
            for (int k = 0; k <= JOB_FILTER && !then; k++) {
                const Job *by = rules_of(j->reads[i])->job[k];
                if (waits_for(t, j, by) && t->waits[by->place] > 0) then = by;
            }
        if (pass >= 2 * t->n) buf_print(&b, "%s%s", b.len ? " → " : "", j->field->path);
        j = then;
    }
    problem(o->p, X_REFUSE, "xform.path.circle", "", b.s, 0);
}

static void collect(Opening *o, Order *t) {
    XForm *f = o->f;
    t->all = arena_take(f->a, ((size_t)f->fields * JOB_KINDS + 1) * sizeof *t->all);
    for (int k = 0; k < JOB_KINDS; k++)
        for (int i = 0; i < f->fields; i++)
            if (rules_of(f->field[i])->job[k]) t->all[t->n++] = rules_of(f->field[i])->job[k];
    for (int i = 0; i < t->n; i++) {
        Job *j = t->all[i];
        j->place = i;
        if (j->kind != JOB_FILTER) reads_of(o, j);
        /* it runs where its field is there and relevant; what is valid is also what it holds */
        reads_add(o, j, j->kind == JOB_RELEVANT ? j->field->parent : j->field);
        for (int n = 0; n < j->n; n++) add_reader(o, j->reads[n], j);
    }
}

/* Kahn: what waits for nothing first.  Returns how many came in order. */
static int sort(const XForm *f, Order *t) {
    int done = 0;
    for (int i = 0; i < t->n; i++) {
        t->waits[i] = makes(t->all[i]) ? waits_of(t, t->all[i]) : 0;
        if (makes(t->all[i]) && !t->waits[i]) f->job[done++] = t->all[i];
    }
    for (int at = 0; at < done; at++) {
        const Job        *by = f->job[at];
        const FieldRules *r = rules_of(by->field);
        for (int i = 0; i < r->n; i++)
            if (makes(r->readers[i]) && waits_for(t, r->readers[i], by) &&
                --t->waits[r->readers[i]->place] == 0)
                f->job[done++] = r->readers[i];
    }
    return done;
}

/* Those that only look come behind all that make. */
void open_order(Opening *o) {
    XForm *f = o->f;
    Order  t = {0};
    int    makers = 0;
    if (o->p->refused) return;
    collect(o, &t);
    if (o->p->refused) return;
    t.waits = arena_take(o->p->a, ((size_t)t.n + 1) * sizeof *t.waits);
    f->job = arena_take(f->a, ((size_t)t.n + 1) * sizeof *f->job);
    for (int i = 0; i < t.n; i++) makers += makes(t.all[i]);
    int done = sort(f, &t);
    if (done < makers) {
        t.loose = true;
        done = sort(f, &t);
    }
    if (done < makers) return tell_circle(o, &t);
    for (int i = 0; i < t.n; i++)
        if (!makes(t.all[i])) f->job[done++] = t.all[i];
    for (int i = 0; i < done; i++) f->job[i]->place = i;
    f->jobs = done;
}
