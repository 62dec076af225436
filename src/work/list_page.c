/* list_page.c - what stands above every view of tasks, the list itself, and the
 * list on paper. */
#include "work/work.h"

#include "org/org.h"
#include "text/text.h"

#include <stdio.h>
#include <string.h>

/* ---- Who sees what ---- */

/* Whoever sees the top sees all: nothing has to be compared then. */
static bool scopes_of(Ctx *c, Right right, int64_t top, int64_t unit[SIGHT_UNITS]) {
    int64_t scope[ORG_SCOPES_MAX] = {0};
    int     n = org_scopes(c, right, scope);
    for (int i = 0; i < n && i < SIGHT_UNITS; i++) {
        if (scope[i] == top) return true;
        unit[i] = scope[i];
    }
    return false;
}

Sight list_sight(Ctx *c) {
    Sight   s = {0};
    int64_t top = unit_top(c);
    s.all = scopes_of(c, RIGHT_VIEW, top, s.view);
    s.drafts = scopes_of(c, RIGHT_ISSUE, top, s.draft);
    return s;
}

/* ---- The bar ---- */

static void add_link(Ctx *c, Link ***end, const char *href, const char *text, bool here) {
    **end = arena_new(c->a, Link);
    ***end = (Link){.href = href, .text = text, .here = here};
    *end = &(**end)->next;
}

static const Link *shapes(Ctx *c, const ListView *v) {
    static const struct { const char *path, *key; } rows[] = {
        {"/task", "list.shape.list"}, {"/calendar", "calendar.title"},
        {"/timeline", "timeline.title"}, {"/grid", "grid.title"},
    };
    Link *first = NULL, **end = &first;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        add_link(c, &end, list_address(c, rows[i].path, &v->f), tr(c, rows[i].key),
                 strcmp(rows[i].path, v->path) == 0);
    return first;
}

static const Link *saved_views(Ctx *c, const ListView *v) {
    Link       *first = NULL, **end = &first;
    const char *here = list_address(c, v->path, &v->f);
    for (const View *w = views(c); w; w = w->next)
        add_link(c, &end, w->address, w->name, strcmp(w->address, here) == 0);
    return first;
}

/* The order in which states burn. */
static const int tab_order[] = {
    TASK_OVERDUE, TASK_SOON, TASK_RUNNING, TASK_REPORTED, TASK_STATES, TASK_STATES + 1, TASK_DONE,
    TASK_DONE_LATE, TASK_PAUSED, TASK_WITHDRAWN, TASK_DRAFT, TASK_STATES + 2,
};

static void add_tab(Ctx *c, ListTab ***end, const ListView *v, unsigned states, const char *text,
                    int64_t n, Tone tone) {
    TaskFilter f = v->f;
    f.states = states;
    **end = arena_new(c->a, ListTab);
    ***end = (ListTab){list_address(c, v->path, &f), text, n, tone, v->f.states == states, NULL};
    *end = &(**end)->next;
}

/* A state that no task has is offered only where it is asked for. */
static const ListTab *tabs(Ctx *c, const ListView *v, const int64_t *counts) {
    ListTab *first = NULL, **end = &first;
    int64_t  all = counts ? 0 : -1;
    for (int i = 0; counts && i < TASK_STATES; i++) all += counts[i];
    add_tab(c, &end, v, 0, tr(c, "list.all"), all, TONE_GREY);
    for (size_t i = 0; i < sizeof tab_order / sizeof *tab_order; i++) {
        int     s = tab_order[i];
        int64_t n = counts && s < TASK_STATES ? counts[s] : -1;
        if ((n == 0 || s > TASK_STATES + 1) && v->f.states != 1u << s) continue;
        add_tab(c, &end, v, 1u << s, tr(c, list_state_key(s)), n,
                n && s == TASK_OVERDUE ? TONE_RED : TONE_GREY);
    }
    return first;
}

