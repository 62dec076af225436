/* document_page.c - the register as a list, and one document. */
#include "work/parts.h"

#include "org/org.h"
#include "text/text.h"

#include <inttypes.h>
#include <string.h>

enum { PAGE_ROWS = 50, HISTORY_MAX = 100, FOUND_LETTERS = 160,
       BODY_LETTERS = 50000 /* in which a word is looked for, to be shown */ };

/* ---- The list ---- */

static Choice *choice(Ctx *c, const char *value, const char *text, Choice *next) {
    Choice *o = arena_new(c->a, Choice);
    *o = (Choice){.value = value, .text = text, .next = next};
    return o;
}

/* A year that nobody could have typed by hand is any year. */
static const Choice *years(Ctx *c) {
    Choice *all = choice(c, "", tr(c, "document.any"), NULL), **end = &all->next;
    Rows q = db_query(c, "SELECT DISTINCT substr(day, 1, 4) AS year FROM document"
                         " ORDER BY year DESC");
    while (db_next(&q)) {
        const char *year = row_text(&q, 0);
        *end = choice(c, year, year, NULL);
        end = &(*end)->next;
    }
    return all;
}

static const Choice *forces(Ctx *c) {
    Choice *no = choice(c, "no", tr(c, "document.force.no"), NULL);
    return choice(c, "", tr(c, "document.any"),
                  choice(c, "yes", tr(c, "document.force.yes"), no));
}

static const Choice *sorts(Ctx *c) {
    Choice *number = choice(c, "number", tr(c, "document.sort.number"), NULL);
    Choice *old = choice(c, "old", tr(c, "document.sort.old"), number);
    return choice(c, "", tr(c, "document.sort.best"),
                  choice(c, "new", tr(c, "document.sort.new"), old));
}

/* Marks the words of a text that a query has, in any accents; its last one may go on. */
static Html marked(Ctx *c, const char *text, const char *query) {
    const char **words, **wanted;
    size_t       n = text_words(c->a, text, &words);
    size_t       m = text_words(c->a, text_search_folded(c->a, query), &wanted);
    Buf          b = {.a = c->a};
    for (size_t i = 0; i < n && m; i++) {
        const char *at = strstr(text, words[i]), *key = text_search_folded(c->a, words[i]);
        bool        hit = strncmp(key, wanted[m - 1], strlen(wanted[m - 1])) == 0;
        for (size_t j = 0; j < m && !hit; j++) hit = strcmp(key, wanted[j]) == 0;
        html_text(&b, V(arena_part(c->a, text, (size_t)(at - text))));
        if (hit) buf_text(&b, "<mark>");
        html_text(&b, V(words[i]));
        if (hit) buf_text(&b, "</mark>");
        text = at + strlen(words[i]);
    }
    html_text(&b, V(text));
    return html_of(&b);
}

/* Where the words stand in a text, marked; empty if none of them does. */
static Html found_in(Ctx *c, const char *text, const char *words) {
    Html h = marked(c, text_snippet(c->a, text, words, FOUND_LETTERS), words);
    return strstr(h.s, "<mark>") ? h : (Html){""};
}

/* In its text, else in its files. */
static Html found_where(Ctx *c, const Document *d, const char *words) {
    Html h = text_blank(words) ? (Html){""} : found_in(c, d->body, words);
    if (*h.s || text_blank(words)) return h;
    Rows q = db_query(c, "SELECT substr(f.text, 1, CAST($2 AS INTEGER)) FROM document_file f"
                         " WHERE f.document = $1 AND f.dropped IS NULL AND f.text <> ''"
                         " ORDER BY f.id",
                      V(d->id), V(BODY_LETTERS));
    while (db_next(&q))
        if (!*h.s) h = found_in(c, row_text(&q, 0), words);
    return h;
}

static const DocumentRow *list_rows(Ctx *c, const Document *d, const char *words) {
    DocumentRow *first = NULL, **end = &first;
    for (; d; d = d->next) {
        DocumentRow *r = *end = arena_new(c->a, DocumentRow);
        *r = (DocumentRow){.d = d, .abstract = marked(c, d->abstract, words),
                           .found = found_where(c, d, words)};
        end = &r->next;
    }
    return first;
}

static bool is_filtered(const DocumentFilter *f) {
    return !text_blank(f->words) || f->kind || f->issuer || *f->year || *f->force;
}

static DocumentFilter asked(const Request *r) {
    return (DocumentFilter){
        .words = request_text(r, "words"), .kind = request_number(r, "kind"),
        .issuer = request_number(r, "issuer"), .year = request_text(r, "year"),
        .force = request_text(r, "force"), .sort = request_text(r, "sort"), .max = PAGE_ROWS,
        .letters = BODY_LETTERS};
}

static Err export_page(Ctx *c, Request *r) {
    const DocumentFilter f = asked(r);
    Made                 made;
    Err                  e = document_export(c, &f, export_as(r), &made);
    if (!e) export_reply(c, r, export_as(r), "van-ban", made);
    if (!e) export_noted(c, r, "document", NULL);
    return e;
}

