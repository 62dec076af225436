/* beside.c - what else must be hidden, so that a hidden cell is not found by subtraction.
 *
 * The shares of a group make a whole, and the groups make everybody: one hidden cell alone in
 * its row, or alone among the groups, is what the others leave.  Of a question with several
 * choices each share stands by itself beside its complement, so only the groups count. */
#include "opinion/opinion.h"

#include <math.h>

static bool hidden(const PollCell *k) { return k->shown != SHOWN; }

/* The smallest that still shows; -1. */
static int smallest(const PollTable *t, const int *group, const int *answer, int n) {
    int at = -1;
    for (int i = 0; i < n; i++) {
        const PollCell *k = poll_cell(t, group[i], answer[i]);
        if (hidden(k)) continue;
        if (at < 0 || k->people < poll_cell(t, group[at], answer[at])->people) at = i;
    }
    return at;
}

/* Of these cells, whose sum is known, either none is hidden or two are, and they hide one
 * another: together at least CELL_LEAST people. */
static bool cover(PollTable *t, const int *group, const int *answer, int n) {
    int     hide = 0;
    int64_t people = 0;
    for (int i = 0; i < n; i++) {
        const PollCell *k = poll_cell(t, group[i], answer[i]);
        if (hidden(k)) hide++, people += k->people;
    }
    if (!hide || (hide > 1 && people >= CELL_LEAST)) return false;
    int at = smallest(t, group, answer, n);
    if (at < 0) return false;
    poll_cell(t, group[at], answer[at])->shown = HIDDEN_BESIDE;
    return true;
}

static bool cover_groups(PollTable *t, int *group, int *answer) {
    bool more = false;
    for (int k = 0; k < t->answers; k++) {
        for (int g = 1; g < t->groups; g++) group[g - 1] = g, answer[g - 1] = k;
        bool known = !hidden(poll_cell(t, 0, k));
        if (t->groups > 1 && known) more |= cover(t, group, answer, t->groups - 1);
    }
    return more;
}

static bool cover_answers(PollTable *t, int *group, int *answer) {
    bool more = false;
    for (int g = 0; g < t->groups && t->item->kind == POLL_ONE; g++) {
        for (int k = 0; k < t->answers; k++) group[k] = g, answer[k] = k;
        more |= cover(t, group, answer, t->answers);
    }
    return more;
}

/* Each turn hides a cell, so it ends. */
void table_beside(PollTable *t) {
    enum { ROOM = 1000 };
    int group[ROOM], answer[ROOM];
    if (t->groups > ROOM || t->answers > ROOM) return;
    while (cover_answers(t, group, answer) || cover_groups(t, group, answer)) {}
    for (int i = 0; i < t->groups * t->answers; i++) {
        PollCell *k = &t->cell[i];
        if (hidden(k)) k->share = k->lo = k->hi = k->se = NAN;
    }
}
