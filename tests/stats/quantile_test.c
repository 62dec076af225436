/* quantile_test.c - quantiles: the rules worked by hand, what must not change them, refusals.
 * That intervals are R's is the matter of tests/conformance. */
#include "test.h"

#include "stats/inside.h"

static Arena *a;

static Var *numbers(int n, const char *const *name, double *const *real) {
    Var *v = arena_take(a, (size_t)n * sizeof *v);
    for (int j = 0; j < n; j++) v[j] = (Var){.name = name[j], .real = real[j]};
    return v;
}

/* One quantile of y with weights w, each row its own unit; NaN on a refusal. */
static Estimate quantile(Stats *s, const Dataset *t, const char *where, double p,
                         QuantileRule rule, QuantileInterval interval) {
    static const Estimate none = {.value = NAN, .se = NAN};
    Design *d = arena_new(a, Design);
    Model   m;
    Domain  in;
    Result  r;
    Err     e = design_make(s, t, &(DesignSpec){.weights = "w"}, d);
    if (!e) e = model_make(s, t, "~y", MODEL_LEVELS, &m);
    if (!e && where) e = domain_make(s, t, NULL, where, &in);
    Quantiles q = {1, &p, rule, interval};
    if (!e) e = stats_quantile(s, d, &m, where ? &in : NULL, &q, &r);
    return e ? none : r.at[0];
}

static double ten[] = {7, 3, 10, 1, 5, 9, 2, 8, 4, 6}, one[] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1};

/* 1 .. 10 in any order, equal weights: places of Hyndman and Fan 1996, table 1. */
static void rules(void) {
    Stats   s = {.a = a};
    Dataset t = {.n = 10, .vars = 2,
                 .var = numbers(2, (const char *[]){"y", "w"}, (double *[]){ten, one})};
    static const double quarter[] = {3, 3, 2, 3, 3, 3, 2.5, 3, 2.75, 3.25, 35.0 / 12, 2.9375};
    for (int k = 0; quantile_rules[k]; k++)
        CHECK_NEAR(quantile(&s, &t, NULL, 0.25, (QuantileRule)k, QUANTILE_MEAN).value,
                   quarter[k]);
    CHECK_NEAR(quantile(&s, &t, NULL, 0.2, QUANTILE_MATH, QUANTILE_MEAN).value, 2);
    CHECK_NEAR(quantile(&s, &t, NULL, 0.2, QUANTILE_SCHOOL, QUANTILE_MEAN).value, 2.5);
    CHECK_NEAR(quantile(&s, &t, NULL, 0.2, QUANTILE_HF3, QUANTILE_MEAN).value, 2);
    CHECK_NEAR(quantile(&s, &t, NULL, 0.3, QUANTILE_HF3, QUANTILE_MEAN).value, 4);
    CHECK_NEAR(quantile(&s, &t, "y>5", 0.5, QUANTILE_HF7, QUANTILE_MEAN).value, 8);
    CHECK_NEAR(quantile(&s, &t, "y>5", 0, QUANTILE_HF7, QUANTILE_MEAN).value, 6);
    CHECK_NEAR(quantile(&s, &t, NULL, 1, QUANTILE_HF8, QUANTILE_MEAN).value, 10);
}

/* The median of 1 .. 10 by Woodruff: share .5, its error sqrt(.25 / 9), t with 9 df is 2.262,
 * so the ends stand at .5 -+ .37702: between the 1st and 2nd, and the 8th and 9th, of ten. */
static void woodruff(void) {
    Stats    s = {.a = a};
    Dataset  t = {.n = 10, .vars = 2,
                  .var = numbers(2, (const char *[]){"y", "w"}, (double *[]){ten, one})};
    Estimate e = quantile(&s, &t, NULL, 0.5, QUANTILE_MATH, QUANTILE_MEAN);
    CHECK_NEAR(e.lo, 2);
    CHECK_NEAR(e.hi, 9);
    CHECK_NEAR(e.df, 9);
    CHECK_NEAR(e.se, 7 / (2 * 2.2621571627982));
    e = quantile(&s, &t, NULL, 0.9, QUANTILE_MATH, QUANTILE_MEAN);
    CHECK(isnan(e.hi) && !isnan(e.lo)); /* .9 + .226 lies beyond the data */
}

/* A weight of 3 is three people; what is missing or weighs nothing is not there. */
static void weights(void) {
    Stats  s = {.a = a};
    double y[] = {4, 1, NAN, 9, 6, 77}, w[] = {1, 3, 5, 2, 2, 0};
    double each[] = {1, 1, 1, 4, 6, 6, 9, 9}, ones[] = {1, 1, 1, 1, 1, 1, 1, 1};
    const char *const name[] = {"y", "w"};
    Dataset few = {.n = 6, .vars = 2, .var = numbers(2, name, (double *[]){y, w})};
    Dataset all = {.n = 8, .vars = 2, .var = numbers(2, name, (double *[]){each, ones})};
    for (int k = 0; k < 5; k++) {
        static const double at[] = {0.375, 0.4, 0.5, 0.75, 0.99};
        CHECK_NEAR(quantile(&s, &few, NULL, at[k], QUANTILE_SCHOOL, QUANTILE_MEAN).value,
                   quantile(&s, &all, NULL, at[k], QUANTILE_SCHOOL, QUANTILE_MEAN).value);
    }
    /* R's way below the first weight: the second value. */
    CHECK_NEAR(quantile(&s, &few, NULL, 0.1, QUANTILE_SCHOOL, QUANTILE_MEAN).value, 4);
    s.missing = MISSING_KEEP;
    CHECK(isnan(quantile(&s, &few, NULL, 0.5, QUANTILE_MATH, QUANTILE_MEAN).value));
}

