/* parse.c - addresses, forms and cookies as bytes from a stranger.
 *
 * What is not plainly right is refused: a sign that is no UTF-8, a NUL, a
 * control character, a name that comes twice (two readers of one request could
 * otherwise understand it in two ways). */
#include "http/parts.h"

#include "text/text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static int hex_digit(char ch) {
    const char *digits = "0123456789abcdef";
    const char *at = ch ? strchr(digits, ch | 0x20) : NULL;
    return at ? (int)(at - digits) : -1;
}

/* n bytes at s, decoded; NULL if they are not plainly right. */
static char *decode(Arena *a, const char *s, size_t n, bool form) {
    char *out = arena_take(a, n + 1), *to = out;
    for (const char *end = s + n; s < end; s++) {
        if (*s == '+' && form) *to++ = ' ';
        else if (*s != '%') *to++ = *s;
        else {
            int high = end - s > 2 ? hex_digit(s[1]) : -1;
            int low = high < 0 ? -1 : hex_digit(s[2]);
            if (low < 0 || high + low == 0) return NULL;
            *to++ = (char)(high * 16 + low);
            s += 2;
        }
    }
    return text_valid(out, (size_t)(to - out)) ? out : NULL;
}

/* A browser sends lines that end in CR LF; people also paste decomposed text. */
static const char *tidy(Arena *a, char *s) {
    char *to = s;
    for (const char *p = s; *p; p++)
        if (*p != '\r') *to++ = *p;
    *to = '\0';
    return text_nfc(a, s);
}

Err parse_pair(Arena *a, Pair **list, const char *name, char *value) {
    int count = 0;
    for (; *list; list = &(*list)->next)
        if (++count >= HTTP_FIELDS_MAX || strcmp((*list)->name, name) == 0)
            return "http.malformed";
    *list = arena_new(a, Pair);
    **list = (Pair){name, tidy(a, value), NULL};
    return NULL;
}

Err parse_pairs(Arena *a, const char *text, const Pair **pairs) {
    Pair *first = NULL;
    for (const char *p = text; p && *p; ) {
        size_t n = strcspn(p, "&"), key = strcspn(p, "=&");
        char  *name = n && !key ? NULL : decode(a, p, key, true);
        char  *value = key < n ? decode(a, p + key + 1, n - key - 1, true) : arena_text(a, "");
        if (!name || !value || (n && parse_pair(a, &first, name, value))) return "http.malformed";
        p += n + (p[n] == '&');
    }
    *pairs = first;
    return NULL;
}

Err parse_target(Arena *a, const char *target, Request *r) {
    size_t n = strcspn(target, "?");
    if (*target != '/' || strlen(target) > HTTP_TARGET_MAX) return "http.malformed";
    const char *path = decode(a, target, n, false);
    if (!path || strpbrk(path, "\t\r\n") || strstr(path, "//") || strstr(path, "/.."))
        return "http.malformed";
    r->path = path;
    r->target = arena_text(a, target);
    return parse_pairs(a, target[n] ? target + n + 1 : NULL, &r->query);
}

const char *parse_cookie(Arena *a, const char *header, const char *name) {
    size_t n = strlen(name);
    for (const char *p = header; p && *p; ) {
        p += strspn(p, "; ");
        size_t len = strcspn(p, ";");
        if (len > n && strncmp(p, name, n) == 0 && p[n] == '=')
            return arena_part(a, p + n + 1, len - n - 1);
        p += len;
    }
    return NULL;
}

/* Vietnamese is the first language: English is for those who chose it, and for
 * those whose browser asks for it and does not name Vietnamese. */
Lang parse_lang(const char *cookie, const char *accept) {
    if (cookie) return strcmp(cookie, "en") == 0 ? LANG_EN : LANG_VI;
    if (!accept || strcasestr(accept, "vi")) return LANG_VI;
    return strcasestr(accept, "en") ? LANG_EN : LANG_VI;
}
