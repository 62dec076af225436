/* show.c - a brief as a page: its figures, its pictures, its first page. */
#include "brief/brief.h"

#include "chart/chart.h"
#include "text/text.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

const char *brief_rate_text(const Ctx *c, const BriefCount *n) {
    double rate = brief_rate(n);
    return isnan(rate) ? "–" : text_percent(c, rate, 1);
}

const char *brief_query(const Ctx *c, BriefSet set, int64_t unit, int64_t document, bool before) {
    Buf b = {.a = c->a};
    buf_print(&b, "set=%s", brief_sets[set]);
    if (unit >= 0) buf_print(&b, "&unit=%" PRId64, unit);
    if (document >= 0) buf_print(&b, "&document=%" PRId64, document);
    if (before) buf_text(&b, "&before=1");
    return b.s;
}

const char *brief_unit_name(Ctx *c, const BriefAsk *q, const char *day, int64_t unit) {
    int         n;
    const Unit *u = units_known(c, day, q->known, unit, &n);
    return n ? u[0].name : "";
}

static const char *link_of(const Ctx *c, const BriefView *v, BriefSet set, int64_t unit) {
    return arena_print(c->a, "%s?%s", v->link, brief_query(c, set, unit, -1, false));
}

/* ---- Pictures ---- */

static Html draw_dots(const Ctx *c, const BriefView *v) {
    ChartDot *first = NULL, **end = &first;
    for (int i = 0; i < v->f->units; i++) {
        const BriefUnit  *u = &v->f->unit[i];
        const BriefCount *n = &u->now;
        double            low, high;
        if (!brief_judged(n)) continue;
        brief_wilson(n->in_time, brief_judged(n), BRIEF_Z, &low, &high);
        *end = arena_new(c->a, ChartDot);
        **end = (ChartDot){.name = u->name, .estimate = brief_rate(n), .low = low, .high = high,
                           .n = brief_judged(n), .href = link_of(c, v, SET_IN_TIME, u->unit)};
        end = &(*end)->next;
    }
    if (!first) return (Html){NULL};
    return chart_dots(c, &(ChartDots){
        .title = tr(c, "brief.chart.rate"), .subject = tr(c, "brief.unit"),
        .measure = tr(c, "brief.rate"), .share = true, .decimals = 1,
        .line = brief_rate(&v->f->now), .line_name = v->f->unit_name, .rows = first});
}

static Html draw_bars(const Ctx *c, const BriefView *v) {
    ChartGroup *first = NULL, **end = &first;
    for (int i = 0; i < v->f->units; i++) {
        const BriefUnit *u = &v->f->unit[i];
        if (!brief_judged(&u->now)) continue;
        *end = arena_new(c->a, ChartGroup);
        **end = (ChartGroup){.name = u->name, .n = {u->now.in_time, u->now.late, u->now.overdue},
                             .link = {link_of(c, v, SET_IN_TIME, u->unit),
                                      link_of(c, v, SET_LATE, u->unit),
                                      link_of(c, v, SET_OVERDUE, u->unit)}};
        end = &(*end)->next;
    }
    if (!first) return (Html){NULL};
    return chart_bars(c, &(ChartBars){
        .title = tr(c, "brief.chart.units"), .subject = tr(c, "brief.unit"), .series = 3,
        .of = {{tr(c, "brief.intime"), "green"}, {tr(c, "brief.late"), "tardy"},
               {tr(c, "brief.overdue"), "red"}}, .rows = first});
}

static Html draw_lines(const Ctx *c, const BriefView *v) {
    const BriefFigures *f = v->f;
    ChartPoint *p = arena_take(c->a, sizeof *p * (size_t)(f->trend + 1));
    if (f->trend < 2) return (Html){NULL};
    for (int i = 0; i < f->trend; i++) {
        const BriefCount *n = &f->past[i].n;
        p[i].name = period_short(c, f->ask.kind, f->past[i].period);
        p[i].v[0] = brief_rate(n);
        brief_wilson(n->in_time, brief_judged(n), BRIEF_Z, &p[i].low[0], &p[i].high[0]);
    }
    return chart_lines(c, &(ChartLines){
        .title = tr(c, "brief.chart.trend"), .subject = tr(c, "brief.period"), .share = true,
        .band = true, .decimals = 1, .series = 1, .points = f->trend, .at = p,
        .of = {{tr(c, "brief.rate"), "blue"}}});
}

static ChartCell cell_of(const Ctx *c, const BriefCell *n) {
    if (n->overdue) return (ChartCell){trf(c, "brief.cell.overdue", V(n->overdue)), "red", NULL};
    if (n->done) return (ChartCell){trf(c, "brief.cell.done", V(n->done)), "green", NULL};
    return (ChartCell){NULL, NULL, NULL};
}

static Html draw_grid(const Ctx *c, const BriefView *v) {
    const BriefFigures *f = v->f;
    const char        **head = arena_take(c->a, sizeof *head * BRIEF_COLUMNS);
    ChartRow           *first = NULL, **end = &first;
    if (f->columns < 2 || !f->units) return (Html){NULL};
    for (int i = 0; i < f->columns; i++) head[i] = text_day_short(c, f->column[i]);
    for (int i = 0; i < f->units; i++) {
        ChartCell *cell = arena_take(c->a, sizeof *cell * BRIEF_COLUMNS);
        for (int k = 0; k < f->columns; k++) cell[k] = cell_of(c, &f->unit[i].cell[k]);
        *end = arena_new(c->a, ChartRow);
        **end = (ChartRow){.name = f->unit[i].name, .cell = cell};
        end = &(*end)->next;
    }
    return chart_grid(c, &(ChartGrid){.title = tr(c, "brief.chart.grid"),
                                      .subject = tr(c, "brief.unit"), .columns = f->columns,
                                      .column = head, .rows = first});
}

/* ---- The whole ---- */

static void add_lates(Ctx *c, BriefView *v) {
    const BriefFigures *f = v->f;
    BriefLateRow       *row = arena_take(c->a, sizeof *row * BRIEF_LATES_SHOWN);
    for (int i = 0; i < f->lates && i < BRIEF_LATES_SHOWN; i++) {
        const BriefLate *l = &f->late[i];
        row[v->lates++] = (BriefLateRow){
            .late = l, .unit = brief_unit_name(c, &f->ask, f->day, l->lead),
            .work = known_work(c, f->ask.known, l->task),
            .words = known_words(c, f->ask.known, l->task, f->day)};
    }
    v->late = row;
}

BriefView *brief_view(Ctx *c, const Brief *b, const BriefFigures *f) {
    BriefView *v = arena_new(c->a, BriefView);
    v->b = b;
    v->f = f;
    v->title = brief_title(c, b);
    v->link = arena_print(c->a, "/brief/%" PRId64 "/tasks", b->id);
    v->all = link_of(c, v, SET_OVERDUE, -1);
    v->words = brief_words(c, f, v->link);
    v->dots = draw_dots(c, v);
    v->bars = draw_bars(c, v);
    v->lines = draw_lines(c, v);
    v->grid = draw_grid(c, v);
    add_lates(c, v);
    return v;
}

Html brief_number_html(const Ctx *c, const char *link, const char *query, int64_t n) {
    Buf b = {.a = c->a};
    if (n) {
        buf_text(&b, "<a href=\"");
        html_address(&b, V(arena_print(c->a, "%s?%s", link, query)));
        buf_text(&b, "\">");
    }
    buf_text(&b, text_int(c, n));
    if (n) buf_text(&b, "</a>");
    return html_of(&b);
}
