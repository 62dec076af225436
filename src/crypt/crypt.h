/* crypt.h - secrets of the program: tokens, passwords, signatures, seals, the log's tree.
 *
 * All cryptography is libsodium's and liboath's (MD5 apart, which protects nothing); this
 * module only fixes which parts are used, with what limits, in what text form, so that no
 * other module has to choose.  Nothing here reads the database, a page or the clock.
 *
 * What answers a bool says nothing about why: a stranger learns no more than
 * "no".  What answers an Err has a reason that an honest user can act on.
 * Secrets are wiped from memory that this module owns; what it hands out lives
 * in the caller's arena, in which nothing secret should outlast the request. */
#ifndef CRYPT_H
#define CRYPT_H

#include "base/base.h"

/* Makes the libraries ready.  Once, before any thread and anything below; a
 * library that cannot start is a fault. */
void crypt_start(void);

/* ---- hash.c: SHA-256 and bytes as text ---- */

enum { HASH_BYTES = 32 };
typedef struct Hash { uint8_t b[HASH_BYTES]; } Hash;

Hash hash_of(const void *p, size_t n); /* SHA-256 (FIPS 180-4); n may be 0 */
bool hash_same(Hash a, Hash b);        /* in constant time */

/* The same of what comes in pieces, a file say. */
typedef struct HashRun HashRun;
HashRun *hash_start(Arena *a);
void     hash_add(HashRun *h, const void *p, size_t n);
Hash     hash_end(HashRun *h); /* once; then the run is over */

char *hex_of(Arena *a, const void *p, size_t n); /* lower case */

/* md5.c: MD5 as 32 hex digits, for protocols that ask for it; it protects nothing. */
char *md5_hex(Arena *a, const void *p, size_t n);

/* Exactly n bytes from their hex text, upper or lower case.
 *   errors   crypt.text.form   other signs, or more or fewer; out is then zero */
MUST Err hex_read(const char *text, void *out, size_t n);

/* HMAC-SHA256 (RFC 2104) under a key of any length; compare with hash_same. */
Hash hash_keyed(Bytes key, Bytes what);

/* Bytes as URL-safe text without padding (RFC 4648, 5), and back.
 *   errors   crypt.text.form   not such a text; a last sign with stray bits, too */
char *base64_of(Arena *a, const void *p, size_t n);
MUST Err base64_read(Arena *a, const char *text, Bytes *out);

/* ---- random.c: random bytes, tokens for machines, codes for people ---- */

enum { KEY_BYTES = 32 }; /* of every secret key and seed below */

void crypt_random(void *out, size_t n);           /* from the kernel's generator */
bool crypt_same(const char *a, const char *b);    /* equal; in the time of their length only;
                                                     NULL equals nothing */

/* A new secret of 192 bits as 32 URL-safe signs: sessions, links in mail. */
char *crypt_token(Arena *a);

/* What is stored of a token or code, as 64 hex digits: HMAC-SHA256 under the
 * key.  Who reads the database can neither use nor guess what was handed out. */
char *crypt_token_hash(Arena *a, const uint8_t key[KEY_BYTES], const char *token);

/* A token that only who holds the secret can make, different for each purpose
 * and useless for finding the secret: a session's token for its forms.  32
 * URL-safe signs of HMAC-SHA256; compare with crypt_same. */
char *crypt_token_for(Arena *a, const char *secret, const char *purpose);

/* A code to be read aloud and typed: groups of four signs of Crockford's base32
 * (no I, L, O, U) with hyphens, 20 bits a group.  Four groups for set-up and
 * recovery, 80 bits. */
char *crypt_code(Arena *a, int groups);

/* A code as it was typed, in the form of crypt_code: lower case, spaces and
 * hyphens anywhere, O for 0, I and L for 1 are forgiven.  No check of the code
 * itself: hash the result and look it up.
 *   errors   crypt.code.form   another sign, or not this many groups */
MUST Err crypt_code_read(Arena *a, const char *typed, int groups, char **out);

/* ---- password.c: Argon2id, 64 MiB, three passes ---- */

