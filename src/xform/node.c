/* node.c - the nodes of an entry: made, found, set. */
#include "xform/parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

XNode *node_new(XEntry *t, XNode *parent, const XField *d, XNode *before) {
    XNode *n = arena_new(t->c->a, XNode);
    *n = (XNode){.field = d, .name = d->name, .parent = parent, .value = "", .typed = "",
                 .own = true, .relevant = parent->relevant, .readonly = parent->readonly,
                 .valid = true, .attribute = d->attribute, .next = before,
                 .prev = before ? before->prev : parent->last};
    if (n->prev) n->prev->next = n;
    else parent->first = n;
    if (before) before->prev = n;
    else parent->last = n;
    if (!d->repeats) t->single[d->index] = n;
    if (++t->nodes > XFORM_NODES_MAX) t->err = "xform.answer.work";
    t->ordered = false;
    return n;
}

static void set_first(XNode *n, const char *value) {
    n->typed = value;
    n->value = n->relevant ? value : "";
}

/* The child of a field with this name.  guess: which it may well be, for they come in order. */
static const XField *next_child(const XField *d, const XField **guess, const char *name) {
    const XField *k = *guess;
    while (k && (k->attribute || strcmp(k->name, name) != 0)) k = k->next;
    if (!k) k = field_child(d, name, false);
    if (k) *guess = k->repeat ? k : k->next;
    return k;
}

static void build_children(XEntry *t, XNode *n, const Elem *model) {
    const XField *d = n->field, *guess = d->first;
    for (const XField *k = d->first; k; k = k->next) {
        const char *value = k->attribute ? elem_attr(model, k->name) : NULL;
        if (value) set_first(node_new(t, n, k, NULL), value);
    }
    for (const Elem *e = model->first; e && !t->err; e = e->next) {
        if (!in_model(e)) continue;
        const XField *k = next_child(d, &guess, e->name);
        if (k && !(k->loop && k->loop->counted)) node_build(t, n, k, e, NULL);
    }
}

/* Presets are made what their type stores: 007 is 7. */
static const char *preset_of(XEntry *t, const XField *d, const Elem *model) {
    const char *s = elem_text(t->c->a, model), *stored = s;
    type_fits(t->c->a, d->type, s, &stored);
    return stored;
}

/* A node and all below it as the form has them at first. */
XNode *node_build(XEntry *t, XNode *parent, const XField *d, const Elem *model, XNode *before) {
    XNode *n = node_new(t, parent, d, before);
    if (d->group) build_children(t, n, model);
    else {
        set_first(n, preset_of(t, d, model));
        build_children(t, n, model); /* its attributes */
    }
    return n;
}

XNode *node_child(const XNode *n, const XField *d) {
    for (XNode *k = n->first; k; k = k->next)
        if (k->field == d) return k;
    return NULL;
}

static int size_of(const XNode *n) {
    int sum = 1;
    for (const XNode *k = n->first; k; k = k->next) sum += size_of(k);
    return sum;
}

void node_drop(XEntry *t, XNode *n) {
    t->nodes -= size_of(n);
    t->ordered = false;
    if (n->prev) n->prev->next = n->next;
    else n->parent->first = n->next;
    if (n->next) n->next->prev = n->prev;
    else n->parent->last = n->prev;
}

void node_show(XNode *n) {
    const XNode *up = n->parent;
    n->relevant = n->own && up->relevant;
    n->readonly = n->locks || up->readonly;
    n->value = n->relevant ? n->typed : "";
    for (XNode *k = n->first; k; k = k->next) node_show(k);
}

static void note_change(XEntry *t, XNode *n) {
    if (t->quiet || !rules_of(n->field)->changed) return;
    for (int i = 0; i < t->changes; i++)
        if (t->changed[i] == n) return;
    if (t->changes == t->changed_cap) {
        t->changed_cap = t->changed_cap ? t->changed_cap * 2 : 8;
        XNode **wide = arena_take(t->c->a, (size_t)t->changed_cap * sizeof *wide);
        if (t->changes) memcpy(wide, t->changed, (size_t)t->changes * sizeof *wide);
        t->changed = wide;
    }
    t->changed[t->changes++] = n;
}

void node_type(XEntry *t, XNode *n, const char *value) {
    if (strcmp(n->typed, value) == 0) return;
    n->typed = arena_text(t->c->a, value);
    if (n->relevant) n->value = n->typed;
    dirty_readers(t, n->field);
    note_change(t, n);
}

void dirty_all(XEntry *t) { memset(t->dirty, 1, (size_t)t->f->jobs); }

