/* retention.c - the kinds of data, what each is for, and how what is past goes. */
#include "cli/cli.h"

#include "api/api.h"
#include "audit/audit.h"
#include "config/config.h"
#include "mail/mail.h"
#include "work/work.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { STEP = 1000 }; /* rows of one transaction, so that nobody waits long */

static Err count(Rows *q, int64_t *n) {
    while (db_next(q)) ++*n;
    return q->err;
}

/* Rows of a table with an id, a step of them. */
#define SWEEP(name, table, past)                                                         \
    static Err name(Ctx *c, int64_t before, int64_t *n) {                                \
        Rows q = db_query(c, "DELETE FROM " table " WHERE id IN (SELECT id FROM " table  \
                             " WHERE " past " ORDER BY id LIMIT $2) RETURNING id",       \
                          V(before), V(STEP));                                           \
        return count(&q, n);                                                             \
    }
SWEEP(sweep_access, "access", "until < $1 OR ended < $1")
SWEEP(sweep_outbox, "outbox", "ended < $1")
SWEEP(sweep_notice, "notice", "at < $1")
SWEEP(sweep_job, "job", "every = 0 AND ended < $1")
SWEEP(sweep_reminder, "reminder", "at < $1 AND task IN (SELECT t.id FROM task t"
      " WHERE t.stage IN ('done', 'withdrawn'))")

static Err sweep_session(Ctx *c, int64_t before, int64_t *n) {
    (void)before;
    Rows q = db_query(c, "DELETE FROM session WHERE made <= $1 OR last <= $2 RETURNING id",
                      V(c->now - SESSION_LONGEST_MS), V(c->now - SESSION_IDLE_MS));
    Err  e = count(&q, n);
    if (e) return e;
    q = db_query(c, "DELETE FROM login_failure WHERE at <= $1 RETURNING id",
                 V(c->now - 15 * 60 * 1000));
    return count(&q, n);
}

static Err sweep_link(Ctx *c, int64_t before, int64_t *n) {
    Rows q = db_query(c, "DELETE FROM account_link WHERE until < $1 RETURNING staff", V(before));
    return count(&q, n);
}

static Err sweep_again(Ctx *c, int64_t before, int64_t *n) {
    Rows q = db_query(c, "DELETE FROM again WHERE at < $1 RETURNING access", V(before));
    return count(&q, n);
}

static Err sweep_bulk(Ctx *c, int64_t before, int64_t *n) {
    Err e = db_exec(c, "DELETE FROM bulk_task WHERE bulk IN (SELECT id FROM bulk WHERE at < $1)",
                    V(before));
    if (e) return e;
    Rows q = db_query(c, "DELETE FROM bulk WHERE at < $1 RETURNING id", V(before));
    return count(&q, n);
}

/* The file goes with the row, unless something else names it; its bytes with the next sweep
 * of the store. */
static Err sweep_import(Ctx *c, int64_t before, int64_t *n) {
    int64_t *file = arena_take(c->a, sizeof *file * STEP);
    int64_t  files = 0;
    Rows q = db_query(c, "DELETE FROM import WHERE id IN (SELECT id FROM import WHERE at < $1"
                         " ORDER BY id LIMIT $2) RETURNING file", V(before), V(STEP));
    while (db_next(&q)) file[files++] = row_int(&q, 0);
    Err e = q.err;
    for (int64_t i = 0; i < files && !e; i++)
        e = db_exec(c, "DELETE FROM stored_file WHERE id = $1"
                       " AND NOT EXISTS (SELECT 1 FROM import m WHERE m.file = $1)"
                       " AND NOT EXISTS (SELECT 1 FROM evidence v WHERE v.file = $1)"
                       " AND NOT EXISTS (SELECT 1 FROM document_file d WHERE d.file = $1)",
                    V(file[i]));
    *n += files;
    return e;
}

/* Of those who left: how they could be reached, what let them in, their own order. */
#define LEFT "(SELECT s.id FROM staff s WHERE s.ended < $1)"
static Err sweep_left(Ctx *c, int64_t before, int64_t *n) {
    const char *day = day_of(c->a, before);
    Rows q = db_query(c, "UPDATE staff SET email = '', phone = '', version = version + 1"
                         " WHERE ended < $1 AND (email <> '' OR phone <> '') RETURNING id", V(day));
    Err e = count(&q, n);
    if (!e) e = db_exec(c, "UPDATE account SET password = '', totp = NULL"
                           " WHERE staff IN " LEFT, V(day));
    if (!e) e = db_exec(c, "DELETE FROM account_recovery WHERE staff IN " LEFT, V(day));
    if (!e) e = db_exec(c, "DELETE FROM feed WHERE staff IN " LEFT, V(day));
    if (!e) e = db_exec(c, "DELETE FROM reach WHERE staff IN " LEFT, V(day));
    if (!e) e = db_exec(c, "DELETE FROM saved_view WHERE staff IN " LEFT, V(day));
    return e ? e : db_exec(c, "DELETE FROM task_watch WHERE staff IN " LEFT, V(day));
}

