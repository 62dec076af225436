/* draw_test.c - two steps of drawing: by hand, again, and fairly. */
#include "test.h"

#include "sample/sample.h"

#include <math.h>

enum { UNITS = 60, STRATA = 3, DRAWS = 4000 };

static FrameUnit rows[UNITS];

/* Three strata of unequal size; one unit of the third is so large that it is sure. */
static UnitFrame frame(void) {
    static const char *const name[] = {"Thành thị", "Đồng bằng", "Miền núi"};
    UnitFrame f = {.row = rows, .rows = UNITS};
    for (int i = 0; i < UNITS; i++) {
        int h = i < 10 ? 0 : i < 40 ? 1 : 2;
        rows[i] = (FrameUnit){i + 1, 0, "Xã", name[h], 50 + 13 * (i % 7)};
        if (i == 50) rows[i].size = 2000;
        f.size += rows[i].size;
    }
    return f;
}

static void check_shares(Ctx *c) {
    UnitFrame  f = frame();
    SampleDraw d;
    CHECK_TEXT(sample_draw(c->a, &f, 20, 5, 2, 7, &d), NULL);
    CHECK(d.strata == STRATA && d.units == 20 && d.homes == 100);
    CHECK(d.share[0] + d.share[1] + d.share[2] == 20 && d.share[0] >= 2);
    bool sure = false;
    for (int u = 0; u < d.units; u++) {
        const DrawnUnit *k = &d.unit[u];
        sure |= k->row == 50 && k->chance == 1;
        CHECK(k->took == 5 && k->kept == 2 && k->chance > 0 && k->chance <= 1);
        for (int i = 0; i < k->took + k->kept; i++)
            for (int j = 0; j < i; j++) CHECK(k->home[i] != k->home[j]);
        for (int i = 1; i < k->took; i++) CHECK(k->home[i - 1] < k->home[i]);
    }
    CHECK(sure);
    CHECK_TEXT(sample_draw(c->a, &f, 5, 5, 0, 7, &d), "sample.units.few");
    CHECK_TEXT(sample_draw(c->a, &f, 61, 5, 0, 7, &d), "sample.units.many");
    CHECK_TEXT(sample_draw(c->a, &f, 20, 0, 0, 7, &d), "sample.take.range");
}

/* The same seed gives the same; another one another. */
static void check_again(Ctx *c) {
    UnitFrame  f = frame();
    SampleDraw a, b, other;
    CHECK_TEXT(sample_draw(c->a, &f, 20, 5, 2, 2022, &a), NULL);
    CHECK_TEXT(sample_draw(c->a, &f, 20, 5, 2, 2022, &b), NULL);
    CHECK_TEXT(sample_draw(c->a, &f, 20, 5, 2, 2023, &other), NULL);
    int same = 0;
    for (int u = 0; u < 20; u++) {
        CHECK(a.unit[u].row == b.unit[u].row && a.unit[u].home[0] == b.unit[u].home[0]);
        same += a.unit[u].row == other.unit[u].row && a.unit[u].home[0] == other.unit[u].home[0];
    }
    CHECK(same < 20);
}

/* Over many draws each unit comes as often as its chance says, each household alike, and the
 * weights add up to the frame: all within four standard errors, of 60 units. */
static void check_fair(Ctx *c) {
    UnitFrame f = frame();
    double    came[UNITS] = {0}, chance[UNITS] = {0}, sum = 0, squares = 0, first = 0;
    int64_t   homes = 0;
    for (int s = 0; s < DRAWS; s++) {
        Arena     *a = arena_open();
        SampleDraw d;
        double     weight = 0;
        CHECK_TEXT(sample_draw(a, &f, 20, 5, 2, s + 1, &d), NULL);
        for (int u = 0; u < d.units; u++) {
            const DrawnUnit *k = &d.unit[u];
            came[k->row]++;
            chance[k->row] = k->chance;
            weight += sample_weight(&f, k) * k->took;
            for (int i = 0; i < k->took; i++, homes++)
                first += k->home[i] * 2 <= f.row[k->row].size;
        }
        sum += weight;
        squares += weight * weight;
        arena_close(a);
    }
    for (int i = 0; i < UNITS; i++) {
        double p = chance[i], se = sqrt(p * (1 - p) / DRAWS);
        CHECK(p > 0 && fabs(came[i] / DRAWS - p) <= 4 * se + 1e-12);
    }
    double mean = sum / DRAWS, sd = sqrt(squares / DRAWS - mean * mean);
    CHECK(fabs(mean - (double)f.size) <= 4 * sd / sqrt(DRAWS) + 1e-6);
    CHECK(fabs(first / (double)homes - 0.5) < 0.01);
    (void)c;
}

/* Kish 1965, 5.4: with 30 of a unit and 0.05 alike, 1,200 tell as much as 489.8. */
static void check_precision(void) {
    Precision p = sample_precision(40, 30, 3, 0.05, 500000, 100000);
    CHECK(fabs(p.deff - 2.45) < 1e-12 && p.n == 1200 && p.df == 37);
    CHECK(fabs(p.n_eff - 1200 / 2.45) < 1e-9);
    CHECK(fabs(p.margin - 1.96 * sqrt(0.25 * 2.45 / 1200)) < 1e-12);
    CHECK(fabs(p.change - 2.8016 * sqrt(2 * 0.25 * 2.45 / 1200)) < 1e-12);
    CHECK(p.cost == 40 * 500000 + 1200 * 100000);
}

static void check_lines(Ctx *c) {
    UnitFrame  f = frame(), back;
    SampleDraw a, b;
    CHECK_TEXT(unitframe_parse(c, unitframe_text(c, &f), &back), NULL);
    CHECK(back.rows == f.rows && back.size == f.size);
    CHECK_TEXT(sample_draw(c->a, &f, 20, 5, 2, 1, &a), NULL);
    CHECK_TEXT(sample_draw(c->a, &back, 20, 5, 2, 1, &b), NULL);
    for (int u = 0; u < 20; u++) CHECK(a.unit[u].home[4] == b.unit[u].home[4]);
    static const char bad[] = "1\tXã\t\t0\n", cut[] = "1\tXã\t";
    CHECK_TEXT(unitframe_parse(c, (Bytes){bad, sizeof bad - 1}, &back), "frame.text.bad");
    CHECK_TEXT(unitframe_parse(c, (Bytes){cut, sizeof cut - 1}, &back), "frame.text.bad");
}

int main(void) {
    Ctx c = {.a = arena_open()};
    check_shares(&c);
    check_again(&c);
    check_fair(&c);
    check_precision();
    check_lines(&c);
    arena_close(c.a);
    return test_failed;
}
