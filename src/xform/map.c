/* map.c - texts and what belongs to them: open addressing, never more than half full. */
#include "xform/parts.h"

#include <string.h>

typedef struct Slot { const char *key; void *value; } Slot;
struct Map { Arena *a; Slot *slot; size_t n, size; };

Map *map_new(Arena *a) {
    Map *m = arena_new(a, Map);
    *m = (Map){.a = a, .size = 64};
    m->slot = arena_take(a, m->size * sizeof *m->slot);
    return m;
}

/* FNV-1a.  A form with names that collide on purpose is slow for itself alone: its size is
 * bounded. */
static size_t mixed(const char *s) {
    uint64_t h = 14695981039346656037u;
    while (*s) h = (h ^ (uint8_t)*s++) * 1099511628211u;
    return (size_t)(h ^ h >> 29);
}

static Slot *slot_of(const Map *m, const char *key) {
    size_t i = mixed(key) & (m->size - 1);
    while (m->slot[i].key && strcmp(m->slot[i].key, key) != 0) i = (i + 1) & (m->size - 1);
    return &m->slot[i];
}

void *map_get(const Map *m, const char *key) { return key ? slot_of(m, key)->value : NULL; }

static void grow(Map *m) {
    Map wide = {.a = m->a, .n = m->n, .size = m->size * 2};
    wide.slot = arena_take(m->a, wide.size * sizeof *wide.slot);
    for (size_t i = 0; i < m->size; i++)
        if (m->slot[i].key) *slot_of(&wide, m->slot[i].key) = m->slot[i];
    *m = wide;
}

void map_put(Map *m, const char *key, void *value) {
    if (m->n * 2 >= m->size) grow(m);
    Slot *s = slot_of(m, key);
    if (s->key) return;
    *s = (Slot){key, value};
    m->n++;
}

const char *name_keep(XForm *f, const char *name) {
    const char *kept = map_get(f->names, name);
    if (kept) return kept;
    char *copy = arena_text(f->a, name);
    map_put(f->names, copy, copy);
    return copy;
}

const char *name_find(const XForm *f, const char *name) { return map_get(f->names, name); }
