/* coding.c - open answers, coded by two who do not see each other's codes.
 *
 * The rules of coding.h.  Texts come in the order of the instances, which are drawn by lot: no
 * one who reads learns who was before whom (R1). */
#include "opinion/opinion.h"

#include "audit/audit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- what was written ---- */

static bool is_open(const Asked *k) {
    return !k->table && k->columns && k->field->control && strcmp(k->kind, "text") == 0;
}

static Err plan_of(Ctx *c, const Survey *s, ResultPlan **out) {
    return plan_make(c, s, &(ExportAsk){.as = "csv"}, out);
}

Err coding_questions(Ctx *c, const Survey *s, const Asked ***out, int *n) {
    ResultPlan *p;
    int         room = 1;
    Err         e = plan_of(c, s, &p);
    if (e) return e;
    for (const Asked *k = p->asked; k; k = k->next) room++;
    *out = arena_take(c->a, (size_t)room * sizeof **out);
    *n = 0;
    for (const Asked *k = p->asked; k; k = k->next)
        if (is_open(k)) (*out)[(*n)++] = k;
    return NULL;
}

static const char *text_in(Ctx *c, const ResultPlan *p, const Asked *asked, int64_t form,
                           Bytes b) {
    const VersionMap *m = plan_version(p, form);
    Cells             cells = cells_open(b);
    Cell              cell;
    while (m && cells_next(&cells, &cell))
        if (cell.place < m->use->places && m->of[cell.place] == asked)
            return arena_part(c->a, cell.value, cell.n);
    return NULL;
}

static Err read_texts(Ctx *c, const ResultPlan *p, const Asked *asked, Coding *k) {
    CodingText **end = &k->texts;
    Rows q = db_query(c, "SELECT id, form, cells FROM submission WHERE survey = $1"
                         " AND review <> 'rejected' ORDER BY instance", V(p->s->id));
    while (db_next(&q)) {
        const char *text = text_in(c, p, asked, row_int(&q, 1), row_bytes(&q, 2));
        if (text_blank(text)) continue;
        *end = arena_new(c->a, CodingText);
        **end = (CodingText){.submission = row_int(&q, 0), .text = text};
        end = &(*end)->next;
        k->n++;
    }
    return q.err;
}

/* ---- what was found ---- */

static Err read_codes(Ctx *c, Coding *k) {
    CodingCode *first = NULL, **end = &first;
    Rows        q = db_query(c, "SELECT id, label FROM coding_code WHERE coding = $1"
                                " ORDER BY label, id", V(k->id));
    while (db_next(&q)) {
        *end = arena_new(c->a, CodingCode);
        **end = (CodingCode){.id = row_int(&q, 0), .label = row_text(&q, 1)};
        end = &(*end)->next;
    }
    k->codes = first;
    return q.err;
}

static int by_submission(const void *a, const void *b) {
    const CodingText *x = *(CodingText *const *)a, *y = *(CodingText *const *)b;
    return (x->submission > y->submission) - (x->submission < y->submission);
}

static CodingText *text_of(CodingText **all, int64_t n, int64_t submission) {
    CodingText  key = {.submission = submission}, *at = &key;
    CodingText **found = bsearch(&at, all, (size_t)n, sizeof *all, by_submission);
    return found ? *found : NULL;
}

static CodingText **sorted(Ctx *c, const Coding *k) {
    CodingText **all = arena_take(c->a, (size_t)(k->n + 1) * sizeof *all);
    int64_t      n = 0;
    for (CodingText *t = k->texts; t; t = t->next) all[n++] = t;
    qsort(all, (size_t)n, sizeof *all, by_submission);
    return all;
}

static Err read_marks(Ctx *c, Coding *k) {
    CodingText **all = sorted(c, k);
    Rows q = db_query(c, "SELECT submission, pass, code FROM coding_mark WHERE coding = $1",
                      V(k->id));
    while (db_next(&q)) {
        CodingText *t = text_of(all, k->n, row_int(&q, 0));
        if (t) t->code[row_int(&q, 1) - 1] = row_int(&q, 2);
    }
    return q.err;
}

static void settle_count(const Coding *k, int64_t code) {
    for (const CodingCode *o = k->codes; o; o = o->next)
        if (o->id == code) ((CodingCode *)(uintptr_t)o)->settled++;
}

static void count(Coding *k) {
    for (const CodingText *t = k->texts; t; t = t->next) {
        bool both = t->code[0] && t->code[1], differ = both && t->code[0] != t->code[1];
        k->done[0] += t->code[0] != 0;
        k->done[1] += t->code[1] != 0;
        k->both += both;
        k->differ += differ;
        k->open += differ && !t->code[2];
        if (both) settle_count(k, differ ? t->code[2] : t->code[0]);
    }
}

static Err read_row(Ctx *c, const Survey *s, Coding *k) {
    Rows q = db_query(c, "SELECT id, COALESCE(first, 0), COALESCE(second, 0),"
                         " COALESCE(compared, 0) FROM coding WHERE survey = $1 AND question = $2",
                      V(s->id), V(k->question));
    while (db_next(&q)) {
        k->id = row_int(&q, 0);
        k->first = row_int(&q, 1);
        k->second = row_int(&q, 2);
        k->compared = row_int(&q, 3);
    }
    return q.err;
}