static void refuses(void) {
    Stats   s = {.a = a};
    Dataset t = {.n = 10, .vars = 2,
                 .var = numbers(2, (const char *[]){"y", "w"}, (double *[]){ten, one})};
    Design d;
    Model  m;
    Result r;
    double p = 1.5;
    CHECK_TEXT(design_make(&s, &t, &(DesignSpec){.weights = "w"}, &d), NULL);
    CHECK_TEXT(model_make(&s, &t, "~y", MODEL_LEVELS, &m), NULL);
    Quantiles q = {1, &p, QUANTILE_MATH, QUANTILE_MEAN};
    CHECK_TEXT(stats_quantile(&s, &d, &m, NULL, &q, &r), "stats.quantile.probability");
    p = NAN;
    CHECK_TEXT(stats_quantile(&s, &d, &m, NULL, &q, &r), "stats.quantile.probability");
    p = 0.5;
    q.interval = QUANTILE_REPLICATE;
    CHECK_TEXT(stats_quantile(&s, &d, &m, NULL, &q, &r), "stats.quantile.interval");
    CHECK_TEXT(s.detail, "quantile");
}

static uint64_t seed = 88172645463325252u;
static double chance(void) {
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (double)(seed >> 11) / 9007199254740992.0;
}

/* Quick sorting against plain: ties keep the order of the rows, whatever the values. */
static void orders(void) {
    enum { N = 30000 };
    double *x = arena_take(a, N * sizeof *x), *y = arena_take(a, N * sizeof *y);
    Mark   *row = arena_take(a, N * sizeof *row);
    for (int kind = 0; kind < 6; kind++) {
        for (int i = 0; i < N; i++) {
            double u = chance();
            x[i] = kind == 0 ? u : kind == 1 ? floor(9 * u) : kind == 2 ? exp(200 * u)
                 : kind == 3 ? 1e9 + floor(50 * u) : kind == 4 ? 4 : u < 0.001 ? INFINITY : -u;
            y[i] = x[i];
            row[i].row = (uint32_t)i;
        }
        order_values(N, x, row);
        int wrong = 0;
        for (int i = 0; i < N; i++) wrong += x[i] != y[row[i].row];
        for (int i = 1; i < N; i++)
            wrong += x[i] < x[i - 1] || (x[i] == x[i - 1] && row[i].row < row[i - 1].row);
        CHECK(wrong == 0);
    }
}

/* A long column is dealt with its weights, without its rows: each value comes with its own. */
static void dealt(void) {
    enum { N = 200000 };
    double  *x = arena_take(a, N * sizeof *x), *w = arena_take(a, N * sizeof *w);
    uint8_t *in = arena_take(a, N);
    for (int kind = 0; kind < 4; kind++) {
        Column  c = {.name = "x", .real = x};
        Ordered quick, plain;
        for (int i = 0; i < N; i++) {
            double u = chance();
            x[i] = u < 0.01 ? NAN : kind == 0 ? u : kind == 1 ? floor(900 * u) : exp(20 * u);
            w[i] = i % 7;
            in[i] = i % 5 > 0;
        }
        CHECK(order_weights(a, &c, kind == 3 ? in : NULL, w, N, &quick));
        order_rows(a, &c, NULL, kind == 3 ? in : NULL, N, &plain);
        int64_t wrong = quick.n != plain.n || quick.start[1] != plain.start[1];
        for (int64_t i = 0; i < plain.n && !wrong; i++)
            wrong = quick.x[i] != plain.x[i] || quick.mark[i].w != w[plain.mark[i].row];
        CHECK(!wrong);
    }
    Column flat = {.name = "x", .real = w};
    for (int i = 0; i < N; i++) w[i] = i ? 3 : INFINITY;
    Ordered o;
    CHECK(!order_weights(a, &flat, NULL, w, N, &o));
}

static double less_x(void *with, double x) { return cos(x) - x - *(double *)with; }

static void roots(void) {
    double none = 0, far = 9;
    CHECK(fabs(root_find(less_x, &none, 0, 2, 1e-14) - 0.73908513321516064) < 1e-13);
    CHECK(isnan(root_find(less_x, &far, 0, 2, 1e-14)));
}

int main(void) {
    a = arena_open();
    rules();
    woodruff();
    weights();
    refuses();
    orders();
    dealt();
    roots();
    arena_close(a);
    return test_failed;
}
