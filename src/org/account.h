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
bool roles_second(const Held *h); /* do they ask for a second factor? */
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
    const uint8_t *seed;       /* TOTP_BYTES: of the second factor that it may set up; NULL if it
                                  was sealed with another key than the office's */
    Session       *next;
};

/* For struct Http. */
MUST Err org_identify(Ctx *c, const char *session, Caller *out);
MUST Err org_touch(Ctx *c, const char *session);
/* The same of somebody whose program calls (access.h): false when their account is no good. */
bool     account_caller(Ctx *c, int64_t staff, Caller *out);

/* -- account.c -- */

enum { LINK_INVITE_MS = 7 * 86400 * 1000, LINK_RESET_MS = 86400 * 1000 };
enum { RECOVERY_CODES = 10, RECOVERY_GROUPS = 4 };
enum { RECOVERY_FEW = 3 }; /* so many left: time for new ones */
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
const Account *accounts_all(Ctx *c, int *n); /* by given name */
const char *account_state(Ctx *c, const Account *a); /* what it waits for, in words */
const char *account_roles(Ctx *c, int64_t staff);          /* those of today, in words */

/* An account for somebody of the staff, and the token of the link by which its
 * owner chooses a password.   errors  account.staff.missing, account.staff.taken,
 * account.login.form, account.login.taken */
MUST Err account_add(Ctx *c, int64_t staff, const char *login, char **token);
/* The same with a password at once: for a demo. */
MUST Err account_demo(Ctx *c, int64_t staff, const char *login, const char *password);

/* A new link, for a password or a device was lost: password, second factor,
 * recovery codes, sessions and the older link are void at once. */
MUST Err account_link(Ctx *c, int64_t staff, char **token);
MUST Err account_close(Ctx *c, int64_t staff); /* errors  account.close.self */
MUST Err account_open(Ctx *c, int64_t staff);

extern const Route login_routes[], account_routes[], accounts_routes[];

#endif
