/* eval.c - an expression's value, from its tree.
 *
 * Each visit of a node of the tree or of the answer is a step of work, long texts are as many
 * as their length asks for; when there are none left all comes to an end at once, with
 * e->err set.  So a hostile expression costs its share and no more. */
#include "xform/parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- nodes ---- */

typedef struct Set { XNode **node; int n, cap; } Set;

static void set_add(Eval *e, Set *s, XNode *n) {
    if (s->n == s->cap) {
        int     cap = s->cap ? s->cap * 4 : 1;
        if (!work(e, cap / 2)) return;
        XNode **wide = arena_take(e->a, (size_t)cap * sizeof *wide);
        if (s->n) memcpy(wide, s->node, (size_t)s->n * sizeof *wide);
        s->node = wide;
        s->cap = cap;
    }
    s->node[s->n++] = n;
}

static uint32_t number(XNode *n, uint32_t at) {
    n->order = at++;
    for (XNode *k = n->first; k; k = k->next) at = number(k, at);
    return at;
}

/* The nodes of an entry behind those of all lists, which were numbered as they were made. */
void order_nodes(XEntry *t) {
    if (!t->ordered) number(&t->doc, XFORM_ELEMENTS_MAX + 1);
    t->ordered = true;
}

static int by_order(const void *a, const void *b) {
    const XNode *x = *(XNode *const *)a, *y = *(XNode *const *)b;
    return (x->order > y->order) - (x->order < y->order);
}

/* In the order of the document, each once. */
static void set_order(Eval *e, Set *s) {
    int n = 0;
    if (s->n < 2 || !work(e, (int64_t)s->n * 4)) return;
    if (e->t) order_nodes(e->t);
    qsort(s->node, (size_t)s->n, sizeof *s->node, by_order);
    for (int i = 0; i < s->n; i++)
        if (!n || s->node[i] != s->node[n - 1]) s->node[n++] = s->node[i];
    s->n = n;
}

static void try_node(Eval *e, Set *s, const Step *t, XNode *n) {
    if (!work(e, 1)) return;
    if ((t->axis == AX_ATTRIBUTE) != n->attribute && t->axis != AX_SELF) return;
    if (t->any || n->name == t->name || (t->element && *n->name)) set_add(e, s, n);
}

static void try_below(Eval *e, Set *s, const Step *t, XNode *n) {
    for (XNode *k = n->first; k && !e->err; k = k->next) {
        try_node(e, s, t, k);
        try_below(e, s, t, k);
    }
}

static void take_axis(Eval *e, Set *s, const Step *t, XNode *n) {
    switch (t->axis) {
    case AX_CHILD:
    case AX_ATTRIBUTE:
        for (XNode *k = n->first; k && !e->err; k = k->next) try_node(e, s, t, k);
        break;
    case AX_DESCENDANT_SELF: try_node(e, s, t, n); /* fall through */
    case AX_DESCENDANT: try_below(e, s, t, n); break;
    case AX_SELF: try_node(e, s, t, n); break;
    case AX_PARENT: if (n->parent) try_node(e, s, t, n->parent); break;
    case AX_ANCESTOR_SELF: try_node(e, s, t, n); /* fall through */
    case AX_ANCESTOR:
        while ((n = n->parent) && !e->err) try_node(e, s, t, n);
        break;
    case AX_FOLLOWING_SIBLING:
        while ((n = n->next) && !e->err) try_node(e, s, t, n);
        break;
    case AX_PRECEDING_SIBLING:
        while ((n = n->prev) && !e->err) try_node(e, s, t, n);
        break;
    }
}

static bool holds(Eval *e, const Ast *pred, XNode *n, int at, int size) {
    Eval inner = *e;
    inner.here = n;
    inner.at = at;
    inner.size = size;
    Value v = eval(&inner, pred);
    e->err = inner.err;
    e->dialled = inner.dialled;
    return v.kind == IS_NUMBER && !v.s ? v.n == at : to_bool(v);
}

static void filter(Eval *e, Set *s, int from, Ast *const *pred, int preds) {
    for (int p = 0; p < preds; p++) {
        int n = from, size = s->n - from;
        for (int i = from; i < s->n && !e->err; i++)
            if (holds(e, pred[p], s->node[i], i - from + 1, size)) s->node[n++] = s->node[i];
        s->n = n;
    }
}

Value node_set(Eval *e, const XNode *const *from, int n, const Step *step) {
    Set now = {0};
    for (int i = 0; i < n; i++) set_add(e, &now, (XNode *)(uintptr_t)from[i]);
    for (const Step *t = step; t && !e->err; t = t->next) {
        Set  then = {0};
        bool plain = t->axis == AX_CHILD || t->axis == AX_ATTRIBUTE || t->axis == AX_SELF;
        for (int i = 0; i < now.n && !e->err; i++) {
            int was = then.n;
            take_axis(e, &then, t, now.node[i]);
            filter(e, &then, was, t->pred, t->preds);
        }
        if (!plain && (now.n > 1 || t->axis >= AX_ANCESTOR)) set_order(e, &then);
        now = then;
    }
    return is_nodes(now.node, now.n);
}