static Err list_page(Ctx *c, Request *r) {
    DocumentFilter f = asked(r);
    Pager   pager = {.page = request_number(r, "page"), .base = request_address(c, r, "/document")};
    Form    filter = {.typed = r->query};
    int64_t total;
    if (pager.page < 1 || pager.page > INT32_MAX) pager.page = 1;
    f.from = (pager.page - 1) * PAGE_ROWS;
    const Document *d = document_list(c, &f, &total);
    pager.total = total;
    pager.pages = (total + PAGE_ROWS - 1) / PAGE_ROWS;
    const char *sheet = request_address(c, r, "/document/export");
    const DocumentsPage page = {
        .filter = &filter, .kinds = document_kind_choices(c, tr(c, "document.any")),
        .issuers = document_issuer_choices(c, tr(c, "document.any")), .years = years(c),
        .forces = forces(c), .sorts = sorts(c), .rows = list_rows(c, d, f.words),
        .pager = &pager, .sheet = sheet,
        .text = arena_print(c->a, "%s%cas=csv", sheet, strchr(sheet, '?') ? '&' : '?'),
        .filtered = is_filtered(&f), .may = request_may(r, RIGHT_DOCUMENT)};
    reply_page(r, tr(c, "document.title"), documents_html(c, &page));
    return NULL;
}

static Err gaps_page(Ctx *c, Request *r) {
    const Form filter = {.typed = r->query};
    reply_trail(c, r, "/document", tr(c, "document.title"));
    reply_page(r, tr(c, "document.gaps"),
               document_gaps_html(c, &filter, document_issuer_choices(c, tr(c, "document.any")),
                                  document_gaps(c, request_number(r, "issuer"))));
    return NULL;
}

/* ---- One document ---- */

const char *relation_key(const char *kind, bool doer) {
    static const struct { const char *kind, *does, *suffers; } keys[] = {
        {"replaces", "document.relation.replaces", "document.relation.replaced"},
        {"amends",   "document.relation.amends",   "document.relation.amended"},
        {"revokes",  "document.relation.revokes",  "document.relation.revoked"},
        {"carries",  "document.relation.carries",  "document.relation.carried"},
    };
    size_t i = 0;
    while (i < 3 && strcmp(kind, keys[i].kind) != 0) i++;
    return doer ? keys[i].does : keys[i].suffers;
}

/* The clause whose words the task quotes; NULL if none has them. */
static const Clause *anchor(const Clause *k, const char *hash) {
    for (; k; k = k->next)
        if (k->n && *hash && strcmp(k->hash, hash) == 0) return k;
    return NULL;
}

static DocumentTask *tasks_of(Ctx *c, const Document *d, const Clause *clauses,
                                    int64_t count[TASK_STATES]) {
    DocumentTask *first = NULL, **end = &first;
    Rows q = db_query(c, "SELECT " TASK_COLUMNS " FROM task t WHERE t.document = $1"
                         " ORDER BY t.due, t.id", V(d->id));
    while (db_next(&q)) {
        const Task   *t = task_read(&q);
        DocumentTask *row = arena_new(c->a, DocumentTask);
        TaskState     s = task_state_of(c, t);
        if (!task_sees(c, t)) continue;
        const Clause *k = anchor(clauses, t->quote_hash);
        *row = (DocumentTask){
            .id = t->id, .parent = t->parent, .work = t->work, .clause = t->clause,
            .unit = unit_name(c, t->lead),
            .due = t->due, .state = task_state_html(c, s), .n = k ? k->n : 0,
            .running = s != TASK_DONE && s != TASK_DONE_LATE && s != TASK_WITHDRAWN,
            .lost = *t->quote && !k && !clause_holds(c, d->body, t->quote)};
        count[s]++;
        *end = row;
        end = &row->next;
    }
    return first;
}

/* Under a clause stands what was given out of it, once: a task that was cascaded to
 * every commune is a row, and how many parts it has. */
static void join_parts(DocumentTask *tasks) {
    for (DocumentTask *t = tasks; t; t = t->next) {
        DocumentTask *up = tasks;
        while (up && up->id != t->parent) up = up->next;
        t->part = up != NULL;
        if (up) up->parts++;
    }
}

static const DocumentCount *counts_of(Ctx *c, const int64_t count[TASK_STATES]) {
    static const char *const words[TASK_STATES] = {
        "draft", "running", "soon", "overdue", "reported", "done", "late", "paused", "withdrawn"};
    DocumentCount *first = NULL, **end = &first;
    for (int s = 0; s < TASK_STATES; s++) {
        if (!count[s]) continue;
        DocumentCount *k = *end = arena_new(c->a, DocumentCount);
        *k = (DocumentCount){.n = count[s], .state = task_state_html(c, (TaskState)s),
                             .word = words[s]};
        end = &k->next;
    }
    return first;
}

