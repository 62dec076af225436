/* form_fuzz.c - an address, a cookie and a form's body, each a line, as they come from
 * a stranger. */
#include "fuzz.h"

#include "cli/cli.h"
#include "http/parts.h"
#include "text/text.h"

static void pairs_hold(const Pair *list) {
    int n = 0;
    for (const Pair *p = list; p; p = p->next, n++) {
        MUST_HOLD(text_valid(p->name, strlen(p->name)) && text_valid(p->value, strlen(p->value)));
        MUST_HOLD(*p->name && !strchr(p->value, '\r'));
        for (const Pair *q = p->next; q && n < 50; q = q->next) MUST_HOLD(!same(p->name, q->name));
    }
    MUST_HOLD(n <= HTTP_FIELDS_MAX);
}

static void address(Arena *a, const char *target) {
    Request r = {0};
    if (!parse_target(a, target, &r)) {
        MUST_HOLD(r.path[0] == '/' && text_valid(r.path, strlen(r.path)));
        pairs_hold(r.query);
        if (!route_find(a, route_tables, "GET", &r)) {
            MUST_HOLD(r.route && same(r.route->method, "GET"));
            pairs_hold(r.parts);
        }
    }
    /* Wherever a form leads back to is one of our own pages. */
    const char *back = request_back(target);
    MUST_HOLD(back[0] == '/' && back[1] != '/' && back[1] != '\\');
}

static void cookie(Arena *a, const char *header) {
    const char *v = parse_cookie(a, header, "namro");
    MUST_HOLD(!v || strlen(v) <= strlen(header));
    parse_lang(parse_cookie(a, header, "lang"), header);
}

/* What was taken apart comes back the same when it is put together again. */
static void body(Arena *a, const char *text) {
    const Pair *list = NULL, *again = NULL;
    Buf         b = {.a = a};
    if (parse_pairs(a, text, &list)) return;
    pairs_hold(list);
    for (const Pair *p = list; p; p = p->next) {
        html_part(&b, V(p->name));
        buf_text(&b, "=");
        html_part(&b, V(p->value));
        buf_text(&b, p->next ? "&" : "");
    }
    MUST_HOLD(!parse_pairs(a, b.s ? b.s : "", &again));
    for (; list && again; list = list->next, again = again->next)
        MUST_HOLD(same(list->name, again->name) && same(list->value, again->value));
    MUST_HOLD(!list && !again);
    const Form f = {.typed = list};
    form_number(&f, "id");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    Arena      *a = arena_open();
    const char *rest = fuzz_text(a, data, n);
    address(a, fuzz_line(a, &rest));
    cookie(a, fuzz_line(a, &rest));
    body(a, rest);
    arena_close(a);
    return 0;
}
