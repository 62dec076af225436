/* csv_test.c - tables of text: what is read, what is refused and where, and that cutting
 * the text into pieces for threads changes nothing. */
#include "file/parts.h"
#include "test.h"

static Arena *a;

static Bytes bytes(const char *s) { return (Bytes){s, strlen(s)}; }

/* All rows, with | between fields and / behind each row; a refusal as key@line. */
static const char *rows(Bytes text, const CsvForm *form) {
    FileTrouble t = {0};
    CsvRows    *r;
    Buf         b = {.a = a};
    buf_add(&b, "", 0);
    Err e = csv_open(a, text, form, &t, &r);
    for (const char *const *row = NULL; !e;) {
        e = csv_row(r, &row);
        if (e || !row) break;
        for (int i = 0; row[i]; i++) {
            if (i) buf_text(&b, "|");
            buf_text(&b, row[i]);
        }
        buf_text(&b, "/");
    }
    if (e) return arena_print(a, "%s@%d", e, (int)t.line);
    return b.s;
}

/* The same of typed columns. */
static const char *table(Bytes text, const CsvForm *form) {
    FileTrouble t = {0};
    Dataset     d;
    Buf         b = {.a = a};
    buf_add(&b, "", 0);
    Err e = csv_read(a, text, form, &t, &d);
    if (e) return arena_print(a, "%s@%d", e, (int)t.line);
    for (int64_t i = 0; i < d.n; i++, buf_text(&b, "/"))
        for (int k = 0; k < d.vars; k++) {
            const char *s = var_text(a, &d.var[k], i);
            if (k) buf_text(&b, "|");
            buf_text(&b, s ? s : "NA");
        }
    return b.s;
}

