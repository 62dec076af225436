/* fn_number.c - functions of numbers and truths. */
#include "xform/parts.h"

#include <math.h>

typedef double Of1(double);
static Value of1(Eval *e, const Ast *call, Of1 *f) { return is_number(f(arg_number(e, call, 0))); }

#define OF1(name, f) \
    static Value run_##name(Eval *e, const Ast *call) { return of1(e, call, f); }
OF1(abs, fabs)
OF1(acos, acos)
OF1(asin, asin)
OF1(atan, atan)
OF1(cos, cos)
OF1(sin, sin)
OF1(tan, tan)
OF1(exp, exp)
OF1(exp10, exp10)
OF1(log, log)
OF1(log10, log10)
OF1(sqrt, sqrt)
OF1(int, trunc)
OF1(floor, floor)
OF1(ceil, ceil)

static Value run_pow(Eval *e, const Ast *call) {
    double a = arg_number(e, call, 0), b = arg_number(e, call, 1);
    return is_number(isnan(a) || isnan(b) ? NAN : pow(a, b));
}

static Value run_atan2(Eval *e, const Ast *call) {
    double a = arg_number(e, call, 0), b = arg_number(e, call, 1);
    return is_number(atan2(a, b));
}

static Value run_pi(Eval *e, const Ast *call) { return (void)e, (void)call, is_number(M_PI); }

static Value run_number(Eval *e, const Ast *call) {
    Value v = call->args ? eval(e, call->arg[0]) : is_nodes(&e->here, 1);
    return v.kind == IS_NUMBER ? v : is_number(to_number(e, v));
}

/* Halves go away from zero: round(-2.5) is -3. */
static Value run_round(Eval *e, const Ast *call) {
    double x = arg_number(e, call, 0), places = call->args > 1 ? arg_number(e, call, 1) : 0;
    if (isnan(x) || isnan(places)) return is_number(NAN);
    double unit = pow(10, trunc(places)), by = floor(fabs(x) * unit + 0.5) / unit;
    return is_number(isfinite(by) ? copysign(by, x) : x);
}

/* Of all arguments, node by node. */
typedef void Each(Eval *e, double x, double *sum);
static int each_number(Eval *e, const Ast *call, Each *take, double *sum) {
    int n = 0;
    for (int i = 0; i < call->args; i++) {
        Value v = eval(e, call->arg[i]);
        int   m = v.kind == IS_NODES ? v.nodes : 1;
        for (int k = 0; k < m && work(e, 1); k++, n++)
            take(e, v.kind == IS_NODES ? text_number(node_text(e, v.node[k]))
                                       : to_number(e, v), sum);
    }
    return n;
}

static void take_sum(Eval *e, double x, double *sum) { (void)e, *sum += x; }
static void take_least(Eval *e, double x, double *sum) {
    (void)e;
    if (isnan(x) || x < *sum) *sum = x;
}
static void take_most(Eval *e, double x, double *sum) {
    (void)e;
    if (isnan(x) || x > *sum) *sum = x;
}

/* One that is not answered makes it no number, as in all of ODK. */
static Value run_sum(Eval *e, const Ast *call) {
    double sum = 0;
    each_number(e, call, take_sum, &sum);
    return is_number(sum);
}

static Value run_min(Eval *e, const Ast *call) {
    double least = INFINITY;
    return is_number(each_number(e, call, take_least, &least) ? least : NAN);
}

static Value run_max(Eval *e, const Ast *call) {
    double most = -INFINITY;
    return is_number(each_number(e, call, take_most, &most) ? most : NAN);
}

/* ---- truths ---- */

static Value run_true(Eval *e, const Ast *call) { return (void)e, (void)call, is_bool(true); }
static Value run_false(Eval *e, const Ast *call) { return (void)e, (void)call, is_bool(false); }
static Value run_boolean(Eval *e, const Ast *call) { return is_bool(arg_bool(e, call, 0)); }
static Value run_not(Eval *e, const Ast *call) { return is_bool(!arg_bool(e, call, 0)); }

