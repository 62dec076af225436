/* screen.c - where a questionnaire is cut into pages.
 *
 * A page is a group at the top, or the questions between two of them; every time of a repeat is
 * a page of its own.  What is too long for a phone is cut.  The cuts do not hang on the answers,
 * so that who goes back finds the same pages. */
#include "survey/parts.h"

#include <string.h>

typedef struct Cutter { Ctx *c; XEntry *t; Screens all; const XControl *title; XNode *near;
                      int number; bool fresh; } Cutter;

static Screen *new_screen(Cutter *w, const char *id) {
    if (w->all.n == w->all.room) {
        int     room = w->all.room ? w->all.room * 2 : 16;
        Screen *s = arena_take(w->c->a, (size_t)room * sizeof *s);
        if (w->all.n) memcpy(s, w->all.s, (size_t)w->all.n * sizeof *s);
        w->all.s = s;
        w->all.room = room;
    }
    Screen *s = &w->all.s[w->all.n++];
    *s = (Screen){.id = id, .title = w->title, .number = w->number, .near = w->near};
    w->fresh = false;
    return s;
}

/* Choices take room; a list that has to be searched takes no more than what it shows. */
static int weight_of(const Cutter *w, const XControl *k) {
    int n = 0;
    if (k->kind != X_SELECT && k->kind != X_SELECT1 && k->kind != X_RANK) return 1;
    if (k->filtered) return 1 + LIST_SHOWN / 8;
    xform_choices(w->c->a, xentry_form(w->t), k, 0, &n);
    return 1 + (n > LIST_SHOWN ? LIST_SHOWN : n) / 8;
}

static void add_item(Cutter *w, const XControl *k, XNode *n, int depth) {
    int     weight = k->kind == X_GROUP ? 0 : weight_of(w, k);
    Screen *s = w->all.n ? &w->all.s[w->all.n - 1] : NULL;
    if (!s || w->fresh || s->weight + weight > SCREEN_WEIGHT || s->items == SCREEN_QUESTIONS * 2 ||
        s->weight == SCREEN_QUESTIONS)
        s = new_screen(w, n ? xentry_path(w->t, n) : arena_print(w->c->a, "#%d", w->all.n));
    if (!s->item) s->item = arena_take(w->c->a, SCREEN_QUESTIONS * 2 * sizeof *s->item);
    s->item[s->items++] = (Item){k, n, depth};
    s->weight += weight;
}

static void walk(Cutter *w, const XControl *k, int depth);

/* One may be added after the last; where there is none, on a page of its own. */
static void end_loop(Cutter *w, const XControl *k, XNode *parent, int count) {
    if (k->counted || k->fixed) return;
    if (!count) {
        w->fresh = true;
        new_screen(w, arena_print(w->c->a, "%s+", xentry_path(w->t, parent)));
    }
    Screen *s = &w->all.s[w->all.n - 1];
    s->loop = k;
    s->parent = parent;
}

static void walk_loop(Cutter *w, const XControl *k) {
    Cutter            was = *w;
    const XControl *title = k->parent && k->parent->label ? k->parent : k;
    XNode          *first = xentry_near(w->t, w->near, k->field);
    XNode          *parent = first ? first->parent : xentry_near(w->t, w->near, k->field->parent);
    if (!parent) parent = w->near;
    int count = xentry_count(parent, k->field);
    w->title = title;
    for (int i = 1; i <= count; i++) {
        w->near = xentry_instance(parent, k->field, i);
        w->number = i;
        w->fresh = true;
        int from = w->all.n;
        walk(w, k->first, 1);
        for (int s = from; s < w->all.n; s++)
            w->all.s[s].drops = !k->counted && !k->fixed && w->all.s[s].near == w->near;
    }
    w->near = was.near;
    w->number = 0;
    end_loop(w, k, parent, count);
    w->title = was.title;
    w->number = was.number;
    w->fresh = true;
}

static bool holds_loop(const XControl *k) {
    for (const XControl *i = k->first; i; i = i->next)
        if (i->kind == X_REPEAT || holds_loop(i)) return true;
    return false;
}

static void walk_group(Cutter *w, const XControl *k, int depth) {
    XNode *n = k->field && !k->field->repeat ? xentry_near(w->t, w->near, k->field) : NULL;
    bool   whole = !(k->field && k->field->repeat); /* not the frame of a repeat */
    const XControl *was = w->title;
    if (depth == 0 || holds_loop(k)) {
        w->fresh = true;
        if (whole) w->title = k->label ? k : was;
        walk(w, k->first, depth + 1);
        w->fresh = true;
        w->title = was;
        return;
    }
    if (whole && k->label) add_item(w, k, n, depth);
    walk(w, k->first, depth + 1);
}

static void walk(Cutter *w, const XControl *k, int depth) {
    for (; k; k = k->next) {
        if (k->kind == X_REPEAT) walk_loop(w, k);
        else if (k->kind == X_GROUP) walk_group(w, k, depth);
        else {
            XNode *n = xentry_near(w->t, w->near, k->field);
            if (n) add_item(w, k, n, depth);
        }
    }
}

Screens screens_of(Ctx *c, XEntry *t) {
    Cutter w = {.c = c, .t = t, .near = xentry_root(t), .fresh = true};
    walk(&w, xform_body(xentry_form(t)), 0);
    return w.all;
}

bool item_asks(const Item *i) {
    const XControl *k = i->k;
    return k->kind != X_GROUP && k->kind != X_UPLOAD && i->n && i->n->relevant &&
           !i->n->readonly && !k->field->calculate;
}

/* A file is asked for at the end. */
bool item_shown(const Item *i) {
    if (i->k->kind == X_UPLOAD) return false;
    return !i->n || i->n->relevant;
}

static bool loop_shown(const Screen *s) { return s->loop && s->parent->relevant; }

bool screen_shown(const Screen *s) {
    for (int i = 0; i < s->items; i++)
        if (s->item[i].k->kind != X_GROUP && item_shown(&s->item[i])) return true;
    return loop_shown(s) && (!s->drops || s->near->relevant);
}

int screen_find(const Screens *all, const char *id) {
    for (int i = 0; i < all->n; i++)
        if (strcmp(all->s[i].id, id) == 0) return i;
    return -1;
}

int screen_after(const Screens *all, int i) {
    for (i++; i < all->n && !screen_shown(&all->s[i]); i++) {}
    return i > all->n ? all->n : i;
}

int screen_before(const Screens *all, int i) {
    for (i--; i >= 0 && !screen_shown(&all->s[i]); i--) {}
    return i;
}

int screen_of(const Screens *all, const XNode *n) {
    for (int s = 0; s < all->n; s++)
        for (int i = 0; i < all->s[s].items; i++)
            if (all->s[s].item[i].n == n) return s;
    return -1;
}
