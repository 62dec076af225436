/* mail.h - mail of the office to its own people: "there is something new", and the way
 * to it.  What is new is read behind the log-in, never in a mail, which passes through
 * servers of others and stays there.
 *
 *     e = mail_add(c, &(MailNew){.key = "remind/9/2026-03-01", .staff = 9, .kind = "notice"});
 *
 * A mail is asked for in the transaction of its occasion, so it goes if and only if that
 * was committed, and once for each key.  mail_deliver() sends what is due, by SMTP or as
 * files where the office has no mail server.  Should the program die between the word of
 * the server and its own note of it, the mail goes again with the same Message-ID, by
 * which mail servers know it: a mail too many rather than one too few. */
#ifndef MAIL_H
#define MAIL_H

#include "db/db.h"
#include "html/html.h"

enum {
    MAIL_ADDRESS_MAX = 254,            /* bytes: RFC 5321, 4.5.3.1.3 without the brackets */
    MAIL_TRIES = 10,                   /* then it is given up, after about a day; a time in which
                                          the server cannot be reached does not count */
    MAIL_RETRY_MS = 60 * 1000,         /* after the first try, then twice as long each time, */
    MAIL_RETRY_MAX_MS = 6 * 3600 * 1000, /* up to this */
    MAIL_LEASE_MS = 5 * 60 * 1000,     /* one under way is free again after this time */
    MAIL_KEPT_DAYS = 30,               /* a row that ended goes after so long */
    MAIL_AT_ONCE = 500                 /* of one delivery */
};

/* May mail go to it?  Letters, digits and the signs of RFC 5322's dot-atom before the @,
 * names of hosts behind it: nothing that could end a line or a pair of brackets. */
bool mail_address_ok(const char *address);

/* ---- outbox.c ---- */

typedef struct MailNew {
    const char *key;   /* of the occasion */
    int64_t     staff;
    const char *kind;  /* notice digest test */
    int64_t     n;     /* how many are new; 0 is not said */
    int64_t     due;   /* not before, milliseconds since 1970 UTC; 0: at once */
} MailNew;
/* Nothing happens where the key is known.  errors  trouble only */
MUST Err mail_add(Ctx *c, const MailNew *m);

typedef struct MailRow MailRow;
struct MailRow {
    int64_t     id, staff, n, tries;
    int64_t     due, at, ended; /* milliseconds since 1970 UTC; ended: 0 while it waits */
    const char *kind, *state, *why, *reply, *message;
    MailRow    *next;
};
const MailRow *mail_list(Ctx *c, int64_t from, int64_t max); /* the latest first */
int64_t        mail_count(Ctx *c, const char *state); /* "": all */
/* A mail that was given up or waits goes at the next delivery, with all its tries.
 * errors   mail.again.missing   there is no such mail, or it has gone */
MUST Err mail_again(Ctx *c, int64_t id);

/* ---- notice.c: what people are told inside the program ----
 *
 * A notice names a thing; its words are made when it is shown, by who knows whether the
 * reader may see the thing.  Everybody gets them; of mail each chooses: one as soon as there
 * is something (an hour's worth is one), one for a day (digest, unless chosen otherwise), none. */
typedef struct NoticeNew {
    const char *key;     /* of the occasion */
    int64_t     staff;   /* who is told */
    const char *what;    /* key of its words, and the number in them */
    int64_t     n;
    const char *subject; /* "task" */
    int64_t     id;      /* and which of them */
    bool        mail;    /* a mail may say that there is something new */
} NoticeNew;
MUST Err notice_add(Ctx *c, const NoticeNew *n); /* nothing where the key is known */

