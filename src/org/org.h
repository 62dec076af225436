/* org.h - the office itself: how it comes to be, and its home page.
 *
 * A fresh database has no account and no default password.  The program prints
 * a one-time code at its first start; whoever can read that may set the office
 * up, once.
 *
 *   (1) code   the one that was printed last, not used yet
 *   (2) name   of the office, as it stands on every page and letter
 *   (3) place  that stands before the date of a letter: "Hải Dương"
 *   (4) unit   the topmost one, to which all others belong: "Tỉnh Hải Dương"
 *   (5) person who becomes the first administrator: name, log-in name, password
 */
#ifndef ORG_H
#define ORG_H

#include "audit/audit.h"
#include "http/http.h"
#include "jobs/jobs.h"
#include "org/account.h" /* roles, accounts, log-in */

typedef struct Setup {
    const char *code;  /* (1) as it was typed */
    const char *name;  /* (2) */
    const char *place; /* (3) */
    const char *unit;  /* (4) */
    const char *person, *login; /* (5) */
    const char *stored; /* (5) the password's hash; made between check and set-up */
} Setup;

bool org_ready(Ctx *c); /* has the office been set up? */

/* A new one-time code; the one before it is void.  errors  setup.done */
MUST Err setup_code(Ctx *c, char **code);

/* Set the office up, with its first administrator; its settings hold from the
 * first day on.
 *   staff    the administrator
 *   errors   setup.done           it was already
 *            setup.code.missing, setup.code.wrong
 *            setup.name.missing, setup.name.long   over SETUP_TEXT_MAX bytes
 *            setup.place.missing, setup.place.long, the same of unit and person
 *            account.login.form */
MUST Err setup_office(Ctx *c, const Setup *s, int64_t *staff);
/* Would it be refused?  So that the password is not hashed in vain. */
MUST Err setup_check(Ctx *c, const Setup *s);
enum { SETUP_TEXT_MAX = 200 };

/* Only name and place, without a code, for a command of whoever owns the database. */
MUST Err setup_by_owner(Ctx *c, const Setup *s);

/* ---- unit.c: the tree of units on a day ----
 *
 * A unit is an identity, and its name no key: it is called otherwise on another
 * day, and others are called the same.  What is asked here is what we believe
 * now; units_known() asks what was believed at an instant. */

#define DAY_OPEN "9999-12-31" /* the first day after, where no end is known */
#define BELIEVED INT64_MAX    /* unlearnt, of what we still believe */

typedef struct Unit {
    int64_t     id, parent;   /* 0 at the top */
    const char *name, *kind, *code; /* code '' where there is none */
    const char *since, *until; /* of this name and place; until is the first day after */
    int         depth;        /* 0 at the top of what was asked for; units_on() only */
} Unit;

/* Kinds, by level: 1 province, 2 district, 3 commune; 0 an office or a part of one. */
typedef struct UnitKind { const char *name, *label; int level; } UnitKind;
extern const UnitKind unit_kinds[]; /* ends with a row without a name */
const UnitKind *unit_kind(const char *name); /* NULL for an unknown one */

bool        unit_on(Ctx *c, int64_t unit, const char *day, Unit *out); /* does it exist then? */
const char *unit_name(Ctx *c, int64_t unit); /* on c->today; else the last before, else the first;
                                                "" for 0 */
bool        unit_under(Ctx *c, int64_t unit, int64_t top); /* is it top, or beneath it today? */
int64_t     unit_top(Ctx *c);                /* of today's tree; 0 before there is one */

/* The tree of a day from top (0: all) down: a unit comes before what is beneath
 * it, units of one parent in the order of level and name.  One query. */
const Unit *units_on(Ctx *c, const char *day, int64_t top, int *n);
const Unit *units_known(Ctx *c, const char *day, int64_t known_ms, int64_t top, int *n);

/* The tree of today for a select, indented; empty: text of a first choice "", or NULL. */
const Choice *unit_choices(Ctx *c, int64_t top, const char *empty);
const Choice *unit_choices_on(Ctx *c, const char *day, int64_t top, const char *empty);

