/* document_export.c - the register as a spreadsheet. */
#include "work/parts.h"

#include "file/file.h"

enum { COLUMNS = 9 };

static Err write_file(Ctx *c, const char *path, void *arg) {
    const Document   *d = arg;
    const SheetColumn columns[COLUMNS] = {
        {tr(c, "document.symbol"), SHEET_TEXT, 18},   {tr(c, "document.kind"), SHEET_TEXT, 16},
        {tr(c, "document.issuer"), SHEET_TEXT, 32},   {tr(c, "document.series"), SHEET_TEXT, 10},
        {tr(c, "document.day"), SHEET_DAY, 12},       {tr(c, "document.abstract"), SHEET_TEXT, 60},
        {tr(c, "document.signer"), SHEET_TEXT, 24},   {tr(c, "document.ended"), SHEET_DAY, 12},
        {tr(c, "document.force"), SHEET_TEXT, 14}};
    Sheet *sheet;
    Err    e = sheet_open(c->a, path, tr(c, "document.title"), tr(c, "document.title"), columns,
                          COLUMNS, &sheet);
    if (e) return e;
    for (; d && !e; d = d->next) {
        bool      in = document_in_force(c, d);
        const Val v[COLUMNS] = {
            V(d->symbol), V(d->kind_name), V(d->issuer_name), V(d->series), V(d->day),
            V(d->abstract), V(d->signer), V(d->ended),
            V(tr(c, in ? "document.force.yes" : "document.force.no"))};
        e = sheet_row(sheet, v);
    }
    Err last = sheet_close(sheet);
    return e ? e : last;
}

Err document_export(Ctx *c, const DocumentFilter *f, Bytes *out) {
    DocumentFilter  all = *f;
    int64_t         total;
    all.from = all.letters = 0;
    all.max = DOCUMENT_EXPORT_MAX;
    const Document *d = document_list(c, &all, &total);
    if (total > DOCUMENT_EXPORT_MAX) return "document.export.many";
    return export_bytes(c, write_file, (void *)(uintptr_t)d, out);
}
