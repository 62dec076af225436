/* field.c - the places of the primary instance, and the rules that binds lay on them. */
#include "xform/parts.h"

#include <string.h>

enum { SPACES_MAX = 64 };

/* An XML name without the prefix is enough: forms are of one vocabulary. */
XField *field_child(const XField *d, const char *name, bool attribute) {
    for (XField *k = d->first; k; k = k->next)
        if (k->attribute == attribute && strcmp(k->name, name) == 0) return k;
    return NULL;
}

static bool is_template(const Elem *e) { return elem_attr(e, "template") != NULL; }
bool in_model(const Elem *e) { return e->name && !is_template(e); }

static XField *field_add(Opening *o, XField *parent, const char *name, bool attribute, int line) {
    XForm *f = o->f;
    XField *d = arena_new(f->a, XField);
    FieldRules *r = arena_new(f->a, FieldRules);
    if (f->fields == XFORM_FIELDS_MAX) {
        problem(o->p, X_REFUSE, "xform.fields.many", "", NULL, line);
        return NULL;
    }
    if ((f->fields & (f->fields - 1)) == 0) {
        XField **wide = arena_take(f->a, (size_t)(f->fields ? f->fields * 2 : 1) * sizeof *wide);
        if (f->fields) memcpy(wide, f->field, (size_t)f->fields * sizeof *wide);
        f->field = wide;
    }
    *d = (XField){.index = f->fields, .name = name_keep(f, name), .parent = parent,
                  .attribute = attribute, .type_name = "string", .preset = "", .rules = r,
                  .path = arena_print(f->a, "%s/%s%s", parent == f->doc ? "" : parent->path,
                                      attribute ? "@" : "", name)};
    d->meta = parent->meta || strcmp(d->name, "meta") == 0;
    FieldRules *up = rules_of(parent);
    if (up->last) up->last->next = d;
    else parent->first = d;
    up->last = d;
    f->field[f->fields++] = d;
    map_put(f->paths, d->path, d);
    return d;
}

/* What is of XML or of the form's making, and no part of the answer. */
static bool is_ours(const ElemAttr *a) { return strcmp(a->name, "template") == 0; }

/* The name as it was written; what its prefix stands for is kept for the answers. */
static const char *qname(XForm *f, const char *prefix, const char *space, const char *name) {
    int i = 0;
    if (!*prefix) return name;
    while (i < f->spaces && strcmp(f->space[i].name, prefix) != 0) i++;
    if (i == f->spaces && i < SPACES_MAX) {
        if (!i) f->space = arena_take(f->a, SPACES_MAX * sizeof *f->space);
        f->space[f->spaces++] = (XAttr){prefix, space};
    }
    return arena_print(f->a, "%s:%s", prefix, name);
}

static void add_attributes(Opening *o, XField *d, const Elem *e) {
    for (int i = 0; i < e->attrs && !o->p->refused; i++) {
        const ElemAttr *a = &e->attr[i];
        if (is_ours(a) || field_child(d, a->name, true)) continue;
        XField *k = field_add(o, d, a->name, true, e->line);
        if (!k) return;
        k->preset = a->value;
        rules_of(k)->qname = qname(o->f, a->prefix, a->space, a->name);
    }
}

static void add_fields(Opening *o, XField *d, const Elem *e);

static void add_field(Opening *o, XField *parent, const Elem *e) {
    XField *d = map_get(o->f->paths, arena_print(o->p->a, "%s/%s", parent->path, e->name));
    bool    again = d != NULL;
    if (!d) d = field_add(o, parent, e->name, false, e->line);
    if (!d) return;
    FieldRules *r = rules_of(d);
    d->repeat |= r->within == e->parent || is_template(e); /* twice side by side */
    r->within = e->parent;
    if (!r->model || (is_template(e) && !is_template(r->model))) r->model = e;
    r->qname = qname(o->f, e->prefix, e->space, e->name);
    if (strcmp(d->name, "entity") == 0 && d->meta) o->f->entities = true;
    add_attributes(o, d, e);
    add_fields(o, d, e);
    if (!d->group && !again) d->preset = elem_text(o->f->a, e);
}

static void add_fields(Opening *o, XField *d, const Elem *e) {
    for (const Elem *k = e->first; k && !o->p->refused; k = k->next) {
        if (!k->name) continue;
        d->group = true;
        add_field(o, d, k);
    }
    if (d->group) d->preset = "";
}

/* Which fields are repeats stands in the body. */
static void mark_repeats(Opening *o, const Elem *e) {
    for (const Elem *k = e->first; k; k = k->next) {
        if (!k->name) continue;
        const char *path = elem_is(k, "repeat") ? elem_attr(k, "nodeset") : NULL;
        XField     *d = path ? map_get(o->f->paths, path) : NULL;
        if (d && !d->attribute && d != o->f->root) d->repeat = true;
        mark_repeats(o, k);
    }
}

