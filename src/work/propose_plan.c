/* propose_plan.c - the tasks of a plan, once more for a later year.
 *
 * A day is the same day of that year, or the next working day.  A unit that is no more gives way
 * to the one that carries its figures, where that is one; a person who has left to nobody. */
#include "work/propose_words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Copying {
    const Ctx *c;          /* whose memory the proposals live in */
    int        years;      /* by which days move */
    Proposed **end;
    int        n;
} Copying;

static const char *moved(Ctx *c, const char *day, int years) {
    int y, m, d;
    if (!day || sscanf(day, "%d-%d-%d", &y, &m, &d) != 3) return NULL;
    const char *then = arena_print(c->a, "%04d-%02d-%02d", y + years, m, d);
    if (!date_ok(then)) then = arena_print(c->a, "%04d-%02d-28", y + years, m); /* 29 February */
    return date_ok(then) && task_day_ok(then) ? workday_from(c, then) : NULL;
}

/* Names of the heirs, where there are several. */
static const char *heirs_named(Ctx *c, const Heir *h) {
    Buf b = {.a = c->a};
    buf_add(&b, "", 0);
    for (; h; h = h->next) buf_print(&b, "%s%s", b.len ? ", " : "", unit_name(c, h->unit));
    return b.s;
}

static void find_lead(Ctx *c, const Task *old, Proposed *p) {
    Unit        u;
    const char *from = old->issued ? old->issued : old->due;
    p->t.lead = 0;
    if (!old->lead) return;
    p->lead_words = unit_name(c, old->lead);
    if (unit_on(c, old->lead, c->today, &u)) {
        p->t.lead = old->lead;
        return;
    }
    const Heir *h = strcmp(from, c->today) < 0 ? unit_heirs(c, old->lead, from, c->today) : NULL;
    if (h && !h->next) p->t.lead = h->unit;
    p->lead_why = !h ? "propose.lead.gone" : h->next ? "propose.lead.heirs" : "propose.lead.heir";
    if (h && h->next) p->lead_words = heirs_named(c, h);
}

static int64_t still(Ctx *c, int64_t staff) {
    Staff s;
    bool  there = staff && staff_get(c, staff, &s) && (!s.ended || strcmp(s.ended, c->today) > 0);
    return there && staff_unit(c, staff) ? staff : 0;
}

static const char *keep(Ctx *c, const char *s) { return arena_text(c->a, s ? s : ""); }

static bool copy_one(Ctx *row, void *arg, const TaskRow *r, const Task *old) {
    Copying *x = arg;
    Ctx      c = *row;
    c.a = x->c->a; /* a row's own memory goes with it */
    if (r->state == TASK_DRAFT || r->state == TASK_WITHDRAWN || old->parent) return true;
    Proposed *p = *x->end = arena_new(c.a, Proposed);
    x->end = &p->next;
    *p = (Proposed){.n = ++x->n, .t = task_blank(), .source = keep(&c, old->work), .old = old->id,
                    .old_due = keep(&c, old->due), .lead = "", .answerable = "", .due = "",
                    .ticked = true};
    p->t.work = p->source;
    p->t.product = keep(&c, old->product);
    p->t.indicator = keep(&c, old->indicator);
    p->t.target = old->target;
    p->t.measure = keep(&c, old->measure);
    p->t.authority = keep(&c, old->authority);
    p->t.note = keep(&c, old->note);
    p->t.urgent = old->urgent;
    p->t.due = moved(&c, old->due, x->years);
    p->due_why = "propose.due.moved";
    find_lead(&c, old, p);
    p->t.answerable = still(&c, old->answerable);
    return x->n < PROPOSED_MAX;
}

Proposed *propose_from_plan(Ctx *c, int64_t document, int64_t year) {
    Proposed         *first = NULL;
    const Document   *d = document_get(c, document);
    const Sight       s = list_sight(c);
    const TaskFilter  f = {.document = document, .due_from = "", .due_to = "", .issued_from = "",
                           .issued_to = "", .q = "", .page = 1, .order = LIST_DUE};
    Copying x = {.c = c, .years = d ? (int)year - atoi(d->day) : 0, .end = &first};
    if (d) list_each_whole(c, &s, &f, copy_one, &x);
    return first;
}
