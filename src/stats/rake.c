/* rake.c - post-strata and raking, on collapsed cells.
 *
 * All rows of one cell of all margins together get one factor, so the rows are summed into
 * those cells first, the fitting runs on perhaps a hundred of them, and the rows are
 * multiplied at the end: a million rows are read twice, however many turns it takes. */
#include "stats/weighing.h"

#include <math.h>
#include <string.h>

enum { MARGINS_MAX = 32, TURNS = 1000 };
static const double EPSILON = 1e-12;

typedef struct Task {
    int64_t         n;
    int             margins;
    const Matched  *m;
    const Rake     *how;
    int32_t         cells; /* of all margins together that have rows */
    const uint32_t *joint; /* [n] */
    const int32_t  *part;  /* [cells][margins] cell of each margin */
    double        **step;  /* [margins][n] weights after each margin of the last turn, or NULL */
    bool            post;  /* one margin, once */
} Task;

/* Numbers the combinations that occur, margin by margin: those of the first k with the cells
 * of the next are renumbered, so that they never are more than the rows. */
static int32_t combine(Arena *a, const Task *k, uint32_t *joint) {
    int32_t cells = 1;
    Arena  *scratch = arena_open();
    for (int m = 0; m < k->margins; m++) {
        int64_t  all = (int64_t)cells * k->m[m].cells;
        int32_t *to = arena_take(scratch, (size_t)all * sizeof *to), next = 0;
        for (int64_t i = 0; i < k->n; i++) {
            int64_t at = (int64_t)joint[i] * k->m[m].cells + k->m[m].cell[i];
            if (!to[at]) to[at] = ++next;
            joint[i] = (uint32_t)to[at] - 1;
        }
        cells = next;
    }
    (void)a;
    arena_close(scratch);
    return cells;
}

static void collapse(Stats *s, Task *k) {
    uint32_t *joint = arena_take(s->a, (size_t)k->n * sizeof *joint);
    k->cells = combine(s->a, k, joint);
    int32_t *part = arena_take(s->a, (size_t)k->cells * (size_t)k->margins * sizeof *part);
    for (int m = 0; m < k->margins; m++)
        for (int64_t i = 0; i < k->n; i++)
            part[joint[i] * (uint32_t)k->margins + (uint32_t)m] = k->m[m].cell[i];
    k->joint = joint;
    k->part = part;
}

typedef struct Table {
    double *is;     /* [cells] people now */
    double *was;    /* [cells] before the turn */
    double *factor; /* [cells] of the weights */
    double *sum;    /* [most cells of a margin] */
} Table;

static void margin_sums(const Task *k, int m, const double *is, double *sum) {
    memset(sum, 0, (size_t)k->m[m].cells * sizeof *sum);
    for (int32_t c = 0; c < k->cells; c++) sum[k->part[c * k->margins + m]] += is[c];
}

static void fit_margin(const Task *k, int m, Table *t) {
    margin_sums(k, m, t->is, t->sum);
    for (int32_t c = 0; c < k->cells; c++) {
        int32_t at = k->part[c * k->margins + m];
        double  f = t->sum[at] > 0 ? k->m[m].total[at] / t->sum[at] : 0;
        t->is[c] *= f;
        t->factor[c] *= f;
    }
}

/* Turns that come back to where they were, with margins that still do not match, have found
 * totals that contradict each other; slow ones are off by little more than they move. */
static bool matches(const Task *k, const Table *t, double epsilon, double people) {
    double allowed = fmax(k->cells * epsilon, 1e-6 * people);
    for (int m = 0; m < k->margins; m++) {
        margin_sums(k, m, t->is, t->sum);
        for (int32_t c = 0; c < k->m[m].cells; c++)
            if (fabs(t->sum[c] - k->m[m].total[c]) > allowed) return false;
    }
    return true;
}

