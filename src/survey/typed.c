/* typed.c - what people type, and how they read what is stored.
 *
 * Days are typed day first, numbers with the signs of the language; stored is what an XForm
 * stores.  What does not fit is told and shown again as it was typed. */
#include "survey/parts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *item_name(Ctx *c, const Item *i) {
    return arena_print(c->a, "q.%d", i->k->field->index);
}

static bool is_choice(const XControl *k) {
    return k->kind == X_SELECT1 || k->kind == X_SELECT || k->kind == X_RANK;
}

const char *ask_label(Typed *y, const Item *i, int most) {
    const char *s = i->k->label ? xtext(y->t, i->k->label, i->n, y->language) : "";
    s = label_plain(y->c, s);
    return text_snippet(y->c->a, *s ? s : i->k->field->name, "", (size_t)most);
}

static void add_mistake(Typed *y, const Item *i, const char *typed, const char *words, bool soft) {
    Mistake *m = arena_new(y->c->a, Mistake);
    *m = (Mistake){.n = i->n, .name = item_name(y->c, i), .label = ask_label(y, i, 90),
                   .typed = typed, .words = words, .soft = soft};
    if (y->last) y->last->next = m;
    else y->first = m;
    y->last = m;
}

const Mistake *mistake_at(const Mistake *m, const XNode *n) {
    while (m && m->n != n) m = m->next;
    return m;
}

bool mistakes_hard(const Mistake *m) {
    while (m && m->soft) m = m->next;
    return m != NULL;
}

/* ---- read ---- */

static Err read_int(Ctx *c, const char *s, const char **out) {
    int64_t v;
    if (text_int_parse(c, s, &v)) return "public.value.int";
    *out = arena_print(c->a, "%lld", (long long)v);
    return NULL;
}

static Err read_decimal(Ctx *c, const char *s, const char **out) {
    double v;
    if (text_real_parse(c, s, &v)) return "public.value.decimal";
    *out = arena_print(c->a, "%.15g", v);
    return NULL;
}

static Err read_day(Ctx *c, const char *s, const char **out) {
    return text_day_parse(c, s, out) ? "public.value.day" : NULL;
}

/* 9:30, 09.30, 9h30, 9h, 0930 */
static Err read_clock(Ctx *c, const char *s, const char **out) {
    int h = -1, m = 0, n = 0;
    s += strspn(s, " ");
    bool packed = strlen(s) == 4 && strspn(s, "0123456789") == 4;
    int  got = packed ? sscanf(s, "%2d%2d%n", &h, &m, &n)
                      : sscanf(s, "%2d%*1[:.hHgG]%n%2d%n", &h, &n, &m, &n);
    if (got < 1 || h < 0 || h > 23 || m < 0 || m > 59 || s[n + (int)strspn(s + n, " ")])
        return "public.value.clock";
    *out = arena_print(c->a, "%02d:%02d:00.000+07:00", h, m);
    return NULL;
}

static Err read_instant(Ctx *c, const char *day, const char *clock, const char **out) {
    const char *d, *t;
    Err         e = read_day(c, day, &d);
    if (!e) e = read_clock(c, clock, &t);
    if (!e) *out = arena_print(c->a, "%sT%s", d, t);
    return e;
}

/* 21.0285, 105.8542 as maps give it, with a comma between; or with blanks and height. */
static Err read_place(Ctx *c, const char *s, const char **out) {
    double lat, lon;
    int    n = 0;
    char   between[8];
    if (sscanf(s, "%lf%7[ ,;]%lf%n", &lat, between, &lon, &n) != 3 || !(fabs(lat) <= 90) ||
        !(fabs(lon) <= 180) || s[n + (int)strspn(s + n, " 0.,")])
        return "public.value.place";
    *out = arena_print(c->a, "%.7g %.7g 0 0", lat, lon);
    return NULL;
}

/* Lines or semicolons between places become what a trace stores. */
static Err read_places(Ctx *c, const char *s, const char **out) {
    Buf   b = {.a = c->a};
    char *all = arena_text(c->a, s);
    for (char *save, *one = strtok_r(all, ";\r\n", &save); one;
         one = strtok_r(NULL, ";\r\n", &save)) {
        const char *place;
        if (text_blank(one)) continue;
        if (read_place(c, one, &place)) return "public.value.place";
        if (b.len) buf_text(&b, "; ");
        buf_text(&b, place);
    }
    *out = b.s ? b.s : "";
    return NULL;
}