/* A survey says on which day its answers go; with them all that hangs on them. */
#define OVER "(SELECT m.id FROM submission m JOIN survey s ON s.id = m.survey"              \
    " WHERE s.expires <= $1 ORDER BY m.id LIMIT $2)"
#define SHEETS_OVER "(SELECT h.id FROM sheet h JOIN survey s ON s.id = h.survey"           \
    " WHERE s.expires <= $1)"
#define WAVES_OVER "(SELECT s.id FROM survey s WHERE s.expires <= $1)"
static Err sweep_waves(Ctx *c, int64_t *n) {
    Err e = db_exec(c, "DELETE FROM wave_sealed WHERE survey IN " WAVES_OVER, V(c->today));
    if (!e) e = db_exec(c, "DELETE FROM wave_shown WHERE survey IN " WAVES_OVER, V(c->today));
    if (!e) e = db_exec(c, "DELETE FROM spent WHERE survey IN " WAVES_OVER, V(c->today));
    if (!e) e = db_exec(c, "DELETE FROM invite WHERE survey IN " WAVES_OVER, V(c->today));
    if (e) return e;
    Rows q = db_query(c, "DELETE FROM answer WHERE mark IN (SELECT a.mark FROM answer a"
                         " WHERE a.survey IN " WAVES_OVER " ORDER BY a.mark LIMIT $2)"
                         " RETURNING class", V(c->today), V(STEP));
    return count(&q, n);
}

static Err sweep_answers(Ctx *c, int64_t before, int64_t *n) {
    (void)before;
    int64_t *file = NULL, files = 0;
    Err e = sweep_waves(c, n);
    if (!e) e = db_exec(c, "DELETE FROM submission_edit WHERE submission IN " OVER, V(c->today),
                    V(STEP));
    if (!e) e = db_exec(c, "DELETE FROM submission_review WHERE submission IN " OVER, V(c->today),
                        V(STEP));
    if (!e) e = db_exec(c, "DELETE FROM ledger_table WHERE survey IN (SELECT s.id FROM survey s"
                           " WHERE s.expires <= $1)", V(c->today));
    if (!e) e = db_exec(c, "DELETE FROM sheet_entry WHERE sheet IN " SHEETS_OVER, V(c->today));
    if (!e) e = db_exec(c, "DELETE FROM sheet_choice WHERE sheet IN " SHEETS_OVER, V(c->today));
    if (!e) e = db_int(c, &files, "SELECT count(*) FROM submission_file WHERE submission IN " OVER,
                       V(c->today), V(STEP));
    file = arena_take(c->a, sizeof *file * (size_t)(files + 1));
    files = 0;
    Rows q = db_query(c, "DELETE FROM submission_file WHERE submission IN " OVER
                         " RETURNING COALESCE(file, 0)", V(c->today), V(STEP));
    while (db_next(&q)) file[files++] = row_int(&q, 0);
    if (!e) e = q.err;
    for (int64_t i = 0; i < files && !e; i++)
        e = db_exec(c, "DELETE FROM stored_file WHERE id = $1", V(file[i]));
    if (e) return e;
    q = db_query(c, "DELETE FROM submission WHERE id IN " OVER " RETURNING id", V(c->today),
                 V(STEP));
    return count(&q, n);
}

/* Whom interviewers went to see. */
static Err sweep_visits(Ctx *c, int64_t before, int64_t *n) {
    (void)before;
    Rows q = db_query(c, "DELETE FROM contact WHERE survey IN (SELECT s.id FROM survey s"
                         " WHERE s.expires <= $1) RETURNING survey", V(c->today));
    Err  e = count(&q, n);
    if (e) return e;
    q = db_query(c, "DELETE FROM visit WHERE survey IN (SELECT s.id FROM survey s"
                    " WHERE s.expires <= $1) RETURNING id", V(c->today));
    return count(&q, n);
}

/* Files of answers that were taken, and why answers were read today. */
static Err sweep_export(Ctx *c, int64_t before, int64_t *n) {
    int64_t file[STEP], files = 0;
    Rows q = db_query(c, "DELETE FROM survey_export WHERE id IN (SELECT id FROM survey_export"
                         " WHERE at < $1 ORDER BY id LIMIT $2) RETURNING COALESCE(file, 0)",
                      V(before), V(STEP));
    while (db_next(&q)) file[files++] = row_int(&q, 0);
    Err e = q.err;
    for (int64_t i = 0; i < files && !e; i++)
        e = db_exec(c, "DELETE FROM stored_file WHERE id = $1", V(file[i]));
    *n += files;
    if (e) return e;
    q = db_query(c, "DELETE FROM survey_reading WHERE day < $1 RETURNING survey",
                 V(day_of(c->a, before)));
    return count(&q, n);
}
SWEEP(sweep_proposal, "proposal", "at < $1")
SWEEP(sweep_collector, "collector", "until < $1 OR ended < $1")

