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
/* For pages: the day of the query, else today; a day typed into a form, as it came if it is
 * none. */
const char *page_day(Ctx *c, const Request *r);
const char *form_day(Ctx *c, const Form *f, const char *name);
/* The day after the last one that was typed: as `until` is stored; "" where it was left open. */
const char *form_until(Ctx *c, const Form *f, const char *name);
int64_t     form_id(const Form *f, const char *name); /* 0 for what is no number */
const char *form_text(const Form *f, const char *name); /* "" for nothing */

/* The name on a day, else as unit_name(); with what it stands under behind it. */
const char *unit_name_on(Ctx *c, int64_t unit, const char *day);
const char *unit_label(Ctx *c, int64_t unit, const char *day);
/* The steps to a unit above a page's title; false when there is no such unit. */
bool unit_trail(Ctx *c, Request *r, int64_t unit, const char *day);
const ReformRow *reforms_of(Ctx *c, int64_t unit); /* the latest first; 0: all */

/* The posts at a unit on a day, and who holds them; those of a person, the latest first. */
const PostRow *posts_of(Ctx *c, int64_t unit, const char *day);
const PostRow *posts_held(Ctx *c, int64_t staff);
const PostRow *post_holders(Ctx *c, int64_t post); /* of all days, the latest first */

/* What a reform does to posts (post.c): see reform_close(); and back. */
MUST Err reform_posts(Ctx *c, const Reform *r);
MUST Err reform_posts_undo(Ctx *c, int64_t reform);

#endif
