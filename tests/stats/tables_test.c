/* tables_test.c - tests of tables and of groups: a published one, cases by hand, what must
 * not change them, refusals; and the distribution behind them. */
#include "sheet.h"

#include "stats/inside.h"

static Arena *a;

/* R survey 4.5, help page of svychisq(): schools of the API sample of clusters. */
static void published(void) {
    Stats   s = {.a = a};
    Sheet   f = sheet_open(a, arena_print(a, "%s/data/stats/data/apiclus1.csv", sheet_shared()));
    Dataset t = sheet_dataset(a, &f);
    Design  d;
    Test    x, y;
    DesignSpec q = {.psu = "~dnum", .weights = "~pw", .fpc = "~fpc"};
    CHECK_TEXT(design_make(&s, &t, &q, &d), NULL);
    CHECK_TEXT(stats_chisq(&s, &d, "~sch.wide+stype", NULL, TABLE_F, &x), NULL);
    CHECK(fabs(x.statistic - 5.1934) < 5e-5 && fabs(x.ndf - 1.495) < 5e-4);
    CHECK(fabs(x.ddf - 20.925) < 5e-4 && fabs(x.p - 0.02175) < 5e-6 && x.n == 183);
    q.weights = "7*pw";
    CHECK_TEXT(design_make(&s, &t, &q, &d), NULL);
    CHECK_TEXT(stats_chisq(&s, &d, "~stype+sch.wide", NULL, TABLE_F, &y), NULL);
    CHECK(fabs(x.statistic / y.statistic - 1) < 1e-11 && fabs(x.p / y.p - 1) < 1e-10);
    /* One reading by units against the road of every design. */
    d.ultimate = true;
    CHECK_TEXT(stats_chisq(&s, &d, "~stype+sch.wide", "api00>0", TABLE_WALD, &x), NULL);
    d.joint = NULL;
    CHECK_TEXT(stats_chisq(&s, &d, "~factor(stype)+sch.wide", NULL, TABLE_WALD, &y), NULL);
    CHECK(fabs(x.statistic / y.statistic - 1) < 1e-11);
}

/* Twenty rows, each its own unit, weight 1: 8 2 | 3 7. Pearson's X2 is 20 (56 - 6)^2 over
 * 10 10 11 9; the score has the influences (x - .5)(y - .55), whose squares add up to
 * 8 (.225^2) + 2 (.275^2) + 3 (.225^2) + 7 (.275^2) less 20 of their mean squared. */
static double group[20], answer[20], weight[20];
static Var    small_var[] = {{.name = "x", .real = group}, {.name = "y", .real = answer},
                             {.name = "w", .real = weight}};
static Dataset small = {.n = 20, .vars = 3, .var = small_var};

static void fill(void) {
    for (int i = 0; i < 20; i++) {
        group[i] = i < 10 ? 1 : 2;
        answer[i] = i < 8 || (i >= 10 && i < 13) ? 1 : 2;
        weight[i] = 1;
    }
}

static Design *plain(Stats *s) {
    Design *d = arena_new(a, Design);
    CHECK_TEXT(design_make(s, &small, &(DesignSpec){.weights = "w"}, d), NULL);
    return d;
}

static void by_hand(void) {
    Stats  s = {.a = a};
    Test   t;
    fill();
    Design *d = plain(&s);
    CHECK_TEXT(stats_chisq(&s, d, "~x+y", NULL, TABLE_CHISQ, &t), NULL);
    CHECK_NEAR(t.statistic, 20.0 * 50 * 50 / (10 * 10 * 11 * 9));
    CHECK_NEAR(t.ndf, 1);
    double sum = 8 * 0.225 + 7 * 0.275 - 2 * 0.275 - 3 * 0.225;
    double squares = 11 * 0.225 * 0.225 + 9 * 0.275 * 0.275 - sum * sum / 20;
    CHECK_TEXT(stats_chisq(&s, d, "~x+y", NULL, TABLE_WALD, &t), NULL);
    CHECK_NEAR(t.statistic, sum * sum / (squares * 20 / 19));
    CHECK_NEAR(t.ddf, 19);
    CHECK_TEXT(stats_chisq(&s, d, "~x+y", NULL, TABLE_WLS_SCORE, &t), NULL);
    CHECK_NEAR(t.statistic, sum * sum / (squares * 20 / 19) / 4);
}

