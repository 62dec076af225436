/* unit.h - units in time: the tree of a day, how it is changed, whose figures a unit
 * carries.  Part of org.h; docs/organisation.md tells the whole. */
#ifndef ORG_UNIT_H
#define ORG_UNIT_H

#include "audit/audit.h"
#include "http/http.h"

/* ---- unit.c: the tree of units on a day ----
 *
 * A unit is an identity, and its name no key: it is called otherwise on another
 * day, and others are called the same.  What is asked here is what we believe
 * now; units_known() asks what was believed at an instant. */

#define DAY_ALWAYS "0001-01-01" /* since ever: of what has no first day */
#define DAY_OPEN   "9999-12-31" /* the first day after, where no end is known */
#define BELIEVED   INT64_MAX    /* unlearnt, of what we still believe */

typedef struct Unit {
    int64_t     id, parent;   /* 0 at the top */
    const char *name, *kind, *code; /* code '' where there is none */
    const char *since, *until; /* of this name and place; until is the first day after */
    int         depth;        /* 0 at the top of what was asked for; units_on() only */
} Unit;

/* Kinds, by level: 1 province, 2 district, 3 commune; 0 an office or a part of one. */
typedef struct UnitKind { const char *name, *label; int level; } UnitKind;
extern const UnitKind unit_kinds[]; /* ends with a row without a name */
const UnitKind *unit_kind(const char *name); /* NULL for an unknown one */

bool        unit_on(Ctx *c, int64_t unit, const char *day, Unit *out); /* does it exist then? */
const char *unit_name(Ctx *c, int64_t unit); /* on c->today; else the last before, else the first;
                                                "" for 0 */
int64_t     unit_version(Ctx *c, int64_t unit); /* rises with each change of what is believed */
bool        unit_under(Ctx *c, int64_t unit, int64_t top); /* is it top, or beneath it today? */
int64_t     unit_top(Ctx *c);                /* of today's tree; 0 before there is one */

/* The tree of a day from top (0: all) down: a unit comes before what is beneath
 * it, units of one parent in the order of level and name.  One query. */
const Unit *units_on(Ctx *c, const char *day, int64_t top, int *n);
const Unit *units_known(Ctx *c, const char *day, int64_t known_ms, int64_t top, int *n);

/* In SQL: the table NAME(unit) of what `first` selects and all that stands beneath it on a
 * day, both literals of SQL; behind WITH RECURSIVE.  PostgreSQL takes what a recursion finds
 * for thousands of rows and reads all tasks for a commune; two conditions that always hold
 * let it expect a few. */
#define UNITS_BENEATH(name, first, day)                                        \
    name "_all(unit) AS (" first " UNION SELECT s.unit FROM unit_spell s JOIN " \
    name "_all v ON s.parent = v.unit WHERE s.since <= " day " AND " day " < s.until" \
    " AND s.unlearnt = 9223372036854775807), "                                 \
    name "(unit) AS (SELECT unit FROM " name "_all WHERE unit = abs(unit)" \
    " AND unit + 0 = unit) "

/* The tree of today for a select, indented; empty: text of a first choice "", or NULL. */
const Choice *unit_choices(Ctx *c, int64_t top, const char *empty);
const Choice *unit_choices_on(Ctx *c, const char *day, int64_t top, const char *empty);

/* ---- reform.c: the tree is changed ----
 *
 * One change of the organisation is one reform: opened with its day and source,
 * made of steps, and closed, which holds the whole to the rules and notes the
 * deed.  Its day may lie ahead or back.
 *
 *   (1)  a name, of at most UNIT_TEXT_MAX bytes
 *   (2)  a kind that is in the table
 *   (3)  a code of at most UNIT_CODE_MAX signs, that no other unit has that day
 *   (4)  days that exist, the first before the end
 *   (5)  a parent that is there on each day of the child
 *   (6)  no unit beneath itself
 *   (7)  one name and place on a day: the spells of a unit touch, none overlaps
 *   (8)  a source, which says so where something is invented
 *   (9)  shares of one old unit that make SHARE_WHOLE together
 *   (10) lineage leads from a unit of the day before to one of the day
 *
 * Posts of a unit that ends end with it, and the appointments to them; posts
 * that stand elsewhere go on with the heir as their scope where one unit has
 * taken the old one whole, else they end as well. */
enum { UNIT_TEXT_MAX = 200, UNIT_SOURCE_MAX = 500, UNIT_CODE_MAX = 20, SHARE_WHOLE = 1000000 };
enum { UNIT_TOP = -1 }; /* as a parent: none */

