/* mean.c - means and totals of columns in cells.
 *
 * Sums run over y less a pilot, a value of the column itself: a mean of 1e9 leaves nothing
 * of the digits that the error is made of. */
#include "stats/inside.h"

#include <math.h>

typedef struct Task {
    Stats        *s;
    const Design *d;
    const Model  *m;
    const Domain *by;
    bool          total;
    uint8_t      *whole; /* [n] 1: the row answers all; NULL when each variable goes alone */
} Task;

static bool used(const Task *k, int32_t cell, int64_t i) {
    return domain_at(k->by, i) == cell && k->d->w[i] > 0 && (!k->whole || k->whole[i]);
}

static double pilot(const Column *c, int64_t n) {
    for (int64_t i = 0; i < n; i++) {
        double y = column_at(c, i);
        if (!isnan(y)) return y;
    }
    return 0;
}

/* Design effects: against the variance that a simple sample of n would have. */
static void effects(Estimate *e, double var, double spread, double people, bool total) {
    double n = (double)e->n;
    double simple = spread / people * n / (n - 1) / n * (total ? people * people : 1);
    e->deff_wr = var / simple;
    e->deff = e->deff_wr / (1 - n / people);
    e->n_eff = n / e->deff_wr;
}

/* One column in one cell: its estimate and the influence of each row. */
static void linearise(const Task *k, const Column *c, int32_t cell, Estimate *e, double *z,
                      double *spread, double *people) {
    double at = pilot(c, k->d->n), sum = 0, w = 0, square = 0;
    bool   unknown = false;
    e->n = 0;
    for (int64_t i = 0; i < k->d->n; i++) {
        if (!used(k, cell, i)) continue;
        double y = column_at(c, i) - at;
        if (isnan(y)) { unknown = true; continue; }
        sum += k->d->w[i] * y;
        w += k->d->w[i];
        e->n++;
    }
    double off = sum / w;
    for (int64_t i = 0; i < k->d->n; i++) {
        double y = column_at(c, i) - at;
        if (!used(k, cell, i) || isnan(y)) continue;
        square += k->d->w[i] * (y - off) * (y - off);
        z[i] = k->total ? k->d->w[i] * (y + at) : k->d->w[i] * (y - off) / w;
    }
    e->value = k->total ? sum + at * w : at + off;
    if (e->n == 0 && !k->total) e->value = NAN;
    if (unknown && k->s->missing == MISSING_KEEP) e->value = NAN;
    *spread = square;
    *people = w;
}

static uint8_t *whole_rows(const Task *k) {
    if (k->s->missing != MISSING_ANY) return NULL;
    uint8_t *whole = arena_take(k->s->a, (size_t)k->d->n);
    for (int64_t i = 0; i < k->d->n; i++) {
        whole[i] = 1;
        for (int j = 0; j < k->m->p; j++)
            if (isnan(column_at(&k->m->col[j], i))) whole[i] = 0;
    }
    return whole;
}

static MUST Err estimate(Task *k, Result *out) {
    int       cells = k->by ? k->by->cells : 1, p = k->m->p * cells;
    Stats    *s = k->s;
    Estimate *e = arena_take(s->a, (size_t)p * sizeof *e);
    double  **z = arena_take(s->a, (size_t)p * sizeof *z);
    double   *spread = arena_take(s->a, (size_t)p * sizeof *spread);
    double   *people = arena_take(s->a, (size_t)p * sizeof *people);
    k->whole = whole_rows(k);
    for (int j = 0; j < p; j++) {
        int32_t cell = j / k->m->p + 1;
        e[j].name = k->m->col[j % k->m->p].name;
        e[j].cell = k->by ? k->by->name[cell] : NULL;
        z[j] = arena_take(s->a, (size_t)k->d->n * sizeof *z[j]);
        linearise(k, &k->m->col[j % k->m->p], cell, &e[j], z[j], &spread[j], &people[j]);
    }
    Linear l = {.method = k->total ? "total" : "mean", .p = p, .e = e, .z = z};
    Err    err = stats_linear(s, k->d, &l, out);
    for (int j = 0; !err && j < p; j++)
        effects(&e[j], e[j].se * e[j].se, spread[j], people[j], k->total);
    return err;
}

Err stats_mean(Stats *s, const Design *d, const Model *m, const Domain *by, Result *out) {
    return estimate(&(Task){.s = s, .d = d, .m = m, .by = by}, out);
}

Err stats_total(Stats *s, const Design *d, const Model *m, const Domain *by, Result *out) {
    return estimate(&(Task){.s = s, .d = d, .m = m, .by = by, .total = true}, out);
}
