/* letter.h - inside text: code points, words, and what a Vietnamese letter is
 * made of.  For the files of this folder only; the public header is text.h. */
#ifndef LETTER_H
#define LETTER_H

#include "base/base.h"

/* The tones, in the order in which a dictionary lists them. */
enum { TONE_FLAT, TONE_GRAVE, TONE_HOOK, TONE_TILDE, TONE_ACUTE, TONE_DOT };
enum {
    LETTER_BAD = 0xFFFD, /* what a byte that is not UTF-8 reads as */
    MARKS_MAX = 30       /* combining marks in a row that Unicode text needs (UAX 15) */
};

/* The code point at *s, and *s moved behind it; 0 at the closing NUL, where it
 * stays.  A byte that begins no valid sequence is one LETTER_BAD. */
int32_t letter_next(const char **s);
void    letter_add(Buf *b, int32_t u);
int32_t letter_lower(int32_t u);
int32_t letter_upper(int32_t u);
bool    letter_is(int32_t u);      /* begins a word: a letter or a digit */
bool    letter_follows(int32_t u); /* stays in a word: a mark, or not visible */
bool    letter_valid(int32_t u);   /* may stand in a stored text, see text_valid */
bool    letter_hidden(int32_t u);  /* zero width, bidi control, soft hyphen, control */

/* Takes the tone off a letter: ấ is â with TONE_ACUTE.  The case stays. */
int32_t letter_split(int32_t u, int *tone);
int32_t letter_join(int32_t base, int tone);

/* Code points that grow in an arena.  points_add decomposes u and keeps the
 * canonical order.  What a flood of combining marks has above MARKS_MAX is
 * dropped, or with `keep` parted by U+034F, as UAX 15 proposes (stream-safe
 * text): the order is kept by insertion, which must not become quadratic. */
typedef struct Points {
    Arena   *a;
    int32_t *u;
    size_t   n, cap;
    size_t   marks; /* combining marks at the end of u */
    bool     keep;
} Points;
void points_add(Points *p, int32_t u);
void points_push(Points *p, int32_t u); /* as it is */
void points_compose(Points *p);

/* The next word from *s on: *from and *to are its bytes, *s is behind it. */
bool word_next(const char **s, const char **from, const char **to);
/* Appends the key of the word: lower case, one place for the tone, or no marks. */
void word_key(Points *scratch, Buf *b, const char *from, const char *to, bool folded);

/* One spoken syllable, letters u[n], any case, composed.  False when it could
 * not be Vietnamese.  seat: index of the letter that carries the tone in the
 * classical placement; tone: the one found anywhere in the syllable. */
typedef struct Syllable { size_t seat; int tone; bool stopped; } Syllable;
bool syllable_read(const int32_t *u, size_t n, Syllable *out);
/* A syllable ending in c, ch, p, t has only the tones sắc and nặng; false for
 * the others, which are letters in a possible order and still no syllable. */
bool syllable_spoken(const Syllable *s);
/* Moves the tone to its seat if u[n] is a syllable; leaves other words alone. */
void syllable_retone(int32_t *u, size_t n);

#endif