/* ---- reform.c: the tree is changed ----
 *
 * One change of the organisation is one reform: opened with its day and source,
 * made of steps, and closed, which holds the whole to the rules and notes the
 * deed.  Its day may lie ahead or back.
 *
 *   (1)  a name, of at most UNIT_TEXT_MAX bytes
 *   (2)  a kind that is in the table
 *   (3)  a code of at most UNIT_CODE_MAX signs, that no other unit has that day
 *   (4)  days that exist, the first before the end
 *   (5)  a parent that is there on each day of the child
 *   (6)  no unit beneath itself
 *   (7)  one name and place on a day: the spells of a unit touch, none overlaps
 *   (8)  a source, which says so where something is invented
 *   (9)  shares of one old unit that make SHARE_WHOLE together
 *   (10) lineage leads from a unit of the day before to one of the day
 *
 * Posts of a unit that ends end with it, and the appointments to them; posts
 * that stand elsewhere go on with the heir as their scope where one unit has
 * taken the old one whole, else they end as well. */
enum { UNIT_TEXT_MAX = 200, UNIT_SOURCE_MAX = 500, UNIT_CODE_MAX = 20, SHARE_WHOLE = 1000000 };
enum { UNIT_TOP = -1 }; /* as a parent: none */

typedef struct UnitNew {
    const char *since;               /* from this day on */
    const char *until;               /* of a new unit; NULL is open */
    const char *name, *kind, *code;  /* NULL: as it was, of a new unit no code */
    int64_t     parent;              /* 0: as it was, of a new unit none */
    const char *source;
} UnitNew;

/* A unit that takes over: one that is there and stays, or a new one. */
typedef struct UnitPart {
    int64_t unit;   /* 0: a new one, as `is` has it; of one that stays `is` holds what changes */
    UnitNew is;
    int64_t share;  /* of the unit that is split */
} UnitPart;

/* errors of all   unit.day.bad, unit.source.missing, unit.source.long
 *                 unit.name.missing unit.name.long unit.kind.bad unit.code.long
 *                 unit.until.bad unit.until.early
 *                 unit.code.taken     (3)
 *                 unit.parent.day     (5) of what is new or moved
 *                 unit.day.children   (5) of what stands beneath
 *                 unit.parent.beneath (6)
 *                 unit.share.sum unit.share.bad unit.basis.bad unit.basis.whole  (9)
 *                 unit.old.day unit.into.day  (10)
 *                 unit.name.same      nothing would change
 *                 unit.day.missing    it is not there on that day
 *                 unit.day.ended      it has ended by then
 *                 unit.day.begin      it had not begun: take that back instead
 *                 unit.day.posts      a post or appointment begins on that day or later */
MUST Err unit_add(Ctx *c, const UnitNew *u, int64_t *id);
/* From since on, until the next change that is known: another name, kind, code or parent. */
MUST Err unit_change(Ctx *c, int64_t unit, const UnitNew *now);
/* What holds on the day `since` was told wrong: all of that spell is told otherwise. */
MUST Err unit_correct(Ctx *c, int64_t unit, const UnitNew *now);
MUST Err unit_end(Ctx *c, int64_t unit, const char *day, const char *source); /* without an heir */
/* The n units end, but for one that is into->unit.  errors  unit.old.few  none ends */
MUST Err unit_merge(Ctx *c, const int64_t *old, int n, const char *day, const char *source,
                    const UnitPart *into);
/* It ends, unless a part is the unit itself.  errors  unit.into.few  under two parts */
MUST Err unit_split(Ctx *c, int64_t unit, const char *day, const char *source, const char *basis,
                    const UnitPart *part, int n);
/* Takes back the latest change of its units: what it brought is believed no more, what it
 * ended is believed again, posts and appointments stand as before.
 * errors   unit.undo.missing   no such reform, or it is undone
 *          unit.undo.stands    something stands on it: a later reform, a post, an appointment */
MUST Err reform_undo(Ctx *c, int64_t reform);

/* The same in steps, for a change of many units on one day. */
typedef struct Reform {
    int64_t     id, unit;     /* the unit whose deed it is; 0 for many */
    const char *what, *day, *source;
    Deed        deed;
} Reform;
typedef struct UnitEdge {
    int64_t     old, new, share; /* of the old, in millionths */
    const char *basis;           /* population area whole invented */
    const char *source;          /* NULL: the reform's */
} UnitEdge;
MUST Err reform_open(Ctx *c, const char *what, const char *day, const char *source, Reform *r);
MUST Err reform_new(Ctx *c, Reform *r, const UnitNew *u, int64_t *id);
MUST Err reform_change(Ctx *c, Reform *r, int64_t unit, const UnitNew *now);
MUST Err reform_end(Ctx *c, Reform *r, int64_t unit);
MUST Err reform_edge(Ctx *c, Reform *r, const UnitEdge *e);
MUST Err reform_close(Ctx *c, Reform *r);

