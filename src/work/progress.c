/* progress.c - what the units report, and the word of who gave the task.
 *
 * A report is never changed: a word is added to it once.  What the unit says and
 * what its evidence supports stand side by side; neither is made of the other. */
#include "work/parts.h"

#include <math.h>
#include <string.h>

static bool sent_before(Ctx *c, const char *key, int64_t *id) {
    Rows q = db_query(c, "SELECT id FROM progress WHERE key = $1 AND who = $2", V(key), V(c->who));
    bool yes = false;
    while (db_next(&q)) yes = true, *id = row_int(&q, 0);
    return yes;
}

static bool is_partner(Ctx *c, int64_t task, int64_t unit) {
    for (const Partner *p = task_partners(c, task); p; p = p->next)
        if (p->unit == unit) return true;
    return false;
}

static Err check_words(const Task *t, const Report *r) {
    bool lead = r->unit == t->lead;
    if (r->said < 0 || r->said > 100) return "progress.said.range";
    if (text_blank(r->words)) return "progress.words.missing";
    if (strlen(r->words) > TASK_TEXT_MAX) return "progress.words.long";
    if (lead && r->final && !text_blank(t->indicator) && isnan(r->figure))
        return "progress.figure.missing";
    if (strlen(r->address) > TASK_TEXT_MAX) return "progress.address.long";
    bool web = strncmp(r->address, "https://", 8) == 0 || strncmp(r->address, "http://", 7) == 0;
    return *r->address && !web ? "progress.address.bad" : NULL;
}

static Err check_report(Ctx *c, const Task *t, const Report *r) {
    bool lead = r->unit == t->lead;
    if (!r->unit || (!lead && !is_partner(c, t->id, r->unit))) return "progress.unit.other";
    if (!org_may(c, RIGHT_REPORT, r->unit)) return "http.forbidden";
    Err e = check_words(t, r);
    if (!e && lead && r->final && t->reported) e = "progress.final.waiting";
    return e;
}

static Err add_evidence(Ctx *c, int64_t progress, const Report *r) {
    Err e = NULL;
    for (int i = 0; !e && i < r->nfiles; i++)
        e = db_exec(c, "INSERT INTO evidence (progress, file, address, note)"
                       " VALUES ($1, $2, '', '')", V(progress), V(r->files[i]));
    if (!e && *r->address)
        e = db_exec(c, "INSERT INTO evidence (progress, address, note) VALUES ($1, $2, '')",
                    V(progress), V(r->address));
    return e;
}

static Err add_row(Ctx *c, const Task *t, const Report *r, int64_t *id) {
    Err e = db_int(c, id,
        "INSERT INTO progress (task, unit, day, said, figure, words, final, key, verdict, shown,"
        " reason, at, who) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', '', '', $9, $10)"
        " RETURNING id",
        V(t->id), V(r->unit), V(c->today), V(r->said), val_figure(r->figure), V(r->words),
        V(r->final), V(r->key), V(c->now), V(c->who));
    return e ? e : add_evidence(c, *id, r);
}

/* A partner speaks for its part, the lead for the task. */
static Err apply_report(Ctx *c, const Task *was, const Report *r) {
    Task *t = task_copy(c, was);
    Deed  d = {.what = r->unit != was->lead ? "task.deed.part"
                     : r->final ? "task.deed.finished" : "task.deed.reported"};
    if (r->unit == was->lead) {
        t->said = r->said;
        t->returned = false;
        if (r->final) t->stage = "reported", t->reported = c->today;
    } else {
        deed_change(c, &d, "partner", "", unit_name(c, r->unit));
    }
    Err e = r->unit != was->lead && r->final
                ? db_exec(c, "UPDATE task_partner SET done = $3 WHERE task = $1 AND unit = $2",
                          V(t->id), V(r->unit), V(c->today))
                : NULL;
    return e ? e : task_put(c, was, t, &d);
}

Err task_report(Ctx *c, int64_t task, const Report *report, int64_t *id) {
    Task  *was;
    Report r = *report;
    if (sent_before(c, r.key, id)) return NULL; /* the same form again: it is done */
    if (r.final) r.said = 100;
    Err e = task_find(c, task, ACT_REPORT, &was);
    if (!e) e = check_report(c, was, &r);
    if (!e) e = add_row(c, was, &r, id);
    return e ? e : apply_report(c, was, &r);
}

/* ---- Reading ---- */

