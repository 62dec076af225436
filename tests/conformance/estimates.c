/* estimates.c - the statistics of estimates.csv, run by the engine. */
#include "conformance.h"
#include "stats/inside.h"

static void fail(Case *k, Err e) {
    k->why = arena_print(k->s->a, "%s%s%s", e, k->s->detail ? ": " : "",
                         k->s->detail ? k->s->detail : "");
}

/* Domain of the options by= and subset=; out is NULL for the whole sample. */
static Err domain_of(Case *k, const Domain **out) {
    const char *by = case_option(k, "by"), *where = case_option(k, "subset");
    *out = NULL;
    if (!by && !where) return NULL;
    Domain *d = arena_new(k->s->a, Domain);
    Err     e = domain_make(k->s, k->d->data, by, where, d);
    *out = d;
    return e;
}

static DfRule df_rule(const Case *k) {
    return k->normal ? DF_NORMAL : case_option(k, "by") ? DF_DESIGN : DF_CELL;
}

/* The names of R: svyby() has "E.No" for one column, and "E:api00" for several. */
static void add_result(Case *k, const Result *r, const Domain *dom, int columns) {
    const char *where = case_option(k, "subset"), *deff = case_option(k, "deff");
    bool        by = case_option(k, "by") != NULL;
    for (int j = 0; j < r->p; j++) {
        const Estimate *e = &r->at[j];
        Answer         *x = case_add(k);
        x->domain = x->term =
            columns > 1 ? arena_print(k->s->a, "%s:%s", e->cell, e->name) : e->cell;
        if (!by || !dom) x->domain = where ? where : "", x->term = e->name;
        x->est = e->value;
        x->se = e->se;
        x->lo = e->lo;
        x->hi = e->hi;
        x->df = e->df;
        x->deff = deff && strcmp(deff, "replace") == 0 ? e->deff_wr : e->deff;
    }
}

/* Which estimates a case of ~a/~b, ~a or a~b is of. */
static Err result_of(Case *k, const char *what, Result *r, const Domain **dom, int *columns) {
    Model       m;
    Err         e = domain_of(k, dom);
    if (!e) e = model_make(k->s, k->d->data, k->formula, MODEL_LEVELS, &m);
    if (e) return e;
    *columns = m.p;
    k->s->df = df_rule(k);
    if (strcmp(what, "svytotal") == 0) return stats_total(k->s, k->d, &m, *dom, r);
    if (strncmp(what, "svyvar", 6) == 0) return stats_variance(k->s, k->d, &m, *dom, r);
    return stats_mean(k->s, k->d, &m, *dom, r);
}

/* ~a+b/~c */
static Err ratio_of(Case *k, Result *r, const Domain **dom, int *columns) {
    const char *slash = strstr(k->formula, "/~");
    Model       up, under;
    if (!slash) return "no second formula";
    const char *first = arena_part(k->s->a, k->formula, (size_t)(slash - k->formula));
    Err         e = domain_of(k, dom);
    if (!e) e = model_make(k->s, k->d->data, first, MODEL_LEVELS, &up);
    if (!e) e = model_make(k->s, k->d->data, slash + 1, MODEL_LEVELS, &under);
    if (e) return e;
    *columns = up.p * under.p;
    k->s->df = df_rule(k);
    return stats_ratio(k->s, k->d, &up, &under, *dom, r);
}

static void run_plain(Case *k) {
    Result        r;
    const Domain *dom;
    int           columns;
    const char   *what = strncmp(k->stat, "svyby:", 6) == 0 ? k->stat + 6 : k->stat;
    Err e = strcmp(what, "svyratio") == 0 ? ratio_of(k, &r, &dom, &columns)
                                          : result_of(k, what, &r, &dom, &columns);
    if (e) fail(k, e);
    else add_result(k, &r, dom, columns);
}

/* "E|H" or "E:api00|H:api00": the first two of svyby(), which runs through the cells first. */
static void add_cov(Case *k, const Result *r, const Domain *dom, int columns) {
    int     next = dom ? columns : 1;
    Answer *x = case_add(k);
    x->domain = "";
    x->term = "cov";
    if (r->p <= next) return;
    const Estimate *e = &r->at[0], *f = &r->at[next];
    if (dom && columns == 1) x->domain = arena_print(k->s->a, "%s|%s", e->cell, f->cell);
    else if (dom)
        x->domain = arena_print(k->s->a, "%s:%s|%s:%s", e->cell, e->name, f->cell, f->name);
    x->est = result_cov(r, 0, r, next);
    x->deff = 1e-12 * e->se * f->se; /* what counts as 0 */
}

