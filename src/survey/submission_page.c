/* submission_page.c - one answer: read, judged, corrected with a reason.
 *
 * Each opening is a deed with the reason that was given for the survey on that day. */
#include "survey/results.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char *at_submission(Ctx *c, int64_t id) {
    return arena_print(c->a, "/submission/%" PRId64, id);
}

typedef struct Found { Submission *u; Survey *s; const char *reason; } Found;

/* errors  http.missing, http.forbidden */
static Err find(Ctx *c, const Request *r, Found *f) {
    f->u = submission_get(c, request_id(r));
    f->s = f->u ? survey_get(c, f->u->survey) : NULL;
    if (!f->s) return "http.missing";
    if (!survey_may(c, f->s, RIGHT_ANSWERS)) return "http.forbidden";
    f->reason = reading_reason(c, f->s->id);
    return NULL;
}

/* What changes an answer has read it: who has not said why is asked first. */
static Err find_read(Ctx *c, const Request *r, Found *f) {
    Err e = find(c, r, f);
    return e || f->reason ? e : "log.reason.missing";
}

static void put_trail(Ctx *c, Request *r, const Found *f) {
    reply_trail(c, r, "/survey", tr(c, "survey.list"));
    reply_trail(c, r, arena_print(c->a, "/survey/%" PRId64, f->s->id), f->s->title);
    reply_trail(c, r, arena_print(c->a, "/survey/%" PRId64 "/answers", f->s->id),
                tr(c, "results.answers"));
}

/* ---- what was done with it ---- */

static const char *review_words(Ctx *c, const char *review) {
    for (const Choice *k = review_choices(c, false); k; k = k->next)
        if (strcmp(k->value, review) == 0) return k->text;
    return review;
}

static const EditLine *reviews_of(Ctx *c, int64_t id) {
    EditLine *first = NULL, **end = &first;
    Rows q = db_query(c, "SELECT review, note, at, who FROM submission_review"
                         " WHERE submission = $1 ORDER BY id DESC LIMIT 50", V(id));
    while (db_next(&q)) {
        EntryLine *what = arena_new(c->a, EntryLine);
        what->label = review_words(c, row_text(&q, 0));
        *end = arena_new(c->a, EditLine);
        **end = (EditLine){text_moment(c, row_int(&q, 2)), NULL, row_text(&q, 1), what, NULL};
        (*end)->who = deeds_who(c, row_int(&q, 3));
        end = &(*end)->next;
    }
    return first;
}

typedef struct Old { Bytes xml; const char *why; int64_t at, who; struct Old *next; } Old;

/* Each version is compared with the one after it; the newest edit first. */
static const EditLine *edits_of(Ctx *c, const Submission *u, XEntry *now) {
    EditLine *list = NULL;
    Old      *old = NULL;
    Rows q = db_query(c, "SELECT xml, why, at, who FROM submission_edit WHERE submission = $1"
                         " ORDER BY id LIMIT 50", V(u->id));
    while (db_next(&q)) {
        Old *o = arena_new(c->a, Old);
        *o = (Old){row_bytes(&q, 0), row_text(&q, 1), row_int(&q, 2), row_int(&q, 3), old};
        old = o;
    }
    EditLine **end = &list;
    for (; old; old = old->next) {
        XProblems  p = {.a = c->a};
        XEntry    *was = NULL;
        Submission then = *u;
        then.xml = old->xml;
        bool read = !submission_entry(c, &then, &p, &was);
        *end = arena_new(c->a, EditLine);
        **end = (EditLine){text_moment(c, old->at), deeds_who(c, old->who), old->why,
                           read ? answer_changes(c, was, now) : NULL, NULL};
        end = &(*end)->next;
        if (read) now = was;
    }
    return list;
}

/* ---- the page ---- */

