/* day.c - days and moments, shown and read.
 *
 * Inside the program a day is YYYY-MM-DD and a moment is milliseconds UTC; here
 * is the edge where people see them.  The order of the parts is in lang/, as a
 * text with holes such as {d}. */
#include "text/text.h"

#include "text/letter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MINUTE_MS = 60000, DAY_MINUTES = 24 * 60, TYPED_MAX = 64 };

static const char *const months[] = {
    "text.month.january", "text.month.february", "text.month.march",     "text.month.april",
    "text.month.may",     "text.month.june",     "text.month.july",      "text.month.august",
    "text.month.september", "text.month.october", "text.month.november", "text.month.december",
};
static const char *const weekdays[] = {
    "text.weekday.monday", "text.weekday.tuesday",  "text.weekday.wednesday",
    "text.weekday.thursday", "text.weekday.friday", "text.weekday.saturday",
    "text.weekday.sunday",
};

typedef struct Day { int year, month, day; } Day;

static bool day_read(const char *s, Day *d) {
    return date_ok(s) && sscanf(s, "%4d-%2d-%2d", &d->year, &d->month, &d->day) == 3;
}

static const char *figure(Arena *a, const char *zeros, int v) {
    char s[16];
    snprintf(s, sizeof s, "%d", v);
    size_t n = strlen(s), room = strlen(zeros);
    Buf    b = {.a = a};
    buf_add(&b, zeros, room > n ? room - n : 0);
    buf_add(&b, s, n);
    return b.s;
}

/* The value of the hole {name}; NULL when there is no such hole. */
static const char *hole(const Ctx *c, const char *name, size_t n, const Day *d, int minutes) {
    const struct { const char *name, *zeros; int value; } parts[] = {
        {"d", "", d->day},          {"dd", "00", d->day},      {"mm", "00", d->month},
        {"yyyy", "0000", d->year},  {"HH", "00", minutes / 60}, {"MM", "00", minutes % 60},
        {"om", d->month < 3 ? "00" : "", d->month}, /* as in official letters */
    };
    const char *month = tr(c, months[d->month - 1]);
    if (strncmp(name, "month", n) == 0 && n == 5) return month;
    if (strncmp(name, "mon", n) == 0 && n == 3) {
        Buf b = {.a = c->a};
        buf_add(&b, month, strnlen(month, 3));
        return b.s;
    }
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (strlen(parts[i].name) == n && memcmp(parts[i].name, name, n) == 0)
            return figure(c->a, parts[i].zeros, parts[i].value);
    return NULL;
}

static const char *filled(const Ctx *c, const char *key, const Day *d, int minutes) {
    Buf         b = {.a = c->a};
    const char *s = tr(c, key);
    buf_add(&b, "", 0);
    while (*s) {
        size_t n = strcspn(s, "{"), len;
        buf_add(&b, s, n);
        s += n;
        if (!*s) break;
        len = strcspn(s + 1, "}");
        const char *value = hole(c, s + 1, len, d, minutes);
        if (!value) fatal("text: %s has a hole that nothing fills", key);
        buf_add(&b, value, strlen(value));
        s += len + 2;
    }
    return b.s;
}

/* The day by a pattern; a text that is no day comes back as it is. */
static const char *shown(const Ctx *c, const char *key, const char *day) {
    Day d;
    if (!day_read(day, &d)) return day ? day : "";
    return filled(c, key, &d, 0);
}

const char *text_day(const Ctx *c, const char *day) { return shown(c, "text.day.full", day); }
const char *text_day_typed(const Ctx *c, const char *day) {
    return shown(c, "text.day.typed", day);
}
const char *text_day_short(const Ctx *c, const char *day) {
    return shown(c, "text.day.short", day);
}

const char *text_month(const Ctx *c, const char *day) { return shown(c, "text.day.month", day); }

const char *text_day_official(const Ctx *c, const char *place, const char *day) {
    Buf         b = {.a = c->a};
    const char *s = shown(c, "text.day.official", day);
    if (text_blank(place)) return s;
    buf_add(&b, place, strlen(place));
    buf_add(&b, ", ", 2);
    buf_add(&b, s, strlen(s));
    return b.s;
}

const char *text_weekday(const Ctx *c, const char *day) {
    if (!date_ok(day)) return day ? day : "";
    return tr(c, weekdays[day_weekday(day) - 1]);
}

