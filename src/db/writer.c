/* writer.c - all writes in one stream, and one commit for many.
 *
 * SQLite lets in one writer at a time and waits for the disk at each commit.
 * So one thread owns the connection that writes, and workers queue for it.
 * While it commits one batch the next one queues up: the slower the disk, the
 * larger the batch, with no delay to tune.
 *
 * A worker is let go only after COMMIT, so what it tells its user is durable.
 * Each job has its savepoint, so a refused one takes nothing else with it.
 * Trouble (a full disk) refuses the whole batch: nobody in it was told
 * anything.  The queue needs no limit: a worker waits for its one job.
 *
 * PostgreSQL groups commits itself, and a command that runs alone has nothing
 * to group: both write in a transaction on their own connection.
 *
 * Left: one connection behind a lock (a disk wait for each job, 5 to 30 times
 * slower), and one for each worker (whoever finds it busy sleeps, and starves). */
#include "db/driver.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>

typedef struct Job {
    Ctx        *c; /* of the worker, which sleeps while the writer uses its memory */
    DbWork     *work;
    void       *arg;
    Err         err;
    sem_t       done; /* posted after COMMIT: from then on the job is gone */
    struct Job *next;
} Job;

struct Writer {
    Db             *db; /* the connection that writes */
    pthread_t       thread;
    pthread_mutex_t lock; /* of all below */
    pthread_cond_t  call; /* there is a job, or the end */
    Job            *first, **end;
    int64_t         commits;
    bool            stop;
};

/* All jobs that wait; NULL when there are none and there will be none. */
static Job *take(Writer *w) {
    pthread_mutex_lock(&w->lock);
    while (!w->first && !w->stop) pthread_cond_wait(&w->call, &w->lock);
    Job *batch = w->first;
    w->first = NULL;
    w->end = &w->first;
    if (batch) w->commits++;
    pthread_mutex_unlock(&w->lock);
    return batch;
}

static void run_job(Db *db, Job *j) {
    Ctx c = *j->c;
    c.db = db;
    connection_run(db, "SAVEPOINT job");
    if (db->trouble) return;
    j->err = j->work(&c, j->arg);
    if (db->open) fatal("db: a query was not read to its end");
    if (j->err) connection_run(db, "ROLLBACK TO job");
    connection_run(db, "RELEASE job");
}

static void run_batch(Db *db, Job *batch) {
    connection_begin(db, "BEGIN IMMEDIATE");
    db->in_work = true;
    for (Job *j = batch; j && !db->trouble; j = j->next) run_job(db, j);
    db->in_work = false;
    connection_end(db, db->trouble);
    for (Job *j = batch; j; j = j->next)
        if (db->trouble) j->err = db->trouble;
}

static void *serve(void *writer) {
    Writer *w = writer;
    for (Job *batch; (batch = take(w)); ) {
        run_batch(w->db, batch);
        for (Job *j = batch, *next; j; j = next) {
            next = j->next; /* read before the worker wakes and j is gone */
            sem_post(&j->done);
        }
    }
    return NULL;
}

Err writer_run(Writer *w, Ctx *c, DbWork *work, void *arg) {
    Job j = {.c = c, .work = work, .arg = arg};
    sem_init(&j.done, 0, 0);
    pthread_mutex_lock(&w->lock);
    *w->end = &j;
    w->end = &j.next;
    pthread_cond_signal(&w->call);
    pthread_mutex_unlock(&w->lock);
    while (sem_wait(&j.done) != 0) {} /* a signal may wake it early */
    sem_destroy(&j.done);
    return j.err;
}

Writer *writer_new(Db *db) {
    Writer *w = calloc(1, sizeof *w);
    if (!w) fatal("no memory");
    w->db = connection_new(db->e, db->url, false);
    if (w->db->e->open(w->db)) fatal("%s: cannot be opened to write", db->url);
    w->end = &w->first;
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->call, NULL);
    if (pthread_create(&w->thread, NULL, serve, w) != 0) fatal("no thread for the writer");
    return w;
}

int64_t writer_commits(Writer *w) {
    pthread_mutex_lock(&w->lock);
    int64_t n = w->commits;
    pthread_mutex_unlock(&w->lock);
    return n;
}

void writer_stop(Writer *w) {
    pthread_mutex_lock(&w->lock);
    w->stop = true;
    pthread_cond_signal(&w->call);
    pthread_mutex_unlock(&w->lock);
    pthread_join(w->thread, NULL);
    pthread_cond_destroy(&w->call);
    pthread_mutex_destroy(&w->lock);
    connection_free(w->db);
    free(w);
}
