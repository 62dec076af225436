/* ask.c - a question as it is shown. */
#include "survey/parts.h"

#include <stdlib.h>
#include <string.h>

/* What a page of questions is made with. */
typedef struct Make { Typed *y; const char *media; } Make;

static const char *media_at(const Make *m, const XText *text, const XNode *n, const char *form) {
    const char *file = text ? xtext_form(m->y->t, text, n, m->y->language, form) : NULL;
    if (!file || !*file) return NULL;
    Buf b = {.a = m->y->c->a};
    buf_text(&b, m->media);
    html_part(&b, V(file));
    return b.s;
}

static bool has_word(const char *words, const char *word) {
    size_t n = strlen(word);
    for (const char *p = words; *p; p += strcspn(p, " ")) {
        p += strspn(p, " ");
        if (n && strcspn(p, " ") == n && memcmp(p, word, n) == 0) return true;
    }
    return false;
}

static int rank_of(const char *words, const char *word) {
    int place = 1;
    for (const char *p = words; *p; p += strcspn(p, " "), place++) {
        p += strspn(p, " ");
        if (strcspn(p, " ") == strlen(word) && strncmp(p, word, strlen(word)) == 0) return place;
    }
    return 0;
}

/* What stands in the box beside this choice of a rank. */
static const char *place_shown(const Make *m, const Ask *q, const XNode *n, const char *value) {
    Ctx        *c = m->y->c;
    const char *box = arena_print(c->a, "%s.%s", q->name, value);
    const char *typed = mistake_at(m->y->first, n) ? form_value(m->y->f, box) : NULL;
    int         place = rank_of(n->value, value);
    if (typed) return typed;
    return place ? arena_print(c->a, "%d", place) : "";
}

static bool chosen(const XControl *k, const XNode *n, const char *value) {
    return k->kind == X_SELECT1 ? strcmp(n->typed, value) == 0 : has_word(n->typed, value);
}

/* Of a long list what was looked for, and what is chosen already. */
static bool listed_now(Ctx *c, const char *find, const XChoice *h, bool on, int shown) {
    if (on) return true;
    if (shown >= LIST_SHOWN || text_blank(find)) return false;
    return strstr(text_search_folded(c->a, label_plain(c, h->label)),
                  text_search_folded(c->a, find)) != NULL;
}

static void put_choices(const Make *m, Ask *q, const Item *i) {
    Ctx           *c = m->y->c;
    int            n, shown = 0;
    AskChoice    **end = (AskChoice **)(uintptr_t)&q->choices;
    const XChoice *h = xentry_choices(m->y->t, i->k, i->n, m->y->language, &n);
    bool           search = n > LIST_SHOWN && i->k->kind != X_RANK;
    q->listed = search ? n : 0;
    q->find = search ? form_text(m->y->f, arena_print(c->a, "%s.find", q->name)) : NULL;
    for (int k = 0; k < n; k++) {
        bool on = i->k->kind != X_RANK && chosen(i->k, i->n, h[k].value);
        if (search && !listed_now(c, q->find, &h[k], on, shown)) continue;
        AskChoice *a = arena_new(c->a, AskChoice);
        const char *label = *h[k].label ? h[k].label : h[k].value;
        *a = (AskChoice){.value = h[k].value, .label = label_html(c, label), .on = on,
                         .image = media_at(m, h[k].text, i->n, "image")};
        if (i->k->kind == X_RANK) a->place = place_shown(m, q, i->n, h[k].value);
        *end = a;
        end = &a->next;
        shown++;
    }
    q->none = !n;
}

/* Steps of a range that are few are offered as choices. */
static void put_range(const Make *m, Ask *q, const Item *i) {
    Ctx        *c = m->y->c;
    const char *from = xattr(i->k->attrs, "start"), *to = xattr(i->k->attrs, "end");
    const char *by = xattr(i->k->attrs, "step");
    double      a = from ? strtod(from, NULL) : 0, z = to ? strtod(to, NULL) : 10;
    double      step = by && strtod(by, NULL) > 0 ? strtod(by, NULL) : 1;
    AskChoice **end = (AskChoice **)(uintptr_t)&q->choices;
    int         n = (int)((z - a) / step + 1.000001);
    q->kind = "text";
    q->mode = "decimal";
    q->value = said_typed(c, i->n->field, i->n->typed);
    q->explain = trf(c, "public.range", V(from ? from : "0"), V(to ? to : "10"));
    if (!(n >= 2 && n <= 11)) return;
    q->kind = "radio";
    for (int k = 0; k < n; k++) {
        AskChoice *o = arena_new(c->a, AskChoice);
        const char *plain = arena_print(c->a, "%.10g", a + k * step);
        o->value = said_typed(c, i->n->field, plain);
        o->label = label_html(c, o->value);
        o->on = *i->n->typed && strtod(i->n->typed, NULL) == strtod(plain, NULL);
        *end = o;
        end = &o->next;
    }
}