typedef struct Notice Notice;
struct Notice {
    int64_t     id, n, subject_id;
    const char *what, *subject;
    int64_t     at, seen; /* milliseconds since 1970 UTC; seen: 0 unread */
    Notice     *next;
};
/* Of c->who alone: the latest first; NULL for another's. */
const Notice *notice_list(Ctx *c, int64_t from, int64_t max);
const Notice *notice_get(Ctx *c, int64_t id);
int64_t       notice_count(Ctx *c);
int64_t       notice_unread(Ctx *c, int64_t staff);
MUST Err      notice_seen(Ctx *c, int64_t id); /* 0: all of c->who */

const char *notice_reach(Ctx *c, int64_t staff); /* each digest none */
MUST Err    notice_reach_set(Ctx *c, const char *mail); /* errors  notice.mail.choice */
/* Asks for the digests of c->today: one mail for each who has unread notices. */
MUST Err notice_digest(Ctx *c);

/* ---- message.c ---- */

typedef struct Letter {
    const char *kind;    /* notice digest test */
    int64_t     n;       /* how many are new; 0 is not said */
    const char *office;  /* its name, in From; NULL */
    const char *site;    /* address of the program: https://namro.example.vn; NULL */
    const char *from, *to; /* addresses that are mail_address_ok: else a fault */
    const char *message; /* left side of the Message-ID */
    int64_t     at;      /* its Date, milliseconds since 1970 UTC */
} Letter;
/* The whole mail as it goes over the wire (RFC 5322, CRLF, lines of at most 76 bytes), in
 * the language of c: the same words as plain text and as HTML, without picture, tracker or
 * anything fetched from elsewhere. */
const char *letter_write(const Ctx *c, const Letter *l);
Html        letter_html(const Ctx *c, const Letter *l); /* its HTML half */
const char *letter_words(const Ctx *c, const Letter *l); /* the one sentence of both halves */
const char *letter_subject(const Ctx *c, const Letter *l);
bool        letter_test(const Letter *l); /* it says so, and leads to nothing */

/* ---- smtp.c, deliver.c ---- */

/* Where mail goes: the settings of today (mail.*), and what the keys' folder holds. */
typedef struct MailServer {
    bool        smtp;     /* else each mail becomes a file in the folder */
    const char *folder;
    const char *host;     /* of the server */
    int         port;
    const char *secure;   /* starttls tls plain */
    const char *login;    /* NULL without one */
    const char *password; /* NULL without one; never goes over a line that is not encrypted */
    const char *ca;       /* file of certificates trusted beside none other; NULL: the system's */
    const char *from;     /* the office's address; NULL: mail waits */
    const char *office, *site; /* as in Letter */
} MailServer;
/* From the settings; folder, password and ca are the caller's. */
MailServer mail_server(Ctx *c);

/* How one try ended. */
typedef struct MailSent {
    bool        gone;   /* the server has it */
    bool        never;  /* it will not take this one, ever */
    bool        down;   /* the server cannot be used: the others wait too */
    const char *why;    /* key; "" when it is gone */
    const char *reply;  /* the server's last line, cut and cleaned; "" */
} MailSent;
typedef struct MailLine MailLine; /* a connection, kept between mails */
MailLine *mail_open(const MailServer *s);
MailSent  mail_send(Ctx *c, MailLine *l, const char *from, const char *to, const char *text);
void      mail_close(MailLine *l);

/* Who somebody is, for the last moment before a mail goes. */
typedef struct MailTo {
    const char *address; /* NULL: no mail goes there (any more) */
    Lang        lang;
} MailTo;
typedef Err MailFind(Ctx *c, int64_t staff, MailTo *out); /* inside db_read() */
typedef Err MailTick(void *arg, int64_t done); /* what it refuses ends the delivery */

/* Sends what is due, outside of any transaction; a mail that fails waits for its next try
 * and holds up no other, a server that cannot be reached ends the delivery.
 *   done     mails that have gone
 *   errors   those of tick, and trouble */
MUST Err mail_deliver(Ctx *c, const MailServer *s, MailFind *find, MailTick *tick, void *arg,
                      int64_t *done);

#endif
