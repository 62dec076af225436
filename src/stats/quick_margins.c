/* quick_margins.c - the error of means and totals after raking, from tables.
 *
 * What the projection takes from a unit is a sum over the cells of all margins: what it takes
 * from one weight of a cell, times the weights that the unit has there. So the influences of
 * rows are never written out; their sums by unit and by cell are enough. */
#include "stats/inside.h"
#include "stats/kernel.h"

#include <string.h>

enum { ROOM = 4000000 }; /* weights by unit and cell, 32 MB */

static Design uncalibrated(const Design *d) {
    Design plain = *d;
    plain.cals = 0;
    return plain;
}

bool margins_fit(const Design *d, const Model *m, const Domain *by) {
    if (d->cals != 1 || d->cal->kind != CAL_MARGINS || d->rep || by || !d->stages) return false;
    if (d->w != d->cal->after) return false; /* trimmed since */
    if ((int64_t)d->stage[0].units * d->cal->all > ROOM) return false;
    Design plain = uncalibrated(d);
    Domain cells = {.n = d->n, .cells = d->cal->all};
    return table_fits(&plain, m, NULL) && table_fits(&plain, m, &cells);
}

struct Taken {
    const Design *d;
    UnitTable     cells;  /* sums by cell of all margins */
    double       *weight; /* [units][all] */
    double       *people; /* [all] sums of weights now */
    Margins      *margins;
    double       *z, *first; /* [all] work */
};

static void weigh_units(const Design *d, double *weight, double *people) {
    int32_t all = d->cal->all;
    for (int32_t u = 0; u < d->stage[0].units; u++) {
        double *own = weight + (int64_t)u * all;
        for (int64_t i = d->start[u]; i < d->start[u + 1]; i++) own[d->cal->joint[i]] += d->w[i];
        for (int32_t c = 0; c < all; c++) people[c] += own[c];
    }
}

Err taken_make(const UnitAsk *q, Taken **out) {
    Arena     *a = q->s->a;
    Taken     *k = *out = arena_new(a, Taken);
    Design     plain = uncalibrated(q->d);
    size_t     n = (size_t)q->d->n, all = (size_t)q->d->cal->all;
    uint32_t  *code = arena_take(a, n * sizeof *code);
    for (size_t i = 0; i < n; i++) code[i] = q->d->cal->joint[i] + 1;
    Domain  by = {.n = q->d->n, .cells = q->d->cal->all, .code = code};
    UnitAsk ask = *q;
    ask.d = &plain;
    ask.by = &by;
    k->d = q->d;
    k->weight = arena_take(a, (size_t)q->d->stage[0].units * all * sizeof *k->weight);
    k->people = arena_take(a, all * sizeof *k->people);
    k->z = arena_take(a, all * sizeof *k->z);
    k->first = arena_take(a, all * sizeof *k->first);
    k->margins = margins_make(a, q->d->cal, q->d->n);
    weigh_units(q->d, k->weight, k->people);
    return table_make(&ask, &k->cells);
}

/* The influence of a row is scale (y - shift) w; its sums by cell, projected twice. */
void taken_away(Taken *k, int j, double shift, double scale, double *z) {
    const UnitTable *t = &k->cells;
    int32_t          all = k->d->cal->all;
    for (int32_t c = 0; c < all; c++) {
        int at = c * t->p + j;
        k->z[c] = t->n[at] ? scale * (t->y[at] + (t->pilot[at] - shift) * t->w[at]) : 0;
    }
    memcpy(k->first, k->z, (size_t)all * sizeof *k->first);
    margins_solve(k->margins, k->first);
    for (int32_t c = 0; c < all; c++) k->z[c] -= k->first[c] * k->people[c];
    margins_solve(k->margins, k->z);
    for (int32_t c = 0; c < all; c++) k->first[c] += k->z[c];
    for (int32_t u = 0; u < t->units; u++)
        z[u] -= kernel_product(k->weight + (int64_t)u * all, k->first, all);
}
