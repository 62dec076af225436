/* export.c - the rows of a list as a spreadsheet: the same filter, all pages. */
#include "work/parts.h"

#include "file/file.h"
#include "text/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ROWS_MAX = 200000, COLUMNS = 14 };

typedef struct Export { Sheet *sheet; Err err; int64_t n; } Export;

static bool put_row(Ctx *c, void *arg, const TaskRow *t) {
    Export   *x = arg;
    const Val v[COLUMNS] = {
        V(++x->n), V(t->id), V(t->work), V(t->symbol), V(t->clause), V(t->lead_name),
        V(t->answerable_name), V(t->product), V(t->issued), V(t->due), V(t->first_due),
        V(tr(c, task_state_key(t->state))), V(t->said), V(list_shown(c, t))};
    x->err = sheet_row(x->sheet, v);
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

typedef struct Wanted { const ListView *v; int64_t total; } Wanted;

static Err write_file(Ctx *c, const char *path, void *arg) {
    const Wanted   *w = arg;
    const ListView *v = w->v;
    const SheetColumn columns[COLUMNS] = {
        {tr(c, "list.number"), SHEET_NUMBER, 6}, {tr(c, "list.id"), SHEET_NUMBER, 9},
        {tr(c, "list.work"), SHEET_TEXT, 60}, {tr(c, "list.document"), SHEET_TEXT, 16},
        {tr(c, "list.clause"), SHEET_TEXT, 16}, {tr(c, "list.lead"), SHEET_TEXT, 28},
        {tr(c, "list.answerable"), SHEET_TEXT, 24}, {tr(c, "list.product"), SHEET_TEXT, 32},
        {tr(c, "list.issued"), SHEET_DAY, 12}, {tr(c, "list.due"), SHEET_DAY, 12},
        {tr(c, "list.first"), SHEET_DAY, 12}, {tr(c, "list.state"), SHEET_TEXT, 22},
        {tr(c, "list.percent"), SHEET_NUMBER, 10}, {tr(c, "list.evidence"), SHEET_TEXT, 20}};
    Export x = {0};
    Err    e = sheet_open(c->a, path, tr(c, "list.title"), words(c, &v->f, w->total), columns,
                          COLUMNS, &x.sheet);
    if (e) return e;
    list_each(c, &v->sight, &v->f, put_row, &x);
    e = sheet_close(x.sheet);
    return x.err ? x.err : e;
}

static Err read_file(Ctx *c, const char *path, Bytes *out) {
    FILE *f = fopen(path, "rb");
    if (!f || fseek(f, 0, SEEK_END)) fatal("cannot read %s", path);
    size_t n = (size_t)ftell(f);
    char  *p = arena_take(c->a, n + 1);
    rewind(f);
    bool whole = fread(p, 1, n, f) == n;
    fclose(f);
    *out = (Bytes){p, n};
    return whole ? NULL : "file.sheet.place";
}

Err export_bytes(Ctx *c, SheetWrite *write, void *arg, Bytes *out) {
    char *path = arena_print(c->a, "%s/namro-XXXXXX", file_tmp());
    int   fd = mkstemp(path);
    if (fd < 0) return "file.sheet.place";
    close(fd);
    Err e = write(c, path, arg);
    if (!e) e = read_file(c, path, out);
    unlink(path);
    return e;
}

Err list_export(Ctx *c, const ListView *v, Bytes *out) {
    Wanted w = {v, list_total(c, &v->sight, &v->f)};
    return w.total > ROWS_MAX ? "list.export.many" : export_bytes(c, write_file, &w, out);
}
