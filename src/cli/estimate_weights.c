/* estimate_weights.c - the design as the options change it: replicate weights that came with
 * the file or are made, and weights that are brought to known totals.  In this order, as
 * replicates stand for samples that would have been weighted too. */
#include "cli/estimate.h"

#include "stats/weigh.h"
#include "text/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Replicates ---- */

/* A number on each line of a file. */
static MUST Err read_scales(Estimating *t, double **out, int *n) {
    Bytes       file;
    const char *path = t->q->rscales;
    *n = 0;
    *out = NULL;
    if (!path) return NULL;
    Err e = file_bytes_of(t->s.a, path, &file);
    if (e) return e;
    const char *p = arena_part(t->s.a, file.p, file.n);
    *out = arena_take(t->s.a, (file.n + 1) * sizeof **out);
    for (char *end;; ++*n, p = end) {
        double x = strtod(p, &end);
        if (end == p) break;
        if (!(x >= 0) || isinf(x)) return "cli.estimate.rscales";
        (*out)[*n] = x;
    }
    return p[strspn(p, " \t\r\n")] ? "cli.estimate.rscales" : NULL;
}

static double option_number(const Estimating *t, const char *name) {
    const char *s = option_value(t, name);
    return s ? strtod(s, NULL) : 0;
}

/* Whole weights, unless combined=no was said: then they are factors of the weight. */
static MUST Err import_replicates(Estimating *t, Design *out) {
    const Asked    *q = t->q;
    double         *rscales;
    ReplicateImport spec = {.pattern = q->replicates, .type = q->rep_type,
                            .rho = option_number(t, "rho"),
                            .combined = !text_same(option_value(t, "combined"), "no"),
                            .scale = q->scale ? strtod(q->scale, NULL) : 0,
                            .mse = text_same(option_value(t, "mse"), "yes")};
    if (!spec.type) return "cli.estimate.reptype";
    if (q->scale && (!(spec.scale > 0) || isinf(spec.scale))) return "cli.estimate.scale";
    Err e = read_scales(t, &rscales, &spec.rscales_n);
    spec.rscales = rscales;
    return e ? e : replicates_import(&t->s, &t->design, &t->data, &spec, out);
}

static MUST Err make_replicates(Estimating *t, Design *out) {
    const char   *seed = option_value(t, "seed");
    ReplicateSpec spec = {.type = t->q->rep_type, .reps = (int)option_number(t, "reps"),
                          .rho = option_number(t, "rho"),
                          .seed = seed ? strtoull(seed, NULL, 10) : 1,
                          .mse = text_same(option_value(t, "mse"), "yes")};
    if (spec.reps < 0) return "cli.estimate.method";
    return replicates_make(&t->s, &t->design, &spec, out);
}

/* ---- Known totals ---- */

typedef Err Weigh(Estimating *t, const char *text, Weighting *out);

static Err weigh_post(Estimating *t, const char *text, Weighting *out) {
    Margin *m;
    int     n;
    Err     e = margins_read(&t->s, text, &n, &m);
    if (!e && n != 1) e = "cli.estimate.post";
    return e ? e : weights_post(&t->s, &t->design, m, out);
}

static Err weigh_rake(Estimating *t, const char *text, Weighting *out) {
    Margin *m;
    int     n;
    Rake    how = {.margins_in_turn = text_same(option_value(t, "rake"), "R")};
    Err     e = margins_read(&t->s, text, &n, &m);
    return e ? e : weights_rake(&t->s, &t->design, n, m, &how, out);
}

/* "0.4,3" */
static MUST Err read_bounds(const char *text, double *lower, double *upper) {
    char *end;
    *lower = strtod(text, &end);
    if (end == text || *end != ',') return "cli.estimate.bounds";
    text = end + 1;
    *upper = strtod(text, &end);
    return end == text || *end || !(*lower < *upper) ? "cli.estimate.bounds" : NULL;
}

static Err weigh_calibrate(Estimating *t, const char *text, Weighting *out) {
    static const char *const names[] = {"linear", "raking", "logit", NULL};
    const char *by = option_value(t, "calfun"), *bounds = option_value(t, "bounds");
    Calibrate   how = {.sigma = option_value(t, "sigma"), .stage = (int)option_number(t, "stage")};
    Margin     *m;
    int         n, which = by ? place_in(names, by) : CALIBRATE_LINEAR;
    if (which < 0) return "cli.estimate.method";
    how.by = (CalibrateBy)which;
    Err e = bounds ? read_bounds(bounds, &how.lower, &how.upper) : NULL;
    if (!e) e = margins_read(&t->s, text, &n, &m);
    if (!e && n != 1) e = "cli.estimate.post";
    return e ? e : weights_calibrate(&t->s, &t->design, m, &how, out);
}

static Err weigh_trim(Estimating *t, const char *text, Weighting *out) {
    double lower, upper;
    Err    e = read_bounds(text, &lower, &upper);
    return e ? e : weights_trim(&t->s, &t->design, lower, upper,
                                text_same(option_value(t, "strict"), "yes"), out);
}

Err estimate_weights(Estimating *t) {
    const Asked *q = t->q;
    Design       made = t->design;
    Err          e = q->replicates ? import_replicates(t, &made)
                   : q->rep_type   ? make_replicates(t, &made) : NULL;
    const struct { const char *text; Weigh *weigh; } steps[] = {
        {q->poststratify, weigh_post}, {q->rake, weigh_rake}, {q->calibrate, weigh_calibrate},
        {q->trim, weigh_trim}};
    t->design = made;
    for (size_t i = 0; i < sizeof steps / sizeof *steps && !e; i++) {
        if (!steps[i].text) continue;
        Weighting *w = arena_new(t->s.a, Weighting);
        e = steps[i].weigh(t, steps[i].text, w);
        t->design = w->design;
        t->weighting = w;
    }
    return e;
}
