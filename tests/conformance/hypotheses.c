/* hypotheses.c - the tests of tests.csv, and the regressions of both tables. */
#include "conformance.h"

static void fail(Case *k, Err e) {
    k->why = arena_print(k->s->a, "%s%s%s", e, k->s->detail ? ": " : "",
                         k->s->detail ? k->s->detail : "");
}

/* The place of the option that is one of these words, or -1. */
static int word_of(const Case *k, const char *const *words) {
    for (int i = 0; i < k->opts; i++)
        for (int j = 0; words[j]; j++)
            if (strcmp(k->opt[i].key, words[j]) == 0) return j;
    return -1;
}

/* R stops its regressions at 1e-8, and the errors show it; so the engine is told to as well. */
static Err fit(Case *k, Glm *m) {
    int family = word_of(k, families);
    GlmSpec q = {.formula = k->formula, .where = case_option(k, "subset"), .epsilon = 1e-8,
                 .family = family < 0 ? FAMILY_GAUSSIAN : (Family)family};
    return stats_glm(k->s, k->d, &q, m);
}

void run_glm(Case *k) {
    Glm m;
    Err e = fit(k, &m);
    if (e) { fail(k, e); return; }
    const char *where = case_option(k, "subset");
    if (strcmp(k->stat, "svyglm:dispersion") == 0) {
        Answer *x = case_add(k);
        x->domain = where ? where : "";
        x->term = "dispersion";
        x->est = m.dispersion;
        x->df = m.df;
        return;
    }
    for (int j = 0; j < m.coef.p; j++) {
        const Estimate *c = &m.coef.at[j];
        Answer         *x = case_add(k);
        x->domain = where ? where : "";
        x->term = c->name;
        x->est = c->value;
        x->se = c->se;
        x->lo = c->lo;
        x->hi = c->hi;
        x->df = c->df;
    }
}

/* The difference of two deviances that are the same is rounding: 1e-12 of them is none. */
static Err term_test(Case *k, Test *out, double *small) {
    Glm         m;
    int         how = word_of(k, term_tests), rule = word_of(k, sum_rules);
    const char *term = case_option(k, "term"), *df = case_option(k, "df");
    Err         e = fit(k, &m);
    if (e) return e;
    *small = 1e-12 * glm_deviance(k->d, &m);
    return stats_termtest(k->s, k->d, &m, term ? term : "", how < 0 ? TERM_WALD : (TermTest)how,
                          rule < 0 ? SUM_SADDLEPOINT : (SumRule)rule,
                          df ? strtod(df, NULL) : 0, out);
}

static Err test_of(Case *k, Test *out, double *small) {
    const char *where = case_option(k, "subset");
    if (strcmp(k->stat, "svychisq") == 0) {
        int how = word_of(k, table_tests);
        return stats_chisq(k->s, k->d, k->formula, where, how < 0 ? TABLE_F : (TableTest)how, out);
    }
    if (strcmp(k->stat, "svyttest") == 0) return stats_ttest(k->s, k->d, k->formula, where, out);
    if (strcmp(k->stat, "svyranktest") == 0) {
        int how = word_of(k, rank_tests);
        return stats_ranktest(k->s, k->d, k->formula, where,
                              how < 0 ? RANK_WILCOXON : (RankTest)how, out);
    }
    if (strcmp(k->stat, "regTermTest") == 0) return term_test(k, out, small);
    return "no such test yet";
}

void case_test(Case *k) {
    Test   t;
    double small = 0;
    if (k->why) return;
    Err e = test_of(k, &t, &small);
    if (e) { fail(k, e); return; }
    Answer *x = case_add(k);
    x->domain = x->term = "";
    x->statistic = t.statistic;
    x->ndf = t.ndf;
    x->ddf = t.ddf;
    x->p = t.p;
    x->deff = small;
    if (!t.at) return;
    x->est = t.at->value;
    x->lo = t.at->lo;
    x->hi = t.at->hi;
}
