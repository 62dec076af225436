/* tasks.c - the tasks behind a figure, by the rules that counted it. */
#include "brief/figures.h"

#include <stdlib.h>
#include <string.h>

const char *const brief_sets[BRIEF_SETS] = {"issued", "due", "in_time", "late", "overdue",
                                            "open", "waiting", "paused"};

typedef struct Find {
    Ctx             *c;
    const BriefWant *w;
    Scope            scope;
    int32_t          since, day;
    int64_t          unit; /* of the row that is wanted */
    BriefTask       *row;
    int              n, room;
} Find;

static bool in_set(const Find *f, const Known *k, KnownState s) {
    switch (f->w->set) {
    case SET_ISSUED:  return s != KNOWN_OUT && k->issued >= f->since;
    case SET_DUE:     return s != KNOWN_OUT && k->due >= f->since && k->due <= f->day;
    case SET_IN_TIME: return s == KNOWN_DONE && k->done >= f->since;
    case SET_LATE:    return s == KNOWN_LATE && k->done >= f->since;
    case SET_OVERDUE: return s == KNOWN_OVERDUE;
    case SET_OPEN:    return s == KNOWN_OPEN;
    case SET_WAITING: return s == KNOWN_WAITING;
    case SET_PAUSED:  return s == KNOWN_PAUSED;
    case BRIEF_SETS:  break;
    }
    return false;
}

static void meet(void *arg, const Known *k) {
    Find      *f = arg;
    KnownState s = known_state(k, f->day);
    int        row = scope_row(f->c, &f->scope, k->lead);
    if (row < 0 || !in_set(f, k, s)) return;
    const BriefUnit *u = &f->scope.unit[row];
    if (f->w->unit && (u->unit != f->w->unit)) return;
    if (f->w->unit == 0 && f->w->alone && u->unit != 0) return; /* units that have ended */
    if (f->w->document >= 0 && k->document != f->w->document) return;
    if (f->n == f->room) {
        BriefTask *more = arena_take(f->c->a, sizeof *more * (size_t)(2 * f->room + 256));
        if (f->room) memcpy(more, f->row, sizeof *more * (size_t)f->room);
        f->row = more;
        f->room = 2 * f->room + 256;
    }
    f->row[f->n++] = (BriefTask){.task = k->task, .lead = k->lead, .state = s,
                                 .due = known_day_text(f->c->a, k->due)};
}

static int by_due(const void *x, const void *y) {
    const BriefTask *a = x, *b = y;
    int due = strcmp(a->due, b->due);
    return due ? due : a->task < b->task ? -1 : a->task > b->task;
}

BriefTasks brief_tasks(Ctx *c, const BriefAsk *q, const BriefWant *w) {
    const char *day = brief_day(q);
    BriefFigures f = {.ask = *q, .day = day};
    Period      p = w->before ? brief_before(c, &f) : q->period;
    Find        find = {.c = c, .w = w, .scope = brief_scope(c, q, day)};
    find.since = known_day(p.since);
    find.day = known_day(strcmp(p.until, day) < 0 ? p.until : day);
    known_each(c, q->known, find.since, find.day, meet, &find);
    if (find.n) qsort(find.row, (size_t)find.n, sizeof *find.row, by_due);
    int64_t    pages = find.n ? (find.n - 1) / w->max : 0, page = w->page < 1 ? 0 : w->page - 1;
    int64_t    from = (page < pages ? page : pages) * w->max, left = find.n - from;
    BriefTasks t = {.total = find.n, .n = (int)(left < w->max ? left : w->max)};
    t.row = find.row + (t.n ? from : 0);
    for (int i = 0; i < t.n; i++) t.row[i].work = known_work(c, q->known, t.row[i].task);
    return t;
}
