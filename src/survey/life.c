/* life.c - a survey from its draft to the day on which its answers are deleted. */
#include "survey/parts.h"

#include "crypt/crypt.h"

#include <string.h>

#define COLUMNS                                                                \
    "s.id, s.unit, s.form, s.version, s.at, s.who, s.title, s.why, s.mode, s.stage, s.address," \
    " s.since, s.until, s.expires, s.sampling"

static Survey *read_row(Rows *q) {
    Survey *s = arena_new(q->c->a, Survey);
    *s = (Survey){.id = row_int(q, 0), .unit = row_int(q, 1), .form = row_int(q, 2),
                  .version = row_int(q, 3), .at = row_int(q, 4), .who = row_int(q, 5),
                  .title = row_text(q, 6), .why = row_text(q, 7), .mode = row_text(q, 8),
                  .stage = row_text(q, 9), .address = row_text(q, 10), .since = row_text(q, 11),
                  .until = row_text(q, 12), .expires = row_text(q, 13),
                  .sampling = row_text(q, 14)};
    return s;
}

Survey *survey_get(Ctx *c, int64_t id) {
    Survey *s = NULL;
    Rows    q = db_query(c, "SELECT " COLUMNS " FROM survey s WHERE s.id = $1", V(id));
    while (db_next(&q)) s = read_row(&q);
    return s;
}

Survey *survey_at(Ctx *c, const char *address) {
    Survey *s = NULL;
    Rows    q = db_query(c, "SELECT " COLUMNS " FROM survey s WHERE s.address = $1", V(address));
    while (db_next(&q)) s = read_row(&q);
    return s;
}

bool survey_may(Ctx *c, const Survey *s, Right right) { return org_may(c, right, s->unit); }

Survey *survey_list(Ctx *c, const char *stage, int64_t from, int max) {
    Survey *first = NULL, **end = &first;
    int     taken = 0;
    Rows    q = db_query(c, "SELECT " COLUMNS " FROM survey s WHERE $1 = '' OR s.stage = $1"
                            " ORDER BY s.until DESC, s.id DESC", V(stage ? stage : ""));
    while (taken < max && db_next(&q)) {
        Survey *s = read_row(&q);
        bool    mine = survey_may(c, s, RIGHT_SURVEY) || survey_may(c, s, RIGHT_ANSWERS) ||
                    interviewer_is(c, s->id, c->who);
        if (!mine || from-- > 0) continue;
        *end = s;
        end = &s->next;
        taken++;
    }
    db_stop(&q);
    return first;
}

/* ---- of an interviewer ---- */

Survey *surveys_asked(Ctx *c, int64_t staff) {
    Survey *first = NULL, **end = &first;
    Rows    q = db_query(c, "SELECT " COLUMNS " FROM survey s JOIN interviewer i ON i.survey = s.id"
                            " WHERE i.staff = $1 AND i.ended IS NULL AND s.mode = 'interview'"
                            " AND s.stage = 'open' AND s.since <= $2 AND $2 < s.until"
                            " ORDER BY s.title, s.id", V(staff), V(c->today));
    while (db_next(&q)) *end = read_row(&q), end = &(*end)->next;
    return first;
}

Err survey_of_form(Ctx *c, int64_t staff, const char *form, Survey **out) {
    int64_t forms = 0;
    Rows    q = db_query(c, "SELECT " COLUMNS " FROM survey s JOIN form f ON f.id = s.form"
                            " JOIN interviewer i ON i.survey = s.id WHERE f.name = $1"
                            " AND i.staff = $2 AND i.ended IS NULL AND s.mode = 'interview'"
                            " AND s.stage <> 'draft' ORDER BY s.stage DESC, s.until DESC, s.id DESC"
                            " LIMIT 1", V(form), V(staff)); /* open comes after closed */
    *out = NULL;
    while (db_next(&q)) *out = read_row(&q);
    if (*out || q.err) return q.err;
    Err e = db_int(c, &forms, "SELECT count(*) FROM form WHERE name = $1", V(form));
    return e ? e : forms ? "rosa.form.foreign" : "submission.form.missing";
}

