/* calibrate.c - factors nearest to 1 with which totals of columns match.
 *
 * The factor of a row is F(x'b / sigma), F the inverse of the slope of the distance that is
 * kept small: 1 + u, exp(u), or the logit between bounds. b comes from Newton's method on
 * the misfit of the totals; each turn is one least squares of few columns. */
#include "stats/weighing.h"

#include <math.h>
#include <string.h>

enum { TURNS = 200, HALVINGS = 60 };
static const double EPSILON = 1e-10;

typedef struct Task {
    int64_t            n;
    int                p;
    const char *const *name;
    double           **x;     /* [p][n] */
    const double      *total; /* [p] */
    const double      *sigma; /* [n] or NULL */
    const int32_t     *unit;  /* [n] rows of one unit get one factor; NULL */
    int32_t            units;
    const Calibrate   *how;
} Task;

static double within(const Calibrate *h, double x) {
    if (h->lower == 0 && h->upper == 0) return x;
    return fmin(fmax(x, h->lower), h->upper);
}

static double logit_part(const Calibrate *h, double u, double *steep) {
    double L = h->lower, U = h->upper, A = (U - L) / ((U - 1) * (1 - L));
    double grow = exp(A * u), under = U - 1 + (1 - L) * grow;
    double over = L * (U - 1) + U * (1 - L) * grow;
    *steep = U * (1 - L) * grow * A / under - over * ((1 - L) * grow * A) / (under * under);
    return over / under;
}

/* F(u) and its slope, which is 0 at a bound. */
static double factor(const Calibrate *h, double u, double *slope) {
    double free = 1 + u;
    bool   open = (h->lower == 0 && h->upper == 0) || (u < h->upper - 1 && u > h->lower - 1);
    if (h->by == CALIBRATE_LOGIT) return logit_part(h, u, slope);
    if (h->by == CALIBRATE_RAKING) free = exp(u);
    *slope = !open ? 0 : h->by == CALIBRATE_RAKING ? free : 1;
    return within(h, free);
}

typedef struct Work {
    const double *w;    /* [n] as fitted: means of a unit when it shares its factor */
    double       *g, *slope;  /* [n] */
    double       *b, *step;   /* [p] */
    double       *misfit;     /* [p] */
    double       *normal;     /* [p][p] */
} Work;

/* Factors at b; false when one is no number. */
static bool factors_at(const Task *k, Work *z) {
    bool good = true;
    for (int64_t i = 0; i < k->n; i++) {
        double u = 0;
        if (z->w[i] == 0) continue;
        for (int j = 0; j < k->p; j++) u += k->x[j][i] * z->b[j];
        z->g[i] = factor(k->how, k->sigma ? u / k->sigma[i] : u, &z->slope[i]);
        good = good && isfinite(z->g[i]) && isfinite(z->slope[i]);
    }
    return good;
}

static void misfit_of(const Task *k, Work *z) {
    for (int j = 0; j < k->p; j++) {
        double has = 0, more = 0;
        for (int64_t i = 0; i < k->n; i++) {
            if (z->w[i] == 0) continue;
            has += z->w[i] * k->x[j][i];
            more += z->w[i] * k->x[j][i] * (z->g[i] - 1);
        }
        z->misfit[j] = k->total[j] - has - more;
    }
}

/* Columns are scaled to one size first: an intercept beside incomes would lose digits. */
static void newton_step(const Task *k, Work *z) {
    int     p = k->p;
    Arena  *a = arena_open();
    double *size = arena_take(a, (size_t)p * sizeof *size);
    for (int j = 0; j < p; j++)
        for (int l = 0; l <= j; l++) {
            double sum = 0;
            for (int64_t i = 0; i < k->n; i++)
                if (z->w[i] != 0)
                    sum += z->w[i] * z->slope[i] * k->x[j][i] * k->x[l][i] /
                           (k->sigma ? k->sigma[i] : 1);
            z->normal[j * p + l] = sum;
        }
    for (int j = 0; j < p; j++) {
        double whole = z->normal[j * p + j];
        size[j] = whole > 0 ? 1 / sqrt(whole) : 1;
    }
    for (int j = 0; j < p; j++)
        for (int l = 0; l <= j; l++) z->normal[j * p + l] *= size[j] * size[l];
    normal_factor(p, z->normal);
    for (int j = 0; j < p; j++) z->step[j] = z->misfit[j] * size[j];
    normal_solve(p, z->normal, z->step);
    for (int j = 0; j < p; j++) z->step[j] *= size[j];
    arena_close(a);
}

