/* document_form.c - a document is registered, and its entry changed.
 *
 * Whoever types the symbol has typed most of the key: the rest is read from it, by a
 * button that brings the form back filled in, and again for what is still empty when
 * the form is sent.  All of it may be corrected. */
#include "work/work.h"

#include "text/text.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Words at the beginning and end of a field, without the spaces around them. */
static const char *trimmed(Ctx *c, const char *s) {
    while (isspace((unsigned char)*s)) s++;
    size_t n = strlen(s);
    while (n && isspace((unsigned char)s[n - 1])) n--;
    return arena_part(c->a, s, n);
}

/* ---- What may be chosen ---- */

static Choice *add_choice(Ctx *c, Choice **end, Rows *q) {
    const char *abbr = row_text(q, 1), *name = row_text(q, 2);
    bool        state = strcmp(row_text(q, 3), "state") == 0;
    Choice     *o = *end = arena_new(c->a, Choice);
    *o = (Choice){.value = arena_print(c->a, "%" PRId64, row_int(q, 0)),
                  .text = *abbr ? arena_print(c->a, "%s – %s", abbr, name) : name,
                  .group = tr(c, state ? "document.grammar.state" : "document.grammar.party")};
    return o;
}

static const Choice *choices(Ctx *c, Rows q, const char *empty) {
    Choice *first = arena_new(c->a, Choice), *o = first;
    *first = (Choice){.value = "", .text = empty};
    while (db_next(&q)) o = add_choice(c, &o->next, &q);
    return first;
}

const Choice *document_kind_choices(Ctx *c, const char *empty) {
    return choices(c, db_query(c, "SELECT id, abbr, name, grammar FROM document_kind"
                                  " ORDER BY grammar, place, id"), empty);
}

const Choice *document_issuer_choices(Ctx *c, const char *empty) {
    return choices(c, db_query(c, "SELECT id, symbol, name, grammar FROM document_issuer"
                                  " ORDER BY grammar, id"), empty);
}

/* ---- The symbol is read into the form ---- */

/* The form with this field set: always, or only where nothing is typed. */
static void put(Ctx *c, Form *f, const char *name, const char *value, bool always) {
    if (!value || !*value || (!always && *form_text(f, name))) return;
    Pair *first = arena_new(c->a, Pair), **end = &first->next;
    *first = (Pair){.name = name, .value = value};
    for (const Pair *p = f->typed; p; p = p->next) {
        if (strcmp(p->name, name) == 0) continue;
        *end = arena_new(c->a, Pair);
        **end = (Pair){p->name, p->value, NULL};
        end = &(*end)->next;
    }
    f->typed = first;
}

static const char *id_text(Ctx *c, int64_t id) {
    return id ? arena_print(c->a, "%" PRId64, id) : NULL;
}

static Err read_symbol(Ctx *c, Form *f, bool always) {
    SymbolRead  read;
    const char *day = NULL;
    Err e = document_day(c, f, "day", "document.day.missing", &day);
    if (!e) e = symbol_read(c, form_value(f, "symbol"), day, &read);
    if (e) return e;
    const Symbol *s = &read.symbol;
    put(c, f, "symbol", symbol_print(c->a, s), true);
    put(c, f, "kind", id_text(c, read.kind), always);
    put(c, f, "issuer", id_text(c, read.issuer), always);
    put(c, f, "number", arena_print(c->a, "%" PRId64 "%s", s->number, s->suffix), always);
    put(c, f, "series", read.series, always);
    return NULL;
}

/* What the reading left to be chosen by hand: a key of a sentence. */
static const char *read_result(const Form *f) {
    if (!*form_text(f, "kind") || !*form_text(f, "issuer")) return "document.read.part";
    return *form_text(f, "series") ? "document.read.done" : "document.read.series";
}

/* ---- From the form to the document ---- */

static Err take_number(Ctx *c, const Form *f, Document *d) {
    const char *s = trimmed(c, form_text(f, "number"));
    size_t      n = strspn(s, "0123456789");
    if (*s && (n == 0 || n > 9)) return "document.number.range";
    d->number = strtoll(s, NULL, 10);
    if (*s && d->number == 0) return "document.number.range";
    d->suffix = s + n;
    return NULL;
}

static Err take(Ctx *c, const Form *f, Document *d) {
    d->kind = form_number(f, "kind");
    d->issuer = form_number(f, "issuer");
    d->series = trimmed(c, form_text(f, "series"));
    d->symbol = trimmed(c, form_text(f, "symbol"));
    d->signer = trimmed(c, form_text(f, "signer"));
    d->abstract = trimmed(c, form_text(f, "abstract"));
    d->body = trimmed(c, form_text(f, "body"));
    Err e = document_day(c, f, "day", "document.day.missing", &d->day);
    if (!e && !d->day) e = "document.day.missing";
    if (!e) e = document_day(c, f, "received", "document.received.bad", &d->received);
    if (!e) e = document_day(c, f, "ended", "document.ended.bad", &d->ended);
    return e ? e : take_number(c, f, d);
}

/* ---- Pages ---- */

static const char *day_typed(const Ctx *c, const char *day) {
    return day ? text_day_typed(c, day) : "";
}

