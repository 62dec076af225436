/* checks.c - what can only be checked once all rows are read. */
#include "xlsform/parts.h"

#include <string.h>

/* ---- references to questions that are not there, or there twice ---- */

typedef struct Place { const char *sheet, *column; int row; } Place;

static void check_cell(Form *f, const char *text, Place at) {
    Ref    r;
    bool   wrong = false;
    size_t from = 0;
    int    refs = 0;
    if (!strstr(text, "${")) return;
    for (; ref_next(f->a, text, from, &r, &wrong); from = r.end) {
        if (++refs > XLSFORM_REFS_MAX) {
            NOTE(f, ERROR, "xlsform.ref.many", .sheet = at.sheet, .row = at.row,
                 .column = at.column);
            return;
        }
        size_t n = (size_t)(uintptr_t)index_get(f->counted, r.name);
        if (n != 1)
            NOTE(f, ERROR, n ? "xlsform.ref.twice" : "xlsform.ref.lack", .sheet = at.sheet,
                 .row = at.row, .column = at.column, WHAT(r.name));
    }
    if (wrong)
        NOTE(f, ERROR, "xlsform.ref.form", .sheet = at.sheet, .row = at.row, .column = at.column,
             WHAT(text));
}

static bool looks(const Header *h, const char *const *first, bool only) {
    return h->n && one_of(h->token[0], first) == only;
}

/* Of the columns named in first only, or of all but those. */
static void check_sheet(Form *f, const Table *t, const char *name, const char *const *first,
                        bool only) {
    for (size_t r = 0; t->sheet && r < t->sheet->rows; r++)
        for (int c = 0; c < t->sheet->columns; c++) {
            const char *text = grid_cell(&t->sheet->row[r], c);
            if (text && looks(&t->header[c], first, only))
                check_cell(f, text, (Place){name, t->header[c].typed, t->sheet->row[r].row});
        }
}

void checks_refs(Form *f) {
    static const char *const none[] = {NULL};
    static const char *const of_entity[] = {"dataset", "repeat", NULL};
    static const char *const of_survey[] = {"type", "name", "trigger", NULL};
    static const char *const of_choice[] = {"label", "media", NULL};
    check_sheet(f, &f->settings, "settings", none, false);
    check_sheet(f, &f->entities, "entities", of_entity, false);
    check_sheet(f, &f->survey, "survey", of_survey, false);
    check_sheet(f, &f->choices, "choices", of_choice, true);
}

/* ---- what rows waited for ---- */

static bool has_geometry(Form *f, const char *target) {
    const char *end = index_get(f->instances, target);
    Ref         r;
    if ((end && *end) || choices_of(f, target)) return true;
    for (size_t i = 0; f->entities.sheet && i < f->entities.sheet->rows; i++) {
        const char *list = cells_text(f->entities.row[i], "dataset");
        if (list && strcmp(list, target) == 0) return true;
    }
    return ref_only(f->a, target, &r) && index_get(f->repeats, r.name);
}

void checks_waiting(Form *f, const Reading *g) {
    for (const Wait *w = g->wait; w; w = w->next) {
        if (w->geo && !has_geometry(f, w->target))
            NOTE(f, ERROR, "xlsform.geo.reference", SURVEY_AT(w->row, "parameters"),
                 WHAT("reference-geometry", w->target));
        if (!w->geo && !index_get(f->questions, w->target))
            NOTE(f, ERROR, "xlsform.ref.lack", SURVEY_AT(w->row, "trigger"), WHAT(w->target));
    }
}

/* ---- names in the finished tree: what was made up may meet what was given ---- */

static void check_children(Form *f, const Item *group) {
    Index *names = index_open(f->a);
    for (const Item *i = group->first; i; i = i->next) {
        if (index_get(names, i->name))
            NOTE(f, ERROR, "xlsform.name.made", SURVEY_AT(i->row, "name"), WHAT(i->name));
        index_put(names, i->name, (void *)(uintptr_t)i);
    }
}

/* select_one ${q}: the answers of q are the list. */
static void check_answers(Form *f, const Item *i) {
    Ref r;
    for (size_t from = 0; i->itemset && ref_next(f->a, i->itemset, from, &r, NULL); from = r.end) {
        const Item *to = index_get(f->by_name, r.name);
        if (!to || to == &form_twice)
            NOTE(f, ERROR, to ? "xlsform.ref.twice" : "xlsform.ref.lack", SURVEY_AT(i->row, "type"),
                 WHAT(r.name));
    }
}

void checks_tree(Form *f) {
    Index *repeats = index_open(f->a);
    for (Item *i = f->top; i; i = item_next(f->top, i)) {
        check_answers(f, i);
        if (i->first && i->kind != ITEM_ENTITY) check_children(f, i);
        if (i->kind != ITEM_REPEAT) continue;
        if (index_get(repeats, i->name))
            NOTE(f, ERROR, "xlsform.repeat.twice", SURVEY_AT(i->row, "name"), WHAT(i->name));
        index_put(repeats, i->name, i);
    }
}
