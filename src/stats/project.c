/* project.c - the influence of each row, less what calibration took away.
 *
 * Totals that the weights match have no error, so of an influence only what the calibrating
 * columns cannot explain is left. Post-strata leave the distance from their mean; margins
 * that were raked, the distance from their means in turn, ten times, as R's rake() has it;
 * a linear model, the residual of its weighted least squares. */
#include "stats/inside.h"

#include <math.h>
#include <string.h>

struct Projection {
    const Calibration *c;
    double            *scale; /* [n] CAL_GREG: influences are divided by it, and multiplied */
    int                k;     /* columns of q that are independent of each other */
    double           **q;     /* [k][n] orthonormal */
    Margins           *margins; /* CAL_MARGINS */
};

static double dot(int64_t n, const double *x, const double *y) {
    double sum = 0;
    for (int64_t i = 0; i < n; i++) sum += x[i] * y[i];
    return sum;
}

static void take_away(int64_t n, int k, double *const *q, double *x) {
    for (int twice = 0; twice < 2; twice++) /* once leaves the errors of rounding */
        for (int j = 0; j < k; j++) {
            double c = dot(n, q[j], x);
            for (int64_t i = 0; i < n; i++) x[i] -= c * q[j][i];
        }
}

/* Orthonormal columns from x sqrt(before / sigma), by Gram and Schmidt, twice. A column that
 * the others hold already, to 1e-7 as R's qr(), is left out. */
static void make_greg(Arena *a, int64_t n, Projection *p) {
    const Calibration *c = p->c;
    double            *half = arena_take(a, (size_t)n * sizeof *half);
    p->scale = arena_take(a, (size_t)n * sizeof *p->scale);
    p->q = arena_take(a, (size_t)c->p * sizeof *p->q);
    for (int64_t i = 0; i < n; i++) {
        double sigma = c->sigma ? c->sigma[i] : 1, g = c->after[i] / c->before[i];
        half[i] = sqrt(c->before[i] / sigma);
        p->scale[i] = c->before[i] > 0 ? g * sqrt(c->before[i] * sigma) : 0;
    }
    for (int j = 0; j < c->p; j++) {
        double *q = arena_take(a, (size_t)n * sizeof *q);
        for (int64_t i = 0; i < n; i++) q[i] = c->x[j][i] * half[i];
        double whole = sqrt(dot(n, q, q));
        take_away(n, p->k, p->q, q);
        double left = sqrt(dot(n, q, q));
        if (left <= 1e-7 * whole) continue;
        for (int64_t i = 0; i < n; i++) q[i] /= left;
        p->q[p->k++] = q;
    }
}

static void apply_greg(const Projection *p, int64_t n, double *z) {
    for (int64_t i = 0; i < n; i++) z[i] = p->scale[i] != 0 ? z[i] / p->scale[i] : 0;
    take_away(n, p->k, p->q, z);
    for (int64_t i = 0; i < n; i++) z[i] *= p->scale[i];
}

/* z less after * (mean of z/after in the cell, weighted by `by`, NULL for equally). */
static void centre_cells(const Calibration *c, int margin, const double *by, int64_t n,
                         double *sum, double *z) {
    const int32_t *cell = c->cell[margin];
    const double  *after = c->step ? c->step[margin] : c->after;
    double        *all = sum + c->cells[margin];
    memset(sum, 0, 2 * (size_t)c->cells[margin] * sizeof *sum);
    for (int64_t i = 0; i < n; i++) {
        double w = by ? by[i] : 1;
        if (after[i] == 0) continue;
        sum[cell[i]] += z[i] * w / after[i];
        all[cell[i]] += w;
    }
    for (int64_t i = 0; i < n; i++) z[i] -= sum[cell[i]] / all[cell[i]] * after[i];
}

static void apply_cells(const Calibration *c, int64_t n, double *z) {
    Arena  *a = arena_open();
    int32_t most = 0;
    for (int m = 0; m < c->margins; m++) most = c->cells[m] > most ? c->cells[m] : most;
    double *sum = arena_take(a, 2 * (size_t)most * sizeof *sum);
    int     turns = c->kind == CAL_RAKE ? 10 : 1;
    for (int turn = 0; turn < turns; turn++)
        for (int m = 0; m < c->margins; m++)
            centre_cells(c, m, c->kind == CAL_POST ? c->before : NULL, n, sum, z);
    arena_close(a);
}

Projection *projection_make(Arena *a, const Design *d) {
    Projection *p = arena_take(a, (size_t)d->cals * sizeof *p);
    for (int k = 0; k < d->cals; k++) {
        p[k].c = &d->cal[k];
        if (d->cal[k].kind == CAL_GREG) make_greg(a, d->n, &p[k]);
        if (d->cal[k].kind == CAL_MARGINS) p[k].margins = margins_make(a, &d->cal[k], d->n);
    }
    return p;
}

void projection_apply(const Projection *p, int cals, int64_t n, double *z) {
    for (int k = 0; k < cals; k++) {
        if (p[k].c->kind == CAL_GREG) apply_greg(&p[k], n, z);
        else if (p[k].margins) margins_apply(p[k].margins, z);
        else apply_cells(p[k].c, n, z);
    }
}
