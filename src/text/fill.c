/* fill.c - a message with holes: {1} {2} are values, {1:task|tasks} chooses by
 * whether the first is one.  Vietnamese needs no such choice, English does. */
#include "text/text.h"

#include <string.h>

static void put_value(const Ctx *c, Buf *b, const Val *v) {
    switch (v->kind) {
    case VAL_INT:  buf_text(b, text_int(c, v->i)); break;
    case VAL_REAL: buf_text(b, text_real(c, v->r, 1)); break;
    case VAL_NULL: break;
    case VAL_TEXT: buf_text(b, v->s); break;
    default:       fatal("trf: bytes and HTML have no place in a message");
    }
}

/* "task|tasks" of n letters, for this value. */
static void put_choice(Buf *b, const char *s, size_t n, const Val *v) {
    const char *bar = memchr(s, '|', n);
    if (!bar || v->kind != VAL_INT) fatal("trf: {%.*s} wants a whole number", (int)n, s);
    if (v->i == 1) buf_add(b, s, (size_t)(bar - s));
    else buf_add(b, bar + 1, n - (size_t)(bar + 1 - s));
}

const char *text_fill(const Ctx *c, const char *key, const Val *v, int n) {
    Buf b = {.a = c->a};
    for (const char *p = tr(c, key); *p; ) {
        size_t plain = strcspn(p, "{");
        buf_add(&b, p, plain);
        p += plain;
        if (!*p) break;
        const char *end = strchr(p, '}');
        int         i = p[1] - '0';
        if (!end || i < 1 || i > n) fatal("%s: a hole without its value: %s", key, p);
        if (p[2] == ':') put_choice(&b, p + 3, (size_t)(end - p - 3), &v[i]);
        else put_value(c, &b, &v[i]);
        p = end + 1;
    }
    return b.s ? b.s : "";
}
