/* form.c - a form is read: its parts in the order in which one needs the other. */
#include "xform/parts.h"

#include <string.h>

enum { OPEN_STEPS_MAX = 50000000 }; /* about half a second */
static const char xhtml[] = "http://www.w3.org/1999/xhtml";

static const Elem *primary_of(const Elem *model) {
    const Elem *instance = elem_child(model, "instance");
    for (const Elem *k = instance ? instance->first : NULL; k; k = k->next)
        if (k->name) return k;
    return NULL;
}

/* What a form says of itself. */
static void open_head(Opening *o, const Elem *html, const Elem *model, const Elem *root) {
    XForm      *f = o->f;
    const Elem *title = elem_child(o->head, "title"), *body = elem_child(html, "body");
    const Elem *send = elem_child(model, "submission");
    const char *id = elem_attr(root, "id"), *version = elem_attr(root, "version");
    const char *style = elem_attr(body, "class");
    f->id = id && *id ? id : root->space;
    f->version = version ? version : "";
    f->title = title ? elem_text(f->a, title) : "";
    f->style = style ? style : "";
    f->key = send ? elem_attr(send, "base64RsaPublicKey") : NULL;
    f->entities = elem_attr(model, "entities-version") != NULL;
    f->model = root;
    if (!*f->id) problem(o->p, X_REFUSE, "xform.id.missing", "", NULL, root->line);
}

static void open_parts(Opening *o, const Elem *html) {
    const Elem *model = elem_child(o->head, "model"), *body = elem_child(html, "body");
    const Elem *root = model ? primary_of(model) : NULL;
    if (!model || !root)
        return problem(o->p, X_REFUSE, "xform.model.missing", "", NULL, html->line);
    open_head(o, html, model, root);
    open_fields(o, root);
    if (o->p->refused) return;
    open_lists(o, model);
    open_texts(o, model);
    open_binds(o, model);
    if (body) open_body(o, body);
    open_actions(o, model, NULL);
    open_order(o);
}

Err xform_open(Arena *keep, Bytes xml, const XFile *files, int n, XProblems *p, XForm **out) {
    XForm  *f = arena_new(keep, XForm);
    Opening o = {.f = f, .p = p, .file = files, .files = n, .steps = OPEN_STEPS_MAX};
    Elem   *html;
    int     line, was = p->refused;
    *f = (XForm){.a = keep, .names = map_new(keep), .itext = map_new(keep),
                 .lists = map_new(keep), .paths = map_new(keep), .elements = XFORM_ELEMENTS_MAX};
    Err e = elem_read(keep, xml, XFORM_ELEMENTS_MAX, &html, &line);
    if (e) {
        problem(p, X_REFUSE, e, "", NULL, line);
        return "xform.form.refused";
    }
    o.head = elem_child(html, "head");
    if (!elem_is(html, "html") || strcmp(html->space, xhtml) != 0 || !o.head)
        problem(p, X_REFUSE, "xform.html.missing", "", html->name, html->line);
    else open_parts(&o, html);
    if (p->refused > was) return "xform.form.refused";
    *out = f;
    return NULL;
}

/* ---- what it says ---- */

const char *xform_id(const XForm *f) { return f->id; }
const char *xform_version(const XForm *f) { return f->version; }
const char *xform_title(const XForm *f) { return f->title; }
const char *xform_root(const XForm *f) { return f->root->name; }
const char *xform_key(const XForm *f) { return f->key; }
const char *xform_style(const XForm *f) { return f->style; }
bool        xform_wants_entities(const XForm *f) { return f->entities; }
int         xform_languages(const XForm *f) { return f->languages; }
int         xform_fields(const XForm *f) { return f->fields; }
const XField   *xform_top(const XForm *f) { return f->root; }
const XControl *xform_body(const XForm *f) { return f->body; }

const char *xform_language(const XForm *f, int i) {
    return i >= 0 && i < f->languages ? f->language[i] : "";
}

