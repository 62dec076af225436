/* rosa_form.c - what a phone fetches: the list of forms, a form, its media.
 *
 * ODK Collect is strict here: the status must be 200, the type text/xml, the namespace just
 * this, and of each form all names must be there, or it reads nothing of the whole list. */
#include "survey/rosa.h"

#include "crypt/crypt.h"

#include <stdlib.h>
#include <string.h>

#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
#define XML  "text/xml; charset=utf-8"

static void put(Buf *b, const char *name, const char *text) {
    buf_print(b, "<%s>", name);
    html_text(b, V(text));
    buf_print(b, "</%s>", name);
}

/* ---- the list ---- */

static void put_form(Ctx *c, const Request *r, Buf *b, const Survey *s, const VersionRow *v) {
    const FormRow *f = form_get(c, s->form);
    buf_text(b, "<xform>");
    put(b, "formID", f->name);
    put(b, "name", f->title);
    put(b, "version", v->version);
    put(b, "hash", arena_print(c->a, "md5:%s", v->hash));
    put(b, "descriptionText", s->title);
    put(b, "downloadUrl", arena_print(c->a, "%s.xml", rosa_address(c, r, "form", v->id)));
    if (v->media) put(b, "manifestUrl", rosa_address(c, r, "manifest", v->id));
    buf_text(b, "</xform>\n");
}

/* formID asks for one of them. */
static Err list_page(Ctx *c, Request *r) {
    Buf         b = {.a = c->a};
    const char *only = request_query(r, "formID");
    buf_text(&b, HEAD "<xforms xmlns=\"http://openrosa.org/xforms/xformsList\">\n");
    for (const Survey *s = surveys_asked(c, c->who); s; s = s->next) {
        const VersionRow *v = form_latest(c, s->form);
        if (v && (!only || strcmp(only, form_get(c, s->form)->name) == 0))
            put_form(c, r, &b, s, v);
    }
    buf_text(&b, "</xforms>\n");
    reply_text(r, XML, b.s);
    return NULL;
}

/* ---- one ---- */

/* A published version of a form that this interviewer asks today.
 * errors   http.missing   not there, or not theirs: they learn no more */
static Err find(Ctx *c, int64_t version, VersionRow **v) {
    *v = form_version(c, version);
    if (*v && (*v)->published)
        for (const Survey *s = surveys_asked(c, c->who); s; s = s->next)
            if (s->form == (*v)->form) return NULL;
    return "http.missing";
}

/* "7.xml" */
static Err form_page(Ctx *c, Request *r) {
    const char *name = request_part(r, "file");
    char       *end;
    int64_t     id = strtoll(name, &end, 10);
    VersionRow *v;
    Err         e = strcmp(end, ".xml") == 0 && end - name < 19 ? find(c, id, &v) : "http.missing";
    if (e) return e;
    Bytes b = form_xform(c, id);
    reply_text(r, XML, "");
    r->reply.body = b;
    r->reply.etag = arena_print(c->a, "\"%s\"", v->hash);
    return NULL;
}

static Err manifest_page(Ctx *c, Request *r) {
    VersionRow *v;
    Buf         b = {.a = c->a};
    Err         e = find(c, request_id(r), &v);
    if (e) return e;
    Rows q = db_query(c, "SELECT id, name, hash FROM form_media WHERE version = $1"
                         " AND file IS NOT NULL ORDER BY name", V(v->id));
    buf_text(&b, HEAD "<manifest xmlns=\"http://openrosa.org/xforms/xformsManifest\">\n");
    while (db_next(&q)) {
        buf_text(&b, "<mediaFile>");
        put(&b, "filename", row_text(&q, 1));
        put(&b, "hash", arena_print(c->a, "md5:%s", row_text(&q, 2)));
        put(&b, "downloadUrl", rosa_address(c, r, "media", row_int(&q, 0)));
        buf_text(&b, "</mediaFile>\n");
    }
    buf_text(&b, "</manifest>\n");
    reply_text(r, XML, b.s);
    return q.err;
}

static Err media_page(Ctx *c, Request *r) {
    VersionRow *v;
    int64_t     version = 0, file = 0;
    const char *hash = "";
    Rows q = db_query(c, "SELECT version, COALESCE(file, 0), hash FROM form_media WHERE id = $1",
                      V(request_id(r)));
    while (db_next(&q))
        version = row_int(&q, 0), file = row_int(&q, 1), hash = row_text(&q, 2);
    Err e = find(c, version, &v);
    if (e || !file) return e ? e : "http.missing";
    e = reply_file(c, r, file);
    if (!e) r->reply.etag = arena_print(c->a, "\"%s\"", hash);
    return e;
}

const Route rosa_form_routes[] = {
    SHOW("/formList",      list_page,     RIGHT_COLLECT, NULL),
    SHOW("/form/{file}",   form_page,     RIGHT_COLLECT, NULL),
    SHOW("/manifest/{id}", manifest_page, RIGHT_COLLECT, NULL),
    SHOW("/media/{id}",    media_page,    RIGHT_COLLECT, NULL),
    {0}
};
