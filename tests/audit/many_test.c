/* many_test.c - eight write at once and two keepers give places: every deed that
 * was acknowledged is in the log once, no refused one is, and the log verifies;
 * also after the process is killed in the midst of it. */
#include "audit/audit.h"
#include "test.h"

#include <pthread.h>
#include <time.h>

enum { THREADS = 8, DEEDS = 100, KILL_MS = 300 };

typedef struct Worker { pthread_t id; Ctx c; int thread, wrong; } Worker;
typedef struct One { int64_t id; Err give; } One;

static LogKey key;

static Err note(Ctx *c, void *arg) {
    const One *o = arg;
    Deed d = {.what = "task.deed.changed", .subject = "task", .id = o->id};
    deed_change(c, &d, "due", "2026-03-01", "2026-04-01");
    Err e = audit_note(c, &d);
    return e ? e : o->give;
}

static void *work(void *arg) {
    Worker *w = arg;
    for (int i = 0; i < DEEDS; i++) {
        One good = {w->thread * 1000 + i + 1, NULL}, bad = {900000, "test.refused"};
        if (db_write(&w->c, note, &good)) w->wrong++;
        Err e = i % 5 ? NULL : db_write(&w->c, note, &bad);
        if (e && strcmp(e, "test.refused") != 0) w->wrong++;
    }
    return NULL;
}

static void write_all(Db *db) {
    static Worker all[THREADS];
    for (int i = 0; i < THREADS; i++) {
        all[i] = (Worker){.c = {.a = arena_open(), .db = db, .now = 5, .who = i}, .thread = i};
        if (pthread_create(&all[i].id, NULL, work, &all[i]) != 0) fatal("no thread");
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(all[i].id, NULL);
        arena_close(all[i].c.a);
        CHECK(all[i].wrong == 0);
    }
}

static Err count(Ctx *c, void *arg) {
    int64_t *n = arg;
    Err      e = db_int(c, &n[0], "SELECT count(DISTINCT subject_id) FROM deed WHERE seq > 0");
    return e ? e : db_int(c, &n[1], "SELECT count(*) FROM deed");
}

static Err open_key(Ctx *c, void *arg) { return log_key_open(c, arg, false, &key); }

/* As a server that loses its power: no COMMIT that was under way is finished. */
static void write_and_die(const char *path) {
    pid_t child = fork();
    if (child == 0) {
        Ctx c = test_ctx(path);
        db_serve(c.db, 8);
        audit_start(c.db, &key);
        for (;;) write_all(c.db);
    }
    nanosleep(&(struct timespec){.tv_nsec = KILL_MS * 1000000}, NULL);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
}

int main(void) {
    crypt_start();
    Arena *a = arena_open();
    const char *path = arena_print(a, "%s/many_test.db", test_dir());
    int64_t n[2] = {0};
    Verdict v;
    remove(path);
    CHECK(system(arena_print(a, "rm -rf %s/many_keys", test_dir())) == 0);
    Ctx c = test_empty(path);
    CHECK_TEXT(db_migrate(&c), NULL);
    CHECK_TEXT(db_write(&c, open_key, arena_print(a, "%s/many_keys", test_dir())), NULL);
    db_serve(c.db, 16);
    Keeper *one = audit_start(c.db, &key), *two = audit_start(c.db, &key);
    write_all(c.db);
    audit_stop(one);
    audit_stop(two);
    CHECK_TEXT(db_read(&c, count, n), NULL);
    CHECK(n[0] == THREADS * DEEDS && n[1] == n[0]);
    CHECK_TEXT(log_verify(&c, &key.open, NULL, NULL, NULL, &v), NULL);
    CHECK(v.size == n[1] && v.waiting == 0 && v.covered == v.size);
    db_close(c.db);

    write_and_die(path);
    arena_close(c.a);
    c = test_ctx(path);
    db_serve(c.db, 4);
    one = audit_start(c.db, &key); /* what was left waiting gets its place */
    audit_stop(one);
    CHECK_TEXT(db_read(&c, count, n), NULL);
    CHECK_TEXT(log_verify(&c, &key.open, NULL, NULL, NULL, &v), NULL);
    CHECK(v.size == n[1] && v.size >= THREADS * DEEDS && v.waiting == 0);
    db_close(c.db);
    arena_close(c.a);
    arena_close(a);
    return test_failed;
}
