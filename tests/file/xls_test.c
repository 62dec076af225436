/* xls_test.c - old spreadsheets: records written by hand come back as rows, short streams and
 * long ones, texts that go on in another record; what is damaged, locked or older is refused. */
#include "file/file.h"
#include "test.h"

static Arena *a;

/* ---- records ---- */

static void put16(Buf *b, unsigned v) { buf_add(b, (const char[]){(char)v, (char)(v >> 8)}, 2); }
static void put32(Buf *b, uint32_t v) { put16(b, v & 0xffff), put16(b, v >> 16); }

static void record(Buf *b, unsigned type, const Buf *body) {
    put16(b, type);
    put16(b, (unsigned)body->len);
    if (body->len) buf_add(b, body->s, body->len);
}

static Buf body(void) { return (Buf){.a = a}; }

static void begins(Buf *b, unsigned version, unsigned what) {
    Buf r = body();
    put16(&r, version), put16(&r, what), put32(&r, 0), put32(&r, 0), put32(&r, 0);
    record(b, 0x809, &r);
}

static void ends(Buf *b) { record(b, 0x0a, &(Buf){.a = a}); }

/* The letters of ASCII, one byte each or two. */
static void letters(Buf *r, const char *s, bool wide) {
    for (; *s; s++) {
        buf_add(r, s, 1);
        if (wide) buf_add(r, "", 1);
    }
}

static void text16(Buf *r, const char *s, bool wide) {
    put16(r, (unsigned)strlen(s));
    buf_add(r, wide ? "\1" : "\0", 1);
    letters(r, s, wide);
}

static void cell(Buf *b, unsigned type, int row, int column, int style, const void *p, size_t n) {
    Buf r = body();
    put16(&r, (unsigned)row), put16(&r, (unsigned)column), put16(&r, (unsigned)style);
    buf_add(&r, p, n);
    record(b, type, &r);
}

/* ---- the container ---- */

enum { SECTOR = 512 };

static void pad(Buf *b, size_t to) {
    while (b->len % to) buf_add(b, "", 1);
}

static void entry(Buf *b, const char *name, int type, uint32_t start, size_t size) {
    Buf e = body();
    letters(&e, name, true);
    size_t n = e.len;
    while (e.len < 64) buf_add(&e, "", 1);
    put16(&e, (unsigned)n + 2);
    buf_add(&e, (char[]){(char)type, 1}, 2);
    while (e.len < 0x74) buf_add(&e, "\xff", 1);
    put32(&e, start), put32(&e, (uint32_t)size), put32(&e, 0);
    buf_add(b, e.s, e.len);
}

/* Sectors: 0 the table of sectors, 1 the folder, 2 the table of pieces, from 3 the stream (or
 * the pieces of it: all in one row). */
static Bytes packed(const char *name, const Buf *stream) {
    bool   small = stream->len < 4096;
    size_t n = stream->len;
    Buf    b = body(), data = body();
    buf_add(&data, stream->s, stream->len);
    pad(&data, SECTOR);
    uint32_t sectors = (uint32_t)(data.len / SECTOR);
    buf_add(&b, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8);
    while (b.len < 0x1e) buf_add(&b, "", 1);
    put16(&b, 9), put16(&b, 6);
    while (b.len < 0x2c) buf_add(&b, "", 1);
    put32(&b, 1), put32(&b, 1), put32(&b, 0), put32(&b, 4096), put32(&b, 2), put32(&b, 1);
    put32(&b, 0xfffffffe), put32(&b, 0), put32(&b, 0);
    while (b.len < SECTOR) put32(&b, 0xffffffff);
    put32(&b, 0xfffffffd), put32(&b, 0xfffffffe), put32(&b, 0xfffffffe);
    for (uint32_t i = 0; i < sectors; i++) put32(&b, i + 1 < sectors ? 3 + i + 1 : 0xfffffffe);
    while (b.len < 2 * SECTOR) put32(&b, 0xffffffff);
    entry(&b, "Root Entry", 5, small ? 3 : 0xfffffffe, data.len);
    entry(&b, name, 2, small ? 0 : 3, n);
    pad(&b, SECTOR);
    for (uint32_t i = 0; i < SECTOR / 4; i++) put32(&b, (i + 1) * 64 < n ? i + 1 : 0xfffffffe);
    buf_add(&b, data.s, data.len);
    return (Bytes){b.s, b.len};
}

/* ---- a workbook of two sheets, the first hidden ---- */

typedef struct Odd { unsigned version; bool locked, large; } Odd;

static void globals(Buf *b, Odd odd, uint32_t first, uint32_t second) {
    Buf r = body(), more = body(), x = body(), f = body();
    begins(b, odd.version, 5);
    if (odd.locked) record(b, 0x2f, &(Buf){.a = a});
    put16(&f, 164), text16(&f, "dd/mm/yyyy", true);
    record(b, 0x41e, &f);
    put16(&x, 0), put16(&x, 0);
    record(b, 0xe0, &x);
    x = body();
    put16(&x, 0), put16(&x, 164);
    record(b, 0xe0, &x);
    for (int i = 0; i < 2; i++) {
        Buf s = body();
        put32(&s, i ? second : first);
        buf_add(&s, i ? "\0\0" : "\1\0", 2);
        buf_add(&s, i ? "\5\0lists" : "\6\0survey", i ? 7 : 8);
        record(b, 0x85, &s);
    }
    /* "name"; "la" and "bel" in the next record, wide there; "ố" with runs of letters */
    put32(&r, 3), put32(&r, 3);
    text16(&r, "name", false);
    put16(&r, 5), buf_add(&r, "\0la", 3);
    record(b, 0xfc, &r);
    buf_add(&more, "\1", 1);
    letters(&more, "bel", true);
    put16(&more, 1), buf_add(&more, "\x09", 1), put16(&more, 1), put16(&more, 0x1ed1);
    put32(&more, 0);
    record(b, 0x3c, &more);
    ends(b);
}

