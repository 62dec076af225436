/* survey_test.c - the reference table of R survey 4.5, every row of means, totals, ratios,
 * variances, proportions, tables, contrasts and covariances. Says each that differs. */
#include "designs.h"

typedef struct Row {
    const char *design, *stat, *formula, *option, *domain, *term, *key;
    double      est, se, lo, hi, df, deff;
} Row;

typedef struct Run {
    Stats  *s;
    Row     row;
    Case    c;
    char    opened[256]; /* what c was opened for */
    Arena  *of_case;
    int     tried, failed, skipped;
} Run;

/* The value of NAME in a=1;b=2, "" when it stands alone, NULL when it is not there. */
static const char *option(Run *t, const char *name) {
    char *all = arena_text(t->s->a, t->row.option ? t->row.option : ""), *part;
    size_t len = strlen(name);
    while ((part = strsep(&all, ";"))) {
        if (strncmp(part, name, len) != 0) continue;
        if (part[len] == '=') return part + len + 1;
        if (!part[len]) return part + len;
    }
    return NULL;
}

static Lonely lonely_named(const char *name) {
    static const char *const names[] = {"fail", "remove", "certainty", "average", "adjust"};
    for (int k = 0; name && k < 5; k++)
        if (strcmp(names[k], name) == 0) return (Lonely)k;
    return LONELY_FAIL;
}

static bool is(const char *a, const char *b) { return a && strcmp(a, b) == 0; }

static bool open_case(Run *t) {
    const char *lonely = option(t, "lonely"), *adjust = option(t, "adjust.domain");
    bool        mse = is(option(t, "mse"), "TRUE");
    char        want[256];
    snprintf(want, sizeof want, "%s|%s|%s|%d", t->row.design, lonely ? lonely : "",
             adjust ? adjust : "", mse);
    if (strcmp(want, t->opened) == 0) return t->c.name != NULL;
    snprintf(t->opened, sizeof t->opened, "%s", want);
    if (t->of_case) arena_close(t->of_case);
    t->of_case = arena_open();
    t->c.name = NULL;
    Stats s = {.a = t->of_case};
    return case_open(&s, t->row.design, lonely_named(lonely), is(adjust, "TRUE"), mse, &t->c);
}

/* `floor` is what rounding alone may leave where R has 0. */
static void compare(Run *t, const char *what, double got, double want, double relative,
                    double floor) {
    if (isnan(want) ? isnan(got) : got == want) return;
    if (fabs(got - want) <= relative * fabs(want) + floor) return;
    t->failed++;
    printf("%s: %s %.17g, want %.17g\n", t->row.key, what, got, want);
}

/* How near each figure has to be. R's regression stops at 1e-8, and so do the proportions
 * that go through one; its profile likelihood is interpolated between ten points. */
typedef struct Near { double est, se, ends; } Near;
static Near nearness(Run *t) {
    const char *method = option(t, "method");
    if (strstr(t->row.design, "rak")) return (Near){1e-8, 1e-8, 1e-8};
    if (is(method, "likelihood")) return (Near){1e-8, 1e-6, 1e-3};
    if (is(method, "logit")) return (Near){1e-8, 1e-6, 1e-6};
    return (Near){1e-12, 1e-10, 1e-10};
}

static void compare_all(Run *t, const Estimate *e) {
    int    before = t->failed;
    Near   near = nearness(t);
    double size = 1e-10 * fabs(t->row.est);
    compare(t, "est", e->value, t->row.est, near.est, near.est > 1e-9 ? 1e-10 : 0);
    if (!isnan(t->row.se)) compare(t, "se", e->se, t->row.se, near.se, size);
    if (!isnan(t->row.df)) compare(t, "df", e->df, t->row.df, 0, 0);
    /* At a share of 0 R's regression breaks off somewhere; there is no interval. */
    bool edge = near.ends == 1e-6 && fabs(t->row.est) < 1e-9;
    if (!isnan(t->row.lo) && !edge) {
        compare(t, "lo", e->lo, t->row.lo, near.ends, size);
        compare(t, "hi", e->hi, t->row.hi, near.ends, size);
    }
    if (!isnan(t->row.deff)) {
        bool with = is(option(t, "deff"), "replace");
        compare(t, "deff", with ? e->deff_wr : e->deff, t->row.deff, 1e-9, 0);
    }
    if (t->failed > before) t->failed = before + 1;
}

