/* drafts.c - many drafts by one person in one transaction.
 *
 * Thousands of rows name the same few units and people, so what was found out about them is
 * kept: in a table of fixed size where a later answer takes the place of an older one.  The
 * tally is moved once at the end: PostgreSQL walks over each earlier version of a row that one
 * transaction changes again, so ten thousand changes of one figure would take half a minute. */
#include "work/parts.h"

#include <string.h>

enum { NAMED_ROOM = 1024, FIGURES_ROOM = 4096 };

/* What a task names, and why it may not. */
typedef struct Named {
    bool    known;
    int64_t lead, person, answerable, document;
    Err     err;
} Named;

/* How often a row of the tally is still to be moved. */
typedef struct Figure {
    int64_t     unit, late, n;
    const char *stage, *due; /* NULL: a free place */
} Figure;

struct Drafts {
    Arena  *a;
    int64_t issuer;      /* of a task without a parent */
    bool    issuer_known;
    Named   named[NAMED_ROOM];
    Figure  figure[FIGURES_ROOM];
    int     figures;
};

Drafts *drafts_open(Ctx *c) {
    Drafts *d = arena_new(c->a, Drafts);
    d->a = c->a;
    return d;
}

static uint64_t mix(uint64_t h, uint64_t x) { return (h ^ x) * 0x9E3779B97F4A7C15u; }

Err drafts_named(Ctx *c, Drafts *d, const Task *t) {
    uint64_t h = mix(mix(mix(mix(1, (uint64_t)t->lead), (uint64_t)t->lead_staff),
                         (uint64_t)t->answerable), (uint64_t)t->document);
    Named   *n = &d->named[(h >> 32) % NAMED_ROOM];
    bool     same = n->known && n->lead == t->lead && n->person == t->lead_staff &&
                    n->answerable == t->answerable && n->document == t->document;
    if (!same) *n = (Named){true, t->lead, t->lead_staff, t->answerable, t->document,
                            task_named_check(c, t)};
    return n->err;
}

int64_t drafts_issuer(Ctx *c, Drafts *d, const Task *t) {
    if (t->parent) return task_issuer(c, t);
    if (!d->issuer_known) d->issuer = task_issuer(c, t);
    d->issuer_known = true;
    return d->issuer;
}

/* ---- Figures ---- */

static Err flush_of(Ctx *c, Drafts *d, bool shared) {
    Err e = NULL;
    for (int i = 0; i < FIGURES_ROOM && !e; i++) {
        const Figure *f = &d->figure[i];
        if (f->stage && (f->unit == 0) == shared)
            e = tally_add(c, f->unit, f->stage, f->due, f->late, f->n);
    }
    return e;
}

/* The rows of all tasks last: they are held shortest. */
static Err flush(Ctx *c, Drafts *d) {
    Err e = flush_of(c, d, false);
    if (!e) e = flush_of(c, d, true);
    memset(d->figure, 0, sizeof d->figure);
    d->figures = 0;
    return e;
}

static uint64_t hash_text(uint64_t h, const char *s) {
    while (*s) h = mix(h, (unsigned char)*s++);
    return h;
}

Err drafts_figure(Ctx *c, Drafts *d, int64_t unit, const char *stage, const char *due,
                  int64_t late, int64_t n) {
    if (d->figures == FIGURES_ROOM / 2) {
        Err e = flush(c, d);
        if (e) return e;
    }
    uint64_t at = hash_text(hash_text(mix(mix(1, (uint64_t)unit), (uint64_t)late), stage), due);
    for (at = (at >> 32) % FIGURES_ROOM;; at = (at + 1) % FIGURES_ROOM) {
        Figure *f = &d->figure[at];
        if (f->stage && (f->unit != unit || f->late != late || strcmp(f->stage, stage) != 0 ||
                         strcmp(f->due, due) != 0)) continue;
        if (!f->stage) {
            *f = (Figure){.unit = unit, .late = late, .stage = arena_text(d->a, stage),
                          .due = arena_text(d->a, due)};
            d->figures++;
        }
        f->n += n;
        return NULL;
    }
}

Err drafts_close(Ctx *c, Drafts *d) { return flush(c, d); }
