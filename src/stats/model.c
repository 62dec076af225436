/* model.c - the columns of a formula, named and coded as R does it.
 *
 * A formula becomes a list of terms, a term a set of variables (as bits). A column of a
 * term takes one column of each of its variables: a number, or one level of a factor. */
#include "stats/inside.h"

#include <math.h>
#include <string.h>

enum { VARS_MAX = 62, TERMS_MAX = 512 };

typedef struct Making {
    Stats         *s;
    const Dataset *t;
    ModelKind      kind;
    int            vars;
    const Expr    *expr[VARS_MAX];
    Var            var[VARS_MAX];
    int            terms;
    uint64_t       term[TERMS_MAX];
    bool           intercept;
    Column        *col;
    int            p, room;
} Making;

static Err bad(Making *m, const Expr *x) {
    return STATS_REFUSE(m->s, "stats.formula.bad", "%s", expr_text(m->s->a, x));
}

static MUST Err var_bit(Making *m, const Expr *x, uint64_t *bit) {
    const char *text = expr_text(m->s->a, x);
    for (int k = 0; k < m->vars; k++)
        if (strcmp(m->var[k].name, text) == 0) return *bit = (uint64_t)1 << k, NULL;
    if (m->vars == VARS_MAX) return bad(m, x);
    Var *v = &m->var[m->vars];
    Err  e = expr_var(m->s, m->t, x, v);
    if (!e && v->type != VAR_NUMBER) e = var_factor(m->s, m->t, v, v);
    if (e) return e;
    v->name = text;
    *bit = (uint64_t)1 << m->vars++;
    return NULL;
}

typedef struct Set { int n; uint64_t term[TERMS_MAX]; } Set;

static MUST Err set_add(Making *m, Set *set, uint64_t term, const Expr *x) {
    for (int k = 0; k < set->n; k++)
        if (set->term[k] == term) return NULL;
    if (set->n == TERMS_MAX) return bad(m, x);
    set->term[set->n++] = term;
    return NULL;
}

static void set_drop(Set *set, uint64_t term) {
    int n = 0;
    for (int k = 0; k < set->n; k++)
        if (set->term[k] != term) set->term[n++] = set->term[k];
    set->n = n;
}

/* The terms of x are added to `set`; +1, +0 and -1 speak of the intercept. */
static MUST Err expand(Making *m, const Expr *x, Set *set) {
    Err e = NULL;
    if (expr_is(x, "(", 1) || expr_is(x, "+", 1)) return expand(m, x->arg[0], set);
    if (x->kind == EXPR_NUMBER) {
        if (x->number != 0 && x->number != 1) return bad(m, x);
        m->intercept = x->number == 1;
        return NULL;
    }
    bool minus = expr_is(x, "-", 2), plus = expr_is(x, "+", 2);
    bool cross = expr_is(x, ":", 2), star = expr_is(x, "*", 2);
    if (expr_is(x, "-", 1) && x->arg[0]->kind == EXPR_NUMBER)
        return m->intercept = x->arg[0]->number == 0, NULL;
    if (!minus && !plus && !cross && !star) {
        uint64_t bit;
        e = var_bit(m, x, &bit);
        return e ? e : set_add(m, set, bit, x);
    }
    Set *left = arena_new(m->s->a, Set), *right = arena_new(m->s->a, Set);
    bool one = minus && x->arg[1]->kind == EXPR_NUMBER;
    e = expand(m, x->arg[0], left);
    if (!e && one) m->intercept = x->arg[1]->number == 0;
    else if (!e) e = expand(m, x->arg[1], right);
    for (int k = 0; !e && k < left->n && !cross; k++) e = set_add(m, set, left->term[k], x);
    for (int k = 0; !e && k < right->n && !cross; k++) {
        if (minus) set_drop(set, right->term[k]);
        else e = set_add(m, set, right->term[k], x);
    }
    for (int i = 0; !e && i < left->n && (cross || star); i++)
        for (int k = 0; !e && k < right->n; k++)
            e = set_add(m, set, left->term[i] | right->term[k], x);
    return e;
}

/* Terms of one variable first, then of two, in the order of the formula. */
static void order_terms(Making *m, const Set *set) {
    for (int degree = 1; degree <= VARS_MAX; degree++)
        for (int k = 0; k < set->n; k++)
            if (__builtin_popcountll(set->term[k]) == degree) m->term[m->terms++] = set->term[k];
}

