/* source.c - answers gone through, a batch at a time, and cut into rows.
 *
 * Of the mode "open" they come in the order of their instances, which are drawn by lot: no row
 * tells who was before whom (R1).  `survey + 0` keeps the engines from sorting all of them by
 * the index of the survey. */
#include "survey/results.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH = 500, NUMBER_BYTES = 32, CODES_MAX = 5000 };

struct Source {
    Ctx              *c;
    const ResultPlan *p;
    Job              *j;
    Arena            *a;        /* of the batch */
    ResultAnswer      answer[BATCH];
    int               n;
    int64_t           last, number, done, goal;
    char              instance_kept[400];
    /* of the answer at hand */
    Cut              *value[RESULT_TABLES_MAX];
    int               at[RESULT_TABLES_MAX][CELL_REPEATS_MAX]; /* the row that is open: 0 none */
    char              text[FIXED_COUNTER + 1][NUMBER_BYTES];
};

Source *source_open(Ctx *c, const ResultPlan *p, Job *j, int goal) {
    Source *s = arena_new(c->a, Source);
    s->c = c;
    s->p = p;
    s->j = j;
    s->goal = goal;
    s->a = arena_open();
    for (int t = 0; t < p->tables; t++)
        s->value[t] = arena_take(c->a, (size_t)(p->table[t].columns + 1) * sizeof(Cut));
    return s;
}

void source_close(Source *s) { arena_close(s->a); }

/* ---- batches ---- */

static int64_t wrong_of(const char *problems) {
    int64_t n = strncmp(problems, "wrong\t", 6) == 0;
    for (const char *p = problems; (p = strstr(p, "\nwrong\t")); p++) n++;
    return n;
}

#define COLUMNS "SELECT id, form, instance, cells, channel, COALESCE(staff, 0), at,"            \
                " COALESCE(seconds, -1), review, problems, missing, edits,"                  \
                " COALESCE(stratum, 0), COALESCE(psu, 0), COALESCE(area, 0),"     \
                " COALESCE(base, 0.0) FROM submission"
static Rows ask(Ctx *c, const Source *s) {
    int rejected = s->p->ask.rejected;
    if (s->p->open)
        return db_query(c, COLUMNS " WHERE survey + 0 = $1 AND instance > $2"
                           " AND ($3 = 1 OR review <> 'rejected') ORDER BY instance LIMIT $4",
                        V(s->p->s->id), V(s->instance_kept), V(rejected), V(BATCH));
    return db_query(c, COLUMNS " WHERE survey = $1 AND id > $2"
                       " AND ($3 = 1 OR review <> 'rejected') ORDER BY id LIMIT $4",
                    V(s->p->s->id), V(s->last), V(rejected), V(BATCH));
}

static Err load(Ctx *c, void *arg) {
    Source *s = arg;
    Ctx     mine = *c;
    arena_reset(s->a);
    mine.a = s->a;
    s->n = 0;
    Rows q = ask(&mine, s);
    while (db_next(&q))
        s->answer[s->n++] = (ResultAnswer){
            .id = row_int(&q, 0), .form = row_int(&q, 1), .instance = row_text(&q, 2),
            .cells = row_bytes(&q, 3), .channel = row_text(&q, 4), .staff = row_int(&q, 5),
            .at = row_int(&q, 6), .seconds = row_int(&q, 7), .review = row_text(&q, 8),
            .wrong = wrong_of(row_text(&q, 9)), .missing = row_int(&q, 10),
            .edits = row_int(&q, 11), .stratum = row_int(&q, 12), .psu = row_int(&q, 13),
            .area = row_int(&q, 14), .base = row_real(&q, 15)};
    return q.err;
}

static Err next_batch(Source *s) {
    Err e = s->j ? job_progress(s->c, s->j, s->done, s->goal * s->p->answers) : NULL;
    if (!e) e = s->j ? db_read(s->c, load, s) : load(s->c, s);
    if (e || !s->n) return e;
    const ResultAnswer *last = &s->answer[s->n - 1];
    s->last = last->id;
    if (strlen(last->instance) >= sizeof s->instance_kept) return "results.form.missing";
    strcpy(s->instance_kept, last->instance);
    return NULL;
}

/* ---- rows ---- */

static Cut text_cut(const char *s) { return (Cut){s, s ? strlen(s) : 0}; }

static Cut number_cut(char *room, int64_t n) {
    int k = snprintf(room, NUMBER_BYTES, "%" PRId64, n);
    return (Cut){room, (size_t)k};
}

