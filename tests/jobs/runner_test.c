/* runner_test.c - two runners with their threads over one database: each job is
 * run by one of them and once, and both end when told to. */
#include "crypt/crypt.h"
#include "jobs/jobs.h"
#include "test.h"

#include <stdatomic.h>
#include <time.h>

enum { JOBS = 100, WAIT_MS = 20000 };

static atomic_int runs[JOBS];

static Err run_one(Ctx *c, Job *j) {
    atomic_fetch_add(&runs[atoi(j->arg)], 1);
    return job_progress(c, j, 1, 1);
}

static const JobKind kinds[] = {{"test.job.one", run_one, 0, 0}, {0}};
static const JobKind *const tables[] = {kinds, NULL};

static Err add_all(Ctx *c, void *arg) {
    Err e = NULL;
    (void)arg;
    for (int i = 0; i < JOBS && !e; i++)
        e = job_add(c, "test.job.one", arena_print(c->a, "%d", i));
    return e;
}

static Err left(Ctx *c, void *arg) {
    return db_int(c, arg, "SELECT count(*) FROM job WHERE state <> 'done'");
}

int main(void) {
    crypt_start();
    Arena *a = arena_open();
    const char *path = arena_print(a, "%s/runner_test.db", test_dir());
    int64_t n = JOBS;
    remove(path);
    Ctx c = test_empty(path);
    CHECK_TEXT(db_migrate(&c), NULL);
    db_serve(c.db, 4);
    Runner *one = jobs_start(c.db, NULL, tables), *two = jobs_start(c.db, NULL, tables);
    CHECK_TEXT(db_write(&c, add_all, NULL), NULL);
    for (int ms = 0; ms < WAIT_MS && n; ms += 20) {
        nanosleep(&(struct timespec){.tv_nsec = 20 * 1000000}, NULL);
        CHECK_TEXT(db_read(&c, left, &n), NULL);
    }
    CHECK(n == 0);
    CHECK(jobs_stop(one));
    CHECK(jobs_stop(two));
    for (int i = 0; i < JOBS; i++) CHECK(atomic_load(&runs[i]) == 1);
    db_close(c.db);
    arena_close(c.a);
    arena_close(a);
    return test_failed;
}
