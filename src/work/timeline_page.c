/* timeline_page.c - tasks as spans of days, from issue to due day, a page of the
 * list at a time; the same rows stand in a table below. */
#include "work/work.h"

#include "chart/chart.h"
#include "text/text.h"

#include <string.h>

enum { DRAFT_DAYS = 30, EDGE_DAYS = 3 };

static const char *since_of(const Ctx *c, const TaskRow *t) {
    if (t->issued && strcmp(t->issued, t->due) < 0) return t->issued;
    return t->issued ? t->due : day_add(c->a, t->due, -DRAFT_DAYS);
}

static const char *look_of(const TaskRow *t) { return list_kind_look(list_kind(t->state)); }

static const ChartSpan *spans(const Ctx *c, const TaskList *l, ChartSpans *s) {
    ChartSpan *first = NULL, **end = &first;
    for (const TaskRow *t = l->row; t < l->row + l->n; t++) {
        if (!t->due) continue;
        bool moved = t->first_due && strcmp(t->first_due, t->due) != 0;
        const char *since = since_of(c, t);
        *end = arena_new(c->a, ChartSpan);
        **end = (ChartSpan){
            .href = arena_print(c->a, "/task/%lld", (long long)t->id), .text = t->work,
            .note = trf(c, "timeline.note", V(t->lead_name ? t->lead_name : "–"),
                        V(text_day(c, t->due)), V(tr(c, task_state_key(t->state)))),
            .look = look_of(t), .since = since, .until = t->due,
            .mark = moved ? t->first_due : NULL};
        end = &(*end)->next;
        if (!s->from || strcmp(since, s->from) < 0) s->from = since;
        if (!s->until || strcmp(t->due, s->until) > 0) s->until = t->due;
    }
    return first;
}

static Err timeline_page(Ctx *c, Request *r) {
    const ListView v = list_view(c, r);
    TaskFilter     f = v.f;
    if (f.order == LIST_USUAL) f.order = LIST_DUE;
    const TaskList *l = list_tasks(c, &v.sight, &f);
    ChartSpans      s = {.title = tr(c, "timeline.title"), .today = c->today};
    TimelinePage    p = {.list = l, .by_due = list_address(c, "/timeline", &f)};
    s.rows = spans(c, l, &s);
    if (s.rows) {
        s.from = day_add(c->a, s.from, -EDGE_DAYS);
        s.until = day_add(c->a, s.until, EDGE_DAYS);
        p.chart = chart_spans(c, &s);
    }
    f.order = LIST_UNIT;
    p.by_unit = list_address(c, "/timeline", &f);
    f.order = LIST_DUE;
    p.by_due = list_address(c, "/timeline", &f);
    p.pager = (Pager){.page = v.f.page, .pages = (l->total + LIST_PAGE_ROWS - 1) / LIST_PAGE_ROWS,
                      .total = l->total, .base = list_address(c, "/timeline", &v.f)};
    Buf b = {.a = c->a};
    html_text(&b, V(list_bar(c, r, &v, l->by_state)));
    html_text(&b, V(timeline_html(c, &p)));
    reply_page(r, tr(c, "timeline.title"), html_of(&b));
    return NULL;
}

const Route timeline_routes[] = {
    SHOW("/timeline", timeline_page, RIGHT_VIEW, NULL),
    {0}
};