void open_fields(Opening *o, const Elem *root) {
    XForm *f = o->f;
    f->doc = arena_new(f->a, XField);
    *f->doc = (XField){.index = -1, .name = "", .path = "", .group = true,
                       .rules = arena_new(f->a, FieldRules)};
    add_field(o, f->doc, root);
    if (o->p->refused) return;
    f->root = f->doc->first;
    f->root->repeat = false;
    f->root->parent = NULL;
    const Elem *html = o->head->parent, *body = elem_child(html, "body");
    if (body) mark_repeats(o, body);
    for (int i = 0; i < f->fields; i++) {
        XField *d = f->field[i];
        d->repeats = (d->parent ? d->parent->repeats : 0) + d->repeat;
    }
}

/* ---- binds ---- */

static void set_type(Opening *o, XField *d, const char *name, int line) {
    static const struct { const char *name; XType type; } types[] = {
        {"string", X_STRING}, {"int", X_INT}, {"integer", X_INT}, {"long", X_INT},
        {"decimal", X_DECIMAL}, {"double", X_DECIMAL}, {"float", X_DECIMAL}, {"date", X_DATE},
        {"time", X_TIME}, {"dateTime", X_DATETIME}, {"geopoint", X_GEOPOINT},
        {"geotrace", X_GEOTRACE}, {"geoshape", X_GEOSHAPE}, {"binary", X_BINARY},
        {"barcode", X_BARCODE}, {"boolean", X_BOOLEAN}, {"intent", X_INTENT},
        {"rank", X_STRING}, {"select", X_STRING}, {"select1", X_STRING}, {"text", X_STRING},
        {"anyURI", X_STRING}};
    const char *colon = strchr(name, ':');
    d->type_name = name;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (strcmp(colon ? colon + 1 : name, types[i].name) != 0) continue;
        d->type = types[i].type;
        return;
    }
    problem(o->p, X_NOTE, "xform.type.unknown", d->path, name, line);
}

static const XAttr *all_attrs(Arena *a, const Elem *e) {
    XAttr *list = arena_take(a, ((size_t)e->attrs + 1) * sizeof *list);
    for (int i = 0; i < e->attrs; i++) list[i] = (XAttr){e->attr[i].name, e->attr[i].value};
    return list;
}

static Job *job_add(Opening *o, XField *d, XJobKind kind, const char *expr, int line) {
    Job *j = arena_new(o->f->a, Job);
    *j = (Job){.kind = kind, .field = d};
    if (expr) j->expr = expr_keep(o, expr, d, d->path, line);
    if (expr && !j->expr) return NULL;
    return rules_of(d)->job[kind] = j;
}

/* An expression of a bind that says something; "false()" and "true()" where that is nothing. */
static const char *rule(Opening *o, XField *d, const Elem *e, const char *name, XJobKind kind,
                        const char *nothing) {
    const char *s = elem_attr(e, name);
    if (!s || text_blank(s)) return NULL;
    if (!nothing || strcmp(s, nothing) != 0) job_add(o, d, kind, s, e->line);
    return s;
}

static void open_bind(Opening *o, const Elem *e, const char *path) {
    XField *d = map_get(o->f->paths, path);
    if (!d) return problem(o->p, X_REFUSE, "xform.bind.missing", path, NULL, e->line);
    FieldRules *r = rules_of(d);
    const char *type = elem_attr(e, "type");
    if (type && *type) set_type(o, d, type, e->line);
    if (d->bind) return problem(o->p, X_REFUSE, "xform.bind.twice", path, NULL, e->line);
    d->bind = all_attrs(o->f->a, e);
    d->relevant = rule(o, d, e, "relevant", JOB_RELEVANT, "true()");
    d->required = rule(o, d, e, "required", JOB_REQUIRED, "false()");
    d->readonly = rule(o, d, e, "readonly", JOB_READONLY, "false()");
    d->constraint = rule(o, d, e, "constraint", JOB_VALID, NULL);
    if (!d->group) d->calculate = rule(o, d, e, "calculate", JOB_CALCULATE, NULL);
    if (!d->group && !r->job[JOB_VALID]) job_add(o, d, JOB_VALID, NULL, e->line);
    if (!d->group) d->preload = elem_attr(e, "preload");
    d->preload_params = elem_attr(e, "preloadParams");
    d->save_to = elem_attr(e, "saveto");
    const char *must = elem_attr(e, "requiredMsg"), *keep = elem_attr(e, "constraintMsg");
    if (must) d->required_message = text_message(o, must, d, d->path);
    if (keep) d->constraint_message = text_message(o, keep, d, d->path);
}

void open_binds(Opening *o, const Elem *model) {
    for (const Elem *e = model->first; e; e = e->next) {
        if (!elem_is(e, "bind")) continue;
        const char *path = elem_attr(e, "nodeset");
        if (!path) path = elem_attr(e, "ref");
        if (path) open_bind(o, e, path);
        else problem(o->p, X_REFUSE, "xform.bind.missing", "", NULL, e->line);
    }
}
