/* audit.h - the log of deeds: who did what, when and why, so that nobody can
 * change it unseen, not even who owns the server.
 *
 *     Deed d = {.what = "task.deed.issued", .subject = "task", .id = id};
 *     deed_change(c, &d, "due", was->due, is->due);
 *     e = audit_note(c, &d);
 *
 * A deed is noted in the transaction that does it: neither is ever stored
 * without the other.  It becomes an entry of a Merkle tree (RFC 9162).  Signed
 * checkpoints of the tree leave the building, on the foot of every page; from
 * one of them anybody can find out whether the log still begins with what it
 * held then.  Never a secret and never an answer of a survey is noted. */
#ifndef AUDIT_H
#define AUDIT_H

#include "crypt/crypt.h"
#include "db/db.h"

/* ---- log.c: deeds ---- */

typedef struct Change Change;
struct Change {
    const char *field;    /* the word of the form and the column: "due" */
    const char *was, *is; /* as stored; "" where there was or is nothing */
    Change     *next;
};
typedef struct Deed {
    const char *what;     /* key of its words: "task.deed.issued" */
    const char *subject;  /* what it was done to: "task" */
    int64_t     id;       /* and which of them */
    const char *reason;   /* NULL where none was asked for */
    Change     *changes;  /* by deed_change() */
} Deed;

/* Adds a change at the end; nothing where both are equal.  NULL is the same as "". */
void deed_change(Ctx *c, Deed *d, const char *field, const char *was, const char *is);

/* Write it down, as done by c->who at c->now.  errors  trouble only */
MUST Err audit_note(Ctx *c, const Deed *d);

typedef struct DeedRow DeedRow;
struct DeedRow {
    int64_t       seq;     /* its place in the log, from 1; 0 while it waits for one */
    int64_t       at, who; /* milliseconds since 1970 UTC; staff, 0 for none */
    const char   *what;    /* key of its words */
    const char   *reason;  /* NULL if none was given */
    const Change *changes;
    DeedRow      *next;
};
/* What was done to one thing, newest first, at most max rows. */
const DeedRow *audit_history(Ctx *c, const char *subject, int64_t id, int max);

/* What one entry of the log holds; the text fields are never NULL. */
typedef struct Entry {
    int64_t     at, who, id;
    const char *what, *subject, *reason;
    const char *changes; /* a line for each: field, before, after, parted by tabs */
} Entry;

/* The bytes that its leaf is the hash of: one text for one entry, and one entry
 * for one text (docs/security.md gives the format).  And the changes in it. */
Bytes         entry_bytes(Arena *a, const Entry *e);
const Change *entry_changes(Arena *a, const char *changes);

/* ---- tree.c: their order ---- */

/* Puts the deed's leaf at the end of the tree, or where several may write at
 * once (PostgreSQL) leaves it to wait: *seq is then 0. */
MUST Err tree_add(Ctx *c, Hash leaf, int64_t *seq);

/* Gives waiting deeds their places, at most `most` of them, in the order in
 * which they became visible; inside db_write().  Any number of servers may do
 * so at once.  *done says how many. */
MUST Err audit_sequence(Ctx *c, int64_t most, int64_t *done);

/* The tree as it is stored.  errors  crypt.tree.state */
MUST Err tree_state(Ctx *c, Merkle *out);
/* Number of a node above the leaves among the complete ones, in the order of
 * their completion, from 0: the id of its row. */
int64_t tree_node_id(int level, uint64_t index);
/* Reads a complete node for the proofs of crypt; from is a Ctx. */
MerkleRead tree_node;

#endif
