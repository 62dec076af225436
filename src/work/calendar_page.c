/* calendar_page.c - a month of due days, Monday first, with the days off. */
#include "work/work.h"

#include "text/text.h"

#include <stdio.h>
#include <string.h>

/* ---- What a cell tells of its tasks; the grid too ---- */

static const unsigned kinds[LIST_KINDS] = {
    [KIND_OVERDUE] = 1 << TASK_OVERDUE,
    [KIND_OPEN]    = 1 << TASK_RUNNING | 1 << TASK_SOON | 1 << TASK_REPORTED,
    [KIND_DONE]    = 1 << TASK_DONE,
    [KIND_LATE]    = 1 << TASK_DONE_LATE,
    [KIND_REST]    = 1 << TASK_DRAFT | 1 << TASK_PAUSED | 1 << TASK_WITHDRAWN,
};

ListKind list_kind(TaskState s) {
    int k = 0;
    while (!(kinds[k] & 1u << s)) k++;
    return (ListKind)k;
}

const char *list_kind_words(const Ctx *c, ListKind k) {
    static const char *const keys[] = {"list.kind.overdue", "list.kind.open", "list.kind.done",
                                       "list.kind.late", "list.kind.rest"};
    return tr(c, keys[k]);
}

const char *list_kind_look(ListKind k) {
    static const char *const looks[] = {"red", "grey", "green", "tardy", "rest"};
    return looks[k];
}

/* A sign that is told apart without colour, for where there is no room for words. */
const char *list_kind_sign(ListKind k) {
    static const char *const signs[] = {"!", "○", "✓", "✓!", "–"};
    return signs[k];
}

const char *list_kind_link(const Ctx *c, const TaskFilter *f, ListKind k) {
    TaskFilter g = *f;
    g.states = f->states ? f->states & kinds[k] : kinds[k];
    if (!g.states) g.states = f->states; /* returned, asked: they go along with others */
    g.order = LIST_USUAL;
    return list_address(c, "/task", &g);
}

/* ---- The month ---- */

static const char *first_of(const Ctx *c, const char *month) {
    const char *day = month ? arena_print(c->a, "%.7s-01", month) : "";
    if (month && strlen(month) == 7 && date_ok(day) && strcmp(day, "0002") > 0 &&
        strcmp(day, "9998") < 0)
        return day;
    return arena_print(c->a, "%.7s-01", c->today);
}

static const char *next_month(const Ctx *c, const char *first) {
    return arena_print(c->a, "%.7s-01", day_add(c->a, first, 31));
}

static void add_days_off(Ctx *c, Calendar *m, const char *from) {
    Rows q = db_query(c, "SELECT day, name, works FROM holiday WHERE day >= $1 AND day <= $2",
                      V(from), V(day_add(c->a, from, CALENDAR_DAYS)));
    while (db_next(&q)) {
        int64_t i = day_number(row_text(&q, 0)) - day_number(from);
        if (i < 0 || i >= m->days) continue;
        m->day[i].name = row_text(&q, 1);
        m->day[i].off = !row_int(&q, 2);
    }
}

static void add_tasks(Ctx *c, Calendar *m, const ListView *v, const char *from) {
    TaskFilter f = v->f;
    int        n;
    const char *last = day_add(c->a, from, m->days - 1);
    if (!*f.due_from || strcmp(f.due_from, from) < 0) f.due_from = from;
    if (!*f.due_to || strcmp(f.due_to, last) > 0) f.due_to = last;
    const ListCount *rows = list_counts(c, &v->sight, &f, &n);
    for (int i = 0; i < n; i++) {
        CalendarDay *d = &m->day[day_number(rows[i].due) - day_number(from)];
        d->n[list_kind(rows[i].state)] += rows[i].n;
        d->all += rows[i].n;
    }
}

static void add_links(Ctx *c, Calendar *m, const ListView *v) {
    for (int i = 0; i < m->days; i++) {
        CalendarDay *d = &m->day[i];
        TaskFilter   f = v->f;
        f.due_from = f.due_to = d->day;
        f.order = LIST_USUAL;
        d->href = list_address(c, "/task", &f);
        for (int k = 0; k < LIST_KINDS; k++) d->link[k] = list_kind_link(c, &f, (ListKind)k);
    }
}

static const char *month_link(Ctx *c, const ListView *v, const char *first) {
    const char *query = list_query(c, &v->f);
    return arena_print(c->a, "/calendar?month=%.7s%s%s", first, *query ? "&" : "", query);
}

const char *calendar_look(const CalendarDay *d) {
    if (d->today) return "now";
    if (!d->inside) return d->all ? "outside" : "outside none";
    return d->off ? d->all ? "off" : "off none" : d->all || d->name ? "" : "none";
}

static Err calendar_page(Ctx *c, Request *r) {
    const ListView v = list_view(c, r);
    const char    *first = first_of(c, request_query(r, "month")), *next = next_month(c, first);
    const char    *from = day_add(c->a, first, 1 - day_weekday(first));
    Calendar      *m = arena_new(c->a, Calendar);
    m->days = (int)(day_number(next) - day_number(from) + 6) / 7 * 7;
    for (int i = 0; i < m->days; i++) {
        const char *day = day_add(c->a, from, i);
        m->day[i] = (CalendarDay){.day = day, .inside = strncmp(day, first, 7) == 0,
                                  .today = strcmp(day, c->today) == 0,
                                  .off = day_weekday(day) > 5};
    }
    add_days_off(c, m, from);
    add_tasks(c, m, &v, from);
    add_links(c, m, &v);
    m->title = text_month(c, first);
    m->before = month_link(c, &v, day_add(c->a, first, -1));
    m->after = month_link(c, &v, next);
    m->now = month_link(c, &v, c->today);
    Buf b = {.a = c->a};
    html_text(&b, V(list_bar(c, r, &v, NULL)));
    html_text(&b, V(calendar_html(c, m)));
    reply_page(r, tr(c, "calendar.title"), html_of(&b));
    return NULL;
}

const Route calendar_routes[] = {
    SHOW("/calendar", calendar_page, RIGHT_VIEW, NULL),
    {0}
};