static void put_input(const Make *m, Ask *q, const Item *i) {
    Ctx          *c = m->y->c;
    const XField *d = i->n->field;
    q->kind = i->k->kind == X_SECRET ? "secret" : "text";
    q->value = said_typed(c, d, i->n->typed);
    switch (d->type) {
    case X_INT: q->mode = "numeric"; break;
    case X_DECIMAL: q->mode = "decimal"; break;
    case X_DATE: q->mode = "day", q->explain = tr(c, "public.day"); break;
    case X_TIME: q->mode = "clock", q->explain = tr(c, "public.clock"); break;
    case X_DATETIME:
        q->kind = "instant";
        q->clock = *i->n->typed ? said_clock(c, i->n->typed) : "";
        q->explain = tr(c, "public.instant");
        break;
    case X_GEOPOINT: q->explain = tr(c, "public.place"); break;
    case X_GEOTRACE: case X_GEOSHAPE:
        q->kind = "area", q->explain = tr(c, "public.places");
        break;
    default:
        if (xattr(i->k->attrs, "rows") || xcontrol_appears(i->k, "multiline")) q->kind = "area";
    }
}

static void put_kind(const Make *m, Ask *q, const Item *i) {
    switch (i->k->kind) {
    case X_SELECT1: q->kind = "radio", put_choices(m, q, i); break;
    case X_SELECT: q->kind = "check", put_choices(m, q, i); break;
    case X_RANK: q->kind = "rank", put_choices(m, q, i); break;
    case X_RANGE: put_range(m, q, i); break;
    case X_TRIGGER: q->kind = "trigger", q->value = i->n->typed; break;
    default: put_input(m, q, i);
    }
}

/* Calculated, or not to be changed: told. */
static void put_told(const Make *m, Ask *q, const Item *i) {
    q->kind = "note";
    if (i->n) q->value = said_words(m->y->c, m->y->t, i->k, i->n, m->y->language);
}

static void put_mistake(const Make *m, Ask *q, const Item *i) {
    const Mistake *x = mistake_at(m->y->first, i->n);
    if (!x || !i->n) return;
    q->wrong = x->words;
    q->soft = x->soft;
    if (x->typed) q->value = x->typed;
    if (x->typed && q->clock)
        q->clock = form_text(m->y->f, arena_print(m->y->c->a, "%s.t", q->name));
}

static Ask *ask_of(const Make *m, const Item *i) {
    Typed *y = m->y;
    Ask   *q = arena_new(y->c->a, Ask);
    *q = (Ask){.kind = "head", .depth = i->depth, .value = "", .hint = {""}};
    q->label = label_html(y->c, i->k->label ? xtext(y->t, i->k->label, i->n, y->language) : "");
    if (i->k->hint) q->hint = label_html(y->c, xtext(y->t, i->k->hint, i->n, y->language));
    q->image = media_at(m, i->k->label, i->n, "image");
    q->sound = media_at(m, i->k->label, i->n, "audio");
    q->film = media_at(m, i->k->label, i->n, "video");
    if (i->k->kind == X_GROUP) return q;
    q->name = item_name(y->c, i);
    q->needed = i->n->required;
    if (item_asks(i)) put_kind(m, q, i);
    else put_told(m, q, i);
    put_mistake(m, q, i);
    return q;
}

const Ask *asks_of(Typed *y, const Screen *s, const char *media) {
    Make  m = {y, media};
    Ask  *first = NULL, **end = &first;
    for (int i = 0; i < s->items; i++) {
        if (!item_shown(&s->item[i])) continue;
        *end = ask_of(&m, &s->item[i]);
        end = &(*end)->next;
    }
    return first;
}
