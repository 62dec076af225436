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
    Joint           joint;
    double        **step;  /* [margins][n] weights after each margin of the last turn, or NULL */
    const double   *factor; /* [joint.cells] of the weights of the whole sample */
    bool            post;  /* one margin, once */
    int            *whole; /* turns of the whole sample, when its replicates get as many; or NULL */
} Task;

typedef struct Table {
    double *is;     /* [cells] people now */
    double *was;    /* [cells] before the turn */
    double *factor; /* [cells] of the weights */
    double *sum;    /* [most cells of a margin] */
} Table;

static void margin_sums(const Task *k, int m, const double *is, double *sum) {
    memset(sum, 0, (size_t)k->m[m].cells * sizeof *sum);
    for (int32_t c = 0; c < k->joint.cells; c++) sum[k->joint.part[c * k->margins + m]] += is[c];
}

static void fit_margin(const Task *k, int m, Table *t) {
    margin_sums(k, m, t->is, t->sum);
    for (int32_t c = 0; c < k->joint.cells; c++) {
        int32_t at = k->joint.part[c * k->margins + m];
        double  f = t->sum[at] > 0 ? k->m[m].total[at] / t->sum[at] : 0;
        t->is[c] *= f;
        t->factor[c] *= f;
    }
}

/* Turns that come back to where they were, with margins that still do not match, have found
 * totals that contradict each other; slow ones are off by little more than they move. */
static bool matches(const Task *k, const Table *t, double epsilon, double people) {
    double allowed = fmax(k->joint.cells * epsilon, 1e-6 * people);
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
    for (int64_t i = 0; i < k->n; i++) out[i] = w[i] * factor[k->joint.of[i]];
}

/* One turn through the margins; the weights after each are kept when they are asked for. */
static double turn_once(const Task *k, const double *w, Table *t, bool keep) {
    double moved = 0;
    memcpy(t->was, t->is, (size_t)k->joint.cells * sizeof *t->was);
    for (int m = 0; m < k->margins; m++) {
        fit_margin(k, m, t);
        if (keep) spread_rows(k, w, t->factor, k->step[m]);
    }
    for (int32_t c = 0; c < k->joint.cells; c++) moved = fmax(moved, fabs(t->is[c] - t->was[c]));
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
        if (k->post || (moved < epsilon && matches(k, t, epsilon, people))) {
            if (watch && k->whole) *k->whole = turn + 1;
            return NULL;
        }
    }
    return refuse_slow(s, k, t, turns);
}

/* R's rake() turns all replicates until the whole sample has converged, and no longer. */
static MUST Err turn_replicate(Stats *s, const Task *k, const double *w, double people, Table *t) {
    if (!k->whole) return turn_all(s, k, w, people, t, NULL);
    for (int turn = 0; turn < *k->whole; turn++) turn_once(k, w, t, false);
    return NULL;
}

/* What unequal weights cost, from the cells alone. */
static void diagnose(const Task *k, const Table *t, Weighting *watch) {
    double  sum = 0, square = 0;
    int64_t rows = 0;
    double *factor = (double *)k->factor;
    watch->least = INFINITY;
    watch->most = 0;
    for (int32_t c = 0; c < k->joint.cells; c++) {
        double f = factor[c] = t->factor[c];
        if (!k->joint.rows[c]) continue;
        sum += f * k->joint.people[c];
        square += f * f * k->joint.square[c];
        rows += f > 0 ? k->joint.rows[c] : 0;
        watch->least = fmin(watch->least, f);
        watch->most = fmax(watch->most, f);
    }
    watch->n_eff = sum * sum / square;
    watch->spread = (double)rows / watch->n_eff;
}

