/* form.h - a form in a few words, for the tests of this folder. */
#ifndef TEST_FORM_H
#define TEST_FORM_H

#include "test.h"

#include "xform/parts.h"

#define FORM_HEAD                                                                                 \
    "<?xml version=\"1.0\"?><h:html xmlns=\"http://www.w3.org/2002/xforms\""                      \
    " xmlns:h=\"http://www.w3.org/1999/xhtml\" xmlns:jr=\"http://openrosa.org/javarosa\""         \
    " xmlns:orx=\"http://openrosa.org/xforms\" xmlns:odk=\"http://www.opendatakit.org/xforms\">"  \
    "<h:head><h:title>T</h:title><model>"
#define FORM_BODY "</model></h:head><h:body>"
#define FORM_END "</h:body></h:html>"

/* The instance, what stands beside it in the model, the body. */
static inline const char *form_text(Arena *a, const char *instance, const char *model,
                                    const char *body) {
    Buf b = {.a = a};
    buf_text(&b, FORM_HEAD "<instance>");
    buf_text(&b, instance);
    buf_text(&b, "</instance>");
    buf_text(&b, model);
    buf_text(&b, FORM_BODY);
    buf_text(&b, body);
    buf_text(&b, FORM_END);
    return b.s;
}

static inline Ctx form_ctx(void) {
    return (Ctx){.a = arena_open(), .now = 1772328600000, .today = "2026-03-01",
                 .lang = LANG_EN};
}

static inline Bytes bytes_of(const char *s) { return (Bytes){s, strlen(s)}; }

/* A form that must be good. */
static inline XForm *form_open(Ctx *c, const char *xml) {
    XForm    *f = NULL;
    XProblems p = {.a = c->a};
    CHECK_TEXT(xform_open(c->a, bytes_of(xml), NULL, 0, &p, &f), NULL);
    for (const XProblem *one = p.first; one; one = one->next)
        fprintf(stderr, "%s\n", xproblem_text(c, one));
    if (!f) exit(1);
    return f;
}

static inline XEntry *form_new(Ctx *c, const XForm *f) {
    XEntry *t = NULL;
    CHECK_TEXT(xentry_new(c, f, NULL, &t), NULL);
    if (!t) exit(1);
    return t;
}

static inline const char *value_at(const XEntry *t, const char *path) {
    const XNode *n = xentry_node(t, path);
    return n ? n->value : NULL;
}

#endif
