/* glm_test.c - regression: cases by hand, quick against plain, what must not change it,
 * refusals. That it is R's, to R's own precision, is the matter of tests/conformance. */
#include "test.h"

#include "stats/glm.h"

static Arena *a;

enum { FEW = 8 };
static double y[FEW], x[FEW], z[FEW], w[FEW], q[FEW], hours[FEW];
static Var    var[] = {{.name = "y", .real = y}, {.name = "x", .real = x}, {.name = "z", .real = z},
                       {.name = "w", .real = w}, {.name = "q", .real = q},
                       {.name = "hours", .real = hours}};
static Dataset small = {.n = FEW, .vars = 6, .var = var};

static void fill(void) {
    static const double ys[] = {0, 1, 1, 0, 1, 1, 1, 0}, ws[] = {3, 1, 2, 2, 1, 1, 4, 2};
    for (int i = 0; i < FEW; i++) {
        y[i] = ys[i];
        w[i] = ws[i];
        x[i] = i >= 4;
        z[i] = 1 - x[i];
        q[i] = 1;
        hours[i] = 1 + i % 3;
    }
}

static Err fit_to(Stats *s, const Dataset *t, GlmSpec spec, Glm *m) {
    Design *d = arena_new(a, Design);
    Err     e = design_make(s, t, &(DesignSpec){.weights = "w"}, d);
    return e ? e : stats_glm(s, d, &spec, m);
}

/* Weights 8 and 8; y = 1 has 3 of the first and 6 of the second. */
static void by_hand(void) {
    Stats s = {.a = a};
    Glm   m;
    fill();
    CHECK_TEXT(fit_to(&s, &small, (GlmSpec){.formula = "y~x"}, &m), NULL);
    CHECK_NEAR(m.coef.at[0].value, 3 / 8.0);
    CHECK_NEAR(m.coef.at[1].value, 3 / 8.0);
    /* Influences w (y - mean) / 8, each row its own unit: 8/7 of the sum of squares. */
    double first = 9 * 9 / 64.0 + 25 / 64.0 + 100 / 64.0 + 36 / 64.0;
    double second = 4 / 64.0 + 4 / 64.0 + 1 + 36 * 4 / 64.0;
    second = (0.25 * 0.25) * (1 + 1 + 16) + 0.75 * 0.75 * 4;
    CHECK_NEAR(m.coef.at[1].se, sqrt((first + second) / 64 * 8 / 7));
    CHECK_NEAR(m.df, 6);
    CHECK_TEXT(fit_to(&s, &small, (GlmSpec){.formula = "y~x", .family = FAMILY_BINOMIAL}, &m),
               NULL);
    CHECK_NEAR(m.coef.at[0].value, log(3 / 5.0));
    CHECK_NEAR(m.coef.at[1].value, log(6 / 2.0) - log(3 / 5.0));
    CHECK_TEXT(fit_to(&s, &small, (GlmSpec){.formula = "y~x", .family = FAMILY_POISSON}, &m),
               NULL);
    CHECK_NEAR(m.coef.at[1].value, log(2));
    /* Per hour: the first four have 1 2 3 1 hours, 3 + 2 + 6 + 2 = 13 by weight. */
    CHECK_TEXT(fit_to(&s, &small, (GlmSpec){.formula = "y~x", .offset = "log(hours)",
                                            .family = FAMILY_QUASIPOISSON}, &m), NULL);
    CHECK_NEAR(m.coef.at[0].value, log(3 / 13.0));
    q[0] = 0; /* its weight is gone: 3 of 5 */
    CHECK_TEXT(fit_to(&s, &small, (GlmSpec){.formula = "y~x", .weights = "q"}, &m), NULL);
    CHECK_NEAR(m.coef.at[0].value, 3 / 5.0);
    CHECK_TEXT(fit_to(&s, &small, (GlmSpec){.formula = "y~1", .where = "x==1"}, &m), NULL);
    CHECK_NEAR(m.coef.at[0].value, 6 / 8.0);
}