static Err read_value(Ctx *c, const XField *d, const char *s, const char **out) {
    *out = s;
    switch (d->type) {
    case X_INT: return read_int(c, s, out);
    case X_DECIMAL: return read_decimal(c, s, out);
    case X_DATE: return read_day(c, s, out);
    case X_TIME: return read_clock(c, s, out);
    case X_GEOPOINT: return read_place(c, s, out);
    case X_GEOTRACE: case X_GEOSHAPE: return read_places(c, s, out);
    default: return NULL;
    }
}

/* ---- choices ---- */

/* The boxes that are ticked, with a blank between.  Of a long list what was ticked before is
 * always shown. */
static const char *read_boxes(Typed *y, const Item *i, const char *name) {
    int            n;
    Buf            b = {.a = y->c->a};
    const XChoice *h = xentry_choices(y->t, i->k, i->n, y->language, &n);
    for (int k = 0; k < n; k++) {
        if (!form_ticked(y->c, y->f, name, h[k].value)) continue;
        if (b.len) buf_text(&b, " ");
        buf_text(&b, h[k].value);
    }
    return b.s ? b.s : "";
}

typedef struct Place { const char *value; int64_t at; } Place;

/* All are given a place from 1 on, or none is.   errors  public.value.rank */
static Err read_rank(Typed *y, const Item *i, const char *name, const char **out) {
    int            n, typed = 0;
    Buf            b = {.a = y->c->a};
    const XChoice *h = xentry_choices(y->t, i->k, i->n, y->language, &n);
    const char   **at = arena_take(y->c->a, ((size_t)n + 1) * sizeof *at);
    bool           bad = false;
    for (int k = 0; k < n; k++) {
        const char *s = form_text(y->f, arena_print(y->c->a, "%s.%s", name, h[k].value));
        int64_t     v = 0;
        if (text_blank(s)) continue;
        typed++;
        if (text_int_parse(y->c, s, &v) || v < 1 || v > n || at[v - 1]) bad = true;
        else at[v - 1] = h[k].value;
    }
    *out = "";
    if (bad || (typed && typed < n)) return "public.value.rank";
    for (int k = 0; k < n && typed; k++) buf_print(&b, k ? " %s" : "%s", at[k]);
    if (b.s) *out = b.s;
    return NULL;
}

/* ---- into the entry ---- */

static const char *trimmed(Ctx *c, const char *s) {
    s += strspn(s, " \t\r\n");
    size_t n = strlen(s);
    while (n && strchr(" \t\r\n", s[n - 1])) n--;
    return arena_part(c->a, s, n);
}

/* What the page says of this question; out "" for nothing. */
static Err read_item(Typed *y, const Item *i, const char **typed, const char **out) {
    const char *name = item_name(y->c, i);
    *typed = NULL;
    if (i->k->kind == X_SELECT) return *out = read_boxes(y, i, name), NULL;
    if (i->k->kind == X_RANK) return read_rank(y, i, name, out);
    if (i->k->kind == X_TRIGGER)
        return *out = *form_text(y->f, name) ? "OK" : "", NULL;
    const char *s = trimmed(y->c, form_text(y->f, name));
    *typed = form_text(y->f, name);
    if (i->n->field->type == X_DATETIME) {
        const char *t = trimmed(y->c, form_text(y->f, arena_print(y->c->a, "%s.t", name)));
        *out = "";
        return *s || *t ? read_instant(y->c, s, t, out) : NULL;
    }
    *out = s;
    return *s && i->k->kind != X_SELECT1 ? read_value(y->c, i->n->field, s, out) : NULL;
}

/* Did the page that was sent ask this?  One that came up since asks nothing yet. */
static bool was_asked(Typed *y, const Item *i) {
    return form_value(y->f, arena_print(y->c->a, "%s.asked", item_name(y->c, i))) != NULL;
}

static const char *why_not(Ctx *c, Err e) {
    if (strcmp(e, "xform.value.type") == 0) return tr(c, "public.value.type");
    if (strcmp(e, "xform.value.choice") == 0) return tr(c, "public.value.choice");
    return tr(c, e);
}

Err typed_take(Typed *y, const Screen *s) {
    for (int k = 0; k < s->items; k++) {
        const Item *i = &s->item[k];
        const char *typed, *value;
        if (!item_asks(i) || !was_asked(y, i)) continue;
        Err e = read_item(y, i, &typed, &value);
        if (!e) e = xentry_put(y->t, i->n, value);
        if (e) add_mistake(y, i, typed, why_not(y->c, e), false);
    }
    return xentry_settle(y->t);
}

/* ---- what is wrong now ---- */

/* A person who chose "no answer" has been asked, and has said so. */
static bool declined(Typed *y, const Item *i) {
    const char *s = i->k->kind == X_SELECT1 ? form_value(y->f, item_name(y->c, i)) : NULL;
    return s && !*s;
}

