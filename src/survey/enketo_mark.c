/* enketo_mark.c - Markdown in labels and hints: **strong**, *emphasis*, [links](https://...),
 * # headings, lists, lines.
 *
 * The children of the span (text, and outputs that are filled in later) are taken as one run of
 * signs in which an output is a single sign; elements are made from it.  Text is only ever put
 * into text nodes. */
#include "survey/enketo.h"

enum { HOLE = 0x01 }; /* no sign of XML, so no label has it: the next output */

typedef struct Mark {
    Arena      *a;
    xmlNodePtr *hole;  /* outputs, in their order */
    int         holes, used;
} Mark;

static void add_text(xmlNodePtr to, const char *s, size_t n) {
    if (n) xmlAddChild(to, xmlNewTextLen((const xmlChar *)s, (int)n));
}

static xmlNodePtr add(xmlNodePtr to, const char *name) {
    return xmlAddChild(to, xmlNewNode(NULL, (const xmlChar *)name));
}

static bool letter(char c) {
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (c & 0x80);
}

/* Where what opens at s ends: the same sign again, on the same line, behind something. */
static const char *closing(const char *s, const char *end, const char *sign) {
    size_t n = strlen(sign);
    for (const char *p = s + n; p + n <= end && *p != '\n'; p++)
        if (memcmp(p, sign, n) == 0 && p > s + n && p[-1] != ' ' && p[-1] != '\\') return p;
    return NULL;
}

static void inline_marks(Mark *m, xmlNodePtr to, const char *s, const char *end, int depth);

/* [words](address): only to pages, in a tab of its own. */
static const char *add_link(Mark *m, xmlNodePtr to, const char *s, const char *end, int depth) {
    const char *close = memchr(s, ']', (size_t)(end - s));
    if (!close || close + 1 >= end || close[1] != '(') return NULL;
    const char *stop = memchr(close, ')', (size_t)(end - close));
    if (!stop) return NULL;
    const char *href = arena_part(m->a, close + 2, (size_t)(stop - close - 2));
    if (strncmp(href, "https://", 8) != 0 && strncmp(href, "http://", 7) != 0) return NULL;
    xmlNodePtr link = add(to, "a");
    node_set(link, "href", href);
    node_set(link, "rel", "noopener noreferrer");
    node_set(link, "target", "_blank");
    inline_marks(m, link, s + 1, close, depth + 1);
    return stop + 1;
}

/* The element that begins at s; NULL if none does. */
static const char *add_marked(Mark *m, xmlNodePtr to, const char *begin, const char *s,
                              const char *end, int depth) {
    static const char *const signs[][2] = {
        {"**", "strong"}, {"__", "strong"}, {"*", "em"}, {"_", "em"}};
    if (depth > 8) return NULL;
    if (*s == '[') return add_link(m, to, s, end, depth);
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        size_t n = strlen(signs[i][0]);
        if ((size_t)(end - s) <= n || memcmp(s, signs[i][0], n) != 0 || s[n] == ' ') continue;
        const char *close = closing(s, end, signs[i][0]);
        if (!close) continue;
        bool word = *s == '_' && n == 1 &&
                    ((s > begin && letter(s[-1])) || (close + 1 < end && letter(close[1])));
        if (word) continue; /* ten_bien_dai */
        inline_marks(m, add(to, signs[i][1]), s + n, close, depth + 1);
        return close + n;
    }
    return NULL;
}

static void inline_marks(Mark *m, xmlNodePtr to, const char *s, const char *end, int depth) {
    const char *begin = s, *from = s, *next;
    while (s < end) {
        if (*s == '\\' && s + 1 < end && strchr("*_#\\", s[1])) {
            add_text(to, from, (size_t)(s - from));
            from = s + 1;
            s += 2;
        } else if (*s == HOLE) {
            add_text(to, from, (size_t)(s - from));
            if (m->used < m->holes) xmlAddChild(to, m->hole[m->used++]);
            from = ++s;
        } else if (strchr("*_[", *s)) {
            add_text(to, from, (size_t)(s - from));
            next = add_marked(m, to, begin, s, end, depth);
            from = next ? next : s;
            s = next ? next : s + 1;
        } else s++;
    }
    add_text(to, from, (size_t)(s - from));
}

/* ---- lines ---- */

/* "- a", "* a", "+ a"; "1. a": where its words begin. */
static const char *item_of(const char *s, const char *end, bool *numbered) {
    const char *p = s;
    if (p + 1 < end && strchr("*+-", *p) && p[1] == ' ') {
        *numbered = false;
        return p + 2;
    }
    while (p < end && *p >= '0' && *p <= '9' && p - s < 3) p++;
    *numbered = true;
    return p > s && p + 1 < end && *p == '.' && p[1] == ' ' ? p + 2 : NULL;
}

static int heading(const char *s, const char *end) {
    int n = 0;
    while (s + n < end && s[n] == '#') n++;
    return n <= 6 && s + n < end && s[n] == ' ' ? n : 0;
}

/* The first line is never a list by numbers: "1. Tuổi" is how questions are numbered. */
static void lines(Mark *m, xmlNodePtr to, const char *s, const char *end) {
    xmlNodePtr list = NULL;
    bool       numbered = false, was = false, first = true, open = false;
    while (s < end) {
        const char *eol = memchr(s, '\n', (size_t)(end - s)), *stop = eol ? eol : end;
        const char *item = item_of(s, stop, &numbered);
        int         level = heading(s, stop);
        if (item && numbered && first) item = NULL;
        if (item && (!list || was != numbered)) list = add(to, numbered ? "ol" : "ul");
        was = numbered;
        if (item) {
            inline_marks(m, add(list, "li"), item, stop, 0);
        } else if (level) {
            const char name[3] = {'h', (char)('0' + level)};
            inline_marks(m, add(to, name), s + level + 1, stop, 0);
        } else {
            if (open) add(to, "br");
            inline_marks(m, to, s, stop, 0);
        }
        open = !item && !level;
        if (!item) list = NULL;
        first = false;
        s = eol ? eol + 1 : end;
    }
}

void enketo_mark(Arena *a, xmlNodePtr span) {
    Buf  b = {.a = a};
    Mark m = {.a = a};
    for (xmlNodePtr n = span->children; n; n = n->next) m.holes += n->type == XML_ELEMENT_NODE;
    m.hole = arena_take(a, (size_t)(m.holes + 1) * sizeof *m.hole);
    m.holes = 0;
    for (xmlNodePtr n = span->children, next; n; n = next) {
        next = n->next;
        if (n->type == XML_ELEMENT_NODE) {
            m.hole[m.holes++] = n;
            buf_add(&b, (char[1]){HOLE}, 1);
        } else if (n->type == XML_TEXT_NODE) {
            buf_text(&b, (const char *)n->content);
        }
        xmlUnlinkNode(n);
        if (n->type != XML_ELEMENT_NODE) xmlFreeNode(n);
    }
    if (b.len) lines(&m, span, b.s, b.s + b.len);
    while (m.used < m.holes) xmlAddChild(span, m.hole[m.used++]);
}
