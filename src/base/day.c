/* day.c - days and instants.
 *
 * The reckoning between a date and a count of days is Howard Hinnant's
 * "chrono-compatible low-level date algorithms": years begin in March, so that
 * the leap day is the last of its year. */
#include "base/base.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { ERA_DAYS = 146097, ERA_YEARS = 400, EPOCH = 719468 /* days from 0000-03-01 to 1970 */ };

/* Of so many figures at s; -1 when one of them is none.  Lists reckon with
 * thousands of days, so this is done by hand and not by sscanf(). */
static int figures(const char *s, int n) {
    int v = 0;
    for (int i = 0; i < n; i++) {
        if (s[i] < '0' || s[i] > '9') return -1;
        v = v * 10 + (s[i] - '0');
    }
    return v;
}

static bool parts(const char *s, int *y, int *m, int *d) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (!s || strnlen(s, DAY_BYTES) != DAY_BYTES - 1 || s[4] != '-' || s[7] != '-') return false;
    *y = figures(s, 4);
    *m = figures(s + 5, 2);
    *d = figures(s + 8, 2);
    if (*y < 1 || *m < 1 || *m > 12) return false;
    bool leap = (*y % 4 == 0 && *y % 100 != 0) || *y % 400 == 0;
    return *d >= 1 && *d <= days[*m - 1] + (*m == 2 && leap);
}

bool date_ok(const char *s) {
    int y, m, d;
    return parts(s, &y, &m, &d);
}

int64_t day_number(const char *day) {
    int y, m, d;
    if (!parts(day, &y, &m, &d)) fatal("not a day: %s", day ? day : "NULL");
    y -= m <= 2;
    int era = y / ERA_YEARS, of_era = y - era * ERA_YEARS;
    int of_year = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    return (int64_t)era * ERA_DAYS + of_era * 365 + of_era / 4 - of_era / 100 + of_year - EPOCH;
}

const char *day_text(Arena *a, int64_t days) {
    static const int64_t first = -719162, last = 2932896; /* 0001-01-01, 9999-12-31 */
    if (days < first || days > last) fatal("no day has the number %lld", (long long)days);
    int64_t z = days + EPOCH, era = z / ERA_DAYS, of_era = z - era * ERA_DAYS;
    int64_t y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * y + y / 4 - y / 100), mp = (5 * of_year + 2) / 153;
    int64_t d = of_year - (153 * mp + 2) / 5 + 1, m = mp + (mp < 10 ? 3 : -9);
    return arena_print(a, "%04d-%02d-%02d", (int)(y + era * ERA_YEARS + (m <= 2)), (int)m, (int)d);
}

const char *day_add(Arena *a, const char *day, int64_t days) {
    return day_text(a, day_number(day) + days);
}

int day_weekday(const char *day) {
    int64_t n = (day_number(day) + 3) % 7; /* 1970-01-01 was a Thursday */
    return (int)(n < 0 ? n + 7 : n) + 1;
}

int64_t clock_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

const char *day_of(Arena *a, int64_t ms) {
    const int64_t day_ms = 24 * 3600 * 1000LL, at = ms + ZONE_MS;
    return day_text(a, at / day_ms - (at % day_ms < 0));
}
