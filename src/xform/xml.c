/* xml.c - XML that strangers made, read into elements that are ours.
 *
 * Before libxml2 sees a byte: the size, that it is UTF-8 text, no document type, no element
 * with hundreds of attributes (2.9.14 takes seconds for 40,000).  While it reads: depth and
 * count.  No entity but the five, nothing from outside. */
#include "xform/parts.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <string.h>

/* ---- a look at the bytes ---- */

static bool encoding_ok(const char *s, const char *end) {
    size_t      n = (size_t)(end - s);
    const char *at = memmem(s, n < 200 ? n : 200, "encoding", 8), *close = memmem(s, n, "?>", 2);
    if (n < 5 || strncmp(s, "<?xml", 5) != 0 || !at || !close || at > close) return true;
    for (at += 8; at < close && strchr(" \t\r\n=\"'", *at); at++) {}
    return strncasecmp(at, "utf-8", 5) == 0 || strncasecmp(at, "us-ascii", 8) == 0 ||
           strncasecmp(at, "utf8", 4) == 0;
}

/* Past the tag at s; attributes are counted by their quotes. */
static const char *past_tag(const char *s, const char *end, int *quotes) {
    char open = 0;
    for (*quotes = 0; s < end; s++) {
        if (open) {
            if (*s == open) open = 0;
        } else if (*s == '"' || *s == '\'') {
            open = *s;
            (*quotes)++;
        } else if (*s == '>') return s + 1;
    }
    return end;
}

static const char *past(const char *s, const char *end, const char *what) {
    const char *at = memmem(s, (size_t)(end - s), what, strlen(what));
    return at ? at + strlen(what) : end;
}

static Err look_at_tags(const char *s, const char *end) {
    int quotes;
    while (s < end && (s = memchr(s, '<', (size_t)(end - s)))) {
        size_t n = (size_t)(end - s);
        if (n > 3 && strncmp(s, "<!--", 4) == 0) s = past(s + 4, end, "-->");
        else if (n > 8 && strncmp(s, "<![CDATA[", 9) == 0) s = past(s + 9, end, "]]>");
        else if (n > 1 && s[1] == '?') s = past(s, end, "?>");
        else if (n > 1 && s[1] == '!') return "xform.xml.entity";
        else {
            s = past_tag(s, end, &quotes);
            if (quotes > XFORM_ATTRIBUTES_MAX) return "xform.xml.wide";
        }
    }
    return NULL;
}

static Err look_at(Bytes *xml) {
    const char *s = xml->p;
    if (xml->n > XFORM_BYTES_MAX) return "xform.xml.large";
    if (xml->n >= 3 && memcmp(s, "\xef\xbb\xbf", 3) == 0) *xml = (Bytes){s += 3, xml->n - 3};
    if (!xml->n || !text_valid(s, xml->n) || !encoding_ok(s, s + xml->n)) return "xform.xml.text";
    return look_at_tags(s, s + xml->n);
}

/* ---- what libxml2 tells ---- */

typedef struct Reading {
    Arena           *a;
    xmlParserCtxtPtr parser;
    Elem            *top, *now;
    Buf              text;
    size_t           most;
    int              depth, line;
    bool             numbers; /* there are letters written as numbers: &#149; */
    Err              err;
} Reading;

static void stop(Reading *r, Err e) {
    if (r->err) return;
    r->err = e;
    r->line = xmlSAX2GetLineNumber(r->parser);
    xmlStopParser(r->parser);
}

static Elem *add(Reading *r, const char *name) {
    Elem *e = arena_new(r->a, Elem), *up = r->now;
    if (!r->most) stop(r, "xform.xml.many");
    else r->most--;
    *e = (Elem){.name = name, .prefix = "", .space = "", .parent = up,
                .line = xmlSAX2GetLineNumber(r->parser)};
    if (!up) r->top = r->top ? r->top : e;
    else if (up->last) up->last = up->last->next = e;
    else up->first = up->last = e;
    return e;
}

/* The bytes are a text; what letters written as numbers come to may be none. */
static void check_text(Reading *r, const char *s) {
    if (r->numbers && !text_valid(s, strlen(s))) stop(r, "xform.xml.text");
}

static void end_text(Reading *r) {
    if (!r->text.len) return;
    check_text(r, r->text.s);
    if (r->now) add(r, NULL)->text = r->text.s;
    r->text = (Buf){.a = r->a};
}

static const char *copy(Reading *r, const xmlChar *s) {
    return s ? arena_text(r->a, (const char *)s) : "";
}

