/* pg.c - the PostgreSQL engine.  Values go as text; the server knows types. */
#include "db/driver.h"

#include <inttypes.h>
#include <libpq-fe.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PARAMS_MAX = 63 };
enum { INT8 = 20, INT2 = 21, INT4 = 23 }; /* types by their numbers in pg_type.dat */

static bool begins(const char *state, const char *with) {
    return state && strncmp(state, with, strlen(with)) == 0;
}

/* What is nobody's mistake becomes trouble; all else is a fault.  The codes are
 * those of appendix A of PostgreSQL's manual. */
static void trouble(Db *db, const PGresult *r, const char *sql) {
    const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
    bool wrong = begins(state, "08P01"); /* not as many values as the statement wants */
    bool lost = PQstatus(db->h) != CONNECTION_OK || begins(state, "08") || begins(state, "57P");
    if (lost && !wrong) db->trouble = strcmp(sql, "COMMIT") == 0 ? "db.unsure" : "db.again";
    else if (begins(state, "40")) db->trouble = "db.again"; /* deadlock, serialisation */
    else if (begins(state, "53100")) db->trouble = "db.full";
    else if (begins(state, "53") || begins(state, "55P03")) db->trouble = "db.busy";
    else fatal("sql: %s: %s", PQerrorMessage(db->h), sql);
    log_line("%s: %s", db->trouble, PQerrorMessage(db->h));
}

static void script(Db *db, const char *sql) {
    PGresult      *r = PQexec(db->h, sql);
    ExecStatusType st = PQresultStatus(r);
    if (st != PGRES_COMMAND_OK && st != PGRES_TUPLES_OK) trouble(db, r, sql);
    PQclear(r);
}

static Err open_session(Db *db) {
    db->h = PQconnectdb(db->url);
    if (PQstatus(db->h) != CONNECTION_OK) {
        log_line("%s", PQerrorMessage(db->h));
        return "db.gone";
    }
    /* To compile a statement takes longer than any of ours runs. */
    script(db, "SET client_min_messages = warning; SET synchronous_commit = on; SET jit = off");
    if (db->reader) script(db, "SET default_transaction_read_only = on");
    return db->trouble ? "db.gone" : NULL;
}

static void close_session(Db *db) {
    PQfinish(db->h);
    db->h = NULL;
}

static bool alive(const Db *db) { return db->h && PQstatus(db->h) == CONNECTION_OK; }
static bool in_transaction(const Db *db) {
    PGTransactionStatusType st = PQtransactionStatus(db->h);
    return st == PQTRANS_INTRANS || st == PQTRANS_INERROR;
}

static bool failed(const PGresult *r) {
    ExecStatusType st = PQresultStatus(r);
    return st != PGRES_TUPLES_OK && st != PGRES_COMMAND_OK;
}

static bool prepare_as(Db *db, const char *sql, const char *name, int n, const Oid *types) {
    PGresult *r = PQprepare(db->h, name, sql, n, types);
    bool      ok = !failed(r);
    if (!ok) trouble(db, r, sql);
    PQclear(r);
    return ok;
}

/* From `$1 = 0` the server concludes that $1 has 32 bits, and then a larger number,
 * which anybody may type, is an error.  Our whole numbers have 64.  types: those
 * to declare; is any of them narrower now? */
static bool widen(Db *db, const char *sql, const char *name, Oid types[PARAMS_MAX]) {
    PGresult *r = PQdescribePrepared(db->h, name);
    bool      narrow = false;
    if (failed(r)) trouble(db, r, sql);
    for (int i = 0, n = PQnparams(r); i < n && i < PARAMS_MAX; i++) {
        Oid type = PQparamtype(r, i);
        bool small = type == INT2 || type == INT4;
        types[i] = small ? INT8 : type;
        narrow = narrow || small;
    }
    PQclear(r);
    return narrow && !db->trouble;
}

/* Prepare this literal unless it was; the server keeps it under a number, which
 * is what the cache holds. */
static void prepare(Db *db, const char *sql, int n, char name[24]) {
    void    **slot = cache_slot(&db->cache, sql);
    uintptr_t number = *slot ? (uintptr_t)*slot : ++db->cache.made;
    Oid       types[PARAMS_MAX];
    snprintf(name, 24, "s%" PRIuPTR, number);
    if (*slot || !prepare_as(db, sql, name, 0, NULL)) return;
    if (n > 0 && widen(db, sql, name, types)) {
        snprintf(name, 24, "s%" PRIuPTR, number = ++db->cache.made);
        if (!prepare_as(db, sql, name, n, types)) return;
    }
    if (!db->trouble) *slot = (void *)number;
}

typedef struct Params {
    const char *text[PARAMS_MAX + 1];
    int         size[PARAMS_MAX + 1], binary[PARAMS_MAX + 1];
    char        num[PARAMS_MAX + 1][32];
} Params;

static void fill(Params *p, const Val *v, int n) {
    for (int i = 1; i <= n; i++) {
        p->text[i] = v[i].s;
        p->size[i] = (int)v[i].n;
        p->binary[i] = v[i].kind == VAL_BYTES;
        if (v[i].kind == VAL_INT) snprintf(p->num[i], 32, "%" PRId64, v[i].i);
        if (v[i].kind == VAL_REAL) snprintf(p->num[i], 32, "%.17g", v[i].r);
        if (v[i].kind == VAL_INT || v[i].kind == VAL_REAL) p->text[i] = p->num[i];
    }
}