/* Whether a new password is good enough: 8 to 200 characters, no rules about
 * their kinds, but not what is tried first.
 *
 *   word     as it will be hashed; NFC is the caller's affair
 *   names    user name, office's name and the like, ended by NULL; may be NULL
 *   errors   new.password.text     not UTF-8
 *            new.password.short    fewer than 8 code points
 *            new.password.long     more than 200
 *            new.password.common   one of the 10,000 most used of 8 and more
 *                                  signs, or of those liked in Vietnam, letter
 *                                  case aside; one sign repeated, or counted up
 *                                  or down
 *            new.password.name     equal to one of names, case or no case
 *   source   NIST SP 800-63B-4, 3.1.1.2; OWASP ASVS 5.0, 6.2 */
MUST Err password_check(Arena *a, const char *word, const char *const *names);

/* The text to store, with its own salt and limits in it.  At most four are
 * reckoned at once in the whole program; the fifth waits.  No memory: a fault.
 *   memory   64 MiB while it runs, given back at the end; about 0.1 s */
char *password_hash(Arena *a, const char *word);

/* Whether word is the password of this stored text.  For NULL (no such user)
 * and for anything that is no Argon2 text (a locked account) it answers false
 * after the same work, so time does not tell who has an account. */
bool password_verify(const char *stored, const char *word);

/* True when the text was made with other limits than today's: hash again while
 * the password is at hand, after it was verified. */
bool password_needs_rehash(const char *stored);

/* ---- totp.c: codes of an authenticator app, RFC 6238 ---- */

enum { TOTP_BYTES = 20, TOTP_DIGITS = 6, TOTP_SECONDS = 30 };

/* The secret for those who must type it: 32 signs of RFC 4648 base32. */
char *totp_text(Arena *a, const uint8_t secret[TOTP_BYTES]);

/* The same as an address for a QR picture: SHA-1, six digits, 30 seconds.  A
 * colon parts issuer from account there, so one inside them becomes a space. */
char *totp_uri(Arena *a, const uint8_t secret[TOTP_BYTES], const char *issuer,
               const char *account);

/* The code of a time step (seconds since 1970 divided by 30), with its NUL. */
void totp_code(const uint8_t secret[TOTP_BYTES], int64_t step, char out[TOTP_DIGITS + 1]);

/* Whether the code typed is that of now or of one step before or after; spaces
 * are forgiven.
 *
 *   now_ms   milliseconds since 1970
 *   last     step of the code accepted last for this secret, -1 for none: a code
 *            of that step or an earlier one was used, and is refused
 *   step     set only on success: to be stored as the next last, in the same
 *            transaction as what the code allows
 *   errors   crypt.code.wrong
 *   source   RFC 6238, 5.2: a code is accepted once */
MUST Err totp_verify(const uint8_t secret[TOTP_BYTES], int64_t now_ms, int64_t last,
                     const char *typed, int64_t *step);

/* ---- seal.c: boxes that only one key opens ---- */

/* A pair of X25519 keys made from a seed, always the same from the same seed. */
typedef struct SealPair { uint8_t open[32], secret[32]; } SealPair; /* open is the public one */
SealPair seal_pair(const uint8_t seed[KEY_BYTES]);

/* A box that anyone with the public key can close and only the pair can open;
 * it does not tell who closed it.  48 bytes longer than what is in it.
 *   errors   crypt.seal.key      no key of a pair: anyone could open the box
 *            crypt.seal.broken   altered, cut, or closed for another pair
 *   source   libsodium crypto_box_seal */
MUST Err seal_to(Arena *a, const uint8_t open[32], Bytes what, Bytes *out);
MUST Err seal_open(Arena *a, const SealPair *pair, Bytes box, Bytes *out);

/* A box closed and opened with the same key, bound to what it is about (a page,
 * a person: text that is not in the box but must be the same at both times).  A
 * draft that a page carries for us.  40 bytes longer than what is in it.
 *   errors   crypt.seal.broken   altered, cut, another key or about something else
 *   source   XChaCha20-Poly1305, draft-irtf-cfrg-xchacha-03; nonce, text, tag */
Bytes seal_with(Arena *a, const uint8_t key[KEY_BYTES], const char *about, Bytes what);
MUST Err seal_open_with(Arena *a, const uint8_t key[KEY_BYTES], const char *about, Bytes box,
                        Bytes *out);

/* ---- key_file.c: keys outside the database ---- */

/* The key in this file of 32 bytes.
 *   key      set only on success
 *   errors   crypt.key.missing   no such file
 *            crypt.key.place     it cannot be read, or is no plain file
 *            crypt.key.exposed   others than its owner may read or write it, or
 *                                the owner is neither root nor who runs this
 *            crypt.key.damaged   not 32 bytes long */
