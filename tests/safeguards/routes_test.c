/* routes_test.c - what the routes let anybody do to people: rules R2, R3, R4, R8 and R9
 * of /method/safeguards, and that page itself.  The lists here are closed on purpose:
 * who adds an address or a deed has to say here that it harms nobody. */
#include "../work/attack.h"

#include <dirent.h>

/* R3: all that a form can do, the last word of its address.  None of them reports,
 * blocks, takes down or fines what others have said outside. */
static const char *const deeds[] = {
    "seen", "setup", "new", "rename", "drop", "edit", "issue", "comment", "watch",
    "report", /* of progress of one's own task */
    "judge", "extend", "decide", "pause", "resume", "withdraw", "reopen", "series", "partner",
    "unpartner", "split", "bulk", "undo", "holidays", "fill", "paste", "relation", "kind",
    "issuer", "term", "change", "correct", "end", "merge", "appoint", "delegation", "revoke",
    "login", "code", "logout", "invite", "lang", "sessions", "password", "second", "codes",
    "accounts", "link", "close", "open", "stop", "again", "setting",
    "test", /* a mail to oneself */
    "ladder", "mail", /* when the staff is reminded, and by which way */
    "import", /* rows of a file become the office's own tasks, units, staff, documents */
    NULL};
