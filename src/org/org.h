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

#include "jobs/jobs.h"
#include "org/account.h" /* roles, accounts, log-in */
#include "org/staff.h"
#include "org/unit.h"

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

/* ---- seed.c: the office's key ----
 *
 * The key in the file office.key of this folder, for c->key; made, with the folder, for an
 * office that has sealed nothing yet.  What an earlier program left in clear is sealed with
 * it.  Inside db_write().
 *   anew     the key is lost for good: the office goes on with another, and everybody has to
 *            set up a second factor again
 *   key      32 bytes
 *   errors   crypt.key.*
 *            office.key.lost    something is sealed, and the file is not there
 *            office.key.other   it was sealed with another key */
MUST Err office_key_open(Ctx *c, const char *dir, bool anew, uint8_t *key);
MUST Err office_key_check(Ctx *c, const char *dir); /* the same errors; changes nothing */

/* ---- deeds.c: deeds as people read them ---- */
typedef struct DeedLine DeedLine;
struct DeedLine {
    const DeedRow *deed;
    const char    *who;     /* in words also for nobody */
    const Change  *changes; /* of the deed: names for numbers, cut where they are long */
    DeedLine      *next;
};
const DeedLine *deed_lines(Ctx *c, const DeedRow *d);
Html            deed_list_html(const Ctx *c, const DeedLine *n); /* one under the other */
Html            deed_changes_html(const Ctx *c, const DeedLine *n); /* of one: and its reason */
const char *deeds_subject(const Ctx *c, const char *name);    /* "task" in words */
const char *deeds_address(const Ctx *c, const DeedRow *d);    /* page of its subject; NULL */
const char *deeds_who(Ctx *c, int64_t who);                   /* in words also for nobody */

/* ---- log_page.c: the log of deeds; admin_page.c: the server and its jobs ---- */
extern const Route log_routes[], admin_routes[];

typedef struct LogPage {
    bool          found, admin; /* it was signed; whoever looks may see the deeds */
    CheckpointRow last;
    int64_t       at;           /* of the last entry that was signed */
} LogPage;
typedef struct DeedsPage {
    Form            form;       /* the filter */
    const Choice   *people, *subjects;
    const DeedLine *rows;
    Pager           pager;
} DeedsPage;
Html        log_html(const Ctx *c, const LogPage *p);
Html        log_deeds_html(const Ctx *c, const DeedsPage *p);

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

#include "org/pages.h"

#endif
