/* xls.c - the rows of an old spreadsheet, BIFF8 as Excel 97 to 2003 wrote it.
 *
 * A stream of records: first what all sheets share, then each sheet, told by where it begins.
 * Cells may come in any order, so those of a sheet are gathered and put in order.  Older
 * versions (BIFF5) and locked files are refused.
 * source   [MS-XLS] 2.4 (records), 2.5.293 (texts), 2.5.217 (RK numbers) */
#include "file/ole.h"
#include "file/sheet.h"

#include "text/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    FORMULA = 0x06, ENDS = 0x0a, DATEMODE = 0x22, LOCKED = 0x2f, CONTINUE = 0x3c, SHEET = 0x85,
    MULRK = 0xbd, RICH = 0xd6, XF = 0xe0, SHARED = 0xfc, LABELSST = 0xfd, NUMBER = 0x203,
    LABEL = 0x204, BOOLERR = 0x205, STRING = 0x207, ARRAY = 0x221, TABLE = 0x236, RK = 0x27e,
    FORMAT = 0x41e, SHARED_FORMULA = 0x4bc, BEGINS = 0x809
};
enum { BIFF8 = 0x600, STYLES_MAX = 10000, TEXTS_MAX = 1000000,
       BYTES_ALL = 256 * 1024 * 1024 /* of all cells */ };

typedef struct Cell { uint32_t row; uint16_t column; TableCell is; } Cell;
typedef struct Xls {
    Arena         *a;
    const uint8_t *p, *end;
    SheetBook      book;      /* since1904, day[] by style */
    const char   **text;      /* that cells share */
    uint32_t       texts;
    bool           own[STYLES_MAX]; /* is the format of this number one of days? */
    Cell          *cell;
    size_t         n, room, bytes;
} Xls;

typedef struct Record { unsigned type; size_t n; const uint8_t *p; } Record;

static bool next_record(Xls *x, Record *r) {
    if (x->end - x->p < 4) return false;
    *r = (Record){ole_u16(x->p), ole_u16(x->p + 2), x->p + 4};
    if (r->n > (size_t)(x->end - r->p)) return false;
    x->p = r->p + r->n;
    return true;
}

/* ---- texts ---- */

/* Where in a record, and in those that continue it. */
typedef struct Place { Xls *x; const uint8_t *p, *end; } Place;

static bool go_on(Place *k) {
    Record r;
    if (k->x->end - k->x->p < 4 || ole_u16(k->x->p) != CONTINUE) return false;
    if (!next_record(k->x, &r)) return false;
    k->p = r.p;
    k->end = r.p + r.n;
    return true;
}

static bool skip(Place *k, size_t n) {
    while (n > (size_t)(k->end - k->p)) {
        n -= (size_t)(k->end - k->p);
        if (!go_on(k)) return false;
    }
    k->p += n;
    return true;
}

static void put_letter(Buf *b, uint32_t c) {
    char s[4];
    int  n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (int i = n - 1; i > 0; i--, c >>= 6) s[i] = (char)(0x80 | (c & 0x3f));
    s[0] = (char)(n == 1 ? c : (0xf00u >> n & 0xff) | c);
    buf_add(b, s, (size_t)n);
}

/* Units of UTF-16, or bytes of Latin-1; a half of a pair that stands alone is left out. */
typedef struct Letters { Buf b; uint32_t high; } Letters;

static void put_unit(Letters *l, uint32_t c) {
    uint32_t high = l->high;
    l->high = c >= 0xd800 && c < 0xdc00 ? c : 0;
    if (c < 0xd800 || c >= 0xe000) put_letter(&l->b, c);
    else if (c >= 0xdc00 && high)
        put_letter(&l->b, 0x10000 + ((high - 0xd800) << 10) + (c - 0xdc00));
}