static void groups(void) {
    Stats s = {.a = a};
    Test  t, same;
    fill();
    Design *d = plain(&s);
    /* Shares of y = 2: .2 and .7. Influences of the difference: deviations over 10. */
    CHECK_TEXT(stats_ttest(&s, d, "y~x", NULL, &t), NULL);
    CHECK_NEAR(t.at->value, 0.5);
    CHECK_NEAR(t.at->se, sqrt((1.6 + 2.1) / 100 * 20 / 19));
    CHECK_NEAR(t.ddf, 18);
    CHECK_NEAR(t.p, 2 * pt(-t.statistic, 18, true, false));
    CHECK_TEXT(stats_ttest(&s, d, "y~0", NULL, &t), NULL);
    CHECK_NEAR(t.at->value, 1.45);
    CHECK_NEAR(t.statistic, 1.45 / sqrt(20 * 0.55 * 0.45 / 19 / 20));
    CHECK_NEAR(t.ddf, 18);
    /* Two values: ranks are a line of y, so all scores that rise give the same t. */
    CHECK_TEXT(stats_ranktest(&s, d, "y~x", NULL, RANK_WILCOXON, &t), NULL);
    CHECK_NEAR(t.at->value, 0.5 * 0.5);
    CHECK_TEXT(stats_ranktest(&s, d, "y~x", NULL, RANK_VANDERWAERDEN, &same), NULL);
    CHECK_NEAR(t.statistic, same.statistic);
    CHECK_TEXT(stats_ranktest(&s, d, "y~x", NULL, RANK_KRUSKAL, &same), NULL);
    CHECK_NEAR(t.statistic, same.statistic);
    group[3] = group[12] = 3;
    CHECK_TEXT(stats_ranktest(&s, d, "y~x", NULL, RANK_KRUSKAL, &t), NULL);
    CHECK_NEAR(t.ndf, 2);
    CHECK_NEAR(t.ddf, 17);
}

/* Weights 2 1 3 1 of rising answers: ranks 1, 2.5, 4.5, 6.5 of 7. The first and third have
 * (2 1 + 3 4.5) / 5 on average, the others 4.5: the difference is 1.4 of 7. */
static void weighted_ranks(void) {
    static double  y[] = {10, 20, 30, 40}, w[] = {2, 1, 3, 1}, x[] = {1, 2, 1, 2};
    static Var     four_var[] = {{.name = "x", .real = x}, {.name = "y", .real = y},
                                 {.name = "w", .real = w}};
    static Dataset four = {.n = 4, .vars = 3, .var = four_var};
    Stats  s = {.a = a};
    Design d;
    Test   t;
    CHECK_TEXT(design_make(&s, &four, &(DesignSpec){.weights = "w"}, &d), NULL);
    CHECK_TEXT(stats_ranktest(&s, &d, "y~x", NULL, RANK_WILCOXON, &t), NULL);
    CHECK_NEAR(t.at->value, 0.2);
    CHECK_TEXT(stats_ranktest(&s, &d, "y~x", NULL, RANK_MEDIAN, &t), NULL);
    CHECK_NEAR(t.at->value, 0.5 - 3 / 5.0);
}

static void refuses(void) {
    Stats s = {.a = a};
    Test  t;
    fill();
    Design *d = plain(&s);
    CHECK_TEXT(stats_chisq(&s, d, "~x", NULL, TABLE_F, &t), "stats.table.two");
    CHECK_TEXT(stats_chisq(&s, d, "~x+y+w", NULL, TABLE_F, &t), "stats.table.two");
    CHECK_TEXT(stats_chisq(&s, d, "~x+w", NULL, TABLE_F, &t), "stats.table.one");
    CHECK_TEXT(s.detail, "w");
    CHECK_TEXT(stats_chisq(&s, d, "~x+y", "x==1", TABLE_F, &t), "stats.table.one");
    CHECK_TEXT(stats_chisq(&s, d, "~x+z", NULL, TABLE_F, &t), "stats.variable.unknown");
    CHECK_TEXT(stats_ttest(&s, d, "y~w", NULL, &t), "stats.groups.two");
    CHECK_TEXT(stats_ttest(&s, d, "~y", NULL, &t), "stats.formula.bad");
    CHECK_TEXT(stats_ranktest(&s, d, "y~x", "x==1", RANK_MEDIAN, &t), "stats.groups.two");
    s.missing = MISSING_KEEP;
    group[0] = NAN;
    CHECK_TEXT(stats_chisq(&s, d, "~x+y", NULL, TABLE_F, &t), NULL);
    CHECK(isnan(t.p) && t.n == 19);
}

/* Sums of chi-squares whose distribution is known: all weights the same; two, an exponential. */
static void distributions(void) {
    double same[] = {2, 2, 2}, two[] = {1.5, 1.5}, several[] = {3, 1, 0.5, 0.2};
    CHECK(fabs(chisq_sum(9, 3, same, SUM_INTEGRAL) - pchisq(4.5, 3, false, false)) < 1e-9);
    CHECK(fabs(chisq_sum(9, 2, two, SUM_INTEGRAL) - exp(-3)) < 1e-8);
    CHECK(fabs(chisq_sum(9, 3, same, SUM_SATTERTHWAITE) - pchisq(4.5, 3, false, false)) < 1e-14);
    CHECK(fabs(f_sum(9, 3, same, 12, SUM_INTEGRAL) - pf(1.5, 3, 12, false, false)) < 1e-9);
    CHECK(fabs(f_sum(4, 1, same, 7, SUM_INTEGRAL) - pf(2, 1, 7, false, false)) < 1e-9);
    /* Kuonen 1999: the saddlepoint is right to a few parts in a hundred in the tail. */
    double exact = chisq_sum(20, 4, several, SUM_INTEGRAL);
    CHECK(fabs(chisq_sum(20, 4, several, SUM_SADDLEPOINT) / exact - 1) < 0.05);
    CHECK(exact > 0.001 && exact < 0.02);
}

int main(void) {
    a = arena_open();
    by_hand();
    groups();
    weighted_ranks();
    refuses();
    distributions();
    published();
    arena_close(a);
    return test_failed;
}
