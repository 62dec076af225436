/* rows_select.c - questions with a list to choose from: of a sheet, of a file, of answers. */
#include "xlsform/parts.h"

#include <string.h>

static const char *const endings[] = {".xml", ".csv", ".geojson", NULL};

/* From the last dot on; "" when there is none, or it begins the name. */
static const char *ending_of(const char *file) {
    const char *dot = strrchr(file, '.');
    return dot && dot != file ? dot : "";
}

/* ---- where the list is ---- */

static bool check_external(Form *f, const Map *row, const char *list, int at) {
    if (!cells_find(row, "choice_filter"))
        NOTE(f, WARNING, "xlsform.external.filter", SURVEY_AT(at, "choice_filter"));
    const char *alike = book_alike(f->a, &f->book, "external_choices");
    if (!f->external.sheet || !f->external.sheet->rows) {
        NOTE(f, ERROR, alike ? "xlsform.external.alike" : "xlsform.external.lack",
             SURVEY_AT(at, "type"), WHAT("external_choices", list, alike));
        return false;
    }
    if (index_get(f->external_of, list)) return true;
    NOTE(f, ERROR, "xlsform.external.list", SURVEY_AT(at, "type"), WHAT(list));
    return false;
}

/* An answer of several choices is a list with blanks, so no choice may have one. */
static bool check_blanks(Form *f, const Choices *l, int at) {
    for (size_t i = 0; i < l->n; i++) {
        if (!strchr(l->choice[i].name, ' ')) continue;
        NOTE(f, ERROR, "xlsform.choice.blank", .sheet = "choices", .row = l->choice[i].row,
             .column = "name", WHAT(l->choice[i].name, l->name, arena_print(f->a, "%d", at)));
        return false;
    }
    return true;
}

static bool check_internal(Form *f, const SelectName *k, const char *list, int at) {
    if (ref_has(f->a, list)) return true;
    const char *alike = book_alike(f->a, &f->book, "choices");
    if (!f->lists) {
        if (f->choices.sheet && f->errors) return false; /* why it is empty was told */
        NOTE(f, ERROR, alike ? "xlsform.choices.alike" : "xlsform.choices.lack",
             SURVEY_AT(at, "type"), WHAT("choices", list, alike));
        return false;
    }
    const Choices *l = choices_of(f, list);
    if (!l) {
        NOTE(f, ERROR, "xlsform.list.lack", SURVEY_AT(at, "type"), WHAT(list));
        return false;
    }
    index_put(f->instances, list, (void *)(uintptr_t)"");
    return strcmp(k->type, "select all that apply") != 0 || check_blanks(f, l, at);
}

static bool param_name(const char *s) {
    return name_length(s) && !s[name_length(s)];
}

static bool check_file(Form *f, const SelectName *k, const char *list, const Map *p, int at) {
    static const char *const named[] = {"value", "label"};
    const char *end = ending_of(list);
    if (!one_of(end, endings) || strchr(list, '.') != end) {
        NOTE(f, ERROR, "xlsform.file.ending", SURVEY_AT(at, "type"), WHAT(k->name, list));
        return false;
    }
    for (int i = 0; i < 2; i++) {
        const char *s = cells_text(p, named[i]);
        if (!s || param_name(s)) continue;
        NOTE(f, ERROR, "xlsform.name.wrong",
             SURVEY_AT(at, i ? "parameters (label)" : "parameters (value)"), WHAT(s));
        return false;
    }
    index_put(f->instances, arena_part(f->a, list, (size_t)(end - list)), (void *)(uintptr_t)end);
    return true;
}

/* ---- parameters ---- */

static bool check_random(Form *f, const Map *p, int at) {
    const char *random = cells_text(p, "randomize"), *seed = cells_text(p, "seed"), *key = NULL;
    if (random && strcmp(random, "true") != 0 && strcmp(random, "false") != 0)
        key = "xlsform.random.value";
    else if (seed && !random) key = "xlsform.seed.alone";
    else if (seed && !ref_only(f->a, seed, NULL) && !number_ok(seed)) key = "xlsform.seed.value";
    if (key) NOTE(f, ERROR, key, SURVEY_AT(at, "parameters"), WHAT(random ? random : seed, seed));
    return !key;
}

