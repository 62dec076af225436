/* value.c - values of expressions, and how one kind becomes another.
 *
 * A text that is a day or a moment counts as its number of days since 1970 UTC, on the clock
 * of Vietnam; an empty text as no number.  A number is written as JavaScript writes it. */
#include "xform/parts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Value is_text(const char *s) { return (Value){.kind = IS_TEXT, .s = s}; }
Value is_number(double n) { return (Value){.kind = IS_NUMBER, .n = n}; }
Value is_bool(bool b) { return (Value){.kind = IS_BOOL, .b = b}; }
Value is_nodes(XNode **node, int n) {
    return (Value){.kind = IS_NODES, .node = node, .nodes = n};
}

bool work(Eval *e, int64_t steps) {
    *e->steps -= steps;
    if (*e->steps >= 0) return true;
    e->err = "xform.answer.work";
    return false;
}

/* 1e+21 and 1.5e-7, but 0.000001 and 123456789012345680000. */
static const char *exponent_text(Arena *a, const char *digits, int power) {
    size_t n = strlen(digits);
    Buf    b = {.a = a};
    if (power >= 0 && power < 21) {
        for (int i = 0; i <= power || (size_t)i < n; i++) {
            if (i == power + 1) buf_text(&b, ".");
            buf_add(&b, (size_t)i < n ? digits + i : "0", 1);
        }
    } else if (power < 0 && power >= -6) {
        buf_text(&b, "0.");
        for (int i = -1; i > power; i--) buf_text(&b, "0");
        buf_text(&b, digits);
    } else {
        buf_add(&b, digits, 1);
        if (n > 1) buf_print(&b, ".%s", digits + 1);
        buf_print(&b, "e%c%d", power < 0 ? '-' : '+', abs(power));
    }
    return b.s;
}

const char *number_text(Arena *a, double n) {
    char line[40], digits[24];
    if (isnan(n)) return "";
    if (isinf(n)) return n < 0 ? "-Infinity" : "Infinity";
    if (n == rint(n) && fabs(n) < 1e15) return arena_print(a, "%.0f", n == 0 ? 0.0 : n);
    for (int p = 14; p <= 16; p++) { /* the fewest digits that give it back */
        snprintf(line, sizeof line, "%.*e", p, fabs(n));
        if (strtod(line, NULL) == fabs(n)) break;
    }
    size_t m = 0;
    for (const char *s = line; *s != 'e'; s++)
        if (*s != '.') digits[m++] = *s;
    while (m > 1 && digits[m - 1] == '0') m--;
    digits[m] = '\0';
    const char *s = exponent_text(a, digits, atoi(strchr(line, 'e') + 1));
    return n < 0 ? arena_print(a, "-%s", s) : s;
}

static bool blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/* [-+]digits[.digits][e[-+]digits] between blanks. */
static bool plain_number(const char *s, double *out) {
    while (blank(*s)) s++;
    const char *from = s;
    char       *end;
    if (*s == '-' || *s == '+') s++;
    const char *digits = s;
    while (*s >= '0' && *s <= '9') s++;
    size_t n = (size_t)(s - digits);
    if (*s == '.') for (s++; *s >= '0' && *s <= '9'; s++) n++;
    if (!n) return false;
    if (*s == 'e' || *s == 'E') {
        const char *power = s + 1 + (s[1] == '-' || s[1] == '+');
        if (*power < '0' || *power > '9') return false;
        for (s = power; *s >= '0' && *s <= '9'; s++) {}
    }
    const char *rest = s;
    while (blank(*rest)) rest++;
    if (*rest) return false;
    *out = strtod(from, &end);
    return true;
}

double text_number(const char *s) {
    double n;
    if (plain_number(s, &n)) return n;
    return moment_read(s, &n) ? n / 86400000 : NAN;
}

static void add_texts(Buf *b, const XNode *n) {
    for (const XNode *k = n->first; k; k = k->next) {
        if (k->attribute) continue;
        if (k->first) add_texts(b, k);
        else buf_text(b, k->value);
    }
}

const char *node_text(Eval *e, const XNode *n) {
    if (!n->first || *n->value) return n->value;
    Buf b = {.a = e->a};
    add_texts(&b, n);
    return b.s && work(e, (int64_t)b.len / 16) ? b.s : "";
}

const char *to_text(Eval *e, Value v) {
    switch (v.kind) {
    case IS_NODES: return v.nodes ? node_text(e, v.node[0]) : "";
    case IS_TEXT: return v.s;
    case IS_NUMBER: return v.s ? v.s : number_text(e->a, v.n);
    default: return v.b ? "true" : "false";
    }
}

double to_number(Eval *e, Value v) {
    switch (v.kind) {
    case IS_NUMBER: return v.n;
    case IS_BOOL: return v.b;
    default: return text_number(to_text(e, v));
    }
}

/* Nodes are true when there are any, answered or not: XPath has it so. */
bool to_bool(Value v) {
    switch (v.kind) {
    case IS_NODES: return v.nodes > 0;
    case IS_TEXT: return *v.s != '\0';
    case IS_NUMBER: return v.n != 0 && !isnan(v.n);
    default: return v.b;
    }
}

const char *arg_text(Eval *e, const Ast *call, int i) {
    return to_text(e, eval(e, call->arg[i]));
}
double arg_number(Eval *e, const Ast *call, int i) {
    return to_number(e, eval(e, call->arg[i]));
}
bool arg_bool(Eval *e, const Ast *call, int i) { return to_bool(eval(e, call->arg[i])); }