MUST Err key_file_read(const char *path, uint8_t key[KEY_BYTES]);

/* The same of a new random key.  The file appears whole, on disk and with mode
 * 0600, or not at all; one that is there is never overwritten.
 *   errors   crypt.key.exists
 *            crypt.key.place     it cannot be written there */
MUST Err key_file_make(const char *path, uint8_t key[KEY_BYTES]);

/* ---- merkle.c: the tree over a log that only grows, RFC 9162, 2.1 ---- */

/* The hashes of the perfect trees that the log falls into, the largest first:
 * one for each 1 among the bits of size.  All that appending needs to know. */
enum { MERKLE_LEVELS = 64, MERKLE_PROOF_MAX = 64 };
typedef struct Merkle {
    uint64_t size;                 /* leaves */
    Hash     node[MERKLE_LEVELS];
} Merkle;                          /* {0} is the empty log */

Hash merkle_leaf(const void *entry, size_t n);
Hash merkle_root(const Merkle *m);

/* Adds a leaf.  It completes nodes[0 .. answer-1], nodes[0] being the leaf: at
 * level l the node of index (m->size - 1) >> l.  A node is complete for ever;
 * who wants proofs stores it under level and index. */
int merkle_append(Merkle *m, Hash leaf, Hash nodes[MERKLE_LEVELS]);

/* The state as a column beside its size, 32 bytes for each hash; and back.
 *   errors   crypt.tree.state   the bytes are not those of a log of this size */
Bytes    merkle_save(Arena *a, const Merkle *m);
MUST Err merkle_load(uint64_t size, Bytes saved, Merkle *m);

/* Reads a complete node; what it refuses, the proof refuses. */
typedef Err MerkleRead(void *from, int level, uint64_t index, Hash *out);
typedef struct MerkleProof { int n; Hash hash[MERKLE_PROOF_MAX]; } MerkleProof;

/* That the entry of this index (from 0) is in the log of this size; that the
 * log of size `now` begins with the log of size `then`.  At most 64 hashes; of
 * each at most 64 nodes are read.
 *   out      whole only on success
 *   errors   crypt.tree.range   index not below size; then above now; sizes
 *                               above 2^63 - 1; or of read */
MUST Err merkle_inclusion(uint64_t index, uint64_t size, MerkleRead *read, void *from,
                          MerkleProof *out);
MUST Err merkle_consistency(uint64_t then, uint64_t now, MerkleRead *read, void *from,
                            MerkleProof *out);

/* Whether the proofs hold, which needs nothing but roots that are trusted.
 *   errors   crypt.proof.wrong
 *   source   RFC 9162, 2.1.3.2 and 2.1.4.2; for equal sizes, and for an empty
 *            log before, the proof is empty and the roots speak for themselves */
MUST Err merkle_verify_inclusion(Hash leaf, uint64_t index, uint64_t size, Hash root,
                                 const MerkleProof *proof);
MUST Err merkle_verify_consistency(uint64_t then, Hash root_then, uint64_t now, Hash root_now,
                                   const MerkleProof *proof);

/* ---- voprf.c: anonymous tokens, RFC 9497 with ristretto255 and SHA-512, mode VOPRF ----
 *
 * Somebody chooses t, blinds it and has the blind evaluated with the key of a class: who
 * evaluates learns nothing of t.  Later t comes with a proof of its output, and all that
 * shows is that it was evaluated once, with this key.
 *
 *     voprf_blind(t, &b)                     a browser, with a secret t
 *     voprf_issue(pair, b.element, 1, ...)   the office, for a code of invitation
 *     voprf_finish(t, &b, ...)               the browser: was it the key that all have?
 *     voprf_output(pair, t, out)             the office, where t is shown: the same output
 *
 * Elements and scalars are 32 bytes, as on the wire. */
enum { VOPRF_BYTES = 32, VOPRF_PROOF_BYTES = 64, VOPRF_OUTPUT_BYTES = 64, VOPRF_INPUT_MAX = 65535,
       VOPRF_BATCH_MAX = 1000 };
typedef struct VoprfPair { uint8_t secret[VOPRF_BYTES], open[VOPRF_BYTES]; } VoprfPair;
typedef struct VoprfBlind { uint8_t blind[VOPRF_BYTES], element[VOPRF_BYTES]; } VoprfBlind;

