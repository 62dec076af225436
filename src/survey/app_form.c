/* app_form.c - a version of a form as the app takes it: made once, kept as long as the program
 * runs, as the forms themselves are (use.c). */
#include "survey/app.h"
#include "survey/enketo.h"

#include <pthread.h>

void json_text_put(Buf *b, const char *s) {
    buf_text(b, "\"");
    for (; *s; s++) {
        unsigned char u = (unsigned char)*s;
        if (u < ' ' || u == '"' || u == '\\' || u == '<') buf_print(b, "\\u%04x", u);
        else buf_add(b, s, 1);
    }
    buf_text(b, "\"");
}

static void put_media(Ctx *c, Buf *b, int64_t version) {
    Rows q = db_query(c, "SELECT name FROM form_media WHERE version = $1 AND file IS NOT NULL"
                         " ORDER BY name", V(version));
    for (int i = 0; db_next(&q); i++) {
        if (i) buf_text(b, ",");
        json_text_put(b, row_text(&q, 0));
    }
}

static Err make(Ctx *c, int64_t version, const char *media, const char **json) {
    EnketoForm f;
    Buf        b = {.a = c->a};
    Bytes      xml = form_xform(c, version);
    if (!xml.p) return "http.missing";
    Err e = enketo_make(c->a, xml, media, &f);
    if (e) {
        log_line("survey: version %lld of a form is not made for the app", (long long)version);
        return e;
    }
    buf_text(&b, "{\"form\":");
    json_text_put(&b, f.form);
    buf_text(&b, ",\"model\":");
    json_text_put(&b, f.model);
    buf_text(&b, ",\"place\":");
    json_text_put(&b, media);
    buf_text(&b, ",\"media\":[");
    put_media(c, &b, version);
    buf_text(&b, "]}");
    *json = b.s;
    return NULL;
}

/* ---- kept ---- */

typedef struct Shelved Shelved;
struct Shelved { int64_t version; const char *stamp, *json; Shelved *next; };
enum { SHELVES = 64 };
static Shelved        *shelves[SHELVES];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* Which bytes, where its media are, and which were given. */
static const char *stamp_of(Ctx *c, int64_t version, const char *media) {
    const char *stamp = NULL;
    Rows q = db_query(c, "SELECT v.hash, (SELECT COALESCE(sum(m.file + 1), 0) FROM form_media m"
                         " WHERE m.version = v.id AND m.file IS NOT NULL)"
                         " FROM form_version v WHERE v.id = $1", V(version));
    while (db_next(&q))
        stamp = arena_print(c->a, "%s %lld %s", row_text(&q, 0), (long long)row_int(&q, 1), media);
    return stamp;
}

static const char *held(int64_t version, const char *stamp) {
    const char *json = NULL;
    pthread_mutex_lock(&lock);
    for (const Shelved *h = shelves[version % SHELVES]; h && !json; h = h->next)
        if (h->version == version && strcmp(h->stamp, stamp) == 0) json = h->json;
    pthread_mutex_unlock(&lock);
    return json;
}

static void hold(int64_t version, const char *stamp, const char *json) {
    Arena   *keep = arena_open();
    Shelved *h = arena_new(keep, Shelved);
    pthread_mutex_lock(&lock);
    *h = (Shelved){version, arena_text(keep, stamp), arena_text(keep, json),
                   shelves[version % SHELVES]};
    shelves[version % SHELVES] = h;
    pthread_mutex_unlock(&lock);
}

Err app_form(Ctx *c, int64_t version, const char *media, const char **json) {
    const char *stamp = stamp_of(c, version, media);
    if (!stamp) return "http.missing";
    *json = held(version, stamp);
    Err e = *json ? NULL : make(c, version, media, json);
    if (!e && !held(version, stamp)) hold(version, stamp, *json);
    return e;
}
