/* reads_document.c - the register of documents, as programs read it. */
#include "api/reads.h"

#include "work/work.h"

static const ShapeField row_fields[] = {
    {"id", SHAPE_ID, false},      {"symbol", SHAPE_TEXT, false}, {"day", SHAPE_DAY, false},
    {"kind", SHAPE_ID, false},    {"kind_name", SHAPE_TEXT, false},
    {"issuer", SHAPE_ID, false},  {"issuer_name", SHAPE_TEXT, false},
    {"abstract", SHAPE_TEXT, false}, {"signer", SHAPE_TEXT, false},
    {"series", SHAPE_TEXT, false}, {"number", SHAPE_INT, false}, {"ended", SHAPE_DAY, true},
    {0},
};
static const ShapeField document_fields[] = {
    {"id", SHAPE_ID, false},       {"version", SHAPE_INT, false}, {"symbol", SHAPE_TEXT, false},
    {"kind", SHAPE_ID, false},     {"issuer", SHAPE_ID, false},   {"series", SHAPE_TEXT, false},
    {"number", SHAPE_INT, false},  {"suffix", SHAPE_TEXT, false}, {"day", SHAPE_DAY, false},
    {"received", SHAPE_DAY, true}, {"signer", SHAPE_TEXT, false}, {"abstract", SHAPE_TEXT, false},
    {"body", SHAPE_TEXT, false},   {"ended", SHAPE_DAY, true},    {"at", SHAPE_TIME, false},
    {"who", SHAPE_ID, true},       {0},
};
static const ShapeField file_fields[] = {
    {"id", SHAPE_ID, false}, {"name", SHAPE_TEXT, false}, {"type", SHAPE_TEXT, false},
    {"bytes", SHAPE_INT, false}, {0},
};
static const ShapeField relation_fields[] = {
    {"id", SHAPE_ID, false},   {"doer", SHAPE_ID, false}, {"done", SHAPE_ID, false},
    {"kind", SHAPE_TEXT, false}, {"day", SHAPE_DAY, false}, {"note", SHAPE_TEXT, false}, {0},
};
static const ShapeField kind_fields[] = {
    {"id", SHAPE_ID, false}, {"name", SHAPE_TEXT, false}, {"abbr", SHAPE_TEXT, false},
    {"grammar", SHAPE_TEXT, false}, {0},
};
static const ShapeField issuer_fields[] = {
    {"id", SHAPE_ID, false},        {"name", SHAPE_TEXT, false}, {"abbr", SHAPE_TEXT, false},
    {"grammar", SHAPE_TEXT, false}, {"line", SHAPE_TEXT, false}, {"unit", SHAPE_ID, true},
    {"since", SHAPE_DAY, false},    {"until", SHAPE_DAY, false}, {0},
};
static const ShapeField term_fields[] = {
    {"id", SHAPE_ID, false},     {"line", SHAPE_TEXT, false}, {"name", SHAPE_TEXT, false},
    {"since", SHAPE_DAY, false}, {"until", SHAPE_DAY, false}, {"source", SHAPE_TEXT, false}, {0},
};

const Shape document_shapes[] = {
    {"/document", "DocumentRow", "api.about.documents", true, "words kind issuer year force",
     row_fields},
    {"/document/{id}", "Document", "api.about.document", false, "", document_fields},
    {"/document/{id}/files", "DocumentFile", "api.about.files", true, "", file_fields},
    {"/document/{id}/relations", "Relation", "api.about.relations", true, "", relation_fields},
    {"/document/kind", "DocumentKind", "api.about.kinds", true, "", kind_fields},
    {"/document/issuer", "DocumentIssuer", "api.about.issuers", true, "", issuer_fields},
    {"/document/term", "DocumentTerm", "api.about.terms", true, "", term_fields},
    {0},
};

