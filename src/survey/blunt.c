/* blunt.c - of what the public sends, what would tell one sender from another goes before it
 * is stored: of instants that a form notes by itself the hour, and what it knows of the device.
 * What somebody has typed is an answer and stays. */
#include "survey/parts.h"

#include <string.h>

/* The text with each element that holds just `was` holding `is`. */
static Bytes replaced(Arena *a, Bytes xml, const char *was, const char *is) {
    const char *from = arena_part(a, xml.p, xml.n), *at;
    const char *mark = arena_print(a, ">%s<", was);
    Buf         b = {.a = a};
    for (; (at = strstr(from, mark)); from = at + strlen(mark) - 1) {
        buf_add(&b, from, (size_t)(at - from) + 1);
        buf_text(&b, is);
    }
    buf_text(&b, from);
    return (Bytes){b.s ? b.s : "", b.len};
}

static const char *day_only(Ctx *c, const char *instant) {
    return strlen(instant) > 10 && instant[10] == 'T'
        ? arena_print(c->a, "%.10sT00:00:00.000+07:00", instant) : "";
}

void entry_blunt(Ctx *c, XEntry *t, Bytes *xml) {
    const XForm *x = xentry_form(t);
    for (int i = 0; i < xform_fields(x); i++) {
        const XField *f = xform_field(x, i);
        XNode        *n = f->preload ? xentry_node(t, f->path) : NULL;
        bool          instant = n && strcmp(f->preload, "timestamp") == 0;
        if (!n || !*n->value || !(instant || strcmp(f->preload, "property") == 0)) continue;
        const char *is = instant ? day_only(c, n->value) : "";
        *xml = replaced(c->a, *xml, n->value, is);
        n->value = is;
    }
}
