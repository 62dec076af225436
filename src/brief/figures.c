/* figures.c - one walk over the tasks as they were known counts everything: totals, units,
 * documents, weeks and the periods before.  A second one over what is not done finds why.
 *
 * Counting in the database by unit, document and week would walk as often; here a task is
 * met once and put into each of its places. */
#include "brief/figures.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int64_t brief_judged(const BriefCount *n) { return n->in_time + n->late + n->overdue; }

double brief_rate(const BriefCount *n) {
    int64_t all = brief_judged(n);
    return all ? (double)n->in_time / (double)all : NAN;
}

void brief_wilson(int64_t k, int64_t n, double z, double *low, double *high) {
    if (n <= 0) {
        *low = *high = NAN;
        return;
    }
    double m = (double)n, p = (double)k / m, zz = z * z;
    double middle = p + zz / (2 * m), side = z * sqrt(p * (1 - p) / m + zz / (4 * m * m));
    *low = fmax(0, (middle - side) / (1 + zz / m));
    *high = fmin(1, (middle + side) / (1 + zz / m));
}

void brief_difference(int64_t k1, int64_t n1, int64_t k0, int64_t n0, double z, double *low,
                      double *high) {
    double l1, u1, l0, u0;
    brief_wilson(k1, n1, z, &l1, &u1);
    brief_wilson(k0, n0, z, &l0, &u0);
    double p1 = (double)k1 / (double)n1, p0 = (double)k0 / (double)n0, d = p1 - p0;
    *low = n1 > 0 && n0 > 0 ? d - hypot(p1 - l1, u0 - p0) : NAN;
    *high = n1 > 0 && n0 > 0 ? d + hypot(u1 - p1, p0 - l0) : NAN;
}

/* ---- From an id to its row ---- */

static int *place_of(IdMap *m, int64_t id) {
    size_t i = (size_t)((uint64_t)id * 0x9E3779B97F4A7C15u >> 20) & (m->room - 1);
    while (m->slot[i].used && m->slot[i].id != id) i = (i + 1) & (m->room - 1);
    if (!m->slot[i].used) {
        m->slot[i].used = true;
        m->slot[i].id = id;
        m->slot[i].row = -1;
        m->n++;
    }
    return &m->slot[i].row;
}

static void grow(IdMap *m) {
    IdMap bigger = {.a = m->a, .room = m->room ? 2 * m->room : 256};
    bigger.slot = arena_take(m->a, bigger.room * sizeof *bigger.slot);
    for (size_t i = 0; i < m->room; i++)
        if (m->slot[i].used) *place_of(&bigger, m->slot[i].id) = m->slot[i].row;
    *m = bigger;
}

int *id_place(IdMap *m, int64_t id) {
    if (2 * m->n >= m->room) grow(m);
    return place_of(m, id);
}

/* ---- The units in it ---- */

static int add_unit(Scope *s, int64_t id, const char *name, bool alone) {
    s->unit[s->units] = (BriefUnit){.unit = id, .name = name, .alone = alone};
    return s->units++;
}

Scope brief_scope(Ctx *c, const BriefAsk *q, const char *day) {
    int         n, top, under = 0;
    const Unit *u = units_known(c, day, q->known, q->unit, &n);
    Scope       s = {.map = {.a = c->a}, .name = n ? u[0].name : "", .other = -1};
    units_known(c, day, q->known, 0, &top);
    s.whole = n && n == top; /* all that there is: also tasks of units that have ended */
    s.unit = arena_take(c->a, sizeof *s.unit * (size_t)(n + 2));
    for (int i = 0; i < n; i++) {
        if (u[i].depth < 2) under = add_unit(&s, u[i].id, u[i].name, u[i].id == q->unit);
        *id_place(&s.map, u[i].id) = under;
    }
    return s;
}

int scope_row(const Ctx *c, Scope *s, int64_t lead) {
    int row = *id_place(&s->map, lead);
    if (row >= 0 || !s->whole) return row;
    if (s->other < 0) s->other = add_unit(s, 0, tr(c, "brief.unit.other"), true);
    return s->other;
}

/* ---- One task, one period ---- */

