/* outline_form.c - a form of a page: where it goes, and each of its fields. */
#include "api/outline.h"

#include <string.h>

typedef struct Option Option;
struct Option { const char *value, *text; Option *next; };
typedef struct Control Control;
struct Control {
    const char *name, *type, *label, *value;
    bool        needed;
    Option     *options;
    Control    *next;
};
typedef struct Controls { Outline *o; Control *first; } Controls;

static const xmlNode *label_for(Outline *o, const xmlNode *n, const char *id) {
    for (; n; n = n->next) {
        if (n->type != XML_ELEMENT_NODE) continue;
        const char *of = outline_is(n, "label") ? outline_attr(o, n, "for") : NULL;
        if (of && strcmp(of, id) == 0) return n;
        const xmlNode *in = label_for(o, n->children, id);
        if (in) return in;
    }
    return NULL;
}

/* The words beside a box or above a field. */
static const char *label_of(Outline *o, const xmlNode *n) {
    const char *id = outline_attr(o, n, "id");
    for (const xmlNode *up = n->parent; up; up = up->parent)
        if (outline_is(up, "label")) return outline_text(o, up);
    const xmlNode *label = id ? label_for(o, o->root, id) : NULL;
    return label ? outline_text(o, label) : "";
}

/* The words above a group of boxes. */
static const char *legend_of(Outline *o, const xmlNode *n) {
    for (const xmlNode *up = n->parent; up; up = up->parent)
        for (const xmlNode *k = up->children; outline_is(up, "fieldset") && k; k = k->next)
            if (outline_is(k, "legend")) return outline_text(o, k);
    return "";
}

static Control *control(Controls *all, const char *name, const char *type) {
    Control **at = &all->first;
    for (; *at; at = &(*at)->next)
        if (strcmp((*at)->name, name) == 0) return *at;
    *at = arena_new(all->o->c->a, Control);
    **at = (Control){.name = name, .type = type, .label = ""};
    return *at;
}

static void add_option(Controls *all, Control *k, const char *value, const char *text) {
    Option **end = &k->options;
    while (*end) end = &(*end)->next;
    *end = arena_new(all->o->c->a, Option);
    **end = (Option){value ? value : "", text, NULL};
}

static void take_options(Controls *all, Control *k, const xmlNode *n) {
    for (; n; n = n->next) {
        if (outline_is(n, "optgroup")) take_options(all, k, n->children);
        if (!outline_is(n, "option")) continue;
        const char *value = outline_attr(all->o, n, "value");
        add_option(all, k, value, outline_text(all->o, n));
        if (outline_attr(all->o, n, "selected")) k->value = value;
    }
}

/* Boxes of one list: partner.12, partner.13 are a list `partner` of 12 and 13. */
static void take_box(Controls *all, const xmlNode *n, const char *name) {
    const char *dot = strchr(name, '.');
    bool        on = outline_attr(all->o, n, "checked") != NULL;
    Control    *k;
    if (!dot) {
        k = control(all, name, "checkbox");
        k->label = label_of(all->o, n);
        k->value = on ? "1" : "";
        return;
    }
    k = control(all, arena_part(all->o->c->a, name, (size_t)(dot - name)), "list");
    if (!*k->label) k->label = legend_of(all->o, n);
    add_option(all, k, dot + 1, label_of(all->o, n));
}

static void take_input(Controls *all, const xmlNode *n, const char *name) {
    Outline    *o = all->o;
    const char *type = outline_attr(o, n, "type");
    if (!type) type = "text";
    bool part = strcmp(type, "hidden") == 0 && strchr(name, '.'); /* of a list, ticked before */
    if (strcmp(type, "checkbox") == 0 || part) {
        take_box(all, n, name);
        return;
    }
    Control *k = control(all, name, strcmp(type, "radio") == 0 ? "select" : type);
    if (strcmp(type, "radio") == 0) {
        const char *value = outline_attr(o, n, "value");
        k->label = legend_of(o, n);
        add_option(all, k, value, label_of(o, n));
        if (outline_attr(o, n, "checked")) k->value = value;
    } else {
        const char *look = outline_attr(o, n, "class");
        if (look && strcmp(look, "day") == 0) k->type = "date";
        k->label = strcmp(type, "hidden") == 0 ? "" : label_of(o, n);
        k->value = outline_attr(o, n, "value");
    }
    k->needed = outline_attr(o, n, "required") != NULL;
}

static void take_controls(Controls *all, const xmlNode *n) {
    for (; n; n = n->next) {
        if (n->type != XML_ELEMENT_NODE) continue;
        const char *name = outline_attr(all->o, n, "name");
        bool        ours = name && strcmp(name, "token") != 0 && strchr("ibst", n->name[0]);
        if (ours && outline_is(n, "input")) take_input(all, n, name);
        if (ours && outline_is(n, "select")) {
            Control *k = control(all, name, "select");
            k->label = label_of(all->o, n);
            k->needed = outline_attr(all->o, n, "required") != NULL;
            take_options(all, k, n->children);
        }
        if (ours && outline_is(n, "textarea")) {
            Control *k = control(all, name, "textarea");
            xmlChar *text = xmlNodeGetContent(n);
            k->label = label_of(all->o, n);
            k->needed = outline_attr(all->o, n, "required") != NULL;
            k->value = arena_text(all->o->c->a, (const char *)text);
            xmlFree(text);
        }
        if (ours && outline_is(n, "button"))
            add_option(all, control(all, name, "select"), outline_attr(all->o, n, "value"),
                       outline_text(all->o, n));
        take_controls(all, n->children);
    }
}

static void put_control(Json *j, const Control *k) {
    json_open(j, '{');
    json_pair(j, "name", k->name);
    json_pair(j, "type", k->type);
    json_pair(j, "label", k->label);
    json_pair(j, "value", k->value);
    json_name(j, "required");
    json_yes(j, k->needed);
    json_name(j, "options");
    json_open(j, '[');
    for (const Option *p = k->options; p; p = p->next) {
        json_open(j, '{');
        json_pair(j, "value", p->value);
        json_pair(j, "text", p->text);
        json_close(j, '}');
    }
    json_close(j, ']');
    json_close(j, '}');
}

void outline_form(Outline *o, const xmlNode *form) {
    Controls    all = {o, NULL};
    Json       *j = &o->forms;
    const char *method = outline_attr(o, form, "method"), *kind = outline_attr(o, form, "enctype");
    if (!method || strcmp(method, "post") != 0) return;
    take_controls(&all, form->children);
    json_open(j, '{');
    json_pair(j, "action", outline_address(o, outline_attr(o, form, "action")));
    json_name(j, "files");
    json_yes(j, kind && strstr(kind, "multipart"));
    json_name(j, "fields");
    json_open(j, '[');
    for (const Control *k = all.first; k; k = k->next) put_control(j, k);
    json_close(j, ']');
    json_close(j, '}');
}