static const Pair *kept(Ctx *c, const TaskFilter *f) {
    TaskFilter  rest = *f;
    Pair       *first = NULL;
    rest.unit = 0, rest.alone = rest.urgent = rest.mine = rest.watched = false, rest.q = "";
    rest.due_from = rest.due_to = rest.issued_from = rest.issued_to = "";
    for (const char *p = list_query(c, &rest); *p; ) {
        size_t n = strcspn(p, "&"), key = strcspn(p, "=");
        Pair  *one = arena_new(c->a, Pair);
        *one = (Pair){arena_part(c->a, p, key), arena_part(c->a, p + key + 1, n - key - 1), first};
        first = one;
        p += n + (p[n] == '&');
    }
    return first;
}

/* The units right under this one; a whole province would be too long for a select. */
static void add_under(Ctx *c, Choice ***end, int64_t top, const char *group) {
    Rows q = db_query(c, "SELECT unit, name FROM unit_spell WHERE parent = $1 AND since <= $2"
                         " AND $2 < until AND unlearnt = 9223372036854775807 ORDER BY sort, unit",
                      V(top), V(c->today));
    while (db_next(&q)) {
        **end = arena_new(c->a, Choice);
        ***end = (Choice){.value = arena_print(c->a, "%lld", (long long)row_int(&q, 0)),
                          .text = row_text(&q, 1), .group = group};
        *end = &(**end)->next;
    }
}

static void add_unit(Ctx *c, Choice ***end, const char *value, const char *text) {
    **end = arena_new(c->a, Choice);
    ***end = (Choice){.value = value, .text = text};
    *end = &(**end)->next;
}

/* From what one sees two steps down, and from the chosen unit one more. */
static const Choice *units(Ctx *c, const ListView *v) {
    Choice *first = NULL, **end = &first;
    int64_t mine[SIGHT_UNITS] = {v->sight.all ? unit_top(c) : v->sight.view[0], v->sight.view[1],
                                 v->sight.view[2], v->sight.view[3]};
    bool    found = v->f.unit == 0;
    add_unit(c, &end, "", tr(c, "list.unit.any"));
    for (int i = 0; i < SIGHT_UNITS && mine[i]; i++) {
        if (!v->sight.all)
            add_unit(c, &end, arena_print(c->a, "%lld", (long long)mine[i]), unit_name(c, mine[i]));
        add_under(c, &end, mine[i], NULL);
    }
    const char *chosen = arena_print(c->a, "%lld", (long long)v->f.unit);
    for (const Choice *o = first; o; o = o->next) found = found || !strcmp(o->value, chosen);
    if (!found) add_unit(c, &end, chosen, unit_name(c, v->f.unit));
    if (v->f.unit) add_under(c, &end, v->f.unit, unit_name(c, v->f.unit));
    return first;
}

ListView list_view(Ctx *c, Request *r) {
    if (strcmp(r->path, "/task") != 0) {
        r->trail = arena_new(c->a, Link);
        *r->trail = (Link){.href = "/task", .text = tr(c, "list.title")};
    }
    return (ListView){.f = list_filter(c, r->query), .sight = list_sight(c), .path = r->path};
}

Html list_bar(Ctx *c, Request *r, const ListView *v, const int64_t counts[TASK_STATES]) {
    const TaskFilter *f = &v->f;
    const Form        form = {.typed = f->wrong ? r->query : NULL}; /* to be mended there */
    const ListBar b = {
        .path = v->path, .f = f, .form = &form, .views = saved_views(c, v), .shapes = shapes(c, v),
        .words = list_words(c, v->path, f), .tabs = tabs(c, v, counts), .kept = kept(c, f),
        .units = units(c, v),
        .unit = f->unit ? arena_print(c->a, "%lld", (long long)f->unit) : "",
        .more = f->wrong || *f->due_from || *f->due_to || *f->issued_from || *f->issued_to ||
                f->alone || f->urgent || f->mine || f->watched};
    return list_bar_html(c, &b);
}

/* ---- The list ---- */

const char *list_days(const Ctx *c, const TaskRow *t) {
    int64_t left = t->due ? day_number(t->due) - day_number(c->today) : 0;
    switch (t->state) {
    case TASK_RUNNING:
    case TASK_SOON:
        return left ? trf(c, "list.days.left", V(left)) : tr(c, "list.days.today");
    case TASK_OVERDUE: return trf(c, "list.days.over", V(-left));
    case TASK_DONE_LATE:
        return trf(c, "list.days.late", V(day_number(t->done) - day_number(t->due)));
    default: return "";
    }
}

