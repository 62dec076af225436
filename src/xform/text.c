/* text.c - what people read: labels, hints and messages in each language, with what is
 * filled into them. */
#include "xform/parts.h"

#include <string.h>

static bool blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/* ---- the form ---- */

/* The texts and outputs of a label. */
static Piece *pieces_of(Opening *o, const Elem *e, const XField *here, const char *path) {
    Piece *first = NULL, **last = &first;
    for (const Elem *k = e->first; k; k = k->next) {
        Piece      *p = arena_new(o->f->a, Piece);
        const char *from = k->name ? elem_attr(k, "value") : NULL;
        if (k->name && !from) from = elem_attr(k, "ref");
        if (k->name && !(from && elem_is(k, "output"))) {
            p->text = elem_text(o->f->a, k);
        } else if (k->name) {
            p->output = expr_keep(o, from, here, path, k->line);
            p->text = p->output ? NULL : "";
        } else p->text = k->text;
        *last = p;
        last = &p->next;
    }
    return first;
}

static TextForm *form_add(Arena *a, TextForm **list, const char *form, Piece *piece) {
    TextForm *t = arena_new(a, TextForm);
    *t = (TextForm){.form = form, .piece = piece};
    while (*list) list = &(*list)->next;
    return *list = t;
}

static XText *text_new(XForm *f) {
    XText *x = arena_new(f->a, XText);
    x->language = arena_take(f->a, (size_t)f->languages * sizeof(TextForm *));
    return x;
}

/* The same in every language. */
static XText *text_same_in_all(XForm *f, Piece *piece) {
    XText    *x = text_new(f);
    TextForm *only = NULL;
    form_add(f->a, &only, "", piece);
    for (int i = 0; i < f->languages; i++) x->language[i] = only;
    return x;
}

/* The name in "jr:itext('name')"; NULL when it is something else. */
static const char *itext_name(Arena *a, const char *s) {
    while (blank(*s)) s++;
    if (strncmp(s, "jr:itext(", 9) != 0) return NULL;
    for (s += 9; blank(*s); s++) {}
    const char *end = *s == '\'' || *s == '"' ? strchr(s + 1, *s) : NULL;
    return end ? arena_part(a, s + 1, (size_t)(end - s - 1)) : NULL;
}

static const XText *text_ref(Opening *o, const char *ref, const XField *here, const char *path,
                             int line) {
    const char *name = itext_name(o->f->a, ref);
    XText      *x = name ? map_get(o->f->itext, name) : NULL;
    if (x) return x;
    if (name) {
        problem(o->p, X_WRONG, "xform.text.missing", path, name, line);
        return NULL;
    }
    XExpr *e = expr_keep(o, ref, here, path, line);
    if (!e) return NULL;
    if (e->ast->kind == A_CALL && strcmp(e->ast->text, "jr:itext") == 0) {
        x = text_new(o->f);
        x->id = e;
        return x;
    }
    Piece *p = arena_new(o->f->a, Piece);
    p->output = e;
    return text_same_in_all(o->f, p);
}

const XText *text_of(Opening *o, const Elem *label, const XField *here, const char *path) {
    const char *ref = elem_attr(label, "ref");
    if (ref && *ref) return text_ref(o, ref, here, path, label->line);
    return text_same_in_all(o->f, pieces_of(o, label, here, path));
}

/* A message of a bind: words, or the name of an itext. */
const XText *text_message(Opening *o, const char *s, const XField *here, const char *path) {
    if (itext_name(o->f->a, s)) return text_ref(o, s, here, path, 0);
    Piece *p = arena_new(o->f->a, Piece);
    p->text = s;
    return text_same_in_all(o->f, p);
}

static void open_text(Opening *o, const Elem *e, int language) {
    const char *id = elem_attr(e, "id");
    if (!id) return;
    XText *x = map_get(o->f->itext, id);
    if (!x) map_put(o->f->itext, id, x = text_new(o->f));
    for (const Elem *k = e->first; k; k = k->next) {
        if (!elem_is(k, "value")) continue;
        const char *form = elem_attr(k, "form"), *s = elem_text(o->f->a, k);
        form_add(o->f->a, &x->language[language], form ? form : "", pieces_of(o, k, NULL, id));
        if (strncmp(s, "jr://", 5) == 0) media_keep(o->f, s);
    }
}

