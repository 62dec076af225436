/* clause.c - the clauses of a document's text.
 *
 * A heading is known by the beginning of its line.  Whoever pastes a text has lines
 * that a word processor broke, so a line counts as a heading only when a sign of
 * punctuation or its end follows the number: "Điều 3 của Luật này" goes on a sentence.
 * The words of labels are those of the document, Vietnamese in any language of ours. */
#include "work/work.h"

#include "crypt/crypt.h"
#include "text/text.h"

#include <ctype.h>
#include <string.h>

/* From the widest to the narrowest. */
enum Level { PART, CHAPTER, SECTION, ARTICLE, PARAGRAPH, SUBPARAGRAPH, POINT, LEVELS };

static const struct { const char *word; enum Level level; } words[] = {
    {"phần", PART}, {"chương", CHAPTER}, {"mục", SECTION}, {"điều", ARTICLE},
    {"khoản", PARAGRAPH}, {"điểm", POINT},
};

typedef struct Heading { enum Level level; const char *number; } Heading;

static bool blank(char ch) { return ch == ' ' || ch == '\t'; }

/* Behind the number of a heading: its punctuation, and a gap or the end. */
static bool closed(const char *s) {
    return *s && strchr(".):-/", *s) && (!s[1] || blank(s[1]));
}

static size_t roman(const char *s) {
    size_t n = strspn(s, "IVX");
    return n <= 6 ? n : 0;
}

/* a, b ... and đ. */
static size_t letter(const char *s) {
    if (strncmp(s, "đ", 2) == 0) return 2;
    return islower((unsigned char)*s) ? 1 : 0;
}

static size_t digits(const char *s) {
    size_t n = strspn(s, "0123456789");
    return n <= 3 ? n : 0;
}

/* 1.234 is a number, not a clause. */
static size_t subnumber(const char *s) {
    size_t n = digits(s);
    return n <= 2 ? n : 0;
}

/* "Điều 3.", "CHƯƠNG II", "Phần thứ nhất" */
static bool read_word(Ctx *c, const char *line, Heading *h) {
    const char *gap = line + strcspn(line, " \t");
    const char *word = text_search_exact(c->a, arena_part(c->a, line, (size_t)(gap - line)));
    const char *s = gap + strspn(gap, " \t"), *nth = "thứ ";
    for (size_t i = 0; *gap && i < sizeof words / sizeof *words; i++) {
        if (strcmp(word, words[i].word) != 0) continue;
        size_t n = roman(s);
        if (!n) n = digits(s);
        if (!n && words[i].level == POINT) n = letter(s);
        if (!n && strncmp(s, nth, strlen(nth)) == 0)
            n = strlen(nth) + strcspn(s + strlen(nth), " .:");
        *h = (Heading){words[i].level, arena_part(c->a, s, n)};
        return n && (closed(s + n) || !s[n]);
    }
    return false;
}

/* "III.", "B-", "2.", "2.1.", "a)" */
static bool read_number(Ctx *c, const char *s, Heading *h) {
    size_t n = roman(s);
    if (n) {
        *h = (Heading){SECTION, arena_part(c->a, s, n)};
    } else if (*s >= 'A' && *s <= 'H') {
        n = 1;
        *h = (Heading){PART, arena_part(c->a, s, n)};
    } else if ((n = digits(s))) {
        size_t one = n;
        while (s[n] == '.' && subnumber(s + n + 1)) n += 1 + subnumber(s + n + 1);
        *h = (Heading){n > one ? SUBPARAGRAPH : PARAGRAPH, arena_part(c->a, s, n)};
        if (n > one && blank(s[n])) return true; /* 1.1 needs no further dot */
    } else if ((n = letter(s))) {
        *h = (Heading){POINT, arena_part(c->a, s, n)};
    }
    return n && closed(s + n);
}

static bool read_heading(Ctx *c, const char *line, Heading *h) {
    return read_word(c, line, h) || read_number(c, line, h);
}

/* Articles are counted through the whole of a law; under none, a text of the Party
 * says "mục III, điểm 2". */
static const char *label(Ctx *c, const char *const at[LEVELS]) {
    static const char *const law[LEVELS] = {"phần", "chương", "mục", "Điều", "khoản", "khoản",
                                            "điểm"};
    static const char *const text[LEVELS] = {"phần", "chương", "mục", "Điều", "điểm", "điểm",
                                             "tiết"};
    const char *const *names = at[ARTICLE] ? law : text;
    Buf b = {.a = c->a};
    for (int i = at[ARTICLE] ? ARTICLE : PART; i < LEVELS; i++) {
        if (!at[i] || (i == PARAGRAPH && at[SUBPARAGRAPH])) continue;
        if (b.len) buf_text(&b, ", ");
        buf_text(&b, names[i]);
        buf_text(&b, " ");
        buf_text(&b, at[i]);
    }
    return b.s;
}

static const char *trimmed(Ctx *c, const char *from, const char *to) {
    while (from < to && isspace((unsigned char)*from)) from++;
    while (to > from && isspace((unsigned char)to[-1])) to--;
    return arena_part(c->a, from, (size_t)(to - from));
}

/* The clause that has begun at k->quote ends before `to`. */
static void close_clause(Ctx *c, Clause *k, const char *from, const char *to) {
    k->quote = trimmed(c, from, to);
    k->hash = clause_hash(c, k->quote);
}

const Clause *clause_list(Ctx *c, const char *body) {
    const char *at[LEVELS] = {0}, *from = body;
    Clause     *first = arena_new(c->a, Clause), *k = first;
    *k = (Clause){.label = ""};
    for (const char *line = body; *line;) {
        size_t      n = strcspn(line, "\n"), gap = strspn(line, " \t");
        const char *text = gap < n ? trimmed(c, line + gap, line + n) : "";
        Heading     h;
        if (*text && k->n < CLAUSES_MAX && read_heading(c, text, &h)) {
            close_clause(c, k, from, line);
            at[h.level] = h.number;
            for (int i = (int)h.level + 1; i < LEVELS; i++) at[i] = NULL;
            k->next = arena_new(c->a, Clause);
            k->next->n = k->n + 1;
            k = k->next;
            k->label = label(c, at);
            for (int i = 0; i < (int)h.level; i++) k->depth += at[i] != NULL;
            from = line;
        }
        line += n + (line[n] == '\n');
    }
    close_clause(c, k, from, from + strlen(from));
    return *first->quote ? first : first->next;
}

const Clause *clause_get(Ctx *c, int64_t document, int64_t n) {
    const Document *d = document_get(c, document);
    for (const Clause *k = d ? clause_list(c, d->body) : NULL; k; k = k->next)
        if (k->n == n && n > 0) return k;
    return NULL;
}

/* NFC, and one space where any stood. */
static const char *even(Ctx *c, const char *s) {
    Buf b = {.a = c->a};
    buf_add(&b, "", 0);
    for (s = text_nfc(c->a, s); *s; s++) {
        bool space = isspace((unsigned char)*s);
        if (!space) buf_add(&b, s, 1);
        else if (b.len && b.s[b.len - 1] != ' ') buf_add(&b, " ", 1);
    }
    while (b.len && b.s[b.len - 1] == ' ') b.s[--b.len] = '\0';
    return b.s;
}

const char *clause_hash(Ctx *c, const char *quote) {
    const char *s = even(c, quote);
    if (!*s) return "";
    Hash h = hash_of(s, strlen(s));
    return hex_of(c->a, h.b, HASH_BYTES);
}

bool clause_holds(Ctx *c, const char *body, const char *quote) {
    return strstr(even(c, body), even(c, quote)) != NULL;
}
