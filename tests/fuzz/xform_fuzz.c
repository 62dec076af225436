/* xform_fuzz.c - an XForm that somebody uploads, and an answer to whatever it asks. */
#include "fuzz.h"

#include "xform/xform.h"

/* A draft comes back as it was. */
static void draft(Ctx *c, const XForm *f, XEntry *t) {
    XProblems   p = {.a = c->a};
    XEntry     *again;
    const char *s = xentry_draft(t);
    if (strlen(s) > XFORM_ANSWER_MAX) return;
    if (xentry_load(c, f, (Bytes){s, strlen(s)}, NULL, false, &p, &again)) return;
    MUST_HOLD(same(xentry_draft(again), s));
}

static void fill(Ctx *c, const XForm *f) {
    XEntry *t;
    if (xentry_new(c, f, NULL, &t)) return;
    for (int i = 0; i < xform_fields(f) && i < 50; i++) {
        const XField *d = xform_field(f, i);
        XNode        *n = xentry_near(t, NULL, d);
        int           choices;
        MUST_HOLD(xform_find(f, d->path) == d);
        if (d->loop) xtext(t, d->loop->label, n ? n : xentry_root(t), 0);
        if (!n) continue;
        if (d->control) xentry_choices(t, d->control, n, 0, &choices);
        if (d->control) MUST_HOLD(text_valid(xtext(t, d->control->label, n, 0), 0));
        if (!xentry_set(t, n, i % 2 ? "1" : "a")) MUST_HOLD(n->typed);
        if (d->repeat && n->parent->field && xentry_add(t, n->parent, d, NULL)) continue;
    }
    XProblems p = {.a = c->a};
    xentry_check(t, 0, &p);
    MUST_HOLD(xentry_xml(t, true));
    draft(c, f, t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    Ctx       c = {.a = arena_open(), .now = 1772323200000, .today = "2026-03-01"};
    XFile     file = {"l.csv", {"name,label\na,A\n1,B\n", 19}};
    XProblems p = {.a = c.a};
    XForm    *f;
    Err e = xform_open(c.a, (Bytes){data, n}, &file, 1, &p, &f);
    MUST_HOLD(!e == !p.refused);
    for (const XProblem *one = p.first; one; one = one->next) MUST_HOLD(*xproblem_text(&c, one));
    if (!e) fill(&c, f);
    arena_close(c.a);
    return 0;
}
