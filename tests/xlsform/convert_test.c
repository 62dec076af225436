/* convert_test.c - the forms of gold/: each as Markdown and as XLSX gives the XForm that stands
 * beside it, as CSV too; and what a stranger may bring as a workbook. */
#include "canon.h"
#include "workbook.h"
#include "xlsform/xlsform.h"

#include "test.h"

#include <zip.h>

static Arena *a;

static Bytes read_all(const char *path) {
    Bytes b = {0};
    CHECK_TEXT(file_bytes_of(a, path, &b), NULL);
    return b;
}

static Bytes text_bytes(const char *s) { return (Bytes){s, strlen(s)}; }

static const char *converted(Bytes file, const char *name) {
    Xlsform f;
    Err     e = xlsform_convert(a, file, &(XlsformAsked){.file = name}, &f);
    if (e) return e;
    return f.xml ? f.xml : f.notes ? f.note[0].key : "nothing";
}

/* The first message, with its place; the key of a refusal. */
static const char *said(Bytes file, const char *name) {
    Xlsform f;
    Err     e = xlsform_convert(a, file, &(XlsformAsked){.file = name}, &f);
    if (e) return e;
    if (!f.notes) return "";
    return arena_print(a, "%s %s:%d", f.note[0].key, f.note[0].sheet, f.note[0].row);
}

/* ---- gold ---- */

/* The tables as CSV: a sheet's name stands alone in the first column. */
static const char *as_csv(const char *markdown) {
    const char *cell[250];
    Buf         b = {.a = a};
    for (const char *p = markdown; *p;) {
        size_t n = strcspn(p, "\n");
        int    cells = workbook_cells(a, p, n, cell);
        p += n + (p[n] == '\n');
        for (int i = 0; i < cells; i++) {
            buf_text(&b, i ? ",\"" : "\"");
            for (const char *s = cell[i]; s && *s; s++)
                buf_add(&b, *s == '"' ? "\"\"" : s, 1 + (*s == '"'));
            buf_text(&b, "\"");
        }
        if (cells) buf_text(&b, "\r\n");
    }
    return b.s;
}

static void check_gold(const char *name) {
    const char *md = arena_print(a, "tests/xlsform/gold/%s.md", name);
    const char *xml = arena_print(a, "tests/xlsform/gold/%s.xml", name);
    const char *xlsx = test_place("gold.xlsx"), *csv = arena_print(a, "%s.csv", name);
    Bytes       file = read_all(md), want = read_all(xml);
    const char *text = arena_part(a, file.p, file.n);
    const char *gold = canon_text(a, arena_part(a, want.p, want.n));
    CHECK(gold != NULL);
    CHECK_TEXT(canon_text(a, converted(file, md)), gold);
    CHECK(workbook_write(a, text, xlsx));
    CHECK_TEXT(canon_text(a, converted(read_all(xlsx), arena_print(a, "%s.xlsx", name))), gold);
    CHECK_TEXT(canon_text(a, converted(text_bytes(as_csv(text)), csv)), gold);
}

/* ---- names, languages of messages ---- */

#define TINY "| survey |\n| | type | name | label |\n| | text | q | Q |\n"

static void check_asked(void) {
    const XlsformAsked named = {.file = "/tmp/x/phieu.1.md", .name = "goc"};
    Xlsform f;
    Bytes   file = text_bytes(TINY);
    CHECK_TEXT(xlsform_convert(a, file, &named, &f), NULL);
    CHECK(strstr(f.xml, "<goc id=\"phieu.1\">"));
    CHECK_TEXT(f.id, "phieu.1");
    CHECK_TEXT(f.title, "phieu.1");
    CHECK(!f.version && !f.itemsets && f.bytes == strlen(f.xml));
    CHECK_TEXT(xlsform_convert(a, file, &(XlsformAsked){.name = "1goc"}, &f), NULL);
    CHECK(!f.xml && f.errors == 1);
    CHECK_TEXT(xlsform_convert(a, file, &(XlsformAsked){0}, &f), NULL);
    CHECK(strstr(f.xml, "<data id=\"data\">"));
}

