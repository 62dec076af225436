/* mean.c - means, totals and ratios of columns in cells.
 *
 * Sums run over y less a pilot, a value of the column itself: a mean of 1e9 leaves nothing
 * of the digits that the error is made of. */
#include "stats/inside.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const methods[] = {"mean", "total", "ratio", "logit"};

typedef struct Task {
    MeanKind what;
    int64_t        n;
    const Model   *m;      /* what is averaged, or stands above */
    const Model   *under;  /* MEAN_RATIO */
    const Domain  *by;
    const uint8_t *whole;  /* [n] 1: the row answers all; NULL when each variable goes alone */
    bool           keep;   /* a missing answer makes the estimate unknown */
    const double  *pilot;  /* [columns of m] */
    int            each;   /* estimates in a cell */
    Estimate      *e;
    int64_t        answers;
} Task;

static bool used(const Task *k, int32_t cell, int64_t i) {
    return domain_at(k->by, i) == cell && (!k->whole || k->whole[i]);
}

/* The columns of estimate j. */
typedef struct Pick { int32_t cell; int up; const Column *y, *x; } Pick;

static Pick pick(const Task *k, int j) {
    int at = j % k->each, up = k->what == MEAN_RATIO ? at % k->m->p : at;
    return (Pick){j / k->each + 1, up, &k->m->col[up],
                  k->what == MEAN_RATIO ? &k->under->col[at / k->m->p] : NULL};
}

/* Sums of w y, w (or w x) and w y^2 over the rows of estimate j; y less its pilot. */
typedef struct Sums { double y, w, yy; int64_t n; bool missing; } Sums;

static Sums sum_up(const Task *k, int j, const double *w) {
    Pick   p = pick(k, j);
    Sums   s = {0};
    double pilot = k->pilot[p.up];
    for (int64_t i = 0; i < k->n; i++) {
        if (!used(k, p.cell, i) || w[i] == 0) continue;
        double y = column_at(p.y, i) - pilot, x = p.x ? column_at(p.x, i) : 1;
        if (isnan(y) || isnan(x)) { s.missing = true; continue; }
        s.y += w[i] * y;
        s.w += w[i] * x;
        s.yy += w[i] * y * y;
        s.n++;
    }
    return s;
}

/* log(p / (1 - p)) of a mean of 0 and 1. */
static double logit(Sums s, double pilot) {
    double p = pilot + s.y / s.w;
    return log(p / (1 - p));
}

static void theta(const void *with, const double *w, double *out) {
    const Task *k = with;
    int         p = k->each * (k->by ? k->by->cells : 1);
    for (int j = 0; j < p; j++) {
        Sums s = sum_up(k, j, w);
        out[j] = k->what == MEAN_TOTAL ? s.y + k->pilot[pick(k, j).up] * s.w : s.y / s.w;
        if (k->what == MEAN_LOGIT) out[j] = logit(s, k->pilot[pick(k, j).up]);
        if (k->keep && s.missing) out[j] = NAN;
        if (k->what == MEAN_TOTAL && s.n == 0) out[j] = 0;
    }
}

static void influence(const void *with, const double *w, const double *value, int j, double *z) {
    const Task *k = with;
    Pick        p = pick(k, j);
    Sums        s = sum_up(k, j, w);
    double      pilot = k->pilot[p.up], off = k->what == MEAN_LOGIT ? s.y / s.w : value[j];
    double      mean = pilot + off, slope = k->what == MEAN_LOGIT ? 1 / (mean * (1 - mean)) : 1;
    for (int64_t i = 0; i < k->n; i++) {
        if (!used(k, p.cell, i) || w[i] == 0) continue;
        double y = column_at(p.y, i) - pilot, x = p.x ? column_at(p.x, i) : 1;
        if (isnan(y) || isnan(x)) continue;
        if (k->what == MEAN_TOTAL) z[i] = w[i] * (y + pilot);
        else z[i] = w[i] * (y - off * x) / s.w * slope;
    }
}

/* Design effects: against the variance that a simple sample of n would have. Of a ratio,
 * that of the total of y - ratio x. */
