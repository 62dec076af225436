/* sheet_test.c - tables that people bring: what our own spreadsheets hold comes back, what
 * other programs write is understood, and what a stranger has made on purpose is refused. */
#include "file/file.h"
#include "test.h"

#include <zip.h>

static Arena *a;

static Err add_row(void *arg, int64_t line, const TableCell *cell, int n) {
    static const char marks[] = {[TABLE_NUMBER] = '#', [TABLE_DAY] = '@', [TABLE_ERROR] = '!'};
    Buf *b = arg;
    buf_print(b, "%d:", (int)line);
    for (int i = 0; i < n; i++)
        buf_print(b, "%s%.*s%s", i ? "|" : "", cell[i].kind != TABLE_TEXT,
                  &marks[cell[i].kind], cell[i].text);
    buf_text(b, "/");
    return NULL;
}

/* All rows, as line:cell|cell/; a refusal as key@line. */
static const char *rows(Bytes file) {
    FileTrouble t;
    Buf         b = {.a = a};
    buf_text(&b, "");
    Err e = table_each(file, add_row, &b, &t);
    return e ? arena_print(a, "%s@%d", e, (int)t.line) : b.s ? b.s : "";
}

static Bytes read_all(const char *path) {
    Bytes b;
    CHECK_TEXT(file_bytes_of(a, path, &b), NULL);
    return b;
}

/* ---- packages made by hand ---- */

#define BOOK(sheets)                                                           \
    "<workbook xmlns='m' xmlns:r='r'><workbookPr/><sheets>" sheets "</sheets></workbook>"
#define ONE BOOK("<sheet name='A' sheetId='1' r:id='rId1'/>")
#define RELS                                                                   \
    "<Relationships><Relationship Id='rId1' Type='x/worksheet' Target='worksheets/s.xml'/>"  \
    "<Relationship Id='rId2' Type='x/sharedStrings' Target='/xl/shared.xml'/>"               \
    "<Relationship Id='rId3' Type='x/styles' Target='styles.xml'/></Relationships>"
#define STYLES                                                                 \
    "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='[$-42A]dd\\/mm\\/yyyy'/>"       \
    "<numFmt numFmtId='165' formatCode='0 \"day\"'/></numFmts><cellStyleXfs>"                \
    "<xf numFmtId='14'/></cellStyleXfs><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/>"       \
    "<xf numFmtId='164'/><xf numFmtId='165'/></cellXfs></styleSheet>"
#define SHARED                                                                 \
    "<sst><si><t>Xin chào</t></si><si><r><t>hai </t></r><r><t>phần</t></r><rPh><t>x</t>"     \
    "</rPh></si><si><t/></si></sst>"

typedef struct Part { const char *name, *text; } Part;

static Bytes pack(const Part *part) {
    const char *path = test_place("packed.xlsx");
    int         why;
    zip_t      *z = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &why);
    for (; part->name; part++) {
        zip_source_t *s = zip_source_buffer(z, part->text, strlen(part->text), 0);
        CHECK(zip_file_add(z, part->name, s, ZIP_FL_ENC_UTF_8) >= 0);
    }
    CHECK(zip_close(z) == 0);
    Bytes b = read_all(path);
    unlink(path);
    return b;
}

static Bytes book(const char *workbook, const char *sheet) {
    return pack((Part[]){{"xl/workbook.xml", workbook}, {"xl/_rels/workbook.xml.rels", RELS},
                         {"xl/styles.xml", STYLES}, {"xl/shared.xml", SHARED},
                         {"xl/worksheets/s.xml", sheet}, {NULL, NULL}});
}

static Bytes sheet(const char *cells) {
    return book(ONE, arena_print(a, "<x:worksheet xmlns:x='m'><x:sheetData>%s</x:sheetData>"
                                    "</x:worksheet>", cells));
}

