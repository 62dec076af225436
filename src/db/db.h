/* db.h - the database: one small interface over SQLite and PostgreSQL.
 *
 *     db_exec(c, "UPDATE task SET done = $2 WHERE id = $1", V(id), V(today));
 *
 * The SQL is a literal (anything else does not compile), so no data can reach
 * it but through $1, $2, ...  Write in the common part of the engines:
 * RETURNING, ON CONFLICT, window functions; dates as YYYY-MM-DD text, instants
 * as milliseconds.
 *
 * Domain code meets one refusal, "db.conflict": a unique or foreign key broken
 * by the data.  Hand it on, for PostgreSQL does nothing more in that
 * transaction.  Trouble that is nobody's mistake (see db_read) needs no branch:
 * from then on the transaction gives no rows, and whoever began it throws its
 * result away.  All else is a fault, and fatal.  Domain code never begins or
 * ends a transaction: it runs inside db_read() or db_write().
 *
 *     Db *db;
 *     e = db_open("namro.db", &db);
 *     e = db_migrate(&c);              // c.db = db
 *     db_serve(db, 8);                 // a server: many threads share it
 *     e = db_read(&c, list, &page);    // in a GET
 *     e = db_write(&c, add, &task);    // in a POST
 */
#ifndef DB_H
#define DB_H

#include "base/base.h"

typedef struct Db Db;
typedef Err DbWork(Ctx *c, void *arg);

/* Connect to "postgres://..." or to the file of this path, made if it is not
 * there.  A Db serves one thread, until db_serve().  Errors, logged with their
 * cause: db.gone (no such server), db.path (the file cannot be opened). */
MUST Err db_open(const char *url, Db **db);
void     db_close(Db *db); /* nobody may use it any more */
bool     db_is_postgres(const Db *db);

/* From now on any number of threads may db_read() and db_write(); up to
 * `readers` of them read at the same time, each on a connection of its own. */
void db_serve(Db *db, int readers);

/* Run work(c, arg) with a c->db that reads one snapshot; to write is a fault.
 * Or with one that writes, as one transaction: all of it is durable when NULL
 * comes back, and nothing of it stays when work refuses.  What is slow
 * (passwords, files) is done before db_write: other writers are waiting.
 *
 * errors   those of work, and trouble:
 *            db.full    the disk is full; reading goes on
 *            db.busy    somebody else has kept the database locked
 *            db.path    the file cannot be opened any more
 *            db.gone    the server is lost, and was not back in three tries
 *            db.unsure  it was lost during the COMMIT: what was sent may be stored
 *          On PostgreSQL work may so run more than once: it touches only the
 *          database and its own memory. */
MUST Err db_read(Ctx *c, DbWork *work, void *arg);
MUST Err db_write(Ctx *c, DbWork *work, void *arg);
int64_t  db_commits(Db *db); /* by the writer thread so far */

/* Bring the tables to the state that this program knows: each file of sql/ that
 * the database has not seen, in the order of their numbers, each in a
 * transaction.  Safe when several programs start at once.
 * errors   db.newer   a later program has changed this database; and trouble */
MUST Err db_migrate(Ctx *c);

/* The database, for who runs it. */
typedef struct DbAbout {
    const char *engine;  /* with its version: "SQLite 3.53.2" */
    int64_t     bytes;   /* on the disk */
    int64_t     files;   /* of sql/ that it has had, */
    const char *last;    /* the name of the last, */
    int64_t     changed; /* and when the latest of them was applied, milliseconds since 1970 UTC */
} DbAbout;
DbAbout db_about(Ctx *c);

/* Statements without values, as a file of sql/ holds them.  What differs
 * between the engines is written as @id @int @bool @real @bytes @json @strict @keyed, and
 * `@search NAME` makes an index of words (see db_search).
 * They change no rows that a user gave, so no refusal can come but trouble. */
MUST Err db_script(Ctx *c, const char *sql);

