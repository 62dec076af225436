/* form_page.c - questionnaires: brought as a spreadsheet or an XForm, told what is wrong,
 * looked at, published. */
#include "survey/parts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { PAGE_ROWS = 50, DEEDS_MAX = 50 };

static const char *at_form(Ctx *c, int64_t form) {
    return arena_print(c->a, "/form/%" PRId64, form);
}

static const char *at_version(Ctx *c, const VersionRow *v) {
    return arena_print(c->a, "/form/%" PRId64 "/version/%" PRId64, v->form, v->id);
}

/* ---- the list ---- */

static int64_t open_surveys(Ctx *c, int64_t form) {
    int64_t n = 0;
    Rows    q = db_query(c, "SELECT count(*) FROM survey WHERE form = $1 AND stage = 'open'",
                         V(form));
    while (db_next(&q)) n = row_int(&q, 0);
    return n;
}

static Err list_page(Ctx *c, Request *r) {
    FormListPage p = {.ended = request_number(r, "ended") == 1};
    FormLine    *first = NULL, **end = &first;
    int64_t      total = 0;
    for (const FormRow *f = form_list(c, p.ended, 0, INT32_MAX); f; f = f->next) total++;
    p.pager = pager_at(request_number(r, "page"), total, PAGE_ROWS,
                       request_address(c, r, "/form"));
    int64_t from = p.pager.page > 0 ? (p.pager.page - 1) * PAGE_ROWS : 0;
    for (const FormRow *f = form_list(c, p.ended, from, PAGE_ROWS); f; f = f->next) {
        *end = arena_new(c->a, FormLine);
        **end = (FormLine){f, unit_name(c, f->unit), form_latest(c, f->id),
                           open_surveys(c, f->id), NULL};
        end = &(*end)->next;
    }
    p.rows = first;
    reply_page(r, tr(c, "form.title"), form_list_html(c, &p));
    return NULL;
}

/* ---- a file ---- */

/* errors   form.file.missing, form.file.refused, what reading refuses */
static Err read_upload(Ctx *c, Request *r, Brought *b) {
    const Upload *u = r->uploads;
    Bytes         file;
    if (!u) return "form.file.missing";
    if (!c->files || file_bytes_of(c->a, file_path(c->a, c->files, u->hash), &file))
        return "http.file.lost";
    return form_bring(c, file, u->file, b);
}

static Err upload_ready(Ctx *c, Request *r) {
    Brought *b = r->ready = arena_new(c->a, Brought);
    return r->unread ? r->unread : read_upload(c, r, b);
}

static Err put_upload(Ctx *c, Request *r, FormNew *n) {
    Brought  *b = r->ready;
    XProblems p = {.a = c->a};
    int64_t   version;
    Err       e = upload_keep(c, r->uploads, &n->source);
    n->xform = b->xform;
    if (!e) e = form_put(c, n, &p, &version);
    if (!e) reply_done(r, at_version(c, form_version(c, version)), "form.done.put");
    return e;
}

static const Choice *units(Ctx *c) {
    int64_t scope[ORG_SCOPES_MAX];
    int     n = org_scopes(c, RIGHT_SURVEY, scope);
    return n > 0 ? unit_choices(c, scope[0], NULL) : NULL;
}

static void upload_shown(Ctx *c, Request *r, FormUpload p, const char *title) {
    const Brought *b = r->ready;
    Form          *f = arena_new(c->a, Form);
    *f = *request_form(c, r);
    if (f->err && strncmp(f->err, "form.", 5) == 0) f->kept = NULL; /* another file is wanted */
    p.f = f;
    p.unit = arena_print(c->a, "%" PRId64, staff_unit(c, c->who));
    if (b) p.file = b->file, p.notes = form_notes(c, b->notes);
    reply_page(r, title, form_upload_html(c, &p));
}

static Err new_page(Ctx *c, Request *r) {
    reply_trail(c, r, "/form", tr(c, "form.title"));
    upload_shown(c, r, (FormUpload){.act = "/form/new", .units = units(c)}, tr(c, "form.new"));
    return NULL;
}