/* The table does not say whether the covariance is one of means or of totals: both are
 * answers, and the row agrees with either. */
static void run_cov(Case *k) {
    static const char *const what[] = {"svymean", "svytotal"};
    bool both = strcmp(k->stat, "svyby:cov12") == 0;
    for (int i = 0; i < 2; i++) {
        Result        r;
        const Domain *dom;
        int           columns;
        if (!both && strncmp(k->stat, what[i], strlen(what[i])) != 0) continue;
        Err e = result_of(k, what[i], &r, &dom, &columns);
        if (e) { fail(k, e); return; }
        add_cov(k, &r, dom, columns);
    }
}

static void run_weights(Case *k) {
    static const char *const terms[] = {"min", "max", "sum", "sumsq"};
    double of[4] = {INFINITY, -INFINITY, 0, 0};
    for (int64_t i = 0; i < k->d->n; i++) {
        double w = k->d->w[i];
        of[0] = fmin(of[0], w);
        of[1] = fmax(of[1], w);
        of[2] += w;
        of[3] += w * w;
    }
    for (int j = 0; j < 4; j++) {
        Answer *x = case_add(k);
        x->domain = "";
        x->term = terms[j];
        x->est = of[j];
    }
}

static bool prop_of(const char *method, Prop *out) {
    static const char *const names[] = {"logit", "wilson", "beta", "likelihood", "asin", "mean",
                                        "xlogit"};
    for (int i = 0; method && i < 7; i++)
        if (strcmp(names[i], method) == 0) return *out = (Prop)i, true;
    return false;
}

/* A share of 0 or 1 has no interval on the logit scale, and the engine says so. R's regression
 * breaks off on its way to it, when the deviance no longer moves; the engine's does as well
 * when it is told to stop there. */
static Err as_r_breaks_off(Case *k, Estimate *e) {
    const char *y = k->formula + (*k->formula == '~');
    GlmSpec     q = {.formula = arena_print(k->s->a, "%s~1", y), .epsilon = 1e-8,
                     .where = case_option(k, "subset"), .family = FAMILY_QUASIBINOMIAL};
    Glm         m;
    Err         err = stats_glm(k->s, k->d, &q, &m);
    if (err) return err;
    const Estimate *b = m.coef.at;
    double          t = qt(0.975, e->df, true, false);
    e->value = 1 / (1 + exp(-b->value));
    e->se = b->se * e->value * (1 - e->value);
    e->lo = 1 / (1 + exp(-(b->value - t * b->se)));
    e->hi = 1 / (1 + exp(-(b->value + t * b->se)));
    return NULL;
}

static void run_proportion(Case *k) {
    Prop          how = PROP_LOGIT;
    const Domain *dom;
    Column        c;
    Result        r;
    if (case_option(k, "method") && !prop_of(case_option(k, "method"), &how)) {
        k->why = "no such method yet";
        return;
    }
    k->s->df = df_rule(k);
    Err e = domain_of(k, &dom);
    if (!e) e = column_make(k->s, k->d->data, k->formula + (*k->formula == '~'), &c);
    if (!e) e = stats_proportion(k->s, k->d, &c, dom, how, false, &r);
    bool edge = !e && how == PROP_LOGIT && (r.at[0].value == 0 || r.at[0].value == 1);
    if (edge && r.p == 1) e = as_r_breaks_off(k, &r.at[0]);
    if (e) fail(k, e);
    else add_result(k, &r, dom, 1);
}

/* R shows combinations that have no rows as well, with 0. */
static void add_table(Case *k, const Result *r, const Domain *one, const Domain *two) {
    for (int32_t b = 1; b <= two->cells; b++)
        for (int32_t a = 1; a <= one->cells; a++) {
            const char *cell = arena_print(k->s->a, "%s.%s", one->name[a], two->name[b]);
            Answer     *x = case_add(k);
            x->domain = "";
            x->term = arena_print(k->s->a, "%s|%s", one->name[a], two->name[b]);
            x->est = 0;
            for (int j = 0; j < r->p; j++)
                if (strcmp(r->at[j].cell, cell) == 0) x->est = r->at[j].value;
        }
}

