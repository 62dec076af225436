/* runner.c - takes jobs that are due and runs them, one after another.
 *
 * Several servers share the table: a job is taken by one UPDATE that only one of
 * them can win, for the time of a lease.  While it runs a second thread renews
 * the lease, so a job of any length needs no care, and one whose server died is
 * free a minute later.  What a runner stores about a job it stores only while
 * the job is its own. */
#include "jobs/jobs.h"

#include "config/config.h"
#include "crypt/crypt.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    POLL_MS = 500,       /* how soon after its time a job is seen */
    PULSE_MS = 15 * 1000,
    TELL_MS = 1000,      /* progress is stored no more often */
    RETRY_MS = 10 * 1000, RETRY_GROWS = 4, /* 10 s, 40 s, 160 s, 640 s */
    STOP_SECONDS = 10
};

struct Runner {
    Db                   *db;
    const JobKind *const *tables;
    int64_t             (*clock)(void);
    const char           *files; /* for c->files */
    char                  owner[33];
    bool                  seeded;
    pthread_t             thread, pulse;
    pthread_mutex_t       lock; /* of all below */
    pthread_cond_t        call; /* it ends, or has ended */
    int64_t               running; /* the job under way; 0 */
    bool                  ending, ended;
};

static Ctx fresh(Runner *r, Arena *a) {
    Ctx c = {.a = a, .db = r->db, .now = r->clock(), .lang = LANG_VI, .files = r->files};
    c.today = day_of(a, c.now);
    return c;
}

static bool is_ending(Runner *r) {
    pthread_mutex_lock(&r->lock);
    bool yes = r->ending;
    pthread_mutex_unlock(&r->lock);
    return yes;
}

static void set_running(Runner *r, int64_t id) {
    pthread_mutex_lock(&r->lock);
    r->running = id;
    pthread_mutex_unlock(&r->lock);
}

/* True when the time was slept through, false when the runner ends. */
static bool wait_ms(Runner *r, int64_t ms) {
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += ms / 1000;
    until.tv_nsec += ms % 1000 * 1000000;
    if (until.tv_nsec >= 1000000000) until.tv_sec++, until.tv_nsec -= 1000000000;
    pthread_mutex_lock(&r->lock);
    int rc = 0;
    while (!r->ending && rc == 0) rc = pthread_cond_timedwait(&r->call, &r->lock, &until);
    bool ending = r->ending;
    pthread_mutex_unlock(&r->lock);
    return !ending;
}

static const JobKind *find_kind(const Runner *r, const char *name) {
    for (const JobKind *const *t = r->tables; *t; t++)
        for (const JobKind *k = *t; k->name; k++)
            if (strcmp(k->name, name) == 0) return k;
    return NULL;
}

/* The first instant after now at which a periodic kind is due. */
static int64_t next_due(const JobKind *k, int64_t now) {
    int64_t since = now + ZONE_MS - k->at_ms;
    int64_t into = since % k->every_ms;
    if (into < 0) into += k->every_ms;
    return now - into + k->every_ms;
}

/* ---- What is stored ---- */

typedef struct Step {
    Runner        *r;
    const JobKind *kind;
    Job            job;
    int64_t        tries, who, every;
    const char    *name;
    bool           found; /* there is one to take, or it is still ours */
    bool           stop;
    Err            result;
} Step;

/* A later program may give a kind another period; its time stays. */
static Err seed(Ctx *c, void *arg) {
    const Step *s = arg;
    return db_exec(c, "INSERT INTO job (kind, arg, state, every, due, owner, lease, stop, tries,"
                      " done, goal, message, at, who)"
                      " VALUES ($1, '', 'waiting', $2, $3, '', 0, 0, 0, 0, 0, '', $4, 0)"
                      " ON CONFLICT (kind) WHERE every > 0 DO UPDATE SET every = excluded.every",
                   V(s->kind->name), V(s->kind->every_ms), V(next_due(s->kind, c->now)),
                   V(c->now));
}

static Err seed_all(Ctx *c, Runner *r) {
    Err e = NULL;
    for (const JobKind *const *t = r->tables; *t && !r->seeded; t++) {
        for (const JobKind *k = *t; k->name && !e; k++) {
            Step s = {.kind = k};
            if (k->every_ms) e = db_write(c, seed, &s);
        }
    }
    if (!e) r->seeded = true;
    return e;
}

static Err look(Ctx *c, void *arg) {
    Step *s = arg;
    Rows  q = db_query(c,
                      "SELECT id FROM job WHERE (state = 'waiting' AND due <= $1)"
                      " OR (state = 'running' AND lease <= $1) ORDER BY due, id LIMIT 1",
                      V(c->now));
    s->found = db_next(&q);
    if (s->found) s->job.id = row_int(&q, 0);
    db_stop(&q);
    return q.err;
}

