/* propose_words.h - inside work: the words of a sentence, and what they mean. */
#ifndef WORK_PROPOSE_WORDS_H
#define WORK_PROPOSE_WORDS_H

#include "work/parts.h"

typedef struct Word {
    const char *s;   /* in the sentence */
    size_t      n;
    const char *key; /* as it is compared */
    char        stop; /* the sign behind it: , ; : ( or 0 */
} Word;
typedef struct Sentence {
    const char *text;  /* NFC, one space where any stood */
    const Word *word;
    size_t      n;
} Sentence;
Sentence sentence_of(Ctx *c, const char *text);
/* The words from..to of it as they stand, without the signs at its ends. */
const char *sentence_part(Ctx *c, const Sentence *s, size_t from, size_t to);
/* How many words from i on are those of the phrase; 0 if they are others. */
size_t sentence_says(const Sentence *s, size_t i, const char *phrase);
size_t sentence_says_any(const Sentence *s, size_t i, const char *const *phrases); /* the longest */
/* Does a verb by which work is given begin at i?  How many words; 0. */
size_t sentence_verb(const Sentence *s, size_t i);

/* A day by which something is to be done. */
typedef struct Deadline {
    size_t      from, to; /* words, the cue with them */
    const char *day, *why; /* why: key of how it was reckoned; NULL: as it stands */
} Deadline;
bool sentence_deadline(Ctx *c, const Sentence *s, const char *day, Deadline *out);

/* ---- units and people by name ---- */
typedef struct Names Names;
typedef struct Mention {
    size_t  from, to;
    int64_t id; /* -1: several are called so */
} Mention;
Names *names_read(Ctx *c);
bool   sentence_unit(const Names *n, const Sentence *s, size_t from, Mention *out); /* the next */
/* Behind "đồng chí". */
bool   sentence_person(const Names *n, const Sentence *s, Mention *out);
/* With a capital first letter. */
const char *sentence_capital(Ctx *c, const char *s);

#endif
