/* holiday.c - the calendar of days off, and what the law says they are.
 *
 * Which days are off is announced each year, so they are data that the office
 * corrects.  What the law fixes can be reckoned ahead, and is marked as reckoned.
 * source  Labour Code 2019, Art. 111(3), 112: New Year's Day; five days at Tết;
 *         30 April; 1 May; two days at 2 September (one until 2020); 10 March of
 *         the lunar year; one that falls on a weekend is made up on the next
 *         working day */
#include "work/parts.h"

#include <stdio.h>
#include <string.h>

enum { NAME_MAX = 200, TET_DAYS = 5, OFF_MAX = 40 };

Err holiday_check(const Holiday *h) {
    if (!h->day || !date_ok(h->day)) return "holiday.day.bad";
    if (text_blank(h->name)) return "holiday.name.missing";
    return strlen(h->name) > NAME_MAX || strlen(h->source) > NAME_MAX ? "holiday.name.long" : NULL;
}

bool holiday_may(Ctx *c) { return org_may(c, RIGHT_ISSUE, unit_top(c)); }

/* Tasks that are due already stay due: the calendar only reckons new days. */
Err holiday_put(Ctx *c, const Holiday *h) {
    Deed d = {.what = "holiday.deed.put", .subject = "holiday", .id = 0};
    Err  e = holiday_may(c) ? holiday_check(h) : "http.forbidden";
    if (!e)
        e = db_exec(c, "INSERT INTO holiday (day, works, name, source, computed)"
                       " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (day) DO UPDATE SET"
                       " works = excluded.works, name = excluded.name, source = excluded.source,"
                       " computed = excluded.computed",
                    V(h->day), V(h->works), V(h->name), V(h->source), V(h->computed));
    if (e) return e;
    deed_change(c, &d, h->works ? "works" : "off", "", h->day);
    deed_change(c, &d, "name", "", h->name);
    return audit_note(c, &d);
}

Err holiday_drop(Ctx *c, const char *day) {
    Deed d = {.what = "holiday.deed.dropped", .subject = "holiday", .id = 0};
    if (!holiday_may(c)) return "http.forbidden";
    if (!day || !date_ok(day)) return "holiday.day.bad";
    Err e = db_exec(c, "DELETE FROM holiday WHERE day = $1", V(day));
    if (e) return e;
    deed_change(c, &d, "off", day, "");
    return audit_note(c, &d);
}

static Holiday *add(Ctx *c, Holiday ***end, const char *day, const char *name) {
    Holiday *h = arena_new(c->a, Holiday);
    *h = (Holiday){.day = day, .name = name, .source = "", .computed = true};
    **end = h;
    *end = &h->next;
    return h;
}

const Holiday *holidays_of(Ctx *c, int year) {
    Holiday *first = NULL, **end = &first;
    Rows q = db_query(c, "SELECT day, works, name, source, computed FROM holiday"
                         " WHERE day >= $1 AND day < $2 ORDER BY day",
                      V(arena_print(c->a, "%04d-01-01", year)),
                      V(arena_print(c->a, "%04d-01-01", year + 1)));
    while (db_next(&q)) {
        Holiday *h = add(c, &end, row_text(&q, 0), row_text(&q, 2));
        h->works = row_int(&q, 1);
        h->source = row_text(&q, 3);
        h->computed = row_int(&q, 4);
    }
    return first;
}

/* ---- What the law says ---- */

/* Five days in a row: two before the new moon and three from it on, but where it
 * is a Tuesday one before, so that they fill a week; as was done 2020 to 2026. */
static void add_tet(Ctx *c, Holiday ***end, int year) {
    const char *first;
    if (text_tet(c->a, year, &first)) return;
    int before = day_weekday(first) == 2 ? 1 : 2;
    for (int i = 0; i < TET_DAYS; i++)
        add(c, end, day_add(c->a, first, i - before), tr(c, "holiday.tet"));
}

static void add_kings(Ctx *c, Holiday ***end, int year) {
    const TextLunar tenth = {.year = year, .month = 3, .day = 10};
    const char     *day;
    if (!text_lunar_day(c->a, &tenth, &day)) add(c, end, day, tr(c, "holiday.kings"));
}

