/* words.c - the different words of a column: a hash table of numbers, open addressing. */
#include "file/parts.h"

#include "text/text.h"

#include <stdlib.h>
#include <string.h>

typedef struct Word { const char *s; uint32_t n, hash; } Word;
struct Words {
    Arena    *a;
    Word     *word;  /* in the order of their coming */
    uint32_t  count, room;
    uint32_t *slot;  /* number + 1; 0 is free */
    uint32_t  mask;
};

Words *words_open(Arena *a) {
    Words *w = arena_new(a, Words);
    w->a = a;
    w->room = 8;
    w->word = arena_take(a, w->room * sizeof *w->word);
    w->mask = 15;
    w->slot = arena_take(a, (w->mask + 1) * sizeof *w->slot);
    return w;
}

/* FNV-1a, stirred at the end, for the low bits choose the slot. */
static uint32_t hash_of(const char *s, size_t n) {
    uint64_t h = 0xCBF29CE484222325u;
    for (size_t i = 0; i < n; i++) h = (h ^ (unsigned char)s[i]) * 0x100000001B3u;
    return (uint32_t)(h ^ h >> 32);
}

static void grow(Words *w) {
    Word *word = arena_take(w->a, 2 * (size_t)w->room * sizeof *word);
    memcpy(word, w->word, w->room * sizeof *word);
    w->word = word;
    w->room *= 2;
    w->mask = w->mask * 2 + 1;
    w->slot = arena_take(w->a, ((size_t)w->mask + 1) * sizeof *w->slot);
    for (uint32_t i = 0; i < w->count; i++) {
        uint32_t at = w->word[i].hash & w->mask;
        while (w->slot[at]) at = (at + 1) & w->mask;
        w->slot[at] = i + 1;
    }
}

uint32_t words_add(Words *w, const char *s, size_t n) {
    uint32_t h = hash_of(s, n), at = h & w->mask;
    for (; w->slot[at]; at = (at + 1) & w->mask) {
        const Word *x = &w->word[w->slot[at] - 1];
        if (x->hash == h && x->n == n && memcmp(x->s, s, n) == 0) return w->slot[at] - 1;
    }
    w->word[w->count] = (Word){arena_part(w->a, s, n), (uint32_t)n, h};
    w->slot[at] = ++w->count;
    if (w->count == w->room) grow(w);
    return w->count - 1;
}

uint32_t words_count(const Words *w) { return w->count; }

const char *words_text(const Words *w, uint32_t i, size_t *n) {
    if (n) *n = w->word[i].n;
    return w->word[i].s;
}

/* ---- Their order ---- */

typedef struct Sorted { const char *key, *s; uint32_t number; } Sorted;

static int compare(const void *x, const void *y) {
    const Sorted *p = x, *q = y;
    int           by_key = p->key ? strcmp(p->key, q->key) : 0;
    return by_key ? by_key : strcmp(p->s, q->s);
}

uint32_t *words_order(Arena *a, const Words *w) {
    uint32_t *order = arena_take(a, ((size_t)w->count + 1) * sizeof *order);
    Sorted   *all = arena_take(a, ((size_t)w->count + 1) * sizeof *all);
    bool      spoken = w->count <= WORDS_SORTED_MAX;
    for (uint32_t i = 0; i < w->count; i++)
        all[i] = (Sorted){spoken ? text_sort_key(a, w->word[i].s) : NULL, w->word[i].s, i};
    qsort(all, w->count, sizeof *all, compare);
    for (uint32_t i = 0; i < w->count; i++) order[all[i].number] = i;
    return order;
}