/* The worst misfit as a part of its total and 1. */
static double worst_of(const Task *k, const Work *z, int *at) {
    double worst = 0;
    for (int j = 0; j < k->p; j++) {
        double off = fabs(z->misfit[j]) / (1 + fabs(k->total[j]));
        if (off > worst || isnan(off)) worst = isnan(off) ? INFINITY : off, *at = j;
    }
    return worst;
}

static void watch_turn(Stats *s, const Task *k, const Work *z, int turn, Weighting *watch) {
    Arena  *a = arena_open();
    double *gap = arena_take(a, (size_t)k->p * sizeof *gap);
    for (int j = 0; j < k->p; j++)
        gap[j] = fabs(z->misfit[j]) / (k->total[j] != 0 ? fabs(k->total[j]) : 1);
    weighting_watch(s, watch, turn, gap);
    arena_close(a);
}

static MUST Err newton(Stats *s, const Task *k, Work *z, Weighting *watch) {
    double epsilon = k->how->epsilon > 0 ? k->how->epsilon : EPSILON;
    int    turns = k->how->turns > 0 ? k->how->turns : TURNS, at = 0;
    factors_at(k, z);
    for (int turn = 0; turn < turns; turn++) {
        misfit_of(k, z);
        if (watch) watch_turn(s, k, z, turn, watch);
        newton_step(k, z);
        for (int j = 0; j < k->p; j++) z->b[j] += z->step[j];
        for (int half = 0; !factors_at(k, z) && half < HALVINGS; half++)
            for (int j = 0; j < k->p; j++) z->step[j] /= 2, z->b[j] -= z->step[j];
        misfit_of(k, z);
        if (worst_of(k, z, &at) < epsilon) return NULL;
    }
    return STATS_REFUSE(s, "stats.margin.converge", "%s: %.10g, not %.10g, after %d turns",
                        k->name[at], k->total[at] - z->misfit[at], k->total[at], turns);
}

/* The mean of x in each unit, in place of x. */
static void even_out(const Task *k, const double *x, double *out) {
    Arena  *a = arena_open();
    double *sum = arena_take(a, (size_t)k->units * sizeof *sum);
    double *n = arena_take(a, (size_t)k->units * sizeof *n);
    for (int64_t i = 0; i < k->n; i++) sum[k->unit[i]] += x[i], n[k->unit[i]]++;
    for (int64_t i = 0; i < k->n; i++) out[i] = sum[k->unit[i]] / n[k->unit[i]];
    arena_close(a);
}

static MUST Err fit_greg(Stats *s, const void *with, const double *w, double *after,
                         Weighting *watch) {
    const Task *k = with;
    Arena      *a = arena_open();
    size_t      rows = (size_t)k->n * sizeof(double), cols = (size_t)k->p * sizeof(double);
    double     *even = k->unit ? arena_take(a, rows) : NULL;
    if (even) even_out(k, w, even);
    Work z = {even ? even : w,       arena_take(a, rows), arena_take(a, rows),
              arena_take(a, cols),   arena_take(a, cols), arena_take(a, cols),
              arena_take(a, cols * (size_t)k->p)};
    Err e = newton(s, k, &z, watch);
    for (int64_t i = 0; i < k->n; i++) {
        after[i] = w[i] == 0 ? 0 : w[i] * z.g[i];
        bool at_bound = w[i] != 0 && k->how->upper > 0 && z.slope[i] == 0;
        if (watch && at_bound) watch->trimmed++;
    }
    arena_close(a);
    return e;
}

/* Columns of the model as arrays; a row with a weight lacks none. */
static MUST Err read_columns(Stats *s, const Design *d, const Margin *m, Task *k) {
    Model model;
    Err   e = model_make(s, d->data, m->by, MODEL_CONTRASTS, &model);
    if (e) return e;
    k->p = model.p;
    k->x = arena_take(s->a, (size_t)model.p * sizeof *k->x);
    const char **name = arena_take(s->a, (size_t)model.p * sizeof *name);
    for (int j = 0; j < model.p; j++) {
        name[j] = model.col[j].name;
        k->x[j] = arena_take(s->a, (size_t)d->n * sizeof *k->x[j]);
        for (int64_t i = 0; i < d->n; i++) {
            double x = column_at(&model.col[j], i);
            if (isnan(x) && d->w[i] > 0)
                return STATS_REFUSE(s, "stats.margin.missing", "%s, row %lld", name[j],
                                    (long long)dataset_row(d->data, i));
            k->x[j][i] = isnan(x) ? 0 : x;
        }
    }
    k->name = name;
    double *total = arena_take(s->a, (size_t)model.p * sizeof *total);
    k->total = total;
    return totals_match(s, m, model.p, name, total);
}

