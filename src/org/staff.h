/* staff.h - people, posts, appointments, delegation.  Part of org.h. */
#ifndef ORG_STAFF_H
#define ORG_STAFF_H

#include "audit/audit.h"
#include "http/http.h"

/* ---- staff.c, post.c, appointment.c, delegation.c: who does what, and when ----
 *
 * A day `until` is the first day after; NULL or "" is open. */
enum { STAFF_EMAIL_MAX = 254, STAFF_PHONE_MAX = 40, DELEGATION_DAYS_MAX = 90 };

typedef struct Staff {
    int64_t     id, version; /* that rises with each change */
    const char *name, *email, *phone, *ended;
} Staff;
typedef struct StaffNew { const char *name, *email, *phone; } StaffNew;
/* errors   staff.name.missing staff.name.long staff.email.bad staff.email.long
 *          staff.phone.bad staff.phone.long */
MUST Err    staff_check(const StaffNew *s); /* could it be stored so? */
MUST Err    staff_add(Ctx *c, const StaffNew *s, int64_t *id);
MUST Err    staff_change(Ctx *c, int64_t id, const StaffNew *s);
/* Who leaves holds no post from that day on, and no delegation.
 * errors   staff.day.bad staff.day.missing staff.day.ended */
MUST Err    staff_end(Ctx *c, int64_t id, const char *day);
bool        staff_get(Ctx *c, int64_t id, Staff *out);
const char *staff_name(Ctx *c, int64_t staff); /* "" for 0 */
int64_t     staff_unit(Ctx *c, int64_t staff); /* of a post held today, for good before acting; 0 */
/* Who leads the next unit above that has a leader today; 0. */
int64_t     unit_head_above(Ctx *c, int64_t unit);
int64_t     unit_head(Ctx *c, int64_t unit); /* who answers for it today, its lead first; 0 */
/* Who holds a post today at the unit or beneath it (0: all), by given name, with the post. */
const Choice *staff_choices(Ctx *c, int64_t unit, const char *empty);
/* The same under the names of their units, in the order of the tree: for a long list.  Who holds
 * posts at two units stands under both. */
const Choice *staff_choices_by_unit(Ctx *c, int64_t unit, const char *empty);

/* A post stands at a unit; what its role allows holds for its scope and all beneath.
 *   (1) a name   (2) a role of the table, or none   (3) days   (4) unit and scope are there */
typedef struct Post {
    int64_t     id, unit, scope;
    const char *name, *role, *since, *until;
} Post;
typedef struct PostNew {
    int64_t     unit, scope; /* scope 0: the unit */
    const char *name, *role, *since, *until;
} PostNew;
/* errors   post.name.missing post.name.long post.role.bad post.since.bad post.until.bad
 *          post.until.early post.unit.day post.scope.day */
MUST Err post_add(Ctx *c, const PostNew *p, int64_t *id);
/* Its appointments end with it.  errors  post.day.bad post.day.missing
 *   post.day.outside   it does not stand then   post.day.later   somebody is to begin later */
MUST Err post_end(Ctx *c, int64_t id, const char *day);
bool     post_get(Ctx *c, int64_t id, Post *out);

/*   (1) staff and post are there   (2) days   (3) within those of the post
 *   (4) nobody twice in one post   (5) one for good and one acting at most, at a time */
typedef struct AppointmentNew {
    int64_t     staff, post;
    bool        acting;
    const char *since, *until; /* open: as long as the post */
} AppointmentNew;
/* errors   appointment.staff.missing appointment.post.missing appointment.since.bad
 *          appointment.until.bad appointment.until.early appointment.staff.ended
 *          appointment.since.before appointment.until.after appointment.staff.twice
 *          appointment.post.taken appointment.acting.taken */
MUST Err appoint(Ctx *c, const AppointmentNew *a, int64_t *id);
MUST Err appointment_end(Ctx *c, int64_t id, const char *day); /* appointment.day.bad .outside */

/* What the giver's posts allow, but for administration, the taker may do as well.
 *   (1) both are on the staff for all of it   (2) not to oneself   (3) for at most
 *   DELEGATION_DAYS_MAX days   (4) with a reason   (5) by who holds a post meanwhile
 *   (6) once to the same person at a time */
typedef struct DelegationNew {
    int64_t     giver, taker;
    const char *since, *until, *reason;
} DelegationNew;
typedef struct Delegation Delegation;
struct Delegation {
    int64_t     id, giver, taker;
    const char *giver_name, *taker_name, *since, *until, *reason;
    int64_t     revoked; /* when it was taken back; 0 */
    Delegation *next;
};
/* errors   delegation.giver.missing delegation.taker.missing delegation.taker.self
 *          delegation.until.missing delegation.since.bad delegation.until.bad
 *          delegation.until.early delegation.until.late delegation.giver.ended
 *          delegation.taker.ended delegation.reason.missing delegation.reason.long
 *          delegation.giver.post delegation.taker.twice */
MUST Err delegate(Ctx *c, const DelegationNew *d, int64_t *id);
MUST Err delegation_revoke(Ctx *c, int64_t id); /* delegation.revoke.missing .over */
bool     delegation_get(Ctx *c, int64_t id, Delegation *out);
const Delegation *delegations(Ctx *c, int64_t staff); /* given or taken, the latest first; 0: all */

#endif
