/* naming.c - names of variables that R, SPSS and Stata all take.
 *
 * A letter, then letters, digits and _, at most 32, no two alike but for their case, none that
 * is a word of those programs.  Who was there first keeps its name, so a question that a later
 * version adds changes no script.
 * source   Stata 18 [U] 11.3 and its reserved names; SPSS 29, Variable names */
#include "survey/results.h"

#include "text/text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static const char *const reserved[] = {
    "all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with", "byte",
    "double", "float", "if", "in", "int", "long", "using", "strl", "function", "else", "for",
    "while", "repeat", "next", "break", "true", "false", "null", "inf", "nan", "na", NULL};

static bool is_reserved(const char *s) {
    for (const char *const *w = reserved; *w; w++)
        if (strcasecmp(s, *w) == 0) return true;
    return strncasecmp(s, "str", 3) == 0 && s[3] && !s[3 + strspn(s + 3, "0123456789")];
}

static bool ascii(const char *s) {
    for (; *s; s++)
        if ((unsigned char)*s > 0x7e) return false;
    return true;
}

/* Its letters, as many as have room with `tail` behind them. */
static const char *fit(Arena *a, const char *liked, const char *tail) {
    const char *plain = ascii(liked) ? liked : text_search_folded(a, liked);
    Buf         b = {.a = a};
    size_t      most = RESULT_NAME_MAX - strlen(tail);
    if (!isalpha((unsigned char)*plain)) buf_text(&b, "q");
    for (; *plain && b.len < most; plain++)
        buf_add(&b, isalnum((unsigned char)*plain) ? plain : "_", 1);
    while (b.len > 1 && b.s[b.len - 1] == '_' && !*tail) b.s[--b.len] = '\0';
    buf_text(&b, tail);
    return b.s;
}

static bool taken(const Names *k, const char *name) {
    for (int i = 0; i < k->n; i++)
        if (strcasecmp(k->name[i], name) == 0) return true;
    return is_reserved(name);
}

static const char *keep(Names *k, const char *name) {
    if (k->n == k->room) {
        const char **more = arena_take(k->a, (size_t)(k->room = 2 * k->room + 64) * sizeof *more);
        if (k->n) memcpy(more, k->name, (size_t)k->n * sizeof *more);
        k->name = more;
    }
    return k->name[k->n++] = name;
}

const char *name_take(Names *k, const char *liked, const char *longer) {
    const char *name = fit(k->a, liked, "");
    if (!taken(k, name)) return keep(k, name);
    if (longer && !taken(k, name = fit(k->a, longer, ""))) return keep(k, name);
    for (int i = 2;; i++) {
        name = fit(k->a, liked, arena_print(k->a, "_%d", i));
        if (!taken(k, name)) return keep(k, name);
    }
}
