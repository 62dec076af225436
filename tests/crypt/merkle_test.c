/* merkle_test.c - the published roots and proofs, then all sizes to 130 against
 * the definition itself, then what is not true. */
#include "crypt/crypt.h"
#include "test.h"

enum { SIZES = 130, LEVELS = 9, CROSSED = 40 }; /* to CROSSED each against each */

/* A store of nodes as the caller keeps it; missing ones are refused. */
static struct { Hash h; bool there; } nodes[LEVELS][SIZES];
static Hash leaves[SIZES], roots[SIZES + 1];
static int  reads;

static Err read_node(void *from, int level, uint64_t index, Hash *out) {
    reads++;
    CHECK(from == leaves && level < LEVELS && index < SIZES);
    if (!nodes[level][index].there) return "test.node.missing";
    *out = nodes[level][index].h;
    return NULL;
}

static void store(Merkle *m, Hash leaf) {
    Hash made[MERKLE_LEVELS];
    int  n = merkle_append(m, leaf, made);
    for (int level = 0; level < n; level++) {
        uint64_t index = (m->size - 1) >> level;
        CHECK(!nodes[level][index].there); /* a node is complete once */
        nodes[level][index].h = made[level];
        nodes[level][index].there = true;
    }
}

/* RFC 9162, 2.1.1, as it is written there. */
static Hash slow_root(const Hash *d, size_t n) {
    uint8_t both[1 + 2 * HASH_BYTES] = {1};
    size_t  k = 1;
    if (n == 0) return hash_of("", 0);
    if (n == 1) return d[0];
    while (k * 2 < n) k *= 2;
    Hash l = slow_root(d, k), r = slow_root(d + k, n - k);
    memcpy(both + 1, l.b, HASH_BYTES);
    memcpy(both + 1 + HASH_BYTES, r.b, HASH_BYTES);
    return hash_of(both, sizeof both);
}

/* PATH of 2.1.3.1 and SUBPROOF of 2.1.4.1, as they are written there. */
static void slow_path(size_t m, const Hash *d, size_t n, MerkleProof *out) {
    size_t k = 1;
    if (n == 1) return;
    while (k * 2 < n) k *= 2;
    if (m < k) slow_path(m, d, k, out), out->hash[out->n++] = slow_root(d + k, n - k);
    else slow_path(m - k, d + k, n - k, out), out->hash[out->n++] = slow_root(d, k);
}

static void slow_subproof(size_t m, const Hash *d, size_t n, bool b, MerkleProof *out) {
    size_t k = 1;
    if (m == n) {
        if (!b) out->hash[out->n++] = slow_root(d, n);
        return;
    }
    while (k * 2 < n) k *= 2;
    if (m <= k) slow_subproof(m, d, k, b, out), out->hash[out->n++] = slow_root(d + k, n - k);
    else slow_subproof(m - k, d + k, n - k, false, out), out->hash[out->n++] = slow_root(d, k);
}

static bool same_proof(const MerkleProof *p, const MerkleProof *q) {
    return p->n == q->n && memcmp(p->hash, q->hash, (size_t)p->n * sizeof(Hash)) == 0;
}

/* The reference tests of certificate-transparency (cpp/merkletree, python/ct):
 * eight inputs, the root of each size, and two proofs of each kind. */