/* ---- lineage.c: whose figures a unit carries ---- */

typedef struct Heir Heir;
struct Heir {
    int64_t unit, share; /* in millionths of the older unit */
    bool    invented;    /* some step of the way is */
    Heir   *next;
};
/* Who on day `to` carries what was the unit's on the earlier day `from`: itself where nothing
 * happened.  The shares make SHARE_WHOLE, less where one of them ended without an heir. */
const Heir *unit_heirs(Ctx *c, int64_t unit, const char *from, const char *to);
/* Which units of the day `from` make up this one of the later day `to`; shares are of theirs. */
const Heir *unit_origins(Ctx *c, int64_t unit, const char *from, const char *to);

/* ---- staff.c, post.c, appointment.c, delegation.c: who does what, and when ----
 *
 * A day `until` is the first day after; NULL or "" is open. */
enum { STAFF_EMAIL_MAX = 254, STAFF_PHONE_MAX = 40, DELEGATION_DAYS_MAX = 90 };

typedef struct Staff { int64_t id; const char *name, *email, *phone, *ended; } Staff;
typedef struct StaffNew { const char *name, *email, *phone; } StaffNew;
/* errors   staff.name.missing staff.name.long staff.email.bad staff.email.long
 *          staff.phone.bad staff.phone.long */
MUST Err    staff_add(Ctx *c, const StaffNew *s, int64_t *id);
MUST Err    staff_change(Ctx *c, int64_t id, const StaffNew *s);
/* Who leaves holds no post from that day on, and no delegation.
 * errors   staff.day.bad staff.day.missing staff.day.ended */
MUST Err    staff_end(Ctx *c, int64_t id, const char *day);
bool        staff_get(Ctx *c, int64_t id, Staff *out);
const char *staff_name(Ctx *c, int64_t staff); /* "" for 0 */
int64_t     staff_unit(Ctx *c, int64_t staff); /* of a post held today, for good before acting; 0 */
/* Who holds a post today at the unit or beneath it (0: all), by given name, with the post. */
const Choice *staff_choices(Ctx *c, int64_t unit, const char *empty);

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

/* ---- log_page.c: the log of deeds; admin_page.c: the server and its jobs ---- */
extern const Route log_routes[], admin_routes[];

typedef struct LogPage {
    bool          found, admin; /* it was signed; whoever looks may see the deeds */
    CheckpointRow last;
    int64_t       at;           /* of the last entry that was signed */
} LogPage;
typedef struct DeedLine DeedLine;
struct DeedLine { const DeedRow *deed; const char *who; DeedLine *next; };
typedef struct DeedsPage {
    Form            form;       /* the filter */
    const Choice   *people, *subjects;
    const DeedLine *rows;
    Pager           pager;
} DeedsPage;
Html        log_html(const Ctx *c, const LogPage *p);
Html        log_deeds_html(const Ctx *c, const DeedsPage *p);
const char *deeds_subject(const Ctx *c, const char *name);    /* "task" in words */
const char *deeds_address(const Ctx *c, const DeedRow *d);    /* page of its subject; NULL */
const char *deeds_who(Ctx *c, int64_t who);                   /* in words also for nobody */
/* One side of a change as people read it, cut where it is long. */
const char *deeds_value(const Ctx *c, const DeedRow *d, const Change *h, const char *value);

typedef struct JobLine JobLine;
struct JobLine { const JobRow *job; const char *who; JobLine *next; };
typedef struct JobsPage { const Form *form; const JobLine *rows; Pager pager; } JobsPage;
typedef struct StatusPage {
    const char    *version;
    DbAbout        db;
    const JobRow  *check;       /* of the log, each night; NULL before the first server ran */
    Tone           tone;        /* how it went, */
    const char    *verdict;     /* and the key of that in words */
    int64_t        entries, waiting;
    bool           signed_once;
    CheckpointRow  last;
} StatusPage;
Html        jobs_html(const Ctx *c, const JobsPage *p);
Html        status_html(const Ctx *c, const StatusPage *p);
bool        job_is(const JobRow *j, const char *state);
Html        job_state_html(const Ctx *c, const JobRow *j);
const char *job_when(const Ctx *c, const JobRow *j);

extern const Route org_routes[], unit_routes[], unit_edit_routes[], staff_routes[], post_routes[],
    delegation_routes[];

/* Pages; those of units and staff are in pages.h. */
Html setup_html(const Ctx *c, const Form *f);
Html home_html(const Ctx *c, const char *day); /* day as people write it */

#include "org/pages.h"

#endif