static Err take(Ctx *c, void *arg) {
    Step *s = arg;
    Rows  q = db_query(c,
                      "UPDATE job SET state = 'running', owner = $2, lease = $3, stop = 0,"
                      " tries = tries + 1, done = 0, goal = 0, begun = $4"
                      " WHERE id = $1 AND ((state = 'waiting' AND due <= $4)"
                      " OR (state = 'running' AND lease <= $4))"
                      " RETURNING kind, arg, tries, who, every",
                      V(s->job.id), V(s->r->owner), V(c->now + JOB_LEASE_MS), V(c->now));
    s->found = db_next(&q);
    if (s->found) {
        s->name = row_text(&q, 0);
        s->job.arg = row_text(&q, 1);
        s->tries = row_int(&q, 2);
        s->who = row_int(&q, 3);
        s->every = row_int(&q, 4);
    }
    db_stop(&q);
    return q.err;
}

static Err renew(Ctx *c, void *arg) {
    Step *s = arg;
    return db_exec(c, "UPDATE job SET lease = $3 WHERE id = $1 AND owner = $2"
                      " AND state = 'running'",
                   V(s->job.id), V(s->r->owner), V(c->now + JOB_LEASE_MS));
}

static Err tell(Ctx *c, void *arg) {
    Step *s = arg;
    Rows  q = db_query(c,
                      "UPDATE job SET done = $3, goal = $4, lease = $5 WHERE id = $1"
                      " AND owner = $2 AND state = 'running' RETURNING stop",
                      V(s->job.id), V(s->r->owner), V(s->job.done), V(s->job.goal),
                      V(c->now + JOB_LEASE_MS));
    s->found = db_next(&q);
    s->stop = s->found && row_int(&q, 0);
    db_stop(&q);
    return q.err;
}

bool job_ends(Job *j) { return is_ending(j->runner); }

Err job_progress(Ctx *c, Job *j, int64_t done, int64_t of) {
    Runner *r = j->runner;
    c->now = r->clock();
    j->done = done;
    j->goal = of;
    if (is_ending(r)) return "job.ending";
    if (c->now - j->told < TELL_MS) return NULL;
    j->told = c->now;
    Step s = {.r = r, .job = *j};
    Err  e = db_write(c, tell, &s);
    if (e) return e;
    return !s.found ? "job.lost" : s.stop ? "job.stopped" : NULL;
}

/* ---- How it ends ---- */

/* Trouble passes, and so may a refusal that says it. */
static bool may_pass(const Step *s) {
    bool trouble = strncmp(s->result, "db.", 3) == 0 && strcmp(s->result, "db.conflict") != 0;
    return s->job.again || trouble;
}

static int64_t retry_at(int64_t now, int64_t tries) {
    int64_t ms = RETRY_MS;
    for (int64_t i = 1; i < tries; i++) ms *= RETRY_GROWS;
    return now + ms;
}

typedef struct Outcome {
    const char *state;
    const char *message;
    int64_t     due; /* of one that waits */
    int64_t     tries;
} Outcome;

static Outcome outcome(const Step *s, int64_t now) {
    const Err e = s->result;
    Outcome   o = {.state = "done", .message = "", .due = now};
    if (e) o = (Outcome){"refused", e, now, s->tries};
    if (e && strcmp(e, "job.ending") == 0) return (Outcome){"waiting", "", now, s->tries - 1};
    if (e && strcmp(e, "job.stopped") == 0) o = (Outcome){"stopped", "", now, 0};
    else if (e && may_pass(s) && s->tries < JOB_TRIES)
        return (Outcome){"waiting", e, retry_at(now, s->tries), s->tries};
    if (s->kind && s->kind->every_ms)
        o = (Outcome){"waiting", o.message, next_due(s->kind, now), 0};
    return o;
}

static Err put_outcome(Ctx *c, void *arg) {
    const Step *s = arg;
    Outcome     o = outcome(s, c->now);
    return db_exec(c, "UPDATE job SET state = $3, message = $4, due = $5, tries = $6, done = $7,"
                      " goal = $8, lease = 0, ended = $9,"
                      " good = CASE WHEN $10 = 1 THEN $9 ELSE good END"
                      " WHERE id = $1 AND owner = $2 AND state = 'running'",
                   V(s->job.id), V(s->r->owner), V(o.state), V(o.message), V(o.due), V(o.tries),
                   V(s->job.done), V(s->job.goal), V(c->now), V(s->result == NULL));
}

