/* termtest.c - do terms of a regression matter?
 *
 * Wald's F takes the covariance of the design. The working tests take the statistic of a
 * simple sample and give it the distribution that the design says it has.
 * Source: Lumley and Scott, Statistics in Medicine 33, 2014; R survey 4.5, regTermTest(). */
#include "stats/glm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const term_tests[] = {"Wald", "WorkingWald", "LRT", NULL};

static int by_text(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* "b:a" as "a:b", so that an interaction is found whichever way it is written. */
static const char *in_order(Arena *a, const char *term) {
    const char **part = arena_take(a, (strlen(term) + 1) * sizeof *part);
    char        *all = arena_text(a, term), *one;
    size_t       n = 0;
    Buf          b = {.a = a};
    while ((one = strsep(&all, ":"))) part[n++] = one;
    qsort(part, n, sizeof *part, by_text);
    for (size_t i = 0; i < n; i++) buf_print(&b, "%s%s", i ? ":" : "", part[i]);
    return b.s;
}

/* tested[1 .. terms] */
static MUST Err find_terms(Stats *s, const Glm *m, const char *terms, bool *tested) {
    Parts parts;
    Err   e = parts_read(s, *terms == '~' ? terms : arena_print(s->a, "~%s", terms), &parts);
    if (!e && parts.n == 0) return STATS_REFUSE(s, "stats.term.unknown", "%s", terms);
    for (int k = 0; !e && k < parts.n; k++) {
        const char *name = in_order(s->a, expr_text(s->a, parts.at[k]));
        bool        found = false;
        for (int t = 1; t <= m->model.terms; t++)
            if (strcmp(in_order(s->a, m->model.term[t]), name) == 0) tested[t] = found = true;
        if (!found) e = STATS_REFUSE(s, "stats.term.unknown", "%s", name);
    }
    return e;
}

/* y ~ what is not tested. */
static const char *formula_without(Stats *s, const Glm *m, const bool *tested) {
    Buf b = {.a = s->a};
    int n = 0;
    buf_print(&b, "%s~", m->model.response.name);
    for (int t = 1; t <= m->model.terms; t++)
        if (!tested[t]) buf_print(&b, "%s%s", n++ ? "+" : "", m->model.term[t]);
    if (n == 0) buf_text(&b, "1");
    if (m->model.col[0].term != 0) buf_text(&b, "-1");
    return b.s;
}

/* The block of v[p][p] of the coefficients at[k]. */
static double *block(Arena *a, const double *v, int p, int k, const int *at) {
    double *out = arena_take(a, (size_t)(k * k) * sizeof *out);
    for (int i = 0; i < k; i++)
        for (int j = 0; j < k; j++) out[i * k + j] = v[at[i] * p + at[j]];
    return out;
}

typedef struct Tested { int k, p; int *at; double *beta, *v, *v0; } Tested;

static MUST Err take_tested(Stats *s, const Glm *m, const bool *tested, const char *terms,
                            Tested *out) {
    int p = m->coef.p, k = 0;
    int    *at = arena_take(s->a, (size_t)p * sizeof *at);
    double *beta = arena_take(s->a, (size_t)p * sizeof *beta);
    for (int j = 0; j < p; j++) {
        if (m->aliased[j] || !tested[m->model.col[j].term]) continue;
        beta[k] = m->coef.at[j].value;
        at[k++] = j;
    }
    if (k == 0) return STATS_REFUSE(s, "stats.term.aliased", "%s", terms);
    double *cov = arena_take(s->a, (size_t)(p * p) * sizeof *cov);
    for (int i = 0; i < p; i++)
        for (int j = 0; j < p; j++) cov[i * p + j] = result_cov(&m->coef, i, &m->coef, j);
    *out = (Tested){k, p, at, beta, block(s->a, cov, p, k, at), block(s->a, m->naive, p, k, at)};
    return NULL;
}

static void wald(Stats *s, const Tested *t, Test *out) {
    double x = sym_quadratic(s->a, t->k, t->v, t->beta);
    out->method = "Wald";
    out->name = isinf(out->ddf) ? "Chisq" : "F";
    out->statistic = isinf(out->ddf) ? x : x / t->k;
    out->p = isinf(out->ddf) ? pchisq(x, t->k, false, false)
           : out->ddf > 0    ? pf(x / t->k, t->k, out->ddf, false, false)
                             : NAN;
}

static void working(Stats *s, const Tested *t, SumRule rule, Test *out) {
    double *weight = arena_take(s->a, (size_t)t->k * sizeof *weight);
    out->name = "Chisq";
    out->p = NAN;
    if (!(out->ddf > 0) || !ratio_eigen(s->a, t->k, t->v, t->v0, weight)) return;
    out->p = f_sum(out->statistic, t->k, weight, out->ddf, rule);
}

Err stats_termtest(Stats *s, const Design *d, const Glm *m, const char *terms, TermTest how,
                   SumRule rule, double df, Test *out) {
    bool  *tested = arena_take(s->a, (size_t)m->model.terms + 1);
    Tested t;
    Err    e = find_terms(s, m, terms, tested);
    if (!e) e = take_tested(s, m, tested, terms, &t);
    if (e) return e;
    *out = (Test){.ndf = t.k, .ddf = df != 0 ? df : m->df, .n = m->coef.at[0].n, .design = d,
                  .level = stats_level(s)};
    if (how == TERM_WALD) {
        wald(s, &t, out);
        return NULL;
    }
    out->method = how == TERM_LRT ? "working likelihood ratio" : "working Wald";
    if (how == TERM_WORKING_WALD) out->statistic = sym_quadratic(s->a, t.k, t.v0, t.beta);
    else {
        double without;
        e = glm_deviance_without(s, d, m, formula_without(s, m, tested), &without);
        if (e) return e;
        out->statistic = without - glm_deviance(d, m);
    }
    working(s, &t, rule, out);
    return NULL;
}
