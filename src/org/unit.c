/* unit.c - the units of a day, read.  A day's tree is a few hundred rows, so it
 * is read whole and put in order here: one query, whatever is asked of it. */
#include "org/org.h"

#include <stdlib.h>
#include <string.h>

const UnitKind unit_kinds[] = {
    {"province",   "unit.kind.province",   1}, /* tỉnh */
    {"city",       "unit.kind.city",       1}, /* thành phố trực thuộc Trung ương */
    {"district",   "unit.kind.district",   2}, /* huyện */
    {"borough",    "unit.kind.borough",    2}, /* quận */
    {"town",       "unit.kind.town",       2}, /* thị xã */
    {"municipal",  "unit.kind.municipal",  2}, /* thành phố thuộc tỉnh */
    {"commune",    "unit.kind.commune",    3}, /* xã */
    {"ward",       "unit.kind.ward",       3}, /* phường */
    {"township",   "unit.kind.township",   3}, /* thị trấn */
    {"zone",       "unit.kind.zone",       3}, /* đặc khu */
    {"office",     "unit.kind.office",     0}, /* ban, sở, cơ quan */
    {"department", "unit.kind.department", 0}, /* phòng */
    {0}
};

const UnitKind *unit_kind(const char *name) {
    for (const UnitKind *k = unit_kinds; k->name; k++)
        if (name && strcmp(k->name, name) == 0) return k;
    return NULL;
}

static Unit read_unit(Rows *q) {
    return (Unit){.id = row_int(q, 0), .parent = row_int(q, 1), .name = row_text(q, 2),
                  .kind = row_text(q, 3), .code = row_text(q, 4), .since = row_text(q, 5),
                  .until = row_text(q, 6)};
}

bool unit_on(Ctx *c, int64_t unit, const char *day, Unit *out) {
    Rows q = db_query(c,
                      "SELECT unit, parent, name, kind, code, since, until FROM unit_spell"
                      " WHERE unit = $1 AND since <= $2 AND $2 < until"
                      " AND unlearnt = 9223372036854775807",
                      V(unit), V(day));
    bool found = db_next(&q);
    if (found && out) *out = read_unit(&q);
    db_stop(&q);
    return found;
}

/* What we believe, else what we believed last; of that the latest name up to today, else the
 * earliest to come. */
const char *unit_name(Ctx *c, int64_t unit) {
    if (!unit) return "";
    Rows q = db_query(c,
                      "SELECT name FROM unit_spell WHERE unit = $1 ORDER BY"
                      " unlearnt DESC, CASE WHEN since <= $2 THEN 0 ELSE 1 END,"
                      " CASE WHEN since <= $2 THEN since ELSE '' END DESC, since, id DESC LIMIT 1",
                      V(unit), V(c->today));
    const char *name = db_next(&q) ? row_text(&q, 0) : "";
    db_stop(&q);
    return name;
}

/* No row goes away: a change adds one, ends the belief in one, or both. */
int64_t unit_version(Ctx *c, int64_t unit) {
    int64_t n = 0;
    Err     e = db_int(c, &n,
                       "SELECT COUNT(*) + COUNT(CASE WHEN unlearnt < 9223372036854775807"
                       " THEN 1 END) FROM unit_spell WHERE unit = $1", V(unit));
    return e ? 0 : n;
}

bool unit_under(Ctx *c, int64_t unit, int64_t top) {
    int64_t n = 0;
    if (unit == top) return true;
    Err e = db_int(c, &n,
                   "WITH RECURSIVE up(unit) AS (SELECT CAST($1 AS BIGINT) UNION"
                   " SELECT s.parent FROM unit_spell s JOIN up u ON s.unit = u.unit"
                   " WHERE s.since <= $3 AND $3 < s.until AND s.unlearnt = 9223372036854775807"
                   " AND s.parent IS NOT NULL)"
                   " SELECT COUNT(*) FROM up WHERE unit = $2",
                   V(unit), V(top), V(c->today));
    return !e && n > 0;
}

