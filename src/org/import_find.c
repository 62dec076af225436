/* import_find.c - who and what is meant by a name in a table.
 *
 * Thousands of rows name the same few hundred units and people, so these are read once and
 * found in order, whatever the letters' size and wherever a tone was put (hoà, hòa).  Of two
 * that are called the same neither is taken: somebody has to say which. */
#include "org/org.h"

#include "exchange/exchange.h"

#include <stdlib.h>
#include <string.h>

typedef struct Named { const char *key; int64_t id; } Named;
typedef struct Names {
    Named *row;
    size_t n, room;
    bool   sorted;
} Names;
struct OrgFind { Names *units, *people; };

static void put(Ctx *c, Names *f, const char *name, int64_t id) {
    if (text_blank(name)) return;
    if (f->n == f->room) {
        Named *more = arena_take(c->a, 2 * (f->room + 64) * sizeof *more);
        if (f->n) memcpy(more, f->row, f->n * sizeof *more);
        f->row = more;
        f->room = 2 * (f->room + 64);
    }
    f->row[f->n++] = (Named){text_search_exact(c->a, name), id};
    f->sorted = false;
}

static int compare(const void *x, const void *y) {
    const Named *p = x, *q = y;
    int          by = strcmp(p->key, q->key);
    return by ? by : (p->id > q->id) - (p->id < q->id);
}

static Names *read_units(Ctx *c) {
    Names      *f = arena_new(c->a, Names);
    int         n;
    const Unit *u = units_on(c, c->today, 0, &n);
    for (int i = 0; i < n; i++) {
        put(c, f, u[i].name, u[i].id);
        put(c, f, u[i].code, u[i].id);
        put(c, f, arena_print(c->a, "%s, %s", u[i].name, unit_name(c, u[i].parent)), u[i].id);
    }
    return f;
}

/* Those who hold a post today, each by name, address, and name with the unit. */
static Names *read_people(Ctx *c) {
    Names *f = arena_new(c->a, Names);
    Rows q = db_query(c, "SELECT s.id, s.name, s.email, COALESCE(p.unit, 0) FROM staff s"
                         " LEFT JOIN appointment a ON a.staff = s.id AND a.since <= $1"
                         " AND $1 < a.until LEFT JOIN post p ON p.id = a.post"
                         " WHERE s.ended IS NULL OR s.ended > $1 ORDER BY s.id", V(c->today));
    while (db_next(&q)) {
        int64_t     id = row_int(&q, 0), unit = row_int(&q, 3);
        const char *name = row_text(&q, 1);
        put(c, f, name, id);
        put(c, f, row_text(&q, 2), id);
        if (unit) put(c, f, arena_print(c->a, "%s, %s", name, unit_name(c, unit)), id);
    }
    return f;
}

static Names *finder(Ctx *c, Import *m, ImportOf of) {
    if (!m->found) m->found = arena_new(c->a, struct OrgFind);
    struct OrgFind *all = m->found;
    if (of == IMPORT_UNIT && !all->units) all->units = read_units(c);
    if (of == IMPORT_PERSON && !all->people) all->people = read_people(c);
    Names *f = of == IMPORT_UNIT ? all->units : all->people;
    if (!f->sorted && f->n) qsort(f->row, f->n, sizeof *f->row, compare);
    f->sorted = true;
    return f;
}

/* Where the key stands, or would. */
static size_t place_of(const Names *f, const char *key) {
    size_t lo = 0, hi = f->n;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (strcmp(f->row[mid].key, key) < 0) lo = mid + 1;
        else hi = mid;
    }
    return lo;
}

int64_t import_find(Ctx *c, Import *m, ImportOf of, const char *name) {
    const Names *f = finder(c, m, of);
    const char  *key = text_search_exact(c->a, name);
    int64_t      id = 0;
    for (size_t i = place_of(f, key); i < f->n && strcmp(f->row[i].key, key) == 0; i++) {
        if (id && id != f->row[i].id) return -1;
        id = f->row[i].id;
    }
    return id;
}

/* In its place, so that nothing has to be sorted again for the next row. */
void import_coming(Ctx *c, Import *m, ImportOf of, const char *name, int64_t id) {
    Names      *f = finder(c, m, of);
    const char *key = text_search_exact(c->a, name);
    size_t      at = place_of(f, key), n = f->n;
    if (!*key) return;
    put(c, f, name, id);
    if (n) memmove(&f->row[at + 1], &f->row[at], (n - at) * sizeof *f->row);
    f->row[at] = (Named){key, id};
    f->sorted = true;
}

/* With the unit above where another is called so. */
const char *import_named(Ctx *c, Import *m, ImportOf of, int64_t id, const char *name) {
    if (!id || import_find(c, m, of, name) == id) return id ? name : "";
    Unit    u;
    int64_t unit = of == IMPORT_PERSON ? staff_unit(c, id) : 0;
    if (of == IMPORT_UNIT && unit_on(c, id, c->today, &u)) unit = u.parent;
    return unit ? arena_print(c->a, "%s, %s", name, unit_name(c, unit)) : name;
}

const char *import_name(Ctx *c, Import *m, ImportOf of, int64_t id) {
    return import_named(c, m, of, id, of == IMPORT_UNIT ? unit_name(c, id) : staff_name(c, id));
}
