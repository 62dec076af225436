/* poll.c - the answers of a survey as rows and variables.
 *
 * A choice is a code of its question, so a hundred thousand answers to twenty questions are two
 * megabytes.  Rows are put in the order of stratum and unit, and then of what they hold: no
 * estimate depends on who answered first. */
#include "opinion/opinion.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CODES_ROOM = 250, DESIGN_VARS = 4, BYTE_CODES = 250, KNOWN = 64 };
enum { AT_STRATUM, AT_PSU, AT_BASE, AT_DISTRICT };

/* Codes of short values that were looked for before, by a hash of their letters. */
typedef struct Known { uint64_t letters[KNOWN]; uint8_t code[KNOWN]; } Known;

/* Numbers for ids, from 1 in the order in which they come. */
typedef struct Ids {
    int64_t  *id;    /* [n] */
    int       n;
    uint32_t *slot;  /* [room], a power of two above twice the rows */
    size_t    room;
} Ids;

/* Of each column what is being filled. */
typedef struct Filling {
    Ctx        *c;
    Poll       *p;
    PollItem  **of;       /* of each column of the plan's first table; NULL */
    uint8_t   **byte;     /* [vars]; NULL of numbers */
    double    **real;     /* [vars] */
    uint32_t   *stratum, *district;
    uint32_t   *unit;     /* of `units` */
    double     *base;
    int64_t     n, room;
    int         vars;
    Known      *known;    /* [vars] of each question, at its first variable */
    Ids         strata, units;
} Filling;

/* ---- which questions ---- */

static bool kind_of(const Asked *k, PollKind *out) {
    if (k->table || !k->columns || !k->field->control || k->ranked) return false;
    if (k->codes.n > CODES_ROOM - 50) return false; /* a list of places is a domain, no opinion */
    if (strcmp(k->kind, "one") == 0 && k->codes.n > 1) return *out = POLL_ONE, true;
    if (strcmp(k->kind, "many") == 0 && k->codes.n) return *out = POLL_MANY, true;
    return strcmp(k->kind, "number") == 0 ? (*out = POLL_NUMBER, true) : false;
}

static void take_item(Filling *l, const Asked *k, PollItem ***end) {
    const ResultTable *t = &l->p->plan->table[0];
    PollKind           kind;
    if (!kind_of(k, &kind)) return;
    PollItem *item = **end = arena_new(l->c->a, PollItem);
    *item = (PollItem){.asked = k, .name = t->column[k->at].name, .kind = kind, .var = l->vars,
                       .vars = kind == POLL_MANY ? k->codes.n : 1};
    l->of[k->at] = item;
    l->vars += item->vars;
    *end = &item->next;
}

static void find_items(Filling *l) {
    PollItem *first = NULL, **end = &first;
    l->of = arena_take(l->c->a, (size_t)(l->p->plan->table[0].columns + 1) * sizeof *l->of);
    for (Asked *k = l->p->plan->asked; k; k = k->next) take_item(l, k, &end);
    l->p->items = first;
}

static void ids_open(Arena *a, Ids *k, size_t most) {
    k->room = 16;
    while (k->room < 2 * most) k->room *= 2;
    k->slot = arena_take(a, k->room * sizeof *k->slot);
    k->id = arena_take(a, most * sizeof *k->id);
}

static uint32_t ids_number(Ids *k, int64_t id) {
    size_t at = (uint64_t)id * 0x9e3779b97f4a7c15u >> 20 & (k->room - 1);
    while (k->slot[at] && k->id[k->slot[at] - 1] != id) at = (at + 1) & (k->room - 1);
    if (!k->slot[at]) {
        k->id[k->n++] = id;
        k->slot[at] = (uint32_t)k->n;
    }
    return k->slot[at];
}

