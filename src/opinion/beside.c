/* beside.c - what else must be hidden, so that a hidden cell is not found by subtraction.
 *
 * What is told of a table are shares of estimated totals; an attacker is taken to know the people
 * behind them, which is more.  Then the answers of a group make its n, which is told, and the
 * groups make everybody, together with those of no group, of whom nothing is told.  Of a question
 * with several choices each share stands beside its complement alone, so only the groups count;
 * of a number likewise.  Which cells to hide is asked of linear programs (suppress_cells). */
#include "opinion/opinion.h"

#include <math.h>

enum { EVERYBODY_DEAR = 20 }; /* times: what everybody says is why the table is read */

static bool hidden(const PollCell *k) { return k->shown != SHOWN; }

/* How wide the range of a hidden cell must be: as its group leaves it, where that is less, for
 * then nothing was learned but n.  That an error is not known is no secret. */
static double need_of(const PollTable *t, int group, int answer) {
    const PollCell *k = poll_cell(t, group, answer);
    if (!hidden(k)) return NAN;
    return k->shown == HIDDEN_ERROR ? 0 : fmin(CELL_LEAST, (double)t->group[group].n);
}

/* Those of no group: everybody less the groups. */
static double rest_of(const PollTable *t, int answer) {
    int64_t n = poll_cell(t, 0, answer)->people;
    for (int g = 1; g < t->groups; g++) n -= poll_cell(t, g, answer)->people;
    return t->groups > 1 ? (double)(n > 0 ? n : 0) : 0;
}

static void mark(PollCell *k, bool hide) {
    if (hide && !hidden(k)) k->shown = HIDDEN_BESIDE;
}

/* Groups by answers with both margins: group 0 is the last row, those of no group the one above.
 * Without groups everybody is the one row, and its own sum. */
static Err beside_grid(Stats *st, PollTable *t) {
    int     groups = t->groups > 1 ? t->groups - 1 : 1, rows = groups + (t->groups > 1);
    int     first = t->groups > 1, wide = t->answers;
    double *v = arena_take(st->a, (size_t)(rows * wide + 1) * sizeof *v), *need, *cost;
    for (int g = 0; g < groups; g++)
        for (int k = 0; k < wide; k++)
            v[g * wide + k] = (double)poll_cell(t, g + first, k)->people;
    for (int k = 0; k < wide && first; k++) v[groups * wide + k] = rest_of(t, k);
    Suppress s = suppress_grid(st, rows, wide, v, &need);
    bool    *hide = arena_take(st->a, (size_t)s.cells * sizeof *hide);
    s.cost = cost = arena_take(st->a, (size_t)s.cells * sizeof *cost);
    for (int r = 0; r <= rows; r++)
        for (int k = 0; k <= wide; k++) {
            int  at = suppress_at(wide, r, k);
            bool sum = k == wide, rest = first && r == groups;
            cost[at] = sum || (rest && s.value[suppress_at(wide, r, wide)] <= 0)
                           ? INFINITY : (1 + s.value[at]) * (r == rows ? EVERYBODY_DEAR : 1);
            if (sum || isinf(cost[at])) continue;
            need[at] = rest ? 0 : need_of(t, r == rows ? 0 : r + first, k);
        }
    Err e = suppress_cells(st, &s, hide);
    for (int r = 0; r <= rows && !e; r++)
        for (int k = 0; k < wide; k++)
            if (!first || r != groups)
                mark(poll_cell(t, r == rows ? 0 : r + first, k), hide[suppress_at(wide, r, k)]);
    return e;
}

/* One answer: the groups make everybody.  A share is no more than its group; of a number what is
 * found by subtraction is a sum, of which the people are the measure. */
static Err beside_groups(Stats *st, PollTable *t, int answer) {
    enum { REST = 0 }; /* the place of everybody's own group; the last cell is everybody */
    int     cells = t->groups + 1;
    bool    number = t->item->kind == POLL_NUMBER;
    double *v = arena_take(st->a, 4 * (size_t)cells * sizeof *v), *need = v + cells;
    double *cost = v + 2 * cells, *most = v + 3 * cells;
    bool   *hide = arena_take(st->a, (size_t)cells * sizeof *hide);
    int    *part = arena_take(st->a, (size_t)cells * sizeof *part);
    for (int i = 0; i < cells; i++) {
        int g = i < t->groups ? i : 0;
        part[i] = i;
        v[i] = i == REST ? rest_of(t, answer) : (double)poll_cell(t, g, answer)->people;
        need[i] = i == REST ? 0 : need_of(t, g, answer);
        cost[i] = (1 + v[i]) * (i == cells - 1 ? EVERYBODY_DEAR : 1);
        most[i] = number || i == REST ? INFINITY : (double)t->group[g].n;
    }
    most[REST] = v[REST] > 0 ? INFINITY : 0; /* nobody is left over, and everybody sees it */
    Err e = suppress_cells(st, &(Suppress){.cells = cells, .value = v, .need = need, .cost = cost,
        .most = most, .sums = t->groups > 1, .sum = &(SuppressSum){cells - 1, t->groups, part}},
        hide);
    for (int g = 0; g < t->groups && !e; g++)
        mark(poll_cell(t, g, answer), hide[g ? g : cells - 1]);
    return e;
}

static Err beside(Stats *st, PollTable *t) {
    Err e = NULL;
    if (t->item->kind == POLL_ONE) return beside_grid(st, t);
    for (int k = 0; k < t->answers && !e; k++) e = beside_groups(st, t, k);
    return e;
}

static void hide_from(PollTable *t, int group) {
    for (int g = group; g < t->groups; g++)
        for (int k = 0; k < t->answers; k++) mark(poll_cell(t, g, k), true);
}

/* Everybody without the groups. */
static Err beside_everybody(Stats *st, PollTable *t) {
    PollTable alone = *t;
    alone.groups = 1;
    return beside(st, &alone);
}

void table_beside(Stats *st, PollTable *t) {
    if (beside(st, t)) {
        hide_from(t, 1);
        if (beside_everybody(st, t)) hide_from(t, 0);
    }
    for (int i = 0; i < t->groups * t->answers; i++) {
        PollCell *k = &t->cell[i];
        if (!hidden(k)) continue;
        if (k->shown != HIDDEN_ERROR) k->shown = HIDDEN_BESIDE;
        k->share = k->lo = k->hi = k->se = NAN;
    }
}
