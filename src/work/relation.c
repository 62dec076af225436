/* relation.c - what one document does to another. */
#include "work/parts.h"

#include <string.h>

static bool ends(const char *kind) {
    return strcmp(kind, "replaces") == 0 || strcmp(kind, "revokes") == 0;
}

static bool known(const char *kind) {
    static const char *const kinds[] = {"replaces", "amends", "revokes", "carries"};
    for (size_t i = 0; kind && i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kind, kinds[i]) == 0) return true;
    return false;
}

/* (3) Does `from` act on `to`, over any number of others? */
static bool reaches(Ctx *c, int64_t from, int64_t to) {
    int64_t n = 0;
    Err e = db_int(c, &n,
        "WITH RECURSIVE way(at) AS (SELECT CAST($1 AS BIGINT) UNION SELECT r.done"
        " FROM document_relation r JOIN way w ON r.doer = w.at)"
        " SELECT count(*) FROM way WHERE at = $2", V(from), V(to));
    return !e && n > 0;
}

static bool twice(Ctx *c, const Relation *r) {
    int64_t n = 0;
    Err e = db_int(c, &n, "SELECT count(*) FROM document_relation WHERE doer = $1 AND done = $2"
                          " AND kind = $3", V(r->doer), V(r->done), V(r->kind));
    return !e && n > 0;
}

static Err check(Ctx *c, const Relation *r) {
    const Document *doer = document_get(c, r->doer), *done = document_get(c, r->done);
    if (!known(r->kind)) return "document.relation.bad";
    if (!doer || !done) return "document.other.missing";
    if (r->doer == r->done) return "document.other.self";                         /* (1) */
    if (strcmp(doer->day, done->day) < 0) return "document.other.later";          /* (1) */
    if (!r->day || !date_ok(r->day)) return "document.from.missing";              /* (2) */
    if (strcmp(r->day, doer->day) < 0) return "document.from.early";              /* (2) */
    if (twice(c, r)) return "document.other.twice";                               /* (4) */
    return reaches(c, r->done, r->doer) ? "document.other.circle" : NULL;         /* (3) */
}

/* The version rises too: whoever edits it meanwhile has to see that it ended. */
static Err set_ended(Ctx *c, int64_t document, const char *was, const char *day) {
    if (text_same(was, day)) return NULL;
    Deed d = {.what = "document.deed.ended", .subject = "document", .id = document};
    deed_change(c, &d, "ended", was, day);
    Err e = db_exec(c, "UPDATE document SET ended = $2, version = version + 1 WHERE id = $1",
                    V(document), V(day));
    return e ? e : audit_note(c, &d);
}

static Err note(Ctx *c, const char *what, const Relation *r) {
    const Document *done = document_get(c, r->done);
    if (!done) return "document.other.missing";
    Deed d = {.what = what, .subject = "document", .id = r->doer};
    deed_change(c, &d, "relation", "", r->kind);
    deed_change(c, &d, "other", "", document_title(c, done));
    deed_change(c, &d, "from", "", r->day);
    deed_change(c, &d, "note", "", r->note);
    return audit_note(c, &d);
}

Err relation_add(Ctx *c, Relation *r) {
    Err e = check(c, r);
    if (!e) e = db_int(c, &r->id, "INSERT INTO document_relation (doer, done, kind, day, note, at,"
                                  " who) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
                       V(r->doer), V(r->done), V(r->kind), V(r->day), V(r->note), V(c->now),
                       V(c->who));
    if (!e) e = note(c, "document.deed.related", r);
    if (e || !ends(r->kind)) return e;
    const Document *done = document_get(c, r->done);
    bool earlier = done && done->ended && strcmp(done->ended, r->day) <= 0;
    return !done || earlier ? NULL : set_ended(c, r->done, done->ended, r->day);
}

/* The day on which the others that are left end it. */
static const char *end_by_others(Ctx *c, int64_t document) {
    const char *day = NULL;
    Rows q = db_query(c, "SELECT min(day) FROM document_relation WHERE done = $1"
                         " AND kind IN ('replaces', 'revokes')", V(document));
    while (db_next(&q)) day = row_text(&q, 0);
    return day;
}

static Relation *read_row(Rows *q) {
    Relation *r = arena_new(q->c->a, Relation);
    *r = (Relation){.id = row_int(q, 0), .doer = row_int(q, 1), .done = row_int(q, 2),
                    .kind = row_text(q, 3), .day = row_text(q, 4), .note = row_text(q, 5)};
    return r;
}
#define COLUMNS "SELECT id, doer, done, kind, day, note FROM document_relation"

Err relation_drop(Ctx *c, int64_t document, int64_t id) {
    Relation *r = NULL;
    Rows q = db_query(c, COLUMNS " WHERE id = $1 AND (doer = $2 OR done = $2)", V(id), V(document));
    while (db_next(&q)) r = read_row(&q);
    if (!r) return q.err ? q.err : "http.missing";
    Err e = db_exec(c, "DELETE FROM document_relation WHERE id = $1", V(id));
    if (!e) e = note(c, "document.deed.unrelated", r);
    const Document *done = document_get(c, r->done);
    if (e || !done || !ends(r->kind) || !text_same(done->ended, r->day)) return e;
    return set_ended(c, r->done, done->ended, end_by_others(c, r->done));
}

const Relation *relation_list(Ctx *c, int64_t document, bool doer) {
    Relation *first = NULL, **end = &first;
    Rows q = doer ? db_query(c, COLUMNS " WHERE doer = $1 ORDER BY day, id", V(document))
                  : db_query(c, COLUMNS " WHERE done = $1 ORDER BY day, id", V(document));
    while (db_next(&q)) {
        Relation *r = read_row(&q);
        r->other = document_get(c, doer ? r->done : r->doer);
        if (!r->other) continue;
        *end = r;
        end = &r->next;
    }
    return first;
}
