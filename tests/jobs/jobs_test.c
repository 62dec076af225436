/* jobs_test.c - by a clock of the test: a job runs once when its time has come,
 * is tried again with growing delay, is taken from a dead runner, stops when
 * asked; periodic ones come at their time and have one row. */
#include "audit/audit.h"
#include "jobs/jobs.h"
#include "test.h"

enum { START = 1772323200 }; /* seconds: 1 March 2026, 7 o'clock in Vietnam */

static int64_t now_ms;
static int64_t clock_of_test(void) { return now_ms; }

static struct { int runs; char arg[16]; int64_t who; Err give; bool again; int steps; } seen;
static Db     *asked_in;  /* to stop the job from inside it */
static Runner *end_in;    /* to end the runner from inside its job */

static Err stop_it(Ctx *c, void *arg) { return job_stop(c, *(int64_t *)arg, true); }

static Err run_plain(Ctx *c, Job *j) {
    seen.runs++;
    seen.who = c->who;
    snprintf(seen.arg, sizeof seen.arg, "%s", j->arg);
    for (int i = 0; i < seen.steps; i++) {
        now_ms += 5000;
        Err e = job_progress(c, j, i + 1, seen.steps);
        if (e) return e;
        if (asked_in && i == 1) CHECK_TEXT(db_write(c, stop_it, &j->id), NULL);
        if (end_in && i == 1) jobs_end(end_in);
    }
    j->again = seen.again;
    return seen.give;
}

static const JobKind kinds[] = {{"test.job.plain", run_plain, 0, 0}, {0}};
static const JobKind periodic[] = {{"test.job.night", run_plain, DAY_MS, 2 * HOUR_MS}, {0}};
static const JobKind *const tables[] = {kinds, NULL};
static const JobKind *const both[] = {kinds, periodic, jobs_jobs, NULL};

static Err add(Ctx *c, void *arg) { return job_add(c, "test.job.plain", arg); }
static Err add_refused(Ctx *c, void *arg) {
    Err e = add(c, arg);
    return e ? e : "test.refused";
}
static Err add_odd(Ctx *c, void *arg) { return job_add(c, arg, NULL); }
static Err again(Ctx *c, void *arg) { return job_again(c, *(int64_t *)arg); }
static Err stop_own(Ctx *c, void *arg) { return job_stop(c, *(int64_t *)arg, false); }

static Err first(Ctx *c, void *arg) {
    *(const JobRow **)arg = job_list(c, 0, 1);
    return NULL;
}
static const JobRow *newest(Ctx *c) {
    const JobRow *j = NULL;
    CHECK_TEXT(db_read(c, first, &j), NULL);
    if (!j) exit(1);
    return j;
}

static Err clear(Ctx *c, void *arg) {
    (void)arg;
    return db_exec(c, "DELETE FROM job WHERE every >= $1", V(0));
}

/* A fresh start, with one job asked for. */
static Runner *begin(Ctx *c, const char *arg) {
    memset(&seen, 0, sizeof seen);
    asked_in = NULL;
    end_in = NULL;
    c->now = now_ms = START * 1000LL;
    CHECK_TEXT(db_write(c, clear, NULL), NULL);
    if (arg) CHECK_TEXT(db_write(c, add, (void *)(uintptr_t)arg), NULL);
    return jobs_by_hand(c->db, tables, clock_of_test);
}

static void test_once(Ctx *c) {
    Runner *r = begin(c, "42");
    now_ms--;
    CHECK(!jobs_step(r)); /* not yet */
    now_ms++;
    CHECK(jobs_step(r) && !jobs_step(r));
    CHECK(seen.runs == 1 && seen.who == 7);
    CHECK_TEXT(seen.arg, "42");
    const JobRow *j = newest(c);
    CHECK_TEXT(j->state, "done");
    CHECK(j->good == now_ms && j->ended == now_ms && j->begun == now_ms && j->tries == 0);
    CHECK_TEXT(db_write(c, add_refused, "43"), "test.refused");
    CHECK(!jobs_step(r)); /* what was not committed is not done */
    CHECK_TEXT(db_write(c, again, &(int64_t){j->id}), NULL);
    CHECK(jobs_step(r) && seen.runs == 2);
    CHECK_TEXT(db_write(c, again, &(int64_t){j->id + 99}), "job.missing");
    CHECK_TEXT(db_write(c, stop_own, &(int64_t){j->id}), "job.ended");
    jobs_free(r);
}

static void test_refusal(Ctx *c) {
    Runner *r = begin(c, "x");
    seen.give = "test.refused";
    CHECK(jobs_step(r) && !jobs_step(r));
    const JobRow *j = newest(c);
    CHECK_TEXT(j->state, "refused");
    CHECK_TEXT(j->message, "test.refused");
    CHECK(!j->good);
    jobs_free(r);
    r = begin(c, NULL);
    CHECK_TEXT(db_write(c, add_odd, "test.job.unknown"), NULL);
    CHECK(jobs_step(r));
    CHECK_TEXT(newest(c)->message, "job.kind.unknown");
    jobs_free(r);
}