static bool read_params(Form *f, const Map *row, const SelectName *k, int at, Map **p) {
    static const char *const of_file[] = {"label", "randomize", "seed", "value", NULL};
    static const char *const of_list[] = {"randomize", "seed", NULL};
    return params_read(f, cells_text(row, "parameters"), at, p) &&
           params_only(f, *p, k->file ? of_file : of_list, at) && check_random(f, *p, at);
}

/* ---- or_other ---- */

/* A choice "other" in every language that the list has. */
static void add_other(Form *f, Choices *l) {
    Choice c = {.name = "other", .label.text = "Other"};
    Map   *m = arena_new(f->a, Map);
    for (size_t i = 0; i < l->n; i++) {
        const Map *label = l->choice[i].label.map;
        if (strcmp(l->choice[i].name, "other") == 0) return;
        for (size_t j = 0; label && j < label->n; j++)
            cells_set(f->a, m, label->pair[j].key, "Other");
    }
    if (m->n) c.label = (Cell){.map = m};
    choice_add(f, l, c);
}

static bool prepare_other(Form *f, const Map *row, const char *list, int at) {
    Choices    *l = choices_of(f, list);
    const char *key = cells_find(row, "choice_filter") ? "xlsform.other.filter"
                      : !l || !l->n                  ? "xlsform.other.list"
                                                     : NULL;
    f->or_other = true;
    if (key) NOTE(f, ERROR, key, SURVEY_AT(at, "type"), WHAT(list));
    else add_other(f, l);
    return !key;
}

static Item *other_question(Form *f, const char *name) {
    Item *q = item_new(f, ITEM_QUESTION, arena_print(f->a, "%s_other", name), "text");
    q->known = type_find("text");
    q->label.text = "Specify other.";
    cells_set(f->a, item_bind(f, q), "relevant",
            arena_print(f->a, "selected(../%s, 'other')", name));
    return q;
}

/* ---- table-list ---- */

/* The first select of a table brings the heads of its columns. */
static bool take_table(Form *f, Reading *g, const Map *row, Item *q, const char *list) {
    if (!g->table) return true;
    if (!*g->table) {
        if (cells_find(row, "choice_filter")) {
            NOTE(f, ERROR, "xlsform.table.filter", SURVEY_AT(q->row, "choice_filter"),
                 WHAT(q->name));
            return false;
        }
        Item *head = item_new(f, ITEM_QUESTION,
                              arena_print(f->a, "reserved_name_for_field_list_labels_%d", q->row),
                              q->type);
        head->known = q->known;
        head->itemset = head->list = list;
        cells_set(f->a, item_control(f, head), "appearance", "label");
        row_place(f, g, head);
        g->table = list;
    }
    cells_set(f->a, item_control(f, q), "appearance", "list-nolabel");
    if (strcmp(g->table, list) == 0) return true;
    NOTE(f, ERROR, "xlsform.table.list", SURVEY_AT(q->row, "type"), WHAT(g->table, list));
    return false;
}

/* ---- the row ---- */

void row_select(Form *f, Reading *g, Map *row, const SelectName *k, const char *list, bool other,
                int at) {
    Map  *p;
    bool  external = strcmp(k->type, "select one external") == 0;
    Item *q = item_of_row(f, row, k->type, at);
    bool  good = external  ? check_external(f, row, list, at)
                 : k->file ? true
                           : check_internal(f, k, list, at);
    if (!good || (other && !prepare_other(f, row, list, at))) return;
    if (!read_params(f, row, k, at, &p) || (k->file && !check_file(f, k, list, p, at))) return;
    q->known = type_find(k->type);
    q->params = p;
    q->itemset = q->list = list;
    if (external && q->filter) q->query = list;
    if (!take_table(f, g, row, q, list)) return;
    row_place(f, g, q);
    if (other) row_place(f, g, other_question(f, q->name));
}