/* How far the worst cell of margin m is off, as a part of its total. */
static double gap_of(const Task *k, int m, const Table *t, int32_t *worst) {
    double gap = 0;
    margin_sums(k, m, t->is, t->sum);
    for (int32_t c = 0; c < k->m[m].cells; c++) {
        double total = k->m[m].total[c], off = fabs(t->sum[c] - total) / (total > 0 ? total : 1);
        if (!(off > gap)) continue;
        gap = off;
        *worst = c;
    }
    return gap;
}

static void watch_turn(Stats *s, const Task *k, const Table *t, int turn, Weighting *watch) {
    double  gap[MARGINS_MAX];
    int32_t worst = 0;
    for (int m = 0; m < k->margins; m++) gap[m] = gap_of(k, m, t, &worst);
    weighting_watch(s, watch, turn, gap);
}

static Err refuse_slow(Stats *s, const Task *k, const Table *t, int turns) {
    int     at = 0;
    double  most = -1;
    int32_t cell = 0;
    for (int m = 0; m < k->margins; m++) {
        int32_t worst = 0;
        double  gap = gap_of(k, m, t, &worst);
        if (gap > most) most = gap, at = m, cell = worst;
    }
    margin_sums(k, at, t->is, t->sum);
    return STATS_REFUSE(s, "stats.margin.converge", "%s %s: %.10g, not %.10g, after %d turns",
                        k->m[at].by, k->m[at].name[cell], t->sum[cell], k->m[at].total[cell],
                        turns);
}

static void spread_rows(const Task *k, const double *w, const double *factor, double *out) {
    for (int64_t i = 0; i < k->n; i++) out[i] = w[i] * factor[k->joint[i]];
}

/* One turn through the margins; the weights after each are kept when they are asked for. */
static double turn_once(const Task *k, const double *w, Table *t, bool keep) {
    double moved = 0;
    memcpy(t->was, t->is, (size_t)k->cells * sizeof *t->was);
    for (int m = 0; m < k->margins; m++) {
        fit_margin(k, m, t);
        if (keep) spread_rows(k, w, t->factor, k->step[m]);
    }
    for (int32_t c = 0; c < k->cells; c++) moved = fmax(moved, fabs(t->is[c] - t->was[c]));
    return moved;
}

static MUST Err turn_all(Stats *s, const Task *k, const double *w, double people, Table *t,
                         Weighting *watch) {
    double epsilon = k->how->epsilon > 0 ? k->how->epsilon : EPSILON;
    int    turns = k->how->turns > 0 ? k->how->turns : TURNS;
    bool   keep = watch && k->step;
    if (epsilon < 1) epsilon *= people;
    for (int turn = 0; turn < turns; turn++) {
        if (watch) watch_turn(s, k, t, turn, watch);
        double moved = turn_once(k, w, t, keep);
        if (k->post || (moved < epsilon && matches(k, t, epsilon, people))) return NULL;
    }
    return refuse_slow(s, k, t, turns);
}

static MUST Err fit_cells(Stats *s, const void *with, const double *w, double *after,
                          Weighting *watch) {
    const Task *k = with;
    Arena      *a = arena_open();
    size_t      bytes = (size_t)k->cells * sizeof(double);
    int32_t     most = 0;
    double      people = 0;
    for (int m = 0; m < k->margins; m++) most = k->m[m].cells > most ? k->m[m].cells : most;
    Table t = {arena_take(a, bytes), arena_take(a, bytes), arena_take(a, bytes),
               arena_take(a, (size_t)most * sizeof(double))};
    for (int32_t c = 0; c < k->cells; c++) t.factor[c] = 1;
    for (int64_t i = 0; i < k->n; i++) t.is[k->joint[i]] += w[i];
    for (int32_t c = 0; c < k->cells; c++) people += t.is[c];
    Err e = turn_all(s, k, w, people, &t, watch);
    if (!e) spread_rows(k, w, t.factor, after);
    arena_close(a);
    return e;
}

