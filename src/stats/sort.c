/* sort.c - rows in an order that only what they hold decides.
 *
 * By strata and units with counting sorts; within a unit by a hash of the row, and by the row
 * itself should two hashes agree. Rows that are the same in all may stand either way. */
#include "stats/inside.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PARTS = 64 };

typedef struct Row { uint64_t hash; int32_t i; const Dataset *t; } Row;

void count_sort(const int32_t *key, int32_t keys, const int32_t *in, int32_t *out, int64_t n) {
    Arena   *a = arena_open();
    int64_t *at = arena_take(a, ((size_t)keys + 1) * sizeof *at);
    for (int64_t i = 0; i < n; i++) at[key[i] + 1]++;
    for (int32_t k = 0; k < keys; k++) at[k + 1] += at[k];
    for (int64_t i = 0; i < n; i++) {
        int32_t row = in ? in[i] : (int32_t)i;
        out[at[key[row]]++] = row;
    }
    arena_close(a);
}

/* The cell as bits: one NaN, one zero. */
static uint64_t cell_bits(const Var *v, int64_t i) {
    uint64_t bits;
    if (!v->real) return (uint64_t)var_code(v, i);
    double x = isnan(v->real[i]) ? NAN : v->real[i] == 0 ? 0 : v->real[i];
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

/* Stafford's mix: every bit of x moves every bit of the answer. */
static uint64_t mixed(uint64_t x) {
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

static int by_content(const void *a, const void *b) {
    const Row *x = a, *y = b;
    if (x->hash != y->hash) return x->hash < y->hash ? -1 : 1;
    for (int k = 0; k < x->t->vars; k++) {
        uint64_t p = cell_bits(&x->t->var[k], x->i), q = cell_bits(&x->t->var[k], y->i);
        if (p != q) return p < q ? -1 : 1;
    }
    return 0;
}

typedef struct Sort {
    Stats         *s;
    const Dataset *t;
    Dataset       *out;
    int32_t       *order;
    const int32_t *group; /* [n] of rows in this order; equal for rows of one unit */
    Row           *row;
    void         **to; /* [vars] where the rows of each variable go */
    int64_t        start[PARTS + 1]; /* whole units, found before the order changes */
} Sort;

static void cut_parts(Sort *k) {
    for (int part = 0; part <= PARTS; part++) {
        int64_t i = k->t->n * part / PARTS;
        while (i > 0 && i < k->t->n && k->group[k->order[i]] == k->group[k->order[i - 1]]) i++;
        k->start[part] = i;
    }
}

static void sort_part(void *with, size_t part) {
    Sort   *k = with;
    int64_t to = k->start[part + 1];
    for (int64_t i = k->start[part], end; i < to; i = end) {
        for (end = i; end < to && k->group[k->order[end]] == k->group[k->order[i]]; end++) {
            uint64_t h = 0;
            for (int v = 0; v < k->t->vars; v++)
                h = mixed(h ^ cell_bits(&k->t->var[v], k->order[end])) + (uint64_t)v;
            k->row[end] = (Row){h, k->order[end], k->t};
        }
        qsort(k->row + i, (size_t)(end - i), sizeof *k->row, by_content);
        for (int64_t j = i; j < end; j++) k->order[j] = k->row[j].i;
    }
}

static void move_var(void *with, size_t j) {
    Sort      *k = with;
    const Var *v = &k->t->var[j];
    for (int64_t i = 0; i < k->t->n; i++) {
        int32_t from = k->order[i];
        if (v->real) ((double *)k->to[j])[i] = v->real[from];
        else if (v->byte) ((uint8_t *)k->to[j])[i] = v->byte[from];
        else ((uint32_t *)k->to[j])[i] = v->code[from];
    }
}

/* Numbers rows by the pairs of what they had and the levels of v. */
static MUST Err order_by(Stats *s, const Dataset *t, int m, const char *const *by, Arena *a,
                         int32_t *order, int32_t *group) {
    int32_t *spare = arena_take(a, (size_t)t->n * sizeof *spare);
    int32_t *key[STAGE_MAX * 2];
    for (int64_t i = 0; i < t->n; i++) order[i] = (int32_t)i;
    for (int k = m; k-- > 0;) {
        const Var *v = dataset_var(t, by[k]);
        Var        f;
        if (!v) return STATS_REFUSE(s, "stats.variable.unknown", "%s", by[k]);
        Err e = var_factor(s, t, v, &f);
        if (e) return e;
        key[k] = arena_take(a, (size_t)t->n * sizeof **key);
        for (int64_t i = 0; i < t->n; i++) key[k][i] = var_code(&f, i);
        count_sort(key[k], f.codes + 1, order, spare, t->n);
        memcpy(order, spare, (size_t)t->n * sizeof *order);
    }
    for (int64_t i = 1; i < t->n; i++) {
        bool same = true;
        for (int k = 0; k < m; k++) same = same && key[k][order[i]] == key[k][order[i - 1]];
        group[order[i]] = group[order[i - 1]] + !same;
    }
    return NULL;
}

Err dataset_sort(Stats *s, const Dataset *t, int m, const char *const *by, Dataset *out) {
    if (m > STAGE_MAX * 2) return STATS_REFUSE(s, "stats.stages.many", "%d", m);
    Arena   *a = arena_open();
    size_t   n = (size_t)t->n;
    int32_t *order = arena_take(a, n * sizeof *order), *group = arena_take(a, n * sizeof *group);
    Err      e = order_by(s, t, m, by, a, order, group);
    if (e) return arena_close(a), e;
    int64_t *row = arena_take(s->a, n * sizeof *row);
    *out = *t;
    out->row = row;
    out->var = arena_take(s->a, (size_t)t->vars * sizeof *out->var);
    memcpy(out->var, t->var, (size_t)t->vars * sizeof *out->var);
    void **to = arena_take(a, (size_t)t->vars * sizeof *to);
    for (int k = 0; k < t->vars; k++) {
        Var *v = &out->var[k];
        if (v->real) v->real = to[k] = arena_take(s->a, n * sizeof *v->real);
        else if (v->byte) v->byte = to[k] = arena_take(s->a, n);
        else v->code = to[k] = arena_take(s->a, n * sizeof *v->code);
    }
    Sort k = {s, t, out, order, group, arena_take(a, n * sizeof(Row)), to, {0}};
    cut_parts(&k);
    crew_run(s->threads, PARTS, sort_part, &k);
    crew_run(s->threads, (size_t)t->vars, move_var, &k);
    for (size_t i = 0; i < n; i++) row[i] = dataset_row(t, order[i]);
    arena_close(a);
    return NULL;
}