static void aliased(void) {
    Stats s = {.a = a};
    Glm   m, alone;
    fill();
    CHECK_TEXT(fit_to(&s, &small, (GlmSpec){.formula = "y~x"}, &alone), NULL);
    CHECK_TEXT(fit_to(&s, &small, (GlmSpec){.formula = "y~x+z"}, &m), NULL);
    CHECK(m.rank == 2 && isnan(m.coef.at[2].value) && isnan(m.coef.at[2].se));
    CHECK_NEAR(m.coef.at[1].value, alone.coef.at[1].value);
    CHECK_NEAR(m.coef.at[1].se, alone.coef.at[1].se);
    CHECK(m.coef.notes > 0);
    CHECK_TEXT(m.coef.note[m.coef.notes - 1].key, "stats.note.aliased");
    CHECK_TEXT(m.coef.note[m.coef.notes - 1].detail, "z");
}

static void refuses(void) {
    Stats   s = {.a = a};
    Glm     m;
    GlmSpec logit = {.formula = "y~x", .family = FAMILY_QUASIBINOMIAL};
    fill();
    CHECK_TEXT(fit_to(&s, &small, (GlmSpec){.formula = "~x"}, &m), "stats.glm.response");
    y[2] = 2;
    CHECK_TEXT(fit_to(&s, &small, logit, &m), "stats.glm.response");
    CHECK_TEXT(s.detail, "y, row 3: 2");
    y[2] = -1;
    CHECK_TEXT(fit_to(&s, &small, (GlmSpec){.formula = "y~x", .family = FAMILY_POISSON}, &m),
               "stats.glm.response");
    fill();
    for (int i = 0; i < FEW; i++) y[i] = x[i];
    CHECK_TEXT(fit_to(&s, &small, logit, &m), "stats.glm.separated");
    y[0] = 1;
    CHECK_TEXT(fit_to(&s, &small, logit, &m), "stats.glm.separated");
    CHECK_TEXT(s.detail, "x");
    q[4] = -1;
    CHECK_TEXT(fit_to(&s, &small, (GlmSpec){.formula = "y~x", .weights = "q"}, &m),
               "stats.glm.weights");
    CHECK_TEXT(fit_to(&s, &small, (GlmSpec){.formula = "y~x", .where = "x==5"}, &m),
               "stats.answers.none");
    for (int i = 0; i < FEW; i++) x[i] = NAN;
    CHECK_TEXT(fit_to(&s, &small, (GlmSpec){.formula = "y~x"}, &m), "stats.answers.none");
}

static uint64_t seed = 88172645463325252u;
static double chance(void) {
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (double)(seed >> 11) / 9007199254740992.0;
}

enum { MANY_ROWS = 260000 };
static double *column(void) { return arena_take(a, MANY_ROWS * sizeof(double)); }

static Dataset many(Var *v) {
    double  *c[6] = {column(), column(), column(), column(), column(), column()};
    for (int i = 0; i < MANY_ROWS; i++) {
        double u = chance() + chance() + chance() - 1.5, t = chance() < 0.3;
        c[0][i] = i * 20 / MANY_ROWS;
        c[1][i] = i * 200 / MANY_ROWS;
        c[2][i] = 10 + 90 * chance();
        c[3][i] = u;
        c[4][i] = t;
        c[5][i] = chance() < 1 / (1 + exp(0.5 - u - 0.4 * t));
    }
    static const char *const name[] = {"h", "u", "w", "x", "z", "y"};
    for (int j = 0; j < 6; j++) v[j] = (Var){.name = name[j], .real = c[j]};
    return (Dataset){.n = MANY_ROWS, .vars = 6, .var = v};
}

/* Many rows: a start from some of them, sums by unit; against R's turns, row by row. And a
 * column 1e9 away has the same slope. */
