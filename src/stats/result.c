/* result.c - estimates with their intervals, and what may be said of them. */
#include "stats/inside.h"

#include <math.h>
#include <string.h>

double stats_level(const Stats *s) { return s->level > 0 ? s->level : 0.95; }

void estimate_interval(const Stats *s, Estimate *e) {
    double tail = (1 - stats_level(s)) / 2;
    double t = s->df == DF_NORMAL ? qnorm(tail, 0, 1, false, false)
             : e->df > 0          ? qt(tail, e->df, false, false)
                                  : NAN;
    e->lo = e->value - t * e->se;
    e->hi = e->value + t * e->se;
}

void result_note(Stats *s, Result *r, const char *key, const char *detail) {
    Note *note = arena_take(s->a, ((size_t)r->notes + 1) * sizeof *note);
    if (r->notes) memcpy(note, r->note, (size_t)r->notes * sizeof *note);
    note[r->notes++] = (Note){key, detail};
    r->note = note;
}

double result_cov(const Result *x, int i, const Result *y, int j) {
    if (x == y && x->cov) return x->cov[i * x->p + j];
    if (!x->root || !y->root || x->design != y->design || x->roots != y->roots) return NAN;
    return roots_product(x->design, x->roots, x->root + i * x->roots, y->root + j * y->roots);
}

const char *estimate_text(Arena *a, const Estimate *e) {
    return arena_print(a, "%s%s%s %.6g (%.6g; %.6g), n = %lld, df = %g", e->cell ? e->cell : "",
                       e->cell ? " " : "", e->name, e->value, e->lo, e->hi, (long long)e->n,
                       e->df);
}

void result_open(Stats *s, const Design *d, const char *method, int p, Estimate *e,
                 int64_t roots, Result *out) {
    *out = (Result){.method = method, .p = p, .at = e, .roots = roots, .design = d,
                    .level = stats_level(s)};
    out->root = arena_take(s->a, (size_t)(roots * p) * sizeof *out->root);
    if (p <= COV_MAX) out->cov = arena_take(s->a, (size_t)p * (size_t)p * sizeof *out->cov);
}

void result_close(Stats *s, Result *out, const uint8_t *in, double df, bool own_df) {
    if (!(df > 0) && !own_df) df = design_df(s, out->design, in);
    for (int i = 0; i < out->p; i++) {
        const double *x = out->root + i * out->roots;
        for (int j = 0; out->cov && j <= i; j++)
            out->cov[i * out->p + j] = out->cov[j * out->p + i] =
                roots_product(out->design, out->roots, x, out->root + j * out->roots);
        Estimate *e = &out->at[i];
        double    var = out->cov ? out->cov[i * out->p + i]
                                 : roots_product(out->design, out->roots, x, x);
        e->se = isnan(e->value) ? NAN : sqrt(var);
        if (!own_df) e->df = df;
        if (s->df == DF_NORMAL) e->df = INFINITY;
        estimate_interval(s, e);
    }
    note_df(s, out);
}

Err stats_linear(Stats *s, const Design *d, const Linear *l, Result *out) {
    Roots r;
    Err   e = roots_open(s, d, l->in, &r);
    if (e) return e;
    result_open(s, d, l->method, l->p, l->e, r.n, out);
    double *z = arena_take(r.a, (size_t)d->n * sizeof *z);
    for (int j = 0; j < l->p; j++) {
        memcpy(z, l->z[j], (size_t)d->n * sizeof *z);
        roots_column(&r, z, out->root + j * r.n);
    }
    roots_close(&r);
    result_close(s, out, l->in, l->df, l->own_df);
    note_heavy(s, out, NULL, l->in);
    return NULL;
}

static MUST Err theta_of(Stats *s, const void *with, const double *w, double *theta) {
    const Estimator *k = with;
    (void)s;
    k->theta(k->with, w, theta);
    return NULL;
}

static MUST Err linearised(Stats *s, const Design *d, const Estimator *k, Result *out) {
    Roots r;
    Err   e = roots_open(s, d, k->in, &r);
    if (e) return e;
    double *theta = arena_take(r.a, (size_t)k->p * sizeof *theta);
    double *z = arena_take(r.a, (size_t)d->n * sizeof *z);
    k->theta(k->with, d->w, theta);
    result_open(s, d, k->method, k->p, k->e, r.n, out);
    for (int j = 0; j < k->p; j++) {
        k->e[j].value = theta[j] + (k->origin ? k->origin[j] : 0);
        memset(z, 0, (size_t)d->n * sizeof *z);
        k->influence(k->with, d->w, theta, j, z);
        roots_column(&r, z, out->root + j * r.n);
    }
    roots_close(&r);
    result_close(s, out, k->in, k->df, k->own_df);
    return NULL;
}

Err estimator_run(Stats *s, const Design *d, const Estimator *k, Result *out) {
    if (!d->rep) return linearised(s, d, k, out);
    Weighted f = {.method = k->method, .p = k->p, .e = k->e, .origin = k->origin,
                  .theta = theta_of, .with = k, .in = k->in, .df = k->df,
                  .own_df = k->own_df};
    double *theta = arena_take(s->a, (size_t)k->p * sizeof *theta);
    k->theta(k->with, d->w, theta);
    for (int j = 0; j < k->p; j++) k->e[j].value = theta[j] + (k->origin ? k->origin[j] : 0);
    return stats_weighted(s, d, &f, out);
}

double stats_t_p(double t, double df) {
    return df > 0 ? 2 * pt(-fabs(t), df, 1, 0) : NAN;
}