/* Run; run and read one whole number; run and read rows. */
#define db_exec(c, sql, ...) db_run_exec((c), "" sql, VALS(__VA_ARGS__))
#define db_int(c, out, sql, ...) db_run_int((c), (out), "" sql, VALS(__VA_ARGS__))
#define db_query(c, sql, ...) db_run_query((c), "" sql, VALS(__VA_ARGS__))

/* Full-text search in an index that `@search NAME` made:
 *
 *     const char *q = db_search(c, typed);
 *     if (q) rows = db_query(c, "SELECT t.id, t.work FROM task_search($1) s"
 *                               " JOIN task t ON t.id = s.rowid ORDER BY s.rank, t.id", V(q));
 *
 * Every word must occur, with any marks or none; the last one may go on ("tuyen tr"
 * finds tuyên truyền).  Lower ranks come first: texts that have more of the words
 * with just these marks, then shorter ones.  Up to 10 words count, the others are
 * left out.  NULL when nothing typed is a word.  Whatever was typed, no query fails.
 *
 * db_index sets what is found under a row's id, "" finds nothing.  Words of a text
 * beyond 1 MB do not count.  A row that is no more is taken out by DELETE. */
const char *db_search(Ctx *c, const char *typed);
#define db_index(c, name, rowid, text)                                         \
    db_run_index((c), "DELETE FROM " name " WHERE rowid = $1",                 \
                 "INSERT INTO " name " (rowid, exact, folded) VALUES ($1, $2, $3)", (rowid), (text))
MUST Err db_run_index(Ctx *c, const char *drop, const char *add, int64_t rowid, const char *text);

typedef struct Rows { Ctx *c; Err err; const char *sql; void *h; int at; } Rows;
MUST Err db_run_exec(Ctx *c, const char *sql, const Val *v, int n);
MUST Err db_run_int(Ctx *c, int64_t *out, const char *sql, const Val *v, int n);
Rows     db_run_query(Ctx *c, const char *sql, const Val *v, int n);

bool        db_next(Rows *q);            /* true on a row; read on until false, */
void        db_stop(Rows *q);            /* or say that the rest is not wanted */
int64_t     row_int(Rows *q, int col);   /* columns count from 0; NULL is 0, true is 1 */
double      row_real(Rows *q, int col);  /* NaN for NULL */
const char *row_text(Rows *q, int col);  /* in the arena; NULL for NULL */
Bytes       row_bytes(Rows *q, int col); /* in the arena; p is NULL for NULL */

/* ---- The whole database: backup.c, copy.c ---- */

/* A table and how many rows it has.  sum is 64 hex digits, which are the same for
 * the same rows on either engine. */
typedef struct Count Count;
struct Count { const char *table; int64_t rows; const char *sum; Count *next; };

/* What a database holds: files of sql/, and tables by name. */
typedef struct Stock { const char *const *files; /* ends with NULL */ const Count *tables; } Stock;

/* Move everything into an empty database, of the same or the other engine: one
 * snapshot of `from`, one transaction on `to`, then every row of `to` is read back
 * and summed.  c->db of neither is inside db_read() or db_write().
 *   errors   copy.source.empty    there is no office in it
 *            copy.target.taken    it has tables already
 *            copy.text.bad        a text that PostgreSQL cannot hold; the log says which
 *            copy.reference.lost  a row names one that is not there
 *            copy.rows.differ     what was read back is not what was sent
 *            db.newer             a later program has changed `from`; and trouble */
MUST Err db_copy(Ctx *from, Ctx *to, Stock *out);

/* One snapshot of the database at url, of either engine, as a new SQLite file,
 * flushed to the disk.  Others read and write meanwhile.
 *   errors   backup.disk.full, backup.place.bad: of the new file; copy.*; db.* */
MUST Err db_snapshot(Ctx *c, const char *url, const char *path);

/* Look through an SQLite file that nobody else uses, changing nothing in it.
 *   errors   backup.database.damaged   the log says what is wrong with it */
MUST Err db_inspect(Ctx *c, const char *path, Stock *out);
/* The first column of a query over such a file, as texts; NULL at the end. */
MUST Err db_peek(Ctx *c, const char *path, const char *sql, const char *const **out);

#endif
