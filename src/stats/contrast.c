/* contrast.c - what follows from estimates that are there: contrasts, expressions, pairs.
 *
 * A derivative goes along with each value (a number and its gradient), so an expression of
 * estimates has its error without formulas of its own. */
#include "stats/inside.h"

#include <math.h>
#include <string.h>

/* The root of sum g[j] estimate j is the same sum of roots. */
static void mix_roots(const Result *r, const double *g, double *root) {
    for (int j = 0; j < r->p; j++)
        for (int64_t k = 0; g[j] != 0 && k < r->roots; k++)
            root[k] += g[j] * r->root[j * r->roots + k];
}

/* The fewest degrees of freedom and answers of those that take part. */
static void take_part(const Result *r, const double *g, Estimate *e) {
    bool any = false;
    for (int j = 0; j < r->p; j++) {
        if (g[j] == 0) continue;
        if (!any || r->at[j].df < e->df) e->df = r->at[j].df;
        if (!any || r->at[j].n < e->n) e->n = r->at[j].n;
        any = true;
    }
    e->n_eff = e->deff = e->deff_wr = NAN;
}

static void finish(Stats *s, const Result *r, int n, const double *g, Estimate *e, Result *out) {
    result_open(s, r->design, "contrast", n, e, r->roots, out);
    for (int k = 0; k < n; k++) {
        take_part(r, g + (int64_t)k * r->p, &e[k]);
        mix_roots(r, g + (int64_t)k * r->p, out->root + k * r->roots);
    }
    result_close(s, out, NULL, 0, true);
}

Err stats_contrast(Stats *s, const Result *r, int contrasts, const double *coef,
                   const char *const *name, Result *out) {
    Estimate *e = arena_take(s->a, (size_t)contrasts * sizeof *e);
    for (int k = 0; k < contrasts; k++) {
        e[k].name = name[k];
        for (int j = 0; j < r->p; j++)
            if (coef[k * r->p + j] != 0) e[k].value += coef[k * r->p + j] * r->at[j].value;
    }
    finish(s, r, contrasts, coef, e, out);
    return NULL;
}

typedef struct Dual { double x, *g; } Dual;
typedef struct Eval { Stats *s; const Result *r; } Eval;

static Dual chain(Eval *z, double x, double by_a, Dual a, double by_b, const double *b) {
    Dual d = {x, arena_take(z->s->a, (size_t)z->r->p * sizeof *d.g)};
    for (int j = 0; j < z->r->p; j++) {
        if (a.g[j] != 0) d.g[j] += by_a * a.g[j];
        if (b && b[j] != 0) d.g[j] += by_b * b[j];
    }
    return d;
}

static MUST Err find(Eval *z, const char *name, Dual *out) {
    int found = -1, times = 0;
    for (int j = 0; j < z->r->p; j++) {
        const Estimate *e = &z->r->at[j];
        const char     *both = arena_print(z->s->a, "%s:%s", e->cell ? e->cell : "", e->name);
        bool exact = strcmp(both, name) == 0;
        if (!exact && strcmp(e->name, name) != 0 && !(e->cell && strcmp(e->cell, name) == 0))
            continue;
        found = j;
        times = exact ? 1 : times + 1;
        if (exact) break;
    }
    if (times != 1) return STATS_REFUSE(z->s, "stats.estimate.unknown", "%s", name);
    *out = (Dual){z->r->at[found].value, arena_take(z->s->a, (size_t)z->r->p * sizeof(double))};
    out->g[found] = 1;
    return NULL;
}

static MUST Err eval(Eval *z, const Expr *x, Dual *out);

static MUST Err eval_pair(Eval *z, const Expr *x, Dual *out) {
    Dual a, b;
    Err  e = eval(z, x->arg[0], &a);
    if (!e) e = eval(z, x->arg[1], &b);
    if (e) return e;
    switch (*x->name) {
    case '+': *out = chain(z, a.x + b.x, 1, a, 1, b.g); break;
    case '-': *out = chain(z, a.x - b.x, 1, a, -1, b.g); break;
    case '*': *out = chain(z, a.x * b.x, b.x, a, a.x, b.g); break;
    case '/': *out = chain(z, a.x / b.x, 1 / b.x, a, -a.x / b.x / b.x, b.g); break;
    default:  *out = chain(z, pow(a.x, b.x), b.x * pow(a.x, b.x - 1), a,
                           pow(a.x, b.x) * log(a.x), b.g);
    }
    return NULL;
}

