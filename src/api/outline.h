/* outline.h - what outline.c and outline_form.c share. */
#ifndef API_OUTLINE_H
#define API_OUTLINE_H

#include "api/parts.h"

#include <libxml/tree.h>

typedef struct Outline {
    Ctx           *c;
    const xmlNode *root;
    Json           facts, tables, texts, links, forms;
} Outline;
const char *outline_attr(Outline *o, const xmlNode *n, const char *name); /* NULL */
bool        outline_is(const xmlNode *n, const char *tag);
const char *outline_text(Outline *o, const xmlNode *n);
const char *outline_address(Outline *o, const char *href);
void        outline_form(Outline *o, const xmlNode *form); /* one that sends; no other is put */

#endif
