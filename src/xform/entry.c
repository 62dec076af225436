/* entry.c - an answer begins, is filled in, grows. */
#include "xform/parts.h"

#include "crypt/crypt.h"

#include <stdio.h>
#include <string.h>

/* ---- draws: xorshift128+, begun by the kernel's generator ---- */

uint64_t draw_next(XEntry *t) {
    if (!t->draw[0] && !t->draw[1]) crypt_random(t->draw, sizeof t->draw);
    uint64_t a = t->draw[0], b = t->draw[1];
    t->draw[0] = b;
    a ^= a << 23;
    t->draw[1] = a ^ b ^ a >> 18 ^ b >> 5;
    return t->draw[1] + b;
}

static const char *uuid(XEntry *t) {
    uint64_t r[2];
    crypt_random(r, sizeof r);
    return arena_print(t->c->a, "uuid:%08x-%04x-4%03x-%04x-%012llx", (unsigned)(r[0] >> 32),
                       (unsigned)(r[0] >> 16 & 0xffff), (unsigned)(r[0] & 0xfff),
                       (unsigned)(r[1] >> 48 & 0x3fff) | 0x8000,
                       (unsigned long long)(r[1] & 0xffffffffffff));
}

/* ---- preloads ---- */

static const char *property(const XPerson *who, const char *name) {
    const char *s = NULL;
    if (text_same(name, "username")) s = who->username;
    else if (text_same(name, "email")) s = who->email;
    else if (text_same(name, "phonenumber")) s = who->phone;
    else if (text_same(name, "deviceid")) s = who->device;
    return s ? s : "";
}

static const char *preload_of(XEntry *t, const XField *d, bool last) {
    const Ctx *c = t->c;
    bool       end = text_same(d->preload, "timestamp") && text_same(d->preload_params, "end");
    if (end != last) return "";
    if (text_same(d->preload, "uid")) return uuid(t);
    if (text_same(d->preload, "timestamp")) return moment_full(c->a, (double)c->now);
    if (text_same(d->preload, "date")) return c->today;
    if (text_same(d->preload, "property")) return property(&t->who, d->preload_params);
    return "";
}

static void preload(XEntry *t, XNode *n, void *arg) {
    const char *s = preload_of(t, n->field, *(bool *)arg);
    if (*s) node_type(t, n, s);
}

static void preload_all(XEntry *t, bool last) {
    for (int i = 0; i < t->f->fields; i++)
        if (t->f->field[i]->preload) each_node(t, t->f->field[i], preload, &last);
}

/* ---- a new one ---- */

static XEntry *entry_of(Ctx *c, const XForm *f, const XPerson *who) {
    XEntry *t = arena_new(c->a, XEntry);
    *t = (XEntry){.c = c, .f = f, .quiet = true, .total = XFORM_WORK_MAX};
    if (who) t->who = *who;
    t->single = arena_take(c->a, (size_t)f->fields * sizeof *t->single);
    t->dirty = arena_take(c->a, (size_t)f->jobs + 1);
    t->doc = (XNode){.name = "", .value = "", .typed = "", .own = true, .relevant = true};
    return t;
}

Err xentry_new(Ctx *c, const XForm *f, const XPerson *who, XEntry **out) {
    XEntry *t = entry_of(c, f, who);
    t->root = node_build(t, &t->doc, f->root, f->model, NULL);
    dirty_all(t);
    preload_all(t, false);
    Err e = settle(t);
    if (e) return e;
    run_actions(t, ON_FIRST_LOAD | ON_LOAD, NULL);
    e = settle(t);
    t->quiet = false;
    if (!e) *out = t;
    return e;
}

/* ---- from XML ---- */

typedef struct Loading { XEntry *t; XProblems *p; Elem **found; } Loading;

static void load_node(Loading *l, XNode *parent, const XField *d, const Elem *e);

/* The field of an element: the one after the last, as a rule; else by its path. */
static const XField *field_named(const XForm *f, const XField *d, const XField *guess,
                                 const char *name) {
    char path[1000];
    if (guess && !guess->attribute && strcmp(guess->name, name) == 0) return guess;
    int n = snprintf(path, sizeof path, "%s/%s", d->path, name);
    return n > 0 && n < (int)sizeof path ? map_get(f->paths, path) : NULL;
}

/* Sorts the elements of e by the fields below d; what the form does not know, and what is
 * there twice and may not be, is told. */
static void find_fields(Loading *l, const XField *d, const Elem *e) {
    const XField *guess = d->first;
    while (guess && guess->attribute) guess = guess->next;
    for (const XField *k = d->first; k; k = k->next) l->found[k->index] = NULL;
    for (Elem *i = e->first; i; i = i->next) {
        if (!i->name) continue;
        const XField *k = field_named(l->t->f, d, guess, i->name);
        if (!k && d->meta && strcmp(i->name, "deprecatedID") == 0) continue;
        if (!k) {
            problem(l->p, X_NOTE, "xform.answer.unknown", d->path, i->name, 0);
        } else if (l->found[k->index] && !k->repeat) {
            problem(l->p, X_WRONG, "xform.answer.twice", k->path, elem_text(l->t->c->a, i), 0);
        } else if (in_model(i)) {
            Elem *first = l->found[k->index], *last = first ? first->last_same : NULL;
            if (last) last->same = i;
            else l->found[k->index] = first = i;
            first->last_same = i;
            guess = k->repeat ? k : k->next;
        }
    }
}