static void start(Rows *q, const Val *v, int n) {
    Db    *db = q->c->db;
    const char *sql = q->sql;
    char   name[24];
    Params p;
    if (n > PARAMS_MAX) fatal("sql: more than %d parameters: %s", PARAMS_MAX, sql);
    /* The server would answer such a COMMIT with a rollback and no error. */
    if (PQtransactionStatus(db->h) == PQTRANS_INERROR && strcmp(sql, "ROLLBACK") != 0)
        fatal("sql: a conflict was not handed on: %s", sql);
    prepare(db, sql, n, name);
    fill(&p, v, n);
    PGresult *r = db->trouble ? NULL : PQexecPrepared(db->h, name, n, p.text + 1, p.size + 1,
                                                      p.binary + 1, 0);
    const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
    if (state && (!strcmp(state, "23505") || !strcmp(state, "23503"))) q->err = "db.conflict";
    else if (!db->trouble && failed(r)) trouble(db, r, sql);
    if (!q->err) q->err = db->trouble;
    q->h = r;
    q->at = -1;
    if (!r) db->open--;
}

static bool next(Rows *q) { return !q->err && ++q->at < PQntuples(q->h); }
static void stop(Rows *q) { PQclear(q->h); }

static bool cell_null(Rows *q, int col) { return PQgetisnull(q->h, q->at, col); }
static const char *cell_text(Rows *q, int col) {
    return cell_null(q, col) ? NULL : PQgetvalue(q->h, q->at, col);
}
static int64_t cell_int(Rows *q, int col) {
    const char *s = cell_text(q, col);
    return !s ? 0 : *s == 't' ? 1 : strtoll(s, NULL, 10); /* a @bool comes as t or f */
}
static double cell_real(Rows *q, int col) {
    const char *s = cell_text(q, col);
    return s ? strtod(s, NULL) : NAN;
}
static Bytes cell_bytes(Rows *q, int col) {
    const char *s = cell_text(q, col);
    size_t      n = 0;
    if (!s) return (Bytes){0};
    unsigned char *p = PQunescapeBytea((const unsigned char *)s, &n);
    if (!p) fatal("no memory");
    Bytes b = {arena_part(q->c->a, (const char *)p, n), n};
    PQfreemem(p);
    return b;
}

void pg_load_begin(Ctx *c, const Table *t) {
    const char *sql = arena_print(c->a, "COPY \"%s\" (%s) FROM STDIN", t->name,
                                  table_columns(c->a, t));
    if (c->db->trouble) return;
    PGresult *r = PQexec(c->db->h, sql);
    if (PQresultStatus(r) != PGRES_COPY_IN) trouble(c->db, r, sql);
    PQclear(r);
}

/* The text form of COPY: a tab between columns, \N for NULL, a backslash before
 * what would be taken for either. */
static void load_cell(Buf *b, const Val *v) {
    static const char hex[] = "0123456789abcdef";
    if (v->kind == VAL_NULL) buf_add(b, "\\N", 2);
    if (v->kind == VAL_INT) buf_print(b, "%" PRId64, v->i);
    if (v->kind == VAL_REAL) buf_print(b, "%.17g", v->r);
    if (v->kind == VAL_BYTES) buf_add(b, "\\\\x", 3);
    for (size_t i = 0; v->kind == VAL_BYTES && i < v->n; i++) {
        unsigned char x = ((const unsigned char *)v->s)[i];
        buf_add(b, (char[]){hex[x >> 4], hex[x & 15]}, 2);
    }
    for (size_t i = 0; v->kind == VAL_TEXT && i < v->n; i++) {
        char x = v->s[i];
        if (x == '\\') buf_add(b, "\\\\", 2);
        else if (x == '\t') buf_add(b, "\\t", 2);
        else if (x == '\n') buf_add(b, "\\n", 2);
        else if (x == '\r') buf_add(b, "\\r", 2);
        else buf_add(b, &x, 1);
    }
}

void pg_load_row(Ctx *c, const Table *t, const Val *v) {
    Buf b = {.a = c->a};
    for (int i = 1; i <= t->n; i++) {
        load_cell(&b, &v[i]);
        buf_add(&b, i < t->n ? "\t" : "\n", 1);
    }
    if (!c->db->trouble && PQputCopyData(c->db->h, b.s, (int)b.len) != 1)
        trouble(c->db, NULL, "COPY");
}

Err pg_load_end(Ctx *c, bool keep) {
    Err e = NULL;
    if (c->db->trouble) return c->db->trouble;
    if (PQputCopyEnd(c->db->h, keep ? NULL : "given up") != 1) trouble(c->db, NULL, "COPY");
    for (PGresult *r; (r = PQgetResult(c->db->h)); PQclear(r)) {
        const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
        if (begins(state, "2350")) e = "db.conflict";
        else if (keep && failed(r) && !c->db->trouble) trouble(c->db, r, "COPY");
    }
    return c->db->trouble ? c->db->trouble : e;
}

const Engine pg = {
    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", "BEGIN READ WRITE", open_session,
    close_session, alive, script, start, next, stop, in_transaction, cell_null, cell_int,
    cell_real, cell_text, cell_bytes,
};