void open_texts(Opening *o, const Elem *model) {
    XForm      *f = o->f;
    const Elem *itext = elem_child(model, "itext");
    int         n = 0;
    for (const Elem *k = itext ? itext->first : NULL; k; k = k->next)
        n += elem_is(k, "translation");
    f->language = arena_take(f->a, ((size_t)n + 1) * sizeof *f->language);
    f->language[0] = "";
    f->languages = n ? n : 1;
    n = 0;
    for (const Elem *k = itext ? itext->first : NULL; k; k = k->next) {
        if (!elem_is(k, "translation")) continue;
        const char *name = elem_attr(k, "lang");
        f->language[n] = name ? name : "";
        if (elem_attr(k, "default")) f->first_language = n;
        for (const Elem *t = k->first; t; t = t->next)
            if (elem_is(t, "text")) open_text(o, t, n);
        n++;
    }
}

/* ---- as they are read ---- */

/* Those of a language that has none are those of the form's first. */
static const TextForm *forms_of(const XForm *f, const XText *x, int language) {
    if (language < 0 || language >= f->languages) language = f->first_language;
    const TextForm *t = x->language[language];
    return t ? t : x->language[f->first_language];
}

/* The words are those of the form "": else of "long", "short". */
static const TextForm *form_named(const TextForm *t, const char *form) {
    for (; t; t = t->next)
        if (strcmp(t->form, form) == 0) return t;
    return NULL;
}

static const char *trimmed(Arena *a, const char *s) {
    while (blank(*s)) s++;
    size_t n = strlen(s);
    while (n && blank(s[n - 1])) n--;
    return s[n] ? arena_part(a, s, n) : s;
}

static const char *fill(XEntry *t, Arena *a, const Piece *p, const XNode *at, int language) {
    Buf b = {.a = a};
    if (p && !p->next && p->text) return trimmed(a, p->text);
    for (; p; p = p->next) {
        if (p->text) buf_text(&b, p->text);
        else if (!t) buf_text(&b, "…");
        else {
            Eval e = eval_at(t, at);
            e.language = language;
            const char *s = to_text(&e, eval(&e, p->output->ast));
            buf_text(&b, e.err ? "" : s);
        }
    }
    return b.s ? trimmed(a, b.s) : "";
}

static const XText *chosen(XEntry *t, const XText *x, const XNode *at) {
    if (!x || !x->id) return x;
    Eval e = eval_at(t, at);
    return map_get(t->f->itext, arg_text(&e, x->id->ast, 0));
}

const char *xtext(XEntry *t, const XText *text, const XNode *at, int language) {
    const XText *x = chosen(t, text, at);
    if (!x) return "";
    const TextForm *all = forms_of(t->f, x, language), *form = form_named(all, "");
    if (!form) form = form_named(all, "long");
    if (!form) form = form_named(all, "short");
    return form ? fill(t, t->c->a, form->piece, at, language) : "";
}

const char *xtext_form(XEntry *t, const XText *text, const XNode *at, int language,
                       const char *form) {
    const XText *x = chosen(t, text, at);
    const TextForm *found = x ? form_named(forms_of(t->f, x, language), form) : NULL;
    if (!found) return NULL;
    const char *s = fill(t, t->c->a, found->piece, at, language);
    const char *slash = strncmp(s, "jr://", 5) == 0 ? strrchr(s, '/') : NULL;
    return slash ? slash + 1 : s;
}

const char *xtext_plain(Arena *a, const XForm *f, const XText *text, int language) {
    if (!text || text->id) return "";
    const TextForm *all = forms_of(f, text, language), *form = form_named(all, "");
    if (!form) form = form_named(all, "long");
    return form ? fill(NULL, a, form->piece, NULL, language) : "";
}
