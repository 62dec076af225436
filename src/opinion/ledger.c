/* ledger.c - whether a table opens another that was published.
 *
 * All tables are laid into one system: everybody's figures are the same in all tables of a
 * question, groups and those of no group make everybody, A in B is B in A.  Of that the attacker
 * of suppress_audit() is asked for each cell that is hidden because few people stand behind it.
 * Tables of other answers than today's do not fit into it: there a figure must not have moved by
 * fewer people than a cell may have. */
#include "opinion/opinion.h"

#include <math.h>
#include <string.h>

typedef struct Listed Listed;
struct Listed {
    const char  *question, *by; /* by: "" of everybody alone */
    bool         whole;
    int          groups, answers;
    const char **group, **answer; /* [groups], [answers] */
    int64_t     *n, *people;      /* [groups], [groups][answers] */
    bool        *shown;           /* [groups][answers] */
    int          at;              /* its first cell in the system: groups, then those of none */
    Listed       *next;
};

static Listed *listed_new(Arena *a, int groups, int answers) {
    Listed *t = arena_new(a, Listed);
    size_t cells = (size_t)(groups * answers) + 1;
    t->groups = groups;
    t->answers = answers;
    t->group = arena_take(a, (size_t)(groups + 1) * sizeof *t->group);
    t->answer = arena_take(a, (size_t)(answers + 1) * sizeof *t->answer);
    t->n = arena_take(a, (size_t)(groups + 1) * sizeof *t->n);
    t->people = arena_take(a, cells * sizeof *t->people);
    t->shown = arena_take(a, cells * sizeof *t->shown);
    return t;
}

static Listed *listed_of(Ctx *c, const LedgerEntry *e) {
    const PollTable *p = e->table;
    Listed           *t = listed_new(c->a, p->groups, p->answers);
    t->question = p->item->name;
    t->by = e->by ? e->by : "";
    t->whole = p->item->kind == POLL_ONE;
    for (int k = 0; k < p->answers; k++) t->answer[k] = p->answer[k];
    for (int g = 0; g < p->groups; g++) {
        t->group[g] = g ? p->group[g].name : "";
        t->n[g] = p->group[g].n;
        for (int k = 0; k < p->answers; k++) {
            t->people[g * p->answers + k] = poll_cell(p, g, k)->people;
            t->shown[g * p->answers + k] = poll_cell(p, g, k)->shown == SHOWN;
        }
    }
    return t;
}

/* ---- what was published ---- */

static Err load_cells(Ctx *c, int64_t ledger, Listed *t) {
    Rows q = db_query(c, "SELECT grp, answer, n, people, shown FROM ledger_cell"
                         " WHERE ledger = $1 ORDER BY place", V(ledger));
    for (int i = 0; db_next(&q) && i < t->groups * t->answers; i++) {
        t->group[i / t->answers] = row_text(&q, 0);
        t->answer[i % t->answers] = row_text(&q, 1);
        t->n[i / t->answers] = row_int(&q, 2);
        t->people[i] = row_int(&q, 3);
        t->shown[i] = row_int(&q, 4);
    }
    return q.err;
}

static Err load(Ctx *c, const Survey *s, Listed **out) {
    Listed  *first = NULL, **end = &first;
    int64_t tables, *id, n = 0;
    Err     e = db_int(c, &tables, "SELECT count(*) FROM ledger_table WHERE survey = $1",
                       V(s->id));
    if (e) return e;
    id = arena_take(c->a, (size_t)(tables + 1) * sizeof *id);
    Rows q = db_query(c, "SELECT t.id, t.question, t.grouping, t.whole, t.answers,"
                         " (SELECT count(*) FROM ledger_cell k WHERE k.ledger = t.id)"
                         " FROM ledger_table t WHERE t.survey = $1 ORDER BY t.id", V(s->id));
    while (db_next(&q) && n < tables) {
        int answers = (int)row_int(&q, 4);
        *end = listed_new(c->a, (int)row_int(&q, 5) / answers, answers);
        (*end)->question = row_text(&q, 1);
        (*end)->by = row_text(&q, 2);
        (*end)->whole = row_int(&q, 3);
        id[n++] = row_int(&q, 0);
        end = &(*end)->next;
    }
    e = q.err;
    n = 0;
    for (Listed *t = first; t && !e; t = t->next) e = load_cells(c, id[n++], t);
    *out = first;
    return e;
}

