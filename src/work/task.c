/* task.c - the task: its row, and where it stands.
 *
 * All changes go through task_put(), so that the tally, the history and the
 * watchers cannot fall behind: a rule lives in its own file, reads a task, sets
 * what the rule sets, and puts it. */
#include "work/parts.h"

#include "text/text.h"

#include <math.h>
#include <string.h>

Val val_figure(double r) { return isnan(r) ? val_text(NULL) : val_real(r); }

bool task_day_ok(const char *day) {
    return day && date_ok(day) && strcmp(day, "1900") > 0 && strcmp(day, "2200") < 0;
}

/* NaN is the same as NaN. */
static bool same_figure(double a, double b) { return a == b || (isnan(a) && isnan(b)); }

Task task_blank(void) {
    return (Task){.clause = "", .quote = "", .quote_hash = "", .work = "", .note = "",
                  .due_from = "", .product = "", .indicator = "", .target = NAN, .measure = "",
                  .authority = "", .stage = "draft", .shown = "none"};
}

Task *task_read(Rows *q) {
    Task *t = arena_new(q->c->a, Task);
    *t = (Task){
        .id = row_int(q, 0), .parent = row_int(q, 1), .document = row_int(q, 2),
        .clause = row_text(q, 3), .quote = row_text(q, 4), .quote_hash = row_text(q, 5),
        .work = row_text(q, 6), .note = row_text(q, 7), .issuer = row_int(q, 8),
        .lead = row_int(q, 9), .lead_staff = row_int(q, 10), .due = row_text(q, 11),
        .first_due = row_text(q, 12), .due_days = row_int(q, 13), .due_from = row_text(q, 14),
        .product = row_text(q, 15), .indicator = row_text(q, 16), .target = row_real(q, 17),
        .measure = row_text(q, 18), .answerable = row_int(q, 19), .authority = row_text(q, 20),
        .urgent = row_int(q, 21), .stage = row_text(q, 22), .said = row_int(q, 23),
        .shown = row_text(q, 24), .returned = row_int(q, 25), .asked = row_int(q, 26),
        .extensions = row_int(q, 27), .issued = row_text(q, 28), .done = row_text(q, 29),
        .reported = row_text(q, 30), .paused = row_text(q, 31), .series = row_int(q, 32),
        .version = row_int(q, 33), .at = row_int(q, 34), .who = row_int(q, 35),
        .changed = row_int(q, 36)};
    return t;
}

Task *task_get(Ctx *c, int64_t id) {
    Task *t = NULL;
    Rows  q = db_query(c, "SELECT " TASK_COLUMNS " FROM task t WHERE t.id = $1", V(id));
    while (db_next(&q)) t = task_read(&q);
    return t;
}

/* All of it at once: thousands come with an import. */
static Err insert(Ctx *c, Task *t) {
    t->at = c->now;
    t->who = c->who;
    return db_int(c, &t->id,
        "INSERT INTO task (parent, document, clause, quote, quote_hash, work, note, issuer, lead,"
        " lead_staff, due, due_days, due_from, product, indicator, target, measure, answerable,"
        " authority, urgent, stage, first_due, said, shown, returned, asked, extensions, issued,"
        " done, reported, paused, series, version, at, who, changed)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,"
        " $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, 1, $33, $34, $33)"
        " RETURNING id",
        val_ref(t->parent), val_ref(t->document), V(t->clause), V(t->quote), V(t->quote_hash),
        V(t->work), V(t->note), V(t->issuer), val_ref(t->lead), val_ref(t->lead_staff), V(t->due),
        V(t->due_days), V(t->due_from), V(t->product), V(t->indicator), val_figure(t->target),
        V(t->measure), val_ref(t->answerable), V(t->authority), V(t->urgent), V(t->stage),
        V(t->first_due), V(t->said), V(t->shown), V(t->returned), V(t->asked), V(t->extensions),
        V(t->issued), V(t->done), V(t->reported), V(t->paused), val_ref(t->series), V(t->at),
        V(t->who));
}

static bool same_clears(const Task *a, const Task *b) {
    return a->document == b->document && text_same(a->clause, b->clause) &&
           text_same(a->quote, b->quote) && text_same(a->work, b->work) &&
           text_same(a->note, b->note) && a->issuer == b->issuer && a->lead == b->lead &&
           a->lead_staff == b->lead_staff && text_same(a->due, b->due) &&
           a->due_days == b->due_days && text_same(a->due_from, b->due_from) &&
           text_same(a->product, b->product) && text_same(a->indicator, b->indicator) &&
           same_figure(a->target, b->target) && text_same(a->measure, b->measure) &&
           a->answerable == b->answerable && text_same(a->authority, b->authority) &&
           a->urgent == b->urgent;
}

