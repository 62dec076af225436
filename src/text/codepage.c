/* codepage.c - the encodings of before Unicode, read into UTF-8.
 *
 * TCVN3, VPS, VISCII and the two of Windows are tables of one byte a letter.  VNI
 * writes a letter and then a byte for its marks, so it is Windows-1252 and rules.
 * Left: iconv, which has neither VNI nor VPS and does not say where it failed. */
#include "text/codepage.h"

#include "text/letter.h"

#include <string.h>
#include <utf8proc.h>

/* Of the bytes 00-1F and 80-FF; 0 where there is no letter. */
static const uint16_t tables[TEXT_CODES][160] = {
#include "text/codepage_table.inc"
};

/* VNI: the letter, without its marks, that carries the byte; the letter that it
 * makes; and the tone.  A small byte has its capital 0x20 lower. */
static const struct { const char *bases; unsigned char mark, shape; int tone; } vni_pairs[] = {
    {"aeouy\xF4\xF6", 0xF9, 0,   TONE_ACUTE}, {"aeouy\xF4\xF6", 0xF8, 0,   TONE_GRAVE},
    {"aeouy\xF4\xF6", 0xFB, 0,   TONE_HOOK},  {"aeouy\xF4\xF6", 0xF5, 0,   TONE_TILDE},
    {"aeouy\xF4\xF6", 0xEF, 0,   TONE_DOT},
    {"aeo",           0xE2, '^', TONE_FLAT},  {"aeo",           0xE1, '^', TONE_ACUTE},
    {"aeo",           0xE0, '^', TONE_GRAVE}, {"aeo",           0xE5, '^', TONE_HOOK},
    {"aeo",           0xE3, '^', TONE_TILDE}, {"aeo",           0xE4, '^', TONE_DOT},
    {"a",             0xEA, 'u', TONE_FLAT},  {"a",             0xE9, 'u', TONE_ACUTE},
    {"a",             0xE8, 'u', TONE_GRAVE}, {"a",             0xFA, 'u', TONE_HOOK},
    {"a",             0xFC, 'u', TONE_TILDE}, {"a",             0xEB, 'u', TONE_DOT},
};
static const struct { unsigned char byte; uint16_t letter; } vni_alone[] = {
    {0xED, 0x00ED}, {0xEC, 0x00EC}, {0xE6, 0x1EC9}, {0xF3, 0x0129}, {0xF2, 0x1ECB},
    {0xEE, 0x1EF5}, {0xF4, 0x01A1}, {0xF6, 0x01B0}, {0xF1, 0x0111},
};

const char *text_code_name(TextCode code) {
    static const char *const names[TEXT_CODES] = {
        [TEXT_NONE] = "?", [TEXT_UTF8] = "UTF-8", [TEXT_NFD] = "UTF-8 (NFD)",
        [TEXT_UTF16LE] = "UTF-16LE", [TEXT_UTF16BE] = "UTF-16BE", [TEXT_TCVN3] = "TCVN3 (ABC)",
        [TEXT_VNI] = "VNI-Windows", [TEXT_CP1258] = "Windows-1258", [TEXT_VPS] = "VPS",
        [TEXT_VISCII] = "VISCII", [TEXT_CP1252] = "Windows-1252",
    };
    return names[code < TEXT_CODES ? code : TEXT_NONE];
}

static unsigned char vni_lower(unsigned char c) {
    return (c >= 'A' && c <= 'Z') || c >= 0xC0 ? c | 0x20 : c;
}

static int32_t vni_letter(unsigned char low) {
    for (size_t i = 0; i < sizeof vni_alone / sizeof *vni_alone; i++)
        if (vni_alone[i].byte == low) return vni_alone[i].letter;
    return low < 0x80 ? low : -1;
}

static int32_t vni_shape(int32_t base, int shape) {
    if (shape == 'u') return 0x0103;
    if (shape == '^') return base == 'a' ? 0x00E2 : base == 'e' ? 0x00EA : 0x00F4;
    return base;
}

/* The letter of the bytes c and mark; -1 when they are no pair. */
static int32_t vni_pair(unsigned char c, unsigned char mark) {
    if (mark < 0xC0) return -1;
    unsigned char low = vni_lower(c), low_mark = vni_lower(mark);
    for (size_t i = 0; i < sizeof vni_pairs / sizeof *vni_pairs; i++) {
        if (vni_pairs[i].mark != low_mark || !strchr(vni_pairs[i].bases, (char)low)) continue;
        int32_t base = vni_shape(vni_letter(low), vni_pairs[i].shape);
        return letter_join(low == c ? base : letter_upper(base), vni_pairs[i].tone);
    }
    return -1;
}

