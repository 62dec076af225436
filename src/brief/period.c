/* period.c - the periods of briefs: weeks from Monday, months, quarters, halves, years. */
#include "brief/brief.h"

#include "text/text.h"

#include <stdlib.h>
#include <string.h>

const BriefKind brief_kinds[] = {
    {"week", "brief.kind.week", 8},       {"month", "brief.kind.month", 6},
    {"quarter", "brief.kind.quarter", 6}, {"half", "brief.kind.half", 4},
    {"year", "brief.kind.year", 3},       {"other", "brief.kind.other", 0},
    {0}};

const BriefKind *brief_kind(const char *name) {
    for (const BriefKind *k = brief_kinds; k->name; k++)
        if (text_same(k->name, name)) return k;
    return NULL;
}

static int months_of(const BriefKind *k) {
    return *k->name == 'm' ? 1 : *k->name == 'q' ? 3 : *k->name == 'h' ? 6 : 12;
}

static int year_of(const char *day) { return (int)strtol(day, NULL, 10); }
static int month_of(const char *day) { return (int)strtol(day + 5, NULL, 10); }

/* The first day of the month that is so many months after January of year 0. */
static const char *month_day(Arena *a, int months) {
    return arena_print(a, "%04d-%02d-01", months / 12, months % 12 + 1);
}

static Period months(Arena *a, int from, int n) {
    return (Period){month_day(a, from), day_add(a, month_day(a, from + n), -1)};
}

Period period_of(Arena *a, const BriefKind *k, const char *day) {
    if (*k->name == 'o') return (Period){day, day};
    if (*k->name == 'w') {
        const char *monday = day_add(a, day, 1 - day_weekday(day));
        return (Period){monday, day_add(a, monday, 6)};
    }
    int n = months_of(k), month = year_of(day) * 12 + month_of(day) - 1;
    return months(a, month - month % n, n);
}

Period period_before(Arena *a, const BriefKind *k, Period p) {
    const char *last = day_add(a, p.since, -1);
    if (*k->name != 'o') return period_of(a, k, last);
    return (Period){day_add(a, p.since, day_number(p.since) - day_number(p.until) - 1), last};
}

Period period_after(Arena *a, const BriefKind *k, Period p) {
    const char *first = day_add(a, p.until, 1);
    if (*k->name != 'o') return period_of(a, k, first);
    return (Period){first, day_add(a, p.until, day_number(p.until) - day_number(p.since) + 1)};
}

/* The number of the week in the year of its Thursday, as ISO 8601 counts. */
static int week_of(Arena *a, const char *monday, int *year) {
    const char *thursday = day_add(a, monday, 3);
    *year = year_of(thursday);
    return (int)(day_number(thursday) - day_number(arena_print(a, "%04d-01-01", *year))) / 7 + 1;
}

static const char *part_key(const BriefKind *k, bool brief) {
    static const char *const keys[][2] = {
        {"brief.period.week", "brief.short.week"},   {"brief.period.month", "brief.short.month"},
        {"brief.period.quarter", "brief.short.quarter"},
        {"brief.period.half", "brief.short.half"},   {"brief.period.year", "brief.short.year"},
        {"brief.period.other", "brief.short.other"}};
    return keys[k - brief_kinds][brief];
}

static const char *words(const Ctx *c, const BriefKind *k, Period p, bool brief) {
    static const char *const roman[] = {"I", "II", "III", "IV"};
    int         year = year_of(p.since), month = month_of(p.since), n = month;
    const char *part = NULL;
    if (*k->name == 'o') return trf(c, part_key(k, brief), V(text_day(c, p.since)),
                                    V(text_day(c, p.until)));
    if (*k->name == 'w') n = week_of(c->a, p.since, &year);
    if (*k->name == 'm' && !brief && c->lang == LANG_EN) return text_month(c, p.since);
    if (*k->name == 'q') part = roman[(month - 1) / 3];
    if (*k->name == 'h') part = tr(c, month < 7 ? "brief.half.first" : "brief.half.last");
    if (!part) part = arena_print(c->a, "%d", n);
    return trf(c, part_key(k, brief), V(part), V(arena_print(c->a, "%d", year)),
               V(text_day_short(c, p.since)), V(text_day_short(c, p.until)));
}

const char *period_words(const Ctx *c, const BriefKind *k, Period p) {
    return words(c, k, p, false);
}
const char *period_short(const Ctx *c, const BriefKind *k, Period p) {
    return words(c, k, p, true);
}
