/* parts.h - what the files of org need of each other and nobody else does. */
#ifndef ORG_PARTS_H
#define ORG_PARTS_H

#include "org/org.h"

/* NULL, or why a text that is needed is refused. */
MUST Err org_check_text(const char *s, size_t most, Err missing, Err longer);

/* NULL, or why two days are refused, until the second of which something lasts. */
typedef struct DayErrs { Err since, until, early; } DayErrs;
MUST Err org_check_days(const char *since, const char *until, const DayErrs *e);

const char *reform_key(const char *what); /* key of the words for its kind */
/* For pages: the day of the query, else today; a day typed into a form, as it came if it is
 * none. */
const char *page_day(Ctx *c, const Request *r);
const char *form_day(Ctx *c, const Form *f, const char *name);
/* The day after the last one that was typed: as `until` is stored; "" where it was left open. */
const char *form_until(Ctx *c, const Form *f, const char *name);

/* The name on a day, else as unit_name(). */
const char *unit_name_on(Ctx *c, int64_t unit, const char *day);
/* The steps to a unit above a page's title; false when there is no such unit. */
bool unit_trail(Ctx *c, Request *r, int64_t unit, const char *day);

/* The posts at a unit on a day, and who holds them; those of a person, the latest first. */
const PostRow *posts_of(Ctx *c, int64_t unit, const char *day);
const PostRow *posts_held(Ctx *c, int64_t staff);

/* What a reform does to posts (post.c): see reform_close(); and back. */
MUST Err reform_posts(Ctx *c, const Reform *r);
MUST Err reform_posts_undo(Ctx *c, int64_t reform);

/* ---- accounts ---- */

/* A new one; its secret is for the cookie and nowhere else. */
MUST Err session_make(Ctx *c, int64_t staff, SessionStage stage, const char *device,
                      char **secret);
bool     session_find(Ctx *c, const char *secret, Session *out); /* false once it is over */
const Session *sessions_of(Ctx *c, int64_t staff); /* signed in; the last used first */
MUST Err session_end(Ctx *c, int64_t staff, int64_t id);
MUST Err session_leave(Ctx *c, const char *secret); /* NULL: nothing to do */
MUST Err sessions_end(Ctx *c, int64_t staff, int64_t but); /* all but this one; 0: all */
const char *session_device(Ctx *c, const char *agent); /* in words, from a User-Agent */

/* What is stored of a secret that has 80 bits and more: SHA-256. */
Val secret_hash(Ctx *c, const char *secret);

/* -- login.c: coming in --
 *
 * LOGIN_FAILURES_MAX failures for one name in LOGIN_WINDOW_MS, the last ones
 * with a pause between; then nobody enters by it until the first is that old. */
enum { LOGIN_FAILURES_MAX = 5, LOGIN_WINDOW_MS = 15 * 60 * 1000 };

typedef struct LoginTry { /* what was found before the transaction */
    const char *login;    /* as accounts are called */
    const char *stored;   /* the password compared with; NULL when there is none */
    const char *again;    /* the same as we hash today, where that is otherwise; NULL */
    bool        right, wait;
} LoginTry;
typedef struct Login {
    Err          refused; /* why not: to be said, while what was counted stays */
    int64_t      staff;
    char        *secret;  /* of the new session */
    SessionStage stage;
    const char  *lang;    /* to be shown from now on; "" leaves it */
} Login;
const char *login_read(Ctx *c, const char *typed); /* in the form of an account's name */
/* Compare the password: slow, outside any transaction. */
MUST Err login_try(Ctx *c, const char *login, const char *password, LoginTry *out);
/* Was it right?  A failure is counted.   errors  trouble only
 * refused  login.login.wait      too many failures, of whatever password
 *          login.password.wrong  and nothing more precise: no such account, closed... */
MUST Err login_confirm(Ctx *c, const LoginTry *t, Login *out);
/* The same, and let in. */
MUST Err login_enter(Ctx *c, const LoginTry *t, const char *device, Login *out);
/* The same with a code.   errors  second.code.missing
 * refused  second.code.wait, second.code.wrong */
MUST Err login_code(Ctx *c, int64_t staff, const char *typed, Login *out);
/* The second step, of a session that awaits it.
 * refused  login.session.over as well */
MUST Err login_second(Ctx *c, const char *session, const char *typed, const char *device,
                      Login *out);

/* -- seed.c: seeds of second factors, as they are stored -- */

/* Sealed for this person with c->key; without a key a fault. */
Bytes          seed_seal(Ctx *c, int64_t staff, const uint8_t *seed);
const uint8_t *seed_open(Ctx *c, int64_t staff, Bytes sealed); /* NULL if it does not open */

/* -- second.c: the second factor -- */

/* A code of the app or one from paper; each is good once.  By login_code(), which
 * counts the failures and keeps the account's row for us alone.
 * errors  second.code.missing, second.code.wrong */
MUST Err second_use(Ctx *c, int64_t staff, const char *typed);
/* The seed of this session becomes the second factor, for a first code shows that
 * the app has it.  New recovery codes; all sessions end, this one too. */
MUST Err second_set(Ctx *c, const Session *s, const char *typed, char *codes[RECOVERY_CODES]);
/* New recovery codes, to be shown once; the older ones are void. */
MUST Err second_renew_codes(Ctx *c, int64_t staff, char *codes[RECOVERY_CODES]);

/* -- account.c -- */

bool account_by_link(Ctx *c, const char *token, Account *out); /* false when it is void */
const char *account_suggest(Ctx *c, const char *name); /* a free log-in name: "annv" */
bool account_login_ok(const char *login); /* may an account be called so? */
/* An account with a password at once, from its hash. */
MUST Err account_first(Ctx *c, int64_t staff, const char *login, const char *stored);
MUST Err account_note(Ctx *c, int64_t staff, const char *what); /* a deed, done by c->who */
/* Use it: the hash of the password chosen.   errors  invite.token.void */
MUST Err account_claim(Ctx *c, const char *token, const char *stored, const char *device,
                       Login *out);

/* Is what was typed as `password` a good one for them, and `passwordagain` the same?
 * errors  those of password_check; account.passwordagain.differs */
MUST Err account_word_check(Ctx *c, const char *login, const char *name, const Form *f);
const char *account_stored(Ctx *c, int64_t staff); /* the hash; NULL without an account */
/* Another password, by its hash; the sessions but this one end. */
MUST Err account_password(Ctx *c, int64_t staff, const char *stored, int64_t session);
MUST Err account_lang(Ctx *c, int64_t staff, const char *lang);

#endif