static Value run_from_string(Eval *e, const Ast *call) {
    const char *s = arg_text(e, call, 0);
    return is_bool(text_same(s, "1") || text_same(s, "true"));
}

static Value run_if(Eval *e, const Ast *call) {
    return eval(e, call->arg[arg_bool(e, call, 0) ? 1 : 2]);
}

/* A node counts when something is in it. */
static bool counts(Eval *e, Value v, int i) {
    return v.kind == IS_NODES ? !text_blank(node_text(e, v.node[i])) : to_bool(v);
}

static Value within(double least, double most, double n) {
    return is_bool(n >= least && (most == -1 || n <= most));
}

static Value run_checklist(Eval *e, const Ast *call) {
    double least = arg_number(e, call, 0), most = arg_number(e, call, 1), n = 0;
    for (int i = 2; i < call->args; i++) {
        Value v = eval(e, call->arg[i]);
        int   m = v.kind == IS_NODES ? v.nodes : 1;
        for (int k = 0; k < m && work(e, 1); k++) n += counts(e, v, k);
    }
    return within(least, most, n);
}

static Value run_weighted(Eval *e, const Ast *call) {
    double least = arg_number(e, call, 0), most = arg_number(e, call, 1), n = 0;
    for (int i = 2; i + 1 < call->args; i += 2) {
        Value v = eval(e, call->arg[i]), w = eval(e, call->arg[i + 1]);
        int   m = v.kind == IS_NODES ? v.nodes : 1, mw = w.kind == IS_NODES ? w.nodes : 1;
        for (int k = 0; k < m && k < mw && work(e, 1); k++)
            if (counts(e, v, k))
                n += w.kind == IS_NODES ? text_number(node_text(e, w.node[k]))
                                        : to_number(e, w);
    }
    return within(least, most, n);
}

const Fn fns_number[] = {
    {"abs", 1, 1, run_abs, FN_PLAIN},       {"acos", 1, 1, run_acos, FN_PLAIN},
    {"asin", 1, 1, run_asin, FN_PLAIN},     {"atan", 1, 1, run_atan, FN_PLAIN},
    {"atan2", 2, 2, run_atan2, FN_PLAIN},   {"cos", 1, 1, run_cos, FN_PLAIN},
    {"sin", 1, 1, run_sin, FN_PLAIN},       {"tan", 1, 1, run_tan, FN_PLAIN},
    {"exp", 1, 1, run_exp, FN_PLAIN},       {"exp10", 1, 1, run_exp10, FN_PLAIN},
    {"log", 1, 1, run_log, FN_PLAIN},       {"log10", 1, 1, run_log10, FN_PLAIN},
    {"sqrt", 1, 1, run_sqrt, FN_PLAIN},     {"pow", 2, 2, run_pow, FN_PLAIN},
    {"pi", 0, 0, run_pi, FN_PLAIN},         {"int", 1, 1, run_int, FN_PLAIN},
    {"floor", 1, 1, run_floor, FN_PLAIN},   {"ceiling", 1, 1, run_ceil, FN_PLAIN},
    {"round", 1, 2, run_round, FN_PLAIN},   {"number", 0, 1, run_number, FN_PLAIN},
    {"sum", 1, -1, run_sum, FN_PLAIN},      {"min", 1, -1, run_min, FN_PLAIN},
    {"max", 1, -1, run_max, FN_PLAIN},      {"true", 0, 0, run_true, FN_PLAIN},
    {"false", 0, 0, run_false, FN_PLAIN},   {"boolean", 1, 1, run_boolean, FN_PLAIN},
    {"not", 1, 1, run_not, FN_PLAIN},       {"if", 3, 3, run_if, FN_PLAIN},
    {"boolean-from-string", 1, 1, run_from_string, FN_PLAIN},
    {"checklist", 2, -1, run_checklist, FN_PLAIN},
    {"weighted-checklist", 2, -1, run_weighted, FN_PLAIN},
    {0}
};