static const struct { const char *entry; size_t n; const char *root; } reference[] = {
    {"", 0, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
    {"\x00", 1, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"},
    {"\x10", 1, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"},
    {" !", 2, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"},
    {"01", 2, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"},
    {"@ABC", 4, "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"},
    {"PQRSTUVW", 8, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"},
    {"`abcdefghijklmno", 16, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"},
};
static const struct { uint64_t a, b; bool inside; const char *hash[4]; } proofs[] = {
    {0, 8, true, {"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                  "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                  "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}},
    {5, 8, true, {"bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                  "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}},
    {6, 8, false, {"0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                   "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                   "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}},
    {2, 5, false, {"5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                   "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}},
};

static void published(Arena *a) {
    Merkle m = {0};
    CHECK(hash_same(merkle_root(&m), hash_of("", 0)));
    for (int i = 0; i < 8; i++) {
        store(&m, merkle_leaf(reference[i].entry, reference[i].n));
        CHECK_TEXT(hex_of(a, merkle_root(&m).b, HASH_BYTES), reference[i].root);
    }
    for (size_t i = 0; i < sizeof proofs / sizeof *proofs; i++) {
        MerkleProof p;
        Err e = proofs[i].inside
                    ? merkle_inclusion(proofs[i].a, proofs[i].b, read_node, leaves, &p)
                    : merkle_consistency(proofs[i].a, proofs[i].b, read_node, leaves, &p);
        CHECK_TEXT(e, NULL);
        for (int j = 0; j < p.n; j++)
            CHECK_TEXT(hex_of(a, p.hash[j].b, HASH_BYTES), proofs[i].hash[j]);
        CHECK(p.n < 4 && !proofs[i].hash[p.n]);
    }
    memset(nodes, 0, sizeof nodes);
}

/* Appended one by one through what a database row keeps. */
static void grown(Arena *a) {
    Merkle m = {0};
    roots[0] = merkle_root(&m);
    for (size_t i = 0; i < SIZES; i++) {
        char entry[32];
        snprintf(entry, sizeof entry, "deed %zu", i);
        leaves[i] = merkle_leaf(entry, strlen(entry));
        Bytes  row = merkle_save(a, &m);
        Merkle kept;
        memset(&kept, 0xEE, sizeof kept);
        CHECK_TEXT(merkle_load(i, row, &kept), NULL);
        store(&kept, leaves[i]);
        m = kept;
        roots[i + 1] = merkle_root(&m);
        CHECK(hash_same(roots[i + 1], slow_root(leaves, i + 1)));
    }
    Bytes row = merkle_save(a, &m);
    CHECK(row.n == 2 * HASH_BYTES); /* 130 = 128 + 2 */
    CHECK_TEXT(merkle_load(SIZES + 1, row, &m), "crypt.tree.state");
    CHECK_TEXT(merkle_load(SIZES, (Bytes){row.p, row.n - 1}, &m), "crypt.tree.state");
    CHECK_TEXT(merkle_load(0, row, &m), "crypt.tree.state");
    CHECK_TEXT(merkle_load(UINT64_MAX, row, &m), "crypt.tree.state");
    CHECK_TEXT(merkle_load((uint64_t)1 << 63, (Bytes){row.p, HASH_BYTES}, &m),
               "crypt.tree.state");
    CHECK(m.size == SIZES);
}

static void all_inclusions(void) {
    for (size_t n = 1; n <= SIZES; n++)
        for (size_t i = 0; i < n; i++) {
            MerkleProof p, slow = {0};
            CHECK_TEXT(merkle_inclusion(i, n, read_node, leaves, &p), NULL);
            slow_path(i, leaves, n, &slow);
            CHECK(same_proof(&p, &slow));
            CHECK_TEXT(merkle_verify_inclusion(leaves[i], i, n, roots[n], &p), NULL);
            for (size_t j = 0; n <= CROSSED && j < n + 2; j++) /* not at any other place */
                if (j != i)
                    CHECK_TEXT(merkle_verify_inclusion(leaves[i], j, n, roots[n], &p),
                               "crypt.proof.wrong");
        }
}

static void all_consistencies(void) {
    for (size_t n = 0; n <= SIZES; n++)
        for (size_t m = 0; m <= n; m++) {
            MerkleProof p, slow = {0};
            CHECK_TEXT(merkle_consistency(m, n, read_node, leaves, &p), NULL);
            if (m) slow_subproof(m, leaves, n, true, &slow);
            CHECK(same_proof(&p, &slow));
            CHECK_TEXT(merkle_verify_consistency(m, roots[m], n, roots[n], &p), NULL);
            if (m) /* not for a taller tree; a size of the same height only the signature tells */
                CHECK_TEXT(merkle_verify_consistency(m, roots[m], 2 * n + 1, roots[n], &p),
                           "crypt.proof.wrong");
            for (size_t k = 0; n <= CROSSED && k <= n + 1; k++)
                if (k != m) /* not with the root of another size */
                    CHECK_TEXT(merkle_verify_consistency(m, roots[k], n, roots[n], &p),
                               "crypt.proof.wrong");
        }
}

/* Every bit of every hash, one hash fewer, one more, other roots. */
static void tampered(void) {
    static const struct { uint64_t a, n; } cases[] = {{0, 1},  {0, 8}, {5, 13}, {12, 13}, {64, 65},
                                                      {1, 100}, {99, 100}, {127, 130}, {4, 7}};
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        uint64_t    i = cases[c].a, n = cases[c].n;
        MerkleProof in, co;
        CHECK_TEXT(merkle_inclusion(i, n, read_node, leaves, &in), NULL);
        CHECK_TEXT(merkle_consistency(i + 1, n, read_node, leaves, &co), NULL);
        MerkleProof *both[] = {&in, &co};
        for (int k = 0; k < 2; k++) {
            MerkleProof *p = both[k];
#define VERIFY() (k ? merkle_verify_consistency(i + 1, roots[i + 1], n, roots[n], p)              \
                    : merkle_verify_inclusion(leaves[i], i, n, roots[n], p))
            CHECK_TEXT(VERIFY(), NULL);
            for (int bit = 0; bit < p->n * HASH_BYTES * 8; bit++) {
                uint8_t *b = &p->hash[bit / 256].b[bit % 256 / 8];
                *b ^= (uint8_t)(1 << bit % 8);
                CHECK_TEXT(VERIFY(), "crypt.proof.wrong");
                *b ^= (uint8_t)(1 << bit % 8);
            }
            p->n++;
            p->hash[p->n - 1] = leaves[0];
            CHECK_TEXT(VERIFY(), "crypt.proof.wrong");
            p->n--;
            if (p->n) {
                p->n--;
                CHECK_TEXT(VERIFY(), "crypt.proof.wrong");
                p->n = 0;
                CHECK_TEXT(VERIFY(), "crypt.proof.wrong");
            }
#undef VERIFY
        }
    }
    MerkleProof none = {0};
    CHECK_TEXT(merkle_verify_inclusion(leaves[0], 0, 0, roots[0], &none), "crypt.proof.wrong");
    CHECK_TEXT(merkle_verify_consistency(2, roots[2], 1, roots[1], &none), "crypt.proof.wrong");
    CHECK_TEXT(merkle_verify_consistency(7, roots[7], 7, roots[8], &none), "crypt.proof.wrong");
    CHECK_TEXT(merkle_verify_consistency(0, roots[1], 7, roots[7], &none), "crypt.proof.wrong");
    /* A leaf that spells a node is another hash. */
    Hash pair[2] = {leaves[0], leaves[1]};
    CHECK(!hash_same(merkle_leaf(pair, sizeof pair), roots[2]));
}

static void refused(void) {
    MerkleProof p;
    CHECK_TEXT(merkle_inclusion(0, 0, read_node, leaves, &p), "crypt.tree.range");
    CHECK_TEXT(merkle_inclusion(8, 8, read_node, leaves, &p), "crypt.tree.range");
    CHECK_TEXT(merkle_inclusion(0, UINT64_MAX, read_node, leaves, &p), "crypt.tree.range");
    CHECK_TEXT(merkle_consistency(9, 8, read_node, leaves, &p), "crypt.tree.range");
    CHECK_TEXT(merkle_consistency(1, UINT64_MAX, read_node, leaves, &p), "crypt.tree.range");
    nodes[2][1].there = false;
    CHECK_TEXT(merkle_inclusion(0, 8, read_node, leaves, &p), "test.node.missing");
    CHECK_TEXT(merkle_consistency(4, 8, read_node, leaves, &p), "test.node.missing");
    nodes[2][1].there = true;
}

/* A log of the largest size whose nodes are all alike: depth is bounded. */
static Err alike(void *from, int level, uint64_t index, Hash *out) {
    (void)level, (void)index;
    reads++;
    *out = *(const Hash *)from;
    return NULL;
}

static void largest(void) {
    const uint64_t n = INT64_MAX;
    MerkleProof    p;
    reads = 0;
    CHECK_TEXT(merkle_inclusion(0, n, alike, leaves, &p), NULL);
    CHECK(p.n == 63 && reads <= 63 * 64);
    CHECK_TEXT(merkle_inclusion(n - 1, n, alike, leaves, &p), NULL);
    CHECK(p.n == 62);
    CHECK_TEXT(merkle_consistency(n - 1, n, alike, leaves, &p), NULL);
    CHECK(p.n <= MERKLE_PROOF_MAX);
    CHECK_TEXT(merkle_consistency(1, n, alike, leaves, &p), NULL);
    CHECK(p.n == 63);
    Merkle full = {.size = n};
    Hash   made[MERKLE_LEVELS];
    CHECK_FATAL(merkle_append(&full, leaves[0], made));
}

int main(void) {
    Arena *a = arena_open();
    crypt_start();
    published(a);
    grown(a);
    all_inclusions();
    all_consistencies();
    tampered();
    refused();
    largest();
    arena_close(a);
    return test_failed;
}
