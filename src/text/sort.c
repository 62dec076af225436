/* sort.c - keys whose order as bytes is the order of a Vietnamese dictionary.
 *
 * A key is three rows parted by '!': the letters, the tones and other marks, the
 * case.  Each row ends where only the usual is left.  All bytes are visible
 * ASCII, so a key is a text like any other, and strcmp() is its order; a
 * database column that holds it compares by bytes (COLLATE "C").
 *
 * The rows are those of the Unicode collation algorithm with the Vietnamese
 * rules of CLDR, written out for the signs an office meets.  Left: ICU, whose
 * data take 31 MB; tools/text_icu.sh compares the two. */
#include "text/text.h"

#include "text/letter.h"

#include <string.h>
#include <uchar.h>
#include <utf8proc.h>

enum {
    PART = ' ', /* between the keys of a person's names: below everything */
    ROW = '!',  /* between rows: below every weight */
    USUAL = '"', /* no tone, small letter: below every other weight of its row */
    SIGN = '"', /* first byte of a sign; digits are themselves, letters follow 'A' */
    LETTER_A = 'A',
    VARIANT = '#', CAPITAL = '$',
    OTHER = '~', /* first byte of any other code point, four more follow */
    BREVE = 0x0306, CIRCUMFLEX = 0x0302, HORN = 0x031B, DOTS = 0x2026,
};

/* Each in the order of ICU. */
static const char16_t signs[] =
    u"\t\n\v\f\r _-‐–—,;:!¡?¿.·'‘’‚‹›\"“”„«»()[]{}§¶@*/\\&#%‰†‡•′`´^¯¨¸°©®←→+±÷×<=>¬|¦~−≤≥"
    u"¤¢$£¥₫€";
static const char16_t letters[] = u"aăâbcdđeêfghijklmnoôơpqrstuưvwxyz";
static const char16_t marks[] =
    u"\x0332\x0313\x0314\x0300\x0309\x0303\x0301\x0323\x0306\x0302\x030C\x030A\x0342\x0308\x030B"
    u"\x0307\x0338\x0327\x0328\x0304\x0336\x0335\x0305\x030F\x0310\x0311\x031B\x0324\x0325\x0326"
    u"\x032D\x032E\x0330\x0331";

typedef struct Rows { Buf letters, marks, cases; size_t marks_end, cases_end; } Rows;

static void put(Buf *b, int c) { buf_add(b, (const char[]){(char)c}, 1); }

static void put_other(Buf *b, int32_t u) {
    put(b, OTHER);
    for (int shift = 18; shift >= 0; shift -= 6) put(b, '0' + ((u >> shift) & 63));
}

static int place(const char16_t *row, int32_t u) {
    for (int i = 0; row[i]; i++)
        if (row[i] == u) return i;
    return -1;
}

/* One unit of the comparison: its weight in each row.  A row remembers its last
 * weight above the usual; behind it there is nothing to compare. */
static void put_pair(Rows *r, int mark, int shape) {
    put(&r->marks, mark);
    if (mark != USUAL) r->marks_end = r->marks.len;
    put(&r->cases, shape);
    if (shape != USUAL) r->cases_end = r->cases.len;
}

static void put_letter(Rows *r, int32_t u, int shape) {
    int32_t low = letter_lower(u);
    int     i = place(letters, low);
    if (low >= '0' && low <= '9') put(&r->letters, low);
    else if (i >= 0) put(&r->letters, LETTER_A + i);
    else if ((i = place(signs, u)) >= 0) put(&r->letters, SIGN), put(&r->letters, SIGN + i);
    else put_other(&r->letters, low);
    put_pair(r, USUAL, low == u ? shape : CAPITAL);
}

static void put_mark(Rows *r, int32_t u) {
    int i = place(marks, u);
    if (i >= 0) {
        put_pair(r, USUAL + 1 + i, USUAL);
    } else {
        put_other(&r->marks, u);
        r->marks_end = r->marks.len;
        put(&r->cases, USUAL);
    }
}

/* A letter and the mark that makes it another letter, as a and U+0306 make ă;
 * u[n] follows it.  Only the first mark of a class can reach the letter; the one
 * that is used becomes 0.  An o with both marks, which no language has, is an ơ. */
