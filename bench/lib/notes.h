/* notes.h - the smallest office that writes: a form that adds a note under a key, once,
 * and counts it in the same transaction.  For benches and crash tests. */
#ifndef NOTES_H
#define NOTES_H

#include "http/http.h"

#include <stdlib.h>
#include <string.h>

static inline Err notes_make(Ctx *c, void *arg) {
    (void)arg;
    return db_script(c, "CREATE TABLE note (key TEXT PRIMARY KEY, text TEXT NOT NULL) @strict;"
                        "CREATE TABLE tally (n @int NOT NULL) @strict;"
                        "INSERT INTO tally VALUES (0)");
}

typedef struct Note { const char *key, *text; } Note;

/* The same key again is the same note, sent again by who had no answer. */
static inline Err note_add(Ctx *c, void *arg) {
    const Note *n = arg;
    int64_t     there = 0;
    Err e = db_int(c, &there, "SELECT count(*) FROM note WHERE key = $1", V(n->key));
    if (e || there) return e;
    e = db_exec(c, "INSERT INTO note (key, text) VALUES ($1, $2)", V(n->key), V(n->text));
    return e ? e : db_exec(c, "UPDATE tally SET n = n + $1", V(1));
}

static inline Err note_page(Ctx *c, Request *r) {
    reply_page(r, "note", token_html(c, request_form(c, r)));
    return NULL;
}

static inline Err note_post(Ctx *c, Request *r) {
    Note n = {form_value(&r->form, "key"), form_value(&r->form, "text")};
    if (text_blank(n.key)) return "note.key.missing";
    Err e = note_add(c, &n);
    if (!e) reply_next(r, "/note");
    return e;
}

#endif
