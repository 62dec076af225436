/* lunar.c - the Vietnamese lunar calendar.
 *
 * A month begins on the day of the new moon, the 11th month holds the winter
 * solstice, and in a year of thirteen months the first without a change of the
 * sun's sign is the leap month; all in the time of Hà Nội, UTC+7.  Computed, so
 * that no table has to be kept; a table of announced holidays belongs to data.
 *
 * Source: Hồ Ngọc Đức, "Thuật toán tính âm lịch" (2004), with the formulas of
 * Meeus, Astronomical Algorithms (1998), ch. 25 and 49, as he shortened them. */
#include "text/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    YEAR_FIRST = 1968, YEAR_LAST = 2199,
    JULIAN = 2440588, /* Julian day number of 1 January 1970, base's day 0 */
};

static const double PI = 3.14159265358979323846, ZONE = 7.0 / 24, SYNODIC = 29.530588853,
                    EPOCH = 2415021.076998695 /* new moon of 1 January 1900 */;

/* Day of the k-th new moon after that of EPOCH, as a Julian day number. */
static int new_moon(int k) {
    double t = k / 1236.85, t2 = t * t, t3 = t2 * t, dr = PI / 180;
    double jd = 2415020.75933 + 29.53058868 * k + 0.0001178 * t2 - 0.000000155 * t3 +
                0.00033 * sin((166.56 + 132.87 * t - 0.009173 * t2) * dr);
    double m = 359.2242 + 29.10535608 * k - 0.0000333 * t2 - 0.00000347 * t3;
    double mp = 306.0253 + 385.81691806 * k + 0.0107306 * t2 + 0.00001236 * t3;
    double f = 21.2964 + 390.67050646 * k - 0.0016528 * t2 - 0.00000239 * t3;
    double c = (0.1734 - 0.000393 * t) * sin(m * dr) + 0.0021 * sin(2 * dr * m) -
               0.4068 * sin(mp * dr) + 0.0161 * sin(dr * 2 * mp) - 0.0004 * sin(dr * 3 * mp) +
               0.0104 * sin(dr * 2 * f) - 0.0051 * sin(dr * (m + mp)) -
               0.0074 * sin(dr * (m - mp)) + 0.0004 * sin(dr * (2 * f + m)) -
               0.0004 * sin(dr * (2 * f - m)) - 0.0006 * sin(dr * (2 * f + mp)) +
               0.0010 * sin(dr * (2 * f - mp)) + 0.0005 * sin(dr * (2 * mp + m));
    /* From the even time of the formulas to the clock, after 1900. */
    double clock = -0.000278 + 0.000265 * t + 0.000262 * t2;
    return (int)floor(jd + c - clock + 0.5 + ZONE);
}

/* The sun's sign, 0 to 11 of 30 degrees each, when day jdn begins in Hà Nội. */
static int sun_sign(int jdn) {
    double t = (jdn - 2451545.5 - ZONE) / 36525, t2 = t * t, dr = PI / 180;
    double m = 357.52910 + 35999.05030 * t - 0.0001559 * t2 - 0.00000048 * t * t2;
    double l = 280.46645 + 36000.76983 * t + 0.0003032 * t2 +
               (1.914600 - 0.004817 * t - 0.000014 * t2) * sin(dr * m) +
               (0.019993 - 0.000101 * t) * sin(dr * 2 * m) + 0.000290 * sin(dr * 3 * m);
    l = fmod(l, 360);
    return (int)((l < 0 ? l + 360 : l) / 30);
}

static int solar(int year, int month, int day) {
    char s[48];
    snprintf(s, sizeof s, "%04d-%02d-%02d", year, month, day);
    return (int)day_number(s) + JULIAN;
}

/* First day of the 11th month that ends lunar year `year`: the last new moon up
 * to the winter solstice. */
static int month11(int year) {
    int k = (int)floor((solar(year, 12, 31) - 2415021) / SYNODIC);
    int day = new_moon(k);
    return sun_sign(day) >= 9 ? new_moon(k - 1) : day;
}

/* Number of the leap month among those after the 11th month that begins on a11. */
static int leap_offset(int a11) {
    int k = (int)floor((a11 - EPOCH) / SYNODIC + 0.5), i = 1, last, sign;
    sign = sun_sign(new_moon(k + i));
    do {
        last = sign;
        i++;
        sign = sun_sign(new_moon(k + i));
    } while (sign != last && i < 14);
    return i - 1;
}

static TextLunar lunar(int jdn, int year) {
    /* The moon is up to 14 hours early or late, so the mean month may be one off. */
    int k = (int)floor((jdn - EPOCH) / SYNODIC) + 1, start = new_moon(k);
    while (start > jdn) start = new_moon(--k);
    int a11 = month11(year), b11 = a11, lunar_year;
    if (a11 >= start) {
        lunar_year = year;
        a11 = month11(year - 1);
    } else {
        lunar_year = year + 1;
        b11 = month11(year + 1);
    }
    int  diff = (start - a11) / 29, month = diff + 11;
    bool leap = false;
    if (b11 - a11 > 365) {
        int off = leap_offset(a11);
        month -= diff >= off;
        leap = diff == off;
    }
    if (month > 12) month -= 12;
    if (month >= 11 && diff < 4) lunar_year--;
    return (TextLunar){lunar_year, month, jdn - start + 1, leap};
}

Err text_lunar(const char *day, TextLunar *out) {
    if (!date_ok(day)) return "text.day.bad";
    int year = atoi(day);
    if (year < YEAR_FIRST || year > YEAR_LAST) return "text.lunar.range";
    *out = lunar((int)day_number(day) + JULIAN, year);
    return NULL;
}

/* The days of a lunar month begin within two months of this one of the sun. */
static int month_start(const TextLunar *l) {
    int a11 = month11(l->month < 11 ? l->year - 1 : l->year);
    int b11 = month11(l->month < 11 ? l->year : l->year + 1);
    int off = l->month < 11 ? l->month + 1 : l->month - 11;
    if (b11 - a11 > 365) {
        int leap = leap_offset(a11);
        off += l->leap || off >= leap;
    }
    return new_moon((int)floor(0.5 + (a11 - EPOCH) / SYNODIC) + off);
}

Err text_lunar_day(Arena *a, const TextLunar *l, const char **out) {
    TextLunar back;
    if (l->month < 1 || l->month > 12 || l->day < 1 || l->day > 30) return "text.lunar.none";
    if (l->year < YEAR_FIRST - 1 || l->year > YEAR_LAST) return "text.lunar.range";
    const char *day = day_text(a, month_start(l) + l->day - 1 - JULIAN);
    Err         e = text_lunar(day, &back);
    if (e) return e;
    if (back.year != l->year || back.month != l->month || back.day != l->day ||
        back.leap != l->leap)
        return "text.lunar.none";
    *out = day;
    return NULL;
}

Err text_tet(Arena *a, int year, const char **out) {
    return text_lunar_day(a, &(TextLunar){year, 1, 1, false}, out);
}
