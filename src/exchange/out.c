/* out.c - files that go out: all of a kind, the empty form of one, and the rows that are wrong,
 * to be corrected and sent again. */
#include "exchange/exchange.h"

#include "audit/audit.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct Export {
    Sheet      *sheet, *now; /* the first, and the one whose rows are written */
    const char *path;
};

Err export_open(Ctx *c, SheetAs as, const char *title, const char *words,
                const SheetColumn *column, int columns, Export **out) {
    char *path = arena_print(c->a, "%s/namro-XXXXXX", file_tmp());
    int   fd = mkstemp(path);
    if (fd < 0) return "file.sheet.place";
    close(fd);
    Export *x = *out = arena_new(c->a, Export);
    x->path = path;
    Err e = sheet_open(c->a, as, path, title, words, column, columns, &x->sheet);
    x->now = x->sheet;
    if (e) unlink(path);
    return e;
}

Err export_row(Export *x, const Val *v) { return sheet_row(x->now, v); }

Err export_next(Export *x, const char *title, const SheetColumn *column, int columns) {
    return sheet_more(x->sheet, title, column, columns, &x->now);
}

void export_drop(Export *x) {
    Err e = sheet_close(x->sheet);
    (void)e;
    unlink(x->path);
}

Err export_close(Export *x, Made *out) {
    struct stat about;
    Err         e = sheet_close(x->sheet);
    *out = (Made){.fd = e ? -1 : open(x->path, O_RDONLY | O_CLOEXEC)};
    unlink(x->path);
    if (e || out->fd < 0) return "file.sheet.place";
    if (fstat(out->fd, &about)) fatal("no size of a file that is open");
    out->bytes = about.st_size;
    return NULL;
}

SheetAs export_as(const Request *r) {
    return strcmp(request_text(r, "as"), "csv") == 0 ? SHEET_CSV : SHEET_XLSX;
}

void export_reply(Ctx *c, Request *r, SheetAs as, const char *name, Made made) {
    const char *type = as == SHEET_CSV
        ? "text/csv; charset=utf-8"
        : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    const char *ending = as == SHEET_CSV ? "csv" : "xlsx";
    reply_made(r, type, arena_print(c->a, "%s-%s.%s", name, c->today, ending), made.fd,
               made.bytes);
}

void export_noted(Ctx *c, Request *r, const char *kind, const char *reason) {
    Deed *d = arena_new(c->a, Deed);
    *d = (Deed){.what = "export.deed.taken", .subject = "export", .reason = reason};
    deed_change(c, d, "kind", "", kind);
    reply_noted(r, d);
}

/* ---- of a kind ---- */

static int columns_of(const Ctx *c, const ImportKind *k, SheetColumn col[IMPORT_COLUMNS_MAX]) {
    int n = 0;
    for (; k->column[n].name; n++)
        col[n] = (SheetColumn){tr(c, k->column[n].label), k->column[n].kind, k->column[n].width};
    return n;
}

static Err put_row(void *arg, const Val *v) { return export_row(arg, v); }

Err export_kind(Ctx *c, const ImportKind *k, SheetAs as, Made *out) {
    SheetColumn col[IMPORT_COLUMNS_MAX];
    Export     *x;
    int         n = columns_of(c, k, col);
    Err         e = export_open(c, as, tr(c, k->label), tr(c, k->label), col, n, &x);
    if (e) return e;
    e = k->give(c, put_row, x);
    if (!e) return export_close(x, out);
    export_drop(x);
    return e;
}

Err import_template(Ctx *c, const ImportKind *k, Made *out) {
    SheetColumn col[IMPORT_COLUMNS_MAX];
    Export     *x;
    int         n = columns_of(c, k, col);
    Err e = export_open(c, SHEET_XLSX, tr(c, k->label), tr(c, "import.template.words"), col, n, &x);
    return e ? e : export_close(x, out);
}

/* Cells stand as they came: a number stays a number, a day a day. */
static Val value_of(const TableCell *cell) {
    if (cell->kind != TABLE_NUMBER) return V(cell->text);
    double r = strtod(cell->text, NULL);
    bool   whole = r > -1e15 && r < 1e15 && r == (double)(int64_t)r;
    return whole ? V((int64_t)r) : V(r);
}

static Err write_wrong(Ctx *c, const Import *m, Export *x, Val *v) {
    Err e = NULL;
    for (int i = 0; i < m->rows && !e; i++) {
        const ImportRow *r = &m->row[i];
        if (!r->err) continue;
        v[0] = V(trf(c, "import.line", V(r->line), V(import_why(c, m, r))));
        for (int k = 0; k < m->columns; k++) v[k + 1] = value_of(&r->cell[k]);
        e = export_row(x, v);
    }
    return e;
}

Err import_wrong(Ctx *c, Import *m, Made *out) {
    int          n = m->columns;
    SheetColumn *col = arena_take(c->a, (size_t)(n + 1) * sizeof *col);
    Val         *v = arena_take(c->a, (size_t)(n + 1) * sizeof *v);
    Export      *x;
    for (int i = 0; i < n; i++) col[i + 1] = (SheetColumn){m->head[i], SHEET_DAY, 24};
    col[0] = (SheetColumn){tr(c, "import.reason"), SHEET_TEXT, 48};
    Err e = export_open(c, SHEET_XLSX, tr(c, m->kind->label), m->name, col, n + 1, &x);
    if (e) return e;
    e = write_wrong(c, m, x, v);
    if (!e) return export_close(x, out);
    export_drop(x);
    return e;
}
