/* assess.c - assessments: stored figures, the lists that people make of them, and who
 * approves those. */
#include "inspect/assess.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

bool assess_is(const Assessment *a, const char *stage) { return strcmp(a->stage, stage) == 0; }

bool assess_may(Ctx *c, const Assessment *a) { return org_may(c, RIGHT_JUDGE, a->unit); }

/* What is approved is the whole staff's to read; before, those who judge or inspect. */
static bool knows(Ctx *c, const Assessment *a) {
    return assess_is(a, "approved") || assess_may(c, a) || org_may(c, RIGHT_INSPECT, a->unit);
}

bool assess_opens(Ctx *c, const Assessment *a, int64_t unit) {
    return org_may(c, RIGHT_VIEW, unit) && knows(c, a);
}

/* ---- Reading ---- */

#define COLUMNS                                                                          \
    "id, period, since, until, unit, level, beneath, formula, known, seed, outside, hash," \
    " stage, reason, proposer, judge, judged, version, at, who"

static Assessment *read_row(Rows *q, Arena *a) {
    Assessment *x = arena_new(a, Assessment);
    *x = (Assessment){.id = row_int(q, 0), .period = row_text(q, 1), .since = row_text(q, 2),
                      .until = row_text(q, 3), .unit = row_int(q, 4), .level = row_int(q, 5),
                      .beneath = row_int(q, 6) != 0, .formula = row_int(q, 7),
                      .known = row_int(q, 8), .seed = row_int(q, 9), .outside = row_int(q, 10),
                      .hash = row_text(q, 11), .stage = row_text(q, 12),
                      .reason = row_text(q, 13), .proposer = row_int(q, 14),
                      .judge = row_int(q, 15), .judged = row_int(q, 16),
                      .version = row_int(q, 17), .at = row_int(q, 18), .who = row_int(q, 19)};
    return x;
}

static const Assessment *read_list(Ctx *c, int64_t id) {
    Assessment *first = NULL, **end = &first;
    Rows q = db_query(c, "SELECT " COLUMNS " FROM assessment WHERE $1 = 0 OR id = $1"
                         " ORDER BY until DESC, id DESC LIMIT 200", V(id));
    while (db_next(&q)) {
        *end = read_row(&q, c->a);
        end = &(*end)->next;
    }
    end = &first;
    while (*end) {
        if (knows(c, *end)) end = &(*end)->next;
        else *end = (*end)->next;
    }
    return first;
}

const Assessment *assess_list(Ctx *c) { return read_list(c, 0); }

Assessment *assess_get(Ctx *c, int64_t id) {
    return id ? (Assessment *)(uintptr_t)read_list(c, id) : NULL;
}

static int64_t count_units(Ctx *c, int64_t assessment) {
    int64_t n = 0;
    Err     e = db_int(c, &n, "SELECT count(*) FROM assessment_unit WHERE assessment = $1",
                       V(assessment));
    return e ? 0 : n;
}

AssessRow *assess_row(const Assessed *x, int64_t unit) {
    for (int i = 0; i < x->n; i++)
        if (x->row[i].unit == unit) return &x->row[i];
    return NULL;
}

static void read_cells(Ctx *c, const Assessment *a, Assessed *x) {
    Rows q = db_query(c, "SELECT unit, indicator, top, n FROM assessment_cell"
                         " WHERE assessment = $1",
                      V(a->id));
    while (db_next(&q)) {
        AssessRow *u = assess_row(x, row_int(&q, 0));
        int        i = indicator_of(row_text(&q, 1));
        if (!u || i < 0) fatal("an assessment holds something else");
        u->cell[i] = (Portion){row_int(&q, 2), row_int(&q, 3)};
        x->all[i].top += row_int(&q, 2);
        x->all[i].n += row_int(&q, 3);
    }
}