static bool has_term(const Making *m, uint64_t term) {
    for (int k = 0; k < m->terms; k++)
        if (m->term[k] == term) return true;
    return false;
}

static Column *new_column(Making *m, const char *name, int term) {
    if (m->p == m->room) {
        Column *wider = arena_take(m->s->a, ((size_t)m->room * 2 + 16) * sizeof *wider);
        if (m->p) memcpy(wider, m->col, (size_t)m->p * sizeof *wider);
        m->col = wider;
        m->room = m->room * 2 + 16;
    }
    Column *c = &m->col[m->p++];
    *c = (Column){.name = name, .term = term};
    return c;
}

static void column_of_level(Arena *a, Column *c, const Var *f, int32_t level) {
    double *value = arena_take(a, ((size_t)f->codes + 1) * sizeof *value);
    value[0] = NAN;
    value[level] = 1;
    c->byte = f->byte;
    c->code = f->code;
    c->value = value;
    c->codes = f->codes;
}

static void column_of_number(Column *c, const Var *v) {
    c->real = v->real;
    c->byte = v->byte;
    c->code = v->code;
    c->value = v->value;
    c->codes = v->codes;
}

/* The first factor that stands alone in a term: without an intercept it takes its place. */
static uint64_t first_factor(const Making *m) {
    for (int k = 0; k < m->terms; k++) {
        bool alone = __builtin_popcountll(m->term[k]) == 1;
        if (alone && m->var[__builtin_ctzll(m->term[k])].type == VAR_FACTOR) return m->term[k];
    }
    return 0;
}

/* A factor has all its levels in a term when nothing else of the model could take up the
 * first: when the term without the factor is not there. */
static int32_t first_level(const Making *m, uint64_t term, int var) {
    if (m->kind == MODEL_LEVELS) return 1;
    uint64_t rest = term & ~((uint64_t)1 << var);
    if (rest == 0) return m->intercept || term != first_factor(m) ? 2 : 1;
    return has_term(m, rest) ? 2 : 1;
}

/* The factors of a term crossed into one, so that a level of it is a combination. */
static MUST Err cross_factors(Making *m, uint64_t term, Var *f, bool *any) {
    *any = false;
    for (int k = 0; k < m->vars; k++) {
        if (!(term >> k & 1) || m->var[k].type != VAR_FACTOR) continue;
        if (!*any) *f = m->var[k];
        else {
            Err e = var_cross(m->s, m->t->n, f, &m->var[k], ":", f);
            if (e) return e;
        }
        *any = true;
    }
    return NULL;
}

/* The product of the numbers of a term in each row; NULL when it has none. */
static const double *product(Making *m, uint64_t term) {
    double *x = NULL;
    for (int k = 0; k < m->vars; k++) {
        if (!(term >> k & 1) || m->var[k].type == VAR_FACTOR) continue;
        if (!x) {
            x = arena_take(m->s->a, (size_t)m->t->n * sizeof *x);
            for (int64_t i = 0; i < m->t->n; i++) x[i] = 1;
        }
        for (int64_t i = 0; i < m->t->n; i++) x[i] *= var_number(&m->var[k], i);
    }
    return x;
}

/* Which level of each factor combination `c` of the term is; false when contrasts drop it.
 * Writes its name: "stypeH:ell:sch.wideYes". */
static bool name_column(Making *m, uint64_t term, int32_t c, const char **name) {
    Buf  b = {.a = m->s->a};
    bool keep = true;
    for (int k = 0; k < m->vars; k++) {
        const Var *v = &m->var[k];
        if (!(term >> k & 1)) continue;
        buf_print(&b, "%s%s", b.len ? ":" : "", v->name);
        if (v->type != VAR_FACTOR) continue;
        int32_t level = c % v->codes + 1;
        c /= v->codes;
        buf_text(&b, v->label[level]);
        keep = keep && level >= first_level(m, term, k);
    }
    *name = b.s;
    return keep;
}

