/* cells.c - the values of an answer as one piece of bytes, so that a table of a million of
 * them is made without reading a million XML texts. */
#include "survey/survey.h"

#include <string.h>

static void put(Buf *b, uint64_t v) {
    do {
        char byte = (char)((v & 0x7f) | (v > 0x7f ? 0x80 : 0));
        buf_add(b, &byte, 1);
        v >>= 7;
    } while (v);
}

/* Which of its likes a node is, from 1. */
static int which(const XNode *n) {
    int i = 1;
    for (const XNode *p = n->prev; p; p = p->prev)
        if (p->field == n->field) i++;
    return i;
}

static void put_repeats(Buf *b, const XNode *n) {
    int at[CELL_REPEATS_MAX], deep = 0;
    for (const XNode *up = n->parent; up; up = up->parent)
        if (up->field && up->field->repeat && deep < CELL_REPEATS_MAX) at[deep++] = which(up);
    put(b, (uint64_t)deep);
    while (deep > 0) put(b, (uint64_t)at[--deep]);
}

static void put_node(Buf *b, const FormUse *u, const XNode *n) {
    if (n->attribute || !n->field) return;
    if (n->first) {
        for (const XNode *k = n->first; k; k = k->next) put_node(b, u, k);
        return;
    }
    int place = u->place[n->field->index];
    if (place < 0 || !*n->value) return;
    size_t length = strlen(n->value);
    put(b, (uint64_t)place);
    put_repeats(b, n);
    put(b, length);
    buf_add(b, n->value, length);
}

Bytes cells_of(Arena *a, const FormUse *u, const XEntry *t) {
    Buf b = {.a = a};
    put_node(&b, u, xentry_root(t));
    return (Bytes){b.s ? b.s : "", b.len};
}

/* ---- read again ---- */

Cells cells_open(Bytes b) {
    return (Cells){b.p, b.p ? (const uint8_t *)b.p + b.n : NULL};
}

static bool take(Cells *s, uint64_t max, uint64_t *out) {
    uint64_t v = 0;
    for (unsigned shift = 0; s->p < s->end && shift < 35; shift += 7) {
        uint8_t byte = *s->p++;
        v |= (uint64_t)(byte & 0x7f) << shift;
        if (byte & 0x80) continue;
        *out = v;
        return v <= max;
    }
    return false;
}

bool cells_next(Cells *s, Cell *out) {
    uint64_t place, deep, at, n;
    if (!take(s, XFORM_FIELDS_MAX, &place) || !take(s, CELL_REPEATS_MAX, &deep)) return false;
    for (uint64_t i = 0; i < deep; i++) {
        if (!take(s, XFORM_NODES_MAX, &at)) return false;
        out->at[i] = (int)at;
    }
    if (!take(s, XFORM_ANSWER_MAX, &n) || n > (uint64_t)(s->end - s->p)) return false;
    out->place = (int)place;
    out->repeats = (int)deep;
    out->value = (const char *)s->p;
    out->n = n;
    s->p += n;
    return true;
}
