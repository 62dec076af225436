/* quick.c - means and totals from the table of units: errors, replicates, design effects. */
#include "stats/inside.h"

#include <math.h>
#include <string.h>

typedef struct Quick {
    const UnitAsk *q;
    UnitTable           t;
    MeanKind what;
    int             all; /* cells * p */
    bool            own_df;
} Quick;

static double value_of(const Quick *k, int j, double y, double w) {
    const UnitTable *t = &k->t;
    double       mean = t->pilot[j] + y / w;
    if (k->what == MEAN_TOTAL) return y + t->pilot[j] * w;
    return k->what == MEAN_LOGIT ? log(mean / (1 - mean)) : mean;
}

/* Value, n and the effects that follow from se. */
static void fill(const Quick *k, int j, Estimate *e) {
    const UnitTable *t = &k->t;
    bool         total = k->what == MEAN_TOTAL;
    e->n = t->n[j];
    e->value = t->n[j] ? value_of(k, j, t->y[j], t->w[j]) : total ? 0 : NAN;
    if (k->q->s->missing == MISSING_KEEP && t->missing[j]) e->value = NAN;
}

static void effects(const Quick *k, int j, Estimate *e) {
    const UnitTable *t = &k->t;
    double       n = (double)t->n[j], people = t->w[j];
    double       spread = t->yy[j] - t->y[j] / people * t->y[j];
    double       simple = spread / people / (n - 1) * (k->what == MEAN_TOTAL ? people * people : 1);
    double       least = people * pow(1e-14 * (t->pilot[j] + t->y[j] / people), 2);
    e->deff_wr = n > 1 && spread > least ? e->se * e->se / simple : NAN;
    e->deff = e->deff_wr / (1 - n / people);
    e->n_eff = n / e->deff_wr;
}

/* The influence of each unit: its sum of w (y - mean) / sum of w. */
static void unit_influence(const Quick *k, int j, double *z) {
    const UnitTable  *t = &k->t;
    const double *y = t->unit_y + (int64_t)j * t->units, *w = t->unit_w + (int64_t)j * t->units;
    double        off = t->y[j] / t->w[j], mean = t->pilot[j] + off;
    double        slope = (k->what == MEAN_LOGIT ? 1 / (mean * (1 - mean)) : 1) / t->w[j];
    for (int32_t u = 0; u < t->units; u++)
        z[u] = k->what == MEAN_TOTAL ? y[u] + t->pilot[j] * w[u]
             : t->n[j]          ? (y[u] - off * w[u]) * slope
                                : 0;
}

/* The same influences, said of one row. */
static void take_from(const Quick *k, Taken *taken, int j, double *z) {
    const UnitTable *t = &k->t;
    double mean = t->pilot[j] + t->y[j] / t->w[j];
    double slope = (k->what == MEAN_LOGIT ? 1 / (mean * (1 - mean)) : 1) / t->w[j];
    if (k->what == MEAN_TOTAL) taken_away(taken, j, 0, 1, z);
    else if (t->n[j]) taken_away(taken, j, mean, slope, z);
}

static MUST Err by_units(const Quick *k, Estimate *e, double df, Result *out) {
    Roots r;
    Err   err = roots_open(k->q->s, k->q->d, k->q->in, &r);
    if (err) return err;
    result_open(k->q->s, k->q->d, "", k->all, e, r.n, out);
    Taken *taken = NULL;
    if (k->q->d->cals) err = taken_make(k->q, &taken);
    for (int j = 0; !err && j < k->all; j++) {
        unit_influence(k, j, out->root + j * r.n);
        if (taken) take_from(k, taken, j, out->root + j * r.n);
        roots_units(&r, out->root + j * r.n);
    }
    roots_close(&r);
    if (!err) result_close(k->q->s, out, NULL, df, k->own_df);
    return err;
}

/* From the folded sums: the variance of y - off w, or of y + pilot w. */
static void by_fold(const Quick *k, Estimate *e, double df, Result *out) {
    const UnitTable *t = &k->t;
    Stats       *s = k->q->s;
    *out = (Result){.p = k->all, .at = e, .design = k->q->d, .level = stats_level(s)};
    for (int j = 0; j < k->all; j++) {
        double off = t->y[j] / t->w[j], mean = t->pilot[j] + off;
        double by = k->what == MEAN_TOTAL ? -t->pilot[j] : off;
        double scale = k->what == MEAN_TOTAL ? 1 : 1 / t->w[j];
        if (k->what == MEAN_LOGIT) scale /= mean * (1 - mean);
        double var = t->var_yy[j] - 2 * by * t->var_yw[j] + by * by * t->var_ww[j];
        e[j].se = isnan(e[j].value) ? NAN : scale * sqrt(fmax(var, 0));
        if (!k->own_df) e[j].df = df;
        if (s->df == DF_NORMAL) e[j].df = INFINITY;
        estimate_interval(s, &e[j]);
    }
    note_df(s, out);
}

