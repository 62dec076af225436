/* design.c - from the names of strata, units and sizes to numbered stages.
 *
 * Units are numbered stratum by stratum, so that whatever walks over units meets a stratum
 * in one piece, and a table PSU x variable can be folded as it is filled. */
#include "stats/inside.h"

#include <math.h>
#include <string.h>

/* Numbers the pairs (a[i], b[i]) by a, then b: two counting sorts, so it takes time n. */
typedef struct Pairs { int32_t n; int32_t *of, *a, *b; } Pairs;

static Pairs number_pairs(Arena *a, const int32_t *x, int32_t xs, const int32_t *y, int32_t ys,
                          int64_t n) {
    Arena   *scratch = arena_open();
    int32_t *one = arena_take(scratch, (size_t)n * sizeof *one);
    int32_t *two = arena_take(scratch, (size_t)n * sizeof *two);
    Pairs    p = {0, arena_take(a, (size_t)n * sizeof *p.of), NULL, NULL};
    count_sort(y, ys, NULL, one, n);
    count_sort(x, xs, one, two, n);
    for (int64_t i = 0; i < n; i++) {
        int32_t row = two[i], last = i ? two[i - 1] : 0;
        if (i == 0 || x[row] != x[last] || y[row] != y[last]) p.n++;
        p.of[row] = p.n - 1;
    }
    p.a = arena_take(a, (size_t)p.n * sizeof *p.a);
    p.b = arena_take(a, (size_t)p.n * sizeof *p.b);
    for (int64_t i = 0; i < n; i++) p.a[p.of[i]] = x[i], p.b[p.of[i]] = y[i];
    arena_close(scratch);
    return p;
}

/* Labels of the rows: codes from 0, and their names; no name where a row is its own. */
typedef struct Labels { int32_t n; int32_t *of; const char *const *name; } Labels;

static MUST Err read_labels(Stats *s, const Dataset *t, const Expr *x, Err missing, Labels *out) {
    Var v;
    Err e = expr_var(s, t, x, &v);
    if (!e) e = var_factor(s, t, &v, &v);
    if (e) return e;
    *out = (Labels){v.codes, arena_take(s->a, (size_t)t->n * sizeof *out->of), v.label + 1};
    for (int64_t i = 0; i < t->n; i++) {
        int32_t k = var_code(&v, i);
        if (k == 0)
            return STATS_REFUSE(s, missing, "%s, row %lld", v.name, (long long)dataset_row(t, i));
        out->of[i] = k - 1;
    }
    return NULL;
}

static Labels each_row(Arena *a, int64_t n) {
    Labels l = {(int32_t)n, arena_take(a, (size_t)n * sizeof *l.of), NULL};
    for (int64_t i = 0; i < n; i++) l.of[i] = (int32_t)i;
    return l;
}

typedef struct Making {
    Stats            *s;
    const Dataset    *t;
    const DesignSpec *spec;
    int64_t           n;
    Parts             psu, strata, fpc;
    Design           *d;
} Making;

static const char *label_of(const Making *m, const Labels *l, int32_t k) {
    if (l->name) return l->name[k];
    return arena_print(m->s->a, "row %lld", (long long)dataset_row(m->t, k));
}

/* Labels of units mean the same unit in every stratum, unless nest was said: then a label in
 * two strata is a mistake in the data, or in the call. */
static MUST Err check_split(Making *m, const Labels *strata, const Labels *units) {
    if (m->spec->nest || strata->n < 2) return NULL;
    int32_t *home = arena_take(m->s->a, (size_t)units->n * sizeof *home);
    for (int64_t i = 0; i < m->n; i++) {
        int32_t u = units->of[i], h = strata->of[i] + 1;
        if (home[u] && home[u] != h)
            return STATS_REFUSE(m->s, "stats.psu.split", "%s: %s, %s (row %lld)",
                                label_of(m, units, u), label_of(m, strata, home[u] - 1),
                                label_of(m, strata, h - 1), (long long)dataset_row(m->t, i));
        home[u] = h;
    }
    return NULL;
}

