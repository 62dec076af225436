/* jobs.h - work that nobody waits for: text out of a PDF, the nightly check.
 *
 *     const JobKind work_jobs[] = {
 *         {"task.job.series", series_run, DAY_MS, 1 * HOUR_MS},  // each day at one o'clock
 *         {"task.job.export", export_run},                       // when asked
 *         {0}
 *     };
 *     e = job_add(c, "task.job.export", "42");
 *
 * A job is asked for in the transaction that needs it, so it is done if and only
 * if that was committed.  It runs outside of any transaction with an arena of
 * its own, and may run twice: when its server dies another takes it, some time
 * after.  So it does its work in steps that can be repeated. */
#ifndef JOBS_H
#define JOBS_H

#include "db/db.h"

enum {
    JOB_TRIES = 5,             /* of one that fails by trouble, or takes its server down */
    JOB_LEASE_MS = 60 * 1000,  /* a dead server's job is taken after this time */
    JOB_KEPT_DAYS = 30         /* one that ended is listed so long */
};
enum { HOUR_MS = 3600 * 1000, DAY_MS = 24 * HOUR_MS };

typedef struct Job {
    int64_t     id;
    const char *arg;
    bool        again;  /* by run, with its refusal: it may pass, so try again later */
    int64_t     done, goal;
    struct Runner *runner;
    int64_t     told;   /* when its progress was last stored */
} Job;

typedef struct JobKind {
    const char *name;     /* and the key of its words: "task.job.export" */
    Err       (*run)(Ctx *c, Job *j); /* c->who asked for it; use db_read() and db_write() */
    int64_t     every_ms; /* 0: only when asked */
    int64_t     at_ms;    /* of a periodic one: so long after the period begins, where a
                             day begins at midnight in Vietnam */
} JobKind;

/* Ask for a job; it runs soon after the caller's transaction was committed. */
MUST Err job_add(Ctx *c, const char *kind, const char *arg);

/* Called by run, now and then: how far it is, of how much (0: unknown).  c->now
 * is then the time.  When it returns a refusal (job.stopped: somebody wants so;
 * job.ending: the server ends, and the job is run again), run returns that. */
MUST Err job_progress(Ctx *c, Job *j, int64_t done, int64_t of);

/* Does the server end?  In the middle of a transaction, in which job_progress() may not be
 * called: it is then thrown away, and run returns job.ending. */
bool     job_ends(Job *j);

/* Stop a job that waits or runs.  any: also when c->who did not ask for it.
 * errors   job.missing, job.ended, job.other
 *          job.idle   it does not run now, and will wait for its time anyway */
MUST Err job_stop(Ctx *c, int64_t id, bool any);
/* Run it again, or now if it waits.  errors  job.missing, job.running */
MUST Err job_again(Ctx *c, int64_t id);

typedef struct JobRow JobRow;
struct JobRow {
    int64_t     id, every, due, tries, done, goal, at, who;
    int64_t     begun, ended, good; /* 0: never */
    const char *kind, *arg, *state, *message;
    bool        stop; /* it was asked to */
    JobRow     *next;
};
/* Running ones first, then what waits in the order of its time, then the latest. */
const JobRow *job_list(Ctx *c, int from, int max);
int64_t       job_count(Ctx *c);
const JobRow *job_latest(Ctx *c, const char *kind, const char *arg); /* the last asked for; NULL */
const JobRow *job_periodic(Ctx *c, const char *kind); /* NULL before it was seeded */

/* ---- runner.c: one for each server ---- */

typedef struct Runner Runner;
/* Starts the thread.  db: after db_serve(); files: what the jobs find in c->files,
 * or NULL; tables of kinds: ended by NULL. */
Runner *jobs_start(Db *db, const char *files, const JobKind *const *tables);
/* Tells the job under way to end and waits for it, ten seconds at most; then its
 * place is given back.  False: it still runs, so the process must end without
 * closing the database. */
MUST bool jobs_stop(Runner *r);

/* The same without a thread and with a clock of the test's own. */
Runner *jobs_by_hand(Db *db, const JobKind *const *tables, int64_t (*clock)(void));
bool    jobs_step(Runner *r); /* seeds periodic kinds, runs one job; false: none was due */
void    jobs_end(Runner *r);  /* from now on job_progress says job.ending */
void    jobs_free(Runner *r);

extern const JobKind jobs_jobs[]; /* the kinds of this module: old rows are dropped */

#endif