static const Estimate *find(Run *t, const Result *r) {
    char *cell = arena_text(t->s->a, t->row.term);
    for (char *bar; is(t->row.stat, "svytable") && (bar = strchr(cell, '|')); ) *bar = '.';
    if (is(t->row.stat, "svytable"))
        for (int k = 0; k < r->p; k++)
            if (is(r->at[k].cell, cell)) return &r->at[k];
    for (int k = 0; k < r->p; k++) {
        const Estimate *e = &r->at[k];
        const char *both = e->cell ? arena_print(t->s->a, "%s:%s", e->cell, e->name) : e->name;
        if (is(both, t->row.term) || is(e->cell, t->row.term) || r->p == 1) return e;
        if (!e->cell && is(e->name, t->row.term)) return e;
    }
    return NULL;
}

static int index_named(Run *t, const Result *r, const char *name) {
    Row row = t->row;
    t->row.term = name;
    const Estimate *e = find(t, r);
    t->row = row;
    return e ? (int)(e - r->at) : -1;
}

/* The covariance of the pair that the row names: "a|b", or the first two. */
static void compare_cov(Run *t, const Result *r) {
    int i = 0, j = 1;
    if (t->row.domain) {
        char *pair = arena_text(t->s->a, t->row.domain), *rest = pair;
        i = index_named(t, r, strsep(&rest, "|"));
        j = index_named(t, r, rest);
    }
    int before = t->failed;
    if (i < 0 || j < 0) t->failed++, printf("%s: no such term\n", t->row.key);
    else compare(t, "cov", result_cov(r, i, r, j), t->row.est, nearness(t).ends,
                 1e-12 * r->at[i].se * r->at[j].se);
    if (t->failed > before) t->failed = before + 1;
}

static Err proportion(Run *t, const Domain *at, Result *r) {
    static const char *const names[] = {"logit", "wilson", "beta", "likelihood", "asin", "mean",
                                        "xlogit"};
    Column c;
    Err    e = column_make(t->s, t->c.design.data, t->row.formula, &c);
    for (int k = 0; !e && k < 7; k++)
        if (is(option(t, "method"), names[k]))
            return stats_proportion(t->s, &t->c.design, &c, at, (Prop)k, false, r);
    return e ? e : "unknown method";
}

static Err contrast(Run *t, const Model *m, Result *r) {
    Result *of = arena_new(t->s->a, Result);
    Err     e = stats_mean(t->s, &t->c.design, m, NULL, of);
    if (e) return e;
    if (is(t->row.option, "diff=(1,-1)"))
        return stats_contrast(t->s, of, 1, (double[]){1, -1}, (const char *[]){"diff"}, r);
    return stats_expression(t->s, of, t->row.option, r);
}

