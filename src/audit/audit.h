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
    const char   *subject; /* what it was done to, */
    int64_t       id;      /* and which of them */
    DeedRow      *next;
};
/* What was done to one thing, newest first, at most max rows. */
const DeedRow *audit_history(Ctx *c, const char *subject, int64_t id, int max);

/* All that was done, newest first; how much that is; to what. */
typedef struct DeedFilter {
    int64_t     who;          /* by this person; 0: by anybody */
    const char *subject;      /* to these; "": to anything */
    int64_t     id;           /* to this one of them; 0: to any */
    const char *since, *until; /* on these days, both included; "": open */
} DeedFilter;
const DeedRow *deed_list(Ctx *c, const DeedFilter *f, int64_t from, int max);
int64_t        deed_count(Ctx *c, const DeedFilter *f);
/* A field of a change in words: the message "task.due", else the common word for it
 * (list.c), else the field as it is. */
const char    *deed_field(const Ctx *c, const char *subject, const char *field);
int            deed_subjects(Ctx *c, const char **out, int max); /* that occur, sorted */

/* What one entry of the log holds; the text fields are never NULL. */
typedef struct LogEntry {
    int64_t     at, who, id;
    const char *what, *subject, *reason;
    const char *changes; /* a line for each: field, before, after, parted by tabs */
} LogEntry;

/* The bytes that its leaf is the hash of: one text for one entry, and one entry
 * for one text (docs/security.md gives the format).  And the changes in it. */
Bytes         entry_bytes(Arena *a, const LogEntry *e);
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

/* ---- checkpoint.c: what leaves the building ---- */

/* The key that the office signs its log with.  The log's name is made from it:
 * "namro/" and 16 hex digits. */
typedef struct LogKey {
    uint8_t     seed[KEY_BYTES];
    NoteKey     open;
    const char *vkey; /* its public half, as verifiers want it */
} LogKey;

/* The key in the file log.key of this folder.  errors  crypt.key.* */
MUST Err log_key_read(Arena *a, const char *dir, LogKey *out);

/* The same for a server: folder and key are made for a log that has none yet.
 * Inside db_write().  anew: the office goes on with another key; where it is not
 * there it is made, and the change becomes a deed.
 *   errors   crypt.key.*
 *            log.key.lost    the log was signed, and the file is not there
 *            log.key.other   it was signed by another key last */
MUST Err log_key_open(Ctx *c, const char *dir, bool anew, LogKey *out);

/* Signs the log as it is, if it grew since the last one; inside db_write(). */
MUST Err audit_checkpoint(Ctx *c, const LogKey *key);

typedef struct CheckpointRow {
    int64_t     size;
    const char *vkey, *note;
    const char *mark; /* size and the first ROOT_SIGNS of the root: "1234 q8Kf3mZ0aBcD12xY" */
} CheckpointRow;
/* 16 signs of base64 are 96 bits: nobody finds another log with the same. */
enum { ROOT_SIGNS = 16 };
bool audit_latest(Ctx *c, CheckpointRow *out); /* false: there is none yet */

/* ---- verify.c: does the log hold what it committed to? ---- */

/* What somebody holds outside: a checkpoint, or the mark on the foot of a page. */
typedef struct LogClaim {
    int64_t size;
    char    root[48]; /* base64 as in a note, or as much of its beginning as there is */
} LogClaim;
/* Reads either.  errors  log.claim.form; of checkpoint_open() */
MUST Err log_claim_read(Arena *a, const char *text, const NoteKey *key, LogClaim *out);

typedef struct Verdict {
    int64_t size;        /* entries that were checked */
    int64_t waiting;     /* noted, and without a place yet */
    int64_t checkpoints; /* that hold */
    int64_t foreign;     /* of these, signed by a key that the office had before */
    int64_t covered;     /* entries that the last of them commits to */
    int64_t entry;       /* with a refusal: the entry at which it was found */
} Verdict;

/* What is wrong, as messages with {1} for v->entry and {2} for v->covered:
 *   log.entry.missing, log.entry.changed   its row is gone; is not what its leaf says
 *   log.entry.loose    rows that stand outside of the log
 *   log.node.changed   the tree stored is not that of the entries
 *   log.state.changed  nor is its end
 *   log.checkpoint.changed   a checkpoint is not as it was signed
 *   log.checkpoint.differs   the log is not the one that was signed
 *   log.claim.differs        nor the one that is known outside
 *   log.cut            it is shorter than what was signed or is known outside
 *   log.key.other      the last checkpoint is by another key than the one trusted */

/* Check all that is stored: outside of any transaction, in steps.  Told now and
 * then how far it is; what that refuses ends it.
 *   key     the one trusted
 *   claim   NULL if nothing is held outside
 *   tell    NULL if nobody waits */
typedef Err LogTell(void *arg, int64_t done, int64_t of);
MUST Err log_verify(Ctx *c, const NoteKey *key, const LogClaim *claim, LogTell *tell, void *arg,
                    Verdict *v);

/* ---- export.c: the log as one file, for who has no database ---- */

/* Writes the entries up to the last checkpoint (docs/security.md gives the format).
 *   sealed   entries as their hashes only: the order can be checked, nothing read
 *   errors   log.file.place      it cannot be written
 *            log.file.unsigned   there is no checkpoint yet */
MUST Err log_export(Ctx *c, const char *path, bool sealed, int64_t *entries);
/* Checks such a file.  errors  those of log_verify() that it can have, and
 *   log.file.place, log.file.form   it cannot be read; is no such file ({1}: its line)
 *   log.file.unsigned   it does not end with a checkpoint */
MUST Err log_verify_file(const char *path, const NoteKey *key, const LogClaim *claim, Verdict *v);

/* Inside both: one entry after another, and what was committed to at this size. */
typedef struct Walk {
    const NoteKey  *key;
    const LogClaim *claim;
    Verdict        *v;
    Merkle          m;
    Hash            nodes[MERKLE_LEVELS]; /* that the last entry completed */
    int             made;
    bool            trusted; /* the last checkpoint was by the key */
} Walk;
MUST Err walk_leaf(Walk *w, Hash leaf);       /* log.claim.differs */
MUST Err walk_checkpoint(Walk *w, Arena *a, const NoteKey *by, const char *note);
MUST Err walk_end(const Walk *w);             /* log.cut, log.key.other */

/* ---- keeper.c: a thread of the server ---- */

/* Gives places to waiting deeds each second; signs what is new, each minute at most
 * and once more at the end.  db: after db_serve(). */
typedef struct Keeper Keeper;
Keeper *audit_start(Db *db, const LogKey *key);
void    audit_stop(Keeper *k);

#endif
