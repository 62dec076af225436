/* weigh_test.c - weights that match totals: a case by hand, ways that must agree, refusals.
 * What R gives of them is in tests/conformance. */
#include "sheet.h"

#include "stats/weigh.h"

static Arena *a;

/* Four people of weight 10: two men, two women; two young, two old; one of each. */
static double  sex[] = {1, 1, 2, 2, 2}, age[] = {1, 2, 1, 2, 2}, w[] = {10, 10, 10, 10, 0};
static double  y[] = {1, 2, 4, 8, 99};
static Var     small_var[] = {{.name = "sex", .real = sex}, {.name = "age", .real = age},
                              {.name = "w", .real = w}, {.name = "y", .real = y}};
static Dataset small = {.n = 5, .vars = 4, .var = small_var};

static Design plain(Stats *s, const Dataset *t, DesignSpec spec) {
    Design d;
    CHECK_TEXT(design_make(s, t, &spec, &d), NULL);
    return d;
}

static Err rake_to(const char *text, const Rake *how, Weighting *z, Stats *s) {
    Design  d = plain(s, &small, (DesignSpec){.weights = "w"});
    Margin *m;
    int     n;
    Err     e = margins_read(s, text, &n, &m);
    return e ? e : weights_rake(s, &d, n, m, how, z);
}

/* Men 30 of 40 and young 30 of 40: of independent margins the product, 22.5 7.5 7.5 2.5. */
static void by_hand(void) {
    Stats     s = {.a = a};
    Weighting z;
    CHECK_TEXT(rake_to("~sex: 1=30 2=10; age: 1=30, 2=10", NULL, &z, &s), NULL);
    CHECK_NEAR(z.design.w[0], 22.5);
    CHECK_NEAR(z.design.w[1], 7.5);
    CHECK_NEAR(z.design.w[3], 2.5);
    CHECK_NEAR(z.design.w[4], 0);
    CHECK_NEAR(z.n_eff, 40 * 40 / (22.5 * 22.5 + 2 * 7.5 * 7.5 + 2.5 * 2.5));
    CHECK_NEAR(z.spread, 4 / z.n_eff);
    CHECK_NEAR(z.most, 2.25);
    CHECK_NEAR(z.least, 0.25);
    CHECK(z.turns == 2 && z.margins == 2);
    CHECK_NEAR(z.gap[0], 1); /* women: 20 in place of 10 */
    CHECK_TEXT(z.margin[1], "~age");
}

static void refuses_margins(void) {
    static const struct { const char *text, *err, *detail; } all[] = {
        {"~sex: 1=30 2=1O", "stats.margin.bad", "~sex: 1=30 2= <-- 1O"},
        {"~sex 1=30", "stats.margin.bad", " <-- ~sex 1=30"},
        {"", "stats.margin.bad", NULL},
        {"~sex: 1=30 2=10 3=5 9=1", "stats.margin.unknown", "~sex: 3, 9"},
        {"~sex: 1=30", "stats.margin.absent", "~sex: 2"},
        {"~sex: 1=30 2=10 1=3", "stats.margin.twice", "~sex: 1"},
        {"~sex: 1=50 2=-10", "stats.margin.negative", "~sex: 2"},
        {"~sex: 1=30 2=10; age: 1=30 2=11", "stats.margin.sums", "~sex: 40, ~age: 41"},
        {"~sx: 1=30 2=10", "stats.variable.unknown", "sx (sex?)"},
    };
    for (size_t k = 0; k < sizeof all / sizeof *all; k++) {
        Stats     s = {.a = a};
        Weighting z;
        CHECK_TEXT(rake_to(all[k].text, NULL, &z, &s), all[k].err);
        if (all[k].detail) CHECK_TEXT(s.detail, all[k].detail);
    }
}

/* Nobody is an old man, so as many old as there are cannot be had from the women alone. */
static void refuses_contradictions(void) {
    Stats     s = {.a = a};
    Weighting z;
    age[1] = 1;
    CHECK_TEXT(rake_to("~sex: 1=30 2=10; age: 1=20 2=20", &(Rake){.turns = 50}, &z, &s),
               "stats.margin.converge");
    CHECK(s.detail && strstr(s.detail, "after 50 turns") != NULL);
    age[1] = NAN;
    CHECK_TEXT(rake_to("~sex: 1=30 2=10; age: 1=30 2=10", NULL, &z, &s), "stats.margin.missing");
    CHECK_TEXT(s.detail, "~age, row 2");
    age[1] = 2;
    sex[4] = 3; /* a row without a weight asks for no total, but 3 has a name */
    CHECK_TEXT(rake_to("~sex: 1=30 2=10 3=5; age: 1=35 2=10", NULL, &z, &s),
               "stats.margin.unknown");
    sex[4] = 2;
}