static Err estimate(Run *t, Result *r, bool *known) {
    Stats        *s = t->s;
    const Design *d = &t->c.design;
    const char   *stat = t->row.stat, *by = option(t, "by"), *where = option(t, "subset");
    Domain        cells, *at = NULL;
    Model         m, under;
    Err           e;
    *known = true;
    s->missing = is(option(t, "na.rm"), "FALSE") ? MISSING_KEEP : MISSING_ANY;
    s->df = isinf(t->row.df) ? DF_NORMAL : by ? DF_DESIGN : DF_CELL;
    if (by || where) {
        if ((e = domain_make(s, d->data, by, where, &cells))) return e;
        at = &cells;
    }
    if (is(stat, "svyciprop")) return proportion(t, at, r);
    if (is(stat, "svytable")) {
        if ((e = domain_make(s, d->data, t->row.formula, NULL, &cells))) return e;
        return stats_table(s, d, &cells, r);
    }
    bool ratio = strstr(stat, "svyratio") != NULL;
    char *up = arena_text(s->a, t->row.formula), *down = up;
    if (ratio) {
        down = strstr(up, "/~");
        *down++ = '\0';
        if ((e = model_make(s, d->data, down, MODEL_LEVELS, &under))) return e;
    }
    if ((e = model_make(s, d->data, up, MODEL_LEVELS, &m))) return e;
    if (ratio) return stats_ratio(s, d, &m, &under, at, r);
    /* The table took covariances by cell of totals for these two variables, else of means. */
    bool totals = is(stat, "svyby:cov12")
               && (strstr(t->row.formula, "enroll") || strstr(t->row.formula, "births"));
    if (totals) return stats_total(s, d, &m, at, r);
    if (strstr(stat, "svymean") || strstr(stat, "cov12")) return stats_mean(s, d, &m, at, r);
    if (is(stat, "svytotal") || is(stat, "svyby:svytotal")) return stats_total(s, d, &m, at, r);
    if (strstr(stat, "svyvar")) return stats_variance(s, d, &m, at, r);
    if (is(stat, "svycontrast")) return contrast(t, &m, r);
    *known = false;
    return NULL;
}

static void run(Run *t) {
    Result r;
    bool   known;
    if (!t->row.formula || !t->row.design) { t->skipped++; return; }
    if (!open_case(t)) { t->skipped++; return; }
    Err e = estimate(t, &r, &known);
    if (!known) { t->skipped++; return; }
    t->tried++;
    if (e) {
        t->failed++;
        printf("%s: %s (%s)\n", t->row.key, e, t->s->detail ? t->s->detail : "");
        return;
    }
    if (strstr(t->row.stat, "cov12")) { compare_cov(t, &r); return; }
    const Estimate *at = find(t, &r);
    if (at) compare_all(t, at);
    else t->failed++, printf("%s: no such term\n", t->row.key);
}

static double number(const char *text) { return text ? strtod(text, NULL) : NAN; }

static Row row_of(const Sheet *t, int64_t i) {
    return (Row){sheet_text(t, i, "design"), sheet_text(t, i, "stat"), sheet_text(t, i, "formula"),
                 sheet_text(t, i, "option"), sheet_text(t, i, "domain"), sheet_text(t, i, "term"),
                 sheet_text(t, i, "key"), number(sheet_text(t, i, "est")),
                 number(sheet_text(t, i, "se")), number(sheet_text(t, i, "ci_lo")),
                 number(sheet_text(t, i, "ci_hi")), number(sheet_text(t, i, "df")),
                 number(sheet_text(t, i, "deff"))};
}

/* With a word: only keys that hold it, and a count. */
int main(int argc, char **argv) {
    Arena *a = arena_open();
    Sheet  t = sheet_open(a, arena_print(a, "%s/data/stats/estimates.csv", sheet_shared()));
    Run    all = {.tried = 0};
    for (int sorted = 0; sorted < 2; sorted++) {
        cases_sorted = sorted;
        all.opened[0] = '\0';
        for (int64_t i = 0; i < t.n; i++) {
            Arena *one = arena_open();
            Stats  s = {.a = one};
            all.s = &s;
            all.row = row_of(&t, i);
            if (argc < 2 || strstr(all.row.key, argv[1])) run(&all);
            arena_close(one);
        }
    }
    if (argc > 1) printf("%d tried, %d differ, %d skipped\n", all.tried, all.failed, all.skipped);
    CHECK(argc > 1 || all.tried > 1000);
    if (all.of_case) arena_close(all.of_case);
    arena_close(a);
    return all.failed ? 1 : test_failed;
}
