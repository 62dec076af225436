/* choices.c - the lists to choose from, of the sheets choices, external_choices and osm. */
#include "xlsform/parts.h"

#include <string.h>

Choices *choices_of(const Form *f, const char *list) { return index_get(f->list_of, list); }

static Choices *list_new(Form *f, const char *name) {
    Choices *l = arena_new(f->a, Choices);
    l->name = name;
    if (f->lists == f->lists_room) {
        Choices **more = arena_take(f->a, (2 * f->lists_room + 16) * sizeof *more);
        if (f->lists) memcpy(more, f->list, f->lists * sizeof *more);
        f->list = more;
        f->lists_room = 2 * f->lists_room + 16;
    }
    f->list[f->lists++] = l;
    index_put(f->list_of, name, l);
    return l;
}

static Cell cell_at(const Map *row, const char *key) {
    const Pair *p = cells_find(row, key);
    return p ? (Cell){p->text, p->map} : (Cell){0};
}

/* A list whose texts differ by language, show an answer or carry a picture, is in itext. */
static bool needs_itext(Form *f, const Choice *c) {
    return c->label.map || (c->media && c->media->n) || ref_has(f->a, c->label.text);
}

void choice_add(Form *f, Choices *l, Choice c) {
    if (l->n == l->room) {
        Choice *more = arena_take(f->a, (2 * l->room + 8) * sizeof *more);
        if (l->n) memcpy(more, l->choice, l->n * sizeof *more);
        l->choice = more;
        l->room = 2 * l->room + 8;
    }
    if (needs_itext(f, &c)) l->itext = true;
    l->choice[l->n++] = c;
}

/* What is neither name, label nor media goes along, for choice_filter. */
static const Map *extra_of(Form *f, const Map *row) {
    static const char *const own[] = {"list name", "name", "label", "media", NULL};
    Map *m = arena_new(f->a, Map);
    for (size_t i = 0; i < row->n; i++) {
        const Pair *p = &row->pair[i];
        if (p->text && !one_of(p->key, own) && name_ok(p->key))
            cells_set(f->a, m, p->key, p->text);
    }
    return m;
}

static void take_choice(Form *f, const Map *row, int at, Index *seen) {
    const char *list = cells_text(row, "list name"), *name = cells_text(row, "name");
    if (!list) return;
    Choices *l = choices_of(f, list);
    if (!l) l = list_new(f, list);
    Choice c = {.name = name, .label = cell_at(row, "label"), .media = cells_inner(row, "media"),
                .extra = extra_of(f, row), .row = at};
    if (!name) {
        NOTE(f, ERROR, "xlsform.choice.name", .sheet = "choices", .row = at, .column = "name",
             WHAT(list));
        return;
    }
    if (!c.label.text && !c.label.map)
        NOTE(f, WARNING, "xlsform.choice.label", .sheet = "choices", .row = at, .column = "label",
             WHAT(name, list));
    const char *key = arena_print(f->a, "%s\n%s", list, name);
    if (!f->twice && index_get(seen, key))
        NOTE(f, ERROR, "xlsform.choice.twice", .sheet = "choices", .row = at, .column = "name",
             WHAT(name, list));
    index_put(seen, key, l);
    choice_add(f, l, c);
}

/* Their names become elements of the XForm. */
static void check_headers(Form *f) {
    const Table *t = &f->choices;
    for (int i = 0; i < t->sheet->columns; i++) {
        const Header *h = &t->header[i];
        if (!h->n || !strcmp(h->token[0], "list name")) continue;
        if (!name_ok(h->token[0]))
            NOTE(f, WARNING, "xlsform.choice.header", .sheet = "choices", .row = 1,
                 .column = h->typed, WHAT(h->typed));
    }
}

/* The names of the lists of a sheet, each with the rows of its first. */
static Index *lists_of(Form *f, const char *sheet, Table *t) {
    Index *x = index_open(f->a);
    header_read(f, sheet, HEADER_CHOICES, t);
    for (size_t i = 0; t->sheet && i < t->sheet->rows; i++) {
        const char *list = cells_text(t->row[i], "list name");
        if (list && !index_get(x, list)) index_put(x, list, t->row[i]);
    }
    return x;
}

void choices_read(Form *f) {
    f->list_of = index_open(f->a);
    f->external_of = lists_of(f, "external_choices", &f->external);
    f->osm_of = lists_of(f, "osm", &f->osm);
    header_read(f, "choices", HEADER_CHOICES, &f->choices);
    if (!f->choices.sheet) return;
    Index *seen = index_open(f->a);
    check_headers(f);
    if (!header_has(&f->choices, "name")) return;
    for (size_t i = 0; i < f->choices.sheet->rows; i++)
        take_choice(f, f->choices.row[i], f->choices.sheet->row[i].row, seen);
}
