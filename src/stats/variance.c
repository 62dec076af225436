/* variance.c - the covariance of totals under the design.
 *
 * The variance of a design drawn stage by stage is a sum of squares: of each unit's sum less
 * the mean of its stratum, times a factor of the unit. So it is kept as its root, a column
 * of those terms for each total; any covariance is the product of two columns. With joint
 * probabilities the root is the units' sums, and the product goes through a matrix. */
#include "stats/inside.h"
#include "stats/kernel.h"

#include <math.h>
#include <string.h>

/* The first stage alone counts when it was drawn with replacement, or when told so. */
static int stages_of(const Design *d) {
    return d->ultimate || d->joint || !d->stage[0].size ? 1 : d->stages;
}

bool roots_by_unit(const Design *d) { return stages_of(d) == 1 && d->cals == 0; }

/* How many units of each stratum have a row in the domain. */
static int32_t *units_there(const Roots *r, const Stage *g) {
    uint8_t *there = arena_take(r->a, (size_t)g->units);
    int32_t *n = arena_take(r->a, (size_t)g->strata * sizeof *n);
    if (!r->in) return memcpy(n, g->took, (size_t)g->strata * sizeof *n);
    for (int64_t i = 0; i < r->d->n; i++)
        if (r->in[i]) there[g->unit[i]] = 1;
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

/* Lonely strata: whether stratum k is one, what that does, or a refusal that names them. */
static MUST Err lonely_strata(const Roots *r, int stage, const int32_t *first, Scale *c,
                              double *raise) {
    const Stage *g = &r->d->stage[stage];
    Lonely       how = r->d->lonely;
    int32_t     *there = units_there(r, g);
    bool        *unknown = arena_take(r->a, (size_t)g->strata * sizeof *unknown);
    Buf          names = {.a = r->s->a};
    for (int32_t k = 0; k < g->strata; k++) {
        bool one = g->took[k] == 1 && !drawn_whole(g, first[k], first[k + 1]);
        bool here = there[k] == 1 && g->took[k] > 1 && r->d->domain_lonely;
        c->there[k] = there[k] > 0;
        c->centre[k] = how != LONELY_ADJUST || !there[k] || !(g->took[k] == 1 || here);
        unknown[k] = how == LONELY_AVERAGE && (one || here);
        if (one && how == LONELY_FAIL && there[k])
            buf_print(&names, "%s%s", names.len ? ", " : "", stratum_text(r->s->a, g, k));
    }
    raise_others(r->a, g, there, unknown, stage ? r->d->stage[stage - 1].units : 1, raise);
    for (int32_t k = 0; k < g->strata; k++)
        if (unknown[k]) raise[k] = 0;
    if (names.len) return STATS_REFUSE(r->s, "stats.stratum.single", "%s", names.s);
    return NULL;
}

static MUST Err make_scale(const Roots *r, int stage, const double *above, Scale *c) {
    const Stage *g = &r->d->stage[stage];
    int32_t     *first = arena_take(r->a, ((size_t)g->strata + 1) * sizeof *first);
    double      *raise = arena_take(r->a, (size_t)g->strata * sizeof *raise);
    c->unit = arena_take(r->a, (size_t)g->units * sizeof *c->unit);
    c->above = arena_take(r->a, (size_t)g->units * sizeof *c->above);
    c->centre = arena_take(r->a, (size_t)g->strata * sizeof *c->centre);
    c->there = arena_take(r->a, (size_t)g->strata * sizeof *c->there);
    for (int32_t u = 0; u < g->units; u++) first[g->home[u] + 1] = u + 1;
    Err e = lonely_strata(r, stage, first, c, raise);
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

Err roots_open(Stats *s, const Design *d, const uint8_t *in, Roots *out) {
    *out = (Roots){.s = s, .d = d, .a = arena_open(), .in = d->cals ? NULL : in,
                   .stages = stages_of(d)};
    Err e = NULL;
    for (int k = 0; k < out->stages; k++) {
        out->n += d->stage[k].units;
        if (!e && !d->joint)
            e = make_scale(out, k, k ? out->scale[k - 1].above : NULL, &out->scale[k]);
    }
    if (!e && d->cals) out->projection = projection_make(out->a, d);
    if (e) roots_close(out);
    return e;
}

void roots_close(Roots *r) {
    arena_close(r->a);
    r->a = NULL;
}

/* Mean of all units of one unit above: what lonely units are compared with. As in R, which
 * drops the rows outside a domain, strata without a unit in it are not counted. */
static double *grand_means(Arena *a, const Stage *g, const bool *there, const double *root) {
    int32_t parents = g->parent[g->strata - 1] + 1;
    double *mean = arena_take(a, (size_t)parents * sizeof *mean);
    double *n = arena_take(a, (size_t)parents * sizeof *n);
    for (int32_t u = 0; u < g->units; u++) {
        mean[g->parent[g->home[u]]] += root[u];
        n[g->parent[g->home[u]]] += there[g->home[u]];
    }
    for (int32_t k = 0; k < parents; k++) mean[k] = n[k] > 0 ? mean[k] / n[k] : 0;
    return mean;
}

/* Distances from the mean of the stratum, or of all, times the factor of the unit. */
static void scale_units(const Roots *r, int stage, double *root) {
    const Stage *g = &r->d->stage[stage];
    const Scale *c = &r->scale[stage];
    Arena       *a = arena_open();
    double      *grand = r->d->lonely == LONELY_ADJUST ? grand_means(a, g, c->there, root) : NULL;
    for (int32_t u = 0, end; u < g->units; u = end) {
        int32_t k = g->home[u];
        double  sum = 0, base = root[u]; /* units that are all equal leave exactly nothing */
        for (end = u; end < g->units && g->home[end] == k; end++) sum += root[end] - base;
        double mean = c->centre[k] ? base + sum / (end - u) : grand[g->parent[k]];
        for (int32_t j = u; j < end; j++) root[j] = (root[j] - mean) * c->unit[j];
    }
    arena_close(a);
}

void roots_units(const Roots *r, double *root) {
    if (!r->d->joint) scale_units(r, 0, root);
}

void roots_column(const Roots *r, double *z, double *root) {
    if (r->projection) projection_apply(r->projection, r->d->cals, r->d->n, z);
    memset(root, 0, (size_t)r->n * sizeof *root);
    for (int k = 0; k < r->stages; k++) {
        const Stage *g = &r->d->stage[k];
        for (int64_t i = 0; i < r->d->n; i++) root[g->unit[i]] += z[i];
        if (!r->d->joint) scale_units(r, k, root);
        root += g->units;
    }
}

/* Horvitz and Thompson: sum of D[i][j] x[i] y[j]. Yates and Grundy take the rows' sums off. */
static double joint_product(const Design *d, int64_t n, const double *x, const double *y) {
    double sum = 0;
    for (int64_t i = 0; i < n; i++) {
        double row = 0, all = 0;
        for (int64_t j = 0; j < n; j++) {
            row += d->joint[i * n + j] * y[j];
            if (d->yates_grundy) all += d->joint[i * n + j] * x[j] * y[j];
        }
        sum += x[i] * row - all;
    }
    return sum;
}

double roots_product(const Design *d, int64_t n, const double *x, const double *y) {
    if (d->joint && !d->rep) return joint_product(d, n, x, y);
    return kernel_product(x, y, n);
}

Err design_variance(Stats *s, const Design *d, int p, double *const *z, const uint8_t *in,
                    double *cov) {
    Roots r;
    Err   e = roots_open(s, d, in, &r);
    if (e) return e;
    double *root = arena_take(r.a, (size_t)(r.n * p) * sizeof *root);
    double *own = arena_take(r.a, (size_t)d->n * sizeof *own);
    for (int j = 0; j < p; j++) {
        memcpy(own, z[j], (size_t)d->n * sizeof *own);
        roots_column(&r, own, root + j * r.n);
    }
    for (int i = 0; i < p; i++)
        for (int j = 0; j <= i; j++)
            cov[i * p + j] = cov[j * p + i] = roots_product(d, r.n, root + i * r.n, root + j * r.n);
    roots_close(&r);
    return NULL;
}
