/* once.c - a form that is sent twice is done once.
 *
 * A double click sends the same form again before the first answer is there, an
 * impatient reload after it.  Each page gives its form a mark of its own, behind
 * the token; the same mark with the same content within two minutes is the same
 * form.  It waits for the first one and gets its answer.  What was changed, or
 * comes from a page that was opened anew, is another form: people do say the
 * same thing twice.
 *
 * This is kept in memory: after a restart a form can be sent once more. */
#include "http/parts.h"

#include "crypt/crypt.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SETS = 256, WAYS = 8, KEPT_MS = 2 * 60 * 1000, WAIT_SECONDS = 10 };
enum { NEXT_MAX = 256, KEY_MAX = 64 };

typedef struct Place {
    Hash    key;
    int64_t at;       /* when it came; 0: free */
    bool    running;
    char    next[NEXT_MAX], notice[KEY_MAX];
} Place;

struct Once {
    pthread_mutex_t lock;
    pthread_cond_t  ended;
    Place           places[SETS][WAYS];
};

Once *once_open(void) {
    Once *o = calloc(1, sizeof *o);
    if (!o) fatal("no memory");
    pthread_mutex_init(&o->lock, NULL);
    pthread_cond_init(&o->ended, NULL);
    return o;
}

void once_close(Once *o) {
    pthread_mutex_destroy(&o->lock);
    pthread_cond_destroy(&o->ended);
    free(o);
}

static void add(HashRun *h, const char *s) { hash_add(h, s, strlen(s) + 1); }

/* Of what was sent, by whom, and where to. */
static Hash key_of(Arena *a, const Request *r) {
    HashRun *h = hash_start(a);
    add(h, r->session);
    add(h, r->target);
    add(h, r->token);
    for (const Pair *p = r->form.typed; p; p = p->next) add(h, p->name), add(h, p->value);
    for (const Upload *u = r->uploads; u; u = u->next) add(h, u->name), add(h, u->hash);
    return hash_end(h);
}

static Place *find(Once *o, const Hash *key, int64_t now) {
    for (Place *p = o->places[key->b[0]], *end = p + WAYS; p < end; p++)
        if (p->at && now - p->at < KEPT_MS && memcmp(&p->key, key, sizeof *key) == 0) return p;
    return NULL;
}

/* The one that ended longest ago; NULL when all in reach are running. */
static Place *free_place(Once *o, const Hash *key) {
    Place *best = NULL;
    for (Place *p = o->places[key->b[0]], *end = p + WAYS; p < end; p++)
        if (!p->running && (!best || p->at < best->at)) best = p;
    return best;
}

/* The place of this form after a while, if it is then still running or has ended. */
static Place *wait_for(Once *o, const Hash *key, int64_t now) {
    struct timespec until;
    Place          *p = find(o, key, now);
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += WAIT_SECONDS;
    while (p && p->running && pthread_cond_timedwait(&o->ended, &o->lock, &until) == 0)
        p = find(o, key, now);
    return p;
}

Err once_begin(Once *o, Arena *a, Request *r, int64_t now) {
    if (!strchr(r->token, '.')) return NULL; /* no mark */
    Hash key = key_of(a, r);
    pthread_mutex_lock(&o->lock);
    Place *p = wait_for(o, &key, now);
    Err    e = p && p->running ? "db.busy" : NULL;
    if (p && !e) {
        reply_next(r, arena_text(a, p->next));
        if (*p->notice) r->reply.notice = arena_text(a, p->notice);
    } else if (!p && (p = free_place(o, &key))) {
        *p = (Place){.key = key, .at = now, .running = true};
        r->once = p;
    }
    pthread_mutex_unlock(&o->lock);
    return e;
}

/* Only an answer that leads on is remembered, and none with a secret. */
void once_end(Once *o, Request *r) {
    const struct Reply *reply = &r->reply;
    Place              *p = r->once;
    if (!p) return;
    bool fits = reply->next && !reply->session && !reply->lang &&
                strlen(reply->next) < NEXT_MAX &&
                (!reply->notice || strlen(reply->notice) < KEY_MAX);
    pthread_mutex_lock(&o->lock);
    p->running = false;
    if (fits) strcpy(p->next, reply->next);
    if (fits && reply->notice) strcpy(p->notice, reply->notice);
    if (!fits) *p = (Place){0};
    pthread_cond_broadcast(&o->ended);
    pthread_mutex_unlock(&o->lock);
}