static MUST Err term_columns(Making *m, int term) {
    uint64_t set = m->term[term - 1];
    Var      f = {.codes = 1};
    bool     factor;
    Err      e = cross_factors(m, set, &f, &factor);
    if (e) return e;
    bool          numbers = !factor || __builtin_popcountll(set) > 1;
    bool          plain = !factor && __builtin_popcountll(set) == 1;
    const double *x = numbers && !plain ? product(m, set) : NULL;
    for (int32_t k = 0; k < f.codes; k++) {
        const char *name;
        if (!name_column(m, set, k, &name)) continue;
        Column *c = new_column(m, name, term);
        if (plain) column_of_number(c, &m->var[__builtin_ctzll(set)]);
        else if (factor) column_of_level(m->s->a, c, &f, k + 1);
        else c->real = x;
        if (!factor || !x) continue;
        double *real = arena_take(m->s->a, (size_t)m->t->n * sizeof *real);
        for (int64_t i = 0; i < m->t->n; i++) real[i] = column_at(c, i) * x[i];
        *c = (Column){.name = name, .term = term, .real = real};
    }
    return NULL;
}

/* The left side: numbers as they are, of a factor 0 at its first level and 1 at the others. */
static MUST Err make_response(Making *m, const Expr *x, Column *out) {
    Var v;
    Err e = expr_var(m->s, m->t, x, &v);
    if (!e && v.type != VAR_NUMBER) e = var_factor(m->s, m->t, &v, &v);
    if (e) return e;
    *out = (Column){.name = expr_text(m->s->a, x)};
    if (v.type == VAR_NUMBER) return column_of_number(out, &v), NULL;
    double *value = arena_take(m->s->a, ((size_t)v.codes + 1) * sizeof *value);
    value[0] = NAN;
    for (int32_t k = 2; k <= v.codes; k++) value[k] = 1;
    column_of_level(m->s->a, out, &v, 1);
    out->value = value;
    return NULL;
}

static void add_intercept(Making *m) {
    if (!m->intercept) return;
    double *one = arena_take(m->s->a, (size_t)m->t->n * sizeof *one);
    for (int64_t i = 0; i < m->t->n; i++) one[i] = 1;
    new_column(m, "(Intercept)", 0)->real = one;
}

static const char *const *term_names(const Making *m) {
    const char **name = arena_take(m->s->a, ((size_t)m->terms + 1) * sizeof *name);
    for (int k = 0; k < m->terms; k++) {
        Buf b = {.a = m->s->a};
        for (int v = 0; v < m->vars; v++)
            if (m->term[k] >> v & 1) buf_print(&b, "%s%s", b.len ? ":" : "", m->var[v].name);
        name[k + 1] = b.s;
    }
    return name;
}

Err model_make(Stats *s, const Dataset *t, const char *formula, ModelKind kind, Model *out) {
    Making     *m = arena_new(s->a, Making);
    Set        *set = arena_new(s->a, Set);
    const Expr *x;
    *m = (Making){.s = s, .t = t, .kind = kind, .intercept = kind == MODEL_CONTRASTS};
    *out = (Model){.n = t->n, .text = formula};
    Err e = expr_read(s, formula, &x);
    if (e) return e;
    bool two = expr_is(x, "~", 2), one = expr_is(x, "~", 1);
    if (two && (e = make_response(m, x->arg[0], &out->response))) return e;
    e = expand(m, two ? x->arg[1] : one ? x->arg[0] : x, set);
    if (e) return e;
    if (kind == MODEL_LEVELS) m->intercept = false;
    order_terms(m, set);
    add_intercept(m);
    for (int k = 1; !e && k <= m->terms; k++) e = term_columns(m, k);
    if (!e && m->p == 0) e = bad(m, x);
    out->p = m->p;
    out->col = m->col;
    out->terms = m->terms;
    out->term = term_names(m);
    return e;
}

Err column_make(Stats *s, const Dataset *t, const char *expression, Column *out) {
    const Expr *x;
    Var         v;
    Err         e = expr_read(s, expression, &x);
    if (!e && expr_is(x, "~", 1)) x = x->arg[0];
    if (!e) e = expr_var(s, t, x, &v);
    if (e) return e;
    *out = (Column){.name = v.name};
    if (v.type == VAR_FACTOR) return STATS_REFUSE(s, "stats.number.needed", "%s", v.name);
    column_of_number(out, &v);
    return NULL;
}
