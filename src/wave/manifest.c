/* manifest.c - what was promised: a text that is signed before anybody is invited.
 *
 * Lines "key value".  Who has the note, and the key of the log, can check each class's key,
 * so a key made for one person alone is found out by that person's browser. */
#include "wave/parts.h"

#include "audit/audit.h"
#include "config/config.h"

#include <inttypes.h>
#include <string.h>

/* A line has no other in it. */
static const char *line_of(Ctx *c, const char *s) {
    char *one = arena_text(c->a, s);
    for (char *p = one; *p; p++)
        if ((unsigned char)*p < ' ' || *p == 127) *p = ' ';
    return one;
}

static const char *form_hash(Ctx *c, int64_t version) {
    Hash h = {{0}};
    Rows q = db_query(c, "SELECT xform FROM form_version WHERE id = $1", V(version));
    if (db_next(&q)) {
        Bytes b = row_bytes(&q, 0);
        h = hash_of(b.p, b.n);
    }
    db_stop(&q);
    return hex_of(c->a, h.b, sizeof h.b);
}

static void put_script(Ctx *c, Buf *b) {
    for (const Asset *k = assets; k->name; k++) {
        if (strcmp(k->name, "/wave.js") != 0) continue;
        Hash h = hash_of(k->bytes, k->n);
        buf_print(b, "script %s\n", hex_of(c->a, h.b, sizeof h.b));
    }
}

static void put_host(Ctx *c, Buf *b, const char *key, const char *host) {
    if (!text_blank(host)) buf_print(b, "%s %s\n", key, line_of(c, host));
}

const char *wave_manifest(Ctx *c, const Survey *s, const Wave *w) {
    Buf b = {.a = c->a};
    buf_print(&b, "wave %s\ntitle %s\nform %s\nsince %s\nuntil %s\n", s->address,
              line_of(c, s->title), form_hash(c, w->form), s->since, s->until);
    for (const WaveClass *k = w->first; k; k = k->next)
        buf_print(&b, "class %d %" PRId64 " %s %s\n", k->class, k->invited,
                  base64_of(c->a, k->open, 32), line_of(c, k->label));
    buf_print(&b, "receipt %s\n", base64_of(c->a, w->receipt, 32));
    buf_print(&b, "seal %s\n", base64_of(c->a, w->seal, 32));
    put_script(c, &b);
    put_host(c, &b, "issue", config_text(c, "wave.issue"));
    put_host(c, &b, "answer", config_text(c, "wave.answer"));
    return b.s;
}

const char *wave_mark(Ctx *c, const Wave *w) {
    if (!*w->manifest) return NULL;
    Hash h = hash_of(w->manifest, strlen(w->manifest));
    return hex_of(c->a, h.b, 8);
}

Err wave_open(Ctx *c, int64_t survey) {
    const Survey *s = survey_get(c, survey);
    Wave         *w = wave_get(c, survey);
    LogKey        key;
    if (!s || !w) return "http.missing";
    if (!survey_may(c, s, RIGHT_SURVEY)) return "http.forbidden";
    if (strcmp(w->state, "made") != 0) return "wave.state.other";
    if (log_key_read(c->a, wave_keys_place(), &key)) return "wave.key.missing";
    Err e = strcmp(s->stage, "draft") == 0 ? survey_open_wave(c, survey) : NULL;
    char *note = NULL;
    if (!e) e = note_sign(c->a, wave_manifest(c, s, w), key.open.name, key.seed, &note);
    explicit_bzero(key.seed, sizeof key.seed);
    if (!e)
        e = db_exec(c, "UPDATE wave SET state = 'open', manifest = $2 WHERE survey = $1",
                    V(survey), V(note));
    if (e) return e;
    w->manifest = note;
    Deed d = {.what = "wave.deed.opened", .subject = "survey", .id = survey};
    deed_change(c, &d, "manifest", "", wave_mark(c, w));
    return audit_note(c, &d);
}
