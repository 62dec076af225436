/* export.c - the log as one text file, and its check without any database.
 *
 * Blocks of lines, an empty line after each: the heading, then each entry as the
 * bytes that its leaf is the hash of (or only that hash, when it is sealed), and
 * where it was signed the checkpoint, its lines behind a bar.  No line of an
 * entry is empty, so nothing in a deed can look like another block. */
#include "audit/audit.h"

#include <stdio.h>
#include <string.h>

enum { BATCH = 2000 };
enum { BLOCK_MAX = 16 * 1024 * 1024 }; /* bytes of a block that is read */
static const char heading[] = "namro log 1\n", deed[] = "namro deed 1\n", leaf_name[] = "leaf\t",
                  checkpoint[] = "checkpoint\t";

/* ---- Write ---- */

typedef struct Out { FILE *f; bool sealed; int64_t from, to, end; Buf text; } Out;

static void put_note(Buf *b, const char *vkey, const char *note) {
    buf_print(b, "%s%s\n|", checkpoint, vkey);
    for (const char *s = note; *s; s++) {
        buf_add(b, s, 1);
        if (*s == '\n' && s[1]) buf_text(b, "|");
    }
    buf_text(b, "\n");
}

static void put_entry(Ctx *c, Out *o, Rows *q) {
    const LogEntry n = {.at = row_int(q, 1), .who = row_int(q, 2), .what = row_text(q, 3),
                     .subject = row_text(q, 4), .id = row_int(q, 5), .reason = row_text(q, 6),
                     .changes = row_text(q, 7)};
    Bytes text = entry_bytes(c->a, &n);
    Hash  leaf = merkle_leaf(text.p, text.n);
    if (o->sealed) buf_print(&o->text, "%s%s\n", leaf_name, hex_of(c->a, leaf.b, HASH_BYTES));
    else buf_add(&o->text, text.p, text.n);
    buf_text(&o->text, "\n");
}

static Err make_batch(Ctx *c, void *arg) {
    Out    *o = arg;
    int64_t signed_at = 0, upto = o->from + BATCH < o->end ? o->from + BATCH : o->end;
    o->text = (Buf){.a = c->a};
    o->to = o->from;
    Rows q = db_query(c,
                      "SELECT seq, at, who, what, subject, subject_id, reason, changes"
                      " FROM deed WHERE seq > $1 AND seq <= $2 ORDER BY seq",
                      V(o->from), V(upto));
    Rows k = db_query(c, "SELECT size, vkey, note FROM checkpoint WHERE size > $1 AND size <= $2"
                         " ORDER BY size", V(o->from), V(upto));
    if (db_next(&k)) signed_at = row_int(&k, 0);
    while (db_next(&q)) {
        o->to = row_int(&q, 0);
        put_entry(c, o, &q);
        if (signed_at != o->to) continue;
        put_note(&o->text, row_text(&k, 1), row_text(&k, 2));
        signed_at = db_next(&k) ? row_int(&k, 0) : 0;
    }
    db_stop(&k);
    return q.err;
}

static Err put_batch(Ctx *c, Out *o) {
    Ctx mine = *c;
    mine.a = arena_open();
    Err e = db_read(&mine, make_batch, o);
    if (!e && o->text.len && fwrite(o->text.s, 1, o->text.len, o->f) != o->text.len)
        e = "log.file.place";
    arena_close(mine.a);
    return e;
}

static Err find_end(Ctx *c, void *arg) {
    return db_int(c, arg, "SELECT COALESCE(max(size), 0) FROM checkpoint");
}