/* The strata of stage k: at the first those that were named; later the unit above, and in it
 * the strata that were named for this stage. */
static MUST Err stage_strata(Making *m, int k, Pairs *out, Labels *named) {
    bool given = k < m->strata.n;
    *named = (Labels){1, NULL, NULL};
    if (given) {
        Err e = read_labels(m->s, m->t, m->strata.at[k], "stats.strata.missing", named);
        if (e) return e;
    }
    if (!given) named->of = arena_take(m->s->a, (size_t)m->n * sizeof *named->of);
    const Stage *above = k ? &m->d->stage[k - 1] : NULL;
    if (above) *out = number_pairs(m->s->a, above->unit, above->units, named->of, named->n, m->n);
    else *out = (Pairs){named->n, named->of, NULL, NULL};
    return NULL;
}

static const char *const *names_of(Making *m, const Labels *l, const int32_t *which, int32_t n) {
    const char **name = arena_take(m->s->a, (size_t)n * sizeof *name);
    if (!l->name) return NULL;
    for (int32_t k = 0; k < n; k++) name[k] = l->name[which ? which[k] : k];
    return name;
}

static MUST Err make_stage(Making *m, int k) {
    Stage *g = &m->d->stage[k];
    Pairs  strata = {0}, units;
    Labels named, label;
    Err    e = stage_strata(m, k, &strata, &named);
    if (!e && k < m->psu.n)
        e = read_labels(m->s, m->t, m->psu.at[k], "stats.psu.missing", &label);
    else label = each_row(m->s->a, m->n);
    if (!e && k == 0) e = check_split(m, &named, &label);
    if (e) return e;
    units = number_pairs(m->s->a, strata.of, strata.n, label.of, label.n, m->n);
    int32_t *took = arena_take(m->s->a, (size_t)strata.n * sizeof *took);
    for (int32_t u = 0; u < units.n; u++) took[units.a[u]]++;
    int32_t *none = k ? NULL : arena_take(m->s->a, (size_t)strata.n * sizeof *none);
    *g = (Stage){.units = units.n, .strata = strata.n, .unit = units.of, .home = units.a,
                 .parent = k ? strata.a : none, .took = took,
                 .unit_name = names_of(m, &label, units.b, units.n),
                 .stratum_name = names_of(m, &named, strata.b, strata.n)};
    return NULL;
}

/* Sizes of populations, or fractions of them: all of one kind. */
static MUST Err read_sizes(Making *m, Column *fpc, bool *sizes) {
    bool above = false, below = false;
    for (int k = 0; k < m->fpc.n; k++) {
        Err e = column_make(m->s, m->t, expr_text(m->s->a, m->fpc.at[k]), &fpc[k]);
        if (e) return e;
        for (int64_t i = 0; i < m->n; i++) {
            double x = column_at(&fpc[k], i);
            if (!(x > 0))
                return STATS_REFUSE(m->s, "stats.fpc.missing", "%s, row %lld", fpc[k].name,
                                    (long long)dataset_row(m->t, i));
            above = above || x > 1;
            below = below || x < 1;
        }
    }
    if (above && below) return STATS_REFUSE(m->s, "stats.fpc.mixed", "%s", m->spec->fpc);
    *sizes = above;
    return NULL;
}

static MUST Err stage_sizes(Making *m, int k, const Column *fpc, bool sizes) {
    Stage  *g = &m->d->stage[k];
    double *size = arena_take(m->s->a, (size_t)g->units * sizeof *size);
    double *first = arena_take(m->s->a, (size_t)g->strata * sizeof *first);
    for (int64_t i = 0; i < m->n; i++) {
        int32_t u = g->unit[i], h = g->home[u];
        double  x = column_at(fpc, i), is = sizes ? x : g->took[h] / x;
        Err     e = NULL;
        if (is < g->took[h] * (1 - 1e-9)) e = "stats.fpc.small";
        bool varies = first[h] != 0 && x != first[h] && m->spec->pps == PPS_NONE;
        if (varies || (size[u] != 0 && size[u] != is)) e = "stats.fpc.varies";
        if (e) return STATS_REFUSE(m->s, e, "%s, row %lld: %.10g", fpc->name,
                                   (long long)dataset_row(m->t, i), x);
        first[h] = x;
        size[u] = is;
    }
    g->size = size;
    return NULL;
}

