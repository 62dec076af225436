/* entry_lines.c - one answer as lines to be read, in the order of its form. */
#include "survey/results.h"

#include <string.h>

typedef struct Lines {
    Ctx              *c;
    const Submission *u;
    XEntry           *t;
    const XProblems  *p;
    EntryLine       **end;
    int               language;
} Lines;

static int tongue(const Ctx *c, XEntry *t) {
    return xform_language_for(xentry_form(t), c->lang == LANG_EN ? "en" : "vi");
}

static const char *label_of(Ctx *c, XEntry *t, XNode *n) {
    const XControl *k = n->field->repeat ? n->field->loop : n->field->control;
    const XText    *text = k ? k->label : NULL;
    if (!text && n->field->repeat && k && k->parent) text = k->parent->label;
    const char *s = text ? xtext(t, text, n, tongue(c, t)) : "";
    return *s ? s : n->field->name;
}

/* Choices by their words: those of the whole list, for a filter may have changed since. */
const char *entry_value(Ctx *c, XEntry *t, XNode *n) {
    const XControl *k = n->field->control;
    int             count;
    Codes           codes = {0};
    bool many = k && (k->kind == X_SELECT || k->kind == X_RANK);
    if (!k || (!many && k->kind != X_SELECT1)) {
        if (n->field->type == X_DATE && date_ok(n->value)) return text_day(c, n->value);
        return n->value;
    }
    const XChoice *h = xform_choices(c->a, xentry_form(t), k, tongue(c, t), &count);
    for (int i = 0; i < count; i++) codes_add(c->a, &codes, h[i].value, h[i].label);
    if (!codes.n) return n->value;
    codes_number(c->a, &codes);
    const Asked asked = {.kind = many ? "many" : "one", .codes = codes};
    return answer_shown(c, &asked, (Cut){n->value, strlen(n->value)});
}

static const char *note_of(const Lines *l, const char *path) {
    for (const XProblem *x = l->p->first; x; x = x->next)
        if (x->weight == X_WRONG && strcmp(x->path, path) == 0)
            return x->message && *x->message ? x->message : xproblem_text(l->c, x);
    return NULL;
}

static int64_t file_of(const Lines *l, const char *name, bool *image) {
    int64_t file = 0;
    Rows    q = db_query(l->c, "SELECT f.id, s.type FROM submission_file f JOIN stored_file s"
                               " ON s.id = f.file WHERE f.submission = $1 AND f.name = $2",
                         V(l->u->id), V(name));
    while (db_next(&q)) {
        file = row_int(&q, 0);
        *image = strncmp(row_text(&q, 1), "image/", 6) == 0;
    }
    return file;
}

static EntryLine *add(Lines *l, int depth, const char *label) {
    EntryLine *x = *l->end = arena_new(l->c->a, EntryLine);
    *x = (EntryLine){.depth = depth, .label = label};
    l->end = &x->next;
    return x;
}

static int which(const XNode *n) {
    int i = 1;
    for (const XNode *p = n->prev; p; p = p->prev) i += p->field == n->field;
    return i;
}

static void put_leaf(Lines *l, XNode *n, int depth) {
    const XField *f = n->field;
    bool note = !*n->value && n->readonly && !f->calculate;
    if (f->meta || n->attribute || !f->control || note) return;
    if (xcontrol_appears(f->control, "label")) return; /* the heads of a table of choices */
    EntryLine *x = add(l, depth, label_of(l->c, l->t, n));
    x->value = entry_value(l->c, l->t, n);
    x->path = xentry_path(l->t, n);
    x->note = note_of(l, x->path);
    x->gone = !*n->value;
    if (f->type == X_BINARY && *n->value) x->file = file_of(l, n->value, &x->image);
    x->may = f->type != X_BINARY && !n->readonly && !f->calculate;
}

/* What was not asked (not relevant) is left out, unless it holds something. */
static void put_node(Lines *l, XNode *n, int depth) {
    if (!n->field || (!n->relevant && !*n->value && !n->first)) return;
    if (!n->field->group) {
        put_leaf(l, n, depth);
        return;
    }
    if (n->field->meta || !n->relevant) return;
    bool named = n->parent && (n->field->repeat || n->field->control);
    if (named) {
        const char *label = label_of(l->c, l->t, n);
        add(l, depth, n->field->repeat ? trf(l->c, "submission.repeat", V(label), V(which(n)))
                                       : label);
    }
    for (XNode *k = n->first; k; k = k->next) put_node(l, k, depth + named);
}

const EntryLine *entry_lines(Ctx *c, const Submission *u, XEntry *t, const XProblems *p) {
    EntryLine *first = NULL;
    Lines      l = {.c = c, .u = u, .t = t, .p = p, .end = &first};
    put_node(&l, xentry_root(t), 0);
    return first;
}

/* ---- what an edit has changed ---- */

static void compare(Lines *l, XEntry *was, XNode *n) {
    for (XNode *k = n->first; k; k = k->next) compare(l, was, k);
    if (n->first || !n->field || n->field->meta || n->attribute || n->field->group) return;
    const char *path = xentry_path(l->t, n);
    XNode      *old = xentry_node(was, path);
    const char *before = old ? entry_value(l->c, was, old) : "";
    const char *after = entry_value(l->c, l->t, n);
    if (strcmp(before, after) == 0) return;
    EntryLine *x = add(l, 0, label_of(l->c, l->t, n));
    x->note = before;
    x->value = after;
}

const EntryLine *answer_changes(Ctx *c, XEntry *was, XEntry *is) {
    EntryLine *first = NULL;
    Lines      l = {.c = c, .t = is, .end = &first};
    compare(&l, was, xentry_root(is));
    return first;
}
