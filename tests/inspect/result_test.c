/* result_test.c - shares reckoned from findings: a case by hand, the answer of R, what could not be
 * inspected, what is too little to tell. */
#include "round.h"

#include "inspect/result.h"

static Cell strata[3], units[3];
static Seen rows[100];

/* Of strata of 40, 20 and 6 tasks, units the same. */
static Verdicts survey(void) {
    static const int64_t n[] = {40, 20, 6};
    for (int h = 0; h < 3; h++) {
        strata[h] = (Cell){.id = h + 1, .n = n[h]};
        units[h] = (Cell){.id = h + 11, .n = n[h], .name = "Đơn vị"};
    }
    return (Verdicts){.stratum = strata, .unit = units, .strata = 3, .units = 3, .row = rows};
}

static void add(Verdicts *s, int h, int n, const char *verdict) {
    for (int i = 0; i < n; i++) verdicts_add(s, h, h + 10, verdict);
}

static const Share *of(const InspectionResult *r, int64_t unit) {
    for (const Share *u = r->units; u; u = u->next)
        if (u->unit == unit) return u;
    CHECK(!"such a unit");
    return r->units;
}

static void near6(double got, double want, int line) {
    if (fabs(got - want) < 5e-7) return;
    fprintf(stderr, "%s:%d: got %.9f, want %.9f\n", __FILE__, line, got, want);
    test_failed = 1;
}

/* 2 of 10 of 40, 1 of 8 of 20, 1 of 6 of 6:  (40 * .2 + 20 * .125 + 6 / 6) / 66. */
static void check_by_hand(Ctx c) {
    Verdicts s = survey();
    add(&s, 1, 8, "true"), add(&s, 1, 2, "false");
    add(&s, 2, 6, "true"), add(&s, 2, 1, "false"), add(&s, 2, 1, "partly");
    add(&s, 3, 5, "true"), add(&s, 3, 1, "false");
    InspectionResult r = verdicts_result(&c, &s);
    double v1 = .75 * (.2 * .8 * 10 / 9) / 10, v2 = .6 * (.125 * .875 * 8 / 7) / 8;
    CHECK_NEAR(r.all.share.value, (8 + 2.5 + 1) / 66);
    near6(r.all.share.se, sqrt(40. * 40 * v1 + 20. * 20 * v2) / 66, __LINE__);
    CHECK(r.all.seen == 24 && r.all.bad == 4 && r.all.partly == 1 && r.all.good == 19);
    CHECK(r.all.share.n == 24 && r.all.share.df == 21 && r.all.unseen == 0 && !r.uncovered);
    CHECK_NEAR(r.all.both.value, (8 + 5 + 1) / 66.);
    CHECK_NEAR(r.all.least, r.all.share.value);
    CHECK_NEAR(r.all.most, r.all.share.value);
    /* R survey 4.1, svyciprop(~y, svydesign(~1, strata=~h, fpc=~N), method="beta"): 0.0527696,
     * 0.3789179; but 4 of the 66 are known to be false. */
    CHECK_NEAR(r.all.share.lo, 4 / 66.);
    near6(r.all.share.hi, 0.378917948856, __LINE__);
    /* One unit is a domain, here a stratum: its mean, and what was counted as the bounds. */
    const Share *u = of(&r, 11);
    CHECK_NEAR(u->share.value, .2);
    CHECK(u->share.lo >= 2 / 40. && u->share.hi <= 1 - 8 / 40. && u->share.lo < .2 && !u->few);
    u = of(&r, 13); /* all of it was inspected */
    CHECK(u->known && u->share.value == 1 / 6. && u->share.lo == u->share.hi);
}

/* Nothing false was found: the interval still reaches up, and not below 0. */
static void check_none(Ctx c) {
    Verdicts s = survey();
    add(&s, 1, 10, "true"), add(&s, 2, 5, "true"), add(&s, 3, 2, "true");
    InspectionResult r = verdicts_result(&c, &s);
    CHECK(r.all.share.value == 0 && r.all.share.lo == 0);
    CHECK(r.all.share.hi > .1 && r.all.share.hi < .25);
}

/* 3 inspected of 6: nothing is told of a unit, nor of an office with 4. */
static void check_few(Ctx c) {
    Verdicts s = survey();
    add(&s, 1, 1, "true"), add(&s, 3, 2, "true"), add(&s, 3, 1, "false");
    InspectionResult r = verdicts_result(&c, &s);
    CHECK(of(&r, 13)->few && isnan(of(&r, 13)->share.value) && isnan(of(&r, 13)->share.lo));
    CHECK(r.all.few && isnan(r.all.share.value));
    CHECK(strstr(share_said(&c, &r.all, &r.all.share), "%") == NULL);
    CHECK(strstr(share_said(&c, of(&r, 13), &of(&r, 13)->share), "%") == NULL);
    s = survey(); /* nothing at all */
    r = verdicts_result(&c, &s);
    CHECK(r.all.few && isnan(r.all.share.value) && r.all.seen == 0);
}

/* 2 of 10 drawn could not be seen; of the last stratum none was. */
static void check_unseen(Ctx c) {
    Verdicts s = survey();
    add(&s, 1, 7, "true"), add(&s, 1, 1, "false"), add(&s, 1, 2, "unseen");
    add(&s, 2, 8, "true");
    add(&s, 3, 2, "unseen"), add(&s, 3, 1, "");
    InspectionResult r = verdicts_result(&c, &s);
    CHECK(r.uncovered == 6 && r.left == 1 && r.all.unseen == 4 && r.all.n == 60);
    CHECK_NEAR(r.all.share.value, 40 * .125 / 60); /* those seen stand for their stratum */
    CHECK_NEAR(r.all.least, 40 * .1 / 66);
    CHECK_NEAR(r.all.most, (40 * .3 + 6) / 66);
}

int main(void) {
    Ctx c = {.a = arena_open(), .today = "2026-03-01"};
    check_by_hand(c);
    check_none(c);
    check_few(c);
    check_unseen(c);
    arena_close(c.a);
    return test_failed;
}
