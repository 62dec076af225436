/* propose_page.c - paste a conclusion or choose a plan, look at what it proposes, confirm. */
#include "work/parts.h"

#include <inttypes.h>
#include <stdlib.h>

static const char *address(Ctx *c, int64_t id) {
    return arena_print(c->a, "/propose/%" PRId64, id);
}

/* ---- asked for ---- */

static void show_new(Ctx *c, Request *r, bool plan) {
    const Document *d = document_get(c, request_number(r, "document"));
    Proposal        p = {.kind = plan ? PROPOSAL_PLAN : PROPOSAL_TEXT};
    ProposePage     v = {.f = request_form(c, r), .p = &p, .document = d,
                         .symbol = d ? d->symbol : "",
                         .year = arena_print(c->a, "%d", atoi(c->today) + 1)};
    reply_trail(c, r, "/task", tr(c, "list.title"));
    reply_page(r, tr(c, plan ? "propose.plan" : "propose.text"), propose_new_html(c, &v));
}

static Err text_page(Ctx *c, Request *r) { return show_new(c, r, false), NULL; }
static Err plan_page(Ctx *c, Request *r) { return show_new(c, r, true), NULL; }

static Err ask(Ctx *c, Request *r, Proposal *p) {
    Task        t = task_blank();
    const char *symbol = form_text(&r->form, "symbol");
    if (!text_blank(symbol) && task_symbol(c, symbol, &t)) return "propose.symbol.unknown";
    p->document = t.document;
    Err e = proposal_add(c, p);
    if (!e) reply_next(r, address(c, p->id));
    return e;
}

static Err text_post(Ctx *c, Request *r) {
    Proposal p = {.kind = PROPOSAL_TEXT, .text = form_text(&r->form, "text")};
    return ask(c, r, &p);
}

static Err plan_post(Ctx *c, Request *r) {
    Proposal p = {.kind = PROPOSAL_PLAN, .text = "", .year = form_number(&r->form, "year")};
    return ask(c, r, &p);
}

/* ---- looked at ---- */

static const char *const *unit_names(Ctx *c) {
    int         n;
    Import      names = {0};
    const Unit *u = units_on(c, c->today, 0, &n);
    const char **list = arena_take(c->a, (size_t)(n + 1) * sizeof *list);
    for (int i = 0; i < n; i++) list[i] = import_named(c, &names, IMPORT_UNIT, u[i].id, u[i].name);
    return list;
}

static const char *const *people_names(Ctx *c) {
    const Choice *all = staff_choices(c, 0, NULL);
    Import        names = {0};
    size_t        n = 0;
    for (const Choice *k = all; k; k = k->next) n++;
    const char **list = arena_take(c->a, (n + 1) * sizeof *list);
    n = 0;
    for (; all; all = all->next)
        list[n++] = import_name(c, &names, IMPORT_PERSON, strtoll(all->value, NULL, 10));
    return list;
}

static Err propose_page(Ctx *c, Request *r) {
    Proposal   *p = proposal_get(c, request_id(r));
    ProposePage v = {.f = request_form(c, r), .p = p};
    if (!p) return "http.missing";
    v.document = p->document ? document_get(c, p->document) : NULL;
    if (!p->done) {
        Proposed *list = proposal_list(c, p, &v.others);
        if (form_value(&r->form, "sent")) proposed_typed(c, &r->form, list);
        v.list = list;
        for (; list; list = list->next) v.found++;
        v.units = unit_names(c);
        v.people = people_names(c);
    }
    reply_trail(c, r, "/task", tr(c, "list.title"));
    reply_page(r, tr(c, p->kind == PROPOSAL_PLAN ? "propose.plan" : "propose.text"),
               propose_html(c, &v));
    return NULL;
}

/* A plan of this year has a symbol of its own. */
static Err anchor(Ctx *c, const Form *f, Proposed *list) {
    Task        t = task_blank();
    const char *symbol = form_text(f, "symbol");
    if (text_blank(symbol)) return NULL;
    if (task_symbol(c, symbol, &t)) return "propose.symbol.unknown";
    for (; list; list = list->next) list->t.document = t.document;
    return NULL;
}

static Err propose_post(Ctx *c, Request *r) {
    Proposal *p = proposal_get(c, request_id(r));
    int       others;
    if (!p) return "http.missing";
    Proposed *list = p->done ? NULL : proposal_list(c, p, &others);
    if (!p->done && !proposed_typed(c, &r->form, list)) return "propose.pick.none";
    Err e = p->kind == PROPOSAL_PLAN ? anchor(c, &r->form, list) : NULL;
    if (!e) e = proposal_store(c, p, list);
    if (!e) reply_done(r, "/task?state=draft", "propose.done");
    return e;
}

const Route propose_routes[] = {
    SHOW("/propose/text", text_page,    RIGHT_ISSUE, NULL),
    SEND("/propose/text", text_post,    RIGHT_ISSUE, text_page),
    SHOW("/propose/plan", plan_page,    RIGHT_ISSUE, NULL),
    SEND("/propose/plan", plan_post,    RIGHT_ISSUE, plan_page),
    SHOW("/propose/{id}", propose_page, RIGHT_ISSUE, NULL),
    SEND("/propose/{id}", propose_post, RIGHT_ISSUE, propose_page),
    {0}
};
