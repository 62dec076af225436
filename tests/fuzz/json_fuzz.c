/* json_fuzz.c - a JSON body as it comes from a stranger: what is taken are fields as a form
 * has them, and what we write ourselves is always taken. */
#include "fuzz.h"

#include "api/parts.h"
#include "text/text.h"

static void fields_hold(const Request *r) {
    int n = 0;
    for (const Pair *p = r->form.typed; p; p = p->next, n++) {
        MUST_HOLD(*p->name && text_valid(p->name, strlen(p->name)));
        MUST_HOLD(text_valid(p->value, strlen(p->value)) && !strchr(p->value, '\r'));
        for (const Pair *q = p->next; q && n < 50; q = q->next) MUST_HOLD(!same(p->name, q->name));
    }
    MUST_HOLD(n <= HTTP_FIELDS_MAX);
}

/* The fields as an object of texts mean the same fields. */
static void again_holds(Ctx *c, const Request *r) {
    Request     again = {0};
    Json        j = json_new(c);
    const Pair *q;
    json_open(&j, '{');
    for (const Pair *p = r->form.typed; p; p = p->next) json_pair(&j, p->name, p->value);
    json_close(&j, '}');
    MUST_HOLD(!json_read(c, &again, json_end(&j)));
    q = again.form.typed;
    for (const Pair *p = r->form.typed; p; p = p->next, q = q->next)
        MUST_HOLD(q && same(p->name, q->name) && same(p->value, q->value));
    MUST_HOLD(!q);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    Ctx         c = {.a = arena_open()};
    Request     r = {0};
    const char *text = fuzz_text(c.a, data, n);
    if (!json_read(&c, &r, text)) {
        fields_hold(&r);
        again_holds(&c, &r);
    }
    arena_close(c.a);
    return 0;
}