/* "Tiếng Việt (vi)" or "vi" for vi. */
static bool speaks(const char *language, const char *code) {
    size_t      n = strlen(code);
    const char *open = strrchr(language, '(');
    if (strcasecmp(language, code) == 0) return true;
    if (!open || strncasecmp(open + 1, code, n) != 0) return false;
    return open[n + 1] == ')' || open[n + 1] == '-';
}

int xform_language_for(const XForm *f, const char *code) {
    for (int i = 0; i < f->languages; i++)
        if (speaks(f->language[i], code)) return i;
    return f->first_language;
}

XField *xform_field(const XForm *f, int index) {
    return index >= 0 && index < f->fields ? f->field[index] : NULL;
}

/* The path without what stands in brackets. */
const XField *xform_find(const XForm *f, const char *path) {
    char   plain[1000];
    size_t n = 0;
    bool   in = false;
    for (; *path && n + 1 < sizeof plain; path++) {
        if (*path == '[') in = true;
        else if (*path == ']') in = false;
        else if (!in) plain[n++] = *path;
    }
    plain[n] = '\0';
    return *path ? NULL : map_get(f->paths, plain);
}

const char *const *xform_media(const XForm *f, int *n) {
    *n = f->medias;
    return f->media;
}

void media_keep(XForm *f, const char *address) {
    const char *slash = strrchr(address, '/'), *name = slash ? slash + 1 : address;
    for (int i = 0; i < f->medias; i++)
        if (strcmp(f->media[i], name) == 0) return;
    if (!*name) return;
    if ((f->medias & (f->medias - 1)) == 0) {
        const char **wide = arena_take(f->a, (size_t)(f->medias ? f->medias * 2 : 1) *
                                                 sizeof *wide);
        if (f->medias) memcpy(wide, f->media, (size_t)f->medias * sizeof *wide);
        f->media = wide;
    }
    f->media[f->medias++] = name;
}

const char *xattr(const XAttr *list, const char *name) {
    for (const XAttr *a = list; a && a->name; a++)
        if (strcmp(a->name, name) == 0) return a->value;
    return NULL;
}

bool xcontrol_appears(const XControl *k, const char *word) {
    size_t n = strlen(word);
    for (const char *s = k->appearance; (s = strstr(s, word)); s += n)
        if ((s == k->appearance || s[-1] == ' ') && (!s[n] || s[n] == ' ')) return true;
    return false;
}

/* ---- problems ---- */

void problem_of_form(XProblems *p, XWeight w, Err what, const char *path, const char *detail,
                     const char *message) {
    problem(p, w, what, path, detail, 0);
    if (p->n <= XPROBLEMS_MAX) p->last->message = message;
}

void problem(XProblems *p, XWeight w, Err what, const char *path, const char *detail, int line) {
    p->n++;
    p->wrong += w == X_WRONG;
    p->refused += w == X_REFUSE;
    if (p->n > XPROBLEMS_MAX) return;
    XProblem *one = arena_new(p->a, XProblem);
    size_t    n = detail ? strnlen(detail, 300) : 0;
    while (n && n == 300 && ((unsigned char)detail[n] & 0xc0) == 0x80) n--;
    *one = (XProblem){.weight = w, .what = what, .path = arena_text(p->a, path), .line = line,
                      .detail = detail ? arena_part(p->a, detail, n) : NULL};
    if (p->last) p->last->next = one;
    else p->first = one;
    p->last = one;
}

/* "line 12, /data/q: what" */
const char *xproblem_text(const Ctx *c, const XProblem *p) {
    const char *s = trf(c, p->what, V(p->path), V(p->detail ? p->detail : ""));
    bool        place = p->path && *p->path;
    if (p->line && place)
        return arena_print(c->a, "%s, %s: %s", trf(c, "xform.line", V(p->line)), p->path, s);
    if (p->line) return arena_print(c->a, "%s: %s", trf(c, "xform.line", V(p->line)), s);
    return place ? arena_print(c->a, "%s: %s", p->path, s) : s;
}
