/* result_test.c - what is made of estimates, and what is said with them: contrasts, intervals
 * of shares, lonely units, notes, response rates. */
#include "sheet.h"

static Arena *a;

/* Three strata: two of two units, one of one; weight 1. Totals of y by unit: 4, 5 | 2, 12 | 7. */
static double h[] = {1, 1, 1, 2, 2, 2, 3, 3}, u[] = {1, 1, 2, 3, 4, 4, 5, 5};
static double w[] = {1, 1, 1, 1, 1, 1, 1, 1}, y[] = {1, 3, 5, 2, 6, 6, 3, 4};
static double x[] = {2, 2, 4, 2, 2, 4, 4, 6}, share[] = {0, 1, 0, 0, 1, 1, 0, 1};
static Var    vars[] = {{.name = "h", .real = h}, {.name = "u", .real = u},
                        {.name = "w", .real = w}, {.name = "y", .real = y},
                        {.name = "x", .real = x}, {.name = "share", .real = share}};
static Dataset    data = {.n = 8, .vars = 6, .var = vars};
static DesignSpec spec = {.psu = "~u", .strata = "~h", .weights = "w"};

static Design design(Stats *s, Lonely lonely) {
    Design d;
    spec.lonely = lonely;
    CHECK_TEXT(design_make(s, &data, &spec, &d), NULL);
    return d;
}

static double total_se(Lonely lonely) {
    Stats  s = {.a = a};
    Design d = design(&s, lonely);
    Model  m;
    Result r;
    CHECK_TEXT(model_make(&s, &data, "~y", MODEL_LEVELS, &m), NULL);
    CHECK_TEXT(stats_total(&s, &d, &m, NULL, &r), NULL);
    return r.at[0].se;
}

/* A stratum of two units adds the square of their difference: 1 and 100. The lonely one adds
 * nothing, or the average of the others, or the square of its distance from the mean unit: 7
 * from 30 / 5. */
static void lonely(void) {
    CHECK_NEAR(total_se(LONELY_REMOVE), sqrt(101));
    CHECK_NEAR(total_se(LONELY_CERTAINTY), sqrt(101));
    CHECK_NEAR(total_se(LONELY_AVERAGE), sqrt(101 * 1.5));
    CHECK_NEAR(total_se(LONELY_ADJUST), sqrt(101 + 1));
}

static double group_se(Lonely lonely, const char *by, const char *where, int at) {
    Stats  s = {.a = a};
    Design d = design(&s, lonely);
    Domain in;
    Model  m;
    Result r;
    CHECK_TEXT(domain_make(&s, &data, by, where, &in), NULL);
    CHECK_TEXT(model_make(&s, &data, "~y", MODEL_LEVELS, &m), NULL);
    CHECK_TEXT(stats_total(&s, &d, &m, &in, &r), NULL);
    return r.at[at].se;
}

/* In a group only its own strata count, whether it is asked for alone or among others. Where x
 * is 2: units 4, 0 | 2, 6, and nobody in the lonely stratum, which adds nothing. Where it is 4:
 * 0, 5 | 0, 6 | 3, the mean unit 14 / 5. */
static void lonely_groups(void) {
    static const struct { const char *by, *where; int at; } group[] = {
        {NULL, "x == 2", 0}, {"~x", NULL, 0}, {NULL, "x == 4", 0}, {"~x", NULL, 1}};
    static const double average[] = {32, 32, 61 * 1.5, 61 * 1.5}, far[] = {32, 32, 61.04, 61.04};
    for (int k = 0; k < 4; k++) {
        CHECK_NEAR(group_se(LONELY_AVERAGE, group[k].by, group[k].where, group[k].at),
                   sqrt(average[k]));
        CHECK_NEAR(group_se(LONELY_ADJUST, group[k].by, group[k].where, group[k].at),
                   sqrt(far[k]));
    }
}

static bool noted(const Result *r, const char *key) {
    for (int k = 0; k < r->notes; k++)
        if (strcmp(r->note[k].key, key) == 0) return true;
    return false;
}

/* The difference of two means has the error of the mean of the difference; a ratio of two that
 * of the ratio. Two results of one design meet. */
static void contrasts(void) {
    Stats  s = {.a = a};
    Design d = design(&s, LONELY_REMOVE);
    Model  both, diff, up, down;
    Result r, other, c, ratio, q;
    CHECK_TEXT(model_make(&s, &data, "~y+x", MODEL_LEVELS, &both), NULL);
    CHECK_TEXT(model_make(&s, &data, "~I(y-x)", MODEL_LEVELS, &diff), NULL);
    CHECK_TEXT(model_make(&s, &data, "~y", MODEL_LEVELS, &up), NULL);
    CHECK_TEXT(model_make(&s, &data, "~x", MODEL_LEVELS, &down), NULL);
    CHECK_TEXT(stats_mean(&s, &d, &both, NULL, &r), NULL);
    CHECK_TEXT(stats_mean(&s, &d, &diff, NULL, &other), NULL);
    CHECK_TEXT(stats_contrast(&s, &r, 1, (double[]){1, -1}, (const char *[]){"d"}, &c), NULL);
    CHECK_NEAR(c.at[0].value, other.at[0].value);
    CHECK_NEAR(c.at[0].se, other.at[0].se);
    CHECK_NEAR(c.at[0].df, 2);
    CHECK_TEXT(stats_ratio(&s, &d, &up, &down, NULL, &ratio), NULL);
    CHECK_TEXT(stats_expression(&s, &r, "y/x", &c), NULL);
    CHECK_NEAR(c.at[0].value, ratio.at[0].value);
    CHECK_NEAR(c.at[0].se, ratio.at[0].se);
    CHECK_TEXT(stats_expression(&s, &r, "exp(log(y)-log(x))", &c), NULL);
    CHECK_NEAR(c.at[0].se, ratio.at[0].se);
    CHECK_TEXT(stats_expression(&s, &r, "y/nobody", &c), "stats.estimate.unknown");
    CHECK_TEXT(s.detail, "nobody");
    CHECK_TEXT(result_join(&s, &r, &ratio, &q), NULL);
    CHECK(q.p == 3);
    CHECK_NEAR(q.cov[1], r.cov[1]);
    CHECK_NEAR(q.cov[2], result_cov(&r, 0, &ratio, 0));
    Design apart = d;
    r.design = &apart;
    CHECK_TEXT(result_join(&s, &r, &ratio, &q), "stats.results.apart");
}

