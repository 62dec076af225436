/* replicate.c - errors from replicate weights, and degrees of freedom.
 *
 * The root of a variance by replicates is the distance of each replicate's estimate from
 * their mean (or from the estimate itself), times the root of its scale. */
#include "stats/inside.h"

#include <math.h>
#include <string.h>

void replicate_weights(const Design *d, int r, double *w) {
    const Replicates *q = d->rep;
    for (int64_t i = 0; i < d->n; i++) {
        int32_t u = q->unit ? q->unit[i] : (int32_t)i;
        w[i] = (q->combined ? 1 : d->w[i]) * replicate_factor(q, u, r);
    }
}

int replicate_root(const Replicates *q, int p, const double *theta, const double *whole,
                   double *root) {
    int      lost = 0;
    Arena   *a = arena_open();
    uint8_t *out = arena_take(a, (size_t)q->reps);
    for (int r = 0; r < q->reps; r++) {
        for (int j = 0; j < p; j++)
            if (isnan(theta[(int64_t)r * p + j]) && !isnan(whole[j])) out[r] = 1;
        lost += out[r];
    }
    for (int j = 0; j < p; j++) {
        double sum = 0, n = 0;
        for (int r = 0; r < q->reps; r++)
            if (!out[r] && q->rscales[r] > 0) sum += theta[(int64_t)r * p + j], n++;
        double centre = q->mse ? whole[j] : sum / n;
        for (int r = 0; r < q->reps; r++)
            root[(int64_t)j * q->reps + r] =
                out[r] ? 0 : (theta[(int64_t)r * p + j] - centre) * sqrt(q->scale * q->rscales[r]);
    }
    arena_close(a);
    return lost;
}

Err stats_weighted(Stats *s, const Design *d, const Weighted *f, Result *out) {
    const Replicates *q = d->rep;
    Arena  *a = arena_open();
    double *theta = arena_take(a, (size_t)(q->reps * f->p) * sizeof *theta);
    double *w = arena_take(a, (size_t)d->n * sizeof *w);
    double *whole = arena_take(a, (size_t)f->p * sizeof *whole);
    Err     e = NULL;
    for (int r = 0; !e && r < q->reps; r++) {
        replicate_weights(d, r, w);
        e = f->theta(s, f->with, w, theta + (int64_t)r * f->p);
    }
    int lost = 0;
    if (!e) {
        for (int j = 0; j < f->p; j++)
            whole[j] = f->e[j].value - (f->origin ? f->origin[j] : 0);
        result_open(s, d, f->method, f->p, f->e, q->reps, out);
        lost = replicate_root(q, f->p, theta, whole, out->root);
        result_close(s, out, f->in, f->df, f->own_df);
    }
    arena_close(a);
    if (!e && lost == q->reps) return STATS_REFUSE(s, "stats.replicates.none", "%s", f->method);
    if (!e && lost)
        result_note(s, out, "stats.note.replicates", arena_print(s->a, "%d/%d", lost, q->reps));
    return e;
}

/* Sums of squared weights of the rows that share a factor: what their row of the matrix of
 * weights is worth in its rank. */
static double *unit_worth(Arena *a, const Design *d, const uint8_t *in) {
    const Replicates *q = d->rep;
    double *worth = arena_take(a, (size_t)q->units * sizeof *worth);
    for (int64_t i = 0; i < d->n; i++) {
        double w = q->combined ? 1 : d->w[i];
        if (!in || in[i]) worth[q->unit ? q->unit[i] : i] += w * w;
    }
    return worth;
}

/* Columns of the weights that are not, to 1e-5 as in R, sums of those before. */
static int weights_rank(const Design *d, const uint8_t *in) {
    const Replicates *q = d->rep;
    Arena   *a = arena_open();
    double  *worth = unit_worth(a, d, in);
    double **basis = arena_take(a, (size_t)q->reps * sizeof *basis);
    int      rank = 0, n = q->units;
    for (int r = 0; r < q->reps; r++) {
        double *x = arena_take(a, (size_t)n * sizeof *x), whole = 0, left = 0;
        for (int u = 0; u < n; u++) {
            x[u] = sqrt(worth[u]) * replicate_factor(q, u, r);
            whole += x[u] * x[u];
        }
        for (int twice = 0; twice < 2; twice++)
            for (int j = 0; j < rank; j++) {
                double c = 0;
                for (int u = 0; u < n; u++) c += basis[j][u] * x[u];
                for (int u = 0; u < n; u++) x[u] -= c * basis[j][u];
            }
        for (int u = 0; u < n; u++) left += x[u] * x[u];
        if (!(sqrt(left) > 1e-5 * sqrt(whole))) continue;
        for (int u = 0; u < n; u++) x[u] /= sqrt(left);
        basis[rank++] = x;
    }
    arena_close(a);
    return rank;
}

/* Whether each unit of the first stage has a row with a weight in the domain. */
static void mark_units(const Design *d, const uint8_t *in, uint8_t *unit) {
    const Stage *g = &d->stage[0];
    for (int32_t u = 0; d->start && u < g->units; u++)
        for (int64_t i = d->start[u]; i < d->start[u + 1] && !unit[u]; i++)
            unit[u] = d->w[i] != 0 && (!in || in[i]);
    for (int64_t i = 0; !d->start && i < d->n; i++)
        if (d->w[i] != 0 && (!in || in[i])) unit[g->unit[i]] = 1;
}

static double units_less_strata(const Design *d, const uint8_t *in) {
    const Stage *g = &d->stage[0];
    Arena       *a = arena_open();
    uint8_t     *unit = arena_take(a, (size_t)g->units);
    mark_units(d, in, unit);
    double df = marked_df(d, unit);
    arena_close(a);
    return df;
}

double marked_df(const Design *d, const uint8_t *unit) {
    const Stage *g = &d->stage[0];
    double       df = 0;
    for (int32_t u = 0, last = -1; u < g->units; u++) {
        if (!unit[u]) continue;
        df += g->home[u] == last; /* units lie stratum by stratum */
        last = g->home[u];
    }
    return df;
}

double design_df(const Stats *s, const Design *d, const uint8_t *in) {
    enum { RANK_WORK = 2000000000 };
    (void)s;
    if (!d->rep) return units_less_strata(d, in);
    const Replicates *q = d->rep;
    if (!in && q->df > 0) return q->df;
    bool much = (double)q->units * q->reps * q->reps > RANK_WORK;
    if (much && d->stages) return units_less_strata(d, in);
    return weights_rank(d, in) - 1;
}
