/* form.c - questionnaires and their versions. */
#include "survey/parts.h"

#include "crypt/crypt.h"

#include <string.h>

#define FORM    "f.id, f.unit, f.name, f.title, COALESCE(f.ended, 0), f.at, f.who"
#define VERSION                                                                \
    "v.id, v.form, v.version, v.hash, v.source, COALESCE(v.published, 0), v.at, v.who,"         \
    " (SELECT count(*) FROM form_media m WHERE m.version = v.id),"                              \
    " (SELECT count(*) FROM form_media m WHERE m.version = v.id AND m.file IS NULL)"

static FormRow *read_form(Rows *q) {
    FormRow *f = arena_new(q->c->a, FormRow);
    *f = (FormRow){.id = row_int(q, 0), .unit = row_int(q, 1), .name = row_text(q, 2),
                   .title = row_text(q, 3), .ended = row_int(q, 4), .at = row_int(q, 5),
                   .who = row_int(q, 6)};
    return f;
}

static VersionRow *read_version(Rows *q) {
    VersionRow *v = arena_new(q->c->a, VersionRow);
    *v = (VersionRow){.id = row_int(q, 0), .form = row_int(q, 1), .version = row_text(q, 2),
                      .hash = row_text(q, 3), .source = row_int(q, 4),
                      .published = row_int(q, 5), .at = row_int(q, 6), .who = row_int(q, 7),
                      .media = row_int(q, 8), .waiting = row_int(q, 9)};
    return v;
}

FormRow *form_get(Ctx *c, int64_t id) {
    FormRow *f = NULL;
    Rows     q = db_query(c, "SELECT " FORM " FROM form f WHERE f.id = $1", V(id));
    while (db_next(&q)) f = read_form(&q);
    return f;
}

static FormRow *form_named(Ctx *c, const char *name) {
    FormRow *f = NULL;
    Rows     q = db_query(c, "SELECT " FORM " FROM form f WHERE f.name = $1", V(name));
    while (db_next(&q)) f = read_form(&q);
    return f;
}

VersionRow *form_version(Ctx *c, int64_t id) {
    VersionRow *v = NULL;
    Rows        q = db_query(c, "SELECT " VERSION " FROM form_version v WHERE v.id = $1", V(id));
    while (db_next(&q)) v = read_version(&q);
    return v;
}

VersionRow *form_versions(Ctx *c, int64_t form) {
    VersionRow *first = NULL, **end = &first;
    Rows        q = db_query(c, "SELECT " VERSION " FROM form_version v WHERE v.form = $1"
                                " ORDER BY v.id DESC", V(form));
    while (db_next(&q)) *end = read_version(&q), end = &(*end)->next;
    return first;
}

VersionRow *form_latest(Ctx *c, int64_t form) {
    VersionRow *v = NULL;
    Rows        q = db_query(c, "SELECT " VERSION " FROM form_version v WHERE v.form = $1"
                                " AND v.published IS NOT NULL ORDER BY v.published DESC, v.id DESC"
                                " LIMIT 1", V(form));
    while (db_next(&q)) v = read_version(&q);
    return v;
}

VersionRow *form_by_name(Ctx *c, const char *name, const char *version) {
    VersionRow *v = NULL;
    Rows        q = db_query(c, "SELECT " VERSION " FROM form_version v"
                                " JOIN form f ON f.id = v.form WHERE f.name = $1 AND v.version = $2"
                                " AND v.published IS NOT NULL",
                             V(name), V(version));
    while (db_next(&q)) v = read_version(&q);
    return v;
}

FormRow *form_list(Ctx *c, bool ended, int64_t from, int max) {
    FormRow *first = NULL, **end = &first;
    int64_t  scope[ORG_SCOPES_MAX];
    int      n = org_scopes(c, RIGHT_SURVEY, scope), taken = 0;
    Rows     q = db_query(c, "SELECT " FORM " FROM form f WHERE (f.ended IS NOT NULL) = ($1 <> 0)"
                             " ORDER BY f.title, f.id", V(ended));
    while (n > 0 && taken < max && db_next(&q)) {
        FormRow *f = read_form(&q);
        if (!form_may(c, f) || from-- > 0) continue;
        *end = f;
        end = &f->next;
        taken++;
    }
    db_stop(&q);
    return first;
}

Bytes form_xform(Ctx *c, int64_t version) {
    Bytes b = {0};
    Rows  q = db_query(c, "SELECT xform FROM form_version WHERE id = $1", V(version));
    while (db_next(&q)) b = row_bytes(&q, 0);
    return b;
}