static MUST Err read_sigma(Stats *s, const Design *d, Task *k) {
    Column c;
    if (!k->how->sigma) return NULL;
    Err e = column_make(s, d->data, k->how->sigma, &c);
    if (e) return e;
    double *sigma = arena_take(s->a, (size_t)d->n * sizeof *sigma);
    for (int64_t i = 0; i < d->n; i++) {
        sigma[i] = column_at(&c, i);
        if (!(sigma[i] > 0) && d->w[i] > 0)
            return STATS_REFUSE(s, "stats.margin.sigma", "%s, row %lld", k->how->sigma,
                                (long long)dataset_row(d->data, i));
        if (!(sigma[i] > 0)) sigma[i] = 1;
    }
    k->sigma = sigma;
    return NULL;
}

static MUST Err check_how(Stats *s, const Design *d, const Calibrate *how) {
    bool none = how->lower == 0 && how->upper == 0;
    bool bad = none ? how->by == CALIBRATE_LOGIT : !(how->lower < 1 && how->upper > 1);
    if (bad || (how->by == CALIBRATE_LOGIT && !isfinite(how->lower + how->upper)))
        return STATS_REFUSE(s, "stats.margin.bounds", "%g .. %g", how->lower, how->upper);
    if (how->stage < 0 || how->stage > d->stages)
        return STATS_REFUSE(s, "stats.margin.stage", "%d", how->stage);
    return NULL;
}

static void even_columns(Task *k, const Design *d) {
    k->unit = d->stage[k->how->stage - 1].unit;
    k->units = d->stage[k->how->stage - 1].units;
    for (int j = 0; j < k->p; j++) even_out(k, k->x[j], k->x[j]);
    if (k->sigma) even_out(k, k->sigma, (double *)k->sigma);
}

/* Within units that share a factor, the projection is of their mean weight as well. */
static void even_calibration(Stats *s, const Task *k, Weighting *out) {
    Calibration *c = (Calibration *)&out->design.cal[out->design.cals - 1];
    double *before = arena_take(s->a, (size_t)k->n * sizeof *before);
    double *after = arena_take(s->a, (size_t)k->n * sizeof *after);
    even_out(k, c->before, before);
    for (int64_t i = 0; i < k->n; i++)
        after[i] = c->before[i] > 0 ? before[i] * (c->after[i] / c->before[i]) : 0;
    c->before = before;
    c->after = after;
}

Err weights_calibrate(Stats *s, const Design *d, const Margin *m, const Calibrate *how,
                      Weighting *out) {
    static const Calibrate   plain = {0};
    static const char *const by[] = {"linear", "raking", "logit"};
    *out = (Weighting){0};
    Task k = {.n = d->n, .how = how ? how : &plain};
    Err  e = check_how(s, d, k.how);
    if (!e) e = read_columns(s, d, m, &k);
    if (!e) e = read_sigma(s, d, &k);
    if (e) return e;
    if (k.how->stage) even_columns(&k, d);
    out->margins = k.p;
    out->margin = k.name;
    Calibration c = {.kind = CAL_GREG, .p = k.p, .x = (const double *const *)k.x,
                     .sigma = k.sigma};
    c.text = arena_print(s->a, "--calibrate %s --calfun %s", m->by, by[k.how->by]);
    if (k.how->upper > 0)
        c.text = arena_print(s->a, "%s --bounds %g,%g", c.text, k.how->lower, k.how->upper);
    if (k.how->sigma) c.text = arena_print(s->a, "%s --sigma %s", c.text, k.how->sigma);
    if (k.how->stage) c.text = arena_print(s->a, "%s --within %d", c.text, k.how->stage);
    e = weighting_make(s, d, fit_greg, &k, &c, out);
    if (!e && k.how->stage) even_calibration(s, &k, out);
    return e;
}