/* 10 s, 40 s, 160 s, 640 s, then no more. */
static void test_retry(Ctx *c, Err give, bool passes) {
    static const int64_t delays[] = {10, 40, 160, 640};
    Runner *r = begin(c, "x");
    seen.give = give;
    seen.again = passes;
    for (int i = 0; i < 4; i++) {
        CHECK(jobs_step(r));
        CHECK_TEXT(newest(c)->state, "waiting");
        CHECK_TEXT(newest(c)->message, give);
        now_ms += delays[i] * 1000 - 1;
        CHECK(!jobs_step(r));
        now_ms++;
    }
    CHECK(jobs_step(r));
    CHECK(seen.runs == JOB_TRIES);
    CHECK_TEXT(newest(c)->state, "refused");
    jobs_free(r);
}

static Err steal(Ctx *c, void *arg) { /* as if this runner had taken it, and died */
    return db_exec(c, "UPDATE job SET state = 'running', owner = 'dead', lease = $1, tries = $2",
                   V(c->now + JOB_LEASE_MS), V(*(int *)arg));
}

static void test_dead(Ctx *c) {
    Runner *r = begin(c, "x");
    CHECK_TEXT(db_write(c, steal, &(int){1}), NULL);
    now_ms += JOB_LEASE_MS - 1;
    CHECK(!jobs_step(r));
    now_ms++;
    CHECK(jobs_step(r) && seen.runs == 1);
    CHECK_TEXT(newest(c)->state, "done");
    jobs_free(r);
    r = begin(c, "x"); /* a job that kills its server is not run for ever */
    CHECK_TEXT(db_write(c, steal, &(int){JOB_TRIES}), NULL);
    now_ms += JOB_LEASE_MS;
    CHECK(jobs_step(r) && seen.runs == 0);
    CHECK_TEXT(newest(c)->message, "job.died");
    jobs_free(r);
}

static void test_stop(Ctx *c) {
    Runner *r = begin(c, "x");
    int64_t id = newest(c)->id;
    seen.steps = 9;
    asked_in = c->db;
    CHECK(jobs_step(r));
    const JobRow *j = newest(c);
    CHECK_TEXT(j->state, "stopped");
    CHECK(j->done == 3 && j->goal == 9);
    jobs_free(r);

    r = begin(c, "x");
    id = newest(c)->id;
    c->who = 8;
    CHECK_TEXT(db_write(c, stop_own, &id), "job.other");
    c->who = 7;
    CHECK_TEXT(db_write(c, stop_own, &id), NULL);
    CHECK(!jobs_step(r) && seen.runs == 0);
    CHECK_TEXT(newest(c)->state, "stopped");
    jobs_free(r);

    r = begin(c, "x"); /* the server ends: the job waits, and this was no try */
    seen.steps = 9;
    end_in = r;
    CHECK(jobs_step(r));
    CHECK_TEXT(newest(c)->state, "waiting");
    CHECK(newest(c)->tries == 0);
    jobs_free(r);
}

/* Each night at two in Vietnam: 19:00 UTC of the day before. */
static void test_periodic(Ctx *c) {
    Runner *r = begin(c, NULL), *other;
    jobs_free(r);
    r = jobs_by_hand(c->db, both, clock_of_test);
    other = jobs_by_hand(c->db, both, clock_of_test);
    int64_t night = now_ms + 19 * (int64_t)HOUR_MS;
    CHECK(!jobs_step(r) && !jobs_step(other));
    now_ms = night - 1;
    CHECK(!jobs_step(r));
    now_ms = night;
    CHECK(jobs_step(r) && !jobs_step(other) && !jobs_step(r));
    CHECK(seen.runs == 1 && seen.who == 0);
    const JobRow *j = newest(c);
    CHECK_TEXT(j->kind, "job.tidy"); /* at three, so it is the next */
    j = j->next;
    now_ms += DAY_MS / 2; /* the other kind */
    CHECK(jobs_step(r) && !jobs_step(r));
    seen.give = "test.refused"; /* it comes again all the same */
    now_ms = night + DAY_MS;
    CHECK(jobs_step(other) && seen.runs == 2);
    now_ms = night + DAY_MS + HOUR_MS;
    CHECK(jobs_step(other));
    now_ms = night + 2 * (int64_t)DAY_MS;
    CHECK(jobs_step(r) && seen.runs == 3);
    jobs_free(r);
    jobs_free(other);
}

static Err count(Ctx *c, void *arg) {
    *(int64_t *)arg = job_count(c);
    return NULL;
}
static void test_tidy(Ctx *c) {
    Runner *r = begin(c, "old");
    int64_t n = 0;
    CHECK(jobs_step(r));
    jobs_free(r);
    r = jobs_by_hand(c->db, both, clock_of_test);
    CHECK(!jobs_step(r));
    now_ms += (JOB_KEPT_DAYS + 1) * (int64_t)DAY_MS;
    while (jobs_step(r)) {}
    CHECK_TEXT(db_read(c, count, &n), NULL);
    CHECK(n == 2); /* the periodic ones */
    jobs_free(r);
}

int main(void) {
    crypt_start();
    Ctx c = test_empty(":memory:");
    CHECK_TEXT(db_migrate(&c), NULL);
    test_once(&c);
    test_refusal(&c);
    test_retry(&c, "test.later", true);
    test_retry(&c, "db.busy", false);
    test_dead(&c);
    test_stop(&c);
    test_periodic(&c);
    test_tidy(&c);
    db_close(c.db);
    arena_close(c.a);
    return test_failed;
}
