/* clear.c - are the five clear?  What a draft must be, what an issued task must
 * be, and advice that refuses nothing. */
#include "work/parts.h"

#include "config/config.h"

#include <math.h>
#include <string.h>

enum { BUSY_DAY = 5 };

static Err check_effect(const Task *t) {
    if (!text_blank(t->product)) return NULL;
    if (text_blank(t->indicator)) return "task.product.missing";
    if (isnan(t->target)) return "task.target.missing";
    return text_blank(t->measure) ? "task.measure.missing" : NULL;
}

static Err check_due(const Ctx *c, const Task *t) {
    if (!t->due) return "task.due.missing";
    return strcmp(t->due, c->today) < 0 ? "task.due.past" : NULL;
}

bool authority_on(Ctx *c) { return strcmp(config_text(c, "task.authority"), "off") != 0; }

Err task_clear(Ctx *c, const Task *t, int rule) {
    switch (rule) {
    case 1: return text_blank(t->work) ? "task.work.missing" : NULL;
    case 2: return t->lead ? NULL : "task.lead.missing";
    case 3: return check_due(c, t);
    case 4: return check_effect(t);
    case 5: return t->answerable ? NULL : "task.answerable.missing";
    case 6:
        return text_blank(t->authority) &&
               strcmp(config_text(c, "task.authority"), "required") == 0
                   ? "task.authority.missing" : NULL;
    default: fatal("no such rule of a task: %d", rule);
    }
}

/* ---- What even a draft must be ---- */