static MUST Err eval_one(Eval *z, const Expr *x, Dual *out) {
    Dual a;
    Err  e = eval(z, x->arg[0], &a);
    if (e) return e;
    if (expr_is(x, "(", 1) || expr_is(x, "+", 1)) *out = a;
    else if (expr_is(x, "-", 1)) *out = chain(z, -a.x, -1, a, 0, NULL);
    else if (expr_is(x, "log", 1)) *out = chain(z, log(a.x), 1 / a.x, a, 0, NULL);
    else if (expr_is(x, "exp", 1)) *out = chain(z, exp(a.x), exp(a.x), a, 0, NULL);
    else if (expr_is(x, "sqrt", 1)) *out = chain(z, sqrt(a.x), 0.5 / sqrt(a.x), a, 0, NULL);
    else if (expr_is(x, "sin", 1)) *out = chain(z, sin(a.x), cos(a.x), a, 0, NULL);
    else if (expr_is(x, "asin", 1))
        *out = chain(z, asin(a.x), 1 / sqrt(1 - a.x * a.x), a, 0, NULL);
    else return STATS_REFUSE(z->s, "stats.formula.bad", "%s", x->name);
    return NULL;
}

static MUST Err eval(Eval *z, const Expr *x, Dual *out) {
    if (x->kind == EXPR_NUMBER) {
        *out = (Dual){x->number, arena_take(z->s->a, (size_t)z->r->p * sizeof(double))};
        return NULL;
    }
    if (x->kind == EXPR_NAME) return find(z, x->name, out);
    if (x->kind == EXPR_CALL && x->args == 1) return eval_one(z, x, out);
    if (x->kind == EXPR_CALL && x->args == 2 && strchr("+-*/^", *x->name) && !x->name[1])
        return eval_pair(z, x, out);
    return STATS_REFUSE(z->s, "stats.formula.bad", "%s", expr_text(z->s->a, x));
}

Err stats_expression(Stats *s, const Result *r, const char *expression, Result *out) {
    const Expr *x;
    Eval        z = {s, r};
    Dual        d;
    Err         e = expr_read(s, expression, &x);
    if (!e) e = eval(&z, x, &d);
    if (e) return e;
    Estimate *one = arena_new(s->a, Estimate);
    one->name = expression;
    one->value = d.x;
    finish(s, r, 1, d.g, one, out);
    return NULL;
}

Err result_join(Stats *s, const Result *x, const Result *y, Result *out) {
    if (x->design != y->design || x->roots != y->roots || !x->root || !y->root)
        return STATS_REFUSE(s, "stats.results.apart", "%s, %s", x->method, y->method);
    int       p = x->p + y->p;
    Estimate *e = arena_take(s->a, (size_t)p * sizeof *e);
    memcpy(e, x->at, (size_t)x->p * sizeof *e);
    memcpy(e + x->p, y->at, (size_t)y->p * sizeof *e);
    result_open(s, x->design, x->method, p, e, x->roots, out);
    memcpy(out->root, x->root, (size_t)(x->p * x->roots) * sizeof *out->root);
    memcpy(out->root + x->p * x->roots, y->root, (size_t)(y->p * x->roots) * sizeof *out->root);
    for (int i = 0; out->cov && i < p; i++)
        for (int j = 0; j < p; j++)
            out->cov[i * p + j] = roots_product(x->design, x->roots, out->root + i * x->roots,
                                                out->root + j * x->roots);
    for (int k = 0; k < x->notes; k++) result_note(s, out, x->note[k].key, x->note[k].detail);
    for (int k = 0; k < y->notes; k++) result_note(s, out, y->note[k].key, y->note[k].detail);
    return NULL;
}
