/* fold.c - NFC, and the two keys by which text is found.
 *
 * A search must find "Hoà" by "hòa" and by "hoa".  So a text is stored under two
 * keys, one exact and one folded, both lists of words; what a person reads stays
 * as it was typed.  Left: the folding of FTS5 and of unaccent, which keep đ and
 * know nothing of tone places. */
#include "text/text.h"

#include "text/letter.h"

#include <string.h>
#include <utf8proc.h>

static size_t plain_run(const char *s) {
    size_t n = 0;
    while (s[n] && !(s[n] & 0x80)) n++;
    return n;
}

const char *text_nfc(Arena *a, const char *s) {
    Buf    b = {.a = a};
    Points p = {.a = a, .keep = true};
    buf_add(&b, "", 0);
    while (s && *s) {
        size_t n = plain_run(s);
        if (!s[n]) {
            buf_add(&b, s, n);
            break;
        }
        /* Nothing composes across the start of a plain character, so text goes
         * in runs: one such character and what follows it. */
        size_t whole = n ? n - 1 : 0;
        buf_add(&b, s, whole);
        s += whole;
        p.n = p.marks = 0;
        do points_add(&p, letter_next(&s));
        while (*s & 0x80);
        points_compose(&p);
        for (size_t i = 0; i < p.n; i++) letter_add(&b, p.u[i]);
    }
    return b.s;
}

/* Eth and the African d look like đ, and old files have them in its place. */
static int32_t lower(int32_t u) {
    u = letter_lower(u);
    return u == 0x00F0 || u == 0x0256 ? 0x0111 : u;
}

static void drop_marks(Points *p) {
    size_t kept = 0;
    for (size_t i = 0; i < p->n; i++) {
        if (utf8proc_category(p->u[i]) == UTF8PROC_CATEGORY_MN) continue;
        p->u[kept++] = p->u[i] == 0x0111 ? 'd' : p->u[i];
    }
    p->n = kept;
}

void word_key(Points *p, Buf *b, const char *from, const char *to, bool folded) {
    p->n = p->marks = 0;
    while (from < to) {
        int32_t u = letter_next(&from);
        if (!letter_hidden(u)) points_add(p, lower(u));
    }
    if (folded) drop_marks(p);
    points_compose(p);
    if (!folded) syllable_retone(p->u, p->n);
    for (size_t i = 0; i < p->n; i++) letter_add(b, p->u[i]);
}

static const char *search_key(Arena *a, const char *s, bool folded) {
    Buf         b = {.a = a};
    Points      scratch = {.a = a};
    const char *from, *to;
    buf_add(&b, "", 0);
    while (s && word_next(&s, &from, &to)) {
        if (b.len) buf_add(&b, " ", 1);
        word_key(&scratch, &b, from, to, folded);
    }
    return b.s;
}

const char *text_search_exact(Arena *a, const char *s) { return search_key(a, s, false); }
const char *text_search_folded(Arena *a, const char *s) { return search_key(a, s, true); }

size_t text_words(Arena *a, const char *s, const char ***out) {
    char       *copy = arena_text(a, s ? s : "");
    const char *from, *to, *at = copy;
    size_t      n = 0;
    while (word_next(&at, &from, &to)) n++;
    *out = arena_take(a, (n + 1) * sizeof **out);
    at = copy;
    for (size_t i = 0; i < n; i++) {
        word_next(&at, &from, &to);
        (*out)[i] = from;
        if (*to) copy[to - copy] = '\0', at = to + 1; /* at least one byte parts two words */
    }
    return n;
}
