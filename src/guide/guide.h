/* guide.h - the user guide inside the program.
 *
 * Its text is docs/guide.vi.md and docs/guide.md and nothing else: tools/guide.sh
 * makes a topic of each heading "## ...", in both languages the same ones in the
 * same order, and compiles them in with their pictures. */
#ifndef GUIDE_H
#define GUIDE_H

#include "http/http.h"

typedef struct Topic {
    const char *name;  /* in the address: of its English heading, "reporting-progress" */
    const char *title;
    Html        text;
} Topic;
const Topic *guide_topics(const Ctx *c); /* in the language of c; ends with a row without a name */

Html guide_html(const Ctx *c, const Topic *t, const Topic *before, const Topic *after);
Html guide_index_html(const Ctx *c); /* links to all topics */
extern const Route guide_routes[];

#endif
