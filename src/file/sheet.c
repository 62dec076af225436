/* sheet.c - the rows of a table that somebody brings, as XLSX or CSV: one after another.
 *
 * A cell is text, as a person sees it: a number is written out, a day is a day, a formula
 * is the value that was last reckoned.  Formats, pictures, hidden columns do not matter.
 * source   ECMA-376, part 1, 18.3 (sheets), 18.17.4 (days) */
#include "file/ole.h"
#include "file/parts.h"
#include "file/sheet.h"

#include "text/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    DAYS_1899 = -25569,    /* 30 December 1899, in days since 1970 */
    DAYS_1904 = 1462,      /* from there to 1 January 1904 */
    DAYS_LAST = 2958465,   /* 31 December 9999 */
    TEXT_ALL = 256 * 1024 * 1024 /* bytes of all cells */
};

typedef struct Reading {
    SheetBook   book;
    SheetXml    x;
    Arena      *a;        /* of one row */
    TableRow   *take;
    void       *arg;
    FileTrouble *trouble;
    TableCell   cell[TABLE_COLUMNS_MAX];
    int         n;        /* cells of the row, up to the last that holds something */
    int64_t     line, rows;
    size_t      bytes;    /* of all texts so far */
} Reading;

/* "AB12" is column 27; -1 for what is none. */
static int column_of(const char *place) {
    int n = 0;
    for (; *place >= 'A' && *place <= 'Z'; place++)
        if ((n = 26 * n + *place - 'A' + 1) > 20000) return -1;
    return n - 1;
}

/* Signs that XML cannot hold are written as _x000D_, and _x005F_ stands for _.
 * source   18.4.12, ST_Xstring of part 4, 3.18.100 */
static const char *unescape(Arena *a, const char *s) {
    if (!strstr(s, "_x00")) return s;
    char *out = arena_text(a, s), *to = out;
    for (; *s; s++) {
        bool sign = strncmp(s, "_x00", 4) == 0 && strlen(s) >= 7 && s[6] == '_';
        long code = sign ? strtol(arena_part(a, s + 4, 2), NULL, 16) : 0;
        if (code != '_' && code != '\r' && code != '\n' && code != '\t') {
            *to++ = *s;
            continue;
        }
        if (code != '\r') *to++ = (char)code;
        s += 6;
    }
    *to = '\0';
    return out;
}

/* Day 60 is a 29 February 1900 that never was; before it all are one off. */
static const char *serial_day(Arena *a, double serial, bool since1904) {
    if (!(serial >= 1 && serial <= DAYS_LAST)) return NULL;
    int64_t n = (int64_t)serial;
    if (since1904) n += DAYS_1904;
    else if (n < 60) n++;
    return n > DAYS_LAST ? NULL : day_text(a, DAYS_1899 + n);
}

/* As people write it: 12 and not 12.0, 0.1 and not 0.10000000000000001. */
static const char *number_text(Arena *a, double r) {
    return fabs(r) < 1e15 && r == floor(r) ? arena_print(a, "%.0f", r)
                                           : arena_print(a, "%.15g", r);
}

TableCell sheet_number(Arena *a, const SheetBook *b, double r, size_t style) {
    const char *day = style < b->days && b->day[style] ? serial_day(a, r, b->since1904) : NULL;
    return day ? (TableCell){day, TABLE_DAY} : (TableCell){number_text(a, r), TABLE_NUMBER};
}

static TableCell number_cell(Reading *g, const char *value, const char *style) {
    char  *end;
    double r = strtod(value, &end);
    if (*end || end == value || !isfinite(r)) return (TableCell){value, TABLE_TEXT};
    return sheet_number(g->a, &g->book, r, style ? strtoul(style, NULL, 10) : 0);
}