static Result share_of(Stats *s, Prop how, bool nchs, const char *where) {
    static Design d;
    d = design(s, LONELY_REMOVE);
    Column c;
    Domain at;
    Result r;
    CHECK_TEXT(column_make(s, &data, "share", &c), NULL);
    if (where) CHECK_TEXT(domain_make(s, &data, NULL, where, &at), NULL);
    CHECK_TEXT(stats_proportion(s, &d, &c, where ? &at : NULL, how, nchs, &r), NULL);
    return r;
}

static void shares(void) {
    Stats s = {.a = a};
    for (int how = 0; how <= PROP_XLOGIT; how++) {
        Result r = share_of(&s, (Prop)how, false, NULL);
        CHECK_NEAR(r.at[0].value, 0.5);
        CHECK(r.at[0].lo < 0.5 && r.at[0].hi > 0.5);
        CHECK(fabs(r.at[0].lo + r.at[0].hi - 1) < 1e-9);
        r = share_of(&s, (Prop)how, false, "u==3|u==2"); /* none: 0 of 2 */
        CHECK_NEAR(r.at[0].value, 0);
        CHECK(isnan(r.at[0].lo) && isnan(r.at[0].hi)); /* 0 degrees of freedom */
        CHECK(noted(&r, "stats.note.unknown"));
    }
    /* Korn and Graubard: n_eff may exceed n, with NCHS it may not. */
    Result wide = share_of(&s, PROP_BETA, true, NULL);
    Result narrow = share_of(&s, PROP_BETA, false, NULL);
    CHECK(wide.at[0].hi >= narrow.at[0].hi);
    share[2] = 0.5;
    Column c;
    Result r;
    Design d = design(&s, LONELY_REMOVE);
    CHECK_TEXT(column_make(&s, &data, "share", &c), NULL);
    CHECK_TEXT(stats_proportion(&s, &d, &c, NULL, PROP_LOGIT, false, &r),
               "stats.proportion.values");
    CHECK_TEXT(s.detail, "share, row 3: 0.5");
    share[2] = 0;
}

/* One unit in each stratum of a cell: no error, no interval, and a note; never a width of 0. */
static void notes(void) {
    Stats  s = {.a = a};
    Design d = design(&s, LONELY_REMOVE);
    Model  m;
    Domain by;
    Result r;
    CHECK_TEXT(model_make(&s, &data, "~y", MODEL_LEVELS, &m), NULL);
    CHECK_TEXT(domain_make(&s, &data, "~h", NULL, &by), NULL);
    CHECK_TEXT(stats_mean(&s, &d, &m, &by, &r), NULL);
    CHECK(r.at[0].df == 1 && r.at[0].hi > r.at[0].lo);
    CHECK(r.at[2].df == 0 && isnan(r.at[2].lo) && isnan(r.at[2].hi));
    CHECK(noted(&r, "stats.note.unknown") && noted(&r, "stats.note.few"));
    w[0] = 100;
    CHECK_TEXT(stats_mean(&s, &d, &m, NULL, &r), NULL);
    CHECK(noted(&r, "stats.note.heavy"));
    w[0] = 1;
    CHECK_TEXT(stats_mean(&s, &d, &m, NULL, &r), NULL);
    CHECK(!noted(&r, "stats.note.heavy"));
}

/* Standard Definitions, the form of p. 61: 500 complete, 50 partial, 200 refused, 100 never
 * met, 50 otherwise not; of 100 more nobody knows, half of them taken as eligible. */
static void rates(void) {
    Stats    s = {.a = a};
    Outcomes o = {500, 50, 200, 100, 50, 60, 40, 0.5};
    double   rate[7];
    CHECK_TEXT(response_rates(&s, &o, rate), NULL);
    CHECK_NEAR(rate[1], 0.5);
    CHECK_NEAR(rate[2], 0.55);
    CHECK_NEAR(rate[3], 500 / 950.0);
    CHECK_NEAR(rate[4], 550 / 950.0);
    CHECK_NEAR(rate[5], 500 / 900.0);
    CHECK_NEAR(rate[6], 550 / 900.0);
    o.eligible = 1.5;
    CHECK_TEXT(response_rates(&s, &o, rate), "stats.outcomes.bad");
    o = (Outcomes){.complete = -1};
    CHECK_TEXT(response_rates(&s, &o, rate), "stats.outcomes.bad");
    o = (Outcomes){0};
    CHECK_TEXT(response_rates(&s, &o, rate), NULL);
    CHECK(isnan(rate[1]));
}

int main(void) {
    a = arena_open();
    lonely();
    lonely_groups();
    contrasts();
    shares();
    notes();
    rates();
    arena_close(a);
    return test_failed;
}
