/* request.h - a whole request from a seed, in which @T stands for a secret and @L for the
 * length of the body, so that changed ones get past the door as well. */
#ifndef REQUEST_H
#define REQUEST_H

#include "fuzz.h"

static inline void seed_part(Buf *b, const char *p, size_t n, const char *token, size_t length) {
    for (size_t i = 0; i < n; i++) {
        bool mark = p[i] == '@' && i + 1 < n;
        if (mark && p[i + 1] == 'T') buf_text(b, token), i++;
        else if (mark && p[i + 1] == 'L') buf_print(b, "%zu", length), i++;
        else buf_add(b, p + i, 1);
    }
}

/* The head ends its lines with CR LF, however the seed has them. */
static inline void seed_head(Buf *b, const char *p, size_t n, const char *token, size_t length) {
    for (size_t i = 0, end; i < n; i = end + 1) {
        for (end = i; end < n && p[end] != '\n'; end++) {}
        seed_part(b, p + i, end - i - (end > i && p[end - 1] == '\r'), token, length);
        buf_text(b, "\r\n");
    }
    buf_text(b, "\r\n");
}

#endif
