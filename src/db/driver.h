/* driver.h - what an engine gives to the rest of db.  Only src/db/ includes this. */
#ifndef DRIVER_H
#define DRIVER_H

#include "db/db.h"

/* Every function that talks to the database may set db->trouble. */
typedef struct Engine {
    const char *begin_read, *begin_write;
    Err (*open)(Db *db); /* sets db->h */
    void (*close)(Db *db);
    bool (*alive)(const Db *db);           /* false: open it again */
    void (*script)(Db *db, const char *sql); /* statements without values or rows */
    void (*start)(Rows *q, const Val *v, int n); /* of q->sql; sets q->h or q->err */
    bool (*next)(Rows *q);                 /* sets q->err on a conflict */
    void (*stop)(Rows *q);
    bool (*in_transaction)(const Db *db);
    bool (*cell_null)(Rows *q, int col);
    int64_t (*cell_int)(Rows *q, int col);
    double (*cell_real)(Rows *q, int col);
    const char *(*cell_text)(Rows *q, int col);
    Bytes (*cell_bytes)(Rows *q, int col);
} Engine;
extern const Engine sqlite, pg;

/* Statements that a connection has prepared, by the address of their literal:
 * there are as many as the source has, and none is ever dropped. */
typedef struct Cache {
    struct { const char *sql; void *h; } *slot;
    size_t used, size; /* size is 0 or a power of two */
    size_t made;       /* statements that were prepared, or tried to be */
} Cache;
void **cache_slot(Cache *k, const char *sql); /* *slot is NULL if it was not there */
void   cache_clear(Cache *k);

typedef struct Writer Writer;
typedef struct Pool Pool;
struct Db {
    const Engine *e;
    void         *h;       /* sqlite3 or PGconn */
    char         *url;
    bool          reader;  /* may only read, but in a transaction that says that it writes */
    bool          in_work; /* of db_read() or db_write() */
    Err           trouble; /* why the transaction under way can give no result; NULL */
    int           open;    /* queries not read to their end */
    Cache         cache;
    Pool         *pool;    /* connections that threads borrow; NULL: there is but this one */
    Writer       *writer;  /* takes the writes; NULL: they run where they are asked for */
};

/* search.c: what `@search NAME` stands for, appended to sql; and what a connection to
 * SQLite needs for it, an error code of SQLite. */
struct sqlite3;
void search_make(Ctx *c, Buf *sql, const char *name, size_t n);
int  search_open(struct sqlite3 *h);

Db  *connection_new(const Engine *e, const char *url, bool reader);
void connection_free(Db *db);
void connection_run(Db *db, const char *sql); /* sql must be a literal; sets db->trouble */
void connection_begin(Db *db, const char *sql); /* connects again first where that is needed */
void connection_end(Db *db, Err e); /* commits if all went well, rolls back if not */

Pool *pool_new(const Db *db, int size);
Db   *pool_take(Pool *p); /* waits until one is free */
void  pool_give(Pool *p, Db *db);
void  pool_free(Pool *p);

Writer *writer_new(Db *db);
MUST Err writer_run(Writer *w, Ctx *c, DbWork *work, void *arg);
int64_t writer_commits(Writer *w);
void    writer_stop(Writer *w);

/* table.c: any table of the catalogue but `migration`, and its rows as values. */
typedef struct Column { const char *name; char kind; } Column; /* i r t b: as Val has them */
typedef struct Table Table;
struct Table {
    const char *name;
    int         n;
    Column     *column; /* of n */
    Table      *next;   /* by name */
};
Table      *tables_of(Ctx *c);
const char *table_columns(Arena *a, const Table *t); /* "id", "name" */

/* The rows of a table in any order, within one transaction once.
 *   rows   memory of the values, given back every few rows */
typedef struct Reader { Ctx c; const Table *t; const char *sql; Rows q; int got; } Reader;
void reader_open(Reader *r, Ctx *c, Arena *rows, const Table *t);
bool reader_next(Reader *r, Val *v); /* v[1 .. n]; false at the end, or with r->q.err */
void sum_add(Arena *a, const Table *t, const Val *v, uint64_t sum[4]);

/* migrate.c: apply just these files, in the transaction of c.
 *   errors   db.newer   this program does not have one of them */
MUST Err migrate_names(Ctx *c, const char *const *names);
const char **migrations_of(Ctx *c); /* by name; ends with NULL; NULL: it is no office */

/* pg.c: rows into a table as fast as the server takes them. */
void pg_load_begin(Ctx *c, const Table *t);
void pg_load_row(Ctx *c, const Table *t, const Val *v);
MUST Err pg_load_end(Ctx *c, bool keep); /* not keep: the transaction is lost */

#endif