/* The shortest text that reads back as the same number: a weight loses nothing. */
static Cut real_cut(char *room, double x) {
    int k = 0;
    for (int digits = 15; digits <= 17; digits++) {
        k = snprintf(room, NUMBER_BYTES, "%.*g", digits, x);
        if (strtod(room, NULL) == x) break;
    }
    return (Cut){room, (size_t)k};
}

/* Who was not drawn stands for nobody: a weight of 0, in a stratum and a unit of no number, so
 * that the file can be reckoned with as it is. */
static Cut drawn_cut(char *room, const ResultAnswer *a, int64_t n) {
    return number_cut(room, a->base > 0 ? n : 0);
}

static Cut district_cut(const ResultPlan *p, int64_t area) {
    return text_cut(areas_names(p->areas)[areas_district(p->areas, area)]);
}

static int64_t staff_number(const ResultPlan *p, int64_t staff) {
    for (int i = 0; i < p->staffs; i++)
        if (p->staff[i] == staff) return i + 1;
    return 0;
}

static const char *name_of(const ResultPlan *p, int64_t staff) {
    int64_t i = staff_number(p, staff);
    return i ? p->staff_name[i - 1] : "";
}

static Cut fixed_cut(Source *s, const ResultAnswer *a, const VersionMap *v, ResultFixed f) {
    char *room = s->text[f];
    switch (f) {
    case FIXED_ROW:      return number_cut(room, s->number);
    case FIXED_INSTANCE: return text_cut(a->instance);
    case FIXED_VERSION:  return text_cut(v->use->version);
    case FIXED_CHANNEL:  return text_cut(a->channel);
    case FIXED_DAY:      return text_cut(day_of(s->a, a->at));
    case FIXED_REVIEW:   return text_cut(a->review);
    case FIXED_SECONDS:  return a->seconds < 0 ? (Cut){0} : number_cut(room, a->seconds);
    case FIXED_WRONG:    return number_cut(room, a->wrong);
    case FIXED_MISSING:  return number_cut(room, a->missing);
    case FIXED_EDITS:    return number_cut(room, a->edits);
    case FIXED_STAFF:
        return a->staff ? number_cut(room, staff_number(s->p, a->staff)) : (Cut){0};
    case FIXED_NAME:     return text_cut(name_of(s->p, a->staff));
    case FIXED_STRATUM:  return drawn_cut(room, a, a->stratum);
    case FIXED_PSU:      return drawn_cut(room, a, a->psu);
    case FIXED_AREA:     return a->area ? number_cut(room, a->area) : (Cut){0};
    case FIXED_DISTRICT: return district_cut(s->p, a->area);
    case FIXED_BASE:     return real_cut(room, a->base);
    default:             return (Cut){0};
    }
}

static void begin_main(Source *s, const ResultAnswer *a, const VersionMap *v) {
    const ResultTable *t = s->p->table;
    memcpy(s->value[0], v->blank[0], (size_t)t->columns * sizeof(Cut));
    for (int i = 0; i < t->columns && t->column[i].fixed; i++)
        s->value[0][i] = fixed_cut(s, a, v, t->column[i].fixed);
}

/* Which choices were taken: 1 and 0; of a rank the number of each. */
static void put_many(Cut *v, const Asked *k, Cut whole) {
    static const char *const places[] = {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11",
        "12", "13", "14", "15", "16", "17", "18", "19", "20"};
    int rank = 0;
    for (int i = 0; !k->ranked && i < k->codes.n; i++) v[i] = (Cut){"0", 1};
    for (size_t at = 0; at < whole.n;) {
        size_t n = 0;
        while (at + n < whole.n && whole.s[at + n] != ' ') n++;
        int i = n ? codes_find(&k->codes, whole.s + at, n) : -1;
        if (n && rank < 19) rank++;
        if (i >= 0 && i < k->columns - 1) v[i] = text_cut(k->ranked ? places[rank - 1] : "1");
        at += n + 1;
    }
}

/* "21.02 105.84 12 5"; what is not wanted exactly is cut to two decimals, about a kilometre. */
static void put_point(Arena *a, Cut *v, int columns, Cut whole, bool exact) {
    size_t at = 0;
    for (int i = 0; i < columns && at < whole.n; i++) {
        size_t n = 0;
        while (at + n < whole.n && whole.s[at + n] != ' ') n++;
        v[i] = (Cut){whole.s + at, n};
        if (!exact) {
            const char *text = arena_part(a, v[i].s, n), *dot = strchr(text, '.');
            if (dot && strlen(dot) > 3) v[i].n = (size_t)(dot - text) + 3;
        }
        at += n + 1;
    }
}