static Err new_post(Ctx *c, Request *r) {
    FormNew n = {.unit = form_number(&r->form, "unit")};
    if (!n.unit) n.unit = staff_unit(c, c->who);
    return put_upload(c, r, &n);
}

/* ---- one form ---- */

static Err find_form(Ctx *c, Request *r, FormRow **f) {
    *f = form_get(c, request_id(r));
    if (!*f) return "http.missing";
    return form_may(c, *f) ? NULL : "http.forbidden";
}

static const VersionLine *versions_of(Ctx *c, int64_t form) {
    VersionLine *first = NULL, **end = &first;
    for (const VersionRow *v = form_versions(c, form); v; v = v->next) {
        *end = arena_new(c->a, VersionLine);
        **end = (VersionLine){v, deeds_who(c, v->who), NULL};
        end = &(*end)->next;
    }
    return first;
}

static Err form_page(Ctx *c, Request *r) {
    FormRow *f;
    Err      e = find_form(c, r, &f);
    if (e) return e;
    FormPage p = {.f = request_form(c, r), .form = f, .unit = unit_name(c, f->unit),
                  .versions = versions_of(c, f->id), .surveys = survey_lines(c, f->id),
                  .published = !f->ended && form_latest(c, f->id),
                  .deeds = deed_lines(c, r, audit_history(c, "form", f->id, DEEDS_MAX))};
    reply_trail(c, r, "/form", tr(c, "form.title"));
    reply_page(r, f->title, form_view_html(c, &p));
    return NULL;
}

static Err version_new_page(Ctx *c, Request *r) {
    FormRow *f;
    Err      e = find_form(c, r, &f);
    if (e) return e;
    reply_trail(c, r, "/form", tr(c, "form.title"));
    reply_trail(c, r, at_form(c, f->id), f->title);
    upload_shown(c, r, (FormUpload){.act = r->path}, tr(c, "form.version.new"));
    return NULL;
}

static Err version_new_post(Ctx *c, Request *r) {
    FormRow *f;
    Err      e = find_form(c, r, &f);
    return e ? e : put_upload(c, r, &(FormNew){.form = f->id});
}

static Err end_form(Ctx *c, Request *r, bool ended) {
    FormRow *f;
    Err      e = find_form(c, r, &f);
    if (!e) e = form_end(c, f->id, ended);
    if (!e) reply_done(r, at_form(c, f->id), ended ? "form.done.ended" : "form.done.back");
    return e;
}
static Err end_post(Ctx *c, Request *r) { return end_form(c, r, true); }
static Err back_post(Ctx *c, Request *r) { return end_form(c, r, false); }

/* ---- one version ---- */

static Err find_version(Ctx *c, Request *r, FormRow **f, VersionRow **v) {
    Err e = find_form(c, r, f);
    if (e) return e;
    *v = form_version(c, strtoll(request_part(r, "n"), NULL, 10));
    return *v && (*v)->form == (*f)->id ? NULL : "http.missing";
}

/* The questions that other versions have, by their kind, that this one has not. */
static const Choice *may_have_been(Ctx *c, const Question *all, const Question *q) {
    Choice *first = NULL, **end = &first;
    for (const Question *o = all; o; o = o->next) {
        if (o->path || strcmp(o->kind, q->kind) != 0) continue;
        Choice *k = *end = arena_new(c->a, Choice);
        *k = (Choice){.value = arena_print(c->a, "%" PRId64, o->id), .text = o->name};
        end = &k->next;
    }
    if (!first) return NULL;
    Choice *none = arena_new(c->a, Choice);
    *none = (Choice){.value = "", .text = tr(c, "form.was.new"), .next = first};
    return none;
}

static bool is_fresh(Ctx *c, const VersionRow *v, int64_t question) {
    int64_t n = 0;
    Rows    q = db_query(c, "SELECT count(*) FROM form_place WHERE question = $1 AND version <> $2",
                         V(question), V(v->id));
    while (db_next(&q)) n = row_int(&q, 0);
    return n == 0;
}

