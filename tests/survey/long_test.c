/* long_test.c - a form of 300 questions on plain pages: every page, and the summary, stays
 * under 50 KB; a list of 5,000 choices is searched; labels are text, whatever stands in them. */
#include "fields.h"

#include "long.h"

static const char *address;

static Err set_up(Ctx *c, void *arg) {
    (void)arg;
    office_staff(c, RESEARCHER, OFFICE, PROVINCE, "researcher", "Đặng Thị Nghiên Cứu");
    int64_t version = field_version(c, fields_form(c, long_form(c)));
    address = field_survey(c, version, "open")->address;
    return NULL;
}

static void small(const Visitor *v, int page) {
    if (strlen(v->html) > 50 * 1024) fprintf(stderr, "page %d: %zu bytes\n", page, strlen(v->html));
    CHECK(strlen(v->html) <= 50 * 1024);
}

static void through(Visitor *v) {
    int page = 0;
    press(v, "begin", "");
    for (; page < 100 && !sees(v, "Xem lại câu trả lời"); page++) {
        CHECK(v->status == 200);
        small(v, page);
        press(v, "next", long_typed(v));
    }
    CHECK(page >= 15 && page < 40);
    small(v, page);
    press(v, "send", "");
    CHECK(v->status == 303);
}

static void searched(Visitor *v) {
    v->html = "";
    v->draft = NULL;
    press(v, "begin", "");
    for (int i = 0; i < 50 && !sees(v, "Gõ vài chữ"); i++) press(v, "next", "");
    SEES(v, "Gõ vài chữ để tìm trong 5.000 mục");
    CHECK(!sees(v, "Xã số 4321"));
    const char *name = named(v, "Xã nào");
    press(v, "next", TYPED(v, "%s.find=xa+so+4321", name)); /* Enter in that box */
    SEES(v, "Xã số 4321");
    CHECK(!sees(v, "Xã số 4320"));
    press(v, "next", TYPED(v, "%s.find=xa+so+4321&%s.found=xa+so+4321&%s=x4321", name, name, name));
    press(v, "back", "");
    SEES(v, "value=\"x4321\" checked");
    press(v, "next", TYPED(v, "%s.find=zzz", name));
    SEES(v, "Không tìm thấy");
}

static void labels(Ctx *c) {
    static const struct { const char *md, *html, *plain; } cases[] = {
        {"a **b** c", "a <b>b</b> c", "a b c"},
        {"# Tên *nào*\nhai", "Tên <em>nào</em><br>hai", "Tên nào hai"},
        {"ho_ten và so_con", "ho_ten và so_con", "ho_ten và so_con"},
        {"2 * 3 * 4", "2 * 3 * 4", "2 * 3 * 4"},
        {"<script>x</script>", "x", "x"}, {"1 < 2 & 3", "1 &lt; 2 &amp; 3", "1 < 2 & 3"},
        {"<b onclick='x'>y</b>", "y", "y"},
        {"[x](javascript:alert(1))", "[x](javascript:alert(1))", "[x](javascript:alert(1))"},
        {"[x](https://a.vn/?b=1&c)", "<a rel=\"noopener noreferrer\" target=\"_blank\""
         " href=\"https://a.vn/?b=1&amp;c\">x</a>", "x"},
        {"[x](https://a\"onclick=y)", "[x](https://a&quot;onclick=y)", "[x](https://a\"onclick=y)"},
        {"**<i>**", "<b>&lt;i&gt;</b>", "<i>"}, {"**", "**", "**"}, {"", "", ""}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CHECK_TEXT(label_html(c, cases[i].md).s, cases[i].html);
        CHECK_TEXT(label_plain(c, cases[i].md), cases[i].plain);
    }
}

int main(void) {
    Ctx     c;
    Visitor v = {.at = attack_open(&c, "long_test.db")};
    v.a = c.a;
    CHECK_TEXT(db_write(&c, set_up, NULL), NULL);
    v.path = arena_print(c.a, "/s/%s", address);
    v.at.secret = arena_print(c.a, "%032d", 7);
    v.html = "";
    labels(&c);
    through(&v);
    searched(&v);
    db_close(c.db);
    arena_close(c.a);
    return test_failed;
}