static int32_t table_letter(TextCode code, unsigned char c) {
    if (c >= ' ' && c < 0x7F) return c;
    if (c == 0x7F) return -1;
    int32_t u = tables[code][c < ' ' ? c : c - 96];
    return u ? u : -1;
}

static int32_t vni_next(const char *s, size_t n, size_t *at) {
    unsigned char c = (unsigned char)s[*at];
    int32_t       u = -1;
    if (c && *at + 1 < n) u = vni_pair(c, (unsigned char)s[*at + 1]);
    if (u >= 0) {
        *at += 2;
        return u;
    }
    if (c >= 0xC0 && c != 0xD7 && c != 0xF7) { /* but the signs × and ÷ */
        unsigned char low = vni_lower(c);
        u = vni_letter(low);
        if (u >= 0 && low != c) u = letter_upper(u);
    } else {
        u = table_letter(TEXT_CP1252, c);
    }
    *at += u >= 0;
    return u;
}

static int32_t utf8_next(const char *s, size_t n, size_t *at) {
    int32_t u;
    utf8proc_ssize_t used = utf8proc_iterate((const utf8proc_uint8_t *)s + *at,
                                             (utf8proc_ssize_t)(n - *at), &u);
    if (used < 1) return -1;
    if (u == '\v' || u == '\f') u = '\n';
    if (!letter_valid(u)) return -1;
    *at += (size_t)used;
    return u;
}

int32_t code_next(TextCode code, const char *s, size_t n, size_t *at) {
    if (code == TEXT_UTF8 || code == TEXT_NFD) return utf8_next(s, n, at);
    if (code == TEXT_VNI) return vni_next(s, n, at);
    int32_t u = table_letter(code, (unsigned char)s[*at]);
    *at += u >= 0;
    return u;
}

static int32_t unit(TextCode code, const char *s, size_t n, size_t at) {
    if (n - at < 2) return -1;
    int first = (unsigned char)s[at], second = (unsigned char)s[at + 1];
    return code == TEXT_UTF16LE ? second << 8 | first : first << 8 | second;
}

static int32_t utf16_next(TextCode code, const char *s, size_t n, size_t *at) {
    int32_t u = unit(code, s, n, *at);
    size_t  used = 2;
    if (u >= 0xD800 && u < 0xDC00) {
        int32_t low = unit(code, s, n, *at + 2);
        if (low < 0xDC00 || low > 0xDFFF) return -1;
        u = 0x10000 + ((u - 0xD800) << 10) + (low - 0xDC00);
        used = 4;
    }
    if (u == '\v' || u == '\f') u = '\n';
    if (u < 0 || !letter_valid(u)) return -1;
    *at += used;
    return u;
}

Err text_decode(Arena *a, TextCode code, const char *s, size_t n, const char **out, size_t *at) {
    bool wide = code == TEXT_UTF16LE || code == TEXT_UTF16BE;
    Buf  b = {.a = a};
    *at = 0;
    if (code <= TEXT_NONE || code >= TEXT_CODES) return "text.code.none";
    buf_add(&b, "", 0);
    while (*at < n) {
        size_t  from = *at;
        int32_t u = wide ? utf16_next(code, s, n, at) : code_next(code, s, n, at);
        if (u < 0) return "text.code.bad";
        if (u == 0xFEFF && from == 0) continue; /* the mark of byte order */
        letter_add(&b, u);
    }
    *out = text_nfc(a, b.s);
    return NULL;
}

Err text_bytes(Arena *a, const char *s, const char **out, size_t *n, size_t *at) {
    const char *from = s;
    Buf         b = {.a = a};
    buf_add(&b, "", 0);
    while (*s) {
        *at = (size_t)(s - from);
        int32_t u = letter_next(&s);
        int     c = u < 0x100 ? u : 0x80;
        while (u >= 0x100 && tables[TEXT_CP1252][c - 96] != u)
            if (++c == 0xA0) return "text.code.real";
        buf_add(&b, (const char[]){(char)c}, 1);
    }
    *out = b.s;
    *n = b.len;
    return NULL;
}