Err coding_read(Ctx *c, const Survey *s, int64_t question, Coding *out) {
    ResultPlan  *p;
    const Asked *asked;
    Err          e = plan_of(c, s, &p);
    if (e) return e;
    for (asked = p->asked; asked; asked = asked->next)
        if (asked->question == question && is_open(asked)) break;
    if (!asked) return "http.missing";
    *out = (Coding){.question = question, .label = asked->label};
    e = read_texts(c, p, asked, out);
    if (!e) e = read_row(c, s, out);
    if (!e) e = read_codes(c, out);
    if (!e) e = read_marks(c, out);
    count(out);
    return e;
}

int coding_pass(const Ctx *c, const Coding *k) {
    return k->first == c->who ? 1 : k->second == c->who ? 2 : 0;
}

bool coding_full(const Coding *k) { return k->n && k->both == k->n; }

/* ---- what changes it ---- */

static Err note(Ctx *c, const Survey *s, const char *what) {
    return audit_note(c, &(Deed){.what = what, .subject = "survey", .id = s->id});
}

/* Its row, made when the first code is. */
static Err begin(Ctx *c, const Survey *s, const Coding *k, int64_t *id) {
    *id = k->id;
    return *id ? NULL : db_int(c, id, "INSERT INTO coding (survey, question) VALUES ($1, $2)"
                               " RETURNING id", V(s->id), V(k->question));
}

Err coding_add(Ctx *c, const Survey *s, const Coding *k, const char *label) {
    int     n = 0;
    int64_t id;
    if (text_blank(label)) return "coding.label.missing";
    if (strlen(label) > CODING_LABEL_MAX) return "coding.label.long";
    for (const CodingCode *o = k->codes; o; o = o->next, n++)
        if (strcmp(o->label, label) == 0) return "coding.label.twice";
    if (n >= CODING_CODES_MAX) return "coding.label.many";
    Err e = begin(c, s, k, &id);
    if (!e) e = db_exec(c, "INSERT INTO coding_code (coding, label) VALUES ($1, $2)", V(id),
                        V(label));
    return e ? e : note(c, s, "coding.deed.code");
}

static bool known(const Coding *k, int64_t code) {
    const CodingCode *o = k->codes;
    while (o && o->id != code) o = o->next;
    return o != NULL;
}

static Err take_seat(Ctx *c, const Coding *k, int *pass) {
    *pass = coding_pass(c, k);
    if (*pass) return NULL;
    if (k->first && k->second) return "coding.coder.third";
    *pass = k->first ? 2 : 1;
    return *pass == 1
        ? db_exec(c, "UPDATE coding SET first = $2 WHERE id = $1", V(k->id), V(c->who))
        : db_exec(c, "UPDATE coding SET second = $2 WHERE id = $1", V(k->id), V(c->who));
}

static Err put_mark(Ctx *c, const Coding *k, int pass, const CodingFound *f) {
    if (!f->code)
        return db_exec(c, "DELETE FROM coding_mark WHERE coding = $1 AND submission = $2"
                          " AND pass = $3", V(k->id), V(f->submission), V(pass));
    return db_exec(c, "INSERT INTO coding_mark (coding, submission, pass, code)"
                      " VALUES ($1, $2, $3, $4) ON CONFLICT (coding, submission, pass)"
                      " DO UPDATE SET code = excluded.code",
                   V(k->id), V(f->submission), V(pass), V(f->code));
}

Err coding_put(Ctx *c, const Survey *s, const Coding *k, const CodingFound *found, int n) {
    CodingText **all = sorted(c, k);
    int          pass, changed = 0;
    Err          e = k->id ? take_seat(c, k, &pass) : "coding.code.bad";
    for (int i = 0; i < n && !e; i++) {
        const CodingText *t = text_of(all, k->n, found[i].submission);
        if (!t || (found[i].code && !known(k, found[i].code))) return "coding.code.bad";
        if (t->code[pass - 1] == found[i].code) continue;
        if (k->compared && t->code[0] && t->code[1]) return "coding.fixed";
        e = put_mark(c, k, pass, &found[i]);
        changed++;
    }
    return e || !changed ? e : note(c, s, "coding.deed.coded");
}

Err coding_compare(Ctx *c, const Survey *s, const Coding *k) {
    if (!coding_full(k)) return "coding.compare.early";
    Err e = db_exec(c, "UPDATE coding SET compared = $2 WHERE id = $1 AND compared IS NULL",
                    V(k->id), V(c->now));
    return e ? e : note(c, s, "coding.deed.compared");
}

Err coding_settle(Ctx *c, const Survey *s, const Coding *k, const CodingFound *found, int n) {
    CodingText **all = sorted(c, k);
    Err          e = k->compared ? NULL : "coding.compare.early";
    for (int i = 0; i < n && !e; i++) {
        const CodingText *t = text_of(all, k->n, found[i].submission);
        bool differ = t && t->code[0] && t->code[1] && t->code[0] != t->code[1];
        e = differ && known(k, found[i].code) ? put_mark(c, k, 3, &found[i]) : "coding.code.bad";
    }
    return e || !n ? e : note(c, s, "coding.deed.settled");
}

Err coding_alpha(Ctx *c, const Coding *k, Alpha *out) {
    Stats   st = {.a = c->a};
    double *v = arena_take(c->a, 2 * (size_t)(k->n + 1) * sizeof *v);
    int64_t n = 0;
    for (const CodingText *t = k->texts; t; t = t->next, n++)
        for (int i = 0; i < 2; i++) v[2 * n + i] = t->code[i] ? (double)t->code[i] : NAN;
    return stats_alpha(&st, n, 2, v, ALPHA_NOMINAL, CODING_DRAWS, (uint64_t)k->id, out);
}
