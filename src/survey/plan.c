/* plan.c - which tables and columns the answers of a survey have.
 *
 * Versions are gone through from the newest back.  A question is one column, wherever a version
 * has it; a repeat is one table, known again by the questions that it shares with a newer
 * version, else by its name.  A question that stood inside a repeat once and outside another
 * time is a column of both: its values cannot stand in one. */
#include "survey/results.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

typedef struct Making {
    Ctx         *c;
    ResultPlan  *p;
    Asked      **end;
    int         *table;      /* of each repeat of the version at hand, by its field */
    int64_t     *question;   /* of each place of it */
    bool         in_use[RESULT_TABLES_MAX]; /* by a repeat of it */
    Names        names;
} Making;

/* ---- words ---- */

static const char *one_line(Arena *a, const char *s) {
    Buf  b = {.a = a};
    bool gap = false;
    for (; s && *s; s++) {
        bool blank = *s == ' ' || *s == '\n' || *s == '\r' || *s == '\t';
        if (!blank && gap && b.len) buf_text(&b, " ");
        if (!blank) buf_add(&b, s, 1);
        gap = blank;
    }
    return b.s ? b.s : "";
}

static int tongue(const Ctx *c, const XForm *x) {
    return xform_language_for(x, c->lang == LANG_EN ? "en" : "vi");
}

static const char *label_of(Ctx *c, const FormUse *u, const XText *text, const char *name) {
    const char *s = text ? one_line(c->a, xtext_plain(c->a, u->x, text, tongue(c, u->x))) : "";
    return *s ? s : name;
}

/* ---- tables ---- */

static const XField *repeat_of(const XField *f) {
    const XField *up = f->parent;
    while (up && !up->repeat) up = up->parent;
    return up;
}

static int table_of(const Making *m, const XField *f) {
    const XField *r = repeat_of(f);
    return r ? m->table[r->index] : 0;
}

static Asked *find_asked(const ResultPlan *p, int64_t question, int table) {
    for (Asked *k = p->asked; k; k = k->next)
        if (k->question == question && (table < 0 ? k->table > 0 : k->table == table)) return k;
    return NULL;
}

/* The table in which newer versions have a question of this repeat. */
static int known_table(const Making *m, const FormUse *u, const XField *r, int up) {
    for (int i = 0; i < u->places; i++) {
        if (repeat_of(u->field[i]) != r) continue;
        const Asked *k = find_asked(m->p, m->question[i], -1);
        if (k && !m->in_use[k->table] && m->p->table[k->table].up == up) return k->table;
    }
    for (int t = 1; t < m->p->tables; t++)
        if (!m->in_use[t] && m->p->table[t].up == up && strcmp(m->p->table[t].name, r->name) == 0)
            return t;
    return 0;
}

static int new_table(Making *m, const FormUse *u, const XField *r, int up) {
    ResultPlan *p = m->p;
    if (p->tables == RESULT_TABLES_MAX) return 0;
    const XText *text = r->loop ? r->loop->label : NULL;
    if (!text && r->loop && r->loop->parent) text = r->loop->parent->label;
    p->table[p->tables] = (ResultTable){.name = r->name, .label = label_of(m->c, u, text, r->name),
                                        .up = up, .depth = p->table[up].depth + 1};
    return p->tables++;
}

static Err find_tables(Making *m, const FormUse *u) {
    int n = xform_fields(u->x);
    m->table = arena_take(m->c->a, (size_t)(n + 1) * sizeof *m->table);
    memset(m->in_use, 0, sizeof m->in_use);
    for (int i = 0; i < n; i++) {
        const XField *f = xform_field(u->x, i);
        if (!f->repeat) continue;
        int up = table_of(m, f), t = known_table(m, u, f, up);
        if (!t) t = new_table(m, u, f, up);
        if (!t) return "results.columns.many";
        m->table[f->index] = t;
        m->in_use[t] = true;
    }
    return NULL;
}

/* ---- questions ---- */

