/* refs.c - ${name} in an expression becomes a path; in a text, what shows the answer.
 *
 * A path from the root means the first instance of a repeat; so from inside a repeat, what
 * is in the same one is named by steps up and down.  In a predicate the steps go from
 * current(), because there . is an item of the list.
 * source   XLSForm reference; ODK XForms, "XPath paths"; pyxform, survey._var_repl_function */
#include "xlsform/parts.h"

#include <string.h>

/* ---- the way between two items ---- */

static int steps_to(const Item *from, const Item *above) {
    int n = 0;
    for (; from != above; from = from->parent) n++;
    return n;
}

static bool is_above(const Item *above, const Item *i) {
    for (i = i->parent; i && i != above;) i = i->parent;
    return i != NULL;
}

/* The lowest one above both; of repeats only, or of groups as well. */
static const Item *common(const Item *x, const Item *y, bool repeats) {
    for (const Item *i = x->parent; i; i = i->parent)
        if ((i->kind == ITEM_REPEAT || (!repeats && i->kind == ITEM_GROUP)) && is_above(i, y))
            return i;
    return NULL;
}

static const Item *repeat_of(const Item *i) {
    for (i = i->parent; i && i->kind != ITEM_REPEAT;) i = i->parent;
    return i;
}

/* A list of answers is all instances of a repeat, so its path begins above that one. */
static bool begins_above(const Item *from, const Item *to, const Item *repeat) {
    return repeat == repeat_of(to) && (!repeat_of(repeat) || repeat_of(from) != repeat);
}

static const char *relative(Form *f, const Item *to, Context c, bool current) {
    const Item *from = c.item, *repeat = common(from, to, true);
    if (!repeat) return NULL;
    Buf         b = {.a = f->a};
    const Item *top = common(from, to, false);
    int         steps = steps_to(from, top);
    if (c.above && begins_above(from, to, repeat)) {
        steps = steps_to(from, repeat) + 1;
        top = repeat->parent;
    }
    buf_text(&b, current ? " current()/" : " ");
    for (int i = 0; i < steps; i++) buf_text(&b, i ? "/.." : "..");
    buf_all(&b, path_below(f->a, to, top), " ", NULL);
    return b.s;
}

/* ---- where the reference stands ---- */

/* Is it between [ and ] behind an instance()? */
static bool in_predicate(const char *s, const Ref *r) {
    const char *call = strstr(s, "instance(");
    if (!call || !call[9] || call[9] == ')') return false;
    for (const char *open = s; (open = strchr(open, '['));) {
        const char *close = strchr(open + 1, ']');
        if (!close) return false;
        if (close > open + 1 && s + r->start >= open && s + r->end <= close + 1) return true;
        open = close > open + 1 ? close + 1 : open + 1;
    }
    return false;
}

/* Which argument of the call [from, to) holds the name; -1: none. */
static int argument_of(Form *f, const char *from, const char *to, const char *name) {
    const char *word = arena_print(f->a, "${%s}", name), *p = strchr(from, '(') + 1;
    int         found = -1;
    for (int i = 0; p < to; i++) {
        const char *comma = memchr(p, ',', (size_t)(to - p)), *end = comma ? comma : to;
        if (memmem(p, (size_t)(end - p), word, strlen(word))) found = i;
        p = end + 1;
    }
    return found;
}

/* indexed-repeat() wants whole paths to what it counts; its numbers are as elsewhere. */
static bool may_be_relative(Form *f, const char *s, const Ref *r) {
    const char *call = strstr(s, "indexed-repeat(");
    if (!call) return true;
    while (call) {
        const char *close = strchr(call, ')');
        if (!close || close == call + 15) return true;
        const char *end = close + 1, *next = strstr(end, "indexed-repeat(");
        if (s + r->end > end) {
            if (!next) return true;
            call = next;
            continue;
        }
        if (s + r->end < call || s + r->start > end) return true;
        int i = argument_of(f, call, end, r->name);
        return i >= 0 && i != 0 && i != 1 && i != 3 && i != 5;
    }
    return true;
}

