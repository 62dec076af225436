/* import_work.c - rows of tables as tasks and as days off. */
#include "work/parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- tasks: a row becomes a draft ---- */

enum {
    T_WORK, T_LEAD, T_PERSON, T_DUE, T_DAYS, T_PRODUCT, T_INDICATOR, T_TARGET, T_MEASURE,
    T_ANSWERABLE, T_AUTHORITY, T_URGENT, T_SYMBOL, T_CLAUSE, T_QUOTE, T_NOTE
};
static const ImportColumn task_columns[] = {
    {"work",       "task.work",           "import.also.work",       SHEET_TEXT,   60, true},
    {"lead",       "task.lead",           "import.also.lead",       SHEET_TEXT,   28, false},
    {"person",     "task.person",         NULL,                     SHEET_TEXT,   24, false},
    {"due",        "task.due",            "import.also.due",        SHEET_DAY,    12, false},
    {"days",       "task.days",           NULL,                     SHEET_NUMBER, 10, false},
    {"product",    "task.product",        "import.also.product",    SHEET_TEXT,   32, false},
    {"indicator",  "task.indicator",      NULL,                     SHEET_TEXT,   24, false},
    {"target",     "task.target",         NULL,                     SHEET_NUMBER, 10, false},
    {"measure",    "task.measure",        NULL,                     SHEET_TEXT,   12, false},
    {"answerable", "task.answerable",     "import.also.answerable", SHEET_TEXT,   24, false},
    {"authority",  "task.authority.word", NULL,                     SHEET_TEXT,   24, false},
    {"urgent",     "task.urgent",         NULL,                     SHEET_TEXT,    8, false},
    {"symbol",     "task.symbol",         "import.also.symbol",     SHEET_TEXT,   18, false},
    {"clause",     "task.clause",         "list.clause",            SHEET_TEXT,   18, false},
    {"quote",      "task.quote",          NULL,                     SHEET_TEXT,   40, false},
    {"note",       "task.note",           NULL,                     SHEET_TEXT,   32, false},
    {0}
};

static Err find_one(Ctx *c, Import *m, ImportOf of, const char *name, Err unknown, Err many,
                    int64_t *id) {
    *id = text_blank(name) ? 0 : import_find(c, m, of, name);
    if (text_blank(name)) return NULL;
    return *id > 0 ? NULL : *id < 0 ? many : unknown;
}

/* A number of a workbook has a point, whoever reads it; one of text is as people write it. */
static Err read_target(Ctx *c, const Import *m, const ImportRow *r, double *out) {
    const char *s = import_text(m, r, T_TARGET);
    *out = NAN;
    if (text_blank(s)) return NULL;
    if (r->cell[m->from[T_TARGET]].kind == TABLE_NUMBER) {
        *out = strtod(s, NULL);
        return NULL;
    }
    return text_real_parse(c, s, out) ? "task.target.bad" : NULL;
}

static Err read_days(Ctx *c, const Import *m, const ImportRow *r, Task *t) {
    if (t->due || text_blank(import_text(m, r, T_DAYS))) return NULL;
    if (text_int_parse(c, import_text(m, r, T_DAYS), &t->due_days)) return "task.days.bad";
    if (t->due_days < 1 || t->due_days > WORKDAYS_MAX) return "task.days.range";
    t->due_from = c->today;
    t->due = workday_after(c, t->due_from, t->due_days, NULL);
    return NULL;
}