static void put_value(Source *s, const Asked *k, Cut whole) {
    Cut *v = s->value[k->table] + k->at;
    if (k->field->type == X_GEOPOINT && strcmp(k->kind, "place") == 0) {
        put_point(s->a, v, k->columns, whole, s->p->ask.exact);
        return;
    }
    v[0] = whole;
    if (k->columns > 1) put_many(v + 1, k, whole);
}

static Err end_row(Source *s, int t, ResultPut *put, void *arg) {
    Err e = s->at[t][0] ? put(arg, s->p, t, s->value[t]) : NULL;
    s->at[t][0] = 0;
    return e;
}

/* The row of a repeat in which a cell stands; the one before it is over. */
static Err in_row(Source *s, const VersionMap *v, int t, const Cell *cell, ResultPut *put,
                  void *arg) {
    const ResultTable *table = &s->p->table[t];
    size_t             n = (size_t)cell->repeats * sizeof *cell->at;
    if (cell->repeats != table->depth) return "results.form.missing";
    if (s->at[t][0] && memcmp(s->at[t], cell->at, n) == 0) return NULL;
    Err e = end_row(s, t, put, arg);
    memcpy(s->at[t], cell->at, n);
    memcpy(s->value[t], v->blank[t], (size_t)table->columns * sizeof(Cut));
    s->value[t][0] = s->value[0][0];
    for (int i = 0; i < cell->repeats; i++) {
        char *room = arena_take(s->a, NUMBER_BYTES);
        s->value[t][i + 1] = number_cut(room, cell->at[i]);
    }
    return e;
}

static Err put_answer(Source *s, const ResultAnswer *a, ResultPut *put, void *arg) {
    const VersionMap *v = plan_version(s->p, a->form);
    Cells             cells = cells_open(a->cells);
    Cell              cell;
    Err               e = NULL;
    if (!v || !a->cells.n) return NULL; /* encrypted: told apart, in plan.sealed */
    s->number++;
    begin_main(s, a, v);
    while (!e && cells_next(&cells, &cell)) {
        const Asked *k = cell.place < v->use->places ? v->of[cell.place] : NULL;
        if (!k) continue;
        if (k->table) e = in_row(s, v, k->table, &cell, put, arg);
        if (!e) put_value(s, k, (Cut){cell.value, cell.n});
    }
    for (int t = 1; t < s->p->tables && !e; t++) e = end_row(s, t, put, arg);
    return e ? e : put(arg, s->p, 0, s->value[0]);
}

Err source_each(Source *s, ResultPut *put, void *arg) {
    Err e;
    s->last = s->number = 0;
    s->instance_kept[0] = '\0';
    for (;;) {
        e = next_batch(s);
        for (int i = 0; i < s->n && !e; i++) e = put_answer(s, &s->answer[i], put, arg);
        s->done += s->n;
        if (e || !s->n) return e;
    }
}

/* ---- what must be known before the first row ---- */

typedef struct Measure { ResultPlan *p; Arena *a; } Measure;

/* A choice that no list has (of a list that has changed, or from outside) is one all the same. */
static void take_code(Measure *m, const ResultColumn *k, Cut v) {
    Asked *asked = (Asked *)(uintptr_t)k->of;
    if (codes_find(&asked->codes, v.s, v.n) >= 0) return;
    const char *value = arena_part(m->a, v.s, v.n);
    codes_add(m->a, &asked->codes, value, value);
    codes_number(m->a, &asked->codes);
}

static Err measure_row(void *arg, const ResultPlan *p, int table, const Cut *v) {
    Measure     *m = arg;
    ResultTable *t = &m->p->table[table];
    (void)p;
    t->rows++;
    for (int i = 0; i < t->columns; i++) {
        ResultColumn *k = &t->column[i];
        if (!v[i].n) continue;
        if (k->kind == RESULT_TEXT && v[i].n > k->width) k->width = v[i].n;
        if (k->kind == RESULT_CODE) take_code(m, k, v[i]);
        if (k->kind == RESULT_CODE && k->of->codes.n > CODES_MAX) return "results.columns.many";
    }
    return NULL;
}

Err source_measure(Source *s, ResultPlan *p) {
    for (int t = 0; t < p->tables; t++) p->table[t].rows = 0;
    return source_each(s, measure_row, &(Measure){p, s->c->a});
}
