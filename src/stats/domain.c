/* domain.c - rows sorted into cells; a row outside is kept, with cell 0. */
#include "stats/inside.h"

#include <math.h>
#include <string.h>

/* to[k] is 1 for codes of which there is a row; when all are, the rest need not be read. */
static void mark_used(int64_t n, const Var *f, const double *where, int32_t *to) {
    enum { BLOCK = 4096 };
    for (int64_t from = 0; from < n; from += BLOCK) {
        int64_t end = from + BLOCK < n ? from + BLOCK : n;
        for (int64_t i = from; i < end; i++)
            if (!where || where[i] == 1) to[var_code(f, i)] = 1;
        int32_t seen = 0;
        while (seen < f->codes && to[seen + 1]) seen++;
        if (seen == f->codes) return;
    }
}

/* Cells that have no row leave; the others keep their order. */
static void drop_empty(Stats *s, int64_t n, const Var *f, const double *where, Domain *out) {
    int32_t *to = arena_take(s->a, ((size_t)f->codes + 1) * sizeof *to), cells = 0;
    mark_used(n, f, where, to);
    to[0] = 0;
    for (int32_t k = 1; k <= f->codes; k++) to[k] = to[k] ? ++cells : 0;
    const char **name = arena_take(s->a, ((size_t)cells + 1) * sizeof *name);
    for (int32_t k = 1; k <= f->codes; k++)
        if (to[k]) name[to[k]] = f->label[k];
    out->cells = cells;
    out->name = name;
    if (!where && cells == f->codes) {
        out->byte = f->byte;
        out->code = f->code;
        return;
    }
    uint8_t  *byte = cells < 256 ? arena_take(s->a, (size_t)n) : NULL;
    uint32_t *code = byte ? NULL : arena_take(s->a, (size_t)n * sizeof *code);
    for (int64_t i = 0; i < n; i++) {
        int32_t k = where && where[i] != 1 ? 0 : to[var_code(f, i)];
        if (byte) byte[i] = (uint8_t)k;
        else code[i] = (uint32_t)k;
    }
    out->byte = byte;
    out->code = code;
}

/* 1 where the condition is true, else 0: an unknown condition is not true. */
static MUST Err true_rows(Stats *s, const Dataset *t, const char *where, double **out) {
    Column c;
    Err    e = column_make(s, t, where, &c);
    if (e) return e;
    double *is = arena_take(s->a, (size_t)t->n * sizeof *is);
    for (int64_t i = 0; i < t->n; i++) {
        double x = column_at(&c, i);
        is[i] = !isnan(x) && x != 0;
    }
    *out = is;
    return NULL;
}

static MUST Err cross_parts(Stats *s, const Dataset *t, const char *by, Var *f) {
    Parts parts;
    Err   e = parts_read(s, by, &parts);
    if (!e && parts.n == 0) e = STATS_REFUSE(s, "stats.formula.bad", "%s", by);
    for (int k = 0; !e && k < parts.n; k++) {
        Var v;
        e = expr_var(s, t, parts.at[k], &v);
        if (!e) e = var_factor(s, t, &v, &v);
        if (!e && k == 0) *f = v;
        else if (!e) e = var_cross(s, t->n, f, &v, ".", f);
    }
    return e;
}

Err domain_make(Stats *s, const Dataset *t, const char *by, const char *where, Domain *out) {
    double *is = NULL;
    Var     f = {0};
    Err     e = where ? true_rows(s, t, where, &is) : NULL;
    if (!e && by) e = cross_parts(s, t, by, &f);
    if (e) return e;
    *out = (Domain){.n = t->n};
    out->text = by && where ? arena_print(s->a, "%s where %s", by, where) : by ? by : where;
    if (!by) {
        static const char *const label[] = {NULL, ""};
        uint8_t *all = arena_take(s->a, (size_t)t->n);
        memset(all, 1, (size_t)t->n);
        f = (Var){.byte = all, .codes = 1, .label = label};
    }
    drop_empty(s, t->n, &f, is, out);
    static const char *const unnamed[] = {NULL, NULL};
    if (!by) out->cells = 1, out->name = unnamed;
    return NULL;
}

uint8_t *domain_rows(Stats *s, const Domain *by, int64_t n, int32_t cell, const uint8_t *keep) {
    if (!by && !keep) return NULL;
    uint8_t *in = arena_take(s->a, (size_t)n);
    for (int64_t i = 0; i < n; i++) {
        int32_t c = domain_at(by, i);
        in[i] = (cell ? c == cell : c > 0) && (!keep || keep[i]);
    }
    return in;
}

bool cells_df(Stats *s, const Design *d, const Domain *by, Estimate *e, int p) {
    if (s->df != DF_CELL || !by) return false;
    int each = p / by->cells;
    for (int j = 0; j < p; j++)
        e[j].df = j % each ? e[j - 1].df
                           : design_df(s, d, domain_rows(s, by, d->n, j / each + 1, NULL));
    return true;
}
