/* workday_test.c - working days by hand, on the calendar of 2022. */
#include "test.h"
#include "work/work.h"

static void holiday(Ctx *c, const char *day, int works, const char *name) {
    CHECK(!db_exec(c, "INSERT INTO holiday (day, works, name, source, computed)"
                      " VALUES ($1, $2, $3, '', 0)", V(day), V(works), V(name)));
}

int main(void) {
    Ctx           c = test_open();
    const DayOff *off;
    const char   *name;
    CHECK(!db_exec(&c, "DELETE FROM holiday"));

    /* Friday 14 October 2022: three working days later is Wednesday. */
    CHECK_TEXT(workday_after(&c, "2022-10-14", 3, &off), "2022-10-19");
    CHECK(off && off->next && !off->next->next);
    CHECK_TEXT(off->day, "2022-10-15");
    CHECK_TEXT(off->name, NULL);
    CHECK(workdays_between(&c, "2022-10-14", "2022-10-19") == 3);
    CHECK(workdays_between(&c, "2022-10-19", "2022-10-14") == 0);
    CHECK(workdays_between(&c, "2022-10-14", "2022-10-16") == 0);

    holiday(&c, "2022-04-11", 0, "Giỗ Tổ");
    holiday(&c, "2022-05-02", 0, "nghỉ bù");
    holiday(&c, "2022-05-03", 0, "nghỉ bù");
    holiday(&c, "2022-05-07", 1, "làm bù"); /* a Saturday */
    CHECK(!workday(&c, "2022-04-11", &name));
    CHECK_TEXT(name, "Giỗ Tổ");
    CHECK(workday(&c, "2022-05-07", NULL));
    CHECK(!workday(&c, "2022-05-08", &name));
    CHECK_TEXT(name, NULL);
    /* After Friday 29 April: 30 and 1 are a weekend, 2 and 3 off; 4, 5, 6, Saturday 7. */
    CHECK_TEXT(workday_after(&c, "2022-04-29", 4, &off), "2022-05-07");
    int n = 0;
    for (const DayOff *d = off; d; d = d->next) n++;
    CHECK(n == 4);
    CHECK_TEXT(off->next->next->name, "nghỉ bù");
    CHECK_TEXT(workday_after(&c, "2022-04-29", 5, NULL), "2022-05-09");
    CHECK_TEXT(workday_from(&c, "2022-05-01"), "2022-05-04");
    CHECK_TEXT(workday_from(&c, "2022-05-04"), "2022-05-04");

    /* Over many stretches the two ways of counting agree. */
    for (int64_t i = 1; i <= WORKDAYS_MAX; i += 111)
        CHECK(workdays_between(&c, "2022-01-01", workday_after(&c, "2022-01-01", i, NULL)) == i);
    return test_close(&c);
}
