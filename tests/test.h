/* test.h - a test is a program: silent and 0 when all is well.  On SQLite in
 * memory, or on TEST_DB=postgres://..., a database that it may empty. */
#ifndef TEST_H
#define TEST_H

#include "db/db.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int test_failed;

#define CHECK(x)                                                               \
    ((x) ? (void)0                                                             \
         : (void)(test_failed = 1,                                             \
                  fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #x)))
#define CHECK_TEXT(got, want) check_text((got), (want), __FILE__, __LINE__)
#define CHECK_NEAR(got, want) check_near((got), (want), __FILE__, __LINE__)
/* The call ends its process. */
#define CHECK_FATAL(call)                                                      \
    do {                                                                       \
        int   how = 0;                                                         \
        pid_t child = fork();                                                  \
        if (child == 0) {                                                      \
            if (!freopen("/dev/null", "w", stderr)) _exit(1);                  \
            (void)(call);                                                      \
            _exit(0);                                                          \
        }                                                                      \
        waitpid(child, &how, 0);                                               \
        CHECK(WIFSIGNALED(how) && WTERMSIG(how) == SIGABRT);                   \
    } while (0)

static inline void check_text(const char *got, const char *want, const char *file, int line) {
    if (got == want || (got && want && strcmp(got, want) == 0)) return;
    fprintf(stderr, "%s:%d: got %s, want %s\n", file, line, got ? got : "NULL",
            want ? want : "NULL");
    test_failed = 1;
}

static inline void check_near(double got, double want, const char *file, int line) {
    if (fabs(got - want) <= 1e-12 * fmax(1, fabs(want))) return;
    fprintf(stderr, "%s:%d: got %.17g, want %.17g\n", file, line, got, want);
    test_failed = 1;
}

/* The folder for the files of a test. */
static inline const char *test_dir(void) {
    const char *dir = getenv("TMPDIR");
    return dir ? dir : "/tmp";
}

/* The key of the office. */
static const uint8_t test_key[32] = "the key of the office of a test";

/* One of these, by its name; until the next call. */
static inline const char *test_place(const char *name) {
    static char path[4200];
    snprintf(path, sizeof path, "%s/%s", test_dir(), name);
    return path;
}

/* On TEST_DB, or else on this SQLite file: 1 March 2026, person 7 acting. */
static inline Ctx test_ctx(const char *path) {
    const char *url = getenv("TEST_DB");
    Ctx c = {.a = arena_open(), .who = 7, .now = 1772323200000, .today = "2026-03-01",
             .lang = LANG_VI, .key = test_key};
    CHECK_TEXT(db_open(url ? url : path, &c.db), NULL);
    if (!c.db) exit(1);
    return c;
}

/* An empty database. */
static inline Ctx test_empty(const char *path) {
    Ctx c = test_ctx(path);
    if (db_is_postgres(c.db))
        CHECK_TEXT(db_script(&c, "DROP SCHEMA public CASCADE; CREATE SCHEMA public"), NULL);
    return c;
}

/* A database with all tables, inside a transaction that test_close rolls back. */
static inline Ctx test_open(void) {
    Ctx c = test_empty(":memory:");
    CHECK_TEXT(db_migrate(&c), NULL);
    CHECK_TEXT(db_exec(&c, "BEGIN"), NULL);
    return c;
}

static inline int test_close(Ctx *c) {
    CHECK_TEXT(db_exec(c, "ROLLBACK"), NULL);
    db_close(c->db);
    arena_close(c->a);
    return test_failed;
}

#endif
