/* enketo_after.c - what the stylesheets make, made fit for a page of ours: appearances as
 * classes, actions at their questions, languages by their tags, media at their addresses; and
 * nothing that our Content-Security-Policy would refuse. */
#include "survey/enketo.h"

#include <strings.h>

static bool has_class(Arena *a, xmlNodePtr n, const char *word) {
    const char *s = node_attr(a, n, "class");
    size_t      k = strlen(word);
    for (; s && *(s += strspn(s, " ")); s += strcspn(s, " "))
        if (strcspn(s, " ") == k && memcmp(s, word, k) == 0) return true;
    return false;
}

/* The next behind all that it holds; NULL at the end. */
static xmlNodePtr past(xmlNodePtr n, const xmlNode *top) {
    while (n != top && !n->next) n = n->parent;
    return n == top ? NULL : n->next;
}

/* ---- appearances ---- */

static void add_appearance(Buf *b, const char *word, bool select) {
    buf_print(b, " or-appearance-%s", word);
    if (!select) return;
    if (strcmp(word, "horizontal") == 0) buf_text(b, " or-appearance-columns");
    else if (strcmp(word, "horizontal-compact") == 0) buf_text(b, " or-appearance-columns-pack");
    else if (strcmp(word, "compact") == 0)
        buf_text(b, " or-appearance-columns-pack or-appearance-no-buttons");
    else if (strncmp(word, "compact-", 8) == 0)
        buf_print(b, " %s or-appearance-no-buttons", word + 8);
}

static char *lower(Arena *a, const char *s, size_t n) {
    char *word = arena_part(a, s, n);
    for (char *p = word; *p; p++)
        if (*p >= 'A' && *p <= 'Z') *p = (char)(*p | 0x20);
    return word;
}

static void put_appearances(Arena *a, xmlNodePtr n) {
    const char *list = node_attr(a, n, "data-appearances"), *s = node_attr(a, n, "class");
    bool        select = xmlHasProp(n, (const xmlChar *)"data-appearances-select-type") != NULL;
    Buf         b = {.a = a};
    if (!list) return;
    for (; s && *(s += strspn(s, " \n\t")); s += strcspn(s, " \n\t")) {
        const char *word = arena_part(a, s, strcspn(s, " \n\t"));
        if (strcmp(word, "or-appearances-placeholder") != 0) {
            buf_print(&b, " %s", word);
            continue;
        }
        for (const char *w = list; *(w += strspn(w, " \n\t")); w += strcspn(w, " \n\t"))
            add_appearance(&b, lower(a, w, strcspn(w, " \n\t")), select);
    }
    node_set(n, "class", b.s ? b.s + 1 : "");
    node_drop(n, "data-appearances");
    node_drop(n, "data-appearances-select-type");
}

/* ---- actions: setvalue, setgeopoint ---- */

static bool in_question(Arena *a, const xmlNode *n) {
    for (xmlNodePtr p = n->parent; p && p->type == XML_ELEMENT_NODE; p = p->parent)
        if (has_class(a, p, "question")) return true;
    return false;
}

/* A label of a question inside a question: its input alone. */
static void free_nested(Arena *a, xmlNodePtr form, const char *data) {
    for (xmlNodePtr n = form, next; n; n = next) {
        next = node_next(n, form);
        xmlNodePtr label = n->parent;
        if (!node_is(n, "input") || !node_attr(a, n, data)) continue;
        if (!node_is(label, "label") || !in_question(a, label)) continue;
        xmlUnlinkNode(n);
        xmlReplaceNode(label, n);
        xmlFreeNode(label);
        next = node_next(n, form);
    }
}

static xmlNodePtr question_called(Arena *a, xmlNodePtr form, const char *name) {
    for (xmlNodePtr n = form; n; n = node_next(n, form)) {
        const char *is = n->type == XML_ELEMENT_NODE ? node_attr(a, n, "name") : NULL;
        const char *type = is ? node_attr(a, n, "type") : NULL;
        if (!is || strcmp(is, name) != 0 || (type && strcmp(type, "hidden") == 0)) continue;
        if (has_class(a, n->parent, "question") ||
            (n->parent->parent && n->parent->parent->type == XML_ELEMENT_NODE &&
             has_class(a, n->parent->parent, "option-wrapper")))
            return n;
    }
    return NULL;
}

