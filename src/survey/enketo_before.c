/* enketo_before.c - an XForm, as the stylesheets expect it: choices bring the labels of their
 * lists along, and what our page has no part for is asked for in the plain way. */
#include "survey/enketo.h"

#define XFORMS "http://www.w3.org/2002/xforms"

static bool is_xf(const xmlNode *n, const char *name) {
    return node_is(n, name) && n->ns && strcmp((const char *)n->ns->href, XFORMS) == 0;
}

static xmlNodePtr find(xmlNodePtr top, const char *name) {
    for (xmlNodePtr n = top; n; n = node_next(n, top))
        if (is_xf(n, name)) return n;
    return NULL;
}

static xmlNodePtr child(xmlNodePtr n, const char *name) {
    for (n = n ? n->children : NULL; n; n = n->next)
        if (node_is(n, name)) return n;
    return NULL;
}

/* ---- choices from lists ---- */

/* "instance('cities')/root/item[x = 1]", also in randomize(): its list and its steps without
 * filters, each a name and a slash before it. */
static bool split_nodeset(Arena *a, const char *nodeset, const char **list, const char **path) {
    const char *at = strstr(nodeset, "instance(");
    if (!at) return false;
    at += strlen("instance(");
    at += strspn(at, " ");
    char quote = *at;
    if (quote != '\'' && quote != '"') return false;
    const char *end = strchr(++at, quote);
    if (!end) return false;
    *list = arena_part(a, at, (size_t)(end - at));
    end += 1 + strspn(end + 1, " )");
    Buf b = {.a = a};
    int depth = 0;
    for (; *end && (depth || !strchr(",) ", *end)); end++) {
        if (*end == '[') depth++;
        else if (*end == ']') depth--;
        else if (!depth) buf_add(&b, end, 1);
    }
    *path = b.s ? b.s : "";
    return true;
}

static xmlNodePtr instance(Arena *a, xmlNodePtr model, const char *id) {
    for (xmlNodePtr n = model->children; n; n = n->next) {
        const char *is = is_xf(n, "instance") ? node_attr(a, n, "id") : NULL;
        if (is && strcmp(is, id) == 0) return n;
    }
    return NULL;
}

/* A copy of each label of the list's items, put behind the itemset. */
static void bring(xmlNodePtr to, xmlNodePtr from, const char *path, const char *label) {
    size_t n = strcspn(path + (*path == '/'), "/");
    path += *path == '/';
    for (xmlNodePtr k = from->children; k; k = k->next) {
        if (k->type != XML_ELEMENT_NODE) continue;
        const char *name = (const char *)k->name;
        if (!*path) {
            if (strcmp(name, label) == 0) xmlAddChild(to, xmlCopyNode(k, 1));
        } else if (strlen(name) == n && memcmp(name, path, n) == 0) {
            bring(to, k, path + n, label);
        }
    }
}

static void do_itemset(Arena *a, xmlNodePtr model, xmlNodePtr set) {
    xmlNodePtr  value = child(set, "value"), label = child(set, "label");
    const char *by = value ? node_attr(a, value, "ref") : NULL;
    const char *says = label ? node_attr(a, label, "ref") : NULL;
    const char *nodeset = node_attr(a, set, "nodeset"), *list, *path;
    node_set(set, "valueRef", by ? by : "");
    node_set(set, "labelRef", says ? says : "");
    if (!nodeset || !split_nodeset(a, nodeset, &list, &path)) return;
    Buf b = {.a = a};
    buf_print(&b, "/h:html/h:head/xf:model/xf:instance[@id=\"%s\"]", list);
    for (const char *p = path; *p; p++) buf_text(&b, *p == '/' ? "/xf:" : (char[2]){*p, '\0'});
    node_set(set, "itextPath", b.s);
    const char *itext = says ? strstr(says, "itext(") : NULL;
    const char *end = itext ? strchr(itext, ')') : NULL;
    xmlNodePtr  from = instance(a, model, list);
    if (end && from)
        bring(set, from, path, arena_part(a, itext + 6, (size_t)(end - itext - 6)));
}

/* ---- looks ---- */

/* These widgets of enketo-core 9.0.1 let a form's text run as script, or fetch maps: the
 * question stays, in its plain look. */
static const char *const plain[][2] = {
    {"autocomplete", "minimal"}, {"image-map", ""}, {"draw", ""}, {"signature", ""},
    {"annotate", ""},            {"comment", ""},   {"url", ""}};

static void do_looks(Arena *a, xmlNodePtr n) {
    const char *s = node_attr(a, n, "appearance");
    Buf         b = {.a = a};
    while (s && *(s += strspn(s, " \t\r\n"))) {
        size_t      k = strcspn(s, " \t\r\n");
        const char *word = arena_part(a, s, k);
        for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
            if (strcmp(word, plain[i][0]) == 0) word = plain[i][1];
        if (strncmp(word, "search", 6) == 0) word = "minimal";
        if (*word) buf_print(&b, b.len ? " %s" : "%s", word);
        s += k;
    }
    if (s) node_set(n, "appearance", b.s ? b.s : "");
}

void enketo_before(Arena *a, xmlDocPtr xform) {
    xmlNodePtr top = xmlDocGetRootElement(xform), model = find(top, "model");
    for (xmlNodePtr n = top; n && model; n = node_next(n, top)) {
        if (is_xf(n, "itemset")) do_itemset(a, model, n);
        if (n->type == XML_ELEMENT_NODE) do_looks(a, n);
    }
}
