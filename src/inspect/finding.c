/* finding.c - what was found of each task drawn, the unit's reply, and the task that comes
 * of it.
 *
 * A finding may be corrected until its round closes; what it was before stands in the log. */
#include "inspect/parts.h"

#include "mail/mail.h"

#include <inttypes.h>
#include <string.h>

#define COLUMNS                                                                \
    "f.id, f.inspection, f.task, f.stratum, f.unit, f.verdict, f.words, f.seen, f.fix,"        \
    " COALESCE(f.task_made, 0), f.reply, COALESCE(f.replied, 0), COALESCE(f.replier, 0),"      \
    " f.version, COALESCE(f.at, 0), COALESCE(f.who, 0), t.work"                                \
    " FROM finding f JOIN task t ON t.id = f.task"

static Finding *read_row(Ctx *c, Rows *q) {
    Finding *f = arena_new(c->a, Finding);
    *f = (Finding){
        .id = row_int(q, 0), .inspection = row_int(q, 1), .task = row_int(q, 2),
        .stratum = row_int(q, 3), .unit = row_int(q, 4), .verdict = row_text(q, 5),
        .words = row_text(q, 6), .seen = row_text(q, 7), .fix = row_text(q, 8),
        .task_made = row_int(q, 9), .reply = row_text(q, 10), .replied = row_int(q, 11),
        .replier = row_int(q, 12), .version = row_int(q, 13), .at = row_int(q, 14),
        .who = row_int(q, 15), .work = row_text(q, 16)};
    return f;
}

static const Finding *read_rows(Ctx *c, Rows q) {
    Finding *first = NULL, **end = &first;
    while (db_next(&q)) {
        *end = read_row(c, &q);
        end = &(*end)->next;
    }
    return first;
}

static bool knows(Ctx *c, const Finding *f) {
    const Inspection *i = inspection_read(c, f->inspection);
    if (i && inspection_may(c, i)) return true;
    return *f->verdict && org_may(c, RIGHT_VIEW, f->unit);
}

Finding *finding_get(Ctx *c, int64_t id) {
    Finding *f = NULL;
    Rows q = db_query(c, "SELECT " COLUMNS " WHERE f.id = $1", V(id));
    while (db_next(&q)) f = read_row(c, &q);
    return f && knows(c, f) ? f : NULL;
}

const Finding *finding_list(Ctx *c, int64_t inspection) {
    return read_rows(c, db_query(c, "SELECT " COLUMNS " JOIN inspection_stratum s"
                                    " ON s.id = f.stratum WHERE f.inspection = $1"
                                    " ORDER BY f.verdict <> '', s.place, f.id", V(inspection)));
}

bool finding_reports(Ctx *c, const Finding *f) { return org_may(c, RIGHT_REPORT, f->unit); }

const Finding *findings_told(Ctx *c) {
    int64_t        scope[ORG_SCOPES_MAX] = {0};
    const Finding *first = NULL, **end = &first;
    if (!org_scopes(c, RIGHT_REPORT, scope)) return NULL;
    Rows q = db_query(c,
        "WITH RECURSIVE " UNITS_BENEATH("own", "SELECT CAST($1 AS BIGINT) UNION ALL"
        " SELECT CAST($2 AS BIGINT) UNION ALL SELECT CAST($3 AS BIGINT) UNION ALL"
        " SELECT CAST($4 AS BIGINT)", "$5")
        " SELECT " COLUMNS " WHERE f.verdict NOT IN ('', 'true') AND f.replied IS NULL"
        " AND f.unit IN (SELECT unit FROM own) ORDER BY f.id DESC LIMIT $6",
        V(scope[0]), V(scope[1]), V(scope[2]), V(scope[3]), V(c->today), V(LIST_MAX));
    while (db_next(&q)) {
        Finding *f = read_row(c, &q);
        *end = f;
        end = (const Finding **)&f->next;
    }
    return first;
}

/* ---- Its parts ---- */

int finding_lines(Ctx *c, const Finding *f, const Inspection *i, FindingLine out[LINES_MAX]) {
    const char *question[LINES_MAX];
    int         n = lines_cut(c, i->lines, question);
    for (int k = 0; k < n; k++) out[k] = (FindingLine){question[k], "", ""};
    Rows q = db_query(c, "SELECT line, answer, note FROM finding_line WHERE finding = $1",
                      V(f->id));
    while (db_next(&q)) {
        int64_t k = row_int(&q, 0) - 1;
        if (k < 0 || k >= n) continue;
        out[k].answer = row_text(&q, 1);
        out[k].note = row_text(&q, 2);
    }
    return n;
}