static TableCell cell_of(Reading *g, const char *type, const char *style, const char *value) {
    if (strcmp(type, "s") == 0) {
        char  *end;
        size_t n = strtoul(value, &end, 10);
        bool   there = *value && !*end && n < g->book.shareds;
        return (TableCell){there ? unescape(g->a, g->book.shared[n]) : "", TABLE_TEXT};
    }
    if (strcmp(type, "b") == 0) return (TableCell){*value == '1' ? "TRUE" : "FALSE", TABLE_TEXT};
    if (strcmp(type, "e") == 0) return (TableCell){value, TABLE_ERROR};
    if (strcmp(type, "d") == 0 && date_ok(arena_part(g->a, value, strcspn(value, "T"))))
        return (TableCell){arena_part(g->a, value, 10), TABLE_DAY};
    if (*type && strcmp(type, "n") != 0) return (TableCell){unescape(g->a, value), TABLE_TEXT};
    return *value ? number_cell(g, value, style) : (TableCell){"", TABLE_TEXT};
}

/* The reader stands at <c>, and then behind its end. */
static Err read_cell(Reading *g, int *column) {
    SheetXml   *x = &g->x;
    const char *place = sheet_attr(x, g->a, "r"), *type = sheet_attr(x, g->a, "t");
    const char *style = sheet_attr(x, g->a, "s");
    Buf         value = {.a = g->a};
    bool        inside = false, aloud = false;
    *column = place ? column_of(place) : *column + 1;
    if (!sheet_ends(x, "c"))
        while (sheet_xml_next(x) && !sheet_ends(x, "c")) {
            const char *part = sheet_text(x);
            if (sheet_begins(x, "v") || sheet_begins(x, "t")) inside = true;
            if (sheet_begins(x, "rPh")) aloud = true;
            if (part && inside && !aloud) buf_text(&value, part);
            if (sheet_ends(x, "v") || sheet_ends(x, "t")) inside = false;
            if (sheet_ends(x, "rPh")) aloud = false;
            if (value.len > TABLE_CELL_MAX) return "file.table.cell";
        }
    if (x->err) return x->err;
    const TableCell k = cell_of(g, type ? type : "", style, value.len ? value.s : "");
    if (!*k.text) return NULL;
    if (*column < 0 || *column >= TABLE_COLUMNS_MAX) return "file.table.wide";
    size_t n = strlen(k.text);
    if (n > TABLE_CELL_MAX) return "file.table.cell";
    if (!text_valid(k.text, n)) return "file.table.text";
    if ((g->bytes += n) > TEXT_ALL) return "file.table.large";
    for (; g->n <= *column; g->n++) g->cell[g->n] = (TableCell){"", TABLE_TEXT};
    g->cell[*column] = k;
    return NULL;
}

static Err read_row(Reading *g) {
    const char *at = sheet_attr(&g->x, g->a, "r");
    int64_t     line = at ? strtoll(at, NULL, 10) : g->line + 1;
    int         column = -1;
    Err         e = NULL;
    g->line = line > g->line && line <= SHEET_ROWS_MAX + 1 ? line : g->line + 1;
    g->trouble->line = g->line;
    g->n = 0;
    if (!sheet_ends(&g->x, "row"))
        while (!e && sheet_xml_next(&g->x) && !sheet_ends(&g->x, "row"))
            if (sheet_begins(&g->x, "c")) e = read_cell(g, &column);
    if (e || g->x.err || g->n == 0) return e;
    if (++g->rows > TABLE_ROWS_MAX) return "file.table.long";
    return g->take(g->arg, g->line, g->cell, g->n);
}

static Err read_rows(Reading *g) {
    Err e = NULL;
    while (!e && sheet_xml_next(&g->x)) {
        if (!sheet_begins(&g->x, "row")) continue;
        e = read_row(g);
        arena_reset(g->a);
    }
    return e ? e : g->x.err;
}

/* The rows of one sheet. */
static Err read_sheet(Reading *g, SheetZip *z, const char *part) {
    if (!sheet_xml_open(z, part, &g->x)) return "file.table.broken";
    g->line = g->rows = 0;
    Err e = read_rows(g);
    sheet_xml_close(&g->x);
    return e;
}

