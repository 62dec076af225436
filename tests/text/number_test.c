/* number_test.c - numbers shown and read, in both languages. */
#include "test.h"
#include "text/text.h"

static Ctx in(Arena *a, Lang lang) { return (Ctx){.a = a, .lang = lang}; }

static void shown(Arena *a) {
    Ctx vi = in(a, LANG_VI), en = in(a, LANG_EN);
    static const struct { int64_t v; const char *vi, *en; } whole[] = {
        {0, "0", "0"},                 {7, "7", "7"},           {999, "999", "999"},
        {1000, "1.000", "1,000"},      {-1234, "-1.234", "-1,234"},
        {21914, "21.914", "21,914"},   {161519, "161.519", "161,519"},
        {INT64_MAX, "9.223.372.036.854.775.807", "9,223,372,036,854,775,807"},
        {INT64_MIN, "-9.223.372.036.854.775.808", "-9,223,372,036,854,775,808"},
    };
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++) {
        CHECK_TEXT(text_int(&vi, whole[i].v), whole[i].vi);
        CHECK_TEXT(text_int(&en, whole[i].v), whole[i].en);
    }
    static const struct { double v; int decimals; const char *vi, *en; } reals[] = {
        {1234.5, 1, "1.234,5", "1,234.5"}, {0.5, 2, "0,50", "0.50"}, {-0.25, 2, "-0,25", "-0.25"},
        {-0.001, 2, "0,00", "0.00"},       {999.96, 1, "1.000,0", "1,000.0"},
        {12, 0, "12", "12"},               {12, -3, "12", "12"},
        {0.1, 99, "0,100000000000000", "0.100000000000000"},
        {NAN, 1, "–", "–"},                {INFINITY, 1, "–", "–"},
        {-1e15, 0, "-1.000.000.000.000.000", "-1,000,000,000,000,000"},
    };
    for (size_t i = 0; i < sizeof reals / sizeof *reals; i++) {
        CHECK_TEXT(text_real(&vi, reals[i].v, reals[i].decimals), reals[i].vi);
        CHECK_TEXT(text_real(&en, reals[i].v, reals[i].decimals), reals[i].en);
    }
    CHECK(strlen(text_real(&vi, 1.7976931348623157e308, 15)) == 309 + 102 + 16);
    CHECK_TEXT(text_percent(&vi, 16051.0 / (16051 + 223), 2), "98,63%");
    CHECK_TEXT(text_percent(&en, 0.9862, 1), "98.6%");
    CHECK_TEXT(text_percent(&en, NAN, 1), "–");
}

