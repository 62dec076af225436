/* replicates_test.c - replicates must give the errors of the design they stand for. */
#include "sheet.h"

#include "stats/random.h"
#include "stats/weigh.h"

static Arena *a;

static void orthogonal(void) {
    for (int least = 1; least <= 260; least += 7) {
        int      n;
        uint8_t *bit = hadamard_make(a, least, &n);
        CHECK(n >= least && n < least + 24);
        for (int j = 0; j < n; j++) CHECK(bit[j] == 1);
        for (int i = 0; i < n; i++)
            for (int k = 0; k < i; k++) {
                int sum = 0;
                for (int j = 0; j < n; j++) sum += bit[i * n + j] == bit[k * n + j] ? 1 : -1;
                CHECK(sum == 0);
            }
    }
}

/* The first draws of xoshiro256++ from splitmix64(1), as its authors' code gives them. */
static void same_draws(void) {
    Random r = random_of(1), again = random_of(1);
    for (int k = 0; k < 100; k++) CHECK(random_next(&r) == random_next(&again));
    int count[3] = {0};
    for (int k = 0; k < 30000; k++) count[random_below(&r, 3)]++;
    for (int k = 0; k < 3; k++) CHECK(abs(count[k] - 10000) < 400);
}

static Dataset data(const char *name) {
    Sheet t = sheet_open(a, arena_print(a, "%s/data/stats/data/%s.csv", sheet_shared(), name));
    return sheet_dataset(a, &t);
}

static double se_of_total(Stats *s, const Design *d, const char *formula) {
    Model  m;
    Result r;
    CHECK_TEXT(model_make(s, d->data, formula, MODEL_LEVELS, &m), NULL);
    CHECK_TEXT(stats_total(s, d, &m, NULL, &r), NULL);
    return r.at[0].se;
}

/* For a total the jackknife and balanced half-samples are exact; a bootstrap comes near. */
static void check_type(const Dataset *t, DesignSpec spec, ReplicateSpec how, const char *formula,
                       double by) {
    Stats  s = {.a = a, .missing = MISSING_ANY};
    Design d, r;
    CHECK_TEXT(design_make(&s, t, &spec, &d), NULL);
    CHECK_TEXT(replicates_make(&s, &d, &how, &r), NULL);
    double want = se_of_total(&s, &d, formula), got = se_of_total(&s, &r, formula);
    if (fabs(got / want - 1) > by) {
        fprintf(stderr, "%s: got %.10g, want %.10g\n", how.type, got, want);
        test_failed = 1;
    }
}

static void agree_with_design(void) {
    Dataset    c1 = data("apiclus1"), c2 = data("apiclus2"), st = data("apistrat");
    Dataset    nh = data("nhanes2p");
    DesignSpec clus1 = {.psu = "~dnum", .weights = "pw", .fpc = "~fpc"};
    DesignSpec clus1wr = {.psu = "~dnum", .weights = "pw"};
    DesignSpec clus2 = {.psu = "~dnum+snum", .fpc = "~fpc1+fpc2"};
    DesignSpec strat = {.strata = "~stype", .weights = "pw", .fpc = "~fpc"};
    DesignSpec stratwr = {.strata = "~stype", .weights = "pw"};
    DesignSpec pairs = {.psu = "~SDMVPSU", .strata = "~SDMVSTRA", .weights = "WTMEC2YR",
                        .nest = true};
    check_type(&c1, clus1, (ReplicateSpec){.type = "JK1"}, "~enroll", 1e-12);
    check_type(&st, strat, (ReplicateSpec){.type = "JKn"}, "~enroll", 1e-12);
    check_type(&nh, pairs, (ReplicateSpec){.type = "JKn"}, "~HI_CHOL", 1e-12);
    check_type(&nh, pairs, (ReplicateSpec){.type = "BRR"}, "~HI_CHOL", 1e-12);
    check_type(&nh, pairs, (ReplicateSpec){.type = "Fay", .rho = 0.3}, "~HI_CHOL", 1e-12);
    check_type(&c1, clus1, (ReplicateSpec){.type = "bootstrap", .reps = 4000, .seed = 7},
               "~enroll", 0.04);
    check_type(&st, strat, (ReplicateSpec){.type = "bootstrap", .reps = 4000, .seed = 7},
               "~enroll", 0.04);
    check_type(&c1, clus1wr, (ReplicateSpec){.type = "subbootstrap", .reps = 4000, .seed = 7},
               "~enroll", 0.04);
    check_type(&st, stratwr, (ReplicateSpec){.type = "subbootstrap", .reps = 4000, .seed = 7},
               "~enroll", 0.04);
    check_type(&c2, clus2, (ReplicateSpec){.type = "mrbbootstrap", .reps = 4000, .seed = 7},
               "~api00", 0.04);
}