bool form_may(Ctx *c, const FormRow *f) { return org_may(c, RIGHT_SURVEY, f->unit); }

/* ---- a new version ---- */

/* Whose version it is; form->id 0: a new form. */
static Err find_form(Ctx *c, const FormNew *n, const XForm *x, FormRow *form) {
    const char *name = xform_id(x);
    if (text_blank(name)) return "form.name.missing";
    if (strlen(name) > FORM_NAME_MAX) return "form.name.long";
    FormRow *is = n->form ? form_get(c, n->form) : form_named(c, name);
    if (n->form && !is) return "http.missing";
    if (is && strcmp(is->name, name) != 0) return "form.name.other"; /* (2) */
    if (is && !form_may(c, is)) return n->form ? "http.forbidden" : "form.name.taken";
    if (!is && !org_may(c, RIGHT_SURVEY, n->unit)) return "http.forbidden";
    *form = is ? *is : (FormRow){.unit = n->unit, .name = name};
    form->title = text_blank(xform_title(x)) ? name : xform_title(x);
    return NULL;
}

static Err put_form(Ctx *c, FormRow *f) {
    if (f->id) return db_exec(c, "UPDATE form SET title = $2 WHERE id = $1", V(f->id), V(f->title));
    return db_int(c, &f->id, "INSERT INTO form (unit, name, title, at, who)"
                             " VALUES ($1, $2, $3, $4, $5) RETURNING id",
                  V(f->unit), V(f->name), V(f->title), V(c->now), V(c->who));
}

static Err put_media(Ctx *c, int64_t version, const XForm *x) {
    int                n;
    const char *const *name = xform_media(x, &n);
    Err                e = NULL;
    for (int i = 0; i < n && !e; i++)
        e = db_exec(c, "INSERT INTO form_media (version, name, hash) VALUES ($1, $2, '')"
                       " ON CONFLICT (version, name) DO NOTHING", V(version), V(name[i]));
    return e;
}

/* What the version before had under the same name goes on. */
static Err take_media(Ctx *c, int64_t form, int64_t version) {
    return db_exec(c, "UPDATE form_media SET file = (SELECT o.file FROM form_media o"
                      " JOIN form_version w ON w.id = o.version WHERE w.form = $1"
                      " AND o.version < $2 AND o.name = form_media.name"
                      " ORDER BY o.version DESC LIMIT 1),"
                      " hash = COALESCE((SELECT o.hash FROM form_media o JOIN form_version w"
                      " ON w.id = o.version WHERE w.form = $1 AND o.version < $2"
                      " AND o.name = form_media.name ORDER BY o.version DESC LIMIT 1), '')"
                      " WHERE version = $2", V(form), V(version));
}

static Err note_version(Ctx *c, const FormRow *f, const char *version, const char *hash) {
    Deed d = {.what = "form.deed.version", .subject = "form", .id = f->id};
    deed_change(c, &d, "version", "", *version ? version : "-");
    deed_change(c, &d, "hash", "", hash);
    return audit_note(c, &d);
}

/* (3) the same content again is the same version. */
static Err version_there(Ctx *c, int64_t form, const char *version, const char *hash,
                         int64_t *id) {
    Err  e = NULL;
    Rows q = db_query(c, "SELECT id, hash FROM form_version WHERE form = $1 AND version = $2",
                      V(form), V(version));
    *id = 0;
    while (db_next(&q)) {
        *id = row_int(&q, 0);
        if (strcmp(row_text(&q, 1), hash) != 0) e = "form.version.taken";
    }
    return e;
}

static Err add_version(Ctx *c, const FormNew *n, FormRow *f, const XForm *x, int64_t *id) {
    const char *version = xform_version(x), *hash = md5_hex(c->a, n->xform.p, n->xform.n);
    Err         e = f->id ? version_there(c, f->id, version, hash, id) : NULL;
    if (e || (f->id && *id)) return e;
    e = put_form(c, f);
    if (!e)
        e = db_int(c, id, "INSERT INTO form_version (form, version, hash, xform, source, at, who)"
                          " VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
                   V(f->id), V(version), V(hash), V(n->xform), val_ref(n->source), V(c->now),
                   V(c->who));
    if (!e) e = questions_put(c, f->id, *id, form_use_of(c, x), n->was);
    if (!e) e = put_media(c, *id, x);
    if (!e) e = take_media(c, f->id, *id);
    return e ? e : note_version(c, f, version, hash);
}