/* ---- the sample of clusters of the API data ---- */

static Dataset api(const char *name) {
    Sheet t = sheet_open(a, arena_print(a, "%s/data/stats/data/%s.csv", sheet_shared(), name));
    return sheet_dataset(a, &t);
}

static Estimate mean_of(Stats *s, const Design *d, const char *formula, bool total) {
    Model  m;
    Result r;
    CHECK_TEXT(model_make(s, d->data, formula, MODEL_LEVELS, &m), NULL);
    CHECK_TEXT(total ? stats_total(s, d, &m, NULL, &r) : stats_mean(s, d, &m, NULL, &r), NULL);
    return r.at[0];
}

static void near_to(double got, double want, double by, const char *what) {
    if (fabs(got - want) <= by * fabs(want)) return;
    fprintf(stderr, "%s: got %.17g, want %.17g\n", what, got, want);
    test_failed = 1;
}

/* Raking is the calibration with the distance of raking: the same weights by quite another
 * road, and in its default form the same errors. The post-strata are a raking to one margin. */
static void roads_agree(void) {
    Stats     s = {.a = a};
    Dataset   t = api("apiclus1");
    Design    d = plain(&s, &t, (DesignSpec){.psu = "~dnum", .weights = "pw", .fpc = "~fpc"});
    Margin   *m, *columns;
    int       n;
    Weighting rake, greg, post, one;
    CHECK_TEXT(margins_read(&s, "stype: E=4421 H=755 M=1018; sch.wide: No=1072 Yes=5122", &n, &m),
               NULL);
    CHECK_TEXT(weights_rake(&s, &d, n, m, NULL, &rake), NULL);
    CHECK_TEXT(margins_read(&s, "~stype+sch.wide: (Intercept)=6194 stypeH=755 stypeM=1018 "
                                "sch.wideYes=5122", &n, &columns), NULL);
    Calibrate how = {.by = CALIBRATE_RAKING, .epsilon = 1e-13};
    CHECK_TEXT(weights_calibrate(&s, &d, columns, &how, &greg), NULL);
    for (int64_t i = 0; i < d.n; i++)
        near_to(rake.design.w[i], greg.design.w[i], 1e-10, "weight");
    static const char *const of[] = {"~api00", "~ell", "~I(api00>700 & stype==\"E\")"};
    for (int k = 0; k < 3; k++) {
        Estimate x = mean_of(&s, &rake.design, of[k], false);
        Estimate z = mean_of(&s, &greg.design, of[k], false);
        near_to(x.value, z.value, 1e-10, of[k]);
        near_to(x.se, z.se, 1e-10, of[k]);
    }
    CHECK(mean_of(&s, &rake.design, "~I(sch.wide==\"Yes\")", true).se < 1e-7);
    CHECK_TEXT(weights_post(&s, &d, m, &post), NULL);
    CHECK_TEXT(weights_rake(&s, &d, 1, m, NULL, &one), NULL);
    near_to(mean_of(&s, &post.design, "~api00", false).se,
            mean_of(&s, &one.design, "~api00", false).se, 1e-12, "one margin");
}

