/* figures.h - what the files of figures share. */
#ifndef BRIEF_FIGURES_H
#define BRIEF_FIGURES_H

#include "brief/brief.h"

/* From an id to the number of its row. */
typedef struct IdMap {
    Arena *a;
    size_t n, room; /* room: a power of two */
    struct { int64_t id; int row; bool used; } *slot;
} IdMap;
int *id_place(IdMap *m, int64_t id); /* until the next call; -1 in a new one */

/* The units that are counted: rows, and to which of them each unit belongs. */
typedef struct Scope {
    IdMap       map;
    BriefUnit  *unit;
    int         units, other; /* other: the row of units that have ended; -1 */
    bool        whole;
    const char *name;
} Scope;
Scope brief_scope(Ctx *c, const BriefAsk *q, const char *day);
int   scope_row(const Ctx *c, Scope *s, int64_t lead); /* -1: not in it */

/* What inspections say (inspected.c). */
void brief_inspected(Ctx *c, BriefFigures *f, Scope *s);

/* The period before, as far as this one has come. */
Period brief_before(Ctx *c, const BriefFigures *f);

/* The day on which it is counted: the last of the period, or that of what is known. */
const char *brief_day(const BriefAsk *q);

#endif
