/* map.c - short maps and long indexes, see parts.h. */
#include "xlsform/parts.h"

#include <stdarg.h>
#include <string.h>

Pair *cells_find(const Map *m, const char *key) {
    for (size_t i = 0; m && i < m->n; i++)
        if (strcmp(m->pair[i].key, key) == 0) return &m->pair[i];
    return NULL;
}

const char *cells_text(const Map *m, const char *key) {
    const Pair *p = cells_find(m, key);
    return p ? p->text : NULL;
}

Map *cells_inner(const Map *m, const char *key) {
    const Pair *p = cells_find(m, key);
    return p ? p->map : NULL;
}

static Pair *place(Arena *a, Map *m, const char *key) {
    Pair *p = cells_find(m, key);
    if (p) return p;
    if (m->n == m->room) {
        Pair *more = arena_take(a, (2 * m->room + 8) * sizeof *more);
        if (m->n) memcpy(more, m->pair, m->n * sizeof *more);
        m->pair = more;
        m->room = 2 * m->room + 8;
    }
    m->pair[m->n] = (Pair){.key = key};
    return &m->pair[m->n++];
}

void cells_set(Arena *a, Map *m, const char *key, const char *text) {
    Pair *p = place(a, m, key);
    p->text = text;
    p->map = NULL;
}

void cells_put(Arena *a, Map *m, const char *key, Map *of) {
    Pair *p = place(a, m, key);
    p->text = NULL;
    p->map = of;
}

void cells_drop(Map *m, const char *key) {
    Pair *p = cells_find(m, key);
    if (!p) return;
    size_t i = (size_t)(p - m->pair);
    memmove(p, p + 1, (m->n - i - 1) * sizeof *p);
    m->n--;
}

Map *cells_copy(Arena *a, const Map *m) {
    Map *out = arena_new(a, Map);
    if (!m || !m->n) return out;
    out->pair = arena_take(a, m->n * sizeof *out->pair);
    memcpy(out->pair, m->pair, m->n * sizeof *out->pair);
    out->n = out->room = m->n;
    return out;
}

Map *cells_deep(Arena *a, const Map *m) {
    Map *out = cells_copy(a, m);
    for (size_t i = 0; i < out->n; i++)
        if (out->pair[i].map) out->pair[i].map = cells_deep(a, out->pair[i].map);
    return out;
}

Map *cells_within(Arena *a, Map *m, const char *key) {
    Map *in = cells_inner(m, key);
    if (in) return in;
    in = arena_new(a, Map);
    cells_put(a, m, key, in);
    return in;
}

void cells_merge(Arena *a, Map *into, const Pair *p, const char *lang) {
    Pair *was = cells_find(into, p->key);
    if (!was) {
        if (p->map) cells_put(a, into, p->key, p->map);
        else cells_set(a, into, p->key, p->text);
        return;
    }
    if (!was->map) {
        if (!p->map || cells_find(p->map, lang)) {
            if (p->map) was->map = p->map, was->text = NULL;
            return;
        }
        Map *m = arena_new(a, Map);
        cells_set(a, m, lang, was->text);
        was->map = m;
        was->text = NULL;
    }
    if (!p->map) {
        if (!cells_find(was->map, lang)) cells_set(a, was->map, lang, p->text);
        return;
    }
    Map *m = was->map; /* was may move */
    for (size_t i = 0; i < p->map->n; i++) cells_merge(a, m, &p->map->pair[i], lang);
}

/* ---- Index: open addressing, a power of two, at most half full ---- */

typedef struct Entry { const char *key; void *value; } Entry;
struct Index { Arena *a; Entry *entry; size_t n, room; };

static size_t hash(const char *s) {
    size_t h = 1469598103934665603u; /* FNV-1a */
    for (; *s; s++) h = (h ^ (unsigned char)*s) * 1099511628211u;
    return h;
}

static Entry *slot(const Index *x, const char *key) {
    size_t i = hash(key) & (x->room - 1);
    while (x->entry[i].key && strcmp(x->entry[i].key, key) != 0) i = (i + 1) & (x->room - 1);
    return &x->entry[i];
}

Index *index_open(Arena *a) {
    Index *x = arena_new(a, Index);
    *x = (Index){.a = a, .room = 64, .entry = arena_take(a, 64 * sizeof(Entry))};
    return x;
}

void *index_get(const Index *x, const char *key) { return key ? slot(x, key)->value : NULL; }

void index_put(Index *x, const char *key, void *value) {
    if (2 * x->n >= x->room) {
        Index old = *x;
        x->room *= 2;
        x->entry = arena_take(x->a, x->room * sizeof *x->entry);
        for (size_t i = 0; i < old.room; i++)
            if (old.entry[i].key) *slot(x, old.entry[i].key) = old.entry[i];
    }
    Entry *e = slot(x, key);
    if (!e->key) x->n++;
    *e = (Entry){key, value};
}

void buf_all(Buf *b, ...) {
    va_list ap;
    va_start(ap, b);
    for (const char *s; (s = va_arg(ap, const char *));) buf_text(b, s);
    va_end(ap);
}

bool one_of(const char *s, const char *const *list) {
    for (; s && *list; list++)
        if (strcmp(s, *list) == 0) return true;
    return false;
}

bool begins(const char *s, const char *with) { return strncmp(s, with, strlen(with)) == 0; }

int yes_no(const char *s) {
    static const char *const yes[] = {"yes", "Yes", "YES", "true", "True", "TRUE", "true()", NULL};
    static const char *const no[] = {"no", "No", "NO", "false", "False", "FALSE", "false()", NULL};
    return one_of(s, yes) ? 1 : one_of(s, no) ? 0 : -1;
}
