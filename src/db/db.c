/* db.c - the part of db.h that is the same for both engines: connections,
 * transactions, rows. */
#include "db/driver.h"

#include <stdlib.h>
#include <string.h>

enum { TRIES = 3 };

Db *connection_new(const Engine *e, const char *url, bool reader) {
    Db *db = calloc(1, sizeof *db);
    if (!db || !(db->url = strdup(url))) fatal("no memory");
    db->e = e;
    db->reader = reader;
    return db;
}

void connection_free(Db *db) {
    if (db->h) db->e->close(db);
    cache_clear(&db->cache);
    free(db->url);
    free(db);
}

Err db_open(const char *url, Db **db) {
    bool server = strncmp(url, "postgres:", 9) == 0 || strncmp(url, "postgresql:", 11) == 0;
    Db  *fresh = connection_new(server ? &pg : &sqlite, url, false);
    Err  e = fresh->e->open(fresh);
    if (e) connection_free(fresh);
    else *db = fresh;
    return e;
}

void db_close(Db *db) {
    if (db->writer) writer_stop(db->writer);
    if (db->pool) pool_free(db->pool);
    connection_free(db);
}

bool db_is_postgres(const Db *db) { return db->e == &pg; }

void db_serve(Db *db, int readers) {
    db->pool = pool_new(db, readers);
    if (db->e == &sqlite) db->writer = writer_new(db);
}

void connection_run(Db *db, const char *sql) {
    Ctx  c = {.db = db};
    Rows q = {.c = &c, .sql = sql};
    if (db->trouble) return;
    db->open++;
    db->e->start(&q, NULL, 0);
    while (db_next(&q)) {}
}

void connection_begin(Db *db, const char *sql) {
    db->trouble = NULL;
    if (!db->e->alive(db)) {
        if (db->h) db->e->close(db);
        cache_clear(&db->cache);
        db->trouble = db->e->open(db);
    }
    connection_run(db, sql);
}

void connection_end(Db *db, Err e) {
    if (db->open) fatal("db: a query was not read to its end");
    if (!e) connection_run(db, "COMMIT");
    if (!e && !db->trouble) return;
    Err why = db->trouble;
    db->trouble = NULL; /* or the ROLLBACK would not run */
    if (db->e->in_transaction(db)) connection_run(db, "ROLLBACK");
    db->trouble = why;
}

/* One transaction on this connection. */
static Err run_once(Db *db, const char *begin, Ctx *c, DbWork *work, void *arg) {
    Ctx mine = *c;
    Err e = NULL;
    mine.db = db;
    connection_begin(db, begin);
    db->in_work = true;
    if (!db->trouble) e = work(&mine, arg);
    db->in_work = false;
    connection_end(db, e ? e : db->trouble);
    return db->trouble ? db->trouble : e;
}

/* "db.again" is between here and the engine: a deadlock, a serialisation
 * failure, or a connection that was lost before the COMMIT. */
static Err run_alone(Db *db, const char *begin, Ctx *c, DbWork *work, void *arg) {
    Err e = NULL;
    for (int i = 0; i < TRIES; i++) {
        e = run_once(db, begin, c, work, arg);
        if (!e || strcmp(e, "db.again") != 0) return e;
    }
    return db->e->alive(db) ? "db.busy" : "db.gone";
}

static Err run_pooled(Db *db, const char *begin, Ctx *c, DbWork *work, void *arg) {
    if (!db->pool) return run_alone(db, begin, c, work, arg);
    Db *one = pool_take(db->pool);
    Err e = run_alone(one, begin, c, work, arg);
    pool_give(db->pool, one);
    return e;
}

Err db_read(Ctx *c, DbWork *work, void *arg) {
    if (c->db->in_work) fatal("db_read: called inside a transaction");
    return run_pooled(c->db, c->db->e->begin_read, c, work, arg);
}

Err db_write(Ctx *c, DbWork *work, void *arg) {
    if (c->db->in_work) fatal("db_write: called inside a transaction");
    if (c->db->writer) return writer_run(c->db->writer, c, work, arg);
    return run_pooled(c->db, c->db->e->begin_write, c, work, arg);
}

int64_t db_commits(Db *db) { return db->writer ? writer_commits(db->writer) : 0; }

Rows db_run_query(Ctx *c, const char *sql, const Val *v, int n) {
    Rows q = {.c = c, .err = c->db->trouble, .sql = sql};
    if (q.err) return q;
    c->db->open++;
    c->db->e->start(&q, v, n);
    return q;
}

bool db_next(Rows *q) {
    if (q->h && q->c->db->e->next(q)) return true;
    db_stop(q);
    return false;
}

void db_stop(Rows *q) {
    if (!q->h) return;
    q->c->db->e->stop(q);
    q->h = NULL;
    q->c->db->open--;
}

Err db_run_exec(Ctx *c, const char *sql, const Val *v, int n) {
    Rows q = db_run_query(c, sql, v, n);
    while (db_next(&q)) {}
    return q.err;
}

Err db_run_int(Ctx *c, int64_t *out, const char *sql, const Val *v, int n) {
    Rows q = db_run_query(c, sql, v, n);
    if (db_next(&q)) {
        *out = row_int(&q, 0);
        while (db_next(&q)) {}
    } else if (!q.err) {
        fatal("db_int: no row: %s", sql);
    }
    return q.err;
}

int64_t     row_int(Rows *q, int col) { return q->c->db->e->cell_int(q, col); }
double      row_real(Rows *q, int col) { return q->c->db->e->cell_real(q, col); }
Bytes       row_bytes(Rows *q, int col) { return q->c->db->e->cell_bytes(q, col); }
const char *row_text(Rows *q, int col) {
    return arena_text(q->c->a, q->c->db->e->cell_text(q, col));
}