static MUST Err make_sizes(Making *m) {
    Column fpc[STAGE_MAX];
    bool   sizes;
    Err    e = read_sizes(m, fpc, &sizes);
    for (int k = 0; !e && k < m->fpc.n && k < m->d->stages; k++)
        e = stage_sizes(m, k, &fpc[k], sizes);
    return e;
}

/* How many units of the population a row stands for when each stage drew with equal chance. */
static double *weights_from_sizes(Making *m) {
    double *w = arena_take(m->s->a, (size_t)m->n * sizeof *w);
    for (int64_t i = 0; i < m->n; i++) {
        w[i] = 1;
        for (int k = 0; k < m->fpc.n && k < m->d->stages; k++) {
            const Stage *g = &m->d->stage[k];
            w[i] *= g->size[g->unit[i]] / g->took[g->home[g->unit[i]]];
        }
    }
    return w;
}

static MUST Err make_weights(Making *m) {
    bool any = false;
    if (m->spec->weights) {
        Column c;
        Err    e = column_make(m->s, m->t, m->spec->weights, &c);
        if (e) return e;
        double *w = c.real ? NULL : arena_take(m->s->a, (size_t)m->n * sizeof *w);
        for (int64_t i = 0; w && i < m->n; i++) w[i] = column_at(&c, i);
        m->d->w = c.real ? c.real : w;
    } else m->d->w = weights_from_sizes(m);
    for (int64_t i = 0; i < m->n; i++) {
        double w = m->d->w[i];
        if (!(w >= 0) || isinf(w))
            return STATS_REFUSE(m->s, "stats.weight.bad", "row %lld: %g",
                                (long long)dataset_row(m->t, i), w);
        any = any || w > 0;
    }
    return any ? NULL : STATS_REFUSE(m->s, "stats.weight.none", "%s", m->spec->weights);
}

/* Where the rows of each PSU begin, when the rows lie PSU by PSU. */
static const int64_t *find_starts(Arena *a, const Stage *g, int64_t n) {
    int64_t *start = arena_take(a, ((size_t)g->units + 1) * sizeof *start);
    for (int64_t i = 0; i < n; i++) {
        if (i && g->unit[i] < g->unit[i - 1]) return NULL;
        start[g->unit[i] + 1] = i + 1;
    }
    return start;
}

static const char *recipe_of(Arena *a, const DesignSpec *q) {
    static const char *const lonely[] = {NULL, "remove", "certainty", "average", "adjust"};
    static const char *const pps[] = {NULL, "brewer", "overton", "hr", "joint"};
    Buf b = {.a = a};
    buf_text(&b, "design");
    if (q->psu) buf_print(&b, " --psu %s", q->psu);
    if (q->strata) buf_print(&b, " --strata %s", q->strata);
    if (q->fpc) buf_print(&b, " --fpc %s", q->fpc);
    if (q->weights) { /* an expression may be long */
        buf_text(&b, " --weights ");
        buf_text(&b, q->weights);
    }
    if (q->nest) buf_text(&b, " --nest");
    if (pps[q->pps]) buf_print(&b, " --pps %s", pps[q->pps]);
    if (lonely[q->lonely]) buf_print(&b, " --lonely %s", lonely[q->lonely]);
    return b.s;
}

/* Joint probabilities, or what stands for them, as 1 - pi_i pi_j / pi_ij by units of the first
 * stage. Overton: pi_ij from the mean of the two; Hartley and Rao: with the sum of squares. */
