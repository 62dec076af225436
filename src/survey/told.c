/* told.c - answers that programs tell: an XML as phones send it, or names of questions and
 * values, by which one is made here.
 *
 *     POST /api/v1/collect/survey/{id}/answer
 *     {"instance": "uuid:...", "answers": {"tuoi": 34, "y_kien": "tot", "kenh": ["bao", "loa"]}}
 *
 * What is made here holds the time, so the same answers twice give two texts: they are known
 * to be the same by what came.  Questions in repeats have no place among names and values;
 * who has those sends the XML. */
#include "survey/parts.h"

#include "crypt/crypt.h"

#include <string.h>

#define WITHIN "answers."
enum { INSTANCE_MAX = 100 };

typedef struct Telling {
    Request      *r;
    Sent          x;
    const Survey *s;
} Telling;

/* ---- names and values ---- */

/* The question that a name means; of one that is ticked (answers.kenh.bao is "bao") the name
 * before its choice.   many   set for those */
static const Question *question_of(Ctx *c, const Question *q, const Pair *p, bool *many) {
    const char *name = p->name + strlen(WITHIN);
    size_t      n = strlen(name), v = strlen(p->value);
    *many = false;
    for (const Question *k = q; k; k = k->next)
        if (k->path && strcmp(k->name, name) == 0) return k;
    if (n < v + 2 || strcmp(name + n - v, p->value) != 0 || name[n - v - 1] != '.') return NULL;
    const char *base = arena_part(c->a, name, n - v - 1);
    *many = true;
    for (const Question *k = q; k; k = k->next)
        if (k->path && strcmp(k->name, base) == 0) return k;
    return NULL;
}

/* All that is ticked of this question, with a blank between. */
static const char *ticked(Ctx *c, const Question *all, const Pair *typed, const Question *q) {
    Buf  b = {.a = c->a};
    bool many;
    buf_text(&b, "");
    for (const Pair *p = typed; p; p = p->next) {
        if (strncmp(p->name, WITHIN, strlen(WITHIN)) != 0) continue;
        if (question_of(c, all, p, &many) == q && many)
            buf_print(&b, "%s%s", b.len ? " " : "", p->value);
    }
    return b.s;
}

/* A number has come as a form of this language takes it. */
static const char *plain(Ctx *c, const XField *f, const char *value) {
    char *s = arena_text(c->a, value), *comma = strchr(s, ',');
    if (f->type == X_DECIMAL && comma) *comma = '.';
    return s;
}

static Err put_answers(Ctx *c, const FormUse *u, const Pair *typed, XEntry *t) {
    const Question *all = form_questions(c, u->form, u->id);
    for (const Pair *p = typed; p; p = p->next) {
        bool many;
        if (strncmp(p->name, WITHIN, strlen(WITHIN)) != 0) continue;
        const Question *q = question_of(c, all, p, &many);
        const XField   *f = q ? xform_find(u->x, q->path) : NULL;
        if (!f) return "answer.answers.other";
        if (f->repeats) return "answer.answers.repeat";
        const char *value = many ? ticked(c, all, typed, q) : plain(c, f, p->value);
        Err         e = xentry_put(t, xentry_node(t, q->path), value);
        if (e) return strcmp(e, "xform.value.choice") == 0 ? "answer.answers.choice"
                                                           : "answer.answers.value";
    }
    return xentry_settle(t);
}

static Hash hash_typed(Ctx *c, const Pair *typed) {
    HashRun *h = hash_start(c->a);
    for (const Pair *p = typed; p; p = p->next) {
        hash_add(h, p->name, strlen(p->name) + 1);
        hash_add(h, p->value, strlen(p->value) + 1);
    }
    return hash_end(h);
}

static Err make_xml(Ctx *c, Telling *y, const char *instance) {
    XEntry           *t;
    const VersionRow *v = form_latest(c, y->s->form);
    const FormUse    *u = v ? form_use(c, v->id) : NULL;
    Err               e = u ? xentry_new(c, u->x, NULL, &t) : "submission.form.missing";
    if (!e) e = put_answers(c, u, y->r->form.typed, t);
    if (e) return e;
    XNode *id = xentry_node(t, arena_print(c->a, "/%s/meta/instanceID", xform_root(u->x)));
    if (id) id->value = id->typed = instance;
    const char *xml = xentry_xml(t, true);
    y->x.xml = (Bytes){xml, strlen(xml)};
    return NULL;
}

/* ---- what came ---- */

static Err read_told(Ctx *c, void *arg) {
    Telling    *y = arg;
    XProblems   p = {.a = c->a};
    const Form *f = &y->r->form;
    const char *xml = form_text(f, "xml"), *instance = form_text(f, "instance");
    y->s = survey_get(c, request_id(y->r));
    if (!y->s || strcmp(y->s->mode, "interview") != 0 || !interviewer_is(c, y->s->id, c->who))
        return "http.missing";
    if (*xml) {
        y->x.xml = (Bytes){xml, strlen(xml)};
        return submission_look(c, y->s, &y->x, &p);
    }
    if (text_blank(instance)) return "answer.instance.missing";
    if (strlen(instance) > INSTANCE_MAX || strpbrk(instance, "<>&\"' \n"))
        return "answer.instance.bad";
    Err e = make_xml(c, y, instance);
    if (!e) e = submission_look(c, y->s, &y->x, &p);
    y->x.instance = instance;
    y->x.hash = hash_typed(c, f->typed);
    return e;
}

static Err told_ready(Ctx *c, Request *r) {
    Telling *y = r->ready = arena_new(c->a, Telling);
    *y = (Telling){.r = r, .x = {.staff = c->who, .channel = "api", .whole = true}};
    return db_read(c, read_told, y);
}

static Err told_post(Ctx *c, Request *r) {
    const Telling *y = r->ready;
    int64_t        id;
    bool           again;
    Err e = submission_take(c, &y->x, NULL, &id, &again);
    if (!e) reply_done(r, "/collect", "answer.done");
    return e;
}

const Route told_routes[] = {
    SEND_READY("/collect/survey/{id}/answer", told_ready, told_post, RIGHT_COLLECT, collect_page),
    {0}
};
