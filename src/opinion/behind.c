/* behind.c - how many people stand behind each cell of a table, and of how many units.
 *
 * Rows of a unit lie together, so one reading is enough: people of a unit are counted by group and
 * code, and what was counted goes to the cells when the unit ends. */
#include "opinion/opinion.h"

#include <math.h>
#include <string.h>

typedef struct Counting {
    const Poll     *p;
    const PollItem *item;
    const Domain   *by;
    Behind         *b;
    int             codes;  /* of the variable that is read; of reals 1: there is a number */
    int64_t        *here;   /* [groups][codes + 1] people of this unit */
} Counting;

/* What people of one unit said goes to everybody and to their group. */
static void put_unit(Counting *k, int group, int code, int answer, int64_t people) {
    const int to[] = {0, group};
    for (int i = 0; i < (group ? 2 : 1); i++) {
        int at = to[i] * k->b->answers + answer;
        if (answer >= 0) {
            k->b->people[at] += people;
            k->b->units[at]++;
        }
        if (code) k->b->base[to[i]] += people;
    }
}

/* Everybody's unit is counted once, however many of its groups said so. */
static void end_unit(Counting *k, int var) {
    int     wide = k->codes + 1, first = k->item->kind == POLL_MANY ? 2 : 1;
    bool    one = k->item->kind == POLL_ONE;
    for (int code = 1; code < wide; code++) {
        int answer = one ? code - 1 : code == first ? var : -1, seen = 0;
        if (answer >= k->b->answers) answer = -1;
        for (int g = 0; g < k->b->groups; g++) {
            int64_t n = k->here[g * wide + code];
            if (!n) continue;
            put_unit(k, g, var == 0 || one, answer, n);
            if (answer >= 0 && seen++) k->b->units[answer]--;
        }
    }
    memset(k->here, 0, (size_t)(k->b->groups * wide) * sizeof *k->here);
}

static int code_at(const Var *v, int64_t i) {
    if (v->byte) return v->byte[i];
    return v->code ? (int)v->code[i] : !isnan(v->real[i]);
}

/* One variable of the question. */
static void count_var(Counting *k, Arena *a, int at) {
    const Var *v = &k->p->data.var[k->item->var + at];
    k->codes = v->real ? 1 : v->codes;
    int wide = k->codes + 1;
    k->here = arena_take(a, (size_t)(k->b->groups * wide) * sizeof *k->here);
    for (int64_t i = 0; i < k->p->data.n; i++) {
        if (i && k->p->psu && k->p->psu[i] != k->p->psu[i - 1]) end_unit(k, at);
        k->here[(k->by ? domain_at(k->by, i) : 0) * wide + code_at(v, i)]++;
    }
    end_unit(k, at);
}

static void add_up(Counting *k) {
    const Var *v = &k->p->data.var[k->item->var];
    for (int64_t i = 0; i < k->p->data.n; i++) {
        int group = k->by ? domain_at(k->by, i) : 0;
        if (isnan(v->real[i])) continue;
        k->b->sum[0] += v->real[i];
        if (group) k->b->sum[group] += v->real[i];
    }
}

Behind count_behind(Arena *a, const Poll *p, const PollItem *item, const Domain *by, int answers) {
    Behind   b = {.groups = 1 + (by ? by->cells : 0), .answers = answers};
    size_t   n = (size_t)b.groups * (size_t)answers + 1;
    Counting k = {.p = p, .item = item, .by = by, .b = &b};
    b.people = arena_take(a, n * sizeof *b.people);
    b.units = arena_take(a, n * sizeof *b.units);
    b.base = arena_take(a, (size_t)b.groups * sizeof *b.base);
    b.sum = arena_take(a, (size_t)b.groups * sizeof *b.sum);
    for (int i = 0; i < item->vars; i++) count_var(&k, a, i);
    if (item->kind == POLL_NUMBER) add_up(&k);
    return b;
}