static void make_room(Filling *l) {
    Arena *a = l->c->a;
    size_t n = (size_t)l->room + 1, v = (size_t)l->vars + 1;
    l->byte = arena_take(a, v * sizeof *l->byte);
    l->real = arena_take(a, v * sizeof *l->real);
    for (const PollItem *k = l->p->items; k; k = k->next)
        for (int i = k->var; i < k->var + k->vars; i++) {
            if (k->kind == POLL_NUMBER) l->real[i] = arena_take(a, n * sizeof(double));
            else l->byte[i] = arena_take(a, n);
        }
    l->known = arena_take(a, v * sizeof *l->known);
    l->stratum = arena_take(a, n * sizeof *l->stratum);
    l->district = arena_take(a, n * sizeof *l->district);
    l->unit = arena_take(a, n * sizeof *l->unit);
    l->base = arena_take(a, n * sizeof *l->base);
    ids_open(a, &l->strata, n);
    ids_open(a, &l->units, n);
}

/* ---- rows ---- */

/* From 1; a choice that no list has is one all the same. */
static uint8_t code_of(Filling *l, const PollItem *k, const char *s, size_t n) {
    Asked *asked = (Asked *)(uintptr_t)k->asked;
    int    at = codes_find(&asked->codes, s, n);
    if (at < 0 && k->kind == POLL_ONE && asked->codes.n < CODES_ROOM) {
        const char *value = arena_part(l->c->a, s, n);
        codes_add(l->c->a, &asked->codes, value, value);
        codes_number(l->c->a, &asked->codes);
        at = codes_find(&asked->codes, s, n);
    }
    return (uint8_t)(at + 1);
}

/* Its up to seven letters and their number as one; 0: it is longer. */
static uint64_t letters_of(const char *s, size_t n) {
    uint64_t x = 0;
    if (n >= sizeof x) return 0;
    for (size_t i = 0; i < n; i++) x = x << 8 | (uint8_t)s[i];
    return x << 8 | n;
}

static uint8_t code_known(Filling *l, const PollItem *k, const char *s, size_t n) {
    uint64_t x = letters_of(s, n);
    size_t   at = (x ^ x >> 8 ^ x >> 14) % KNOWN;
    Known   *known = &l->known[k->var];
    if (x && known->letters[at] == x) return known->code[at];
    uint8_t code = code_of(l, k, s, n);
    known->letters[at] = x;
    known->code[at] = code;
    return code;
}

static void take_many(Filling *l, const PollItem *k, const Cell *v) {
    for (int i = 0; i < k->vars; i++) l->byte[k->var + i][l->n] = 1;
    for (size_t at = 0; at < v->n;) {
        size_t n = 0;
        while (at + n < v->n && v->value[at + n] != ' ') n++;
        int code = n ? code_known(l, k, v->value + at, n) : 0;
        if (code && code <= k->vars) l->byte[k->var + code - 1][l->n] = 2;
        at += n + 1;
    }
}

static void take_value(Filling *l, const PollItem *k, const Cell *v) {
    char text[40], *end;
    if (k->kind == POLL_ONE) {
        l->byte[k->var][l->n] = code_known(l, k, v->value, v->n);
    } else if (k->kind == POLL_MANY) {
        take_many(l, k, v);
    } else if (v->n < sizeof text) {
        memcpy(text, v->value, v->n);
        text[v->n] = '\0';
        double x = strtod(text, &end);
        if (v->n && !*end && isfinite(x)) l->real[k->var][l->n] = x;
    }
}

static void blank_row(Filling *l) {
    for (int i = 0; i < l->vars; i++)
        if (l->real[i]) l->real[i][l->n] = NAN;
        else l->byte[i][l->n] = 0;
}

static void take_cells(Filling *l, int64_t form, Bytes b) {
    const VersionMap *m = plan_version(l->p->plan, form);
    Cells             cells = cells_open(b);
    Cell              cell;
    while (m && cells_next(&cells, &cell)) {
        const Asked *k = cell.place < m->use->places ? m->of[cell.place] : NULL;
        if (k && k->table == 0 && l->of[k->at]) take_value(l, l->of[k->at], &cell);
    }
}

