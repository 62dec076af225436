/* touch.c - after the reply: that a session, or a program's secret, was used. */
#include "http/parts.h"

typedef struct Use { Touch *touch; const char *hash; } Use;

static Err note_use(Ctx *c, void *arg) {
    const Use *use = arg;
    return use->touch(c, use->hash);
}

/* In trouble it stays unnoted: the next request asks again. */
void touch(const Http *h, Arena *a, const Request *r) {
    Ctx c = {.a = a, .db = h->db, .now = clock_ms()};
    Use use = {r->program ? r->program->touch : h->touch, r->caller.touch};
    c.today = day_of(a, c.now);
    Err e = use.touch ? db_write(&c, note_use, &use) : NULL;
    if (e) log_line("http: the use of a session was not noted: %s", e);
}
