/* list_count.c - how many tasks a filter means, by their state.
 *
 * What the tally knows is not counted: all tasks, those of units in charge, of an
 * issuer, the urgent ones.  Of what a district sees the tally knows what its units
 * are in charge of; only what they see beside that, as issuers and partners, is
 * counted each time, and drafts, of which there are few. */
#include "work/list_parts.h"

#include <string.h>

/* The bits of STATE (list_sql.h) are powers of two in the order of TaskState. */
static int state_of_bit(int64_t bit) {
    int i = 0;
    while (bit > 1) bit >>= 1, i++;
    return i;
}

/* ---- What the tally knows ---- */

/* Each stage is one range of an index, added up once. */
#define TALLY_OF(stage) "(SELECT sum(n) AS n, sum(n * late) AS late FROM task_tally"     \
                        " WHERE unit = $1 AND stage = '" stage "')"
#define TALLY_DUE(days) "(SELECT sum(n) AS n FROM task_tally WHERE unit = $1"            \
                        " AND stage = 'open' AND due " days ")"

static void add_row(Rows *q, int64_t n[TASK_STATES]) {
    n[TASK_RUNNING] += row_int(q, 0);
    n[TASK_SOON] += row_int(q, 1);
    n[TASK_OVERDUE] += row_int(q, 2) + row_int(q, 4);
    n[TASK_REPORTED] += row_int(q, 3) - row_int(q, 4);
    n[TASK_DONE] += row_int(q, 5) - row_int(q, 6);
    n[TASK_DONE_LATE] += row_int(q, 6);
    n[TASK_DRAFT] += row_int(q, 7);
    n[TASK_PAUSED] += row_int(q, 8);
    n[TASK_WITHDRAWN] += row_int(q, 9);
}

/* unit: as in task_tally. */
static void add_tally(Ctx *c, int64_t unit, int64_t n[TASK_STATES]) {
    Rows q = db_query(c, "SELECT a.n, b.n, d.n, f.n, f.late, g.n, g.late, h.n, i.n, j.n"
                         " FROM " TALLY_DUE("> $3") " a, " TALLY_DUE("BETWEEN $2 AND $3") " b, "
                         TALLY_DUE("< $2") " d, " TALLY_OF("reported") " f, " TALLY_OF("done")
                         " g, " TALLY_OF("draft") " h, " TALLY_OF("paused") " i, "
                         TALLY_OF("withdrawn") " j",
                      V(unit), V(c->today), V(day_add(c->a, c->today, TASK_SOON_DAYS)));
    while (db_next(&q)) add_row(&q, n);
}

static int64_t key_of(const TaskFilter *f, int64_t unit) {
    return f->urgent ? tally_urgent(unit) : unit;
}

/* The units $2 to $5 and those beneath; for each of them what follows is read along an
 * index, which neither engine would see of itself in a join with them. */
#define EACH_UNIT(figures)                                                               \
    "WITH RECURSIVE " BENEATH("u", "SELECT id FROM unit WHERE id IN ($2, $3, $4, $5)")   \
    " SELECT " figures " FROM u"
#define LED(sum, stage)                                                                  \
    "(SELECT sum(" sum ") FROM task_tally y WHERE y.unit = $7 * u.unit - $8"             \
    " AND y.stage = '" stage "'"

/* Of these units and those beneath, each once. */
static void add_units(Ctx *c, const int64_t unit[SIGHT_UNITS], const TaskFilter *f,
                      int64_t n[TASK_STATES]) {
    Rows q = db_query(c, EACH_UNIT(
                          LED("n", "open") " AND y.due > $6), "
                          LED("n", "open") " AND y.due BETWEEN $1 AND $6), "
                          LED("n", "open") " AND y.due < $1), "
                          LED("n", "reported") "), " LED("n * late", "reported") "), "
                          LED("n", "done") "), " LED("n * late", "done") "), "
                          LED("n", "draft") "), " LED("n", "paused") "), "
                          LED("n", "withdrawn") ")"),
                      V(c->today), V(unit[0]), V(unit[1]), V(unit[2]), V(unit[3]),
                      V(day_add(c->a, c->today, TASK_SOON_DAYS)), V(f->urgent ? -2 : 1),
                      V(f->urgent));
    while (db_next(&q)) add_row(&q, n);
}

/* Is the unit one that is seen, or beneath such a one? */
static bool in_sight(Ctx *c, const Sight *s, int64_t unit) {
    if (s->all) return true;
    for (int i = 0; i < SIGHT_UNITS; i++)
        if (s->view[i] && unit_under(c, unit, s->view[i])) return true;
    return false;
}