static void first_sheet(Buf *b) {
    const double day = 44848.75, half = 0.5;
    begins(b, 0x600, 0x10);
    cell(b, 0xfd, 0, 1, 0, "\1\0\0\0", 4);             /* out of order: label before name */
    cell(b, 0xfd, 0, 0, 0, "\0\0\0\0", 4);
    cell(b, 0xfd, 2, 0, 0, "\2\0\0\0", 4);
    cell(b, 0x203, 2, 1, 1, &day, 8);
    cell(b, 0x203, 2, 2, 0, &half, 8);
    cell(b, 0x27e, 2, 3, 0, "\x2a\0\0\0", 4);          /* 10 as a whole number */
    cell(b, 0x205, 2, 4, 0, "\1\0", 2);
    cell(b, 0xbd, 3, 0, 0, "\x06\0\0\0\0\0\x07\0\0\0\2\0", 12); /* 1 and 0.01 */
    Buf f = body();
    buf_add(&f, "\0\0\0\0\0\0\xff\xff\0\0\0\0\0\0", 14);
    cell(b, 0x06, 4, 0, 0, f.s, f.len);
    Buf s = body();
    text16(&s, "sum", false);
    record(b, 0x207, &s);
    ends(b);
}

static void second_sheet(Buf *b) {
    Buf t = body();
    begins(b, 0x600, 0x10);
    text16(&t, "two", false);
    cell(b, 0x204, 0, 0, 0, t.s, t.len);
    begins(b, 0x600, 0x20); /* a chart within */
    cell(b, 0x204, 1, 0, 0, t.s, t.len);
    ends(b);
    ends(b);
}

static Bytes book(Odd odd) {
    Buf b = body(), first = body(), second = body(), all = body();
    globals(&b, odd, 0, 0);
    first_sheet(&first);
    second_sheet(&second);
    globals(&all, odd, (uint32_t)b.len, (uint32_t)(b.len + first.len));
    buf_add(&all, first.s, first.len);
    buf_add(&all, second.s, second.len);
    if (odd.large) while (all.len < 5000) buf_add(&all, "", 1);
    return packed("Workbook", &all);
}

/* ---- what comes out ---- */

static Err add_row(void *arg, int64_t line, const TableCell *c, int n) {
    static const char marks[] = {[TABLE_NUMBER] = '#', [TABLE_DAY] = '@', [TABLE_ERROR] = '!'};
    buf_text(arg, arena_print(a, "%d:", (int)line));
    for (int i = 0; i < n; i++)
        buf_text(arg, arena_print(a, "%s%.*s%s", i ? "|" : "", c[i].kind != TABLE_TEXT,
                                  &marks[c[i].kind], c[i].text));
    buf_text(arg, "/");
    return NULL;
}

static bool name_sheet(void *arg, const char *name) {
    buf_text(arg, arena_print(a, "[%s]", name));
    return true;
}

static const char *sheets(Bytes file) {
    FileTrouble t;
    Buf         b = {.a = a};
    buf_text(&b, "");
    Err e = table_sheets(file, name_sheet, add_row, &b, &t);
    return e ? e : b.s;
}

static const char *first(Bytes file) {
    FileTrouble t;
    Buf         b = {.a = a};
    buf_text(&b, "");
    Err e = table_each(file, add_row, &b, &t);
    return e ? e : b.s;
}

int main(void) {
    static const char want[] = "[survey]1:name|label/3:ố|@2022-10-14|#0.5|#10|TRUE/4:#1|#0.01/"
                               "5:sum/[lists]1:two/";
    a = arena_open();
    for (int large = 0; large < 2; large++) {
        Bytes whole = book((Odd){.version = 0x600, .large = large});
        CHECK_TEXT(sheets(whole), want);
        CHECK_TEXT(first(whole), "1:two/"); /* the other is hidden */
        CHECK(table_packed(whole));
        for (size_t n = 0; n < whole.n; n += 7) { /* cut anywhere: rows or a refusal */
            uint8_t *cut = malloc(n ? n : 1);
            memcpy(cut, whole.p, n);
            const char *got = sheets((Bytes){cut, n});
            CHECK(strncmp(got, "file.", 5) == 0 || *got == '[' || !*got);
            free(cut);
        }
    }
    CHECK_TEXT(sheets(book((Odd){.version = 0x500})), "file.table.broken");
    CHECK_TEXT(sheets(book((Odd){.version = 0x600, .locked = true})), "file.table.broken");
    Buf other = body();
    begins(&other, 0x600, 5);
    CHECK_TEXT(sheets(packed("WordDocument", &other)), "file.table.broken");
    return test_failed;
}