static void count(BriefCount *n, const Known *k, int32_t since, int32_t day) {
    KnownState s = known_state(k, day);
    if (s == KNOWN_OUT) return;
    n->issued += k->issued >= since;
    n->due += k->due >= since && k->due <= day;
    n->overdue += s == KNOWN_OVERDUE;
    n->open += s == KNOWN_OPEN;
    n->waiting += s == KNOWN_WAITING;
    n->paused += s == KNOWN_PAUSED;
    if ((s != KNOWN_DONE && s != KNOWN_LATE) || k->done < since) return;
    n->in_time += s == KNOWN_DONE;
    n->late += s == KNOWN_LATE;
    n->full += k->shown == 'f';
    n->part += k->shown == 'p';
    n->none += k->shown == 'n' || k->shown == 'a';
}

/* ---- The walk ---- */

typedef struct Span { int32_t since, until; } Span;
typedef struct Pass {
    const Ctx    *c;
    BriefFigures *f;
    Scope         scope;
    IdMap         source;
    Span          now, before, past[BRIEF_TREND], column[BRIEF_COLUMNS];
    int           room; /* rows of f->source */
} Pass;

static Span span_of(Period p, const char *day) {
    const char *last = strcmp(p.until, day) > 0 ? day : p.until;
    return (Span){known_day(p.since), known_day(last)};
}

static BriefSource *source_of(Pass *w, int64_t document) {
    int *at = id_place(&w->source, document);
    if (*at >= 0) return &w->f->source[*at];
    if (w->f->sources == w->room) {
        BriefSource *more = arena_take(w->c->a, sizeof *more * (size_t)(2 * w->room + 64));
        if (w->room) memcpy(more, w->f->source, sizeof *more * (size_t)w->room);
        w->f->source = more;
        w->room = 2 * w->room + 64;
    }
    *at = w->f->sources;
    w->f->source[*at] = (BriefSource){.document = document};
    return &w->f->source[w->f->sources++];
}

/* How late, and whether in spite of more time, is what is known of why. */
static void note_late(const Pass *w, const Known *k) {
    if (known_state(k, w->now.until) != KNOWN_LATE || k->done < w->now.since) return;
    int64_t days = day_number(known_day_text(w->c->a, k->done)) -
                   day_number(known_day_text(w->c->a, k->due));
    if (days > w->f->late_most) w->f->late_most = days;
    w->f->late_extended += k->extensions > 0;
}

static void meet(void *arg, const Known *k) {
    Pass *w = arg;
    int   row = scope_row(w->c, &w->scope, k->lead);
    if (row < 0) return;
    BriefUnit   *u = &w->scope.unit[row];
    BriefSource *s = source_of(w, k->document);
    note_late(w, k);
    count(&u->now, k, w->now.since, w->now.until);
    count(&u->before, k, w->before.since, w->before.until);
    count(&s->now, k, w->now.since, w->now.until);
    count(&s->before, k, w->before.since, w->before.until);
    for (int i = 0; i < w->f->trend; i++)
        count(&w->f->past[i].n, k, w->past[i].since, w->past[i].until);
    for (int i = 0; i < w->f->columns; i++) {
        KnownState state = known_state(k, w->column[i].until);
        u->cell[i].overdue += state == KNOWN_OVERDUE;
        u->cell[i].done += (state == KNOWN_DONE || state == KNOWN_LATE) &&
                           k->done >= w->column[i].since;
    }
}

/* ---- Which columns, which periods before ---- */

static void add_column(Pass *w, const char *since, const char *until) {
    BriefFigures *f = w->f;
    if (strcmp(since, f->day) > 0 || f->columns == BRIEF_COLUMNS) return;
    if (strcmp(until, f->day) > 0) until = f->day;
    w->column[f->columns] = (Span){known_day(since), known_day(until)};
    f->column[f->columns++] = until;
}

/* Weeks, or months where weeks are too many; of a week the weeks before. */
static void add_columns(Pass *w, Ctx *c) {
    BriefFigures *f = w->f;
    Period        p = f->ask.period;
    int64_t       days = day_number(p.until) - day_number(p.since) + 1;
    const BriefKind *step = brief_kind(days <= 7 * (BRIEF_COLUMNS - 1) ? "week" : "month");
    if (*f->ask.kind->name == 'w')
        for (int i = 0; i < f->trend; i++)
            add_column(w, f->past[i].period.since, f->past[i].period.until);
    if (*f->ask.kind->name == 'w' || days > 31 * BRIEF_COLUMNS) return;
    for (const char *at = p.since; strcmp(at, p.until) <= 0;) {
        const char *end = period_of(c->a, step, at).until;
        if (strcmp(end, p.until) > 0) end = p.until;
        add_column(w, at, end);
        at = day_add(c->a, end, 1);
    }
}