/* States aside, it asks for units or an issuer, or for what is urgent, and no more. */
static bool is_plain(const TaskFilter *f) {
    TaskFilter rest = *f;
    if (f->issuer && (f->unit || f->urgent)) return false;
    rest.states = 0, rest.unit = 0, rest.issuer = 0, rest.urgent = false;
    return !list_filters(&rest);
}

static void add_rows(Rows q, int64_t n[TASK_STATES]) {
    while (db_next(&q)) n[state_of_bit(row_int(&q, 0))] += row_int(&q, 1);
}

/* What the units in sight do not lead, and see as issuers or as partners; no drafts. */
#define SEEN_UNITS "WITH RECURSIVE "                                                     \
    BENEATH("seen", "SELECT id FROM unit WHERE id IN ($3, $4, $5, $6)")
#define ISSUED(stage)                                                                    \
    "(SELECT count(*) FROM task t WHERE t.issuer = u.unit AND t.stage = '" stage "'"     \
    " AND ($7 = 0 OR t.urgent = 1) AND t.lead NOT IN (SELECT unit FROM u)"

static void add_beside(Ctx *c, const Sight *s, bool urgent, int64_t n[TASK_STATES]) {
    const char *soon = day_add(c->a, c->today, TASK_SOON_DAYS);
    Rows q = db_query(c, EACH_UNIT(
                          ISSUED("open") " AND t.due > $6), "
                          ISSUED("open") " AND t.due BETWEEN $1 AND $6), "
                          ISSUED("open") " AND t.due < $1), "
                          ISSUED("reported") "), " ISSUED("reported") " AND t.reported > t.due), "
                          ISSUED("done") "), " ISSUED("done") " AND t.done > t.due), 0, "
                          ISSUED("paused") "), " ISSUED("withdrawn") ")"),
                      V(c->today), V(s->view[0]), V(s->view[1]), V(s->view[2]), V(s->view[3]),
                      V(soon), V(urgent));
    while (db_next(&q)) add_row(&q, n);
    add_rows(db_query(c, SEEN_UNITS " SELECT state, count(*) FROM"
                      " (SELECT DISTINCT t.task, " STATE " AS state FROM task_beside t"
                      "  WHERE t.unit IN (SELECT unit FROM seen)"
                      "  AND t.lead NOT IN (SELECT unit FROM seen)"
                      "  AND t.issuer NOT IN (SELECT unit FROM seen) AND t.stage <> 'draft'"
                      "  AND ($7 = 0 OR t.urgent = 1)) x GROUP BY 1", V(c->today), V(soon),
                      V(s->view[0]), V(s->view[1]), V(s->view[2]), V(s->view[3]), V(urgent)), n);
}

static int64_t count_drafts(Ctx *c, const Sight *s, const TaskFilter *f) {
    TaskFilter drafts = *f;
    bool       any = s->drafts;
    for (int i = 0; i < SIGHT_UNITS; i++) any = any || s->draft[i];
    if (!any) return 0;
    drafts.states = 1 << TASK_DRAFT;
    Asked a = list_ask(c, s, &drafts, false);
    return list_run_count(c, &a);
}

/* False when the tally does not know it. */
static bool add_known(Ctx *c, const Sight *s, const TaskFilter *f, int64_t n[TASK_STATES]) {
    const int64_t one[SIGHT_UNITS] = {f->unit};
    if (!is_plain(f) || ((f->unit || f->issuer) && !in_sight(c, s, f->unit ? f->unit : f->issuer)))
        return false;
    if (f->issuer) add_tally(c, tally_issuer(f->issuer), n);
    else if (f->alone) add_tally(c, key_of(f, f->unit), n);
    else if (f->unit) add_units(c, one, f, n);
    else if (s->all) add_tally(c, key_of(f, 0), n);
    else {
        add_units(c, s->view, f, n);
        add_beside(c, s, f->urgent, n);
    }
    if (!s->drafts || !s->all) n[TASK_DRAFT] = count_drafts(c, s, f);
    return true;
}

/* ---- How many ---- */

int64_t list_led(Ctx *c, const int64_t *unit, int n, bool alone) {
    int64_t sum = 0, u[SIGHT_UNITS] = {0};
    for (int i = 0; i < n; i++) u[i] = unit[i];
    Err e = alone
        ? db_int(c, &sum, "SELECT COALESCE(sum(n), 0) FROM task_tally WHERE unit = $1", V(*unit))
        : db_int(c, &sum, "WITH RECURSIVE " BENEATH("u", "SELECT id FROM unit WHERE id IN"
                          " ($2, $3, $4, $5)") " SELECT COALESCE(sum(y.n), 0) FROM u"
                          " JOIN task_tally y ON y.unit = u.unit",
                 V(c->today), V(u[0]), V(u[1]), V(u[2]), V(u[3]));
    return e ? 0 : sum;
}

