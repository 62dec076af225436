/* estimates.c - the statistics of estimates.csv, run by the engine. */
#include "conformance.h"

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
    if (strcmp(what, "svytotal") == 0) return stats_total(k->s, k->d, &m, *dom, r);
    return stats_mean(k->s, k->d, &m, *dom, r);
}

static void run_plain(Case *k) {
    Result        r;
    const Domain *dom;
    int           columns;
    const char   *what = strncmp(k->stat, "svyby:", 6) == 0 ? k->stat + 6 : k->stat;
    Err           e = result_of(k, what, &r, &dom, &columns);
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

typedef struct Kind { const char *stat; void (*run)(Case *k); } Kind;
static const Kind kinds[] = {
    {"svymean", run_plain},        {"svytotal", run_plain},
    {"svyby:svymean", run_plain},  {"svyby:svytotal", run_plain},
    {"svyby:cov12", run_cov},      {"svymean:cov12", run_cov},
    {"svytotal:cov12", run_cov},   {"weights", run_weights},
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
