/* entities.c - the sheet entities: what a submission creates or changes in a list of things.
 *
 *     entity_id  create_if  update_if
 *     -          -          -          always creates
 *     -          given      -          creates when
 *     given      -          -          always updates
 *     given      -          given      updates when
 *     given      given      given      creates when, updates when
 *
 * All else is refused.
 * source   ODK entities specification 2024.1, 2025.1; pyxform, entities_parsing */
#include "xlsform/entities.h"

#include <string.h>
#include <strings.h>

/* ---- the sheet ---- */

static void entity_bad(Form *f, const char *key, int row, const char *column, const char *list) {
    NOTE(f, ERROR, key, .sheet = "entities", .row = row, .column = column, WHAT(list));
}

static bool check_list(Form *f, const char *list, int row) {
    if (!list) entity_bad(f, "xlsform.entity.name", row, "list_name", "list_name");
    else if (begins(list, "__")) entity_bad(f, "xlsform.name.under", row, "dataset", list);
    else if (strchr(list, '.')) entity_bad(f, "xlsform.name.period", row, "dataset", list);
    else if (!name_ok(list)) entity_bad(f, "xlsform.name.wrong", row, "dataset", list);
    else return true;
    return false;
}

static bool check_mode(Form *f, const Entity *e) {
    if (!e->id && e->update) entity_bad(f, "xlsform.entity.id", e->row, "entity_id", e->list);
    else if (e->id && e->create && !e->update)
        entity_bad(f, "xlsform.entity.update", e->row, "update_if", e->list);
    else if (!e->id && !e->label)
        entity_bad(f, "xlsform.entity.label", e->row, "label", e->list);
    else return true;
    return false;
}

static void check_columns(Form *f) {
    static const char *const columns[] = {"dataset", "label", "entity_id", "create_if",
                                          "update_if", "repeat", NULL};
    Buf b = {.a = f->a};
    for (int i = 0; i < f->entities.sheet->columns; i++) {
        const Header *h = &f->entities.header[i];
        bool          used = false;
        if (!h->n || one_of(h->token[0], columns)) continue;
        for (size_t r = 0; r < f->entities.sheet->rows; r++)
            if (grid_cell(&f->entities.sheet->row[r], i)) used = true;
        if (used) buf_all(&b, b.len ? ", '" : "'", h->typed, "'", NULL);
    }
    if (b.len)
        NOTE(f, ERROR, "xlsform.entity.columns", .sheet = "entities", .row = 1, WHAT(b.s));
}

static Entity *entity_of(const Form *f, const char *list) {
    for (Entity *e = f->entity; e; e = e->next)
        if (strcmp(e->list, list) == 0) return e;
    return NULL;
}

/* An entity that refers to a question, by its name. */
typedef struct Spoken { Entity *e; struct Spoken *next; } Spoken;

static void note_names(Form *f, Entity *e) {
    const char *const cells[] = {e->id, e->create, e->update, e->label};
    Ref r;
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
        for (size_t from = 0; cells[i] && ref_next(f->a, cells[i], from, &r, NULL); from = r.end) {
            Spoken *was = index_get(f->spoken, r.name), *k = arena_new(f->a, Spoken);
            if (was && was->e == e) continue;
            *k = (Spoken){e, was};
            index_put(f->spoken, r.name, k);
        }
}

void entities_read(Form *f) {
    header_read(f, "entities", HEADER_ENTITIES, &f->entities);
    if (!f->entities.sheet || !f->entities.sheet->rows) return;
    Entity **at = &f->entity;
    f->spoken = index_open(f->a);
    check_columns(f);
    if (f->entities.sheet->rows > XLSFORM_ENTITIES_MAX)
        entity_bad(f, "xlsform.entity.many", XLSFORM_ENTITIES_MAX + 2, NULL, NULL);
    for (size_t i = 0; i < f->entities.sheet->rows && i < XLSFORM_ENTITIES_MAX; i++) {
        const Map *m = f->entities.row[i];
        Entity     e = {.list = cells_text(m, "dataset"), .id = cells_text(m, "entity_id"),
                        .create = cells_text(m, "create_if"), .update = cells_text(m, "update_if"),
                        .label = cells_text(m, "label"), .row = f->entities.sheet->row[i].row};
        if (!check_list(f, e.list, e.row) || !check_mode(f, &e)) continue;
        if (entity_of(f, e.list))
            entity_bad(f, "xlsform.entity.twice", e.row, "list_name", e.list);
        else {
            *at = arena_new(f->a, Entity);
            **at = e;
            (*at)->saved = index_open(f->a);
            note_names(f, *at);
            at = &(*at)->next;
        }
    }
}

/* ---- the rows of the sheet survey ---- */

static void mention(Form *f, Entity *e, Mention m) {
    Mention *one = arena_new(f->a, Mention);
    *one = m;
    if (e->last) e->last->next = one;
    else e->mention = one;
    e->last = one;
    if (m.property) index_put(e->saved, m.property, one);
}

static void save_bad(Form *f, const char *key, int at, const char *what, const char *more) {
    NOTE(f, ERROR, key, SURVEY_AT(at, "save_to"), WHAT(what, more));
}