/* An answer: its form and cells, and its place in the sample. */
static Err take_row(Filling *l, Rows *q) {
    Bytes  b = row_bytes(q, 1);
    double base = row_real(q, 5);
    bool   drawn = isfinite(base) && base > 0;
    if (!b.n || l->n == l->room || (l->p->sampling == SAMPLED && !drawn)) {
        l->p->apart++;
        return NULL;
    }
    blank_row(l);
    take_cells(l, row_int(q, 0), b);
    l->stratum[l->n] = ids_number(&l->strata, row_int(q, 2));
    if (l->p->plan->areas)
        l->district[l->n] = (uint32_t)areas_district(l->p->plan->areas, row_int(q, 4));
    l->unit[l->n] = ids_number(&l->units, row_int(q, 3));
    l->base[l->n] = drawn ? base : 1;
    l->n++;
    return NULL;
}

static Err read_rows(Filling *l) {
    Err  e = NULL;
    Rows q = db_query(l->c, "SELECT form, cells, COALESCE(stratum, 0), COALESCE(psu, 0),"
                            " COALESCE(area, 0), base FROM submission WHERE survey = $1"
                            " AND review <> 'rejected' ORDER BY id", V(l->p->survey->id));
    while (!e && db_next(&q)) e = take_row(l, &q);
    return e ? e : q.err;
}

/* ---- variables ---- */

static const char **labels_of(Arena *a, const Codes *k) {
    const char **v = arena_take(a, (size_t)(k->n + 1) * sizeof *v);
    for (int i = 0; i < k->n; i++) v[i + 1] = k->code[i].value;
    return v;
}

static const char *var_name(const Filling *l, const PollItem *k, int i) {
    const ResultTable *t = &l->p->plan->table[0];
    return k->kind == POLL_MANY ? t->column[k->asked->at + 1 + i].name : k->name;
}

static void put_item(Filling *l, const PollItem *k, Var *v) {
    static const double marks[] = {NAN, 0, 1};
    for (int i = 0; i < k->vars; i++) {
        v[i] = (Var){.name = var_name(l, k, i), .type = VAR_NUMBER};
        if (k->kind == POLL_NUMBER) {
            v[i].real = l->real[k->var];
        } else if (k->kind == POLL_MANY) {
            v[i].byte = l->byte[k->var + i];
            v[i].codes = 2;
            v[i].value = marks;
        } else {
            v[i].type = VAR_FACTOR;
            v[i].byte = l->byte[k->var];
            v[i].codes = k->asked->codes.n;
            v[i].label = labels_of(l->c->a, &k->asked->codes);
        }
    }
}

/* A factor, in bytes where its codes fit: so it is read faster. */
static Var factor_var(const Filling *l, const char *name, const uint32_t *code, int codes,
                      const char *const *label) {
    Var v = {.name = name, .type = VAR_FACTOR, .code = code, .codes = codes, .label = label};
    if (codes > BYTE_CODES) return v;
    uint8_t *byte = arena_take(l->c->a, (size_t)l->n + 1);
    for (int64_t i = 0; i < l->n; i++) byte[i] = (uint8_t)code[i];
    v.code = NULL;
    v.byte = byte;
    return v;
}

static int by_number(const void *x, const void *y) {
    int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
    return (a > b) - (a < b);
}

/* Puts the numbers into the order of their ids; those, from 1. */
static const int64_t *order_ids(Arena *a, const Ids *k, uint32_t *code, int64_t n) {
    int64_t  *sorted = arena_take(a, ((size_t)k->n + 1) * sizeof *sorted);
    uint32_t *place = arena_take(a, ((size_t)k->n + 1) * sizeof *place);
    memcpy(sorted + 1, k->id, (size_t)k->n * sizeof *sorted);
    qsort(sorted + 1, (size_t)k->n, sizeof *sorted, by_number);
    for (int i = 0; i < k->n; i++) {
        const int64_t *at = bsearch(&k->id[i], sorted + 1, (size_t)k->n, sizeof *at, by_number);
        place[i + 1] = (uint32_t)(at - sorted);
    }
    for (int64_t i = 0; i < n; i++) code[i] = place[code[i]];
    return sorted;
}

/* Strata by their numbers, which are their labels. */
static Var strata_var(Filling *l) {
    const int64_t *id = order_ids(l->c->a, &l->strata, l->stratum, l->n);
    const char   **label = arena_take(l->c->a, ((size_t)l->strata.n + 1) * sizeof *label);
    for (int i = 1; i <= l->strata.n; i++)
        label[i] = arena_print(l->c->a, "%lld", (long long)id[i]);
    return factor_var(l, "stratum", l->stratum, l->strata.n, label);
}

