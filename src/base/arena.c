/* arena.c - memory that goes all at once, and the text that grows in it. */
#include "base/base.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An arena is a list of blocks; the newest is filled first. */
typedef struct Block { struct Block *next; size_t used, size; max_align_t at[]; } Block;
struct Arena { Block *top; };

enum { BLOCK_BYTES = 64 * 1024, SPARE_MAX = 64 };

/* Blocks of the usual size that wait for the next request: the system takes
 * longer to give a page of memory and to take it back than a page takes to be
 * written.  What is spare is as it was left; arena_take() clears what it gives. */
static struct { pthread_mutex_t lock; Block *top; int n; } spare = {PTHREAD_MUTEX_INITIALIZER,
                                                                    NULL, 0};

static Block *take_spare(void) {
    pthread_mutex_lock(&spare.lock);
    Block *k = spare.top;
    if (k) spare.top = k->next, spare.n--;
    pthread_mutex_unlock(&spare.lock);
    return k;
}

static bool keep_spare(Block *k) {
    pthread_mutex_lock(&spare.lock);
    bool keep = k->size == BLOCK_BYTES && spare.n < SPARE_MAX;
    if (keep) k->next = spare.top, spare.top = k, spare.n++;
    pthread_mutex_unlock(&spare.lock);
    return keep;
}

Arena *arena_open(void) {
    Arena *a = calloc(1, sizeof *a);
    if (!a) fatal("no memory");
    return a;
}

static void grow(Arena *a, size_t bytes) {
    size_t size = bytes > BLOCK_BYTES ? bytes : BLOCK_BYTES;
    Block *k = size == BLOCK_BYTES ? take_spare() : NULL;
    if (!k) k = size == BLOCK_BYTES ? malloc(sizeof *k + size) : calloc(1, sizeof *k + size);
    if (!k) fatal("no memory for %zu bytes", size);
    k->size = size;
    k->used = 0;
    k->next = a->top;
    a->top = k;
}

void *arena_take(Arena *a, size_t bytes) {
    if (bytes > SIZE_MAX / 2) fatal("no memory for %zu bytes", bytes);
    size_t n = (bytes + sizeof(max_align_t) - 1) / sizeof(max_align_t) * sizeof(max_align_t);
    if (!a->top || a->top->size - a->top->used < n) grow(a, n);
    void *p = (char *)a->top->at + a->top->used;
    a->top->used += n;
    /* A large block is zero by calloc(): the system hands out its pages when they are first
     * written, by whichever thread does, and untouched ones are never needed. */
    return n > BLOCK_BYTES ? p : memset(p, 0, n);
}

char *arena_text(Arena *a, const char *s) {
    if (!s) return NULL;
    size_t n = strlen(s) + 1;
    return memcpy(arena_take(a, n), s, n);
}

char *arena_part(Arena *a, const char *s, size_t n) {
    char *copy = arena_take(a, n + 1);
    if (n) memcpy(copy, s, n);
    return copy;
}

char *arena_print(Arena *a, const char *fmt, ...) {
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    if (n < 0) fatal("print: %s", fmt);
    char *s = arena_take(a, (size_t)n + 1);
    vsnprintf(s, (size_t)n + 1, fmt, again);
    va_end(again);
    va_end(ap);
    return s;
}

void arena_reset(Arena *a) {
    while (a->top) {
        Block *k = a->top;
        a->top = k->next;
        if (!keep_spare(k)) free(k);
    }
}

void arena_close(Arena *a) {
    arena_reset(a);
    free(a);
}

void buf_add(Buf *b, const char *s, size_t n) {
    if (b->cap - b->len <= n) { /* keep one byte for the closing NUL */
        size_t cap = (b->len + n + 1) * 2;
        char  *grown = arena_take(b->a, cap);
        if (b->len) memcpy(grown, b->s, b->len);
        b->s = grown;
        b->cap = cap;
    }
    if (n) memcpy(b->s + b->len, s, n);
    b->len += n;
    b->s[b->len] = '\0';
}

void buf_text(Buf *b, const char *s) {
    if (s) buf_add(b, s, strlen(s));
}

void buf_print(Buf *b, const char *fmt, ...) {
    char    line[512];
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(line, sizeof line, fmt, ap);
    va_end(ap);
    if (n < 0 || n >= (int)sizeof line) fatal("buf_print: too long: %s", fmt);
    buf_add(b, line, (size_t)n);
}
