/* model.c - the half of the XForm that holds the answers: instance, binds, actions.
 *
 * source   ODK XForms, "Model"; pyxform, section and survey_element */
#include "xlsform/parts.h"

#include <string.h>

/* ---- the primary instance ---- */

static void write_attributes(Form *f, Xml *x, const Item *i) {
    for (size_t k = 0; i->instance && k < i->instance->n; k++)
        out_attr(x, i->instance->pair[k].key,
                 refs_expr(f, i->instance->pair[k].text, (Context){.item = i}));
    for (const Item *c = i->first; c; c = c->next)
        if (c->kind == ITEM_ATTRIBUTE) out_attr(x, c->name, c->value ? c->value : "");
}

static void write_item(Form *f, Xml *x, const Item *i, bool templated);
static void write_template(Form *f, Xml *x, const Item *i);

/* A repeat comes as its template and one instance; inside an instance as the latter only. */
static void write_children(Form *f, Xml *x, const Item *i, bool templated) {
    for (const Item *c = i->first; c; c = c->next) {
        if (c->kind == ITEM_EXTERNAL || c->kind == ITEM_ATTRIBUTE) continue;
        if (c->flat) {
            write_children(f, x, c, templated);
            continue;
        }
        bool repeat = c->kind == ITEM_REPEAT && !templated;
        if (repeat) write_template(f, x, c);
        write_item(f, x, c, templated || repeat);
    }
}

static void write_item(Form *f, Xml *x, const Item *i, bool templated) {
    out_begin(x, i->name);
    write_attributes(f, x, i);
    if (i->kind == ITEM_QUESTION && i->value && !i->dynamic &&
        !default_dynamic(i->value, i->type))
        out_text(x, i->value);
    write_children(f, x, i, templated);
    out_end(x);
}

static void write_template(Form *f, Xml *x, const Item *i) {
    out_begin(x, i->name);
    out_attr(x, "jr:template", "");
    for (const Item *c = i->first; c; c = c->next) {
        if (c->kind == ITEM_EXTERNAL) continue;
        if (c->kind == ITEM_REPEAT) write_template(f, x, c);
        else write_item(f, x, c, false);
    }
    out_end(x);
}

static void write_primary(Form *f, Xml *x) {
    static const struct { const char *setting, *attribute; } names[] = {
        {"instance_xmlns", "xmlns"}, {"version", "version"}, {"prefix", "odk:prefix"},
        {"delimiter", "odk:delimiter"}};
    const Map *own = cells_inner(f->setting, "attribute");
    out_begin(x, "instance");
    out_begin(x, f->top->name);
    for (size_t i = 0; own && i < own->n; i++)
        if (strcmp(own->pair[i].key, "id") && strcmp(own->pair[i].key, "version"))
            out_attr(x, own->pair[i].key, own->pair[i].text);
    out_attr(x, "id", f->id);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        out_attr(x, names[i].attribute, cells_text(f->setting, names[i].setting));
    write_children(f, x, f->top, false);
    out_end(x);
    out_end(x);
}

/* ---- binds ---- */

static const char *bind_text(Form *f, const Item *i, const Pair *p) {
    static const char *const truths[] = {"readonly", "required", "relevant", "constraint",
                                         "calculate", NULL};
    static const char *const messages[] = {"jr:constraintMsg", "jr:requiredMsg", NULL};
    int yes = p->text && !strchr(p->text, '(') ? yes_no(p->text) : -1;
    if (yes >= 0 && one_of(p->key, truths)) return yes ? "true()" : "false()";
    bool itext = p->map ? one_of(p->key, messages) || !strcmp(p->key, "jr:noAppErrorString")
                        : one_of(p->key, messages) && ref_has(f->a, p->text);
    if (itext) return arena_print(f->a, "jr:itext('%s:%s')", i->path, p->key);
    return refs_expr(f, p->text, (Context){.item = i});
}

static void write_bind(Form *f, Xml *x, const Item *i) {
    const TypeRow *k = i->known;
    if (i->flat || (!(k && k->bind) && !i->bind)) return;
    if (!k && i->kind <= ITEM_REPEAT && !i->bind->n) return;
    const struct { const char *key, *value; } own[] = {
        {"type", k ? k->bind : NULL}, {"readonly", k && k->readonly ? "true()" : NULL},
        {"jr:preload", k ? k->preload : NULL}, {"jr:preloadParams", k ? k->params : NULL},
        {"constraint", k ? k->constraint : NULL}};
    out_begin(x, "bind");
    out_attr(x, "nodeset", i->path);
    for (size_t n = 0; n < sizeof own / sizeof *own; n++)
        if (!cells_find(i->bind, own[n].key)) out_attr(x, own[n].key, own[n].value);
    for (size_t n = 0; i->bind && n < i->bind->n; n++) {
        const Pair *p = &i->bind->pair[n];
        if (i->trigger && strcmp(p->key, "calculate") == 0) continue; /* it is set, not reckoned */
        out_attr(x, p->key, bind_text(f, i, p));
    }
    out_end(x);
}

/* ---- actions ---- */

void actions_write(Form *f, Xml *x, const Item *i, bool in_repeat) {
    for (const Action *a = i->action; a; a = a->next) {
        const char *value = a->value;
        if (in_repeat != (strcmp(a->event, "odk-new-repeat") == 0)) continue;
        if (i->dynamic) value = refs_expr(f, i->value, (Context){.item = i});
        else if (i->value && i->kind == ITEM_QUESTION) value = i->value;
        out_begin(x, a->name);
        out_attr(x, "ref", i->path);
        out_attr(x, "event", a->event);
        out_attr(x, "value", value);
        out_attr(x, "odk:quality", a->quality);
        out_end(x);
    }
}

static void write_submission(Form *f, Xml *x) {
    static const struct { const char *setting, *attribute; } names[] = {
        {"public_key", "base64RsaPublicKey"}, {"auto_send", "orx:auto-send"},
        {"auto_delete", "orx:auto-delete"}};
    const char *url = cells_text(f->setting, "submission_url");
    const char *edit = cells_text(f->setting, "client_editable");
    bool        editable = edit && yes_no(edit) == 1, any = url || editable;
    for (int i = 0; i < 3; i++) any = any || cells_text(f->setting, names[i].setting);
    if (!any) return;
    out_begin(x, "submission");
    out_attr(x, "action", url);
    out_attr(x, "method", url ? "post" : NULL);
    for (int i = 0; i < 3; i++)
        out_attr(x, names[i].attribute, cells_text(f->setting, names[i].setting));
    out_attr(x, "odk:client-editable", editable ? "true" : NULL);
    out_end(x);
}

void model_write(Form *f, Xml *x) {
    out_begin(x, "model");
    out_attr(x, "odk:xforms-version", "1.0.0");
    out_attr(x, "entities:entities-version", f->entities_version);
    write_submission(f, x);
    itext_write(f, x);
    write_primary(f, x);
    instances_write(f, x);
    for (Item *i = f->top->first; i; i = item_next(f->top, i)) {
        if (i->kind == ITEM_EXTERNAL) continue;
        write_bind(f, x, i);
        if (i->kind == ITEM_QUESTION || i->kind == ITEM_ATTRIBUTE) actions_write(f, x, i, false);
    }
    out_end(x);
}
