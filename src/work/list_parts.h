/* list_parts.h - what the files of list_*.c share: a filter on its way to the rows.
 *
 *     list_find.c    which way leads there, and the statement
 *     list_count.c   how many there are
 *     list.c         the rows themselves */
#ifndef WORK_LIST_PARTS_H
#define WORK_LIST_PARTS_H

#include "work/work.h"

/* The units beneath some, and they themselves, on the day $1. */
#define BENEATH(name, first) UNITS_BENEATH(name, first, "$1")

/* As task_state() has it; the bits of list.h. */
#define STATE                                                                            \
    "CASE t.stage WHEN 'open' THEN CASE WHEN t.due < $1 THEN 8 WHEN t.due <= $2 THEN 4 ELSE 2 END" \
    " WHEN 'done' THEN CASE WHEN t.done > t.due THEN 64 ELSE 32 END"                     \
    " WHEN 'reported' THEN CASE WHEN t.reported > t.due THEN 8 ELSE 16 END"              \
    " WHEN 'draft' THEN 1 WHEN 'paused' THEN 128 ELSE 256 END"

typedef enum Way {
    WAY_ALL, WAY_DAYS, WAY_STAGE, WAY_OPEN, WAY_DRAFT, WAY_RETURNED, WAY_ASKED, WAY_UNIT,
    WAY_ONE_UNIT, WAY_ISSUER, WAY_ISSUED, WAY_PERSON, WAY_DOCUMENT, WAY_MINE, WAY_WATCH,
    WAY_WORDS, WAY_SIGHT, WAYS
} Way;
typedef enum Want {
    WANT_DUE, WANT_DUE_LAST, WANT_CHANGED, WANT_RANK, WANT_UNIT, WANT_COUNT, WANT_STATES,
    WANT_GROUPS, WANT_ID, WANTS
} Want;

/* What a statement gets; see list_sql.h. */
typedef struct Asked {
    const Sight *s;
    TaskFilter   f;
    const char  *soon, *from, *to, *issued_to, *stage, *words;
    Way          way;
    int64_t      near;  /* rows that the way meets; 0: not known */
} Asked;

/* ---- list_find.c ---- */

/* By the way that meets the fewest rows.  by_change: in the order of change only the
 * index of changes is in order, and what is wanted is soon found along it. */
Asked list_ask(Ctx *c, const Sight *s, const TaskFilter *f, bool by_change);
void  list_go(Asked *a, Way way);
/* The way along which rows of these states stand in the order of their due days, or
 * where there are few of them; WAY_ALL for all tasks. */
Way   list_way_along(const Asked *a, bool in_order);
Rows    list_run(Ctx *c, const Asked *a, Want want);
Rows    list_run_page(Ctx *c, const Asked *a, Want want, int64_t rows, int64_t after);
int64_t list_run_count(Ctx *c, const Asked *a);
const char *list_statement(const Asked *a, Want want);

/* ---- list_count.c ---- */

/* How many there are by state, whatever states the filter asks for; and of those that
 * it asks for, from that. */
void    list_count_states(Ctx *c, const Sight *s, const TaskFilter *f, int64_t n[TASK_STATES]);
int64_t list_sum(Ctx *c, const Sight *s, const TaskFilter *f, const int64_t n[TASK_STATES]);
/* How many rows a walk along this way may meet: those of all tasks. */
int64_t list_walked(Ctx *c, const Asked *a, Way way);
/* How many tasks there are of a unit or those beneath it, in charge of them; of an issuer. */
int64_t list_led(Ctx *c, const int64_t *unit, int n, bool alone);
int64_t list_issued_by(Ctx *c, int64_t unit);
/* Does the tally know how many tasks each unit has of this filter, all of which are seen? */
bool    list_by_unit_known(const Sight *s, const TaskFilter *f);
int64_t list_of_unit(Ctx *c, const Asked *a, int64_t unit);

#endif
