/* forms.h - the forms of the program, as its own pages show them: every page of the table
 * of routes is asked for, and what a browser could send from it is kept.  So a test that
 * tries all forms cannot forget a new one. */
#ifndef FORMS_H
#define FORMS_H

#include "attack.h"

enum { FORMS_MAX = 2000, FORM_FIELDS_MAX = 120 };

typedef struct FormField { const char *name, *type, *value; } FormField; /* as it is shown */
typedef struct SeenForm {
    const char  *page;    /* the address that shows it */
    const char  *action;  /* where it goes, without a query */
    const Route *route;   /* that takes it */
    FormField    field[FORM_FIELDS_MAX];
    int          n;
} SeenForm;
typedef struct Forms { Arena *a; SeenForm *form[FORMS_MAX]; int n; } Forms;

/* ---- a tag: its name and attributes ---- */

/* The attribute called name in the tag that begins at "<"; NULL if it has none.  Names and
 * quotes only: our pages quote every value. */
static inline const char *tag_attr(Arena *a, const char *tag, const char *name) {
    const char *p = tag + strcspn(tag, " \n>");
    size_t      n = strlen(name);
    for (;;) {
        p += strspn(p, " \n");
        if (*p == '>' || !*p) return NULL;
        size_t      key = strcspn(p, "= \n>");
        bool        here = key == n && strncmp(p, name, n) == 0;
        const char *value = p + key;
        p += key;
        if (*p == '=' && p[1] == '"') {
            value = p + 2;
            p = value + strcspn(value, "\"");
            if (here) return arena_part(a, value, (size_t)(p - value));
            p += *p == '"';
        } else if (here) {
            return "";
        }
    }
}

