/* make.c - replicate weights made from a design.
 *
 * Replicates of a stratum are factors of its PSUs. A jackknife keeps no table of them: which
 * unit it leaves out and how the rest of its stratum is raised says all. */
#include "stats/random.h"
#include "stats/weighing.h"

#include <math.h>
#include <string.h>

typedef struct Making {
    Stats               *s;
    const Design        *d;
    const Stage         *g;     /* first stage */
    const int32_t       *first; /* [strata + 1] units are numbered stratum by stratum */
    const ReplicateSpec *spec;
    Replicates          *r;
    Random               draw;
} Making;

static int32_t *first_units(Arena *a, const Stage *g) {
    int32_t *first = arena_take(a, ((size_t)g->strata + 1) * sizeof *first);
    for (int32_t u = 0; u < g->units; u++) first[g->home[u] + 1] = u + 1;
    return first;
}

static const char *stratum_name(const Making *m, int32_t h) {
    return m->g->stratum_name ? m->g->stratum_name[h] : arena_print(m->s->a, "%d", (int)h + 1);
}

/* Share of a stratum that was not drawn; sizes that vary within it are no such share. */
static MUST Err share_left(const Making *m, int32_t h, double *left) {
    const Stage *g = m->g;
    *left = 1;
    if (!g->size) return NULL;
    for (int32_t u = m->first[h]; u < m->first[h + 1]; u++)
        if (g->size[u] != g->size[m->first[h]])
            return STATS_REFUSE(m->s, "stats.fpc.varies", "%s", stratum_name(m, h));
    *left = 1 - g->took[h] / g->size[m->first[h]];
    return NULL;
}

static MUST Err refuse_single(const Making *m) {
    Buf names = {.a = m->s->a};
    for (int32_t h = 0; h < m->g->strata; h++) {
        double left;
        Err    e = share_left(m, h, &left);
        if (e) return e;
        if (m->g->took[h] == 1 && left > 1e-7)
            buf_print(&names, "%s%s", names.len ? ", " : "", stratum_name(m, h));
    }
    bool fail = names.len && m->d->lonely == LONELY_FAIL;
    return fail ? STATS_REFUSE(m->s, "stats.stratum.single", "%s", names.s) : NULL;
}

/* ---- jackknife ---- */

/* Unit r leaves, the others of its stratum are raised; a stratum of one unit does what the
 * design says of lonely ones. */
static MUST Err leave_out(Making *m, int32_t h, int32_t *known) {
    Replicates *r = m->r;
    int32_t    *from = (int32_t *)r->from, *to = (int32_t *)r->to;
    double     *raise = (double *)r->raise, *rscales = (double *)r->rscales, left;
    double      n = m->g->took[h], strata = m->g->strata;
    Err         e = share_left(m, h, &left);
    bool        one = n == 1 && left > 1e-7, adjust = one && m->d->lonely == LONELY_ADJUST;
    for (int32_t u = m->first[h]; !e && u < m->first[h + 1]; u++) {
        from[u] = adjust ? 0 : m->first[h];
        to[u] = adjust ? m->g->units : m->first[h + 1];
        raise[u] = adjust ? strata / (strata - 1) : n > 1 ? n / (n - 1) : 1;
        rscales[u] = adjust ? (strata - 1) / strata : n > 1 ? left * (n - 1) / n : 0;
        *known += !one || adjust;
    }
    return e;
}

static MUST Err make_jackknife(Making *m) {
    Replicates *r = m->r;
    size_t      n = (size_t)m->g->units;
    int32_t     known = 0;
    r->reps = m->g->units;
    r->from = arena_take(m->s->a, n * sizeof *r->from);
    r->to = arena_take(m->s->a, n * sizeof *r->to);
    r->raise = arena_take(m->s->a, n * sizeof *r->raise);
    r->rscales = arena_take(m->s->a, n * sizeof *r->rscales);
    r->scale = 1;
    r->df = m->g->units - m->g->strata;
    Err e = refuse_single(m);
    for (int32_t h = 0; !e && h < m->g->strata; h++) e = leave_out(m, h, &known);
    if (!e && m->d->lonely == LONELY_AVERAGE && known) r->scale = (double)m->g->units / known;
    return e;
}

/* ---- half-samples ---- */

static MUST Err refuse_unpaired(const Making *m) {
    Buf names = {.a = m->s->a};
    for (int32_t h = 0; h < m->g->strata; h++)
        if (m->g->took[h] != 2)
            buf_print(&names, "%s%s (%d)", names.len ? ", " : "", stratum_name(m, h),
                      (int)m->g->took[h]);
    return names.len ? STATS_REFUSE(m->s, "stats.replicates.pairs", "%s", names.s) : NULL;
}

