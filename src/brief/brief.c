/* brief.c - the rows of briefs, who may do what with them, and their states. */
#include "brief/brief.h"

#include "config/config.h"
#include "text/text.h"

#include <string.h>

enum { YEARS_MAX = 3660 }; /* days of a period */

/* ---- Rows ---- */

#define COLUMNS                                                                          \
    "b.id, b.kind, b.since, b.until, b.unit, b.lang, b.plan, b.state, b.writer, b.reviewer," \
    " b.writer_name, b.reviewer_name, b.office, b.known, b.changed, b.why, b.sure, b.next,"  \
    " b.remark, b.program, b.frozen, b.html, b.figures, b.xlsx, b.docx, b.pdf, b.version, b.at," \
    " b.day"

static Brief *read_brief(Rows *q) {
    Brief *b = arena_new(q->c->a, Brief);
    *b = (Brief){.id = row_int(q, 0), .kind = brief_kind(row_text(q, 1)),
                 .period = {row_text(q, 2), row_text(q, 3)}, .unit = row_int(q, 4),
                 .lang = strcmp(row_text(q, 5), "en") == 0 ? LANG_EN : LANG_VI,
                 .plan = row_int(q, 6), .state = row_text(q, 7), .author = row_int(q, 8),
                 .reviewer = row_int(q, 9), .author_name = row_text(q, 10),
                 .reviewer_name = row_text(q, 11), .office = row_text(q, 12),
                 .known = row_int(q, 13), .changed = row_text(q, 14), .why = row_text(q, 15),
                 .sure = row_text(q, 16), .next = row_text(q, 17), .remark = row_text(q, 18),
                 .program = row_text(q, 19), .frozen = row_int(q, 20), .html = row_int(q, 21),
                 .figures = row_int(q, 22), .xlsx = row_int(q, 23), .docx = row_int(q, 24),
                 .pdf = row_int(q, 25), .version = row_int(q, 26), .at = row_int(q, 27),
                 .day = row_text(q, 28)};
    return b;
}

Brief *brief_get(Ctx *c, int64_t id) {
    Brief *b = NULL;
    Rows   q = db_query(c, "SELECT " COLUMNS " FROM brief b WHERE b.id = $1", V(id));
    while (db_next(&q)) b = read_brief(&q);
    return b;
}

/* Of the units $1-$4 and beneath, on the day $5; or read by the person $6. */
#define SEEN                                                                             \
    "WITH RECURSIVE " UNITS_BENEATH("seen", "SELECT id FROM unit WHERE id IN ($1, $2, $3, $4)", \
                                    "$5")
#define MINE                                                                             \
    " FROM brief b WHERE b.unit IN (SELECT unit FROM seen) OR (b.state = 'frozen' AND EXISTS" \
    " (SELECT 1 FROM brief_reader r WHERE r.brief = b.id AND r.staff = $6))"

const Brief *brief_list(Ctx *c, int64_t from, int64_t max) {
    int64_t scope[ORG_SCOPES_MAX] = {0};
    Brief  *first = NULL, **end = &first;
    org_scopes(c, RIGHT_VIEW, scope);
    Rows q = db_query(c, SEEN "SELECT " COLUMNS MINE
                              " ORDER BY b.until DESC, b.id DESC LIMIT $7 OFFSET $8",
                      V(scope[0]), V(scope[1]), V(scope[2]), V(scope[3]), V(c->today), V(c->who),
                      V(max), V(from));
    while (db_next(&q)) {
        *end = read_brief(&q);
        end = &(*end)->next_brief;
    }
    return first;
}

int64_t brief_count(Ctx *c) {
    int64_t n = 0, scope[ORG_SCOPES_MAX] = {0};
    org_scopes(c, RIGHT_VIEW, scope);
    Err e = db_int(c, &n, SEEN "SELECT count(*)" MINE, V(scope[0]), V(scope[1]), V(scope[2]),
                   V(scope[3]), V(c->today), V(c->who));
    return e ? 0 : n;
}