/* (6) Is one of them asking the same form elsewhere?   staff  0: any of this survey */
bool survey_twice(Ctx *c, const Survey *s, int64_t staff) {
    int64_t n = 0;
    Rows    q = db_query(c, "SELECT count(*) FROM survey o JOIN interviewer i ON i.survey = o.id"
                            " WHERE o.form = $2 AND o.id <> $1 AND o.mode = 'interview'"
                            " AND o.stage = 'open' AND i.ended IS NULL AND (i.staff = $3 OR"
                            " ($3 = 0 AND i.staff IN (SELECT k.staff FROM interviewer k"
                            " WHERE k.survey = $1 AND k.ended IS NULL)))",
                         V(s->id), V(s->form), V(staff));
    while (db_next(&q)) n = row_int(&q, 0);
    return n > 0 && strcmp(s->mode, "interview") == 0;
}

/* ---- rules ---- */

static Err check_texts(const Survey *s) { /* (1) */
    if (text_blank(s->title)) return "survey.title.missing";
    if (strlen(s->title) > SURVEY_TITLE_MAX) return "survey.title.long";
    if (text_blank(s->why)) return "survey.why.missing";
    return strlen(s->why) > SURVEY_WHY_MAX ? "survey.why.long" : NULL;
}

static Err check_form(Ctx *c, const Survey *s) { /* (2) */
    const FormRow *f = form_get(c, s->form);
    if (!f || f->ended) return "survey.form.missing";
    return form_latest(c, s->form) ? NULL : "survey.form.published";
}

static Err check_days(Ctx *c, const Survey *s) { /* (3) */
    if (!day_fits(s->since)) return "survey.since.bad";
    if (!day_fits(s->until)) return "survey.until.bad";
    if (!day_fits(s->expires)) return "survey.expires.bad";
    if (strcmp(s->since, s->until) >= 0) return "survey.until.early";
    if (strcmp(s->until, s->expires) > 0) return "survey.expires.early";
    bool late = strcmp(s->expires, day_add(c->a, s->until, SURVEY_KEEP_DAYS)) > 0;
    return late ? "survey.expires.late" : NULL;
}

static bool one_of(const char *s, const char *a, const char *b, const char *d) {
    return strcmp(s, a) == 0 || strcmp(s, b) == 0 || strcmp(s, d) == 0;
}

static Err check(Ctx *c, const Survey *s) {
    Err e = check_texts(s);
    if (!e && !one_of(s->mode, "open", "interview", "anonymous")) e = "survey.mode.bad";
    if (!e) e = check_days(c, s);
    return e;
}

/* Letters that are not mistaken for one another, 60 bits: nobody finds a survey by trying. */
static const char *new_address(Ctx *c) {
    char *code = crypt_code(c->a, 3), *to = code;
    for (const char *p = code; *p; p++)
        if (*p != '-') *to++ = (char)(*p >= 'A' && *p <= 'Z' ? *p - 'A' + 'a' : *p);
    *to = '\0';
    return code;
}

static void note_changes(Ctx *c, Deed *d, const Survey *was, const Survey *is) {
    deed_change(c, d, "title", was->title, is->title);
    deed_change(c, d, "why", was->why, is->why);
    deed_change(c, d, "mode", was->mode, is->mode);
    deed_change(c, d, "since", was->since, is->since);
    deed_change(c, d, "until", was->until, is->until);
    deed_change(c, d, "expires", was->expires, is->expires);
}

Err survey_add(Ctx *c, Survey *s) {
    if (!org_may(c, RIGHT_SURVEY, s->unit)) return "http.forbidden";
    Err e = check(c, s);
    if (!e) e = check_form(c, s);
    if (e) return e;
    s->address = new_address(c);
    s->stage = "draft";
    e = db_int(c, &s->id,
               "INSERT INTO survey (unit, form, title, why, mode, stage, address, since, until,"
               " expires, at, who) VALUES ($1, $2, $3, $4, $5, 'draft', $6, $7, $8, $9, $10, $11)"
               " RETURNING id",
               V(s->unit), V(s->form), V(s->title), V(s->why), V(s->mode), V(s->address),
               V(s->since), V(s->until), V(s->expires), V(c->now), V(c->who));
    Deed d = {.what = "survey.deed.made", .subject = "survey", .id = s->id};
    note_changes(c, &d, &(Survey){0}, s);
    return e ? e : audit_note(c, &d);
}

/* (4) What people were told when they answered stays as it was. */
static Err check_stage(const Survey *was, const Survey *is) {
    if (strcmp(was->stage, "closed") == 0) return "survey.stage.other";
    if (strcmp(was->stage, "draft") == 0) return NULL;
    if (was->form != is->form) return "survey.form.open";
    if (strcmp(was->mode, is->mode) != 0) return "survey.mode.open";
    if (strcmp(was->since, is->since) != 0) return "survey.since.open";
    return strcmp(is->expires, was->expires) > 0 ? "survey.expires.open" : NULL;
}

