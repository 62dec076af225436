/* mean_test.c - means and totals: a case worked by hand, its refusals, and a published one. */
#include "sheet.h"

static Arena *a;

/* Two strata of two units, weight 2 throughout: y = 1 3 | 5 and 2 | 6 6.
 * Mean 46/12. Influences (y - 23/6)/6 add up, unit by unit, to -22, 7, -11, 26 thirty-sixths;
 * each stratum of two gives the square of the difference: (29^2 + 37^2) / 36^2. */
static double stratum[] = {1, 1, 1, 2, 2, 2}, unit[] = {1, 1, 2, 3, 4, 4};
static double weight[] = {2, 2, 2, 2, 2, 2}, y[] = {1, 3, 5, 2, 6, 6};
static Var    small_var[] = {{.name = "h", .real = stratum}, {.name = "u", .real = unit},
                             {.name = "w", .real = weight}, {.name = "y", .real = y}};
static Dataset    small = {.n = 6, .vars = 4, .var = small_var};
static DesignSpec spec = {.psu = "~u", .strata = "~h", .weights = "w"};

static Err mean_of(Stats *s, const char *formula, const char *where, Result *r) {
    Design *d = arena_new(a, Design);
    Model   m;
    Domain  at;
    Err     e = design_make(s, &small, &spec, d);
    if (!e) e = model_make(s, &small, formula, MODEL_LEVELS, &m);
    if (!e && where) e = domain_make(s, &small, NULL, where, &at);
    return e ? e : stats_mean(s, d, &m, where ? &at : NULL, r);
}

static void by_hand(void) {
    Stats  s = {.a = a};
    Result r;
    CHECK_TEXT(mean_of(&s, "~y", NULL, &r), NULL);
    CHECK_NEAR(r.at[0].value, 23 / 6.0);
    CHECK_NEAR(r.at[0].se, sqrt(29 * 29 + 37 * 37) / 36);
    CHECK_NEAR(r.at[0].df, 2);
    CHECK_NEAR(r.at[0].hi, 23 / 6.0 + 4.30265272974946214 * sqrt(29 * 29 + 37 * 37) / 36);
    CHECK(r.at[0].n == 6);
    CHECK_NEAR(r.cov[0], r.at[0].se * r.at[0].se);
}

static void refuses(void) {
    Stats  s = {.a = a};
    Result r;
    CHECK_TEXT(mean_of(&s, "~yy", NULL, &r), "stats.variable.unknown");
    CHECK_TEXT(s.detail, "yy (y?)");
    CHECK_TEXT(mean_of(&s, "~y+", NULL, &r), "stats.formula.bad");
    weight[3] = -1;
    CHECK_TEXT(mean_of(&s, "~y", NULL, &r), "stats.weight.bad");
    CHECK_TEXT(s.detail, "row 4: -1");
    weight[3] = 2;
    unit[3] = 2;
    CHECK_TEXT(mean_of(&s, "~y", NULL, &r), "stats.psu.split");
    CHECK_TEXT(s.detail, "2: 1, 2 (row 4)");
    unit[3] = 4;
    CHECK_TEXT(mean_of(&s, "~y", NULL, &r), "stats.stratum.single");
    CHECK_TEXT(s.detail, "2");
    unit[3] = 3;
}

/* R survey 4.5, help page of svydesign(): the API sample of clusters. */
static void published(void) {
    Stats   s = {.a = a};
    Sheet   t = sheet_open(a, arena_print(a, "%s/data/stats/data/apiclus1.csv", sheet_shared()));
    Dataset d = sheet_dataset(a, &t);
    Design  design;
    Model   m;
    Result  r;
    DesignSpec q = {.psu = "~dnum", .weights = "~pw", .fpc = "~fpc"};
    CHECK_TEXT(design_make(&s, &d, &q, &design), NULL);
    CHECK_TEXT(model_make(&s, &d, "~api00+stype", MODEL_LEVELS, &m), NULL);
    CHECK_TEXT(stats_mean(&s, &design, &m, NULL, &r), NULL);
    CHECK(r.p == 4);
    CHECK_TEXT(r.at[2].name, "stypeH");
    CHECK(fabs(r.at[0].value - 644.17) < 0.005);
    CHECK(fabs(r.at[0].se - 23.542) < 0.0005);
    CHECK_NEAR(r.at[0].df, 14);
}

int main(void) {
    a = arena_open();
    by_hand();
    refuses();
    published();
    arena_close(a);
    return test_failed;
}