/* ---- tables of other answers than today's ---- */

static int place_of(const char *const *list, int n, const char *word) {
    int i = 0;
    while (i < n && strcmp(list[i], word) != 0) i++;
    return i < n ? i : -1;
}

static bool few(int64_t x, int64_t y) {
    int64_t d = x > y ? x - y : y - x;
    return d > 0 && d < CELL_LEAST;
}

/* A figure that both show has moved by few people; or so has a group of which both show one. */
static bool moved_little(const Listed *was, const Listed *is) {
    bool same = strcmp(was->by, is->by) == 0;
    for (int g = 0; g < is->groups; g++) {
        int h = g && !same ? -1 : place_of(was->group, was->groups, is->group[g]);
        for (int k = 0; k < is->answers && h >= 0; k++) {
            int  j = place_of(was->answer, was->answers, is->answer[k]);
            int  here = g * is->answers + k, there = h * was->answers + j;
            if (j < 0 || !is->shown[here] || !was->shown[there]) continue;
            if (few(is->people[here], was->people[there]) || few(is->n[g], was->n[h])) return true;
        }
    }
    return false;
}

/* Everybody's figures are the same: they are of the same answers. */
static bool fits(const Listed *x, const Listed *y) {
    if (x->answers != y->answers || x->n[0] != y->n[0]) return false;
    for (int k = 0; k < x->answers; k++)
        if (x->people[k] != y->people[k] || strcmp(x->answer[k], y->answer[k]) != 0) return false;
    return true;
}

/* Those that fit join the pool, the others must not have moved little. */
static Err join(Stats *st, Listed *was, Listed *pool) {
    Listed *last = pool;
    while (last->next) last = last->next;
    for (Listed *next; was; was = next) {
        bool apart = false;
        next = was->next;
        was->next = NULL;
        for (const Listed *t = pool; t; t = t->next) {
            if (strcmp(t->question, was->question) != 0 || fits(t, was)) continue;
            if (moved_little(was, t))
                return STATS_REFUSE(st, "ledger.later", "%s", t->question);
            apart = true;
        }
        if (!apart) last = last->next = was;
    }
    return NULL;
}

/* ---- the system ---- */

typedef struct System {
    Stats       *st;
    double      *value, *need, *lo, *hi;
    bool        *hidden;
    int          cells;
    SuppressSum *sum;
    int          sums;
} System;

static int cell_at(const Listed *t, int g, int k) { return t->at + g * t->answers + k; }

/* Each row of groups, those of no group last; a cell of its own for each n. */
static void lay(System *y, Listed *t) {
    t->at = y->cells;
    for (int g = 0; g <= t->groups; g++)
        for (int k = 0; k < t->answers; k++) {
            int     at = y->cells++;
            bool    rest = g == t->groups;
            int64_t v = rest ? 0 : t->people[g * t->answers + k];
            for (int h = 0; rest && h < t->groups; h++)
                v += (h ? -1 : 1) * t->people[h * t->answers + k];
            y->value[at] = (double)(v > 0 && !(rest && t->groups == 1) ? v : 0);
            y->hidden[at] = rest ? t->groups > 1 && v > 0 : !t->shown[g * t->answers + k];
            if (!rest && y->hidden[at] && v < CELL_LEAST)
                y->need[at] = fmin(CELL_LEAST, (double)t->n[g]);
        }
}

static void add_sum(System *y, int total, int parts, const int *part) {
    y->sum[y->sums++] = (SuppressSum){total, parts, part};
}

/* The answers of a group make its n, everybody's are the groups' and those of none. */
static void bind(System *y, const Listed *t) {
    for (int g = 0; g < t->groups && t->whole; g++) {
        int *part = arena_take(y->st->a, (size_t)t->answers * sizeof *part), n = y->cells++;
        for (int k = 0; k < t->answers; k++) {
            part[k] = cell_at(t, g, k);
            y->value[n] += y->value[part[k]];
        }
        add_sum(y, n, t->answers, part);
    }
    for (int k = 0; k < t->answers && t->groups > 1; k++) {
        int *part = arena_take(y->st->a, (size_t)t->groups * sizeof *part);
        for (int g = 1; g <= t->groups; g++) part[g - 1] = cell_at(t, g, k);
        add_sum(y, cell_at(t, 0, k), t->groups, part);
    }
}