Assessed assess_rows(Ctx *c, const Assessment *a) {
    Assessed x = {.outside = a->outside, .hash = a->hash};
    x.row = arena_take(c->a, (size_t)(count_units(c, a->id) + 1) * sizeof *x.row);
    Rows q = db_query(c,
        "SELECT unit, name, owed, waiting, points, rank, low, high, proposal, choice, reason,"
        " chooser, chosen FROM assessment_unit WHERE assessment = $1"
        " ORDER BY CASE WHEN rank > 0 THEN rank ELSE 1000000 END, name, unit", V(a->id));
    while (db_next(&q)) {
        AssessRow *u = &x.row[x.n++];
        *u = (AssessRow){.unit = row_int(&q, 0), .name = row_text(&q, 1), .owed = row_int(&q, 2),
                         .waiting = row_int(&q, 3), .points = row_real(&q, 4),
                         .rank = row_int(&q, 5), .low = row_int(&q, 6), .high = row_int(&q, 7),
                         .proposal = row_text(&q, 8), .choice = row_text(&q, 9),
                         .reason = row_text(&q, 10), .chooser = row_int(&q, 11),
                         .chosen = row_int(&q, 12)};
        if (!u->owed) u->points = NAN;
        x.ranked += u->rank > 0;
    }
    read_cells(c, a, &x);
    return x;
}

/* ---- Making ---- */

Assessment assess_blank(const Ctx *c) {
    int year = atoi(c->today), month = atoi(c->today + 5), begin = (month - 1) / 3 * 3 - 2;
    if (begin < 1) begin += 12, year--;
    const char *next = begin == 10 ? arena_print(c->a, "%04d-01-01", year + 1)
                                   : arena_print(c->a, "%04d-%02d-01", year, begin + 3);
    return (Assessment){.period = "quarter", .level = 2, .stage = "draft", .reason = "",
                        .since = arena_print(c->a, "%04d-%02d-01", year, begin),
                        .until = day_add(c->a, next, -1)};
}

/* The first instant behind a day, in Vietnam. */
static int64_t day_over(const char *day) {
    const int64_t day_ms = 24 * 3600 * 1000LL;
    return (day_number(day) + 1) * day_ms - ZONE_MS;
}

/* How many months a period has; 0 for one of any days, -1 for none that is known. */
static int months_of(const char *period) {
    static const struct { const char *name; int months; } known[] = {
        {"month", 1}, {"quarter", 3}, {"half", 6}, {"year", 12}, {"other", 0}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i].name, period) == 0) return known[i].months;
    return -1;
}

const char *assess_until(Arena *a, const char *period, const char *since) {
    int months = months_of(period), year = atoi(since), next = atoi(since + 5) + months;
    return day_add(a, arena_print(a, "%04d-%02d-01", next > 12 ? year + 1 : year,
                                  next > 12 ? next - 12 : next), -1);
}

static bool period_fits(Ctx *c, const Assessment *a) {
    int months = months_of(a->period);
    if (months == 0) return true;
    return months > 0 && strcmp(a->since + 8, "01") == 0 &&
           (atoi(a->since + 5) - 1) % months == 0 &&
           strcmp(a->until, assess_until(c->a, a->period, a->since)) == 0;
}

static Err check(Ctx *c, Assessment *a) {
    if (!date_ok(a->since)) return "assess.since.missing";
    if (!date_ok(a->until)) return "assess.until.missing";
    if (!period_fits(c, a)) return "assess.period.bad";
    if (strcmp(a->since, a->until) > 0) return "assess.since.order";
    if (strcmp(a->until, c->today) >= 0) return "assess.until.future";
    if (!a->unit || (a->level != 0 && a->level != 2 && a->level != 3)) return "assess.unit.missing";
    if (!org_may(c, RIGHT_JUDGE, a->unit)) return "http.forbidden";
    if (a->known > c->now) return "assess.known.future";
    return a->known < day_over(a->until) ? "assess.known.early" : NULL;
}

const char *assess_period(const Ctx *c, const Assessment *a) {
    static const char *const quarters[] = {"I", "II", "III", "IV"};
    int64_t year = atoi(a->since), month = atoi(a->since + 5);
    switch (months_of(a->period)) {
    case 1:  return trf(c, "assess.period.month", V(month), V(arena_print(c->a, "%.4s", a->since)));
    case 3:  return trf(c, "assess.period.quarter", V(quarters[(month - 1) / 3]),
                        V(arena_print(c->a, "%.4s", a->since)));
    case 6:  return trf(c, month < 7 ? "assess.period.first" : "assess.period.last",
                        V(arena_print(c->a, "%.4s", a->since)));
    case 12: return trf(c, "assess.period.year", V(arena_print(c->a, "%04d", (int)year)));
    default: return trf(c, "assess.period.other", V(text_day(c, a->since)),
                        V(text_day(c, a->until)));
    }
}