static void read_whole(Arena *a) {
    static const struct { Lang lang; const char *typed; int64_t want; } good[] = {
        {LANG_VI, "0", 0}, {LANG_VI, " 12 ", 12}, {LANG_VI, "1.234", 1234}, {LANG_VI, "1234", 1234},
        {LANG_VI, "1 234 567", 1234567}, {LANG_VI, "1\u00A0234", 1234}, {LANG_VI, "+5", 5},
        {LANG_VI, "-1.000", -1000}, {LANG_VI, "−7", -7}, {LANG_EN, "1,234,567", 1234567},
        {LANG_VI, "007", 7}, {LANG_VI, "-9223372036854775808", INT64_MIN},
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        Ctx     c = in(a, good[i].lang);
        int64_t v = -99;
        CHECK_TEXT(text_int_parse(&c, good[i].typed, &v), NULL);
        if (v != good[i].want) CHECK_TEXT(good[i].typed, "another number");
    }
    static const struct { Lang lang; const char *typed, *want; } bad[] = {
        {LANG_VI, NULL, "text.number.empty"},      {LANG_VI, "", "text.number.empty"},
        {LANG_VI, " \u00A0", "text.number.empty"}, {LANG_VI, "x", "text.number.bad"},
        {LANG_VI, "12a", "text.number.bad"},       {LANG_VI, "-", "text.number.bad"},
        {LANG_VI, "--1", "text.number.bad"},       {LANG_VI, "1..000", "text.number.bad"},
        {LANG_VI, "1.2345.678", "text.number.bad"}, {LANG_VI, "1.000 000", "text.number.bad"},
        {LANG_VI, "1.", "text.number.bad"},        {LANG_VI, ".5", "text.number.bad"},
        {LANG_VI, "1e3", "text.number.bad"},       {LANG_VI, "0x10", "text.number.bad"},
        {LANG_VI, "1,", "text.number.bad"},        {LANG_VI, "1,5,5", "text.number.bad"},
        {LANG_VI, "1,234,567", "text.number.unclear"},
        {LANG_VI, "12.5", "text.number.unclear"},  {LANG_VI, "1,234.5", "text.number.unclear"},
        {LANG_VI, "0.123", "text.number.unclear"}, {LANG_EN, "1,5", "text.number.unclear"},
        {LANG_EN, "1.234,5", "text.number.unclear"},
        {LANG_VI, "1,5", "text.number.whole"},     {LANG_EN, "1.234", "text.number.whole"},
        {LANG_VI, "9223372036854775808", "text.number.range"},
        {LANG_VI, "99999999999999999999999999", "text.number.range"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        Ctx     c = in(a, bad[i].lang);
        int64_t v = -99;
        CHECK_TEXT(text_int_parse(&c, bad[i].typed, &v), bad[i].want);
        CHECK(v == -99);
    }
}

static void read_real(Arena *a) {
    static const struct { Lang lang; const char *typed; double want; } good[] = {
        {LANG_VI, "1.234,5", 1234.5}, {LANG_EN, "1,234.5", 1234.5}, {LANG_VI, "0,25", 0.25},
        {LANG_VI, "1.234", 1234},     {LANG_EN, "1.234", 1.234},    {LANG_VI, "1 234,50", 1234.5},
        {LANG_VI, "-0,5", -0.5},      {LANG_EN, "−12", -12},        {LANG_VI, "1,234", 1.234},
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        Ctx    c = in(a, good[i].lang);
        double v = -99;
        CHECK_TEXT(text_real_parse(&c, good[i].typed, &v), NULL);
        if (!(fabs(v - good[i].want) < 1e-12)) CHECK_TEXT(good[i].typed, "another number");
    }
    Ctx    vi = in(a, LANG_VI);
    double v = -99;
    char   huge[500];
    memset(huge, '9', sizeof huge);
    huge[350] = '\0';
    CHECK_TEXT(text_real_parse(&vi, huge, &v), "text.number.range");
    huge[350] = '9', huge[400] = '\0';
    CHECK_TEXT(text_real_parse(&vi, huge, &v), "text.number.range");
    huge[400] = '9', huge[401] = '\0';
    CHECK_TEXT(text_real_parse(&vi, huge, &v), "text.number.bad");
    CHECK_TEXT(text_real_parse(&vi, "nan", &v), "text.number.bad");
    CHECK_TEXT(text_real_parse(&vi, "inf", &v), "text.number.bad");
    CHECK(v < -98);
}

/* What is shown is read back as it was. */
static void there_and_back(Arena *a) {
    for (int lang = LANG_VI; lang <= LANG_EN; lang++) {
        Ctx c = in(a, (Lang)lang);
        for (int64_t v = -5000000; v <= 5000000; v += 77777) {
            int64_t whole;
            double  real;
            CHECK_TEXT(text_int_parse(&c, text_int(&c, v), &whole), NULL);
            CHECK_TEXT(text_real_parse(&c, text_real(&c, (double)v / 1000, 3), &real), NULL);
            CHECK(whole == v);
            CHECK_NEAR(real, (double)v / 1000);
        }
    }
}

int main(void) {
    Arena *a = arena_open();
    shown(a);
    read_whole(a);
    read_real(a);
    there_and_back(a);
    arena_close(a);
    return test_failed;
}
