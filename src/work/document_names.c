/* document_names.c - the pages of naming.c: kinds, issuers and terms, which an officer
 * adds to, corrects, ends, and calls otherwise from a day on. */
#include "work/work.h"

#include "text/text.h"

#include <inttypes.h>
#include <string.h>

enum { DEEDS_MAX = 50 };

typedef struct Line { const char *name, *key; } Line;
static const Line lines[] = {
    {"", "document.line.year"}, {"central", "document.line.central"},
    {"provincial", "document.line.provincial"}, {"district", "document.line.district"}, {0}};

static const char *line_text(const Ctx *c, const char *name) {
    for (const Line *l = lines; l->name; l++)
        if (strcmp(l->name, name) == 0) return tr(c, l->key);
    return name;
}

static const Choice *line_choices(Ctx *c, bool year) {
    Choice *first = NULL, **end = &first;
    for (const Line *l = year ? lines : lines + 1; l->name; l++) {
        *end = arena_new(c->a, Choice);
        **end = (Choice){.value = l->name, .text = tr(c, l->key)};
        end = &(*end)->next;
    }
    return first;
}

static const Choice *grammar_choices(Ctx *c) {
    Choice *party = arena_new(c->a, Choice), *state = arena_new(c->a, Choice);
    *state = (Choice){.value = "state", .text = tr(c, "document.grammar.state")};
    *party = (Choice){.value = "party", .text = tr(c, "document.grammar.party"), .next = state};
    return party;
}

static const char *grammar_text(const Ctx *c, const char *grammar) {
    return tr(c, strcmp(grammar, "state") == 0 ? "document.grammar.state"
                                               : "document.grammar.party");
}

/* The far ends of a validity are no days that anybody set. */
static bool open_day(const char *day) {
    return strcmp(day, NAMING_ALWAYS) <= 0 || strcmp(day, DAY_OPEN) == 0;
}

/* An end that is open is not said; without any there is nothing to say. */
static const char *span_shown(const Ctx *c, const Naming *n) {
    const char *since = text_day(c, n->since), *until = text_day(c, n->until);
    if (open_day(n->since) && open_day(n->until)) return "";
    if (open_day(n->until)) return trf(c, "document.span.since", V(since));
    if (open_day(n->since)) return trf(c, "document.span.until", V(until));
    return trf(c, "document.span", V(since), V(until));
}

/* Which of the three is meant: by the path, /document/kind and so on. */
static NamingOf of_path(const Request *r) {
    switch (r->path[sizeof "/document/" - 1]) {
    case 'k': return NAMING_KIND;
    case 'i': return NAMING_ISSUER;
    default:  return NAMING_TERM;
    }
}

static const struct { const char *path, *title, *one; } lists[] = {
    [NAMING_KIND]   = {"/document/kind",   "document.kinds",   "document.kind"},
    [NAMING_ISSUER] = {"/document/issuer", "document.issuers", "document.issuer"},
    [NAMING_TERM]   = {"/document/term",   "document.terms",   "document.term"},
};

/* ---- The lists, and what is added to them ---- */

static const NameRow *rows(Ctx *c, NamingOf of) {
    NameRow *first = NULL, **end = &first;
    for (const Naming *n = naming_list(c, of, 0); n; n = n->next) {
        NameRow *r = *end = arena_new(c->a, NameRow);
        *r = (NameRow){.id = n->id, .name = n->name, .symbol = n->abbr,
                       .grammar = grammar_text(c, n->grammar), .line = line_text(c, n->line),
                       .span = span_shown(c, n), .source = n->source};
        end = &r->next;
    }
    return first;
}

static Err list_page(Ctx *c, Request *r) {
    const NamingOf of = of_path(r);
    const Form    *f = request_form(c, r);
    const bool     may = request_may(r, RIGHT_DOCUMENT);
    const NameRow *all = rows(c, of);
    reply_trail(c, r, "/document", tr(c, "document.title"));
    reply_page(r, tr(c, lists[of].title),
               of == NAMING_KIND     ? document_kinds_html(c, f, all, grammar_choices(c), may)
               : of == NAMING_ISSUER ? document_issuers_html(c, f, all, grammar_choices(c),
                                                             line_choices(c, true), may)
                                     : document_terms_html(c, f, all, line_choices(c, false), may));
    return NULL;
}

/* What was typed; a day that was left empty is open. */
static Err typed(Ctx *c, const Form *f, NamingOf of, Naming *n) {
    *n = (Naming){.name = form_text(f, of == NAMING_TERM ? "term" : "name"),
                  .abbr = form_text(f, "abbr"), .line = form_text(f, "line"),
                  .grammar = of == NAMING_TERM ? "party" : form_text(f, "grammar"),
                  .source = form_text(f, "source")};
    Err e = document_day(c, f, "since", "document.since.bad", &n->since);
    if (!e) e = document_day(c, f, "until", "document.until.bad", &n->until);
    if (!n->since) n->since = of == NAMING_ISSUER ? NAMING_ALWAYS : "";
    if (!n->until) n->until = DAY_OPEN;
    return e;
}