static Err find_today(Ctx *c, void *arg) {
    bool demo;
    *(const char **)arg = config_today(c, &demo);
    return NULL;
}

/* The working day is that of the office, which a demo office has fixed. */
static void run(const Ctx *c, Step *s) {
    Ctx mine = *c;
    s->kind = find_kind(s->r, s->name);
    s->job.runner = s->r;
    mine.who = s->who;
    if (!s->kind) s->result = "job.kind.unknown";
    else if (s->tries > JOB_TRIES) s->result = "job.died";
    else s->result = db_read(&mine, find_today, &mine.today);
    if (!s->result) s->result = s->kind->run(&mine, &s->job);
}

bool jobs_step(Runner *r) {
    Arena *a = arena_open();
    Ctx    c = fresh(r, a);
    Step   s = {.r = r};
    Err    e = seed_all(&c, r);
    if (!e) e = db_read(&c, look, &s);
    if (!e && s.found) e = db_write(&c, take, &s);
    bool ran = !e && s.found;
    if (ran) {
        set_running(r, s.job.id);
        run(&c, &s);
        set_running(r, 0);
        c.now = r->clock();
        e = db_write(&c, put_outcome, &s);
        if (s.result) log_line("job %s: %s", s.name, s.result);
    }
    if (e) log_line("jobs: %s", e);
    arena_close(a);
    return ran;
}

/* ---- The threads ---- */

static void *work(void *runner) {
    Runner *r = runner;
    do {
        while (!is_ending(r) && jobs_step(r)) {}
    } while (wait_ms(r, POLL_MS));
    pthread_mutex_lock(&r->lock);
    r->ended = true;
    pthread_cond_broadcast(&r->call);
    pthread_mutex_unlock(&r->lock);
    return NULL;
}

static void *beat(void *runner) {
    Runner *r = runner;
    while (wait_ms(r, PULSE_MS)) {
        Arena *a = arena_open();
        Ctx    c = fresh(r, a);
        pthread_mutex_lock(&r->lock);
        Step s = {.r = r, .job.id = r->running};
        pthread_mutex_unlock(&r->lock);
        Err e = s.job.id ? db_write(&c, renew, &s) : NULL;
        if (e) log_line("jobs: %s", e);
        arena_close(a);
    }
    return NULL;
}

Runner *jobs_by_hand(Db *db, const JobKind *const *tables, int64_t (*clock)(void)) {
    Runner *r = calloc(1, sizeof *r);
    if (!r) fatal("no memory");
    Arena *a = arena_open();
    memcpy(r->owner, crypt_token(a), sizeof r->owner);
    arena_close(a);
    r->db = db;
    r->tables = tables;
    r->clock = clock;
    pthread_mutex_init(&r->lock, NULL);
    pthread_cond_init(&r->call, NULL);
    return r;
}

Runner *jobs_start(Db *db, const char *files, const JobKind *const *tables) {
    Runner *r = jobs_by_hand(db, tables, clock_ms);
    r->files = files;
    if (pthread_create(&r->thread, NULL, work, r) != 0 ||
        pthread_create(&r->pulse, NULL, beat, r) != 0)
        fatal("no thread for jobs");
    return r;
}

void jobs_end(Runner *r) {
    pthread_mutex_lock(&r->lock);
    r->ending = true;
    pthread_cond_broadcast(&r->call);
    pthread_mutex_unlock(&r->lock);
}

static Err give_back(Ctx *c, void *arg) {
    const Runner *r = arg;
    return db_exec(c, "UPDATE job SET state = 'waiting', lease = 0, tries = tries - 1"
                      " WHERE owner = $1 AND state = 'running'",
                   V(r->owner));
}

bool jobs_stop(Runner *r) {
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += STOP_SECONDS;
    jobs_end(r);
    pthread_mutex_lock(&r->lock);
    for (int rc = 0; !r->ended && rc == 0; )
        rc = pthread_cond_timedwait(&r->call, &r->lock, &until);
    bool ended = r->ended;
    pthread_mutex_unlock(&r->lock);
    if (ended) {
        pthread_join(r->thread, NULL);
        pthread_join(r->pulse, NULL);
        jobs_free(r);
        return true;
    }
    Arena *a = arena_open();
    Ctx    c = fresh(r, a);
    Err    e = db_write(&c, give_back, r);
    log_line("a job does not end%s%s", e ? ": " : ", and is run again", e ? e : "");
    arena_close(a);
    return false;
}

void jobs_free(Runner *r) {
    pthread_cond_destroy(&r->call);
    pthread_mutex_destroy(&r->lock);
    free(r);
}
