/* question.c - questions through the versions of a form.
 *
 * What people answered belongs to a question, not to a path: so a new version that puts it
 * into another group, or says it in other words, neither splits nor loses anything.  A
 * question is found again by (in this order) what the author says, its path, and its name
 * where both versions have it once; and only if what it stores is of one kind. */
#include "survey/parts.h"

#include <string.h>

/* One field of the new version, and what it is found to be. */
typedef struct Place {
    const XField *field;
    const char   *kind, *name; /* the name that a new question would like */
    int64_t       question;    /* 0: not found yet */
} Place;

typedef struct Match {
    Ctx        *c;
    int64_t     form, version;
    Place      *place;
    int         n;
    const Question *before; /* of the form, with the paths of its latest version */
} Match;

/* Numbers stay numbers and choices choices; all that is text may become other text. */
static const char *kind_of(const XField *f) {
    XKind k = f->control ? f->control->kind : X_INPUT;
    if (k == X_SELECT || k == X_RANK) return "many";
    if (k == X_SELECT1) return "one";
    switch (f->type) {
    case X_INT: case X_DECIMAL: return "number";
    case X_DATE: return "day";
    case X_TIME: return "time";
    case X_DATETIME: return "instant";
    case X_GEOPOINT: case X_GEOTRACE: case X_GEOSHAPE: return "place";
    case X_BINARY: return "file";
    default: return "text";
    }
}

/* The names of the repeats that it stands in, and its own: "thanh_vien.tuoi". */
static const char *name_of(Arena *a, const XField *f) {
    const char *name = f->name;
    for (const XField *up = f->parent; up; up = up->parent)
        if (up->repeat) name = arena_print(a, "%s.%s", up->name, name);
    return name;
}

/* What stands behind the root, which a new version may call otherwise. */
static const char *below_root(const char *path) {
    const char *p = *path == '/' ? strchr(path + 1, '/') : NULL;
    return p ? p : path;
}

static bool taken(const Match *m, int64_t question) {
    for (int i = 0; i < m->n; i++)
        if (m->place[i].question == question) return true;
    return false;
}

static const Question *by_id(const Match *m, int64_t id) {
    for (const Question *q = m->before; q; q = q->next)
        if (q->id == id) return q;
    return NULL;
}

static Err by_author(Match *m, const QuestionWas *was) {
    for (; was; was = was->next)
        for (int i = 0; i < m->n; i++) {
            if (strcmp(m->place[i].field->path, was->path) != 0) continue;
            const Question *q = by_id(m, was->question);
            if (!q || strcmp(q->kind, m->place[i].kind) != 0) return "form.was.kind";
            if (taken(m, q->id)) return "form.was.twice";
            m->place[i].question = q->id;
        }
    return NULL;
}

static void by_path(Match *m) {
    for (int i = 0; i < m->n; i++)
        for (const Question *q = m->before; q && !m->place[i].question; q = q->next)
            if (q->path && strcmp(q->kind, m->place[i].kind) == 0 && !taken(m, q->id) &&
                strcmp(below_root(q->path), below_root(m->place[i].field->path)) == 0)
                m->place[i].question = q->id;
}

static int named(const Match *m, const char *name) {
    int n = 0;
    for (int i = 0; i < m->n; i++) n += strcmp(m->place[i].name, name) == 0;
    return n;
}

/* Those of older versions too: a question may have been away for a while. */
static void by_name(Match *m) {
    for (int i = 0; i < m->n; i++)
        for (const Question *q = m->before; q && !m->place[i].question; q = q->next)
            if (strcmp(q->name, m->place[i].name) == 0 && strcmp(q->kind, m->place[i].kind) == 0 &&
                !taken(m, q->id) && named(m, q->name) == 1)
                m->place[i].question = q->id;
}

/* A name that no question of the form has: with its groups before it, then with a number. */
static const char *free_name(const Match *m, const Place *p) {
    int64_t       there;
    const char   *name = p->name;
    const XField *up = p->field->parent;
    for (int i = 2;; i++) {
        if (db_int(m->c, &there, "SELECT count(*) FROM form_question WHERE form = $1 AND name = $2",
                   V(m->form), V(name)) || !there)
            return name;
        while (up && (up->repeat || !up->parent)) up = up->parent;
        name = up ? arena_print(m->c->a, "%s.%s", up->name, name)
                  : arena_print(m->c->a, "%s_%d", p->name, i);
        if (up) up = up->parent;
    }
}

static Err store(Match *m) {
    Err e = NULL;
    for (int i = 0; i < m->n && !e; i++) {
        Place *p = &m->place[i];
        if (!p->question)
            e = db_int(m->c, &p->question,
                       "INSERT INTO form_question (form, name, kind) VALUES ($1, $2, $3)"
                       " RETURNING id", V(m->form), V(free_name(m, p)), V(p->kind));
        if (!e)
            e = db_exec(m->c, "INSERT INTO form_place (version, question, path, place)"
                              " VALUES ($1, $2, $3, $4)",
                        V(m->version), V(p->question), V(p->field->path), V(i));
    }
    return e;
}

Err questions_put(Ctx *c, int64_t form, int64_t version, const FormUse *u,
                  const QuestionWas *was) {
    int64_t latest = 0;
    Rows    q = db_query(c, "SELECT max(id) FROM form_version WHERE form = $1 AND id <> $2",
                         V(form), V(version));
    while (db_next(&q)) latest = row_int(&q, 0);
    Match m = {.c = c, .form = form, .version = version, .n = u->places,
               .place = arena_take(c->a, (size_t)(u->places + 1) * sizeof(Place)),
               .before = form_questions(c, form, latest)};
    for (int i = 0; i < m.n; i++)
        m.place[i] = (Place){.field = u->field[i], .kind = kind_of(u->field[i]),
                             .name = name_of(c->a, u->field[i])};
    Err e = by_author(&m, was);
    if (e) return e;
    by_path(&m);
    by_name(&m);
    return store(&m);
}

const Question *form_questions(Ctx *c, int64_t form, int64_t version) {
    Question *first = NULL, **end = &first;
    Rows q = db_query(c, "SELECT q.id, q.name, q.kind, p.path, COALESCE(p.place, -1)"
                         " FROM form_question q LEFT JOIN form_place p ON p.question = q.id"
                         " AND p.version = $2 WHERE q.form = $1"
                         " ORDER BY CASE WHEN p.place IS NULL THEN 1 ELSE 0 END, p.place, q.id",
                      V(form), V(version));
    while (db_next(&q)) {
        *end = arena_new(c->a, Question);
        **end = (Question){row_int(&q, 0), row_text(&q, 1), row_text(&q, 2), row_text(&q, 3),
                           (int)row_int(&q, 4), NULL};
        end = &(*end)->next;
    }
    return first;
}
