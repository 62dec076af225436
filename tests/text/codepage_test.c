/* codepage_test.c - old bytes to UTF-8, the tables whole and sentences whole.
 *
 * The sentences were encoded by iconv and recode, VNI by hand; here they stand as
 * a program shows them that takes them for Windows-1252. */
#include "test.h"
#include "text/text.h"

static const char vowels[] =
    "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ";
static const char capitals[] =
    "AÀẢÃÁẠĂẰẲẴẮẶÂẦẨẪẤẬEÈẺẼÉẸÊỀỂỄẾỆIÌỈĨÍỊOÒỎÕÓỌÔỒỔỖỐỘƠỜỞỠỚỢUÙỦŨÚỤƯỪỬỮỨỰYỲỶỸÝỴĐ";

/* Decodes n bytes, or gives the refusal. */
static const char *decoded(Arena *a, TextCode code, const char *s, size_t n) {
    const char *out = NULL;
    size_t      at;
    Err         e = text_decode(a, code, s, n, &out, &at);
    CHECK((e == NULL) == (out != NULL) && (e != NULL || at == n));
    return e ? e : out;
}

static const char *repaired(Arena *a, TextCode code, const char *misread) {
    const char *bytes = "";
    size_t      n = 0, at;
    CHECK_TEXT(text_bytes(a, misread, &bytes, &n, &at), NULL);
    return decoded(a, code, bytes, n);
}

