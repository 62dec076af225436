/* holiday_test.c - the days off: the law against what was announced, what is
 * stored, and what people paste. */
#include "office.h"
#include "work/work.h"

static const Holiday *find(const Holiday *list, const char *day) {
    while (list && strcmp(list->day, day) != 0) list = list->next;
    return list;
}

/* As announced for public servants: off, and on. */
static void check_announced(Ctx *c) {
    static const char *const off[] = {
        "2020-01-23", "2020-01-29", "2021-02-10", "2021-02-16", "2021-05-03", "2021-09-03",
        "2022-01-03", "2022-01-31", "2022-02-04", "2022-04-11", "2022-05-02", "2022-05-03",
        "2022-09-01", "2022-09-02", "2023-01-02", "2023-01-20", "2023-01-26", "2023-05-03",
        "2023-09-04", "2024-02-14", "2024-04-29", "2024-09-03", "2025-01-27", "2025-05-02",
        "2025-09-01", "2026-02-16", "2026-02-20", "2026-04-27",
    };
    static const char *const on[] = {
        "2020-01-22", "2020-01-30", "2021-02-17", "2022-02-07", "2022-05-04", "2022-08-31",
        "2023-01-27", "2024-05-04", "2025-04-26", "2025-09-03", "2026-02-23",
    };
    for (size_t i = 0; i < sizeof off / sizeof *off; i++) CHECK(!workday(c, off[i], NULL));
    for (size_t i = 0; i < sizeof on / sizeof *on; i++) CHECK(workday(c, on[i], NULL));
}

/* The file of sql/ holds what is reckoned; besides it only the exchanges. */
static void check_seed(Ctx *c) {
    for (int year = 2020; year <= 2030; year++) {
        const Holiday *stored = holidays_of(c, year), *law = holidays_by_law(c, year);
        int n = 0, more = year == 2024 || year == 2025 ? 2 : 0;
        for (const Holiday *h = law; h; h = h->next, n++) {
            const Holiday *s = find(stored, h->day);
            CHECK(s && !s->works && s->computed == (year != 2022));
            if (s) CHECK_TEXT(s->name, h->name);
        }
        for (const Holiday *h = stored; h; h = h->next) n--;
        CHECK(n + more == 0);
    }
}

static void check_edit(Ctx c) {
    const Holiday good = {.day = "2026-11-24", .name = "Ngày <mới>", .source = "NQ"};
    Holiday h = good;
    CHECK_TEXT(holiday_put(&c, &h), NULL);
    CHECK(!workday(&c, h.day, NULL));
    h.works = true; /* the same day again is a correction */
    CHECK_TEXT(holiday_put(&c, &h), NULL);
    CHECK(workday(&c, h.day, NULL));
    CHECK_TEXT(holiday_drop(&c, h.day), NULL);
    CHECK(!find(holidays_of(&c, 2026), h.day));
    CHECK_TEXT(holiday_drop(&c, "24/11"), "holiday.day.bad");
    h = good, h.day = "2026-11-31";
    CHECK_TEXT(holiday_put(&c, &h), "holiday.day.bad");
    h = good, h.name = " ";
    CHECK_TEXT(holiday_put(&c, &h), "holiday.name.missing");
    c.who = WORKER;
    CHECK_TEXT(holiday_put(&c, &good), "http.forbidden");
    CHECK_TEXT(holiday_drop(&c, good.day), "http.forbidden");
    c.who = RIVAL; /* who gives tasks in a district, not in the province */
    CHECK_TEXT(holiday_put(&c, &good), "http.forbidden");
    CHECK_TEXT(holiday_drop(&c, good.day), "http.forbidden");
    c.who = OFFICER;
    CHECK_TEXT(holidays_fill(&c, 2031), NULL);
    CHECK(find(holidays_of(&c, 2031), "2031-09-02")->computed);
    CHECK_TEXT(holidays_fill(&c, 1999), "holiday.year.range");
}

static void check_paste(Ctx c) {
    const char *text = "30/04/2032 Ngày Chiến thắng\r\n\n + 08/05/2032: Làm bù\n"
                       "31/04/2032 Không có\n01/05/2032";
    const Holiday *h = holidays_read(&c, text);
    CHECK_TEXT(h->day, "2032-04-30");
    CHECK_TEXT(h->name, "Ngày Chiến thắng");
    CHECK(!h->works && !h->why);
    CHECK(h->next->works);
    CHECK_TEXT(h->next->name, "Làm bù");
    CHECK_TEXT(h->next->next->why, "holiday.day.bad");
    CHECK_TEXT(h->next->next->next->why, "holiday.name.missing");
    CHECK(!h->next->next->next->next);
    CHECK_TEXT(holidays_paste(&c, text, "CV"), "holiday.text.bad");
    CHECK_TEXT(holidays_paste(&c, " \n", "CV"), "holiday.text.missing");
    CHECK_TEXT(holidays_paste(&c, "24/12/2032 <b>Nghỉ</b>\n+ 25/12/2032 Làm bù", "CV 1"), NULL);
    CHECK_TEXT(find(holidays_of(&c, 2032), "2032-12-24")->source, "CV 1");
}

int main(void) {
    Ctx c = test_open();
    office_set_up(&c);
    check_announced(&c);
    check_seed(&c);
    check_edit(c);
    check_paste(c);
    return test_close(&c);
}
