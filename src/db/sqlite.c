/* sqlite.c - the SQLite engine. */
#include "db/driver.h"

#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

/* Before this one two connections could lose a commit at a checkpoint
 * (sqlite.org/wal.html, "the WAL-reset bug"). */
enum { VERSION_MIN = 3051003, BUSY_MS = 10000 };

/* What is nobody's mistake becomes trouble; all else is a fault.  After a
 * failing sync nothing that is in memory can be trusted: the process ends and
 * starts again from the log. */
static void trouble(Db *db, int rc, const char *sql) {
    int kind = rc & 0xff;
    if (kind == SQLITE_FULL || rc == SQLITE_IOERR_SHMSIZE) db->trouble = "db.full";
    else if (kind == SQLITE_BUSY || kind == SQLITE_LOCKED) db->trouble = "db.busy";
    else fatal("sql: %s (%d): %s", sqlite3_errmsg(db->h), rc, sql);
    log_line("%s: %s", db->trouble, sqlite3_errmsg(db->h));
}

static void script(Db *db, const char *sql) {
    int rc = sqlite3_exec(db->h, sql, NULL, NULL, NULL);
    if (rc != SQLITE_OK) trouble(db, rc, sql);
}

static Err open_file(Db *db) {
    sqlite3 *h;
    if (sqlite3_libversion_number() < VERSION_MIN) fatal("SQLite is too old: " SQLITE_VERSION);
    /* NOMUTEX: a connection belongs to one thread at a time, so it needs no lock. */
    int how = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    int rc = sqlite3_open_v2(db->url, &h, how, NULL);
    db->h = h;
    if (rc == SQLITE_OK) {
        sqlite3_extended_result_codes(h, 1);
        /* The plan of a statement hangs on its text, not on the values of its first
         * run; else it would be made anew whenever a value changes. */
        sqlite3_db_config(h, SQLITE_DBCONFIG_ENABLE_QPSG, 1, (int *)NULL);
        sqlite3_busy_timeout(h, BUSY_MS);
        rc = sqlite3_exec(h, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                             "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;"
                             "PRAGMA trusted_schema = OFF", NULL, NULL, NULL);
    }
    if (rc == SQLITE_OK) rc = search_open(h);
    if (rc == SQLITE_OK && db->reader) script(db, "PRAGMA query_only = ON");
    if (rc == SQLITE_OK) return NULL;
    log_line("%s: %s", db->url, sqlite3_errmsg(h));
    sqlite3_close(h); /* what is half open is not alive */
    db->h = NULL;
    return (rc & 0xff) == SQLITE_BUSY ? "db.busy" : "db.path";
}

/* Only our statements: those that FTS5 prepared for itself go with its tables. */
static void close_file(Db *db) {
    for (size_t i = 0; i < db->cache.size; i++) sqlite3_finalize(db->cache.slot[i].h);
    if (sqlite3_close(db->h) != SQLITE_OK) fatal("sqlite: %s", sqlite3_errmsg(db->h));
    db->h = NULL;
}

static bool alive(const Db *db) { return db->h != NULL; }
static bool in_transaction(const Db *db) { return db->h && !sqlite3_get_autocommit(db->h); }

/* SQLite numbers $names by first use, PostgreSQL by their digits.  Bound by
 * name, one text means the same to both.  The values live in the arena of the
 * request, which outlives the query. */
static void bind_value(sqlite3_stmt *s, int i, const Val *v) {
    char name[16];
    snprintf(name, sizeof name, "$%d", i);
    int at = sqlite3_bind_parameter_index(s, name);
    if (at == 0) fatal("sql: no %s: %s", name, sqlite3_sql(s));
    switch (v->kind) {
    case VAL_NULL:  sqlite3_bind_null(s, at); break;
    case VAL_INT:   sqlite3_bind_int64(s, at, v->i); break;
    case VAL_REAL:  sqlite3_bind_double(s, at, v->r); break;
    case VAL_BYTES: sqlite3_bind_blob64(s, at, v->s, v->n, SQLITE_STATIC); break;
    default:        sqlite3_bind_text(s, at, v->s, -1, SQLITE_STATIC); break;
    }
}

static sqlite3_stmt *prepare(Db *db, const char *sql) {
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v3(db->h, sql, -1, SQLITE_PREPARE_PERSISTENT, &s, NULL);
    if (rc != SQLITE_OK) trouble(db, rc, sql);
    return s;
}

/* A query takes the statement of its literal out of the cache and brings it back
 * at its end; another over the same literal meanwhile prepares its own. */
static void start(Rows *q, const Val *v, int n) {
    Db           *db = q->c->db;
    const char   *sql = q->sql;
    void        **slot = cache_slot(&db->cache, sql);
    sqlite3_stmt *s = *slot ? *slot : prepare(db, sql);
    *slot = NULL;
    if (!s) {
        q->err = db->trouble;
        db->open--;
        return;
    }
    if (sqlite3_bind_parameter_count(s) != n) fatal("sql: not %d parameters: %s", n, sql);
    for (int i = 1; i <= n; i++) bind_value(s, i, &v[i]);
    q->h = s;
}

static bool next(Rows *q) {
    int rc = sqlite3_step(q->h);
    if (rc == SQLITE_ROW) return true;
    if (rc == SQLITE_CONSTRAINT_UNIQUE || rc == SQLITE_CONSTRAINT_PRIMARYKEY ||
        rc == SQLITE_CONSTRAINT_FOREIGNKEY || rc == SQLITE_CONSTRAINT_ROWID) {
        q->err = "db.conflict";
    } else if (rc != SQLITE_DONE) {
        trouble(q->c->db, rc, sqlite3_sql(q->h));
        q->err = q->c->db->trouble;
    }
    return false;
}

static void stop(Rows *q) {
    void **slot = cache_slot(&q->c->db->cache, q->sql);
    sqlite3_reset(q->h);
    sqlite3_clear_bindings(q->h);
    if (*slot) sqlite3_finalize(q->h);
    else *slot = q->h;
}

static bool cell_null(Rows *q, int col) { return sqlite3_column_type(q->h, col) == SQLITE_NULL; }
static int64_t cell_int(Rows *q, int col) { return sqlite3_column_int64(q->h, col); }
static double  cell_real(Rows *q, int col) {
    return cell_null(q, col) ? NAN : sqlite3_column_double(q->h, col);
}
static const char *cell_text(Rows *q, int col) {
    return (const char *)sqlite3_column_text(q->h, col);
}
static Bytes cell_bytes(Rows *q, int col) {
    if (cell_null(q, col)) return (Bytes){0};
    const void *p = sqlite3_column_blob(q->h, col);
    size_t      n = (size_t)sqlite3_column_bytes(q->h, col);
    return (Bytes){arena_part(q->c->a, p, n), n};
}

const Engine sqlite = {
    "BEGIN", "BEGIN IMMEDIATE", open_file, close_file, alive, script, start, next, stop,
    in_transaction, cell_null, cell_int, cell_real, cell_text, cell_bytes,
};
