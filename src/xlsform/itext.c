/* itext.c - texts that differ by language, or come with pictures and sound.
 *
 * Every text has every form in every language: where the author gave none there is "-", so
 * that no client falls back on another language unasked.
 * source   ODK XForms, "Languages"; XLSForm reference, "Media", "Multiple language support" */
#include "xlsform/parts.h"

#include <string.h>

typedef struct Value {
    const char   *form; /* long, guidance, image, ...: one of a few literals or a key */
    int           lang;
    const char   *text;
    const Item   *context;
    struct Value *next;
} Value;
typedef struct Text {
    const char *id;
    Value      *value, *last;
    unsigned    forms; /* that some language has: a bit for each of form_names */
    bool        hint;
} Text;

typedef struct Itext {
    Form       *f;
    const char **lang;
    int         langs, langs_room;
    Text       *text;
    size_t      texts, room;
    Index      *by_id; /* number of the text, from 1 */
} Itext;

static const char *const form_names[] = {"long", "guidance", "image", "big-image", "audio",
                                         "video"};
enum { FORMS = sizeof form_names / sizeof *form_names };

static int lang_number(Itext *t, const char *lang) {
    for (int i = 0; i < t->langs; i++)
        if (strcmp(t->lang[i], lang) == 0) return i;
    if (t->langs == t->langs_room) {
        const char **more = arena_take(t->f->a, (size_t)(2 * t->langs_room + 8) * sizeof *more);
        if (t->langs) memcpy(more, t->lang, (size_t)t->langs * sizeof *more);
        t->lang = more;
        t->langs_room = 2 * t->langs_room + 8;
    }
    t->lang[t->langs] = lang;
    return t->langs++;
}

static Text *text_of(Itext *t, const char *id, bool hint) {
    size_t at = (size_t)(uintptr_t)index_get(t->by_id, id);
    if (at) return &t->text[at - 1];
    if (t->texts == t->room) {
        Text *more = arena_take(t->f->a, (2 * t->room + 64) * sizeof *more);
        if (t->texts) memcpy(more, t->text, t->texts * sizeof *more);
        t->text = more;
        t->room = 2 * t->room + 64;
    }
    t->text[t->texts++] = (Text){.id = id, .hint = hint};
    index_put(t->by_id, id, (void *)(uintptr_t)t->texts);
    return &t->text[t->texts - 1];
}

static void add_value(Itext *t, Text *x, Value v) {
    for (Value *w = x->value; w; w = w->next)
        if (w->lang == v.lang && strcmp(w->form, v.form) == 0) {
            w->text = v.text;
            return;
        }
    for (unsigned i = 0; i < FORMS; i++)
        if (strcmp(form_names[i], v.form) == 0) x->forms |= 1u << i;
    Value *one = arena_new(t->f->a, Value);
    *one = v;
    if (x->last) x->last->next = one;
    else x->value = one;
    x->last = one;
}

/* A text of one language or of several, in one form. */
static void add_cell(Itext *t, const char *id, const char *form, Cell c, const Item *context,
                     bool hint) {
    Text *x = text_of(t, id, hint);
    if (c.text)
        add_value(t, x, (Value){form, lang_number(t, t->f->lang), c.text, context, NULL});
    for (size_t i = 0; c.map && i < c.map->n; i++)
        if (c.map->pair[i].text)
            add_value(t, x, (Value){form, lang_number(t, c.map->pair[i].key), c.map->pair[i].text,
                                    context, NULL});
}

static void add_media(Itext *t, const char *id, const Map *media) {
    for (size_t i = 0; media && i < media->n; i++)
        add_cell(t, id, media->pair[i].key, (Cell){media->pair[i].text, media->pair[i].map}, NULL,
                 false);
}

/* ---- of questions ---- */

bool itext_label(const Item *i) { return i->label.map || (i->media && i->media->n); }