static Err documents_read(Ctx *c, Request *r) {
    Part p;
    Err  e = part_read(r, &p);
    if (e) return e;
    const char *words = db_search(c, request_text(r, "words"));
    Rows q = db_query(c,
        "SELECT d.id, d.symbol, d.day, d.kind, k.name, d.issuer, i.name, d.abstract, d.signer,"
        " d.series, d.number, d.ended FROM document d JOIN document_kind k ON k.id = d.kind"
        " JOIN document_issuer i ON i.id = d.issuer WHERE d.id > $1"
        " AND (d.kind = $2 OR $2 = 0) AND (d.issuer = $3 OR $3 = 0)"
        " AND ($4 = '' OR substr(d.day, 1, 4) = $4) AND ($5 = ''"
        " OR ($5 = 'no' AND d.ended <= $6) OR ($5 = 'yes' AND (d.ended IS NULL OR d.ended > $6)))"
        " AND ($7 = '' OR d.id IN (SELECT s.rowid FROM document_search($7) s))"
        " ORDER BY d.id LIMIT $8",
        V(p.after), V(request_number(r, "kind")), V(request_number(r, "issuer")),
        V(request_text(r, "year")), V(request_text(r, "force")), V(c->today),
        V(words ? words : ""), V(p.limit + 1));
    return shape_list(c, r, &p, &q);
}

static Err document_read(Ctx *c, Request *r) {
    Rows q = db_query(c, "SELECT id, version, symbol, kind, issuer, series, number, suffix, day,"
                         " received, signer, abstract, body, ended, at, who FROM document"
                         " WHERE id = $1", V(request_id(r)));
    return shape_one(c, r, &q);
}

static Err files_read(Ctx *c, Request *r) {
    Part p;
    Err  e = part_read(r, &p);
    if (e) return e;
    Rows q = db_query(c, "SELECT d.id, f.name, f.type, f.bytes FROM document_file d"
                         " JOIN stored_file f ON f.id = d.file WHERE d.document = $1"
                         " AND d.dropped IS NULL AND d.id > $2 ORDER BY d.id LIMIT $3",
                      V(request_id(r)), V(p.after), V(p.limit + 1));
    return shape_list(c, r, &p, &q);
}

static Err relations_read(Ctx *c, Request *r) {
    Part p;
    Err  e = part_read(r, &p);
    if (e) return e;
    Rows q = db_query(c, "SELECT id, doer, done, kind, day, note FROM document_relation"
                         " WHERE (doer = $1 OR done = $1) AND id > $2 ORDER BY id LIMIT $3",
                      V(request_id(r)), V(p.after), V(p.limit + 1));
    return shape_list(c, r, &p, &q);
}

#define NAMES(name, sql)                                                                 \
    static Err name(Ctx *c, Request *r) {                                                \
        Part p;                                                                          \
        Err  e = part_read(r, &p);                                                       \
        if (e) return e;                                                                 \
        Rows q = db_query(c, sql, V(p.after), V(p.limit + 1));                           \
        return shape_list(c, r, &p, &q);                                                 \
    }
NAMES(kinds_read, "SELECT id, name, abbr, grammar FROM document_kind WHERE id > $1"
      " ORDER BY id LIMIT $2")
NAMES(issuers_read, "SELECT id, name, symbol, grammar, line, unit, since, until"
      " FROM document_issuer WHERE id > $1 ORDER BY id LIMIT $2")
NAMES(terms_read, "SELECT id, line, name, since, until, source FROM document_term WHERE id > $1"
      " ORDER BY id LIMIT $2")

const Route document_reads[] = {
    SHOW("/document",                documents_read, RIGHT_VIEW, NULL),
    SHOW("/document/{id}",           document_read,  RIGHT_VIEW, NULL),
    SHOW("/document/{id}/files",     files_read,     RIGHT_VIEW, NULL),
    SHOW("/document/{id}/relations", relations_read, RIGHT_VIEW, NULL),
    SHOW("/document/kind",           kinds_read,     RIGHT_VIEW, NULL),
    SHOW("/document/issuer",         issuers_read,   RIGHT_VIEW, NULL),
    SHOW("/document/term",           terms_read,     RIGHT_VIEW, NULL),
    {0}
};
