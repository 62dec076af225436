/* letter.c - code points, the parts of a letter, and where words begin and end.
 *
 * Decomposition and properties come from utf8proc.  Its one-call functions are
 * not used: they take memory of their own, refuse a whole text for one bad
 * byte, and sort combining marks in quadratic time. */
#include "text/letter.h"

#include <string.h>
#include <utf8proc.h>

enum { JOINER = 0x034F, DECOMPOSED_MAX = 8 };

static const int32_t tones[] = {0, 0x0300, 0x0309, 0x0303, 0x0301, 0x0323};

int32_t letter_next(const char **s) {
    const unsigned char *p = (const unsigned char *)*s;
    if (*p < 0x80) {
        *s += *p != 0;
        return *p;
    }
    int32_t u;
    /* Without a length it looks at each byte only if the one before it asks for
     * more, so it stops at the NUL. */
    utf8proc_ssize_t n = utf8proc_iterate(p, -1, &u);
    *s += n > 0 ? n : 1;
    return n > 0 ? u : LETTER_BAD;
}

void letter_add(Buf *b, int32_t u) {
    utf8proc_uint8_t bytes[4];
    utf8proc_ssize_t n = utf8proc_encode_char(u, bytes);
    buf_add(b, (const char *)bytes, (size_t)n);
}

int32_t letter_lower(int32_t u) { return utf8proc_tolower(u); }
int32_t letter_upper(int32_t u) { return utf8proc_toupper(u); }

bool letter_is(int32_t u) {
    if (u < 0x80) return (u >= '0' && u <= '9') || ((u | 32) >= 'a' && (u | 32) <= 'z');
    if (letter_hidden(u)) return false; /* the Hangul fillers are letters, but not seen */
    utf8proc_category_t c = utf8proc_category(u);
    return (c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_LO) ||
           (c >= UTF8PROC_CATEGORY_ND && c <= UTF8PROC_CATEGORY_NO);
}

bool letter_valid(int32_t u) {
    if (u < 0xA0) return (u >= ' ' && u < 0x7F) || u == '\t' || u == '\n' || u == '\r';
    if (u >= 0xD800 && u < 0xE000) return false;
    return u <= 0x10FFFF && (u & 0xFFFE) != 0xFFFE && !(u >= 0xFDD0 && u <= 0xFDEF);
}

bool letter_hidden(int32_t u) {
    if (u < 0x80) return (u < ' ' && !(u >= '\t' && u <= '\r')) || u == 0x7F;
    const utf8proc_property_t *p = utf8proc_get_property(u);
    return p->ignorable || p->category == UTF8PROC_CATEGORY_CF ||
           (p->category == UTF8PROC_CATEGORY_CC && u != 0x85);
}

bool letter_follows(int32_t u) {
    if (letter_hidden(u)) return true;
    utf8proc_category_t c = utf8proc_category(u);
    return c >= UTF8PROC_CATEGORY_MN && c <= UTF8PROC_CATEGORY_ME;
}

static size_t decompose(int32_t u, int32_t out[DECOMPOSED_MAX]) {
    int before = 0;
    utf8proc_ssize_t n = utf8proc_decompose_char(u, out, DECOMPOSED_MAX, UTF8PROC_DECOMPOSE,
                                                 &before);
    if (n < 1 || n > DECOMPOSED_MAX) fatal("text: U+%04X decomposes to %td", (unsigned)u, n);
    return (size_t)n;
}

int32_t letter_split(int32_t u, int *tone) {
    int32_t parts[DECOMPOSED_MAX];
    *tone = TONE_FLAT;
    if (u < 0x80) return u;
    size_t n = decompose(u, parts), kept = 0;
    for (size_t i = 0; i < n; i++) {
        int t = TONE_DOT;
        while (t > TONE_FLAT && parts[i] != tones[t]) t--;
        if (t && i) *tone = t;
        else parts[kept++] = parts[i];
    }
    if (*tone == TONE_FLAT) return u;
    utf8proc_normalize_utf32(parts, (utf8proc_ssize_t)kept, UTF8PROC_COMPOSE | UTF8PROC_STABLE);
    return parts[0];
}

int32_t letter_join(int32_t base, int tone) {
    if (tone == TONE_FLAT) return base;
    Points p = {.u = (int32_t[DECOMPOSED_MAX + 1]){0}, .cap = DECOMPOSED_MAX + 1};
    points_add(&p, base);
    points_add(&p, tones[tone]);
    points_compose(&p);
    return p.u[0];
}

void points_push(Points *p, int32_t u) {
    if (p->n == p->cap) {
        size_t   cap = p->cap ? p->cap * 2 : 64;
        int32_t *grown = arena_take(p->a, cap * sizeof *grown);
        if (p->n) memcpy(grown, p->u, p->n * sizeof *grown);
        p->u = grown;
        p->cap = cap;
    }
    p->u[p->n++] = u;
}

/* A mark goes behind those of its own class and before those of higher ones. */
static void push_mark(Points *p, int32_t u, int rank) {
    if (p->marks >= MARKS_MAX) {
        if (!p->keep) return;
        points_push(p, JOINER);
        p->marks = 0;
    }
    points_push(p, u);
    size_t i = p->n - 1;
    for (size_t left = p->marks; left; left--, i--) {
        if (utf8proc_get_property(p->u[i - 1])->combining_class <= rank) break;
        p->u[i] = p->u[i - 1];
    }
    p->u[i] = u;
    p->marks++;
}

void points_add(Points *p, int32_t u) {
    int32_t parts[DECOMPOSED_MAX] = {u};
    size_t  n = u < 0x80 ? 1 : decompose(u, parts);
    for (size_t i = 0; i < n; i++) {
        int rank = parts[i] < 0x80 ? 0 : utf8proc_get_property(parts[i])->combining_class;
        if (rank) {
            push_mark(p, parts[i], rank);
        } else {
            points_push(p, parts[i]);
            p->marks = 0;
        }
    }
}

void points_compose(Points *p) {
    if (p->n == 0) return;
    p->n = (size_t)utf8proc_normalize_utf32(p->u, (utf8proc_ssize_t)p->n,
                                            UTF8PROC_COMPOSE | UTF8PROC_STABLE);
    p->marks = 0;
}

bool word_next(const char **s, const char **from, const char **to) {
    int32_t u;
    do {
        *from = *s;
        u = letter_next(s);
    } while (u && !letter_is(u));
    if (!u) return false;
    do {
        *to = *s;
        u = letter_next(s);
    } while (u && (letter_is(u) || letter_follows(u)));
    *s = *to;
    return true;
}
