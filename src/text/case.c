/* case.c - capitals for text out of fonts that drew them.
 *
 * TCVN3 has no capitals with a tone: its fonts .Vn...H draw small letters as
 * capitals.  Read as text, a heading in such a font is all small, and one typed
 * with capitals in a plain font is "TỉNH HảI DươNG". */
#include "text/text.h"

#include "text/letter.h"

typedef enum Kind { KIND_NONE, KIND_SMALL, KIND_CAPITALS, KIND_OPEN } Kind;

/* Letters with a tone say nothing of their case, the others do. */
static Kind word_kind(const char *from, const char *to) {
    int capitals = 0;
    while (from < to) {
        int     tone;
        int32_t u = letter_next(&from);
        letter_split(u, &tone);
        if (tone == TONE_FLAT && letter_upper(u) != u) return KIND_SMALL;
        capitals += tone == TONE_FLAT && letter_lower(u) != u;
    }
    return capitals > 1 ? KIND_CAPITALS : KIND_OPEN;
}

static void add(Buf *b, const char *from, const char *to, bool capitals) {
    if (!capitals) buf_add(b, from, (size_t)(to - from));
    else while (from < to) letter_add(b, letter_upper(letter_next(&from)));
}

static bool line_ends(const char *from, const char *to) {
    while (from < to && *from != '\n') from++;
    return from < to;
}

/* Words that tell nothing follow their neighbours in the line: `open` is where
 * they began, `last` the kind before them. */
static const char *repair(Arena *a, const char *s) {
    Buf         b = {.a = a};
    const char *open = s, *from, *to, *seen = s;
    Kind        last = KIND_NONE;
    buf_add(&b, "", 0);
    while (word_next(&s, &from, &to)) {
        if (line_ends(seen, from)) {
            add(&b, open, seen, last == KIND_CAPITALS);
            open = seen;
            last = KIND_NONE;
        }
        Kind kind = word_kind(from, to);
        seen = to;
        if (kind == KIND_OPEN) continue;
        add(&b, open, from, kind == KIND_CAPITALS && last != KIND_SMALL);
        add(&b, from, to, kind == KIND_CAPITALS);
        open = to;
        last = kind;
    }
    while (*s) letter_next(&s);
    add(&b, open, s, last == KIND_CAPITALS);
    return b.s;
}

const char *text_recase(Arena *a, const char *s, TextCase how) {
    Buf b = {.a = a};
    s = text_nfc(a, s);
    if (how == TEXT_CASE_REPAIR) return repair(a, s);
    buf_add(&b, "", 0);
    while (*s) letter_add(&b, letter_upper(letter_next(&s)));
    return b.s;
}
