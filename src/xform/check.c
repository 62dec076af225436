/* check.c - what is wrong in an entry, in the order of its form. */
#include "xform/parts.h"

#include <string.h>

typedef struct Check { XEntry *t; XProblems *p; int language, wrong; } Check;

static void tell(Check *k, const XNode *n, Err what, const XText *message) {
    const char *words = message ? xtext(k->t, message, n, k->language) : NULL;
    problem_of_form(k->p, X_WRONG, what, xentry_path(k->t, n), n->typed,
                    words && *words ? words : NULL);
    k->wrong++;
}

static void check_faults(Check *k, const XNode *n) {
    if (n->faults & X_TYPE) tell(k, n, "xform.answer.type", NULL);
    if (n->faults & X_CHOICE) tell(k, n, "xform.answer.choice", NULL);
    if (n->faults & X_CONSTRAINT) tell(k, n, "xform.answer.constraint",
                                       n->field->constraint_message);
    if (n->faults & X_EMPTY) tell(k, n, "xform.answer.required", n->field->required_message);
}

static void check_node(Check *k, const XNode *n) {
    if (!n->relevant) {
        if (k->t->checking && *n->typed)
            problem_of_form(k->p, X_NOTE, "xform.answer.irrelevant", xentry_path(k->t, n),
                            n->typed, NULL);
    } else if (n->faults) check_faults(k, n);
    for (const XNode *i = n->first; i; i = i->next) check_node(k, i);
}

static bool wants_id(const XForm *f) {
    const XField *meta = field_child(f->root, "meta", false);
    return meta && field_child(meta, "instanceID", false);
}

int xentry_check(XEntry *t, int language, XProblems *p) {
    Check k = {.t = t, .p = p, .language = language};
    check_node(&k, t->root);
    if (t->checking && wants_id(t->f) && !*xentry_id(t))
        problem(p, X_NOTE, "xform.answer.id", "", NULL, 0);
    return k.wrong;
}

/* ---- its files ---- */

typedef struct Names { XEntry *t; const char **name; int n; } Names;

static void add_name(XEntry *t, XNode *n, void *arg) {
    Names *s = arg;
    if (!*n->value) return;
    if ((s->n & (s->n - 1)) == 0) {
        const char **wide = arena_take(t->c->a, (size_t)(s->n ? s->n * 2 : 1) * sizeof *wide);
        if (s->n) memcpy(wide, s->name, (size_t)s->n * sizeof *wide);
        s->name = wide;
    }
    s->name[s->n++] = n->value;
}

const char *const *xentry_files(XEntry *t, int *n) {
    Names s = {.t = t};
    for (int i = 0; i < t->f->fields; i++)
        if (t->f->field[i]->type == X_BINARY) each_node(t, t->f->field[i], add_name, &s);
    *n = s.n;
    return s.name;
}
