/* export.c - the rows of a list as a file: the same filter, all pages. */
#include "work/parts.h"

#include "text/text.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS_MAX = 200000, COLUMNS = 22 };

typedef struct Giving {
    Import  names; /* by which units and people are found again */
    Export *out;
    Err     err;
    int64_t n;
} Giving;

static const char *person(Ctx *c, Giving *x, int64_t id, const char *name) {
    return import_named(c, &x->names, IMPORT_PERSON, id, name ? name : staff_name(c, id));
}

static bool put_row(Ctx *c, void *arg, const TaskRow *r, const Task *t) {
    Giving     *x = arg;
    const char *lead = r->lead_name ? r->lead_name : "";
    const Val v[COLUMNS] = {
        V(++x->n), V(t->id), V(t->work), V(import_named(c, &x->names, IMPORT_UNIT, t->lead, lead)),
        V(person(c, x, t->lead_staff, NULL)), V(t->due), V(t->product), V(t->indicator),
        val_figure(t->target), V(t->measure), V(person(c, x, t->answerable, r->answerable_name)),
        V(t->authority), V(t->urgent ? "x" : ""), V(r->symbol), V(t->clause), V(t->quote),
        V(t->note), V(t->issued), V(t->first_due), V(tr(c, task_state_key(r->state))), V(t->said),
        V(list_shown(c, r))};
    x->err = export_row(x->out, v);
    return !x->err;
}

static const char *words(Ctx *c, const TaskFilter *f, int64_t total) {
    Buf b = {.a = c->a};
    buf_text(&b, trf(c, "list.print.as", V(total), V(text_day(c, c->today))));
    for (const Link *l = list_words(c, "/task", f); l; l = l->next) {
        buf_text(&b, " · ");
        buf_text(&b, l->text);
    }
    return b.s;
}

/* The columns that import knows, and behind them what was done. */
static void columns_of(const Ctx *c, SheetColumn col[COLUMNS]) {
    const SheetColumn all[COLUMNS] = {
        {tr(c, "list.number"), SHEET_NUMBER, 6},     {tr(c, "list.id"), SHEET_NUMBER, 9},
        {tr(c, "task.work"), SHEET_TEXT, 60},        {tr(c, "task.lead"), SHEET_TEXT, 28},
        {tr(c, "task.person"), SHEET_TEXT, 24},      {tr(c, "task.due"), SHEET_DAY, 12},
        {tr(c, "task.product"), SHEET_TEXT, 32},     {tr(c, "task.indicator"), SHEET_TEXT, 20},
        {tr(c, "task.target"), SHEET_NUMBER, 10},    {tr(c, "task.measure"), SHEET_TEXT, 12},
        {tr(c, "task.answerable"), SHEET_TEXT, 24},  {tr(c, "task.authority.word"), SHEET_TEXT, 20},
        {tr(c, "task.urgent"), SHEET_TEXT, 8},       {tr(c, "task.symbol"), SHEET_TEXT, 16},
        {tr(c, "task.clause"), SHEET_TEXT, 16},      {tr(c, "task.quote"), SHEET_TEXT, 40},
        {tr(c, "task.note"), SHEET_TEXT, 30},        {tr(c, "list.issued"), SHEET_DAY, 12},
        {tr(c, "list.first"), SHEET_DAY, 12},        {tr(c, "list.state"), SHEET_TEXT, 22},
        {tr(c, "list.percent"), SHEET_NUMBER, 10},   {tr(c, "list.evidence"), SHEET_TEXT, 20}};
    memcpy(col, all, sizeof all);
}

Err list_export(Ctx *c, const ListView *v, SheetAs as, Made *out) {
    int64_t     total = list_total(c, &v->sight, &v->f);
    Giving      x = {.n = 0};
    SheetColumn col[COLUMNS];
    if (total > ROWS_MAX) return "list.export.many";
    columns_of(c, col);
    Err e = export_open(c, as, tr(c, "list.title"), words(c, &v->f, total), col, COLUMNS, &x.out);
    if (e) return e;
    import_find(c, &x.names, IMPORT_UNIT, ""); /* now: what a row leaves in memory goes with it */
    import_find(c, &x.names, IMPORT_PERSON, "");
    list_each_whole(c, &v->sight, &v->f, put_row, &x);
    if (!x.err) return export_close(x.out, out);
    export_drop(x.out);
    return x.err;
}
