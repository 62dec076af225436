/* lint_test.c - advice: what leads, asks twice or leaves no way out is told, in both languages;
 * what is asked well is left alone. */
#include "xlsform/xlsform.h"

#include "test.h"

static Arena *a;

#define HEAD "| survey |\n| | type | name | label |\n"
#define CONSENT "| | acknowledge | dong_y | Tôi đồng ý tham gia |\n"
#define LONG "a b c d e f g h i j k l m n o p q r s t u v x y z a b c d e f g h i j k l m n o p"
#define LIST "| choices |\n| | list_name | name | label |\n| | c | a | Tốt |\n| | c | b | Kém |\n"

static const char *advice(const char *md, bool lint) {
    Xlsform f;
    Buf     b = {.a = a};
    Ctx     c = {.a = a, .lang = LANG_VI};
    Bytes   file = {md, strlen(md)};
    CHECK_TEXT(xlsform_convert(a, file, &(XlsformAsked){.lint = lint}, &f), NULL);
    buf_text(&b, "");
    for (size_t i = 0; i < f.notes; i++) {
        CHECK(f.note[i].level == XLSFORM_ADVICE && f.xml);
        CHECK(strstr(xlsform_words(&c, &f.note[i]), "trang survey"));
        buf_text(&b, arena_print(a, "%s%s:%d", b.len ? " " : "",
                                 f.note[i].key + strlen("xlsform.lint."), f.note[i].row));
    }
    return b.s ? b.s : "";
}

static const char *of(const char *row) {
    return advice(arena_print(a, HEAD "%s\n" LIST "| | c | z | Không trả lời |\n", row), true);
}

static void check_wording(void) {
    CHECK_TEXT(of("| | select_one c | q | Ông/bà đánh giá thế nào về điện? |"), "");
    CHECK_TEXT(of("| | select_one c | q | Ông/bà có ĐỒNG Ý rằng điện tốt? |"), "leading:2");
    CHECK_TEXT(of("| | text | q | Don’t you think it is good? |"), "leading:2");
    CHECK_TEXT(of("| | select_one c | q | Đánh giá điện và nước? |"), "double:2");
    CHECK_TEXT(of("| | select_one c | q | Are water and power good? |"), "double:2");
    CHECK_TEXT(of("| | text | q | Kể về điện và nước |"), "");
    CHECK_TEXT(of("| | select_one c | q | Ông và bà thấy thế nào? |"), "");
    CHECK_TEXT(of("| | select_one c | q | Vàng và bạc, sand |"), "double:2");
    CHECK_TEXT(of("| | select_one c | q | Thousands? |"), "");
    CHECK_TEXT(of("| | text | q | " LONG " |"), "long:2");
    CHECK_TEXT(of("| | note | q | " LONG " |"), "");
}

static void check_lists(void) {
    const char *one = HEAD "| | select_one c | q | Q |\n" LIST;
    CHECK_TEXT(advice(HEAD "| | select_one c | q | Q |\n| | select_one c | r | R |\n" LIST, true),
               "decline:2");
    CHECK_TEXT(advice(arena_print(a, "%s| | c | dont_know | ? |\n", one), true), "");
    CHECK_TEXT(advice(one, false), "");
    CHECK_TEXT(advice(HEAD "| | rank c | q | Q |\n" LIST, true), "");
    CHECK_TEXT(advice(HEAD "| | select_one c | q | Có đồng ý tham gia không? |\n" LIST, true), "");
    CHECK_TEXT(advice(HEAD "| | select_one c or_other | q | Q |\n" LIST "| | c | x | Không rõ |\n",
                      true), "other:0");
}

static void check_consent(void) {
    const char *five = "| | text | q1 | Q |\n| | text | q2 | Q |\n| | text | q3 | Q |\n"
                       "| | text | q4 | Q |\n| | text | q5 | Q |\n";
    CHECK_TEXT(advice(arena_print(a, HEAD "%s", five), true), "consent:0");
    CHECK_TEXT(advice(arena_print(a, HEAD CONSENT "%s", five), true), "");
    const char *note = arena_print(a, HEAD "| | note | n | Trả lời là tự nguyện. |\n%s", five);
    CHECK_TEXT(advice(note, true), "");
    CHECK_TEXT(advice(HEAD "| | text | q1 | Q |\n", true), "");
}

int main(void) {
    a = arena_open();
    check_wording();
    check_lists();
    check_consent();
    return test_failed;
}
