/* app_page.c - what the app of interviewers is made of: its one page, the worker that keeps it
 * on the phone, what there is to do, forms with their media. */
#include "survey/app.h"
#include "survey/parts.h"

#include "crypt/crypt.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define JSON "application/json; charset=utf-8"

/* ---- the page ---- */

static void reply_shell(Ctx *c, Request *r, const char *preview) {
    const AppShell s = {.words = app_words(c), .preview = preview};
    reply_text(r, "text/html; charset=utf-8", app_shell_html(c, &s).s);
    r->reply.device = true;
}

static Err shell_page(Ctx *c, Request *r) {
    reply_shell(c, r, "");
    return NULL;
}

static Err preview_page(Ctx *c, Request *r) {
    const VersionRow *v = form_version(c, strtoll(request_part(r, "n"), NULL, 10));
    if (!v || v->form != request_id(r)) return "http.missing";
    if (!form_may(c, form_get(c, v->form))) return "http.forbidden";
    reply_shell(c, r, arena_print(c->a, "/form/%" PRId64 "/version/%" PRId64 "/app/form", v->form,
                                  v->id));
    return NULL;
}

static Err manifest_page(Ctx *c, Request *r) {
    Buf b = {.a = c->a};
    buf_text(&b, "{\"id\":\"/app\",\"start_url\":\"/app\",\"scope\":\"/app\","
                 "\"display\":\"standalone\",\"background_color\":\"#f5f7fa\","
                 "\"theme_color\":\"#0f3d73\",\"icons\":[{\"src\":");
    json_text_put(&b, asset("/icon.svg"));
    buf_text(&b, ",\"sizes\":\"any\",\"type\":\"image/svg+xml\",\"purpose\":\"any\"}],\"name\":");
    json_text_put(&b, tr(c, "app.name"));
    buf_text(&b, ",\"short_name\":\"Nắm Rõ\",\"lang\":");
    json_text_put(&b, tr(c, "lang.code"));
    buf_text(&b, "}");
    reply_text(r, "application/manifest+json; charset=utf-8", b.s);
    return NULL;
}

/* ---- the worker ---- */

/* What it keeps on the phone: the look, the scripts, the letters of Vietnamese. */
static bool is_kept(const Asset *f) {
    static const char *const others[] = {"/style.css", "/icon.svg",
                                         "/be-vietnam-pro-vietnamese-400-normal.woff2",
                                         "/be-vietnam-pro-vietnamese-600-normal.woff2",
                                         "/be-vietnam-pro-latin-400-normal.woff2",
                                         "/be-vietnam-pro-latin-600-normal.woff2"};
    if (strncmp(f->name, "/app.", 5) == 0) return strcmp(f->name, "/app.worker.js") != 0;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strcmp(f->name, others[i]) == 0) return true;
    return false;
}

static const Asset *asset_named(const char *name) {
    const Asset *f = assets;
    while (f->name && strcmp(f->name, name) != 0) f++;
    return f->name ? f : NULL;
}

/* Its bytes change with each file and each sentence: so the browser sees that there is a new
 * one.  It stands at the top, for a worker may keep what lies beside it. */
static Err worker_page(Ctx *c, Request *r) {
    const Asset *f = asset_named("/app.worker.js");
    Buf          list = {.a = c->a}, b = {.a = c->a};
    if (!f) return "http.missing";
    for (const Asset *k = assets; k->name; k++) {
        if (!is_kept(k)) continue;
        if (list.len) buf_text(&list, ",");
        json_text_put(&list, k->address);
    }
    const char *words = app_words(c);
    Hash        h = hash_of(words, strlen(words));
    buf_print(&b, "self.namro={words:\"%s\",files:[%s]};\n", hex_of(c->a, h.b, 8), list.s);
    buf_add(&b, (const char *)f->bytes, f->n);
    reply_text(r, "text/javascript; charset=utf-8", b.s);
    return NULL;
}

/* ---- what there is to do ---- */

static Err token_page(Ctx *c, Request *r) {
    Buf b = {.a = c->a};
    buf_print(&b, "{\"who\":%" PRId64 ",\"token\":", c->who);
    json_text_put(&b, request_form(c, r)->token);
    buf_text(&b, "}");
    reply_text(r, JSON, b.s);
    return NULL;
}

static void put_pair(Buf *b, const char *name, const char *text) {
    buf_print(b, ",\"%s\":", name);
    json_text_put(b, text ? text : "");
}

static void put_visits(Ctx *c, Buf *b, int64_t survey) {
    buf_text(b, ",\"visits\":[");
    const Visit *first = visit_list(c, survey, c->who, 0, VISIT_LINES_MAX);
    for (const Visit *v = first; v; v = v->next) {
        buf_print(b, "%s{\"id\":%" PRId64, v == first ? "" : ",", v->id);
        put_pair(b, "number", v->number);
        put_pair(b, "label", v->label);
        put_pair(b, "preset", v->preset);
        put_pair(b, "state", v->state);
        buf_text(b, "}");
    }
    buf_text(b, "]");
}

