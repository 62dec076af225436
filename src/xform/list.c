/* list.c - the lists of a form: secondary instances, inside it and beside it.
 *
 * They become nodes, so that expressions walk over them as over an answer:
 * instance('cities') / root / item / name. */
#include "xform/parts.h"

#include <string.h>

typedef struct Making { Opening *o; bool full; } Making;

static XNode *node_add(Making *m, XNode *parent, const char *name, const char *value) {
    if (m->o->f->elements-- <= 0) return m->full = true, NULL;
    XNode *n = arena_new(m->o->f->a, XNode);
    *n = (XNode){.name = name_keep(m->o->f, name), .parent = parent, .value = value,
                 .typed = value, .own = true, .relevant = true, .valid = true,
                 .order = (uint32_t)(XFORM_ELEMENTS_MAX - m->o->f->elements)};
    if (!parent) return n;
    n->prev = parent->last;
    if (parent->last) parent->last->next = n;
    else parent->first = n;
    return parent->last = n;
}

static bool holds_elements(const Elem *e) {
    for (const Elem *k = e->first; k; k = k->next)
        if (k->name) return true;
    return false;
}

static void add_elem(Making *m, XNode *parent, const Elem *e) {
    XNode *n = node_add(m, parent, e->name,
                        holds_elements(e) ? "" : elem_text(m->o->f->a, e));
    for (int i = 0; n && i < e->attrs; i++) {
        XNode *k = node_add(m, n, e->attr[i].name, e->attr[i].value);
        if (k) k->attribute = true;
    }
    for (const Elem *k = e->first; n && k; k = k->next)
        if (k->name) add_elem(m, n, k);
}

static void add_elems(Making *m, XNode *list, const Elem *e) {
    for (const Elem *k = e->first; k; k = k->next)
        if (k->name) add_elem(m, list, k);
}

/* ---- beside the form ---- */

static const XFile *file_of(const Opening *o, const char *src) {
    const char *slash = strrchr(src, '/'), *name = slash ? slash + 1 : src;
    for (int i = 0; i < o->files; i++)
        if (strcmp(o->file[i].name, name) == 0) return &o->file[i];
    return NULL;
}

static bool ends_in(const char *s, const char *end) {
    size_t n = strlen(s), m = strlen(end);
    return n >= m && strcasecmp(s + n - m, end) == 0;
}

/* The rows as root/item/column; a column whose name is no name of XML is still found. */
static Err add_rows(Making *m, XNode *list, Arena *a, Bytes csv, FileTrouble *t) {
    CsvForm            form = {0};
    CsvRows           *rows;
    const char *const *cell;
    XNode             *root = node_add(m, list, "root", "");
    Err e = csv_open(a, csv, &form, t, &rows);
    while (!e && root && !m->full && !(e = csv_row(rows, &cell)) && cell) {
        XNode *item = node_add(m, root, "item", "");
        for (int i = 0; item && i < csv_columns(rows); i++)
            node_add(m, item, csv_names(rows)[i],
                     cell[i] ? arena_text(m->o->f->a, cell[i]) : "");
    }
    return e;
}

/* What reading takes (megabytes) does not stay with the form. */
static Err add_csv(Making *m, XNode *list, Bytes csv, FileTrouble *t) {
    Arena *a = arena_open();
    Err    e = add_rows(m, list, a, csv, t);
    arena_close(a);
    return e;
}

static void add_file(Making *m, XNode *list, const char *src, const char *id, int line) {
    Opening     *o = m->o;
    const XFile *file = file_of(o, src);
    const char  *slash = strrchr(src, '/'), *name = slash ? slash + 1 : src;
    FileTrouble  t = {0};
    Elem        *top;
    Err          e = NULL;
    if (ends_in(src, "last-saved")) return; /* nothing was saved here */
    media_keep(o->f, src);
    if (!file) return problem(o->p, X_WRONG, "xform.list.missing", "", name, line);
    if (file->bytes.n > XFORM_BYTES_MAX) e = "xform.xml.large";
    else if (ends_in(name, ".csv")) e = add_csv(m, list, file->bytes, &t);
    else if (ends_in(name, ".xml")) {
        e = elem_read(o->f->a, file->bytes, XFORM_ELEMENTS_MAX, &top, NULL);
        if (!e) add_elem(m, list, top);
    } else return problem(o->p, X_WRONG, "xform.list.kind", "", name, line);
    if (e) problem(o->p, X_REFUSE, "xform.list.broken", id, name, line);
}

static void open_list(Opening *o, const Elem *e) {
    Making      m = {.o = o};
    const char *id = elem_attr(e, "id"), *src = elem_attr(e, "src");
    if (!id || !*id) return;
    if (map_get(o->f->lists, id))
        return problem(o->p, X_REFUSE, "xform.list.twice", "", id, e->line);
    XNode *list = node_add(&m, NULL, "instance", "");
    if (list && src) add_file(&m, list, src, id, e->line);
    else if (list) add_elems(&m, list, e);
    if (m.full) return problem(o->p, X_REFUSE, "xform.xml.many", "", id, e->line);
    map_put(o->f->lists, id, list);
}

/* The first instance is the answer itself. */
void open_lists(Opening *o, const Elem *model) {
    bool first = true;
    for (const Elem *e = model->first; e; e = e->next) {
        if (!elem_is(e, "instance")) continue;
        if (!first) open_list(o, e);
        first = false;
    }
}
