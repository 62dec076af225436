/* xpath_parse.c - an expression as a tree, by recursive descent, one token ahead.
 *
 * XPath 1.0 with the words of ODK.  An evaluator of our own and not that of libxml2, because
 * in forms a day is a number (today() - 1, ../born < today()), an empty answer is not a zero,
 * the answer tree is ours, and the work must be counted: docs/forms-evaluation.md.
 * source   www.w3.org/TR/1999/REC-xpath-19991116; getodk.github.io/xforms-spec */
#include "xform/parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef enum Tok { T_END, T_NUMBER, T_TEXT, T_NAME, T_SIGN } Tok;
typedef struct Parse {
    XForm      *f;
    const char *start, *s;    /* the whole; what follows the token */
    const char *at;           /* where the token begins */
    Tok         tok;
    char        sign[3];      /* of T_SIGN */
    const char *word;         /* of names and texts */
    double      number;
    bool        operand;      /* the token before was an operand: * and "and" are operators */
    int         depth;
    Err         err;
    const char *detail;
} Parse;

/* ---- tokens ---- */

static bool name_start(unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
}

static bool name_more(unsigned char c) {
    return name_start(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static void fail(Parse *p, Err e, const char *detail) {
    if (!p->err) p->err = e, p->detail = detail ? detail : p->start;
}

static void read_number(Parse *p) {
    char *end;
    const char *s = p->s;
    while (is_digit(*s)) s++;
    if (*s == '.') s++;
    while (is_digit(*s)) s++;
    p->number = strtod(arena_part(p->f->a, p->s, (size_t)(s - p->s)), &end);
    p->s = s;
    p->tok = T_NUMBER;
}

static void read_quoted(Parse *p) {
    const char *end = strchr(p->s + 1, *p->s);
    if (!end) return fail(p, "xform.path.quote", NULL);
    p->word = arena_part(p->f->a, p->s + 1, (size_t)(end - p->s - 1));
    p->s = end + 1;
    p->tok = T_TEXT;
}

/* A name, with its prefix where one follows; "child::" leaves the colons. */
static void read_name(Parse *p) {
    const char *s = p->s;
    while (name_more((unsigned char)*s)) s++;
    if (*s == ':' && s[1] != ':' && (name_start((unsigned char)s[1]) || s[1] == '*'))
        for (s += s[1] == '*' ? 2 : 1; name_more((unsigned char)*s); s++) {}
    p->word = arena_part(p->f->a, p->s, (size_t)(s - p->s));
    p->s = s;
    p->tok = T_NAME;
}

static void read_sign(Parse *p) {
    static const char *const two[] = {"//", "::", "..", "!=", "<=", ">="};
    size_t n = 1;
    for (size_t i = 0; i < sizeof two / sizeof *two; i++)
        if (strncmp(p->s, two[i], 2) == 0) n = 2;
    if (n == 1 && !strchr("()[]@,/|+-=<>*.", *p->s)) return fail(p, "xform.path.sign", NULL);
    memcpy(p->sign, p->s, n);
    p->sign[n] = '\0';
    p->s += n;
    p->tok = T_SIGN;
}

static void next(Parse *p) {
    p->operand = p->tok == T_NUMBER || p->tok == T_TEXT || p->tok == T_NAME ||
                 (p->tok == T_SIGN && strchr(")].*", p->sign[0]) && p->sign[0]);
    while (*p->s && strchr(" \t\r\n", *p->s)) p->s++;
    p->at = p->s;
    if (p->err || !*p->s) p->tok = T_END;
    else if (is_digit(*p->s) || (*p->s == '.' && is_digit(p->s[1]))) read_number(p);
    else if (*p->s == '"' || *p->s == '\'') read_quoted(p);
    else if (name_start((unsigned char)*p->s)) read_name(p);
    else read_sign(p);
    if (p->err) p->tok = T_END;
}

static bool is_sign(const Parse *p, const char *s) {
    return p->tok == T_SIGN && strcmp(p->sign, s) == 0;
}
static bool take(Parse *p, const char *s) {
    if (!is_sign(p, s)) return false;
    next(p);
    return true;
}
static void want(Parse *p, const char *s) {
    if (!take(p, s)) fail(p, "xform.path.missing", s);
}
static bool is_word(const Parse *p, const char *s) {
    return p->tok == T_NAME && p->operand && strcmp(p->word, s) == 0;
}

/* ---- the tree ---- */

static Ast *parse_or(Parse *p);
static Ast *parse_unary(Parse *p);
enum { TREE_DEPTH_MAX = 1000 }; /* "a or b or c" leans to the left, as deep as it is long */

static Ast *node_of(Parse *p, AstKind kind) {
    Ast *x = arena_new(p->f->a, Ast);
    x->kind = kind;
    return x;
}

/* One more at the end of a list that grows by doubling.  deep: how deep the owner of the list
 * reaches; who walks the tree recurs as deep. */
static void push(Parse *p, Ast ***list, int *n, int *deep, Ast *x) {
    if ((*n & (*n - 1)) == 0) {
        Ast **wide = arena_take(p->f->a, (size_t)(*n ? *n * 2 : 1) * sizeof *wide);
        if (*n) memcpy(wide, *list, (size_t)*n * sizeof *wide);
        *list = wide;
    }
    (*list)[(*n)++] = x;
    if (x->deep >= *deep) *deep = x->deep + 1;
    if (*deep > TREE_DEPTH_MAX) fail(p, "xform.path.deep", NULL);
}

static Ast *two_of(Parse *p, AstKind kind, Ast *left, Ast *right) {
    Ast *x = node_of(p, kind);
    push(p, &x->arg, &x->args, &x->deep, left);
    push(p, &x->arg, &x->args, &x->deep, right);
    return x;
}

static void parse_predicates(Parse *p, Ast ***pred, int *n, int *deep) {
    while (!p->err && take(p, "[")) {
        push(p, pred, n, deep, parse_or(p));
        want(p, "]");
    }
}

static bool axis_of(const char *name, Axis *out) {
    static const struct { const char *name; Axis axis; } axes[] = {
        {"child", AX_CHILD}, {"parent", AX_PARENT}, {"self", AX_SELF},
        {"attribute", AX_ATTRIBUTE}, {"descendant", AX_DESCENDANT},
        {"descendant-or-self", AX_DESCENDANT_SELF}, {"ancestor", AX_ANCESTOR},
        {"ancestor-or-self", AX_ANCESTOR_SELF}, {"following-sibling", AX_FOLLOWING_SIBLING},
        {"preceding-sibling", AX_PRECEDING_SIBLING}};
    for (size_t i = 0; i < sizeof axes / sizeof *axes; i++)
        if (strcmp(axes[i].name, name) == 0) return *out = axes[i].axis, true;
    return false;
}

/* The name or * behind an axis.  Prefixes are not looked at: forms differ in them. */
static void parse_test(Parse *p, Step *t) {
    if (take(p, "*")) {
        t->element = true;
    } else if (p->tok == T_NAME) {
        const char *colon = strchr(p->word, ':'), *name = colon ? colon + 1 : p->word;
        next(p);
        if (!is_sign(p, "(")) {
            t->element = strcmp(name, "*") == 0;
            t->name = t->element ? NULL : name_keep(p->f, name);
        } else if (strcmp(name, "node") == 0) {
            next(p);
            want(p, ")");
            t->any = true;
        } else fail(p, "xform.path.step", name);
    } else fail(p, "xform.path.step", NULL);
}

static Step *parse_step(Parse *p) {
    Step *t = arena_new(p->f->a, Step);
    if (is_sign(p, "..") || is_sign(p, ".")) {
        t->axis = p->sign[1] ? AX_PARENT : AX_SELF;
        t->any = true;
        next(p);
    } else if (take(p, "@")) {
        t->axis = AX_ATTRIBUTE;
        parse_test(p, t);
    } else {
        const char *s = p->s;
        while (*s && strchr(" \t\r\n", *s)) s++;
        if (p->tok == T_NAME && strncmp(s, "::", 2) == 0) {
            if (!axis_of(p->word, &t->axis)) fail(p, "xform.path.axis", p->word);
            next(p);
            next(p);
        }
        parse_test(p, t);
    }
    parse_predicates(p, &t->pred, &t->preds, &t->deep);
    return t;
}

/* The steps behind what a path starts from; slash: one was just taken. */
static void parse_steps(Parse *p, Ast *x, bool slash) {
    Step **last = &x->step;
    for (bool more = slash; !p->err; more = false) {
        bool deep = !more && is_sign(p, "//");
        if (deep || (!more && is_sign(p, "/"))) next(p);
        else if (!more) break;
        if (deep) {
            *last = arena_new(p->f->a, Step);
            (*last)->axis = AX_DESCENDANT_SELF;
            (*last)->any = true;
            last = &(*last)->next;
        }
        *last = parse_step(p);
        if ((*last)->deep > x->deep) x->deep = (*last)->deep;
        last = &(*last)->next;
    }
}

static bool step_begins(const Parse *p) {
    return p->tok == T_NAME || is_sign(p, "*") || is_sign(p, "@") || is_sign(p, ".") ||
           is_sign(p, "..");
}

/* A pattern that never changes is made once; a bad one is told when the form is read. */
static void parse_pattern(Parse *p, Ast *x) {
    if (x->args != 2 || x->arg[1]->kind != A_TEXT) return;
    x->pattern = pattern_new(p->f->a, x->arg[1]->text);
    if (!x->pattern) fail(p, "xform.path.pattern", x->arg[1]->text);
}

/* The path in the text of jr:choice-name(value, '/data/q'). */
static void parse_inner_path(Parse *p, Ast *x) {
    size_t at;
    if (x->args != 2 || x->arg[1]->kind != A_TEXT) return;
    if (++p->depth > XFORM_EXPRESSION_DEPTH_MAX) return fail(p, "xform.path.deep", NULL);
    Ast *inner;
    Err e = xpath_parse(p->f, x->arg[1]->text, &inner, &at, &p->detail);
    p->depth--;
    if (e) fail(p, e, p->detail);
    else x->arg[1] = inner;
}

static Ast *parse_call(Parse *p) {
    Ast *x = node_of(p, A_CALL);
    x->text = p->word;
    x->fn = fn_find(p->word);
    next(p);
    want(p, "(");
    if (!is_sign(p, ")"))
        do push(p, &x->arg, &x->args, &x->deep, parse_or(p));
        while (!p->err && take(p, ","));
    want(p, ")");
    if (p->err) return x;
    if (!x->fn) fail(p, "xform.path.function", x->text);
    else if (x->args < x->fn->least || (x->fn->most >= 0 && x->args > x->fn->most))
        fail(p, "xform.path.arguments", x->text);
    else if (x->fn->sort == FN_REGEX) parse_pattern(p, x);
    else if (x->fn->sort == FN_CHOICE) parse_inner_path(p, x);
    return x;
}

/* A name with a parenthesis behind it, that is no node(). */
static bool call_begins(const Parse *p) {
    const char *s = p->s;
    if (p->tok != T_NAME || strcmp(p->word, "node") == 0 || strcmp(p->word, "text") == 0)
        return false;
    while (*s && strchr(" \t\r\n", *s)) s++;
    return *s == '(';
}

/* What begins with a value; a path may go on from it. */
static Ast *parse_primary(Parse *p) {
    Ast *x;
    if (p->tok == T_NUMBER) {
        x = node_of(p, A_NUMBER);
        x->number = p->number;
        next(p);
    } else if (p->tok == T_TEXT) {
        x = node_of(p, A_TEXT);
        x->text = p->word;
        next(p);
    } else if (call_begins(p)) x = parse_call(p);
    else {
        want(p, "(");
        x = parse_or(p);
        want(p, ")");
    }
    if (!is_sign(p, "[") && !is_sign(p, "/") && !is_sign(p, "//")) return x;
    Ast *path = node_of(p, A_PATH);
    path->from = FROM_VALUE;
    push(p, &path->arg, &path->args, &path->deep, x);
    parse_predicates(p, &path->pred, &path->preds, &path->deep);
    parse_steps(p, path, false);
    return path;
}

static Ast *parse_path(Parse *p) {
    bool value = p->tok == T_NUMBER || p->tok == T_TEXT || is_sign(p, "(") || call_begins(p);
    if (value) return parse_primary(p);
    Ast *x = node_of(p, A_PATH);
    if (is_sign(p, "//")) {
        x->from = FROM_ROOT;
        parse_steps(p, x, false);
    } else if (take(p, "/")) {
        x->from = FROM_ROOT;
        if (step_begins(p)) parse_steps(p, x, true);
    } else if (step_begins(p)) {
        x->from = FROM_HERE;
        parse_steps(p, x, true);
    } else fail(p, p->tok == T_END ? "xform.path.end" : "xform.path.operand", NULL);
    return x;
}

static Ast *parse_union(Parse *p) {
    Ast *x = parse_path(p);
    while (!p->err && take(p, "|")) x = two_of(p, A_UNION, x, parse_path(p));
    return x;
}

static Ast *parse_unary(Parse *p) {
    if (++p->depth > 2 * XFORM_EXPRESSION_DEPTH_MAX) fail(p, "xform.path.deep", NULL);
    Ast *x;
    if (!p->err && take(p, "-")) {
        x = node_of(p, A_NEG);
        push(p, &x->arg, &x->args, &x->deep, parse_unary(p));
    } else x = parse_union(p);
    p->depth--;
    return x;
}

static bool operator_of(const Parse *p, int level, AstKind *out) {
    static const struct { int level; const char *sign; bool word; AstKind kind; } table[] = {
        {0, "or", true, A_OR}, {1, "and", true, A_AND}, {2, "=", false, A_EQ},
        {2, "!=", false, A_NE}, {3, "<", false, A_LT}, {3, "<=", false, A_LE},
        {3, ">", false, A_GT}, {3, ">=", false, A_GE}, {4, "+", false, A_ADD},
        {4, "-", false, A_SUB}, {5, "*", false, A_MUL}, {5, "div", true, A_DIV},
        {5, "mod", true, A_MOD}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (table[i].level != level) continue;
        if (table[i].word ? is_word(p, table[i].sign) : is_sign(p, table[i].sign))
            return *out = table[i].kind, true;
    }
    return false;
}

static Ast *parse_level(Parse *p, int level) {
    if (level == 6) return parse_unary(p);
    AstKind kind;
    Ast    *x = parse_level(p, level + 1);
    while (!p->err && operator_of(p, level, &kind)) {
        next(p);
        x = two_of(p, kind, x, parse_level(p, level + 1));
    }
    return x;
}

static Ast *parse_or(Parse *p) {
    if (++p->depth > 2 * XFORM_EXPRESSION_DEPTH_MAX) fail(p, "xform.path.deep", NULL);
    Ast *x = p->err ? node_of(p, A_NUMBER) : parse_level(p, 0);
    p->depth--;
    return x;
}

Err xpath_parse(XForm *f, const char *text, Ast **out, size_t *at, const char **detail) {
    Parse p = {.f = f, .start = text, .s = text, .tok = T_END};
    *detail = NULL;
    *at = 0;
    if (strlen(text) > XFORM_EXPRESSION_MAX) return "xform.path.long";
    next(&p);
    *out = parse_or(&p);
    if (!p.err && p.tok != T_END) fail(&p, "xform.path.rest", p.at);
    *at = (size_t)(p.at - text);
    *detail = p.detail;
    return p.err;
}
