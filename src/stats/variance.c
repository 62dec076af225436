/* variance.c - the covariance of totals under the design.
 *
 * The variance of a design drawn stage by stage is a sum of squares: of each unit's sum less
 * the mean of its stratum, times a factor of the unit. So it is kept as its root, a column
 * of those terms for each total; any covariance is the product of two columns. */
#include "stats/inside.h"

#include <math.h>
#include <string.h>

typedef struct Shape {
    Stats         *s;
    const Design  *d;
    const uint8_t *in;
    int            stages;
} Shape;

/* The first stage alone counts when it was drawn with replacement, or when told so. */
static int stages_of(const Design *d) {
    return d->ultimate || !d->stage[0].size ? 1 : d->stages;
}

int64_t design_roots(const Design *d) {
    int64_t n = 0;
    for (int k = 0; k < stages_of(d); k++) n += d->stage[k].units;
    return n;
}

/* What each unit of stage k is worth in the root. */
typedef struct Scale {
    double  *unit;   /* [units] factor of its distance; 0 adds nothing */
    bool    *centre; /* [strata] distance from the mean of the stratum, else from 0 */
    double  *above;  /* [units] factor of what lies within it */
} Scale;

/* How many units of each stratum have a row in the domain. */
static int32_t *units_there(Arena *a, const Shape *h, const Stage *g) {
    uint8_t *there = arena_take(a, (size_t)g->units);
    int32_t *n = arena_take(a, (size_t)g->strata * sizeof *n);
    for (int64_t i = 0; i < h->d->n; i++)
        if (!h->in || h->in[i]) there[g->unit[i]] = 1;
    for (int32_t u = 0; u < g->units; u++) n[g->home[u]] += there[u];
    return n;
}

static bool drawn_whole(const Stage *g, int32_t from, int32_t to) {
    if (!g->size) return false;
    for (int32_t u = from; u < to; u++)
        if (1 - g->took[g->home[u]] / g->size[u] >= 1e-7) return false;
    return true;
}

static const char *stratum_text(Arena *a, const Stage *g, int32_t k) {
    return g->stratum_name ? g->stratum_name[k] : arena_print(a, "%d", (int)k + 1);
}

/* The strata that lonely PSUs leave without a variance get the average of the others: the
 * sums of the others are raised. Counted among the strata of one unit above, in the domain. */
static void raise_others(Arena *a, const Stage *g, const int32_t *there, const bool *unknown,
                         int32_t parents, double *raise) {
    int32_t *all = arena_take(a, (size_t)parents * sizeof *all);
    int32_t *known = arena_take(a, (size_t)parents * sizeof *known);
    for (int32_t k = 0; k < g->strata; k++) {
        if (!there[k]) continue;
        all[g->parent[k]]++;
        if (!unknown[k]) known[g->parent[k]]++;
    }
    for (int32_t k = 0; k < g->strata; k++)
        raise[k] = known[g->parent[k]] ? (double)all[g->parent[k]] / known[g->parent[k]] : 1;
}

/* Lonely strata: whether stratum k is, what that does, or a refusal. */
static MUST Err lonely_strata(Arena *a, const Shape *h, int stage, const int32_t *first,
                              Scale *c, double *raise) {
    const Stage *g = &h->d->stage[stage];
    Lonely       how = h->d->lonely;
    int32_t     *there = units_there(a, h, g);
    bool        *unknown = arena_take(a, (size_t)g->strata * sizeof *unknown);
    Buf          names = {.a = h->s->a};
    for (int32_t k = 0; k < g->strata; k++) {
        bool one = g->took[k] == 1 && !drawn_whole(g, first[k], first[k + 1]);
        bool here = there[k] == 1 && g->took[k] > 1 && h->d->domain_lonely;
        c->centre[k] = how != LONELY_ADJUST || !(g->took[k] == 1 || here);
        unknown[k] = how == LONELY_AVERAGE && (one || here);
        if (one && how == LONELY_FAIL && there[k])
            buf_print(&names, "%s%s", names.len ? ", " : "", stratum_text(h->s->a, g, k));
    }
    raise_others(a, g, there, unknown, stage ? h->d->stage[stage - 1].units : 1, raise);
    for (int32_t k = 0; k < g->strata; k++)
        if (unknown[k]) raise[k] = 0;
    if (names.len) return STATS_REFUSE(h->s, "stats.stratum.single", "%s", names.s);
    return NULL;
}

