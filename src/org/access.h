/* access.h - part of org.h: secrets by which a program acts in the name of somebody.
 *
 * It may do what its owner may do at that moment, cut by the scopes that were given with
 * it; what a scope is, src/api/ knows.  The secret is shown once and kept as a hash.  It
 * ends on its day, by its owner's hand or an administrator's, and with whatever ends the
 * owner's own way in: a new link or password, an account that is closed.
 *
 *   (1) a name   (2) a scope at least   (3) 1 to ACCESS_DAYS_MAX days   (4) ACCESS_MANY at most */
#ifndef ORG_ACCESS_H
#define ORG_ACCESS_H

#include "http/http.h"

enum {
    ACCESS_NAME_MAX = 80,     /* bytes */
    ACCESS_SCOPES_MAX = 400,
    ACCESS_DAYS_MAX = 366,
    ACCESS_MANY = 20,         /* good ones of one person */
    ACCESS_SIGNS = 38         /* of a secret: "namro_" and 32 of crypt_token */
};
typedef struct Access Access;
struct Access {
    int64_t     id, staff;
    const char *owner;             /* the person's name */
    const char *name, *scopes;
    int64_t     made, until, last, ended; /* milliseconds since 1970 UTC; 0: not yet */
    Access     *next;
};
bool access_good(const Ctx *c, const Access *x); /* neither ended nor over */
/* Of c->who; *secret is shown now and never again.
 * errors   access.name.missing, access.name.long  (1); access.scopes.missing  (2);
 *          access.days.range  (3); access.name.many  (4) */
MUST Err access_make(Ctx *c, const char *name, const char *scopes, int64_t days, char **secret);
/* Takes one back: one's own, or where `any` is said anybody's.  errors  http.missing */
MUST Err access_end(Ctx *c, int64_t id, bool any);
MUST Err access_end_all(Ctx *c, int64_t staff); /* of one person */
/* Good ones first, then those that are over, the latest first; staff 0: everybody's. */
const Access *access_list(Ctx *c, int64_t staff);
/* Whose it is, and what they may do today; false when it is no good (any more), the account
 * is closed, or its owner would have to set up a second factor first. */
bool access_find(Ctx *c, const char *secret, Access *out, Caller *caller);
MUST Err access_touch(Ctx *c, const char *id); /* as org_touch */

#endif