const DataClass data_classes[] = {
    {"data.session", "data.session.why", "session login_failure", NULL, 0, "data.session.until",
     sweep_session},
    {"data.link", "data.link.why", "account_link", NULL, 30, NULL, sweep_link},
    {"data.access", "data.access.why", "access", "keep.access", 0, NULL, sweep_access},
    {"data.again", "data.again.why", "again", NULL, 2, NULL, sweep_again},
    {"data.mail", "data.mail.why", "outbox", "keep.mail", 0, NULL, sweep_outbox},
    {"data.notice", "data.notice.why", "notice", "keep.notice", 0, NULL, sweep_notice},
    {"data.reminder", "data.reminder.why", "reminder", "keep.notice", 0, NULL, sweep_reminder},
    {"data.import", "data.import.why", "import", "keep.import", 0, NULL, sweep_import},
    {"data.proposal", "data.proposal.why", "proposal", "keep.import", 0, NULL, sweep_proposal},
    {"data.bulk", "data.bulk.why", "bulk bulk_task", NULL, 30, NULL, sweep_bulk},
    {"data.job", "data.job.why", "job", NULL, JOB_KEPT_DAYS, NULL, sweep_job},
    {"data.left", "data.left.why",
     "account account_recovery feed reach saved_view task_watch", "keep.left", 0, NULL, sweep_left},
    {"data.answer", "data.answer.why",
     "submission submission_* sheet_* coding_mark ledger_*"
     " answer wave_sealed wave_shown spent invite", NULL, 0,
     "data.answer.until", sweep_answers},
    {"data.export", "data.export.why", "survey_export survey_reading", NULL, 1, NULL,
     sweep_export},
    {"data.visit", "data.visit.why", "visit contact", NULL, 0, "data.answer.until", sweep_visits},
    {"data.collector", "data.collector.why", "collector", NULL, 30, NULL, sweep_collector},
    {"data.staff", "data.staff.why", "staff appointment post delegation", NULL, 0,
     "data.staff.until", NULL},
    {"data.record", "data.record.why",
     "task task_* progress evidence extension holiday document* unit* reform_effect ladder"
     " survey wave wave_class form form_* interviewer sheet sample sample_psu coding coding_code"
     " inspection* checklist* finding* formula* assessment*"
     " dispatch* weighting* brief* release release_* stored_file setting",
     NULL, 0, "data.record.until", NULL},
    {"data.log", "data.log.why", "deed* checkpoint", NULL, 0, "data.log.until", NULL},
    {0},
};

static bool holds(const char *tables, const char *table) {
    for (const char *p = tables; *p; p += strspn(p, " ")) {
        size_t n = strcspn(p, " ");
        bool   all = p[n - 1] == '*';
        if (strncmp(p, table, all ? n - 1 : n) == 0 && (all || !table[n])) return true;
        p += n;
    }
    return false;
}

/* A name that is written out counts before one that only begins so. */
const DataClass *data_class(const char *table) {
    for (const DataClass *k = data_classes; k->name; k++)
        if (holds(k->tables, table)) return k;
    return NULL;
}

int64_t data_days(Ctx *c, const DataClass *k) {
    return k->setting ? strtoll(config_text(c, k->setting), NULL, 10) : k->days;
}

typedef struct Pass { const DataClass *k; int64_t n; } Pass;

static Err sweep_step(Ctx *c, void *arg) {
    Pass *s = arg;
    bool  demo;
    s->n = 0;
    c->today = config_today(c, &demo);
    return s->k->sweep(c, c->now - data_days(c, s->k) * DAY_MS, &s->n);
}

typedef struct Gone { int64_t n[32]; } Gone;

static Err note_gone(Ctx *c, void *arg) {
    const Gone *g = arg;
    Deed        d = {.what = "data.deed.expired", .subject = "data"};
    for (int i = 0; data_classes[i].name; i++)
        if (g->n[i])
            deed_change(c, &d, data_classes[i].name, "", arena_print(c->a, "%" PRId64, g->n[i]));
    return audit_note(c, &d);
}

static Err mail_days(Ctx *c, void *out) {
    *(int64_t *)out = strtoll(config_text(c, "keep.mail"), NULL, 10);
    return NULL;
}