static int32_t tailored(int32_t base, int32_t *u, size_t n) {
    static const struct { char16_t base, mark, whole; } rules[] = {
        {'a', BREVE, u'ă'},      {'a', CIRCUMFLEX, u'â'}, {'e', CIRCUMFLEX, u'ê'},
        {'o', HORN, u'ơ'},       {'o', CIRCUMFLEX, u'ô'}, {'u', HORN, u'ư'},
    };
    int32_t low = letter_lower(base);
    for (size_t k = 0; k < sizeof rules / sizeof *rules; k++) {
        int before = 0, rank;
        if (rules[k].base != low) continue;
        for (size_t i = 0; i < n; i++, before = rank) {
            rank = utf8proc_get_property(u[i])->combining_class;
            if (!rank) break;
            if (rules[k].mark != u[i] || rank == before) continue;
            u[i] = 0;
            return low == base ? rules[k].whole : letter_upper(rules[k].whole);
        }
    }
    return base;
}

static void put_points(Rows *r, int32_t *u, size_t n) {
    for (size_t i = 0; i < n; i++) {
        /* 0 went into its letter.  What is hidden still kept marks apart. */
        if (!u[i] || letter_hidden(u[i])) continue;
        switch (u[i]) {
        case 0x00A0: put_letter(r, ' ', VARIANT); continue;
        case 0x00B9: put_letter(r, '1', VARIANT); continue;
        case 0x00B2: put_letter(r, '2', VARIANT); continue;
        case 0x00B3: put_letter(r, '3', VARIANT); continue;
        case DOTS:
            for (int k = 0; k < 3; k++) put_letter(r, '.', VARIANT);
            continue;
        }
        if (u[i] >= 0x300 && utf8proc_category(u[i]) == UTF8PROC_CATEGORY_MN) put_mark(r, u[i]);
        else put_letter(r, tailored(u[i], u + i + 1, n - i - 1), USUAL);
    }
}

/* Appends the rows, without those at the end that are empty. */
static void put_rows(Buf *b, const Rows *r, bool cases) {
    size_t cases_end = cases ? r->cases_end : 0;
    buf_add(b, r->letters.s, r->letters.len);
    if (r->marks_end || cases_end) put(b, ROW);
    buf_add(b, r->marks.s, r->marks_end);
    if (cases_end) put(b, ROW);
    buf_add(b, r->cases.s, cases_end);
}

static void put_key(Buf *b, int32_t *u, size_t n, bool cases) {
    Rows r = {.letters = {.a = b->a}, .marks = {.a = b->a}, .cases = {.a = b->a}};
    buf_add(&r.letters, "", 0);
    buf_add(&r.marks, "", 0);
    buf_add(&r.cases, "", 0);
    put_points(&r, u, n);
    put_rows(b, &r, cases);
}

const char *text_sort_key(Arena *a, const char *s) {
    Buf    b = {.a = a};
    Points p = {.a = a};
    while (s && *s) points_add(&p, letter_next(&s));
    buf_add(&b, "", 0);
    put_key(&b, p.u, p.n, true);
    return b.s;
}

static bool space_is(int32_t u) {
    return u == ' ' || (u >= '\t' && u <= '\r') || u == 0x00A0;
}

/* A part of a name with each tone in its one place, so that Hoà and Hòa stand
 * together: words from..to of p, decomposed again. */
static void put_part(Buf *b, const Points *p, size_t from, size_t to) {
    Points part = {.a = b->a};
    while (from < to) {
        size_t n = 0;
        while (from + n < to && !space_is(p->u[from + n])) n++;
        syllable_retone(p->u + from, n);
        if (n && part.n) points_add(&part, ' ');
        for (size_t i = 0; i < n; i++) points_add(&part, p->u[from + i]);
        from += n + 1;
    }
    put_key(b, part.u, part.n, false);
}

const char *text_person_key(Arena *a, const char *s) {
    Buf    b = {.a = a};
    Points p = {.a = a};
    while (s && *s) {
        int32_t u = letter_next(&s);
        if (!letter_hidden(u)) points_add(&p, u);
    }
    points_compose(&p);
    size_t from = 0, to = p.n;
    while (from < to && space_is(p.u[from])) from++;
    while (to > from && space_is(p.u[to - 1])) to--;
    size_t given = to, family = from; /* where the given name begins, the family name ends */
    while (given > from && !space_is(p.u[given - 1])) given--;
    while (family < given && !space_is(p.u[family])) family++;
    buf_add(&b, "", 0);
    put_part(&b, &p, given, to);
    put(&b, PART);
    put_part(&b, &p, from, family);
    put(&b, PART);
    put_part(&b, &p, family, given);
    return b.s;
}
