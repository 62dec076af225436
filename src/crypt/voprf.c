/* voprf.c - RFC 9497: an oblivious function that can be verified, over ristretto255.
 *
 * The names of the parts are those of the RFC, with its sections beside them.  Groups,
 * hashes and random scalars are libsodium's. */
#include "crypt/crypt.h"

#include <sodium.h>
#include <string.h>

enum { SCALAR = VOPRF_BYTES, WIDE = 64 };
_Static_assert(crypto_core_ristretto255_SCALARBYTES == 32 &&
               crypto_core_ristretto255_BYTES == 32, "elements and scalars have one length");

/* 4.1, 3.1: "OPRFV1-", the mode VOPRF (1), "-ristretto255-SHA512". */
#define CONTEXT "OPRFV1-\x01-ristretto255-SHA512"

/* ---- hashes ---- */

typedef crypto_hash_sha512_state Run;

static void add(Run *h, const void *p, size_t n) { crypto_hash_sha512_update(h, p, n); }

static void add_length(Run *h, size_t n) {
    const uint8_t two[2] = {(uint8_t)(n >> 8), (uint8_t)n};
    add(h, two, 2);
}

static void add_sized(Run *h, const void *p, size_t n) {
    add_length(h, n);
    add(h, p, n);
}

/* What hashes to a group or a scalar: pieces, one after another. */
typedef struct Piece { const void *p; size_t n; } Piece;

/* RFC 9380, 5.3.1, expand_message_xmd with SHA-512, to 64 bytes: one block is enough. */
static void expand(const Piece *piece, int n, const char *tag, size_t tag_n, uint8_t out[WIDE]) {
    static const uint8_t zeros[128], end[3] = {0, WIDE, 0}, one = 1;
    const uint8_t        length = (uint8_t)tag_n;
    uint8_t              first[WIDE];
    Run                  h;
    crypto_hash_sha512_init(&h);
    add(&h, zeros, sizeof zeros);
    for (int i = 0; i < n; i++) add(&h, piece[i].p, piece[i].n);
    add(&h, end, sizeof end);
    add(&h, tag, tag_n);
    add(&h, &length, 1);
    crypto_hash_sha512_final(&h, first);
    crypto_hash_sha512_init(&h);
    add(&h, first, sizeof first);
    add(&h, &one, 1);
    add(&h, tag, tag_n);
    add(&h, &length, 1);
    crypto_hash_sha512_final(&h, out);
}

#define EXPAND(piece, n, tag, out) expand((piece), (n), tag CONTEXT, sizeof tag CONTEXT - 1, (out))

static void to_element(Bytes input, uint8_t out[VOPRF_BYTES]) {
    uint8_t wide[WIDE];
    EXPAND((&(Piece){input.p, input.n}), 1, "HashToGroup-", wide);
    crypto_core_ristretto255_from_hash(out, wide);
    sodium_memzero(wide, sizeof wide);
}

static void to_scalar(const Piece *piece, int n, uint8_t out[SCALAR]) {
    uint8_t wide[WIDE];
    EXPAND(piece, n, "HashToScalar-", wide);
    crypto_core_ristretto255_scalar_reduce(out, wide);
    sodium_memzero(wide, sizeof wide);
}

/* ---- the key of a class, 3.2.1 ---- */

Err voprf_pair(const uint8_t seed[KEY_BYTES], Bytes info, VoprfPair *out) {
    if (info.n > VOPRF_INPUT_MAX) return "crypt.token.input";
    const uint8_t length[2] = {(uint8_t)(info.n >> 8), (uint8_t)info.n};
    uint8_t       wide[WIDE];
    for (unsigned counter = 0; counter < 256; counter++) {
        const uint8_t count = (uint8_t)counter;
        const Piece   pieces[] = {{seed, KEY_BYTES}, {length, 2}, {info.p, info.n}, {&count, 1}};
        EXPAND(pieces, 4, "DeriveKeyPair", wide);
        crypto_core_ristretto255_scalar_reduce(out->secret, wide);
        if (!sodium_is_zero(out->secret, SCALAR)) break;
    }
    sodium_memzero(wide, sizeof wide);
    if (crypto_scalarmult_ristretto255_base(out->open, out->secret)) fatal("no key of tokens");
    return NULL;
}

