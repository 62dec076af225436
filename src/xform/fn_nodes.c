/* fn_nodes.c - functions of nodes: positions, repeats, lists beside the form. */
#include "xform/parts.h"

#include "crypt/crypt.h"

#include <math.h>
#include <string.h>

static Value run_count(Eval *e, const Ast *call) {
    Value v = eval(e, call->arg[0]);
    return is_number(v.kind == IS_NODES ? v.nodes : 0);
}

static Value run_count_non_empty(Eval *e, const Ast *call) {
    Value v = eval(e, call->arg[0]);
    int   n = 0;
    for (int i = 0; v.kind == IS_NODES && i < v.nodes && work(e, 1); i++)
        n += *node_text(e, v.node[i]) != '\0';
    return is_number(n);
}

static Value run_last(Eval *e, const Ast *call) { return (void)call, is_number(e->size); }

/* position(..) is which time of its repeat a node stands in: neighbours of the same name. */
static Value run_position(Eval *e, const Ast *call) {
    if (!call->args) return is_number(e->at);
    Value v = eval(e, call->arg[0]);
    if (v.kind != IS_NODES || !v.nodes) return is_number(NAN);
    int n = 1;
    for (const XNode *k = v.node[0]->prev; k && k->name == v.node[0]->name; k = k->prev) n++;
    work(e, n / 8);
    return is_number(n);
}

static Value run_current(Eval *e, const Ast *call) {
    XNode **one = arena_new(e->a, XNode *);
    (void)call;
    *one = e->current;
    return is_nodes(one, e->current != NULL);
}

static Value run_name(Eval *e, const Ast *call) {
    Value v = call->args ? eval(e, call->arg[0]) : is_nodes(&e->here, 1);
    return is_text(v.kind == IS_NODES && v.nodes && v.node[0] ? v.node[0]->name : "");
}

static Value run_instance(Eval *e, const Ast *call) {
    XNode **one = arena_new(e->a, XNode *);
    *one = map_get(e->f->lists, arg_text(e, call, 0));
    return is_nodes(one, *one != NULL);
}

/* ---- indexed-repeat(what, repeat, index, repeat, index, ...) ---- */

static bool below(const XNode *n, const XNode *up) {
    while (n && n != up) n = n->parent;
    return n != NULL;
}

typedef struct Pair { Value repeats; double at; int depth; } Pair;

static int depth_of(const XNode *n) {
    int d = 0;
    while ((n = n->parent)) d++;
    return d;
}

/* Outer repeats first, however they were written. */
static int read_pairs(Eval *e, const Ast *call, Pair *pair) {
    int n = 0;
    for (int i = 1; i + 1 < call->args; i += 2) {
        Pair p = {eval(e, call->arg[i]), arg_number(e, call, i + 1), 0};
        if (p.repeats.kind != IS_NODES || !p.repeats.nodes || isnan(p.at)) return 0;
        p.depth = depth_of(p.repeats.node[0]);
        int k = n++;
        for (; k > 0 && pair[k - 1].depth > p.depth; k--) pair[k] = pair[k - 1];
        pair[k] = p;
    }
    return n;
}

static Value run_indexed(Eval *e, const Ast *call) {
    Pair   pair[4];
    Value  none = is_nodes(NULL, 0), what = eval(e, call->arg[0]);
    int    n = read_pairs(e, call, pair), m = 0;
    XNode *up = NULL;
    if (!n || what.kind != IS_NODES) return none;
    for (int i = 0; i < n; i++) {
        double at = 0;
        XNode *found = NULL;
        for (int k = 0; k < pair[i].repeats.nodes && !found && work(e, 1); k++)
            if ((!up || below(pair[i].repeats.node[k], up)) && ++at == pair[i].at)
                found = pair[i].repeats.node[k];
        if (!found) return none;
        up = found;
    }
    XNode **node = arena_take(e->a, (size_t)what.nodes * sizeof *node);
    for (int i = 0; i < what.nodes && work(e, 1); i++)
        if (below(what.node[i], up)) node[m++] = what.node[i];
    return is_nodes(node, m);
}