static const char *id_of(Itext *t, const Item *i, const char *what) {
    return arena_print(t->f->a, "%s:%s", i->path, what);
}

static bool cell_some(Cell c) { return c.text || c.map; }

static void add_messages(Itext *t, const Item *i) {
    static const char *const messages[] = {"jr:constraintMsg", "jr:requiredMsg",
                                           "jr:noAppErrorString"};
    for (int k = 0; k < 3; k++) {
        const Pair *p = cells_find(i->bind, messages[k]);
        if (p && (p->map || (k < 2 && ref_has(t->f->a, p->text))))
            add_cell(t, id_of(t, i, messages[k]), "long", (Cell){p->text, p->map}, i, false);
    }
}

static void add_item(Itext *t, const Item *i) {
    add_messages(t, i);
    if (itext_label(i) && cell_some(i->label))
        add_cell(t, id_of(t, i, "label"), "long", i->label, i, false);
    if (i->hint.map || (cell_some(i->hint) && cell_some(i->guidance)))
        add_cell(t, id_of(t, i, "hint"), "long", i->hint, i, true);
    if (cell_some(i->guidance))
        add_cell(t, id_of(t, i, "hint"), "guidance", i->guidance, i, true);
    if (i->media && i->media->n) add_media(t, id_of(t, i, "label"), i->media);
}

static void add_list(Itext *t, const Choices *l) {
    for (size_t i = 0; l->itext && i < l->n; i++) {
        const char *id = arena_print(t->f->a, "%s-%zu", l->name, i);
        if (cell_some(l->choice[i].label)) add_cell(t, id, "long", l->choice[i].label, NULL, false);
        add_media(t, id, l->choice[i].media);
    }
}

/* ---- writing ---- */

static void write_value(Itext *t, Xml *x, const Text *text, const char *form, const Value *v) {
    bool  words = text->hint || strcmp(form, "long") == 0;
    Form *f = t->f;
    if (!v && !words) return; /* a picture that is not there */
    out_begin(x, "value");
    if (strcmp(form, "long") != 0) out_attr(x, "form", form);
    if (!v) out_text(x, "-");
    else if (words) out_pieces(x, strcmp(v->text, "-") ? refs_text(f, v->text, v->context)
                                                       : (Piece[]){{"-", false}, {NULL, false}});
    else {
        bool picture = strstr(form, "image") != NULL;
        out_text(x, arena_print(f->a, "jr://%s/", picture ? "images" : form));
        out_pieces(x, refs_text(f, v->text, v->context));
    }
    out_end(x);
}

static const Value *value_in(const Text *text, const char *form, int lang) {
    for (const Value *v = text->value; v; v = v->next)
        if (v->lang == lang && strcmp(v->form, form) == 0) return v;
    return NULL;
}

static void write_text(Itext *t, Xml *x, const Text *text, int lang) {
    out_begin(x, "text");
    out_attr(x, "id", text->id);
    for (unsigned i = 0; i < FORMS; i++)
        if (text->forms >> i & 1)
            write_value(t, x, text, form_names[i], value_in(text, form_names[i], lang));
    out_end(x);
}

void itext_write(Form *f, Xml *x) {
    Itext t = {.f = f, .by_id = index_open(f->a)};
    for (size_t i = 0; i < f->lists; i++) add_list(&t, f->list[i]);
    for (Item *i = f->top->first; i; i = item_next(f->top, i))
        if (i->kind <= ITEM_QUESTION) add_item(&t, i);
    if (!t.texts) return;
    out_begin(x, "itext");
    for (int lang = 0; lang < t.langs; lang++) {
        out_begin(x, "translation");
        out_attr(x, "lang", t.lang[lang]);
        if (strcmp(t.lang[lang], f->lang) == 0) out_attr(x, "default", "true()");
        for (size_t i = 0; i < t.texts; i++) write_text(&t, x, &t.text[i], lang);
        out_end(x);
    }
    out_end(x);
}