static void run_table(Case *k) {
    const char *plus = strchr(k->formula, '+');
    Domain      both, one, two;
    Result      r;
    if (!plus) { k->why = "not a table of two"; return; }
    const char *first = arena_part(k->s->a, k->formula, (size_t)(plus - k->formula));
    const char *second = arena_print(k->s->a, "~%s", plus + 1);
    Err         e = domain_make(k->s, k->d->data, k->formula, NULL, &both);
    if (!e) e = domain_make(k->s, k->d->data, first, NULL, &one);
    if (!e) e = domain_make(k->s, k->d->data, second, NULL, &two);
    if (!e) e = stats_table(k->s, k->d, &both, &r);
    if (e) fail(k, e);
    else add_table(k, &r, &one, &two);
}

/* diff=(1,-1) is a contrast of the means, anything else an expression of them. */
static void run_contrast(Case *k) {
    enum { COEFS = 32 };
    Result        all, r;
    const Domain *dom;
    int           columns;
    double        coef[COEFS] = {0};
    const char   *diff = case_option(k, "diff");
    Err           e = result_of(k, "svymean", &all, &dom, &columns);
    if (e) { fail(k, e); return; }
    const char *at = diff ? strchr(diff, '(') : NULL;
    for (int j = 0; at && *at && *at != ')' && j < COEFS; j++) {
        char *end;
        coef[j] = strtod(at + 1, &end);
        at = end;
    }
    if (diff) e = stats_contrast(k->s, &all, 1, coef, (const char *[]){"diff"}, &r);
    else e = stats_expression(k->s, &all, k->option, &r);
    if (e) fail(k, e);
    else add_result(k, &r, NULL, 1);
}

/* Weights of the cells of a table: postStratify() of a small sample to a small population. */
static void run_cell_weight(Case *k) {
    const char *plus = strchr(k->formula, '+');
    if (!plus) { k->why = "not a table of two"; return; }
    const char *first = arena_part(k->s->a, k->formula, (size_t)(plus - k->formula));
    Domain      one, two;
    Err         e = domain_make(k->s, k->d->data, first, NULL, &one);
    if (!e) e = domain_make(k->s, k->d->data, arena_print(k->s->a, "~%s", plus + 1), NULL, &two);
    if (e) { fail(k, e); return; }
    for (int64_t i = 0; i < k->d->n; i++) {
        const char *term = arena_print(k->s->a, "%s|%s", one.name[domain_at(&one, i)],
                                       two.name[domain_at(&two, i)]);
        Answer     *x = case_add(k);
        x->domain = "";
        x->term = term;
        x->est = k->d->w[i];
    }
}

static int word_of(const char *const *words, const char *word) {
    for (int i = 0; word && words[i]; i++)
        if (strcmp(words[i], word) == 0) return i;
    return 0;
}

/* All probabilities that a table is likely to ask for. */
static void run_quantile(Case *k) {
    static const double p[] = {0.01, 0.05, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8,
                               0.9, 0.95, 0.99};
    Quantiles q = {sizeof p / sizeof *p, p,
                   (QuantileRule)word_of(quantile_rules, case_option(k, "qrule")),
                   (QuantileInterval)word_of(quantile_intervals, case_option(k, "interval"))};
    const Domain *dom;
    Model         m;
    Result        r;
    Err           e = domain_of(k, &dom);
    k->s->df = df_rule(k);
    if (!e) e = model_make(k->s, k->d->data, k->formula, MODEL_LEVELS, &m);
    if (!e) e = stats_quantile(k->s, k->d, &m, dom, &q, &r);
    if (e) fail(k, e);
    else add_result(k, &r, dom, 2);
}

typedef struct Kind { const char *stat; void (*run)(Case *k); } Kind;
static const Kind kinds[] = {
    {"svymean", run_plain},          {"svytotal", run_plain},      {"svyratio", run_plain},
    {"svyby:svymean", run_plain},    {"svyby:svytotal", run_plain},
    {"svyby:svyratio", run_plain},   {"svyvar", run_plain},        {"svyvar:offdiag", run_plain},
    {"svyby:cov12", run_cov},        {"svymean:cov12", run_cov},   {"svytotal:cov12", run_cov},
    {"svyciprop", run_proportion},   {"svytable", run_table},
    {"svycontrast", run_contrast},   {"weights", run_weights},
    {"cellweight", run_cell_weight}, {"svyquantile", run_quantile},
    {"svyby:svyquantile", run_quantile}, {"svyglm", run_glm}, {"svyglm:dispersion", run_glm},
};

void case_run(Case *k) {
    if (k->why) return;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(kinds[i].stat, k->stat) != 0) continue;
        kinds[i].run(k);
        return;
    }
    k->why = "no such statistic yet";
}