static MUST Err make_joint(Making *m) {
    const DesignSpec *q = m->spec;
    const Stage      *g = &m->d->stage[0];
    if (q->pps == PPS_NONE || q->pps == PPS_BREWER) return NULL;
    if (m->psu.n > 1 || !g->size) return STATS_REFUSE(m->s, "stats.pps.stages", "%s", q->psu);
    int32_t  n = g->units;
    double  *joint = arena_take(m->s->a, (size_t)n * (size_t)n * sizeof *joint);
    double  *p = arena_take(m->s->a, (size_t)n * sizeof *p);
    double  *sum = arena_take(m->s->a, (size_t)g->strata * sizeof *sum);
    int64_t *row = arena_take(m->s->a, (size_t)n * sizeof *row);
    for (int32_t u = 0; u < n; u++) p[u] = g->took[g->home[u]] / g->size[u];
    for (int32_t u = 0; u < n; u++) sum[g->home[u]] += p[u] / g->took[g->home[u]];
    for (int64_t i = m->n; i-- > 0;) row[g->unit[i]] = dataset_row(m->t, i) - 1;
    for (int32_t u = 0; u < n; u++)
        for (int32_t v = 0; v < n; v++) {
            double took = g->took[g->home[u]], both = p[u] + p[v], d;
            double squares = q->hr_sum > 0 ? q->hr_sum : sum[g->home[u]];
            if (q->pps == PPS_JOINT) {
                double pij = q->joint[row[u] * m->n + row[v]];
                d = (pij - (u == v ? pij * pij : p[u] * p[v])) / pij;
                if (fabs(d) < q->joint_zero) d = 0;
            } else if (u == v) d = 1 - p[u];
            else if (g->home[u] != g->home[v]) d = 0;
            else if (q->pps == PPS_OVERTON) d = 1 - (took - both / 2) / (took - 1);
            else d = 1 - (took - both + squares) / (took - 1);
            joint[(int64_t)u * n + v] = d;
        }
    m->d->joint = joint;
    return NULL;
}

Err design_make(Stats *s, const Dataset *t, const DesignSpec *spec, Design *out) {
    Making m = {.s = s, .t = t, .spec = spec, .n = t->n, .d = out};
    Err    e = parts_read(s, spec->psu, &m.psu);
    if (!e) e = parts_read(s, spec->strata, &m.strata);
    if (!e) e = parts_read(s, spec->fpc, &m.fpc);
    if (e) return e;
    *out = (Design){.data = t, .n = t->n, .lonely = spec->lonely, .pps = spec->pps,
                    .domain_lonely = spec->domain_lonely, .ultimate = spec->ultimate,
                    .yates_grundy = spec->yates_grundy, .recipe = recipe_of(s->a, spec)};
    /* A stage whose sizes are not known was drawn whole: it adds nothing. */
    int stages = m.psu.n > 1 && m.fpc.n > 1 ? (m.psu.n < m.fpc.n ? m.psu.n : m.fpc.n) : 1;
    if (stages > STAGE_MAX) return STATS_REFUSE(s, "stats.stages.many", "%d", stages);
    for (out->stages = 0; !e && out->stages < stages; out->stages++)
        e = make_stage(&m, out->stages);
    if (!e) e = make_sizes(&m);
    if (!e) e = make_weights(&m);
    if (!e) e = make_joint(&m);
    if (!e) out->start = find_starts(s->a, &out->stage[0], t->n);
    return e;
}

void design_calibrated(Stats *s, const Design *d, const Calibration *c, Design *out) {
    Calibration *cal = arena_take(s->a, ((size_t)d->cals + 1) * sizeof *cal);
    if (d->cals) memcpy(cal, d->cal, (size_t)d->cals * sizeof *cal);
    cal[d->cals] = *c;
    *out = *d;
    out->cals++;
    out->cal = cal;
    out->w = c->after;
    out->recipe = arena_print(s->a, "%s; %s", d->recipe, c->text);
}

void design_replicated(Stats *s, const Design *d, const Replicates *r, Design *out) {
    Replicates *rep = arena_new(s->a, Replicates);
    *rep = *r;
    *out = *d;
    out->rep = rep;
    out->recipe = arena_print(s->a, "%s; %s, %d replicates", d->recipe, r->type, r->reps);
}