static const char *label_of(Ctx *c, const FormUse *u, const Question *q) {
    if (!u || q->place < 0 || q->place >= u->places) return "";
    const XField   *f = u->field[q->place];
    const XControl *k = f->control;
    if (!k && f->preload && strcmp(f->preload, "timestamp") == 0)
        return tr(c, strcmp(f->preload_params, "end") == 0 ? "form.at.end" : "form.at.start");
    if (!k || !k->label) return "";
    const char *code = c->lang == LANG_VI ? "vi" : "en";
    return text_snippet(c->a, xtext_plain(c->a, u->x, k->label, xform_language_for(u->x, code)),
                        "", 120);
}

static const char *kind_shown(const Ctx *c, const char *kind) {
    static const char *const rows[][2] = {
        {"many", "form.kind.many"}, {"one", "form.kind.one"},   {"number", "form.kind.number"},
        {"day", "form.kind.day"},   {"time", "form.kind.time"}, {"instant", "form.kind.instant"},
        {"place", "form.kind.place"}, {"file", "form.kind.file"}, {"text", "form.kind.text"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i][0], kind) == 0) return tr(c, rows[i][1]);
    return kind;
}

/* Is anybody asked?  Notes and the heads of tables hold nothing; what is measured does. */
static bool holds_answers(const FormUse *u, const Question *q) {
    if (!u || q->place < 0 || q->place >= u->places) return true;
    const XField   *f = u->field[q->place];
    const XControl *k = f->control;
    bool note = f->readonly && strcmp(f->readonly, "true()") == 0 && !f->calculate;
    return !(note || (k && xcontrol_appears(k, "label")));
}

static void put_questions(Ctx *c, VersionPage *p, const FormUse *u) {
    const Question *all = form_questions(c, p->form->id, p->v->id);
    QuestionLine   *asked = NULL, **in = &asked, *gone = NULL, **out = &gone;
    for (const Question *q = all; q; q = q->next) {
        if (q->path && !holds_answers(u, q)) continue;
        QuestionLine *l = arena_new(c->a, QuestionLine);
        *l = (QuestionLine){.q = q, .label = label_of(c, u, q),
                            .kind = kind_shown(c, q->kind),
                            .field = arena_print(c->a, "was.%d", q->place)};
        QuestionLine ***end = q->path ? &in : &out;
        l->fresh = q->path && is_fresh(c, p->v, q->id);
        if (l->fresh && !p->v->published) l->was = may_have_been(c, all, q);
        p->choose |= l->was != NULL;
        p->n += q->path != NULL;
        **end = l;
        *end = &l->next;
    }
    p->asked = asked;
    p->gone = gone;
}

static const MediaLine *media_of(Ctx *c, int64_t version) {
    MediaLine *first = NULL, **end = &first;
    Rows       q = db_query(c, "SELECT m.name, COALESCE(m.file, 0), COALESCE(s.bytes, 0)"
                               " FROM form_media m LEFT JOIN stored_file s ON s.id = m.file"
                               " WHERE m.version = $1 ORDER BY m.name", V(version));
    while (db_next(&q)) {
        *end = arena_new(c->a, MediaLine);
        **end = (MediaLine){row_text(&q, 0), row_int(&q, 1), row_int(&q, 2), NULL};
        end = &(*end)->next;
    }
    return first;
}

/* What was said of the file that it was made from, once more.  A list that is missing is told
 * among the media. */
static const FormNotes *notes_of(Ctx *c, const VersionRow *v) {
    Brought b = {.xform = form_xform(c, v->id)};
    Bytes   file;
    Rows    q = db_query(c, "SELECT hash, name FROM stored_file WHERE id = $1", V(v->source));
    const char *hash = NULL, *name = "";
    while (db_next(&q)) hash = row_text(&q, 0), name = row_text(&q, 1);
    if (!hash || !c->files || file_bytes_of(c->a, file_path(c->a, c->files, hash), &file))
        return NULL;
    return form_bring(c, file, name, &b) ? NULL : form_notes(c, b.notes);
}