static const AnswerLine *about(Ctx *c, const Found *f) {
    const Submission  *u = f->u;
    const FormUse     *use = form_use(c, u->form);
    ResultPlan         p = {.s = f->s, .open = strcmp(f->s->mode, "open") == 0,
                            .version = &(VersionMap){.use = use}, .versions = use ? 1 : 0};
    const ResultAnswer a = {.id = u->id, .form = u->form, .staff = u->staff, .at = u->at,
                            .missing = u->missing, .edits = u->edits, .channel = u->channel,
                            .review = u->review, .instance = u->instance};
    return answer_line(c, &p, &a);
}

static void put_entry(Ctx *c, const Found *f, SubmissionPage *p) {
    XProblems problems = {.a = c->a};
    XEntry   *t;
    p->sealed = !f->u->cells.n;
    if (submission_entry(c, f->u, &problems, &t)) return;
    p->lines = entry_lines(c, f->u, t, &problems);
    p->edits = edits_of(c, f->u, t);
}

static Err submission_page(Ctx *c, Request *r) {
    Found f;
    Err   e = find(c, r, &f);
    if (e) return e;
    if (!f.reason) {
        reading_ask(c, r, f.s);
        return NULL;
    }
    SubmissionPage p = {.f = request_form(c, r), .s = f.s, .id = f.u->id, .about = about(c, &f),
                        .review = f.u->review, .open = strcmp(f.s->mode, "open") == 0,
                        .states = review_choices(c, false), .reviews = reviews_of(c, f.u->id)};
    p.seconds = f.u->seconds < 0 ? NULL
              : trf(c, "submission.minutes", V(f.u->seconds / 60), V(f.u->seconds % 60));
    submission_beside(c, f.u, p.open, &p.newer, &p.older);
    put_entry(c, &f, &p);
    reply_noted(r, read_deed(c, "submission.deed.opened", "submission", f.u->id, f.reason));
    put_trail(c, r, &f);
    reply_page(r, trf(c, "submission.title", V(p.about->when)), submission_html(c, &p));
    return NULL;
}

static Err review_post(Ctx *c, Request *r) {
    Found f;
    Err   e = find_read(c, r, &f);
    if (!e) e = submission_review(c, f.u, form_text(&r->form, "review"),
                                  form_text(&r->form, "note"));
    if (!e) reply_done(r, at_submission(c, f.u->id), "submission.done.reviewed");
    return e;
}

/* A file that came with it: shown by the browser as what was found in it. */
static Err file_page(Ctx *c, Request *r) {
    Found f;
    Err   e = find(c, r, &f);
    if (e) return e;
    if (!f.reason) {
        reading_ask(c, r, f.s);
        return NULL;
    }
    int64_t file = 0, n = strtoll(request_part(r, "n"), NULL, 10);
    Rows    q = db_query(c, "SELECT COALESCE(file, 0) FROM submission_file WHERE id = $1"
                            " AND submission = $2", V(n), V(f.u->id));
    while (db_next(&q)) file = row_int(&q, 0);
    if (!file) return "http.missing";
    reply_noted(r, read_deed(c, "submission.deed.opened", "submission", f.u->id, f.reason));
    return reply_file(c, r, file);
}

/* ---- edit ---- */

static const Choice *choices_of(Ctx *c, XEntry *t, XNode *n) {
    const XControl *k = n->field->control;
    Choice         *first = NULL, **end = &first;
    int             count;
    if (!k || (k->kind != X_SELECT1 && k->kind != X_SELECT)) return NULL;
    int language = xform_language_for(xentry_form(t), c->lang == LANG_EN ? "en" : "vi");
    const XChoice *h = xentry_choices(t, k, n, language, &count);
    for (int i = 0; i < count; i++) {
        *end = arena_new(c->a, Choice);
        **end = (Choice){.value = h[i].value, .text = *h[i].label ? h[i].label : h[i].value};
        end = &(*end)->next;
    }
    return first;
}

static const char *type_of(const XNode *n) {
    if (n->field->control->kind == X_SELECT1) return "radio";
    if (n->field->control->kind == X_SELECT) return "checkbox";
    if (n->field->type == X_DATE) return "date";
    return n->field->type == X_STRING ? "textarea" : "text";
}