static Err put_row(Ctx *c, const Assessment *a, const AssessRow *u) {
    Err e = db_exec(c,
        "INSERT INTO assessment_unit (assessment, unit, name, owed, waiting, points, rank, low,"
        " high, proposal, choice, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', '')",
        V(a->id), V(u->unit), V(u->name), V(u->owed), V(u->waiting),
        V(isnan(u->points) ? 0 : u->points), V(u->rank), V(u->low), V(u->high), V(u->proposal));
    for (int i = 0; i < INDICATORS && !e; i++)
        e = db_exec(c, "INSERT INTO assessment_cell (assessment, unit, indicator, top, n)"
                       " VALUES ($1, $2, $3, $4, $5)", V(a->id), V(u->unit), V(indicator_names[i]),
                    V(u->cell[i].top), V(u->cell[i].n));
    return e;
}

static Err put(Ctx *c, Assessment *a) {
    return db_int(c, &a->id,
        "INSERT INTO assessment (period, since, until, unit, level, beneath, formula, known, seed,"
        " outside, hash, stage, reason, version, at, who) VALUES ($1, $2, $3, $4, $5, $6, $7, $8,"
        " $9, $10, $11, 'draft', '', 1, $12, $13) RETURNING id", V(a->period), V(a->since),
        V(a->until), V(a->unit), V(a->level), V(a->beneath), V(a->formula), V(a->known), V(a->seed),
        V(a->outside), V(a->hash), V(c->now), V(c->who));
}

static Err note_made(Ctx *c, const Assessment *a) {
    Deed d = {.what = "assess.deed.made", .subject = "assess", .id = a->id};
    deed_change(c, &d, "since", "", a->since);
    deed_change(c, &d, "until", "", a->until);
    deed_change(c, &d, "unit", "", arena_print(c->a, "%" PRId64, a->unit));
    deed_change(c, &d, "hash", "", a->hash);
    return audit_note(c, &d);
}

Err assess_make(Ctx *c, Assessment *a) {
    Assessed x;
    if (!a->known) a->known = c->now;
    Err            e = check(c, a);
    const Formula *f = e ? NULL : formula_on(c, a->until);
    if (!e && !f) e = "assess.formula.none";
    if (e) return e;
    a->formula = f->id;
    a->seed = a->known % 1000000007; /* anybody can find it; nobody chooses it */
    e = assess_count(c, a, f, &x);
    if (e) return e;
    a->hash = x.hash;
    a->outside = x.outside;
    e = put(c, a);
    for (int i = 0; i < x.n && !e; i++) e = put_row(c, a, &x.row[i]);
    return e ? e : note_made(c, a);
}

Err assess_again(Ctx *c, const Assessment *a) {
    Assessed       x;
    const Formula *f = formula_get(c, a->formula);
    if (!f) fatal("an assessment without its formula");
    Err e = assess_count(c, a, f, &x);
    if (e) return e;
    return strcmp(x.hash, a->hash) == 0 ? NULL : "assess.figures.differ";
}

/* ---- Lists ---- */

static Err reason_ok(const char *reason) {
    if (text_blank(reason)) return "assess.reason.missing";
    return strlen(reason) > ASSESS_REASON_MAX ? "assess.reason.long" : NULL;
}

/* Who may change it, in which stage. */
static Err may_change(Ctx *c, const Assessment *a, const char *stage) {
    if (!assess_may(c, a)) return "http.forbidden";
    return assess_is(a, stage) ? NULL : "assess.stage.other";
}

/* The next version; only of the one that was read. */
static Err step(Ctx *c, const Assessment *a) {
    Err  e = "clash.version.stale";
    Rows q = db_query(c, "UPDATE assessment SET version = version + 1"
                         " WHERE id = $1 AND version = $2 RETURNING id", V(a->id), V(a->version));
    while (db_next(&q)) e = NULL;
    return q.err ? q.err : e;
}

