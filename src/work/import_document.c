/* import_document.c - the register of documents as a table, in and out.
 *
 * A register says what stands on the first page of a document.  Where its symbol tells the
 * kind, the issuer and the number, they need not be typed; where they are, they count, for two
 * bodies print the same symbol.  The text and the files of a document are not in a table. */
#include "work/parts.h"

#include <string.h>

enum {
    D_SYMBOL, D_KIND, D_ISSUER, D_NUMBER, D_SUFFIX, D_SERIES, D_DAY, D_RECEIVED, D_ABSTRACT,
    D_SIGNER, D_ENDED, D_COLUMNS
};
static const ImportColumn columns[] = {
    {"symbol",   "document.symbol",   "import.also.symbol",   SHEET_TEXT,   18, false},
    {"kind",     "document.kind",     "import.also.kind",     SHEET_TEXT,   16, false},
    {"issuer",   "document.issuer",   "import.also.issuer",   SHEET_TEXT,   32, false},
    {"number",   "document.number",   NULL,                   SHEET_NUMBER,  8, false},
    {"suffix",   "document.suffix",   NULL,                   SHEET_TEXT,    8, false},
    {"series",   "document.series",   NULL,                   SHEET_TEXT,   10, false},
    {"day",      "document.day",      "import.also.day",      SHEET_DAY,    12, true},
    {"received", "document.received", NULL,                   SHEET_DAY,    12, false},
    {"abstract", "document.abstract", "import.also.abstract", SHEET_TEXT,   60, true},
    {"signer",   "document.signer",   NULL,                   SHEET_TEXT,   24, false},
    {"ended",    "document.ended",    NULL,                   SHEET_DAY,    12, false},
    {0}
};

/* ---- in ---- */

/* Of this name or symbol, issuing on the day if one of them is. */
static Err find_issuer(Ctx *c, const char *typed, const char *day, int64_t *id) {
    const char *key = text_search_exact(c->a, typed);
    int         best = 0;
    Rows q = db_query(c, "SELECT id, name, symbol, CASE WHEN since <= $1 AND $1 < until THEN 1"
                         " ELSE 0 END FROM document_issuer ORDER BY id", V(day));
    while (db_next(&q)) {
        bool name = strcmp(text_search_exact(c->a, row_text(&q, 1)), key) == 0;
        bool symbol = strcmp(text_search_exact(c->a, row_text(&q, 2)), key) == 0;
        int  score = (name ? 4 : symbol ? 2 : 0) + (row_int(&q, 3) ? 1 : 0);
        if (score > best && score > 1) best = score, *id = row_int(&q, 0);
    }
    return q.err ? q.err : best ? NULL : "document.issuer.missing";
}

/* Of this name or abbreviation, in the grammar of the issuer if it is in both. */
static Err find_kind(Ctx *c, const char *typed, int64_t issuer, int64_t *id) {
    const char *key = text_search_exact(c->a, typed);
    int         best = 0;
    Rows q = db_query(c, "SELECT k.id, k.name, k.abbr, CASE WHEN EXISTS (SELECT 1 FROM"
                         " document_issuer i WHERE i.id = $1 AND i.grammar = k.grammar) THEN 1"
                         " ELSE 0 END FROM document_kind k ORDER BY k.place, k.id", V(issuer));
    while (db_next(&q)) {
        bool name = strcmp(text_search_exact(c->a, row_text(&q, 1)), key) == 0;
        bool abbr = *row_text(&q, 2) && strcmp(text_search_exact(c->a, row_text(&q, 2)), key) == 0;
        int  score = (name ? 4 : abbr ? 2 : 0) + (row_int(&q, 3) ? 1 : 0);
        if (score > best && score > 1) best = score, *id = row_int(&q, 0);
    }
    return q.err ? q.err : best ? NULL : "document.kind.missing";
}

/* What the symbol tells. */
static Err read_symbol(Ctx *c, const char *typed, Document *d) {
    SymbolRead s;
    Err        e = symbol_read(c, typed, d->day, &s);
    if (e) return e;
    d->kind = s.kind;
    d->issuer = s.issuer;
    d->number = s.symbol.number;
    d->suffix = s.symbol.suffix;
    d->series = s.series ? s.series : "";
    d->symbol = symbol_print(c->a, &s.symbol);
    return NULL;
}