/* ---- what a browser does, 3.3.2 ---- */

static Err blinded(Bytes input, VoprfBlind *b) {
    uint8_t element[VOPRF_BYTES];
    if (input.n > VOPRF_INPUT_MAX) return "crypt.token.input";
    to_element(input, element);
    return crypto_scalarmult_ristretto255(b->element, b->blind, element) ? "crypt.token.input"
                                                                         : NULL;
}

Err voprf_blind(Bytes input, VoprfBlind *out) {
    crypto_core_ristretto255_scalar_random(out->blind);
    return blinded(input, out);
}

static void finalize(Bytes input, const uint8_t element[VOPRF_BYTES],
                     uint8_t out[VOPRF_OUTPUT_BYTES]) {
    Run h;
    crypto_hash_sha512_init(&h);
    add_sized(&h, input.p, input.n);
    add_sized(&h, element, VOPRF_BYTES);
    add(&h, "Finalize", 8);
    crypto_hash_sha512_final(&h, out);
}

Err voprf_finish(Bytes input, const VoprfBlind *b, const uint8_t evaluated[VOPRF_BYTES],
                 uint8_t out[VOPRF_OUTPUT_BYTES]) {
    uint8_t inverse[SCALAR], element[VOPRF_BYTES];
    if (input.n > VOPRF_INPUT_MAX) return "crypt.token.input";
    if (crypto_core_ristretto255_scalar_invert(inverse, b->blind) ||
        crypto_scalarmult_ristretto255(element, inverse, evaluated))
        return "crypt.token.element";
    finalize(input, element, out);
    sodium_memzero(inverse, sizeof inverse);
    return NULL;
}

Err voprf_output(const VoprfPair *pair, Bytes input, uint8_t out[VOPRF_OUTPUT_BYTES]) {
    uint8_t element[VOPRF_BYTES], issued[VOPRF_BYTES];
    if (input.n > VOPRF_INPUT_MAX) return "crypt.token.input";
    to_element(input, element);
    if (crypto_scalarmult_ristretto255(issued, pair->secret, element)) return "crypt.token.input";
    finalize(input, issued, out);
    return NULL;
}

/* ---- the proof that one key was used for all, 2.2 ---- */

/* M, the sum of the elements with weights that hang on all of them; and Z, that of the
 * evaluated ones, where it cannot be had as secret times M (z is NULL then).
 * errors   crypt.token.element   one is no element */
static Err composites(const uint8_t open[VOPRF_BYTES], const uint8_t (*element)[VOPRF_BYTES],
                      const uint8_t (*evaluated)[VOPRF_BYTES], int n, uint8_t m[VOPRF_BYTES],
                      uint8_t *z) {
    static const char tag[] = "Seed-" CONTEXT;
    uint8_t           seed[64], weight[SCALAR], part[VOPRF_BYTES];
    Run               h;
    crypto_hash_sha512_init(&h);
    add_sized(&h, open, VOPRF_BYTES);
    add_sized(&h, tag, sizeof tag - 1);
    crypto_hash_sha512_final(&h, seed);
    memset(m, 0, VOPRF_BYTES); /* the neutral element */
    if (z) memset(z, 0, VOPRF_BYTES);
    static const uint8_t seed_n[2] = {0, 64}, element_n[2] = {0, VOPRF_BYTES};
    for (int i = 0; i < n; i++) {
        const uint8_t at[2] = {(uint8_t)(i >> 8), (uint8_t)i};
        const Piece   pieces[] = {{seed_n, 2}, {seed, 64}, {at, 2}, {element_n, 2},
                                  {element[i], VOPRF_BYTES}, {element_n, 2},
                                  {evaluated[i], VOPRF_BYTES}, {"Composite", 9}};
        to_scalar(pieces, 8, weight);
        if (crypto_scalarmult_ristretto255(part, weight, element[i])) return "crypt.token.element";
        crypto_core_ristretto255_add(m, m, part);
        if (!z) continue;
        if (crypto_scalarmult_ristretto255(part, weight, evaluated[i]))
            return "crypt.token.element";
        crypto_core_ristretto255_add(z, z, part);
    }
    return NULL;
}