static Err version_page(Ctx *c, Request *r) {
    FormRow    *f;
    VersionRow *v;
    Err         e = find_version(c, r, &f, &v);
    if (e) return e;
    VersionPage p = {.f = request_form(c, r), .form = f, .v = v,
                     .media = media_of(c, v->id),
                     .notes = v->published ? NULL : notes_of(c, v),
                     .others = form_versions(c, f->id)->next != NULL};
    put_questions(c, &p, form_use(c, v->id));
    reply_trail(c, r, "/form", tr(c, "form.title"));
    reply_trail(c, r, at_form(c, f->id), f->title);
    reply_page(r, trf(c, "form.version.of", V(*v->version ? v->version : "–")),
               form_version_html(c, &p));
    return NULL;
}

static Err publish_post(Ctx *c, Request *r) {
    FormRow    *f;
    VersionRow *v;
    Err         e = find_version(c, r, &f, &v);
    if (!e) e = form_publish(c, v->id);
    if (!e) reply_done(r, at_form(c, f->id), "form.done.published");
    return e;
}

static Err media_post(Ctx *c, Request *r) {
    FormRow    *f;
    VersionRow *v;
    Err         e = find_version(c, r, &f, &v);
    if (!e && !r->uploads) e = "form.media.none";
    for (const Upload *u = r->uploads; u && !e; u = u->next) e = form_media_put(c, v->id, u);
    if (!e) reply_done(r, at_version(c, v), "form.done.media");
    return e;
}

static Err was_post(Ctx *c, Request *r) {
    FormRow     *f;
    VersionRow  *v;
    QuestionWas *first = NULL, **end = &first;
    Err          e = find_version(c, r, &f, &v);
    for (const Question *q = e ? NULL : form_questions(c, f->id, v->id); q; q = q->next) {
        int64_t was = q->path ? form_number(&r->form, arena_print(c->a, "was.%d", q->place)) : 0;
        if (!was) continue;
        *end = arena_new(c->a, QuestionWas);
        **end = (QuestionWas){q->path, was, NULL};
        end = &(*end)->next;
    }
    if (!e) e = form_identify(c, v->id, first);
    if (!e) reply_done(r, at_version(c, v), "form.done.was");
    return e;
}

static Err xform_page(Ctx *c, Request *r) {
    FormRow    *f;
    VersionRow *v;
    Err         e = find_version(c, r, &f, &v);
    if (e) return e;
    reply_download(r, "text/xml; charset=utf-8", arena_print(c->a, "%s.xml", f->name),
                   form_xform(c, v->id));
    return NULL;
}

static Err source_page(Ctx *c, Request *r) {
    FormRow    *f;
    VersionRow *v;
    Err         e = find_version(c, r, &f, &v);
    if (!e && !v->source) e = "http.missing";
    return e ? e : reply_file(c, r, v->source);
}

const Route form_routes[] = {
    SHOW("/form",                            list_page,        RIGHT_SURVEY, "form.title"),
    SHOW("/form/new",                        new_page,         RIGHT_SURVEY, NULL),
    SEND_FILES_READY("/form/new", upload_ready, new_post,      RIGHT_SURVEY, new_page),
    SHOW("/form/{id}",                       form_page,        RIGHT_SURVEY, NULL),
    SEND("/form/{id}/end",                   end_post,         RIGHT_SURVEY, form_page),
    SEND("/form/{id}/back",                  back_post,        RIGHT_SURVEY, form_page),
    SHOW("/form/{id}/version",               version_new_page, RIGHT_SURVEY, NULL),
    SEND_FILES_READY("/form/{id}/version", upload_ready, version_new_post, RIGHT_SURVEY,
                     version_new_page),
    SHOW("/form/{id}/version/{n}",           version_page,     RIGHT_SURVEY, NULL),
    SEND("/form/{id}/version/{n}/publish",   publish_post,     RIGHT_SURVEY, version_page),
    SEND_FILES("/form/{id}/version/{n}/media", media_post,     RIGHT_SURVEY, version_page),
    SEND("/form/{id}/version/{n}/was",       was_post,         RIGHT_SURVEY, version_page),
    SHOW("/form/{id}/version/{n}/xform",     xform_page,       RIGHT_SURVEY, NULL),
    SHOW("/form/{id}/version/{n}/source",    source_page,      RIGHT_SURVEY, NULL),
    {0}
};