/* Text as it was before it was escaped. */
static inline const char *unescaped(Arena *a, const char *s) {
    static const char *const rows[][2] = {{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"},
                                          {"&quot;", "\""}, {"&#39;", "'"}};
    Buf b = {.a = a};
    buf_text(&b, "");
    while (s && *s) {
        size_t n = 1;
        const char *as = NULL;
        for (size_t i = 0; i < sizeof rows / sizeof *rows && !as; i++)
            if (strncmp(s, rows[i][0], strlen(rows[i][0])) == 0)
                as = rows[i][1], n = strlen(rows[i][0]);
        buf_add(&b, as ? as : s, 1);
        s += n;
    }
    return b.s ? b.s : "";
}

static inline bool tag_is(const char *at, const char *name) {
    size_t n = strlen(name);
    return strncmp(at + 1, name, n) == 0 && strchr(" \n>", at[1 + n]);
}

/* ---- a form ---- */

static inline void form_field(Arena *a, SeenForm *f, const char *name, const char *type,
                              const char *value) {
    if (!name || !*name || f->n == FORM_FIELDS_MAX) return;
    for (int i = 0; i < f->n; i++) {
        if (strcmp(f->field[i].name, name) != 0) continue;
        return; /* a radio: the first, or what was ticked before it */
    }
    f->field[f->n++] = (FormField){unescaped(a, name), type ? type : "text", unescaped(a, value)};
}

/* The value of the option that is chosen, or else of the first that has one. */
static inline const char *select_value(Arena *a, const char *at, const char *end) {
    const char *first = "";
    for (const char *o = at; (o = strstr(o, "<option")) && o < end; o++) {
        const char *value = tag_attr(a, o, "value");
        if (value && tag_attr(a, o, "selected") && *value) return value;
        if (value && *value && !*first) first = value;
    }
    return first;
}

static inline void form_fields(Arena *a, SeenForm *f, const char *from, const char *end) {
    for (const char *p = from; (p = strchr(p, '<')) && p < end; p++) {
        const char *name = tag_attr(a, p, "name"), *type = tag_attr(a, p, "type");
        if (tag_is(p, "input")) form_field(a, f, name, type, tag_attr(a, p, "value"));
        if (tag_is(p, "button")) form_field(a, f, name, "button", tag_attr(a, p, "value"));
        if (tag_is(p, "select")) {
            const char *close = strstr(p, "</select>");
            form_field(a, f, name, "select", select_value(a, p, close ? close : end));
        }
        if (tag_is(p, "textarea")) {
            const char *text = strchr(p, '>') + 1, *close = strstr(text, "</textarea>");
            form_field(a, f, name, "textarea", arena_part(a, text, (size_t)(close - text)));
        }
    }
}

static inline const Route *form_route(Arena *a, const char *method, const char *action) {
    Request r = {0};
    if (parse_target(a, action, &r) || route_find(a, route_tables, method, &r)) return NULL;
    return r.route;
}

static inline SeenForm *form_add(Forms *all, const char *page, const char *method,
                                 const char *action) {
    SeenForm *f = arena_new(all->a, SeenForm);
    f->page = page;
    f->action = arena_part(all->a, action, strcspn(action, "?#"));
    f->route = form_route(all->a, method, f->action);
    if (!f->route) fprintf(stderr, "%s: a form leads to %s, which nobody takes\n", page, action);
    CHECK(f->route != NULL);
    if (!f->route || all->n == FORMS_MAX) return f;
    all->form[all->n++] = f;
    return f;
}

/* Every form of a page; one button may send it elsewhere. */
static inline void forms_of(Forms *all, const char *page, const char *html) {
    Arena *a = all->a;
    for (const char *p = html; (p = strstr(p, "<form")); p++) {
        const char *end = strstr(p, "</form>");
        const char *method = tag_attr(a, p, "method"), *action = tag_attr(a, p, "action");
        const char *as = method && strcmp(method, "post") == 0 ? "POST" : "GET";
        if (!end) end = p + strlen(p);
        if (!action || !*action) action = page;
        form_fields(a, form_add(all, page, as, unescaped(a, action)), p, end);
        for (const char *b = p; (b = strstr(b, "formaction=\"")) && b < end; b++) {
            const char *to = b + strlen("formaction=\"");
            const char *tag = b;
            while (*tag != '<') tag--;
            const char *other = tag_attr(a, tag, "formmethod");
            const char *go = other ? (strcmp(other, "get") == 0 ? "GET" : "POST") : as;
            form_fields(a, form_add(all, page, go,
                                    unescaped(a, arena_part(a, to, strcspn(to, "\"")))), p, end);
        }
    }
}

/* ---- all pages ---- */

/* The path with its parts filled in, of things that are there. */
static inline const char *page_path(Arena *a, const char *path, int id) {
    static const char *const parts[][2] = {{"{name}", "office.name"}, {"{lang}", "vi"},
                                           {"{topic}", "making-a-task-clear"}, {"{n}", "1"},
                                           {"{token}", "nobody"}, {"{address}", "nobody"},
                                           {"{file}", "a.png"}};
    Buf b = {.a = a};
    while (*path) {
        const char *as = NULL;
        if (strncmp(path, "{id}", 4) == 0) as = arena_print(a, "%d", id);
        for (size_t i = 0; i < sizeof parts / sizeof *parts && !as; i++)
            if (strncmp(path, parts[i][0], strlen(parts[i][0])) == 0) as = parts[i][1];
        if (as) buf_text(&b, as), path += strcspn(path, "}") + 1;
        else buf_add(&b, path++, 1);
    }
    return b.s;
}

/* Pages that show more with a query. */
static const char *const asked[][2] = {
    {"/task/bulk", "task.1=1&task.3=1"},
    {"/task/bulk", "task.1=1&what=pause&reason=R"},
    {"/task/1/split", "pick=district"},
    {"/task/1/split/plan", "pick=district&unit.3=1&unit.4=1"},
    {"/task/new", "document=1&clause=1"}, {"/task/new", "parent=1"},
    {"/view/new", "at=%2Ftask"}, {"/view/new", "path=%2Ftask&query=state%3Dsoon"},
    {"/calendar/holidays", "year=2026"},
    {"/calendar/holidays/paste", "text=30%2F04%2F2026%20Holiday&source=Law"},
    {"/staff/new", "unit=3"}, {"/post/new", "unit=3"},
    {NULL, NULL}};

typedef void PageSeen(void *arg, const Route *row, const char *page, const struct Reply *r);

static inline void page_ask(Attacker *at, const Route *row, const char *page, const char *query,
                            PageSeen *seen, void *arg) {
    Arena       *a = arena_open();
    struct Reply r = attack_ask(at, a, "GET", page, query);
    seen(arg, row, page, &r);
    arena_close(a);
}

/* seen() is shown each page of the table of routes, for ids 1 to most. */
static inline void pages_walk(Attacker *at, int most, PageSeen *seen, void *arg) {
    Arena *a = arena_open();
    for (const Route *const *t = route_tables; *t; t++)
        for (const Route *row = *t; row->method; row++)
            for (int id = 1; id <= (strstr(row->path, "{id}") ? most : 1); id++)
                if (strcmp(row->method, "GET") == 0)
                    page_ask(at, row, page_path(a, row->path, id), "", seen, arg);
    for (int i = 0; asked[i][0]; i++) page_ask(at, NULL, asked[i][0], asked[i][1], seen, arg);
    arena_close(a);
}

static inline void forms_seen(void *arg, const Route *row, const char *page,
                              const struct Reply *r) {
    Forms *all = arg;
    (void)row;
    if (r->status == 200 && r->type && strstr(r->type, "html"))
        forms_of(all, arena_text(all->a, page), arena_part(all->a, r->body.p, r->body.n));
}

#endif
