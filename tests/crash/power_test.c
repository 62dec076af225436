/* power_test.c [CUTS [SEED]] - power is cut at random moments, and each sync, write
 * and open fails once: no acknowledged write is ever lost, none is half there.
 *
 * Four threads write through the one writer, as a server does.  The same harness has
 * to catch what is wrong on purpose: a log that is not synced at each commit, one
 * that is never synced, a backup that copies a file in use.  SQLite only. */
#include "crash/power_vfs.h"
#include "test.h"

#include <errno.h>
#include <sys/resource.h>
#include <sys/stat.h>

enum { THREADS = 4, ACKS_MAX = 1 << 16, TEXT = 9000 };

typedef struct Trial {
    const char *path;
    PowerPlan   plan;
    const char *pragma; /* a mutant: on one connection, without the writer; NULL */
    int         threads, rows;
} Trial;

typedef struct Worker { Ctx c; pthread_t thread; int id, rows, pipe; } Worker;
typedef struct Note { int64_t key; const char *text; } Note;

static Err add(Ctx *c, void *arg) {
    const Note *n = arg;
    Err e = db_exec(c, "INSERT INTO note (key, text) VALUES ($1, $2)", V(n->key), V(n->text));
    return e ? e : db_exec(c, "UPDATE tally SET n = n + $1", V(1));
}

/* What is acknowledged goes out by the pipe at once. */
static void *work(void *arg) {
    Worker *w = arg;
    char   *text = arena_take(w->c.a, TEXT + 1);
    memset(text, 'a' + w->id, TEXT);
    for (int i = 0; i < w->rows; i++) {
        Note n = {w->id * 1000000 + i, text};
        Err  e = db_write(&w->c, add, &n);
        if (!e && write(w->pipe, &n.key, sizeof n.key) != sizeof n.key) abort();
    }
    return NULL;
}

static void run_workers(const Trial *t, Ctx *c, int pipe) {
    Worker w[THREADS];
    for (int i = 0; i < t->threads; i++) {
        w[i] = (Worker){.c = *c, .id = i + 1, .rows = t->rows, .pipe = pipe};
        w[i].c.a = arena_open();
        pthread_create(&w[i].thread, NULL, work, &w[i]);
    }
    for (int i = 0; i < t->threads; i++) {
        pthread_join(w[i].thread, NULL);
        arena_close(w[i].c.a);
    }
}

static _Noreturn void child(const Trial *t, int pipe) {
    const struct rlimit none = {0, 0};
    Ctx c = {.a = arena_open()};
    setrlimit(RLIMIT_CORE, &none); /* a fault is expected */
    if (!freopen("/dev/null", "w", stderr)) _exit(1);
    power_start(t->plan);
    if (db_open(t->path, &c.db)) _exit(2);
    if (!t->pragma) db_serve(c.db, 2);
    else if (db_script(&c, t->pragma)) _exit(1);
    run_workers(t, &c, pipe);
    db_close(c.db);
    int64_t seen = -1 - power_seen.all;
    if (write(pipe, &seen, sizeof seen) != sizeof seen) _exit(1);
    _exit(0);
}

static void clear(const char *path) {
    static const char *const ends[] = {"", "-wal", "-shm", ".cut", "-wal.cut"};
    char file[600];
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        snprintf(file, sizeof file, "%s%s", path, ends[i]);
        unlink(file);
    }
}

static Err make(Ctx *c, void *arg) {
    (void)arg;
    return db_script(c, "CREATE TABLE note (key @int PRIMARY KEY, text TEXT NOT NULL) @strict;"
                        "CREATE TABLE tally (n @int NOT NULL) @strict;"
                        "INSERT INTO tally VALUES (0)");
}

static void fresh(const char *path) {
    Ctx c = {.a = arena_open()};
    clear(path);
    CHECK_TEXT(db_open(path, &c.db), NULL);
    CHECK_TEXT(db_write(&c, make, NULL), NULL);
    db_close(c.db);
    arena_close(c.a);
}

typedef struct Outcome { int acked, lost, broken, total; } Outcome;

/* Read it as SQLite does after any crash: by its log. */
static void look(const char *path, const int64_t *acks, Outcome *o) {
    sqlite3      *h = NULL;
    sqlite3_stmt *s = NULL;
    static const char sound[] =
        "SELECT (SELECT group_concat(integrity_check) FROM pragma_integrity_check) = 'ok'"
        " AND (SELECT count(*) FROM note) = (SELECT n FROM tally)"
        " AND NOT EXISTS (SELECT 1 FROM note WHERE length(text) <> ?)";
    if (sqlite3_open(path, &h) != SQLITE_OK || sqlite3_prepare_v2(h, sound, -1, &s, NULL)) {
        o->broken = 1;
    } else {
        sqlite3_bind_int(s, 1, TEXT);
        o->broken = sqlite3_step(s) != SQLITE_ROW || sqlite3_column_int(s, 0) != 1;
    }
    sqlite3_finalize(s);
    s = NULL;
    sqlite3_prepare_v2(h, "SELECT 1 FROM note WHERE key = ?", -1, &s, NULL);
    for (int i = 0; i < o->acked; i++) {
        if (s) sqlite3_bind_int64(s, 1, acks[i]);
        if (!s || sqlite3_step(s) != SQLITE_ROW) o->lost++;
        if (s) sqlite3_reset(s);
    }
    sqlite3_finalize(s);
    sqlite3_close(h);
}