static void load_fields(Loading *l, XNode *n, const Elem *e) {
    for (const XField *k = n->field->first; k && !l->t->err; k = k->next) {
        if (k->attribute) {
            const char *value = e ? elem_attr(e, k->name) : NULL;
            XNode      *one = node_new(l->t, n, k, NULL);
            one->typed = one->value = value ? value : "";
            continue;
        }
        Elem *i = e ? l->found[k->index] : NULL;
        if (!i && !k->repeat) load_node(l, n, k, NULL);
        for (; i && !l->t->err; i = i->same) load_node(l, n, k, i);
    }
}

/* What is left out of an answer was not relevant: its node is there, and empty. */
static void load_node(Loading *l, XNode *parent, const XField *d, const Elem *e) {
    XNode *n = node_new(l->t, parent, d, NULL);
    n->typed = n->value = e && !d->group ? elem_text(l->t->c->a, e) : "";
    if (e) find_fields(l, d, e);
    load_fields(l, n, e);
}

static bool space_ok(const XForm *f, const char *space) {
    return !*space || strcmp(space, "http://www.w3.org/2002/xforms") == 0 ||
           strcmp(space, f->model->space) == 0;
}

static Err check_root(const XForm *f, const Elem *e) {
    const char *id = elem_attr(e, "id"), *version = elem_attr(e, "version");
    const char *sealed = elem_attr(e, "encrypted");
    if (sealed && strcmp(sealed, "yes") == 0) return "xform.answer.encrypted";
    if (strcmp(e->name, f->root->name) != 0) return "xform.answer.root";
    if (!id && *e->space) id = e->space;
    if (!id || strcmp(id, f->id) != 0) return "xform.answer.form";
    if (!space_ok(f, e->space) && strcmp(e->space, f->id) != 0) return "xform.answer.namespace";
    return strcmp(version ? version : "", f->version) == 0 ? NULL : "xform.answer.version";
}

/* A client that corrects puts it there, whether the form has a place for it or not. */
static const char *old_id(Ctx *c, const Elem *root) {
    const Elem *meta = root->first;
    while (meta && !(meta->name && strcmp(meta->name, "meta") == 0)) meta = meta->next;
    for (const Elem *i = meta ? meta->first : NULL; i; i = i->next)
        if (i->name && strcmp(i->name, "deprecatedID") == 0) return elem_text(c->a, i);
    return NULL;
}

static MUST Err load(Ctx *c, const XForm *f, Bytes xml, const XPerson *who, XProblems *p,
                     XEntry **out) {
    Elem *e;
    Err   why = xml.n > XFORM_ANSWER_MAX ? "xform.xml.large"
                                         : elem_read(c->a, xml, XFORM_NODES_MAX, &e, NULL);
    if (!why) why = check_root(f, e);
    if (why) {
        problem(p, X_REFUSE, why, "", NULL, 0);
        return why;
    }
    XEntry *t = entry_of(c, f, who);
    Loading l = {t, p, arena_take(c->a, (size_t)f->fields * sizeof(Elem *))};
    load_node(&l, &t->doc, f->root, e);
    t->root = t->doc.first;
    t->old = old_id(c, e);
    dirty_all(t);
    *out = t;
    if (t->err) problem(p, X_REFUSE, t->err, "", NULL, 0);
    return t->err;
}

Err xentry_load(Ctx *c, const XForm *f, Bytes xml, const XPerson *who, bool recompute,
                XProblems *p, XEntry **out) {
    XEntry   *t;
    XProblems unseen = {.a = c->a};
    Err e = load(c, f, xml, who, p, &t);
    if (e) return e;
    t->checking = !recompute;
    t->p = &unseen;
    e = settle(t);
    if (!e && recompute) {
        run_actions(t, ON_LOAD, NULL);
        e = settle(t);
    }
    t->checking = t->quiet = false;
    if (!e) *out = t;
    return e;
}

Err xform_check(Ctx *c, const XForm *f, Bytes xml, XProblems *p, XEntry **out) {
    XEntry *t;
    Err e = load(c, f, xml, NULL, p, &t);
    if (e) return e;
    t->checking = true;
    t->p = p;
    e = settle(t);
    if (e) problem(p, X_NOTE, e, "", NULL, 0);
    xentry_check(t, f->first_language, p);
    t->checking = t->quiet = false;
    if (out) *out = t;
    return NULL;
}

Err xform_head(Ctx *c, Bytes xml, XHead *out) {
    Elem *e;
    Err   why = xml.n > XFORM_ANSWER_MAX ? "xform.xml.large"
                                         : elem_read(c->a, xml, XFORM_NODES_MAX, &e, NULL);
    if (why) return why;
    const char *id = elem_attr(e, "id"), *version = elem_attr(e, "version");
    const char *sealed = elem_attr(e, "encrypted");
    *out = (XHead){.root = e->name, .form = id ? id : e->space, .space = e->space,
                   .version = version ? version : "",
                   .encrypted = sealed && strcmp(sealed, "yes") == 0};
    return NULL;
}