static Err add_post(Ctx *c, Request *r) {
    Naming         n;
    const NamingOf of = of_path(r);
    Err e = typed(c, &r->form, of, &n);
    if (!e) e = naming_add(c, of, &n);
    if (!e) reply_done(r, lists[of].path, "document.saved");
    return e;
}

/* ---- One of them ---- */

static const char *address(Ctx *c, NamingOf of, int64_t id) {
    return arena_print(c->a, "%s/%" PRId64, lists[of].path, id);
}

/* As the form has it. */
static const char *day_in_form(const Ctx *c, const char *day) {
    return open_day(day) ? "" : text_day_typed(c, day);
}

static void trail(Ctx *c, Request *r, NamingOf of, const Naming *n) {
    reply_trail(c, r, "/document", tr(c, "document.title"));
    reply_trail(c, r, lists[of].path, tr(c, lists[of].title));
    if (n) reply_trail(c, r, address(c, of, n->id), n->name);
}

static Clash meet(Ctx *c, Request *r, NamingOf of, const Naming *n) {
    const ClashField stored[] = {
        {of == NAMING_TERM ? "term" : "name", tr(c, lists[of].one), n->name, NULL},
        {"abbr", tr(c, "document.abbr"), n->abbr, NULL},
        {"since", tr(c, "document.since"), day_in_form(c, n->since), NULL},
        {"until", tr(c, "document.until"), day_in_form(c, n->until), NULL},
        {"source", tr(c, "document.source"), n->source, NULL},
        {0}};
    return clash_meet(c, request_form(c, r), naming_version(c, n), stored);
}

static NamingPage shown(Ctx *c, const Request *r, NamingOf of, const Naming *n, const Clash *k) {
    return (NamingPage){.of = of, .n = n, .clash = k, .action = r->path,
                        .back = address(c, of, n->id), .label = tr(c, lists[of].one),
                        .since = day_in_form(c, n->since),
                        .until = day_in_form(c, n->until),
                        .rename = arena_print(c->a, "%s/rename", address(c, of, n->id))};
}

static Err one_page(Ctx *c, Request *r) {
    static const char *const subjects[] = {"kind", "issuer", "term"};
    const NamingOf of = of_path(r);
    const Naming  *n = naming_list(c, of, request_id(r));
    if (!n) return "http.missing";
    const Clash k = meet(c, r, of, n);
    NamingPage  p = shown(c, r, of, n, &k);
    p.deeds = deed_lines(c, r, audit_history(c, subjects[of], n->id, DEEDS_MAX));
    trail(c, r, of, NULL);
    reply_page(r, n->name, document_naming_html(c, &p));
    return NULL;
}

static Err one_post(Ctx *c, Request *r) {
    Naming         is;
    const NamingOf of = of_path(r);
    const Naming  *was = naming_list(c, of, request_id(r));
    if (!was) return "http.missing";
    Err e = clash_check(&r->form, naming_version(c, was));
    if (!e) e = typed(c, &r->form, of, &is);
    if (!e) e = naming_change(c, of, was, &is);
    if (!e) reply_done(r, lists[of].path, "document.saved");
    return e;
}

static Err rename_page(Ctx *c, Request *r) {
    const NamingOf of = of_path(r);
    const Naming  *n = naming_list(c, of, request_id(r));
    if (!n) return "http.missing";
    const Clash      k = meet(c, r, of, n);
    const NamingPage p = shown(c, r, of, n, &k);
    trail(c, r, of, n);
    reply_page(r, tr(c, "document.rename"), document_rename_html(c, &p));
    return NULL;
}

static Err rename_post(Ctx *c, Request *r) {
    Naming         is;
    const NamingOf of = of_path(r);
    const Naming  *was = naming_list(c, of, request_id(r));
    if (!was) return "http.missing";
    Err e = clash_check(&r->form, naming_version(c, was));
    if (!e) e = typed(c, &r->form, of, &is);
    if (!e) e = naming_rename(c, of, was, &is);
    if (!e) reply_done(r, lists[of].path, "document.saved");
    return e;
}

#define ONE(path)                                                              \
    SHOW(path,         list_page, RIGHT_VIEW, NULL),                           \
    SEND(path,         add_post,  RIGHT_DOCUMENT, list_page),                  \
    SHOW(path "/{id}", one_page,  RIGHT_DOCUMENT, NULL),                       \
    SEND(path "/{id}", one_post,  RIGHT_DOCUMENT, one_page)
#define RENAMED(path)                                                          \
    SHOW(path "/{id}/rename", rename_page, RIGHT_DOCUMENT, NULL),              \
    SEND(path "/{id}/rename", rename_post, RIGHT_DOCUMENT, rename_page)

const Route document_name_routes[] = {
    ONE("/document/kind"),   RENAMED("/document/kind"),
    ONE("/document/issuer"), RENAMED("/document/issuer"),
    ONE("/document/term"), /* is followed by another one, not renamed */
    {0}
};
