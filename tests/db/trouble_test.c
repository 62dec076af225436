/* trouble_test.c - what is nobody's mistake: a full disk, a lock that somebody
 * else holds, a server that goes away.  Nothing acknowledged is lost, reading
 * goes on, and all is well again when the cause is gone. */
#include "test.h"

#include <pthread.h>
#include <sys/stat.h>

static int runs;

static Err fill(Ctx *c, void *arg) {
    Err e = NULL;
    (void)arg;
    runs++;
    for (int i = 0; i < 4000 && !e; i++)
        e = db_exec(c, "INSERT INTO trouble_test (text) VALUES ($1)",
                    V("a line that is long enough to fill a page of four kilobytes soon"));
    return e;
}

/* Work that does not look: it is refused all the same. */
static Err fill_blindly(Ctx *c, void *arg) {
    Err e = fill(c, arg);
    return e ? NULL : e;
}

static Err add(Ctx *c, void *arg) {
    (void)arg;
    return db_exec(c, "INSERT INTO trouble_test (text) VALUES ('one')");
}

static Err count(Ctx *c, void *arg) {
    return db_int(c, arg, "SELECT count(*) FROM trouble_test");
}

static Err make(Ctx *c, void *arg) {
    (void)arg;
    return db_script(c, "CREATE TABLE trouble_test (id @id, text TEXT) @strict");
}

/* SQLite says that the disk is full when a file would pass this many pages. */
static Err limit(Ctx *c, void *arg) {
    return db_script(c, arena_print(c->a, "PRAGMA max_page_count = %d", *(const int *)arg));
}

static Err pages(Ctx *c, void *arg) { return db_int(c, arg, "PRAGMA page_count"); }

static void full_disk(Ctx *c, int pages) {
    int64_t before, n = -1;
    int     tight = pages + 30, wide = 1 << 30;
    CHECK(!db_read(c, count, &before));
    CHECK(!db_write(c, limit, &tight));
    CHECK_TEXT(db_write(c, fill, NULL), "db.full");
    CHECK(!db_read(c, count, &n) && n == before); /* reading goes on, nothing is half done */
    CHECK_TEXT(db_write(c, fill_blindly, NULL), "db.full");
    CHECK(!db_write(c, add, NULL)); /* what fits is taken */
    CHECK(!db_write(c, limit, &wide));
    CHECK(!db_write(c, fill, NULL));
    CHECK(!db_read(c, count, &n) && n == before + 4001);
}

/* Another program keeps the file locked for longer than we wait. */
static void locked(Ctx *c, const char *path) {
    Ctx other = test_ctx(path);
    CHECK(!db_exec(&other, "BEGIN IMMEDIATE"));
    CHECK(!db_exec(c, "PRAGMA busy_timeout = 50"));
    CHECK_TEXT(db_write(c, add, NULL), "db.busy");
    CHECK(!db_exec(&other, "ROLLBACK"));
    CHECK(!db_write(c, add, NULL));
    db_close(other.db);
    arena_close(other.a);
}

/* A connection that cannot be opened is tried anew when the next one asks. */
static void unopened(Ctx *c, const char *path) {
    int64_t     n;
    const char *away = arena_print(c->a, "%s.away", path);
    CHECK(rename(path, away) == 0 && mkdir(path, 0700) == 0);
    CHECK_TEXT(db_read(c, count, &n), "db.path");
    CHECK_TEXT(db_read(c, count, &n), "db.path");
    CHECK(rmdir(path) == 0 && rename(away, path) == 0);
    CHECK(!db_read(c, count, &n) && n > 0);
}

/* The server ends our connection in the middle of the first two tries. */
static Err lose(Ctx *c, void *arg) {
    int64_t ok;
    Err e = add(c, NULL);
    if (++runs <= *(const int *)arg) {
        CHECK_TEXT(db_exec(c, "SELECT pg_terminate_backend(pg_backend_pid())"), "db.again");
        return "test.lost";
    }
    return e ? e : db_int(c, &ok, "SELECT 1");
}

static void lost(Ctx *c) {
    int64_t before, after;
    int     twice = 2, always = 99;
    CHECK(!db_read(c, count, &before));
    runs = 0;
    CHECK_TEXT(db_write(c, lose, &twice), NULL);
    CHECK(runs == 3);
    runs = 0;
    CHECK_TEXT(db_write(c, lose, &always), "db.gone");
    CHECK(runs == 3);
    CHECK(!db_read(c, count, &after));
    CHECK(after == before + 1); /* each try that was lost left nothing */
}

/* Two that change the same two rows in opposite order: one has to begin again. */
typedef struct Cross {
    Ctx                c;
    int                first, second; /* rows */
    pthread_barrier_t *meet;
    bool               met;
    Err                err;
} Cross;

static Err cross(Ctx *c, void *arg) {
    Cross *x = arg;
    Err e = db_exec(c, "UPDATE trouble_test SET text = text || 'x' WHERE id = $1", V(x->first));
    if (!x->met) pthread_barrier_wait(x->meet);
    x->met = true;
    return e ? e : db_exec(c, "UPDATE trouble_test SET text = text || 'y' WHERE id = $1",
                           V(x->second));
}

static void *run_cross(void *arg) {
    Cross *x = arg;
    x->err = db_write(&x->c, cross, x);
    return NULL;
}

static void deadlock(Ctx *c) {
    pthread_barrier_t meet;
    pthread_t         thread[2];
    Cross             x[2];
    pthread_barrier_init(&meet, NULL, 2);
    for (int i = 0; i < 2; i++) {
        x[i] = (Cross){{.a = arena_open(), .db = c->db}, 1 + i, 2 - i, &meet, false, NULL};
        pthread_create(&thread[i], NULL, run_cross, &x[i]);
    }
    for (int i = 0; i < 2; i++) {
        pthread_join(thread[i], NULL);
        CHECK_TEXT(x[i].err, NULL);
        arena_close(x[i].c.a);
    }
    int64_t n;
    CHECK(!db_int(c, &n, "SELECT sum(length(text)) - 6 FROM trouble_test WHERE id <= 2"));
    CHECK(n == 4);
}

static Err swallow(Ctx *c, void *arg) {
    (void)arg;
    Err e = db_exec(c, "INSERT INTO trouble_test (id, text) VALUES (1, 'again')");
    return e ? NULL : "test.no.conflict"; /* a bug: the server has given the transaction up */
}
static Err swallowed(Ctx *c) { return db_write(c, swallow, NULL); }

int main(void) {
    int64_t used;
    Arena *a = arena_open();
    const char *path = arena_print(a, "%s/trouble_test.db", test_dir());
    remove(path);
    Ctx c = test_empty(path);
    CHECK_TEXT(db_write(&c, make, NULL), NULL);
    if (db_is_postgres(c.db)) {
        CHECK(!db_write(&c, add, NULL) && !db_write(&c, add, NULL));
        lost(&c);
        CHECK_FATAL(swallowed(&c));
        db_close(c.db);
        arena_close(c.a);
        c = test_ctx(path); /* the child of CHECK_FATAL has used our connection */
        db_serve(c.db, 2);
        deadlock(&c);
    } else {
        full_disk(&c, 0);
        locked(&c, path);
        db_serve(c.db, 2);
        unopened(&c, path);
        /* the same with a writer of its own, from where the file is now */
        CHECK(!db_read(&c, pages, &used));
        full_disk(&c, (int)used);
    }
    db_close(c.db);
    arena_close(c.a);
    arena_close(a);
    return test_failed;
}