/* ---- Words ---- */

const char *brief_title(const Ctx *c, const Brief *b) {
    return trf(c, "brief.title", V(period_words(c, b->kind, b->period)));
}

static bool is(const Brief *b, const char *state) { return strcmp(b->state, state) == 0; }

const char *brief_state_key(const Brief *b) {
    return is(b, "draft")      ? "brief.state.draft"
           : is(b, "review")   ? "brief.state.review"
           : is(b, "reviewed") ? "brief.state.reviewed"
                               : "brief.state.frozen";
}
Tone brief_state_tone(const Brief *b) {
    return is(b, "draft") ? TONE_GREY : is(b, "frozen") ? TONE_GREEN
           : is(b, "review") ? TONE_AMBER : TONE_BLUE;
}

/* ---- Rights ---- */

bool brief_scoped(Ctx *c, const Brief *b) { return org_may(c, RIGHT_VIEW, b->unit); }
bool brief_sees(Ctx *c, const Brief *b) {
    return brief_scoped(c, b) || (is(b, "frozen") && brief_read_by(c, b, c->who));
}
bool brief_edits(Ctx *c, const Brief *b) { return org_may(c, RIGHT_ISSUE, b->unit); }
bool brief_reviews(Ctx *c, const Brief *b) {
    return b->author != c->who && org_may(c, RIGHT_JUDGE, b->unit);
}

/* ---- A new one ---- */

static Err check_new(Ctx *c, const Brief *b) {
    Unit u;
    if (!b->kind) return "brief.kind.missing";
    if (!b->period.since || !date_ok(b->period.since) ||
        strcmp(b->period.since, BRIEF_FIRST_DAY) < 0)
        return "brief.since.missing";
    if (!b->period.until || !date_ok(b->period.until) ||
        strcmp(b->period.until, BRIEF_LAST_DAY) > 0)
        return "brief.until.missing";
    if (strcmp(b->period.until, b->period.since) < 0) return "brief.until.early";
    if (day_number(b->period.until) - day_number(b->period.since) > YEARS_MAX)
        return "brief.until.long";
    if (strcmp(b->period.since, c->today) > 0) return "brief.since.ahead";
    if (!b->unit || !unit_on(c, b->unit, c->today, &u)) return "brief.unit.missing";
    return org_may(c, RIGHT_ISSUE, b->unit) ? NULL : "http.forbidden";
}

static Err note(Ctx *c, const Brief *b, const char *what, const char *reason) {
    Deed d = {.what = what, .subject = "brief", .id = b->id, .reason = reason};
    deed_change(c, &d, "period", "", period_words(c, b->kind, b->period));
    return audit_note(c, &d);
}

Err brief_add(Ctx *c, Brief *b) {
    Err e = check_new(c, b);
    if (e) return e;
    b->author = c->who;
    e = db_int(c, &b->id,
               "INSERT INTO brief (kind, since, until, unit, lang, plan, state, writer,"
               " writer_name, reviewer_name, office, changed, why, sure, next, remark, program,"
               " version, at) VALUES ($1, $2, $3, $4, $5, $6, 'draft', $7, $8, '', '', '', '', '',"
               " '', '', '', 1, $9) RETURNING id",
               V(b->kind->name), V(b->period.since), V(b->period.until), V(b->unit),
               V(b->lang == LANG_EN ? "en" : "vi"), b->plan ? V(b->plan) : val_text(NULL),
               V(b->author), V(staff_name(c, b->author)), V(c->now));
    if (!e && b->plan)
        e = db_exec(c, "INSERT INTO brief_reader (plan, brief, staff, role) SELECT"
                       " NULL, CAST($2 AS BIGINT), r.staff, r.role FROM brief_reader r"
                       " WHERE r.plan = $1", V(b->plan), V(b->id));
    return e ? e : note(c, b, "brief.deed.added", NULL);
}