static Outcome run(const Trial *t) {
    static int64_t acks[ACKS_MAX];
    Outcome o = {0};
    int64_t one;
    int     ends[2], how;
    fresh(t->path);
    if (pipe(ends) != 0) fatal("no pipe");
    pid_t pid = fork();
    if (pid == 0) close(ends[0]), child(t, ends[1]);
    close(ends[1]);
    while (read(ends[0], &one, sizeof one) == sizeof one) {
        if (one < 0) o.total = (int)(-1 - one);
        else if (o.acked < ACKS_MAX) acks[o.acked++] = one;
    }
    close(ends[0]);
    waitpid(pid, &how, 0);
    power_restore(t->path);
    look(t->path, acks, &o);
    return o;
}

/* ---- what must hold ---- */

static void cuts(const char *path, int n, uint64_t seed) {
    Trial t = {.path = path, .threads = THREADS, .rows = 60};
    int   total = run(&t).total, acked = 0;
    CHECK(total > 500);
    for (int i = 0; i < n; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        t.plan = (PowerPlan){.cut = 1 + (int)((seed >> 33) % (uint64_t)total), .seed = seed};
        Outcome o = run(&t);
        acked += o.acked;
        if (!o.lost && !o.broken) continue;
        fprintf(stderr, "cut %d, seed %llu: %d of %d acknowledged writes lost%s\n", t.plan.cut,
                (unsigned long long)seed, o.lost, o.acked, o.broken ? ", damaged" : "");
        test_failed = 1;
    }
    CHECK(acked > n);
    if (n > 100) printf("%d power cuts, %d acknowledged writes, 0 lost\n", n, acked);
}

/* The n-th call of a kind fails, for each n until there is none. */
static void failures(const char *what, int *n, Trial *t) {
    int before = 0;
    for (*n = 1;; ++*n) {
        Outcome o = run(t);
        if (o.lost || o.broken) {
            fprintf(stderr, "%s %d fails: %d of %d acknowledged writes lost%s\n", what, *n, o.lost,
                    o.acked, o.broken ? ", damaged" : "");
            test_failed = 1;
        }
        before = o.acked;
        if (o.total && o.acked == t->rows * t->threads) break; /* it had no such call any more */
        if (*n > 2000) break;
    }
    CHECK(*n > 2 && *n < 2000 && before > 0);
    *n = 0;
}

/* ---- what must be caught ---- */

static bool caught(const char *path, const char *pragma, int tries) {
    Trial t = {.path = path, .threads = 1, .rows = 200, .pragma = pragma};
    int   total = run(&t).total;
    for (int i = 1; i <= tries; i++) {
        t.plan = (PowerPlan){.cut = total * i / (tries + 1), .seed = 7 * (uint64_t)i};
        Outcome o = run(&t);
        if (o.lost || o.broken) return true;
    }
    return false;
}

int main(int argc, char **argv) {
    Arena      *a = arena_open();
    if (getenv("TEST_DB")) return 0; /* PostgreSQL has its own disk */
    /* The disk is ours, so the one below may be memory: no time is spent on syncs. */
    char *dir = arena_print(a, "%s/namro.XXXXXX",
                            access("/dev/shm", W_OK) == 0 ? "/dev/shm" : test_dir());
    if (!mkdtemp(dir)) return 1;
    const char *path = arena_print(a, "%s/power.db", dir);
    cuts(path, argc > 1 ? atoi(argv[1]) : 60, argc > 2 ? strtoull(argv[2], NULL, 10) : 1);
    Trial t = {.path = path, .threads = 1, .rows = 12};
    failures("sync", &t.plan.fail_sync, &t);
    failures("write", &t.plan.fail_write, &t);
    failures("write to a full disk", &t.plan.fail_full, &t);
    failures("open", &t.plan.fail_open, &t);
    CHECK(caught(path, "PRAGMA synchronous = NORMAL", 20));
    CHECK(caught(path, "PRAGMA synchronous = OFF", 20));
    CHECK(!caught(path, "PRAGMA synchronous = FULL", 20)); /* it was not the harness */
    clear(path);
    rmdir(dir);
    arena_close(a);
    return test_failed;
}