static void check_words(void) {
    Ctx     vi = {.a = a, .lang = LANG_VI}, en = {.a = a, .lang = LANG_EN};
    Xlsform f;
    Bytes   file = text_bytes("| survey |\n| | type | name |\n| | text | hai ba |\n");
    CHECK_TEXT(xlsform_convert(a, file, &(XlsformAsked){0}, &f), NULL);
    CHECK(f.notes == 1);
    const char *v = xlsform_words(&vi, &f.note[0]), *e = xlsform_words(&en, &f.note[0]);
    CHECK(strstr(v, "trang survey, dòng 2, cột name: 'hai ba' ") == v);
    CHECK(strstr(e, "sheet survey, row 2, column name: 'hai ba' ") == e);
}

static void check_itemsets(void) {
    Xlsform f;
    Bytes   file = text_bytes("| survey |\n| | type | name | label | choice_filter |\n"
                              "| | select_one_external x | q | Q | t='1' |\n"
                              "| external_choices |\n| | list_name | name | label | t |\n"
                              "| | x | a | \"A\" | |\n| | x | b | | 1 |\n");
    CHECK_TEXT(xlsform_convert(a, file, &(XlsformAsked){0}, &f), NULL);
    CHECK_TEXT(f.itemsets, "\"list_name\",\"name\",\"label\",\"t\"\n"
                           "\"x\",\"a\",\"\"\"A\"\"\",\"\"\n\"x\",\"b\",\"\",\"1\"\n");
}

/* ---- workbooks by hand ---- */

static Bytes packed(const char *sheet_name, const char *state, const char *rows) {
    const char *path = test_place("hand.xlsx");
    const struct { const char *name, *text; } parts[] = {
        {"xl/workbook.xml", arena_print(a, "<workbook xmlns='m' xmlns:r='r'><sheets>"
            "<sheet name='Hướng dẫn' r:id='a'/><sheet name='%s' state='%s' r:id='b'/></sheets>"
            "</workbook>", sheet_name, state)},
        {"xl/_rels/workbook.xml.rels", "<Relationships><Relationship Id='a' Type='x/worksheet' "
            "Target='a.xml'/><Relationship Id='b' Type='x/worksheet' Target='b.xml'/>"
            "</Relationships>"},
        {"xl/a.xml", "<worksheet xmlns='m'><sheetData><row><c t='inlineStr'><is><t>Đọc</t></is>"
            "</c></row></sheetData></worksheet>"},
        {"xl/b.xml", arena_print(a, "%s</sheetData></worksheet>", rows)}};
    int    why;
    zip_t *z = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &why);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        zip_file_add(z, parts[i].name,
                     zip_source_buffer(z, parts[i].text, strlen(parts[i].text), 0),
                     ZIP_FL_ENC_UTF_8);
    CHECK(zip_close(z) == 0);
    return read_all(path);
}

#define SHEET "<worksheet xmlns='m'><sheetData>"
#define TEXT(r, s) "<c r='" r "' t='inlineStr'><is><t>" s "</t></is></c>"
#define HEAD "<row r='1'>" TEXT("A1", "type") TEXT("B1", "name") TEXT("C1", "label") \
             TEXT("D1", "default") TEXT("E1", "required") "</row>"