static Err check_lengths(const Task *t) {
    const struct { const char *s; Err e; } texts[] = {
        {t->work, "task.work.long"},           {t->note, "task.note.long"},
        {t->clause, "task.clause.long"},       {t->quote, "task.quote.long"},
        {t->product, "task.product.long"},     {t->indicator, "task.indicator.long"},
        {t->measure, "task.measure.long"},     {t->authority, "task.authority.long"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (strlen(texts[i].s) > TASK_TEXT_MAX) return texts[i].e;
    return NULL;
}

static bool staffed(Ctx *c, int64_t unit, int64_t staff) {
    int64_t n = 0;
    Err e = db_int(c, &n,
        "WITH RECURSIVE " UNITS_BENEATH("under", "SELECT CAST($1 AS BIGINT)", "$2")
        "SELECT count(*) FROM under u JOIN post p ON p.unit = u.unit JOIN appointment a"
        " ON a.post = p.id WHERE a.since <= $2 AND $2 < a.until AND ($3 = 0 OR a.staff = $3)",
        V(unit), V(c->today), V(staff));
    return !e && n > 0;
}

static Err check_lead(Ctx *c, const Task *t) {
    Unit u;
    if (!t->lead) return t->lead_staff ? "task.lead.missing" : NULL;
    if (!unit_on(c, t->lead, c->today, &u)) return "task.lead.unknown";
    if (!org_may(c, RIGHT_ISSUE, t->lead)) return "task.lead.scope";
    if (t->lead_staff && !staffed(c, t->lead, t->lead_staff)) return "task.person.other";
    return NULL;
}

static Err check_partners(Ctx *c, const Task *t) {
    int64_t n = 0;
    Err e = t->lead ? db_int(c, &n, "SELECT count(*) FROM task_partner WHERE task = $1"
                                    " AND unit = $2", V(t->id), V(t->lead)) : NULL;
    return e ? e : n ? "task.lead.partner" : NULL;
}

static Err check_people(Ctx *c, const Task *t) {
    int64_t n = 1;
    Err e = t->answerable ? db_int(c, &n, "SELECT count(*) FROM staff WHERE id = $1 AND"
                                          " (ended IS NULL OR ended > $2)",
                                   V(t->answerable), V(c->today)) : NULL;
    if (!e && n == 0) return "task.answerable.unknown";
    if (!e && t->document)
        e = db_int(c, &n, "SELECT count(*) FROM document WHERE id = $1", V(t->document));
    return e ? e : n ? NULL : "task.document.unknown";
}

static Err check_parent(Ctx *c, const Task *t) {
    const Task *parent = t->parent ? task_get(c, t->parent) : NULL;
    if (t->parent && !parent) return "task.parent.unknown";
    bool beyond = parent && parent->due && t->due && strcmp(t->due, parent->due) > 0;
    return beyond ? "task.due.parent" : NULL;
}

Err task_texts_check(Ctx *c, const Task *t) {
    Err e = task_clear(c, t, 1);
    if (!e && t->due && !task_day_ok(t->due)) e = "task.due.bad";
    return e ? e : check_lengths(t);
}

Err task_named_check(Ctx *c, const Task *t) {
    Err e = check_lead(c, t);
    if (!e && t->id) e = check_partners(c, t);
    return e ? e : check_people(c, t);
}

Err task_check(Ctx *c, const Task *t) {
    Err e = task_texts_check(c, t);
    if (!e) e = task_named_check(c, t);
    return e ? e : check_parent(c, t);
}

/* ---- Advice ---- */

/* Verbs that every report can claim: with a product beside them they are harmless. */
static const char *const vague[] = {"tăng cường", "đẩy mạnh", "quan tâm", "tiếp tục", "nâng cao",
                                    "chú trọng", "phát huy"};

static const char *vague_word(Ctx *c, const char *work) {
    const char *key = arena_print(c->a, " %s ", text_search_exact(c->a, work));
    for (size_t i = 0; i < sizeof vague / sizeof *vague; i++)
        if (strstr(key, arena_print(c->a, " %s ", text_search_exact(c->a, vague[i]))))
            return vague[i];
    return NULL;
}

static int64_t due_that_day(Ctx *c, const Task *t) {
    int64_t n = 0;
    Err e = db_int(c, &n, "SELECT COALESCE(sum(n), 0) FROM task_tally WHERE unit = $1"
                          " AND stage = 'open' AND due = $2 AND late = 0",
                   V(t->lead), V(t->due));
    return e ? 0 : n - (strcmp(t->stage, "open") == 0);
}

static const char *late_partner(Ctx *c, const Task *t) {
    const char *name = NULL;
    Rows q = db_query(c, "SELECT unit FROM task_partner WHERE task = $1 AND due > $2 ORDER BY id",
                      V(t->id), V(t->due));
    while (db_next(&q)) name = unit_name(c, row_int(&q, 0));
    return name;
}

static void add(Ctx *c, const Advice ***end, int rule, const char *text) {
    Advice *a = arena_new(c->a, Advice);
    *a = (Advice){rule, text, NULL};
    **end = a;
    *end = (const Advice **)&a->next;
}

static void advise_due(Ctx *c, const Task *t, const Advice ***end) {
    const char *name;
    if (!workday(c, t->due, &name))
        add(c, end, 3, trf(c, "task.advice.holiday", V(text_weekday(c, t->due)),
                           V(text_day(c, t->due)), V(name ? name : "")));
    int64_t n = t->lead ? due_that_day(c, t) : 0;
    if (n >= BUSY_DAY) add(c, end, 3, trf(c, "task.advice.busy", V(unit_name(c, t->lead)), V(n)));
    name = t->id ? late_partner(c, t) : NULL;
    if (name) add(c, end, 3, trf(c, "task.advice.partner", V(name)));
}

const Advice *task_advice(Ctx *c, const Task *t) {
    const Advice  *first = NULL, **end = &first;
    const char    *verb = text_blank(t->product) ? vague_word(c, t->work) : NULL;
    if (verb) add(c, &end, 1, trf(c, "task.advice.vague", V(verb)));
    if (t->lead && !staffed(c, t->lead, 0))
        add(c, &end, 2, trf(c, "task.advice.nobody", V(unit_name(c, t->lead))));
    if (t->due) advise_due(c, t, &end);
    if (t->lead && t->answerable && !staffed(c, t->lead, t->answerable))
        add(c, &end, 5, trf(c, "task.advice.stranger", V(staff_name(c, t->answerable)),
                            V(unit_name(c, t->lead))));
    return first;
}
