/* verify.c - the whole log recomputed from its rows, and held against what is
 * stored beside it and what was signed.
 *
 * A log only grows, so it is read in batches, each on a snapshot of its own, up
 * to the size that it had at the beginning: a check of millions of entries keeps
 * no old version of the database alive. */
#include "audit/audit.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { BATCH = 2000 };

/* ---- One entry after another ---- */

/* Standard base64, as a note has it, without its padding. */
static const char *root_text(Arena *a, Hash root) {
    char *s = base64_of(a, root.b, sizeof root.b);
    for (char *p = s; *p; p++) *p = *p == '-' ? '+' : *p == '_' ? '/' : *p;
    return s;
}

static bool claim_holds(const Walk *w) {
    Arena      *a = arena_open();
    const char *root = root_text(a, merkle_root(&w->m));
    bool        ok = strncmp(root, w->claim->root, strlen(w->claim->root)) == 0;
    arena_close(a);
    return ok;
}

Err walk_leaf(Walk *w, Hash leaf) {
    w->made = merkle_append(&w->m, leaf, w->nodes);
    w->v->size = w->v->entry = (int64_t)w->m.size;
    if (w->claim && w->claim->size == w->v->size && !claim_holds(w)) return "log.claim.differs";
    return NULL;
}

Err walk_checkpoint(Walk *w, Arena *a, const NoteKey *by, const char *note) {
    Checkpoint p;
    if (checkpoint_open(a, note, by, &p) || p.size != w->m.size) return "log.checkpoint.changed";
    if (!hash_same(p.root, merkle_root(&w->m))) return "log.checkpoint.differs";
    w->trusted = memcmp(by->open, w->key->open, sizeof by->open) == 0;
    w->v->checkpoints++;
    w->v->foreign += !w->trusted;
    w->v->covered = (int64_t)w->m.size;
    return NULL;
}

Err walk_end(const Walk *w) {
    if (w->claim && w->claim->size > w->v->size) {
        w->v->entry = w->claim->size;
        return "log.cut";
    }
    return w->v->checkpoints && !w->trusted ? "log.key.other" : NULL;
}

Err log_claim_read(Arena *a, const char *text, const NoteKey *key, LogClaim *out) {
    Checkpoint p;
    int        end = 0;
    *out = (LogClaim){0};
    int got = sscanf(text, "%18" SCNd64 " %43[A-Za-z0-9+/] %n", &out->size, out->root, &end);
    bool mark = got == 2 && end && !text[end];
    if (mark) return out->size > 0 && strlen(out->root) >= ROOT_SIGNS ? NULL : "log.claim.form";
    Err e = checkpoint_open(a, text, key, &p);
    if (e) return strcmp(e, "crypt.note.form") == 0 ? "log.claim.form" : e;
    *out = (LogClaim){.size = (int64_t)p.size};
    strcpy(out->root, root_text(a, p.root));
    return p.size ? NULL : "log.claim.form";
}

/* ---- The database ---- */

/* After trouble a batch runs again, so it begins with what was found before it. */
typedef struct Check {
    Walk    w, before;
    Verdict found; /* before */
    Merkle  end;   /* the tree as it was stored at the beginning */
    int64_t size;  /* of it */
} Check;

static int64_t nodes_of(int64_t size) { return size - __builtin_popcountll((uint64_t)size); }

/* What stands outside of the log, and is not waiting to come into it. */
static Err look_loose(Ctx *c, const Check *k) {
    Verdict *v = k->w.v;
    int64_t  nodes = 0;
    Err      e = db_int(c, &v->entry, "SELECT COALESCE(min(seq), 0) FROM deed WHERE seq > $1"
                                      " OR seq < 1", V(k->size));
    if (!e) e = db_int(c, &v->waiting, "SELECT count(*) FROM deed WHERE seq IS NULL");
    if (!e) e = db_int(c, &nodes, "SELECT count(*) FROM deed_node WHERE id >= $1 OR id < 0",
                       V(nodes_of(k->size)));
    if (e) return e;
    return v->entry || nodes ? "log.entry.loose" : NULL;
}

static Err begin(Ctx *c, void *arg) {
    Check  *k = arg;
    int64_t top, odd;
    Err     e = tree_state(c, &k->end);
    if (e) return strcmp(e, "crypt.tree.state") == 0 ? "log.state.changed" : e;
    k->size = (int64_t)k->end.size;
    e = look_loose(c, k);
    if (e) return e;
    e = db_int(c, &top, "SELECT COALESCE(max(size), 0) FROM checkpoint");
    if (!e) e = db_int(c, &odd, "SELECT count(*) FROM checkpoint WHERE size < 1");
    if (!e && odd) e = "log.checkpoint.changed";
    if (e || top <= k->size) return e;
    k->w.v->entry = top;
    return "log.cut";
}