void dirty_readers(XEntry *t, const XField *d) {
    const FieldRules *r = rules_of(d);
    for (int i = 0; i < r->n; i++)
        if (r->readers[i] != t->running) t->dirty[r->readers[i]->place] = 1;
}

/* ---- found ---- */

typedef void Visit(XEntry *, XNode *, void *);

static void visit(XEntry *t, XNode *n, const XField *const *way, Visit *take, void *arg) {
    if (!*way) {
        take(t, n, arg);
        return;
    }
    for (XNode *k = n->first, *next; k && !t->err; k = next) {
        next = k->next; /* it may be dropped */
        if (k->field == *way) visit(t, k, way + 1, take, arg);
    }
}

/* Every node of a field, in order. */
void each_node(XEntry *t, const XField *d, Visit *take, void *arg) {
    const XField *way[XFORM_DEPTH_MAX + 3] = {0};
    int           n = XFORM_DEPTH_MAX + 2;
    while (d->repeats && n > 0) way[--n] = d, d = d->parent;
    XNode *from = t->single[d->index];
    if (from) visit(t, from, way + n, take, arg);
}

/* The step name[i] at *s; where it ends. */
static const char *path_step(const char *s, char *name, size_t size, int *at, bool *attribute) {
    size_t n = 0;
    *attribute = *s == '@';
    if (*attribute) s++;
    while (*s && *s != '/' && *s != '[' && n + 1 < size) name[n++] = *s++;
    name[n] = '\0';
    *at = 1;
    if (*s == '[') {
        *at = atoi(s + 1);
        s += strcspn(s, "]");
        if (*s) s++;
    }
    return s;
}

XNode *xentry_node(const XEntry *t, const char *path) {
    char   name[256];
    int    at;
    bool   attribute;
    XNode *n = (XNode *)(uintptr_t)&t->doc;
    while (*path == '/' && n) {
        path = path_step(path + 1, name, sizeof name, &at, &attribute);
        XNode *k = n->first;
        for (; k; k = k->next)
            if (k->attribute == attribute && strcmp(k->name, name) == 0 && --at <= 0) break;
        n = k;
    }
    return *path || n == &t->doc ? NULL : n;
}

static bool stands_in(const XField *d, const XField *up) {
    while (d && d != up) d = d->parent;
    return d != NULL;
}

static XNode *down_to(XNode *n, const XField *d) {
    if (n->field == d) return n;
    XNode *up = down_to(n, d->parent);
    return up ? node_child(up, d) : NULL;
}

XNode *xentry_near(const XEntry *t, const XNode *near, const XField *field) {
    const XNode *n = near ? near : t->root;
    while (n->field && !stands_in(field, n->field)) n = n->parent;
    return n->field ? down_to((XNode *)(uintptr_t)n, field) : NULL;
}

static void add_path(Buf *b, const XNode *n) {
    if (!n || !n->field) return;
    add_path(b, n->parent);
    buf_print(b, "/%s%s", n->attribute ? "@" : "", n->name);
    if (!n->field->repeat) return;
    int at = 1;
    for (const XNode *k = n->prev; k; k = k->prev) at += k->field == n->field;
    buf_print(b, "[%d]", at);
}

const char *xentry_path(const XEntry *t, const XNode *n) {
    Buf b = {.a = t->c->a};
    add_path(&b, n);
    return b.s ? b.s : "";
}

int xentry_count(const XNode *parent, const XField *repeat) {
    int n = 0;
    for (const XNode *k = parent->first; k; k = k->next) n += k->field == repeat;
    return n;
}

XNode *xentry_instance(const XNode *parent, const XField *repeat, int i) {
    for (XNode *k = parent->first; k; k = k->next)
        if (k->field == repeat && --i == 0) return k;
    return NULL;
}

const XForm *xentry_form(const XEntry *t) { return t->f; }
XNode       *xentry_root(const XEntry *t) { return t->root; }

static const char *meta_of(const XEntry *t, const char *name) {
    const XNode *n = NULL;
    for (const XNode *k = t->root->first; k; k = k->next)
        if (strcmp(k->name, "meta") == 0) n = k;
    for (const XNode *k = n ? n->first : NULL; k; k = k->next)
        if (strcmp(k->name, name) == 0) return k->typed;
    return "";
}

const char *xentry_id(const XEntry *t) { return meta_of(t, "instanceID"); }
const char *xentry_old_id(const XEntry *t) {
    return t->old ? t->old : meta_of(t, "deprecatedID");
}
const char *xentry_name(const XEntry *t) { return meta_of(t, "instanceName"); }