/* Cells that are known to hold people, and where the sample has nobody with a weight. */
static MUST Err refuse_empty(Stats *s, const Design *d, const Matched *m) {
    Buf     names = {.a = s->a};
    double *w = arena_take(s->a, (size_t)m->cells * sizeof *w);
    for (int64_t i = 0; i < d->n; i++) w[m->cell[i]] += d->w[i];
    for (int32_t c = 0; c < m->cells; c++)
        if (w[c] == 0 && m->total[c] > 0)
            buf_print(&names, "%s%s", names.len ? ", " : "", m->name[c]);
    return names.len ? STATS_REFUSE(s, "stats.margin.unknown", "%s: %s", m->by, names.s) : NULL;
}

static MUST Err match_all(Stats *s, const Design *d, int margins, const Margin *m, Matched *out,
                          Weighting *watch) {
    const char **by = arena_take(s->a, (size_t)margins * sizeof *by);
    for (int k = 0; k < margins; k++) {
        Err e = margin_match(s, d, &m[k], &out[k]);
        if (!e) e = refuse_empty(s, d, &out[k]);
        if (e) return e;
        by[k] = m[k].by;
        watch->empty += out[k].empty;
        if (fabs(out[k].sum - out[0].sum) > 1e-6 * out[0].sum)
            return STATS_REFUSE(s, "stats.margin.sums", "%s: %.10g, %s: %.10g", m[0].by,
                                out[0].sum, m[k].by, out[k].sum);
    }
    watch->margins = margins;
    watch->margin = by;
    return NULL;
}

static const char *text_of(Stats *s, const char *verb, int margins, const Margin *m) {
    Buf b = {.a = s->a};
    buf_text(&b, verb);
    for (int k = 0; k < margins; k++) buf_print(&b, "%s%s", k ? "; " : " ", m[k].by);
    return b.s;
}

static MUST Err run(Stats *s, const Design *d, int margins, const Margin *m, Task *k,
                    Calibration *c, Weighting *out) {
    *out = (Weighting){0};
    if (margins < 1 || margins > MARGINS_MAX)
        return STATS_REFUSE(s, "stats.margin.bad", "%d", margins);
    Matched *all = arena_take(s->a, (size_t)margins * sizeof *all);
    Err      e = match_all(s, d, margins, m, all, out);
    if (e) return e;
    k->n = d->n;
    k->margins = margins;
    k->m = all;
    collapse(s, k);
    const int32_t **cell = arena_take(s->a, (size_t)margins * sizeof *cell);
    int32_t        *cells = arena_take(s->a, (size_t)margins * sizeof *cells);
    for (int j = 0; j < margins; j++) cell[j] = all[j].cell, cells[j] = all[j].cells;
    c->margins = margins;
    c->cell = cell;
    c->cells = cells;
    return weighting_make(s, d, fit_cells, k, c, out);
}

Err weights_post(Stats *s, const Design *d, const Margin *m, Weighting *out) {
    static const Rake once = {.turns = 1};
    Task        k = {.how = &once, .post = true};
    Calibration c = {.kind = CAL_POST, .text = text_of(s, "--poststratify", 1, m)};
    return run(s, d, 1, m, &k, &c, out);
}

Err weights_rake(Stats *s, const Design *d, int margins, const Margin *m, const Rake *how,
                 Weighting *out) {
    static const Rake plain = {0};
    Task        k = {.how = how ? how : &plain};
    Calibration c = {.kind = k.how->margins_in_turn ? CAL_RAKE : CAL_MARGINS,
                     .text = text_of(s, "--rake", margins, m)};
    if (k.how->margins_in_turn) {
        k.step = arena_take(s->a, (size_t)margins * sizeof *k.step);
        for (int j = 0; j < margins; j++)
            k.step[j] = arena_take(s->a, (size_t)d->n * sizeof **k.step);
        c.step = (const double *const *)k.step;
    }
    return run(s, d, margins, m, &k, &c, out);
}