static Err find_node(Ctx *c, const Found *f, const char *path, XEntry **t, XNode **n) {
    XProblems p = {.a = c->a};
    Err       e = submission_entry(c, f->u, &p, t);
    if (e) return e;
    *n = xentry_node(*t, path);
    bool may = *n && (*n)->field && !(*n)->first && (*n)->field->control && !(*n)->field->meta &&
               (*n)->field->type != X_BINARY;
    return may ? NULL : "submission.path.missing";
}

static const char *path_asked(const Request *r) {
    const char *path = form_text(&r->form, "path");
    return *path ? path : request_text(r, "path");
}

static Err edit_page(Ctx *c, Request *r) {
    Found   f;
    XEntry *t;
    XNode  *n;
    Err     e = find(c, r, &f);
    if (!e && !f.reason) {
        reading_ask(c, r, f.s);
        return NULL;
    }
    const char *path = path_asked(r);
    if (!e) e = find_node(c, &f, path, &t, &n);
    if (e) return e;
    const ClashField stored[] = {{.name = "value", .label = tr(c, "submission.value"),
                                  .value = n->value}, {0}};
    Clash          k = clash_meet(c, request_form(c, r), f.u->edits, stored);
    SubmissionEdit p = {.k = &k, .id = f.u->id, .path = path, .type = type_of(n),
                        .label = xtext(t, n->field->control->label, n,
                                       xform_language_for(xentry_form(t),
                                                          c->lang == LANG_EN ? "en" : "vi")),
                        .value = n->value, .choices = choices_of(c, t, n)};
    if (!*p.label) p.label = n->field->name;
    put_trail(c, r, &f);
    reply_page(r, tr(c, "submission.edit"), submission_edit_html(c, &p));
    return NULL;
}

/* Of several choices those that are ticked, a day as it is stored. */
static Err typed(Ctx *c, Request *r, XEntry *t, XNode *n, const char **value) {
    Buf b = {.a = c->a};
    *value = form_text(&r->form, "value");
    if (n->field->control->kind == X_SELECT) {
        for (const Choice *o = choices_of(c, t, n); o; o = o->next)
            if (form_ticked(c, &r->form, "value", o->value)) {
                if (b.len) buf_text(&b, " ");
                buf_text(&b, o->value);
            }
        *value = b.s ? b.s : "";
    }
    if (n->field->type == X_DATE && **value && text_day_parse(c, *value, value))
        return "submission.value.day";
    return NULL;
}

/* A refusal of the evaluator is one of the field. */
static Err at_field(Err e) {
    if (!e || strncmp(e, "xform.value.", 12) != 0) return e;
    if (strcmp(e, "xform.value.choice") == 0) return "submission.value.choice";
    if (strcmp(e, "xform.value.readonly") == 0) return "submission.value.readonly";
    return "submission.value.type";
}

static Err edit_post(Ctx *c, Request *r) {
    Found       f;
    XEntry     *t;
    XNode      *n;
    const char *value, *path = path_asked(r);
    Err         e = find_read(c, r, &f);
    if (!e) e = find_node(c, &f, path, &t, &n);
    if (!e) e = clash_check(&r->form, f.u->edits);
    if (!e) e = typed(c, r, t, n, &value);
    if (!e) e = at_field(submission_edit(c, f.u, path, value, form_text(&r->form, "why")));
    if (!e) reply_done(r, at_submission(c, f.u->id), "submission.done.edited");
    return e;
}

const Route submission_routes[] = {
    SHOW("/submission/{id}",          submission_page, RIGHT_ANSWERS, NULL),
    SEND("/submission/{id}/review",   review_post,     RIGHT_ANSWERS, submission_page),
    SHOW("/submission/{id}/edit",     edit_page,       RIGHT_ANSWERS, NULL),
    SEND("/submission/{id}/edit",     edit_post,       RIGHT_ANSWERS, edit_page),
    SHOW("/submission/{id}/file/{n}", file_page,       RIGHT_ANSWERS, NULL),
    {0}
};
