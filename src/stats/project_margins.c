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
    double            *cell;  /* [all] work */
};

Margins *margins_make(Arena *a, const Calibration *c, int64_t n) {
    Margins *m = arena_new(a, Margins);
    int32_t *first = arena_take(a, (size_t)c->margins * sizeof *first);
    for (int k = 0; k < c->margins; k++) first[k] = m->p, m->p += c->cells[k];
    int p = m->p;
    m->c = c;
    m->n = n;
    m->first = first;
    m->root = arena_take(a, (size_t)p * (size_t)p * sizeof *m->root);
    m->right = arena_take(a, (size_t)p * sizeof *m->right);
    m->cell = arena_take(a, (size_t)c->all * sizeof *m->cell);
    for (int32_t i = 0; i < c->all; i++)
        for (int j = 0; j < c->margins; j++)
            for (int k = 0; k <= j; k++) {
                int row = first[j] + c->part[i * c->margins + j];
                m->root[row * p + first[k] + c->part[i * c->margins + k]] += c->people[i];
            }
    normal_factor(p, m->root);
    return m;
}

/* Sums of influences by cell become what is to be taken away of one weight of a cell. */
void margins_solve(const Margins *m, double *cell) {
    const Calibration *c = m->c;
    memset(m->right, 0, (size_t)m->p * sizeof *m->right);
    for (int32_t i = 0; i < c->all; i++)
        for (int j = 0; c->factor[i] > 0 && j < c->margins; j++)
            m->right[m->first[j] + c->part[i * c->margins + j]] += cell[i] / c->factor[i];
    normal_solve(m->p, m->root, m->right);
    for (int32_t i = 0; i < c->all; i++) {
        cell[i] = 0;
        for (int j = 0; j < c->margins; j++)
            cell[i] += m->right[m->first[j] + c->part[i * c->margins + j]];
    }
}

/* Twice, for what rounding left the first time. */
void margins_apply(const Margins *m, double *z) {
    const Calibration *c = m->c;
    for (int twice = 0; twice < 2; twice++) {
        memset(m->cell, 0, (size_t)c->all * sizeof *m->cell);
        for (int64_t i = 0; i < m->n; i++) m->cell[c->joint[i]] += z[i];
        margins_solve(m, m->cell);
        for (int64_t i = 0; i < m->n; i++) z[i] -= c->after[i] * m->cell[c->joint[i]];
    }
}
