/* document.c - the register of documents. */
#include "work/work.h"

#include "crypt/crypt.h"
#include "text/text.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#define COLUMNS                                                                \
    "d.id, d.kind, d.issuer, d.series, d.number, d.suffix, d.symbol, d.day, d.received,"       \
    " d.signer, d.abstract, d.body, d.ended, d.version, d.at, d.who, k.name, i.name, i.symbol"
#define JOINED                                                                 \
    " JOIN document_kind k ON k.id = d.kind JOIN document_issuer i ON i.id = d.issuer"

Document document_blank(void) {
    return (Document){.series = "", .suffix = "", .symbol = "", .day = "", .signer = "",
                      .abstract = "", .body = ""};
}

static Document *read_row(Rows *q) {
    Document *d = arena_new(q->c->a, Document);
    *d = (Document){
        .id = row_int(q, 0), .kind = row_int(q, 1), .issuer = row_int(q, 2),
        .series = row_text(q, 3), .number = row_int(q, 4), .suffix = row_text(q, 5),
        .symbol = row_text(q, 6), .day = row_text(q, 7), .received = row_text(q, 8),
        .signer = row_text(q, 9), .abstract = row_text(q, 10), .body = row_text(q, 11),
        .ended = row_text(q, 12), .version = row_int(q, 13), .at = row_int(q, 14),
        .who = row_int(q, 15), .kind_name = row_text(q, 16), .issuer_name = row_text(q, 17),
        .issuer_symbol = row_text(q, 18)};
    return d;
}

Document *document_get(Ctx *c, int64_t id) {
    Document *d = NULL;
    Rows q = db_query(c, "SELECT " COLUMNS " FROM document d" JOINED " WHERE d.id = $1", V(id));
    while (db_next(&q)) d = read_row(&q);
    return d;
}

bool document_in_force(const Ctx *c, const Document *d) {
    return !d->ended || strcmp(d->ended, c->today) > 0;
}

const char *document_title(const Ctx *c, const Document *d) {
    return arena_print(c->a, "%s %s", d->kind_name,
                       *d->symbol ? d->symbol : text_day(c, d->day));
}

/* ---- Rules ---- */

static bool after(const char *day, const char *than) { return strcmp(day, than) > 0; }

/* How many rows; the query counts. */
#define COUNT(c, n, ...) do { if (db_int((c), &(n), __VA_ARGS__)) (n) = 0; } while (0)

static Err check_kind(Ctx *c, const Document *d) { /* (1) */
    int64_t known, good;
    COUNT(c, known, "SELECT count(*) FROM document_kind WHERE id = $1", V(d->kind));
    if (!known) return "document.kind.missing";
    COUNT(c, good,
          "SELECT count(*) FROM document_kind k WHERE k.id = $1 AND (EXISTS (SELECT 1 FROM"
          " document_kind_rule r WHERE r.kind = k.id AND r.since <= $2 AND $2 < r.until)"
          " OR NOT EXISTS (SELECT 1 FROM document_kind_rule r JOIN document_kind o ON"
          " o.id = r.kind WHERE o.grammar = k.grammar AND r.since <= $2))", V(d->kind), V(d->day));
    return good ? NULL : "document.kind.past";
}

static Err check_issuer(Ctx *c, const Document *d) { /* (2) */
    int64_t known, good;
    COUNT(c, known, "SELECT count(*) FROM document_issuer WHERE id = $1", V(d->issuer));
    if (!known) return "document.issuer.missing";
    COUNT(c, good, "SELECT count(*) FROM document_issuer WHERE id = $1 AND since <= $2"
                   " AND $2 < until", V(d->issuer), V(d->day));
    return good ? NULL : "document.issuer.past";
}

static Err check_number(const Document *d) { /* (3) (4) */
    size_t n = strlen(d->suffix);
    if (d->number < 0 || d->number > SYMBOL_NUMBER_MAX) return "document.number.range";
    if (n && (d->number == 0 || (n != 1 && strcmp(d->suffix, "bis") != 0) ||
              !islower((unsigned char)*d->suffix))) return "document.number.suffix";
    if (d->number && text_blank(d->series)) return "document.series.missing";
    return strlen(d->series) > DOCUMENT_SERIES_MAX ? "document.series.long" : NULL;
}

static Err check_days(const Ctx *c, const Document *d) { /* (5) */
    if (!date_ok(d->day)) return "document.day.missing";
    if (after(d->day, c->today)) return "document.day.future";
    if (d->received && after(d->day, d->received)) return "document.received.early";
    if (d->ended && after(d->day, d->ended)) return "document.ended.early";
    return NULL;
}

static Err check_texts(const Document *d) { /* (6) */
    if (strlen(d->symbol) > 120) return "document.symbol.long";
    if (strlen(d->signer) > DOCUMENT_SIGNER_MAX) return "document.signer.long";
    if (text_blank(d->abstract)) return "document.abstract.missing";
    if (strlen(d->abstract) > DOCUMENT_ABSTRACT_MAX) return "document.abstract.long";
    return strlen(d->body) > DOCUMENT_BODY_MAX ? "document.body.long" : NULL;
}

int64_t document_same(Ctx *c, const Document *d) {
    int64_t id = 0;
    if (d->number == 0) return 0;
    Rows q = db_query(c, "SELECT id FROM document WHERE issuer = $1 AND kind = $2 AND series = $3"
                         " AND number = $4 AND suffix = $5 AND id <> $6",
                      V(d->issuer), V(d->kind), V(d->series), V(d->number), V(d->suffix), V(d->id));
    while (db_next(&q)) id = row_int(&q, 0);
    return id;
}