static const Document *same_of(Ctx *c, const Form *f, int64_t id) {
    Document d = document_blank();
    d.id = id;
    if (!f->err || strcmp(f->err, "document.number.taken") != 0 || take(c, f, &d)) return NULL;
    return document_get(c, document_same(c, &d));
}

static DocumentForm fresh_form(Ctx *c, Request *r, const char *read) {
    const Form *f = request_form(c, r);
    return (DocumentForm){.form = f, .action = "/document/new", .read = read,
                          .kinds = document_kind_choices(c, tr(c, "document.choose")),
                          .issuers = document_issuer_choices(c, tr(c, "document.choose")),
                          .same = same_of(c, f, 0)};
}

static Err show_new(Ctx *c, Request *r, const char *read) {
    const DocumentForm p = fresh_form(c, r, read);
    reply_trail(c, r, "/document", tr(c, "document.title"));
    reply_page(r, tr(c, "document.new"), document_form_html(c, &p));
    return NULL;
}

static Err new_page(Ctx *c, Request *r) { return show_new(c, r, NULL); }

static Err show_edit(Ctx *c, Request *r, const char *read) {
    const Document *d = document_get(c, request_id(r));
    if (!d) return "http.missing";
    DocumentForm p = fresh_form(c, r, read);
    p.was = d;
    p.action = arena_print(c->a, "/document/%" PRId64 "/edit", d->id);
    p.day = text_day_typed(c, d->day);
    p.received = day_typed(c, d->received);
    p.ended = day_typed(c, d->ended);
    p.number = d->number ? arena_print(c->a, "%" PRId64 "%s", d->number, d->suffix) : "";
    p.same = same_of(c, p.form, d->id);
    const ClashField stored[] = {
        {"symbol", tr(c, "document.symbol"), d->symbol, NULL},
        {"day", tr(c, "document.day"), p.day, NULL},
        {"kind", tr(c, "document.kind"), arena_print(c->a, "%" PRId64, d->kind),
         p.kinds},
        {"issuer", tr(c, "document.issuer"), arena_print(c->a, "%" PRId64, d->issuer),
         p.issuers},
        {"number", tr(c, "document.number"), p.number, NULL},
        {"series", tr(c, "document.series"), d->series, NULL},
        {"abstract", tr(c, "document.abstract"), d->abstract, NULL},
        {"signer", tr(c, "document.signer"), d->signer, NULL},
        {"received", tr(c, "document.received"), p.received, NULL},
        {"ended", tr(c, "document.ended"), p.ended, NULL},
        {"body", tr(c, "document.body"), d->body, NULL},
        {0}};
    const Clash clash = clash_meet(c, p.form, d->version, stored);
    p.clash = &clash;
    p.form = clash.form;
    reply_trail(c, r, "/document", tr(c, "document.title"));
    reply_trail(c, r, arena_print(c->a, "/document/%" PRId64, d->id), document_title(c, d));
    reply_page(r, tr(c, "document.edit"), document_form_html(c, &p));
    return NULL;
}

static Err edit_page(Ctx *c, Request *r) { return show_edit(c, r, NULL); }

/* The button that reads the symbol: the form comes back, and nothing is stored. */
static Err read_post(Ctx *c, Request *r, Err (*page)(Ctx *c, Request *r, const char *read)) {
    Err e = read_symbol(c, &r->form, true);
    return e ? e : page(c, r, read_result(&r->form));
}

static Err new_post(Ctx *c, Request *r) {
    Document d = document_blank();
    if (form_value(&r->form, "read")) return read_post(c, r, show_new);
    Err e = *form_text(&r->form, "symbol") ? read_symbol(c, &r->form, false) : NULL;
    if (e && strncmp(e, "document.symbol.", 16) == 0) e = NULL; /* kept as it is printed */
    if (!e) e = take(c, &r->form, &d);
    if (!e) e = document_put(c, NULL, &d);
    if (!e) e = document_file_add(c, d.id, r->uploads);
    if (!e) reply_done(r, arena_print(c->a, "/document/%" PRId64, d.id), "document.registered");
    return e;
}

static Err edit_post(Ctx *c, Request *r) {
    const Document *was = document_get(c, request_id(r));
    if (!was) return "http.missing";
    if (form_value(&r->form, "read")) return read_post(c, r, show_edit);
    Document d = *was;
    Err e = clash_check(&r->form, was->version);
    if (!e) e = take(c, &r->form, &d);
    if (!e) e = document_put(c, was, &d);
    if (!e) e = document_file_add(c, d.id, r->uploads);
    if (!e) reply_done(r, arena_print(c->a, "/document/%" PRId64, was->id), "document.saved");
    return e;
}

const Route document_form_routes[] = {
    SHOW("/document/new",             new_page,  RIGHT_DOCUMENT, NULL),
    SEND_FILES("/document/new",       new_post,  RIGHT_DOCUMENT, new_page),
    SHOW("/document/{id}/edit",       edit_page, RIGHT_DOCUMENT, NULL),
    SEND_FILES("/document/{id}/edit", edit_post, RIGHT_DOCUMENT, edit_page),
    {0}
};
