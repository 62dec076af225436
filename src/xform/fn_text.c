/* fn_text.c - functions of texts.  A letter is one code point. */
#include "xform/parts.h"

#include <math.h>
#include <string.h>

static bool more(char c) { return ((unsigned char)c & 0xc0) == 0x80; }

static int64_t letters(const char *s) {
    int64_t n = 0;
    for (; *s; s++) n += !more(*s);
    return n;
}

/* Where the i-th letter begins, or the end. */
static const char *letter(const char *s, int64_t i) {
    for (; *s && i > 0; i--)
        for (s++; more(*s); s++) {}
    return s;
}

/* A text that was built: its work is paid, and it may not grow without end. */
static Value built(Eval *e, const Buf *b) {
    if (b->len > XFORM_VALUE_MAX) e->err = "xform.answer.work";
    return is_text(b->s && !e->err ? b->s : "");
}

static bool add(Eval *e, Buf *b, const char *s) {
    size_t n = strlen(s);
    if (b->len + n > XFORM_VALUE_MAX) e->err = "xform.answer.work";
    if (e->err || !work(e, 1 + (int64_t)n / 8)) return false;
    buf_add(b, s, n);
    return true;
}

static Value run_string(Eval *e, const Ast *call) {
    return is_text(call->args ? arg_text(e, call, 0) : node_text(e, e->here));
}

/* Of nodes all of them: concat(../r/name). */
static void add_all(Eval *e, Buf *b, const Ast *call, int from, const char *between) {
    bool first = true;
    for (int i = from; i < call->args && !e->err; i++) {
        Value v = eval(e, call->arg[i]);
        int   n = v.kind == IS_NODES ? v.nodes : 1;
        for (int k = 0; k < n && !e->err; k++, first = false) {
            if (!first && !add(e, b, between)) return;
            add(e, b, v.kind == IS_NODES ? node_text(e, v.node[k]) : to_text(e, v));
        }
    }
}

static Value run_concat(Eval *e, const Ast *call) {
    Buf b = {.a = e->a};
    add_all(e, &b, call, 0, "");
    return built(e, &b);
}

static Value run_join(Eval *e, const Ast *call) {
    Buf b = {.a = e->a};
    const char *between = arg_text(e, call, 0);
    add_all(e, &b, call, 1, between);
    return built(e, &b);
}

static Value run_coalesce(Eval *e, const Ast *call) {
    const char *s = "";
    for (int i = 0; i < call->args && !*s; i++) s = arg_text(e, call, i);
    return is_text(s);
}

static Value run_length(Eval *e, const Ast *call) {
    const char *s = call->args ? arg_text(e, call, 0) : node_text(e, e->here);
    work(e, (int64_t)strlen(s) / 16);
    return is_number((double)letters(s));
}

static const char *find(Eval *e, const char *in, const char *what) {
    work(e, (int64_t)(strlen(in) + strlen(what)) / 8);
    return strstr(in, what);
}

static Value run_contains(Eval *e, const Ast *call) {
    const char *s = arg_text(e, call, 0);
    return is_bool(find(e, s, arg_text(e, call, 1)) != NULL);
}

static Value run_starts(Eval *e, const Ast *call) {
    const char *s = arg_text(e, call, 0), *with = arg_text(e, call, 1);
    return is_bool(strncmp(s, with, strlen(with)) == 0);
}

static Value run_ends(Eval *e, const Ast *call) {
    const char *s = arg_text(e, call, 0), *with = arg_text(e, call, 1);
    size_t      n = strlen(s), m = strlen(with);
    return is_bool(m <= n && strcmp(s + n - m, with) == 0);
}

static Value run_before(Eval *e, const Ast *call) {
    const char *s = arg_text(e, call, 0), *at = find(e, s, arg_text(e, call, 1));
    return is_text(at ? arena_part(e->a, s, (size_t)(at - s)) : "");
}

static Value run_after(Eval *e, const Ast *call) {
    const char *s = arg_text(e, call, 0), *what = arg_text(e, call, 1), *at = find(e, s, what);
    return is_text(at ? at + strlen(what) : "");
}

static Value part(Eval *e, const char *s, double from, double to) {
    double n = (double)letters(s);
    if (isnan(from) || isnan(to)) return is_text("");
    from = fmin(fmax(from, 0), n);
    to = fmin(fmax(to, 0), n);
    if (to <= from || !work(e, 1 + (int64_t)strlen(s) / 8)) return is_text("");
    const char *a = letter(s, (int64_t)from), *b = letter(a, (int64_t)(to - from));
    return is_text(arena_part(e->a, a, (size_t)(b - a)));
}

/* From 1, rounded; the third argument is a length. */
static Value run_substring(Eval *e, const Ast *call) {
    const char *s = arg_text(e, call, 0);
    double from = floor(arg_number(e, call, 1) + 0.5) - 1, to = INFINITY;
    if (call->args > 2) to = from + floor(arg_number(e, call, 2) + 0.5);
    return part(e, s, from, to);
}

/* From 0, from the end when negative; the third argument is where it ends. */
static Value run_substr(Eval *e, const Ast *call) {
    const char *s = arg_text(e, call, 0);
    double n = (double)letters(s), from = trunc(arg_number(e, call, 1)), to = n;
    if (call->args > 2) to = trunc(arg_number(e, call, 2));
    return part(e, s, from < 0 ? n + from : from, to < 0 ? n + to : to);
}

static bool blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

