/* writes.c [SECONDS] - durable writes: forms sent over 64 connections, each acknowledged
 * after its commit. Then the same with a disk whose every sync takes 2 ms longer, and
 * beside it the same program with a transaction for each request. */
#include "lib/load.h"

#include <sys/syscall.h>

static int sync_us; /* what each sync takes longer */

/* The one that SQLite calls is this one. */
int fdatasync(int fd) {
    if (sync_us) usleep((unsigned)sync_us);
    return (int)syscall(SYS_fdatasync, fd);
}
int fsync(int fd) {
    if (sync_us) usleep((unsigned)sync_us);
    return (int)syscall(SYS_fsync, fd);
}

/* A request enters the writer's queue when the one before has left it, so no batch has
 * more than one. */
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t  call = PTHREAD_COND_INITIALIZER;
static bool            taken;

static Err wait_turn(Ctx *c, Request *r) {
    (void)c, (void)r;
    pthread_mutex_lock(&turn);
    while (taken) pthread_cond_wait(&call, &turn);
    taken = true;
    pthread_mutex_unlock(&turn);
    return NULL;
}

static Err post_in_turn(Ctx *c, Request *r) {
    Err e = note_post(c, r);
    pthread_mutex_lock(&turn);
    taken = false;
    pthread_cond_signal(&call);
    pthread_mutex_unlock(&turn);
    return e;
}

static const Route grouped[] = {
    SHOW("/note", note_page, RIGHT_PUBLIC, NULL),
    SEND("/note", note_post, RIGHT_PUBLIC, note_page),
    {0}
};
static const Route single[] = {
    SHOW("/note", note_page, RIGHT_PUBLIC, NULL),
    SEND_READY("/note", wait_turn, post_in_turn, RIGHT_PUBLIC, note_page),
    {0}
};

static double measure(const char *what, const char *url, const Route *routes, int us,
                      double seconds) {
    const Route *const tables[] = {routes, http_routes, NULL};
    Load l = {.url = url, .tables = tables, .clients = 64};
    sync_us = us;
    load_start(&l);
    load_run(&l, seconds, NULL, NULL);
    load_end(&l);
    double rate = (double)l.writes / l.seconds;
    printf("%-44s %8.0f /s   p50 %6.1f ms   p99 %6.1f ms\n", what, rate, l.p50, l.p99);
    return rate;
}

int main(int argc, char **argv) {
    char   dir[] = "/var/tmp/namro-bench.XXXXXX", path[3][64];
    double seconds = argc > 1 ? atof(argv[1]) : 5;
    crypt_start();
    if (!mkdtemp(dir)) fatal("no folder in /var/tmp");
    for (int i = 0; i < 3; i++) snprintf(path[i], sizeof path[i], "%s/%d.db", dir, i);
    double plain = measure("group commit", path[0], grouped, 0, seconds);
    double slow = measure("group commit, syncs 2 ms longer", path[1], grouped, 2000, seconds);
    double alone = measure("a transaction for each, syncs 2 ms longer", path[2], single, 2000,
                           seconds);
    printf("%.0f durable writes/s (wanted: 5000); %.1f times a transaction for each (wanted: 8)\n",
           plain, slow / alone);
    char remove[64];
    snprintf(remove, sizeof remove, "rm -rf %s", dir);
    return system(remove) != 0 || plain < 5000 || slow < 8 * alone;
}
