/* convert.c - a workbook into an XForm, step by step, and what there is to tell about it. */
#include "xlsform/parts.h"

#include "text/text.h"

#include <stdlib.h>
#include <string.h>

/* ---- notes ---- */

void note_add(Form *f, XlsformNote n) {
    for (size_t i = 0; i < f->notes; i++) /* the same of one place is told once */
        if (!strcmp(f->note[i].key, n.key) && f->note[i].row == n.row &&
            text_same(f->note[i].column, n.column) && text_same(f->note[i].what[0], n.what[0]) &&
            text_same(f->note[i].sheet, n.sheet))
            return;
    if (n.level == XLSFORM_ERROR) f->errors++;
    if (f->notes >= XLSFORM_NOTES_MAX) return;
    if (f->notes == f->notes_room) {
        XlsformNote *more = arena_take(f->a, (2 * f->notes_room + 16) * sizeof *more);
        if (f->notes) memcpy(more, f->note, f->notes * sizeof *more);
        f->note = more;
        f->notes_room = 2 * f->notes_room + 16;
    }
    f->note[f->notes++] = n;
}

const char *xlsform_place(const Ctx *c, const XlsformNote *n) {
    Buf b = {.a = c->a};
    if (n->sheet) buf_text(&b, trf(c, "xlsform.at.sheet", V(n->sheet)));
    if (n->row) buf_text(&b, trf(c, "xlsform.at.row", V(arena_print(c->a, "%d", n->row))));
    if (n->column) buf_text(&b, trf(c, "xlsform.at.column", V(n->column)));
    return b.s ? b.s : "";
}

const char *xlsform_sentence(const Ctx *c, const XlsformNote *n) {
    return trf(c, n->key, V(n->what[0]), V(n->what[1]), V(n->what[2]));
}

const char *xlsform_words(const Ctx *c, const XlsformNote *n) {
    const char *place = xlsform_place(c, n), *words = xlsform_sentence(c, n);
    return *place ? arena_print(c->a, "%s: %s", place, words) : words;
}

static int sheet_order(const char *sheet) {
    static const char *const order[] = {"survey", "choices", "settings", "external_choices",
                                        "entities", "osm"};
    for (int i = 0; sheet && i < 6; i++)
        if (strcmp(order[i], sheet) == 0) return i;
    return -1;
}

static int by_place(const void *x, const void *y) {
    const XlsformNote *p = x, *q = y;
    if (p->level != q->level) return (int)p->level - (int)q->level;
    int d = sheet_order(p->sheet) - sheet_order(q->sheet);
    return d ? d : p->row - q->row;
}

/* ---- the document ---- */

/* xmlns:foo="..." for each word foo="..." of the setting. */
static void write_namespaces(Form *f, Xml *x) {
    static const char *const taken[] = {"h", "ev", "xsd", "jr", "orx", "odk", "entities", NULL};
    const char *s = cells_text(f->setting, "namespaces");
    Index      *seen = index_open(f->a);
    while (s && *(s += strspn(s, " \t\r\n"))) {
        size_t      n = strcspn(s, " \t\r\n");
        const char *word = arena_part(f->a, s, n), *equals = strchr(word, '=');
        s += n;
        if (!equals || equals == word || strchr(equals + 1, '=')) continue;
        const char *name = arena_part(f->a, word, (size_t)(equals - word));
        char       *uri = arena_text(f->a, equals + 1), *to = uri;
        for (const char *p = equals + 1; *p; p++)
            if (*p != '"' && *p != '\'') *to++ = *p;
        *to = '\0';
        if (!name_ok(name) || one_of(name, taken) || index_get(seen, name)) continue;
        index_put(seen, name, uri);
        out_attr(x, arena_print(f->a, "xmlns:%s", name), uri);
    }
}

static void write_form(Form *f, Xml *x) {
    static const struct { const char *name, *uri; } spaces[] = {
        {"xmlns", "http://www.w3.org/2002/xforms"}, {"xmlns:h", "http://www.w3.org/1999/xhtml"},
        {"xmlns:ev", "http://www.w3.org/2001/xml-events"},
        {"xmlns:xsd", "http://www.w3.org/2001/XMLSchema"},
        {"xmlns:jr", "http://openrosa.org/javarosa"}, {"xmlns:orx", "http://openrosa.org/xforms"},
        {"xmlns:odk", "http://www.opendatakit.org/xforms"}};
    buf_text(&x->b, "<?xml version=\"1.0\"?>");
    out_begin(x, "h:html");
    for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++)
        out_attr(x, spaces[i].name, spaces[i].uri);
    if (f->entities_version)
        out_attr(x, "xmlns:entities", "http://www.opendatakit.org/xforms/entities");
    write_namespaces(f, x);
    out_begin(x, "h:head");
    out_begin(x, "h:title");
    out_text(x, f->title);
    out_end(x);
    model_write(f, x);
    out_end(x);
    body_write(f, x);
    out_end(x);
    buf_text(&x->b, "\n");
}

/* ---- itemsets.csv ---- */

static void csv_field(Buf *b, const char *s, bool first) {
    buf_text(b, first ? "\"" : ",\"");
    for (; *s; s++) buf_add(b, *s == '"' ? "\"\"" : s, *s == '"' ? 2 : 1);
    buf_text(b, "\"");
}

/* The sheet external_choices as it is, for clients that look into a file. */
static const char *itemsets_of(Form *f) {
    const Grid *s = f->external.sheet;
    Buf         b = {.a = f->a};
    if (!s || !s->rows) return NULL;
    for (size_t r = 0; r <= s->rows; r++) {
        bool first = true;
        for (int i = 0; i < s->columns; i++) {
            const char *cell = r ? grid_cell(&s->row[r - 1], i) : s->header[i];
            if (!s->header[i]) continue;
            csv_field(&b, cell ? cell : "", first);
            first = false;
        }
        buf_text(&b, "\n");
    }
    return b.s;
}

/* ---- the steps ---- */

static void read_form(Form *f) {
    settings_read(f);
    choices_read(f);
    entities_read(f);
    rows_read(f);
    if (f->survey.sheet) checks_refs(f);
    header_translations(f);
    if (f->errors) return;
    tree_finish(f);
    checks_tree(f);
    if (f->errors) return;
    searches_find(f);
    instances_check(f);
    body_check(f);
}

Err xlsform_convert(Arena *a, Bytes file, const XlsformAsked *asked, Xlsform *out) {
    Form f = {.a = a, .asked = asked};
    *out = (Xlsform){0};
    Err e = book_read(a, file, asked->file, &f.book);
    if (e) return e;
    read_form(&f);
    if (!f.errors) {
        Xml x = {.b = {.a = a}};
        write_form(&f, &x);
        if (x.full) NOTE(&f, ERROR, "xlsform.form.large", .sheet = "survey");
        if (!f.errors) out->xml = x.b.s, out->bytes = x.b.len;
        out->itemsets = itemsets_of(&f);
        if (out->xml && asked->proof) proof_form(&f, (Bytes){out->xml, out->bytes});
    }
    if (asked->lint && f.survey.sheet) lint_form(&f);
    if (f.notes) qsort(f.note, f.notes, sizeof *f.note, by_place);
    out->id = f.id;
    out->title = f.title;
    out->version = cells_text(f.setting, "version");
    out->note = f.note;
    out->notes = f.notes;
    out->errors = f.errors;
    return NULL;
}