static double *new_factors(Making *m, int32_t units, int reps) {
    double *f = arena_take(m->s->a, (size_t)units * (size_t)reps * sizeof *f);
    double *rscales = arena_take(m->s->a, (size_t)reps * sizeof *rscales);
    for (int k = 0; k < reps; k++) rscales[k] = 1;
    m->r->reps = reps;
    m->r->factor = f;
    m->r->rscales = rscales;
    return f;
}

/* The row of the matrix that is all +1 is no stratum's, so each half-sample is balanced. */
static MUST Err make_brr(Making *m) {
    double rho = m->spec->rho;
    int    n;
    Err    e = refuse_unpaired(m);
    if (!e && !(rho >= 0 && rho < 1)) e = STATS_REFUSE(m->s, "stats.replicates.rho", "%g", rho);
    if (e) return e;
    const uint8_t *bit = hadamard_make(m->s->a, m->g->strata + 1, &n);
    double        *f = new_factors(m, m->g->units, n);
    for (int32_t h = 0; h < m->g->strata; h++)
        for (int k = 0; k < n; k++) {
            bool one = bit[(h + 1) * n + k];
            f[m->first[h] * n + k] = one ? 2 - rho : rho;
            f[(m->first[h] + 1) * n + k] = one ? rho : 2 - rho;
        }
    m->r->scale = 1 / (n * (1 - rho) * (1 - rho));
    m->r->df = m->g->units - m->g->strata;
    return NULL;
}

/* ---- bootstraps ---- */

/* n of n units from a population of copies of them, N in all: a copy that was drawn is not
 * there any more. */
static void draw_from_copies(Making *m, int32_t n, int64_t N, int32_t *order, int32_t *drawn) {
    random_choose(&m->draw, order, n, n);
    for (int32_t k = 0; k < n;) {
        int64_t at = (int64_t)random_below(&m->draw, (uint64_t)N);
        int64_t copies = N / n + (at % n < N % n);
        int32_t u = order[at % n];
        if ((int64_t)random_below(&m->draw, (uint64_t)copies) < drawn[u]) continue;
        drawn[u]++;
        k++;
    }
}

static void draw_again(Making *m, int32_t n, int32_t draws, int32_t *drawn) {
    for (int32_t k = 0; k < draws; k++) drawn[random_below(&m->draw, (uint64_t)n)]++;
}

/* Replicate k of one stratum: how often each unit was drawn, times a factor. */
static void boot_stratum(Making *m, int32_t h, int k, bool less_one, int32_t *order,
                         int32_t *drawn) {
    int32_t n = m->g->took[h], reps = m->r->reps;
    double *f = (double *)m->r->factor, factor = 1;
    memset(drawn, 0, (size_t)n * sizeof *drawn);
    for (int32_t u = 0; u < n; u++) order[u] = u;
    if (n == 1) drawn[0] = 1;
    else if (less_one) draw_again(m, n, n - 1, drawn), factor = n / (n - 1.0);
    else if (m->g->size) draw_from_copies(m, n, (int64_t)m->g->size[m->first[h]], order, drawn);
    else draw_again(m, n, n, drawn);
    for (int32_t u = 0; u < n; u++) f[(m->first[h] + u) * reps + k] = factor * drawn[u];
}

static MUST Err make_bootstrap(Making *m, bool less_one) {
    int      reps = m->spec->reps > 0 ? m->spec->reps : REPLICATES_BOOT;
    double   turned = 0;
    int32_t *order = arena_take(m->s->a, (size_t)m->g->units * sizeof *order);
    int32_t *drawn = arena_take(m->s->a, (size_t)m->g->units * sizeof *drawn);
    Err      e = refuse_single(m);
    if (e) return e;
    new_factors(m, m->g->units, reps);
    for (int k = 0; k < reps; k++)
        for (int32_t h = 0; h < m->g->strata; h++) boot_stratum(m, h, k, less_one, order, drawn);
    for (int32_t h = 0; h < m->g->strata; h++) turned += 1.0 / m->g->took[h];
    double each = m->g->strata / turned; /* harmonic mean of units in a stratum */
    m->r->df = fmin(reps - 1, m->g->units - m->g->strata); /* the rank that draws have */
    m->r->scale = less_one ? 1.0 / (reps - 1) : each / ((each - 1) * (reps - 1));
    return NULL;
}