typedef struct UnitNew {
    const char *since;               /* from this day on */
    const char *until;               /* of a new unit; NULL is open */
    const char *name, *kind, *code;  /* NULL: as it was, of a new unit no code */
    int64_t     parent;              /* 0: as it was, of a new unit none */
    const char *source;
} UnitNew;

/* A unit that takes over: one that is there and stays, or a new one. */
typedef struct UnitPart {
    int64_t unit;   /* 0: a new one, as `is` has it; of one that stays `is` holds what changes */
    UnitNew is;
    int64_t share;  /* of the unit that is split */
} UnitPart;

/* errors of all   unit.day.bad, unit.source.missing, unit.source.long
 *                 unit.name.missing unit.name.long unit.kind.bad unit.code.long
 *                 unit.until.bad unit.until.early
 *                 unit.code.taken     (3)
 *                 unit.parent.day     (5) of what is new or moved
 *                 unit.day.children   (5) of what stands beneath
 *                 unit.parent.beneath (6)
 *                 unit.share.sum unit.share.bad unit.basis.bad unit.basis.whole  (9)
 *                 unit.old.day unit.into.day  (10)
 *                 unit.name.same      nothing would change
 *                 unit.day.missing    it is not there on that day
 *                 unit.day.ended      it has ended by then
 *                 unit.day.begin      it had not begun: take that back instead
 *                 unit.day.posts      a post or appointment begins on that day or later */
MUST Err unit_add(Ctx *c, const UnitNew *u, int64_t *id);
/* From since on, until the next change that is known: another name, kind, code or parent. */
MUST Err unit_change(Ctx *c, int64_t unit, const UnitNew *now);
/* What holds on the day `since` was told wrong: all of that spell is told otherwise. */
MUST Err unit_correct(Ctx *c, int64_t unit, const UnitNew *now);
MUST Err unit_end(Ctx *c, int64_t unit, const char *day, const char *source); /* without an heir */
/* The n units end, but for one that is into->unit.  errors  unit.old.few  none ends */
MUST Err unit_merge(Ctx *c, const int64_t *old, int n, const char *day, const char *source,
                    const UnitPart *into);
/* It ends, unless a part is the unit itself.  errors  unit.into.few  under two parts */
MUST Err unit_split(Ctx *c, int64_t unit, const char *day, const char *source, const char *basis,
                    const UnitPart *part, int n);
/* Takes back the latest change of its units: what it brought is believed no more, what it
 * ended is believed again, posts and appointments stand as before.
 * errors   unit.undo.missing   no such reform, or it is undone
 *          unit.undo.stands    something stands on it: a later reform, a post, an appointment */
MUST Err reform_undo(Ctx *c, int64_t reform);

/* The same in steps, for a change of many units on one day. */
typedef struct Reform {
    int64_t     id, unit;     /* the unit whose deed it is; 0 for many */
    const char *what, *day, *source;
    Deed        deed;
} Reform;
typedef struct UnitEdge {
    int64_t     old, new, share; /* of the old, in millionths */
    const char *basis;           /* population area whole invented */
    const char *source;          /* NULL: the reform's */
} UnitEdge;
MUST Err reform_open(Ctx *c, const char *what, const char *day, const char *source, Reform *r);
MUST Err reform_new(Ctx *c, Reform *r, const UnitNew *u, int64_t *id);
MUST Err reform_change(Ctx *c, Reform *r, int64_t unit, const UnitNew *now);
MUST Err reform_end(Ctx *c, Reform *r, int64_t unit);
MUST Err reform_edge(Ctx *c, Reform *r, const UnitEdge *e);
MUST Err reform_close(Ctx *c, Reform *r);

/* ---- lineage.c: whose figures a unit carries ---- */

typedef struct Heir Heir;
struct Heir {
    int64_t unit, share; /* in millionths of the older unit */
    bool    invented;    /* some step of the way is */
    Heir   *next;
};
/* Who on day `to` carries what was the unit's on the earlier day `from`: itself where nothing
 * happened.  The shares make SHARE_WHOLE, less where one of them ended without an heir. */
const Heir *unit_heirs(Ctx *c, int64_t unit, const char *from, const char *to);
/* Which units of the day `from` make up this one of the later day `to`; shares are of theirs. */
const Heir *unit_origins(Ctx *c, int64_t unit, const char *from, const char *to);

#endif