static void quick(void) {
    Stats      s = {.a = a};
    Var        v[7];
    Dataset    t = many(v);
    Design     d;
    Glm        fast, plain, far;
    DesignSpec spec = {.psu = "~u", .strata = "~h", .weights = "w"};
    GlmSpec    m = {.formula = "y~x+z", .family = FAMILY_QUASIBINOMIAL};
    CHECK_TEXT(design_make(&s, &t, &spec, &d), NULL);
    CHECK_TEXT(stats_glm(&s, &d, &m, &fast), NULL);
    m.epsilon = 1e-15;
    CHECK_TEXT(stats_glm(&s, &d, &m, &plain), NULL);
    for (int j = 0; j < 3; j++) {
        CHECK(fabs(fast.coef.at[j].value / plain.coef.at[j].value - 1) < 1e-11);
        CHECK(fabs(fast.coef.at[j].se / plain.coef.at[j].se - 1) < 1e-7);
    }
    CHECK(fabs(fast.dispersion / plain.dispersion - 1) < 1e-8);
    double *off = column();
    for (int i = 0; i < MANY_ROWS; i++) off[i] = v[4].real[i] + 1e9;
    v[4].real = off;
    m.epsilon = 0;
    CHECK_TEXT(stats_glm(&s, &d, &m, &far), NULL);
    CHECK(fabs(fast.coef.at[2].value / far.coef.at[2].value - 1) < 1e-10);
    CHECK(fabs(fast.coef.at[2].se / far.coef.at[2].se - 1) < 1e-10);
    s.threads = 3;
    CHECK_TEXT(stats_glm(&s, &d, &m, &plain), NULL);
    CHECK(memcmp(&plain.coef.at[2].value, &far.coef.at[2].value, sizeof(double)) == 0);
    CHECK(plain.coef.at[2].se == far.coef.at[2].se);
}

/* The deviance of a straight line is its sum of squares; without x, that about the mean. */
static void terms(void) {
    Stats   s = {.a = a};
    Glm     m;
    Test    t;
    Design *d = arena_new(a, Design);
    fill();
    CHECK_TEXT(design_make(&s, &small, &(DesignSpec){.weights = "w"}, d), NULL);
    CHECK_TEXT(stats_glm(&s, d, &(GlmSpec){.formula = "y~x"}, &m), NULL);
    CHECK_NEAR(glm_deviance(d, &m), (8 * 15 / 64.0 + 8 * 3 / 16.0) / 2);
    CHECK_TEXT(stats_termtest(&s, d, &m, "x", TERM_LRT, SUM_SADDLEPOINT, 0, &t), NULL);
    CHECK_NEAR(t.statistic, (16 * 9 / 16.0 * 7 / 16.0 - 8 * 15 / 64.0 - 8 * 3 / 16.0) / 2);
    CHECK_TEXT(stats_termtest(&s, d, &m, "x", TERM_WALD, SUM_SADDLEPOINT, 0, &t), NULL);
    CHECK_NEAR(t.statistic, pow(m.coef.at[1].value / m.coef.at[1].se, 2));
    CHECK_NEAR(t.ddf, 6);
    CHECK_TEXT(stats_termtest(&s, d, &m, "x", TERM_WORKING_WALD, SUM_INTEGRAL, INFINITY, &t), NULL);
    CHECK_NEAR(t.p, pchisq(pow(m.coef.at[1].value / m.coef.at[1].se, 2), 1, false, false));
    /* Of answers 0 and 1, -log of the rate for each 1: weights over 2, deviances times 2. */
    Glm rate, odds;
    GlmSpec q2 = {.formula = "y~x", .family = FAMILY_POISSON};
    CHECK_TEXT(stats_glm(&s, d, &q2, &rate), NULL);
    CHECK_TEXT(stats_termtest(&s, d, &rate, "x", TERM_LRT, SUM_SADDLEPOINT, 0, &t), NULL);
    CHECK_NEAR(t.statistic, 3 * log(3 / 8.0) + 6 * log(3 / 4.0) - 9 * log(9 / 16.0));
    q2.family = FAMILY_QUASIBINOMIAL;
    CHECK_TEXT(stats_glm(&s, d, &q2, &odds), NULL);
    CHECK_NEAR(glm_deviance(d, &odds), -3 * log(3 / 8.0) - 5 * log(5 / 8.0) - 6 * log(3 / 4.0)
                                     - 2 * log(1 / 4.0));
    CHECK_TEXT(stats_termtest(&s, d, &m, "v", TERM_WALD, SUM_SADDLEPOINT, 0, &t),
               "stats.term.unknown");
    CHECK_TEXT(stats_glm(&s, d, &(GlmSpec){.formula = "y~x+z"}, &m), NULL);
    CHECK_TEXT(stats_termtest(&s, d, &m, "z", TERM_WALD, SUM_SADDLEPOINT, 0, &t),
               "stats.term.aliased");
}

int main(void) {
    a = arena_open();
    by_hand();
    aliased();
    refuses();
    quick();
    terms();
    arena_close(a);
    return test_failed;
}