static bool is(const char *a, const char *b) { return a && strcmp(a, b) == 0; }

/* What is no answer (a note), what names the interviewer, and in the mode "open" what tells
 * when or from where it came (R1). */
static bool left_out(const ResultPlan *p, const XField *f, const char *kind) {
    bool note = is(f->readonly, "true()") && !f->calculate && !f->preload && !*f->preset;
    if (note && is(kind, "text")) return true;
    if (f->control && xcontrol_appears(f->control, "label")) return true; /* heads of a table */
    if (is(f->preload, "property") && (p->open || !p->ask.names)) return true;
    if (p->open && (is(f->preload, "timestamp") || is(f->preload, "date"))) return true;
    bool shape = f->type == X_GEOTRACE || f->type == X_GEOSHAPE;
    return shape && !p->ask.exact;
}

static Asked *add_asked(Making *m, const FormUse *u, const XField *f, int64_t question,
                        const char *name, const char *kind) {
    Asked *k = *m->end = arena_new(m->c->a, Asked);
    const XText *label = f->control ? f->control->label : NULL;
    *k = (Asked){.question = question, .name = name, .kind = kind, .use = u, .field = f,
                 .label = label_of(m->c, u, label, f->name), .table = table_of(m, f),
                 .versions = "", .columns = left_out(m->p, f, kind) ? 0 : 1,
                 .ranked = f->control && f->control->kind == X_RANK};
    m->end = &k->next;
    return k;
}

static void add_codes(Making *m, const FormUse *u, const XField *f, Asked *k) {
    int n;
    if (!f->control || (!is(k->kind, "one") && !is(k->kind, "many"))) return;
    const XChoice *h = xform_choices(m->c->a, u->x, f->control, tongue(m->c, u->x), &n);
    for (int i = 0; i < n; i++)
        codes_add(m->c->a, &k->codes, h[i].value, one_line(m->c->a, h[i].label));
}

static void read_places(Making *m, const FormUse *u) {
    Rows q = db_query(m->c, "SELECT place, question FROM form_place WHERE version = $1", V(u->id));
    m->question = arena_take(m->c->a, (size_t)(u->places + 1) * sizeof *m->question);
    while (db_next(&q)) {
        int64_t i = row_int(&q, 0);
        if (i >= 0 && i < u->places) m->question[i] = row_int(&q, 1);
    }
}

static const Question *question_in(const Question *q, int64_t id) {
    while (q && q->id != id) q = q->next;
    return q;
}

static Err add_version(Making *m, const VersionRow *v, const FormUse *u) {
    ResultPlan     *p = m->p;
    const Question *all = form_questions(m->c, v->form, v->id);
    VersionMap     *map = &p->version[p->versions++];
    read_places(m, u);
    Err e = find_tables(m, u);
    map->use = u;
    map->of = arena_take(m->c->a, (size_t)(u->places + 1) * sizeof *map->of);
    for (int i = 0; i < u->places && !e; i++) {
        const XField   *f = u->field[i];
        const Question *q = question_in(all, m->question[i]);
        if (!q) continue;
        Asked *k = find_asked(p, q->id, table_of(m, f));
        if (!k) k = add_asked(m, u, f, q->id, q->name, q->kind);
        if (!k->columns) continue;
        add_codes(m, u, f, k);
        k->versions = arena_print(m->c->a, "%s%s%s", k->versions, *k->versions ? ", " : "",
                                  *v->version ? v->version : "-");
        map->of[i] = k;
    }
    return e;
}

/* ---- columns ---- */

typedef struct FixedColumn { ResultFixed what; const char *name, *label; ResultKind kind; }
    FixedColumn;