int64_t unit_top(Ctx *c) {
    Rows q = db_query(c,
                      "SELECT unit FROM unit_spell WHERE parent IS NULL AND since <= $1"
                      " AND $1 < until AND unlearnt = 9223372036854775807 ORDER BY unit LIMIT 1",
                      V(c->today));
    int64_t top = db_next(&q) ? row_int(&q, 0) : 0;
    db_stop(&q);
    return top;
}

/* ---- The tree of a day ---- */

typedef struct Tree {
    Unit *all; /* by parent, level, name */
    Unit *out;
    int   n, put;
} Tree;

static int level_of(const Unit *u) {
    const UnitKind *k = unit_kind(u->kind);
    return k ? k->level : 0;
}

/* depth holds the place by name until the tree is made. */
static int by_parent(const void *a, const void *b) {
    const Unit *x = a, *y = b;
    if (x->parent != y->parent) return x->parent < y->parent ? -1 : 1;
    int lx = level_of(x), ly = level_of(y);
    return lx != ly ? lx - ly : x->depth - y->depth;
}

static Tree read_day(Ctx *c, const char *day, int64_t known_ms) {
    Tree t = {0};
    int  room = 512;
    t.all = arena_take(c->a, (size_t)room * sizeof *t.all);
    Rows q = db_query(c,
                      "SELECT unit, parent, name, kind, code, since, until FROM unit_spell"
                      " WHERE since <= $1 AND $1 < until AND learnt <= $2 AND $2 < unlearnt"
                      " ORDER BY sort, unit",
                      V(day), V(known_ms));
    while (db_next(&q)) {
        if (t.n == room) {
            Unit *more = arena_take(c->a, (size_t)room * 2 * sizeof *more);
            memcpy(more, t.all, (size_t)room * sizeof *more);
            t.all = more;
            room *= 2;
        }
        t.all[t.n] = read_unit(&q);
        t.all[t.n].depth = t.n;
        t.n++;
    }
    qsort(t.all, (size_t)t.n, sizeof *t.all, by_parent);
    t.out = arena_take(c->a, (size_t)(t.n ? t.n : 1) * sizeof *t.out);
    return t;
}

static int first_child(const Tree *t, int64_t parent) {
    int low = 0, high = t->n;
    while (low < high) {
        int mid = (low + high) / 2;
        if (t->all[mid].parent < parent) low = mid + 1;
        else high = mid;
    }
    return low;
}

/* However deep: whoever changes units may put one beneath another any number of times. */
static void put(Tree *t, const Unit *u, int depth) {
    if (t->put == t->n) fatal("unit %lld is beneath itself", (long long)u->id);
    t->out[t->put] = *u;
    t->out[t->put++].depth = depth;
    for (int i = first_child(t, u->id); i < t->n && t->all[i].parent == u->id; i++)
        put(t, &t->all[i], depth + 1);
}

const Unit *units_known(Ctx *c, const char *day, int64_t known_ms, int64_t top, int *n) {
    Tree t = read_day(c, day, known_ms);
    for (int i = 0; i < t.n; i++)
        if (top ? t.all[i].id == top : t.all[i].parent == 0) put(&t, &t.all[i], 0);
    *n = t.put;
    return t.out;
}

const Unit *units_on(Ctx *c, const char *day, int64_t top, int *n) {
    return units_known(c, day, BELIEVED - 1, top, n);
}

const Choice *unit_choices_on(Ctx *c, const char *day, int64_t top, const char *empty) {
    int         n;
    const Unit *u = units_on(c, day, top, &n);
    Choice     *list = arena_take(c->a, (size_t)(n + 1) * sizeof *list);
    for (int i = 0; i < n; i++) {
        Buf b = {.a = c->a};
        for (int d = 0; d < u[i].depth; d++) buf_text(&b, "\u00a0\u00a0\u00a0");
        buf_text(&b, u[i].name);
        list[i + 1] = (Choice){.value = arena_print(c->a, "%lld", (long long)u[i].id),
                               .text = b.s, .next = i + 1 < n ? &list[i + 2] : NULL};
    }
    if (!empty) return n ? list + 1 : NULL;
    list[0] = (Choice){.value = "", .text = empty, .next = n ? list + 1 : NULL};
    return list;
}

const Choice *unit_choices(Ctx *c, int64_t top, const char *empty) {
    return unit_choices_on(c, c->today, top, empty);
}
