/* keeper.c - the thread that keeps the log in order: places within a second; a
 * checkpoint as well, but when there was one within the last minute.  No job of
 * the table of jobs, which a long one could hold up.
 *
 * Trouble with the database is nobody's mistake: it tries again a second later,
 * and says so once. */
#include "audit/audit.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SEQUENCE_SECONDS = 1, CHECKPOINT_SECONDS = 60, AT_ONCE = 5000 };

struct Keeper {
    Db             *db;
    LogKey          key;
    Arena          *a; /* of the key's texts */
    Err             told;
    int             rest; /* seconds until the next checkpoint may be */
    pthread_t       thread;
    pthread_mutex_t lock; /* of stop */
    pthread_cond_t  call;
    bool            stop;
};

/* What there is to do, found by reading: on most seconds it is nothing. */
typedef struct Work { int64_t waiting, grown; } Work;
static Err look(Ctx *c, void *arg) {
    Work *w = arg;
    Err   e = db_int(c, &w->waiting, "SELECT count(*) FROM (SELECT id FROM deed WHERE seq IS NULL"
                                     " LIMIT 1) w");
    return e ? e : db_int(c, &w->grown, "SELECT COALESCE((SELECT size FROM deed_tree), 0)"
                                        " - COALESCE(max(size), 0) FROM checkpoint");
}
static Err sequence(Ctx *c, void *arg) { return audit_sequence(c, AT_ONCE, arg); }
static Err checkpoint(Ctx *c, void *arg) { return audit_checkpoint(c, &((Keeper *)arg)->key); }

static void keep(Keeper *k) {
    Arena  *a = arena_open();
    Ctx     c = {.a = a, .db = k->db, .now = clock_ms()};
    int64_t done = AT_ONCE;
    Work    w;
    c.today = day_of(a, c.now);
    Err e = db_read(&c, look, &w);
    while (!e && w.waiting && done == AT_ONCE) e = db_write(&c, sequence, &done);
    if (!e && (w.waiting || w.grown) && k->rest <= 0) {
        e = db_write(&c, checkpoint, k);
        if (!e) k->rest = CHECKPOINT_SECONDS;
    }
    if (e && e != k->told) log_line("the log of deeds: %s", e);
    k->told = e;
    arena_close(a);
}

/* True after a second, false when it is to stop. */
static bool wait_second(Keeper *k) {
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += SEQUENCE_SECONDS;
    pthread_mutex_lock(&k->lock);
    for (int rc = 0; !k->stop && rc == 0; )
        rc = pthread_cond_timedwait(&k->call, &k->lock, &until);
    bool stop = k->stop;
    pthread_mutex_unlock(&k->lock);
    return !stop;
}

static void *work(void *keeper) {
    Keeper *k = keeper;
    for (keep(k); wait_second(k); keep(k)) k->rest -= SEQUENCE_SECONDS;
    k->rest = 0;
    keep(k);
    return NULL;
}

Keeper *audit_start(Db *db, const LogKey *key) {
    Keeper *k = calloc(1, sizeof *k);
    if (!k) fatal("no memory");
    k->db = db;
    k->a = arena_open();
    k->key = *key;
    k->key.open.name = arena_text(k->a, key->open.name);
    k->key.vkey = arena_text(k->a, key->vkey);
    pthread_mutex_init(&k->lock, NULL);
    pthread_cond_init(&k->call, NULL);
    if (pthread_create(&k->thread, NULL, work, k) != 0) fatal("no thread for the log");
    return k;
}

void audit_stop(Keeper *k) {
    pthread_mutex_lock(&k->lock);
    k->stop = true;
    pthread_cond_signal(&k->call);
    pthread_mutex_unlock(&k->lock);
    pthread_join(k->thread, NULL);
    pthread_cond_destroy(&k->call);
    pthread_mutex_destroy(&k->lock);
    arena_close(k->a);
    explicit_bzero(k->key.seed, sizeof k->key.seed);
    free(k);
}