static Err read_sheets(Reading *g, SheetZip *z, TableSheet *begin) {
    Err e = NULL;
    for (size_t i = 0; i < g->book.count && !e; i++) {
        const SheetPart *s = &g->book.sheets[i];
        if (!s->part || !text_valid(s->name, strlen(s->name))) continue;
        g->trouble->name = s->name;
        if (begin(g->arg, s->name)) e = read_sheet(g, z, s->part);
    }
    return e;
}

/* begin NULL: only the first sheet that is shown. */
static Err xlsx_each(Bytes file, TableSheet *begin, TableRow *take, void *arg, FileTrouble *t) {
    SheetZip z;
    Arena   *keep = arena_open();
    Reading *g = arena_new(keep, Reading);
    Err      e = sheet_zip_open(file, &z);
    *g = (Reading){.take = take, .arg = arg, .trouble = t, .a = arena_open()};
    if (!e) e = sheet_book(keep, &z, &g->book);
    if (!e) e = begin ? read_sheets(g, &z, begin) : read_sheet(g, &z, g->book.sheet);
    sheet_zip_close(&z);
    t->name = NULL; /* it goes with the memory */
    arena_close(g->a);
    arena_close(keep);
    return e;
}

/* ---- the same of text ---- */

/* A row may have fewer fields than others, or none: titles stand above tables. */
static Err csv_cells(CsvScan *s, Arena *a, TableCell *cell, int *most, const char **at) {
    CsvField f;
    size_t   all = 0;
    *most = 0;
    for (int i = 0; ; i++) {
        Err e = csv_field(s, &f, at);
        if (e) return e;
        if (f.n && i >= TABLE_COLUMNS_MAX) return "file.table.wide";
        if (f.n > TABLE_CELL_MAX || (all += f.n) > CSV_FIELD_MAX) return "file.table.cell";
        if (i < TABLE_COLUMNS_MAX) {
            char *room = arena_take(a, f.n + 1);
            csv_unquote(&f, room);
            cell[i] = (TableCell){room, TABLE_TEXT};
            if (*room) *most = i + 1;
        }
        if (s->row_over) return NULL;
    }
}

static int64_t lines_in(const char *p, const char *end) {
    int64_t n = 0;
    while (p < end && (p = memchr(p, '\n', (size_t)(end - p)))) n++, p++;
    return n;
}

static Err csv_each(Bytes file, TableRow *take, void *arg, FileTrouble *t) {
    TableCell cell[TABLE_COLUMNS_MAX];
    CsvScan   s;
    Arena    *a = arena_open();
    Err       e = csv_scan(file, &s);
    int64_t   rows = 0;
    int       n;
    while (!e && s.p < s.end) {
        const char *from = s.p, *at = from;
        e = csv_cells(&s, a, cell, &n, &at);
        if (e) t->line += lines_in(from, at);
        else if (n && ++rows > TABLE_ROWS_MAX) e = "file.table.long";
        else if (n) e = take(arg, t->line, cell, n);
        if (!e) t->line += lines_in(from, s.p);
        arena_reset(a);
    }
    arena_close(a);
    return e;
}

static bool is_xlsx(Bytes file) { return file.n > 3 && memcmp(file.p, "PK\3\4", 4) == 0; }

bool table_packed(Bytes file) { return is_xlsx(file) || ole_is(file); }

Err table_each(Bytes file, TableRow *take, void *arg, FileTrouble *t) {
    *t = (FileTrouble){.line = 1};
    if (ole_is(file)) return xls_each(file, NULL, take, arg, t);
    return is_xlsx(file) ? xlsx_each(file, NULL, take, arg, t) : csv_each(file, take, arg, t);
}

Err table_sheets(Bytes file, TableSheet *begin, TableRow *take, void *arg, FileTrouble *t) {
    *t = (FileTrouble){.line = 1};
    return ole_is(file) ? xls_each(file, begin, take, arg, t)
                        : xlsx_each(file, begin, take, arg, t);
}
