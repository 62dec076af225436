/* sheet.c - answers on paper, typed twice and compared. */
#include "survey/parts.h"

#include <string.h>

#define COLUMNS "id, survey, number, stage, first, COALESCE(second, 0), fields, differ"

bool sheet_may(Ctx *c, const Survey *s) {
    return survey_may(c, s, RIGHT_SURVEY) || interviewer_is(c, s->id, c->who);
}

static Sheet *read_row(Rows *q) {
    Sheet *h = arena_new(q->c->a, Sheet);
    *h = (Sheet){.id = row_int(q, 0), .survey = row_int(q, 1), .number = (int)row_int(q, 2),
                 .stage = row_text(q, 3), .first = row_int(q, 4), .second = row_int(q, 5),
                 .fields = row_int(q, 6), .differ = row_int(q, 7)};
    return h;
}

Sheet *sheet_get(Ctx *c, int64_t survey, int number) {
    Sheet *h = NULL;
    Rows   q = db_query(c, "SELECT " COLUMNS " FROM sheet WHERE survey = $1 AND number = $2",
                        V(survey), V(number));
    while (db_next(&q)) h = read_row(&q);
    return h;
}

Sheet *sheet_list(Ctx *c, int64_t survey, const char *stage, int max) {
    Sheet *first = NULL, **end = &first;
    Rows   q = db_query(c, "SELECT " COLUMNS " FROM sheet WHERE survey = $1 AND stage = $2"
                           " ORDER BY number LIMIT $3", V(survey), V(stage), V(max));
    while (db_next(&q)) {
        *end = read_row(&q);
        end = &(*end)->next;
    }
    return first;
}

SheetSum sheet_sum(Ctx *c, int64_t survey) {
    SheetSum s = {0};
    Rows     q = db_query(c, "SELECT count(*), count(second), COALESCE(sum(CASE WHEN stage ="
                             " 'differs' THEN 1 ELSE 0 END), 0), COALESCE(sum(fields), 0),"
                             " COALESCE(sum(differ), 0) FROM sheet WHERE survey = $1", V(survey));
    while (db_next(&q))
        s = (SheetSum){row_int(&q, 0), row_int(&q, 1), row_int(&q, 2), row_int(&q, 3),
                       row_int(&q, 4)};
    return s;
}

Err sheet_check(Ctx *c, const Survey *s, int number) {
    if (number < 1 || number > SHEET_NUMBER_MAX) return "sheet.number.bad";
    if (!sheet_may(c, s)) return "http.forbidden";
    Err          e = survey_takes(c, s);
    const Sheet *h = e ? NULL : sheet_get(c, s->id, number);
    if (!h) return e;
    if (strcmp(h->stage, "first") != 0) return "sheet.typed.done";
    return h->first == c->who ? "sheet.typed.self" : NULL;
}

/* ---- compared ---- */

typedef struct Pairing {
    Ctx    *c;
    XEntry *t[2];
    int     language, fields, differ;
    Differ *first, **end;
} Pairing;

static Err load(Ctx *c, int64_t sheet, int pass, XEntry **t) {
    Bytes     xml = {0};
    int64_t   version = 0;
    XProblems p = {.a = c->a};
    Rows      q = db_query(c, "SELECT form, xml FROM sheet_entry WHERE sheet = $1 AND pass = $2",
                           V(sheet), V(pass));
    while (db_next(&q)) version = row_int(&q, 0), xml = row_bytes(&q, 1);
    const FormUse *u = version ? form_use(c, version) : NULL;
    return u ? xentry_load(c, u->x, xml, NULL, true, &p, t) : "sheet.stage.other";
}

/* As often as in the other: what one of them left out stands empty beside it. */
static Err even(Pairing *p, XNode *a, XNode *b, const XField *d) {
    Err e = NULL;
    for (; d && !e; d = d->next) {
        if (!d->repeat) {
            XNode *x = d->group ? xentry_near(p->t[0], a, d) : NULL;
            XNode *y = d->group ? xentry_near(p->t[1], b, d) : NULL;
            if (x && y) e = even(p, x, y, d->first);
            continue;
        }
        while (!e && xentry_count(a, d) < xentry_count(b, d)) {
            e = xentry_add(p->t[0], a, d, NULL);
            if (e && strcmp(e, "xform.repeat.counted") == 0) return NULL; /* follows an answer */
        }
        for (int i = 1; !e && i <= xentry_count(b, d); i++)
            e = even(p, xentry_instance(a, d, i), xentry_instance(b, d, i), d->first);
    }
    return e;
}

static bool compared(const XNode *n) {
    const XField *d = n->field;
    return !d->group && !d->meta && d->control && !d->calculate && d->type != X_BINARY &&
           !n->readonly;
}

static void compare_one(Pairing *p, XNode *n) {
    const char  *path = xentry_path(p->t[0], n);
    XNode       *m = xentry_node(p->t[1], path);
    const char  *other = m ? m->value : "";
    const XControl *k = n->field->control;
    if (!n->relevant && !(m && m->relevant)) return;
    p->fields++;
    if (strcmp(n->value, other) == 0) return;
    Differ *d = *p->end = arena_new(p->c->a, Differ);
    const char *label = k->label ? label_plain(p->c, xtext(p->t[0], k->label, n, p->language)) : "";
    *d = (Differ){.path = path, .label = *label ? label : n->name, .first = n->value,
                  .second = other, .name = arena_print(p->c->a, "d.%d", p->differ++)};
    d->shown = said_words(p->c, p->t[0], k, n, p->language);
    d->shown2 = m ? said_words(p->c, p->t[1], k, m, p->language) : "";
    p->end = &d->next;
}

