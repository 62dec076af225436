/* plan.c - briefs that begin by themselves when a period has ended, and the alarm when one
 * was not frozen in time. */
#include "brief/brief.h"

#include "mail/mail.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { DAYS_MAX = 60, PERIODS_BACK = 4 }; /* a server that was down for longer begins anew */

#define COLUMNS "p.id, p.kind, p.unit, p.lang, p.writer, p.days, p.since, p.ended"

static BriefPlan *read_plans(Ctx *c, Rows q) {
    BriefPlan *first = NULL, **end = &first;
    while (db_next(&q)) {
        *end = arena_new(c->a, BriefPlan);
        **end = (BriefPlan){.id = row_int(&q, 0), .kind = brief_kind(row_text(&q, 1)),
                            .unit = row_int(&q, 2),
                            .lang = strcmp(row_text(&q, 3), "en") == 0 ? LANG_EN : LANG_VI,
                            .author = row_int(&q, 4), .days = row_int(&q, 5),
                            .since = row_text(&q, 6), .ended = row_int(&q, 7)};
        end = &(*end)->next;
    }
    for (BriefPlan *p = first; p; p = p->next) p->author_name = staff_name(c, p->author);
    return first;
}

BriefPlan *plan_get(Ctx *c, int64_t id) {
    return read_plans(c, db_query(c, "SELECT " COLUMNS " FROM brief_plan p WHERE p.id = $1",
                                  V(id)));
}

const BriefPlan *plan_list(Ctx *c) {
    return read_plans(c, db_query(c, "SELECT " COLUMNS " FROM brief_plan p WHERE p.ended IS NULL"
                                     " AND p.id > $1 ORDER BY p.id", V(0)));
}

Err plan_add(Ctx *c, BriefPlan *p, const char *login) {
    Account a;
    Unit    u;
    if (!p->kind || p->kind->trend == 0) return "plan.kind.missing";
    if (!p->unit || !unit_on(c, p->unit, c->today, &u)) return "plan.unit.missing";
    if (!org_may(c, RIGHT_ISSUE, p->unit)) return "http.forbidden";
    if (text_blank(login)) return "plan.login.missing";
    if (!account_named(c, login, &a) || a.closed) return "plan.login.unknown";
    if (p->days < 1 || p->days > DAYS_MAX) return "plan.days.bad";
    p->author = a.staff;
    Err e = db_int(c, &p->id,
                   "INSERT INTO brief_plan (kind, unit, lang, writer, days, since, at, who)"
                   " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id",
                   V(p->kind->name), V(p->unit), V(p->lang == LANG_EN ? "en" : "vi"),
                   V(p->author), V(p->days), V(c->today), V(c->now), V(c->who));
    Deed d = {.what = "brief.deed.planned", .subject = "plan", .id = p->id};
    deed_change(c, &d, "kind", "", p->kind->name);
    deed_change(c, &d, "author", "", staff_name(c, p->author));
    return e ? e : audit_note(c, &d);
}

Err plan_end(Ctx *c, int64_t id) {
    const BriefPlan *p = plan_get(c, id);
    if (!p || p->ended) return "http.missing";
    if (!org_may(c, RIGHT_ISSUE, p->unit)) return "http.forbidden";
    Err  e = db_exec(c, "UPDATE brief_plan SET ended = $2 WHERE id = $1", V(id), V(c->now));
    Deed d = {.what = "brief.deed.unplanned", .subject = "plan", .id = id};
    return e ? e : audit_note(c, &d);
}

Period plan_period(Ctx *c, const BriefPlan *p) {
    return period_before(c->a, p->kind, period_of(c->a, p->kind, c->today));
}

const char *plan_deadline(Ctx *c, const BriefPlan *p, Period q) {
    return workday_after(c, q.until, p->days, NULL);
}

/* ---- What has ended and has no brief ---- */

static int64_t brief_of(Ctx *c, const BriefPlan *p, Period q, bool *frozen) {
    int64_t id = 0;
    Rows r = db_query(c, "SELECT id, state FROM brief WHERE plan = $1 AND since = $2", V(p->id),
                      V(q.since));
    *frozen = false;
    while (db_next(&r)) {
        id = row_int(&r, 0);
        *frozen = strcmp(row_text(&r, 1), "frozen") == 0;
    }
    return id;
}

static Err tell(Ctx *c, const char *key, const char *what, int64_t staff, int64_t brief) {
    return notice_add(c, &(NoticeNew){.key = arena_print(c->a, "%s/%" PRId64, key, staff),
                                      .staff = staff, .what = what, .n = brief,
                                      .subject = brief ? "brief" : "plan", .id = brief,
                                      .mail = true});
}

