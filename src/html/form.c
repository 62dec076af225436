/* form.c - what a form shows again, and which field was refused. */
#include "html/html.h"

#include <string.h>

const char *form_value(const Form *f, const char *name) {
    for (const Pair *p = f->typed; p; p = p->next)
        if (strcmp(p->name, name) == 0) return p->value;
    return NULL;
}

const char *form_text(const Form *f, const char *name) {
    const char *s = form_value(f, name);
    return s ? s : "";
}

int64_t form_number(const Form *f, const char *name) {
    const char *s = form_text(f, name);
    int64_t     n = 0;
    for (; *s >= '0' && *s <= '9' && n < INT64_MAX / 100; s++) n = n * 10 + (*s - '0');
    return *s ? 0 : n;
}

const char *form_above(const Ctx *c, const char *act) {
    size_t n = strcspn(act, "?");
    while (n > 1 && act[n - 1] != '/') n--;
    return n > 1 ? arena_print(c->a, "%.*s", (int)n - 1, act) : "/";
}

const char *form_refused(const Ctx *c, const Form *f) {
    const char *from = f->err ? strchr(f->err, '.') : NULL;
    const char *to = from ? strchr(from + 1, '.') : NULL;
    if (!to) return NULL; /* db.conflict: of the whole form, not of a field */
    size_t n = (size_t)(to - from) - 1;
    return memcpy(arena_take(c->a, n + 1), from + 1, n);
}

bool form_marks(const Form *f, const char *name) {
    const char *from = f->err ? strchr(f->err, '.') : NULL;
    size_t      n = strlen(name);
    return from && strncmp(from + 1, name, n) == 0 && from[1 + n] == '.';
}

bool field_is(const Field *d, const char *type) {
    return strcmp(d->type ? d->type : "text", type) == 0;
}

/* A box of type=number loses what it cannot read, such as the decimal comma of
 * Vietnam, before the server sees it; one of type=date shows a day as the computer was set up,
 * often the month first. */
const char *field_input(const Field *d) {
    bool plain = !d->type || field_is(d, "number") || field_is(d, "date");
    return plain ? "text" : d->type;
}

bool field_explained(const Form *f, const Field *d) {
    return d->hint || d->advice || form_marks(f, d->name);
}

/* As soon as anything was typed the form shows that and nothing else: a box
 * that somebody emptied must not fill itself again. */
const char *field_shown(const Form *f, const Field *d) {
    bool once = d->autocomplete && strcmp(d->autocomplete, "one-time-code") == 0;
    if (field_is(d, "password") || once) return NULL; /* to be typed anew */
    return f->typed ? form_value(f, d->name) : d->value;
}

const char *field_entered(const Ctx *c, const Form *f, const Field *d) {
    const char *shown = field_shown(f, d);
    return shown && field_is(d, "date") ? text_day_typed(c, shown) : shown;
}

bool field_lists(const Field *d) {
    return field_is(d, "radio") || (field_is(d, "checkbox") && d->choices);
}

bool field_ticked(const Form *f, const Field *d) {
    const char *value = field_shown(f, d);
    return value && strcmp(value, "1") == 0;
}

bool form_ticked(const Ctx *c, const Form *f, const char *name, const char *value) {
    return form_value(f, arena_print(c->a, "%s.%s", name, value)) != NULL;
}

const Kept *field_kept(const Kept *k, const Field *d) {
    while (k && strcmp(k->name, d->name) != 0) k = k->next;
    return k;
}

static bool among(const char *words, const char *word) {
    size_t n = strlen(word);
    for (const char *p = words; p && *p; p += strcspn(p, " ")) {
        p += strspn(p, " ");
        if (n && strcspn(p, " ") == n && memcmp(p, word, n) == 0) return true;
    }
    return false;
}

bool field_chosen(const Ctx *c, const Form *f, const Field *d, const Choice *o) {
    if (field_is(d, "checkbox"))
        return f->typed ? form_ticked(c, f, d->name, o->value) : among(d->value, o->value);
    const char *value = field_shown(f, d);
    return strcmp(value ? value : "", o->value) == 0;
}

static bool same_group(const Choice *a, const Choice *b) {
    return a->group && b->group && strcmp(a->group, b->group) == 0;
}

bool field_opens(const Choice *first, const Choice *o) {
    const Choice *before = NULL;
    if (!o->group) return false;
    for (const Choice *at = first; at != o; at = at->next) before = at;
    return !before || !same_group(before, o);
}

bool field_closes(const Choice *o) { return o->group && !(o->next && same_group(o, o->next)); }
