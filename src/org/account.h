/* account.h - roles, accounts, log-in, sessions: part of org.h, which includes it. */
#ifndef ACCOUNT_H
#define ACCOUNT_H

#include "audit/audit.h"
#include "http/http.h"


/* -- role.c: what a post allows -- */

typedef struct Role {
    const char *name;   /* as in post.role */
    const char *label;  /* key of its words */
    uint32_t    rights; /* bit 1u << right */
    bool        second; /* who has it must have a second factor */
} Role;
extern const Role roles[]; /* ends with a row without a name */
const Role *role_find(const char *name); /* NULL for '' and anything unknown */

/* What somebody's posts give on c->today, own ones and lent ones. */
typedef struct Held Held;
struct Held {
    const Role *role;  /* NULL: a post without a role */
    int64_t     giver; /* who lent it; 0 for an own post */
    int64_t     scope; /* its rights hold for this unit and all under it */
    int64_t     unit;  /* where the post stands */
    const char *post;  /* its name */
    const char *where; /* name of the unit; roles_shown() only */
    const char *lender; /* name of the giver; NULL */
    bool        acting;
    Held       *next;
};
Held *roles_held(Ctx *c, int64_t staff);
const Held *roles_shown(Ctx *c, int64_t staff); /* with the names of the units */

/* Does c->who hold this right on c->today, by an own post or one that was lent,
 * with a scope that contains the unit?  unit 0: anywhere at all. */
bool org_may(Ctx *c, Right right, int64_t unit);
/* The tops of the units for which c->who holds it, none inside another; how many. */
enum { ORG_SCOPES_MAX = 4 };
int org_scopes(Ctx *c, Right right, int64_t scope[ORG_SCOPES_MAX]);

/* -- session.c: who is signed in -- */

enum {
    SESSION_LONGEST_MS = 12 * 3600 * 1000, /* then it ends, used or not */
    SESSION_IDLE_MS = 3600 * 1000,         /* then it ends unless it is used */
    SESSION_CODE_MS = 600 * 1000,          /* for the second step of a log-in */
    SESSION_TOUCH_MS = 60 * 1000           /* its last use is known to so much */
};
/* The one page of a session that lacks the second factor. */
#define ACCOUNT_SECOND "/account/second"

typedef enum SessionStage {
    SESSION_CODE,  /* the password was given, the second factor is awaited: nobody yet */
    SESSION_WHOLE, /* signed in without a second factor */
    SESSION_SECOND /* signed in with it */
} SessionStage;
typedef struct Session Session;
struct Session {
    int64_t        id, staff;
    SessionStage   stage;
    const char    *name;       /* of the person */
    const char    *device;     /* "Chrome, Windows"; "" when unknown */
    int64_t        made, last; /* milliseconds since 1970 UTC */
    const uint8_t *seed;       /* TOTP_BYTES: of the second factor that it may set up */
    Session       *next;
};
/* A new one; its secret is for the cookie and nowhere else. */
MUST Err session_make(Ctx *c, int64_t staff, SessionStage stage, const char *device,
                      char **secret);
bool     session_find(Ctx *c, const char *secret, Session *out); /* false once it is over */
const Session *sessions_of(Ctx *c, int64_t staff); /* signed in; the last used first */
MUST Err session_end(Ctx *c, int64_t staff, int64_t id);
MUST Err session_leave(Ctx *c, const char *secret); /* NULL: nothing to do */
MUST Err sessions_end(Ctx *c, int64_t staff, int64_t but); /* all but this one; 0: all */
const char *session_device(Ctx *c, const char *agent); /* in words, from a User-Agent */

/* For struct Http. */
MUST Err org_identify(Ctx *c, const char *session, Caller *out);
MUST Err org_touch(Ctx *c, const char *session);

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

/* -- second.c: the second factor -- */

enum { RECOVERY_CODES = 10, RECOVERY_GROUPS = 4 };
/* A code of the app or one from paper; each is good once.
 * errors  second.code.missing, second.code.wrong */
MUST Err second_use(Ctx *c, int64_t staff, const char *typed);
/* The seed of this session becomes the second factor, for a first code shows that
 * the app has it.  New recovery codes; all sessions end, this one too. */
MUST Err second_set(Ctx *c, const Session *s, const char *typed, char *codes[RECOVERY_CODES]);
/* New recovery codes, to be shown once; the older ones are void. */
MUST Err second_renew_codes(Ctx *c, int64_t staff, char *codes[RECOVERY_CODES]);

/* -- account.c -- */

enum { LINK_INVITE_MS = 7 * 86400 * 1000, LINK_RESET_MS = 86400 * 1000 };
typedef struct Account {
    int64_t     staff;
    const char *login, *name;
    const char *lang;    /* "vi", "en", "" */
    const char *ended;   /* day after the person's last on the staff; NULL */
    bool        password, second; /* have they been set up? */
    int         codes;   /* recovery codes not used yet */
    int64_t     closed, entered; /* when; 0 never */
    int64_t     link;    /* a one-time link is good until; 0 without one */
} Account;
bool account_of(Ctx *c, int64_t staff, Account *out);
bool account_named(Ctx *c, const char *login, Account *out);
bool account_by_link(Ctx *c, const char *token, Account *out); /* false when it is void */
const Account *accounts_all(Ctx *c, int *n); /* by given name */
const char *account_suggest(Ctx *c, const char *name); /* a free log-in name: "annv" */

/* An account for somebody of the staff, and the token of the link by which its
 * owner chooses a password.   errors  account.staff.missing, account.staff.taken,
 * account.login.form, account.login.taken */
bool account_login_ok(const char *login); /* may an account be called so? */
MUST Err account_add(Ctx *c, int64_t staff, const char *login, char **token);
/* The same with a password at once: the first account, from its hash; a demo's. */
MUST Err account_first(Ctx *c, int64_t staff, const char *login, const char *stored);
MUST Err account_demo(Ctx *c, int64_t staff, const char *login, const char *password);

/* A new link, for a password or a device was lost: password, second factor,
 * recovery codes, sessions and the older link are void at once. */
MUST Err account_link(Ctx *c, int64_t staff, char **token);
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
MUST Err account_close(Ctx *c, int64_t staff); /* errors  account.close.self */
MUST Err account_open(Ctx *c, int64_t staff);
MUST Err account_note(Ctx *c, int64_t staff, const char *what); /* a deed, done by c->who */

extern const Route login_routes[], account_routes[];

/* Pages. */
const Choice *account_langs(const Ctx *c);
Html login_html(const Ctx *c, const Form *f, const char *back);
Html login_code_html(const Ctx *c, const Form *f, const char *back);
Html invite_html(const Ctx *c, const Form *f, const Account *a, const char *token);
Html account_html(const Ctx *c, const Form *f, const Account *a, const Held *held, Html sessions);
Html account_posts_html(const Ctx *c, const Held *held);
Html account_sessions_html(const Ctx *c, const Form *f, const Session *all, int64_t mine,
                           const char *base);
Html account_password_html(const Ctx *c, const Form *f, const Account *a);
Html account_second_html(const Ctx *c, const Form *f, bool again, const char *uri,
                         const char *seed);
Html account_codes_html(const Ctx *c, const Form *f);
Html account_codes_new_html(const Ctx *c, const char *login, char *const *codes);

#endif
