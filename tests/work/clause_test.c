/* clause_test.c - the clauses of a text, and whether a quote still stands in it. */
#include "test.h"
#include "work/work.h"

static const char *labels(Ctx *c, const char *body) {
    Buf b = {.a = c->a};
    buf_add(&b, "", 0);
    for (const Clause *k = clause_list(c, body); k; k = k->next)
        buf_print(&b, "%s%d:%s/%d", b.len ? " | " : "", k->n, k->label, k->depth);
    return b.s;
}

static void party(Ctx *c) {
    const char *body = "Thực hiện Kết luận 01,\n\nI. MỤC ĐÍCH\n  1. Nâng cao\n2) Bảo đảm\n"
                       "a) tuyên truyền;\nđ) kiểm tra.\nII- NHIỆM VỤ\n1. Học tập\n1.1. Cấp tỉnh\n"
                       "1.2 Cấp huyện\n2. Làm theo\nB- TỔ CHỨC\n1. Giao";
    CHECK_TEXT(labels(c, body),
               "0:/0 | 1:mục I/0 | 2:mục I, điểm 1/1 | 3:mục I, điểm 2/1 |"
               " 4:mục I, điểm 2, tiết a/2 | 5:mục I, điểm 2, tiết đ/2 | 6:mục II/0 |"
               " 7:mục II, điểm 1/1 | 8:mục II, điểm 1.1/2 | 9:mục II, điểm 1.2/2 |"
               " 10:mục II, điểm 2/1 | 11:phần B/0 | 12:phần B, điểm 1/1");
    const Clause *k = clause_list(c, body);
    CHECK_TEXT(k->quote, "Thực hiện Kết luận 01,");
    CHECK_TEXT(k->next->next->quote, "1. Nâng cao");
}

static void law(Ctx *c) {
    CHECK_TEXT(labels(c, "Phần thứ nhất\nCHƯƠNG I\nNHỮNG QUY ĐỊNH CHUNG\nĐiều 1. Phạm vi\n"
                         "1. Một\na) hai\nĐIỀU 2\nKhoản 1.\nĐiểm b)\nMục 2.\nĐiều 3: x"),
               "1:phần thứ nhất/0 | 2:phần thứ nhất, chương I/1 |"
               " 3:Điều 1/2 | 4:Điều 1, khoản 1/3 |"
               " 5:Điều 1, khoản 1, điểm a/4 | 6:Điều 2/2 | 7:Điều 2, khoản 1/3 |"
               " 8:Điều 2, khoản 1, điểm b/4 | 9:phần thứ nhất, chương I, mục 2/2 | 10:Điều 3/3");
}

static void plain(Ctx *c) {
    static const char *const none[] = {
        "Điều 3 của Luật này", "Khoản tiền", "điều", "2021 - 2025", "15/5/2016 là ngày",
        "1.234 người", "10%", "- gạch đầu dòng", "+ cộng", "một. hai", "ab) x", "A", "Anh Ba.",
        "Vì vậy", "XXXXXXX.", "5", ". x", "1 . x", "mục", "Mục tiêu:", "Phần lớn", "a", "e.g. x",
    };
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        const Clause *k = clause_list(c, none[i]);
        if (!k || k->n || k->next) fprintf(stderr, "%s\n", none[i]), test_failed = 1;
    }
    CHECK(!clause_list(c, "") && !clause_list(c, " \n\t\n "));
    CHECK_TEXT(clause_list(c, "\r\n1. x\r\n")->quote, "1. x");
    CHECK_TEXT(clause_list(c, "1. \"><script>x()</script>\xFF")->label, "điểm 1");
}

static void many(Ctx *c) {
    Buf b = {.a = c->a};
    for (int i = 0; i < 100000; i++) buf_text(&b, "1. x\n");
    int n = 0;
    size_t bytes = 0;
    for (const Clause *k = clause_list(c, b.s); k; k = k->next) n++, bytes += strlen(k->quote);
    CHECK(n == CLAUSES_MAX && bytes > 490000); /* nothing is lost */
    b = (Buf){.a = c->a};
    for (int i = 0; i < 10000; i++) buf_text(&b, "1.");
    CHECK(clause_list(c, b.s)->n == 1);
}

static void quotes(Ctx *c) {
    const char *body = "1. Tuyên truyền   ở\nHoà Bình.\n2. Kiểm tra";
    CHECK(clause_holds(c, body, "Tuyên truyền ở Hoà Bình."));
    CHECK(clause_holds(c, body, " Tuyên truyền ở\r\nHoa\xCC\x80 Bình."));
    CHECK(!clause_holds(c, body, "Tuyên truyền ở Hòa Bình."));
    CHECK_TEXT(clause_hash(c, "a  b\n"), clause_hash(c, "a b"));
    CHECK_TEXT(clause_hash(c, "abc"), /* FIPS 180-2, B.1 */
               "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(strcmp(clause_hash(c, "a b"), clause_hash(c, "ab")) != 0);
    CHECK_TEXT(clause_hash(c, " \n"), "");
}

int main(void) {
    Ctx c = test_open();
    party(&c);
    law(&c);
    plain(&c);
    many(&c);
    quotes(&c);
    CHECK(!clause_get(&c, 1, 1));
    return test_close(&c);
}