const char *text_moment(const Ctx *c, int64_t ms) {
    Day d;
    day_read(day_of(c->a, ms), &d);
    int64_t minutes = (ms + ZONE_MS) / MINUTE_MS % DAY_MINUTES;
    /* Before 1970 the rest is negative, and a minute begun counts backwards. */
    if ((ms + ZONE_MS) % MINUTE_MS < 0) minutes--;
    return filled(c, "text.moment.full", &d, (int)(minutes < 0 ? minutes + DAY_MINUTES : minutes));
}

/* A number of 1 to 4 digits at *s, and *s behind it; 0 when there is none. */
static int figures(const char **s, size_t *n) {
    *n = strspn(*s, "0123456789");
    int v = *n >= 1 && *n <= 4 ? atoi(*s) : 0;
    *s += *n;
    return v;
}

/* 05032025: a phone that shows figures only has no key for what stands between them.  A year
 * that comes first, 20250305, would be the year 305 and is refused. */
static bool by_eight(const char *s, Day *d) {
    return strlen(s) == 8 && strspn(s, "0123456789") == 8 &&
           sscanf(s, "%2d%2d%4d", &d->day, &d->month, &d->year) == 3 && d->year >= 1900;
}

/* 5/3/2025, 05-03-2025, 5.3.2025, 2025-03-05, 2025/03/05 */
static bool by_figures(const char *s, Day *d) {
    size_t n1, n2, n3;
    int    one = figures(&s, &n1);
    char   sign = *s;
    if (!sign || !strchr("/-.", sign)) return false;
    s++;
    int two = figures(&s, &n2);
    if (*s++ != sign) return false;
    int three = figures(&s, &n3);
    if (*s || n2 > 2) return false;
    if (n1 == 4 && n3 <= 2) *d = (Day){one, two, three};
    else if (n3 == 4 && n1 <= 2) *d = (Day){three, two, one};
    else return false;
    return true;
}

/* October, Oct and Sept; 0 for no month. */
static int month_named(const Ctx *c, const char *word) {
    Ctx    english = *c;
    size_t n = strlen(word);
    english.lang = LANG_EN;
    for (int i = 0; i < 12; i++) {
        const char *name = text_search_folded(c->a, tr(&english, months[i]));
        if (strcmp(word, name) == 0) return i + 1;
        if ((n == 3 || (i == 8 && n == 4)) && strncmp(word, name, n) == 0) return i + 1;
    }
    return 0;
}

static int whole(const char *word, size_t most) {
    size_t n;
    int    v = figures(&word, &n);
    return *word || n > most ? 0 : v;
}

/* ngày 5 tháng 3 năm 2025, 5 tháng 3, 2025; 5 March 2025, March 5, 2025 */
static bool by_words(const Ctx *c, const char *s, Day *d) {
    const char **w;
    size_t       n = text_words(c->a, text_search_folded(c->a, s), &w);
    if (n && strcmp(w[0], "ngay") == 0) w++, n--;
    if (n >= 4 && strcmp(w[1], "thang") == 0) {
        bool year = n == 5 && strcmp(w[3], "nam") == 0;
        *d = (Day){whole(w[n - 1], 4), whole(w[2], 2), whole(w[0], 2)};
        return (year || n == 4) && strlen(w[n - 1]) == 4;
    }
    if (n != 3 || strlen(w[2]) != 4) return false;
    int second = month_named(c, w[1]);
    *d = second ? (Day){whole(w[2], 4), second, whole(w[0], 2)}
                : (Day){whole(w[2], 4), month_named(c, w[0]), whole(w[1], 2)};
    return true;
}

Err text_day_parse(const Ctx *c, const char *s, const char **out) {
    Day  d;
    char day[48];
    if (text_blank(s)) return "text.day.empty";
    s += strspn(s, " \t\r\n");
    size_t n = strlen(s);
    while (strchr(" \t\r\n", s[n - 1])) n--;
    if (n > TYPED_MAX) return "text.day.bad";
    char *typed = arena_take(c->a, n + 1);
    memcpy(typed, s, n);
    bool read = by_figures(typed, &d) || by_eight(typed, &d) || by_words(c, typed, &d);
    if (!read) return "text.day.bad";
    snprintf(day, sizeof day, "%04d-%02d-%02d", d.year, d.month, d.day);
    if (!date_ok(day)) return "text.day.bad";
    *out = arena_text(c->a, day);
    return NULL;
}
