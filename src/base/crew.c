/* crew.c - pieces of work that several threads take one after another.  What a piece
 * is does not depend on how many threads there are, so neither does the result. */
#include "base/base.h"

#include <pthread.h>
#include <stdatomic.h>

enum { THREADS_MAX = 64 };

typedef struct Crew {
    atomic_size_t next;
    size_t        n;
    void        (*run)(void *arg, size_t i);
    void         *arg;
} Crew;

static void *work(void *arg) {
    Crew *crew = arg;
    for (;;) {
        size_t i = atomic_fetch_add(&crew->next, 1);
        if (i >= crew->n) return NULL;
        crew->run(crew->arg, i);
    }
}

void crew_run(int threads, size_t n, void (*run)(void *arg, size_t i), void *arg) {
    Crew      crew = {.n = n, .run = run, .arg = arg};
    pthread_t other[THREADS_MAX];
    int       started = 0;
    if (threads > THREADS_MAX) threads = THREADS_MAX;
    /* A thread that cannot be started is work for the others. */
    while (started + 1 < threads && (size_t)started + 1 < n &&
           pthread_create(&other[started], NULL, work, &crew) == 0) started++;
    work(&crew);
    while (started > 0) pthread_join(other[--started], NULL);
}