/* The action that sets the first value of a question that people see stands at the question,
 * for a name may stand there once. */
static void join_named(Arena *a, xmlNodePtr form, const char *kind, const char *data) {
    for (xmlNodePtr n = form, next; n; n = next) {
        next = node_next(n, form);
        if (!node_is(n, "input") || !node_attr(a, n, data)) continue;
        if (!has_class(a, n->parent, kind)) continue;
        const char *name = node_attr(a, n, "name"), *event = node_attr(a, n, "data-event");
        xmlNodePtr  q = name ? question_called(a, form, name) : NULL;
        if (!q || q == n) continue;
        xmlNodePtr label = n->parent;
        node_set(q, data, node_attr(a, n, data));
        node_set(q, "data-event", event ? event : "data-event");
        next = past(label, form);
        node_remove(label);
    }
}

/* ---- languages ---- */

typedef struct Tongue { const char *name, *tag, *shown; } Tongue;

/* "Tiếng Việt (vi)" says it; a name alone is looked up among those that our forms have. */
static Tongue tongue_of(Arena *a, const char *name) {
    static const char *const known[][2] = {
        {"vi", "Tiếng Việt"}, {"vi", "Vietnamese"}, {"en", "English"},   {"en", "Tiếng Anh"},
        {"fr", "French"},     {"fr", "Français"},   {"km", "Khmer"},     {"zh", "Chinese"},
        {"lo", "Lao"},        {"hmn", "Hmong"},     {"tay", "Tày"},      {"th", "Thai"}};
    const char *open = strchr(name, '('), *end = open ? strrchr(name, ')') : NULL;
    Tongue      t = {name, name, name};
    if (open > name && end > open && !end[1 + strspn(end + 1, " ")]) {
        const char *last = open;
        while (last > name && last[-1] == ' ') last--;
        t.shown = arena_part(a, name, (size_t)(last - name));
        open += 1 + strspn(open + 1, " ");
        while (end > open && end[-1] == ' ') end--;
        t.tag = arena_part(a, open, (size_t)(end - open));
        return t;
    }
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strcasecmp(known[i][1], name) == 0) t.tag = known[i][0];
        if (strcasecmp(known[i][0], name) == 0 && t.shown == name) t.shown = known[i][1];
    }
    return t;
}

enum { TONGUES_MAX = 60 };

static xmlNodePtr languages_of(Arena *a, xmlNodePtr form) {
    for (xmlNodePtr n = form; n; n = node_next(n, form)) {
        const char *id = node_is(n, "select") ? node_attr(a, n, "id") : NULL;
        if (id && strcmp(id, "form-languages") == 0) return n;
    }
    return NULL;
}

static const char *tag_of(const Tongue *t, int n, const char *name) {
    for (int i = 0; i < n; i++)
        if (strcmp(t[i].name, name) == 0) return t[i].tag;
    return name;
}

static void put_tags(Arena *a, xmlNodePtr form) {
    Tongue      t[TONGUES_MAX];
    int         n = 0;
    xmlNodePtr  list = languages_of(a, form);
    const char *first = list ? node_attr(a, list, "data-default-lang") : NULL, *lang;
    for (xmlNodePtr o = list ? list->children : NULL; o && n < TONGUES_MAX; o = o->next) {
        if (!node_is(o, "option")) continue;
        t[n] = tongue_of(a, node_attr(a, o, "value") ? node_attr(a, o, "value") : "");
        node_set(o, "value", t[n].tag);
        node_set(o, "data-dir", "ltr");
        xmlNodeSetContent(o, NULL);
        xmlAddChild(o, xmlNewText((const xmlChar *)t[n++].shown));
    }
    if (first) node_set(list, "data-default-lang", tag_of(t, n, first));
    for (xmlNodePtr e = form; e; e = node_next(e, form))
        if (e->type == XML_ELEMENT_NODE && (lang = node_attr(a, e, "lang")))
            node_set(e, "lang", tag_of(t, n, lang));
}

