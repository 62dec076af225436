/* notice.c - what people are told inside the program, and the mails that say so. */
#include "mail/mail.h"

#include <inttypes.h>
#include <string.h>

enum { HOUR = 3600 * 1000 };

const char *notice_reach(Ctx *c, int64_t staff) {
    const char *mail = "digest";
    Rows q = db_query(c, "SELECT mail FROM reach WHERE staff = $1", V(staff));
    while (db_next(&q)) mail = row_text(&q, 0);
    return mail;
}

Err notice_reach_set(Ctx *c, const char *mail) {
    bool known = strcmp(mail, "each") == 0 || strcmp(mail, "digest") == 0 ||
                 strcmp(mail, "none") == 0;
    return known ? db_exec(c, "INSERT INTO reach (staff, mail, at) VALUES ($1, $2, $3)"
                              " ON CONFLICT (staff) DO UPDATE SET mail = excluded.mail,"
                              " at = excluded.at", V(c->who), V(mail), V(c->now))
                 : "notice.mail.choice";
}

/* Several within an hour are one mail: it would say the same. */
static Err mail_now(Ctx *c, int64_t staff) {
    const char *key = arena_print(c->a, "notice/%" PRId64 "/%" PRId64, staff, c->now / HOUR);
    return mail_add(c, &(MailNew){.key = key, .staff = staff, .kind = "notice"});
}

Err notice_add(Ctx *c, const NoticeNew *n) {
    const char *reach = n->mail ? notice_reach(c, n->staff) : "none";
    bool        each = strcmp(reach, "each") == 0, added = false;
    Rows q = db_query(c, "INSERT INTO notice (key, staff, what, n, subject, subject_id, mail,"
                         " mailed, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
                         " ON CONFLICT (key) DO NOTHING RETURNING id",
                      V(n->key), V(n->staff), V(n->what), V(n->n), V(n->subject), V(n->id),
                      V(strcmp(reach, "none") != 0), each ? V(c->now) : val_text(NULL), V(c->now));
    while (db_next(&q)) added = true;
    if (q.err || !added || !each) return q.err;
    return mail_now(c, n->staff);
}

const Notice *notice_list(Ctx *c, int64_t from, int64_t max) {
    Notice *first = NULL, **end = &first;
    Rows q = db_query(c, "SELECT id, what, n, subject, subject_id, at, seen FROM notice"
                         " WHERE staff = $1 ORDER BY id DESC LIMIT $2 OFFSET $3",
                      V(c->who), V(max), V(from));
    while (db_next(&q)) {
        *end = arena_new(c->a, Notice);
        **end = (Notice){.id = row_int(&q, 0), .what = row_text(&q, 1), .n = row_int(&q, 2),
                         .subject = row_text(&q, 3), .subject_id = row_int(&q, 4),
                         .at = row_int(&q, 5), .seen = row_int(&q, 6)};
        end = &(*end)->next;
    }
    return first;
}

const Notice *notice_get(Ctx *c, int64_t id) {
    Notice *n = NULL;
    Rows q = db_query(c, "SELECT what, n, subject, subject_id, at, seen FROM notice"
                         " WHERE id = $1 AND staff = $2", V(id), V(c->who));
    while (db_next(&q)) {
        n = arena_new(c->a, Notice);
        *n = (Notice){.id = id, .what = row_text(&q, 0), .n = row_int(&q, 1),
                      .subject = row_text(&q, 2), .subject_id = row_int(&q, 3),
                      .at = row_int(&q, 4), .seen = row_int(&q, 5)};
    }
    return n;
}

int64_t notice_count(Ctx *c) {
    int64_t n = 0;
    Err     e = db_int(c, &n, "SELECT count(*) FROM notice WHERE staff = $1", V(c->who));
    return e ? 0 : n;
}

int64_t notice_unread(Ctx *c, int64_t staff) {
    int64_t n = 0;
    Err     e = db_int(c, &n, "SELECT count(*) FROM notice WHERE staff = $1 AND seen IS NULL",
                       V(staff));
    return e ? 0 : n;
}

Err notice_seen(Ctx *c, int64_t id) {
    return db_exec(c, "UPDATE notice SET seen = $3 WHERE staff = $1 AND seen IS NULL"
                      " AND ($2 = 0 OR id = $2)", V(c->who), V(id), V(c->now));
}

typedef struct Waiting Waiting;
struct Waiting { int64_t staff, n; Waiting *next; };

static const Waiting *waiting(Ctx *c) {
    Waiting *first = NULL, **end = &first;
    Rows q = db_query(c, "SELECT staff, count(*) FROM notice WHERE mail = 1 AND mailed IS NULL"
                         " GROUP BY staff ORDER BY staff");
    while (db_next(&q)) {
        *end = arena_new(c->a, Waiting);
        **end = (Waiting){row_int(&q, 0), row_int(&q, 1), NULL};
        end = &(*end)->next;
    }
    return first;
}

/* Who has had today's hears the rest tomorrow; who has read all hears nothing. */
static Err digest_one(Ctx *c, int64_t staff) {
    bool        had = false;
    int64_t     unread = notice_unread(c, staff);
    const char *key = arena_print(c->a, "digest/%" PRId64 "/%s", staff, c->today);
    Rows q = db_query(c, "SELECT id FROM outbox WHERE key = $1", V(key));
    while (db_next(&q)) had = true;
    if (q.err || had) return q.err;
    Err e = unread ? mail_add(c, &(MailNew){.key = key, .staff = staff, .kind = "digest",
                                            .n = unread}) : NULL;
    return e ? e : db_exec(c, "UPDATE notice SET mailed = $2 WHERE staff = $1 AND mail = 1"
                              " AND mailed IS NULL", V(staff), V(c->now));
}

Err notice_digest(Ctx *c) {
    Err e = NULL;
    for (const Waiting *w = waiting(c); w && !e; w = w->next) e = digest_one(c, w->staff);
    return e;
}