static void challenge(const uint8_t open[VOPRF_BYTES], const uint8_t m[VOPRF_BYTES],
                      const uint8_t z[VOPRF_BYTES], const uint8_t t2[VOPRF_BYTES],
                      const uint8_t t3[VOPRF_BYTES], uint8_t out[SCALAR]) {
    static const uint8_t n[2] = {0, VOPRF_BYTES};
    const Piece pieces[] = {{n, 2}, {open, VOPRF_BYTES}, {n, 2}, {m, VOPRF_BYTES},
                            {n, 2}, {z, VOPRF_BYTES},    {n, 2}, {t2, VOPRF_BYTES},
                            {n, 2}, {t3, VOPRF_BYTES},   {"Challenge", 9}};
    to_scalar(pieces, 11, out);
}

/* With the random scalar r of the proof, which must never be used twice. */
static Err prove(const VoprfPair *pair, const uint8_t (*element)[VOPRF_BYTES],
                 const uint8_t (*evaluated)[VOPRF_BYTES], int n, const uint8_t r[SCALAR],
                 uint8_t proof[VOPRF_PROOF_BYTES]) {
    uint8_t m[VOPRF_BYTES], z[VOPRF_BYTES], t2[VOPRF_BYTES], t3[VOPRF_BYTES], hidden[SCALAR];
    Err     e = composites(pair->open, element, evaluated, n, m, NULL);
    if (e) return e;
    if (crypto_scalarmult_ristretto255(z, pair->secret, m) ||
        crypto_scalarmult_ristretto255_base(t2, r) || crypto_scalarmult_ristretto255(t3, r, m))
        return "crypt.token.element";
    uint8_t *c = proof, *s = proof + SCALAR;
    challenge(pair->open, m, z, t2, t3, c);
    crypto_core_ristretto255_scalar_mul(hidden, c, pair->secret);
    crypto_core_ristretto255_scalar_sub(s, r, hidden);
    sodium_memzero(hidden, sizeof hidden);
    return NULL;
}

/* ---- what the office does, 3.3.2 ---- */

Err voprf_issue(const VoprfPair *pair, const uint8_t (*element)[VOPRF_BYTES], int n,
                uint8_t (*out)[VOPRF_BYTES], uint8_t proof[VOPRF_PROOF_BYTES]) {
    uint8_t r[SCALAR];
    if (n < 1 || n > VOPRF_BATCH_MAX) return "crypt.token.element";
    for (int i = 0; i < n; i++)
        if (crypto_scalarmult_ristretto255(out[i], pair->secret, element[i]))
            return "crypt.token.element";
    crypto_core_ristretto255_scalar_random(r);
    Err e = prove(pair, element, (const uint8_t (*)[VOPRF_BYTES])out, n, r, proof);
    sodium_memzero(r, sizeof r);
    return e;
}

/* a * first + b * second, of which either may come out neutral.  False: no such elements. */
static bool sum_of(uint8_t out[VOPRF_BYTES], const uint8_t *first, const uint8_t *second) {
    return crypto_core_ristretto255_add(out, first, second) == 0;
}

Err voprf_check(const uint8_t open[VOPRF_BYTES], const uint8_t (*element)[VOPRF_BYTES],
                const uint8_t (*evaluated)[VOPRF_BYTES], int n,
                const uint8_t proof[VOPRF_PROOF_BYTES]) {
    const uint8_t *c = proof, *s = proof + SCALAR;
    uint8_t m[VOPRF_BYTES], z[VOPRF_BYTES], t2[VOPRF_BYTES], t3[VOPRF_BYTES], again[SCALAR];
    uint8_t left[VOPRF_BYTES], right[VOPRF_BYTES];
    if (n < 1 || n > VOPRF_BATCH_MAX || composites(open, element, evaluated, n, m, z))
        return "crypt.token.proof";
    if (crypto_scalarmult_ristretto255_base(left, s) ||
        crypto_scalarmult_ristretto255(right, c, open) || !sum_of(t2, left, right))
        return "crypt.token.proof";
    if (crypto_scalarmult_ristretto255(left, s, m) ||
        crypto_scalarmult_ristretto255(right, c, z) || !sum_of(t3, left, right))
        return "crypt.token.proof";
    challenge(open, m, z, t2, t3, again);
    return sodium_memcmp(again, c, SCALAR) == 0 ? NULL : "crypt.token.proof";
}
