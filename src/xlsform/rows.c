/* rows.c - the sheet survey, row after row: what each is, and what every kind has to obey.
 *
 * A wrong row is told and left out, and the next is read: so an author sees all at once.
 * source   XLSForm reference; pyxform, xls2json */
#include "xlsform/parts.h"

#include <ctype.h>
#include <string.h>

/* ---- items ---- */

Item *item_new(Form *f, ItemKind kind, const char *name, const char *type) {
    Item *i = arena_new(f->a, Item);
    *i = (Item){.kind = kind, .name = name, .type = type};
    return i;
}

void item_add(Item *parent, Item *child) {
    child->parent = parent;
    if (parent->last) parent->last->next = child;
    else parent->first = child;
    parent->last = child;
}

static Cell cell_at(const Map *row, const char *key) {
    const Pair *p = cells_find(row, key);
    return p ? (Cell){p->text, p->map} : (Cell){0};
}

static Map *copy_at(Form *f, const Map *row, const char *key) {
    const Map *m = cells_inner(row, key);
    return m ? cells_copy(f->a, m) : NULL;
}

Map *item_bind(Form *f, Item *q) {
    if (!q->bind) q->bind = arena_new(f->a, Map);
    return q->bind;
}

Map *item_control(Form *f, Item *q) {
    if (!q->control) q->control = arena_new(f->a, Map);
    return q->control;
}

void action_add(Form *f, Item *q, Action act) {
    Action **at = &q->action;
    while (*at) at = &(*at)->next;
    *at = arena_new(f->a, Action);
    **at = act;
}

static bool in_repeat(const Stack *s) {
    for (; s; s = s->up)
        if (s->item->kind == ITEM_REPEAT) return true;
    return false;
}

Item *item_of_row(Form *f, const Map *row, const char *type, int at) {
    Item *q = item_new(f, ITEM_QUESTION, cells_text(row, "name"), type);
    q->row = at;
    q->raw = row;
    q->label = cell_at(row, "label");
    q->hint = cell_at(row, "hint");
    q->guidance = cell_at(row, "guidance_hint");
    q->bind = copy_at(f, row, "bind");
    q->control = copy_at(f, row, "control");
    q->instance = copy_at(f, row, "instance");
    q->media = copy_at(f, row, "media");
    q->filter = cells_text(row, "choice_filter");
    q->value = cells_text(row, "default");
    return q;
}

/* ---- the column trigger: ${a}, or several with commas ---- */

static bool read_trigger(Form *f, Reading *g, const Map *row, int at, const char ***out) {
    const char *s = cells_text(row, "trigger");
    size_t      n = 0, room = 2;
    *out = NULL;
    if (!s) return true;
    for (const char *p = s; *p; p++) room += *p == ',';
    *out = arena_take(f->a, room * sizeof **out);
    while (s) {
        const char *comma = strchr(s, ',');
        const char *part = comma ? arena_part(f->a, s, (size_t)(comma - s)) : s;
        Ref         r, more;
        bool        wrong = false;
        s = comma ? comma + 1 : NULL;
        if (text_blank(part)) continue;
        if (!ref_next(f->a, part, 0, &r, &wrong) || wrong) {
            NOTE(f, ERROR, "xlsform.ref.form", SURVEY_AT(at, "trigger"), WHAT(part));
            return false;
        }
        if (ref_next(f->a, part, r.end, &more, NULL)) {
            NOTE(f, ERROR, "xlsform.ref.comma", SURVEY_AT(at, "trigger"), WHAT(part));
            return false;
        }
        (*out)[n++] = r.name;
        wait_add(f, g, r.name, at, false);
    }
    return true;
}

void wait_add(Form *f, Reading *g, const char *target, int at, bool geo) {
    Wait *w = arena_new(f->a, Wait);
    *w = (Wait){target, at, geo, g->wait};
    g->wait = w;
}

/* ---- names ---- */

static const char *lower(Arena *a, const char *s) {
    char *out = arena_text(a, s);
    for (char *p = out; *p; p++) *p = (char)tolower((unsigned char)*p);
    return out;
}