static void sentences(Arena *a) {
    static const char want[] =
        "Cộng hòa xã hội chủ nghĩa Việt Nam, Độc lập - Tự do - Hạnh phúc. Ủy ban nhân dân tỉnh "
        "đẩy mạnh tuyên truyền, vận động người dân ở cơ sở.";
    static const struct { TextCode code; const char *misread; } cases[] = {
        {TEXT_VISCII, "Cµng hòa xã hµi chü nghîa Vi®t Nam, Ðµc l§p - Tñ do - HÕnh phúc. œy ban "
                      "nhân dân tïnh ð¦y mÕnh tuyên truy«n, v§n ðµng ngß¶i dân · c½ s·."},
        {TEXT_VPS,    "C¶ng hòa xã h¶i chû nghïa ViŒt Nam, ñ¶c lÆp - T¿ do - Hånh phúc. Ñy ban "
                      "nhân dân tÌnh ÇÄy månh tuyên truyŠn, vÆn Ç¶ng ngÜ©i dân ª cÖ sª."},
        {TEXT_CP1258, "Côòng hoÌa xaÞ hôòi chuÒ nghiÞa Viêòt Nam, Ðôòc lâòp - Týò do - Haònh phúc."
                      " UÒy ban nhân dân tiÒnh ðâÒy maònh tuyên truyêÌn, vâòn ðôòng ngýõÌi dân õÒ "
                      "cõ sõÒ."},
        {TEXT_VNI,    "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam, Ñoäc laäp - Töï do - Haïnh phuùc. "
                      "UÛy ban nhaân daân tænh ñaåy maïnh tuyeân truyeàn, vaän ñoäng ngöôøi daân "
                      "ôû cô sôû."},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK_TEXT(repaired(a, cases[i].code, cases[i].misread),
                   want);
    CHECK_TEXT(repaired(a, TEXT_TCVN3, "Uû ban nh©n d©n tØnh H¶i D\u00AD¬ng, §iÒu 5 “ThÎ”"),
               "Uỷ ban nhân dân tỉnh Hải Dương, Điều 5 “Thẻ”");
    CHECK_TEXT(repaired(a, TEXT_TCVN3, "céng hßa x· héi chñ nghÜa ViÖt Nam"),
               "cộng hòa xã hội chủ nghĩa Việt Nam");
    /* UTF-8 that was taken for Windows-1252 is one more such reading. */
    CHECK_TEXT(repaired(a, TEXT_UTF8, "HÃ\u00A0 Ná»™i"), "Hà Nội");
}

/* The tables as they were published, in the order of vowels and of capitals, which
 * has no letter of TCVN3 but seven. */
static void tables(Arena *a) {
    static const char *const rows[][2] = {
        [TEXT_TCVN3] = {
            "a\xB5\xB6\xB7\xB8\xB9\xA8\xBB\xBC\xBD\xBE\xC6\xA9\xC7\xC8\xC9\xCA\xCB" "e\xCC\xCE\xCF"
            "\xD0\xD1\xAA\xD2\xD3\xD4\xD5\xD6i\xD7\xD8\xDC\xDD\xDEo\xDF\xE1\xE2\xE3\xE4\xAB\xE5\xE6"
            "\xE7\xE8\xE9\xAC\xEA\xEB\xEC\xED\xEEu\xEF\xF1\xF2\xF3\xF4\xAD\xF5\xF6\xF7\xF8\xF9y\xFA"
            "\xFB\xFC\xFD\xFE\xAE", NULL},
        [TEXT_VISCII] = {
            "a\xE0\xE4\xE3\xE1\xD5\xE5\xA2\xC6\xC7\xA1\xA3\xE2\xA5\xA6\xE7\xA4\xA7" "e\xE8\xEB\xA8"
            "\xE9\xA9\xEA\xAB\xAC\xAD\xAA\xAEi\xEC\xEF\xEE\xED\xB8o\xF2\xF6\xF5\xF3\xF7\xF4\xB0\xB1"
            "\xB2\xAF\xB5\xBD\xB6\xB7\xDE\xBE\xFEu\xF9\xFC\xFB\xFA\xF8\xDF\xD7\xD8\xE6\xD1\xF1y\xCF"
            "\xD6\xDB\xFD\xDC\xF0",
            "A\xC0\xC4\xC3\xC1\x80\xC5\x82\x02\x05\x81\x83\xC2\x85\x86\x06\x84\x87" "E\xC8\xCB\x88"
            "\xC9\x89\xCA\x8B\x8C\x8D\x8A\x8EI\xCC\x9B\xCE\xCD\x98O\xD2\x99\xA0\xD3\x9A\xD4\x90\x91"
            "\x92\x8F\x93\xB4\x96\x97\xB3\x95\x94U\xD9\x9C\x9D\xDA\x9E\xBF\xBB\xBC\xFF\xBA\xB9Y\x9F"
            "\x14\x19\xDD\x1E\xD0"},
        [TEXT_VPS] = {
            "a\xE0\xE4\xE3\xE1\xE5\xE6\xA2\xA3\xA4\xA1\xA5\xE2\xC0\xC4\xC5\xC3\xC6" "e\xE8\xC8\xEB"
            "\xE9\xCB\xEA\x8A\x8B\xCD\x89\x8Ci\xEC\xCC\xEF\xED\xCEo\xF2\xD5\xF5\xF3\x86\xF4\xD2\xB0"
            "\x87\xD3\xB6\xD6\xA9\xAA\xAB\xA7\xAEu\xF9\xFB\xDB\xFA\xF8\xDC\xD8\xBA\xBB\xD9\xBFy\xFF"
            "\x9B\xCF\x9A\x9C\xC7",
            "A\x80\x81\x82\xC1\x02\x88\x8E\x8F\xF0\x8D\x04\xC2\x84\x85\x1C\x83\x03" "E\xD7\xDE\xFE"
            "\xC9\x05\xCA\x93\x94\x95\x90\x06I\xB5\xB7\xB8\xB4\x10O\xBC\xBD\xBE\xB9\x11\xD4\x97\x98"
            "\x99\x96\x12\xF7\x9E\x9F\xA6\x9D\x13U\xA8\xD1\xAC\xDA\x14\xD0\xAF\xB1\x1D\xAD\x15Y\xB2"
            "\xFD\xB3\xDD\x19\xF1"},
    };
    for (TextCode code = TEXT_TCVN3; code <= TEXT_VISCII; code++) {
        if (code == TEXT_VNI || code == TEXT_CP1258) continue;
        CHECK_TEXT(decoded(a, code, rows[code][0], strlen(rows[code][0])), vowels);
        if (rows[code][1])
            CHECK_TEXT(decoded(a, code, rows[code][1], strlen(rows[code][1])), capitals);
    }
    CHECK_TEXT(decoded(a, TEXT_TCVN3, "\xA1\xA2\xA3\xA4\xA5\xA6\xA7", 7), "ĂÂÊÔƠƯĐ");
    CHECK_TEXT(decoded(a, TEXT_TCVN3, "a\xB3", 2), "á");
    CHECK_TEXT(repaired(a, TEXT_VNI,
        "aaøaûaõaùaïaêaèaúaüaéaëaâaàaåaãaáaäeeøeûeõeùeïeâeàeåeãeáeäiìæóíòooøoûoõoùoïoâoàoåoãoáoä"
        "ôôøôûôõôùôïuuøuûuõuùuïööøöûöõöùöïyyøyûyõyùîñ"), vowels);
    CHECK_TEXT(repaired(a, TEXT_VNI,
        "AAØAÛAÕAÙAÏAÊAÈAÚAÜAÉAËAÂAÀAÅAÃAÁAÄEEØEÛEÕEÙEÏEÂEÀEÅEÃEÁEÄIÌÆÓÍÒOOØOÛOÕOÙOÏOÂOÀOÅOÃOÁOÄ"
        "ÔÔØÔÛÔÕÔÙÔÏUUØUÛUÕUÙUÏÖÖØÖÛÖÕÖÙÖÏYYØYÛYÕYÙÎÑ"), capitals);
}

/* Windows-1258: each letter with each of its five marks. */
static void combined(Arena *a) {
    static const char marks[] = "\xCC\xD2\xDE\xEC\xF2"; /* in the order of vowels */
    static const char bases[] = "a\xE3\xE2" "e\xEAio\xF4\xF5u\xFDy";
    Buf b = {.a = a};
    for (size_t i = 0; bases[i]; i++) {
        buf_add(&b, bases + i, 1);
        for (size_t k = 0; marks[k]; k++) {
            buf_add(&b, bases + i, 1);
            buf_add(&b, marks + k, 1);
        }
    }
    buf_add(&b, "\xF0", 1);
    CHECK_TEXT(decoded(a, TEXT_CP1258, b.s, b.len), vowels);
    CHECK_TEXT(decoded(a, TEXT_CP1258, "\xC0\xC1 5 \xFE", 6), "ÀÁ 5 ₫");
}

static void unicode(Arena *a) {
    CHECK_TEXT(decoded(a, TEXT_UTF8, "\xEF\xBB\xBFViệt", 9), "Việt");
    CHECK_TEXT(decoded(a, TEXT_NFD, "Vie\xCC\xA3\xCC\x82t", 8), "Việt");
    CHECK_TEXT(decoded(a, TEXT_UTF16LE, "\xFF\xFEV\0i\0\xC7\x1Et\0", 10), "Việt");
    CHECK_TEXT(decoded(a, TEXT_UTF16BE, "\xFE\xFF\0V\0i\x1E\xC7\0t", 10), "Việt");
    CHECK_TEXT(decoded(a, TEXT_UTF16LE, "\x3D\xD8\x00\xDE", 4), "\U0001F600");
    CHECK_TEXT(decoded(a, TEXT_UTF16LE, "\x00\xD8\x00\xDC", 4), "\U00010000");
    CHECK_TEXT(decoded(a, TEXT_UTF16LE, "\xFF\xDB\xFD\xDF", 4), "\U0010FFFD");
    CHECK_TEXT(decoded(a, TEXT_UTF8, "a\fb\vc", 5), "a\nb\nc");
    CHECK_TEXT(decoded(a, TEXT_TCVN3, "a\fb", 3), "a\nb");
    CHECK_TEXT(decoded(a, TEXT_UTF8, "", 0), "");
    CHECK_TEXT(decoded(a, TEXT_CP1252, "caf\xE9 \x80", 6), "café €");
}

static void refused(Arena *a) {
    static const struct {
        TextCode    code;
        const char *s;
        size_t      n, at;
        const char *want;
    } cases[] = {
        {TEXT_NONE,    "a",             1, 0, "text.code.none"},
        {TEXT_CODES,   "a",             1, 0, "text.code.none"},
        {TEXT_TCVN3,   "ab\x81",        3, 2, "text.code.bad"},
        {TEXT_TCVN3,   "a\0b",          3, 1, "text.code.bad"},
        {TEXT_TCVN3,   "a\x7F",         2, 1, "text.code.bad"},
        {TEXT_VISCII,  "a\x03",         2, 1, "text.code.bad"},
        {TEXT_VPS,     "abc\x91",       4, 3, "text.code.bad"},
        {TEXT_CP1258,  "\x8A",          1, 0, "text.code.bad"},
        {TEXT_VNI,     "b\xF9",         2, 1, "text.code.bad"}, /* a mark without its letter */
        {TEXT_VNI,     "\0\xF9",        2, 0, "text.code.bad"},
        {TEXT_VNI,     "i\xF9",         2, 1, "text.code.bad"},
        {TEXT_VNI,     "e\xEA",         2, 1, "text.code.bad"},
        {TEXT_VNI,     "a\xF9\xF9",     3, 2, "text.code.bad"},
        {TEXT_VNI,     "\xFD",          1, 0, "text.code.bad"},
        {TEXT_UTF8,    "a\xC3(",        3, 1, "text.code.bad"},
        {TEXT_UTF8,    "\xC0\x80",      2, 0, "text.code.bad"},
        {TEXT_UTF8,    "\xED\xA0\x80",  3, 0, "text.code.bad"},
        {TEXT_UTF8,    "a\xE1\xBB",     3, 1, "text.code.bad"},
        {TEXT_UTF8,    "\xC2\x85",      2, 0, "text.code.bad"},
        {TEXT_UTF16LE, "a\0b",          3, 2, "text.code.bad"},
        {TEXT_UTF16LE, "\x00\xD8" "a\0", 4, 0, "text.code.bad"},
        {TEXT_UTF16LE, "\x00\xDC",      2, 0, "text.code.bad"},
        {TEXT_UTF16LE, "a\0\x00\xD8",   4, 2, "text.code.bad"},
        {TEXT_UTF16BE, "\0\0",          2, 0, "text.code.bad"},
        {TEXT_UTF16BE, "\xFF\xFE",      2, 0, "text.code.bad"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *out = "as before";
        size_t      at = 99;
        CHECK_TEXT(text_decode(a, cases[i].code, cases[i].s, cases[i].n, &out, &at),
                   cases[i].want);
        if (at != cases[i].at) fprintf(stderr, "case %zu: at %zu\n", i, at), test_failed = 1;
        CHECK_TEXT(out, "as before");
    }
}

static void bytes(Arena *a) {
    const char *out = NULL;
    size_t      n = 0, at = 99;
    CHECK_TEXT(text_bytes(a, "Uû \u00AD“€Ÿ\xC2\x81", &out, &n, &at), NULL);
    CHECK(n == 8 && memcmp(out, "U\xFB \xAD\x93\x80\x9F\x81", 9) == 0);
    CHECK_TEXT(text_bytes(a, "Uû Nội", &out, &n, &at), "text.code.real");
    CHECK(at == 5 && n == 8);
    CHECK_TEXT(text_bytes(a, "a\xFF", &out, &n, &at), "text.code.real");
    CHECK(at == 1);
    CHECK_TEXT(text_bytes(a, "\u0100", &out, &n, &at), "text.code.real");
    CHECK_TEXT(text_bytes(a, "", &out, &n, &at), NULL);
    CHECK(n == 0);
}

static void cases_repaired(Arena *a) {
    static const char *const cases[][2] = {
        {"TỉNH HảI DươNG", "TỈNH HẢI DươNG"}, /* ư and ơ have capitals: these were meant */
        {"TỉNH HảI DƯƠNG", "TỈNH HẢI DƯƠNG"},
        {"TỉNH ủY", "TỈNH ỦY"},
        {"Uỷ BAN NHÂN DÂN", "UỶ BAN NHÂN DÂN"},
        {"Uỷ ban nhân dân", "Uỷ ban nhân dân"},
        {"Hà Nội", "Hà Nội"},
        {"Sở Y tế", "Sở Y tế"},
        {"TỉNH\nủy viên\nĐẠI HộI", "TỈNH\nủy viên\nĐẠI HỘI"},
        {"Bà Hà", "Bà Hà"},
        {"BAN 5 Và Xã UBND", "BAN 5 VÀ XÃ UBND"}, /* one capital tells too little */
        {"BAN Và thôn UBND", "BAN Và thôn UBND"},
        {"Và BAN thôn UBND Xã", "VÀ BAN thôn UBND XÃ"},
        {"BAN, “ỳ”", "BAN, “Ỳ”"},
        {"", ""},
        {"12 - 5", "12 - 5"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK_TEXT(text_recase(a, cases[i][0], TEXT_CASE_REPAIR), cases[i][1]);
    CHECK_TEXT(text_recase(a, "tỉnh ủy Hải Dương", TEXT_CASE_UPPER), "TỈNH ỦY HẢI DƯƠNG");
    CHECK_TEXT(text_recase(a, NULL, TEXT_CASE_REPAIR), "");
}

int main(void) {
    Arena *a = arena_open();
    sentences(a);
    tables(a);
    combined(a);
    unicode(a);
    refused(a);
    bytes(a);
    cases_repaired(a);
    for (TextCode code = TEXT_NONE; code < TEXT_CODES; code++) CHECK(*text_code_name(code));
    arena_close(a);
    return test_failed;
}