static Value eval_path(Eval *e, const Ast *x) {
    Set from = {0};
    if (x->direct && e->t) {
        XNode *n = e->t->single[x->direct->index];
        if (n) set_add(e, &from, n);
        return is_nodes(from.node, from.n);
    }
    if (x->from == FROM_VALUE) {
        Value v = eval(e, x->arg[0]);
        if (v.kind != IS_NODES) return is_nodes(NULL, 0);
        from = (Set){v.node, v.nodes, v.nodes};
        if (x->preds) { /* a list of our own: what is filtered may be looked at twice */
            from = (Set){0};
            for (int i = 0; i < v.nodes; i++) set_add(e, &from, v.node[i]);
            filter(e, &from, 0, x->pred, x->preds);
        }
    } else {
        XNode *n = x->from == FROM_HERE ? e->here : e->t ? &e->t->doc : NULL;
        if (n) set_add(e, &from, n);
    }
    return x->step ? node_set(e, (const XNode *const *)from.node, from.n, x->step)
                   : is_nodes(from.node, from.n);
}

static Value eval_union(Eval *e, const Ast *x) {
    Value a = eval(e, x->arg[0]), b = eval(e, x->arg[1]);
    Set   s = {0};
    for (int i = 0; a.kind == IS_NODES && i < a.nodes; i++) set_add(e, &s, a.node[i]);
    for (int i = 0; b.kind == IS_NODES && i < b.nodes; i++) set_add(e, &s, b.node[i]);
    set_order(e, &s);
    return is_nodes(s.node, s.n);
}

/* ---- operators ---- */

static bool less(AstKind how, double a, double b) {
    switch (how) {
    case A_LT: return a < b;
    case A_LE: return a <= b;
    case A_GT: return a > b;
    default: return a >= b;
    }
}

/* Of two single values, none of them a truth. */
static bool same_single(Eval *e, Value a, Value b) {
    if (a.kind == IS_NUMBER || b.kind == IS_NUMBER) return to_number(e, a) == to_number(e, b);
    work(e, (int64_t)strlen(a.s) / 16);
    return strcmp(a.s, b.s) == 0;
}

static bool compare_single(Eval *e, AstKind how, Value a, Value b) {
    if (how != A_EQ && how != A_NE) return less(how, to_number(e, a), to_number(e, b));
    bool same = a.kind == IS_BOOL || b.kind == IS_BOOL ? to_bool(a) == to_bool(b)
                                                       : same_single(e, a, b);
    return same == (how == A_EQ);
}

/* The i-th node as a text, or the value itself. */
static Value one_of(Eval *e, Value v, int i) {
    return v.kind == IS_NODES ? is_text(node_text(e, v.node[i])) : v;
}

/* Of nodes it is enough that one of them compares so. */
static bool compare(Eval *e, AstKind how, Value a, Value b) {
    bool truth = (how == A_EQ || how == A_NE) && (a.kind == IS_BOOL || b.kind == IS_BOOL);
    if (truth) return compare_single(e, how, a, b);
    int na = a.kind == IS_NODES ? a.nodes : 1, nb = b.kind == IS_NODES ? b.nodes : 1;
    for (int i = 0; i < na; i++)
        for (int j = 0; j < nb && work(e, 1); j++)
            if (compare_single(e, how, one_of(e, a, i), one_of(e, b, j))) return true;
    return false;
}

static double reckon(AstKind how, double a, double b) {
    switch (how) {
    case A_ADD: return a + b;
    case A_SUB: return a - b;
    case A_MUL: return a * b;
    case A_DIV: return a / b;
    default: return fmod(a, b);
    }
}

static Value eval_operator(Eval *e, const Ast *x) {
    Value a = eval(e, x->arg[0]);
    if (x->kind == A_NEG) return is_number(-to_number(e, a));
    if (x->kind == A_OR || x->kind == A_AND) {
        bool first = to_bool(a);
        if (first == (x->kind == A_OR)) return is_bool(first);
        return is_bool(arg_bool(e, x, 1));
    }
    Value b = eval(e, x->arg[1]);
    if (x->kind >= A_EQ && x->kind <= A_GE) return is_bool(compare(e, x->kind, a, b));
    return is_number(reckon(x->kind, to_number(e, a), to_number(e, b)));
}

Value eval(Eval *e, const Ast *x) {
    if (e->err || !work(e, 1)) return is_text("");
    switch (x->kind) {
    case A_NUMBER: return is_number(x->number);
    case A_TEXT: return is_text(x->text);
    case A_PATH: return eval_path(e, x);
    case A_UNION: return eval_union(e, x);
    case A_CALL: return x->fn->run(e, x);
    default: return eval_operator(e, x);
    }
}