static void compare(Pairing *p, XNode *n) {
    if (compared(n)) compare_one(p, n);
    for (XNode *k = n->first; k; k = k->next) compare(p, k);
}

static Err pair(Ctx *c, int64_t sheet, int language, Pairing *p) {
    *p = (Pairing){.c = c, .language = language};
    p->end = &p->first;
    Err e = load(c, sheet, 1, &p->t[0]);
    if (!e) e = load(c, sheet, 2, &p->t[1]);
    if (e) return e;
    const XField *top = xform_top(xentry_form(p->t[0]));
    e = even(p, xentry_root(p->t[0]), xentry_root(p->t[1]), top->first);
    if (!e) compare(p, xentry_root(p->t[0]));
    return e;
}

const Differ *sheet_differs(Ctx *c, const Sheet *h, int language) {
    Pairing p;
    return pair(c, h->id, language, &p) ? NULL : p.first;
}

/* ---- stored ---- */

/* (2), (4): by nobody, on a day, as what the public sends. */
static Err store(Ctx *c, const Survey *s, int64_t sheet, XEntry *t) {
    XProblems   p = {.a = c->a};
    const char *xml = xentry_xml(t, false);
    Sent        x = {.channel = "paper", .whole = true, .xml = {xml, strlen(xml)}};
    Ctx         nobody = *c;
    int64_t     id;
    bool        again;
    nobody.who = 0;
    Err e = submission_read(c, s, &x, &p);
    if (!e && !*xentry_id(t))
        x.instance = arena_print(c->a, "paper:%lld", (long long)sheet);
    if (!e) e = submission_put(&nobody, &x, NULL, &id, &again);
    if (!e) e = db_exec(c, "DELETE FROM sheet_entry WHERE sheet = $1", V(sheet));
    return e ? e : db_exec(c, "UPDATE sheet SET stage = 'done' WHERE id = $1", V(sheet));
}

static Err note(Ctx *c, const Survey *s, const char *what) {
    return audit_note(c, &(Deed){.what = what, .subject = "survey", .id = s->id});
}

static Err put_entry(Ctx *c, int64_t sheet, int pass, int64_t version, const char *xml) {
    return db_exec(c, "INSERT INTO sheet_entry (sheet, pass, form, xml) VALUES ($1, $2, $3, $4)",
                   V(sheet), V(pass), V(version), V(((Bytes){xml, strlen(xml)})));
}

static Err put_first(Ctx *c, const Survey *s, int number, int64_t version, const char *xml) {
    int64_t id;
    Err e = db_int(c, &id, "INSERT INTO sheet (survey, number, stage, first, fields, differ)"
                           " VALUES ($1, $2, 'first', $3, 0, 0) RETURNING id",
                   V(s->id), V(number), V(c->who));
    if (!e) e = put_entry(c, id, 1, version, xml);
    return e ? e : note(c, s, "sheet.deed.typed");
}

static Err put_second(Ctx *c, const Survey *s, const Sheet *h, int64_t version, const char *xml,
                      bool *done) {
    Pairing p;
    Err e = put_entry(c, h->id, 2, version, xml);
    if (!e) e = pair(c, h->id, 0, &p);
    if (e) return e;
    *done = !p.first;
    e = db_exec(c, "UPDATE sheet SET stage = 'differs', second = $2, fields = $3, differ = $4"
                   " WHERE id = $1", V(h->id), V(c->who), V(p.fields), V(p.differ));
    if (!e && *done) e = store(c, s, h->id, p.t[0]);
    return e ? e : note(c, s, "sheet.deed.typed");
}

Err sheet_put(Ctx *c, const Survey *s, int number, int64_t version, const char *xml, bool *done) {
    Err          e = sheet_check(c, s, number);
    const Sheet *h = e ? NULL : sheet_get(c, s->id, number);
    *done = false;
    if (e) return e;
    return h ? put_second(c, s, h, version, xml, done) : put_first(c, s, number, version, xml);
}

/* ---- settled ---- */

static Err settle_one(Ctx *c, const Sheet *h, Pairing *p, const Differ *d, const char *value) {
    if (!value || (strcmp(value, d->first) != 0 && strcmp(value, d->second) != 0))
        return "sheet.choice.missing";
    XNode *n = xentry_node(p->t[0], d->path);
    Err    e = n ? xentry_put(p->t[0], n, value) : "sheet.choice.missing";
    if (e) return e;
    return db_exec(c, "INSERT INTO sheet_choice (sheet, path, first, second, chosen, at, who)"
                      " VALUES ($1, $2, $3, $4, $5, $6, $7)",
                   V(h->id), V(d->path), V(d->first), V(d->second), V(value), V(c->now),
                   V(c->who));
}

Err sheet_settle(Ctx *c, const Survey *s, const Sheet *h, Chosen *chosen, void *arg) {
    Pairing p;
    if (!survey_may(c, s, RIGHT_SURVEY)) return "http.forbidden";
    if (strcmp(h->stage, "differs") != 0) return "sheet.stage.other";
    Err e = survey_takes(c, s);
    if (!e) e = pair(c, h->id, 0, &p);
    for (const Differ *d = e ? NULL : p.first; d && !e; d = d->next)
        e = settle_one(c, h, &p, d, chosen(arg, d));
    if (!e) e = xentry_settle(p.t[0]);
    if (!e) e = store(c, s, h->id, p.t[0]);
    return e ? e : note(c, s, "sheet.deed.settled");
}
