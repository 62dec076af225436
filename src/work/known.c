/* known.c - each state of a task that reports count, and when it was the latest.
 *
 * A row is added only when something that is counted changes: most reports of progress
 * add none.  Days become numbers here, for a report compares them some million times. */
#include "work/parts.h"

#include <stdlib.h>
#include <string.h>

#define NOW "9223372036854775807"

static bool issued(const Task *t) { return t && strcmp(t->stage, "draft") != 0; }

static bool same(const Task *a, const Task *b) {
    return a->lead == b->lead && a->document == b->document && text_same(a->stage, b->stage) &&
           text_same(a->due, b->due) && text_same(a->issued, b->issued) &&
           text_same(a->done, b->done) && text_same(a->reported, b->reported) &&
           text_same(a->paused, b->paused) && a->extensions == b->extensions &&
           text_same(a->shown, b->shown) && a->returned == b->returned &&
           text_same(a->work, b->work);
}

#define COLUMNS                                                                          \
    "task, since, until, lead, document, stage, due, issued, done, reported, paused,"    \
    " extensions, shown, returned, work, source"
/* Of a task t and its document d. */
#define AS_IT_IS                                                                         \
    "t.lead, t.document, t.stage, t.due, t.issued, t.done, t.reported, t.paused,"        \
    " t.extensions, t.shown, t.returned, t.work, COALESCE(CASE WHEN d.symbol <> ''"      \
    " THEN d.symbol ELSE substr(d.abstract, 1, 120) END, '')"                            \
    " FROM task t LEFT JOIN document d ON d.id = t.document"

Err known_move(Ctx *c, const Task *was, const Task *is) {
    bool before = issued(was), after = issued(is);
    Err  e = NULL;
    if (before && after && same(was, is)) return NULL;
    if (before)
        e = db_exec(c, "UPDATE task_known SET until = $2 WHERE task = $1 AND until = " NOW,
                    V(is->id), V(c->now));
    if (e || !after) return e;
    return db_exec(c, "INSERT INTO task_known"
                      " (" COLUMNS ") SELECT t.id, CAST($2 AS BIGINT), " NOW ", " AS_IT_IS
                      " WHERE t.id = $1", V(is->id), V(c->now));
}

#define UNKNOWN                                                                          \
    " t.stage <> 'draft' AND NOT EXISTS (SELECT 1 FROM task_known k WHERE k.task = t.id" \
    " AND k.until = " NOW " AND k.lead = t.lead AND k.stage = t.stage AND k.due = t.due" \
    " AND k.issued = t.issued AND COALESCE(k.done, '') = COALESCE(t.done, '')"           \
    " AND COALESCE(k.reported, '') = COALESCE(t.reported, '')"                           \
    " AND COALESCE(k.document, 0) = COALESCE(t.document, 0)"                             \
    " AND COALESCE(k.paused, '') = COALESCE(t.paused, '') AND k.shown = t.shown"         \
    " AND k.extensions = t.extensions AND k.returned = t.returned AND k.work = t.work)"

int64_t known_recount(Ctx *c) {
    int64_t n = 0;
    Err     e = db_int(c, &n, "SELECT count(*) FROM task t WHERE" UNKNOWN " AND $1 = 0", V(0));
    return e ? 0 : n;
}

Err known_mend(Ctx *c) {
    Err e = db_exec(c, "UPDATE task_known SET until = (SELECT changed FROM task t"
                       " WHERE t.id = task_known.task) WHERE until = " NOW " AND task IN"
                       " (SELECT t.id FROM task t WHERE" UNKNOWN " AND $1 = 0)", V(0));
    return e ? e : db_exec(c, "INSERT INTO task_known"
                              " (" COLUMNS ") SELECT t.id, t.changed, " NOW ", " AS_IT_IS
                              " WHERE" UNKNOWN " AND $1 = 0", V(0));
}

int64_t known_latest(Ctx *c) {
    int64_t at = 0;
    Rows    q = db_query(c, "SELECT at FROM progress WHERE id > $1 ORDER BY id DESC LIMIT 1", V(0));
    while (db_next(&q)) at = row_int(&q, 0);
    return at;
}

int64_t known_since(Ctx *c, int64_t instant) {
    int64_t n = 0;
    Err     e = db_int(c, &n, "SELECT count(*) FROM task_known WHERE until = " NOW
                              " AND since > $1", V(instant));
    return e ? 0 : n;
}

/* ---- Days ---- */

static int32_t digits(const char *s, int n) {
    int32_t v = 0;
    while (n-- && *s) v = v * 10 + (*s++ - '0');
    return v;
}

int32_t known_day(const char *day) {
    return day ? digits(day, 4) * 10000 + digits(day + 5, 2) * 100 + digits(day + 8, 2) : 0;
}

const char *known_day_text(Arena *a, int32_t day) {
    return arena_print(a, "%04d-%02d-%02d", (int)(day / 10000), (int)(day / 100 % 100),
                       (int)(day % 100));
}

KnownState known_state(const Known *k, int32_t day) {
    if (k->issued > day || k->stage == 'w') return KNOWN_OUT;
    if (k->done && k->done <= day) return k->done > k->due ? KNOWN_LATE : KNOWN_DONE;
    if (k->reported && k->reported <= day)
        return k->reported > k->due ? KNOWN_OVERDUE : KNOWN_WAITING;
    if (k->paused && k->paused <= day) return KNOWN_PAUSED;
    return k->due < day ? KNOWN_OVERDUE : KNOWN_OPEN;
}

