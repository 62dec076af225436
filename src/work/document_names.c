/* document_names.c - the kinds of documents, who issues them, and the terms that
 * count them: rows with days of validity, which an officer adds to. */
#include "work/work.h"

#include "text/text.h"

#include <string.h>

enum { NAME_MAX_BYTES = 200, ABBR_MAX_BYTES = 20 };

typedef struct Line { const char *name, *key; } Line;
static const Line lines[] = {
    {"", "document.line.year"}, {"central", "document.line.central"},
    {"provincial", "document.line.provincial"}, {"district", "document.line.district"}, {0}};

static const char *line_text(const Ctx *c, const char *name) {
    for (const Line *l = lines; l->name; l++)
        if (strcmp(l->name, name) == 0) return tr(c, l->key);
    return name;
}

static bool line_known(const char *name, bool year) {
    for (const Line *l = lines; l->name; l++)
        if (strcmp(l->name, name) == 0) return *name || year;
    return false;
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
static const char *day_shown(const Ctx *c, const char *day) {
    bool open = strcmp(day, "1900-01-01") <= 0 || strcmp(day, "9999-12-31") == 0;
    return open ? "…" : text_day(c, day);
}

/* Columns: name, symbol, grammar, line, since, until, source. */
static const NameRow *rows(Ctx *c, Rows q) {
    NameRow *first = NULL, **end = &first;
    while (db_next(&q)) {
        NameRow *r = *end = arena_new(c->a, NameRow);
        *r = (NameRow){.name = row_text(&q, 0), .symbol = row_text(&q, 1),
                       .grammar = grammar_text(c, row_text(&q, 2)),
                       .line = line_text(c, row_text(&q, 3)),
                       .since = day_shown(c, row_text(&q, 4)),
                       .until = day_shown(c, row_text(&q, 5)), .source = row_text(&q, 6)};
        end = &r->next;
    }
    return first;
}

/* ---- Checks that all three share ---- */

static Err check_name(const Form *f) {
    const char *grammar = form_text(f, "grammar");
    if (text_blank(form_text(f, "name"))) return "document.name.missing";
    if (strlen(form_text(f, "name")) > NAME_MAX_BYTES) return "document.name.long";
    bool known = strcmp(grammar, "party") == 0 || strcmp(grammar, "state") == 0;
    return known ? NULL : "document.grammar.bad";
}

/* Letters and digits, as a symbol can hold them. */
static Err check_abbr(Ctx *c, const char *abbr) {
    const char **words;
    if (!*abbr) return NULL;
    if (strlen(abbr) > ABBR_MAX_BYTES) return "document.abbr.bad";
    return text_words(c->a, abbr, &words) == 1 && strcmp(words[0], abbr) == 0
               ? NULL : "document.abbr.bad";
}

static Err note(Ctx *c, const char *what, const Form *f) {
    Deed d = {.what = what, .subject = "document", .id = 0};
    for (const Pair *p = f->typed; p; p = p->next) deed_change(c, &d, p->name, "", p->value);
    return audit_note(c, &d);
}

static void put_page(Ctx *c, Request *r, const char *title, Html body) {
    reply_trail(c, r, "/document", tr(c, "document.title"));
    reply_page(r, title, body);
}

/* ---- Kinds ---- */

static Err kinds_page(Ctx *c, Request *r) {
    const NameRow *all = rows(c, db_query(c,
        "SELECT k.name, k.abbr, k.grammar, '', '9999-12-31', '9999-12-31',"
        " COALESCE((SELECT r.source FROM document_kind_rule r WHERE r.kind = k.id AND r.since <= $1"
        " AND $1 < r.until ORDER BY r.since LIMIT 1), '') FROM document_kind k"
        " ORDER BY k.grammar, k.place, k.id", V(c->today)));
    put_page(c, r, tr(c, "document.kinds"),
             document_kinds_html(c, request_form(c, r), all, grammar_choices(c),
                                 request_may(r, RIGHT_DOCUMENT)));
    return NULL;
}

static Err kind_post(Ctx *c, Request *r) {
    const Form *f = &r->form;
    const char *since = NULL;
    int64_t     id;
    Err e = check_name(f);
    if (!e) e = check_abbr(c, form_text(f, "abbr"));
    if (!e) e = document_day(c, f, "since", "document.since.bad", &since);
    if (!e && !since) e = "document.since.bad";
    if (!e && text_blank(form_text(f, "source"))) e = "document.source.missing";
    if (!e) e = db_int(c, &id, "INSERT INTO document_kind (name, abbr, grammar, place)"
                               " VALUES ($1, $2, $3, 99) RETURNING id",
                       V(form_text(f, "name")), V(form_text(f, "abbr")),
                       V(form_text(f, "grammar")));
    if (!e) e = db_exec(c, "INSERT INTO document_kind_rule (kind, since, until, source)"
                           " VALUES ($1, $2, '9999-12-31', $3)",
                        V(id), V(since), V(form_text(f, "source")));
    if (!e) e = note(c, "document.deed.kind", f);
    if (!e) reply_done(r, "/document/kind", "document.saved");
    return e;
}

/* ---- Issuers ---- */

static Err issuers_page(Ctx *c, Request *r) {
    const NameRow *all = rows(c, db_query(c,
        "SELECT name, symbol, grammar, line, since, until, '' FROM document_issuer"
        " ORDER BY grammar, id"));
    put_page(c, r, tr(c, "document.issuers"),
             document_issuers_html(c, request_form(c, r), all, grammar_choices(c),
                                   line_choices(c, true), request_may(r, RIGHT_DOCUMENT)));
    return NULL;
}

static Err issuer_post(Ctx *c, Request *r) {
    const Form *f = &r->form;
    const char *since = NULL, *until = NULL;
    Err e = check_name(f);
    if (!e && !*form_text(f, "abbr")) e = "document.abbr.bad";
    if (!e) e = check_abbr(c, form_text(f, "abbr"));
    if (!e && !line_known(form_text(f, "line"), true)) e = "document.line.bad";
    if (!e) e = document_day(c, f, "since", "document.since.bad", &since);
    if (!e) e = document_day(c, f, "until", "document.until.bad", &until);
    if (!since) since = "1900-01-01";
    if (!until) until = "9999-12-31";
    if (!e && strcmp(since, until) >= 0) e = "document.until.bad";
    if (!e) e = db_exec(c, "INSERT INTO document_issuer (name, symbol, grammar, line, since, until)"
                           " VALUES ($1, $2, $3, $4, $5, $6)",
                        V(form_text(f, "name")), V(form_text(f, "abbr")),
                        V(form_text(f, "grammar")), V(form_text(f, "line")), V(since), V(until));
    if (!e) e = note(c, "document.deed.issuer", f);
    if (!e) reply_done(r, "/document/issuer", "document.saved");
    return e;
}

/* ---- Terms ---- */

static Err terms_page(Ctx *c, Request *r) {
    const NameRow *all = rows(c, db_query(c,
        "SELECT name, '', 'party', line, since, until, source FROM document_term"
        " ORDER BY line, since DESC"));
    put_page(c, r, tr(c, "document.terms"),
             document_terms_html(c, request_form(c, r), all, line_choices(c, false),
                                 request_may(r, RIGHT_DOCUMENT)));
    return NULL;
}

/* A term begins where the one before it ends: so no day has two, and none is without. */
static Err check_follows(Ctx *c, const char *line, const char *since) {
    const char *last = "";
    Rows q = db_query(c, "SELECT max(since) FROM document_term WHERE line = $1", V(line));
    while (db_next(&q)) last = row_text(&q, 0);
    return last && strcmp(since, last) <= 0 ? "document.since.early" : NULL;
}

static Err term_post(Ctx *c, Request *r) {
    const Form *f = &r->form;
    const char *since = NULL, *line = form_text(f, "line"), *name = form_text(f, "term");
    Err e = line_known(line, false) ? NULL : "document.line.bad";
    if (!e && (text_blank(name) || strlen(name) > DOCUMENT_SERIES_MAX)) e = "document.term.bad";
    if (!e) e = document_day(c, f, "since", "document.since.bad", &since);
    if (!e && !since) e = "document.since.bad";
    if (!e) e = check_follows(c, line, since);
    if (!e && text_blank(form_text(f, "source"))) e = "document.source.missing";
    if (!e) e = db_exec(c, "UPDATE document_term SET until = $2 WHERE line = $1 AND until > $2",
                        V(line), V(since));
    if (!e) e = db_exec(c, "INSERT INTO document_term (line, name, since, until, source)"
                           " VALUES ($1, $2, $3, '9999-12-31', $4)",
                        V(line), V(name), V(since), V(form_text(f, "source")));
    if (!e) e = note(c, "document.deed.term", f);
    if (!e) reply_done(r, "/document/term", "document.saved");
    return e;
}

const Route document_name_routes[] = {
    SHOW("/document/kind",   kinds_page,   RIGHT_VIEW,     NULL),
    SEND("/document/kind",   kind_post,    RIGHT_DOCUMENT, kinds_page),
    SHOW("/document/issuer", issuers_page, RIGHT_VIEW,     NULL),
    SEND("/document/issuer", issuer_post,  RIGHT_DOCUMENT, issuers_page),
    SHOW("/document/term",   terms_page,   RIGHT_VIEW,     NULL),
    SEND("/document/term",   term_post,    RIGHT_DOCUMENT, terms_page),
    {0}
};
