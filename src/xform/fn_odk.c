/* fn_odk.c - what only questionnaires know: choices, patterns, draws; and the table of all. */
#include "xform/parts.h"

#include "crypt/crypt.h"

#include <math.h>
#include <string.h>

static void *take(size_t n, void *arena) { return arena_take(arena, n); }
static void  leave(void *p, void *arena) { (void)p, (void)arena; }

/* As a browser reads it: $ is the very end, \u1234 a letter. */
pcre2_code *pattern_new(Arena *a, const char *pattern) {
    int                    why;
    PCRE2_SIZE             at;
    pcre2_general_context *memory = pcre2_general_context_create(take, leave, a);
    pcre2_compile_context *limit = pcre2_compile_context_create(memory);
    pcre2_set_parens_nest_limit(limit, 50);
    return pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
                         PCRE2_UTF | PCRE2_NO_UTF_CHECK | PCRE2_NEVER_BACKSLASH_C |
                             PCRE2_DOLLAR_ENDONLY | PCRE2_ALT_BSUX,
                         &why, &at, limit);
}

/* A constant pattern was made with the form; another is made now.  A match may try so often
 * and no more: what takes longer does not match. */
enum { MATCH_STEPS = 20000, MATCH_DEPTH = 2000, MATCH_HEAP = 4096 /* kilobytes */ };

static bool matches(Eval *e, const pcre2_code *code, const char *s) {
    pcre2_match_context *limit = pcre2_match_context_create(NULL);
    pcre2_match_data    *found = pcre2_match_data_create(1, NULL);
    if (!limit || !found) fatal("no memory for a pattern");
    pcre2_set_match_limit(limit, MATCH_STEPS);
    pcre2_set_depth_limit(limit, MATCH_DEPTH);
    pcre2_set_heap_limit(limit, MATCH_HEAP);
    size_t n = strlen(s);
    int    got = pcre2_match(code, (PCRE2_SPTR)s, n, 0, PCRE2_NO_UTF_CHECK, found, limit);
    pcre2_match_data_free(found);
    pcre2_match_context_free(limit);
    if (got < 0 && got != PCRE2_ERROR_NOMATCH) work(e, 20000);
    else work(e, 20 + (int64_t)n / 8);
    return got >= 0;
}

static Value run_regex(Eval *e, const Ast *call) {
    const char *s = arg_text(e, call, 0);
    if (call->pattern) return is_bool(matches(e, call->pattern, s));
    const char *pattern = arg_text(e, call, 1);
    if (strlen(pattern) > 1000 || !work(e, 1000)) return is_bool(false);
    pcre2_code *code = pattern_new(e->a, pattern);
    return is_bool(code && matches(e, code, s));
}

/* The value that stands here already, if any; else the one that is reckoned. */
static Value run_once(Eval *e, const Ast *call) {
    const char *has = e->here ? node_text(e, e->here) : "";
    return is_text(*has ? has : arg_text(e, call, 0));
}

static Value run_choice_name(Eval *e, const Ast *call) {
    const char *value = arg_text(e, call, 0);
    Value       v = eval(e, call->arg[1]);
    XNode      *at = v.kind == IS_NODES && v.nodes ? v.node[0] : NULL;
    if (v.kind != IS_NODES && e->t) at = xentry_node(e->t, to_text(e, v));
    if (!at || !at->field || !at->field->control || !e->t) return is_text("");
    int            n;
    const XChoice *h = xentry_choices(e->t, at->field->control, at, e->language, &n);
    for (int i = 0; i < n; i++)
        if (strcmp(h[i].value, value) == 0) return is_text(h[i].label);
    return is_text("");
}

static Value run_itext(Eval *e, const Ast *call) {
    const XText *x = map_get(e->f->itext, arg_text(e, call, 0));
    return is_text(x && e->t ? xtext(e->t, x, e->here, e->language) : "");
}

static Value run_random(Eval *e, const Ast *call) {
    (void)call;
    e->dialled++;
    return is_number(e->t ? (double)(draw_next(e->t) >> 11) / 9007199254740992.0 : 0);
}

/* uuid() is one of version 4; uuid(n) is n letters. */
static Value run_uuid(Eval *e, const Ast *call) {
    double n = call->args ? arg_number(e, call, 0) : 36;
    Buf    b = {.a = e->a};
    e->dialled++;
    if (isnan(n) || n < 1 || n > 10000 || !e->t) return is_text("");
    while ((double)b.len < n && work(e, 8)) {
        uint64_t hi = draw_next(e->t), lo = draw_next(e->t);
        buf_print(&b, "%08x-%04x-4%03x-%04x-%012llx", (unsigned)(hi >> 32),
                  (unsigned)(hi >> 16 & 0xffff), (unsigned)(hi & 0xfff),
                  (unsigned)(lo >> 48 & 0x3fff) | 0x8000,
                  (unsigned long long)(lo & 0xffffffffffff));
    }
    return is_text(b.s ? arena_part(e->a, b.s, (size_t)n < b.len ? (size_t)n : b.len) : "");
}

/* Who fills in, as preloads have it. */
static Value run_property(Eval *e, const Ast *call) {
    const char *name = arg_text(e, call, 0), *s = NULL;
    if (!e->t) return is_text("");
    if (text_same(name, "username")) s = e->t->who.username;
    else if (text_same(name, "email")) s = e->t->who.email;
    else if (text_same(name, "phonenumber")) s = e->t->who.phone;
    else if (text_same(name, "deviceid")) s = e->t->who.device;
    return is_text(s ? s : "");
}

static Value run_version(Eval *e, const Ast *call) { return (void)call, is_text(e->f->version); }

const Fn fns_odk[] = {
    {"regex",       2, 2, run_regex,       FN_REGEX},
    {"once",        1, 1, run_once,        FN_PLAIN},
    {"choice-name", 2, 2, run_choice_name, FN_CHOICE},
    {"itext",       1, 1, run_itext,       FN_PLAIN},
    {"random",      0, 0, run_random,      FN_RANDOM},
    {"uuid",        0, 1, run_uuid,        FN_RANDOM},
    {"property",    1, 1, run_property,    FN_PLAIN},
    {"version",     0, 0, run_version,     FN_PLAIN},
    {0}
};

const Fn *fn_find(const char *name) {
    static const Fn *const tables[] = {fns_text, fns_number, fns_time, fns_nodes, fns_geo, fns_odk};
    const char *colon = strchr(name, ':');
    if (colon) name = colon + 1;
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        for (const Fn *f = tables[i]; f->name; f++)
            if (strcmp(f->name, name) == 0) return f;
    return NULL;
}