/* ---- filled in ---- */

Err xentry_put(XEntry *t, XNode *n, const char *text) {
    const XField   *d = n->field;
    const XControl *k = d->control;
    const char     *stored = "";
    bool            all = true;
    if (d->group || n->readonly || d->calculate) return "xform.value.readonly";
    if (strlen(text) > XFORM_VALUE_MAX) return "xform.value.large";
    if (!text_valid(text, strlen(text)) || !type_fits(t->c->a, d->type, text, &stored))
        return "xform.value.type";
    if (k && (k->kind == X_SELECT || k->kind == X_SELECT1 || k->kind == X_RANK))
        stored = choices_kept(t, k, n, text, &all);
    if (!all) return "xform.value.choice";
    node_type(t, n, stored);
    return NULL;
}

Err xentry_settle(XEntry *t) { return settle(t); }

Err xentry_set(XEntry *t, XNode *n, const char *text) {
    Err e = xentry_put(t, n, text);
    return e ? e : settle(t);
}

static XNode *end_of(XNode *parent, const XField *d) {
    for (XNode *k = parent->last; k; k = k->prev)
        if (k->field == d) return k->next;
    for (const XField *after = d->next; after; after = after->next) {
        XNode *k = node_child(parent, after);
        if (k) return k;
    }
    return NULL;
}

Err xentry_add(XEntry *t, XNode *parent, const XField *repeat, XNode **out) {
    if (!repeat->repeat || (repeat->loop && (repeat->loop->counted || repeat->loop->fixed)))
        return "xform.repeat.counted";
    if (xentry_count(parent, repeat) >= XFORM_REPEAT_MAX) return "xform.repeat.many";
    XNode *n = node_build(t, parent, repeat, rules_of(repeat)->model, end_of(parent, repeat));
    dirty_readers(t, repeat);
    Err e = settle(t);
    if (e) return e;
    run_actions(t, ON_NEW_REPEAT, n);
    if (out) *out = n;
    return settle(t);
}

Err xentry_remove(XEntry *t, XNode *n) {
    const XField *d = n->field;
    if (!d->repeat || (d->loop && (d->loop->counted || d->loop->fixed)))
        return "xform.repeat.counted";
    node_drop(t, n);
    dirty_readers(t, d);
    return settle(t);
}

/* ---- sent ---- */

static void write_node(XEntry *t, Buf *b, const XNode *n, bool all) {
    const char *name = rules_of(n->field)->qname;
    bool        root = n == t->root; /* stays, with its id, also when nothing is relevant */
    if (!all && !n->relevant && !root) return;
    buf_text(b, "<");
    buf_text(b, name);
    if (root) {
        const XForm *f = t->f;
        if (*f->model->space && strcmp(f->model->space, "http://www.w3.org/2002/xforms") != 0)
            buf_text(b, " xmlns=\""), xml_quoted(b, f->model->space), buf_text(b, "\"");
        for (int i = 0; i < f->spaces; i++) {
            buf_print(b, " xmlns:%.100s=\"", f->space[i].name);
            xml_quoted(b, f->space[i].value);
            buf_text(b, "\"");
        }
    }
    bool holds = false;
    for (const XNode *k = n->first; k; k = k->next) {
        holds |= !k->attribute;
        if (!k->attribute || (!all && !k->relevant && !root)) continue;
        buf_text(b, " ");
        buf_text(b, rules_of(k->field)->qname);
        buf_text(b, "=\"");
        xml_quoted(b, all || root ? k->typed : k->value);
        buf_text(b, "\"");
    }
    const char *value = all ? n->typed : n->value;
    if (!holds && !*value) {
        buf_text(b, "/>");
        return;
    }
    buf_text(b, ">");
    xml_text(b, value);
    for (const XNode *k = n->first; k; k = k->next)
        if (!k->attribute) write_node(t, b, k, all);
    buf_text(b, "</");
    buf_text(b, name);
    buf_text(b, ">");
}

/* Where the form has a place for it and nothing stands there. */
static void give_id(XEntry *t) {
    for (XNode *k = t->root->first; k; k = k->next) {
        if (strcmp(k->name, "meta") != 0) continue;
        for (XNode *i = k->first; i; i = i->next)
            if (strcmp(i->name, "instanceID") == 0 && !*i->typed) node_type(t, i, uuid(t));
    }
}

const char *xentry_xml(XEntry *t, bool last) {
    Buf b = {.a = t->c->a};
    give_id(t);
    if (last) preload_all(t, true);
    if (settle(t)) log_line("xform: an answer went out that was not settled");
    write_node(t, &b, t->root, false);
    return b.s;
}

const char *xentry_draft(XEntry *t) {
    Buf b = {.a = t->c->a};
    write_node(t, &b, t->root, true);
    return b.s;
}
