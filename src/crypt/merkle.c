/* merkle.c - the tree of RFC 9162, kept as the perfect trees it falls into.
 *
 * A log of size n is, from the left, one perfect tree for each 1 bit of n, the
 * largest first: appending joins equal neighbours as an adding machine carries.
 * Nodes of perfect trees never change, so they alone are stored; every hash of a
 * ragged right edge is folded from them when it is asked for. */
#include "crypt/crypt.h"

#include <sodium.h>
#include <string.h>

/* The first byte keeps leaves and nodes apart: without it a node could be shown
 * as a leaf (RFC 9162, 2.1.1). */
static Hash prefixed(uint8_t first, const void *p, size_t n) {
    crypto_hash_sha256_state s;
    Hash h;
    crypto_hash_sha256_init(&s);
    crypto_hash_sha256_update(&s, &first, 1);
    crypto_hash_sha256_update(&s, p, n);
    crypto_hash_sha256_final(&s, h.b);
    return h;
}

Hash merkle_leaf(const void *entry, size_t n) {
    return prefixed(0, entry, n);
}

static Hash join(Hash l, Hash r) {
    Hash both[2] = {l, r};
    return prefixed(1, both, sizeof both);
}

static int ones(uint64_t n) {
    int k = 0;
    for (; n; n &= n - 1) k++;
    return k;
}

Hash merkle_root(const Merkle *m) {
    int n = ones(m->size);
    if (n == 0) return hash_of("", 0);
    Hash h = m->node[n - 1];
    for (int i = n - 2; i >= 0; i--) h = join(m->node[i], h);
    return h;
}

int merkle_append(Merkle *m, Hash leaf, Hash nodes[MERKLE_LEVELS]) {
    if (m->size >= INT64_MAX) fatal("a log too long");
    int n = ones(m->size), level = 0;
    nodes[0] = leaf;
    for (uint64_t s = m->size; s & 1; s >>= 1, level++)
        nodes[level + 1] = join(m->node[--n], nodes[level]);
    m->node[n] = nodes[level];
    m->size++;
    return level + 1;
}

Bytes merkle_save(Arena *a, const Merkle *m) {
    size_t n = (size_t)ones(m->size) * sizeof(Hash);
    return (Bytes){memcpy(arena_take(a, n ? n : 1), m->node, n), n};
}

Err merkle_load(uint64_t size, Bytes saved, Merkle *m) {
    if (size > INT64_MAX || saved.n != (size_t)ones(size) * sizeof(Hash))
        return "crypt.tree.state";
    *m = (Merkle){.size = size};
    if (saved.n) memcpy(m->node, saved.p, saved.n);
    return NULL;
}

/* The largest power of two below n, for n of 2 and more. */
static uint64_t half(uint64_t n) {
    uint64_t k = 1;
    while (k < n - k) k <<= 1;
    return k;
}

/* The hash of leaves [lo, hi), where lo is a multiple of a power of two that is
 * not below hi - lo: so they fall into perfect trees as a log of their own. */
static Err range(uint64_t lo, uint64_t hi, MerkleRead *read, void *from, Hash *out) {
    Merkle part = {.size = hi - lo};
    int    n = 0;
    for (int level = 63; level >= 0; level--) {
        if (!(part.size >> level & 1)) continue;
        Err e = read(from, level, lo >> level, &part.node[n++]);
        if (e) return e;
        lo += (uint64_t)1 << level;
    }
    *out = merkle_root(&part);
    return NULL;
}

static Err add(MerkleProof *proof, uint64_t lo, uint64_t hi, MerkleRead *read, void *from) {
    if (proof->n == MERKLE_PROOF_MAX) fatal("a proof too long");
    return range(lo, hi, read, from, &proof->hash[proof->n++]);
}

/* Found from the root down, wanted from the leaf up. */
static void turn(MerkleProof *p) {
    for (int i = 0, j = p->n - 1; i < j; i++, j--) {
        Hash h = p->hash[i];
        p->hash[i] = p->hash[j];
        p->hash[j] = h;
    }
}

