/* import_code.c - old encodings in the tables that people bring.
 *
 * In a text file the bytes tell.  In a workbook each text is Unicode by its form, but what was
 * typed in the fonts of TCVN3 or VNI stands there as Western letters ("Uû ban nh©n d©n"), and
 * some programs write marks of their own (NFD).  What is guessed is shown with samples, and
 * converted only when somebody has said so. */
#include "exchange/exchange.h"

#include <string.h>

enum { SAMPLES = 4 };

static bool is_ascii(const char *s) {
    for (; *s; s++)
        if ((unsigned char)*s >= 0x80) return false;
    return true;
}

const char *import_decode(Arena *a, TextCode code, const char *s) {
    const char *bytes, *out;
    size_t      n, at;
    if (code <= TEXT_UTF8 || is_ascii(s)) return s;
    if (code == TEXT_NFD) return text_nfc(a, s);
    if (text_bytes(a, s, &bytes, &n, &at) || text_decode(a, code, bytes, n, &out, &at)) return s;
    return code == TEXT_TCVN3 ? text_recase(a, out, TEXT_CASE_REPAIR) : out;
}

/* sample: texts of a workbook, a line each.  Beside texts that can only be Unicode it has to be
 * sure: "Ghi chú" alone is spelled with letters that old fonts use as well. */
TextGuess import_guess(Arena *a, const char *sample, size_t n) {
    Buf       old = {.a = a};
    TextGuess g = text_guess(sample, n);
    bool      mixed = false;
    if (g.code == TEXT_NFD) return g;
    for (const char *p = sample; *p; ) {
        size_t      length = strcspn(p, "\n"), m, at;
        const char *bytes = "", *line = arena_part(a, p, length);
        if (!is_ascii(line)) {
            if (text_bytes(a, line, &bytes, &m, &at)) mixed = true, m = 0;
            buf_add(&old, bytes, m);
            buf_add(&old, "\n", 1);
        }
        p += length + (p[length] == '\n');
    }
    if (!old.len) return (TextGuess){TEXT_UTF8, 1};
    TextGuess of = text_guess(old.s, old.len);
    bool      none = of.code == TEXT_NONE || of.code == TEXT_CP1252 || of.code == TEXT_UTF8;
    return none || of.sure < (mixed ? 0.9 : 0.5) ? (TextGuess){TEXT_UTF8, 1} : of;
}

/* The first lines that reading so would change. */
static void add_samples(Ctx *c, ImportCode *k, const char *was, const char *is) {
    int n = 0;
    while (*was && *is && n < SAMPLES) {
        size_t      w = strcspn(was, "\n"), i = strcspn(is, "\n");
        const char *before = arena_part(c->a, was, w), *after = arena_part(c->a, is, i);
        if (strcmp(before, after) != 0) {
            k->was[n] = text_snippet(c->a, before, "", 100);
            k->is[n++] = text_snippet(c->a, after, "", 100);
        }
        was += w + (was[w] == '\n');
        is += i + (is[i] == '\n');
    }
}

/* A text file as UTF-8: by the code that was said, else by the one that is guessed. */
Err import_code_text(Ctx *c, Import *m, Bytes file, TextCode code, Bytes *out) {
    const char *text, *before;
    size_t      at;
    ImportCode *k = &m->code;
    k->guess = text_guess(file.p, file.n);
    k->asked = code == TEXT_NONE && k->guess.code != TEXT_UTF8;
    if (code == TEXT_NONE) code = k->guess.code;
    if (code == TEXT_NONE) return "import.code.none";
    Err e = text_decode(c->a, code, file.p, file.n, &text, &at);
    if (e) return code == k->guess.code ? "import.code.bad" : "import.code.other";
    *out = (Bytes){text, strlen(text)};
    TextCode plain = k->guess.code == TEXT_NFD ? TEXT_UTF8 : TEXT_CP1252;
    if (plain == TEXT_UTF8) before = arena_part(c->a, file.p, file.n);
    else if (text_decode(c->a, plain, file.p, file.n, &before, &at)) before = "";
    if (k->guess.code != TEXT_UTF8) add_samples(c, k, before, text);
    return NULL;
}