/* ---- As it was known: $1 is the instant ---- */

#define AS_KNOWN " k.since <= $1 AND k.until > $1"

#define READ                                                                             \
    "SELECT k.task, k.lead, k.document, k.stage, k.due, k.issued, k.done, k.reported,"   \
    " k.paused, k.extensions, k.shown, k.returned"

static Known read_known(Rows *q) {
    return (Known){.task = row_int(q, 0), .lead = row_int(q, 1), .document = row_int(q, 2),
                   .stage = *row_text(q, 3), .due = known_day(row_text(q, 4)),
                   .issued = known_day(row_text(q, 5)), .done = known_day(row_text(q, 6)),
                   .reported = known_day(row_text(q, 7)), .paused = known_day(row_text(q, 8)),
                   .extensions = row_int(q, 9), .shown = *row_text(q, 10),
                   .returned = row_int(q, 11) != 0};
}

enum { BATCH = 1000 }; /* rows between two resets of their memory */

void known_each(Ctx *c, int64_t known, int32_t since, int32_t until, KnownEach *each, void *arg) {
    Ctx one = *c;
    one.a = arena_open();
    Rows q = db_query(&one, READ " FROM task_known k WHERE" AS_KNOWN
                                 " AND k.issued <= $2 AND (k.done IS NULL OR k.done >= $3"
                                 " OR k.due >= $3)",
                      V(known), V(known_day_text(c->a, until)), V(known_day_text(c->a, since)));
    for (int n = 1; db_next(&q); n++) {
        const Known k = read_known(&q);
        each(arg, &k);
        if (n % BATCH == 0) arena_reset(one.a);
    }
    arena_close(one.a);
}

void known_unfinished(Ctx *c, int64_t known, int32_t day, KnownOpen *each, void *arg) {
    Ctx one = *c;
    one.a = arena_open();
    Rows q = db_query(&one, READ ", p.day, p.said FROM task_known k LEFT JOIN progress p ON p.id ="
                                 " (SELECT max(x.id) FROM progress x WHERE x.task = k.task"
                                 " AND x.at <= $1 AND x.day <= $2) WHERE" AS_KNOWN
                                 " AND k.issued <= $2 AND k.stage <> 'withdrawn'"
                                 " AND (k.done IS NULL OR k.done > $2)",
                      V(known), V(known_day_text(c->a, day)));
    for (int n = 1; db_next(&q); n++) {
        const Known k = read_known(&q);
        each(arg, &k, row_text(&q, 12), row_int(&q, 13));
        if (n % BATCH == 0) arena_reset(one.a);
    }
    arena_close(one.a);
}

const char *known_work(Ctx *c, int64_t known, int64_t task) {
    const char *work = "";
    Rows q = db_query(c, "SELECT k.work FROM task_known k WHERE" AS_KNOWN " AND k.task = $2",
                      V(known), V(task));
    while (db_next(&q)) work = row_text(&q, 0);
    return work;
}

const char *known_source(Ctx *c, int64_t known, int64_t document) {
    const char *name = "";
    Rows q = db_query(c, "SELECT k.source FROM task_known k WHERE" AS_KNOWN
                         " AND k.document = $2 ORDER BY k.since DESC, k.id DESC LIMIT 1",
                      V(known), V(document));
    while (db_next(&q)) name = row_text(&q, 0);
    return name;
}

const char *known_words(Ctx *c, int64_t known, int64_t task, const char *day) {
    const char *words = "";
    Rows q = db_query(c, "SELECT p.words FROM progress p WHERE p.task = $2 AND p.at <= $1"
                         " AND p.day <= $3 ORDER BY p.id DESC LIMIT 1",
                      V(known), V(task), V(day));
    while (db_next(&q)) words = row_text(&q, 0);
    return words;
}

const KnownExtension *known_extensions(Ctx *c, int64_t known, int64_t from, int64_t to) {
    KnownExtension *first = NULL, **end = &first;
    Rows q = db_query(c,
        "SELECT x.task, k.lead, x.at, CASE WHEN x.decided <= $1 THEN x.decided ELSE 0 END,"
        " x.was, x.wanted, x.reason, CASE WHEN x.decided <= $1 THEN x.granted END"
        " FROM extension x JOIN task_known k ON k.task = x.task AND" AS_KNOWN
        " WHERE x.at <= $1 AND COALESCE(x.undone, " NOW ") > $1 AND ((x.at >= $2 AND x.at < $3)"
        "  OR (x.decided <= $1 AND x.decided >= $2 AND x.decided < $3)) ORDER BY x.id DESC",
        V(known), V(from), V(to));
    while (db_next(&q)) {
        *end = arena_new(c->a, KnownExtension);
        **end = (KnownExtension){.task = row_int(&q, 0), .lead = row_int(&q, 1),
                                 .asked = row_int(&q, 2), .decided = row_int(&q, 3),
                                 .was = row_text(&q, 4), .wanted = row_text(&q, 5),
                                 .reason = row_text(&q, 6), .granted = row_text(&q, 7)};
        end = &(*end)->next;
    }
    return first;
}
