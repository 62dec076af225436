/* snippet.c - text that may be stored, and the part of a text around a match. */
#include "text/text.h"

#include "text/letter.h"

#include <string.h>
#include <utf8proc.h>

enum { QUERY_WORDS = 32, BATCH = 4096 };

bool text_valid(const char *s, size_t n) {
    for (size_t i = 0; i < n;) {
        int32_t u;
        utf8proc_ssize_t used = utf8proc_iterate((const utf8proc_uint8_t *)s + i,
                                                 (utf8proc_ssize_t)(n - i), &u);
        if (used < 1 || !letter_valid(u)) return false;
        i += (size_t)used;
    }
    return true;
}

static bool listed(const char **w, size_t n, const char *word) {
    for (size_t i = 0; i < n; i++)
        if (strcmp(w[i], word) == 0) return true;
    return false;
}

/* Where the first word of the query begins in s: as typed, or else without
 * marks; NULL when it is not there. */
static const char *match(Arena *a, const char *s, const char *query) {
    const char **exact, **folded, *from, *to, *second = NULL;
    size_t       n = text_words(a, text_search_exact(a, query), &exact);
    size_t       m = text_words(a, text_search_folded(a, query), &folded);
    Arena       *scratch = arena_open();
    if (n > QUERY_WORDS) n = QUERY_WORDS;
    if (m > QUERY_WORDS) m = QUERY_WORDS;
    const char *first = NULL;
    for (size_t i = 1; !first && n && word_next(&s, &from, &to); i++) {
        if (i % BATCH == 0) arena_reset(scratch);
        Buf    b = {.a = scratch}, f = {.a = scratch};
        Points p = {.a = scratch};
        buf_add(&b, "", 0);
        buf_add(&f, "", 0);
        word_key(&p, &b, from, to, false);
        if (listed(exact, n, b.s)) first = from;
        if (second || first) continue;
        word_key(&p, &f, from, to, true);
        if (listed(folded, m, f.s)) second = from;
    }
    arena_close(scratch);
    return first ? first : second;
}

static bool inside(const char *s) { return (*s & 0xC0) == 0x80; }

/* `count` letters back from at, not before s, then on to a word's beginning. */
static const char *cut_before(const char *s, const char *at, size_t count) {
    const char *p = at;
    for (; p > s && count; count--)
        do p--;
        while (p > s && inside(p));
    if (p == s) return s;
    const char *blank = p;
    while (blank < at && !strchr(" \t\r\n", *blank)) blank++;
    return blank < at ? blank + 1 : p;
}

/* `count` letters on from at, then back to a word's end. */
static const char *cut_after(const char *at, size_t count) {
    const char *p = at;
    for (; *p && count; count--)
        do p++;
        while (inside(p));
    if (!*p) return p;
    const char *blank = p;
    while (blank > at && !strchr(" \t\r\n", *blank)) blank--;
    return blank > at ? blank : p;
}

/* Spaces and line ends in a row become one space. */
static void add_line(Buf *b, const char *from, const char *to) {
    while (from < to) {
        size_t n = strcspn(from, " \t\r\n");
        if (n > (size_t)(to - from)) n = (size_t)(to - from);
        buf_add(b, from, n);
        from += n;
        size_t blank = strspn(from, " \t\r\n");
        if (from + blank >= to) break;
        if (blank && b->len) buf_add(b, " ", 1);
        from += blank;
    }
}

const char *text_snippet(Arena *a, const char *s, const char *query, size_t most) {
    Buf b = {.a = a};
    buf_add(&b, "", 0);
    if (!s || !most) return b.s;
    const char *at = match(a, s, query ? query : "");
    const char *from = at ? cut_before(s, at, most / 3) : s;
    const char *to = cut_after(from, most);
    if (from > s) buf_add(&b, "…", strlen("…"));
    add_line(&b, from, to);
    if (to[strspn(to, " \t\r\n")]) buf_add(&b, "…", strlen("…"));
    return b.s;
}
