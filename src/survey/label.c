/* label.c - the little of Markdown that labels of forms hold, made safe.
 *
 * **bold**, __bold__, *italic*, _italic_, [words](https://...), # a heading, lines.  Tags that
 * stand in a label are left out; all else is text. */
#include "survey/parts.h"

#include <ctype.h>
#include <string.h>

static void put_text(Buf *b, const char *s, size_t n) { html_text(b, V(arena_part(b->a, s, n))); }

/* A tag as forms write it: <span style="...">, </b>, <br/>; how long, 0 if it is none. */
static size_t tag_here(const char *s) {
    if (*s != '<' || !(isalpha((unsigned char)s[1]) || s[1] == '/')) return 0;
    size_t n = strcspn(s, ">\n");
    return s[n] == '>' ? n + 1 : 0;
}

/* The end of what opens here with this mark; NULL if nothing does. */
static const char *closing(const char *s, const char *mark) {
    size_t n = strlen(mark);
    if (strncmp(s, mark, n) != 0 || !s[n] || strchr(" \n", s[n])) return NULL;
    const char *end = strstr(s + n, mark);
    bool fits = end && end != s + n && end[-1] != ' ' && !memchr(s, '\n', (size_t)(end - s));
    return fits ? end : NULL;
}

/* Inside a word an underscore is a letter: ho_ten. */
static bool inside_word(const char *from, const char *s) {
    return *s == '_' && s > from && (isalnum((unsigned char)s[-1]) || s[-1] == '_');
}

static bool address_ok(const char *s, size_t n) {
    bool web = (n > 8 && memcmp(s, "https://", 8) == 0) || (n > 7 && memcmp(s, "http://", 7) == 0);
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)s[i] <= ' ' || strchr("\"'<>\\", s[i])) return false;
    return web;
}

/* [words](address): how long it is; 0 if it is none. */
static size_t put_link(Buf *b, const char *s) {
    const char *mid = *s == '[' ? strstr(s, "](") : NULL, *end = mid ? strchr(mid, ')') : NULL;
    if (!end || memchr(s, '\n', (size_t)(end - s)) || mid == s + 1) return 0;
    if (!address_ok(mid + 2, (size_t)(end - mid) - 2)) return 0;
    buf_text(b, "<a rel=\"noopener noreferrer\" target=\"_blank\" href=\"");
    html_address(b, V(arena_part(b->a, mid + 2, (size_t)(end - mid) - 2)));
    buf_text(b, "\">");
    put_text(b, s + 1, (size_t)(mid - s) - 1);
    buf_text(b, "</a>");
    return (size_t)(end - s) + 1;
}

/* Bold or italic: how long it is; 0 if it is neither. */
static size_t put_strong(Buf *b, const char *from, const char *s) {
    static const char *const marks[][2] = {{"**", "b"}, {"__", "b"}, {"*", "em"}, {"_", "em"}};
    for (size_t i = 0; i < 4 && !inside_word(from, s); i++) {
        const char *end = closing(s, marks[i][0]);
        size_t      n = strlen(marks[i][0]);
        if (!end) continue;
        buf_print(b, "<%s>", marks[i][1]);
        put_text(b, s + n, (size_t)(end - s) - n);
        buf_print(b, "</%s>", marks[i][1]);
        return (size_t)(end - s) + n;
    }
    return 0;
}

Html label_html(Ctx *c, const char *s) {
    Buf b = {.a = c->a};
    buf_text(&b, "");
    for (const char *p = s, *plain; *p;) {
        size_t n = tag_here(p);
        bool   head = *p == '#' && (p == s || p[-1] == '\n');
        if (n) { p += n; continue; }
        if (head) { p += strspn(p, "#"), p += strspn(p, " "); continue; }
        if (*p == '\n') { buf_text(&b, "<br>"), p++; continue; }
        n = strchr("*_", *p) ? put_strong(&b, s, p) : put_link(&b, p);
        if (n) { p += n; continue; }
        for (plain = p++; *p && !strchr("*_[<\n", *p); p++) {}
        put_text(&b, plain, (size_t)(p - plain));
    }
    return html_of(&b);
}

/* Of our own HTML: the tags go, the rest was escaped by us. */
const char *label_plain(Ctx *c, const char *markdown) {
    static const char *const names[][2] = {{"&lt;", "<"}, {"&gt;", ">"}, {"&amp;", "&"},
                                           {"&quot;", "\""}, {"&#39;", "'"}};
    Buf b = {.a = c->a};
    buf_text(&b, "");
    if (!strpbrk(markdown, "*_[<#\n")) return markdown;
    for (const char *p = label_html(c, markdown).s; *p;) {
        size_t n = 0;
        if (*p == '<') {
            if (strncmp(p, "<br>", 4) == 0) buf_text(&b, " ");
            p += strcspn(p, ">") + 1;
            continue;
        }
        for (size_t i = 0; i < 5 && !n; i++)
            if (strncmp(p, names[i][0], strlen(names[i][0])) == 0)
                buf_text(&b, names[i][1]), n = strlen(names[i][0]);
        if (!n) buf_add(&b, p, n = 1);
        p += n;
    }
    return b.s;
}
