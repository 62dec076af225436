/* utf8.h - one code point after another, strictly.  Only src/crypt/ includes
 * this; what a text means is the business of another module. */
#ifndef CRYPT_UTF8_H
#define CRYPT_UTF8_H

#include "base/base.h"

/* The code point at *s, which is not the closing NUL; *s then stands behind it.
 * False when no UTF-8 of RFC 3629 stands there: cut, overlong, a surrogate. */
bool crypt_utf8(const char **s, uint32_t *point);

#endif