static const Evidence *evidence_of(Ctx *c, int64_t progress) {
    const Evidence *first = NULL, **end = &first;
    Rows q = db_query(c, "SELECT e.id, COALESCE(e.file, 0), e.address, f.name,"
                         " COALESCE(f.bytes, 0) FROM evidence e LEFT JOIN stored_file f"
                         " ON f.id = e.file WHERE e.progress = $1 ORDER BY e.id", V(progress));
    while (db_next(&q)) {
        Evidence *v = arena_new(c->a, Evidence);
        *v = (Evidence){row_int(&q, 0), row_int(&q, 1), row_text(&q, 2), row_text(&q, 3),
                        row_int(&q, 4), NULL};
        *end = v;
        end = (const Evidence **)&v->next;
    }
    return first;
}

const Progress *task_progress(Ctx *c, int64_t task) {
    const Progress *first = NULL, **end = &first;
    Rows q = db_query(c,
        "SELECT id, unit, day, said, figure, words, final, verdict, shown, reason, judged,"
        " judge, at, who FROM progress WHERE task = $1 ORDER BY id DESC", V(task));
    while (db_next(&q)) {
        Progress *p = arena_new(c->a, Progress);
        *p = (Progress){
            .id = row_int(&q, 0), .unit = row_int(&q, 1), .day = row_text(&q, 2),
            .said = row_int(&q, 3), .figure = row_real(&q, 4), .words = row_text(&q, 5),
            .final = row_int(&q, 6), .verdict = row_text(&q, 7), .shown = row_text(&q, 8),
            .reason = row_text(&q, 9), .judged = row_int(&q, 10), .judge = row_int(&q, 11),
            .at = row_int(&q, 12), .who = row_int(&q, 13)};
        p->evidence = evidence_of(c, p->id);
        *end = p;
        end = (const Progress **)&p->next;
    }
    return first;
}

const Progress *task_waiting(Ctx *c, const Task *t) {
    for (const Progress *p = task_progress(c, t->id); p; p = p->next) {
        if (p->unit != t->lead) continue;
        if (*p->verdict) return NULL; /* a word on it is a word on those before it */
        if (p->final || !t->reported) return p;
    }
    return NULL;
}

int64_t evidence_file(Ctx *c, int64_t task, int64_t evidence) {
    int64_t file = 0;
    Rows q = db_query(c, "SELECT e.file FROM evidence e JOIN progress p ON p.id = e.progress"
                         " WHERE e.id = $1 AND p.task = $2", V(evidence), V(task));
    while (db_next(&q)) file = row_int(&q, 0);
    return file;
}

/* ---- The word ---- */

static Err check_judgement(Ctx *c, const Task *t, const Judgement *j) {
    static const char *const shown[] = {"none", "part", "full", "against"};
    const Progress *p = task_waiting(c, t);
    bool known = false;
    if (!p || p->id != j->progress) return "progress.verdict.gone";
    if (p->who == c->who) return "progress.verdict.self";
    for (int i = 0; i < 4; i++) known = known || text_same(j->shown, shown[i]);
    if (!known) return "progress.shown.missing";
    if (text_same(j->verdict, "returned"))
        return text_blank(j->reason) ? "progress.reason.missing"
             : strlen(j->reason) > TASK_TEXT_MAX ? "progress.reason.long" : NULL;
    if (!text_same(j->verdict, "accepted")) return "progress.verdict.missing";
    return p->final && text_same(j->shown, "against") ? "progress.shown.against" : NULL;
}

Err task_judge(Ctx *c, int64_t task, const Judgement *j) {
    Task *was;
    Err   e = task_find(c, task, ACT_JUDGE, &was);
    if (!e) e = check_judgement(c, was, j);
    if (!e) e = db_exec(c, "UPDATE progress SET verdict = $2, shown = $3, reason = $4,"
                           " judged = $5, judge = $6 WHERE id = $1",
                        V(j->progress), V(j->verdict), V(j->shown), V(j->reason), V(c->now),
                        V(c->who));
    if (e) return e;
    bool  back = text_same(j->verdict, "returned");
    Task *t = task_copy(c, was);
    Deed  d = {.what = back ? "task.deed.returned" : was->reported ? "task.deed.accepted"
                                                                   : "task.deed.noted",
               .reason = *j->reason ? j->reason : NULL};
    t->shown = j->shown;
    t->returned = back;
    if (was->reported) {
        t->stage = back ? "open" : "done";
        t->done = back ? NULL : was->reported;
        t->reported = NULL;
    }
    return task_put(c, was, t, &d);
}
