/* canon.h - two XForms say the same when their canonical texts are the same: blanks in
 * expressions, and the order of what has none, do not matter. */
#ifndef XLSFORM_CANON_H
#define XLSFORM_CANON_H

#include "base/base.h"

#include <ctype.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <stdlib.h>
#include <string.h>

#define CANON_XFORMS "http://www.w3.org/2002/xforms"

/* Blanks trimmed and made one. */
static inline const char *canon_blanks(Arena *a, const char *s) {
    char *out = arena_take(a, strlen(s) + 1), *to = out;
    for (; *s; s++) {
        if (!isspace((unsigned char)*s)) *to++ = *s;
        else if (to > out && to[-1] != ' ') *to++ = ' ';
    }
    while (to > out && to[-1] == ' ') to--;
    *to = '\0';
    return out;
}

/* And none around operators, outside of quotes. */
static inline const char *canon_expr(Arena *a, const char *s) {
    static const char marks[] = "()[],=<>!+*|";
    s = canon_blanks(a, s);
    char *out = arena_take(a, strlen(s) + 1), *to = out;
    for (; *s; s++) {
        const char *end = *s == '"' || *s == '\'' ? strchr(s + 1, *s) : NULL;
        if (end) {
            memcpy(to, s, (size_t)(end - s) + 1);
            to += end - s + 1;
            s = end;
        } else if (*s == ' ' && ((to > out && strchr(marks, to[-1])) || strchr(marks, s[1])))
            continue;
        else *to++ = *s;
    }
    *to = '\0';
    return out;
}

static inline bool canon_is(const xmlNode *e, const char *name) {
    return e && e->type == XML_ELEMENT_NODE && e->ns && !strcmp((const char *)e->name, name) &&
           !strcmp((const char *)e->ns->href, CANON_XFORMS);
}

static inline int canon_order(const void *x, const void *y) {
    return strcmp(*(const char *const *)x, *(const char *const *)y);
}

static inline void canon_attributes(Arena *a, Buf *b, const xmlNode *e) {
    static const char exprs[] = " relevant constraint calculate readonly required nodeset ref "
                                "value query ";
    const char *all[200];
    size_t      n = 0;
    for (const xmlAttr *t = e->properties; t && n < 200; t = t->next) {
        xmlChar    *raw = xmlNodeListGetString(e->doc, t->children, 1);
        const char *v = raw ? (const char *)raw : "";
        bool        expr = !t->ns && strstr(exprs, arena_print(a, " %s ", t->name));
        if (t->ns && !strcmp((const char *)t->name, "count")) expr = true;
        all[n++] = arena_print(a, "{%s}%s=%s", t->ns ? (const char *)t->ns->href : "", t->name,
                               expr ? canon_expr(a, v) : canon_blanks(a, v));
        xmlFree(raw);
    }
    qsort(all, n, sizeof *all, canon_order);
    for (size_t i = 0; i < n; i++) buf_text(b, arena_print(a, " %s", all[i]));
}

static inline const char *canon(Arena *a, const xmlNode *e);

static inline void canon_line(Buf *b, const char *s) {
    buf_text(b, s);
    buf_text(b, "\n");
}

/* What is inside, in its order or sorted; of a model the primary instance stays the first. */
static inline void canon_children(Arena *a, Buf *b, const xmlNode *e) {
    size_t n = 0, room = 2, from = 0;
    for (const xmlNode *c = e->children; c; c = c->next) room++;
    const char **all = arena_take(a, room * sizeof *all);
    const char  *primary = NULL;
    for (const xmlNode *c = e->children; c; c = c->next) {
        const char *s = NULL;
        if (c->type == XML_ELEMENT_NODE) s = canon(a, c);
        else if (c->type == XML_TEXT_NODE || c->type == XML_CDATA_SECTION_NODE)
            s = canon_blanks(a, (const char *)c->content);
        if (!s || !*s) continue;
        if (canon_is(e, "model") && canon_is(c, "instance") && !primary) primary = s;
        else all[n++] = s;
    }
    bool sorted = canon_is(e, "model") || canon_is(e, "itext") || canon_is(e, "translation") ||
                  canon_is(e, "text") || (canon_is(e, "item") && canon_is(e->parent, "root"));
    if (sorted) qsort(all + from, n, sizeof *all, canon_order);
    if (primary) canon_line(b, primary);
    for (size_t i = 0; i < n; i++) canon_line(b, all[i]);
}

static inline const char *canon(Arena *a, const xmlNode *e) {
    Buf b = {.a = a};
    buf_text(&b, arena_print(a, "<{%s}%s", e->ns ? (const char *)e->ns->href : "", e->name));
    canon_attributes(a, &b, e);
    buf_text(&b, ">\n");
    canon_children(a, &b, e);
    buf_text(&b, arena_print(a, "</%s>", e->name));
    return b.s;
}

/* NULL when it is no XML. */
static inline const char *canon_text(Arena *a, const char *xml) {
    xmlDoc *doc = xmlReadMemory(xml, (int)strlen(xml), "form", NULL,
                                XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    if (!doc) return NULL;
    const char *s = canon(a, xmlDocGetRootElement(doc));
    xmlFreeDoc(doc);
    return s;
}

#endif