const FindingFile *finding_files(Ctx *c, int64_t finding) {
    FindingFile *first = NULL, **end = &first;
    Rows q = db_query(c, "SELECT f.id, f.file, s.name, s.bytes FROM finding_file f"
                         " JOIN stored_file s ON s.id = f.file WHERE f.finding = $1"
                         " ORDER BY f.id", V(finding));
    while (db_next(&q)) {
        *end = arena_new(c->a, FindingFile);
        **end = (FindingFile){row_int(&q, 0), row_int(&q, 1), row_text(&q, 2), row_int(&q, 3),
                              NULL};
        end = &(*end)->next;
    }
    return first;
}

int64_t finding_file(Ctx *c, int64_t finding, int64_t id) {
    for (const FindingFile *v = finding_files(c, finding); v; v = v->next)
        if (v->id == id) return v->file;
    return 0;
}

/* ---- What was found ---- */

static Err check_running(Ctx *c, const Finding *f, const Inspection **i) {
    *i = inspection_read(c, f->inspection);
    if (!*i || !inspection_may(c, *i)) return "http.forbidden";
    return round_is(*i, "running") ? NULL : "inspection.stage.other";
}

static Err check_verdict(const Found *now) {
    static const char *const verdicts[] = {"true", "partly", "false", "unseen"};
    bool known = false;
    for (int k = 0; k < 4; k++) known = known || strcmp(now->verdict, verdicts[k]) == 0;
    if (!known) return "finding.verdict.missing";
    bool why = strcmp(now->verdict, "true") != 0; /* what is not in order is told */
    return text_check(now->words, TASK_TEXT_MAX, why ? "finding.words.missing" : NULL,
                      "finding.words.long");
}

static Err check_lines(const Found *now, int n) {
    for (int k = 0; k < n; k++) {
        const char *a = now->answer[k];
        if (*a && strcmp(a, "yes") != 0 && strcmp(a, "no") != 0 && strcmp(a, "none") != 0)
            return "finding.answer.bad";
        if (strlen(now->note[k]) > LINE_MAX) return "finding.note.long";
    }
    return NULL;
}

static Err check_found(Ctx *c, const Inspection *i, const Found *now, int n) {
    Err e = check_verdict(now);
    if (!e && !now->seen) e = "finding.seen.missing";
    if (!e && strcmp(now->seen, i->until) < 0) e = "finding.seen.early";
    if (!e && strcmp(now->seen, c->today) > 0) e = "finding.seen.future";
    if (!e) e = check_lines(now, n);
    return e ? e : text_check(now->fix, TASK_TEXT_MAX, NULL, "finding.fix.long");
}

/* One line of the log for the whole checklist: "1 yes, 2 no (Thiếu chữ ký), 3 none". */
static const char *answers_text(Ctx *c, const char *const *answer, const char *const *note, int n) {
    Buf b = {.a = c->a};
    for (int k = 0; k < n; k++) {
        if (!*answer[k] && !*note[k]) continue;
        buf_print(&b, "%s%d %s", b.len ? ", " : "", k + 1, answer[k]);
        if (*note[k]) buf_print(&b, " (%s)", note[k]);
    }
    return b.s ? b.s : "";
}

static const char *answers_before(Ctx *c, const FindingLine *line, int n) {
    const char *answer[LINES_MAX], *note[LINES_MAX];
    for (int k = 0; k < n; k++) answer[k] = line[k].answer, note[k] = line[k].note;
    return answers_text(c, answer, note, n);
}

static Err store_lines(Ctx *c, int64_t finding, const Found *now, int n) {
    Err e = db_exec(c, "DELETE FROM finding_line WHERE finding = $1", V(finding));
    for (int k = 0; k < n && !e; k++)
        if (*now->answer[k] || *now->note[k])
            e = db_exec(c, "INSERT INTO finding_line (finding, line, answer, note)"
                           " VALUES ($1, $2, $3, $4)", V(finding), V(k + 1), V(now->answer[k]),
                        V(now->note[k]));
    return e;
}

static Err store_files(Ctx *c, int64_t finding, const Found *now) {
    Err e = NULL;
    for (int k = 0; k < now->nfiles && !e; k++)
        e = db_exec(c, "INSERT INTO finding_file (finding, file, at, who) VALUES ($1, $2, $3, $4)",
                    V(finding), V(now->files[k]), V(c->now), V(c->who));
    return e;
}

static Err store(Ctx *c, const Finding *was, const Found *now, int n) {
    Err e = db_exec(c, "UPDATE finding SET verdict = $2, words = $3, seen = $4, fix = $5, at = $6,"
                       " who = $7, version = version + 1 WHERE id = $1", V(was->id),
                    V(now->verdict), V(now->words), V(now->seen), V(now->fix), V(c->now),
                    V(c->who));
    if (!e) e = store_lines(c, was->id, now, n);
    return e ? e : store_files(c, was->id, now);
}

