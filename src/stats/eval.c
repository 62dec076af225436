/* eval.c - what an expression is in each row.
 *
 * A node is reckoned for all rows at once. A value is a variable, or one constant for all
 * rows; missing (NaN) spreads as it does in R: unknown & FALSE is FALSE. */
#include "stats/inside.h"

#include <math.h>
#include <string.h>

typedef struct Value {
    bool        constant;
    double      number; /* of a constant */
    const char *text;   /* of a constant text */
    bool        logical;
    Var         v;
} Value;

typedef struct Eval { Stats *s; const Dataset *t; } Eval;

static MUST Err eval(Eval *z, const Expr *x, Value *out);

static double *new_rows(Eval *z) {
    return arena_take(z->s->a, (size_t)z->t->n * sizeof(double));
}

static Value rows_of(double *real, bool logical) {
    return (Value){.logical = logical,
                   .v = {.type = logical ? VAR_LOGICAL : VAR_NUMBER, .real = real}};
}

static bool is_factor(const Value *x) { return !x->constant && x->v.type == VAR_FACTOR; }

static Err need_number(Eval *z, const Value *x, const Expr *from) {
    if (!is_factor(x) && !x->text) return NULL;
    return STATS_REFUSE(z->s, "stats.number.needed", "%s", expr_text(z->s->a, from));
}

static inline double at(const Value *x, int64_t i) {
    return x->constant ? x->number : var_number(&x->v, i);
}

static double both(double x, double y) { /* & of 0, 1, NaN */
    return x == 0 || y == 0 ? 0 : isnan(x) || isnan(y) ? NAN : 1;
}
static double either(double x, double y) {
    return (x != 0 && !isnan(x)) || (y != 0 && !isnan(y)) ? 1 : isnan(x) || isnan(y) ? NAN : 0;
}
static double add(double x, double y) { return x + y; }
static double take(double x, double y) { return x - y; }
static double times(double x, double y) { return x * y; }
static double over(double x, double y) { return x / y; }
static double rest(double x, double y) { return x - y * floor(x / y); }
static double less(double x, double y) { return isnan(x) || isnan(y) ? NAN : x < y; }
static double more(double x, double y) { return less(y, x); }
static double most(double x, double y) { return isnan(x) || isnan(y) ? NAN : x <= y; }
static double least(double x, double y) { return most(y, x); }
static double same(double x, double y) { return isnan(x) || isnan(y) ? NAN : x == y; }
static double other(double x, double y) { return isnan(x) || isnan(y) ? NAN : x != y; }
static double pmin(double x, double y) { return isnan(x) || isnan(y) ? NAN : fmin(x, y); }
static double pmax(double x, double y) { return isnan(x) || isnan(y) ? NAN : fmax(x, y); }
static double not(double x) { return isnan(x) ? NAN : x == 0; }
static double minus(double x) { return -x; }
static double plain(double x) { return x; }
static double missing(double x) { return isnan(x); }

/* A name with a dot is written in two pieces: whole, it would look like the key of a message. */
typedef struct Two { const char *name; double (*of)(double, double); bool logical; } Two;
static const Two twos[] = {
    {"+", add, false},   {"-", take, false},  {"*", times, false}, {"/", over, false},
    {"^", pow, false},   {"%%", rest, false}, {"<", less, true},   {">", more, true},
    {"<=", most, true},  {">=", least, true}, {"==", same, true},  {"!=", other, true},
    {"&", both, true},   {"&&", both, true},  {"|", either, true}, {"||", either, true},
    {"pmin", pmin, false}, {"pmax", pmax, false},
};
typedef struct One { const char *name; double (*of)(double); bool logical; } One;
static const One ones[] = {
    {"-", minus, false}, {"+", plain, false}, {"!", not, true},    {"log", log, false},
    {"log2", log2, false}, {"log10", log10, false}, {"exp", exp, false}, {"sqrt", sqrt, false},
    {"abs", fabs, false}, {"floor", floor, false}, {"ceiling", ceil, false},
    {"round", nearbyint, false}, {"is" ".na", missing, true}, {"as" ".numeric", plain, false},
    {"as" ".integer", trunc, false},
};

