/* parallel.c - parts of a task on several threads.
 *
 * Parts are fixed by the task, not by the number of threads, and each writes to its own
 * place; so no sum depends on who did what. */
#include "stats/inside.h"

#include <pthread.h>
#include <stdatomic.h>

typedef struct Crew {
    void      (*part)(void *with, int k);
    void       *with;
    int         parts;
    atomic_int  next;
} Crew;

static void *work(void *p) {
    Crew *c = p;
    for (int k; (k = atomic_fetch_add(&c->next, 1)) < c->parts;) c->part(c->with, k);
    return NULL;
}

void in_parallel(const Stats *s, int parts, void (*part)(void *with, int k), void *with) {
    enum { THREADS_MAX = 64 };
    Crew      c = {.part = part, .with = with, .parts = parts};
    pthread_t thread[THREADS_MAX];
    int       n = s->threads < parts ? s->threads : parts, started = 0;
    if (n > THREADS_MAX) n = THREADS_MAX;
    for (int k = 1; k < n; k++)
        if (pthread_create(&thread[started], NULL, work, &c) == 0) started++;
    work(&c);
    for (int k = 0; k < started; k++) pthread_join(thread[k], NULL);
}