/* n letters; where they go on in another record, it begins by saying whether they are wide. */
static bool read_letters(Place *k, size_t n, bool wide, Letters *l) {
    while (n) {
        size_t bytes = wide ? 2 : 1;
        if ((size_t)(k->end - k->p) < bytes) {
            if (k->p != k->end || !go_on(k) || k->p == k->end) return false;
            wide = *k->p++ & 1;
            continue;
        }
        put_unit(l, wide ? ole_u16(k->p) : *k->p);
        k->p += bytes;
        n--;
    }
    return true;
}

/* A text with its length before it, in one byte or two; NULL: it is damaged. */
static const char *read_text(Place *k, int length_bytes) {
    Letters l = {.b = {.a = k->x->a}};
    if (k->p == k->end && !go_on(k)) return NULL;
    if (k->end - k->p < length_bytes + 1) return NULL;
    size_t  n = length_bytes == 2 ? ole_u16(k->p) : *k->p;
    uint8_t flags = k->p[length_bytes];
    size_t  runs = 0, more = 0;
    k->p += length_bytes + 1;
    if (flags & 8) {
        if (k->end - k->p < 2) return NULL;
        runs = ole_u16(k->p);
        k->p += 2;
    }
    if (flags & 4) {
        if (k->end - k->p < 4) return NULL;
        more = ole_u32(k->p);
        k->p += 4;
    }
    buf_text(&l.b, "");
    if (!read_letters(k, n, flags & 1, &l) || !skip(k, 4 * runs) || !skip(k, more)) return NULL;
    return l.b.s ? l.b.s : "";
}

static Place inside(Xls *x, const Record *r, size_t from) {
    size_t at = from < r->n ? from : r->n;
    return (Place){x, r->p + at, r->p + r->n};
}

/* ---- what all sheets share ---- */

static Err read_shared(Xls *x, const Record *r) {
    if (r->n < 8) return "file.table.broken";
    uint32_t n = ole_u32(r->p + 4);
    Place    k = inside(x, r, 8);
    if (n > TEXTS_MAX || n > (size_t)(x->end - r->p)) return "file.table.large";
    x->text = arena_take(x->a, n * sizeof *x->text + 1);
    for (; x->texts < n; x->texts++)
        if (!(x->text[x->texts] = read_text(&k, 2))) return "file.table.broken";
    return NULL;
}

static Err read_sheet_name(Xls *x, const Record *r) {
    Place k = inside(x, r, 6);
    if (r->n < 8 || r->p[5] != 0 || x->book.count == SHEETS_MAX) return NULL; /* no table */
    const char *name = read_text(&k, 1);
    if (!name) return "file.table.broken";
    /* The part is the place in the stream where it begins. */
    x->book.sheets[x->book.count++] = (SheetPart){
        .name = name, .hidden = r->p[4] & 3, .id = arena_print(x->a, "%u", ole_u32(r->p))};
    return NULL;
}

static Err read_global(Xls *x, const Record *r, bool *day) {
    Place k = inside(x, r, 2);
    switch (r->type) {
    case LOCKED:   return "file.table.broken";
    case DATEMODE: x->book.since1904 = r->n >= 2 && r->p[0]; break;
    case SHARED:   return read_shared(x, r);
    case SHEET:    return read_sheet_name(x, r);
    case FORMAT:
        if (r->n >= 5 && ole_u16(r->p) < STYLES_MAX) {
            const char *code = read_text(&k, 2);
            x->own[ole_u16(r->p)] = code && sheet_day_code(code);
        }
        break;
    case XF:
        if (r->n >= 4 && x->book.days < STYLES_MAX) {
            unsigned f = ole_u16(r->p + 2);
            day[x->book.days++] = sheet_day_number(f) || (f < STYLES_MAX && x->own[f]);
        }
        break;
    default: break;
    }
    return NULL;
}

static Err read_globals(Xls *x) {
    Record r;
    Err    e = NULL;
    bool  *day = arena_take(x->a, STYLES_MAX * sizeof *day);
    x->book.sheets = arena_take(x->a, SHEETS_MAX * sizeof *x->book.sheets);
    x->book.day = day;
    if (!next_record(x, &r) || r.type != BEGINS || r.n < 4 || ole_u16(r.p) != BIFF8)
        return "file.table.broken";
    while (!e && next_record(x, &r) && r.type != ENDS) e = read_global(x, &r, day);
    return e ? e : x->book.count ? NULL : "file.table.broken";
}

