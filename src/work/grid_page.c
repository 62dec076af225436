/* grid_page.c - units by weeks: how the tasks due in each week stand. */
#include "work/work.h"

#include "org/org.h"
#include "text/text.h"

#include <stdlib.h>
#include <string.h>

enum { BEFORE = 4 }; /* weeks before this one */

typedef struct Place { int64_t unit; int row; } Place;

static int by_unit(const void *x, const void *y) {
    const Place *a = x, *b = y;
    return a->unit < b->unit ? -1 : a->unit > b->unit;
}

/* The rows: the units right under the top, each with all beneath it, and the top
 * itself; of somebody with several tops these. */
static Place *rows_of(Ctx *c, const ListView *v, Grid *g, int *n) {
    int64_t top = v->f.unit ? v->f.unit : v->sight.all ? unit_top(c) : v->sight.view[0];
    bool    one = v->f.unit || v->sight.all || !v->sight.view[1];
    int     count, room = 0;
    const Unit *u = units_on(c, c->today, one ? top : 0, &count);
    Place  *p = arena_take(c->a, sizeof *p * (size_t)(count ? count : 1));
    g->row = arena_take(c->a, sizeof *g->row * (size_t)(count ? count : 1));
    for (int i = 0, row = -1; i < count; i++) {
        bool own = u[i].id == top && one, head = one ? u[i].parent == top : false;
        for (int k = 0; !one && k < SIGHT_UNITS; k++) head = head || u[i].id == v->sight.view[k];
        if (own || head) {
            row = g->rows++;
            g->row[row] = (GridRow){.unit = u[i].id, .name = u[i].name, .alone = own};
        } else if (!one && row >= 0 && !unit_under(c, u[i].id, g->row[row].unit)) {
            row = -1;
        }
        if (row >= 0) p[room++] = (Place){u[i].id, row};
    }
    qsort(p, (size_t)room, sizeof *p, by_unit);
    *n = room;
    return p;
}

static void add_tasks(Ctx *c, const ListView *v, Grid *g) {
    int         places, n;
    Place      *place = rows_of(c, v, g, &places);
    TaskFilter  f = v->f;
    const char *from = g->week[0], *last = day_add(c->a, from, 7 * GRID_WEEKS - 1);
    if (!*f.due_from || strcmp(f.due_from, from) < 0) f.due_from = from;
    if (!*f.due_to || strcmp(f.due_to, last) > 0) f.due_to = last;
    const ListCount *rows = list_counts(c, &v->sight, &f, &n);
    for (int i = 0; i < n; i++) {
        const Place  key = {rows[i].lead, 0};
        const Place *at = bsearch(&key, place, (size_t)places, sizeof *place, by_unit);
        if (!at) continue;
        int64_t week = (day_number(rows[i].due) - day_number(from)) / 7;
        g->row[at->row].cell[week].n[list_kind(rows[i].state)] += rows[i].n;
        g->row[at->row].cell[week].all += rows[i].n;
    }
}

/* A top that leads nothing itself needs no row; it is the first of them. */
static void drop_idle_top(Grid *g) {
    int64_t all = 0;
    for (int i = 0; g->rows && i < GRID_WEEKS; i++) all += g->row->cell[i].all;
    if (!g->rows || !g->row->alone || all) return;
    g->row++;
    g->rows--;
}

static void add_links(Ctx *c, const ListView *v, Grid *g) {
    for (int i = 0; i < g->rows * GRID_WEEKS; i++) {
        GridRow   *row = &g->row[i / GRID_WEEKS];
        GridCell  *cell = &row->cell[i % GRID_WEEKS];
        TaskFilter f = v->f;
        const char *from = g->week[i % GRID_WEEKS], *last = day_add(c->a, from, 6);
        f.unit = row->unit;
        f.alone = row->alone;
        f.due_from = *f.due_from && strcmp(f.due_from, from) > 0 ? f.due_from : from;
        f.due_to = *f.due_to && strcmp(f.due_to, last) < 0 ? f.due_to : last;
        f.order = LIST_DUE;
        cell->href = list_address(c, "/task", &f);
    }
}

/* The colour of what burns most in it. */
const char *grid_look(const GridCell *cell) {
    static const ListKind order[] = {KIND_OVERDUE, KIND_OPEN, KIND_LATE, KIND_DONE, KIND_REST};
    for (int i = 0; i < LIST_KINDS; i++)
        if (cell->n[order[i]]) return list_kind_look(order[i]);
    return "";
}

bool grid_now(const Ctx *c, const Grid *g, int week) {
    int64_t days = day_number(c->today) - day_number(g->week[week]);
    return days >= 0 && days < 7;
}

static const char *week_link(Ctx *c, const ListView *v, const char *from) {
    const char *query = list_query(c, &v->f);
    return arena_print(c->a, "/grid?from=%s%s%s", from, *query ? "&" : "", query);
}

static Err grid_page(Ctx *c, Request *r) {
    const ListView v = list_view(c, r);
    const char    *asked = request_query(r, "from"), *from;
    Grid          *g = arena_new(c->a, Grid);
    bool ok = asked && date_ok(asked) && strcmp(asked, "0002") > 0 && strcmp(asked, "9998") < 0;
    from = ok ? asked : day_add(c->a, c->today, -7 * BEFORE);
    from = day_add(c->a, from, 1 - day_weekday(from));
    for (int i = 0; i < GRID_WEEKS; i++) g->week[i] = day_add(c->a, from, 7 * i);
    g->before = week_link(c, &v, day_add(c->a, from, -7 * GRID_WEEKS));
    g->after = week_link(c, &v, day_add(c->a, from, 7 * GRID_WEEKS));
    g->now = list_address(c, "/grid", &v.f);
    add_tasks(c, &v, g);
    drop_idle_top(g);
    add_links(c, &v, g);
    Buf b = {.a = c->a};
    html_text(&b, V(list_bar(c, r, &v, NULL)));
    html_text(&b, V(grid_html(c, g)));
    reply_page(r, tr(c, "grid.title"), html_of(&b));
    return NULL;
}

const Route grid_routes[] = {
    SHOW("/grid", grid_page, RIGHT_VIEW, NULL),
    {0}
};
