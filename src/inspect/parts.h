/* parts.h - what the files of inspect/ share. */
#ifndef INSPECT_PARTS_H
#define INSPECT_PARTS_H

#include "inspect/inspect.h"
#include "work/work.h"

enum { LIST_MAX = 500 }; /* rounds, and findings of a unit, that are shown */

/* The population of a round as it is today.  errors  inspection.unit.none .many,
 * inspection.strata.many */
MUST Err frame_list(Ctx *c, const Inspection *i, SampleFrame *out);

/* lines.c: a text of at most so many bytes.  NULL, or the refusal that fits. */
MUST Err text_check(const char *s, size_t most, Err missing, Err over);
/* The checklist, without empty lines.  errors  inspection.lines.missing .long .many */
MUST Err lines_check(Ctx *c, const char *lines, const char **out);

/* round.c: may c->who know of it? */
bool inspection_knows(Ctx *c, const Inspection *i);

#endif