int64_t list_issued_by(Ctx *c, int64_t unit) {
    const int64_t key = tally_issuer(unit);
    return list_led(c, &key, 1, true);
}

void list_count_states(Ctx *c, const Sight *s, const TaskFilter *f, int64_t n[TASK_STATES]) {
    TaskFilter any = *f;
    any.states = 0;
    if (add_known(c, s, f, n)) return;
    Asked a = list_ask(c, s, &any, false);
    add_rows(list_run(c, &a, WANT_STATES), n);
}

/* Which states stand along it, whether they are asked for or not. */
static unsigned states_along(const Asked *a, Way way) {
    const unsigned done = 1 << TASK_DONE | 1 << TASK_DONE_LATE;
    if (way == WAY_ALL || way == WAY_DAYS) return ~0u;
    if (way == WAY_OPEN) return a->f.states | 1 << TASK_REPORTED | 1 << TASK_PAUSED;
    return way == WAY_STAGE && a->f.states & done ? done : a->f.states;
}

int64_t list_walked(Ctx *c, const Asked *a, Way way) {
    int64_t n[TASK_STATES] = {0}, sum = 0;
    add_tally(c, 0, n);
    for (int i = 0; i < TASK_STATES; i++)
        if (states_along(a, way) & 1u << i) sum += n[i];
    if (a->f.states & LIST_WAITING) sum += n[TASK_REPORTED] + n[TASK_OVERDUE];
    return sum;
}

/* Of some states alone: over their index, if they are fewer in the whole office
 * than all that is met on the way. */
static int64_t count_along(Ctx *c, const Sight *s, const TaskFilter *f) {
    Asked a = list_ask(c, s, f, false);
    Way   way = list_way_along(&a, true);
    bool  gathers = a.way == WAY_UNIT || a.way == WAY_SIGHT || a.way == WAY_ISSUER;
    if (gathers && way != WAY_ALL && way != WAY_DAYS) {
        int64_t met = a.near ? a.near : list_led(c, s->view, SIGHT_UNITS, false);
        if (list_walked(c, &a, way) < met) list_go(&a, way);
    }
    return list_run_count(c, &a);
}

/* States of a task exclude each other, but for those that go along. */
int64_t list_sum(Ctx *c, const Sight *s, const TaskFilter *f, const int64_t n[TASK_STATES]) {
    int64_t sum = 0;
    if (f->states & (LIST_RETURNED | LIST_ASKED | LIST_WAITING)) return count_along(c, s, f);
    for (int i = 0; i < TASK_STATES; i++)
        if (!f->states || f->states & 1u << i) sum += n[i];
    return sum;
}

int64_t list_total(Ctx *c, const Sight *s, const TaskFilter *f) {
    int64_t n[TASK_STATES] = {0};
    if (f->states && !s->all) return count_along(c, s, f);
    list_count_states(c, s, f, n);
    return list_sum(c, s, f, n);
}

const ListCount *list_counts(Ctx *c, const Sight *s, const TaskFilter *f, int *n) {
    Asked      a = list_ask(c, s, f, false);
    Rows       q = list_run(c, &a, WANT_GROUPS);
    int        room = 256;
    ListCount *out = arena_take(c->a, sizeof *out * (size_t)room);
    for (*n = 0; db_next(&q); ++*n) {
        if (*n == room) {
            ListCount *more = arena_take(c->a, sizeof *out * (size_t)room * 2);
            out = memcpy(more, out, sizeof *out * (size_t)room);
            room *= 2;
        }
        out[*n] = (ListCount){row_int(&q, 0), row_text(&q, 1),
                              (TaskState)state_of_bit(row_int(&q, 2)), row_int(&q, 3)};
    }
    return out;
}

/* ---- Unit by unit ---- */

bool list_by_unit_known(const Sight *s, const TaskFilter *f) {
    bool drafts = !f->states || f->states & 1 << TASK_DRAFT;
    return s->all && (s->drafts || !drafts) && is_plain(f) && !f->issuer && !f->unit &&
           !(f->states & (LIST_RETURNED | LIST_ASKED | LIST_WAITING));
}

int64_t list_of_unit(Ctx *c, const Asked *a, int64_t unit) {
    int64_t n[TASK_STATES] = {0};
    if (!a->f.states) return list_led(c, (const int64_t[]){key_of(&a->f, unit)}, 1, true);
    add_tally(c, key_of(&a->f, unit), n);
    return list_sum(c, a->s, &a->f, n);
}