static MUST Err fit_cells(Stats *s, const void *with, const double *w, double *after,
                          Weighting *watch) {
    const Task *k = with;
    Arena      *a = arena_open();
    size_t      bytes = (size_t)k->joint.cells * sizeof(double);
    int32_t     most = 0;
    double      people = 0;
    for (int m = 0; m < k->margins; m++) most = k->m[m].cells > most ? k->m[m].cells : most;
    Table t = {arena_take(a, bytes), arena_take(a, bytes), arena_take(a, bytes),
               arena_take(a, (size_t)most * sizeof(double))};
    for (int32_t c = 0; c < k->joint.cells; c++) t.factor[c] = 1;
    if (watch) memcpy(t.is, k->joint.people, bytes);
    for (int64_t i = 0; !watch && i < k->n; i++) t.is[k->joint.of[i]] += w[i];
    for (int32_t c = 0; c < k->joint.cells; c++) people += t.is[c];
    Err e = watch ? turn_all(s, k, w, people, &t, watch) : turn_replicate(s, k, w, people, &t);
    if (!e) spread_rows(k, w, t.factor, after);
    if (!e && watch) diagnose(k, &t, watch);
    arena_close(a);
    return e;
}

/* Cells that are known to hold people, and where the sample has nobody with a weight. */
static MUST Err refuse_empty(Stats *s, const Task *k, int m) {
    Buf     names = {.a = s->a};
    double *sum = arena_take(s->a, (size_t)k->m[m].cells * sizeof *sum);
    margin_sums(k, m, k->joint.people, sum);
    for (int32_t c = 0; c < k->m[m].cells; c++)
        if (sum[c] == 0 && k->m[m].total[c] > 0)
            buf_print(&names, "%s%s", names.len ? ", " : "", k->m[m].name[c]);
    if (!names.len) return NULL;
    return STATS_REFUSE(s, "stats.margin.unknown", "%s: %s", k->m[m].by, names.s);
}

static MUST Err match_all(Stats *s, const Design *d, int margins, const Margin *m, Matched *out,
                          Weighting *watch) {
    const char **by = arena_take(s->a, (size_t)margins * sizeof *by);
    for (int k = 0; k < margins; k++) {
        Err e = margin_match(s, d, &m[k], &out[k]);
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

/* The projection works on the cells; that of rake(), on the rows of each margin. */
static void fill_calibration(Stats *s, const Task *k, Calibration *c) {
    const int32_t **cell = arena_take(s->a, (size_t)k->margins * sizeof *cell);
    int32_t        *cells = arena_take(s->a, (size_t)k->margins * sizeof *cells);
    for (int m = 0; m < k->margins; m++) {
        int32_t *of = c->kind == CAL_RAKE ? arena_take(s->a, (size_t)k->n * sizeof *of) : NULL;
        for (int64_t i = 0; of && i < k->n; i++)
            of[i] = k->joint.part[k->joint.of[i] * (uint32_t)k->margins + (uint32_t)m];
        cell[m] = of;
        cells[m] = k->m[m].cells;
    }
    c->margins = k->margins;
    c->cells = cells;
    c->cell = cell;
    c->all = k->joint.cells;
    c->joint = k->joint.of;
    c->part = k->joint.part;
    c->people = k->joint.people;
    c->factor = k->factor;
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
    e = joint_make(s, d, margins, all, &k->joint);
    for (int j = 0; !e && j < margins; j++) e = refuse_empty(s, k, j);
    if (e) return e;
    k->factor = arena_take(s->a, (size_t)k->joint.cells * sizeof *k->factor);
    fill_calibration(s, k, c);
    return weighting_make(s, d, fit_cells, k, c, out);
}

Err weights_post(Stats *s, const Design *d, const Margin *m, Weighting *out) {
    static const Rake once = {.turns = 1};
    Task        k = {.how = &once, .post = true};
    Calibration c = {.kind = CAL_MARGINS, .text = text_of(s, "--poststratify", 1, m)};
    return run(s, d, 1, m, &k, &c, out);
}

Err weights_rake(Stats *s, const Design *d, int margins, const Margin *m, const Rake *how,
                 Weighting *out) {
    static const Rake plain = {0};
    Task        k = {.how = how ? how : &plain};
    Calibration c = {.kind = k.how->margins_in_turn ? CAL_RAKE : CAL_MARGINS,
                     .text = text_of(s, "--rake", margins, m)};
    int turns = 0;
    if (k.how->margins_in_turn) {
        k.whole = &turns;
        k.step = arena_take(s->a, (size_t)margins * sizeof *k.step);
        for (int j = 0; j < margins; j++)
            k.step[j] = arena_take(s->a, (size_t)d->n * sizeof **k.step);
        c.step = (const double *const *)k.step;
    }
    return run(s, d, margins, m, &k, &c, out);
}
