/* expr.c - formulas and expressions as R writes them, read into a tree.
 *
 * One grammar serves both, for ~ is only the loosest of R's operators. Each level of
 * binding is a row of a table, climbed by one function. */
#include "stats/inside.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 200 };

typedef struct Reader {
    Stats      *s;
    const char *text, *at;
    int         depth;
} Reader;

/* From loose to tight. Longer signs stand before those they begin with. */
enum { LEVEL_NOT = 3, LEVEL_COMPARE = 4, LEVEL_SIGN = 9, LEVEL_POWER = 10, SIGNS_MAX = 7 };
static const char *const levels[][SIGNS_MAX] = {
    {"~"}, {"||", "|"}, {"&&", "&"}, {NULL}, {"==", "!=", "<=", ">=", "<", ">"},
    {"+", "-"}, {"*", "/"}, {"%in%", "%%"}, {":"}, {NULL}, {"^"},
};

static void skip(Reader *r) {
    while (isspace((unsigned char)*r->at)) r->at++;
}

static Err bad(Reader *r) {
    skip(r);
    return STATS_REFUSE(r->s, "stats.formula.bad", "%.*s <-- %s", (int)(r->at - r->text),
                        r->text, r->at);
}

static Expr *call(Reader *r, const char *name, int args, Expr *one, Expr *two) {
    Expr *x = arena_new(r->s->a, Expr);
    x->kind = EXPR_CALL;
    x->name = name;
    x->args = args;
    x->arg = arena_take(r->s->a, 2 * sizeof *x->arg);
    x->arg[0] = one;
    x->arg[1] = two;
    return x;
}

bool expr_is(const Expr *x, const char *name, int args) {
    return x->kind == EXPR_CALL && x->args == args && strcmp(x->name, name) == 0;
}

static const char *sign_at(Reader *r, int level) {
    skip(r);
    for (int k = 0; k < SIGNS_MAX && levels[level][k]; k++) {
        const char *sign = levels[level][k];
        size_t      n = strlen(sign);
        if (strncmp(r->at, sign, n) != 0) continue;
        if (*sign == '!' && r->at[1] != '=') continue;
        r->at += n;
        return sign;
    }
    return NULL;
}

static MUST Err read_level(Reader *r, int level, Expr **out);

static MUST Err read_args(Reader *r, Expr *x) {
    enum { ARGS_MAX = 64 };
    Expr *arg[ARGS_MAX];
    skip(r);
    if (*r->at == ')') return r->at++, NULL;
    for (;;) {
        if (x->args == ARGS_MAX) return bad(r);
        Err e = read_level(r, 1, &arg[x->args++]);
        if (e) return e;
        skip(r);
        if (*r->at == ')') break;
        if (*r->at++ != ',') return r->at--, bad(r);
    }
    r->at++;
    x->arg = arena_take(r->s->a, (size_t)x->args * sizeof *x->arg);
    memcpy(x->arg, arg, (size_t)x->args * sizeof *x->arg);
    return NULL;
}

/* 'text', "text" or `name`: up to the same sign again. */
static MUST Err read_quoted(Reader *r, Expr *x) {
    char        sign = *r->at;
    const char *end = strchr(r->at + 1, sign);
    if (!end) return bad(r);
    x->kind = sign == '`' ? EXPR_NAME : EXPR_TEXT;
    x->name = arena_part(r->s->a, r->at + 1, (size_t)(end - r->at - 1));
    r->at = end + 1;
    return NULL;
}

/* Letters beyond ASCII may stand in names, as in Vietnamese. */
static bool in_name(char ch) {
    return isalnum((unsigned char)ch) || ch == '.' || ch == '_' || (unsigned char)ch >= 128;
}

static MUST Err read_name(Reader *r, Expr *x) {
    const char *from = r->at;
    while (in_name(*r->at)) r->at++;
    x->name = arena_part(r->s->a, from, (size_t)(r->at - from));
    x->kind = EXPR_NAME;
    skip(r);
    if (*r->at != '(') return NULL;
    r->at++;
    x->kind = EXPR_CALL;
    return read_args(r, x);
}

