/* base_test.c - days that exist, memory that is aligned and zeroed, messages. */
#include "test.h"

static void days(void) {
    static const struct { const char *day; bool ok; } cases[] = {
        {"2026-03-01", true},  {"2026-12-31", true},   {"2026-04-31", false},
        {"2024-02-29", true},  {"2026-02-29", false},  {"2000-02-29", true},
        {"1900-02-29", false}, {"2026-01-00", false},  {"2026-13-01", false},
        {"2026-1-01", false},  {"2026-03-01x", false}, {" 026-03-01", false},
        {"01/03/2026", false}, {"", false},            {NULL, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (date_ok(cases[i].day) != cases[i].ok) CHECK_TEXT(cases[i].day, "the other answer");
}

/* Each day of the calendar once: the next day is one more, a week has seven. */
static void reckoning(Arena *a) {
    CHECK(day_number("1970-01-01") == 0 && day_number("2000-03-01") == 11017);
    CHECK_TEXT(day_add(a, "2024-02-28", 2), "2024-03-01");
    CHECK_TEXT(day_add(a, "2023-01-01", -1), "2022-12-31");
    CHECK(day_weekday("2022-10-14") == 5 && day_weekday("1970-01-01") == 4);
    CHECK(day_weekday("1969-12-28") == 7 && day_weekday("0001-01-01") == 1);
    CHECK_TEXT(day_of(a, 0), "1970-01-01");
    CHECK_TEXT(day_of(a, -ZONE_MS - 1), "1969-12-31");
    CHECK_TEXT(day_of(a, 1665680400000 - 1), "2022-10-13"); /* midnight in Vietnam */
    CHECK_TEXT(day_of(a, 1665680400000), "2022-10-14");
    int64_t first = day_number("0001-01-01"), last = day_number("9999-12-31"), wrong = 0;
    for (int64_t i = first; i <= last; i++) {
        const char *day = day_text(a, i);
        if (!date_ok(day) || day_number(day) != i) wrong++;
        if (i % 100000 == 0) arena_reset(a);
    }
    CHECK(wrong == 0);
}

static void memory(Arena *a) {
    Buf b = {.a = a};
    for (int i = 0; i < 100000; i++) buf_add(&b, "chữ", strlen("chữ"));
    CHECK(strlen(b.s) == b.len && b.len == 100000 * strlen("chữ"));
    CHECK(strcmp(b.s + b.len - strlen("chữ"), "chữ") == 0);

    arena_take(a, 1);
    CHECK((uintptr_t)arena_take(a, 1) % _Alignof(max_align_t) == 0);
    const char *p = arena_take(a, 100000);
    CHECK(p[0] == 0 && memcmp(p, p + 1, 99999) == 0);
    CHECK_TEXT(arena_print(a, "%d %s", 5, "rõ"), "5 rõ");
    CHECK_TEXT(arena_part(a, "chỉ thị", 3), "ch\xe1");
    CHECK_FATAL(day_number("2026-02-30"));
}

int main(void) {
    Ctx c = {.a = arena_open(), .lang = LANG_VI};
    days();
    reckoning(c.a);
    memory(c.a);
    CHECK_TEXT(tr(&c, "lang.code"), "vi");
    c.lang = LANG_EN;
    CHECK_TEXT(tr(&c, "lang.code"), "en");
    CHECK_TEXT(tr(&c, "task.nothing"), "task.nothing");
    arena_close(c.a);
    return test_failed;
}
