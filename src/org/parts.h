/* parts.h - what the files of org need of each other and nobody else does. */
#ifndef ORG_PARTS_H
#define ORG_PARTS_H

#include "org/org.h"

/* NULL, or why a text that is needed is refused. */
MUST Err org_check_text(const char *s, size_t most, Err missing, Err longer);

/* NULL, or why two days are refused, until the second of which something lasts. */
typedef struct DayErrs { Err since, until, early; } DayErrs;
MUST Err org_check_days(const char *since, const char *until, const DayErrs *e);

const char *reform_key(const char *what); /* key of the words for its kind */
/* What a reform does to posts (post.c): see reform_close(); and back. */
MUST Err reform_posts(Ctx *c, const Reform *r);
MUST Err reform_posts_undo(Ctx *c, int64_t reform);

#endif
