/* deliver.c - sends what is due, one mail after another.
 *
 * A mail is taken for some minutes by counting the try before it is made, so two servers
 * never send the same, and one that takes its server down is given up some day. */
#include "mail/mail.h"

#include "config/config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DAY_LONG_MS = 24 * 3600 * 1000 };

MailServer mail_server(Ctx *c) {
    return (MailServer){.smtp = strcmp(config_text(c, "mail.way"), "smtp") == 0,
                        .host = config_text(c, "mail.server"),
                        .port = atoi(config_text(c, "mail.port")),
                        .secure = config_text(c, "mail.secure"),
                        .login = config_text(c, "mail.login"),
                        .from = config_text(c, "mail.sender"),
                        .office = config_text(c, "office.name"),
                        .site = config_text(c, "office.site")};
}

/* ---- One mail ---- */

typedef struct Taken {
    bool        found;
    int64_t     id, staff, n, tries, at;
    const char *kind, *message;
    MailTo      to;
    MailFind   *find;
    MailSent    sent;
    bool        written;
} Taken;

static Err take(Ctx *c, void *arg) {
    Taken *t = arg;
    Rows q = db_query(c, "UPDATE outbox SET tries = tries + 1, due = $2 WHERE id = (SELECT id"
                         " FROM outbox WHERE state = 'waiting' AND due <= $1"
                         " ORDER BY due, id LIMIT 1) AND state = 'waiting' AND due <= $1"
                         " RETURNING id, staff, n, tries, at, kind, message",
                      V(c->now), V(c->now + MAIL_LEASE_MS));
    while (db_next(&q)) {
        t->found = true;
        t->id = row_int(&q, 0);
        t->staff = row_int(&q, 1);
        t->n = row_int(&q, 2);
        t->tries = row_int(&q, 3);
        t->at = row_int(&q, 4);
        t->kind = row_text(&q, 5);
        t->message = row_text(&q, 6);
    }
    return q.err;
}

static Err find_to(Ctx *c, void *arg) {
    Taken *t = arg;
    return t->find(c, t->staff, &t->to);
}

static int64_t retry_at(int64_t now, int64_t tries) {
    int64_t ms = MAIL_RETRY_MS;
    for (int64_t i = 1; i < tries && ms < MAIL_RETRY_MAX_MS; i++) ms *= 2;
    return now + (ms < MAIL_RETRY_MAX_MS ? ms : MAIL_RETRY_MAX_MS);
}

/* A try that met no server is none: the mail waits as long as that lasts. */
static Err put_outcome(Ctx *c, void *arg) {
    const Taken *t = arg;
    bool    down = t->sent.down;
    bool    over = t->sent.never || (t->tries >= MAIL_TRIES && !down);
    int64_t next = down ? c->now + MAIL_LEASE_MS : retry_at(c->now, t->tries);
    const char *state = t->written ? "written" : t->sent.gone ? "sent" : over ? "failed"
                                                                              : "waiting";
    return db_exec(c, "UPDATE outbox SET state = $2, why = $3, reply = $4, due = $5, ended = $6,"
                      " tries = $7 WHERE id = $1",
                   V(t->id), V(state), V(t->sent.why), V(t->sent.reply), V(next),
                   strcmp(state, "waiting") == 0 ? val_text(NULL) : V(c->now),
                   V(t->tries - down));
}

/* ---- As a file ---- */

static bool write_all(int fd, const char *s, size_t n) {
    while (n) {
        ssize_t part = write(fd, s, n);
        if (part < 0 && errno == EINTR) continue;
        if (part <= 0) return false;
        s += part;
        n -= (size_t)part;
    }
    return true;
}

/* The same name at each try, and moved to its place when it is whole: never half a mail,
 * never two. */
static MailSent write_file(Ctx *c, const MailServer *s, const char *message, const char *text) {
    const char *path = arena_print(c->a, "%s/%s.eml", s->folder, message);
    const char *half = arena_print(c->a, "%s/%s.new", s->folder, message);
    if (mkdir(s->folder, 0700) != 0 && errno != EEXIST) log_line("%s: %m", s->folder);
    int  fd = open(half, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    bool ok = fd >= 0 && write_all(fd, text, strlen(text)) && fsync(fd) == 0;
    if (fd >= 0) close(fd);
    ok = ok && rename(half, path) == 0;
    if (!ok) log_line("%s: %m", path);
    return ok ? (MailSent){.gone = true, .why = "", .reply = ""}
              : (MailSent){.down = true, .why = "mail.trouble.folder", .reply = ""};
}

/* ---- All ---- */

typedef struct Run {
    const MailServer *s;
    MailLine         *line; /* NULL before the first */
} Run;

static MailSent send_one(Ctx *c, Run *r, const Taken *t) {
    const MailServer *s = r->s;
    Ctx as = *c;
    as.lang = t->to.lang;
    if (t->tries > MAIL_TRIES) /* each of them has ended without a word: it kills the server */
        return (MailSent){.never = true, .why = "mail.trouble.died", .reply = ""};
    if (!mail_address_ok(t->to.address))
        return (MailSent){.never = true, .why = "mail.trouble.address", .reply = ""};
    const char *from = s->from ? s->from : "namro@localhost"; /* in a file only */
    const Letter l = {.kind = t->kind, .n = t->n, .office = s->office, .site = s->site,
                      .from = from, .to = t->to.address, .message = t->message, .at = t->at};
    const char *text = letter_write(&as, &l);
    if (!s->smtp) return write_file(c, s, t->message, text);
    if (!r->line) r->line = mail_open(s);
    return mail_send(c, r->line, from, t->to.address, text);
}

/* *more: there may be another one. */
static Err deliver_one(Ctx *c, Run *r, MailFind *find, bool *more, int64_t *done) {
    Taken t = {.find = find};
    Err   e = db_write(c, take, &t);
    *more = false;
    if (e || !t.found) return e;
    e = db_read(c, find_to, &t);
    if (e) return e;
    t.sent = send_one(c, r, &t);
    t.written = t.sent.gone && !r->s->smtp;
    *done += t.sent.gone;
    *more = !t.sent.down;
    return db_write(c, put_outcome, &t);
}

static Err tidy(Ctx *c, void *arg) {
    (void)arg;
    return db_exec(c, "DELETE FROM outbox WHERE ended < $1",
                   V(c->now - MAIL_KEPT_DAYS * (int64_t)DAY_LONG_MS));
}

/* A server that is half set up is none yet: mail waits, without losing a try. */
static bool ready(const MailServer *s) { return !s->smtp || (s->host && s->from); }

Err mail_deliver(Ctx *c, const MailServer *s, MailFind *find, MailTick *tick, void *arg,
                 int64_t *done) {
    Run   r = {.s = s};
    Ctx   mine = *c;
    bool  more = ready(s);
    Err   e = db_write(c, tidy, NULL);
    *done = 0;
    mine.a = arena_open();
    for (int i = 0; more && !e && i < MAIL_AT_ONCE; i++) {
        mine.now = c->now;
        e = deliver_one(&mine, &r, find, &more, done);
        arena_reset(mine.a);
        if (!e && tick) e = tick(arg, *done);
    }
    if (r.line) mail_close(r.line);
    arena_close(mine.a);
    return e;
}