/* One stage of Preston's: half of the units of each stratum are kept, those below them are
 * raised, and the distance of kept and lost ones carries the variance of this stage. */
typedef struct Level { double *total, *carry, *left; } Level; /* [units] [units] [strata] */

static void boot_level(Making *m, int stage, const Level *above, Level *out, int32_t *order) {
    const Stage *g = &m->d->stage[stage], *up = stage ? &m->d->stage[stage - 1] : NULL;
    for (int32_t h = 0, u = 0; h < g->strata; h++) {
        int32_t n = g->took[h], half = n / 2, p = g->parent[h];
        double  carry = up ? above->carry[p] : 1, total = up ? above->total[p] : 1;
        double  whole = up ? above->left[up->home[p]] : 1, f = g->size ? n / g->size[u] : 0;
        double  lambda = half ? sqrt(whole * half * (1 - f) / (n - half)) : 0;
        for (int32_t i = 0; i < n; i++) order[i] = i, out->carry[u + i] = 0;
        random_choose(&m->draw, order, n, half);
        for (int32_t i = 0; i < half; i++)
            out->carry[u + order[i]] = carry * sqrt((double)n / half);
        for (int32_t i = 0; i < n; i++) {
            bool kept = out->carry[u + i] > 0;
            out->total[u + i] =
                total + (half ? carry * lambda * ((kept ? (double)n / half : 0) - 1) : 0);
        }
        out->left[h] = whole * f;
        u += n;
    }
}

static MUST Err make_mrb(Making *m) {
    int      reps = m->spec->reps > 0 ? m->spec->reps : REPLICATES_BOOT, stages = 1;
    Level    level[STAGE_MAX];
    Err      e = refuse_single(m);
    while (stages < m->d->stages && m->d->stage[stages].size) stages++;
    for (int k = 0; !e && k < stages; k++) {
        const Stage *g = &m->d->stage[k];
        level[k].total = arena_take(m->s->a, (size_t)g->units * sizeof(double));
        level[k].carry = arena_take(m->s->a, (size_t)g->units * sizeof(double));
        level[k].left = arena_take(m->s->a, (size_t)g->strata * sizeof(double));
    }
    if (e) return e;
    const Stage *last = &m->d->stage[stages - 1];
    int32_t     *order = arena_take(m->s->a, (size_t)last->units * sizeof *order);
    double      *f = new_factors(m, last->units, reps);
    for (int k = 0; k < reps; k++) {
        for (int j = 0; j < stages; j++)
            boot_level(m, j, j ? &level[j - 1] : NULL, &level[j], order);
        for (int32_t u = 0; u < last->units; u++) f[u * reps + k] = level[stages - 1].total[u];
    }
    m->r->unit = last->unit;
    m->r->units = last->units;
    m->r->scale = 1.0 / (reps - 1);
    return NULL;
}

/* ---- which ---- */

static bool is(const char *a, const char *b) { return strcmp(a, b) == 0; }

static MUST Err make_type(Making *m) {
    const char *type = m->spec->type;
    bool        strata = m->g->strata > 1;
    bool        jkn = is(type, "JKn"), half = is(type, "BRR") || is(type, "Fay");
    if ((is(type, "JK1") && !strata) || (jkn && strata)) return make_jackknife(m);
    if (half && strata) return make_brr(m);
    if (is(type, "bootstrap")) return make_bootstrap(m, false);
    if (is(type, "subbootstrap")) return make_bootstrap(m, true);
    if (is(type, "mrbbootstrap")) return make_mrb(m);
    return STATS_REFUSE(m->s, "stats.replicates.type", "%s", type);
}

Err replicates_make(Stats *s, const Design *d, const ReplicateSpec *spec, Design *out) {
    Replicates r = {.type = spec->type, .units = d->stage[0].units, .unit = d->stage[0].unit,
                    .mse = spec->mse};
    Making m = {s, d, &d->stage[0], first_units(s->a, &d->stage[0]), spec, &r,
                random_of(spec->seed)};
    Err    e = make_type(&m);
    if (e) return e;
    design_replicated(s, d, &r, out);
    bool drawn = strstr(spec->type, "boot") != NULL;
    if (drawn)
        out->recipe = arena_print(s->a, "%s --seed %llu", out->recipe,
                                  (unsigned long long)spec->seed);
    if (spec->rho > 0)
        out->recipe = arena_print(s->a, "%s --rho %g", out->recipe, spec->rho);
    return NULL;
}