/* A sample large enough for the tables of units: the road by cells gives what the rows give. */
static void tables_agree(void) {
    enum { N = 40000, P = 6 };
    static const char *const name[P] = {"h", "u", "a", "b", "w", "y"};
    Stats   s = {.a = a};
    double *x[P];
    Var     var[P];
    for (int k = 0; k < P; k++) {
        x[k] = arena_take(a, N * sizeof(double));
        var[k] = (Var){.name = name[k], .real = x[k]};
    }
    uint64_t seed = 5;
    for (int i = 0; i < N; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        double r = (double)(seed >> 11) * 0x1p-53;
        x[0][i] = i / 4000, x[1][i] = i / 400;
        x[2][i] = 1 + (int)(seed >> 33 & 1), x[3][i] = 1 + (int)((seed >> 40) % 3);
        x[4][i] = 1 + r, x[5][i] = i % 97 == 0 ? NAN : 5 * x[2][i] + x[3][i] + r + i / 400 % 7;
    }
    Dataset   t = {.n = N, .vars = P, .var = var};
    Design    d = plain(&s, &t, (DesignSpec){.psu = "~u", .strata = "~h", .weights = "w"});
    Margin   *m, *columns;
    int       n;
    Weighting rake, greg;
    CHECK_TEXT(margins_read(&s, "~a: 1=35000 2=25000; ~b: 1=15000 2=25000 3=20000", &n, &m), NULL);
    CHECK_TEXT(margins_read(&s, "~factor(a)+factor(b): (Intercept)=60000 factor(a)2=25000 "
                                "factor(b)2=25000 factor(b)3=20000", &n, &columns), NULL);
    CHECK_TEXT(weights_rake(&s, &d, 2, m, NULL, &rake), NULL);
    Calibrate how = {.by = CALIBRATE_RAKING, .epsilon = 1e-13};
    CHECK_TEXT(weights_calibrate(&s, &d, columns, &how, &greg), NULL);
    for (int total = 0; total < 2; total++) {
        Estimate one = mean_of(&s, &rake.design, "~y", total);
        Estimate two = mean_of(&s, &greg.design, "~y", total);
        near_to(one.value, two.value, 1e-10, "value");
        near_to(one.se, two.se, 1e-9, "se");
    }
}

static void calibrates_within(void) {
    Stats     s = {.a = a};
    Dataset   t = api("apiclus1");
    Design    d = plain(&s, &t, (DesignSpec){.psu = "~dnum", .weights = "pw"});
    Margin   *m;
    int       n;
    Weighting z;
    const char *text = "~api99: (Intercept)=6194 api99=3914069";
    CHECK_TEXT(margins_read(&s, text, &n, &m), NULL);
    Calibrate how = {.by = CALIBRATE_LOGIT, .lower = 0.4, .upper = 2.5};
    CHECK_TEXT(weights_calibrate(&s, &d, m, &how, &z), NULL);
    CHECK(z.least >= 0.4 && z.most <= 2.5);
    near_to(mean_of(&s, &z.design, "~api99", true).value, 3914069, 1e-9, "total");
    how = (Calibrate){.lower = 0.99999, .upper = 1.00001};
    CHECK_TEXT(weights_calibrate(&s, &d, m, &how, &z), "stats.margin.converge");
    CHECK_TEXT(weights_calibrate(&s, &d, m, &(Calibrate){.by = CALIBRATE_LOGIT}, &z),
               "stats.margin.bounds");
    CHECK_TEXT(weights_calibrate(&s, &d, m, &(Calibrate){.lower = 1.2, .upper = 3}, &z),
               "stats.margin.bounds");
    CHECK_TEXT(weights_calibrate(&s, &d, m, &(Calibrate){.stage = 2}, &z), "stats.margin.stage");
    CHECK_TEXT(weights_calibrate(&s, &d, m, &(Calibrate){.sigma = "ell"}, &z),
               "stats.margin.sigma");
    CHECK_TEXT(margins_read(&s, "~api99: (Intercept)=6194 api98=3914069", &n, &m), NULL);
    CHECK_TEXT(weights_calibrate(&s, &d, m, NULL, &z), "stats.margin.unknown");
    CHECK_TEXT(s.detail, "~api99: api98");
}

static void trims(void) {
    Stats     s = {.a = a};
    Dataset   t = api("apistrat");
    Design    d = plain(&s, &t, (DesignSpec){.strata = "~stype", .weights = "pw"});
    Weighting z;
    double    sum = 0, was = 0;
    CHECK_TEXT(weights_trim(&s, &d, 16, 40, true, &z), NULL);
    for (int64_t i = 0; i < d.n; i++) {
        CHECK(z.design.w[i] >= 16 && z.design.w[i] <= 40);
        sum += z.design.w[i], was += d.w[i];
    }
    near_to(sum, was, 1e-12, "sum");
    CHECK_TEXT(weights_trim(&s, &d, 0, 20, true, &z), "stats.trim.bounds");
    CHECK_TEXT(weights_trim(&s, &d, 20, 10, false, &z), "stats.trim.bounds");
}

int main(void) {
    a = arena_open();
    by_hand();
    refuses_margins();
    refuses_contradictions();
    roads_agree();
    tables_agree();
    calibrates_within();
    trims();
    arena_close(a);
    return test_failed;
}
