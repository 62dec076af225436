/* kept.c - pages of results that were made already.
 *
 * To reckon them takes a tenth of a second, and they are read by many and changed by few.  One is
 * good as long as nothing has been written: no answer has come, and no deed was done. */
#include "opinion/opinion.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 24 };
static struct Slot { char *key, *html; } slots[SLOTS];
static int             next_slot;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

const char *kept_key(Ctx *c, const Survey *s, const char *asked) {
    int64_t deed = 0, answer = 0;
    Rows    q = db_query(c, "SELECT (SELECT COALESCE(max(id), 0) FROM deed),"
                            " (SELECT COALESCE(max(id), 0) FROM submission WHERE survey = $1)",
                         V(s->id));
    while (db_next(&q)) deed = row_int(&q, 0), answer = row_int(&q, 1);
    return arena_print(c->a, "%" PRId64 " %" PRId64 " %d %s %" PRId64 " %" PRId64 " %p %s", s->id,
                       c->who, (int)c->lang, c->today, deed, answer, (void *)c->db, asked);
}

Html kept_get(Ctx *c, const char *key) {
    Html found = {0};
    pthread_mutex_lock(&lock);
    for (int i = 0; i < SLOTS && !found.s; i++)
        if (slots[i].key && strcmp(slots[i].key, key) == 0)
            found.s = arena_text(c->a, slots[i].html);
    pthread_mutex_unlock(&lock);
    return found;
}

void kept_put(const char *key, Html h) {
    char *k = strdup(key), *s = strdup(h.s);
    if (!k || !s) { /* it will be made again */
        free(k);
        free(s);
        return;
    }
    pthread_mutex_lock(&lock);
    struct Slot was = slots[next_slot];
    slots[next_slot] = (struct Slot){k, s};
    next_slot = (next_slot + 1) % SLOTS;
    pthread_mutex_unlock(&lock);
    free(was.key);
    free(was.html);
}
