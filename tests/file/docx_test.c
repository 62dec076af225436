/* docx_test.c - a document whose parts are well-formed, whatever the texts are. */
#include "file/parts.h"
#include "test.h"

#include <libxml/parser.h>
#include <zip.h>

static const char hostile[] = "a & b < c > \"d\" ]]> <w:p> \x01\x08 \xEF\xBF\xBF \n\t Đội";

static Bytes bytes(const char *s) { return (Bytes){s, strlen(s)}; }

static Docx *paper(Arena *a, const char *text, const char *motto, const char *kind) {
    static const DocxColumn column[] = {{"Đơn vị", 3, false}, {"Tỷ lệ", 1, true}};
    Docx *d = docx_new(a, text, false);
    docx_head(d, &(OfficialHead){.over = "TỈNH ỦY HẢI DƯƠNG", .issuer = "BAN TUYÊN GIÁO",
                                 .number = "Số 12-CV/BTG", .nation = "ĐẢNG CỘNG SẢN VIỆT NAM",
                                 .motto = motto, .place = "Hải Dương, ngày 05 tháng 10 năm 2022",
                                 .kind = kind, .about = text});
    for (int i = 0; i < DOCX_STYLES; i++) docx_text(d, (DocxStyle)i, text);
    docx_begin(d, DOCX_BODY);
    docx_run(d, DOCX_BOLD, "đậm");
    docx_run(d, DOCX_ITALIC | DOCX_BOLD, text);
    docx_end(d);
    docx_table(d, column, 2);
    docx_row(d, 0, (const char *[]){text, "98,6 %"});
    docx_row(d, DOCX_BOLD, (const char *[]){"Cộng", NULL});
    docx_table_end(d);
    docx_picture(d, (Bytes){NULL, 0},
                 bytes("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"100\" height=\"50\">"
                       "<rect width=\"100\" height=\"50\" fill=\"teal\"/></svg>"), 100, 50, text);
    docx_picture(d, bytes("no picture"), (Bytes){NULL, 0}, 10, 10, text);
    docx_break(d);
    docx_text(d, DOCX_BODY, "Trang sau.");
    docx_foot(d, &(OfficialFoot){"Nơi nhận:", "- Như trên;\n- Lưu VP.", "TRƯỞNG BAN", text,
                                 false});
    return d;
}

static zip_t *open_zip(Bytes b) {
    zip_error_t why;
    zip_error_init(&why);
    zip_source_t *from = zip_source_buffer_create(b.p, b.n, 0, &why);
    return zip_open_from_source(from, ZIP_RDONLY | ZIP_CHECKCONS, &why);
}

/* All of a part of it, and NUL; NULL if there is none. */
static char *part(Arena *a, zip_t *z, zip_int64_t i, size_t *n) {
    zip_stat_t st;
    zip_file_t *f = i < 0 ? NULL : zip_fopen_index(z, (zip_uint64_t)i, 0);
    if (!f || zip_stat_index(z, (zip_uint64_t)i, 0, &st) != 0) return NULL;
    char *s = arena_take(a, st.size + 1);
    CHECK(zip_fread(f, s, st.size) == (zip_int64_t)st.size);
    zip_fclose(f);
    *n = st.size;
    return s;
}

static int count(const char *s, const char *what) {
    int n = 0;
    for (; (s = strstr(s, what)); s += strlen(what)) n++;
    return n;
}

/* Every part that is XML parses; every target of a relationship is there. */
static void check_parts(Arena *a, zip_t *z) {
    zip_int64_t all = zip_get_num_entries(z, 0);
    CHECK(all == 9);
    for (zip_int64_t i = 0; i < all; i++) {
        size_t      n;
        const char *name = zip_get_name(z, (zip_uint64_t)i, 0);
        char       *s = part(a, z, i, &n);
        if (strstr(name, ".png")) {
            CHECK(n > 8 && memcmp(s, "\x89PNG\r\n\x1a\n", 8) == 0);
            continue;
        }
        xmlDocPtr x = xmlReadMemory(s, (int)n, name, NULL, XML_PARSE_NONET | XML_PARSE_NOERROR);
        if (!x) printf("%s: not well-formed\n%s\n", name, s);
        CHECK(x);
        xmlFreeDoc(x);
        for (const char *at = s; strstr(name, ".rels") && (at = strstr(at, "Target=\"")); at++) {
            const char *target = at + strlen("Target=\"");
            const char *base = strcmp(name, "_rels/.rels") == 0 ? "" : "word/";
            CHECK(zip_name_locate(z, arena_print(a, "%s%.*s", base, (int)strcspn(target, "\""),
                                                 target), 0) >= 0);
        }
    }
}

static const char *document(Arena *a, Bytes b) {
    size_t n;
    zip_t *z = open_zip(b);
    CHECK(z);
    if (!z) exit(1);
    check_parts(a, z);
    const char *s = part(a, z, zip_name_locate(z, "word/document.xml", 0), &n);
    zip_discard(z);
    return s;
}

static void check_texts(Arena *a) {
    const char *s = document(a, docx_bytes(paper(a, hostile, "", "")));
    CHECK(!strstr(s, "<w:p> "));
    CHECK(strstr(s, "a &amp; b &lt; c &gt; &quot;d&quot; ]]&gt; &lt;w:p&gt;"));
    CHECK(count(s, "<w:tr>") == 5); /* head and foot, and a table of three rows */
    CHECK(count(s, "<w:tblHeader/>") == 1);
    CHECK(count(s, "<a:blip ") == 1);
    CHECK(count(s, "CỘNG HÒA") == 0);
    CHECK(strstr(s, ">*</w:t>")); /* of the Party */
    s = document(a, docx_bytes(paper(a, "x", "Độc lập - Tự do - Hạnh phúc", "BÁO CÁO")));
    CHECK(strstr(s, "Độc lập - Tự do - Hạnh phúc"));
    CHECK(strstr(s, ">BÁO CÁO<"));
    CHECK(!strstr(s, ">*</w:t>"));
}

static void check_bytes(Arena *a) {
    Bytes one = docx_bytes(paper(a, hostile, "", ""));
    setenv("TZ", "America/New_York", 1);
    tzset();
    sleep(2); /* the clock of a ZIP counts two seconds at a time */
    Bytes two = docx_bytes(paper(a, hostile, "", ""));
    CHECK(one.n == two.n && memcmp(one.p, two.p, one.n) == 0);
    CHECK(file_kind(one.p, one.n, "a.docx") &&
          strstr(file_kind(one.p, one.n, "a.docx")->endings, "docx"));
}

int main(int argc, char **argv) {
    Arena *a = arena_open();
    if (argc > 1) { /* to look at it */
        Bytes b = docx_bytes(paper(a, "Về việc đôn đốc", argc > 2 ? argv[2] : "", ""));
        FILE *f = fopen(argv[1], "wb");
        if (f) fwrite(b.p, 1, b.n, f), fclose(f);
        return 0;
    }
    check_texts(a);
    check_bytes(a);
    arena_close(a);
    return test_failed;
}