/* In the name of its author; one who may no longer write it has none, and the alarm will tell. */
static Err begin(Ctx *c, const BriefPlan *p, Period q) {
    Ctx   as = *c;
    Brief b = {.kind = p->kind, .period = q, .unit = p->unit, .lang = p->lang, .plan = p->id};
    as.who = p->author;
    if (!org_may(&as, RIGHT_ISSUE, p->unit)) return NULL;
    Err e = brief_add(&as, &b);
    return e ? e : tell(c, arena_print(c->a, "brief/draft/%" PRId64, b.id), "brief.notice.draft",
                        p->author, b.id);
}

/* Who planned it, who writes it, and who keeps the program running. */
static Err alarm(Ctx *c, const BriefPlan *p, Period q, int64_t brief) {
    int64_t who = 0, known = 0;
    Err e = db_int(c, &known, "SELECT count(*) FROM brief_missed WHERE plan = $1 AND since = $2",
                   V(p->id), V(q.since));
    if (e || known) return e;
    e = db_exec(c, "INSERT INTO brief_missed (plan, since, at) VALUES ($1, $2, $3)", V(p->id),
                V(q.since), V(c->now));
    if (!e) e = db_int(c, &who, "SELECT who FROM brief_plan WHERE id = $1", V(p->id));
    const char *key = arena_print(c->a, "brief/missed/%" PRId64 "/%s", p->id, q.since);
    if (!e) e = tell(c, key, "brief.notice.missed", p->author, brief);
    if (!e && who != p->author) e = tell(c, key, "brief.notice.missed", who, brief);
    int64_t *staff = arena_take(c->a, sizeof *staff * 64);
    int      n = 0;
    Rows r = db_query(c, "SELECT DISTINCT a.staff FROM appointment a JOIN post p ON p.id = a.post"
                         " WHERE p.role = 'administrator' AND a.since <= $1 AND $1 < a.until"
                         " ORDER BY a.staff", V(c->today));
    while (db_next(&r))
        if (n < 64) staff[n++] = row_int(&r, 0);
    for (int i = 0; i < n && !e; i++) e = tell(c, key, "brief.notice.missed", staff[i], brief);
    Deed d = {.what = "brief.deed.missed", .subject = "plan", .id = p->id};
    deed_change(c, &d, "period", "", period_words(c, p->kind, q));
    return e ? e : audit_note(c, &d);
}

/* The first day of a period that the plan has to do with, and its last ended ones back to it. */
static int periods_of(Ctx *c, const BriefPlan *p, Period out[PERIODS_BACK]) {
    int n = 0;
    for (Period q = plan_period(c, p); n < PERIODS_BACK && strcmp(q.until, p->since) >= 0;
         q = period_before(c->a, p->kind, q))
        out[n++] = q;
    return n;
}

Err plan_today(Ctx *c) {
    Err e = NULL;
    for (const BriefPlan *p = plan_list(c); p && !e; p = p->next) {
        Period q[PERIODS_BACK];
        for (int i = periods_of(c, p, q); i-- > 0 && !e;) {
            bool    frozen;
            int64_t id = brief_of(c, p, q[i], &frozen);
            if (!id) e = begin(c, p, q[i]);
            if (!e && !frozen && strcmp(plan_deadline(c, p, q[i]), c->today) < 0)
                e = alarm(c, p, q[i], id);
        }
    }
    return e;
}

const Missed *plan_missed(Ctx *c) {
    Missed *first = NULL, **end = &first;
    for (const BriefPlan *p = plan_list(c); p; p = p->next) {
        Period q[PERIODS_BACK];
        for (int i = periods_of(c, p, q); i-- > 0;) {
            bool        frozen;
            const char *day = plan_deadline(c, p, q[i]);
            brief_of(c, p, q[i], &frozen);
            if (frozen || strcmp(day, c->today) >= 0) continue;
            *end = arena_new(c->a, Missed);
            **end = (Missed){.plan = p, .period = q[i], .deadline = day};
            end = &(*end)->next;
        }
    }
    return first;
}

/* ---- The job ---- */

static Err work(Ctx *c, void *arg) {
    int64_t *missed = arg;
    Err      e = plan_today(c);
    *missed = 0;
    for (const Missed *m = e ? NULL : plan_missed(c); m; m = m->next) (*missed)++;
    return e;
}

/* A missed brief is what the job ends with, so the page of the system's state is red. */
static Err run(Ctx *c, Job *j) {
    Err e = db_write(c, work, &j->done);
    return e ? e : j->done ? "brief.job.missed" : NULL;
}

const JobKind brief_jobs[] = {{"brief.job.plan", run, DAY_MS, 1 * HOUR_MS + HOUR_MS / 2}, {0}};
