/* spread.c - variances and covariances in the population, and tables of people. */
#include "stats/inside.h"

#include <math.h>

typedef struct Task {
    const Model   *m;
    const Domain  *by;
    const uint8_t *whole;
    const int32_t *cell;  /* [p] of each estimate */
    const int     *x, *y; /* [p] its columns */
    int            p;
} Task;

typedef struct Moments { double x, y, xy, w, n; } Moments; /* means, mean product, people */

static bool used(const Task *k, int j, int64_t i, const double *w) {
    return k->whole[i] && w[i] != 0 && domain_at(k->by, i) == k->cell[j];
}

/* Means first, then products of the distances from them. */
static Moments moments(const Task *k, int j, const double *w) {
    const Column *x = &k->m->col[k->x[j]], *y = &k->m->col[k->y[j]];
    Moments       s = {0};
    double        a = 0, b = 0;
    bool          any = false;
    for (int64_t i = 0; i < k->m->n; i++) {
        if (!used(k, j, i, w)) continue;
        if (!any) a = column_at(x, i), b = column_at(y, i), any = true;
        s.x += w[i] * (column_at(x, i) - a);
        s.y += w[i] * (column_at(y, i) - b);
        s.w += w[i];
        s.n++;
    }
    s.x = a + s.x / s.w;
    s.y = b + s.y / s.w;
    for (int64_t i = 0; i < k->m->n; i++)
        if (used(k, j, i, w)) s.xy += w[i] * (column_at(x, i) - s.x) * (column_at(y, i) - s.y);
    s.xy *= s.n / (s.n - 1) / s.w;
    return s;
}

static void theta(const void *with, const double *w, double *out) {
    const Task *k = with;
    for (int j = 0; j < k->p; j++) out[j] = moments(k, j, w).xy;
}

static void influence(const void *with, const double *w, const double *value, int j, double *z) {
    const Task   *k = with;
    const Column *x = &k->m->col[k->x[j]], *y = &k->m->col[k->y[j]];
    Moments       s = moments(k, j, w);
    for (int64_t i = 0; i < k->m->n; i++) {
        if (!used(k, j, i, w)) continue;
        double xy = (column_at(x, i) - s.x) * (column_at(y, i) - s.y) * s.n / (s.n - 1);
        z[i] = w[i] * (xy - value[j]) / s.w;
    }
}

static const uint8_t *whole_rows(Stats *s, const Model *m) {
    uint8_t *whole = arena_take(s->a, (size_t)m->n);
    for (int64_t i = 0; i < m->n; i++) {
        whole[i] = 1;
        for (int j = 0; j < m->p; j++)
            if (isnan(column_at(&m->col[j], i))) whole[i] = 0;
    }
    return whole;
}

Err stats_variance(Stats *s, const Design *d, const Model *m, const Domain *by, Result *out) {
    int       cells = by ? by->cells : 1, each = m->p * (m->p + 1) / 2, p = each * cells;
    Estimate *e = arena_take(s->a, (size_t)p * sizeof *e);
    int32_t  *cell = arena_take(s->a, (size_t)p * sizeof *cell);
    int      *x = arena_take(s->a, (size_t)p * sizeof *x);
    int      *y = arena_take(s->a, (size_t)p * sizeof *y);
    Task      k = {.m = m, .by = by, .whole = whole_rows(s, m), .cell = cell, .x = x, .y = y,
                   .p = p};
    for (int c = 0, j = 0; c < cells; c++)
        for (int a = 0; a < m->p; a++)
            for (int b = a; b < m->p; b++, j++) {
                cell[j] = c + 1;
                x[j] = a;
                y[j] = b;
                e[j].cell = by ? by->name[c + 1] : NULL;
                e[j].name = a == b ? m->col[a].name
                                   : arena_print(s->a, "%s:%s", m->col[a].name, m->col[b].name);
                e[j].n = (int64_t)moments(&k, j, d->w).n;
                e[j].n_eff = e[j].deff = e[j].deff_wr = NAN;
            }
    bool own = cells_df(s, d, by, e, p);
    Estimator q = {.method = "variance", .p = p, .e = e, .with = &k, .theta = theta,
                   .influence = influence, .own_df = own};
    q.in = domain_rows(s, by, d->n, 0, k.whole);
    q.df = design_df(s, d, domain_rows(s, by, d->n, 0, NULL));
    Err err = estimator_run(s, d, &q, out);
    if (!err) note_heavy(s, out, by, k.whole);
    return err;
}

Err stats_table(Stats *s, const Design *d, const Domain *by, Result *out) {
    double *one = arena_take(s->a, (size_t)d->n * sizeof *one);
    for (int64_t i = 0; i < d->n; i++) one[i] = 1;
    Column c = {.name = "people", .real = one};
    Model  m = {.n = d->n, .p = 1, .col = &c};
    Err    e = stats_total(s, d, &m, by, out);
    if (!e) out->method = "table";
    return e;
}
