/* result_page.c - the result of a round as a page, a picture and files; its list as files. */
#include "inspect/pages.h"
#include "inspect/parts.h"

#include "chart/chart.h"
#include "exchange/exchange.h"

#include <inttypes.h>
#include <math.h>

/* ---- The picture ---- */

static Html chart(Ctx *c, const InspectionResult *r) {
    ChartDot *first = NULL, **end = &first;
    for (const Share *u = r->units; u; u = u->next) {
        *end = arena_new(c->a, ChartDot);
        **end = (ChartDot){.name = u->name, .estimate = u->share.value, .low = u->share.lo,
                           .high = u->share.hi, .n = u->seen,
                           .look = isnan(u->share.value) ? "grey" : NULL};
        if (u->known) (*end)->low = (*end)->high = NAN;
        end = &(*end)->next;
    }
    return chart_dots(c, &(ChartDots){
        .title = tr(c, "inspection.chart"), .subject = tr(c, "inspection.chart.unit"),
        .measure = tr(c, "inspection.chart.share"), .share = true, .decimals = 1,
        .line = r->all.share.value, .line_name = tr(c, "inspection.chart.all"), .rows = first});
}

/* One that closed; while it runs, for its inspectors. */
static Err find_result(Ctx *c, Request *r, Inspection **i) {
    Err e = round_asked(c, r, i);
    return !e && !round_is(*i, "closed") && !round_is(*i, "running") ? "http.missing" : e;
}

Err round_result_page(Ctx *c, Request *r) {
    Inspection *i;
    Err e = find_result(c, r, &i);
    if (e) return e;
    ResultPage p = {.i = i, .unit = unit_name(c, i->unit), .r = inspection_result(c, i)};
    p.chart = chart(c, &p.r);
    round_trail(c, r, i);
    reply_page(r, tr(c, "inspection.result"), inspection_result_html(c, &p));
    return NULL;
}

/* ---- Files ---- */

enum { RESULT_COLUMNS = 14, FRAME_COLUMNS = 6 };

/* Percents, for people; blank where there is none. */
static Val percent(double x) { return isnan(x) ? V((const char *)NULL) : V(round(x * 1e4) / 1e2); }

static const char *in_percent(Ctx *c, const char *key) {
    return arena_print(c->a, "%s (%%)", tr(c, key));
}

static Err put_share(Export *x, const Share *s, const char *name) {
    const Val v[RESULT_COLUMNS] = {
        V(name), V(s->n), V(s->drawn), V(s->seen), V(s->unseen), V(s->good), V(s->partly),
        V(s->bad), percent(s->share.value), percent(s->share.lo), percent(s->share.hi),
        percent(s->both.value), percent(s->both.lo), percent(s->both.hi)};
    return export_row(x, v);
}

/* A row for all, then one for each unit. */
static Err put_result(Ctx *c, const InspectionResult *r, Export *x) {
    Err e = put_share(x, &r->all, tr(c, "inspection.chart.all"));
    for (const Share *u = r->units; u && !e; u = u->next) e = put_share(x, u, u->name);
    return e;
}

static Err open_result(Ctx *c, SheetAs as, const Inspection *i, Export **out) {
    const char       *low = tr(c, "inspection.low"), *high = tr(c, "inspection.high");
    const SheetColumn columns[RESULT_COLUMNS] = {
        {tr(c, "inspection.chart.unit"), SHEET_TEXT, 36},
        {tr(c, "inspection.tasks"), SHEET_NUMBER, 12},
        {tr(c, "inspection.drawn"), SHEET_NUMBER, 12},
        {tr(c, "inspection.seen"), SHEET_NUMBER, 12},
        {tr(c, "inspection.unseen"), SHEET_NUMBER, 12},
        {tr(c, "finding.verdict.true"), SHEET_NUMBER, 12},
        {tr(c, "finding.verdict.partly"), SHEET_NUMBER, 12},
        {tr(c, "finding.verdict.false"), SHEET_NUMBER, 12},
        {in_percent(c, "inspection.percent.bad"), SHEET_NUMBER, 14}, {low, SHEET_NUMBER, 10},
        {high, SHEET_NUMBER, 10}, {in_percent(c, "inspection.percent.both"), SHEET_NUMBER, 14},
        {low, SHEET_NUMBER, 10}, {high, SHEET_NUMBER, 10}};
    return export_open(c, as, tr(c, "inspection.result"), i->name, columns, RESULT_COLUMNS, out);
}

/* What was written is sent, or thrown away. */
static Err finish(Ctx *c, Request *r, Err e, Export *x, const char *name) {
    Made made;
    if (e) export_drop(x);
    else e = export_close(x, &made);
    if (!e) export_reply(c, r, export_as(r), name, made);
    return e;
}

Err round_result_export(Ctx *c, Request *r) {
    Inspection *i;
    Export     *x;
    Err e = find_result(c, r, &i);
    if (!e) e = open_result(c, export_as(r), i, &x);
    if (e) return e;
    const InspectionResult result = inspection_result(c, i);
    return finish(c, r, put_result(c, &result, x), x, "ket-qua-kiem-tra");
}

static Err open_frame(Ctx *c, const Inspection *i, Export **out) {
    const SheetColumn columns[FRAME_COLUMNS] = {
        {tr(c, "inspection.place"), SHEET_NUMBER, 8}, {tr(c, "inspection.task"), SHEET_NUMBER, 10},
        {tr(c, "inspection.work"), SHEET_TEXT, 60}, {tr(c, "inspection.stratum"), SHEET_TEXT, 36},
        {tr(c, "inspection.chart.unit"), SHEET_TEXT, 36}, {tr(c, "inspection.day"), SHEET_DAY, 12}};
    return export_open(c, SHEET_XLSX, tr(c, "inspection.frame"),
                       trf(c, "inspection.frame.words", V(i->name), V(i->hash)), columns,
                       FRAME_COLUMNS, out);
}

static Err put_frame(Ctx *c, const Inspection *i, Export *x) {
    Err  e = NULL;
    Rows q = db_query(c, "SELECT f.place, f.task, t.work, s.name, f.unit, f.day"
                         " FROM inspection_frame f JOIN task t ON t.id = f.task"
                         " JOIN inspection_stratum s ON s.id = f.stratum WHERE f.inspection = $1"
                         " ORDER BY f.place", V(i->id));
    while (db_next(&q)) {
        if (e) continue;
        const Val v[FRAME_COLUMNS] = {V(row_int(&q, 0)), V(row_int(&q, 1)), V(row_text(&q, 2)),
                                      V(row_text(&q, 3)), V(unit_name(c, row_int(&q, 4))),
                                      V(row_text(&q, 5))};
        e = export_row(x, v);
    }
    return e;
}

/* As text it is just the file that was hashed. */
Err round_frame_export(Ctx *c, Request *r) {
    Inspection *i;
    Export     *x;
    Err e = round_asked(c, r, &i);
    if (!e && export_as(r) == SHEET_CSV) {
        const SampleFrame f = inspection_frame(c, i->id);
        reply_download(r, "text/csv; charset=utf-8",
                       arena_print(c->a, "danh-sach-kiem-tra-%" PRId64 ".csv", i->id),
                       frame_text(c, &f));
        return NULL;
    }
    if (!e) e = open_frame(c, i, &x);
    return e ? e : finish(c, r, put_frame(c, i, x), x, "danh-sach-kiem-tra");
}
