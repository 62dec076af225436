/* day_test.c - days and moments, shown and read. */
#include "test.h"
#include "text/text.h"

static void shown(Ctx *vi, Ctx *en) {
    CHECK_TEXT(text_day(vi, "2022-10-14"), "14/10/2022");
    CHECK_TEXT(text_day(en, "2022-10-14"), "14 October 2022");
    CHECK_TEXT(text_day(vi, "2025-03-05"), "05/03/2025");
    CHECK_TEXT(text_day(en, "2025-03-05"), "5 March 2025");
    CHECK_TEXT(text_day(vi, "0009-03-05"), "05/03/0009");
    CHECK_TEXT(text_day_short(vi, "2022-10-04"), "04/10");
    CHECK_TEXT(text_day_short(en, "2022-09-04"), "4 Sep");
    CHECK_TEXT(text_month(vi, "2022-09-01"), "Tháng 9 năm 2022");
    CHECK_TEXT(text_month(en, "2022-09-01"), "September 2022");
    CHECK_TEXT(text_day(vi, "2022-02-30"), "2022-02-30"); /* no day: as it is */
    CHECK_TEXT(text_day(vi, NULL), "");
    CHECK_TEXT(text_weekday(vi, NULL), "");
    CHECK_TEXT(text_weekday(vi, "x"), "x");

    CHECK_TEXT(text_day_official(vi, "Hải Dương", "2025-03-05"),
               "Hải Dương, ngày 05 tháng 3 năm 2025");
    CHECK_TEXT(text_day_official(vi, "Hà Nội", "2025-02-19"), "Hà Nội, ngày 19 tháng 02 năm 2025");
    CHECK_TEXT(text_day_official(vi, "Hà Nội", "2025-12-31"), "Hà Nội, ngày 31 tháng 12 năm 2025");
    CHECK_TEXT(text_day_official(vi, "  ", "2025-01-09"), "ngày 09 tháng 01 năm 2025");
    CHECK_TEXT(text_day_official(en, "Hải Dương", "2025-03-05"), "Hải Dương, 5 March 2025");

    static const char *const week_vi[] = {"thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu",
                                          "thứ Bảy", "Chủ nhật"};
    static const char *const week_en[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday",
                                          "Saturday", "Sunday"};
    for (int i = 0; i < 7; i++) {
        const char *day = day_add(vi->a, "2022-10-10", i); /* a Monday */
        CHECK_TEXT(text_weekday(vi, day), week_vi[i]);
        CHECK_TEXT(text_weekday(en, day), week_en[i]);
    }
}

static void moments(Ctx *vi, Ctx *en) {
    static const struct { int64_t ms; const char *vi; } cases[] = {
        {1772323200000, "07:00 01/03/2026"},
        {1772323200000 - 7 * 3600000, "00:00 01/03/2026"},
        {1772323200000 - 7 * 3600000 - 1, "23:59 28/02/2026"},
        {0, "07:00 01/01/1970"},
        {-1, "06:59 01/01/1970"},
        {-7 * 3600000, "00:00 01/01/1970"},
        {-7 * 3600000 - 1, "23:59 31/12/1969"},
        {-7 * 3600000 - 60000, "23:59 31/12/1969"},
        {-7 * 3600000 - 60001, "23:58 31/12/1969"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK_TEXT(text_moment(vi, cases[i].ms), cases[i].vi);
    CHECK_TEXT(text_moment(en, 1772323200000), "07:00, 1 March 2026");
}

static void read_days(Ctx *c) {
    static const char *const good[][2] = {
        {"5/3/2025", "2025-03-05"},           {"05-03-2025", "2025-03-05"},
        {"05032025", "2025-03-05"},           {" 29022024 ", "2024-02-29"},
        {"5.3.2025", "2025-03-05"},           {"2025-03-05", "2025-03-05"},
        {"2025/3/5", "2025-03-05"},           {" 05/03/2025\n", "2025-03-05"},
        {"5 tháng 3 năm 2025", "2025-03-05"}, {"ngày 05 tháng 02 năm 2025", "2025-02-05"},
        {"Ngày 5 THÁNG 3, 2025", "2025-03-05"}, {"5 thang 3 nam 2025", "2025-03-05"},
        {"14 October 2022", "2022-10-14"},    {"14 Oct 2022", "2022-10-14"},
        {"October 14, 2022", "2022-10-14"},   {"14 sept. 2022", "2022-09-14"},
        {"1 may 2022", "2022-05-01"},         {"29/2/2024", "2024-02-29"},
        {"31/12/9999", "9999-12-31"},
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        const char *out = NULL;
        CHECK_TEXT(text_day_parse(c, good[i][0], &out), NULL);
        CHECK_TEXT(out, good[i][1]);
    }
    static const char *const bad[] = {
        "x", "5", "5/3", "5/3/25", "5/3/02025", "29/2/2025", "31/4/2025", "0/3/2025", "5/0/2025",
        "5/13/2025", "5/3-2025", "5/3/2025/", "/5/3/2025", "-5/3/2025", "5//2025", "005/3/2025",
        "5/003/2025", "2025-03-005", "20250305",
        "20121205", "5032025", "31022025", "050320255", "5/3/2025 10:00", "1/1/0000",
        "5 tháng 13 năm 2025", "5 tháng 3", "5 tháng 3 năm 25", "5 tháng 3 nắm tay 2025",
        "5 tháng x năm 2025", "5 Foo 2025", "5 Octo 2022", "Oct 2022", "32 Oct 2022",
        "Oct 14 22", "99999999999999999999/3/2025", "5 marchs 2025", "5 sept. 20225",
        "5 tháng 3 năm                                                        2025",
        "hôm nay hôm nay hôm nay hôm nay hôm nay hôm nay hôm nay hôm nay 5/3/2025",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const char *out = "as before";
        Err         e = text_day_parse(c, bad[i], &out);
        if (!e || strcmp(e, "text.day.bad") != 0) CHECK_TEXT(bad[i], e ? e : "read");
        CHECK_TEXT(out, "as before");
    }
    const char *out = "as before";
    CHECK_TEXT(text_day_parse(c, NULL, &out), "text.day.empty");
    CHECK_TEXT(text_day_parse(c, " \t", &out), "text.day.empty");
    CHECK_TEXT(out, "as before");
}

/* What is shown is read back, in both languages. */
static void there_and_back(Ctx *c) {
    const char *day = "1999-12-25";
    for (; strcmp(day, "2030-01-01") < 0; day = day_add(c->a, day, 5)) {
        const char *forms[] = {text_day(c, day), text_day_official(c, NULL, day), day};
        for (size_t i = 0; i < 3; i++) {
            const char *out = NULL;
            CHECK_TEXT(text_day_parse(c, forms[i], &out), NULL);
            CHECK_TEXT(out, day);
        }
    }
}

int main(void) {
    Ctx vi = {.a = arena_open(), .lang = LANG_VI}, en = vi;
    en.lang = LANG_EN;
    shown(&vi, &en);
    moments(&vi, &en);
    read_days(&vi);
    read_days(&en);
    there_and_back(&vi);
    there_and_back(&en);
    arena_close(vi.a);
    return test_failed;
}
