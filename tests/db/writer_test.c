/* writer_test.c - many threads write at once: what was acknowledged is there and
 * seen by its writer, and a refused job leaves nothing and harms nobody. */
#include "test.h"

#include <pthread.h>

enum { THREADS = 64, READERS = 4, WRITES = 200, REFUSED_EACH = 20 };

typedef struct Line { int thread, i; Err refuse; } Line;
typedef struct Worker { pthread_t id; Ctx c; int thread, wrong; } Worker;

static Err add(Ctx *c, void *arg) {
    const Line *l = arg;
    Err e = db_exec(c, "INSERT INTO writer_test (thread, i) VALUES ($1, $2)",
                    V(l->thread), V(l->i));
    return e ? e : l->refuse;
}

static Err count(Ctx *c, void *arg) {
    Line *l = arg;
    int64_t n;
    Err e = db_int(c, &n, "SELECT count(*) FROM writer_test WHERE thread = $1", V(l->thread));
    l->i = (int)n;
    return e;
}

static bool refused(Ctx *c, Line l, Err want) {
    Err e = db_write(c, add, &l);
    return e && strcmp(e, want) == 0;
}

static void *work(void *arg) {
    Worker *w = arg;
    Line seen = {.thread = w->thread};
    for (int i = 0; i < WRITES; i++) {
        Line good = {w->thread, i, NULL}, bad = {w->thread, WRITES + i, "test.refused"};
        if (db_write(&w->c, add, &good) != NULL) w->wrong++;
        if (i % REFUSED_EACH) continue;
        if (!refused(&w->c, bad, "test.refused")) w->wrong++; /* by the job */
        if (!refused(&w->c, good, "db.conflict")) w->wrong++; /* it is there already */
        if (db_read(&w->c, count, &seen) || seen.i != i + 1) w->wrong++; /* its own writes */
    }
    return NULL;
}

static void run_threads(Db *db) {
    static Worker all[THREADS];
    for (int i = 0; i < THREADS; i++) {
        all[i] = (Worker){.c = {.a = arena_open(), .db = db}, .thread = i};
        if (pthread_create(&all[i].id, NULL, work, &all[i]) != 0) fatal("no thread");
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(all[i].id, NULL);
        arena_close(all[i].c.a);
        CHECK(all[i].wrong == 0);
    }
}

static Err nest(Ctx *c, void *arg) { return db_write(c, add, arg); }
static Err write_in_work(Ctx *c) { return db_write(c, nest, &(Line){0}); }
static Err write_in_read(Ctx *c) { return db_read(c, add, &(Line){0}); }

static Err make(Ctx *c, void *arg) {
    (void)arg;
    return db_script(c, "CREATE TABLE writer_test (thread @int, i @int, UNIQUE (thread, i))");
}

int main(void) {
    Arena *a = arena_open();
    const char *path = arena_print(a, "%s/writer_test.db", test_dir()); /* not in memory: shared */
    int64_t n = 0, jobs = THREADS * (WRITES + 2 * WRITES / REFUSED_EACH);
    remove(path);
    Ctx c = test_empty(path);
    CHECK_TEXT(db_write(&c, make, NULL), NULL);
    CHECK(refused(&c, (Line){0, WRITES, "test.refused"}, "test.refused")); /* without a writer */
    CHECK_FATAL(write_in_work(&c));

    db_serve(c.db, READERS);
    run_threads(c.db);
    int64_t commits = db_commits(c.db);
    CHECK(db_is_postgres(c.db) || (commits > 1 && commits < jobs)); /* one served two jobs */
    db_close(c.db);
    arena_close(c.a);

    c = test_ctx(path); /* and it is still there: the good lines, and no others */
    CHECK(!db_int(&c, &n, "SELECT count(*) FROM writer_test WHERE i < $1", V((int)WRITES)));
    CHECK(n == THREADS * WRITES);
    CHECK(!db_int(&c, &n, "SELECT count(*) FROM writer_test"));
    CHECK(n == THREADS * WRITES);
    db_serve(c.db, 1);
    CHECK_FATAL(write_in_read(&c)); /* after a fork the writer has no thread: a read needs none */
    db_close(c.db);
    arena_close(c.a);
    arena_close(a);
    return test_failed;
}
