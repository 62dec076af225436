/* again.c - a request that is sent twice is done once.
 *
 * The answer is stored in the transaction of the deed, so there is never the one without the
 * other, whatever dies; writers take turns, so of two at the same time the second finds the
 * answer of the first.  A refusal is not stored: it did nothing, and may be mended. */
#include "api/parts.h"

#include "crypt/crypt.h"

#include <string.h>

static void add(HashRun *h, const char *s) { hash_add(h, s, strlen(s) + 1); }

static Val request_hash(Ctx *c, const Request *r) {
    HashRun *h = hash_start(c->a);
    Hash    *out = arena_new(c->a, Hash);
    add(h, r->route->method);
    add(h, r->target);
    for (const Pair *p = r->form.typed; p; p = p->next) add(h, p->name), add(h, p->value);
    for (const Upload *u = r->uploads; u; u = u->next) add(h, u->name), add(h, u->hash);
    *out = hash_end(h);
    return V((Bytes){out->b, sizeof out->b});
}

static int64_t access_id(const Request *r) { return ((const Access *)r->caller.grant)->id; }

Err again_find(Ctx *c, Request *r) {
    const Val want = request_hash(c, r);
    Rows q = db_query(c, "SELECT request, status, next, body FROM again WHERE access = $1"
                         " AND name = $2 AND at > $3",
                      V(access_id(r)), V(r->repeat), V(c->now - AGAIN_KEPT_MS));
    bool found = db_next(&q);
    if (found) {
        const Bytes had = row_bytes(&q, 0);
        if (had.n != want.n || memcmp(had.p, want.s, had.n) != 0) {
            db_stop(&q);
            return "http.repeat.other";
        }
        const char *next = row_text(&q, 2), *body = row_text(&q, 3);
        int         status = (int)row_int(&q, 1);
        reply_json(c, r, status, body);
        if (*next) r->reply.next = next;
    }
    db_stop(&q);
    return q.err;
}

Err again_keep(Ctx *c, Request *r) {
    const char *body = arena_part(c->a, r->reply.body.p, r->reply.body.n);
    return db_exec(c, "INSERT INTO again (access, name, request, status, next, body, at)"
                      " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (access, name) DO UPDATE"
                      " SET request = excluded.request, status = excluded.status,"
                      " next = excluded.next, body = excluded.body, at = excluded.at",
                   V(access_id(r)), V(r->repeat), request_hash(c, r), V(r->reply.status),
                   V(r->reply.next ? r->reply.next : ""), V(body), V(c->now));
}
