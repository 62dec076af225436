/* document_list.c - documents that are looked for, and numbers that are not there. */
#include "work/parts.h"

#include <string.h>

enum { PORTION = 1000 };

/* $1 kind, $2 issuer, $3 year, $4 in force, $5 today; and of a page $6 rows from $7 on.
 * The column stands first: it tells PostgreSQL that the value may be large. */
#define COLUMNS                                                                \
    "SELECT d.id, d.symbol, d.day, d.signer, d.abstract, d.ended, k.name, i.name, i.symbol,"   \
    " d.series, d.number, d.suffix, d.received"
#define JOINED                                                                 \
    " JOIN document_kind k ON k.id = d.kind JOIN document_issuer i ON i.id = d.issuer"
#define WHERE                                                                  \
    " WHERE (d.kind = $1 OR $1 = 0) AND (d.issuer = $2 OR $2 = 0)"                             \
    " AND ($3 = '' OR substr(d.day, 1, 4) = $3) AND ($4 = ''"                                  \
    " OR ($4 = 'no' AND d.ended <= $5) OR ($4 = 'yes' AND (d.ended IS NULL OR d.ended > $5)))"
#define PAGE " LIMIT $6 OFFSET $7"
#define PLAIN COLUMNS ", '' FROM document d" JOINED WHERE
#define BODY ", substr(d.body, 1, CAST($9 AS INTEGER))"
#define MATCHES " FROM document_search($8) s JOIN document d ON d.id = s.rowid"
#define FOUND COLUMNS BODY MATCHES JOINED WHERE
#define NEW " ORDER BY d.day DESC, d.id DESC" PAGE
#define OLD " ORDER BY d.day, d.id" PAGE
#define NUMBER " ORDER BY i.symbol, k.place, d.series DESC, d.number DESC, d.suffix, d.id" PAGE
#define BEST " ORDER BY s.rank, d.day DESC, d.id DESC" PAGE

static Rows run(Ctx *c, const DocumentFilter *f, const char *q) {
    const Val v[] = {{0}, V(f->kind), V(f->issuer), V(f->year), V(f->force), V(c->today),
                     V(f->max), V(f->from), V(q), V(f->letters)};
    const char *by = f->sort ? f->sort : "";
    bool old = strcmp(by, "old") == 0, number = strcmp(by, "number") == 0;
    if (!q && old) return db_run_query(c, PLAIN OLD, v, 7);
    if (!q && number) return db_run_query(c, PLAIN NUMBER, v, 7);
    if (!q) return db_run_query(c, PLAIN NEW, v, 7);
    if (old) return db_run_query(c, FOUND OLD, v, 9);
    if (number) return db_run_query(c, FOUND NUMBER, v, 9);
    if (strcmp(by, "new") == 0) return db_run_query(c, FOUND NEW, v, 9);
    return db_run_query(c, FOUND BEST, v, 9);
}

static int64_t count(Ctx *c, const DocumentFilter *f, const char *q) {
    int64_t n = 0;
    Err e = q ? db_int(c, &n, "SELECT count(*) FROM document_search($6) s JOIN document d"
                              " ON d.id = s.rowid" WHERE,
                       V(f->kind), V(f->issuer), V(f->year), V(f->force), V(c->today), V(q))
              : db_int(c, &n, "SELECT count(*) FROM document d" WHERE,
                       V(f->kind), V(f->issuer), V(f->year), V(f->force), V(c->today));
    return e ? 0 : n;
}

static Document *read_row(Rows *q) {
    Document *d = arena_new(q->c->a, Document);
    *d = document_blank();
    d->id = row_int(q, 0);
    d->symbol = row_text(q, 1);
    d->day = row_text(q, 2);
    d->signer = row_text(q, 3);
    d->abstract = row_text(q, 4);
    d->ended = row_text(q, 5);
    d->kind_name = row_text(q, 6);
    d->issuer_name = row_text(q, 7);
    d->issuer_symbol = row_text(q, 8);
    d->series = row_text(q, 9);
    d->number = row_int(q, 10);
    d->suffix = row_text(q, 11);
    d->received = row_text(q, 12);
    d->body = row_text(q, 13);
    return d;
}

const Document *document_list(Ctx *c, const DocumentFilter *f, int64_t *total) {
    const char *query = db_search(c, f->words);
    Document   *first = NULL, **end = &first;
    *total = count(c, f, query);
    Rows q = run(c, f, query);
    while (db_next(&q)) {
        *end = read_row(&q);
        end = &(*end)->next;
    }
    return first;
}

/* In portions: the other engine holds all rows of a query in memory. */
Err document_each(Ctx *c, const DocumentFilter *f, DocumentEach *each, void *arg) {
    const char    *query = db_search(c, f->words);
    DocumentFilter part = *f;
    Ctx            mine = *c;
    Err            e = NULL;
    bool           more = true;
    mine.a = arena_open();
    part.letters = 0;
    part.max = PORTION;
    for (part.from = 0; more && !e; part.from += PORTION) {
        Rows q = run(&mine, &part, query);
        int  n = 0;
        for (; db_next(&q); n++)
            if (!e) e = each(&mine, arg, read_row(&q));
        if (!e) e = q.err;
        more = n == PORTION;
        arena_reset(mine.a);
    }
    arena_close(mine.a);
    return e;
}

/* Each registered number and the one before it in the same counter: what lies
 * between is missing. */
const Gap *document_gaps(Ctx *c, int64_t issuer) {
    Gap *first = NULL, **end = &first;
    Rows q = db_query(c,
        "SELECT x.issuer, x.kind, x.series, x.below + 1, x.number - 1 FROM (SELECT i.name AS"
        " issuer, k.name AS kind, k.place AS place, d.series AS series, d.number AS number,"
        " COALESCE(LAG(d.number) OVER (PARTITION BY d.issuer, d.kind, d.series ORDER BY d.number),"
        " 0) AS below FROM document d" JOINED " WHERE d.number > 0 AND (d.issuer = $1 OR $1 = 0)) x"
        " WHERE x.number > x.below + 1"
        " ORDER BY x.issuer, x.place, x.kind, x.series DESC, x.number", V(issuer));
    while (db_next(&q)) {
        Gap *g = *end = arena_new(c->a, Gap);
        *g = (Gap){.issuer = row_text(&q, 0), .kind = row_text(&q, 1), .series = row_text(&q, 2),
                   .from = row_int(&q, 3), .to = row_int(&q, 4)};
        end = &g->next;
    }
    return first;
}
