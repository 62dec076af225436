/* backup.c - one snapshot of a database as a file of its own, and the look through
 * such a file.
 *
 * SQLite copies its pages by the online backup interface from inside one read
 * transaction: in the WAL the writers go on beside it, and the copy never has to
 * begin again.  What was copied is flushed every few megabytes, so that a COMMIT
 * never waits for all of it.  Left: VACUUM INTO, which is smaller and slower, and
 * gives rows without a key other numbers. */
#include "db/driver.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

enum { PAGES = 64, FLUSH_STEPS = 16 }; /* a step is 256 KB */

static Err of_errno(const char *path) {
    log_line("%s: %s", path, strerror(errno));
    return errno == ENOSPC || errno == EDQUOT ? "backup.disk.full" : "backup.place.bad";
}

static Err of_sqlite(sqlite3 *h, const char *path) {
    int rc = sqlite3_errcode(h) & 0xff;
    log_line("%s: %s", path, sqlite3_errmsg(h));
    return rc == SQLITE_FULL ? "backup.disk.full" : "backup.place.bad";
}

static Err flush(const char *path) {
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    Err e = fd >= 0 && fsync(fd) == 0 ? NULL : of_errno(path);
    if (fd >= 0) close(fd);
    return e;
}

/* fd: of the new file, to flush it; SQLite locks nothing that another reads. */
static Err copy_pages(sqlite3 *to, sqlite3 *from, const char *path, int fd) {
    sqlite3_backup *b = sqlite3_backup_init(to, "main", from, "main");
    int rc = SQLITE_OK;
    for (int i = 1; b && rc == SQLITE_OK; i++) {
        rc = sqlite3_backup_step(b, PAGES);
        if (i % FLUSH_STEPS == 0 && fdatasync(fd) != 0) rc = SQLITE_IOERR;
    }
    if (!b || sqlite3_backup_finish(b) != SQLITE_OK || rc != SQLITE_DONE)
        return of_sqlite(to, path);
    /* One file, that a reader may open without writing beside it. */
    rc = sqlite3_exec(to, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
    return rc == SQLITE_OK ? NULL : of_sqlite(to, path);
}

static Err copy_file(Ctx *c, void *arg) {
    const char *path = arg;
    sqlite3    *to = NULL;
    int64_t     n = 0;
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) return of_errno(path);
    Err e = db_int(c, &n, "SELECT count(*) FROM sqlite_schema"); /* the snapshot begins */
    if (!e && sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
        e = of_sqlite(to, path);
    if (!e) sqlite3_exec(to, "PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF", 0, 0, 0);
    if (!e) e = copy_pages(to, c->db->h, path, fd);
    sqlite3_close(to);
    close(fd);
    return e ? e : flush(path);
}

/* On PostgreSQL: an office of SQLite with the same rows. */
static Err dump(Ctx *c, const char *path) {
    Stock stock;
    Ctx   to = *c;
    Err e = db_open(path, &to.db);
    if (e) return e;
    e = db_copy(c, &to, &stock);
    if (!e) e = db_run_exec(&to, "PRAGMA journal_mode = DELETE", NULL, 0);
    db_close(to.db);
    return e ? e : flush(path);
}

Err db_snapshot(Ctx *c, const char *url, const char *path) {
    Ctx from = *c;
    Err e = db_open(url, &from.db);
    if (e) return e;
    if (db_is_postgres(from.db)) e = dump(&from, path);
    else e = db_read(&from, copy_file, (void *)(uintptr_t)path);
    db_close(from.db);
    return e;
}

/* What is damaged must be told, and not be a fault: so the look goes past the
 * interface of db.h, straight to SQLite. */
typedef struct Look {
    Ctx         *c;
    sqlite3     *h;
    Err          err;
    const char **texts; /* ends with NULL */
    int          n;
    Count      **end;
} Look;

static void each(Look *l, const char *sql, int (*row)(void *, int, char **, char **)) {
    char *why = NULL;
    if (l->err || sqlite3_exec(l->h, sql, row, l, &why) == SQLITE_OK) return;
    log_line("%s", why ? why : sqlite3_errmsg(l->h));
    sqlite3_free(why);
    l->err = "backup.database.damaged";
}

static int sound(void *arg, int n, char **cell, char **name) {
    (void)n, (void)name;
    if (strcmp(cell[0], "ok") == 0) return 0;
    log_line("%s", cell[0]);
    ((Look *)arg)->err = "backup.database.damaged";
    return 0;
}

static int lost_key(void *arg, int n, char **cell, char **name) {
    (void)n, (void)name;
    log_line("%s names a row of %s that is not there", cell[0], cell[2]);
    ((Look *)arg)->err = "backup.database.damaged";
    return 0;
}

static int add_text(void *arg, int n, char **cell, char **name) {
    Look *l = arg;
    (void)n, (void)name;
    if ((l->n & (l->n - 1)) == 0) { /* full: twice as many */
        const char **more = arena_take(l->c->a, sizeof *more * (size_t)(2 * l->n + 2));
        if (l->n) memcpy(more, l->texts, sizeof *more * (size_t)l->n);
        l->texts = more;
    }
    l->texts[l->n++] = arena_text(l->c->a, cell[0] ? cell[0] : "");
    l->texts[l->n] = NULL;
    return 0;
}

static int add_table(void *arg, int n, char **cell, char **name) {
    Look  *l = arg;
    Count *count = *l->end = arena_new(l->c->a, Count);
    (void)n, (void)name;
    count->table = arena_text(l->c->a, cell[0]);
    l->end = &count->next;
    return 0;
}

static int64_t rows_of(Look *l, const char *table) {
    sqlite3_stmt *s = NULL;
    int64_t       n = -1;
    char *sql = sqlite3_mprintf("SELECT count(*) FROM \"%w\"", table);
    if (sqlite3_prepare_v2(l->h, sql, -1, &s, NULL) == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW)
        n = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    sqlite3_free(sql);
    if (n < 0) l->err = "backup.database.damaged";
    return n;
}

Err db_inspect(Ctx *c, const char *path, Stock *out) {
    Count *first = NULL;
    Look   l = {.c = c, .end = &first};
    if (sqlite3_open_v2(path, &l.h, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
        l.err = "backup.database.damaged";
    each(&l, "PRAGMA integrity_check", sound);
    each(&l, "PRAGMA foreign_key_check", lost_key);
    each(&l, "SELECT name FROM migration ORDER BY name", add_text);
    each(&l, "SELECT name FROM pragma_table_list WHERE schema = 'main'"
             " AND type IN ('table', 'virtual') AND name NOT LIKE 'sqlite%'"
             " AND name <> 'migration' ORDER BY name", add_table);
    for (Count *t = first; t && !l.err; t = t->next) t->rows = rows_of(&l, t->table);
    sqlite3_close(l.h);
    if (!l.err && l.n == 0) l.err = "backup.database.damaged";
    if (!l.err) *out = (Stock){l.texts, first};
    return l.err;
}

Err db_peek(Ctx *c, const char *path, const char *sql, const char *const **out) {
    Look l = {.c = c, .texts = arena_new(c->a, const char *)};
    if (sqlite3_open_v2(path, &l.h, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
        l.err = "backup.database.damaged";
    each(&l, sql, add_text);
    sqlite3_close(l.h);
    if (!l.err) *out = l.texts;
    return l.err;
}
