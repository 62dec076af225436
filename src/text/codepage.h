/* codepage.h - inside text: one letter after the other out of old bytes. */
#ifndef CODEPAGE_H
#define CODEPAGE_H

#include "text/text.h"

/* The code point at s[*at], and *at moved behind it; -1, and *at not moved, where
 * the bytes mean nothing.  Any code but UTF-16 and TEXT_NONE.  Marks of their own
 * come as they are: the caller composes. */
int32_t code_next(TextCode code, const char *s, size_t n, size_t *at);

#endif
