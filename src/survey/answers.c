/* answers.c - the list of answers, and the two ways to change one: a state of review, an edit.
 *
 * An edit keeps the instance and the sum of what came, so that a phone that sends it again is
 * told that it is there; what it was before is a row of submission_edit. */
#include "survey/results.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { LOOK_AT = 200 };

static bool is(const char *a, const char *b) { return strcmp(a, b) == 0; }

/* ---- the list ---- */

#define COLUMNS "SELECT id, form, instance, cells, channel, COALESCE(staff, 0), at,"            \
                " COALESCE(seconds, -1), review, problems, missing, edits FROM submission"
#define WANTED " AND ($3 = '' OR review = $3) AND ($4 = '' OR channel = $4)"                    \
               " AND ($5 = 0 OR staff = $5) AND ($6 = 0 OR form = $6)"
static Rows ask(Ctx *c, const ResultPlan *p, const AnswerFilter *f, const char *after) {
    if (p->open)
        return db_query(c, COLUMNS " WHERE survey + 0 = $1 AND instance > $2" WANTED
                           " ORDER BY instance LIMIT $7", V(p->s->id), V(after), V(f->review),
                        V(f->channel), V(f->staff), V(f->version), V(LOOK_AT));
    int64_t below = *after ? strtoll(after, NULL, 10) : INT64_MAX;
    return db_query(c, COLUMNS " WHERE survey = $1 AND id < $2" WANTED
                       " ORDER BY id DESC LIMIT $7", V(p->s->id), V(below), V(f->review),
                    V(f->channel), V(f->staff), V(f->version), V(LOOK_AT));
}

static int64_t wrong_in(const char *problems) {
    int64_t n = strncmp(problems, "wrong\t", 6) == 0;
    for (const char *p = problems; (p = strstr(p, "\nwrong\t")); p++) n++;
    return n;
}

static ResultAnswer read_row(Rows *q) {
    return (ResultAnswer){.id = row_int(q, 0), .form = row_int(q, 1), .instance = row_text(q, 2),
                          .cells = row_bytes(q, 3), .channel = row_text(q, 4),
                          .staff = row_int(q, 5), .at = row_int(q, 6), .seconds = row_int(q, 7),
                          .review = row_text(q, 8), .wrong = wrong_in(row_text(q, 9)),
                          .missing = row_int(q, 10), .edits = row_int(q, 11)};
}

static const char *place_of(Ctx *c, const ResultPlan *p, const ResultAnswer *a) {
    return p->open ? arena_text(c->a, a->instance) : arena_print(c->a, "%" PRId64, a->id);
}

/* One step; true: there may be more. */
static bool step(Ctx *c, Ctx *mine, const ResultPlan *p, const AnswerFilter *f, int max,
                 int *found, const char **after, AnswerPut *put, void *arg) {
    int  n = 0;
    Rows q = ask(mine, p, f, *after);
    while (*found < max && db_next(&q)) {
        ResultAnswer a = read_row(&q);
        n++;
        *after = place_of(c, p, &a);
        *found += put(arg, mine, &a);
    }
    db_stop(&q);
    return n == LOOK_AT || *found == max;
}

Err answers_each(Ctx *c, const ResultPlan *p, const AnswerFilter *f, int max, int look,
                 const char **after, AnswerPut *put, void *arg) {
    Ctx mine = *c;
    int found = 0, seen = 0;
    mine.a = arena_open();
    bool more = true;
    for (; more && found < max && seen < look; seen += LOOK_AT) {
        more = step(c, &mine, p, f, max, &found, after, put, arg);
        arena_reset(mine.a);
    }
    arena_close(mine.a);
    if (!more) *after = NULL;
    return NULL;
}

void answer_values(const ResultPlan *p, const ResultAnswer *a, Cut *v) {
    const VersionMap *m = plan_version(p, a->form);
    Cells             cells = cells_open(a->cells);
    Cell              cell;
    memset(v, 0, (size_t)p->table[0].columns * sizeof *v);
    while (m && cells_next(&cells, &cell)) {
        const Asked *k = cell.place < m->use->places ? m->of[cell.place] : NULL;
        if (k && k->table == 0) v[k->at] = (Cut){cell.value, cell.n};
    }
}

/* ---- one ---- */

Submission *submission_get(Ctx *c, int64_t id) {
    Submission *u = NULL;
    Rows q = db_query(c, "SELECT id, survey, form, COALESCE(staff, 0), at, COALESCE(seconds, -1),"
                         " missing, edits, instance, channel, review, problems,"
                         " COALESCE(number, ''), xml, cells FROM submission WHERE id = $1", V(id));
    while (db_next(&q)) {
        u = arena_new(c->a, Submission);
        *u = (Submission){row_int(&q, 0), row_int(&q, 1), row_int(&q, 2), row_int(&q, 3),
                          row_int(&q, 4), row_int(&q, 5), row_int(&q, 6), row_int(&q, 7),
                          row_text(&q, 8), row_text(&q, 9), row_text(&q, 10), row_text(&q, 11),
                          row_text(&q, 12), row_bytes(&q, 13), row_bytes(&q, 14)};
    }
    return u;
}