static void check_cells(void) {
    const char *x = converted(packed("Survey", "hidden", SHEET HEAD
        "<row r='5'>" TEXT("A5", " integer&#xa0;") TEXT("B5", "n") TEXT("C5", "N&#xa0;x")
        "<c r='D5'><v>3.0</v></c><c r='E5' t='b'><v>1</v></c></row>"), "a.xlsx");
    CHECK(strstr(x, "<n>3</n>"));
    CHECK(strstr(x, "required=\"true()\""));
    CHECK(strstr(x, "<label>N x</label>"));
    /* Rows are counted as the sheet shows them, and after a long gap it is over. */
    const char *gap = SHEET HEAD "<row r='9'>" TEXT("A9", "text") "</row>";
    const char *end = SHEET HEAD "<row r='90'>" TEXT("A90", "x") "</row>";
    CHECK_TEXT(said(packed("survey", "", gap), "a"), "xlsform.name.lack survey:9");
    CHECK_TEXT(said(packed("survey", "", end), "a"), "");
    CHECK_TEXT(said(packed("surveys", "", SHEET HEAD), "a"), "xlsform.survey.alike survey:0");
}

static void check_strangers(void) {
    static const char nul[] = "| survey |\n\0| | type |", control[] = "| survey |\n\x01";
    CHECK_TEXT(said(text_bytes(""), "a.md"), "xlsform.survey.lack survey:0");
    CHECK_TEXT(said((Bytes){0}, NULL), "xlsform.survey.lack survey:0");
    CHECK_TEXT(said((Bytes){nul, sizeof nul - 1}, "a.md"), "xlsform.file.kind");
    CHECK_TEXT(said((Bytes){control, sizeof control - 1}, "a.md"), "xlsform.file.kind");
    CHECK_TEXT(said(text_bytes("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "a.xls"), "xlsform.file.kind");
    CHECK_TEXT(said(text_bytes("| survey |\n\xef\xbf\xbe"), "a.md"), "xlsform.file.kind");
    CHECK_TEXT(said(text_bytes("\xef\xbb\xbf" TINY), "a.md"), "");
    CHECK_TEXT(said(packed("survey", "", "<!DOCTYPE x [<!ENTITY y 'z'>]>" SHEET), "a"),
               "file.table.entity");
    CHECK_TEXT(said(text_bytes("PK\3\4nothing"), "a.xlsx"), "file.table.broken");
}

/* ---- small files that ask for much ---- */

static const char *many(const char *head, int n, const char *line) {
    Buf b = {.a = a};
    buf_text(&b, head);
    for (int i = 0; i < n; i++)
        for (const char *p = line; *p; p++)
            if (*p == '#') buf_text(&b, arena_print(a, "%d", i));
            else buf_add(&b, p, 1);
    return b.s;
}

static void check_large(void) {
    const char *head = "| survey |\n| | type | name | label |\n";
    CHECK_TEXT(said(text_bytes(many(head, XLSFORM_ROWS_MAX + 1, "| | text | q# | Q |\n")), "a.md"),
               "xlsform.file.large");
    CHECK_TEXT(said(text_bytes(many(head, 70, "| | begin_group | g# | G |\n")), "a.md"),
               "xlsform.group.open survey:2");
    CHECK_TEXT(said(text_bytes(many("", 70, "| s# |\n")), "a.md"), "xlsform.file.large");
    const char *refs = many("| survey |\n| | type | name | label |\n| | text | q | ", 600, "${q}");
    CHECK_TEXT(said(text_bytes(arena_print(a, "%s |", refs)), "a.md"), "xlsform.ref.many survey:2");
    const char *nest = "| survey |\n| | type | name | label |\n| | begin_loop over c | a | A |\n"
                       "| | begin_loop over c | b | A |\n| | begin_loop over c | d | A |\n"
                       "| | text | q | Q |\n| | end_loop |\n| | end_loop |\n| | end_loop |\n"
                       "| choices |\n| | list_name | name | label |\n";
    CHECK_TEXT(said(text_bytes(many(nest, 300, "| | c | c# | C |\n")), "a.md"),
               "xlsform.loop.large survey:4");
}

int main(void) {
    static const char *const gold[] = {"kinds", "lists", "loops", "repeats", "languages",
                                       "entities", "settings", NULL};
    a = arena_open();
    for (const char *const *g = gold; *g; g++) check_gold(*g);
    check_asked();
    check_words();
    check_itemsets();
    check_cells();
    check_strangers();
    check_large();
    return test_failed;
}
