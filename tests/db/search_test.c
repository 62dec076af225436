/* search_test.c - both engines find the same rows, in the same order. */
#include "test.h"

#include "text/text.h"

static const char *const texts[] = {
    "",
    "Tuyên truyền về tỉnh Hải Dương",
    "tuyên truyền miệng",
    "Huyện Hoà Bình",
    "hòa giải ở cơ sở",
    "vườn hoa của thành phố, một văn bản dài hơn nhiều văn bản khác",
    "Đường Hòa Bình và hoa hòa hoa hoa hoa",
    "05-CT/TW đẩy mạnh học tập",
    "đ d Đ",
    "NOT AND OR NEAR * : ^ ' \" | & ! exact folded",
};
enum { TEXTS = sizeof texts / sizeof *texts };

/* The ids that are found, best first. */
static const char *find(Ctx *c, const char *typed) {
    Buf         b = {.a = c->a};
    const char *query = db_search(c, typed);
    buf_text(&b, query ? "" : "no word");
    if (!query) return b.s;
    Rows q = db_query(c, "SELECT s.rowid, s.rank FROM thing_search($1) s ORDER BY s.rank, s.rowid",
                      V(query));
    buf_add(&b, "", 0);
    while (db_next(&q)) buf_print(&b, b.len ? " %d" : "%d", (int)row_int(&q, 0));
    CHECK_TEXT(q.err, NULL);
    return b.s;
}

static void found(Ctx *c) {
    CHECK_TEXT(find(c, "tuyen truyen hai duong"), "1");
    CHECK_TEXT(find(c, "TUYÊN  truyền"), "2 1");       /* the shorter first */
    CHECK_TEXT(find(c, "tuyen tr"), "2 1");            /* the last word may go on */
    CHECK_TEXT(find(c, "tuy truyen"), "");             /* but no other */
    CHECK_TEXT(find(c, "hòa"), "3 4 6 5");             /* Hoà is hòa, hoa comes last */
    CHECK_TEXT(find(c, "hoà"), find(c, "ho\xCC\x80" "a")); /* a mark of its own */
    CHECK_TEXT(find(c, "hoa"), "6 5 3 4");             /* hoa as typed, then hòa */
    CHECK_TEXT(find(c, "duong"), "1 6");
    CHECK_TEXT(find(c, "đường"), "6 1");
    CHECK_TEXT(find(c, "05-ct/tw"), "7");
    CHECK_TEXT(find(c, "đ"), "8 7 6 1 5");
}

/* Nothing that is typed is an operator, and nothing makes the query fail. */
static void hostile(Ctx *c) {
    static const char *const none[] = {"", " ", "\"", "'", "\"\"\"", "* ^ : ( ) -", "|", "\\", "…",
                                       "\xCC\x80", "\xFF\xFE", "\xE2\x80\x8B"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        CHECK_TEXT(find(c, none[i]), "no word");
    CHECK_TEXT(find(c, NULL), "no word");
    CHECK_TEXT(find(c, "NOT"), "9");
    CHECK_TEXT(find(c, "near or AND not"), "9");
    CHECK_TEXT(find(c, "exact : \"folded\" *"), "9");
    CHECK_TEXT(find(c, "') OR ('1'='1"), "");
    CHECK_TEXT(find(c, "a\\'b:* <-> c"), "");
    CHECK_TEXT(find(c, "\xFFtuyên\xFFtruyền"), "2 1");
    CHECK_TEXT(find(c, "\xF0\x9D\x95\x8F\xE0\xA4\x95\xE0\xA4\xBF 漢字"), "");

    char *longest = arena_take(c->a, 200001);
    memset(longest, 'a', 200000);
    CHECK_TEXT(find(c, longest), "");
    for (size_t i = 1; i < 200000; i += 2) longest[i] = ' ';
    CHECK_TEXT(find(c, longest), "");
    CHECK_TEXT(find(c, "d d d d d d d d d d 05"), "8"); /* the eleventh is left out */
}

/* What no engine could hold is cut, and found by what was kept. */
static void large(Ctx *c) {
    size_t n = 3 * 1000 * 1000;
    char  *s = arena_take(c->a, n + 1);
    for (size_t i = 0; i < n; i++) s[i] = (char)(i % 9 == 8 ? ' ' : 'a' + (i * 7919 >> 5) % 26);
    memcpy(s, "alpha ", 6);
    memcpy(s + n - 6, " omega", 6);
    CHECK_TEXT(db_index(c, "thing_search", 100, s), NULL);
    CHECK_TEXT(find(c, "alpha"), "100");
    CHECK_TEXT(find(c, "omega"), "");
    memset(s, 'x', n);
    memcpy(s, "beta \xE1\xBA\xBF", 8); /* a word of 3 MB, with letters of three bytes */
    for (size_t i = 8; i + 2 < n; i += 3) memcpy(s + i, "\xE1\xBA\xBF", 3);
    CHECK_TEXT(db_index(c, "thing_search", 101, s), NULL);
    CHECK_TEXT(find(c, "beta"), "101");
    CHECK_TEXT(find(c, s), "101"); /* it is cut alike when it is looked for */
}

static void changed(Ctx *c) {
    CHECK_TEXT(db_index(c, "thing_search", 7, "chỉ thị"), NULL);
    CHECK_TEXT(find(c, "05 ct"), "");
    CHECK_TEXT(find(c, "chi thi"), "7");
    CHECK_TEXT(db_exec(c, "DELETE FROM thing_search WHERE rowid = $1", V(7)), NULL);
    CHECK_TEXT(find(c, "chi thi"), "");
    int64_t n; /* the keys can be read back, to copy an index */
    CHECK_TEXT(db_int(c, &n, "SELECT count(*) FROM thing_search"
                             " WHERE exact = 'hòa giải ở cơ sở' AND folded = 'hoa giai o co so'"),
               NULL);
    CHECK(n == 1);
}

int main(void) {
    Ctx c = test_open();
    CHECK_TEXT(db_script(&c, "@search thing_search; CREATE TABLE other (id @id) @strict"), NULL);
    for (int i = 0; i < TEXTS; i++) CHECK_TEXT(db_index(&c, "thing_search", i, texts[i]), NULL);
    found(&c);
    hostile(&c);
    changed(&c);
    large(&c);
    return test_close(&c);
}