static void add_past(Pass *w, Ctx *c) {
    BriefFigures *f = w->f;
    Period        p = f->ask.period;
    f->trend = f->ask.kind->trend;
    for (int i = f->trend; i-- > 0; p = period_before(c->a, f->ask.kind, p)) {
        f->past[i].period = p;
        w->past[i] = span_of(p, f->day);
    }
}

static int32_t earliest(const Pass *w) {
    int32_t day = w->before.since < w->now.since ? w->before.since : w->now.since;
    if (w->f->trend && w->past[0].since < day) day = w->past[0].since;
    if (w->f->columns && w->column[0].since < day) day = w->column[0].since;
    return day;
}

/* As far as this period has come, and no further. */
Period brief_before(Ctx *c, const BriefFigures *f) {
    Period p = period_before(c->a, f->ask.kind, f->ask.period);
    if (strcmp(f->day, f->ask.period.until) >= 0) return p;
    const char *end = day_add(c->a, p.since, day_number(f->day) - day_number(f->ask.period.since));
    return (Period){p.since, strcmp(end, p.until) < 0 ? end : p.until};
}

/* ---- Why ---- */

static const char *const causes[BRIEF_CAUSES] = {
    "brief.cause.waiting", "brief.cause.returned", "brief.cause.silent", "brief.cause.stale",
    "brief.cause.extended", "brief.cause.slow"};
const char *brief_cause_key(BriefCause k) { return causes[k]; }

typedef struct Why {
    Ctx          *c;
    BriefFigures *f;
    Scope        *scope;
    int32_t       day, stale, ahead_from, ahead_to;
    int           room;
} Why;

static BriefCause cause_of(const Why *w, const Known *k, int32_t heard) {
    if (k->reported && k->reported <= w->day) return CAUSE_WAITING;
    if (k->returned) return CAUSE_RETURNED;
    if (!heard) return CAUSE_SILENT;
    if (heard < w->stale) return CAUSE_STALE;
    return k->extensions ? CAUSE_EXTENDED : CAUSE_SLOW;
}

static void add_late(Why *w, const Known *k, const char *heard, int64_t said) {
    BriefFigures *f = w->f;
    if (f->lates == w->room) {
        BriefLate *more = arena_take(w->c->a, sizeof *more * (size_t)(2 * w->room + 256));
        if (w->room) memcpy(more, f->late, sizeof *more * (size_t)w->room);
        f->late = more;
        w->room = 2 * w->room + 256;
    }
    const char *due = known_day_text(w->c->a, k->due);
    f->late[f->lates++] = (BriefLate){
        .task = k->task, .lead = k->lead, .document = k->document, .extensions = k->extensions,
        .due = due, .days = day_number(f->day) - day_number(due),
        .cause = cause_of(w, k, known_day(heard)), .day = arena_text(w->c->a, heard), .said = said};
}

static void look(void *arg, const Known *k, const char *heard, int64_t said) {
    Why       *w = arg;
    KnownState s = known_state(k, w->day);
    if (scope_row(w->c, w->scope, k->lead) < 0) return;
    if (s == KNOWN_OVERDUE) add_late(w, k, heard, said);
    if (s != KNOWN_OPEN) return;
    int32_t last = heard ? known_day(heard) : k->issued;
    bool    coming = k->due >= w->ahead_from && k->due <= w->ahead_to;
    w->f->stale += last < w->stale;
    w->f->coming += coming;
    w->f->unheard += coming && !heard;
}

static int by_days(const void *x, const void *y) {
    const BriefLate *a = x, *b = y;
    int due = strcmp(a->due, b->due);
    return due ? due : a->task < b->task ? -1 : a->task > b->task;
}

static void find_why(Ctx *c, BriefFigures *f, Scope *scope) {
    const BriefKind *k = f->ask.kind, *month = brief_kind("month");
    bool longer = *k->name == 'q' || *k->name == 'h' || *k->name == 'y';
    f->ahead.since = day_add(c->a, f->day, 1);
    f->ahead.until = longer ? period_after(c->a, month, period_of(c->a, month, f->day)).until
                            : period_after(c->a, k, f->ask.period).until;
    Why w = {.c = c, .f = f, .scope = scope, .day = known_day(f->day),
             .stale = known_day(day_add(c->a, f->day, -BRIEF_STALE_DAYS)),
             .ahead_from = known_day(f->ahead.since), .ahead_to = known_day(f->ahead.until)};
    known_unfinished(c, f->ask.known, w.day, look, &w);
    if (f->lates) qsort(f->late, (size_t)f->lates, sizeof *f->late, by_days);
    for (int i = 0; i < f->lates; i++) f->cause[f->late[i].cause]++;
}

