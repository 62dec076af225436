/* pool.c - connections that threads borrow, and the statements that each has
 * prepared.
 *
 * The one given back last is taken first: a quiet server uses few of them, and
 * their memory is warm. */
#include "db/driver.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct Pool {
    pthread_mutex_t lock; /* of all below */
    pthread_cond_t  call; /* one was given back */
    int             idle, size;
    Db             *db[]; /* db[0 .. idle-1] are free */
};

Pool *pool_new(const Db *db, int size) {
    Pool *p = calloc(1, sizeof *p + sizeof *p->db * (size_t)size);
    if (!p) fatal("no memory");
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->call, NULL);
    p->idle = p->size = size;
    for (int i = 0; i < size; i++) p->db[i] = connection_new(db->e, db->url, true);
    return p;
}

Db *pool_take(Pool *p) {
    pthread_mutex_lock(&p->lock);
    while (p->idle == 0) pthread_cond_wait(&p->call, &p->lock);
    Db *db = p->db[--p->idle];
    pthread_mutex_unlock(&p->lock);
    return db;
}

void pool_give(Pool *p, Db *db) {
    pthread_mutex_lock(&p->lock);
    p->db[p->idle++] = db;
    pthread_cond_signal(&p->call);
    pthread_mutex_unlock(&p->lock);
}

void pool_free(Pool *p) {
    if (p->idle != p->size) fatal("db: closed while a thread still reads");
    for (int i = 0; i < p->size; i++) connection_free(p->db[i]);
    pthread_cond_destroy(&p->call);
    pthread_mutex_destroy(&p->lock);
    free(p);
}

static size_t home(const Cache *k, const char *sql) {
    return ((uintptr_t)sql * 0x9E3779B97F4A7C15u >> 20) & (k->size - 1);
}

static void grow(Cache *k) {
    Cache old = *k;
    k->size = old.size ? old.size * 2 : 64;
    k->used = 0;
    k->slot = calloc(k->size, sizeof *k->slot);
    if (!k->slot) fatal("no memory");
    for (size_t i = 0; i < old.size; i++)
        if (old.slot[i].sql) *cache_slot(k, old.slot[i].sql) = old.slot[i].h;
    free(old.slot);
}

void **cache_slot(Cache *k, const char *sql) {
    if (2 * k->used >= k->size) grow(k);
    size_t i = home(k, sql);
    while (k->slot[i].sql && k->slot[i].sql != sql) i = (i + 1) & (k->size - 1);
    if (!k->slot[i].sql) k->used++;
    k->slot[i].sql = sql;
    return &k->slot[i].h;
}

void cache_clear(Cache *k) {
    free(k->slot);
    *k = (Cache){0};
}