Err form_put(Ctx *c, const FormNew *n, XProblems *p, int64_t *version) {
    XForm  *x;
    FormRow f;
    *version = 0;
    if (xform_open(c->a, n->xform, NULL, 0, p, &x)) return "form.file.refused"; /* (1) */
    Err e = find_form(c, n, x, &f);
    return e ? e : add_version(c, n, &f, x, version);
}

/* ---- published, ended, with its media ---- */

/* A version that one may change, and its form.   errors  http.missing, http.forbidden */
static Err find_version(Ctx *c, int64_t id, VersionRow **v, FormRow **f) {
    *v = form_version(c, id);
    *f = *v ? form_get(c, (*v)->form) : NULL;
    if (!*f) return "http.missing";
    return form_may(c, *f) ? NULL : "http.forbidden";
}

Err form_publish(Ctx *c, int64_t version) {
    VersionRow *v;
    FormRow    *f;
    Err         e = find_version(c, version, &v, &f);
    if (e || v->published) return e;
    if (v->waiting) return "form.media.missing";
    Deed d = {.what = "form.deed.published", .subject = "form", .id = f->id};
    deed_change(c, &d, "version", "", *v->version ? v->version : "-");
    e = db_exec(c, "UPDATE form_version SET published = $2 WHERE id = $1", V(version), V(c->now));
    return e ? e : audit_note(c, &d);
}

/* What it had found before is forgotten, and questions that only it had go. */
static Err forget_questions(Ctx *c, const VersionRow *v) {
    Err e = db_exec(c, "DELETE FROM form_place WHERE version = $1", V(v->id));
    if (e) return e;
    return db_exec(c, "DELETE FROM form_question WHERE form = $1 AND NOT EXISTS (SELECT 1 FROM"
                      " form_place p WHERE p.question = form_question.id)", V(v->form));
}

Err form_identify(Ctx *c, int64_t version, const QuestionWas *was) {
    VersionRow *v;
    FormRow    *f;
    Err         e = find_version(c, version, &v, &f);
    if (e) return e;
    const FormUse *u = form_use(c, version);
    if (v->published || !u) return "form.was.fixed";
    Deed d = {.what = "form.deed.identified", .subject = "form", .id = f->id};
    deed_change(c, &d, "version", "", *v->version ? v->version : "-");
    e = forget_questions(c, v);
    if (!e) e = questions_put(c, f->id, version, u, was);
    return e ? e : audit_note(c, &d);
}

Err form_end(Ctx *c, int64_t form, bool ended) {
    FormRow *f = form_get(c, form);
    if (!f) return "http.missing";
    if (!form_may(c, f)) return "http.forbidden";
    if ((f->ended != 0) == ended) return NULL;
    Deed d = {.what = ended ? "form.deed.ended" : "form.deed.back", .subject = "form", .id = form};
    Err  e = db_exec(c, "UPDATE form SET ended = $2 WHERE id = $1", V(form),
                     ended ? V(c->now) : val_ref(0));
    return e ? e : audit_note(c, &d);
}

static const char *md5_of_file(Ctx *c, const char *hash) {
    Bytes b;
    if (file_bytes_of(c->a, file_path(c->a, c->files, hash), &b)) return NULL;
    return md5_hex(c->a, b.p, b.n);
}

Err form_media_put(Ctx *c, int64_t version, const Upload *u) {
    VersionRow *v;
    FormRow    *f;
    int64_t     there = 0, file;
    Err         e = find_version(c, version, &v, &f);
    if (e) return e;
    if (v->published) return "form.media.fixed"; /* (4) */
    e = db_int(c, &there, "SELECT count(*) FROM form_media WHERE version = $1 AND name = $2",
               V(version), V(u->file));
    if (e || !there) return e ? e : "form.media.other";
    const char *hash = c->files ? md5_of_file(c, u->hash) : NULL;
    if (!hash) return "http.file.lost";
    Deed d = {.what = "form.deed.media", .subject = "form", .id = f->id};
    deed_change(c, &d, "file", "", u->file);
    e = upload_keep(c, u, &file);
    if (!e)
        e = db_exec(c, "UPDATE form_media SET file = $3, hash = $4"
                       " WHERE version = $1 AND name = $2",
                    V(version), V(u->file), V(file), V(hash));
    return e ? e : audit_note(c, &d);
}