static void put_survey(Ctx *c, Buf *b, const Survey *s, const VersionRow *v) {
    buf_print(b, "{\"id\":%" PRId64 ",\"version\":%" PRId64, s->id, v->id);
    put_pair(b, "title", s->title);
    put_pair(b, "why", s->why);
    put_pair(b, "since", s->since);
    put_pair(b, "until", day_add(c->a, s->until, -1)); /* the last day */
    put_pair(b, "hash", v->hash);
    put_visits(c, b, s->id);
    buf_text(b, "}");
}

/* The surveys in which one asks, whose day has come. */
static Err state_page(Ctx *c, Request *r) {
    Buf b = {.a = c->a};
    int n = 0;
    buf_print(&b, "{\"who\":%" PRId64 ",\"now\":%" PRId64, c->who, c->now);
    put_pair(&b, "name", staff_name(c, c->who));
    buf_text(&b, ",\"surveys\":[");
    Rows q = db_query(c, "SELECT s.id FROM interviewer i JOIN survey s ON s.id = i.survey"
                         " WHERE i.staff = $1 AND i.ended IS NULL AND s.stage = 'open'"
                         " AND s.mode = 'interview' AND s.since <= $2 ORDER BY s.until, s.id",
                      V(c->who), V(c->today));
    while (db_next(&q)) {
        const Survey     *s = survey_get(c, row_int(&q, 0));
        const VersionRow *v = form_latest(c, s->form);
        if (!v || survey_takes(c, s)) continue;
        if (n++) buf_text(&b, ",");
        put_survey(c, &b, s, v);
    }
    buf_text(&b, "]}");
    reply_text(r, JSON, b.s);
    return NULL;
}

/* ---- forms ---- */

/* A version that is asked in a survey of this person. */
static Err may_ask(Ctx *c, int64_t version) {
    int64_t n = 0;
    Rows    q = db_query(c, "SELECT 1 FROM interviewer i JOIN survey s ON s.id = i.survey"
                            " JOIN form_version v ON v.form = s.form WHERE v.id = $1"
                            " AND i.staff = $2 AND i.ended IS NULL AND s.stage = 'open'",
                         V(version), V(c->who));
    while (db_next(&q)) n++;
    return n ? NULL : "http.missing";
}

static Err reply_form(Ctx *c, Request *r, int64_t version, const char *media) {
    const char *json;
    Err         e = app_form(c, version, media, &json);
    if (!e) reply_text(r, JSON, json);
    return e;
}

static int64_t part_number(const Request *r) { return strtoll(request_part(r, "n"), NULL, 10); }

static Err form_page(Ctx *c, Request *r) {
    Err e = may_ask(c, part_number(r));
    return e ? e : reply_form(c, r, part_number(r),
                              arena_print(c->a, "/app/media/%" PRId64 "/", part_number(r)));
}

static Err reply_media(Ctx *c, Request *r, int64_t version) {
    int64_t file = 0;
    Rows    q = db_query(c, "SELECT COALESCE(file, 0) FROM form_media WHERE version = $1"
                            " AND name = $2", V(version), V(request_part(r, "file")));
    while (db_next(&q)) file = row_int(&q, 0);
    return file ? reply_file(c, r, file) : "http.missing";
}

static Err media_page(Ctx *c, Request *r) {
    Err e = may_ask(c, part_number(r));
    return e ? e : reply_media(c, r, part_number(r));
}

/* The same of one who makes the form. */
static Err may_make(Ctx *c, Request *r) {
    const VersionRow *v = form_version(c, part_number(r));
    if (!v || v->form != request_id(r)) return "http.missing";
    return form_may(c, form_get(c, v->form)) ? NULL : "http.forbidden";
}

static Err preview_form_page(Ctx *c, Request *r) {
    Err e = may_make(c, r);
    return e ? e : reply_form(c, r, part_number(r),
                              arena_print(c->a, "/form/%" PRId64 "/version/%" PRId64 "/app/media/",
                                          request_id(r), part_number(r)));
}

static Err preview_media_page(Ctx *c, Request *r) {
    Err e = may_make(c, r);
    return e ? e : reply_media(c, r, part_number(r));
}

const Route app_routes[] = {
    SHOW("/app",              shell_page,    RIGHT_COLLECT, "app.title"),
    SHOW("/app-worker.js",    worker_page,   RIGHT_PUBLIC,  NULL),
    SHOW("/app/manifest",     manifest_page, RIGHT_PUBLIC,  NULL),
    SHOW("/app/state",        state_page,    RIGHT_COLLECT, NULL),
    SHOW("/app/token",        token_page,    RIGHT_COLLECT, NULL),
    SHOW("/app/form/{n}",     form_page,     RIGHT_COLLECT, NULL),
    SHOW("/app/media/{n}/{file}", media_page, RIGHT_COLLECT, NULL),
    SEND_FILES_READY("/app/submission", app_send_ready, app_send_post, RIGHT_COLLECT,
                     app_refused_page),
    SHOW("/form/{id}/version/{n}/app",      preview_page,      RIGHT_SURVEY, NULL),
    SHOW("/form/{id}/version/{n}/app/form", preview_form_page, RIGHT_SURVEY, NULL),
    SHOW("/form/{id}/version/{n}/app/media/{file}", preview_media_page, RIGHT_SURVEY, NULL),
    {0}
};
