/* workday.c - working days: the week, the holidays, and the days in exchange. */
#include "work/work.h"

#include <string.h>

enum { SATURDAY = 6, STRETCH_DAYS = 90 };

/* The exceptions from a day on, in order; walked beside the days. */
typedef struct Exception Exception;
struct Exception { const char *day, *name; bool works; Exception *next; };

static Exception *exceptions(Ctx *c, const char *from, const char *to) {
    Exception *first = NULL, **end = &first;
    Rows q = db_query(c, "SELECT day, name, works FROM holiday WHERE day >= $1 AND day <= $2"
                         " ORDER BY day", V(from), V(to));
    while (db_next(&q)) {
        *end = arena_new(c->a, Exception);
        **end = (Exception){row_text(&q, 0), row_text(&q, 1), row_int(&q, 2), NULL};
        end = &(*end)->next;
    }
    return first;
}

/* Is this a working day?  *at moves on to the exception of this day or the next. */
static bool works(const char *day, const Exception **at, const char **name) {
    while (*at && strcmp((*at)->day, day) < 0) *at = (*at)->next;
    const Exception *x = *at && strcmp((*at)->day, day) == 0 ? *at : NULL;
    *name = x ? x->name : NULL;
    return x ? x->works : day_weekday(day) < SATURDAY;
}

bool workday(Ctx *c, const char *day, const char **name) {
    const Exception *at = exceptions(c, day, day);
    const char      *found;
    bool             yes = works(day, &at, &found);
    if (name) *name = found;
    return yes;
}

const char *workday_after(Ctx *c, const char *day, int64_t n, const DayOff **skipped) {
    const DayOff **end = skipped;
    const char    *name, *until = day;
    const Exception *at = NULL;
    if (n < 1 || n > WORKDAYS_MAX) fatal("workday_after: %lld days", (long long)n);
    if (end) *end = NULL;
    while (n > 0) {
        if (strcmp(day, until) >= 0) { /* the exceptions of the next stretch */
            until = day_add(c->a, day, STRETCH_DAYS);
            at = exceptions(c, day, until);
        }
        day = day_add(c->a, day, 1);
        if (works(day, &at, &name)) {
            n--;
        } else if (end) {
            DayOff *off = arena_new(c->a, DayOff);
            *off = (DayOff){day, name, NULL};
            *end = off;
            end = (const DayOff **)&off->next;
        }
    }
    return day;
}

const char *workday_from(Ctx *c, const char *day) {
    return workday(c, day, NULL) ? day : workday_after(c, day, 1, NULL);
}

int64_t workdays_between(Ctx *c, const char *from, const char *to) {
    const char      *name;
    int64_t          n = 0;
    const Exception *at = exceptions(c, from, to);
    for (int64_t d = day_number(from) + 1, last = day_number(to); d <= last; d++)
        n += works(day_text(c->a, d), &at, &name);
    return n;
}