static Err show_page(Ctx *c, Request *r) {
    const Document *d = document_get(c, request_id(r));
    int64_t         count[TASK_STATES] = {0};
    if (!d) return "http.missing";
    DocumentPage p = {.d = d, .flag = document_flag(c, d->id), .form = request_form(c, r),
                      .does = relation_list(c, d->id, true),
                      .deeds = deed_lines(c, r, audit_history(c, "document", d->id, HISTORY_MAX)),
                      .files = document_files(c, d->id),
                      .suffers = relation_list(c, d->id, false),
                      .clauses = clause_list(c, d->body),
                      .may = request_may(r, RIGHT_DOCUMENT),
                      .issue = request_may(r, RIGHT_ISSUE)};
    DocumentTask *tasks = tasks_of(c, d, p.clauses, count);
    join_parts(tasks);
    p.tasks = tasks;
    p.counts = counts_of(c, count);
    for (const DocumentTask *t = p.tasks; t; t = t->next) {
        p.affected |= p.flag && t->running;
        p.lost |= t->lost;
    }
    reply_trail(c, r, "/document", tr(c, "document.title"));
    reply_page(r, document_title(c, d), document_html(c, &p));
    return NULL;
}

/* ---- Relations ---- */

static const Choice *relation_choices(Ctx *c) {
    static const char *const kinds[] = {"replaces", "amends", "revokes", "carries"};
    Choice *first = NULL;
    for (int i = 4; i-- > 0;)
        first = choice(c, kinds[i], tr(c, relation_key(kinds[i], true)), first);
    return first;
}

static Err relation_page(Ctx *c, Request *r) {
    const Document *d = document_get(c, request_id(r));
    if (!d) return "http.missing";
    const RelationForm p = {.form = request_form(c, r), .d = d, .kinds = relation_choices(c),
                            .day = text_day_typed(c, d->day)};
    reply_trail(c, r, "/document", tr(c, "document.title"));
    reply_trail(c, r, arena_print(c->a, "/document/%" PRId64, d->id), document_title(c, d));
    reply_page(r, tr(c, "document.relation.add"), document_relation_html(c, &p));
    return NULL;
}

/* The document that is meant by its symbol; the latest where several print it. */
static int64_t find_symbol(Ctx *c, const char *typed, int64_t but) {
    SymbolRead  read;
    const char *printed = typed ? typed : "";
    int64_t     id = 0;
    if (!symbol_read(c, typed, NULL, &read)) printed = symbol_print(c->a, &read.symbol);
    Rows q = db_query(c, "SELECT id FROM document WHERE lower(symbol) = lower($1) AND id <> $2"
                         " AND symbol <> '' ORDER BY day, id", V(printed), V(but));
    while (db_next(&q)) id = row_int(&q, 0);
    return id;
}

static Err relation_post(Ctx *c, Request *r) {
    const Form *f = &r->form;
    const char *note = form_value(f, "note");
    Relation    n = {.doer = request_id(r), .kind = form_value(f, "relation"),
                     .note = note ? note : ""};
    n.done = find_symbol(c, form_value(f, "other"), n.doer);
    Err e = document_day(c, f, "from", "document.from.missing", &n.day);
    if (!e) e = relation_add(c, &n);
    if (!e) reply_done(r, arena_print(c->a, "/document/%" PRId64, n.doer), "document.saved");
    return e;
}

static Err relation_drop_post(Ctx *c, Request *r) {
    Err e = relation_drop(c, request_id(r), form_number(&r->form, "relation"));
    if (!e) reply_done(r, arena_print(c->a, "/document/%" PRId64, request_id(r)), "document.saved");
    return e;
}

/* ---- Files ---- */

static Err file_page(Ctx *c, Request *r) {
    int64_t stored = document_file_stored(c, request_id(r));
    return stored ? reply_file(c, r, stored) : "http.missing";
}

static Err file_drop_post(Ctx *c, Request *r) {
    Err e = document_file_drop(c, request_id(r), form_number(&r->form, "file"));
    if (!e) reply_done(r, arena_print(c->a, "/document/%" PRId64, request_id(r)), "document.saved");
    return e;
}

Err document_day(Ctx *c, const Form *f, const char *name, Err wrong, const char **out) {
    const char *typed = form_value(f, name);
    *out = NULL;
    if (text_blank(typed)) return NULL;
    return text_day_parse(c, typed, out) ? wrong : NULL;
}

const Route document_routes[] = {
    SHOW("/document",                    list_page,     RIGHT_VIEW,     "document.title"),
    SHOW("/document/export",             export_page,   RIGHT_VIEW,     NULL),
    SHOW("/document/gaps",               gaps_page,     RIGHT_VIEW,     NULL),
    SHOW("/document/{id}",               show_page,     RIGHT_VIEW,     NULL),
    SHOW("/document/{id}/relation",      relation_page, RIGHT_DOCUMENT, NULL),
    SEND("/document/{id}/relation",      relation_post, RIGHT_DOCUMENT, relation_page),
    SHOW("/document/file/{id}",          file_page,     RIGHT_VIEW,     NULL),
    SEND("/document/{id}/file/drop",     file_drop_post, RIGHT_DOCUMENT, show_page),
    SEND("/document/{id}/relation/drop", relation_drop_post, RIGHT_DOCUMENT, show_page),
    {0}
};