/* The label of a factor in each row compared with a text: by code, one look for each level. */
static Err compare_label(Eval *z, const Value *f, const char *text, bool equal, Value *out) {
    double *is = arena_take(z->s->a, ((size_t)f->v.codes + 1) * sizeof *is);
    double *real = new_rows(z);
    is[0] = NAN;
    for (int32_t k = 1; k <= f->v.codes; k++)
        is[k] = (strcmp(f->v.label[k], text) == 0) == equal;
    for (int64_t i = 0; i < z->t->n; i++) real[i] = is[var_code(&f->v, i)];
    *out = rows_of(real, true);
    return NULL;
}

static Err compare(Eval *z, const Expr *x, Value *a, Value *b, Value *out, bool *done) {
    bool equal = strcmp(x->name, "==") == 0;
    *done = false;
    if (!equal && strcmp(x->name, "!=") != 0) return NULL;
    Value *f = is_factor(a) ? a : b, *c = f == a ? b : a;
    if (!is_factor(f) || !c->constant) return NULL;
    *done = true;
    const char *text = c->text ? c->text : arena_print(z->s->a, "%.15g", c->number);
    return compare_label(z, f, text, equal, out);
}

static Err eval_two(Eval *z, const Expr *x, const Two *two, Value *out) {
    Value a, b;
    bool  done = false;
    Err   e = eval(z, x->arg[0], &a);
    if (!e) e = eval(z, x->arg[1], &b);
    if (!e) e = compare(z, x, &a, &b, out, &done);
    if (e || done) return e;
    if ((e = need_number(z, &a, x->arg[0]))) return e;
    if ((e = need_number(z, &b, x->arg[1]))) return e;
    if (a.constant && b.constant) {
        *out = (Value){true, two->of(a.number, b.number), NULL, two->logical, {0}};
        return NULL;
    }
    double *real = new_rows(z);
    for (int64_t i = 0; i < z->t->n; i++) real[i] = two->of(at(&a, i), at(&b, i));
    *out = rows_of(real, two->logical);
    return NULL;
}

static Err eval_one(Eval *z, const Expr *x, const One *one, Value *out) {
    Value a;
    Err   e = eval(z, x->arg[0], &a);
    if (e) return e;
    double *real = new_rows(z);
    bool    codes = is_factor(&a);
    if (codes && one->of != missing && one->of != plain && one->of != trunc)
        return need_number(z, &a, x->arg[0]);
    for (int64_t i = 0; i < z->t->n; i++) {
        int32_t k = codes ? var_code(&a.v, i) : 0;
        real[i] = one->of(codes ? (k ? (double)k : NAN) : at(&a, i));
    }
    *out = a.constant ? (Value){true, real[0], NULL, one->logical, {0}}
                      : rows_of(real, one->logical);
    return NULL;
}

/* x %in% c(...): never missing. */
static Err eval_in(Eval *z, const Expr *x, Value *out) {
    const Expr *set = x->arg[1];
    bool        list = set->kind == EXPR_CALL && strcmp(set->name, "c") == 0;
    double     *any = new_rows(z);
    for (int k = 0; k < (list ? set->args : 1); k++) {
        Expr  pair = {.kind = EXPR_CALL, .name = "==", .args = 2,
                      .arg = (Expr *[]){x->arg[0], list ? set->arg[k] : x->arg[1]}};
        Value is;
        Err   e = eval_two(z, &pair, &(Two){"==", same, true}, &is);
        if (e) return e;
        for (int64_t i = 0; i < z->t->n; i++)
            if (at(&is, i) == 1) any[i] = 1;
    }
    *out = rows_of(any, true);
    return NULL;
}

static Err eval_ifelse(Eval *z, const Expr *x, Value *out) {
    Value v[3];
    for (int k = 0; k < 3; k++) {
        Err e = eval(z, x->arg[k], &v[k]);
        if (!e) e = need_number(z, &v[k], x->arg[k]);
        if (e) return e;
    }
    double *real = new_rows(z);
    for (int64_t i = 0; i < z->t->n; i++) {
        double yes = at(&v[0], i);
        real[i] = isnan(yes) ? NAN : at(&v[yes != 0 ? 1 : 2], i);
    }
    *out = rows_of(real, v[1].logical && v[2].logical);
    return NULL;
}

