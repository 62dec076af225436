/* lineage.c - whose figures a unit carries.
 *
 * The edges between two days are few hundred, so they are read at once and
 * followed here.  A share is handed down in whole millionths: of what a unit
 * holds each heir gets its part, rounded down, and the last the rest, so that
 * nothing is lost on the way, however many steps it has. */
#include "org/org.h"

#include <string.h>

typedef struct Edge { const char *day; int64_t old, new, share; bool invented; } Edge;
typedef struct Edges { Edge *e; int n; } Edges;

static Edges edges_between(Ctx *c, const char *after, const char *to) {
    Edges all = {0};
    int   room = 0;
    Rows  q = db_query(c,
                       "SELECT day, old, new, share, basis FROM unit_lineage"
                       " WHERE day > $1 AND day <= $2 AND unlearnt = 9223372036854775807"
                       " ORDER BY day, old, id",
                       V(after), V(to));
    while (db_next(&q)) {
        if (all.n == room) {
            Edge *more = arena_take(c->a, (size_t)(room = room ? 2 * room : 256) * sizeof *more);
            if (all.n) memcpy(more, all.e, (size_t)all.n * sizeof *more);
            all.e = more;
        }
        all.e[all.n++] = (Edge){row_text(&q, 0), row_int(&q, 1), row_int(&q, 2), row_int(&q, 3),
                                strcmp(row_text(&q, 4), "invented") == 0};
    }
    return all;
}

/* Adds to what a unit holds already. */
static void add(Ctx *c, Heir **list, int64_t unit, int64_t share, bool invented) {
    if (!share) return;
    while (*list && (*list)->unit != unit) list = &(*list)->next;
    if (!*list) {
        *list = arena_new(c->a, Heir);
        (*list)->unit = unit;
    }
    (*list)->share += share;
    (*list)->invented = (*list)->invented || invented;
}

/* One holder on one day: to itself where no edge leads away. */
static void hand_down(Ctx *c, const Edges *all, int from, int to, const Heir *h, Heir **out) {
    int64_t left = h->share, last = -1;
    for (int i = from; i < to; i++)
        if (all->e[i].old == h->unit && all->e[i].share) last = i;
    if (last < 0) {
        add(c, out, h->unit, h->share, h->invented);
        return;
    }
    for (int i = from; i <= last; i++) {
        const Edge *e = &all->e[i];
        if (e->old != h->unit) continue;
        int64_t part = i == last ? left : h->share * e->share / SHARE_WHOLE;
        left -= part;
        add(c, out, e->new, part, h->invented || e->invented);
    }
}

static const Heir *follow(Ctx *c, const Edges *all, int64_t unit) {
    Heir *now = NULL;
    add(c, &now, unit, SHARE_WHOLE, false);
    for (int from = 0, to; from < all->n; from = to) {
        Heir *next = NULL;
        for (to = from; to < all->n && strcmp(all->e[to].day, all->e[from].day) == 0;) to++;
        for (const Heir *h = now; h; h = h->next) hand_down(c, all, from, to, h, &next);
        now = next;
    }
    return now;
}

/* Who has ended without an heir holds nothing any more. */
static const Heir *alive(Ctx *c, const Heir *list, const char *day) {
    Heir *first = NULL, **end = &first;
    for (; list; list = list->next) {
        if (!unit_on(c, list->unit, day, NULL)) continue;
        *end = arena_new(c->a, Heir);
        **end = *list;
        (*end)->next = NULL;
        end = &(*end)->next;
    }
    return first;
}

const Heir *unit_heirs(Ctx *c, int64_t unit, const char *from, const char *to) {
    Edges all = edges_between(c, from, to);
    return alive(c, follow(c, &all, unit), to);
}

/* Backwards to find who may have given, then forwards from each: so both ways
 * tell the same shares, to the last millionth. */
const Heir *unit_origins(Ctx *c, int64_t unit, const char *from, const char *to) {
    Edges all = edges_between(c, from, to);
    Heir *found = NULL, *given = NULL;
    add(c, &found, unit, 1, false);
    for (int i = all.n - 1; i >= 0; i--)
        for (Heir *h = found; h; h = h->next)
            if (h->unit == all.e[i].new) {
                add(c, &found, all.e[i].old, 1, false);
                break;
            }
    for (const Heir *h = found; h; h = h->next) {
        if (!unit_on(c, h->unit, from, NULL)) continue;
        for (const Heir *got = follow(c, &all, h->unit); got; got = got->next)
            if (got->unit == unit) add(c, &given, h->unit, got->share, got->invented);
    }
    return given;
}
