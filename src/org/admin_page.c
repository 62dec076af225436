/* admin_page.c - for administrators: how the server fares, and the jobs that it
 * does on its own. */
#include "org/org.h"

#include <string.h>

enum { PER_PAGE = 50 };

static const struct { const char *name, *label; Tone tone; } states[] = {
    {"waiting", "jobs.state.waiting", TONE_GREY},
    {"running", "jobs.state.running", TONE_BLUE},
    {"done",    "jobs.state.done",    TONE_GREEN},
    {"refused", "jobs.state.refused", TONE_RED},
    {"stopped", "jobs.state.stopped", TONE_GREY},
};

bool job_is(const JobRow *j, const char *state) { return strcmp(j->state, state) == 0; }

Html job_state_html(const Ctx *c, const JobRow *j) {
    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        if (!job_is(j, states[i].name)) continue;
        bool red = job_is(j, "waiting") && *j->message; /* the last run of a periodic one */
        return badge_html(c, red ? TONE_RED : states[i].tone, tr(c, states[i].label));
    }
    fatal("jobs: no such state: %s", j->state);
}

/* The one instant of a job that matters in its state. */
const char *job_when(const Ctx *c, const JobRow *j) {
    if (job_is(j, "waiting")) return trf(c, "jobs.due", V(text_moment(c, j->due)));
    if (job_is(j, "running")) return trf(c, "jobs.begun", V(text_moment(c, j->begun)));
    return trf(c, "jobs.ended", V(text_moment(c, j->ended)));
}

static const JobLine *lines_of(Ctx *c, const JobRow *j) {
    JobLine *first = NULL, **end = &first;
    for (; j; j = j->next, end = &(*end)->next) {
        *end = arena_new(c->a, JobLine);
        **end = (JobLine){.job = j, .who = deeds_who(c, j->who)};
    }
    return first;
}

static Err jobs_page(Ctx *c, Request *r) {
    const Pager    at = pager_at(request_number(r, "page"), job_count(c), PER_PAGE, "/admin/jobs");
    const JobRow  *rows = job_list(c, (int)(at.page - 1) * PER_PAGE, PER_PAGE);
    const JobsPage p = {.form = request_form(c, r), .rows = lines_of(c, rows), .pager = at};
    reply_trail(c, r, "/admin/status", tr(c, "status.title"));
    reply_page(r, tr(c, "jobs.title"), jobs_html(c, &p));
    return NULL;
}

static Err stop_post(Ctx *c, Request *r) {
    Err e = job_stop(c, request_id(r), true);
    if (!e) reply_done(r, "/admin/jobs", "jobs.notice.stopped");
    return e;
}

static Err again_post(Ctx *c, Request *r) {
    Err e = job_again(c, request_id(r));
    if (!e) reply_done(r, "/admin/jobs", "jobs.notice.again");
    return e;
}

/* How the log, or the figures, were found last: the tone of a good night is green. */
static const char *judge(const JobRow *j, Tone *tone) {
    *tone = !j || !j->ended ? TONE_GREY : *j->message ? TONE_RED : TONE_GREEN;
    return *tone == TONE_GREY  ? "status.verified.never"
           : *tone == TONE_RED ? "status.verified.bad"
                               : "status.verified.whole";
}

/* No backup at all, or none of late, is worse than a badge in grey. */
static void judge_backups(const Ctx *c, StatusPage *p) {
    int64_t stale = c->now - BACKUP_STALE_DAYS * (int64_t)DAY_MS;
    bool    made = *p->made.name != 0, tried = *p->tried.name != 0;
    bool    bad = tried && *p->tried.verdict, fresh = made && p->made.at >= stale;
    p->made_tone = fresh ? TONE_GREEN : TONE_RED;
    p->made_verdict = fresh ? "status.backup.fresh" : made ? "status.backup.stale"
                                                           : "status.backup.none";
    fresh = tried && !bad && p->tried.tried >= stale;
    p->tried_tone = fresh ? TONE_GREEN : TONE_RED;
    p->tried_verdict = fresh ? "status.tried.good" : bad ? "status.tried.bad"
                       : tried ? "status.tried.stale" : "status.tried.none";
}

static Err status_page(Ctx *c, Request *r) {
    StatusPage p = {.version = NAMRO_VERSION, .db = db_about(c),
                    .check = job_periodic(c, "log.job.verify"),
                    .count = job_periodic(c, "task.job.tally"),
                    .briefs = job_periodic(c, "brief.job.plan"),
                    .made = backup_last_made(c), .tried = backup_last_tried(c)};
    p.signed_once = audit_latest(c, &p.last);
    Rows q = db_query(c, "SELECT COALESCE(max(seq), 0),"
                         " (SELECT count(*) FROM deed WHERE seq IS NULL) FROM deed");
    if (db_next(&q)) {
        p.entries = row_int(&q, 0);
        p.waiting = row_int(&q, 1);
    }
    db_stop(&q);
    p.verdict = judge(p.check, &p.tone);
    p.count_verdict = judge(p.count, &p.count_tone);
    p.briefs_verdict = judge(p.briefs, &p.briefs_tone);
    judge_backups(c, &p);
    reply_page(r, tr(c, "status.title"), status_html(c, &p));
    return NULL;
}

const Route admin_routes[] = {
    SHOW("/admin/status",          status_page, RIGHT_ADMIN, "status.title"),
    SHOW("/admin/jobs",            jobs_page,   RIGHT_ADMIN, NULL),
    SEND("/admin/jobs/{id}/stop",  stop_post,   RIGHT_ADMIN, jobs_page),
    SEND("/admin/jobs/{id}/again", again_post,  RIGHT_ADMIN, jobs_page),
    {0}
};
