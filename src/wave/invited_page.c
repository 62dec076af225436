/* invited_page.c - what an invited person's browser takes down; who it is stays unknown. */
#include "wave/invited.h"

#include "config/config.h"
#include "org/org.h"
#include "survey/app.h"
#include "wave/wave.h"

#include <string.h>

/* All that web/wave/main.js says; it finds them under these names. */
static const char *const keys[] = {
    "wave.page.again", "wave.page.begin", "wave.page.checked", "wave.page.code",
    "wave.page.code.about", "wave.page.code.empty", "wave.page.code.other", "wave.page.done",
    "wave.page.done.act", "wave.page.done.was", "wave.page.done.why", "wave.page.draft",
    "wave.page.drop", "wave.page.drop.sure", "wave.page.frame", "wave.page.go",
    "wave.page.group", "wave.page.group.of", "wave.page.group.why", "wave.page.limits",
    "wave.page.limits.words", "wave.page.mark", "wave.page.mark.compare", "wave.page.mark.same",
    "wave.page.mend", "wave.page.next", "wave.page.promise", "wave.page.promise.blind",
    "wave.page.promise.choice", "wave.page.promise.closed", "wave.page.promise.once",
    "wave.page.send", "wave.page.send.sure", "wave.page.send.yes", "wave.page.sent",
    "wave.page.sent.why", "wave.page.until", "wave.page.verify", "wave.page.who",
    "wave.page.why.bad", "wave.page.why.code", "wave.page.why.spent", "wave.page.why.closed",
    "wave.page.why.long", "wave.page.why.mark", "wave.page.why.offline", "wave.page.why.other",
    "wave.page.why.proof", "wave.page.why.proof.next", NULL,
};

static Err find(Ctx *c, Request *r, Survey **s) {
    *s = survey_at(c, request_part(r, "address"));
    bool ours = *s && strcmp((*s)->mode, "anonymous") == 0 && strcmp((*s)->stage, "draft") != 0;
    return ours ? NULL : "http.missing";
}

/* The origins of the two hosts may be spoken to, and no address learns where one came from. */
static void guard(Ctx *c, Request *r) {
    const char *issue = config_text(c, "wave.issue");
    const char *answer = config_text(c, "wave.answer");
    const char *policy = arena_print(
        c->a, "default-src 'none'; style-src 'self'; img-src 'self' data: blob:; font-src 'self';"
              " media-src 'self' blob:; script-src 'self'; connect-src 'self' %s %s;"
              " form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
        issue ? issue : "", answer ? answer : "");
    Pair *closed = arena_new(c->a, Pair), *silent = arena_new(c->a, Pair);
    *closed = (Pair){.name = "Content-Security-Policy", .value = policy};
    *silent = (Pair){.name = "Referrer-Policy", .value = "no-referrer", .next = closed};
    r->reply.headers = silent;
}

static Err page(Ctx *c, Request *r) {
    Survey *s;
    Err     e = find(c, r, &s);
    if (e) return e;
    const InvitedPage p = {.s = s, .words = app_words_and(c, keys), .unit = unit_name(c, s->unit),
                           .open = !survey_takes(c, s)};
    reply_text(r, "text/html; charset=utf-8", invited_shell_html(c, &p).s);
    guard(c, r);
    return NULL;
}

/* Also of one that has ended. */
static Err verify_page(Ctx *c, Request *r) {
    Survey           *s;
    Err               e = find(c, r, &s);
    const InvitedPage p = {.s = s};
    if (e) return e;
    reply_trail(c, r, arena_print(c->a, "/w/%s", s->address), s->title);
    reply_page(r, tr(c, "wave.verify.title"), invited_verify_html(c, &p));
    return NULL;
}

/* The version that was promised, while answers are taken. */
static Err find_version(Ctx *c, Request *r, int64_t *version) {
    Survey     *s;
    Err         e = find(c, r, &s);
    const Wave *w = e || survey_takes(c, s) ? NULL : wave_get(c, s->id);
    if (!w || strcmp(w->state, "open") != 0) return "http.missing";
    *version = w->form;
    return NULL;
}

static Err form_page(Ctx *c, Request *r) {
    int64_t     version;
    const char *json;
    Err         e = find_version(c, r, &version);
    const char *media = arena_print(c->a, "/w/%s/media/", request_part(r, "address"));
    if (!e) e = app_form(c, version, media, &json);
    if (!e) reply_text(r, "application/json; charset=utf-8", json);
    return e;
}

static Err media_page(Ctx *c, Request *r) {
    int64_t version, file = 0;
    Err     e = find_version(c, r, &version);
    if (e) return e;
    Rows q = db_query(c, "SELECT COALESCE(file, 0) FROM form_media WHERE version = $1"
                         " AND name = $2", V(version), V(request_part(r, "file")));
    while (db_next(&q)) file = row_int(&q, 0);
    return file ? reply_file(c, r, file) : "http.missing";
}

const Route invited_routes[] = {
    SHOW("/w/{address}",              page,       RIGHT_PUBLIC, NULL),
    SHOW("/w/{address}/form",         form_page,  RIGHT_PUBLIC, NULL),
    SHOW("/w/{address}/media/{file}", media_page, RIGHT_PUBLIC, NULL),
    SHOW("/w/{address}/verify",       verify_page, RIGHT_PUBLIC, NULL),
    {0}
};
