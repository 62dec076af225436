/* fold_test.c - NFC, one place for the tone, the two keys of search, words. */
#include "test.h"
#include "text/text.h"

static void nfc(Arena *a) {
    static const struct { const char *typed, *want; } cases[] = {
        {"", ""},
        {"plain", "plain"},
        {"Tie\u0302\u0301ng Vie\u0323\u0302t", "Tiếng Việt"},
        {"o\u0323\u0302", "ộ"},                      /* marks in either order */
        {"o\u0302\u0323", "ộ"},
        {"\u0340a\u0341", "\u0300á"},                 /* a mark before any letter */
        {"\u1112\u1161\u11AB", "\uD55C"},             /* Hangul composes across starters */
        {"\u2126", "Ω"},
        {"a\xFFz", "a\uFFFDz"},
        {"\xC3", "\uFFFD"},
        {"\xE1\xBA", "\uFFFD\uFFFD"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK_TEXT(text_nfc(a, cases[i].typed), cases[i].want);
    CHECK_TEXT(text_nfc(a, NULL), "");
}

static void tones(Arena *a) {
    static const char *const pairs[][2] = {
        {"hoà", "hòa"},     {"hòa", "hòa"},       {"khoẻ", "khỏe"},   {"thuỷ", "thủy"},
        {"thủy", "thủy"},   {"hoàn", "hoàn"},     {"hòan", "hoàn"},   {"quý", "quý"},
        {"qúy", "quý"},     {"gìa", "già"},       {"giá", "giá"},     {"gì", "gì"},
        {"giếng", "giếng"}, {"gíêng", "giếng"},   {"mía", "mía"},     {"miá", "mía"},
        {"ngoèo", "ngoèo"}, {"khuỷu", "khuỷu"},   {"khủyu", "khuỷu"}, {"huỳnh", "huỳnh"},
        {"tuổi", "tuổi"},   {"của", "của"},       {"cuả", "của"},     {"người", "người"},
        {"ngừơi", "người"}, {"lứa", "lứa"},       {"luật", "luật"},   {"thuở", "thuở"},
        {"hươu", "hươu"},   {"toà", "tòa"},       {"oà", "òa"},       {"uỷ", "ủy"},
        {"ưu", "ưu"},       {"cứu", "cứu"},       {"cưú", "cứu"},     {"rượu", "rượu"},
        {"yếu", "yếu"},     {"nghiã", "nghĩa"},   {"quốc", "quốc"}, {"khuya", "khuya"},
        /* No Vietnamese syllables: they stay. */
        {"café", "café"},   {"résumé", "résumé"}, {"señor", "señor"}, {"đắk", "đắk"},
        {"krông", "krông"}, {"nghiêngg", "nghiêngg"}, {"úbnd", "úbnd"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        CHECK_TEXT(text_search_exact(a, pairs[i][0]), pairs[i][1]);
}

static void keys(Arena *a) {
    static const struct { const char *typed, *exact, *folded; } cases[] = {
        {"", "", ""},
        {" \t\n-.,", "", ""},
        {"Đường Hoà Bình", "đường hòa bình", "duong hoa binh"},
        {"HẢI DƯƠNG", "hải dương", "hai duong"},
        {"25-KH/TU, ngày 05.3", "25 kh tu ngày 05 3", "25 kh tu ngay 05 3"},
        {"Tuyên\u00ADtru\u200Byền\uFEFF", "tuyêntruyền", "tuyentruyen"},
        {"\u202Ahai\u202C\u2066 dương\u2069", "hai dương", "hai duong"},
        {"Ðà Nẵng", "đà nẵng", "da nang"}, /* eth, from old files */
        {"đồng\u00A0chí", "đồng chí", "dong chi"},
        {"a\u200B\u0301", "á", "a"},       /* what is hidden keeps no mark off */
        {"\u0301a", "a", "a"},             /* a mark of nothing */
        {"x²", "x²", "x²"},
        {"МОСКВА ЙОД", "москва йод", "москва иод"},
        {"\u1112\u1161\u11AB", "\uD55C", "\uD55C"},
        {"a\xFF" "b", "a b", "a b"},
        {"a\u20DDb ka\u093E", "a\u20DDb ka\u093E", "a\u20DDb ka\u093E"}, /* marks part no word */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CHECK_TEXT(text_search_exact(a, cases[i].typed), cases[i].exact);
        CHECK_TEXT(text_search_folded(a, cases[i].typed), cases[i].folded);
        CHECK_TEXT(text_search_exact(a, cases[i].exact), cases[i].exact);
        CHECK_TEXT(text_search_folded(a, cases[i].exact), cases[i].folded);
    }
    CHECK_TEXT(text_search_exact(a, NULL), "");
    CHECK_TEXT(text_search_folded(a, NULL), "");
}

static void words(Arena *a) {
    const char **w;
    CHECK(text_words(a, "  Hoà Bình, 25-KH/TU.", &w) == 5);
    CHECK_TEXT(w[0], "Hoà");
    CHECK_TEXT(w[1], "Bình");
    CHECK_TEXT(w[2], "25");
    CHECK_TEXT(w[4], "TU");
    CHECK(w[5] == NULL);
    CHECK(text_words(a, "hải", &w) == 1);
    CHECK_TEXT(w[0], "hải");
    CHECK(text_words(a, "...", &w) == 0);
    CHECK(text_words(a, NULL, &w) == 0);
}

int main(void) {
    Arena *a = arena_open();
    nfc(a);
    tones(a);
    keys(a);
    words(a);
    arena_close(a);
    return test_failed;
}