static int64_t midnight(const char *day) { return day_number(day) * DAY_MS - ZONE_MS; }

static void add_extensions(Ctx *c, BriefFigures *f, Scope *scope) {
    int64_t from = midnight(f->ask.period.since), to = midnight(f->day) + DAY_MS;
    const KnownExtension **end = &f->extension, *next;
    for (const KnownExtension *x = known_extensions(c, f->ask.known, from, to); x; x = next) {
        int             row = scope_row(c, scope, x->lead);
        KnownExtension *kept = arena_new(c->a, KnownExtension);
        bool            asked = x->asked >= from && x->asked < to;
        next = x->next;
        if (row < 0) continue;
        *kept = *x;
        kept->next = NULL;
        *end = kept;
        end = (const KnownExtension **)&kept->next;
        f->asked += asked;
        f->granted += x->granted != NULL;
        f->refused += x->decided && !x->granted;
        f->pending += !x->decided;
        scope->unit[row].asked += asked;
        scope->unit[row].granted += x->granted != NULL;
    }
}

/* ---- The whole ---- */

static bool moved(const BriefCount *n) {
    return n->issued || n->due || n->in_time || n->late || n->overdue || n->open || n->waiting ||
           n->paused;
}

static int by_weight(const BriefCount *a, const BriefCount *b) {
    int64_t x = brief_judged(a), y = brief_judged(b);
    if (a->overdue != b->overdue) return a->overdue < b->overdue ? 1 : -1;
    return x < y ? 1 : x > y ? -1 : 0;
}

static int by_unit(const void *x, const void *y) {
    const BriefUnit *a = x, *b = y;
    int weight = by_weight(&a->now, &b->now);
    return weight ? weight : a->unit < b->unit ? -1 : a->unit > b->unit;
}

static int by_source(const void *x, const void *y) {
    const BriefSource *a = x, *b = y;
    int weight = by_weight(&a->now, &b->now);
    return weight ? weight : a->document < b->document ? -1 : a->document > b->document;
}

static void add_count(BriefCount *to, const BriefCount *n) {
    to->issued += n->issued;
    to->due += n->due;
    to->in_time += n->in_time;
    to->late += n->late;
    to->full += n->full;
    to->part += n->part;
    to->none += n->none;
    to->overdue += n->overdue;
    to->open += n->open;
    to->waiting += n->waiting;
    to->paused += n->paused;
}

static void put_in_order(Ctx *c, BriefFigures *f, Scope *s) {
    int n = 0;
    for (int i = 0; i < s->units; i++) {
        add_count(&f->now, &s->unit[i].now);
        add_count(&f->was, &s->unit[i].before);
    }
    for (int i = 0; i < s->units; i++) /* who has no task needs no row */
        if (moved(&s->unit[i].now) || moved(&s->unit[i].before)) s->unit[n++] = s->unit[i];
    f->unit = s->unit;
    f->units = n;
    if (n) qsort(f->unit, (size_t)n, sizeof *f->unit, by_unit);
    for (int i = n = 0; i < f->sources; i++)
        if (moved(&f->source[i].now) || moved(&f->source[i].before)) f->source[n++] = f->source[i];
    f->sources = n;
    if (n) qsort(f->source, (size_t)n, sizeof *f->source, by_source);
    for (int i = 0; i < n; i++)
        f->source[i].name = f->source[i].document
            ? known_source(c, f->ask.known, f->source[i].document) : tr(c, "brief.source.none");
}

const char *brief_day(const BriefAsk *q) {
    return strcmp(q->today, q->period.until) < 0 ? q->today : q->period.until;
}

const BriefFigures *brief_figures(Ctx *c, const BriefAsk *q) {
    BriefFigures *f = arena_new(c->a, BriefFigures);
    f->ask = *q;
    f->day = brief_day(q);
    f->before = brief_before(c, f);
    Pass w = {.c = c, .f = f, .scope = brief_scope(c, q, f->day), .source = {.a = c->a},
              .now = span_of(q->period, f->day), .before = span_of(f->before, f->day)};
    f->unit_name = w.scope.name;
    add_past(&w, c);
    add_columns(&w, c);
    known_each(c, q->known, earliest(&w), w.now.until, meet, &w);
    add_extensions(c, f, &w.scope);
    find_why(c, f, &w.scope);
    brief_inspected(c, f, &w.scope);
    put_in_order(c, f, &w.scope);
    return f;
}