Err log_export(Ctx *c, const char *path, bool sealed, int64_t *entries) {
    Out o = {.sealed = sealed};
    Err e = db_read(c, find_end, &o.end);
    if (e || o.end == 0) return e ? e : "log.file.unsigned";
    o.f = fopen(path, "w");
    if (!o.f) return "log.file.place";
    e = fprintf(o.f, "%s\n", heading) < 0 ? "log.file.place" : NULL;
    do {
        o.from = o.to;
        if (!e) e = put_batch(c, &o);
    } while (!e && o.to > o.from && o.to < o.end);
    if (fclose(o.f) != 0 && !e) e = "log.file.place";
    *entries = o.to;
    return e;
}

/* ---- Read ---- */

typedef struct In { FILE *f; int64_t line; } In;

/* The lines up to an empty one.  False at the end of the file, and where a block
 * has no end or is too long: b->len is then not 0. */
static bool read_block(In *in, Arena *a, Buf *b) {
    *b = (Buf){.a = a};
    for (int ch, last = '\n'; (ch = getc(in->f)) != EOF && b->len < BLOCK_MAX; last = ch) {
        char one = (char)ch;
        in->line += ch == '\n';
        if (ch == '\n' && last == '\n') return b->len > 0;
        buf_add(b, &one, 1);
    }
    return false;
}

static bool begins(const Buf *b, const char *with) {
    return b->len >= strlen(with) && memcmp(b->s, with, strlen(with)) == 0;
}

/* What follows the name in the first line, and *rest: the lines after it. */
static char *first_line(Arena *a, const Buf *b, const char *name, const char **rest) {
    const char *from = b->s + strlen(name), *end = strchr(from, '\n');
    *rest = end + 1;
    return arena_part(a, from, (size_t)(end - from));
}

static Err take_checkpoint(Walk *w, Arena *a, const Buf *b) {
    const char *rest;
    NoteKey     by;
    Buf         note = {.a = a};
    if (note_key_read(a, first_line(a, b, checkpoint, &rest), &by)) return "log.file.form";
    for (const char *end; *rest; rest = end + 1) {
        end = strchr(rest, '\n');
        if (*rest != '|') return "log.file.form";
        buf_add(&note, rest + 1, (size_t)(end - rest));
    }
    return note.len ? walk_checkpoint(w, a, &by, note.s) : "log.file.form";
}

static Err take_leaf(Walk *w, Arena *a, const Buf *b) {
    const char *rest;
    Hash        leaf;
    Err         e = hex_read(first_line(a, b, leaf_name, &rest), leaf.b, HASH_BYTES);
    return e || *rest ? "log.file.form" : walk_leaf(w, leaf);
}

static Err take_block(Walk *w, Arena *a, const Buf *b) {
    if (strlen(b->s) != b->len) return "log.file.form"; /* a NUL would hide what follows */
    if (begins(b, deed)) return walk_leaf(w, merkle_leaf(b->s, b->len));
    if (begins(b, leaf_name)) return take_leaf(w, a, b);
    if (begins(b, checkpoint)) return take_checkpoint(w, a, b);
    return "log.file.form";
}

static Err read_file(In *in, Walk *w) {
    Arena *a = arena_open();
    Buf    b;
    bool   more = read_block(in, a, &b);
    Err    e = more && b.len == strlen(heading) && begins(&b, heading) ? NULL : "log.file.form";
    while (!e) {
        arena_reset(a);
        more = read_block(in, a, &b);
        if (!more && b.len == 0 && feof(in->f)) break;
        e = more ? take_block(w, a, &b) : "log.file.form";
    }
    arena_close(a);
    if (e && strcmp(e, "log.file.form") == 0) w->v->entry = in->line;
    return e;
}

Err log_verify_file(const char *path, const NoteKey *key, const LogClaim *claim, Verdict *v) {
    Walk w = {.key = key, .claim = claim, .v = v};
    In   in = {.f = fopen(path, "r")};
    *v = (Verdict){0};
    if (!in.f) return "log.file.place";
    Err e = read_file(&in, &w);
    fclose(in.f);
    if (!e) e = walk_end(&w);
    return !e && (!v->covered || v->covered < v->size) ? "log.file.unsigned" : e;
}
