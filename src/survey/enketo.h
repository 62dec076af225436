/* enketo.h - an XForm as the form engine of the browser takes it (enketo-core 9.0.1). */
#ifndef SURVEY_ENKETO_H
#define SURVEY_ENKETO_H

#include "survey/survey.h"

#include <libxml/tree.h>
#include <string.h>

/* The page of the form, and its model.  media: address under which its files are found, ended
 * by a slash ("/app/media/12/").
 *   errors   form.app.refused   it cannot be made; the log says why
 *   memory   of a
 *   source   enketo-transformer 4.2.0: its two stylesheets (web/xsl), and what it does besides */
typedef struct EnketoForm { const char *form, *model; } EnketoForm;
MUST Err enketo_make(Arena *a, Bytes xform, const char *media, EnketoForm *out);

/* enketo_before.c: what the stylesheets expect done to the XForm. */
void enketo_before(Arena *a, xmlDocPtr xform);
/* enketo_after.c: what comes out made fit for a page of ours. */
void enketo_after(Arena *a, xmlDocPtr html, const char *media);
void enketo_model(Arena *a, xmlDocPtr model, const char *media);
/* enketo_mark.c: the Markdown of labels and hints becomes elements, never by way of text: so
 * nothing that a form says can become more than these few. */
void enketo_mark(Arena *a, xmlNodePtr span);

/* What they share. */
static inline const char *node_attr(Arena *a, xmlNodePtr n, const char *name) {
    xmlChar    *s = xmlGetNoNsProp(n, (const xmlChar *)name);
    const char *text = s ? arena_text(a, (const char *)s) : NULL;
    xmlFree(s);
    return text;
}
static inline void node_set(xmlNodePtr n, const char *name, const char *value) {
    xmlSetProp(n, (const xmlChar *)name, (const xmlChar *)value);
}
static inline void node_drop(xmlNodePtr n, const char *name) {
    xmlUnsetProp(n, (const xmlChar *)name);
}
static inline bool node_is(const xmlNode *n, const char *name) {
    return n->type == XML_ELEMENT_NODE && strcmp((const char *)n->name, name) == 0;
}
static inline void node_remove(xmlNodePtr n) {
    xmlUnlinkNode(n);
    xmlFreeNode(n);
}
/* The next in document order within `top`; NULL at the end. */
static inline xmlNodePtr node_next(xmlNodePtr n, const xmlNode *top) {
    if (n->type == XML_ELEMENT_NODE && n->children) return n->children;
    while (n != top && !n->next) n = n->parent;
    return n == top ? NULL : n->next;
}

#endif