Err data_sweep(Ctx *c, int64_t *n) {
    Gone    g = {{0}};
    int64_t days = 0;
    Err     e = db_read(c, mail_days, &days);
    *n = 0;
    for (int i = 0; data_classes[i].name && !e; i++) {
        Pass s = {&data_classes[i], 0};
        do {
            e = s.k->sweep ? db_write(c, sweep_step, &s) : NULL;
            g.n[i] += e ? 0 : s.n;
        } while (!e && s.n >= STEP);
        *n += g.n[i];
    }
    if (!e) mail_sweep(c->now - days * DAY_MS);
    return e || !*n ? e : db_write(c, note_gone, &g);
}

Err data_run(Ctx *c, Job *j) {
    int64_t n = 0;
    Err     e = data_sweep(c, &n);
    j->done = n;
    return e;
}

/* ---- The pages ---- */

static const char *kept_words(Ctx *c, const DataClass *k) {
    return k->until ? tr(c, k->until) : trf(c, "data.days", V(data_days(c, k)));
}

static Err show(Ctx *c, Request *r, bool admin) {
    DataPage      p = {.admin = admin};
    DataLine     *first = NULL, **end = &first;
    const JobRow *job = admin ? job_periodic(c, "data.job.sweep") : NULL;
    p.swept = job ? job->good : 0;
    for (const DataClass *k = data_classes; k->name; k++) {
        *end = arena_new(c->a, DataLine);
        **end = (DataLine){k, kept_words(c, k), NULL};
        end = &(*end)->next;
    }
    p.rows = first;
    reply_trail(c, r, admin ? "/admin/status" : "/help", tr(c, admin ? "status.title"
                                                                     : "help.title"));
    reply_page(r, tr(c, "data.title"), data_html(c, &p));
    return NULL;
}

static Err public_page(Ctx *c, Request *r) { return show(c, r, false); }
static Err admin_page(Ctx *c, Request *r) { return show(c, r, true); }

/* ---- Each month ---- */

/* The month of the query, "2026-03"; the one before this where none is said. */
static const char *month_asked(Ctx *c, const Request *r) {
    const char *typed = request_text(r, "month"), *day = arena_print(c->a, "%s-01", typed);
    if (strlen(typed) == 7 && date_ok(day) && strcmp(day, c->today) <= 0 &&
        strcmp(day, "2000-01-01") >= 0) return typed;
    day = day_add(c->a, arena_print(c->a, "%.7s-01", c->today), -1);
    return arena_part(c->a, day, 7);
}

/* Not before the log begins, nor after today. */
static const char *month_beside(Ctx *c, const char *month, int64_t days) {
    int64_t     first = 0;
    const char *day = day_add(c->a, arena_print(c->a, "%s-01", month), days);
    day = arena_print(c->a, "%.7s-01", day);
    if (strcmp(day, c->today) > 0 || strcmp(day, "2000-01-01") < 0) return NULL;
    if (db_int(c, &first, "SELECT COALESCE(min(at), 0) FROM deed WHERE at > $1", V(0))) return NULL;
    if (strncmp(day, day_of(c->a, first), 7) < 0) return NULL;
    return arena_print(c->a, "/method/transparency?month=%.7s", day);
}

static Err transparency_page(Ctx *c, Request *r) {
    const char *month = month_asked(c, r);
    CountedPage p = {.month = text_month(c, arena_print(c->a, "%s-01", month))};
    Err         e = transparency(c, month, p.n);
    if (e) return e;
    p.before = month_beside(c, month, -1);
    p.after = month_beside(c, month, 31);
    p.json = arena_print(c->a, "/method/transparency.json?month=%s", month);
    reply_trail(c, r, "/help", tr(c, "help.title"));
    reply_page(r, tr(c, "transparency.title"), transparency_html(c, &p));
    return NULL;
}

static Err transparency_json(Ctx *c, Request *r) {
    int64_t     n[COUNTED_MAX];
    const char *month = month_asked(c, r);
    Buf         b = {.a = c->a};
    Err         e = transparency(c, month, n);
    if (e) return e;
    buf_print(&b, "{\"month\":\"%s\",\"counts\":{", month);
    for (int i = 0; counted[i].name; i++)
        buf_print(&b, "%s\"%s\":%" PRId64, i ? "," : "", counted[i].name, n[i]);
    buf_text(&b, "}}\n");
    reply_text(r, "application/json; charset=utf-8", b.s);
    return NULL;
}

const Route data_routes[] = {
    SHOW("/method/data",              public_page,       RIGHT_PUBLIC, NULL),
    SHOW("/admin/data",               admin_page,        RIGHT_ADMIN,  NULL),
    SHOW("/method/transparency",      transparency_page, RIGHT_PUBLIC, NULL),
    SHOW("/method/transparency.json", transparency_json, RIGHT_PUBLIC, NULL),
    {0}
};
