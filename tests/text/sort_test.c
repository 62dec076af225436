/* sort_test.c - the order of a Vietnamese dictionary, written out by hand; then
 * names of persons.  tools/text_icu.sh compares with ICU. */
#include "test.h"
#include "text/text.h"

/* By the alphabet, then tones, then case.  Neighbours in each row are in order, and
 * so is every pair of the whole list. */
static const char *const words[] = {
    "", " ", "-", "1", "10", "2", "a", "A", "à", "À", "ả", "ã", "á", "ạ", "Ạ", "ai", "an", "AN",
    "án", "anh", "ao", "ă", "Ă", "ằ", "ẳ", "ẵ", "ắ", "ặ", "ăn", "â", "Â", "ầ", "ẩ", "ẫ", "ấ",
    "ậ", "Ậ", "ân", "ba", "bà", "bá", "bạ", "bac", "cá", "chí", "cứ", "da", "dã", "đa", "Đa",
    "đá", "e", "è", "ẹ", "ê", "Ê", "ế", "f", "ga", "ha", "hà", "Hà", "hạ", "hoa", "hoà", "họa",
    "Hoàng", "i", "ị", "j", "k", "l", "m", "n", "ngà", "nghe", "nha", "o", "ọ", "ô", "ồ", "ộ",
    "ơ", "ờ", "ợ", "p", "q", "r", "s", "t", "tai", "tám", "thà", "u", "ủ", "ư", "Ư", "ừ", "ự",
    "v", "w", "x", "y", "ỹ", "ỵ", "z",
};
enum { WORDS = sizeof words / sizeof *words };

static int order(Arena *a, const char *x, const char *y) {
    int r = strcmp(text_sort_key(a, x), text_sort_key(a, y));
    return (r > 0) - (r < 0);
}

static void dictionary(Arena *a) {
    for (int i = 0; i < WORDS; i++)
        for (int k = 0; k < WORDS; k++)
            if (order(a, words[i], words[k]) != (i > k) - (i < k))
                fprintf(stderr, "%s and %s\n", words[i], words[k]), test_failed = 1;
}

static void rules(Arena *a) {
    static const struct { const char *low, *high; } cases[] = {
        {"hoà an", "hoa anh"},       /* letters of the whole text before any tone */
        {"Ban an", "bàn an"},        /* tone before case */
        {"ba na", "bana"},           /* a space is below every letter */
        {"thứ 10", "thứ 2"},         /* digits are signs, not numbers */
        {"dz", "đa"}, {"nz", "ô"}, {"az", "ăa"}, {"ưz", "va"},
        {"oà", "òa"},                /* the first letter that differs in tone decides */
        {"éz", "eza"},               /* é is an e with a mark */
        {"z", "\u0416"}, {"\u0436", "\u0416"}, {"\u0416", "\u0417"},
        {"\u20AC", "0"}, {"=", "\u20AC"}, {"a\u00B1", "a\u00D7"}, {"\t", " "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK(order(a, cases[i].low, cases[i].high) == -1);
    CHECK(order(a, "o\u0323\u0302", "ộ") == 0);
    CHECK(order(a, "a\u200Bn", "an") == 0);
    CHECK(order(a, "a\rb", "ab") == -1);
    CHECK(order(a, "a\u0332", "à") == -1 && order(a, "à", "a\u0331") == -1);
    CHECK(order(a, "a\u0331", "a\u0489") == -1); /* a mark of no rank */
    CHECK_TEXT(text_sort_key(a, NULL), "");
    CHECK_TEXT(text_sort_key(a, "an"), "AR");
    CHECK_TEXT(text_sort_key(a, "Ấn"), "CR!\")!$");
}

static void persons(Arena *a) {
    static const char *const names[] = {
        "Nguyễn Văn An", "Trần An", "Lê Thị Ân", "Bùi Văn Bình", "ĐỖ THỊ BÌNH", "Đỗ Văn Bình",
        "Hà", "Lê Hà", "Nguyễn Thị Hà", "Nguyễn Văn Hà", "Lê Hạ", "Lê Thị Hoà", "Lê Văn Hòa",
        "Phạm Hoà", "Đoàn Ngọc Sơn",
        "Lê Văn Xa", "Lề Ba Xa", /* the family name as a whole before the rest */
    };
    enum { NAMES = sizeof names / sizeof *names };
    for (int i = 0; i + 1 < NAMES; i++)
        if (strcmp(text_person_key(a, names[i]), text_person_key(a, names[i + 1])) >= 0)
            CHECK_TEXT(names[i], names[i + 1]);
    CHECK_TEXT(text_person_key(a, "  LÊ \u00A0 văn\tHÒA "), text_person_key(a, "Lê Văn Hoà"));
    CHECK_TEXT(text_person_key(a, NULL), "  ");
    CHECK_TEXT(text_person_key(a, " \t"), "  ");
    CHECK_TEXT(text_person_key(a, "An"), "AR  ");
}

int main(void) {
    Arena *a = arena_open();
    dictionary(a);
    rules(a);
    persons(a);
    arena_close(a);
    return test_failed;
}
