/* assess_export.c - the figures of an assessment as files: each with its numerator and
 * denominator, so that anybody can reckon them again. */
#include "inspect/assess.h"

#include <math.h>
#include <string.h>

enum { LEADING = 6, TRAILING = 3, COLUMNS = LEADING + 2 * INDICATORS + TRAILING };

static const char *choice_words(const Ctx *c, const char *choice) {
    bool good = strcmp(choice, "commend") == 0;
    return *choice ? tr(c, good ? "assess.choice.commend" : "assess.choice.correct") : "";
}

static void titles(const Ctx *c, const char *title[COLUMNS]) {
    const char *const lead[LEADING] = {"assess.rank", "assess.interval.low", "assess.interval.high",
                                       "assess.unit", "assess.points", "assess.waiting"};
    const char *const tail[TRAILING] = {"assess.proposal", "assess.choice", "assess.reason"};
    int n = 0;
    for (int i = 0; i < LEADING; i++) title[n++] = tr(c, lead[i]);
    for (int i = 0; i < INDICATORS; i++) {
        title[n++] = trf(c, "assess.export.top", V(tr(c, indicator_key(i))));
        title[n++] = trf(c, "assess.export.n", V(tr(c, indicator_key(i))));
    }
    for (int i = 0; i < TRAILING; i++) title[n++] = tr(c, tail[i]);
}

static Val number_or_none(bool known, int64_t n) { return known ? V(n) : V((const char *)NULL); }

static void values(const Ctx *c, const AssessRow *u, Val v[COLUMNS]) {
    int n = 0;
    v[n++] = number_or_none(u->rank, u->rank);
    v[n++] = number_or_none(u->rank, u->low);
    v[n++] = number_or_none(u->rank, u->high);
    v[n++] = V(u->name);
    v[n++] = V(isnan(u->points) ? NULL : text_real(c, u->points, 2));
    v[n++] = V(u->waiting);
    for (int i = 0; i < INDICATORS; i++) {
        v[n++] = V(u->cell[i].top);
        v[n++] = V(u->cell[i].n);
    }
    v[n++] = V(choice_words(c, u->proposal));
    v[n++] = V(choice_words(c, u->choice));
    v[n++] = V(u->reason);
}

static void columns(const Ctx *c, SheetColumn column[COLUMNS]) {
    const char *title[COLUMNS];
    titles(c, title);
    for (int i = 0; i < COLUMNS; i++) {
        bool text = i == 3 || i == 4 || i >= COLUMNS - TRAILING;
        column[i] = (SheetColumn){title[i], text ? SHEET_TEXT : SHEET_NUMBER,
                                  i == 3 || i == COLUMNS - 1 ? 36 : 12};
    }
}

Err assess_export(Ctx *c, const Assessment *a, SheetAs as, Made *out) {
    const Formula *f = formula_get(c, a->formula);
    const Assessed x = assess_rows(c, a);
    SheetColumn    column[COLUMNS];
    Export        *file;
    columns(c, column);
    const char *words = trf(c, "assess.export.words", V(assess_period(c, a)),
                            V(text_moment(c, a->known)), V(formula_words(c, f)), V(a->hash));
    Err e = export_open(c, as, tr(c, "assess.export.sheet"), words, column, COLUMNS, &file);
    if (e) return e;
    for (int i = 0; i < x.n && !e; i++) {
        Val v[COLUMNS];
        values(c, &x.row[i], v);
        e = export_row(file, v);
    }
    if (!e) return export_close(file, out);
    export_drop(file);
    return e;
}