/* What was written about the task. */
static Err put_clears(Ctx *c, int64_t version, const Task *t) {
    return db_exec(c,
        "UPDATE task SET document = $3, clause = $4, quote = $5, quote_hash = $6, work = $7,"
        " note = $8, issuer = $9, lead = $10, lead_staff = $11, due = $12, due_days = $13,"
        " due_from = $14, product = $15, indicator = $16, target = $17, measure = $18,"
        " answerable = $19, authority = $20, urgent = $21 WHERE id = $1 AND version = $2",
        V(t->id), V(version), val_ref(t->document), V(t->clause), V(t->quote), V(t->quote_hash),
        V(t->work), V(t->note), V(t->issuer), val_ref(t->lead), val_ref(t->lead_staff), V(t->due),
        V(t->due_days), V(t->due_from), V(t->product), V(t->indicator), val_figure(t->target),
        V(t->measure), val_ref(t->answerable), V(t->authority), V(t->urgent));
}

/* What was done with it; and the next version. */
static Err put_standing(Ctx *c, int64_t version, const Task *t) {
    Err  e = "clash.version.stale";
    Rows q = db_query(c,
        "UPDATE task SET stage = $3, first_due = $4, said = $5, shown = $6, returned = $7,"
        " asked = $8, extensions = $9, issued = $10, done = $11, reported = $12, paused = $13,"
        " series = $14, version = $2 + 1, changed = $15 WHERE id = $1 AND version = $2"
        " RETURNING version",
        V(t->id), V(version), V(t->stage), V(t->first_due), V(t->said), V(t->shown),
        V(t->returned), V(t->asked), V(t->extensions), V(t->issued), V(t->done), V(t->reported),
        V(t->paused), val_ref(t->series), V(t->changed));
    while (db_next(&q)) e = NULL;
    return q.err ? q.err : e;
}

/* What of a task is told in its history: texts, and numbers that are 0 for none. */
#define FIELD(name, column, kind) {name, offsetof(Task, column), kind}
enum Kind { TEXT, NUMBER, FLAG, FIGURE };
static const struct { const char *name; size_t at; enum Kind kind; } fields[] = {
    FIELD("parent", parent, NUMBER),       FIELD("document", document, NUMBER),
    FIELD("clause", clause, TEXT),         FIELD("quote", quote, TEXT),
    FIELD("work", work, TEXT),             FIELD("note", note, TEXT),
    FIELD("issuer", issuer, NUMBER),       FIELD("lead", lead, NUMBER),
    FIELD("person", lead_staff, NUMBER),   FIELD("due", due, TEXT),
    FIELD("days", due_days, NUMBER),       FIELD("after", due_from, TEXT),
    FIELD("product", product, TEXT),       FIELD("indicator", indicator, TEXT),
    FIELD("target", target, FIGURE),       FIELD("measure", measure, TEXT),
    FIELD("answerable", answerable, NUMBER), FIELD("authority", authority, TEXT),
    FIELD("urgent", urgent, FLAG),         FIELD("stage", stage, TEXT),
    FIELD("said", said, NUMBER),           FIELD("shown", shown, TEXT),
    FIELD("done", done, TEXT),             FIELD("reported", reported, TEXT),
    FIELD("series", series, NUMBER),
};

static const char *field_text(Ctx *c, const Task *t, size_t i) {
    const char *p = (const char *)t + fields[i].at;
    int64_t     n = 0;
    if (fields[i].kind == TEXT) return *(const char *const *)(const void *)p;
    if (fields[i].kind == FIGURE) {
        double r = *(const double *)(const void *)p;
        return isnan(r) ? "" : arena_print(c->a, "%.15g", r);
    }
    if (fields[i].kind == FLAG) n = *(const bool *)(const void *)p;
    else n = *(const int64_t *)(const void *)p;
    return n ? arena_print(c->a, "%lld", (long long)n) : "";
}

static void deed_changes(Ctx *c, Deed *d, const Task *was, const Task *is) {
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        deed_change(c, d, fields[i].name, field_text(c, was, i), field_text(c, is, i));
}