static void reads(void) {
    static const struct { const char *text, *rows, *table; } cases[] = {
        {"a,b\n1,x\n2,y\n",           "1|x/2|y/",          "1|x/2|y/"},
        {"\xEF\xBB\xBF" "a;b\r\n1;x\r\n", "1|x/",          "1|x/"},
        {"a\tb\n1\tx y",              "1|x y/",            "1|x y/"},
        {"a|b\n1,5|2\n",              "1,5|2/",            "1,5|2/"},
        {"a,b\n\"x,\n\"\"y\"\"\",1\n", "x,\n\"y\"|1/",     "x,\n\"y\"|1/"},
        {"\"a,b\",c\n1,2\n\n\r\n",    "1|2/",              "1|2/"},
        {"a,b\n,NA\n1,x\n",           "|NA/1|x/",          "NA|NA/1|x/"},
        {"a\n1\n\n2\n",               "1//2/",             "1/NA/2/"},
        {"a,b\n007,1e3\n7,-.5\n",     "007|1e3/7|-.5/",    "007|1000/7|-0.5/"},
        {"a,b\n 1 ,x \n\" 2\",y\n",   " 1 |x / 2|y/",      "1|x /2|y/"},
        {"a\nTRUE\nFALSE\n",          "TRUE/FALSE/",       "TRUE/FALSE/"},
        {"a,b\n",                     "",                  ""},
        {"tên,ý kiến\nAn,Đồng ý\n",   "An|Đồng ý/",        "An|Đồng ý/"},
        {"a\n1\n2\nx\n",              "1/2/x/",            "1/2/x/"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CHECK_TEXT(rows(bytes(cases[i].text), &(CsvForm){0}), cases[i].rows);
        CHECK_TEXT(table(bytes(cases[i].text), &(CsvForm){0}), cases[i].table);
    }
    CHECK_TEXT(table(bytes("a;b\n1,5;9\n"), &(CsvForm){.point = ','}), "1.5|9/");
    CHECK_TEXT(table(bytes("a;b\n1,5;9\n"), &(CsvForm){.delimiter = ','}),
               "file.csv.ragged@2");
    CHECK_TEXT(table(bytes("a,b\n9,x\n1,99\n99,9\n"),
                     &(CsvForm){.missing = (const char *const[]){"99", "x", NULL}}),
               "9|NA/1|NA/NA|9/");
}

static void refuses(void) {
    static const struct { const char *text, *e; } cases[] = {
        {"",                          "file.csv.empty@1"},
        {"\n\n",                      "file.csv.empty@1"},
        {"a,\n1,2\n",                 "file.csv.header@1"},
        {"a,a\n1,2\n",                "file.csv.twice@1"},
        {"a,b\n1,2\n1\n",             "file.csv.ragged@3"},
        {"a,b\n1,2\n1,2,3\n1\n",      "file.csv.ragged@3"},
        {"a,b\n1,2\n\n1,2\n",         "file.csv.ragged@3"},
        {"a,b\n\"x\ny\",2\n1\n",      "file.csv.ragged@4"},
        {"a,b\n1,x\"y\n",             "file.csv.quote@2"},
        {"a,b\n1,\"x\" y\n",          "file.csv.quote@2"},
        {"a,b\n1,2\n1,\"x\n1,2\n",    "file.csv.open@3"},
        {"a,b\n1,\xFF\n",             "file.csv.utf@2"},
        {"a,b\n1,\xC0\xAF\n",         "file.csv.utf@2"},
        {"a,b\n1,x\x01\n",            "file.csv.control@2"},
        {"a,b\r1,2\r3,4\n",           "file.csv.control@1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CHECK_TEXT(rows(bytes(cases[i].text), &(CsvForm){0}), cases[i].e);
        CHECK_TEXT(table(bytes(cases[i].text), &(CsvForm){0}), cases[i].e);
    }
    const Bytes nul = {"a,b\n1,\0\n", 9};
    CHECK_TEXT(rows(nul, &(CsvForm){0}), "file.csv.nul@2");
    CHECK_TEXT(table(nul, &(CsvForm){0}), "file.csv.nul@2");
    char *wide = arena_take(a, 2 * CSV_COLUMNS_MAX + 8), *p = wide;
    for (int i = 0; i <= CSV_COLUMNS_MAX; i++) *p++ = 'a', *p++ = ',';
    CHECK_TEXT(table(bytes(wide), &(CsvForm){0}), "file.csv.wide@1");
    char *lengthy = arena_take(a, CSV_FIELD_MAX + 16);
    strcpy(lengthy, "a\n\"");
    memset(lengthy + 3, 'x', CSV_FIELD_MAX + 1);
    CHECK_TEXT(table(bytes(lengthy), &(CsvForm){0}), "file.csv.long@2");
    CHECK_TEXT(rows(bytes(lengthy), &(CsvForm){0}), "file.csv.long@2");
}

/* A long text whose fields hold line ends and quotes, so that pieces begin everywhere. */
static Bytes long_text(unsigned seed, size_t n) {
    static const char *const parts[] = {"x", "\"\n\"", "\"a,\"\"b\n\n\"", "12", "-3.25", "Đồng ý",
                                        "", "NA", "\"\"", "\"\"\"\""};
    Buf b = {.a = a};
    buf_text(&b, "n,t,m\n");
    while (b.len < n)
        buf_print(&b, "%d,%s,%s\n", rand_r(&seed) % 1000, parts[(unsigned)rand_r(&seed) % 10],
                  parts[(unsigned)rand_r(&seed) % 7 + 3]);
    return (Bytes){b.s, b.len};
}

/* Number of threads and pieces do not matter, and both ways to read see the same rows. */
static void pieces(void) {
    Bytes text = long_text(1, 5 << 20);
    FileTrouble t = {0};
    Dataset     one, more;
    CsvRows    *r;
    CHECK_TEXT(csv_read(a, text, &(CsvForm){.threads = 1}, &t, &one), NULL);
    for (int threads = 2; threads <= 3; threads++) {
        CHECK_TEXT(csv_read(a, text, &(CsvForm){.threads = threads}, &t, &more), NULL);
        CHECK(more.n == one.n);
        CHECK(memcmp(more.var[0].real, one.var[0].real, (size_t)one.n * sizeof(double)) == 0);
        for (int k = 1; k < 3; k++)
            CHECK(memcmp(more.var[k].byte, one.var[k].byte, (size_t)one.n) == 0);
    }
    CHECK_TEXT(csv_open(a, text, &(CsvForm){0}, &t, &r), NULL);
    int64_t n = 0;
    for (const char *const *row;; n++) {
        CHECK_TEXT(csv_row(r, &row), NULL);
        if (!row || n == one.n) break;
        if (one.var[0].real[n] != strtod(row[0], NULL)) break;
        const char *s = one.var[1].label[one.var[1].byte[n]];
        if (!text_same(s, !*row[1] || strcmp(row[1], "NA") == 0 ? NULL : row[1])) break;
    }
    CHECK(n == one.n);
}

/* The first refusal of the file is told, also when later pieces see another. */
static void first_refusal(void) {
    Bytes text = long_text(2, 4 << 20);
    char *s = arena_part(a, text.p, text.n), *at = strstr(s + (2 << 20), "\n7");
    const char *want = arena_print(a, "file.csv.quote@%d",
                                   (int)csv_line_of((Bytes){s, text.n}, at + 1));
    memcpy(at + 1, "7\"", 2);
    for (int threads = 1; threads <= 3; threads++)
        CHECK_TEXT(table((Bytes){s, text.n}, &(CsvForm){.threads = threads}), want);
}

static void numbers(void) {
    static const char *const bad[] = {"", "-", ".", "1.2.3", "1e", "1e+", "0x10", "007", "00.5",
                                      "1 2", "nan", "inf", "1e400", "--1", "1,000", "e5"};
    static const char *const good[] = {
        "0", "-0", "0.5", ".5", "5.", "-12", "+3", "1e22", "1e23", "123456789012345678901234567890",
        "9007199254740993", "1.7976931348623157e308", "4.9e-324", "2.2250738585072011e-308",
        "0.1", "9007199254740992.5", "18014398509481985", "36028797018963969.5", "8.5e-7"};
    double x;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK(!number_read(bad[i], strlen(bad[i]), '.', &x));
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        CHECK(number_read(good[i], strlen(good[i]), '.', &x));
        CHECK(x == strtod(good[i], NULL));
    }
    CHECK(number_read("-0", 2, '.', &x) && !signbit(x));
    unsigned seed = 3;
    for (int i = 0; i < 200000; i++) {
        char     s[64];
        uint64_t bits = (uint64_t)rand_r(&seed) << 40 ^ (uint64_t)rand_r(&seed) << 20 ^
                        (uint64_t)rand_r(&seed);
        double   want = (double)(bits % 2000000) * pow(10, (int)(bits % 37) - 18) / 7;
        snprintf(s, sizeof s, "%.*g", (int)(bits % 19) + 1, want);
        CHECK(number_read(s, strlen(s), '.', &x) && x == strtod(s, NULL));
    }
}

int main(void) {
    a = arena_open();
    reads();
    refuses();
    pieces();
    first_refusal();
    numbers();
    FileTrouble t = {.line = 3, .found = 1, .wanted = 2};
    Ctx         c = {.a = a, .lang = LANG_EN};
    CHECK_TEXT(file_trouble(&c, "file.csv.ragged", &t),
               "Line 3 has 1 field, and the first line has 2.");
    arena_close(a);
    return test_failed;
}
