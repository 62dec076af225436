/* result.c - estimates with their intervals, and what may be said of them. */
#include "stats/inside.h"

#include <math.h>
#include <string.h>

double stats_level(const Stats *s) { return s->level > 0 ? s->level : 0.95; }

void estimate_interval(const Stats *s, Estimate *e) {
    double tail = (1 - stats_level(s)) / 2;
    double t = s->df_normal ? qnorm(tail, 0, 1, false, false)
             : e->df > 0    ? qt(tail, e->df, false, false)
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
    double sum = 0;
    for (int64_t k = 0; k < x->roots; k++)
        sum += x->root[i * x->roots + k] * y->root[j * y->roots + k];
    return sum;
}

const char *estimate_text(Arena *a, const Estimate *e) {
    return arena_print(a, "%s%s%s %.6g (%.6g; %.6g), n = %lld, df = %g", e->cell ? e->cell : "",
                       e->cell ? " " : "", e->name, e->value, e->lo, e->hi, (long long)e->n,
                       e->df);
}

Err stats_linear(Stats *s, const Design *d, const Linear *l, Result *out) {
    double *cov = l->p <= COV_MAX
                ? arena_take(s->a, (size_t)l->p * (size_t)l->p * sizeof *cov) : NULL;
    double *root = NULL;
    *out = (Result){.method = l->method, .p = l->p, .at = l->e, .cov = cov, .design = d,
                    .level = stats_level(s)};
    Err e = design_variance(s, d, l->p, l->z, l->in, cov, &out->roots, &root);
    if (e) return e;
    out->root = root;
    double df = l->df > 0 ? l->df : design_df(s, d, l->in);
    for (int j = 0; j < l->p; j++) {
        if (!(l->e[j].df > 0)) l->e[j].df = df;
        l->e[j].se = sqrt(result_cov(out, j, out, j));
        estimate_interval(s, &l->e[j]);
    }
    return NULL;
}