/* A name is one among its neighbours; alike but for case, programs may mix them up. */
static void check_neighbours(Form *f, Stack *s, const char *name, int at) {
    if (strcmp(name, "meta") == 0) {
        NOTE(f, ERROR, "xlsform.name.meta", SURVEY_AT(at, "name"), WHAT(name));
        return;
    }
    const char *small = lower(f->a, name);
    if (index_get(s->names, name))
        NOTE(f, ERROR, "xlsform.name.twice", SURVEY_AT(at, "name"), WHAT(name));
    else if (index_get(s->lower, small))
        NOTE(f, WARNING, "xlsform.name.near", SURVEY_AT(at, "name"), WHAT(name));
    index_put(s->names, name, s);
    index_put(s->lower, small, s);
}

static void count_name(Form *f, const char *name) {
    size_t n = (size_t)(uintptr_t)index_get(f->counted, name);
    index_put(f->counted, name, (void *)(uintptr_t)(n + 1));
}

/* Its name, made up for a note without one; NULL when it may not have it. */
static const char *row_name(Form *f, Map *row, const char *type, int at) {
    if (!cells_text(row, "name") && strcmp(type, "note") == 0)
        cells_set(f->a, row, "name", arena_print(f->a, "generated_note_name_%d", at));
    const char *name = cells_text(row, "name");
    if (!name)
        NOTE(f, ERROR, "xlsform.name.lack", SURVEY_AT(at, "name"), WHAT(type));
    else if (strlen(name) > XLSFORM_NAME_MAX) {
        NOTE(f, ERROR, "xlsform.name.long", SURVEY_AT(at, "name"));
        return NULL;
    } else if (!name_ok(name))
        NOTE(f, ERROR, "xlsform.name.wrong", SURVEY_AT(at, "name"), WHAT(name));
    return name;
}

/* ---- rows that are no questions ---- */

/* Very old forms have settings as rows of this sheet. */
static bool is_setting(Form *f, const Map *row, const char *type) {
    static const struct { const char *type, *setting; } names[] = {
        {"form_title", "title"}, {"set form title", "title"}, {"form_id", "id_string"},
        {"set form id", "id_string"}, {"public_key", "public_key"}, {"delimiter", "delimiter"},
        {"submission_url", "submission_url"}, {"auto_send", "auto_send"}, {"prefix", "prefix"},
        {"auto_delete", "auto_delete"}, {"sms_keyword", "sms_keyword"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(names[i].type, type) != 0) continue;
        const char *value = cells_text(row, "name");
        if (!value) value = "None";
        cells_set(f->a, f->setting, names[i].setting, value);
        if (strcmp(names[i].setting, "title") == 0) f->title = value;
        if (strcmp(names[i].setting, "id_string") == 0) f->id = value;
        return true;
    }
    return false;
}

static bool is_off(Form *f, Map *row, int at) {
    const char *off = cells_text(row, "disabled");
    if (!cells_find(row, "disabled")) return false;
    NOTE(f, WARNING, "xlsform.row.disabled", SURVEY_AT(at, "disabled"));
    cells_drop(row, "disabled");
    return off && yes_no(off) == 1;
}

static bool has_type(Form *f, const Map *row, int at) {
    const char *name = cells_text(row, "name");
    if (cells_text(row, "type")) return true;
    if (cells_find(row, "name") || cells_find(row, "label"))
        NOTE(f, ERROR, "xlsform.type.lack", SURVEY_AT(at, "type"), WHAT(name ? name : ""));
    else NOTE(f, WARNING, "xlsform.row.note", .sheet = "survey", .row = at);
    return false;
}

/* ---- one row ---- */

static void add_default(Form *f, Reading *g, Item *q) {
    if (!q->value || !default_dynamic(q->value, q->type)) return;
    q->dynamic = true;
    action_add(f, q, (Action){.name = "setvalue", .event = "odk-instance-first-load"});
    if (in_repeat(g->stack))
        action_add(f, q, (Action){.name = "setvalue", .event = "odk-new-repeat"});
}

