/* weigh.c - from fitted weights to a design: replicates fitted too, and what came of it. */
#include "stats/weighing.h"

#include <math.h>
#include <string.h>

enum { WATCHED = 1000 }; /* turns whose gaps are kept */

void weighting_watch(Stats *s, Weighting *out, int turn, const double *gap) {
    if (turn >= WATCHED) return;
    size_t  m = (size_t)out->margins;
    double *all = (double *)out->gap;
    bool    full = turn > 0 && (turn & (turn - 1)) == 0; /* room doubles at powers of two */
    if (turn == 0) out->gap = all = arena_take(s->a, m * sizeof *all);
    if (full) {
        all = arena_take(s->a, 2 * (size_t)turn * m * sizeof *all);
        memcpy(all, out->gap, (size_t)turn * m * sizeof *all);
        out->gap = all;
    }
    memcpy(all + (size_t)turn * m, gap, m * sizeof *all);
    out->turns = turn + 1;
}

static void diagnose(const double *before, const double *after, int64_t n, Weighting *out) {
    double sum = 0, square = 0;
    int64_t used = 0;
    out->least = INFINITY;
    out->most = 0;
    for (int64_t i = 0; i < n; i++) {
        if (before[i] == 0) continue;
        double factor = after[i] / before[i];
        sum += after[i];
        square += after[i] * after[i];
        used += after[i] > 0;
        if (factor < out->least) out->least = factor;
        if (factor > out->most) out->most = factor;
    }
    out->n_eff = sum * sum / square;
    out->spread = (double)used / out->n_eff;
}

/* Each replicate is fitted from its own weights; the result has whole weights, for no factor
 * of a PSU is left in them. */
static MUST Err fit_replicates(Stats *s, const Design *d, Fit fit, const void *with,
                               Replicates *out) {
    const Replicates *r = d->rep;
    Arena  *scratch = arena_open();
    double *w = arena_take(scratch, (size_t)d->n * sizeof *w);
    double *after = arena_take(scratch, (size_t)d->n * sizeof *after);
    double *all = arena_take(s->a, (size_t)d->n * (size_t)r->reps * sizeof *all);
    Err     e = NULL;
    for (int k = 0; !e && k < r->reps; k++) {
        replicate_weights(d, k, w);
        e = fit(s, with, w, after, NULL);
        if (e) e = STATS_REFUSE(s, e, "replicate %d: %s", k + 1, s->detail ? s->detail : "");
        for (int64_t i = 0; !e && i < d->n; i++) all[i * r->reps + k] = after[i];
    }
    arena_close(scratch);
    *out = *r;
    out->unit = NULL;
    out->units = (int32_t)d->n;
    out->factor = all;
    out->from = out->to = NULL;
    out->raise = NULL;
    out->combined = true;
    return e;
}

Err weighting_make(Stats *s, const Design *d, Fit fit, const void *with, Calibration *c,
                   Weighting *out) {
    double *after = arena_take(s->a, (size_t)d->n * sizeof *after);
    Err     e = fit(s, with, d->w, after, out);
    if (e) return e;
    if (!(out->n_eff > 0)) diagnose(d->w, after, d->n, out);
    if (c) {
        c->before = d->w;
        c->after = after;
        design_calibrated(s, d, c, &out->design);
    } else {
        out->design = *d;
        out->design.w = after;
    }
    if (!d->rep) return NULL;
    Replicates r;
    e = fit_replicates(s, d, fit, with, &r);
    if (e) return e;
    const char *recipe = out->design.recipe;
    design_replicated(s, &out->design, &r, &out->design);
    out->design.recipe = recipe; /* they were named when they were made */
    return NULL;
}

/* ---- trimming ---- */

typedef struct Trim { int64_t n; double lower, upper; bool strict; } Trim;

/* Once; how many lay outside. */
static int64_t trim_once(const Trim *t, double *w, Err *e) {
    double  taken = 0;
    int64_t outside = 0, inside = 0;
    for (int64_t i = 0; i < t->n; i++) {
        bool out = w[i] != 0 && (w[i] < t->lower || w[i] > t->upper);
        outside += out;
        inside += w[i] != 0 && !out;
        if (out) taken += w[i] - fmin(fmax(w[i], t->lower), t->upper);
    }
    if (outside && !inside) *e = "stats.trim.bounds";
    if (!outside || *e) return outside;
    for (int64_t i = 0; i < t->n; i++) {
        if (w[i] == 0) continue;
        if (w[i] < t->lower) w[i] = t->lower;
        else if (w[i] > t->upper) w[i] = t->upper;
        else w[i] += taken / (double)inside;
    }
    return outside;
}

static MUST Err fit_trim(Stats *s, const void *with, const double *w, double *after,
                         Weighting *watch) {
    enum { TURNS = 10000 };
    const Trim *t = with;
    Err         e = NULL;
    memcpy(after, w, (size_t)t->n * sizeof *after);
    int64_t outside = trim_once(t, after, &e), all = outside;
    for (int turn = 1; !e && t->strict && outside; turn++) {
        outside = trim_once(t, after, &e);
        all += outside;
        if (turn == TURNS && outside) e = "stats.trim.bounds";
    }
    if (e) return STATS_REFUSE(s, e, "%g .. %g", t->lower, t->upper);
    if (watch) watch->trimmed = (int)all;
    return NULL;
}

Err weights_trim(Stats *s, const Design *d, double lower, double upper, bool strict,
                 Weighting *out) {
    *out = (Weighting){0};
    if (!(lower < upper) || upper <= 0)
        return STATS_REFUSE(s, "stats.trim.bounds", "%g .. %g", lower, upper);
    Trim t = {d->n, lower, upper, strict};
    Err  e = weighting_make(s, d, fit_trim, &t, NULL, out);
    if (!e)
        out->design.recipe = arena_print(s->a, "%s --trim %g,%g%s", d->recipe, lower, upper,
                                         strict ? " --strict" : "");
    return e;
}
