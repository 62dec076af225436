/* sheet_book.c - the parts of a spreadsheet beside its rows: which sheet is the first to be
 * seen, the texts that cells share, and which styles show a number as a day.
 * source   ECMA-376, part 1, 18.2 (workbook), 18.4 (shared strings), 18.8 (styles) */
#include "file/sheet.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { SHARED_BYTES_MAX = 64 * 1024 * 1024, SHARED_MAX = 2000000, STYLES_MAX = 100000 };

static const char *or_empty(const char *s) { return s ? s : ""; }

/* ---- the workbook ---- */

/* All sheets, shown or not. */
static Err read_workbook(Arena *a, SheetZip *z, SheetBook *b) {
    SheetXml x;
    if (!sheet_xml_open(z, "xl/workbook.xml", &x)) return "file.table.broken";
    b->sheets = arena_take(a, SHEETS_MAX * sizeof *b->sheets);
    while (sheet_xml_next(&x)) {
        if (sheet_begins(&x, "workbookPr")) {
            const char *old = or_empty(sheet_attr(&x, a, "date1904"));
            b->since1904 = strcmp(old, "1") == 0 || strcmp(old, "true") == 0;
        }
        const char *id = sheet_begins(&x, "sheet") ? sheet_attr(&x, a, "id") : NULL;
        if (!id || b->count == SHEETS_MAX) continue;
        b->sheets[b->count++] = (SheetPart){
            .name = or_empty(sheet_attr(&x, a, "name")), .id = id,
            .hidden = strstr(or_empty(sheet_attr(&x, a, "state")), "idden") != NULL};
    }
    sheet_xml_close(&x);
    return x.err;
}

static bool ends_with(const char *s, const char *end) {
    size_t n = strlen(s), m = strlen(end);
    return n >= m && strcmp(s + n - m, end) == 0;
}

/* Where the sheets, the texts and the styles lie in the package. */
static Err read_places(Arena *a, SheetZip *z, SheetBook *b, const char **shared,
                       const char **styles) {
    SheetXml x;
    if (!sheet_xml_open(z, "xl/_rels/workbook.xml.rels", &x)) return "file.table.broken";
    while (sheet_xml_next(&x)) {
        if (!sheet_begins(&x, "Relationship")) continue;
        const char *to = or_empty(sheet_attr(&x, a, "Target"));
        const char *type = or_empty(sheet_attr(&x, a, "Type"));
        const char *path = *to == '/' ? to + 1 : arena_print(a, "xl/%s", to);
        const char *id = or_empty(sheet_attr(&x, a, "Id"));
        bool        sheet = false;
        for (size_t i = 0; i < b->count; i++)
            if (strcmp(id, b->sheets[i].id) == 0) b->sheets[i].part = path, sheet = true;
        if (!sheet && ends_with(type, "/sharedStrings")) *shared = path;
        if (!sheet && ends_with(type, "/styles")) *styles = path;
    }
    sheet_xml_close(&x);
    for (size_t i = 0; i < b->count && !b->sheet; i++)
        if (!b->sheets[i].hidden) {
            b->sheet = b->sheets[i].part;
            break;
        }
    return x.err ? x.err : b->sheet ? NULL : "file.table.broken";
}

/* ---- the texts that cells share ---- */

typedef struct Shared { const char **text; size_t n, room, bytes; } Shared;

static Err add_shared(Arena *a, Shared *s, const Buf *text) {
    if (s->n == SHARED_MAX || (s->bytes += text->len + 1) > SHARED_BYTES_MAX)
        return "file.table.large";
    if (s->n == s->room) {
        const char **more = arena_take(a, 2 * (s->room + 32) * sizeof *more);
        if (s->n) memcpy(more, s->text, s->n * sizeof *more);
        s->text = more;
        s->room = 2 * (s->room + 32);
    }
    s->text[s->n++] = arena_part(a, text->len ? text->s : "", text->len);
    return NULL;
}

