/* series.c - periodic tasks.
 *
 * A series is reckoned from the due day of its first task, so a task of the 31st
 * falls on the last day of a short month and on the 31st again after it.  A due
 * day that is a day off gives way to the next working day; the one after is
 * reckoned from the true day all the same.   source: Civil Code 2015, Art. 148(5) */
#include "work/parts.h"

#include "config/config.h"

#include <stdio.h>
#include <string.h>

static const struct { const char *every; int months, days, ahead; } periods[] = {
    {"week", 0, 7, 7}, {"month", 1, 0, 31}, {"quarter", 3, 0, 45}, {"year", 12, 0, 60}, {0}
};

static int period_of(const char *every) {
    int i = 0;
    while (periods[i].every && !text_same(periods[i].every, every)) i++;
    return i;
}

const char *series_day(Ctx *c, const char *first, const char *every, int64_t n) {
    int y, m, d, i = period_of(every);
    if (!periods[i].every || sscanf(first, "%4d-%2d-%2d", &y, &m, &d) != 3)
        fatal("series_day: %s %s", first, every);
    if (!periods[i].months) return day_add(c->a, first, n * periods[i].days);
    int64_t month = (int64_t)y * 12 + m - 1 + n * periods[i].months;
    for (;; d--) { /* at most three days back, to one that exists */
        const char *day = arena_print(c->a, "%04d-%02d-%02d", (int)(month / 12),
                                      (int)(month % 12) + 1, d);
        if (date_ok(day)) return day;
    }
}

Err series_start(Ctx *c, int64_t task, const char *every, const char *until) {
    Task   *was;
    Deed    d = {.what = "task.deed.series"};
    int64_t id = 0;
    Err     e = task_find(c, task, ACT_REPEAT, &was);
    if (e) return e;
    if (was->series) return "series.every.twice";
    if (!every || !periods[period_of(every)].every) return "series.every.missing";
    if (!task_day_ok(until)) return "series.until.missing";
    if (strcmp(until, was->first_due) <= 0) return "series.until.early";
    e = db_int(c, &id, "INSERT INTO task_series (task, every, next, until, at, who)"
                       " VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
               V(task), V(every), V(series_day(c, was->first_due, every, 1)), V(until), V(c->now),
               V(c->who));
    if (e) return e;
    Task *t = task_copy(c, was);
    t->series = id;
    deed_change(c, &d, "every", "", every);
    return task_put(c, was, t, &d);
}

Err series_stop(Ctx *c, int64_t task) {
    Task *was;
    Deed  d = {.what = "task.deed.unseries"};
    Err   e = task_find(c, task, ACT_REPEAT, &was);
    if (!e && !was->series) e = "series.every.none";
    if (!e) e = db_exec(c, "UPDATE task_series SET ended = $2 WHERE id = $1 AND ended IS NULL",
                        V(was->series), V(c->now));
    return e ? e : task_put(c, was, task_copy(c, was), &d);
}

const Series *series_get(Ctx *c, int64_t id) {
    Series *s = NULL;
    Rows q = db_query(c, "SELECT s.id, s.task, s.every, s.next, s.until, s.ended, s.who,"
                         " t.first_due FROM task_series s JOIN task t ON t.id = s.task"
                         " WHERE s.id = $1", V(id));
    while (db_next(&q)) {
        s = arena_new(c->a, Series);
        *s = (Series){row_int(&q, 0), row_int(&q, 1), row_text(&q, 2), row_text(&q, 3),
                      row_text(&q, 4), row_int(&q, 5), row_int(&q, 6), row_text(&q, 7)};
    }
    return s;
}

static Err copy_partners(Ctx *c, const Task *from, const Task *to) {
    Err     e = NULL;
    int64_t shift = day_number(to->due) - day_number(from->due);
    for (const Partner *p = task_partners(c, from->id); p && !e; p = p->next)
        e = db_exec(c, "INSERT INTO task_partner (task, unit, product, due)"
                       " VALUES ($1, $2, $3, $4)",
                    V(to->id), V(p->unit), V(p->product), V(day_add(c->a, p->due, shift)));
    return e ? e : tally_partners(c, to->id);
}

/* The first of the series as it is written now, due on this day.  It is issued in
 * the name of who set the series up; where that is no longer possible it stays a
 * draft, which somebody will meet. */
static Err make_next(Ctx *c, const Series *s, const char *due) {
    const Task *first = task_get(c, s->task);
    Task  t = *first;
    Deed  d = {.what = "task.deed.repeated"};
    Ctx   as = *c;
    as.who = s->who;
    t.id = t.said = t.extensions = t.due_days = 0;
    t.due = due;
    t.due_from = "";
    t.first_due = t.issued = t.done = t.reported = t.paused = NULL;
    t.stage = "draft";
    t.shown = "none";
    t.returned = t.asked = false;
    Err e = task_put(&as, NULL, &t, &d);
    if (!e) e = copy_partners(&as, first, &t);
    if (e || task_ready(&as, &t) || task_may(&as, &t, ACT_ISSUE)) return e;
    return task_issue(&as, t.id);
}

/* All that are due to be made by today. */
static Err run_one(Ctx *c, const Series *s) {
    int   i = period_of(s->every);
    Err   e = NULL;
    const char *day = s->next;
    const char *horizon = day_add(c->a, c->today, periods[i].ahead);
    int64_t n = 1;
    while (strcmp(series_day(c, s->first_due, s->every, n), day) < 0) n++;
    for (; !e && strcmp(day, horizon) <= 0 && strcmp(day, s->until) < 0; ) {
        const char *due = workday_from(c, day);
        if (strcmp(due, c->today) >= 0) e = make_next(c, s, due);
        day = series_day(c, s->first_due, s->every, ++n);
    }
    return e ? e : db_exec(c, "UPDATE task_series SET next = $2 WHERE id = $1", V(s->id), V(day));
}

Err series_run(Ctx *c) {
    Err     e = NULL;
    int64_t ids[SERIES_AT_ONCE];
    int     n = 0;
    Rows q = db_query(c, "SELECT id FROM task_series WHERE ended IS NULL AND next < until"
                         " AND next <= $1 ORDER BY next, id",
                      V(day_add(c->a, c->today, periods[3].ahead)));
    while (db_next(&q))
        if (n < SERIES_AT_ONCE) ids[n++] = row_int(&q, 0);
    for (int i = 0; !e && i < n; i++) e = run_one(c, series_get(c, ids[i]));
    return e;
}

/* ---- The job ---- */

static Err run_today(Ctx *c, void *arg) {
    bool demo;
    (void)arg;
    c->today = config_today(c, &demo);
    return series_run(c);
}

/* A second run makes nothing twice: the next day of each series is stored with it. */
static Err run_job(Ctx *c, Job *j) {
    (void)j;
    return db_write(c, run_today, NULL);
}

const JobKind task_jobs[] = {
    {"task.job.series", run_job,   DAY_MS, HOUR_MS},
    {"task.job.remind", remind_run, 15 * 60 * 1000, 0},
    {"task.job.tally",  tally_run, DAY_MS, 3 * HOUR_MS},
    {0}
};
