/* alpha_test.c - agreement of coders. */
#include "stats/stats.h"
#include "test.h"

#define X NAN

static Arena *a;

/* Krippendorff 2011, part C: twelve units, four observers. */
static const double book[12][4] = {
    {1, 1, X, 1}, {2, 2, 3, 2}, {3, 3, 3, 3}, {3, 3, 3, 3}, {2, 2, 2, 2}, {1, 2, 3, 4},
    {4, 4, 4, 4}, {1, 1, 2, 1}, {2, 2, 2, 2}, {X, 5, 5, 5}, {X, X, 1, 1}, {X, 3, X, X},
};

static double alpha(int64_t n, int coders, const double *v, AlphaScale scale) {
    Stats s = {.a = a};
    Alpha out = {0};
    CHECK_TEXT(stats_alpha(&s, n, coders, v, scale, 0, 1, &out), NULL);
    CHECK(isnan(out.lo) && isnan(out.hi));
    return out.value;
}

static void published(void) {
    static const double want[] = {0.743, 0.815, 0.849, 0.797};
    for (int k = 0; k < 4; k++)
        CHECK(fabs(alpha(12, 4, book[0], (AlphaScale)k) - want[k]) < 0.0005);
}

/* Two coders, ten units, they differ once in two kinds (9 and 11 values): by hand
 * 1 - 19 * 1 / (9 * 11). */
static void by_hand(void) {
    double v[10][2];
    for (int i = 0; i < 10; i++) v[i][0] = v[i][1] = i < 5;
    v[0][1] = 0;
    CHECK_NEAR(alpha(10, 2, v[0], ALPHA_NOMINAL), 1 - 19.0 / 99);
    for (int i = 0; i < 10; i++) v[i][0] = v[i][1] = i % 3;
    CHECK_NEAR(alpha(10, 2, v[0], ALPHA_NOMINAL), 1);
    for (int i = 0; i < 10; i++) v[i][0] = v[i][1] = 4;
    CHECK(isnan(alpha(10, 2, v[0], ALPHA_NOMINAL)));
}

/* Neither the order of units nor that of coders matters; of kinds, neither do their numbers. */
static void unmoved(void) {
    double v[12][4];
    for (int i = 0; i < 12; i++)
        for (int k = 0; k < 4; k++) v[11 - i][3 - k] = book[i][k];
    CHECK_NEAR(alpha(12, 4, v[0], ALPHA_ORDINAL), alpha(12, 4, book[0], ALPHA_ORDINAL));
    for (int i = 0; i < 12; i++)
        for (int k = 0; k < 4; k++) v[i][k] = isnan(book[i][k]) ? X : 7e12 - 3 * book[i][k];
    CHECK_NEAR(alpha(12, 4, v[0], ALPHA_NOMINAL), alpha(12, 4, book[0], ALPHA_NOMINAL));
    CHECK_NEAR(alpha(12, 4, v[0], ALPHA_INTERVAL), alpha(12, 4, book[0], ALPHA_INTERVAL));
}

static void interval(void) {
    Stats s = {.a = a};
    Alpha x, y;
    CHECK_TEXT(stats_alpha(&s, 12, 4, book[0], ALPHA_NOMINAL, 1000, 7, &x), NULL);
    CHECK_TEXT(stats_alpha(&s, 12, 4, book[0], ALPHA_NOMINAL, 1000, 7, &y), NULL);
    CHECK(x.lo == y.lo && x.hi == y.hi); /* the same seed, the same draws */
    CHECK(x.lo < x.value && x.value < x.hi && x.hi <= 1);
    CHECK(x.lo > 0.2 && x.lo < 0.7);
    CHECK(x.units == 11 && x.values == 40);
}

static void refused(void) {
    Stats  s = {.a = a};
    Alpha  out;
    double lone[3][2] = {{1, X}, {X, 2}, {X, X}}, *many = arena_take(a, 1200 * sizeof *many);
    for (int i = 0; i < 1200; i++) many[i] = i;
    CHECK_TEXT(stats_alpha(&s, 3, 2, lone[0], ALPHA_NOMINAL, 0, 1, &out), "stats.alpha.none");
    CHECK_TEXT(stats_alpha(&s, 600, 2, many, ALPHA_NOMINAL, 0, 1, &out), "stats.levels.many");
}

int main(void) {
    a = arena_open();
    published();
    by_hand();
    unmoved();
    interval();
    refused();
    arena_close(a);
    return test_failed;
}