/* A text may be in runs; how it is read aloud (rPh) is no part of it. */
static Err read_shared(Arena *a, SheetZip *z, const char *place, SheetBook *b) {
    Shared   s = {0};
    SheetXml x;
    Buf      text = {.a = a};
    bool     aloud = false, inside = false;
    if (!sheet_xml_open(z, place, &x)) return NULL;
    while (sheet_xml_next(&x)) {
        const char *part = sheet_text(&x);
        if (sheet_begins(&x, "si")) text.len = 0;
        if (sheet_begins(&x, "rPh")) aloud = true;
        if (sheet_begins(&x, "t")) inside = true;
        if (part && inside && !aloud) buf_text(&text, part);
        if (sheet_ends(&x, "t")) inside = false;
        if (sheet_ends(&x, "rPh")) aloud = false;
        if (sheet_ends(&x, "si") && !x.err) x.err = add_shared(a, &s, &text);
    }
    sheet_xml_close(&x);
    b->shared = s.text;
    b->shareds = s.n;
    return x.err;
}

/* ---- the styles ---- */

/* Formats that every program has, by number.   source: 18.8.30 */
bool sheet_day_number(long n) {
    return (n >= 14 && n <= 17) || n == 22 || (n >= 27 && n <= 31) || n == 36 ||
           (n >= 50 && n <= 58);
}

/* Has the format a day or a year in it, outside of quotes, [colours] and \signs? */
bool sheet_day_code(const char *code) {
    for (; *code; code++) {
        if (*code == '"') code += strcspn(code + 1, "\"") + 1;
        else if (*code == '[') code += strcspn(code, "]");
        else if (*code == '\\' || *code == '_' || *code == '*') code++;
        else if (strchr("dDyY", *code)) return true;
        if (!*code) break;
    }
    return false;
}

typedef struct Formats { long *day; size_t n, room; } Formats; /* own ones that show days */

static void add_format(Arena *a, Formats *f, long n) {
    if (f->n == f->room) {
        long *more = arena_take(a, 2 * (f->room + 16) * sizeof *more);
        if (f->n) memcpy(more, f->day, f->n * sizeof *more);
        f->day = more;
        f->room = 2 * (f->room + 16);
    }
    f->day[f->n++] = n;
}

static bool shows_day(const Formats *f, long n) {
    for (size_t i = 0; i < f->n; i++)
        if (f->day[i] == n) return true;
    return sheet_day_number(n);
}

static Err read_styles(Arena *a, SheetZip *z, const char *place, SheetBook *b) {
    SheetXml x;
    Formats  own = {0};
    bool    *day = arena_take(a, STYLES_MAX * sizeof *day);
    bool     inside = false; /* cellXfs: there are other lists of the same elements */
    if (!sheet_xml_open(z, place, &x)) return NULL;
    while (sheet_xml_next(&x)) {
        const char *code = sheet_begins(&x, "numFmt") ? sheet_attr(&x, a, "formatCode") : NULL;
        if (code && sheet_day_code(code) && own.n < STYLES_MAX)
            add_format(a, &own, strtol(or_empty(sheet_attr(&x, a, "numFmtId")), NULL, 10));
        if (sheet_begins(&x, "cellXfs")) inside = true;
        if (inside && sheet_begins(&x, "xf") && b->days < STYLES_MAX)
            day[b->days++] = shows_day(&own, strtol(or_empty(sheet_attr(&x, a, "numFmtId")),
                                                    NULL, 10));
        if (sheet_ends(&x, "cellXfs")) inside = false;
    }
    sheet_xml_close(&x);
    b->day = day;
    return x.err;
}

Err sheet_book(Arena *a, SheetZip *z, SheetBook *b) {
    const char *shared = NULL, *styles = NULL;
    *b = (SheetBook){0};
    Err e = read_workbook(a, z, b);
    if (!e) e = read_places(a, z, b, &shared, &styles);
    if (!e && shared) e = read_shared(a, z, shared, b);
    if (!e && styles) e = read_styles(a, z, styles, b);
    return e;
}
