/* org.h - the office itself: how it comes to be, and its home page.
 *
 * A fresh database has no account and no default password.  The program prints
 * a one-time code at its first start; whoever can read that may set the office
 * up, once.
 *
 *   (1) code   the one that was printed last, not used yet
 *   (2) name   of the office, as it stands on every page and letter
 *   (3) place  that stands before the date of a letter: "Hải Dương"
 */
#ifndef ORG_H
#define ORG_H

#include "http/http.h"

typedef struct Setup {
    const char *code;  /* (1) as it was typed */
    const char *name;  /* (2) */
    const char *place; /* (3) */
} Setup;

bool org_ready(Ctx *c); /* has the office been set up? */

/* A new one-time code; the one before it is void.  errors  setup.done */
MUST Err setup_code(Ctx *c, char **code);

/* Set the office up; its settings hold from the first day on.
 * errors   setup.done           it was already
 *          setup.code.missing, setup.code.wrong
 *          setup.name.missing, setup.name.long   over SETUP_TEXT_MAX bytes
 *          setup.place.missing, setup.place.long */
MUST Err setup_office(Ctx *c, const Setup *s);
enum { SETUP_TEXT_MAX = 200 };

/* The same without a code, for a command of whoever owns the database. */
MUST Err setup_by_owner(Ctx *c, const Setup *s);

extern const Route org_routes[];

/* Pages. */
Html setup_html(const Ctx *c, const Form *f);
Html home_html(const Ctx *c, const char *day); /* day as people write it */

#endif