static const FixedColumn fixed_columns[] = {
    {FIXED_ROW,      "row",      "results.column.row",      RESULT_NUMBER},
    {FIXED_INSTANCE, "instance", "results.column.instance", RESULT_TEXT},
    {FIXED_VERSION,  "version",  "results.column.version",  RESULT_TEXT},
    {FIXED_CHANNEL,  "channel",  "results.column.channel",  RESULT_TEXT},
    {FIXED_DAY,      "day",      "results.column.day",      RESULT_DAY},
    {FIXED_REVIEW,   "review",   "results.column.review",   RESULT_TEXT},
    {FIXED_SECONDS,  "seconds",  "results.column.seconds",  RESULT_NUMBER},
    {FIXED_WRONG,    "wrong",    "results.column.wrong",    RESULT_NUMBER},
    {FIXED_MISSING,  "missing_files", "results.column.missing", RESULT_NUMBER},
    {FIXED_EDITS,    "edits",    "results.column.edits",    RESULT_NUMBER},
    {FIXED_STAFF,    "interviewer", "results.column.staff", RESULT_NUMBER},
    {FIXED_NAME,     "interviewer_name", "results.column.name", RESULT_TEXT},
    {FIXED_STRATUM,  "stratum",  "results.column.stratum",  RESULT_NUMBER},
    {FIXED_PSU,      "psu",      "results.column.psu",      RESULT_NUMBER},
    {FIXED_AREA,     "area",     "results.column.area",     RESULT_NUMBER},
    {FIXED_DISTRICT, "district", "results.column.district", RESULT_TEXT},
    {FIXED_BASE,     "base",     "results.column.base",     RESULT_NUMBER},
};
enum { FIXED_COLUMNS = sizeof fixed_columns / sizeof *fixed_columns };

static bool has_fixed(const ResultPlan *p, ResultFixed f) {
    bool tells = f == FIXED_INSTANCE || f == FIXED_DAY || f == FIXED_STAFF || f == FIXED_NAME;
    bool drawn = f >= FIXED_STRATUM && f <= FIXED_BASE;
    if (drawn) return strcmp(p->s->sampling, "probability") == 0;
    return !(p->open && tells) && (f != FIXED_NAME || p->ask.names);
}

static ResultColumn *add_column(Making *m, ResultTable *t) {
    (void)m;
    return &t->column[t->columns++];
}

static void put_fixed(Making *m) {
    ResultTable *t = m->p->table;
    for (int i = 0; i < FIXED_COLUMNS; i++) {
        const FixedColumn *f = &fixed_columns[i];
        if (!has_fixed(m->p, f->what)) continue;
        *add_column(m, t) = (ResultColumn){name_take(&m->names, f->name, NULL),
                                           tr(m->c, f->label), f->kind, f->what, NULL, -1, 0};
    }
}

/* Which answer a row of a repeat belongs to, and the number of each repeat that it is in. */
static void put_keys(Making *m, ResultTable *t) {
    ResultPlan *p = m->p;
    int         chain[CELL_REPEATS_MAX], n = 0;
    for (const ResultTable *up = t; up != p->table && n < CELL_REPEATS_MAX;
         up = &p->table[up->up])
        chain[n++] = (int)(up - p->table);
    *add_column(m, t) = (ResultColumn){"row", tr(m->c, "results.column.key"), RESULT_NUMBER,
                                       FIXED_ROW, NULL, -1, 0};
    while (n--) {
        const ResultTable *up = &p->table[chain[n]];
        const char *name = arena_print(m->c->a, "%.28s_no", up->name);
        *add_column(m, t) = (ResultColumn){
            name_take(&(Names){.a = m->c->a}, name, NULL),
            trf(m->c, "results.column.counter", V(up->label)), RESULT_NUMBER, FIXED_COUNTER,
            NULL, t->depth - n - 1, 0};
    }
}

static ResultKind kind_of(const Asked *k) {
    if (is(k->kind, "number")) return RESULT_NUMBER;
    if (is(k->kind, "day")) return RESULT_DAY;
    return is(k->kind, "one") && k->codes.n ? RESULT_CODE : RESULT_TEXT;
}

static bool is_point(const Asked *k) {
    return is(k->kind, "place") && k->field->type == X_GEOPOINT;
}