Err survey_change(Ctx *c, const Survey *s) {
    const Survey *was = survey_get(c, s->id);
    if (!was) return "http.missing";
    if (!survey_may(c, was, RIGHT_SURVEY) || !org_may(c, RIGHT_SURVEY, s->unit))
        return "http.forbidden";
    Err e = check_stage(was, s);
    if (!e) e = check(c, s);
    if (!e && was->form != s->form) e = check_form(c, s);
    if (!e)
        e = db_exec(c, "UPDATE survey SET unit = $2, form = $3, title = $4, why = $5, mode = $6,"
                       " since = $7, until = $8, expires = $9, version = version + 1"
                       " WHERE id = $1",
                    V(s->id), V(s->unit), V(s->form), V(s->title), V(s->why), V(s->mode),
                    V(s->since), V(s->until), V(s->expires));
    Deed d = {.what = "survey.deed.changed", .subject = "survey", .id = s->id};
    note_changes(c, &d, was, s);
    return e ? e : audit_note(c, &d);
}

/* ---- open and closed ---- */

static Err move(Ctx *c, int64_t id, const char *from, const char *to, const char *deed) {
    Err  e = db_exec(c, "UPDATE survey SET stage = $2, version = version + 1 WHERE id = $1",
                     V(id), V(to));
    Deed d = {.what = deed, .subject = "survey", .id = id};
    deed_change(c, &d, "stage", from, to);
    return e ? e : audit_note(c, &d);
}

static Err open_one(Ctx *c, const Survey *s) {
    if (strcmp(s->stage, "draft") != 0) return "survey.stage.other";
    if (strcmp(s->until, c->today) <= 0) return "survey.until.past";
    if (survey_twice(c, s, 0)) return "survey.form.twice"; /* (6) */
    Err e = check_form(c, s);
    return e ? e : move(c, s->id, "draft", "open", "survey.deed.opened");
}

Err survey_open(Ctx *c, int64_t id) {
    const Survey *s = survey_get(c, id);
    if (!s) return "http.missing";
    if (!survey_may(c, s, RIGHT_SURVEY)) return "http.forbidden";
    return strcmp(s->mode, "anonymous") == 0 ? "survey.open.wave" : open_one(c, s);
}

Err survey_open_wave(Ctx *c, int64_t id) {
    const Survey *s = survey_get(c, id);
    if (!s) return "http.missing";
    return survey_may(c, s, RIGHT_SURVEY) ? open_one(c, s) : "http.forbidden";
}

Err survey_sampled(Ctx *c, int64_t id, const char *sampling) {
    const Survey *s = survey_get(c, id);
    if (!s) return "http.missing";
    if (!survey_may(c, s, RIGHT_SURVEY)) return "http.forbidden";
    if (strcmp(s->stage, "closed") == 0) return "survey.stage.other";
    if (!one_of(sampling, "none", "probability", "quota")) return "survey.sampling.bad";
    Err  e = db_exec(c, "UPDATE survey SET sampling = $2, version = version + 1 WHERE id = $1",
                     V(id), V(sampling));
    Deed d = {.what = "survey.deed.sampled", .subject = "survey", .id = id};
    deed_change(c, &d, "sampling", s->sampling, sampling);
    return e ? e : audit_note(c, &d);
}

/* (5) From now on nobody can say which visit an answer is of. */
static Err part(Ctx *c, int64_t id) {
    Err e = db_exec(c, "UPDATE submission SET number = NULL WHERE survey = $1", V(id));
    if (!e) e = db_exec(c, "DELETE FROM contact WHERE survey = $1", V(id));
    if (!e) e = db_exec(c, "UPDATE visit SET number = NULL, preset = '' WHERE survey = $1", V(id));
    return e;
}

static Err close_one(Ctx *c, int64_t id) {
    Err e = part(c, id);
    return e ? e : move(c, id, "open", "closed", "survey.deed.closed");
}

Err survey_close(Ctx *c, int64_t id) {
    const Survey *s = survey_get(c, id);
    if (!s) return "http.missing";
    if (!survey_may(c, s, RIGHT_SURVEY)) return "http.forbidden";
    return strcmp(s->stage, "open") == 0 ? close_one(c, id) : "survey.stage.other";
}

