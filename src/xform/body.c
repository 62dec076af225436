/* body.c - the controls: what is asked, in which order, and from which choices. */
#include "xform/parts.h"

#include <string.h>

static bool kind_of(const Elem *e, XKind *out) {
    static const struct { const char *name; XKind kind; } kinds[] = {
        {"group", X_GROUP}, {"repeat", X_REPEAT}, {"input", X_INPUT}, {"secret", X_SECRET},
        {"textarea", X_INPUT}, {"select1", X_SELECT1}, {"select", X_SELECT}, {"rank", X_RANK},
        {"upload", X_UPLOAD}, {"range", X_RANGE}, {"trigger", X_TRIGGER}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (elem_is(e, kinds[i].name)) return *out = kinds[i].kind, true;
    return false;
}

static const XAttr *others(Arena *a, const Elem *e) {
    static const char *const known[] = {"ref", "nodeset", "bind", "appearance", "mediatype"};
    XAttr *list = arena_take(a, ((size_t)e->attrs + 1) * sizeof *list);
    int    n = 0;
    for (int i = 0; i < e->attrs; i++) {
        bool skip = false;
        for (size_t k = 0; k < sizeof known / sizeof *known; k++)
            skip |= strcmp(e->attr[i].name, known[k]) == 0;
        if (!skip) list[n++] = (XAttr){e->attr[i].name, e->attr[i].value};
    }
    return list;
}

static const char *one_blank(Arena *a, const char *s) {
    Buf b = {.a = a};
    for (; s && *s; s++) {
        bool gap = strchr(" \t\r\n", *s) != NULL;
        if (!gap) buf_add(&b, s, 1);
        else if (b.len && b.s[b.len - 1] != ' ') buf_text(&b, " ");
    }
    if (b.len && b.s[b.len - 1] == ' ') b.s[--b.len] = '\0';
    return b.s ? b.s : "";
}

/* The field that a control asks for; a control may name a bind instead. */
static XField *field_of(Opening *o, const Elem *e) {
    const char *path = elem_attr(e, elem_is(e, "repeat") ? "nodeset" : "ref");
    const char *bind = elem_attr(e, "bind");
    const Elem *model = elem_child(o->head, "model");
    for (const Elem *k = bind && !path ? model->first : NULL; k; k = k->next) {
        const char *id = elem_is(k, "bind") ? elem_attr(k, "id") : NULL;
        if (id && strcmp(id, bind) == 0) path = elem_attr(k, "nodeset");
    }
    if (!path) return NULL;
    XField *d = map_get(o->f->paths, path);
    if (!d) problem(o->p, X_REFUSE, "xform.control.missing", path, e->name, e->line);
    return d;
}

/* ---- choices ---- */

static void add_item(Opening *o, XControl *k, const Elem *e) {
    ControlRules *r = choice_rules(k);
    const Elem   *label = elem_child(e, "label"), *value = elem_child(e, "value");
    if (!value) return;
    if ((r->items & (r->items - 1)) == 0) {
        struct Item *wide = arena_take(o->f->a, (size_t)(r->items ? r->items * 2 : 1) *
                                                    sizeof *wide);
        if (r->items) memcpy(wide, r->item, (size_t)r->items * sizeof *wide);
        r->item = wide;
    }
    r->item[r->items++] = (struct Item){
        one_blank(o->f->a, elem_text(o->f->a, value)),
        label ? text_of(o, label, k->field, k->field->path) : NULL};
}

/* The label of an item: a path in it, or jr:itext(path). */
static void add_itemset(Opening *o, XControl *k, const Elem *e) {
    ControlRules *r = choice_rules(k);
    const Elem   *label = elem_child(e, "label"), *value = elem_child(e, "value");
    const char   *nodes = elem_attr(e, "nodeset"), *of = value ? elem_attr(value, "ref") : NULL;
    const char   *reads = label ? elem_attr(label, "ref") : NULL, *path = k->field->path;
    if (!nodes || !of)
        return problem(o->p, X_REFUSE, "xform.choices.missing", path, NULL, e->line);
    r->nodeset = expr_keep(o, nodes, k->field, path, e->line);
    r->value = expr_keep(o, of, NULL, path, e->line);
    if (reads) r->label = expr_keep(o, reads, NULL, path, e->line);
    const Ast *call = r->label ? r->label->ast : NULL;
    r->translated = call && call->kind == A_CALL && strcmp(call->text, "jr:itext") == 0;
}

/* Choices that are always the same are known by their values at once. */
static void settle_choices(Opening *o, XControl *k) {
    ControlRules *r = choice_rules(k);
    if (r->nodeset) {
        Job *j = arena_new(o->f->a, Job);
        *j = (Job){.kind = JOB_FILTER, .field = k->field, .expr = r->nodeset};
        reads_of(o, j);
        k->filtered = j->n || j->loose;
        if (k->filtered && k->field->control == k) rules_of(k->field)->job[JOB_FILTER] = j;
    }
    if (k->filtered) return;
    int            n;
    const XChoice *h = xform_choices(o->f->a, o->f, k, 0, &n);
    r->values = map_new(o->f->a);
    for (int i = 0; i < n; i++) map_put(r->values, h[i].value, (void *)(uintptr_t)(i + 1));
}

/* ---- controls ---- */

static void open_controls(Opening *o, XControl *up, const Elem *body);

static void open_repeat(Opening *o, XControl *k, const Elem *e) {
    const char *count = elem_attr(e, "count");
    XField     *d = k->field;
    if (!d || !d->repeat)
        return problem(o->p, X_REFUSE, "xform.control.missing", "", "repeat", e->line);
    d->loop = k;
    k->fixed = elem_attr(e, "noAddRemove") != NULL;
    if (!count) return;
    Job *j = arena_new(o->f->a, Job);
    *j = (Job){.kind = JOB_COUNT, .field = d,
               .expr = expr_keep(o, count, d, d->path, e->line)};
    k->counted = true;
    choice_rules(k)->count = j->expr;
    if (j->expr) rules_of(d)->job[JOB_COUNT] = j;
}

static bool is_select(XKind k) { return k == X_SELECT || k == X_SELECT1 || k == X_RANK; }

static void open_inside(Opening *o, XControl *k, const Elem *e) {
    const XField *here = k->field;
    const char   *path = here ? here->path : "";
    for (const Elem *i = e->first; i; i = i->next) {
        if (elem_is(i, "label") && !k->label) k->label = text_of(o, i, here, path);
        else if (elem_is(i, "hint") && !k->hint) k->hint = text_of(o, i, here, path);
        else if (elem_is(i, "item") && here) add_item(o, k, i);
        else if (elem_is(i, "itemset") && here) add_itemset(o, k, i);
    }
    if (is_select(k->kind) && here) settle_choices(o, k);
    if (k->kind == X_GROUP || k->kind == X_REPEAT) open_controls(o, k, e);
    open_actions(o, e, k->kind == X_GROUP || k->kind == X_REPEAT ? NULL : here);
}

static XControl *open_control(Opening *o, XControl *up, const Elem *e, XKind kind) {
    XControl   *k = arena_new(o->f->a, XControl);
    const char *media = elem_attr(e, "mediatype");
    *k = (XControl){.kind = kind, .parent = up, .mediatype = media ? media : "",
                    .appearance = one_blank(o->f->a, elem_attr(e, "appearance")),
                    .attrs = others(o->f->a, e), .rules = arena_new(o->f->a, ControlRules),
                    .field = field_of(o, e)};
    if (!k->field && kind != X_GROUP) {
        problem(o->p, X_REFUSE, "xform.control.missing", "", e->name, e->line);
        return k;
    }
    bool asks = kind != X_GROUP && kind != X_REPEAT;
    if (k->field && asks && k->field->group)
        problem(o->p, X_REFUSE, "xform.control.group", k->field->path, e->name, e->line);
    if (k->field && kind != X_REPEAT && !k->field->control) k->field->control = k;
    if (kind == X_REPEAT) open_repeat(o, k, e);
    open_inside(o, k, e);
    return k;
}

static void open_controls(Opening *o, XControl *up, const Elem *body) {
    XKind      kind;
    XControl **last = up ? &up->first : &o->f->body;
    for (const Elem *e = body->first; e && !o->p->refused; e = e->next) {
        if (!e->name || !kind_of(e, &kind)) continue;
        *last = open_control(o, up, e, kind);
        last = &(*last)->next;
    }
}

void open_body(Opening *o, const Elem *body) {
    if (o->p->refused) return;
    open_controls(o, NULL, body);
    open_actions(o, body, NULL);
}

/* ---- actions ---- */

static unsigned events_of(const char *s) {
    static const struct { const char *name; unsigned on; } events[] = {
        {"odk-instance-first-load", ON_FIRST_LOAD}, {"odk-instance-load", ON_LOAD},
        {"odk-new-repeat", ON_NEW_REPEAT}, {"xforms-value-changed", ON_CHANGED},
        {"xforms-ready", ON_FIRST_LOAD}};
    unsigned on = 0;
    for (size_t i = 0; i < sizeof events / sizeof *events; i++)
        if (strstr(s, events[i].name)) on |= events[i].on;
    return on;
}

static void open_action(Opening *o, const Elem *e, const XField *source) {
    const char *ref = elem_attr(e, "ref"), *on = elem_attr(e, "event");
    const char *value = elem_attr(e, "value");
    XField     *d = ref ? map_get(o->f->paths, ref) : NULL;
    Action     *a = arena_new(o->f->a, Action);
    if (!d || d->group)
        return problem(o->p, X_REFUSE, "xform.action.missing", ref ? ref : "", e->name, e->line);
    *a = (Action){.on = events_of(on ? on : ""), .target = d, .source = source,
                  .text = elem_text(o->f->a, e)};
    if (value && *value) a->value = expr_keep(o, value, d, d->path, e->line);
    if (o->f->last_action) o->f->last_action->next = a;
    else o->f->actions = a;
    o->f->last_action = a;
    if (!source || !(a->on & ON_CHANGED)) return;
    Action **last = &rules_of(source)->changed;
    while (*last) last = &(*last)->beside;
    *last = a;
}

/* Of these, setgeopoint and recordaudio are for a phone: their fields come filled from it. */
void open_actions(Opening *o, const Elem *e, const XField *source) {
    for (const Elem *k = e->first; k; k = k->next)
        if (elem_is(k, "setvalue")) open_action(o, k, source);
}