static const char *symbol_of(Ctx *c, int64_t document) {
    const char *symbol = "";
    Rows q = db_query(c, "SELECT symbol FROM document WHERE id = $1", V(document));
    while (db_next(&q)) symbol = row_text(&q, 0);
    return symbol;
}

/* What it is found by. */
static Err index_words(Ctx *c, const Task *t) {
    const char *words = arena_print(c->a, "%s\n%s\n%s\n%s\n%s\n%s\n%s", t->work, t->note,
                                    t->product, t->indicator, t->clause, t->quote,
                                    t->document ? symbol_of(c, t->document) : "");
    return db_index(c, "task_search", t->id, words);
}

/* Who changes a task has seen the change. */
static Err mark_seen(Ctx *c, int64_t task) {
    return db_exec(c, "UPDATE task_watch SET seen = $3 WHERE staff = $1 AND task = $2",
                   V(c->who), V(task), V(c->now));
}

/* What is in the database already; who changes a task has seen the change. */
static Err change(Ctx *c, const Task *was, const Task *t) {
    bool same = same_clears(was, t);
    Err  e = same ? NULL : put_clears(c, was->version, t);
    if (!e && !same) e = index_words(c, t);
    if (!e) e = put_standing(c, was->version, t);
    return e ? e : mark_seen(c, t->id);
}

static Err add(Ctx *c, Task *t) {
    Err e = insert(c, t);
    return e ? e : index_words(c, t);
}

static Err note(Ctx *c, const Task *was, Task *t, Deed *d) {
    const Task blank = task_blank();
    t->version = was ? was->version + 1 : 1;
    d->subject = "task";
    d->id = t->id;
    deed_changes(c, d, was ? was : &blank, t);
    return audit_note(c, d);
}

Err task_put(Ctx *c, const Task *was, Task *t, Deed *d) {
    t->changed = c->now;
    Err e = was ? change(c, was, t) : add(c, t);
    if (!e) e = tally_move(c, was, t);
    if (!e) e = known_move(c, was, t);
    return e ? e : note(c, was, t, d);
}

Err task_put_draft(Ctx *c, Drafts *many, Task *t, Deed *d) {
    t->changed = c->now;
    Err e = add(c, t);
    if (!e) e = tally_wait(c, many, t);
    return e ? e : note(c, NULL, t, d);
}

/* ISO days sort as text, so < is before. */
TaskState task_state(const char *stage, const char *due, const char *done, const char *today) {
    bool late = due && done && strcmp(done, due) > 0;
    switch (*stage) {
    case 'o': break;
    case 'r': return late ? TASK_OVERDUE : TASK_REPORTED;
    case 'd': return stage[1] == 'r' ? TASK_DRAFT : late ? TASK_DONE_LATE : TASK_DONE;
    case 'p': return TASK_PAUSED;
    case 'w': return TASK_WITHDRAWN;
    default: fatal("no such stage of a task: %s", stage);
    }
    int64_t left = day_number(due) - day_number(today);
    return left < 0 ? TASK_OVERDUE : left <= TASK_SOON_DAYS ? TASK_SOON : TASK_RUNNING;
}

TaskState task_state_of(const Ctx *c, const Task *t) {
    return task_state(t->stage, t->due, t->reported ? t->reported : t->done, c->today);
}

static const struct { const char *key; Tone tone; } states[TASK_STATES] = {
    [TASK_DRAFT]     = {"task.state.draft",     TONE_GREY},
    [TASK_RUNNING]   = {"task.state.running",   TONE_BLUE},
    [TASK_SOON]      = {"task.state.soon",      TONE_AMBER},
    [TASK_OVERDUE]   = {"task.state.overdue",   TONE_RED},
    [TASK_REPORTED]  = {"task.state.reported",  TONE_AMBER},
    [TASK_DONE]      = {"task.state.done",      TONE_GREEN},
    [TASK_DONE_LATE] = {"task.state.late",      TONE_AMBER},
    [TASK_PAUSED]    = {"task.state.paused",    TONE_GREY},
    [TASK_WITHDRAWN] = {"task.state.withdrawn", TONE_GREY},
};

const char *task_state_key(TaskState s) { return states[s].key; }
Tone        task_state_tone(TaskState s) { return states[s].tone; }

Html task_state_html(const Ctx *c, TaskState s) {
    return badge_html(c, states[s].tone, tr(c, states[s].key));
}
