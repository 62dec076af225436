/* Periods: where they begin and end, what came before, and how they are called. */
#include "brief/brief.h"

#include "../test.h"

static void is(Ctx *c, const char *kind, const char *day, const char *since, const char *until) {
    Period p = period_of(c->a, brief_kind(kind), day);
    CHECK_TEXT(p.since, since);
    CHECK_TEXT(p.until, until);
}

static void neighbours(Ctx *c, const char *kind, Period p, const char *before, const char *after) {
    const BriefKind *k = brief_kind(kind);
    Period           b = period_before(c->a, k, p), a = period_after(c->a, k, p);
    CHECK_TEXT(b.since, before);
    CHECK_TEXT(a.since, after);
    CHECK_TEXT(day_add(c->a, b.until, 1), p.since);
    CHECK_TEXT(day_add(c->a, p.until, 1), a.since);
}

int main(void) {
    Ctx vi = {.a = arena_open(), .lang = LANG_VI}, *c = &vi;
    is(c, "week", "2022-10-16", "2022-10-10", "2022-10-16"); /* Sunday ends it */
    is(c, "week", "2022-01-01", "2021-12-27", "2022-01-02");
    is(c, "month", "2024-02-10", "2024-02-01", "2024-02-29");
    is(c, "month", "2022-12-31", "2022-12-01", "2022-12-31");
    is(c, "quarter", "2022-11-05", "2022-10-01", "2022-12-31");
    is(c, "half", "2022-06-30", "2022-01-01", "2022-06-30");
    is(c, "half", "2022-07-01", "2022-07-01", "2022-12-31");
    is(c, "year", "2022-07-01", "2022-01-01", "2022-12-31");
    neighbours(c, "month", (Period){"2022-01-01", "2022-01-31"}, "2021-12-01", "2022-02-01");
    neighbours(c, "week", (Period){"2022-10-10", "2022-10-16"}, "2022-10-03", "2022-10-17");
    neighbours(c, "half", (Period){"2022-01-01", "2022-06-30"}, "2021-07-01", "2022-07-01");
    neighbours(c, "other", (Period){"2022-10-03", "2022-10-12"}, "2022-09-23", "2022-10-13");
    CHECK(!brief_kind("decade") && !brief_kind(""));

    const BriefKind *week = brief_kind("week"), *quarter = brief_kind("quarter");
    CHECK_TEXT(period_words(c, week, period_of(c->a, week, "2022-10-14")),
               "tuần 41 năm 2022 (10/10 – 16/10)");
    /* 1 January 2021 was a Friday: it belongs to the 53rd week of 2020 (ISO 8601). */
    CHECK_TEXT(period_words(c, week, period_of(c->a, week, "2021-01-01")),
               "tuần 53 năm 2020 (28/12 – 03/01)");
    CHECK_TEXT(period_words(c, quarter, period_of(c->a, quarter, "2022-08-01")),
               "quý III năm 2022");
    c->lang = LANG_EN;
    CHECK_TEXT(period_words(c, quarter, period_of(c->a, quarter, "2022-08-01")),
               "quarter III of 2022");
    arena_close(c->a);
    return test_failed;
}