/* ---- The author's words ---- */

static Err check_words(const Brief *b) {
    if (strlen(b->changed) > BRIEF_TEXT_MAX) return "brief.changed.long";
    if (strlen(b->why) > BRIEF_TEXT_MAX) return "brief.why.long";
    if (strlen(b->sure) > BRIEF_TEXT_MAX) return "brief.sure.long";
    return strlen(b->next) > BRIEF_TEXT_MAX ? "brief.next.long" : NULL;
}

Err brief_write(Ctx *c, const Brief *was, const Brief *b) {
    Err e = check_words(b);
    if (!e && !brief_edits(c, was)) e = "http.forbidden";
    if (!e && !is(was, "draft")) e = "brief.state.other";
    if (e) return e;
    Deed d = {.what = "brief.deed.written", .subject = "brief", .id = was->id};
    deed_change(c, &d, "changed", was->changed, b->changed);
    deed_change(c, &d, "why", was->why, b->why);
    deed_change(c, &d, "sure", was->sure, b->sure);
    deed_change(c, &d, "next", was->next, b->next);
    if (!d.changes) return NULL;
    e = db_exec(c, "UPDATE brief SET changed = $2, why = $3, sure = $4, next = $5,"
                   " version = version + 1 WHERE id = $1",
                V(was->id), V(b->changed), V(b->why), V(b->sure), V(b->next));
    return e ? e : audit_note(c, &d);
}

/* ---- From state to state ---- */

Err brief_send(Ctx *c, const Brief *b) {
    if (!brief_edits(c, b)) return "http.forbidden";
    if (!is(b, "draft")) return "brief.state.other";
    const char *office = config_text(c, "office.name");
    Err e = db_exec(c, "UPDATE brief SET state = 'review', known = $2, office = $3, writer = $4,"
                       " writer_name = $5, remark = '', day = $6, version = version + 1"
                       " WHERE id = $1",
                    V(b->id), V(c->now), V(office ? office : ""), V(c->who),
                    V(staff_name(c, c->who)), V(c->today));
    return e ? e : note(c, b, "brief.deed.sent", NULL);
}

Err brief_approve(Ctx *c, const Brief *b) {
    if (b->author == c->who) return "brief.reviewer.self";
    if (!brief_reviews(c, b)) return "http.forbidden";
    if (!is(b, "review")) return "brief.state.other";
    Err e = db_exec(c, "UPDATE brief SET state = 'reviewed', reviewer = $2, reviewer_name = $3,"
                       " version = version + 1 WHERE id = $1",
                    V(b->id), V(c->who), V(staff_name(c, c->who)));
    return e ? e : note(c, b, "brief.deed.approved", NULL);
}

Err brief_back(Ctx *c, const Brief *b, const char *remark) {
    if (text_blank(remark)) return "brief.remark.missing";
    if (strlen(remark) > BRIEF_TEXT_MAX) return "brief.remark.long";
    if (!brief_reviews(c, b) && !brief_edits(c, b)) return "http.forbidden";
    if (!is(b, "review") && !is(b, "reviewed")) return "brief.state.other";
    Err e = db_exec(c, "UPDATE brief SET state = 'draft', known = NULL, day = NULL,"
                       " reviewer = NULL, reviewer_name = '', remark = $2,"
                       " version = version + 1 WHERE id = $1",
                    V(b->id), V(remark));
    return e ? e : note(c, b, "brief.deed.back", remark);
}

Err brief_drop(Ctx *c, const Brief *b) {
    if (!brief_edits(c, b)) return "http.forbidden";
    if (!is(b, "draft") || b->plan) return "brief.state.other";
    Err e = db_exec(c, "DELETE FROM brief_reader WHERE brief = $1", V(b->id));
    if (!e) e = db_exec(c, "DELETE FROM brief WHERE id = $1", V(b->id));
    return e ? e : note(c, b, "brief.deed.dropped", NULL);
}