static void effects(const Task *k, int j, const double *w, Estimate *e) {
    Sums   s = sum_up(k, j, w);
    Pick   p = pick(k, j);
    double n = 0, people = 0, spread = 0, off = s.y / s.w, pilot = k->pilot[p.up];
    for (int64_t i = 0; i < k->n; i++) {
        double y = column_at(p.y, i) - pilot, x = p.x ? column_at(p.x, i) : 1;
        if (!used(k, p.cell, i) || w[i] == 0 || isnan(y) || isnan(x)) continue;
        spread += w[i] * (y - off * x) * (y - off * x);
        people += w[i];
        n++;
    }
    double sum = k->what == MEAN_TOTAL ? people : k->what == MEAN_RATIO ? people / s.w : 1;
    double simple = spread / people / (n - 1) * sum * sum;
    e->n = s.n;
    double least = people * pow(1e-14 * (pilot + off), 2); /* answers that are all the same */
    e->deff_wr = n > 1 && spread > least ? e->se * e->se / simple : NAN;
    e->deff = e->deff_wr / (1 - n / people);
    e->n_eff = n / e->deff_wr;
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The middle one of some values of the column, so that one strange value does no harm; a value
 * itself, so that whole numbers stay whole. */
static double pilot_of(const Column *c, int64_t n) {
    enum { LOOKS = 15, TRIES = 150 };
    double  seen[LOOKS];
    int     k = 0;
    for (int64_t t = 0; t < TRIES && k < LOOKS && n; t++) {
        double y = column_at(c, n * t / TRIES);
        if (isfinite(y)) seen[k++] = y;
    }
    for (int64_t i = 0; i < n && k == 0; i++)
        if (isfinite(column_at(c, i))) seen[k++] = column_at(c, i);
    qsort(seen, (size_t)k, sizeof *seen, by_size);
    return k ? seen[k / 2] : 0;
}

static const double *pilots(Stats *s, const Task *k) {
    double *pilot = arena_take(s->a, (size_t)k->m->p * sizeof *pilot);
    for (int j = 0; j < k->m->p && k->what != MEAN_RATIO; j++)
        pilot[j] = pilot_of(&k->m->col[j], k->n);
    return pilot;
}

static void mark_whole(const Model *m, uint8_t *whole) {
    for (int j = 0; m && j < m->p; j++)
        for (int64_t i = 0; i < m->n; i++)
            if (isnan(column_at(&m->col[j], i))) whole[i] = 0;
}

static const char *name_of(Stats *s, const Task *k, int j) {
    Pick p = pick(k, j);
    return p.x ? arena_print(s->a, "%s/%s", p.y->name, p.x->name) : p.y->name;
}

static void name_all(Stats *s, Task *k, int p) {
    k->e = arena_take(s->a, (size_t)p * sizeof *k->e);
    for (int j = 0; j < p; j++) {
        k->e[j].name = name_of(s, k, j);
        k->e[j].cell = k->by ? k->by->name[j / k->each + 1] : NULL;
    }
}

static const uint8_t *find_whole(Stats *s, const Task *k) {
    if (s->missing != MISSING_ANY) return NULL;
    uint8_t *whole = arena_take(s->a, (size_t)k->n);
    memset(whole, 1, (size_t)k->n);
    mark_whole(k->m, whole);
    mark_whole(k->under, whole);
    return whole;
}

/* Row by row: for every design, if not in every haste. */
static MUST Err run_rows(Stats *s, const Design *d, Task *k, int p, double df, Result *out) {
    double *origin = arena_take(s->a, (size_t)p * sizeof *origin);
    k->whole = find_whole(s, k);
    for (int j = 0; j < p; j++) origin[j] = k->what == MEAN_PLAIN ? k->pilot[pick(k, j).up] : 0;
    bool own = cells_df(s, d, k->by, k->e, p);
    Estimator q = {.method = methods[k->what], .p = p, .e = k->e, .origin = origin, .with = k,
                   .theta = theta, .influence = influence,
                   .in = domain_rows(s, k->by, k->n, 0, k->whole), .df = df, .own_df = own};
    Err e = estimator_run(s, d, &q, out);
    for (int j = 0; !e && j < p; j++) effects(k, j, d->w, &k->e[j]);
    if (!e) note_heavy(s, out, k->by, k->whole);
    return e;
}

static MUST Err run_together(Stats *s, const Design *d, Task *k, Result *out) {
    k->n = d->n;
    k->each = k->m->p * (k->under ? k->under->p : 1);
    k->keep = s->missing == MISSING_KEEP;
    k->pilot = pilots(s, k);
    int            p = k->each * (k->by ? k->by->cells : 1);
    const uint8_t *in = domain_rows(s, k->by, k->n, 0, NULL);
    double         df = design_df(s, d, in);
    name_all(s, k, p);
    bool quick = table_fits(d, k->m, k->by) || margins_fit(d, k->m, k->by);
    if (k->what == MEAN_RATIO || !quick) return run_rows(s, d, k, p, df, out);
    UnitAsk q = {.s = s, .d = d, .m = k->m, .by = k->by, .pilot = k->pilot, .in = in,
             .whole = s->missing == MISSING_ANY && k->m->p > 1};
    return table_estimate(&q, k->what, k->e, df, out);
}

/* Whether lonely units are others in a group than in all groups together. */
static bool lonely_by_cell(const Design *d, const Domain *by) {
    bool of_group = d->lonely == LONELY_AVERAGE || d->lonely == LONELY_ADJUST;
    if (!by || by->cells < 2 || d->rep || d->cals || d->joint || !of_group) return false;
    for (int k = 0; k < d->stages; k++)
        for (int32_t h = 0; h < d->stage[k].strata; h++)
            if (d->stage[k].took[h] == 1 || d->domain_lonely) return true;
    return false;
}

/* The errors of one cell, from this cell alone. */
static MUST Err run_alone(Stats *s, const Design *d, const Task *k, int32_t cell, Result *out) {
    const char *name[] = {NULL, k->by->name[cell]};
    Domain      one = {.n = k->n, .cells = 1, .byte = domain_rows(s, k->by, k->n, cell, NULL),
                       .name = name, .text = k->by->text};
    Task        task = {.what = k->what, .m = k->m, .under = k->under, .by = &one};
    Result      r;
    Err         e = run_together(s, d, &task, &r);
    for (int j = 0; !e && j < k->each; j++) {
        Estimate *at = &out->at[(cell - 1) * k->each + j];
        at->se = r.at[j].se;
        at->deff = r.at[j].deff;
        at->deff_wr = r.at[j].deff_wr;
        at->n_eff = r.at[j].n_eff;
        estimate_interval(s, at);
    }
    return e;
}

/* R's svyby() cuts the sample to each group, and finds lonely units and what they are compared
 * with there: so the same group has one error, asked for among others or alone. Covariances
 * between groups stay those of all groups together, as in R. */
static MUST Err run(Stats *s, const Design *d, Task *k, Result *out) {
    Err e = run_together(s, d, k, out);
    if (e || !lonely_by_cell(d, k->by)) return e;
    for (int32_t cell = 1; !e && cell <= k->by->cells; cell++) e = run_alone(s, d, k, cell, out);
    return e;
}

Err stats_mean(Stats *s, const Design *d, const Model *m, const Domain *by, Result *out) {
    return run(s, d, &(Task){.what = MEAN_PLAIN, .m = m, .by = by}, out);
}

Err stats_total(Stats *s, const Design *d, const Model *m, const Domain *by, Result *out) {
    return run(s, d, &(Task){.what = MEAN_TOTAL, .m = m, .by = by}, out);
}

Err stats_ratio(Stats *s, const Design *d, const Model *m, const Model *under, const Domain *by,
                Result *out) {
    return run(s, d, &(Task){.what = MEAN_RATIO, .m = m, .under = under, .by = by}, out);
}

Err mean_logit(Stats *s, const Design *d, const Model *m, const Domain *by, Result *out) {
    return run(s, d, &(Task){.what = MEAN_LOGIT, .m = m, .by = by}, out);
}