static int64_t first_of(Rows q) {
    int64_t id = 0;
    while (db_next(&q)) id = row_int(&q, 0);
    return id;
}

void submission_beside(Ctx *c, const Submission *u, bool open, int64_t *newer, int64_t *older) {
    if (open) {
        *newer = first_of(db_query(c, "SELECT id FROM submission WHERE survey + 0 = $1"
                                      " AND instance < $2 ORDER BY instance DESC LIMIT 1",
                                   V(u->survey), V(u->instance)));
        *older = first_of(db_query(c, "SELECT id FROM submission WHERE survey + 0 = $1"
                                      " AND instance > $2 ORDER BY instance LIMIT 1",
                                   V(u->survey), V(u->instance)));
        return;
    }
    *newer = first_of(db_query(c, "SELECT id FROM submission WHERE survey = $1 AND id > $2"
                                  " ORDER BY id LIMIT 1", V(u->survey), V(u->id)));
    *older = first_of(db_query(c, "SELECT id FROM submission WHERE survey = $1 AND id < $2"
                                  " ORDER BY id DESC LIMIT 1", V(u->survey), V(u->id)));
}

Err submission_entry(Ctx *c, const Submission *u, XProblems *p, XEntry **t) {
    const FormUse *f = form_use(c, u->form);
    if (!f) return "submission.form.missing";
    return xform_check(c, f->x, u->xml, p, t);
}

/* ---- review ---- */

Err submission_review(Ctx *c, const Submission *u, const char *review, const char *note) {
    static const char *const states[] = {"new", "trouble", "good", "rejected", NULL};
    const char *const       *s = states;
    while (*s && !is(*s, review)) s++;
    if (!*s) return "submission.review.bad";
    bool told = is(review, "rejected") || is(review, "trouble");
    if (told && text_blank(note)) return "submission.note.missing";
    if (strlen(note) > SUBMISSION_NOTE_MAX) return "submission.note.long";
    Err e = db_exec(c, "INSERT INTO submission_review (submission, review, note, at, who)"
                       " VALUES ($1, $2, $3, $4, $5)", V(u->id), V(review), V(note), V(c->now),
                    V(c->who));
    if (!e) e = db_exec(c, "UPDATE submission SET review = $2 WHERE id = $1", V(u->id), V(review));
    if (e) return e;
    Deed d = {.what = "submission.deed.reviewed", .subject = "submission", .id = u->id};
    deed_change(c, &d, "review", u->review, review);
    return audit_note(c, &d);
}

/* ---- edit ---- */

static Err store_edit(Ctx *c, const Submission *u, const char *xml, Bytes cells,
                      const XProblems *p, const char *why) {
    Err e = db_exec(c, "INSERT INTO submission_edit (submission, instance, hash, xml, why, at, who)"
                       " SELECT id, instance, hash, xml, $2, $3, $4 FROM submission WHERE id = $1",
                    V(u->id), V(why), V(c->now), V(c->who));
    if (e) return e;
    return db_exec(c, "UPDATE submission SET xml = $2, cells = $3, problems = $4,"
                      " edits = edits + 1 WHERE id = $1",
                   V(u->id), V((Bytes){xml, strlen(xml)}), V(cells), V(problems_of(c, p)));
}

/* The log says which question and why, never what was answered. */
static Err note_edit(Ctx *c, const Submission *u, const char *path, const char *why) {
    Deed d = {.what = "submission.deed.edited", .subject = "submission", .id = u->id,
              .reason = why};
    deed_change(c, &d, "question", "", path);
    return audit_note(c, &d);
}

Err submission_edit(Ctx *c, const Submission *u, const char *path, const char *value,
                    const char *why) {
    XProblems      before = {.a = c->a}, after = {.a = c->a};
    XEntry        *t;
    const FormUse *f = form_use(c, u->form);
    if (text_blank(why)) return "submission.why.missing";
    if (strlen(why) > SUBMISSION_NOTE_MAX) return "submission.why.long";
    Err    e = submission_entry(c, u, &before, &t);
    XNode *n = e ? NULL : xentry_node(t, path);
    if (!e && (!n || n->first || !n->field || n->field->meta || n->field->type == X_BINARY))
        e = "submission.path.missing";
    if (!e) e = xentry_set(t, n, value);
    if (e) return e;
    const char *xml = xentry_xml(t, false);
    e = xform_check(c, f->x, (Bytes){xml, strlen(xml)}, &after, &t);
    if (!e) e = store_edit(c, u, xml, cells_of(c->a, f, t), &after, why);
    return e ? e : note_edit(c, u, path, why);
}
