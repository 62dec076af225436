/* lunar_test.c - the days of Tết as they were kept, leap months, there and back. */
#include "test.h"
#include "text/text.h"

static void tet(Arena *a) {
    /* 1968, 1969, 1985, 2007 and 2030 are a day or a month from China's. */
    static const char *const days[] = {
        "1968-01-29", "1969-02-16", "1985-01-21",
        "1990-01-27", "1991-02-15", "1992-02-04", "1993-01-23", "1994-02-10", "1995-01-31",
        "1996-02-19", "1997-02-07", "1998-01-28", "1999-02-16", "2000-02-05", "2001-01-24",
        "2002-02-12", "2003-02-01", "2004-01-22", "2005-02-09", "2006-01-29", "2007-02-17",
        "2008-02-07", "2009-01-26", "2010-02-14", "2011-02-03", "2012-01-23", "2013-02-10",
        "2014-01-31", "2015-02-19", "2016-02-08", "2017-01-28", "2018-02-16", "2019-02-05",
        "2020-01-25", "2021-02-12", "2022-02-01", "2023-01-22", "2024-02-10", "2025-01-29",
        "2026-02-17", "2027-02-06", "2028-01-26", "2029-02-13", "2030-02-02", "2031-01-23",
        "2032-02-11", "2033-01-31", "2034-02-19", "2035-02-08",
    };
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        const char *out = NULL;
        CHECK_TEXT(text_tet(a, atoi(days[i]), &out), NULL);
        CHECK_TEXT(out, days[i]);
    }
}

static void leap_months(Arena *a) {
    static const struct { int year, month; const char *first; } leaps[] = {
        {1985, 2, "1985-03-21"}, {1987, 7, "1987-08-24"},  {2004, 2, "2004-03-21"},
        {2006, 7, "2006-08-24"}, {2009, 5, "2009-06-23"},  {2012, 4, "2012-05-21"},
        {2014, 9, "2014-10-24"}, {2017, 6, "2017-07-23"},  {2020, 4, "2020-05-23"},
        {2023, 2, "2023-03-22"}, {2025, 6, "2025-07-25"},  {2028, 5, "2028-06-23"},
        {2031, 3, "2031-04-21"}, {2033, 11, "2033-12-22"},
    };
    for (size_t i = 0; i < sizeof leaps / sizeof *leaps; i++) {
        TextLunar   l = {leaps[i].year, leaps[i].month, 1, true}, back = {0};
        const char *out = NULL;
        CHECK_TEXT(text_lunar_day(a, &l, &out), NULL);
        CHECK_TEXT(out, leaps[i].first);
        CHECK_TEXT(text_lunar(leaps[i].first, &back), NULL);
        CHECK(back.leap && back.month == l.month && back.year == l.year && back.day == 1);
    }
}

static void known_days(Arena *a) {
    static const struct { const char *day; TextLunar l; } cases[] = {
        {"2025-04-07", {2025, 3, 10, false}}, /* Giỗ tổ Hùng Vương */
        {"2024-09-17", {2024, 8, 15, false}}, /* Trung thu */
        {"2025-01-28", {2024, 12, 29, false}},
        {"2024-02-09", {2023, 12, 30, false}},
        {"2026-02-16", {2025, 12, 29, false}},
        {"1984-12-21", {1984, 11, 29, false}}, /* the solstice, at 23:23 in Hà Nội */
        {"1984-12-22", {1984, 12, 1, false}},  /* in China the 11th month began */
        {"2000-01-01", {1999, 11, 25, false}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        TextLunar   l = {0};
        const char *out = NULL;
        CHECK_TEXT(text_lunar(cases[i].day, &l), NULL);
        CHECK(l.year == cases[i].l.year && l.month == cases[i].l.month);
        CHECK(l.day == cases[i].l.day && l.leap == cases[i].l.leap);
        CHECK_TEXT(text_lunar_day(a, &cases[i].l, &out), NULL);
        CHECK_TEXT(out, cases[i].day);
    }
}

/* Each day follows the one before, and comes back. */
static void there_and_back(Arena *a) {
    TextLunar last = {1967, 12, 1, false};
    CHECK_TEXT(text_lunar("1968-01-01", &last), NULL);
    CHECK(last.year == 1967 && last.month == 12 && last.day == 2);
    for (int64_t n = day_number("1968-01-02"); n <= day_number("2199-12-31"); n++) {
        const char *day = day_text(a, n), *out = NULL;
        TextLunar   l = {0};
        CHECK_TEXT(text_lunar(day, &l), NULL);
        bool next = l.day == last.day + 1 && l.month == last.month && l.leap == last.leap &&
                    l.year == last.year;
        bool turn = l.day == 1 && last.day >= 29 && last.day <= 30 &&
                    ((l.leap && !last.leap && l.month == last.month && l.year == last.year) ||
                     (!l.leap && l.month == last.month % 12 + 1 &&
                      l.year == last.year + (last.month == 12)));
        if (!next && !turn) CHECK_TEXT(day, "the day after");
        if (n % 7 == 0) {
            CHECK_TEXT(text_lunar_day(a, &l, &out), NULL);
            CHECK_TEXT(out, day);
        }
        last = l;
        if (n % 1000 == 0) arena_reset(a);
    }
}

static void refused(Arena *a) {
    static const struct { TextLunar l; const char *want; } cases[] = {
        {{2025, 2, 30, false}, "text.lunar.none"}, {{2025, 5, 1, true}, "text.lunar.none"},
        {{2024, 6, 1, true}, "text.lunar.none"},   {{2025, 0, 1, false}, "text.lunar.none"},
        {{2025, 13, 1, false}, "text.lunar.none"}, {{2025, 1, 0, false}, "text.lunar.none"},
        {{2025, 1, 31, false}, "text.lunar.none"}, {{1966, 1, 1, false}, "text.lunar.range"},
        {{1967, 1, 1, false}, "text.lunar.range"}, {{2200, 1, 1, false}, "text.lunar.range"},
        {{2199, 12, 29, false}, "text.lunar.range"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *out = "as before";
        CHECK_TEXT(text_lunar_day(a, &cases[i].l, &out), cases[i].want);
        CHECK_TEXT(out, "as before");
    }
    TextLunar   l = {.day = 99};
    const char *out = "as before";
    CHECK_TEXT(text_lunar("1967-12-31", &l), "text.lunar.range");
    CHECK_TEXT(text_lunar("2200-01-01", &l), "text.lunar.range");
    CHECK_TEXT(text_lunar("2025-02-30", &l), "text.day.bad");
    CHECK_TEXT(text_tet(a, 1967, &out), "text.lunar.range");
    CHECK(l.day == 99);
}

int main(void) {
    Arena *a = arena_open();
    tet(a);
    leap_months(a);
    known_days(a);
    there_and_back(a);
    refused(a);
    arena_close(a);
    return test_failed;
}
