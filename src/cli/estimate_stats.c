/* estimate_stats.c - what can be estimated, from the words of the command line to the
 * functions of the engine: a row each. */
#include "cli/estimate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static MUST Err columns_of(Estimating *t, const char *formula, Model *m) {
    return model_make(&t->s, &t->data, names_formula(t->s.a, formula), MODEL_LEVELS, m);
}

typedef Err ByColumns(Stats *, const Design *, const Model *, const Domain *, Result *);

static MUST Err by_columns(Estimating *t, ByColumns *f, Result *out) {
    Model m;
    Err   e = columns_of(t, t->q->formula, &m);
    return e ? e : f(&t->s, &t->design, &m, t->by, out);
}

static Err run_mean(Estimating *t, Result *out) { return by_columns(t, stats_mean, out); }
static Err run_total(Estimating *t, Result *out) { return by_columns(t, stats_total, out); }
static Err run_variance(Estimating *t, Result *out) { return by_columns(t, stats_variance, out); }

/* ---- Ratios ---- */

/* Where "a/b" has its sign, outside brackets; NULL when it has none. */
static const char *slash_in(const char *s) {
    int depth = 0;
    for (; *s; s++) {
        depth += (*s == '(') - (*s == ')');
        if (*s == '/' && depth == 0) return s;
    }
    return NULL;
}

static Err run_ratio(Estimating *t, Result *out) {
    const char *formula = t->q->formula, *at = slash_in(formula);
    Model       over, under;
    if (!at) return "cli.estimate.ratio";
    Err e = columns_of(t, arena_part(t->s.a, formula, (size_t)(at - formula)), &over);
    if (!e) e = columns_of(t, at + 1, &under);
    return e ? e : stats_ratio(&t->s, &t->design, &over, &under, t->by, out);
}

/* ---- Shares ---- */

static bool only_0_and_1(const Dataset *t, const Var *v) {
    for (int64_t i = 0; i < t->n; i++) {
        double x = var_number(v, i);
        if (!isnan(x) && x != 0 && x != 1) return false;
    }
    return true;
}

/* A share is of levels: a variable of numbers that are answers, 1 to 5, is taken by them. */
static const char *levels_formula(Estimating *t) {
    Buf b = {.a = t->s.a};
    buf_text(&b, "~");
    const char *s = t->q->formula + (*t->q->formula == '~');
    while (*s) {
        size_t      n = strcspn(s, ",+");
        const char *name = arena_part(t->s.a, s, n);
        const Var  *v = dataset_var(&t->data, name);
        bool        numbers = v && v->type == VAR_NUMBER && !only_0_and_1(&t->data, v);
        if (b.len > 1) buf_text(&b, "+");
        if (numbers) buf_text(&b, "factor(");
        buf_text(&b, name);
        if (numbers) buf_text(&b, ")");
        s += n + (s[n] != '\0');
    }
    return b.s;
}

/* One result for each column, read cell by cell. */
static void interleave(Estimating *t, const Result *part, int parts, Result *out) {
    int cells = part[0].p;
    *out = part[0];
    out->p = cells * parts;
    out->at = arena_take(t->s.a, (size_t)out->p * sizeof *out->at);
    out->cov = out->root = NULL;
    for (int cell = 0; cell < cells; cell++)
        for (int k = 0; k < parts; k++) out->at[cell * parts + k] = part[k].at[cell];
    for (int k = 1; k < parts; k++)
        for (int i = 0; i < part[k].notes; i++)
            result_note(&t->s, out, part[k].note[i].key, part[k].note[i].detail);
}

static Err run_prop(Estimating *t, Result *out) {
    static const char *const names[] = {"logit", "wilson", "beta", "likelihood", "asin", "mean",
                                        "xlogit", NULL};
    const char *method = option_value(t, "method"), *nchs = option_value(t, "nchs");
    int         how = method ? place_in(names, method) : PROP_LOGIT;
    Model       m;
    if (how < 0) return "cli.estimate.method";
    Err e = columns_of(t, strpbrk(t->q->formula, "(:*`") ? t->q->formula : levels_formula(t), &m);
    if (e) return e;
    Result *part = arena_take(t->s.a, (size_t)m.p * sizeof *part);
    for (int k = 0; k < m.p && !e; k++) {
        e = stats_proportion(&t->s, &t->design, &m.col[k], t->by, (Prop)how,
                             nchs && strcmp(nchs, "yes") == 0, &part[k]);
        for (int i = 0; i < part[k].p && !e; i++) part[k].at[i].name = m.col[k].name;
    }
    if (!e) interleave(t, part, m.p, out);
    return e;
}

static Err run_table(Estimating *t, Result *out) {
    Domain d;
    Err    e = domain_make(&t->s, &t->data, names_formula(t->s.a, t->q->formula), t->q->where, &d);
    return e ? e : stats_table(&t->s, &t->design, &d, out);
}

/* ---- Of estimates ---- */

/* The cell that the others are compared with: that of ref=, else the first; -1: none. */
static int reference(const Estimating *t, const Result *r, int columns) {
    const char *ref = option_value(t, "ref");
    for (int i = 0; i < r->p; i += columns)
        if (!ref || text_same(r->at[i].cell, ref)) return i;
    return -1;
}

