/* choice.c - what may be chosen: items of the body, or of a list after its filter. */
#include "xform/parts.h"

#include <string.h>

/* The text below `item` that a path of one name leads to, quickly; else by its expression. */
static const char *item_text(Eval *e, const XExpr *x, XNode *item) {
    if (!x) return "";
    const Step *t = x->ast->kind == A_PATH && x->ast->from == FROM_HERE ? x->ast->step : NULL;
    if (t && !t->next && t->axis == AX_CHILD && t->name && !t->preds) {
        for (const XNode *k = item->first; k; k = k->next)
            if (k->name == t->name) return k->value;
        return "";
    }
    Eval inner = *e;
    inner.here = inner.current = item;
    return to_text(&inner, eval(&inner, x->ast));
}

static const XText *item_itext(Eval *e, const ControlRules *r, XNode *item) {
    if (!r->translated) return NULL;
    Eval inner = *e;
    inner.here = inner.current = item;
    return map_get(e->f->itext, arg_text(&inner, r->label->ast, 0));
}

static void fill_one(Eval *e, const ControlRules *r, XNode *item, XChoice *h, int language) {
    h->item = item;
    h->value = item_text(e, r->value, item);
    h->text = item_itext(e, r, item);
    if (r->translated) {
        h->label = !h->text ? "" : e->t ? xtext(e->t, h->text, item, language)
                                        : xtext_plain(e->a, e->f, h->text, language);
    } else h->label = item_text(e, r->label, item);
}

static const XChoice *fixed_items(Eval *e, const ControlRules *r, XNode *at, int language, int *n) {
    XChoice *h = arena_take(e->a, ((size_t)r->items + 1) * sizeof *h);
    for (int i = 0; i < r->items; i++) {
        const XText *x = r->item[i].label;
        h[i] = (XChoice){.value = r->item[i].value, .text = x, .label = ""};
        if (x) h[i].label = e->t ? xtext(e->t, x, at, language)
                                 : xtext_plain(e->a, e->f, x, language);
    }
    *n = r->items;
    return h;
}

static const XChoice *listed(Eval *e, const ControlRules *r, Value v, int language, int *n) {
    XChoice *h = arena_take(e->a, ((size_t)v.nodes + 1) * sizeof *h);
    *n = 0;
    for (int i = 0; i < v.nodes && work(e, 1); i++) {
        fill_one(e, r, v.node[i], &h[*n], language);
        if (*h[*n].value) (*n)++;
    }
    return h;
}

const XChoice *xentry_choices(XEntry *t, const XControl *k, XNode *at, int language, int *n) {
    const ControlRules *r = choice_rules(k);
    Eval                e = eval_at(t, at);
    e.language = language;
    *n = 0;
    if (!r->nodeset) return fixed_items(&e, r, at, language, n);
    Value v = eval(&e, r->nodeset->ast);
    return v.kind == IS_NODES && !e.err ? listed(&e, r, v, language, n) : NULL;
}

/* The list a nodeset takes from, without what it asks of each item. */
static Value whole_list(Eval *e, const Ast *x) {
    if (x->kind == A_CALL && x->args && x->fn->sort == FN_RANDOM) return whole_list(e, x->arg[0]);
    if (x->kind != A_PATH || x->from != FROM_VALUE) return is_nodes(NULL, 0);
    Value v = eval(e, x->arg[0]);
    for (const Step *t = x->step; t && v.kind == IS_NODES; t = t->next) {
        Step bare = *t;
        bare.preds = 0;
        bare.next = NULL;
        v = node_set(e, (const XNode *const *)v.node, v.nodes, &bare);
    }
    return v;
}

const XChoice *xform_choices(Arena *a, const XForm *f, const XControl *k, int language, int *n) {
    const ControlRules *r = choice_rules(k);
    int64_t             steps = XFORM_STEPS_MAX;
    Eval                e = {.f = f, .a = a, .at = 1, .size = 1, .language = language,
                             .steps = &steps};
    *n = 0;
    if (!r->nodeset) return fixed_items(&e, r, NULL, language, n);
    Value v = whole_list(&e, r->nodeset->ast);
    return v.kind == IS_NODES ? listed(&e, r, v, language, n) : NULL;
}

const char *xchoice_column(const XChoice *h, const char *name) {
    for (const XNode *k = h->item ? h->item->first : NULL; k; k = k->next)
        if (strcmp(k->name, name) == 0) return k->value;
    return NULL;
}

/* ---- which words of a value may be chosen ---- */

typedef struct Word { const char *s; size_t n; int at; } Word; /* at: in the list; 0: not */

static int words_of(Arena *a, const char *s, Word **out) {
    int n = 0;
    *out = arena_take(a, (strlen(s) / 2 + 1) * sizeof **out);
    for (;;) {
        s += strspn(s, " \t\r\n");
        size_t m = strcspn(s, " \t\r\n");
        if (!m) return n;
        (*out)[n++] = (Word){s, m, 0};
        s += m;
    }
}

/* Filtered lists are walked once for all words; of the others the values are known. */
static void find_words(XEntry *t, const XControl *k, XNode *at, Word *w, int n) {
    const ControlRules *r = choice_rules(k);
    if (!k->filtered) {
        for (int i = 0; i < n; i++)
            w[i].at = (int)(uintptr_t)map_get(r->values, arena_part(t->c->a, w[i].s, w[i].n));
        return;
    }
    Eval  e = eval_at(t, at);
    Value v = r->nodeset ? eval(&e, r->nodeset->ast) : is_nodes(NULL, 0);
    for (int i = 0; v.kind == IS_NODES && i < v.nodes && work(&e, 1); i++) {
        const char *value = item_text(&e, r->value, v.node[i]);
        for (int m = 0; m < n; m++)
            if (strncmp(value, w[m].s, w[m].n) == 0 && !value[w[m].n] && !w[m].at)
                w[m].at = i + 1;
    }
    if (e.err) t->err = e.err;
}

static void sort_words(Word *w, int n) {
    for (int i = 1; i < n; i++)
        for (int k = i; k > 0 && w[k].at < w[k - 1].at; k--) {
            Word was = w[k];
            w[k] = w[k - 1];
            w[k - 1] = was;
        }
}

/* One choice may be in one field: several words of a select1 are one name with blanks. */
static int words_for(Arena *a, const XControl *k, const char *value, Word **out) {
    if (k->kind != X_SELECT1) return words_of(a, value, out);
    *out = arena_new(a, Word);
    **out = (Word){value, strlen(value), 0};
    return *value ? 1 : 0;
}

/* Of several choices in the order of the list; a rank is its own order. */
const char *choices_kept(XEntry *t, const XControl *k, XNode *at, const char *value, bool *all) {
    Word *w;
    Buf   b = {.a = t->c->a};
    int   n = words_for(t->c->a, k, value, &w);
    *all = true;
    if (n > 5000) return *all = false, "";
    find_words(t, k, at, w, n);
    bool ordered = true;
    for (int i = 0; i < n; i++) {
        *all = *all && w[i].at;
        ordered = ordered && (!i || w[i].at > w[i - 1].at);
    }
    if (*all && (ordered || k->kind == X_RANK)) return value;
    if (k->kind != X_RANK) sort_words(w, n);
    for (int i = 0; i < n; i++) {
        if (!w[i].at || (i && k->kind != X_RANK && w[i].at == w[i - 1].at)) continue;
        if (b.len) buf_text(&b, " ");
        buf_add(&b, w[i].s, w[i].n);
    }
    return b.s ? b.s : "";
}