static const char *path_of(Form *f, const char *s, const Ref *r, Context c) {
    const Item *to = index_get(f->by_name, r->name);
    if (!to || to == &form_twice) {
        int row = c.item ? c.item->row : 0;
        if (to) NOTE(f, ERROR, "xlsform.ref.twice", .sheet = "survey", .row = row, WHAT(r->name));
        return arena_part(f->a, s + r->start, r->end - r->start);
    }
    if (!r->last_saved && c.item && may_be_relative(f, s, r)) {
        const char *way = relative(f, to, c, c.current || in_predicate(s, r));
        if (way) return way;
    }
    return arena_print(f->a, " %s%s ", r->last_saved ? "instance('__last-saved')" : "", to->path);
}

const char *refs_expr(Form *f, const char *text, Context c) {
    Ref    r;
    size_t from = 0;
    if (!text || !strstr(text, "${")) return text;
    Buf b = {.a = f->a};
    for (; ref_next(f->a, text, from, &r, NULL); from = r.end) {
        buf_add(&b, text + from, r.start - from);
        buf_text(&b, path_of(f, text, &r, c));
    }
    buf_text(&b, text + from);
    return b.s ? b.s : "";
}

/* ---- texts ---- */

/* Bytes of a path that begins with instance('...'), to its end: a blank outside of [ ]. */
static size_t instance_length(const char *s) {
    Token  last = TOKEN_OTHER, t;
    size_t n, at = 0;
    bool   path = false, predicate = false;
    for (; s[at]; at += n) {
        t = lexer_next(s, at, &n);
        bool mine = at == 0 || (last == TOKEN_CALL && !path && !predicate && t == TOKEN_LITERAL) ||
                    (last == TOKEN_LITERAL && !path && !predicate && t == TOKEN_CLOSE) ||
                    predicate || (path && t != TOKEN_BLANK);
        if (t == TOKEN_SLASH && !predicate &&
            (last == TOKEN_CLOSE || last == TOKEN_PREDICATE_END))
            mine = path = true;
        if (!mine) break;
        if (path && t == TOKEN_PREDICATE) path = false, predicate = true;
        else if (predicate && t == TOKEN_PREDICATE_END) predicate = false;
        last = t;
    }
    return at;
}

static const char *next_instance(const char *s) {
    size_t n;
    for (size_t at = 0; s[at]; at += n)
        if (lexer_next(s, at, &n) == TOKEN_CALL && n == 9 && begins(s + at, "instance("))
            return s + at;
    return NULL;
}

typedef struct Pieces { Piece *p; size_t n, room; } Pieces;

static void add_piece(Form *f, Pieces *all, const char *text, bool output) {
    if (all->n + 1 >= all->room) {
        Piece *more = arena_take(f->a, (2 * all->room + 8) * sizeof *more);
        if (all->n) memcpy(more, all->p, all->n * sizeof *more);
        all->p = more;
        all->room = 2 * all->room + 8;
    }
    all->p[all->n++] = (Piece){text, output};
    all->p[all->n] = (Piece){0};
}

static void add_refs(Form *f, Pieces *all, const char *text, const Item *context) {
    Ref    r;
    size_t from = 0;
    for (; ref_next(f->a, text, from, &r, NULL); from = r.end) {
        if (r.start > from) add_piece(f, all, arena_part(f->a, text + from, r.start - from), false);
        add_piece(f, all, path_of(f, text, &r, (Context){.item = context}), true);
    }
    if (text[from]) add_piece(f, all, text + from, false);
}

Piece *refs_text(Form *f, const char *text, const Item *context) {
    Pieces      all = {0};
    const char *at;
    add_piece(f, &all, "", false);
    all.n = 0;
    while (strstr(text, "instance(") && (at = next_instance(text))) {
        size_t n = instance_length(at);
        if (at > text) add_refs(f, &all, arena_part(f->a, text, (size_t)(at - text)), context);
        add_piece(f, &all, refs_expr(f, arena_part(f->a, at, n), (Context){.item = context}), true);
        text = at + n;
    }
    if (*text) add_refs(f, &all, text, context);
    all.p[all.n] = (Piece){0};
    return all.p;
}