static Err run_diff(Estimating *t, Result *out) {
    Model  m;
    Result r;
    Err    e = t->q->by ? columns_of(t, t->q->formula, &m) : "cli.estimate.by";
    if (!e) e = stats_mean(&t->s, &t->design, &m, t->by, &r);
    if (e) return e;
    int base = reference(t, &r, m.p), n = 0;
    if (base < 0 || r.p == m.p) return "cli.estimate.ref";
    double      *coef = arena_take(t->s.a, (size_t)(r.p - m.p) * (size_t)r.p * sizeof *coef);
    const char **name = arena_take(t->s.a, (size_t)(r.p - m.p) * sizeof *name);
    for (int i = 0; i < r.p; i++) {
        int from = base + i % m.p;
        if (i == from) continue;
        coef[n * r.p + i] = 1;
        coef[n * r.p + from] = -1;
        name[n++] = arena_print(t->s.a, "%s: %s - %s", r.at[i].name, r.at[i].cell,
                                r.at[from].cell);
    }
    e = stats_contrast(&t->s, &r, n, coef, name, out);
    /* Answers of both sides stand behind a difference. */
    for (int i = 0, k = 0; i < r.p && !e; i++)
        if (i != base + i % m.p) out->at[k++].n = r.at[i].n + r.at[base + i % m.p].n;
    return e;
}

static Err run_contrast(Estimating *t, Result *out) {
    const char *expression = option_value(t, "expr"), *of = option_value(t, "of");
    Result      r;
    if (!expression) return "cli.estimate.expr";
    Err e = by_columns(t, of && strcmp(of, "total") == 0 ? stats_total : stats_mean, &r);
    return e ? e : stats_expression(&t->s, &r, expression, out);
}

/* ---- Quantiles, tests, regression ---- */

/* A word of --option among R's; the first where none was said; -1: it is not among them. */
static int word_of(const Estimating *t, const char *option, const char *const *words) {
    const char *said = option_value(t, option);
    return said ? place_in(words, said) : 0;
}

/* "0.25,0.5" */
static MUST Err read_shares(Estimating *t, Quantiles *q) {
    const char *p = option_value(t, "q");
    if (!p) p = "0.25,0.5,0.75";
    double *share = arena_take(t->s.a, strlen(p) * sizeof *share);
    q->p = share;
    for (char *end;; p = end + 1) {
        share[q->k++] = strtod(p, &end);
        if (end == p || (*end && *end != ',')) return "cli.estimate.method";
        if (!*end) return NULL;
    }
}

static Err run_quantile(Estimating *t, Result *out) {
    Quantiles q = {0};
    Model     m;
    int       rule = word_of(t, "qrule", quantile_rules);
    int       interval = word_of(t, "interval", quantile_intervals);
    Err       e = rule < 0 || interval < 0 ? "cli.estimate.method" : read_shares(t, &q);
    if (!e) e = columns_of(t, t->q->formula, &m);
    q.rule = (QuantileRule)rule;
    q.interval = (QuantileInterval)interval;
    return e ? e : stats_quantile(&t->s, &t->design, &m, t->by, &q, out);
}

/* A test is of all rows, or of those that --where leaves. */
static MUST Err open_test(Estimating *t, const char *const *words, int *which, Test **out) {
    *which = words ? word_of(t, "test", words) : 0;
    t->test = *out = arena_new(t->s.a, Test);
    return t->q->by ? "cli.estimate.noby" : *which < 0 ? "cli.estimate.method" : NULL;
}

static Err run_chisq(Estimating *t, Result *out) {
    Test *test;
    int   how;
    Err   e = open_test(t, table_tests, &how, &test);
    (void)out;
    return e ? e : stats_chisq(&t->s, &t->design, names_formula(t->s.a, t->q->formula),
                               t->q->where, (TableTest)how, test);
}

static Err run_ttest(Estimating *t, Result *out) {
    Test *test;
    int   how;
    Err   e = open_test(t, NULL, &how, &test);
    (void)out;
    return e ? e : stats_ttest(&t->s, &t->design, t->q->formula, t->q->where, test);
}

static Err run_ranktest(Estimating *t, Result *out) {
    Test *test;
    int   how;
    Err   e = open_test(t, rank_tests, &how, &test);
    (void)out;
    return e ? e : stats_ranktest(&t->s, &t->design, t->q->formula, t->q->where, (RankTest)how,
                                  test);
}

static Err run_glm(Estimating *t, Result *out) {
    int         family = word_of(t, "family", families), how = word_of(t, "test", term_tests);
    int         rule = word_of(t, "sum", sum_rules);
    const char *term = option_value(t, "term");
    GlmSpec     spec = {.formula = t->q->formula, .where = t->q->where,
                        .offset = option_value(t, "offset"), .family = (Family)family};
    Glm        *m = arena_new(t->s.a, Glm);
    Test       *test = arena_new(t->s.a, Test);
    if (t->q->by) return "cli.estimate.noby";
    if (family < 0 || how < 0 || rule < 0) return "cli.estimate.method";
    Err e = stats_glm(&t->s, &t->design, &spec, m);
    *out = m->coef;
    if (e || !term) return e;
    t->test = test;
    return stats_termtest(&t->s, &t->design, m, term, (TermTest)how, (SumRule)rule, 0, test);
}

const Stat stats_known[] = {
    {"mean",     "estimate.mean",     run_mean,     false},
    {"total",    "estimate.total",    run_total,    false},
    {"ratio",    "estimate.ratio",    run_ratio,    false},
    {"quantile", "estimate.quantile", run_quantile, false},
    {"prop",     "estimate.prop",     run_prop,     true},
    {"table",    "estimate.table",    run_table,    false},
    {"variance", "estimate.variance", run_variance, false},
    {"chisq",    "estimate.chisq",    run_chisq,    false},
    {"ttest",    "estimate.ttest",    run_ttest,    false},
    {"ranktest", "estimate.ranktest", run_ranktest, false},
    {"glm",      "estimate.glm",      run_glm,      false},
    {"diff",     "estimate.diff",     run_diff,     false},
    {"contrast", "estimate.contrast", run_contrast, false},
    {0}
};
