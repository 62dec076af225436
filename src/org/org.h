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
#include "org/access.h"  /* secrets of programs */
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
    const char    *address; /* the page of its subject, for whom may open it; NULL */
    const Change  *changes; /* of the deed: names for numbers, cut where they are long */
    DeedLine      *next;
};
const DeedLine *deed_lines(Ctx *c, const Request *r, const DeedRow *d); /* r: who looks */
Html            deed_list_html(const Ctx *c, const DeedLine *n); /* one under the other */
Html            deed_changes_html(const Ctx *c, const DeedLine *n); /* of one: and its reason */
const char *deeds_subject(const Ctx *c, const char *name);    /* "task" in words */
const char *deeds_who(Ctx *c, int64_t who);                   /* in words also for nobody */

/* ---- import_find.c: who and what is meant by a name in a table ---- */
typedef struct Import Import; /* of exchange.h */
typedef enum ImportOf { IMPORT_UNIT, IMPORT_PERSON } ImportOf;
/* 0 when nobody is called so; -1 when several are and more has to be said: the name, a comma,
 * and the unit (above it). */
int64_t import_find(Ctx *c, Import *m, ImportOf of, const char *name);
/* One that a row of this file makes; while it is only looked at, an id below -1. */
void    import_coming(Ctx *c, Import *m, ImportOf of, const char *name, int64_t id);
/* As it is found again: the name, with the unit above where another is called so. */
const char *import_name(Ctx *c, Import *m, ImportOf of, int64_t id);
const char *import_named(Ctx *c, Import *m, ImportOf of, int64_t id, const char *name);

/* ---- import_unit.c, import_staff.c: the tree of today, and who holds which posts ---- */
extern const struct ImportKind import_unit_kind, import_staff_kind;

/* ---- backup_made.c: backups, as the commands noted them ---- */

typedef struct BackupMade {
    const char *name, *place; /* of its folder, and of the one it is in; name is "" for none */
    int64_t     bytes, at;    /* when it was made, milliseconds since 1970 UTC */
    int64_t     tried;        /* when its restore was rehearsed last; 0 never */
    const char *verdict;      /* key of what was wrong with it then; "" */
} BackupMade;
BackupMade backup_last_made(Ctx *c);
BackupMade backup_last_tried(Ctx *c);
MUST Err backup_made(Ctx *c, const char *place, const char *name, int64_t bytes);
/* verdict: NULL when it can be restored.  A backup that is not known here, of another
 * office perhaps, is passed over. */
MUST Err backup_tried(Ctx *c, const char *name, Err verdict);
enum { BACKUP_STALE_DAYS = 2 }; /* one that is older, or was rehearsed longer ago, is warned of */

extern const Route org_routes[], unit_routes[], unit_edit_routes[], staff_routes[], post_routes[],
    delegation_routes[], log_routes[], admin_routes[], setting_routes[],
    mail_routes[];

/* Why somebody reads what is not theirs, as the address says it (?reason=); NULL for none.
 * What is read so is a deed (reply_noted), and counted each month (cli/cli.h). */
enum { READ_REASON_MIN = 5, READ_REASON_MAX = 300 /* bytes */ };
const char *read_reason(const Request *r);
/* The deed: what of which subject was read, and why. */
const Deed *read_deed(Ctx *c, const char *what, const char *subject, int64_t id,
                      const char *reason);

#include "org/pages.h"

#endif