static int columns_of(const ResultPlan *p, const Asked *k) {
    if (is_point(k)) return p->ask.exact ? 4 : 2;
    return is(k->kind, "many") ? 1 + k->codes.n : 1;
}

static void put_marks(Making *m, ResultTable *t, const Asked *k, const char *name) {
    for (int i = 0; i < k->codes.n; i++) {
        const char *liked = arena_print(m->c->a, "%.*s_%s", RESULT_NAME_MAX - 4, name,
                                        k->codes.code[i].value);
        *add_column(m, t) = (ResultColumn){
            name_take(&m->names, liked, NULL),
            arena_print(m->c->a, "%s: %s", k->label, k->codes.code[i].label),
            k->ranked ? RESULT_NUMBER : RESULT_MARK, FIXED_NONE, k, i, 0};
    }
}

static void put_point(Making *m, ResultTable *t, const Asked *k, const char *name) {
    static const char *const part[] = {"lat", "lon", "alt", "acc"};
    for (int i = 0; i < k->columns; i++)
        *add_column(m, t) = (ResultColumn){
            name_take(&m->names, arena_print(m->c->a, "%.28s_%s", name, part[i]), NULL),
            arena_print(m->c->a, "%s (%s)", k->label, part[i]), RESULT_NUMBER, FIXED_NONE, k, i,
            0};
}

static void put_asked(Making *m, Asked *k, const char *name) {
    ResultTable *t = &m->p->table[k->table];
    k->at = t->columns;
    if (is_point(k)) {
        put_point(m, t, k, name);
        return;
    }
    *add_column(m, t) = (ResultColumn){name, k->label, kind_of(k), FIXED_NONE, k, -1, 0};
    if (is(k->kind, "many")) put_marks(m, t, k, name);
}

/* Names go to questions in the order in which they came to be. */
static int by_age(const void *x, const void *y) {
    const Asked *a = *(Asked *const *)x, *b = *(Asked *const *)y;
    return a->question != b->question ? (a->question > b->question) - (a->question < b->question)
                                      : a->table - b->table;
}

static const char **name_all(Making *m, Asked **all, int n) {
    Asked      **old = arena_take(m->c->a, (size_t)(n + 1) * sizeof *old);
    const char **name = arena_take(m->c->a, (size_t)(n + 1) * sizeof *name);
    memcpy(old, all, (size_t)n * sizeof *old);
    qsort(old, (size_t)n, sizeof *old, by_age);
    for (int i = 0; i < n; i++) {
        const char *dot = strrchr(old[i]->name, '.');
        const char *last = dot && dot[1] ? dot + 1 : old[i]->name;
        const char *taken = name_take(&m->names, last, old[i]->name);
        for (int k = 0; k < n; k++)
            if (all[k] == old[i]) name[k] = taken;
    }
    return name;
}

static Err lay_out(Making *m) {
    ResultPlan *p = m->p;
    int         n = 0, room[RESULT_TABLES_MAX] = {0}, sum = 0;
    for (Asked *k = p->asked; k; k = k->next) {
        codes_number(m->c->a, &k->codes);
        if (!k->columns) continue;
        k->columns = columns_of(p, k);
        room[k->table] += k->columns;
        sum += k->columns;
        n++;
    }
    if (sum > RESULT_COLUMNS_MAX) return "results.columns.many";
    Asked **all = arena_take(m->c->a, (size_t)(n + 1) * sizeof *all), **at = all;
    for (Asked *k = p->asked; k; k = k->next)
        if (k->columns) *at++ = k;
    for (int t = 0; t < p->tables; t++)
        p->table[t].column = arena_take(m->c->a, (size_t)(room[t] + FIXED_COLUMNS +
                                                          CELL_REPEATS_MAX) * sizeof(ResultColumn));
    put_fixed(m);
    for (int t = 1; t < p->tables; t++) put_keys(m, &p->table[t]);
    const char **name = name_all(m, all, n);
    for (int i = 0; i < n; i++) put_asked(m, all[i], name[i]);
    return NULL;
}

