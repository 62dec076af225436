/* backup_test.c - a snapshot taken while others write is of one moment, and whole;
 * what was damaged is told. */
#include "test.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>

static atomic_bool stop;

/* Two tables that hold the same number after every transaction. */
static Err make(Ctx *c, void *arg) {
    (void)arg;
    Err   e = NULL;
    char *text = arena_take(c->a, 4001);
    memset(text, 'x', 4000);
    for (int i = 0; i < 2000 && !e; i++) {
        e = db_exec(c, "INSERT INTO setting (name, since, value, at, who)"
                       " VALUES ('a', '2026-03-01', $1, 0, 0)", V(text));
        if (!e) e = db_run_exec(c, "INSERT INTO unit (at, who) VALUES (0, 0)", NULL, 0);
    }
    return e;
}

static Err count_up(Ctx *c, void *arg) {
    (void)arg;
    Err e = db_run_exec(c, "UPDATE setting SET at = at + 1", NULL, 0);
    return e ? e : db_run_exec(c, "UPDATE unit SET at = at + 1", NULL, 0);
}

static void *write_on(void *arg) {
    Ctx c = *(Ctx *)arg;
    c.a = arena_open();
    while (!atomic_load(&stop)) CHECK_TEXT(db_write(&c, count_up, NULL), NULL);
    arena_close(c.a);
    return NULL;
}

static int64_t number(Ctx *c, const char *path, const char *sql) {
    const char *const *text = NULL;
    CHECK_TEXT(db_peek(c, path, sql, &text), NULL);
    return text && *text ? strtoll(*text, NULL, 10) : -1;
}

static Err read_at(Ctx *c, void *out) { return db_int(c, out, "SELECT min(at) FROM setting"); }

/* What this test is there to catch: the file is copied while it is in use. */
static bool naive_is_sound(Ctx *c, const char *file, const char *path) {
    Stock   stock;
    int64_t committed = 0;
    unlink(path);
    CHECK_TEXT(db_read(c, read_at, &committed), NULL);
    char *cp = arena_print(c->a, "cp '%s' '%s'", file, path);
    CHECK(system(cp) == 0);
    if (db_inspect(c, path, &stock)) return false;
    int64_t n = number(c, path, "SELECT min(at) FROM setting");
    return n >= committed && n == number(c, path, "SELECT max(at) FROM unit");
}

static void while_others_write(Ctx *c, const char *url, const char *path) {
    pthread_t thread;
    int64_t   last = -1;
    pthread_create(&thread, NULL, write_on, c);
    for (int i = 0; i < 8; i++) {
        Stock stock;
        unlink(path);
        CHECK_TEXT(db_snapshot(c, url, path), NULL);
        CHECK_TEXT(db_inspect(c, path, &stock), NULL);
        int64_t n = number(c, path, "SELECT min(at) FROM setting");
        CHECK(n >= last);
        CHECK(n == number(c, path, "SELECT max(at) FROM setting"));
        CHECK(n == number(c, path, "SELECT min(at) FROM unit"));
        CHECK(n == number(c, path, "SELECT max(at) FROM unit"));
        last = n;
    }
    bool sound = true;
    for (int i = 0; i < 200 && sound && url[0] == '/'; i++) sound = naive_is_sound(c, url, path);
    CHECK(url[0] != '/' || !sound);
    unlink(path);
    CHECK_TEXT(db_snapshot(c, url, path), NULL);
    atomic_store(&stop, true);
    pthread_join(thread, NULL);
    CHECK(last > 0);
}

/* Each of these leaves a file that is no sound database. */
static void damaged(Ctx *c, const char *path) {
    Stock stock;
    char  junk[512];
    memset(junk, 0xA5, sizeof junk);
    for (off_t at = 0; at < 5; at++) {
        int fd = open(path, O_RDWR);
        CHECK(fd >= 0 && pwrite(fd, junk, sizeof junk, 4096 * (at * 400 + 3)) == sizeof junk);
        close(fd);
        CHECK_TEXT(db_inspect(c, path, &stock), "backup.database.damaged");
    }
    CHECK(truncate(path, 5000) == 0);
    CHECK_TEXT(db_inspect(c, path, &stock), "backup.database.damaged");
    CHECK(truncate(path, 0) == 0); /* an empty file is an empty database, but no office */
    CHECK_TEXT(db_inspect(c, path, &stock), "backup.database.damaged");
}

int main(void) {
    Arena      *a = arena_open();
    const char *file = arena_print(a, "%s/backup_test.db", test_dir());
    const char *url = getenv("TEST_DB") ? getenv("TEST_DB") : file;
    const char *copy = arena_print(a, "%s/backup_test.copy", test_dir());
    unlink(file);
    Ctx c = test_empty(file);
    c.a = a;
    CHECK_TEXT(db_migrate(&c), NULL);
    CHECK_TEXT(db_write(&c, make, NULL), NULL);
    db_serve(c.db, 2);
    while_others_write(&c, url, copy);
    bool server = url != file;
    CHECK_TEXT(db_snapshot(&c, url, copy), server ? "copy.target.taken" : "backup.place.bad");
    CHECK_TEXT(db_snapshot(&c, url, "/no/folder/x"), server ? "db.path" : "backup.place.bad");
    damaged(&c, copy);
    db_close(c.db);
    arena_close(a);
    return test_failed;
}
