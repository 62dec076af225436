/* holiday_page.c - the days off of a year, and how they are corrected. */
#include "work/pages.h"
#include "work/parts.h"

#include <stdlib.h>

#define CALENDAR "/calendar/holidays"

static int year_of(const Ctx *c, const Request *r) {
    int64_t year = request_query(r, "year") ? request_number(r, "year")
                                            : form_number(&r->form, "year");
    return year >= HOLIDAY_YEAR_MIN && year <= HOLIDAY_YEAR_MAX ? (int)year : atoi(c->today);
}

static Err holidays_page(Ctx *c, Request *r) {
    HolidayForm v = {.f = request_form(c, r), .year = year_of(c, r),
                     .may = holiday_may(c)};
    v.days = holidays_of(c, v.year);
    reply_page(r, trf(c, "holiday.title", V(arena_print(c->a, "%d", v.year))),
               holidays_html(c, &v));
    reply_trail(c, r, "/calendar", tr(c, "holiday.calendar"));
    return NULL;
}

static void back(Ctx *c, Request *r, const char *day, const char *notice) {
    reply_done(r, arena_print(c->a, CALENDAR "?year=%.4s", day), notice);
}

static Err holidays_post(Ctx *c, Request *r) {
    Holiday h = {.name = form_text(&r->form, "name"), .source = form_text(&r->form, "source"),
                 .works = *form_text(&r->form, "works")};
    Err e = typed_day(c, &r->form, "day", "holiday.day.bad", &h.day);
    if (!e) e = holiday_put(c, &h);
    if (!e) back(c, r, h.day, "holiday.done");
    return e;
}

static Err remove_post(Ctx *c, Request *r) {
    const char *day = form_text(&r->form, "day");
    Err e = holiday_drop(c, day);
    if (!e) back(c, r, day, "holiday.done.dropped");
    return e;
}

static Err fill_post(Ctx *c, Request *r) {
    int year = year_of(c, r);
    Err e = holidays_fill(c, year);
    if (!e) back(c, r, arena_print(c->a, "%04d", year), "holiday.done");
    return e;
}

/* A page that only shows what the lines would do. */
static Err paste_page(Ctx *c, Request *r) {
    const Form  asked = {.typed = r->form.typed ? r->form.typed : r->query};
    HolidayForm v = {.f = request_form(c, r), .text = form_text(&asked, "text"),
                     .source = form_text(&asked, "source"), .may = holiday_may(c)};
    if (!v.may) return "http.forbidden";
    v.read = holidays_read(c, v.text);
    v.clean = v.read != NULL;
    for (const Holiday *h = v.read; h; h = h->next) v.clean = v.clean && !h->why;
    reply_page(r, tr(c, "holiday.paste"), holidays_paste_html(c, &v));
    reply_trail(c, r, CALENDAR, tr(c, "holiday.days"));
    return NULL;
}

static Err paste_post(Ctx *c, Request *r) {
    const Holiday *list = holidays_read(c, form_text(&r->form, "text"));
    Err e = holidays_paste(c, form_text(&r->form, "text"), form_text(&r->form, "source"));
    if (!e) back(c, r, list->day, "holiday.done");
    return e;
}

const Route holiday_routes[] = {
    SHOW(CALENDAR,           holidays_page, RIGHT_STAFF, NULL),
    SEND(CALENDAR,           holidays_post, RIGHT_ISSUE, holidays_page),
    SEND(CALENDAR "/drop",   remove_post,     RIGHT_ISSUE, holidays_page),
    SEND(CALENDAR "/fill",   fill_post,     RIGHT_ISSUE, holidays_page),
    SHOW(CALENDAR "/paste",  paste_page,    RIGHT_ISSUE, NULL),
    SEND(CALENDAR "/paste",  paste_post,    RIGHT_ISSUE, paste_page),
    {0}
};