/* ---- the cells of a sheet ---- */

static Err put_cell(Xls *x, const uint8_t *at, TableCell is) {
    size_t n = strlen(is.text);
    if (!n) return NULL;
    if (ole_u16(at + 2) >= TABLE_COLUMNS_MAX) return "file.table.wide";
    if (n > TABLE_CELL_MAX) return "file.table.cell";
    if ((x->bytes += n) > BYTES_ALL) return "file.table.large";
    if (x->n == x->room) {
        Cell *more = arena_take(x->a, (2 * x->room + 256) * sizeof *more);
        if (x->n) memcpy(more, x->cell, x->n * sizeof *more);
        x->cell = more;
        x->room = 2 * x->room + 256;
    }
    x->cell[x->n++] = (Cell){ole_u16(at), ole_u16(at + 2), is};
    return NULL;
}

static TableCell number(Xls *x, double r, unsigned style) {
    if (!isfinite(r)) return (TableCell){"", TABLE_TEXT};
    return sheet_number(x->a, &x->book, r, style);
}

static double real_at(const uint8_t *p) {
    uint64_t u = (uint64_t)ole_u32(p) | (uint64_t)ole_u32(p + 4) << 32;
    double   r;
    memcpy(&r, &u, sizeof r);
    return r;
}

/* 30 bits of a whole number or of a real, perhaps a hundredth. */
static double rk_at(const uint8_t *p) {
    uint32_t u = ole_u32(p);
    uint8_t  bytes[8] = {0, 0, 0, 0, (uint8_t)(u & 0xfc), p[1], p[2], p[3]};
    double   r = u & 2 ? (double)((int32_t)u >> 2) : real_at(bytes);
    return u & 1 ? r / 100 : r;
}

static Err read_many(Xls *x, const Record *r) {
    Err e = NULL;
    for (size_t at = 4, i = 0; !e && at + 8 <= r->n; at += 6, i++) {
        unsigned column = ole_u16(r->p + 2) + (unsigned)i;
        uint8_t  place[4] = {r->p[0], r->p[1], (uint8_t)column, (uint8_t)(column >> 8)};
        if (column > UINT16_MAX) return "file.table.wide";
        e = put_cell(x, place, number(x, rk_at(r->p + at + 2), ole_u16(r->p + at)));
    }
    return e;
}

static TableCell truth_or_error(uint8_t value, bool error) {
    if (error) return (TableCell){"#ERROR", TABLE_ERROR};
    return (TableCell){value ? "TRUE" : "FALSE", TABLE_TEXT};
}

/* The value that was last reckoned; a text stands in a record of its own behind. */
static Err read_formula(Xls *x, const Record *r) {
    Record next;
    if (r->n < 14) return "file.table.broken";
    if (ole_u16(r->p + 12) != 0xffff)
        return put_cell(x, r->p, number(x, real_at(r->p + 6), ole_u16(r->p + 4)));
    if (r->p[6] == 1 || r->p[6] == 2)
        return put_cell(x, r->p, truth_or_error(r->p[8], r->p[6] == 2));
    if (r->p[6] != 0) return NULL;
    do
        if (!next_record(x, &next)) return "file.table.broken";
    while (next.type == SHARED_FORMULA || next.type == ARRAY || next.type == TABLE);
    if (next.type != STRING) {
        x->p = next.p - 4; /* there is none */
        return NULL;
    }
    Place       k = inside(x, &next, 0);
    const char *s = read_text(&k, 2);
    return s ? put_cell(x, r->p, (TableCell){s, TABLE_TEXT}) : "file.table.broken";
}