static void cells(void) {
    CHECK_TEXT(rows(sheet("<x:row r='3'><x:c r='A3' t='s'><x:v>0</x:v></x:c>"
                          "<x:c r='C3' t='s'><x:v>1</x:v></x:c></x:row>"
                          "<x:row><x:c><x:v>12.50</x:v></x:c><x:c><x:v>0.1</x:v></x:c></x:row>")),
               "3:Xin chào||hai phần/4:#12.5|#0.1/");
    /* Days: 1 January 1900, the day after the 29 February that never was, 14 October 2022. */
    CHECK_TEXT(rows(sheet("<x:row><x:c s='1'><x:v>1</x:v></x:c><x:c s='2'><x:v>61</x:v></x:c>"
                          "<x:c s='2'><x:v>44848.75</x:v></x:c><x:c s='3'><x:v>44848</x:v></x:c>"
                          "<x:c t='d'><x:v>2022-10-14T00:00:00</x:v></x:c>"
                          "<x:c s='1'><x:v>-5</x:v></x:c></x:row>")),
               "1:@1900-01-01|@1900-03-01|@2022-10-14|#44848|@2022-10-14|#-5/");
    CHECK_TEXT(rows(sheet("<x:row><x:c t='str'><x:f>A1&amp;B1</x:f><x:v>k&lt;q</x:v></x:c>"
                          "<x:c t='inlineStr'><x:is><x:t>a_x000D_\nb_x005F_</x:t></x:is></x:c>"
                          "<x:c t='e'><x:v>#REF!</x:v></x:c><x:c t='b'><x:v>1</x:v></x:c>"
                          "<x:c t='s'><x:v>99</x:v></x:c></x:row>")),
               "1:k<q|a\nb_|!#REF!|TRUE/");
    CHECK_TEXT(rows(sheet("<x:row/><x:row><x:c/></x:row>")), "");
}

static void sheets(void) {
    const char *s = "<worksheet><row><c><v>5</v></c></row></worksheet>";
    CHECK_TEXT(rows(book(BOOK("<sheet name='H' state='hidden' r:id='rId9'/>"
                              "<sheet name='A' r:id='rId1'/>"), s)), "1:#5/");
    CHECK_TEXT(rows(book(BOOK("<sheet name='A' r:id='rId9'/>"), s)), "file.table.broken@1");
    CHECK_TEXT(rows(book("<workbook xmlns:r='r'><workbookPr date1904='1'/><sheet r:id='rId1'/>"
                         "</workbook>", "<row><c s='1'><v>0</v></c><c s='1'><v>1</v></c></row>")),
               "1:#0|@1904-01-02/");
}

/* All sheets by name, hidden ones too; what is not wanted is passed by. */
static bool name_sheet(void *arg, const char *name) {
    buf_text(arg, arena_print(a, "[%s]", name));
    return *name != '_';
}

static void all_sheets(void) {
    FileTrouble t;
    Buf         b = {.a = a};
    Bytes       file = book(BOOK("<sheet name='Bìa' state='hidden' r:id='rId1'/>"
                                 "<sheet name='_' r:id='rId1'/><sheet name='B' r:id='rId1'/>"
                                 "<sheet name='lost' r:id='rId9'/>"),
                            "<w><row><c><v>5</v></c></row></w>");
    CHECK_TEXT(table_sheets(file, name_sheet, add_row, &b, &t), NULL);
    CHECK_TEXT(b.s, "[Bìa]1:#5/[_][B]1:#5/");
    CHECK_TEXT(table_sheets((Bytes){"PK", 2}, name_sheet, add_row, &b, &t), "file.table.broken");
}

/* ---- what is refused ---- */

