/* fuzz.h - what the targets share.  A target is a program that is given any bytes and
 * checks what must be true of whatever comes out:
 *
 *     int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
 *
 * which is also how libFuzzer calls it; drive.c does without.  The seeds of
 * x_fuzz.c are the files of the folder x: each input that ever broke it stays there. */
#ifndef FUZZ_H
#define FUZZ_H

#include "base/base.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

#define MUST_HOLD(x) ((x) ? (void)0 : fatal("%s:%d: %s", __FILE__, __LINE__, #x))

static inline bool same(const char *x, const char *y) { return strcmp(x, y) == 0; }

/* The bytes as a text: up to the first NUL among them. */
static inline char *fuzz_text(Arena *a, const uint8_t *data, size_t n) {
    char *s = arena_take(a, n + 1);
    if (n) memcpy(s, data, n);
    return s;
}

/* Text up to the next newline, which *rest then stands behind. */
static inline const char *fuzz_line(Arena *a, const char **rest) {
    size_t      n = strcspn(*rest, "\n");
    const char *line = arena_part(a, *rest, n);
    *rest += n + ((*rest)[n] == '\n');
    return line;
}

#endif
