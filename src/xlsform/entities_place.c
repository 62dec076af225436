/* entities_place.c - in which group, repeat or in the whole form an entity lives.
 *
 * All that speaks of an entity must be on one line of repeats: a thing is made once for each
 * instance of the deepest of them.  Every group, repeat and the form has room for one entity;
 * one with save_to stands above all its questions, as low as can be; others move up.
 * source   ODK entities specification 2025.1; pyxform, entities_parsing */
#include "xlsform/entities.h"

#include <string.h>

typedef struct Wish { Entity *e; const Item *scope; Item *place; } Wish;

static const Item *scope_of(const Item *i) {
    while (i->kind != ITEM_REPEAT && i->parent) i = i->parent;
    return i;
}

static int repeats_of(const Item *i) {
    int n = 0;
    for (; i; i = i->parent) n += i->kind == ITEM_REPEAT;
    return n;
}

static int depth_of(const Item *i) {
    int n = 0;
    for (; i; i = i->parent) n++;
    return n;
}

static bool is_above(const Item *above, const Item *i) { /* or the same */
    while (i && i != above) i = i->parent;
    return i != NULL;
}

static Item *common(Item *x, Item *y) {
    while (!is_above(x, y)) x = x->parent;
    return x;
}

static const char *path_of(Form *f, const Item *i) {
    return i->parent ? arena_print(f->a, "%s/%s", path_of(f, i->parent), i->name) : "/survey";
}

/* The mention in the deepest repeat, and then in the deepest group of that one. */
static const Mention *deepest(const Entity *e, bool saved) {
    const Mention *best = NULL;
    for (const Mention *m = e->mention; m; m = m->next) {
        if (saved && !m->property) continue;
        int more = best ? repeats_of(m->in) - repeats_of(best->in) : 1;
        if (more > 0 || (more == 0 && scope_of(m->in) == scope_of(best->in) &&
                         depth_of(m->in) > depth_of(best->in)))
            best = m;
    }
    return best;
}

static void scope_bad(Form *f, const Entity *e, const Mention *m, const Item *other) {
    const char *where = arena_print(f->a, "%s: %s", m->property ? m->property : m->question,
                                    path_of(f, m->in));
    if (m->property)
        NOTE(f, ERROR, "xlsform.save.scope", SURVEY_AT(m->row, "save_to"),
             WHAT(e->list, path_of(f, other), where));
    else
        NOTE(f, ERROR, "xlsform.entity.scope", .sheet = "entities", .row = e->row,
             WHAT(e->list, path_of(f, other), where));
}

/* Where it would like to live; false when its mentions cannot be together. */
static bool wish_of(Form *f, Entity *e, Wish *w) {
    const Mention *deep = deepest(e, false), *saved = deepest(e, true);
    *w = (Wish){e, f->top, f->top};
    if (!deep) return true;
    w->scope = scope_of(deep->in);
    w->place = deep->in;
    if (saved) {
        w->place = saved->in;
        for (const Mention *m = e->mention; m; m = m->next)
            if (m->property) w->place = common(w->place, m->in);
        if (repeats_of(scope_of(saved->in)) > repeats_of(w->place))
            w->place = (Item *)(uintptr_t)scope_of(saved->in);
    }
    for (const Mention *m = e->mention; m; m = m->next) {
        const Item *scope = scope_of(m->in);
        bool        apart = !is_above(scope, w->scope);
        if (!apart && (!m->property || scope == scope_of(w->place))) continue;
        scope_bad(f, e, m, apart ? deep->in : w->place);
        return false;
    }
    return true;
}

/* ---- room ---- */

/* From the place that is wished for up to the scope. */
static Entity *settle(const Wish *w) {
    Entity *other = NULL;
    for (Item *i = w->place; i; i = i->parent) {
        if (!i->room) {
            w->e->place = i;
            i->room = w->e;
            for (const Mention *m = w->e->mention; m; m = m->next)
                for (Item *j = m->property ? m->in : NULL; j && j != i; j = j->parent)
                    j->room = w->e;
            return NULL;
        }
        other = i->room;
        for (const Mention *m = w->e->mention; m; m = m->next)
            if (m->property && m->in->room) return m->in->room;
        if (i == w->scope) break;
    }
    return other;
}

bool entities_place(Form *f) {
    bool good = true;
    for (Entity *e = f->entity; e; e = e->next) {
        Wish w;
        if (!wish_of(f, e, &w)) {
            good = false;
            continue;
        }
        bool alone = !f->entity->next && w.scope == f->top;
        if (alone) w.place = f->top; /* as the older version of entities has it */
        Entity *other = settle(&w);
        if (!other) continue;
        NOTE(f, ERROR, "xlsform.entity.room", .sheet = "entities", .row = e->row,
             WHAT(e->list, path_of(f, w.scope), arena_print(f->a, "%d", other->row)));
        good = false;
    }
    return good;
}
