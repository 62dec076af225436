/* rows_group.c - groups, repeats and loops: where they begin and end. */
#include "xlsform/parts.h"

#include <string.h>

/* ---- repeat_count ---- */

/* A count that is more than one answer gets a question of its own, that nobody sees. */
static void add_count(Form *f, Reading *g, Item *q) {
    const char *count = cells_text(q->control, "jr:count");
    if (!count || ref_only(f->a, count, NULL)) return;
    Item *c = item_new(f, ITEM_QUESTION, arena_print(f->a, "%s_count", q->name), "calculate");
    c->known = type_find("calculate");
    cells_set(f->a, item_bind(f, c), "readonly", "true()");
    cells_set(f->a, c->bind, "calculate", count);
    item_add(g->stack->item, c);
    cells_set(f->a, q->control, "jr:count", arena_print(f->a, "${%s}", c->name));
}

/* ---- table-list ---- */

/* The appearance without its word table-list; NULL when it was not there. */
static const char *without_table(Arena *a, const char *look) {
    Buf  b = {.a = a};
    bool table = false;
    buf_text(&b, "field-list");
    while (look && *(look += strspn(look, " \t"))) {
        size_t n = strcspn(look, " \t");
        if (n == 10 && strncmp(look, "table-list", n) == 0) table = true;
        else buf_all(&b, " ", arena_part(a, look, n), NULL);
        look += n;
    }
    return table ? b.s : NULL;
}

/* Label and hint of the group move into a note, so that they stand above the table. */
static void start_table(Form *f, Reading *g, Item *q) {
    const char *look = without_table(f->a, cells_text(q->control, "appearance"));
    if (!look) return;
    g->table = "";
    cells_set(f->a, q->control, "appearance", look);
    if (!q->label.text && !q->label.map && !q->hint.text && !q->hint.map) return;
    Item *note = item_new(f, ITEM_QUESTION,
                          arena_print(f->a, "generated_table_list_label_%d", q->row), "note");
    note->known = type_find("note");
    note->label = q->label;
    note->hint = q->hint;
    q->label = q->hint = (Cell){0};
    item_add(q, note);
}

/* ---- begin, end ---- */

static bool check_repeat(Form *f, const Item *q) {
    const char *key = strcmp(q->name, f->root) == 0   ? "xlsform.repeat.root"
                      : index_get(f->repeats, q->name) ? "xlsform.repeat.twice"
                                                       : NULL;
    index_put(f->repeats, q->name, (void *)(uintptr_t)q);
    if (key) NOTE(f, ERROR, key, SURVEY_AT(q->row, "name"), WHAT(q->name));
    return !key;
}

static void find_columns(Form *f, Item *q, const char *list) {
    q->columns = list ? choices_of(f, list) : NULL;
    if (!list) NOTE(f, ERROR, "xlsform.loop.list", SURVEY_AT(q->row, "type"), WHAT(q->name));
    else if (!q->columns)
        NOTE(f, ERROR, "xlsform.list.lack", SURVEY_AT(q->row, "type"), WHAT(list));
}

static int depth(const Stack *s) {
    int n = 0;
    for (; s; s = s->up) n++;
    return n;
}

void row_begin(Form *f, Reading *g, Map *row, const char *kind, const char *list, int at) {
    Item       *q = item_of_row(f, row, kind, at);
    bool        repeat = strcmp(kind, "repeat") == 0;
    const char *intent = cells_text(row, "intent"), *must = cells_text(q->bind, "required");
    q->kind = repeat ? ITEM_REPEAT : ITEM_GROUP;
    if (depth(g->stack) == XLSFORM_DEPTH_MAX)
        NOTE(f, ERROR, "xlsform.group.deep", SURVEY_AT(at, "type"), WHAT(q->name));
    if (repeat) check_repeat(f, q);
    if (repeat && !q->label.text && !q->label.map && !q->media)
        NOTE(f, WARNING, "xlsform.repeat.label", SURVEY_AT(at, "label"), WHAT(q->name));
    if (must && yes_no(must) != 0)
        NOTE(f, WARNING, "xlsform.group.required", SURVEY_AT(at, "required"), WHAT(q->name));
    if (strcmp(kind, "loop") == 0) find_columns(f, q, list);
    add_count(f, g, q);
    start_table(f, g, q);
    if (intent) cells_set(f->a, item_control(f, q), "intent", intent);
    q->value = NULL;
    row_place(f, g, q);
    Stack *s = arena_new(f->a, Stack);
    *s = (Stack){q, index_open(f->a), index_open(f->a), g->stack};
    g->stack = s;
}

void row_end(Form *f, Reading *g, const Map *row, const char *kind, int at) {
    const char *name = cells_text(row, "name");
    const Item *open = g->stack->item;
    if (!g->stack->up || strcmp(open->type, kind) != 0) {
        NOTE(f, ERROR, "xlsform.group.end", SURVEY_AT(at, "type"),
             WHAT(kind, name ? name : "", g->stack->up ? open->name : ""));
        return;
    }
    g->stack = g->stack->up;
    g->table = NULL;
}