static void repeats(void) {
    Stats         s = {.a = a};
    Dataset       t = data("apistrat");
    Design        d, r[3];
    ReplicateSpec how = {.type = "bootstrap", .reps = 20, .seed = 11};
    CHECK_TEXT(design_make(&s, &t, &(DesignSpec){.strata = "~stype", .weights = "pw"}, &d), NULL);
    for (int k = 0; k < 3; k++) {
        how.seed = k < 2 ? 11 : 12;
        CHECK_TEXT(replicates_make(&s, &d, &how, &r[k]), NULL);
    }
    size_t bytes = 200 * 20 * sizeof(double);
    CHECK(memcmp(r[0].rep->factor, r[1].rep->factor, bytes) == 0);
    CHECK(memcmp(r[0].rep->factor, r[2].rep->factor, bytes) != 0);
    CHECK(strstr(r[2].recipe, "seed 12") != NULL);
}

static void refuses(void) {
    Stats      s = {.a = a};
    Dataset    t = data("nhanes"), c = data("apiclus1");
    Design     d, e, r;
    DesignSpec nh = {.psu = "~SDMVPSU", .strata = "~SDMVSTRA", .weights = "WTMEC2YR",
                     .nest = true};
    CHECK_TEXT(design_make(&s, &t, &nh, &d), NULL);
    CHECK_TEXT(replicates_make(&s, &d, &(ReplicateSpec){.type = "BRR"}, &r),
               "stats.replicates.pairs");
    CHECK(strstr(s.detail, "(3)") != NULL);
    CHECK_TEXT(replicates_make(&s, &d, &(ReplicateSpec){.type = "JK1"}, &r),
               "stats.replicates.type");
    CHECK_TEXT(replicates_make(&s, &d, &(ReplicateSpec){.type = "JK3"}, &r),
               "stats.replicates.type");
    CHECK_TEXT(design_make(&s, &c, &(DesignSpec){.strata = "~dnum", .weights = "pw"}, &e), NULL);
    CHECK_TEXT(replicates_make(&s, &e, &(ReplicateSpec){.type = "JKn"}, &r),
               "stats.stratum.single");
    CHECK_TEXT(replicates_make(&s, &e, &(ReplicateSpec){.type = "bootstrap"}, &r),
               "stats.stratum.single");
    static const struct { ReplicateImport spec; const char *err; } all[] = {
        {{.pattern = "^none", .type = "BRR"}, "stats.replicates.pattern"},
        {{.pattern = "(", .type = "BRR"}, "stats.replicates.pattern"},
        {{.pattern = "^api", .type = "JKn"}, "stats.replicates.scale"},
        {{.pattern = "^api", .type = "other"}, "stats.replicates.scale"},
        {{.pattern = "^api", .type = "Fay"}, "stats.replicates.rho"},
        {{.pattern = "^api", .type = "BR"}, "stats.replicates.type"},
        {{.pattern = "^acs.core", .type = "BRR"}, "stats.replicates.weight"},
    };
    for (size_t k = 0; k < sizeof all / sizeof *all; k++)
        CHECK_TEXT(replicates_import(&s, &e, &c, &all[k].spec, &r), all[k].err);
}

int main(void) {
    a = arena_open();
    orthogonal();
    same_draws();
    agree_with_design();
    repeats();
    refuses();
    arena_close(a);
    return test_failed;
}
