/* tree.c - the finished tree of the form: loops unrolled, meta in its place, paths and names. */
#include "xlsform/parts.h"

#include <string.h>

Item form_twice;

Item *item_next(const Item *top, Item *i) {
    if (i->first) return i->first;
    while (i != top && !i->next) i = i->parent;
    return i == top ? NULL : i->next;
}

const char *path_below(Arena *a, const Item *i, const Item *top) {
    Buf         b = {.a = a};
    const Item *up[2 * XLSFORM_DEPTH_MAX + 8]; /* a loop is two groups */
    int         n = 0;
    for (; i != top && i && n < 2 * XLSFORM_DEPTH_MAX + 8; i = i->parent)
        if (!i->flat || !i->parent) up[n++] = i;
    while (n--) buf_all(&b, up[n]->kind == ITEM_ATTRIBUTE ? "/@" : "/", up[n]->name, NULL);
    return b.s ? b.s : "";
}

/* ---- loops: the questions of a loop once for each choice of its list ---- */

static const char *filled(Form *f, const char *s, const char *name, const char *label) {
    Buf b = {.a = f->a};
    if (!s || !strchr(s, '%')) return s;
    while (*s) {
        size_t n = strcspn(s, "%");
        buf_add(&b, s, n);
        s += n;
        if (begins(s, "%(name)s")) buf_text(&b, name), s += 8;
        else if (begins(s, "%(label)s")) buf_text(&b, label), s += 9;
        else if (begins(s, "%%")) buf_text(&b, "%"), s += 2;
        else if (*s) buf_add(&b, s++, 1);
    }
    return b.s ? b.s : "";
}

static const char *label_in(const Form *f, const Choice *c, const char *lang) {
    const char *s = c->label.text;
    if (c->label.map && !(s = cells_text(c->label.map, lang)))
        s = cells_text(c->label.map, f->lang);
    return s ? s : "";
}

/* Texts by language, or by what they are for and then by language. */
static Map *map_filled(Form *f, const Map *m, const Choice *c) {
    Map *out = m ? cells_deep(f->a, m) : NULL;
    for (size_t i = 0; out && i < out->n; i++) {
        Pair *p = &out->pair[i];
        p->text = filled(f, p->text, c->name, label_in(f, c, p->key));
        if (p->map) p->map = map_filled(f, p->map, c);
    }
    return out;
}

static Cell cell_filled(Form *f, Cell t, const Choice *c) {
    return (Cell){filled(f, t.text, c->name, label_in(f, c, f->lang)), map_filled(f, t.map, c)};
}

static Item *copy_of(Form *f, const Item *from) {
    Item *i = arena_new(f->a, Item);
    *i = *from;
    i->bind = from->bind ? cells_deep(f->a, from->bind) : NULL;
    i->control = from->control ? cells_deep(f->a, from->control) : NULL;
    i->parent = i->first = i->last = i->next = NULL;
    i->sets = i->sets_last = NULL;
    for (const Item *c = from->first; c; c = c->next) item_add(i, copy_of(f, c));
    return i;
}

static void fill(Form *f, Item *i, const Choice *c) {
    i->label = cell_filled(f, i->label, c);
    i->hint = cell_filled(f, i->hint, c);
    i->guidance = cell_filled(f, i->guidance, c);
    i->bind = map_filled(f, i->bind, c);
    i->media = map_filled(f, i->media, c);
    i->value = filled(f, i->value, c->name, label_in(f, c, f->lang));
    i->filter = filled(f, i->filter, c->name, label_in(f, c, f->lang));
}

static void unroll(Form *f, Item *loop) {
    Item *child = loop->first;
    loop->first = loop->last = NULL;
    for (size_t k = 0; k < loop->columns->n; k++) {
        const Choice *c = &loop->columns->choice[k];
        if (strcmp(c->name, "none") == 0) continue;
        if (!name_ok(c->name) || strlen(c->name) > XLSFORM_NAME_MAX) {
            NOTE(f, ERROR, "xlsform.name.wrong", .sheet = "choices", .row = c->row,
                 .column = "name", WHAT(c->name));
            continue;
        }
        Item *g = item_new(f, ITEM_GROUP, c->name, "group");
        g->row = loop->row;
        g->label = c->label;
        g->media = c->media ? cells_copy(f->a, c->media) : NULL;
        item_add(loop, g);
        for (const Item *q = child; q; q = q->next) {
            Item *copy = copy_of(f, q);
            fill(f, copy, c);
            item_add(g, copy);
        }
    }
    loop->columns = NULL;
}