static Var districts_var(const Filling *l) {
    const Areas *k = l->p->plan->areas;
    static const char *const none[] = {NULL};
    return factor_var(l, "district", l->district, k ? areas_districts(k) : 0,
                      k ? areas_names(k) : none);
}

static Var units_var(Filling *l) {
    const int64_t *id = order_ids(l->c->a, &l->units, l->unit, l->n);
    double        *value = arena_take(l->c->a, ((size_t)l->units.n + 1) * sizeof *value);
    value[0] = NAN;
    for (int i = 1; i <= l->units.n; i++) value[i] = (double)id[i];
    return (Var){.name = "psu", .type = VAR_NUMBER, .code = l->unit, .codes = l->units.n,
                 .value = value};
}

static void make_data(Filling *l, Dataset *out) {
    Var *v = arena_take(l->c->a, (size_t)(l->vars + DESIGN_VARS) * sizeof *v);
    for (const PollItem *k = l->p->items; k; k = k->next) put_item(l, k, v + k->var);
    v[l->vars + AT_STRATUM] = strata_var(l);
    v[l->vars + AT_PSU] = units_var(l);
    v[l->vars + AT_BASE] = (Var){.name = "base", .type = VAR_NUMBER, .real = l->base};
    v[l->vars + AT_DISTRICT] = districts_var(l);
    *out = (Dataset){.n = l->n, .vars = l->vars + DESIGN_VARS, .var = v};
}

/* ---- the design ---- */

static Sampling sampling_of(const Survey *s) {
    if (strcmp(s->sampling, "probability") == 0) return SAMPLED;
    return strcmp(s->sampling, "quota") == 0 ? QUOTA : OPT_IN;
}

static void number_units(Ctx *c, Poll *p) {
    const Var *v = dataset_var(&p->data, "psu");
    int32_t   *psu = arena_take(c->a, (size_t)(p->data.n + 1) * sizeof *psu);
    for (int64_t i = 1; i < p->data.n; i++) /* rows of a unit lie together */
        psu[i] = psu[i - 1] + (var_number(v, i) != var_number(v, i - 1));
    p->psu = psu;
}

/* Units with replacement within strata: as is usual where few of many are drawn, and never too
 * small an error.  A stratum with one unit left counts by its distance from the mean. */
static Err make_design(Ctx *c, Stats *st, Poll *p) {
    static const char *const order[] = {"stratum", "psu"};
    Dataset                 *sorted = arena_new(c->a, Dataset); /* p may be copied */
    Err                      e = dataset_sort(st, &p->data, 2, order, sorted);
    if (e) return e;
    p->data = *sorted;
    if (p->sampling != SAMPLED) return NULL;
    number_units(c, p);
    p->recipe = "--strata stratum --psu psu --weights base --lonely adjust";
    return design_make(st, sorted,
                       &(DesignSpec){.psu = "~psu", .strata = "~stratum", .weights = "base",
                                     .lonely = LONELY_ADJUST}, &p->design);
}

Err poll_drawn(Ctx *c, Stats *st, const Survey *s, Poll *out) {
    ResultPlan *plan;
    Err         e = plan_make(c, s, &(ExportAsk){.as = "csv"}, &plan);
    if (e) return e;
    *out = (Poll){.survey = s, .sampling = sampling_of(s), .plan = plan};
    Filling l = {.c = c, .p = out, .room = plan->answers};
    find_items(&l);
    make_room(&l);
    e = read_rows(&l);
    if (!e && !l.n) e = "opinion.answers.none";
    if (e) return e;
    make_data(&l, &out->data);
    return make_design(c, st, out);
}

Err poll_read(Ctx *c, Stats *st, const Survey *s, Poll *out) {
    Err e = poll_drawn(c, st, s, out);
    return e ? e : weighting_apply(c, st, out);
}

const PollItem *poll_item(const Poll *p, const char *name) {
    const PollItem *k = p->items;
    while (k && strcmp(k->name, name) != 0) k = k->next;
    return k;
}