Err survey_takes(const Ctx *c, const Survey *s) {
    if (strcmp(s->stage, "draft") == 0) return "survey.stage.draft";
    if (strcmp(s->stage, "closed") == 0 || strcmp(s->until, c->today) <= 0)
        return "survey.stage.closed";
    return strcmp(s->since, c->today) > 0 ? "survey.day.early" : NULL;
}

/* ---- by themselves: closed on their day, deleted on theirs ---- */

typedef struct Due { int64_t *id; int n, max; } Due;

static Err find_due(Ctx *c, void *arg) {
    Due *due = arg;
    Rows q = db_query(c, "SELECT id FROM survey WHERE (stage = 'open' AND until <= $1)"
                         " OR (expires <= $1 AND EXISTS (SELECT 1 FROM submission u"
                         " WHERE u.survey = survey.id)) ORDER BY id", V(c->today));
    while (db_next(&q))
        if (due->n < due->max) due->id[due->n++] = row_int(&q, 0);
    return q.err;
}

#define SOME " IN (SELECT id FROM submission WHERE survey = $1 ORDER BY id LIMIT 2000)"

#define OF_SHEETS " WHERE sheet IN (SELECT id FROM sheet WHERE survey = $1)"

/* A file that no row names any more goes with the next sweep of files. */
static Err drop_files(Ctx *c, int64_t survey) {
    Err  e = NULL;
    Rows q = db_query(c, "SELECT file FROM submission_file WHERE file IS NOT NULL AND submission"
                         SOME, V(survey));
    int64_t n = 0, *file = arena_take(c->a, sizeof *file);
    int64_t room = 1;
    while (db_next(&q)) {
        if (n == room) {
            int64_t *more = arena_take(c->a, (size_t)(room *= 2) * sizeof *more);
            file = memcpy(more, file, (size_t)n * sizeof *more);
        }
        file[n++] = row_int(&q, 0);
    }
    e = q.err ? q.err : db_exec(c, "DELETE FROM submission_file WHERE submission" SOME, V(survey));
    for (int64_t i = 0; i < n && !e; i++)
        e = db_exec(c, "DELETE FROM stored_file WHERE id = $1", V(file[i]));
    return e;
}

static Err delete_some(Ctx *c, int64_t survey) {
    Err e = drop_files(c, survey);
    if (!e) e = db_exec(c, "DELETE FROM submission_edit WHERE submission" SOME, V(survey));
    if (!e) e = db_exec(c, "DELETE FROM submission_review WHERE submission" SOME, V(survey));
    if (!e) e = db_exec(c, "DELETE FROM submission WHERE id" SOME, V(survey));
    if (!e) e = db_exec(c, "DELETE FROM sheet_entry" OF_SHEETS, V(survey));
    if (!e) e = db_exec(c, "DELETE FROM sheet_choice" OF_SHEETS, V(survey));
    return e;
}

Err survey_settle(Ctx *c, int64_t id, bool *more) {
    int64_t       left = 0, had = 0;
    const Survey *s = survey_get(c, id);
    Err           e = NULL;
    *more = false;
    if (s && strcmp(s->stage, "open") == 0 && strcmp(s->until, c->today) <= 0)
        e = close_one(c, s->id);
    if (e || !s || strcmp(s->expires, c->today) > 0) return e;
    e = db_int(c, &had, "SELECT count(*) FROM submission WHERE survey = $1", V(s->id));
    if (!e) e = delete_some(c, s->id);
    if (!e) e = db_int(c, &left, "SELECT count(*) FROM submission WHERE survey = $1", V(s->id));
    *more = left > 0;
    Deed d = {.what = "survey.deed.expired", .subject = "survey", .id = s->id};
    return e || left || !had ? e : audit_note(c, &d);
}

typedef struct Step { int64_t survey; bool more; } Step;

static Err settle(Ctx *c, void *arg) {
    Step *step = arg;
    return survey_settle(c, step->survey, &step->more);
}

static Err settle_all(Ctx *c, Job *j) {
    int64_t id[100];
    Due     due = {id, 0, 100};
    Err     e = db_read(c, find_due, &due);
    for (int i = 0; i < due.n && !e; i++) {
        Step step = {id[i], true};
        while (step.more && !e) {
            e = db_write(c, settle, &step);
            if (!e) e = job_progress(c, j, i, due.n);
        }
    }
    return e;
}

const JobKind survey_jobs[] = {
    {"survey.job.settle", settle_all, DAY_MS, HOUR_MS / 4},
    {0}
};