/* ---- media ---- */

/* Where the file of "jr://images/a b.png" is; NULL for what is no file of the form. */
static const char *media_at(Arena *a, const char *media, const char *src) {
    Buf b = {.a = a};
    if (strncmp(src, "jr://", 5) != 0) return NULL;
    const char *file = strrchr(src, '/') + 1;
    if (!*file || strncmp(src, "jr://instance/", 14) == 0) return NULL;
    buf_text(&b, media);
    html_part(&b, V(file));
    return b.s;
}

static void put_media(Arena *a, xmlNodePtr n, const char *media) {
    const char *src = node_attr(a, n, "src");
    if (!src) return;
    const char *at = media_at(a, media, src);
    if (at) node_set(n, "src", at);
    else node_drop(n, "src");
}

/* ---- all of it ---- */

/* Where a form would be sent is ours to say; what a style attribute says the page's own style
 * says (app.css). */
static void drop_foreign(xmlNodePtr n) {
    static const char *const foreign[] = {"style", "action", "method", "formaction", "srcdoc"};
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++) node_drop(n, foreign[i]);
}

void enketo_after(Arena *a, xmlDocPtr html, const char *media) {
    xmlNodePtr form = xmlDocGetRootElement(html)->children;
    while (form && !node_is(form, "form")) form = form->next;
    if (!form) return;
    free_nested(a, form, "data-setgeopoint");
    join_named(a, form, "setgeopoint", "data-setgeopoint");
    free_nested(a, form, "data-setvalue");
    join_named(a, form, "setvalue", "data-setvalue");
    put_tags(a, form);
    for (xmlNodePtr n = form, next; n; n = next) {
        next = node_next(n, form);
        if (n->type != XML_ELEMENT_NODE) continue;
        drop_foreign(n);
        put_appearances(a, n);
        put_media(a, n, media);
        if (!node_is(n, "span")) continue;
        if (!has_class(a, n, "question-label") && !has_class(a, n, "or-hint")) continue;
        next = past(n, form);
        enketo_mark(a, n);
    }
}

/* ---- the model ---- */

static xmlNodePtr child(xmlNodePtr n, const char *name) {
    for (n = n ? n->children : NULL; n; n = n->next)
        if (node_is(n, name)) return n;
    return NULL;
}

static void add_id(xmlNodePtr root) {
    xmlNodePtr meta = child(root, "meta");
    if (!meta) meta = xmlNewChild(root, root->ns, (const xmlChar *)"meta", NULL);
    if (!child(meta, "instanceID"))
        xmlNewChild(meta, meta->ns, (const xmlChar *)"instanceID", NULL);
}

/* A picture that stands there from the start names its file. */
static void put_defaults(Arena *a, xmlNodePtr root, const char *media) {
    for (xmlNodePtr n = root; n; n = node_next(n, root)) {
        const char *text = n->type == XML_TEXT_NODE ? (const char *)n->content : "";
        const char *at = media_at(a, media, text);
        if (at && n->parent && !n->next && !n->prev) node_set(n->parent, "src", at);
    }
}

void enketo_model(Arena *a, xmlDocPtr model, const char *media) {
    xmlNodePtr top = xmlDocGetRootElement(model), first = child(top, "instance"), root = NULL;
    for (xmlNodePtr n = first ? first->children : NULL; n && !root; n = n->next)
        if (n->type == XML_ELEMENT_NODE) root = n;
    if (!root) return;
    add_id(root);
    put_defaults(a, root, media);
    for (xmlNodePtr n = first->next; n; n = n->next) {
        const char *src = node_is(n, "instance") ? node_attr(a, n, "src") : NULL;
        const char *at = src ? media_at(a, media, src) : NULL;
        if (at) node_set(n, "src", at);
    }
}