/* The pair of a class, always the same from the same seed; info names the class.
 *   errors   crypt.token.input   info longer than VOPRF_INPUT_MAX */
MUST Err voprf_pair(const uint8_t seed[KEY_BYTES], Bytes info, VoprfPair *out);

/* A blinded input, with a new random blind that its owner keeps.
 *   errors   crypt.token.input   longer than VOPRF_INPUT_MAX */
MUST Err voprf_blind(Bytes input, VoprfBlind *out);

/* n elements evaluated, n from 1 to VOPRF_BATCH_MAX, and one proof that it was with the secret
 * of pair->open for all.
 *   out      n times 32 bytes
 *   errors   crypt.token.element   one is no element, or the neutral one */
MUST Err voprf_issue(const VoprfPair *pair, const uint8_t (*element)[VOPRF_BYTES], int n,
                     uint8_t (*out)[VOPRF_BYTES], uint8_t proof[VOPRF_PROOF_BYTES]);

/* Were these evaluated with the secret of this public key?  errors  crypt.token.proof */
MUST Err voprf_check(const uint8_t open[VOPRF_BYTES], const uint8_t (*element)[VOPRF_BYTES],
                     const uint8_t (*evaluated)[VOPRF_BYTES], int n,
                     const uint8_t proof[VOPRF_PROOF_BYTES]);

/* The output for an input whose blind was evaluated; check the proof before.
 *   errors   crypt.token.input, crypt.token.element */
MUST Err voprf_finish(Bytes input, const VoprfBlind *b, const uint8_t evaluated[VOPRF_BYTES],
                      uint8_t out[VOPRF_OUTPUT_BYTES]);
/* The same from the secret alone.   errors  crypt.token.input */
MUST Err voprf_output(const VoprfPair *pair, Bytes input, uint8_t out[VOPRF_OUTPUT_BYTES]);

/* ---- note.c: texts signed so that anyone can check them, C2SP signed-note ---- */

typedef struct NoteKey {
    const char *name;      /* of the signer: UTF-8 without spaces and plus, as an address */
    uint8_t     id[4];     /* of name and key */
    uint8_t     open[32];  /* public key, Ed25519 */
} NoteKey;

/* The public key of a signer of this name whose secret is the seed; its text
 * form (vkey: name+id+key) to be given to verifiers; and back.
 *   errors   crypt.note.name   not a name for a key
 *            crypt.note.key    not a vkey, one whose id is not its own, or no Ed25519 key */
MUST Err note_key(Arena *a, const char *name, const uint8_t seed[KEY_BYTES], NoteKey *out);
char    *note_key_text(Arena *a, const NoteKey *key);
MUST Err note_key_read(Arena *a, const char *text, NoteKey *out);

/* A signed note: the text, a blank line, and the line of the signature.
 *   text     UTF-8, ending in a newline, without other control characters
 *   errors   crypt.note.form, crypt.note.name */
MUST Err note_sign(Arena *a, const char *text, const char *name, const uint8_t seed[KEY_BYTES],
                   char **note);

/* The text of a note that this key has signed.  Signatures of others are passed
 * over, for nobody knows all keys; to demand two signers, open it with both.
 *   text     set only on success
 *   errors   crypt.note.form        not a signed note, or more than 100 signatures
 *            crypt.note.unsigned    no signature by this key
 *            crypt.note.signature   one that claims to be by this key is not
 *   source   C2SP signed-note v1.0.0 */
MUST Err note_open(Arena *a, const char *note, const NoteKey *key, char **text);

/* What a log commits itself to. */
typedef struct Checkpoint {
    const char *origin; /* name of the log, and of the key it signs with */
    uint64_t    size;   /* entries */
    Hash        root;
} Checkpoint;

/* A checkpoint as a signed note, and what a note says after its signature was
 * checked.  Lines after the third are passed over, as the source allows, and
 * never written.
 *   errors   those of note_sign and note_open, and
 *            crypt.checkpoint.form     three lines: origin, size, root
 *            crypt.checkpoint.origin   signed by the key of another log
 *   source   C2SP tlog-checkpoint v1.0.0 */
MUST Err checkpoint_sign(Arena *a, const Checkpoint *p, const uint8_t seed[KEY_BYTES],
                         char **note);
MUST Err checkpoint_open(Arena *a, const char *note, const NoteKey *key, Checkpoint *out);

#endif