static void hostile(void) {
    CHECK_TEXT(rows((Bytes){"PK\3\4 and no more", 16}), "file.table.broken@1");
    CHECK_TEXT(rows(book(ONE, "<worksheet><row><c><v>5</v></row>")), "file.table.broken@1");
    CHECK_TEXT(rows(book(ONE, "<!DOCTYPE w [<!ENTITY e 'ha'>]>"
                              "<w><row><c><v>&e;</v></c></row></w>")),
               "file.table.entity@1");
    CHECK_TEXT(rows(book("<!DOCTYPE w SYSTEM 'file:///etc/passwd'><workbook/>", "<w/>")),
               "file.table.entity@1");
    CHECK_TEXT(rows(book(ONE, "<w><row><c><v>&e;</v></c></row></w>")), "file.table.broken@1");
    CHECK_TEXT(rows(sheet("<x:row><x:c r='IW1'><x:v>1</x:v></x:c></x:row>")), "file.table.wide@1");
    CHECK_TEXT(rows(sheet("<x:row><x:c r='XFD1' s='1'/></x:row>")), "");
    CHECK_TEXT(rows(sheet("<x:row><x:c t='str'><x:v>\xEF\xB7\x90</x:v></x:c></x:row>")),
               "file.table.text@1");
    Bytes whole = sheet("<x:row><x:c><x:v>1</x:v></x:c></x:row>");
    for (size_t n = 4; n < whole.n; n += 7) /* cut short anywhere */
        CHECK_TEXT(rows((Bytes){arena_part(a, whole.p, n), n}), "file.table.broken@1");
}

/* 40 MB of one letter pack to 40 KB. */
static void bombs(void) {
    enum { BIG = 40 * 1024 * 1024 };
    char *s = arena_take(a, BIG + 1);
    memset(s, ' ', BIG);
    CHECK_TEXT(rows(book(ONE, s)), "file.table.large@1");
    Buf b = {.a = a};
    for (int i = 0; i < 200 * 1024; i++) buf_text(&b, "a");
    CHECK_TEXT(rows(sheet(arena_print(a, "<x:row><x:c t='str'><x:v>%s</x:v></x:c></x:row>", b.s))),
               "file.table.cell@1");
    b.len = 0;
    for (int i = 0; i <= TABLE_ROWS_MAX; i++)
        buf_print(&b, "<x:row><x:c><x:v>%d</x:v></x:c></x:row>", i * 7919);
    CHECK_TEXT(rows(sheet(b.s)), "file.table.long@100002");
}

/* ---- our own ---- */

static void back(void) {
    const char       *path = test_place("own.xlsx");
    const SheetColumn columns[] = {{"Việc", SHEET_TEXT, 20}, {"Hạn", SHEET_DAY, 9},
                                   {"Số", SHEET_NUMBER, 9}};
    Sheet *s;
    CHECK_TEXT(sheet_open(a, SHEET_XLSX, path, "Nhiệm vụ", "tất cả", columns, 3, &s), NULL);
    CHECK_TEXT(sheet_row(s, (Val[]){V("=1+1"), V("2022-10-14"), V(7)}), NULL);
    CHECK_TEXT(sheet_row(s, (Val[]){V("a\r\nb\tc _x000D_ <&>\""), V((char *)NULL), V(-1)}), NULL);
    CHECK_TEXT(sheet_row(s, (Val[]){V(" giữ  khoảng trống "), V("1900-02-28"), V("x")}), NULL);
    CHECK_TEXT(sheet_close(s), NULL);
    CHECK_TEXT(rows(read_all(path)),
               "1:Việc|Hạn|Số/2:=1+1|@2022-10-14|#7/3:a\nb\tc _x000D_ <&>\"||#-1/"
               "4: giữ  khoảng trống |@1900-02-28|x/");
    unlink(path);
}

static void texts(void) {
    const char *csv = "Việc;Hạn\n\"a\nb\";1\n;\nc;2\n";
    CHECK_TEXT(rows((Bytes){csv, strlen(csv)}), "1:Việc|Hạn/2:a\nb|1/5:c|2/");
    csv = "a,,b\n1\n\n,2,,3\n";
    CHECK_TEXT(rows((Bytes){csv, strlen(csv)}), "1:a||b/2:1/4:|2||3/");
    csv = "a,b\n\"x\ny\",z\"\n";
    CHECK_TEXT(rows((Bytes){csv, strlen(csv)}), "file.csv.quote@3");
    CHECK_TEXT(rows((Bytes){"", 0}), "file.csv.empty@1");
}

int main(void) {
    a = arena_open();
    cells();
    sheets();
    all_sheets();
    hostile();
    bombs();
    back();
    texts();
    arena_close(a);
    return test_failed;
}
