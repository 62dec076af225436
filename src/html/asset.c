/* asset.c - the files of web/ and the pictures of the guide, which tools/embed.sh puts
 * into the program. */
#include "html/html.h"

#include <string.h>

/* Some dozen rows: looking at each is quicker than any table of hashes. */
const char *asset(const char *name) {
    for (const Asset *s = assets; s->name; s++)
        if (strcmp(s->name, name) == 0) return s->address;
    fatal("web/ has no %s", name);
}