static Err read_cell(Xls *x, const Record *r) {
    Place       k = inside(x, r, 6);
    const char *s;
    if (r->n < 6) return NULL;
    switch (r->type) {
    case FORMULA: return read_formula(x, r);
    case MULRK:   return read_many(x, r);
    case RK:
        return r->n < 10 ? "file.table.broken"
                         : put_cell(x, r->p, number(x, rk_at(r->p + 6), ole_u16(r->p + 4)));
    case NUMBER:
        return r->n < 14 ? "file.table.broken"
                         : put_cell(x, r->p, number(x, real_at(r->p + 6), ole_u16(r->p + 4)));
    case BOOLERR:
        return r->n < 8 ? "file.table.broken"
                        : put_cell(x, r->p, truth_or_error(r->p[6], r->p[7]));
    case LABELSST:
        if (r->n < 10 || ole_u32(r->p + 6) >= x->texts) return "file.table.broken";
        return put_cell(x, r->p, (TableCell){x->text[ole_u32(r->p + 6)], TABLE_TEXT});
    case LABEL:
    case RICH:
        s = read_text(&k, 2);
        return s ? put_cell(x, r->p, (TableCell){s, TABLE_TEXT}) : "file.table.broken";
    default: return NULL;
    }
}

/* ---- rows ---- */

static int by_place(const void *p, const void *q) {
    const Cell *x = p, *y = q;
    return x->row != y->row ? (x->row < y->row ? -1 : 1) : (int)x->column - (int)y->column;
}

static Err give_rows(Xls *x, TableRow *take, void *arg, FileTrouble *t) {
    TableCell cell[TABLE_COLUMNS_MAX];
    Err       e = NULL;
    int64_t   rows = 0;
    if (x->n) qsort(x->cell, x->n, sizeof *x->cell, by_place);
    for (size_t i = 0; i < x->n && !e;) {
        uint32_t row = x->cell[i].row;
        int      n = 0;
        for (; i < x->n && x->cell[i].row == row; i++) {
            const Cell *k = &x->cell[i];
            if (!text_valid(k->is.text, strlen(k->is.text))) return "file.table.text";
            for (; n <= k->column; n++) cell[n] = (TableCell){"", TABLE_TEXT};
            cell[k->column] = k->is;
        }
        t->line = (int64_t)row + 1;
        e = ++rows > TABLE_ROWS_MAX ? "file.table.long" : take(arg, t->line, cell, n);
    }
    return e;
}

static Err read_sheet(Xls *x, const uint8_t *from, const SheetPart *s, TableRow *take, void *arg,
                      FileTrouble *t) {
    Record r;
    Err    e = NULL;
    size_t at = strtoul(s->id, NULL, 10);
    if (at >= (size_t)(x->end - from)) return "file.table.broken";
    x->p = from + at;
    x->n = 0;
    if (!next_record(x, &r) || r.type != BEGINS) return "file.table.broken";
    for (int depth = 1; !e && depth && next_record(x, &r);) { /* charts are sheets within */
        if (r.type == BEGINS) depth++;
        else if (r.type == ENDS) depth--;
        else if (depth == 1) e = read_cell(x, &r);
    }
    return e ? e : give_rows(x, take, arg, t);
}

static Err read_sheets(Xls *x, TableSheet *begin, TableRow *take, void *arg, FileTrouble *t) {
    const uint8_t *from = x->p;
    Err            e = read_globals(x);
    bool           given = false;
    for (size_t i = 0; !e && i < x->book.count; i++) {
        const SheetPart *s = &x->book.sheets[i];
        if (!text_valid(s->name, strlen(s->name)) || (!begin && (given || s->hidden))) continue;
        if (begin && !begin(arg, s->name)) continue;
        given = true;
        e = read_sheet(x, from, s, take, arg, t);
    }
    return e;
}

Err xls_each(Bytes file, TableSheet *begin, TableRow *take, void *arg, FileTrouble *t) {
    Arena *a = arena_open();
    Xls   *x = arena_new(a, Xls);
    Bytes  stream;
    Err    e = "file.table.broken";
    if (ole_stream(a, file, "Workbook", &stream) && stream.n) {
        x->a = a;
        x->p = stream.p;
        x->end = x->p + stream.n;
        e = read_sheets(x, begin, take, arg, t);
    }
    arena_close(a);
    return e;
}
