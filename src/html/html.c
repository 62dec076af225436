/* html.c - see html.h. */
#include "html/html.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* The value as text; a number is written into num. */
static const char *text_of(const Val *v, char num[32]) {
    if (v->kind == VAL_NULL) return "";
    if (v->kind == VAL_BYTES) fatal("bytes in a page");
    if (v->kind == VAL_INT) snprintf(num, 32, "%" PRId64, v->i);
    else if (v->kind == VAL_REAL) snprintf(num, 32, "%.15g", v->r);
    else return v->s;
    return num;
}

static void put_escaped(Buf *b, const char *s) {
    static const char specials[] = "<>&\"'";
    static const char *const names[] = {"&lt;", "&gt;", "&amp;", "&quot;", "&#39;"};
    for (;;) {
        size_t plain = strcspn(s, specials);
        buf_add(b, s, plain);
        s += plain;
        if (!*s) return;
        const char *name = names[strchr(specials, *s++) - specials];
        buf_add(b, name, strlen(name));
    }
}

void html_text(Buf *b, Val v) {
    if (v.kind == VAL_HTML) buf_add(b, v.s, strlen(v.s));
    else html_attr(b, v);
}

void html_attr(Buf *b, Val v) {
    char num[32];
    put_escaped(b, text_of(&v, num));
}

/* A colon before any / ? # ends a scheme.  Browsers drop blanks and control
 * characters when they look for one, but what holds them matches nothing here. */
static bool scheme_ok(const char *s) {
    static const char *const known[] = {"https:", "http:", "mailto:", "tel:"};
    if (s[strcspn(s, ":/?#")] != ':') return true;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strncasecmp(s, known[i], strlen(known[i])) == 0) return true;
    return false;
}

void html_address(Buf *b, Val v) {
    char num[32];
    const char *s = text_of(&v, num);
    put_escaped(b, scheme_ok(s) ? s : "#");
}

void html_part(Buf *b, Val v) {
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                "0123456789-._~";
    char num[32], hex[4];
    for (const char *s = text_of(&v, num); *s; s++) {
        if (strchr(plain, *s)) buf_add(b, s, 1);
        else buf_add(b, hex, (size_t)snprintf(hex, sizeof hex, "%%%02X", (unsigned char)*s));
    }
}

Html html_of(const Buf *b) { return (Html){b->s ? b->s : ""}; }