const char *list_shown(const Ctx *c, const TaskRow *t) {
    if (strcmp(t->shown, "full") == 0) return tr(c, "list.shown.full");
    if (strcmp(t->shown, "part") == 0) return tr(c, "list.shown.part");
    return tr(c, strcmp(t->shown, "against") == 0 ? "list.shown.against" : "list.shown.none");
}

static const char *ordered(Ctx *c, const ListView *v, ListOrder order) {
    TaskFilter f = v->f;
    f.order = order;
    return list_address(c, v->path, &f);
}

static const char *csv_address(Ctx *c, const TaskFilter *f) {
    const char *sheet = list_address(c, "/task/export", f);
    return arena_print(c->a, "%s%cas=csv", sheet, strchr(sheet, '?') ? '&' : '?');
}

static Err list_page(Ctx *c, Request *r) {
    const ListView  v = list_view(c, r);
    const TaskList *l = list_tasks(c, &v.sight, &v.f);
    const char     *query = list_query(c, &v.f);
    ListOrder       order = list_order(&v.f);
    ListPage p = {
        .list = l, .order = order, .filtered = list_filters(&v.f),
        .export = list_address(c, "/task/export", &v.f),
        .csv = csv_address(c, &v.f),
        .print = list_address(c, "/task/print", &v.f),
        .by_change = ordered(c, &v, LIST_CHANGED), .by_unit = ordered(c, &v, LIST_UNIT),
        .by_due = ordered(c, &v, order == LIST_DUE ? LIST_DUE_LAST : LIST_DUE),
        .bulk = request_may(r, RIGHT_ISSUE), .saves = c->who != 0};
    if (p.bulk) p.form = request_form(c, r);
    Buf save = {.a = c->a};
    buf_text(&save, "/view/new?path=/task&query=");
    html_part(&save, V(query));
    p.save = save.s;
    p.pager = (Pager){.page = v.f.page, .pages = (l->total + LIST_PAGE_ROWS - 1) / LIST_PAGE_ROWS,
                      .total = l->total, .base = list_address(c, "/task", &v.f)};
    Html parts[] = {list_bar(c, r, &v, l->by_state), list_table_html(c, &p)};
    Buf  b = {.a = c->a};
    for (int i = 0; i < 2; i++) html_text(&b, V(parts[i]));
    reply_page(r, tr(c, "list.title"), html_of(&b));
    return NULL;
}

/* ---- On paper ---- */

typedef struct Paper { Buf b; int64_t n; } Paper;

/* The row lives in memory that goes: what is kept of it is copied here. */
static bool put_on_paper(Ctx *c, void *arg, const TaskRow *t) {
    Paper *p = arg;
    Html   row = list_print_row_html(c, t, ++p->n);
    buf_text(&p->b, row.s);
    return p->n < LIST_PRINT_ROWS;
}

static Err print_page(Ctx *c, Request *r) {
    const ListView v = list_view(c, r);
    Paper paper = {.b = {.a = c->a}};
    list_each(c, &v.sight, &v.f, put_on_paper, &paper);
    const ListPrint p = {.back = list_address(c, "/task", &v.f), .n = paper.n,
                         .total = list_total(c, &v.sight, &v.f),
                         .words = list_words(c, "/task", &v.f), .rows = html_of(&paper.b)};
    reply_page(r, tr(c, "list.title"), list_print_html(c, &p));
    return NULL;
}

static Err export_page(Ctx *c, Request *r) {
    const ListView v = list_view(c, r);
    Made           made;
    Err            e = list_export(c, &v, export_as(r), &made);
    if (!e) export_reply(c, r, export_as(r), "nhiem-vu", made);
    if (!e) export_noted(c, r, "task", NULL);
    return e;
}

const Route list_routes[] = {
    SHOW("/task",        list_page,   RIGHT_VIEW, "list.title"),
    SHOW("/task/print",  print_page,  RIGHT_VIEW, NULL),
    SHOW("/task/export", export_page, RIGHT_VIEW, NULL),
    {0}
};
