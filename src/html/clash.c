/* clash.c - two who edit the same thing at the same time.
 *
 * The form carries a hash of each value it was made from, so three values of a
 * field are told apart: what it was, what the other stored, what is typed.  A field
 * that only one of the two has touched needs no decision.  Left: keeping the old
 * values in the form, which doubles a page with a body; and locking, which leaves
 * locks behind. */
#include "html/html.h"

#include "crypt/crypt.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { HASH_SHOWN = 8, /* bytes of it that tell two values apart */ SHOWN_MAX = 300 };

static const char *plain(const char *s) { return s ? s : ""; }

static const char *mark(Ctx *c, const char *value) {
    Hash h = hash_of(plain(value), strlen(plain(value)));
    return hex_of(c->a, h.b, HASH_SHOWN);
}

static const char *base_of(Ctx *c, int64_t version, const ClashField *stored) {
    Buf b = {.a = c->a};
    buf_print(&b, "%" PRId64, version);
    for (; stored->name; stored++)
        buf_print(&b, " %s:%s", stored->name, mark(c, stored->value));
    return b.s;
}

/* Is this the value that the form was made from? */
static bool is_base(Ctx *c, const char *base, const char *name, const char *value) {
    const char *one = arena_print(c->a, " %s:%s", name, mark(c, value));
    const char *at = strstr(base, one);
    return at && strchr(" ", at[strlen(one)]); /* or its end: strchr finds the NUL too */
}

static int64_t version_of(const char *base) { return base ? strtoll(base, NULL, 10) : 0; }

Err clash_check(const Form *f, int64_t version) {
    return version_of(form_value(f, "base")) == version ? NULL : "clash.version.stale";
}

static Pair *typed_again(Ctx *c, const char *name, const char *value, Pair *next) {
    Pair *p = arena_new(c->a, Pair);
    *p = (Pair){name, value, next};
    return p;
}

/* As people read it. */
static const char *shown(Ctx *c, const ClashField *d, const char *value) {
    for (const Choice *o = d->choices; o; o = o->next)
        if (strcmp(o->value, value) == 0) value = *value ? o->text : "";
    return text_snippet(c->a, value, "", SHOWN_MAX);
}

/* What was typed, without the fields that the other alone has touched: they are
 * added with what is stored. */
static const Pair *without(Ctx *c, const Pair *typed, const Pair *instead) {
    const Pair *out = instead;
    for (const Pair *p = typed; p; p = p->next) {
        const Form taken = {.typed = instead};
        if (!form_value(&taken, p->name) && strcmp(p->name, "base") != 0)
            out = typed_again(c, p->name, p->value, (Pair *)(uintptr_t)out);
    }
    return out;
}

static void meet(Ctx *c, Clash *k, const ClashField *stored) {
    const char *base = form_value(k->form, "base");
    Form       *merged = arena_new(c->a, Form);
    Pair       *taken = NULL;
    ClashRow  **end = &k->rows;
    *merged = *k->form;
    for (; stored->name; stored++) {
        const char *mine = plain(form_value(k->form, stored->name));
        const char *theirs = plain(stored->value);
        if (is_base(c, base, stored->name, theirs) || strcmp(mine, theirs) == 0) continue;
        ClashRow *row = arena_new(c->a, ClashRow);
        *row = (ClashRow){.name = stored->name, .label = stored->label,
                          .mine = shown(c, stored, mine), .theirs = shown(c, stored, theirs),
                          .taken = is_base(c, base, stored->name, mine)};
        if (row->taken) taken = typed_again(c, stored->name, theirs, taken);
        *end = row;
        end = &row->next;
    }
    merged->typed = without(c, k->form->typed, taken);
    k->form = merged;
}

Clash clash_meet(Ctx *c, const Form *f, int64_t version, const ClashField *stored) {
    Clash k = {.form = f, .base = base_of(c, version, stored)};
    k.stale = form_value(f, "base") && clash_check(f, version);
    if (k.stale) meet(c, &k, stored);
    return k;
}