static size_t size_of(Item *top) {
    size_t n = 0;
    for (Item *i = top->first; i; i = i == top ? NULL : item_next(top, i)) n++;
    return n;
}

/* Loops within loops multiply, so what they make is counted before it is made. */
static void unroll_all(Form *f) {
    size_t items = 0;
    for (Item *i = f->top; i; i = item_next(f->top, i)) {
        if (!i->columns) continue;
        items += (size_of(i) + 1) * i->columns->n;
        if (items > 2 * XLSFORM_ROWS_MAX) {
            NOTE(f, ERROR, "xlsform.loop.large", SURVEY_AT(i->row, "type"), WHAT(i->name));
            return;
        }
        unroll(f, i);
    }
}

/* ---- flat: the answers of groups stand side by side ---- */

static void flatten(Form *f, Item *group, const char *above) {
    for (Item *i = group->first; i; i = i->next) {
        const char *own = cells_text(i->bind, "relevant"), *all = own ? own : above;
        if (own && above) all = arena_print(f->a, "%s and (%s)", above, own);
        if (i->first) {
            i->flat = true;
            flatten(f, i, all);
        } else if (all) cells_set(f->a, item_bind(f, i), "relevant", all);
    }
}

/* ---- meta ---- */

static Item *meta_question(Form *f, const char *name) {
    Item *q = item_new(f, ITEM_QUESTION, name, "calculate");
    q->known = type_find("calculate");
    item_add(f->meta, q);
    return q;
}

static void add_meta(Form *f) {
    const char *omit = cells_text(f->setting, "omit_instanceID");
    const char *id = cells_text(f->setting, "instance_id");
    const char *name = cells_text(f->setting, "instance_name");
    f->meta->bodyless = true;
    if (!omit || yes_no(omit) != 1) {
        Item *q = meta_question(f, "instanceID");
        cells_set(f->a, item_bind(f, q), "readonly", "true()");
        cells_set(f->a, q->bind, "jr:preload", id ? id : "uid");
    } else if (cells_text(f->setting, "public_key"))
        NOTE(f, ERROR, "xlsform.setting.omit", .sheet = "settings", .row = 2,
             .column = "omit_instanceID");
    if (name)
        cells_set(f->a, item_bind(f, meta_question(f, "instanceName")), "calculate", name);
    if (f->meta->first) item_add(f->top, f->meta);
}

/* ---- names and triggers ---- */

static void name_items(Form *f) {
    f->by_name = index_open(f->a);
    for (Item *i = f->top; i; i = item_next(f->top, i)) {
        i->path = i == f->top ? arena_print(f->a, "/%s", i->name)
                              : arena_print(f->a, "/%s%s", f->top->name,
                                            path_below(f->a, i, f->top));
        if (strlen(i->path) > XLSFORM_PATH_MAX) {
            NOTE(f, ERROR, "xlsform.name.path", SURVEY_AT(i->row, "name"), WHAT(i->name));
            return;
        }
        if (i->kind > ITEM_QUESTION && i->kind != ITEM_ENTITY) continue;
        index_put(f->by_name, i->name, index_get(f->by_name, i->name) ? &form_twice : i);
    }
}

static void add_set(Form *f, Item *on, Item *target) {
    const char *value = cells_text(target->bind, "calculate");
    Set        *s = arena_new(f->a, Set);
    *s = (Set){target, value, strcmp(target->type, "background-geopoint") == 0, NULL};
    if (on->sets_last) on->sets_last->next = s;
    else on->sets = s;
    on->sets_last = s;
}

static void set_triggers(Form *f) {
    for (Item *i = f->top; i; i = item_next(f->top, i))
        for (const char **t = i->trigger; t && *t; t++) {
            Item *on = index_get(f->by_name, *t);
            if (on && on != &form_twice) add_set(f, on, i);
        }
}

void tree_finish(Form *f) {
    const char *flat = cells_text(f->setting, "flat");
    unroll_all(f);
    if (flat && yes_no(flat) != 0) flatten(f, f->top, NULL);
    entities_apply(f);
    add_meta(f);
    name_items(f);
    set_triggers(f);
}