/* The rows of one batch, side by side. */
typedef struct Batch { Rows deeds, nodes, checkpoints; int64_t checkpoint; } Batch;

static Batch batch_open(Ctx *c, int64_t from, int64_t to) {
    Batch b = {0};
    b.deeds = db_query(c,
                       "SELECT seq, at, who, what, subject, subject_id, reason, changes, leaf"
                       " FROM deed WHERE seq > $1 AND seq <= $2 ORDER BY seq", V(from), V(to));
    b.nodes = db_query(c, "SELECT id, hash FROM deed_node WHERE id >= $1 AND id < $2 ORDER BY id",
                       V(nodes_of(from)), V(nodes_of(to)));
    b.checkpoints = db_query(c, "SELECT size, vkey, note FROM checkpoint WHERE size > $1"
                                " AND size <= $2 ORDER BY size", V(from), V(to));
    if (db_next(&b.checkpoints)) b.checkpoint = row_int(&b.checkpoints, 0);
    return b;
}

static bool same_bytes(Bytes b, Hash h) { return b.n == HASH_BYTES && !memcmp(b.p, h.b, b.n); }

static Err check_entry(Ctx *c, Walk *w, Rows *q) {
    w->v->entry = (int64_t)w->m.size + 1;
    if (!db_next(q) || row_int(q, 0) != w->v->entry) return "log.entry.missing";
    const LogEntry n = {.at = row_int(q, 1), .who = row_int(q, 2), .what = row_text(q, 3),
                     .subject = row_text(q, 4), .id = row_int(q, 5), .reason = row_text(q, 6),
                     .changes = row_text(q, 7)};
    Bytes text = entry_bytes(c->a, &n);
    Hash  leaf = merkle_leaf(text.p, text.n);
    return same_bytes(row_bytes(q, 8), leaf) ? walk_leaf(w, leaf) : "log.entry.changed";
}

static Err check_nodes(const Walk *w, Rows *q) {
    for (int level = 1; level < w->made; level++) {
        int64_t id = tree_node_id(level, (w->m.size - 1) >> level);
        if (!db_next(q) || row_int(q, 0) != id || !same_bytes(row_bytes(q, 1), w->nodes[level]))
            return "log.node.changed";
    }
    return NULL;
}

static Err check_checkpoint(Ctx *c, Walk *w, Batch *b) {
    NoteKey by;
    if (b->checkpoint != (int64_t)w->m.size) return NULL;
    if (note_key_read(c->a, row_text(&b->checkpoints, 1), &by)) return "log.checkpoint.changed";
    Err e = walk_checkpoint(w, c->a, &by, row_text(&b->checkpoints, 2));
    b->checkpoint = db_next(&b->checkpoints) ? row_int(&b->checkpoints, 0) : 0;
    return e;
}

static Err check_batch(Ctx *c, void *arg) {
    Check  *k = arg;
    Walk   *w = &k->w;
    int64_t from = (int64_t)k->before.m.size;
    int64_t to = from + BATCH < k->size ? from + BATCH : k->size;
    Batch   b = batch_open(c, from, to);
    Err     e = NULL;
    *w = k->before;
    *w->v = k->found;
    while (!e && (int64_t)w->m.size < to) {
        e = check_entry(c, w, &b.deeds);
        if (!e) e = check_nodes(w, &b.nodes);
        if (!e) e = check_checkpoint(c, w, &b);
    }
    db_stop(&b.deeds);
    db_stop(&b.nodes);
    db_stop(&b.checkpoints);
    return e;
}

static bool same_state(Arena *a, const Merkle *x, const Merkle *y) {
    Bytes p = merkle_save(a, x), q = merkle_save(a, y);
    return x->size == y->size && memcmp(p.p, q.p, p.n) == 0;
}

Err log_verify(Ctx *c, const NoteKey *key, const LogClaim *claim, LogTell *tell, void *arg,
               Verdict *v) {
    Check k = {.w = {.key = key, .claim = claim, .v = v}};
    *v = (Verdict){0};
    Err e = db_read(c, begin, &k);
    while (!e && (int64_t)k.w.m.size < k.size) {
        Ctx mine = *c;
        mine.a = arena_open();
        k.before = k.w;
        k.found = *v;
        e = db_read(&mine, check_batch, &k);
        arena_close(mine.a);
        if (!e && tell) e = tell(arg, (int64_t)k.w.m.size, k.size);
    }
    if (!e && !same_state(c->a, &k.w.m, &k.end)) e = "log.state.changed";
    return e ? e : walk_end(&k.w);
}
