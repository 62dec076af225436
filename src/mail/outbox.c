/* outbox.c - the table of mail that is to go out. */
#include "mail/mail.h"

#include "crypt/crypt.h"

Err mail_add(Ctx *c, const MailNew *m) {
    return db_exec(c, "INSERT INTO outbox (key, staff, kind, n, message, state, due, tries, why,"
                      " reply, at) VALUES ($1, $2, $3, $4, $5, 'waiting', $6, 0, '', '', $7)"
                      " ON CONFLICT (key) DO NOTHING",
                   V(m->key), V(m->staff), V(m->kind), V(m->n), V(crypt_token(c->a)),
                   V(m->due ? m->due : c->now), V(c->now));
}

const MailRow *mail_list(Ctx *c, int64_t from, int64_t max) {
    MailRow *first = NULL, **end = &first;
    Rows q = db_query(c, "SELECT id, staff, n, tries, due, at, ended, kind, state, why, reply,"
                         " message FROM outbox ORDER BY id DESC LIMIT $1 OFFSET $2",
                      V(max), V(from));
    while (db_next(&q)) {
        *end = arena_new(c->a, MailRow);
        **end = (MailRow){.id = row_int(&q, 0), .staff = row_int(&q, 1), .n = row_int(&q, 2),
                          .tries = row_int(&q, 3), .due = row_int(&q, 4), .at = row_int(&q, 5),
                          .ended = row_int(&q, 6), .kind = row_text(&q, 7),
                          .state = row_text(&q, 8), .why = row_text(&q, 9),
                          .reply = row_text(&q, 10), .message = row_text(&q, 11)};
        end = &(*end)->next;
    }
    return first;
}

int64_t mail_count(Ctx *c, const char *state) {
    int64_t n = 0;
    Err     e = db_int(c, &n, "SELECT count(*) FROM outbox WHERE $1 = '' OR state = $1", V(state));
    return e ? 0 : n;
}

Err mail_again(Ctx *c, int64_t id) {
    Err  e = "mail.again.missing";
    Rows q = db_query(c, "UPDATE outbox SET state = 'waiting', due = $2, tries = 0, ended = NULL"
                         " WHERE id = $1 AND state IN ('waiting', 'failed') RETURNING id",
                      V(id), V(c->now));
    while (db_next(&q)) e = NULL;
    return q.err ? q.err : e;
}
