/* checkpoint.c - the log signed, so that a copy elsewhere binds the office.
 *
 * The key lies outside of the database: who can change rows cannot sign.  Who
 * owns the machine can do both, and is caught by the checkpoints that others
 * hold.  A log whose key was lost is not signed by a fresh one unasked, or an
 * exchanged database would look like a first start. */
#include "audit/audit.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

enum { NAME_BYTES = 8 }; /* of the public key's hash, in the log's name */

static const char *file_of(Arena *a, const char *dir) { return arena_print(a, "%s/log.key", dir); }

/* The name is made from the public key, which does not depend on a name. */
static Err complete(Arena *a, LogKey *key) {
    Err e = note_key(a, "namro", key->seed, &key->open);
    if (e) return e;
    Hash h = hash_of(key->open.open, sizeof key->open.open);
    e = note_key(a, arena_print(a, "namro/%s", hex_of(a, h.b, NAME_BYTES)), key->seed, &key->open);
    key->vkey = note_key_text(a, &key->open);
    return e;
}

Err log_key_read(Arena *a, const char *dir, LogKey *out) {
    Err e = key_file_read(file_of(a, dir), out->seed);
    return e ? e : complete(a, out);
}

static Err make(Arena *a, const char *dir, LogKey *out) {
    if (mkdir(dir, 0700) != 0 && errno != EEXIST) return "crypt.key.place";
    Err e = key_file_make(file_of(a, dir), out->seed);
    return e ? e : complete(a, out);
}

static Err note_key_deed(Ctx *c, const char *was, const LogKey *is) {
    Deed d = {.what = "log.deed.key", .subject = "log", .id = 1};
    deed_change(c, &d, "vkey", was, is->vkey);
    return audit_note(c, &d);
}

Err log_key_open(Ctx *c, const char *dir, bool anew, LogKey *out) {
    CheckpointRow last;
    bool signed_before = audit_latest(c, &last);
    Err  e = log_key_read(c->a, dir, out);
    if (e && strcmp(e, "crypt.key.missing") == 0)
        e = signed_before && !anew ? "log.key.lost" : make(c->a, dir, out);
    if (e || !signed_before || strcmp(last.vkey, out->vkey) == 0) return e;
    return anew ? note_key_deed(c, last.vkey, out) : "log.key.other";
}

Err audit_checkpoint(Ctx *c, const LogKey *key) {
    Merkle  m;
    int64_t signed_size;
    char   *note;
    Err     e = tree_state(c, &m);
    if (!e) e = db_int(c, &signed_size, "SELECT COALESCE(max(size), 0) FROM checkpoint");
    if (e || (int64_t)m.size <= signed_size) return e;
    const Checkpoint p = {.origin = key->open.name, .size = m.size, .root = merkle_root(&m)};
    e = checkpoint_sign(c->a, &p, key->seed, &note);
    if (e) return e;
    return db_exec(c, "INSERT INTO checkpoint (size, vkey, note) VALUES ($1, $2, $3)"
                      " ON CONFLICT DO NOTHING", /* another server was as quick */
                   V((int64_t)m.size), V(key->vkey), V(note));
}

/* The third line of a note is the root. */
static const char *mark_of(Arena *a, int64_t size, const char *note) {
    const char *root = note;
    for (int line = 1; line < 3 && root; line++) {
        root = strchr(root, '\n');
        if (root) root++;
    }
    return arena_print(a, "%" PRId64 " %.*s", size, ROOT_SIGNS, root ? root : "");
}

bool audit_latest(Ctx *c, CheckpointRow *out) {
    Rows q = db_query(c, "SELECT size, vkey, note FROM checkpoint ORDER BY size DESC LIMIT 1");
    bool found = db_next(&q);
    if (found) {
        *out = (CheckpointRow){.size = row_int(&q, 0), .vkey = row_text(&q, 1),
                               .note = row_text(&q, 2)};
        out->mark = mark_of(c->a, out->size, out->note);
    }
    db_stop(&q);
    return found;
}