static void on_begin(void *arg, const xmlChar *name, const xmlChar *prefix, const xmlChar *space,
                     int spaces, const xmlChar **declared, int n, int defaulted,
                     const xmlChar **attr) {
    Reading *r = arg;
    (void)spaces, (void)declared, (void)defaulted;
    end_text(r);
    if (r->err) return;
    Elem *e = add(r, copy(r, name));
    e->prefix = copy(r, prefix);
    e->space = copy(r, space);
    e->attrs = n;
    e->attr = arena_take(r->a, (size_t)n * sizeof *e->attr);
    for (int i = 0; i < n; i++, attr += 5) {
        e->attr[i] = (ElemAttr){copy(r, attr[0]), copy(r, attr[1]), copy(r, attr[2]),
                                arena_part(r->a, (const char *)attr[3],
                                           (size_t)(attr[4] - attr[3]))};
        check_text(r, e->attr[i].value);
    }
    r->now = e;
    if (++r->depth > XFORM_DEPTH_MAX) stop(r, "xform.xml.deep");
}

static void on_end(void *arg, const xmlChar *name, const xmlChar *prefix, const xmlChar *space) {
    Reading *r = arg;
    (void)name, (void)prefix, (void)space;
    end_text(r);
    if (r->now) r->now = r->now->parent;
    r->depth--;
}

static void on_text(void *arg, const xmlChar *s, int n) {
    Reading *r = arg;
    if (!r->err) buf_add(&r->text, (const char *)s, (size_t)n);
}

static void on_type(void *arg, const xmlChar *name, const xmlChar *a, const xmlChar *b) {
    (void)name, (void)a, (void)b;
    stop(arg, "xform.xml.entity");
}

static void on_error(void *arg, xmlErrorPtr why) {
    Reading *r = arg;
    if (why->level != XML_ERR_FATAL && why->domain != XML_FROM_NAMESPACE) return;
    if (!r->line) r->line = why->line;
    stop(r, "xform.xml.broken");
}

Err elem_read(Arena *a, Bytes xml, size_t most, Elem **out, int *line) {
    Reading r = {.a = a, .most = most, .text = {.a = a}};
    xmlSAXHandler take = {.initialized = XML_SAX2_MAGIC, .startElementNs = on_begin,
                          .endElementNs = on_end, .characters = on_text, .cdataBlock = on_text,
                          .ignorableWhitespace = on_text, .internalSubset = on_type,
                          .serror = on_error};
    Err e = look_at(&xml);
    *out = NULL;
    if (line) *line = 0;
    if (e) return e;
    r.numbers = memmem(xml.p, xml.n, "&#", 2) != NULL;
    r.parser = xmlCreatePushParserCtxt(NULL, NULL, NULL, 0, NULL);
    if (!r.parser) fatal("no memory for XML");
    /* Without NOENT an &amp; in an attribute comes as "&#38;"; there are no other entities. */
    xmlCtxtUseOptions(r.parser, XML_PARSE_NONET | XML_PARSE_NOENT | XML_PARSE_HUGE);
    *r.parser->sax = take;
    r.parser->userData = &r;
    xmlParseChunk(r.parser, xml.p, (int)xml.n, 1);
    if (!r.err && (!r.parser->wellFormed || !r.top)) r.err = "xform.xml.broken";
    xmlFreeParserCtxt(r.parser);
    *out = r.top;
    if (line) *line = r.line;
    return r.err;
}

/* ---- elements ---- */

const char *elem_attr(const Elem *e, const char *name) {
    for (int i = 0; e && i < e->attrs; i++)
        if (strcmp(e->attr[i].name, name) == 0) return e->attr[i].value;
    return NULL;
}

bool elem_is(const Elem *e, const char *name) { return e->name && strcmp(e->name, name) == 0; }

Elem *elem_child(const Elem *e, const char *name) {
    for (Elem *k = e ? e->first : NULL; k; k = k->next)
        if (elem_is(k, name)) return k;
    return NULL;
}

const char *elem_text(Arena *a, const Elem *e) {
    if (!e->first) return "";
    if (e->first == e->last) return e->first->text ? e->first->text : "";
    Buf b = {.a = a};
    for (const Elem *k = e->first; k; k = k->next) buf_text(&b, k->text);
    return b.s ? b.s : "";
}

static void escaped(Buf *b, const char *s, bool quoted) {
    for (const char *from = s;; s++) {
        const char *as = *s == '&' ? "&amp;" : *s == '<' ? "&lt;" : *s == '>' ? "&gt;"
                       : *s == '"' && quoted ? "&quot;" : *s == '\r' ? "&#13;"
                       : *s == '\n' && quoted ? "&#10;" : *s == '\t' && quoted ? "&#9;" : NULL;
        if (*s && !as) continue;
        if (s > from) buf_add(b, from, (size_t)(s - from));
        if (!*s) break;
        buf_text(b, as);
        from = s + 1;
    }
}

void xml_text(Buf *b, const char *s) { escaped(b, s, false); }
void xml_quoted(Buf *b, const char *s) { escaped(b, s, true); }