static Value run_normalize(Eval *e, const Ast *call) {
    const char *s = call->args ? arg_text(e, call, 0) : node_text(e, e->here);
    Buf         b = {.a = e->a};
    work(e, (int64_t)strlen(s) / 4);
    for (; *s && !e->err; s++) {
        if (!blank(*s)) buf_add(&b, s, 1);
        else if (b.len && b.s[b.len - 1] != ' ') buf_add(&b, " ", 1);
    }
    if (b.len && b.s[b.len - 1] == ' ') b.s[--b.len] = '\0';
    return built(e, &b);
}

/* Each letter of the second text becomes the one at its place in the third, or goes. */
static Value run_translate(Eval *e, const Ast *call) {
    const char *s = arg_text(e, call, 0), *from = arg_text(e, call, 1), *to = arg_text(e, call, 2);
    Buf         b = {.a = e->a};
    for (const char *next; *s && work(e, 1 + (int64_t)strlen(from) / 8); s = next) {
        next = letter(s, 1);
        size_t      n = (size_t)(next - s);
        const char *at = from;
        int64_t     i = 0;
        for (; *at && strncmp(at, s, n) != 0; i++) at = letter(at, 1);
        if (!*at) {
            buf_add(&b, s, n);
            continue;
        }
        const char *as = letter(to, i);
        if (*as) buf_add(&b, as, (size_t)(letter(as, 1) - as));
    }
    return built(e, &b);
}

/* ---- lists with blanks between, as several choices are stored ---- */

/* The next word of *s into n bytes; NULL at the end. */
static const char *word(const char **s, size_t *n) {
    while (blank(**s)) (*s)++;
    const char *from = *s;
    while (**s && !blank(**s)) (*s)++;
    *n = (size_t)(*s - from);
    return *n ? from : NULL;
}

static Value run_selected(Eval *e, const Ast *call) {
    const char *s = arg_text(e, call, 0), *one = arg_text(e, call, 1), *w;
    size_t      n, m = strlen(one);
    while (m && blank(*one)) one++, m--;
    while (m && blank(one[m - 1])) m--;
    while ((w = word(&s, &n)) && work(e, 1))
        if (n == m && strncmp(w, one, n) == 0) return is_bool(true);
    return is_bool(false);
}

static Value run_selected_at(Eval *e, const Ast *call) {
    const char *s = arg_text(e, call, 0), *w;
    double      at = trunc(arg_number(e, call, 1));
    size_t      n;
    for (double i = 0; (w = word(&s, &n)) && work(e, 1); i++)
        if (i == at) return is_text(arena_part(e->a, w, n));
    return is_text("");
}

static Value run_count_selected(Eval *e, const Ast *call) {
    const char *s = arg_text(e, call, 0);
    size_t      n;
    double      count = 0;
    while (word(&s, &n) && work(e, 1)) count++;
    return is_number(count);
}

/* ---- codes ---- */

static Value run_base64(Eval *e, const Ast *call) {
    Bytes       b;
    const char *s = arg_text(e, call, 0);
    if (!work(e, (int64_t)strlen(s)) || !plain_base64_read(e->a, s, &b)) return is_text("");
    return is_text(text_valid(b.p, b.n) ? arena_part(e->a, b.p, b.n) : "");
}

static Value run_digest(Eval *e, const Ast *call) {
    static const char hex[] = "0123456789abcdef";
    uint8_t     sum[DIGEST_MAX];
    const char *s = arg_text(e, call, 0), *how = arg_text(e, call, 1);
    const char *as = call->args > 2 ? arg_text(e, call, 2) : "base64";
    if (!work(e, 10 + (int64_t)strlen(s) / 4)) return is_text("");
    size_t n = digest_of(how, s, strlen(s), sum);
    if (strcmp(as, "hex") != 0) return is_text(n ? plain_base64(e->a, sum, n) : "");
    char *text = arena_take(e->a, 2 * n + 1);
    for (size_t i = 0; i < n; i++) {
        text[2 * i] = hex[sum[i] >> 4];
        text[2 * i + 1] = hex[sum[i] & 15];
    }
    return is_text(text);
}

const Fn fns_text[] = {
    {"string",           0, 1,  run_string,         FN_PLAIN},
    {"concat",           0, -1, run_concat,         FN_PLAIN},
    {"join",             1, -1, run_join,           FN_PLAIN},
    {"coalesce",         2, -1, run_coalesce,       FN_PLAIN},
    {"string-length",    0, 1,  run_length,         FN_PLAIN},
    {"contains",         2, 2,  run_contains,       FN_PLAIN},
    {"starts-with",      2, 2,  run_starts,         FN_PLAIN},
    {"ends-with",        2, 2,  run_ends,           FN_PLAIN},
    {"substring-before", 2, 2,  run_before,         FN_PLAIN},
    {"substring-after",  2, 2,  run_after,          FN_PLAIN},
    {"substring",        2, 3,  run_substring,      FN_PLAIN},
    {"substr",           2, 3,  run_substr,         FN_PLAIN},
    {"normalize-space",  0, 1,  run_normalize,      FN_PLAIN},
    {"translate",        3, 3,  run_translate,      FN_PLAIN},
    {"selected",         2, 2,  run_selected,       FN_PLAIN},
    {"selected-at",      2, 2,  run_selected_at,    FN_PLAIN},
    {"count-selected",   1, 1,  run_count_selected, FN_PLAIN},
    {"base64-decode",    1, 1,  run_base64,         FN_PLAIN},
    {"digest",           2, 3,  run_digest,         FN_PLAIN},
    {0}
};