static bool check_property(Form *f, const Entity *e, const char *s, int at, bool group) {
    if (group) return save_bad(f, "xlsform.save.group", at, s, NULL), false;
    if (!strcasecmp(s, "name") || !strcasecmp(s, "label"))
        return save_bad(f, "xlsform.name.reserved", at, s, NULL), false;
    if (begins(s, "__")) return save_bad(f, "xlsform.name.under", at, s, NULL), false;
    if (!name_ok(s)) return save_bad(f, "xlsform.name.wrong", at, s, NULL), false;
    const Mention *m = index_get(e->saved, s);
    if (m) save_bad(f, "xlsform.save.twice", at, s, arena_print(f->a, "%d", m->row));
    return !m;
}

static void take_save(Form *f, Item *in, Map *bind, int at, bool group) {
    const char *s = cells_text(bind, "entities:saveto"), *hash = strchr(s, '#');
    if (!f->entity) {
        bool told = f->entities.sheet && f->errors;
        if (!told) save_bad(f, "xlsform.save.none", at, s, NULL);
        return;
    }
    if (hash && strchr(hash + 1, '#')) return save_bad(f, "xlsform.save.hash", at, s, NULL);
    if (!hash && f->entity->next) return save_bad(f, "xlsform.save.which", at, s, NULL);
    const char *list = hash ? arena_part(f->a, s, (size_t)(hash - s)) : f->entity->list;
    Entity     *e = entity_of(f, list);
    if (!e) return save_bad(f, "xlsform.save.list", at, list, NULL);
    if (hash) cells_set(f->a, bind, "entities:saveto", s = hash + 1);
    if (check_property(f, e, s, at, group))
        mention(f, e, (Mention){.in = in, .row = at, .property = s});
}

void entities_row(Form *f, Stack *s, Map *row, int at, const char *name, bool begins_group,
                  bool ends_group) {
    Map *bind = cells_inner(row, "bind");
    if (cells_text(bind, "entities:saveto"))
        take_save(f, s->item, bind, at, begins_group || ends_group);
    for (const Spoken *k = f->entity ? index_get(f->spoken, name) : NULL; k; k = k->next)
        mention(f, k->e, (Mention){.in = s->item, .row = at, .question = name});
}

/* ---- what comes of it in the form ---- */

static Item *attribute(Form *f, Item *e, const char *name, const char *value,
                       const char *calculate) {
    Item *i = item_new(f, ITEM_ATTRIBUTE, name, "attribute");
    i->value = value;
    i->row = 0;
    if (calculate) {
        cells_set(f->a, item_bind(f, i), "calculate", calculate);
        cells_set(f->a, i->bind, "readonly", "true()");
        cells_set(f->a, i->bind, "type", "string");
    }
    item_add(e, i);
    return i;
}

static void versions(Form *f, Item *i, const Entity *e) {
    static const char *const names[] = {"baseVersion", "trunkVersion", "branchId"};
    static const char *const columns[] = {"__version", "__trunkVersion", "__branchId"};
    for (int k = 0; k < 3; k++)
        attribute(f, i, names[k], NULL,
                  arena_print(f->a, "instance('%s')/root/item[name=%s]/%s", e->list, e->id,
                              columns[k]));
}

static bool inside_repeat(const Item *i) {
    for (; i; i = i->parent)
        if (i->kind == ITEM_REPEAT) return true;
    return false;
}

static Item *entity_item(Form *f, const Entity *e) {
    Item *i = item_new(f, ITEM_ENTITY, "entity", "entity");
    attribute(f, i, "dataset", e->list, NULL);
    if (!e->id || e->create) attribute(f, i, "create", "1", e->create);
    if (e->id) {
        attribute(f, i, "update", "1", e->update);
        versions(f, i, e);
    }
    Item *id = attribute(f, i, "id", NULL, e->id);
    cells_set(f->a, item_bind(f, id), "readonly", "true()");
    cells_set(f->a, id->bind, "type", "string");
    if (!e->id) {
        action_add(f, id, (Action){"setvalue", "odk-instance-first-load", "uuid()", NULL, NULL});
        if (inside_repeat(e->place))
            action_add(f, id, (Action){"setvalue", "odk-new-repeat", "uuid()", NULL, NULL});
    }
    if (e->label) {
        Item *label = attribute(f, i, "label", NULL, e->label);
        label->kind = ITEM_LABEL;
    }
    return i;
}

/* What is updated is looked up in a file of the things that there are. */
static void check_files(Form *f) {
    for (const Entity *e = f->entity; e; e = e->next) {
        const char *end = e->id ? index_get(f->instances, e->list) : ".csv";
        if (!end || strcasecmp(end, ".csv") != 0)
            entity_bad(f, "xlsform.entity.file", e->row, "list_name", e->list);
    }
}

void entities_apply(Form *f) {
    bool newer = f->entity && f->entity->next;
    if (!f->entity || !entities_place(f)) return;
    check_files(f);
    for (const Entity *e = f->entity; e; e = e->next) {
        Item *i = entity_item(f, e), *meta = f->meta;
        if (e->place != f->top) {
            meta = item_new(f, ITEM_GROUP, "meta", "group");
            meta->bodyless = true;
            item_add(e->place, meta);
        }
        if (inside_repeat(e->place)) newer = true;
        i->parent = meta;
        if (e->place == f->top && meta->first) { /* before the audit */
            i->next = meta->first;
            meta->first = i;
        } else item_add(meta, i);
    }
    f->entities_version = newer ? "2025.1.0" : "2024.1.0";
}