Err document_check(Ctx *c, const Document *d) {
    Err e = check_days(c, d);
    if (!e) e = check_kind(c, d);
    if (!e) e = check_issuer(c, d);
    if (!e) e = check_number(d);
    if (!e) e = check_texts(d);
    return e ? e : document_same(c, d) ? "document.number.taken" : NULL; /* (7) */
}

/* ---- Storage ---- */

static Err insert(Ctx *c, Document *d) {
    d->at = c->now;
    d->who = c->who;
    d->version = 1;
    return db_int(c, &d->id,
        "INSERT INTO document (kind, issuer, series, number, suffix, symbol, day, received, signer,"
        " abstract, body, ended, version, at, who) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10,"
        " $11, $12, 1, $13, $14) RETURNING id",
        V(d->kind), V(d->issuer), V(d->series), V(d->number), V(d->suffix), V(d->symbol),
        V(d->day), V(d->received), V(d->signer), V(d->abstract), V(d->body), V(d->ended),
        V(d->at), V(d->who));
}

static Err update(Ctx *c, const Document *was, Document *d) {
    Err  e = "clash.version.stale";
    Rows q = db_query(c,
        "UPDATE document SET kind = $3, issuer = $4, series = $5, number = $6, suffix = $7,"
        " symbol = $8, day = $9, received = $10, signer = $11, abstract = $12, body = $13,"
        " ended = $14, version = version + 1 WHERE id = $1 AND version = $2 RETURNING version",
        V(was->id), V(was->version), V(d->kind), V(d->issuer), V(d->series), V(d->number),
        V(d->suffix), V(d->symbol), V(d->day), V(d->received), V(d->signer), V(d->abstract),
        V(d->body), V(d->ended));
    d->id = was->id;
    while (db_next(&q)) d->version = row_int(&q, 0), e = NULL;
    return q.err ? q.err : e;
}

static const char *kind_text(Ctx *c, int64_t id) {
    const char *name = "";
    Rows q = db_query(c, "SELECT name FROM document_kind WHERE id = $1", V(id));
    while (db_next(&q)) name = row_text(&q, 0);
    return name;
}
static const char *issuer_text(Ctx *c, int64_t id) {
    const char *name = "";
    Rows q = db_query(c, "SELECT name FROM document_issuer WHERE id = $1", V(id));
    while (db_next(&q)) name = row_text(&q, 0);
    return name;
}
static const char *number_text(Ctx *c, const Document *d) {
    return d->number ? arena_print(c->a, "%" PRId64 "%s", d->number, d->suffix) : "";
}
/* The log is no place for a body of 500 KB; its hash tells which one it was. */
static const char *body_text(Ctx *c, const Document *d) {
    if (!*d->body) return "";
    Hash h = hash_of(d->body, strlen(d->body));
    return arena_print(c->a, "SHA-256 %s", hex_of(c->a, h.b, HASH_BYTES));
}

static Err note(Ctx *c, const Document *was, const Document *d) {
    const Document none = document_blank(), *old = was ? was : &none;
    Deed deed = {.what = was ? "document.deed.changed" : "document.deed.registered",
                 .subject = "document", .id = d->id};
    deed_change(c, &deed, "kind", kind_text(c, old->kind), kind_text(c, d->kind));
    deed_change(c, &deed, "issuer", issuer_text(c, old->issuer), issuer_text(c, d->issuer));
    deed_change(c, &deed, "number", number_text(c, old), number_text(c, d));
    deed_change(c, &deed, "series", old->series, d->series);
    deed_change(c, &deed, "symbol", old->symbol, d->symbol);
    deed_change(c, &deed, "day", old->day, d->day);
    deed_change(c, &deed, "received", old->received, d->received);
    deed_change(c, &deed, "signer", old->signer, d->signer);
    deed_change(c, &deed, "abstract", old->abstract, d->abstract);
    deed_change(c, &deed, "body", body_text(c, old), body_text(c, d));
    deed_change(c, &deed, "ended", old->ended, d->ended);
    return was && !deed.changes ? NULL : audit_note(c, &deed);
}

Err document_index(Ctx *c, int64_t id) {
    const Document *d = document_get(c, id);
    Buf             b = {.a = c->a};
    if (!d) return NULL;
    const char *const parts[] = {d->symbol, d->kind_name, d->issuer_symbol, d->issuer_name,
                                 d->signer, d->abstract, d->body};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        buf_text(&b, parts[i]);
        buf_text(&b, "\n");
    }
    Rows q = db_query(c, "SELECT f.text FROM document_file f WHERE f.document = $1"
                         " AND f.dropped IS NULL AND f.text IS NOT NULL ORDER BY f.id", V(id));
    while (db_next(&q)) {
        buf_text(&b, row_text(&q, 0));
        buf_text(&b, "\n");
    }
    return db_index(c, "document_search", id, b.s);
}

Err document_put(Ctx *c, const Document *was, Document *d) {
    Err e = document_check(c, d);
    if (!e) e = was ? update(c, was, d) : insert(c, d);
    if (!e) e = note(c, was, d);
    return e ? e : document_index(c, d->id);
}

/* ---- What became of it ---- */

const char *document_flag(Ctx *c, int64_t document) {
    const Document *d = document ? document_get(c, document) : NULL;
    const char     *kind = NULL;
    if (!d) return NULL;
    Rows q = db_query(c, "SELECT kind FROM document_relation WHERE done = $1 AND day <= $2"
                         " AND kind <> 'carries' ORDER BY kind", V(document), V(c->today));
    while (db_next(&q)) kind = row_text(&q, 0); /* the last: revokes, replaces, amends */
    if (document_in_force(c, d)) return kind ? "document.flag.amended" : NULL;
    if (kind && strcmp(kind, "revokes") == 0) return "document.flag.revoked";
    return kind && strcmp(kind, "replaces") == 0 ? "document.flag.replaced" : "document.flag.ended";
}