/* What a version did not ask is empty in another way than what nobody answered. */
static void make_blanks(Making *m) {
    ResultPlan *p = m->p;
    for (int i = 0; i < p->versions; i++) {
        VersionMap *v = &p->version[i];
        v->blank = arena_take(m->c->a, (size_t)p->tables * sizeof *v->blank);
        for (int t = 0; t < p->tables; t++)
            v->blank[t] = arena_take(m->c->a, (size_t)(p->table[t].columns + 1) * sizeof(Cut));
        for (Asked *k = p->asked; k; k = k->next) {
            bool there = false;
            for (int n = 0; n < v->use->places && !there; n++) there = v->of[n] == k;
            for (int n = 0; n < k->columns && !there; n++) v->blank[k->table][k->at + n].s = "";
        }
    }
}

/* ---- who ---- */

static void count_answers(Ctx *c, ResultPlan *p) {
    Rows q = db_query(c, "SELECT count(*), COALESCE(sum(CASE WHEN length(cells) = 0 THEN 1 ELSE 0"
                         " END), 0) FROM submission WHERE survey = $1"
                         " AND ($2 = 1 OR review <> 'rejected')",
                      V(p->s->id), V((int)p->ask.rejected));
    while (db_next(&q)) {
        p->answers = row_int(&q, 0);
        p->sealed = row_int(&q, 1);
    }
}

/* Those who asked get numbers, the same in each export: their names are asked for apart. */
static void number_staff(Ctx *c, ResultPlan *p) {
    int64_t *list = NULL;
    int      room = 0;
    Rows     q = db_query(c, "SELECT DISTINCT staff FROM submission WHERE survey = $1"
                             " AND staff IS NOT NULL ORDER BY staff", V(p->s->id));
    while (db_next(&q)) {
        if (p->staffs == room) {
            int64_t *more = arena_take(c->a, (size_t)(room = 2 * room + 64) * sizeof *more);
            if (p->staffs) memcpy(more, list, (size_t)p->staffs * sizeof *more);
            list = more;
        }
        list[p->staffs++] = row_int(&q, 0);
    }
    p->staff = list;
    const char **name = arena_take(c->a, (size_t)(p->staffs + 1) * sizeof *name);
    for (int i = 0; i < p->staffs; i++) name[i] = p->ask.names ? staff_name(c, list[i]) : "";
    p->staff_name = name;
}

Err plan_make(Ctx *c, const Survey *s, const ExportAsk *k, ResultPlan **out) {
    const VersionRow *v = form_versions(c, s->form);
    int               n = 0;
    ResultPlan       *p = *out = arena_new(c->a, ResultPlan);
    for (const VersionRow *x = v; x; x = x->next) n++;
    *p = (ResultPlan){.s = s, .ask = *k, .open = strcmp(s->mode, "open") == 0, .tables = 1,
                      .version = arena_take(c->a, (size_t)(n + 1) * sizeof(VersionMap)),
                      .table = arena_take(c->a, RESULT_TABLES_MAX * sizeof(ResultTable))};
    p->table[0] = (ResultTable){.name = "answers", .label = s->title};
    Making m = {.c = c, .p = p, .end = &p->asked, .names = {.a = c->a}};
    Err    e = NULL;
    for (; v && !e; v = v->next) {
        const FormUse *u = v->published ? form_use(c, v->id) : NULL;
        if (u) e = add_version(&m, v, u);
    }
    if (!e && !p->versions) e = "results.form.missing";
    if (!e) e = lay_out(&m);
    if (e) return e;
    make_blanks(&m);
    count_answers(c, p);
    number_staff(c, p);
    if (strcmp(s->sampling, "probability") == 0) p->areas = areas_on(c, s->since);
    return NULL;
}

const VersionMap *plan_version(const ResultPlan *p, int64_t version) {
    for (int i = 0; i < p->versions; i++)
        if (p->version[i].use->id == version) return &p->version[i];
    return NULL;
}