/* What all rows with a name have in common, after their kind was found. */
void row_place(Form *f, Reading *g, Item *q) {
    const char **trigger;
    const char  *type = q->raw ? cells_text(q->raw, "type") : NULL;
    if (q->raw && q->kind == ITEM_QUESTION) {
        const char *known = q->type;
        q->type = type ? type : known;
        add_default(f, g, q);
        q->type = known;
        if (read_trigger(f, g, q->raw, q->row, &trigger)) q->trigger = trigger;
    }
    const char *look = cells_text(q->control, "appearance");
    if (look && strcmp(look, "label") == 0 && !q->label.text && !q->label.map) q->label.text = " ";
    item_add(g->stack->item, q);
}

static bool check_calculate(Form *f, const Map *row, const char *type, int at) {
    if (strcmp(type, "calculate") != 0) return true;
    const char *value = cells_text(row, "default");
    if (cells_find(cells_inner(row, "bind"), "calculate") ||
        (value && default_dynamic(value, type)))
        return true;
    const char *name = cells_text(row, "name");
    NOTE(f, ERROR, "xlsform.calculation.lack", SURVEY_AT(at, "calculation"),
         WHAT(name ? name : ""));
    return false;
}

static void read_row(Form *f, Reading *g, Map *row, int at) {
    static const char *const gone[] = {"subscriberid", "simserial", NULL};
    const char *list;
    bool        other;
    if (is_off(f, row, at) || !row->n || !has_type(f, row, at)) return;
    const char *type = type_plain(cells_text(row, "type"));
    cells_set(f->a, row, "type", type);
    if (strcmp(type, "audit") == 0) {
        row_audit(f, row, at);
        return;
    }
    bool good = check_calculate(f, row, type, at);
    if (one_of(type, gone))
        NOTE(f, WARNING, "xlsform.type.gone", SURVEY_AT(at, "type"), WHAT(type));
    if (is_setting(f, row, type)) return;
    const char *begin = type_begin(f->a, type, &list), *end = type_end(type), *loop = list;
    const char *name = end ? NULL : row_name(f, row, type, at);
    if (!end && !name) return;
    if (name) {
        count_name(f, name);
        check_neighbours(f, g->stack, name, at);
    }
    entities_row(f, g->stack, row, at, name, begin != NULL, end != NULL);
    if (end) row_end(f, g, row, end, at);
    else if (begin) row_begin(f, g, row, begin, loop, at);
    if (!end && !begin) index_put(f->questions, name, row);
    if (!end && !begin && good) {
        const SelectName *k = type_select(f->a, type, &list, &other);
        if (k) row_select(f, g, row, k, list, other, at);
        else row_typed(f, g, row, type, at);
    }
}

static bool has_survey(Form *f) {
    if (book_sheet(&f->book, "survey")) return true;
    const char *alike = book_alike(f->a, &f->book, "survey");
    NOTE(f, ERROR, alike ? "xlsform.survey.alike" : "xlsform.survey.lack", .sheet = "survey",
         WHAT(alike));
    return false;
}

void rows_read(Form *f) {
    Reading g = {0};
    Stack   top = {.item = item_new(f, ITEM_ROOT, f->root, "survey"),
                   .names = index_open(f->a), .lower = index_open(f->a)};
    f->top = top.item;
    f->meta = item_new(f, ITEM_GROUP, "meta", "group");
    f->counted = index_open(f->a);
    f->repeats = index_open(f->a);
    f->questions = index_open(f->a);
    f->instances = index_open(f->a);
    if (!has_survey(f)) return;
    header_read(f, "survey", HEADER_SURVEY, &f->survey);
    if (!f->survey.sheet || !header_has(&f->survey, "type")) return;
    g.stack = &top;
    for (size_t i = 0; i < f->survey.sheet->rows; i++)
        read_row(f, &g, f->survey.row[i], f->survey.sheet->row[i].row);
    for (; g.stack->up; g.stack = g.stack->up)
        NOTE(f, ERROR, "xlsform.group.open", SURVEY_AT(g.stack->item->row, "type"),
             WHAT(g.stack->item->type, g.stack->item->name));
    count_name(f, "instanceID");
    checks_waiting(f, &g);
}