/* Two cells are one: what one shows the other shows. */
static void same(System *y, int a, int b) {
    if (y->value[a] != y->value[b]) return; /* not of the same answers after all */
    int *part = arena_take(y->st->a, sizeof *part);
    *part = b;
    add_sum(y, a, 1, part);
}

static void tie(System *y, const Listed *t, const Listed *o) {
    bool again = strcmp(t->question, o->question) == 0;
    bool turned = strcmp(t->question, o->by) == 0 && strcmp(t->by, o->question) == 0;
    for (int g = 0; g < t->groups; g++)
        for (int k = 0; k < t->answers; k++) {
            int h = -1, j = -1;
            if (again && (g == 0 || strcmp(t->by, o->by) == 0)) {
                h = place_of(o->group, o->groups, t->group[g]);
                j = place_of(o->answer, o->answers, t->answer[k]);
            } else if (turned && g && t->whole && o->whole) {
                h = place_of(o->group, o->groups, t->answer[k]);
                j = place_of(o->answer, o->answers, t->group[g]);
            }
            if (h >= 0 && j >= 0) same(y, cell_at(t, g, k), cell_at(o, h, j));
        }
}

static System system_of(Stats *st, Listed *pool) {
    size_t cells = 1, sums = 1;
    for (const Listed *t = pool; t; t = t->next) {
        cells += (size_t)((t->groups + 1) * (t->answers + 1));
        sums += (size_t)(t->groups + t->answers);
        for (const Listed *o = t->next; o; o = o->next) sums += (size_t)(t->groups * t->answers);
    }
    System y = {.st = st, .value = arena_take(st->a, cells * sizeof(double)),
                .need = arena_take(st->a, cells * sizeof(double)),
                .lo = arena_take(st->a, cells * sizeof(double)),
                .hi = arena_take(st->a, cells * sizeof(double)),
                .hidden = arena_take(st->a, cells * sizeof(bool)),
                .sum = arena_take(st->a, sums * sizeof(SuppressSum))};
    for (Listed *t = pool; t; t = t->next) lay(&y, t);
    for (const Listed *t = pool; t; t = t->next) {
        bind(&y, t);
        for (const Listed *o = t->next; o; o = o->next) tie(&y, t, o);
    }
    return y;
}

static Err audit(Stats *st, Listed *pool) {
    System   y = system_of(st, pool);
    Suppress s = {.cells = y.cells, .value = y.value, .need = y.need, .sums = y.sums,
                  .sum = y.sum};
    Err      e = suppress_audit(st, &s, y.hidden, y.lo, y.hi);
    for (const Listed *t = pool; t && !e; t = t->next)
        for (int at = t->at; at < cell_at(t, t->groups, 0) && !e; at++)
            if (y.hi[at] - y.lo[at] < y.need[at] - 1e-5)
                e = STATS_REFUSE(st, "ledger.found", "%s", t->question);
    return e;
}

/* ---- in the order of the header ---- */

Err ledger_check(Ctx *c, Stats *st, const Survey *s, const LedgerEntry *entry, int n) {
    Listed *pool = NULL, **end = &pool, *was;
    for (int i = 0; i < n; i++) {
        *end = listed_of(c, &entry[i]);
        end = &(*end)->next;
    }
    Err e = load(c, s, &was);
    if (!e && pool) e = join(st, was, pool);
    return e || !pool ? e : audit(st, pool);
}

static Err put(Ctx *c, const Survey *s, const Listed *t) {
    int64_t id;
    Err e = db_int(c, &id, "INSERT INTO ledger_table (survey, question, grouping, whole, answers,"
                           " at) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id", V(s->id),
                   V(t->question), V(t->by), V(t->whole), V(t->answers), V(c->now));
    for (int i = 0; i < t->groups * t->answers && !e; i++)
        e = db_exec(c, "INSERT INTO ledger_cell (ledger, place, grp, answer, n, people, shown)"
                       " VALUES ($1, $2, $3, $4, $5, $6, $7)", V(id), V(i),
                    V(t->group[i / t->answers]), V(t->answer[i % t->answers]),
                    V(t->n[i / t->answers]), V(t->people[i]), V(t->shown[i]));
    return e;
}

Err ledger_put(Ctx *c, const Survey *s, const LedgerEntry *entry, int n) {
    Err e = NULL;
    for (int i = 0; i < n && !e; i++) e = put(c, s, listed_of(c, &entry[i]));
    return e;
}
