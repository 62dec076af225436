/* demo.c - the units and the people of the demo office, from the tables of demo/.
 *
 * They are entered as an office would have entered them, one reform for each day
 * on which something changed, so all their rules are kept and every later day can
 * be shown.  Who takes a post up before such a day is entered before the reform,
 * for that is what ends the post or hands it on. */
#include "cli/cli.h"

#include "org/org.h"

#include <string.h>

#include "demo_table.inc"

enum { FIELDS = 8, UNITS_MAX = 1000, DAYS_MAX = 16 };

/* A line of a table, cut at its tabs. */
typedef struct Line { const char *f[FIELDS]; } Line;
enum { ID, CODE, NAME, KIND, PARENT, SINCE, UNTIL, SOURCE };                /* units, office */
enum { DAY, OLD, NEW, SHARE, BASIS, EDGE_SOURCE };                          /* lineage */
enum { WHO, POST, ROLE, UNIT, SCOPE, STAFF_SINCE, STAFF_UNTIL, ACTING };    /* staff */

typedef struct Demo {
    Line   *unit;
    int     units, known, staffed; /* rows; ids given so far; rows of staff done */
    struct { const char *name; int64_t id; } by_name[UNITS_MAX];
    const char *day[DAYS_MAX];
    int     days;
} Demo;

static bool is(const char *a, const char *b) { return strcmp(a, b) == 0; }

static Line cut(Ctx *c, const char *text) {
    Line l;
    for (int i = 0; i < FIELDS; i++) {
        size_t n = strcspn(text, "\t");
        l.f[i] = arena_part(c->a, text, n);
        text += n + (text[n] == '\t');
    }
    return l;
}

/* 0 for one that is not there. */
static int64_t id_of(const Demo *d, const char *name) {
    for (int i = 0; i < d->known; i++)
        if (is(d->by_name[i].name, name)) return d->by_name[i].id;
    return 0;
}

static void note_day(Demo *d, const char *day) {
    int at = 0;
    while (at < d->days && strcmp(d->day[at], day) < 0) at++;
    if (at < d->days && is(d->day[at], day)) return;
    memmove(d->day + at + 1, d->day + at, (size_t)(d->days++ - at) * sizeof *d->day);
    d->day[at] = day;
}

static Demo *read_units(Ctx *c) {
    static const char *const *const tables[] = {table_units, table_office};
    Demo *d = arena_new(c->a, Demo);
    d->unit = arena_take(c->a, UNITS_MAX * sizeof *d->unit);
    for (int t = 0; t < 2; t++)
        for (const char *const *s = tables[t]; *s; s++) {
            d->unit[d->units] = cut(c, *s);
            note_day(d, d->unit[d->units++].f[SINCE]);
        }
    return d;
}

/* What begins on the day: a new unit, or a new spell of one. */
static Err begin_unit(Ctx *c, Demo *d, Reform *r, const Line *l) {
    const UnitNew u = {.name = l->f[NAME], .kind = l->f[KIND], .code = l->f[CODE],
                       .parent = *l->f[PARENT] ? id_of(d, l->f[PARENT]) : UNIT_TOP};
    int64_t id = id_of(d, l->f[ID]);
    if (id) return reform_change(c, r, id, &u);
    Err e = reform_new(c, r, &u, &id);
    d->by_name[d->known].name = l->f[ID];
    d->by_name[d->known++].id = id;
    return e;
}

static bool goes_on(const Demo *d, const Line *l) {
    for (int i = 0; i < d->units; i++)
        if (is(d->unit[i].f[ID], l->f[ID]) && is(d->unit[i].f[SINCE], l->f[UNTIL])) return true;
    return false;
}

static Err link_units(Ctx *c, Demo *d, Reform *r) {
    Err e = NULL;
    for (const char *const *s = table_lineage; *s && !e; s++) {
        const Line l = cut(c, *s);
        if (!is(l.f[DAY], r->day)) continue;
        int64_t share = 0;
        for (const char *p = l.f[SHARE]; *p; p++) share = share * 10 + *p - '0';
        e = reform_edge(c, r, &(UnitEdge){id_of(d, l.f[OLD]), id_of(d, l.f[NEW]), share,
                                          l.f[BASIS], l.f[EDGE_SOURCE]});
    }
    return e;
}

static Err run_day(Ctx *c, Demo *d, const char *day) {
    Reform      r = {0};
    const char *source = NULL;
    for (int i = 0; i < d->units && !source; i++)
        if (is(d->unit[i].f[SINCE], day)) source = d->unit[i].f[SOURCE];
    Err e = reform_open(c, "reform", day, source, &r);
    for (int i = 0; i < d->units && !e; i++)
        if (is(d->unit[i].f[SINCE], day)) e = begin_unit(c, d, &r, &d->unit[i]);
    for (int i = 0; i < d->units && !e; i++)
        if (is(d->unit[i].f[UNTIL], day) && !goes_on(d, &d->unit[i]))
            e = reform_end(c, &r, id_of(d, d->unit[i].f[ID]));
    if (!e) e = link_units(c, d, &r);
    return e ? e : reform_close(c, &r);
}

static Err find_staff(Ctx *c, const char *name, int64_t *id) {
    Rows q = db_query(c, "SELECT id FROM staff WHERE name = $1", V(name));
    *id = db_next(&q) ? row_int(&q, 0) : 0;
    db_stop(&q);
    return *id ? NULL : staff_add(c, &(StaffNew){.name = name}, id);
}

/* Those who take their post up before the day, in the order of the table. */
static Err run_staff(Ctx *c, Demo *d, const char *before) {
    Err e = NULL;
    for (const char *const *s = table_staff + d->staffed; *s && !e; s++, d->staffed++) {
        const Line l = cut(c, *s);
        int64_t    staff, post, id;
        if (strcmp(l.f[STAFF_SINCE], before) >= 0) break;
        e = find_staff(c, l.f[WHO], &staff);
        if (!e) e = post_add(c, &(PostNew){id_of(d, l.f[UNIT]), id_of(d, l.f[SCOPE]), l.f[POST],
                                           l.f[ROLE], l.f[STAFF_SINCE], l.f[STAFF_UNTIL]}, &post);
        if (!e) e = appoint(c, &(AppointmentNew){staff, post, is(l.f[ACTING], "acting"),
                                                 l.f[STAFF_SINCE], l.f[STAFF_UNTIL]}, &id);
    }
    return e;
}

/* The deputy is away at a course on the demo day. */
static Err run_delegation(Ctx *c) {
    int64_t giver, taker, id;
    Err e = find_staff(c, "Lê Hữu Đại Diện", &giver);
    if (!e) e = find_staff(c, "Phạm Thị Thử Nghiệm", &taker);
    if (e) return e;
    return delegate(c, &(DelegationNew){giver, taker, "2022-10-10", "2022-10-24",
                                        "Đi học lớp bồi dưỡng kiến thức (dữ liệu giả định)"}, &id);
}

Err demo_units(Ctx *c) {
    Demo *d = read_units(c);
    Err   e = NULL;
    for (int i = 0; i < d->days && !e; i++) {
        e = run_staff(c, d, d->day[i]);
        if (!e) e = run_day(c, d, d->day[i]);
    }
    if (!e) e = run_staff(c, d, DAY_OPEN);
    return e ? e : run_delegation(c);
}