/* PATH of RFC 9162, 2.1.3.1: at each step down the sibling is the proof. */
Err merkle_inclusion(uint64_t index, uint64_t size, MerkleRead *read, void *from,
                     MerkleProof *out) {
    if (index >= size || size > INT64_MAX) return "crypt.tree.range";
    uint64_t lo = 0, hi = size;
    out->n = 0;
    while (hi - lo > 1) {
        uint64_t mid = lo + half(hi - lo);
        bool     left = index < mid;
        Err      e = left ? add(out, mid, hi, read, from) : add(out, lo, mid, read, from);
        if (e) return e;
        if (left) hi = mid;
        else lo = mid;
    }
    turn(out);
    return NULL;
}

/* SUBPROOF of RFC 9162, 2.1.4.1.  As long as lo is 0 the tree that is left over
 * is the old log itself, which the verifier knows. */
Err merkle_consistency(uint64_t then, uint64_t now, MerkleRead *read, void *from,
                       MerkleProof *out) {
    if (then > now || now > INT64_MAX) return "crypt.tree.range";
    uint64_t lo = 0, hi = now;
    out->n = 0;
    if (then == 0) return NULL;
    while (hi != then) {
        uint64_t mid = lo + half(hi - lo);
        bool     left = then <= mid;
        Err      e = left ? add(out, mid, hi, read, from) : add(out, lo, mid, read, from);
        if (e) return e;
        if (left) hi = mid;
        else lo = mid;
    }
    Err e = lo ? add(out, lo, hi, read, from) : NULL;
    if (!e) turn(out);
    return e;
}

/* RFC 9162, 2.1.3.2, in its own letters: at the right edge levels are skipped. */
Err merkle_verify_inclusion(Hash leaf, uint64_t index, uint64_t size, Hash root,
                            const MerkleProof *proof) {
    if (index >= size) return "crypt.proof.wrong";
    uint64_t fn = index, sn = size - 1;
    Hash     r = leaf;
    for (int i = 0; i < proof->n; i++) {
        Hash p = proof->hash[i];
        if (sn == 0) return "crypt.proof.wrong";
        if (fn & 1 || fn == sn) {
            r = join(p, r);
            while (!(fn & 1) && fn) fn >>= 1, sn >>= 1;
        } else {
            r = join(r, p);
        }
        fn >>= 1;
        sn >>= 1;
    }
    return sn == 0 && hash_same(r, root) ? NULL : "crypt.proof.wrong";
}

/* The cases that the RFC leaves to the roots: nothing before, nothing since. */
static Err plain(uint64_t then, Hash root_then, uint64_t now, Hash root_now, int n) {
    Hash none = hash_of("", 0);
    bool ok = then <= now && n == 0;
    if (then == 0 && !hash_same(root_then, none)) ok = false;
    if (then == now && !hash_same(root_then, root_now)) ok = false;
    return ok ? NULL : "crypt.proof.wrong";
}

/* RFC 9162, 2.1.4.2, in its own letters: fr grows to the old root, sr to the new. */
Err merkle_verify_consistency(uint64_t then, Hash root_then, uint64_t now, Hash root_now,
                              const MerkleProof *proof) {
    if (then == 0 || then >= now) return plain(then, root_then, now, root_now, proof->n);
    uint64_t fn = then - 1, sn = now - 1;
    int      i = 0;
    bool     whole = (then & fn) == 0; /* one perfect tree: its root stands first */
    if (!whole && proof->n == 0) return "crypt.proof.wrong";
    while (fn & 1) fn >>= 1, sn >>= 1;
    Hash fr = whole ? root_then : proof->hash[i++], sr = fr;
    for (; i < proof->n; i++) {
        Hash c = proof->hash[i];
        if (sn == 0) return "crypt.proof.wrong";
        if (fn & 1 || fn == sn) {
            fr = join(c, fr);
            sr = join(c, sr);
            while (!(fn & 1) && fn) fn >>= 1, sn >>= 1;
        } else {
            sr = join(sr, c);
        }
        fn >>= 1;
        sn >>= 1;
    }
    bool ok = sn == 0 && hash_same(fr, root_then) && hash_same(sr, root_now);
    return ok ? NULL : "crypt.proof.wrong";
}