static double sum_range(const double *x, int32_t from, int32_t to) {
    double sum = 0;
    for (int32_t u = from; u < to; u++) sum += x[u];
    return sum;
}

/* Sums of y and w of every estimate in each replicate: total[2 * all][reps]. */
static void replicate_sums(const Quick *k, double *total) {
    const Replicates *q = k->q->d->rep;
    const UnitTable      *t = &k->t;
    for (int j = 0; j < 2 * k->all; j++) {
        const double *x = j < k->all ? t->unit_y + (int64_t)j * t->units
                                     : t->unit_w + (int64_t)(j - k->all) * t->units;
        double       *sum = total + (int64_t)j * q->reps;
        double        whole = j < k->all ? t->y[j] : t->w[j - k->all];
        double range = 0;
        for (int r = 0; !q->factor && r < q->reps; r++) {
            bool same = r && q->from[r] == q->from[r - 1] && q->to[r] == q->to[r - 1];
            if (!same) range = sum_range(x, q->from[r], q->to[r]);
            sum[r] = whole - x[r] + (q->raise[r] - 1) * (range - x[r]);
        }
        for (int32_t u = 0; q->factor && u < t->units; u++)
            for (int r = 0; r < q->reps; r++)
                sum[r] += q->factor[(int64_t)u * q->reps + r] * x[u];
    }
}

/* Estimates of the replicates less the pilot; combined factors hold the weight already. */
static MUST Err by_replicates(const Quick *k, Estimate *e, double df, Result *out) {
    const Replicates *q = k->q->d->rep;
    Arena  *a = arena_open();
    double *total = arena_take(a, (size_t)(2 * k->all) * (size_t)q->reps * sizeof *total);
    double *theta = arena_take(a, (size_t)k->all * (size_t)q->reps * sizeof *theta);
    double *whole = arena_take(a, (size_t)k->all * sizeof *whole);
    replicate_sums(k, total);
    for (int j = 0; j < k->all; j++) {
        whole[j] = k->what == MEAN_PLAIN ? k->t.y[j] / k->t.w[j] : e[j].value;
        for (int r = 0; r < q->reps; r++) {
            double y = total[(int64_t)j * q->reps + r];
            double w = total[(int64_t)(j + k->all) * q->reps + r];
            theta[(int64_t)r * k->all + j] = k->what == MEAN_PLAIN ? y / w : value_of(k, j, y, w);
        }
    }
    result_open(k->q->s, k->q->d, "", k->all, e, q->reps, out);
    int lost = replicate_root(q, k->all, theta, whole, out->root);
    arena_close(a);
    if (lost == q->reps) return STATS_REFUSE(k->q->s, "stats.replicates.none", "%d", lost);
    result_close(k->q->s, out, NULL, df, k->own_df);
    if (lost)
        result_note(k->q->s, out, "stats.note.replicates",
                    arena_print(k->q->s->a, "%d/%d", lost, q->reps));
    return NULL;
}

Err table_estimate(const UnitAsk *q, MeanKind what, Estimate *e, double df, Result *out) {
    static const char *const methods[] = {"mean", "total", "ratio", "logit"};
    Quick k = {.q = q, .what = what, .all = q->m->p * (q->by ? q->by->cells : 1)};
    Err   err = table_make(q, &k.t);
    if (err) return err;
    k.own_df = q->s->df == DF_CELL && k.t.cells > 1;
    if (q->d->rep && cells_df(q->s, q->d, q->by, e, k.all)) k.own_df = true;
    for (int j = 0; j < k.all; j++) {
        fill(&k, j, &e[j]);
        if (k.own_df && !q->d->rep) e[j].df = k.t.df[j / q->m->p];
    }
    if (!k.t.unit_y) by_fold(&k, e, df, out);
    else err = q->d->rep ? by_replicates(&k, e, df, out) : by_units(&k, e, df, out);
    if (err) return err;
    for (int j = 0; j < k.all; j++) effects(&k, j, &e[j]);
    for (int c = 0; c < k.t.cells; c++)
        note_heavy_cell(q->s, out, q->by ? q->by->name[c + 1] : NULL, k.t.heaviest[c]);
    out->method = methods[what];
    return NULL;
}