static const char *own_words(Typed *y, const XText *message, const Item *i, const char *key) {
    const char *s = message ? label_plain(y->c, xtext(y->t, message, i->n, y->language)) : "";
    return *s ? s : tr(y->c, key);
}

void typed_check(Typed *y, const Screen *s) {
    for (int k = 0; k < s->items; k++) {
        const Item   *i = &s->item[k];
        const XField *d = i->n ? i->n->field : NULL;
        if (!item_asks(i) || mistake_at(y->first, i->n)) continue;
        int         f = i->n->faults;
        const char *said = "public.value.constraint", *left = "public.value.required";
        if (f & X_TYPE) add_mistake(y, i, NULL, tr(y->c, "public.value.type"), false);
        else if (f & X_CHOICE) add_mistake(y, i, NULL, tr(y->c, "public.value.choice"), false);
        else if (f & X_CONSTRAINT)
            add_mistake(y, i, NULL, own_words(y, d->constraint_message, i, said), false);
        else if ((f & X_EMPTY) && !declined(y, i))
            add_mistake(y, i, NULL, own_words(y, d->required_message, i, left), true);
    }
}

/* ---- as people read it ---- */

const char *said_clock(Ctx *c, const char *value) {
    const char *t = strchr(value, 'T');
    t = t ? t + 1 : value;
    return strlen(t) >= 5 && t[2] == ':' ? arena_part(c->a, t, 5) : t;
}

static const char *with_comma(Ctx *c, const char *value) {
    char *s = arena_text(c->a, value), *dot = strchr(s, '.');
    if (dot && c->lang == LANG_VI) *dot = ',';
    return s;
}

const char *said_typed(Ctx *c, const XField *d, const char *value) {
    if (!*value) return "";
    switch (d->type) {
    case X_DECIMAL: return with_comma(c, value);
    case X_DATE: return text_day_typed(c, value);
    case X_TIME: return said_clock(c, value);
    case X_DATETIME: return text_day_typed(c, arena_part(c->a, value, strcspn(value, "T")));
    case X_GEOPOINT: {
        const char *blank = strchr(value, ' ');
        if (!blank) return value;
        return arena_print(c->a, "%.*s, %.*s", (int)(blank - value), value,
                           (int)strcspn(blank + 1, " "), blank + 1);
    }
    default: return value;
    }
}

static bool holds_word(const char *words, const char *word) {
    size_t n = strlen(word);
    for (const char *p = words; *p; p += strcspn(p, " ")) {
        p += strspn(p, " ");
        if (n && strcspn(p, " ") == n && memcmp(p, word, n) == 0) return true;
    }
    return false;
}

static const char *choice_words(Ctx *c, XEntry *t, const XControl *k, XNode *n, int language) {
    int            count;
    Buf            b = {.a = c->a};
    const XChoice *h = xentry_choices(t, k, n, language, &count);
    for (int i = 0; i < count; i++) {
        bool on = k->kind == X_SELECT1 ? strcmp(n->value, h[i].value) == 0
                                       : holds_word(n->value, h[i].value);
        if (!on) continue;
        if (b.len) buf_text(&b, "; ");
        buf_text(&b, label_plain(c, *h[i].label ? h[i].label : h[i].value));
    }
    return b.s ? b.s : "";
}

/* In the order that was given. */
static const char *rank_words(Ctx *c, XEntry *t, const XControl *k, XNode *n, int language) {
    int            count, place = 0;
    Buf            b = {.a = c->a};
    const XChoice *h = xentry_choices(t, k, n, language, &count);
    for (const char *p = n->value; *p; p += strcspn(p, " "), p += *p == ' ') {
        const char *word = arena_part(c->a, p, strcspn(p, " "));
        for (int i = 0; i < count; i++)
            if (strcmp(h[i].value, word) == 0)
                buf_print(&b, "%s%d. %s", place ? "; " : "", place + 1, label_plain(c, h[i].label)),
                    place++;
    }
    return b.s ? b.s : "";
}

const char *said_words(Ctx *c, XEntry *t, const XControl *k, XNode *n, int language) {
    if (!*n->value) return "";
    if (k->kind == X_RANK) return rank_words(c, t, k, n, language);
    if (is_choice(k)) return choice_words(c, t, k, n, language);
    if (k->kind == X_TRIGGER) return tr(c, "public.trigger.done");
    if (k->kind == X_SECRET) return "••••";
    const char *s = said_typed(c, n->field, n->value);
    if (n->field->type != X_DATETIME) return s;
    return arena_print(c->a, "%s %s", s, said_clock(c, n->value));
}