static Err eval_factor(Eval *z, const Expr *x, Value *out) {
    Value a;
    Err   e = eval(z, x->arg[0], &a);
    if (!e && a.constant) e = need_number(z, &(Value){.constant = true, .text = ""}, x);
    *out = (Value){0};
    return e ? e : var_factor(z->s, z->t, &a.v, &out->v);
}

/* All combinations of levels, the first factor running fastest. */
static Err eval_interaction(Eval *z, const Expr *x, Value *out) {
    Var     f = {0};
    int64_t n = z->t->n;
    for (int k = 0; k < x->args; k++) {
        Value one;
        Expr  part = {.kind = EXPR_CALL, .name = "factor", .args = 1, .arg = &x->arg[k]};
        Err   e = eval_factor(z, &part, &one);
        if (e) return e;
        if (k == 0) f = one.v;
        else if ((e = var_cross(z->s, n, &f, &one.v, ".", &f))) return e;
    }
    *out = (Value){.v = f};
    return NULL;
}

static Err eval_call(Eval *z, const Expr *x, Value *out) {
    if (expr_is(x, "I", 1) || expr_is(x, "(", 1)) return eval(z, x->arg[0], out);
    if (expr_is(x, "factor", 1) || expr_is(x, "as" ".factor", 1)) return eval_factor(z, x, out);
    if (expr_is(x, "%in%", 2)) return eval_in(z, x, out);
    if (expr_is(x, "ifelse", 3)) return eval_ifelse(z, x, out);
    if (strcmp(x->name, "interaction") == 0 && x->args > 0) return eval_interaction(z, x, out);
    for (size_t k = 0; k < sizeof twos / sizeof *twos; k++)
        if (expr_is(x, twos[k].name, 2)) return eval_two(z, x, &twos[k], out);
    for (size_t k = 0; k < sizeof ones / sizeof *ones; k++)
        if (expr_is(x, ones[k].name, 1)) return eval_one(z, x, &ones[k], out);
    return STATS_REFUSE(z->s, "stats.formula.bad", "%s", expr_text(z->s->a, x));
}

static Err eval_name(Eval *z, const char *name, Value *out) {
    const Var *v = dataset_var(z->t, name);
    *out = (Value){0};
    if (v) {
        out->v = *v;
        out->logical = v->type == VAR_LOGICAL;
        return NULL;
    }
    if (strcmp(name, "TRUE") == 0 || strcmp(name, "FALSE") == 0) {
        *out = (Value){true, *name == 'T', NULL, true, {0}};
        return NULL;
    }
    const char *near = dataset_nearest(z->t, name);
    return STATS_REFUSE(z->s, "stats.variable.unknown", near ? "%s (%s?)" : "%s", name, near);
}

static Err eval(Eval *z, const Expr *x, Value *out) {
    switch (x->kind) {
    case EXPR_NUMBER: *out = (Value){.constant = true, .number = x->number}; return NULL;
    case EXPR_TEXT:   *out = (Value){.constant = true, .text = x->name}; return NULL;
    case EXPR_NAME:   return eval_name(z, x->name, out);
    default:          return eval_call(z, x, out);
    }
}

Err expr_var(Stats *s, const Dataset *t, const Expr *x, Var *out) {
    Eval  z = {s, t};
    Value v;
    Err   e = eval(&z, x, &v);
    if (!e && v.text) e = need_number(&z, &v, x);
    if (e) return e;
    if (v.constant) {
        double *real = new_rows(&z);
        for (int64_t i = 0; i < t->n; i++) real[i] = v.number;
        v = rows_of(real, v.logical);
    }
    *out = v.v;
    out->name = expr_text(s->a, x);
    if (v.logical && !out->byte) out->type = VAR_LOGICAL;
    return NULL;
}
