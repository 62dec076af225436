/* syllable.c - what a Vietnamese syllable can be, and where its tone sits.
 *
 * A syllable is an onset and a rime from two short lists.  That is enough to
 * find the seat of the tone and to tell Vietnamese from bytes read with the
 * wrong table; meaning is not asked for.  The rimes are those of the word list
 * of hunspell-vi, without abbreviations and foreign words. */
#include "text/letter.h"

#include <stdlib.h>
#include <string.h>

enum { LETTERS_MAX = 7, /* nghiêng */ BYTES_MAX = 4 * LETTERS_MAX + 1 };

/* Longest first, so that "nghe" is not read as n. */
static const char *const onsets[] = {
    "ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr", "b", "c", "d", "đ",
    "g",   "h",  "k",  "l",  "m",  "n",  "p",  "r",  "s",  "t",  "v",  "x", "",
};

/* In the order of strcmp(). */
static const char *const rimes[] = {
    "a",    "ac",   "ach",  "ai",   "am",   "an",   "ang",  "anh",  "ao",   "ap",   "at",
    "au",   "ay",   "e",    "ec",   "em",   "en",   "eng",  "eo",   "ep",   "et",   "i",
    "ia",   "ich",  "im",   "in",   "inh",  "ip",   "it",   "iu",   "iêc",  "iêm",  "iên",
    "iêng", "iêp",  "iêt",  "iêu",  "o",    "oa",   "oac",  "oach", "oai",  "oam",  "oan",
    "oang", "oanh", "oao",  "oap",  "oat",  "oay",  "oc",   "oe",   "oen",  "oeo",  "oet",
    "oi",   "om",   "on",   "ong",  "ooc",  "oong", "op",   "ot",   "oăc",  "oăm",  "oăn",
    "oăng", "oăt",  "u",    "ua",   "uc",   "ui",   "um",   "un",   "ung",  "up",   "ut",
    "uy",   "uya",  "uych", "uyn",  "uynh", "uyp",  "uyt",  "uyu",  "uyên", "uyêt", "uân",
    "uâng", "uât",  "uây",  "uê",   "uêch", "uênh", "uôc",  "uôi",  "uôm",  "uôn",  "uông",
    "uôt",  "uơ",   "y",    "ych",  "yn",   "ynh",  "yt",   "yêm",  "yên",  "yêng", "yêt",
    "yêu",  "âc",   "âm",   "ân",   "âng",  "âp",   "ât",   "âu",   "ây",   "ê",    "êch",
    "êm",   "ên",   "ênh",  "êp",   "êt",   "êu",   "ô",    "ôc",   "ôi",   "ôm",   "ôn",
    "ông",  "ôp",   "ôt",   "ăc",   "ăm",   "ăn",   "ăng",  "ăp",   "ăt",   "ơ",    "ơi",
    "ơm",   "ơn",   "ơp",   "ơt",   "ư",    "ưa",   "ưc",   "ưi",   "ưm",   "ưn",   "ưng",
    "ưt",   "ưu",   "ươc",  "ươi",  "ươm",  "ươn",  "ương", "ươp",  "ươt",  "ươu",
};

static int by_text(const void *key, const void *row) {
    return strcmp(key, *(const char *const *)row);
}

static bool rime_is(const char *s) {
    return bsearch(s, rimes, sizeof rimes / sizeof *rimes, sizeof *rimes, by_text) != NULL;
}

/* The classical rule, for the letters base[from..n) of a rime: on the vowel with
 * a mark of its own (the last of two, as in ươ); else, of the vowels, on the
 * second if a consonant or a third vowel follows, on the first if not. */
static size_t seat(const int32_t *base, size_t from, size_t n) {
    size_t vowels = 0, marked = n;
    for (size_t i = from; i < n; i++) {
        if (base[i] >= 0x80) marked = i;
        if (base[i] >= 0x80 || strchr("aeiouy", (int)base[i])) vowels++;
    }
    if (marked < n) return marked;
    return vowels == 1 || (vowels == 2 && from + vowels == n) ? from : from + 1;
}

bool syllable_read(const int32_t *u, size_t n, Syllable *out) {
    if (n == 0 || n > LETTERS_MAX) return false;
    char    bytes[BYTES_MAX];
    int32_t base[LETTERS_MAX];
    size_t  end[LETTERS_MAX + 1] = {0}; /* where letter i begins in bytes */
    Buf     b = {.s = bytes, .cap = sizeof bytes};
    int     tone = TONE_FLAT;
    for (size_t i = 0; i < n; i++) {
        int t;
        base[i] = letter_lower(letter_split(u[i], &t));
        if (t && tone) return false;
        if (t) tone = t;
        letter_add(&b, base[i]);
        end[i + 1] = b.len;
    }
    for (size_t k = 0; k < sizeof onsets / sizeof *onsets; k++) {
        size_t len = strlen(onsets[k]), from = 0;
        if (strncmp(bytes, onsets[k], len) != 0 || !rime_is(bytes + len)) continue;
        while (end[from] < len) from++;
        char last = bytes[b.len - 1];
        bool stopped = strchr("cpt", last) || (last == 'h' && bytes[b.len - 2] == 'c');
        *out = (Syllable){.seat = seat(base, from, n), .tone = tone, .stopped = stopped};
        return true;
    }
    return false;
}

bool syllable_spoken(const Syllable *s) {
    return !s->stopped || s->tone == TONE_ACUTE || s->tone == TONE_DOT;
}

void syllable_retone(int32_t *u, size_t n) {
    Syllable s;
    if (!syllable_read(u, n, &s) || s.tone == TONE_FLAT) return;
    for (size_t i = 0; i < n; i++) {
        int t;
        u[i] = letter_split(u[i], &t);
    }
    u[s.seat] = letter_join(u[s.seat], s.tone);
}
