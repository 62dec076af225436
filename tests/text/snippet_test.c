/* snippet_test.c - what may be stored, and excerpts. */
#include "test.h"
#include "text/text.h"

static void valid(void) {
    static const struct { const char *s; size_t n; bool ok; } cases[] = {
        {"", 0, true},                 {"a\tb\nc\r", 6, true},       {"Hải Dương", 13, true},
        {"a\0b", 3, false},            {"\x01", 1, false},           {"\x1F", 1, false},
        {"\x7F", 1, false},            {"\xC2\x80", 2, false},       {"\xC2\x9F", 2, false},
        {"\xC2\xA0", 2, true},         {"\x80", 1, false},           {"\xFF", 1, false},
        {"\xC0\xAF", 2, false},        {"\xC1\x81", 2, false},       {"\xE0\x80\xAF", 3, false},
        {"\xF0\x80\x80\xAF", 4, false}, {"\xED\xA0\x80", 3, false},  {"\xED\xBF\xBF", 3, false},
        {"\xED\x9F\xBF", 3, true},     {"\xEE\x80\x80", 3, true},    {"\xEF\xBF\xBD", 3, true},
        {"\xEF\xBF\xBE", 3, false},    {"\xEF\xBF\xBF", 3, false},   {"\xEF\xB7\x90", 3, false},
        {"\xEF\xB7\xAF", 3, false},    {"\xEF\xB7\xB0", 3, true},    {"\xF0\x9F\x98\x80", 4, true},
        {"\xF0\x9F\xBF\xBE", 4, false}, {"\xF4\x8F\xBF\xBD", 4, true},
        {"\xF4\x90\x80\x80", 4, false},
        {"\xE1\xBA", 2, false},        {"\xE1\xBA\xA3", 2, false},   {"a\xE1", 2, false},
        {"\xE2\x80\x8B\xE2\x80\xAE", 6, true}, /* zero width, bidi */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (text_valid(cases[i].s, cases[i].n) != cases[i].ok)
            fprintf(stderr, "case %zu\n", i), test_failed = 1;
}

static void excerpts(Arena *a) {
    static const char s[] = "Ban Tuyên giáo Tỉnh ủy phối hợp với Sở Văn hoá tổ chức hội nghị tuyên "
                            "truyền tại\n  thành phố Hải Dương.  ";
    static const struct { const char *query; size_t most; const char *want; } cases[] = {
        {"", 20, "Ban Tuyên giáo Tỉnh…"},
        {"xyz", 20, "Ban Tuyên giáo Tỉnh…"},
        {"hóa", 24, "…Sở Văn hoá tổ chức hội…"},          /* one tone place */
        {"van hoa", 24, "…với Sở Văn hoá tổ chức…"},      /* no marks typed */
        {"vàn văn", 24, "…với Sở Văn hoá tổ chức…"},
        {"giao hội", 24, "…chức hội nghị tuyên…"},        /* exact before folded */
        {"DƯƠNG", 30, "…phố Hải Dương."},
        {"tại", 30, "…truyền tại thành phố Hải…"},        /* lines become one */
        {"ban", 1000, "Ban Tuyên giáo Tỉnh ủy phối hợp với Sở Văn hoá tổ chức hội nghị tuyên "
                      "truyền tại thành phố Hải Dương."},
        {"ban", 1, "B…"}, {"ban", 0, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK_TEXT(text_snippet(a, s, cases[i].query, cases[i].most), cases[i].want);
    CHECK_TEXT(text_snippet(a, NULL, "a", 10), "");
    CHECK_TEXT(text_snippet(a, "ban", NULL, 10), "ban");
    CHECK_TEXT(text_snippet(a, "ơơơơơơơơ", "", 3), "ơơơ…"); /* no space to cut at */
    CHECK_TEXT(text_snippet(a, "ơơơơơơ, đb", "db", 3), "…đb");
    for (size_t most = 1; most < 120; most++) {
        const char *cut = text_snippet(a, s, "nghị", most);
        CHECK(text_valid(cut, strlen(cut)));
    }
}

int main(void) {
    Arena *a = arena_open();
    valid();
    excerpts(a);
    arena_close(a);
    return test_failed;
}