/* Who heads the unit is told once that there is something to answer. */
static Err tell_unit(Ctx *c, const Finding *f, const Found *now) {
    int64_t head = unit_head(c, f->unit);
    if (!head || strcmp(now->verdict, "true") == 0) return NULL;
    return notice_add(c, &(NoticeNew){.key = arena_print(c->a, "finding/%" PRId64, f->id),
                                      .staff = head, .what = "finding.told", .n = 1,
                                      .subject = "task", .id = f->task, .mail = true});
}

Err finding_put(Ctx *c, const Finding *was, const Found *now) {
    const Inspection *i;
    const Finding    *is = finding_get(c, was->id);
    FindingLine       line[LINES_MAX];
    Deed d = {.what = was->at ? "finding.deed.corrected" : "finding.deed.found",
              .subject = "finding", .id = was->id};
    Err e = check_running(c, was, &i);
    if (!e && (!is || is->version != was->version)) e = "clash.version.stale";
    if (e) return e;
    int n = finding_lines(c, was, i, line);
    e = check_found(c, i, now, n);
    if (!e) e = store(c, was, now, n);
    if (e) return e;
    deed_change(c, &d, "verdict", was->verdict, now->verdict);
    deed_change(c, &d, "words", was->words, now->words);
    deed_change(c, &d, "seen", was->seen, now->seen);
    deed_change(c, &d, "fix", was->fix, now->fix);
    deed_change(c, &d, "answer", answers_before(c, line, n),
                answers_text(c, now->answer, now->note, n));
    if (now->nfiles)
        deed_change(c, &d, "file", "", arena_print(c->a, "+%d", now->nfiles));
    e = audit_note(c, &d);
    return e ? e : tell_unit(c, was, now);
}

Err finding_file_drop(Ctx *c, const Finding *f, int64_t id) {
    const Inspection *i;
    const char       *name = NULL;
    Deed d = {.what = "finding.deed.file", .subject = "finding", .id = f->id};
    Err  e = check_running(c, f, &i);
    for (const FindingFile *v = finding_files(c, f->id); v; v = v->next)
        if (v->id == id) name = v->name;
    if (!e && !name) e = "http.missing";
    if (!e) e = db_exec(c, "DELETE FROM finding_file WHERE id = $1 AND finding = $2", V(id),
                        V(f->id));
    if (!e) e = db_exec(c, "UPDATE finding SET version = version + 1 WHERE id = $1", V(f->id));
    if (e) return e;
    deed_change(c, &d, "file", name, "");
    return audit_note(c, &d);
}

Err finding_reply(Ctx *c, const Finding *f, const char *words) {
    Deed d = {.what = "finding.deed.replied", .subject = "finding", .id = f->id};
    Err  e = finding_reports(c, f) ? NULL : "http.forbidden";
    if (!e && !*f->verdict) e = "finding.reply.early";
    if (!e) e = text_check(words, TASK_TEXT_MAX, "finding.reply.missing", "finding.reply.long");
    if (!e) e = db_exec(c, "UPDATE finding SET reply = $2, replied = $3, replier = $4,"
                           " version = version + 1 WHERE id = $1", V(f->id), V(words), V(c->now),
                        V(c->who));
    if (e) return e;
    deed_change(c, &d, "reply", f->reply, words);
    return audit_note(c, &d);
}

/* ---- What comes of it ---- */

/* The draft carries out the same document; its day and who answers for it are for whoever
 * issues it. */
static Err draft(Ctx *c, const Finding *f, Task *t) {
    const Inspection *i = inspection_read(c, f->inspection);
    const Task       *from = task_get(c, f->task);
    *t = task_blank();
    t->work = trf(c, "finding.draft.work", V(f->fix));
    if (strlen(t->work) > TASK_TEXT_MAX) t->work = f->fix;
    t->note = trf(c, "finding.draft.note", V(arena_print(c->a, "%" PRId64, f->id)), V(i->name),
                  V(arena_print(c->a, "%" PRId64, f->task)), V(text_day(c, f->seen)));
    t->lead = f->unit;
    t->document = from ? from->document : 0;
    return task_draft(c, t);
}

Err finding_task(Ctx *c, const Finding *f, int64_t *task) {
    Task t;
    Deed d = {.what = "finding.deed.drafted", .subject = "finding", .id = f->id};
    if (text_blank(f->fix)) return "finding.fix.none";
    if (f->task_made && task_get(c, f->task_made)) return "finding.fix.twice";
    Err e = draft(c, f, &t);
    if (!e) e = db_exec(c, "UPDATE finding SET task_made = $2, version = version + 1"
                           " WHERE id = $1", V(f->id), V(t.id));
    if (e) return e;
    *task = t.id;
    deed_change(c, &d, "made", "", arena_print(c->a, "%" PRId64, t.id));
    return audit_note(c, &d);
}