static Err read_task(Ctx *c, Import *m, const ImportRow *r, Task *t) {
    *t = task_blank();
    t->work = import_text(m, r, T_WORK);
    t->product = import_text(m, r, T_PRODUCT);
    t->indicator = import_text(m, r, T_INDICATOR);
    t->measure = import_text(m, r, T_MEASURE);
    t->authority = import_text(m, r, T_AUTHORITY);
    t->clause = import_text(m, r, T_CLAUSE);
    t->quote = import_text(m, r, T_QUOTE);
    t->note = import_text(m, r, T_NOTE);
    t->urgent = import_yes(c, import_text(m, r, T_URGENT));
    Err e = find_one(c, m, IMPORT_UNIT, import_text(m, r, T_LEAD), "import.lead.unknown",
                     "import.lead.many", &t->lead);
    if (!e) e = find_one(c, m, IMPORT_PERSON, import_text(m, r, T_PERSON), "import.person.unknown",
                         "import.person.many", &t->lead_staff);
    if (!e) e = find_one(c, m, IMPORT_PERSON, import_text(m, r, T_ANSWERABLE),
                         "import.answerable.unknown", "import.answerable.many", &t->answerable);
    if (!e) e = import_day(c, m, r, T_DUE, "task.due.bad", &t->due);
    if (!e) e = read_days(c, m, r, t);
    if (!e) e = read_target(c, m, r, &t->target);
    return e ? e : task_symbol(c, import_text(m, r, T_SYMBOL), t);
}

static Err take_task(Ctx *c, Import *m, const ImportRow *r, bool store) {
    Task t;
    Err  e = read_task(c, m, r, &t);
    if (!m->extra) m->extra = drafts_open(c);
    return e ? e : store ? drafts_add(c, m->extra, &t) : drafts_check(c, m->extra, &t);
}

static Err close_tasks(Ctx *c, Import *m) { return m->extra ? drafts_close(c, m->extra) : NULL; }

/* A list gives them, with its filter. */
const ImportKind import_task_kind = {
    "task", "import.of.task", "/task?state=draft", RIGHT_ISSUE, RIGHT_VIEW, NULL, task_columns,
    take_task, close_tasks, NULL
};

/* ---- days off ---- */

enum { H_DAY, H_NAME, H_KIND, H_SOURCE };
static const ImportColumn holiday_columns[] = {
    {"day",    "holiday.day",    NULL, SHEET_DAY,  12, true},
    {"name",   "holiday.name",   NULL, SHEET_TEXT, 40, true},
    {"kind",   "holiday.kind",   NULL, SHEET_TEXT, 12, false},
    {"source", "holiday.source", NULL, SHEET_TEXT, 50, false},
    {0}
};

static Err read_works(Ctx *c, const char *typed, bool *works) {
    const char *folded = text_search_folded(c->a, typed);
    *works = import_heads(c, "holiday.works", folded);
    return *works || !*folded || import_heads(c, "holiday.off", folded) ? NULL : "holiday.kind.bad";
}

static Err take_holiday(Ctx *c, Import *m, const ImportRow *r, bool store) {
    Holiday h = {.name = import_text(m, r, H_NAME), .source = import_text(m, r, H_SOURCE)};
    Err e = import_day(c, m, r, H_DAY, "holiday.day.bad", &h.day);
    if (!e) e = read_works(c, import_text(m, r, H_KIND), &h.works);
    return e ? e : store ? holiday_put(c, &h) : holiday_check(&h);
}

static Err give_holidays(Ctx *c, ExportPut *put, void *arg) {
    Err  e = NULL;
    Rows q = db_query(c, "SELECT day, name, works, CASE WHEN computed = $1 THEN '' ELSE source END"
                         " FROM holiday ORDER BY day", V(1));
    while (!e && db_next(&q)) {
        const Val v[] = {V(row_text(&q, 0)), V(row_text(&q, 1)),
                         V(tr(c, row_int(&q, 2) ? "holiday.works" : "holiday.off")),
                         V(row_text(&q, 3))};
        e = put(arg, v);
    }
    db_stop(&q);
    return e ? e : q.err;
}

const ImportKind import_holiday_kind = {
    "holiday", "import.of.holiday", "/calendar/holidays", RIGHT_ISSUE, RIGHT_VIEW, holiday_may,
    holiday_columns, take_holiday, NULL, give_holidays
};