static MUST Err read_atom(Reader *r, Expr **out) {
    skip(r);
    Expr *x = *out = arena_new(r->s->a, Expr);
    char  ch = *r->at;
    if (ch == '(') {
        Expr *in;
        r->at++;
        Err e = read_level(r, 1, &in);
        if (e) return e;
        skip(r);
        if (*r->at != ')') return bad(r);
        r->at++;
        *out = call(r, "(", 1, in, NULL);
        return NULL;
    }
    if (ch == '\'' || ch == '"' || ch == '`') return read_quoted(r, x);
    if (isdigit((unsigned char)ch) || (ch == '.' && isdigit((unsigned char)r->at[1]))) {
        char *end;
        x->kind = EXPR_NUMBER;
        x->number = strtod(r->at, &end);
        r->at = end;
        return NULL;
    }
    return in_name(ch) ? read_name(r, x) : bad(r);
}

/* Signs before: ! binds looser than a comparison, - tighter than *, as in R. */
static MUST Err read_before(Reader *r, int level, Expr **out) {
    char  ch = *r->at;
    Expr *x;
    bool  sign = level == LEVEL_NOT ? ch == '!' : ch == '-' || ch == '+';
    if (!sign) return read_level(r, level + 1, out);
    r->at++;
    Err e = read_level(r, level, &x);
    if (!e) *out = call(r, ch == '!' ? "!" : ch == '-' ? "-" : "+", 1, x, NULL);
    return e;
}

static MUST Err read_level(Reader *r, int level, Expr **out) {
    Err e;
    skip(r);
    if (level > LEVEL_POWER) return read_atom(r, out);
    if (level == LEVEL_NOT || level == LEVEL_SIGN) {
        if (++r->depth > DEPTH_MAX) return bad(r);
        e = read_before(r, level, out);
        r->depth--;
        return e;
    }
    e = read_level(r, level + 1, out);
    for (const char *sign; !e && (sign = sign_at(r, level));) {
        Expr *right;
        bool  from_right = level == LEVEL_POWER; /* 2^-1, and 2^3^2 is 2^(3^2) */
        e = read_level(r, from_right ? LEVEL_SIGN : level + 1, &right);
        if (!e) *out = call(r, sign, 2, *out, right);
    }
    return e;
}

Err expr_read(Stats *s, const char *text, const Expr **out) {
    Reader r = {.s = s, .text = text, .at = text};
    Expr  *x;
    Err    e;
    skip(&r);
    bool one_sided = *r.at == '~';
    if (one_sided) r.at++;
    e = read_level(&r, one_sided ? 1 : 0, &x);
    skip(&r);
    if (!e && *r.at) e = bad(&r);
    if (!e) *out = one_sided ? call(&r, "~", 1, x, NULL) : x;
    return e;
}

static void write_expr(Buf *b, const Expr *x) {
    static const char tight[] = "/^:";
    bool operator = x->kind == EXPR_CALL && x->args > 0 && !in_name(*x->name);
    if (x->kind == EXPR_NUMBER) buf_print(b, "%.15g", x->number);
    else if (x->kind == EXPR_TEXT) buf_print(b, "\"%s\"", x->name);
    else if (x->kind == EXPR_NAME) buf_text(b, x->name);
    else if (expr_is(x, "(", 1)) {
        buf_text(b, "(");
        write_expr(b, x->arg[0]);
        buf_text(b, ")");
    } else if (operator && x->args == 1) {
        buf_text(b, x->name);
        write_expr(b, x->arg[0]);
    } else if (operator) {
        bool close = strchr(tight, *x->name) != NULL;
        write_expr(b, x->arg[0]);
        buf_print(b, close ? "%s" : " %s ", x->name);
        write_expr(b, x->arg[1]);
    } else {
        buf_print(b, "%s(", x->name);
        for (int k = 0; k < x->args; k++) {
            if (k) buf_text(b, ", ");
            write_expr(b, x->arg[k]);
        }
        buf_text(b, ")");
    }
}

const char *expr_text(Arena *a, const Expr *x) {
    Buf b = {.a = a};
    write_expr(&b, x);
    return b.len ? b.s : "";
}

static void add_parts(Parts *p, const Expr *x) {
    if (expr_is(x, "~", 1) || expr_is(x, "+", 1)) add_parts(p, x->arg[0]);
    else if (expr_is(x, "+", 2)) add_parts(p, x->arg[0]), add_parts(p, x->arg[1]);
    else if (x->kind != EXPR_NUMBER) p->at[p->n++] = x;
}

Err parts_read(Stats *s, const char *formula, Parts *out) {
    const Expr *x;
    *out = (Parts){0};
    if (!formula || text_blank(formula)) return NULL;
    Err e = expr_read(s, formula, &x);
    if (e) return e;
    size_t most = 1;
    for (const char *p = formula; *p; p++) most += *p == '+';
    out->at = arena_take(s->a, most * sizeof(Expr *));
    add_parts(out, x);
    return NULL;
}