/* ---- pulldata(list, column, key column, key) ---- */

static const XNode *column(const XNode *item, const char *name) {
    for (const XNode *k = item->first; k; k = k->next)
        if (k->name == name) return k;
    return NULL;
}

static Value run_pulldata(Eval *e, const Ast *call) {
    const XNode *list = map_get(e->f->lists, arg_text(e, call, 0));
    const char  *what = name_find(e->f, arg_text(e, call, 1));
    const char  *by = name_find(e->f, arg_text(e, call, 2)), *key = arg_text(e, call, 3);
    const XNode *root = list ? list->first : NULL;
    if (!root || !what || !by) return is_text("");
    for (const XNode *k = root->first; k && work(e, 1); k = k->next) {
        const XNode *has = column(k, by);
        if (!has || strcmp(has->value, key) != 0) continue;
        const XNode *found = column(k, what);
        return is_text(found ? found->value : "");
    }
    return is_text("");
}

/* ---- randomize: the shuffle of JavaRosa, so a phone shows the same order ----
 * source   Park and Miller, Communications of the ACM 31 (1988), minimal standard */

enum { PM_MOD = 2147483647, PM_BY = 16807 };

/* Java's (long) of a double, and of a text that is no number the head of its SHA-256. */
static int64_t seed_of(Eval *e, Value v) {
    double n = to_number(e, v);
    if (!isnan(n)) return n >= 9.2233720368547758e18 ? INT64_MAX
                        : n <= -9.2233720368547758e18 ? INT64_MIN : (int64_t)n;
    const char *s = to_text(e, v);
    uint8_t     sum[DIGEST_MAX];
    uint64_t    head = 0;
    if (!*s || !digest_of("SHA-256", s, strlen(s), sum)) return 0;
    for (int i = 0; i < 8; i++) head = head << 8 | sum[i];
    return (int64_t)head;
}

static Value run_randomize(Eval *e, const Ast *call) {
    Value v = eval(e, call->arg[0]);
    if (v.kind != IS_NODES || v.nodes < 2 || !work(e, v.nodes)) return v;
    bool    drawn = call->args < 2;
    int64_t seed = (drawn ? (int64_t)(e->t ? draw_next(e->t) >> 2 : 1)
                          : seed_of(e, eval(e, call->arg[1]))) % PM_MOD;
    XNode **to = arena_take(e->a, (size_t)v.nodes * sizeof *to);
    e->dialled += drawn;
    if (seed <= 0) seed += PM_MOD - 1;
    for (int i = 0; i < v.nodes; i++) {
        seed = seed * PM_BY % PM_MOD;
        int j = (int)floor((double)(seed - 1) / (PM_MOD - 1) * (i + 1));
        if (j != i) to[i] = to[j];
        to[j] = v.node[i];
    }
    return is_nodes(to, v.nodes);
}

const Fn fns_nodes[] = {
    {"count",           1, 1, run_count,           FN_PLAIN},
    {"count-non-empty", 1, 1, run_count_non_empty, FN_PLAIN},
    {"last",            0, 0, run_last,            FN_PLAIN},
    {"position",        0, 1, run_position,        FN_PLAIN},
    {"current",         0, 0, run_current,         FN_CURRENT},
    {"name",            0, 1, run_name,            FN_PLAIN},
    {"local-name",      0, 1, run_name,            FN_PLAIN},
    {"instance",        1, 1, run_instance,        FN_LIST},
    {"indexed-repeat",  3, 7, run_indexed,         FN_PLAIN},
    {"pulldata",        4, 4, run_pulldata,        FN_PULL},
    {"randomize",       1, 2, run_randomize,       FN_RANDOM},
    {0}
};