/* 2 September, and a day beside it: after it where that joins it to a weekend. */
static void add_independence(Ctx *c, Holiday ***end, int year) {
    const char *day = arena_print(c->a, "%04d-09-02", year);
    int         weekday = day_weekday(day);
    bool        after = weekday == 1 || weekday == 4 || weekday == 7;
    if (year > 2020 && !after) add(c, end, day_add(c->a, day, -1), tr(c, "holiday.independence"));
    add(c, end, day, tr(c, "holiday.independence"));
    if (year > 2020 && after) add(c, end, day_add(c->a, day, 1), tr(c, "holiday.independence"));
}

static bool listed(const Holiday *list, const char *day) {
    for (; list; list = list->next)
        if (strcmp(list->day, day) == 0) return true;
    return false;
}

/* A holiday on a weekend gives the next day that is none. */
static void add_instead(Ctx *c, Holiday *first, Holiday ***end) {
    Holiday *last = first;
    while (last && last->next) last = last->next;
    for (Holiday *h = first; h; h = h == last ? NULL : h->next) {
        const char *day = h->day;
        if (day_weekday(day) < 6) continue;
        do day = day_add(c->a, day, 1);
        while (day_weekday(day) > 5 || listed(first, day));
        add(c, end, day, trf(c, "holiday.instead", V(h->name)));
    }
}

const Holiday *holidays_by_law(Ctx *c, int year) {
    Holiday *first = NULL, **end = &first;
    add(c, &end, arena_print(c->a, "%04d-01-01", year), tr(c, "holiday.year"));
    add_tet(c, &end, year);
    add_kings(c, &end, year);
    add(c, &end, arena_print(c->a, "%04d-04-30", year), tr(c, "holiday.victory"));
    add(c, &end, arena_print(c->a, "%04d-05-01", year), tr(c, "holiday.labour"));
    add_independence(c, &end, year);
    add_instead(c, first, &end);
    return first;
}

Err holidays_fill(Ctx *c, int year) {
    Err e = NULL;
    if (year < HOLIDAY_YEAR_MIN || year > HOLIDAY_YEAR_MAX) return "holiday.year.range";
    const Holiday *there = holidays_of(c, year);
    for (const Holiday *h = holidays_by_law(c, year); h && !e; h = h->next)
        if (!listed(there, h->day)) e = holiday_put(c, h);
    return e;
}

/* ---- Pasted lines ---- */

/* "30/04/2024 Ngày Chiến thắng"; "+ 04/05/2024 Làm bù" is worked on. */
static Holiday *read_line(Ctx *c, const char *line) {
    Holiday *h = arena_new(c->a, Holiday);
    *h = (Holiday){.name = "", .source = "", .line = line};
    line += strspn(line, " \t");
    if (*line == '+') h->works = true, line++;
    line += strspn(line, " \t");
    size_t n = strcspn(line, " \t");
    h->name = line + n + strspn(line + n, " \t:-");
    h->why = text_day_parse(c, arena_part(c->a, line, n), &h->day) ? "holiday.day.bad"
                                                                   : holiday_check(h);
    return h;
}

const Holiday *holidays_read(Ctx *c, const char *text) {
    Holiday *first = NULL, **end = &first;
    int      n = 0;
    while (*text && n < HOLIDAY_LINES_MAX) {
        size_t      length = strcspn(text, "\r\n");
        const char *line = arena_part(c->a, text, length);
        text += length + strspn(text + length, "\r\n");
        if (text_blank(line)) continue;
        *end = read_line(c, line);
        end = &(*end)->next;
        n++;
    }
    return first;
}

Err holidays_paste(Ctx *c, const char *text, const char *source) {
    const Holiday *list = holidays_read(c, text);
    Err e = list ? NULL : "holiday.text.missing";
    for (const Holiday *h = list; h && !e; h = h->next) {
        Holiday one = *h;
        one.source = source;
        e = h->why ? "holiday.text.bad" : holiday_put(c, &one);
    }
    return e;
}
