/* base.c - faults, the log, values. */
#include "base/base.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One write for a line, so that lines of many threads do not mix. */
__attribute__((format(printf, 2, 0)))
static void put_line(const char *level, const char *fmt, va_list ap) {
    char line[2048];
    int  head = snprintf(line, sizeof line, "namro: %s", level);
    int  n = vsnprintf(line + head, sizeof line - (size_t)head, fmt, ap);
    size_t len = (size_t)head + (n < 0 ? 0 : (size_t)n);
    if (len > sizeof line - 2) len = sizeof line - 2;
    for (char *p = line; p < line + len; p++)
        if ((unsigned char)*p < ' ') *p = ' '; /* data cannot forge a second line */
    line[len] = '\n';
    fwrite(line, 1, len + 1, stderr);
}

void fatal(const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    put_line("fatal: ", fmt, ap);
    va_end(ap);
    abort();
}

void log_line(const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    put_line("", fmt, ap);
    va_end(ap);
}

Val val_int(int64_t i) { return (Val){.kind = VAL_INT, .i = i}; }
Val val_real(double r) { return (Val){.kind = VAL_REAL, .r = r}; }
Val val_text(const char *s) { return (Val){.kind = s ? VAL_TEXT : VAL_NULL, .s = s}; }
Val val_bytes(Bytes b) {
    return (Val){.kind = b.p ? VAL_BYTES : VAL_NULL, .s = b.p, .n = b.n};
}
Val val_html(Html h) { return (Val){.kind = VAL_HTML, .s = h.s}; }
Val val_ref(int64_t id) { return id ? val_int(id) : val_text(NULL); }

bool text_blank(const char *s) {
    return !s || s[strspn(s, " \t\r\n")] == '\0';
}

bool text_same(const char *a, const char *b) {
    return a == b || (a && b && strcmp(a, b) == 0);
}
