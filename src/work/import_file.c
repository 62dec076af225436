/* import_file.c - files that go back to whoever brought one: the empty form of a kind, and the
 * rows that are wrong, to be corrected and sent again. */
#include "work/parts.h"

#include <stdlib.h>

static int columns_of(const ImportKind *k) {
    int n = 0;
    while (k->column[n].name) n++;
    return n;
}

static Err write_template(Ctx *c, const char *path, void *arg) {
    const ImportKind *k = arg;
    SheetColumn       col[IMPORT_COLUMNS_MAX];
    Sheet            *sheet;
    int               n = columns_of(k);
    for (int i = 0; i < n; i++)
        col[i] = (SheetColumn){tr(c, k->column[i].label), k->column[i].kind, k->column[i].width};
    Err e = sheet_open(c->a, path, tr(c, k->label), tr(c, "import.template.words"), col, n,
                       &sheet);
    return e ? e : sheet_close(sheet);
}

Err import_template(Ctx *c, const ImportKind *k, Bytes *out) {
    return export_bytes(c, write_template, (void *)(uintptr_t)k, out);
}

/* Cells stand as they came: a number stays a number, a day a day. */
static Val value_of(const TableCell *cell) {
    char  *end;
    double r = cell->kind == TABLE_NUMBER ? strtod(cell->text, &end) : 0;
    bool   whole = cell->kind == TABLE_NUMBER && r > -1e15 && r < 1e15 && r == (double)(int64_t)r;
    return whole ? V((int64_t)r) : V(cell->text);
}

static Err write_wrong(Ctx *c, const char *path, void *arg) {
    Import      *m = arg;
    int          n = m->columns;
    SheetColumn *col = arena_take(c->a, (size_t)(n + 1) * sizeof *col);
    Val         *v = arena_take(c->a, (size_t)(n + 1) * sizeof *v);
    Sheet       *sheet;
    for (int i = 0; i < n; i++) col[i + 1] = (SheetColumn){m->head[i], SHEET_DAY, 24};
    col[0] = (SheetColumn){tr(c, "import.reason"), SHEET_TEXT, 48};
    Err e = sheet_open(c->a, path, tr(c, m->kind->label), m->name, col, n + 1, &sheet);
    if (e) return e;
    for (int i = 0; i < m->rows && !e; i++) {
        const ImportRow *r = &m->row[i];
        if (!r->err) continue;
        v[0] = V(trf(c, "import.line", V(r->line), V(import_why(c, m, r))));
        for (int k = 0; k < n; k++) v[k + 1] = value_of(&r->cell[k]);
        e = sheet_row(sheet, v);
    }
    Err last = sheet_close(sheet);
    return e ? e : last;
}

Err import_wrong(Ctx *c, Import *m, Bytes *out) { return export_bytes(c, write_wrong, m, out); }