Err assess_choose(Ctx *c, const Assessment *a, int64_t unit, const char *choice,
                  const char *reason) {
    Deed       d = {.what = "assess.deed.chosen", .subject = "assess", .id = a->id,
                    .reason = reason};
    Assessed   x = assess_rows(c, a);
    AssessRow *u = assess_row(&x, unit);
    bool       listed = strcmp(choice, "commend") == 0 || strcmp(choice, "correct") == 0;
    Err        e = may_change(c, a, "draft");
    if (e) return e;
    if (!u) return "http.missing";
    if (*choice && !listed) return "assess.choice.bad";
    if (*choice || *u->proposal) e = reason_ok(reason); /* (5) */
    if (!e && strlen(reason) > ASSESS_REASON_MAX) e = "assess.reason.long";
    if (!e) e = step(c, a);
    if (!e) e = db_exec(c, "UPDATE assessment_unit SET choice = $3, reason = $4, chooser = $5,"
                           " chosen = $6 WHERE assessment = $1 AND unit = $2", V(a->id), V(unit),
                        V(choice), V(reason), V(c->who), V(c->now));
    deed_change(c, &d, "unit", "", arena_print(c->a, "%" PRId64, unit));
    deed_change(c, &d, "choice", u->choice, choice);
    return e ? e : audit_note(c, &d);
}

int64_t assess_left(const Assessed *x) {
    int64_t n = 0;
    for (int i = 0; i < x->n; i++) n += *x->row[i].proposal && !x->row[i].chooser;
    return n;
}

/* ---- Approval ---- */

typedef struct Turn { const char *stage, *what, *reason; bool judged; } Turn;

static Err turn(Ctx *c, const Assessment *a, const Turn *t) {
    Deed d = {.what = t->what, .subject = "assess", .id = a->id, .reason = t->reason};
    Err  e = step(c, a);
    if (!e && t->judged)
        e = db_exec(c, "UPDATE assessment SET stage = $2, judge = $3, judged = $4, reason = $5"
                       " WHERE id = $1", V(a->id), V(t->stage), V(c->who), V(c->now),
                    V(t->reason ? t->reason : ""));
    else if (!e)
        e = db_exec(c, "UPDATE assessment SET stage = $2, proposer = $3 WHERE id = $1", V(a->id),
                    V(t->stage), V(c->who));
    deed_change(c, &d, "stage", a->stage, t->stage);
    return e ? e : audit_note(c, &d);
}

Err assess_propose(Ctx *c, const Assessment *a) {
    Assessed x = assess_rows(c, a);
    Err      e = may_change(c, a, "draft");
    if (e) return e;
    if (assess_left(&x)) return "assess.choice.left";
    return turn(c, a, &(Turn){"proposed", "assess.deed.proposed", NULL, false});
}

/* Has c->who had a hand in it? */
static bool took_part(Ctx *c, const Assessment *a) {
    const Assessed x = assess_rows(c, a);
    bool           did = a->who == c->who || a->proposer == c->who;
    for (int i = 0; i < x.n; i++) did |= x.row[i].chooser == c->who;
    return did;
}

Err assess_approve(Ctx *c, const Assessment *a) {
    Err e = may_change(c, a, "proposed");
    if (e) return e;
    if (took_part(c, a)) return "assess.judge.self";
    return turn(c, a, &(Turn){"approved", "assess.deed.approved", NULL, true});
}

Err assess_return(Ctx *c, const Assessment *a, const char *reason) {
    Err e = may_change(c, a, "proposed");
    if (!e) e = reason_ok(reason);
    return e ? e : turn(c, a, &(Turn){"draft", "assess.deed.returned", reason, true});
}

Err assess_withdraw(Ctx *c, const Assessment *a, const char *reason) {
    Err e = may_change(c, a, "approved");
    if (!e) e = reason_ok(reason);
    return e ? e : turn(c, a, &(Turn){"withdrawn", "assess.deed.withdrawn", reason, true});
}
