/* tree.c - the order of the deeds, as a Merkle tree that only grows.
 *
 * SQLite has one writer, so a deed gets its place when it is noted.  On
 * PostgreSQL many write at once, and a place for each would make them wait for
 * each other until COMMIT; there deeds are noted without one, and whoever holds
 * the row of the tree gives places to those that are visible.  An office that is
 * copied to SQLite may bring some that wait, so that is done on both.
 *
 * Nodes are numbered in the order of completion.  A log of n entries has
 * n - ones(n) complete nodes above its leaves, and an entry of index i completes
 * those of levels 1, 2, ... while the low bits of i are ones. */
#include "audit/audit.h"

#include <string.h>

int64_t tree_node_id(int level, uint64_t index) {
    uint64_t last = ((index + 1) << level) - 1; /* the entry that completes it */
    return (int64_t)last - __builtin_popcountll(last) + level - 1;
}

static Err state_of(Rows *q, Merkle *out) {
    Err e = "crypt.tree.state";
    if (db_next(q)) e = merkle_load((uint64_t)row_int(q, 0), row_bytes(q, 1), out);
    db_stop(q);
    return q->err ? q->err : e;
}

Err tree_state(Ctx *c, Merkle *out) {
    Rows q = db_query(c, "SELECT size, nodes FROM deed_tree WHERE id = $1", V(1));
    return state_of(&q, out);
}

/* The same, and nobody else's until our transaction ends: by an UPDATE, for
 * that is the lock which both engines know. */
static Err lock_state(Ctx *c, Merkle *out) {
    Rows q = db_query(c, "UPDATE deed_tree SET size = size WHERE id = $1 RETURNING size, nodes",
                      V(1));
    return state_of(&q, out);
}

static Err save_state(Ctx *c, const Merkle *m) {
    return db_exec(c, "UPDATE deed_tree SET size = $1, nodes = $2 WHERE id = 1",
                   V((int64_t)m->size), V(merkle_save(c->a, m)));
}

/* The leaf is stored in the row of its deed, the nodes it completes here. */
static Err append(Ctx *c, Merkle *m, Hash leaf) {
    Hash nodes[MERKLE_LEVELS];
    int  n = merkle_append(m, leaf, nodes);
    Err  e = NULL;
    for (int level = 1; level < n && !e; level++)
        e = db_exec(c, "INSERT INTO deed_node (id, hash) VALUES ($1, $2)",
                    V(tree_node_id(level, (m->size - 1) >> level)),
                    V((Bytes){nodes[level].b, HASH_BYTES}));
    return e;
}

/* A tree that cannot be read is a fault: no deed may be done without its entry. */
Err tree_add(Ctx *c, Hash leaf, int64_t *seq) {
    Merkle m;
    *seq = 0;
    if (db_is_postgres(c->db)) return NULL;
    Err e = tree_state(c, &m);
    if (e && strcmp(e, "crypt.tree.state") == 0) fatal("the state of the log is damaged");
    if (!e) e = append(c, &m, leaf);
    if (!e) e = save_state(c, &m);
    *seq = (int64_t)m.size;
    return e;
}

static Err give_places(Ctx *c, const Merkle *m, int64_t most) {
    return db_exec(c,
                   "UPDATE deed SET seq = $1 + w.n FROM (SELECT id, row_number() OVER"
                   " (ORDER BY id) AS n FROM deed WHERE seq IS NULL ORDER BY id LIMIT $2) w"
                   " WHERE deed.id = w.id",
                   V((int64_t)m->size), V(most));
}

Err audit_sequence(Ctx *c, int64_t most, int64_t *done) {
    Merkle  m;
    int64_t waiting;
    *done = 0;
    Err e = db_int(c, &waiting, "SELECT count(*) FROM (SELECT id FROM deed WHERE seq IS NULL"
                                " LIMIT 1) w");
    if (!e && waiting) e = lock_state(c, &m);
    if (e || !waiting) return e;
    int64_t before = (int64_t)m.size;
    e = give_places(c, &m, most);
    if (e) return e;
    Rows q = db_query(c, "SELECT leaf FROM deed WHERE seq > $1 ORDER BY seq", V(before));
    while (!e && db_next(&q)) {
        Bytes b = row_bytes(&q, 0);
        Hash  leaf;
        if (b.n != HASH_BYTES) fatal("a leaf of the log is damaged");
        memcpy(leaf.b, b.p, HASH_BYTES);
        e = append(c, &m, leaf);
    }
    db_stop(&q);
    if (!e) e = q.err ? q.err : save_state(c, &m);
    *done = (int64_t)m.size - before;
    return e;
}

/* One hash out of one row. */
static Err hash_of_row(Rows *q, Hash *out) {
    Err e = "crypt.tree.range";
    if (db_next(q)) {
        Bytes b = row_bytes(q, 0);
        if (b.n == HASH_BYTES) memcpy(out->b, b.p, HASH_BYTES), e = NULL;
    }
    db_stop(q);
    return q->err ? q->err : e;
}

Err tree_node(void *from, int level, uint64_t index, Hash *out) {
    Ctx *c = from;
    Rows q = level == 0
                 ? db_query(c, "SELECT leaf FROM deed WHERE seq = $1", V((int64_t)index + 1))
                 : db_query(c, "SELECT hash FROM deed_node WHERE id = $1",
                            V(tree_node_id(level, index)));
    return hash_of_row(&q, out);
}