/* What was typed beside it counts more. */
static Err read_names(Ctx *c, const Import *m, const ImportRow *r, Document *d) {
    const char *issuer = import_text(m, r, D_ISSUER), *kind = import_text(m, r, D_KIND);
    const char *number = import_text(m, r, D_NUMBER), *suffix = import_text(m, r, D_SUFFIX);
    Err e = text_blank(issuer) ? NULL : find_issuer(c, issuer, d->day, &d->issuer);
    if (!e && !text_blank(kind)) e = find_kind(c, kind, d->issuer, &d->kind);
    if (!e && !text_blank(number) && text_int_parse(c, number, &d->number))
        e = "document.number.range";
    if (!text_blank(suffix)) d->suffix = suffix;
    if (!text_blank(import_text(m, r, D_SERIES))) d->series = import_text(m, r, D_SERIES);
    if (!e && d->number && !*d->series && d->issuer) {
        const char *series = document_series(c, d->issuer, d->day);
        if (series) d->series = series;
    }
    return e;
}

static Err read_document(Ctx *c, const Import *m, const ImportRow *r, Document *d) {
    const char *symbol = import_text(m, r, D_SYMBOL), *day = NULL;
    bool        named = !text_blank(import_text(m, r, D_ISSUER)) &&
                        !text_blank(import_text(m, r, D_KIND));
    *d = document_blank();
    d->abstract = import_text(m, r, D_ABSTRACT);
    d->signer = import_text(m, r, D_SIGNER);
    Err e = import_day(c, m, r, D_DAY, "document.day.missing", &day);
    if (!e && !day) e = "document.day.missing";
    if (e) return e;
    d->day = day;
    if (!text_blank(symbol)) e = read_symbol(c, symbol, d);
    if (named) e = NULL, d->symbol = symbol; /* as printed, in whatever grammar */
    if (!e) e = read_names(c, m, r, d);
    if (!e) e = import_day(c, m, r, D_RECEIVED, "document.received.bad", &d->received);
    return e ? e : import_day(c, m, r, D_ENDED, "document.ended.bad", &d->ended);
}

static Err take(Ctx *c, Import *m, const ImportRow *r, bool store) {
    Document d;
    Err      e = read_document(c, m, r, &d);
    if (!e && !org_may(c, RIGHT_DOCUMENT, 0)) e = "http.forbidden";
    return e ? e : store ? document_put(c, NULL, &d) : document_check(c, &d);
}

/* ---- out ---- */

typedef struct Giving { ExportPut *put; void *arg; } Giving;

static Err give_one(Ctx *c, void *arg, const Document *d) {
    Giving     *x = arg;
    bool        in = document_in_force(c, d);
    const Val   v[D_COLUMNS + 1] = {
        V(d->symbol), V(d->kind_name), V(d->issuer_name),
        d->number ? V(d->number) : V(""), V(d->suffix), V(d->series), V(d->day), V(d->received),
        V(d->abstract), V(d->signer), V(d->ended),
        V(tr(c, in ? "document.force.yes" : "document.force.no"))};
    return x->put(x->arg, v);
}

static Err put_row(void *arg, const Val *v) { return export_row(arg, v); }

Err document_export(Ctx *c, const DocumentFilter *f, SheetAs as, Made *out) {
    SheetColumn col[D_COLUMNS + 1];
    Export     *x;
    for (int i = 0; i < D_COLUMNS; i++)
        col[i] = (SheetColumn){tr(c, columns[i].label), columns[i].kind, columns[i].width};
    col[D_COLUMNS] = (SheetColumn){tr(c, "document.force"), SHEET_TEXT, 14};
    Err e = export_open(c, as, tr(c, "document.title"), tr(c, "document.title"), col,
                        D_COLUMNS + 1, &x);
    if (e) return e;
    Giving to = {put_row, x};
    e = document_each(c, f, give_one, &to);
    if (!e) return export_close(x, out);
    export_drop(x);
    return e;
}

/* A list gives them, with its filter. */
const ImportKind import_document_kind = {
    "document", "import.of.document", "/document", RIGHT_DOCUMENT, RIGHT_VIEW, NULL, columns, take,
    NULL, NULL
};