static MUST Err make_scale(Arena *a, const Shape *h, int stage, const double *above, Scale *c) {
    const Stage *g = &h->d->stage[stage];
    int32_t     *first = arena_take(a, ((size_t)g->strata + 1) * sizeof *first);
    double      *raise = arena_take(a, (size_t)g->strata * sizeof *raise);
    c->unit = arena_take(a, (size_t)g->units * sizeof *c->unit);
    c->above = arena_take(a, (size_t)g->units * sizeof *c->above);
    c->centre = arena_take(a, (size_t)g->strata * sizeof *c->centre);
    for (int32_t u = 0; u < g->units; u++) first[g->home[u] + 1] = u + 1;
    Err e = lonely_strata(a, h, stage, first, c, raise);
    if (e) return e;
    for (int32_t k = 0; k < g->strata; k++) {
        double outer = stage ? above[g->parent[k]] : 1, took = g->took[k];
        bool   whole = drawn_whole(g, first[k], first[k + 1]);
        for (int32_t u = first[k]; u < first[k + 1]; u++) {
            double f = g->size ? 1 - took / g->size[u] : 1;
            double v = whole ? 0 : f * (took > 1 ? took / (took - 1) : 1) * raise[k] * outer;
            c->unit[u] = sqrt(fmax(v, 0));
            c->above[u] = g->size ? outer * took / g->size[u] : 0;
        }
    }
    return NULL;
}

/* Sums of one column by unit, then distances times factors, into root[0 .. units-1]. */
static void fold(const Design *d, const Stage *g, const Scale *c, const double *z, double *root) {
    memset(root, 0, (size_t)g->units * sizeof *root);
    for (int64_t i = 0; i < d->n; i++) root[g->unit[i]] += z[i];
    root_scale(g, c->centre, c->unit, root);
}

void root_scale(const Stage *g, const bool *centre, const double *scale, double *root) {
    for (int32_t u = 0, end; u < g->units; u = end) {
        int32_t k = g->home[u];
        double  sum = 0;
        for (end = u; end < g->units && g->home[end] == k; end++) sum += root[end];
        double mean = centre[k] ? sum / (end - u) : 0;
        for (int32_t j = u; j < end; j++) root[j] = (root[j] - mean) * scale[j];
    }
}

static MUST Err staged_roots(Shape *h, int p, double *const *z, double *root, int64_t roots) {
    Arena  *a = arena_open();
    double *above = NULL;
    int64_t from = 0;
    Err     e = NULL;
    for (int k = 0; !e && k < h->stages; k++) {
        Scale c;
        e = make_scale(a, h, k, above, &c);
        for (int j = 0; !e && j < p; j++)
            fold(h->d, &h->d->stage[k], &c, z[j], root + j * roots + from);
        from += h->d->stage[k].units;
        above = c.above;
    }
    arena_close(a);
    return e;
}

void root_product(int p, int64_t roots, const double *root, double *cov) {
    for (int i = 0; i < p; i++)
        for (int j = 0; j <= i; j++) {
            const double *x = root + i * roots, *y = root + j * roots;
            double        sum = 0;
            for (int64_t k = 0; k < roots; k++) sum += x[k] * y[k];
            cov[i * p + j] = cov[j * p + i] = sum;
        }
}

Err design_variance(Stats *s, const Design *d, int p, double *const *z, const uint8_t *in,
                    double *cov, int64_t *roots, double **root) {
    Shape   h = {s, d, d->cals ? NULL : in, stages_of(d)};
    int64_t n = design_roots(d);
    Arena  *scratch = root ? s->a : arena_open();
    double *r = arena_take(scratch, (size_t)(n * p) * sizeof *r);
    Err     e = staged_roots(&h, p, z, r, n);
    if (!e && cov) root_product(p, n, r, cov);
    if (root) *root = r, *roots = n;
    if (!root) arena_close(scratch);
    return e;
}

double design_df(const Stats *s, const Design *d, const uint8_t *in) {
    (void)s;
    const Stage *g = &d->stage[0];
    Arena       *a = arena_open();
    uint8_t     *unit = arena_take(a, (size_t)g->units);
    uint8_t     *stratum = arena_take(a, (size_t)g->strata);
    double       df = 0;
    for (int64_t i = 0; i < d->n; i++)
        if (d->w[i] > 0 && (!in || in[i])) unit[g->unit[i]] = 1;
    for (int32_t u = 0; u < g->units; u++) df += unit[u], stratum[g->home[u]] |= unit[u];
    for (int32_t k = 0; k < g->strata; k++) df -= stratum[k];
    arena_close(a);
    return df;
}
