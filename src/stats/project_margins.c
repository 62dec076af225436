/* project_margins.c - the projection of a calibration whose columns are cells of margins.
 *
 * Its columns are 0 and 1, so its least squares need no columns: the normal equations are
 * sums over the cells of all margins together, of weights once and of influences for each
 * estimate. Source: Deville and Sarndal 1992, 3; the answers are those of R's calibrate(). */
#include "stats/inside.h"

#include <math.h>
#include <string.h>

struct Margins {
    const Calibration *c;
    int64_t            n;
    int                p;     /* cells of all margins */
    const int32_t     *first; /* [margins] place of the first cell of a margin */
    double            *root;  /* [p][p] normal_factor() of the sums of weights */
    double            *right; /* [p] work */
};

Margins *margins_make(Arena *a, const Calibration *c, int64_t n) {
    Margins *m = arena_new(a, Margins);
    int32_t *first = arena_take(a, (size_t)c->margins * sizeof *first);
    for (int k = 0; k < c->margins; k++) first[k] = m->p, m->p += c->cells[k];
    int p = m->p;
    m->c = c;
    m->n = n;
    m->first = first;
    m->root = arena_take(a, (size_t)(p * p) * sizeof *m->root);
    m->right = arena_take(a, (size_t)p * sizeof *m->right);
    for (int64_t i = 0; i < n; i++)
        for (int j = 0; j < c->margins; j++)
            for (int k = 0; k <= j; k++)
                m->root[(first[j] + c->cell[j][i]) * p + first[k] + c->cell[k][i]] += c->before[i];
    normal_factor(p, m->root);
    return m;
}

/* Twice, for what rounding left the first time. */
void margins_apply(const Margins *m, double *z) {
    const Calibration *c = m->c;
    for (int twice = 0; twice < 2; twice++) {
        memset(m->right, 0, (size_t)m->p * sizeof *m->right);
        for (int64_t i = 0; i < m->n; i++) {
            if (z[i] == 0 || c->after[i] == 0) continue;
            double x = z[i] * c->before[i] / c->after[i];
            for (int j = 0; j < c->margins; j++) m->right[m->first[j] + c->cell[j][i]] += x;
        }
        normal_solve(m->p, m->root, m->right);
        for (int64_t i = 0; i < m->n; i++) {
            double x = 0;
            for (int j = 0; j < c->margins; j++) x += m->right[m->first[j] + c->cell[j][i]];
            z[i] -= c->after[i] * x;
        }
    }
}
