/* formula.c - what units are assessed by: a closed list of indicators, each counted from
 * tasks, and the points that an office gives to each. */
#include "inspect/assess.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

const char *const indicator_names[INDICATORS] = {
    "in_time", "late", "overdue", "returned", "evidence", "extended", "false"};

static const char *const keys[INDICATORS] = {
    "indicator.in.time", "indicator.late", "indicator.overdue", "indicator.returned",
    "indicator.evidence", "indicator.extended", "indicator.false"};

int indicator_of(const char *name) {
    for (int i = 0; i < INDICATORS; i++)
        if (name && strcmp(indicator_names[i], name) == 0) return i;
    return -1;
}

static const char *const rules[INDICATORS] = {
    "indicator.rule.in.time", "indicator.rule.late", "indicator.rule.overdue",
    "indicator.rule.returned", "indicator.rule.evidence", "indicator.rule.extended",
    "indicator.rule.false"};

const char *indicator_key(int indicator) { return keys[indicator]; }
const char *indicator_rule(int indicator) { return rules[indicator]; }

Formula formula_blank(void) {
    Formula f = {.since = "", .name = "", .source = "", .least = FORMULA_LEAST};
    f.weight[IND_IN_TIME] = 60;
    f.weight[IND_EVIDENCE] = 20;
    f.weight[IND_LATE] = 20;
    f.weight[IND_OVERDUE] = -40;
    f.weight[IND_RETURNED] = -10;
    f.weight[IND_FALSE] = -40;
    return f;
}

Err formula_weigh(Formula *f, const char *indicator, int64_t points) {
    int i = indicator_of(indicator);
    if (i < 0) return "formula.indicator.other"; /* (1) */
    if (points < -WEIGHT_MAX || points > WEIGHT_MAX) return "formula.weight.range";
    f->weight[i] = (int)points;
    return NULL;
}

static void read_weights(Ctx *c, Formula *f) {
    Rows q = db_query(c, "SELECT indicator, points FROM formula_weight WHERE formula = $1",
                      V(f->id));
    while (db_next(&q)) {
        Err e = formula_weigh(f, row_text(&q, 0), row_int(&q, 1));
        if (e) fatal("a formula: %s", e);
    }
}

const Formula *formulas(Ctx *c) {
    Formula *first = NULL, **end = &first;
    Rows q = db_query(c, "SELECT id, since, name, source, least, at, who FROM formula"
                         " WHERE $1 = 0 ORDER BY since DESC", V(0));
    while (db_next(&q)) {
        *end = arena_new(c->a, Formula);
        **end = (Formula){.id = row_int(&q, 0), .since = row_text(&q, 1), .name = row_text(&q, 2),
                          .source = row_text(&q, 3), .least = row_int(&q, 4),
                          .at = row_int(&q, 5), .who = row_int(&q, 6)};
        end = &(*end)->next;
    }
    for (Formula *f = first; f; f = f->next) read_weights(c, f);
    return first;
}

const Formula *formula_get(Ctx *c, int64_t id) {
    for (const Formula *f = formulas(c); f; f = f->next)
        if (f->id == id) return f;
    return NULL;
}

const Formula *formula_on(Ctx *c, const char *day) {
    for (const Formula *f = formulas(c); f; f = f->next)
        if (strcmp(f->since, day) <= 0) return f;
    return NULL;
}

static Err check(const Formula *f) {
    bool some = false;
    if (text_blank(f->name)) return "formula.name.missing";
    if (strlen(f->name) > FORMULA_NAME_MAX) return "formula.name.long";
    if (!f->since || !date_ok(f->since)) return "formula.since.missing";
    if (text_blank(f->source)) return "formula.source.missing";
    if (strlen(f->source) > FORMULA_SOURCE_MAX) return "formula.source.long";
    if (f->least < LEAST_MIN || f->least > LEAST_MAX) return "formula.least.range";
    for (int i = 0; i < INDICATORS; i++) {
        if (abs(f->weight[i]) > WEIGHT_MAX) return "formula.weight.range";
        some |= f->weight[i] != 0;
    }
    return some ? NULL : "formula.weight.none";
}

static Err put_weights(Ctx *c, const Formula *f, Deed *d) {
    Err e = NULL;
    for (int i = 0; i < INDICATORS && !e; i++) {
        if (!f->weight[i]) continue;
        deed_change(c, d, indicator_names[i], "", arena_print(c->a, "%d", f->weight[i]));
        e = db_exec(c, "INSERT INTO formula_weight (formula, indicator, points)"
                       " VALUES ($1, $2, $3)", V(f->id), V(indicator_names[i]), V(f->weight[i]));
    }
    return e;
}

Err formula_put(Ctx *c, Formula *f) {
    Deed d = {.what = "formula.deed.new", .subject = "formula"};
    int64_t taken = 0;
    if (!org_may(c, RIGHT_JUDGE, unit_top(c))) return "http.forbidden";
    Err e = check(f);
    if (!e) e = db_int(c, &taken, "SELECT count(*) FROM formula WHERE since = $1", V(f->since));
    if (e || taken) return e ? e : "formula.since.taken";
    e = db_int(c, &f->id, "INSERT INTO formula (since, name, source, least, at, who)"
                          " VALUES ($1, $2, $3, $4, $5, $6) RETURNING id", V(f->since), V(f->name),
               V(f->source), V(f->least), V(c->now), V(c->who));
    d.id = f->id;
    deed_change(c, &d, "name", "", f->name);
    deed_change(c, &d, "since", "", f->since);
    deed_change(c, &d, "least", "", arena_print(c->a, "%" PRId64, f->least));
    if (!e) e = put_weights(c, f, &d);
    return e ? e : audit_note(c, &d);
}

const char *formula_words(const Ctx *c, const Formula *f) {
    Buf b = {.a = c->a};
    for (int i = 0; i < INDICATORS; i++) {
        if (!f->weight[i]) continue;
        buf_text(&b, f->weight[i] < 0 ? (b.len ? " − " : "−") : (b.len ? " + " : ""));
        buf_print(&b, "%d × %s", abs(f->weight[i]), tr(c, keys[i]));
    }
    return b.s ? b.s : "";
}
