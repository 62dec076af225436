/* log_test.c - a deed is noted with its changes and found again; its text has one
 * reading only; the tree over all of them is that of crypt; places are given
 * once; a refused transaction leaves nothing. */
#include "audit/audit.h"
#include "test.h"

static Err note(Ctx *c, const char *what, int64_t id, const char *reason) {
    Deed d = {.what = what, .subject = "task", .id = id, .reason = reason};
    deed_change(c, &d, "due", "2026-03-01", "2026-04-01");
    deed_change(c, &d, "work", NULL, "a\tb\\n\nc\r");
    deed_change(c, &d, "same", "x", "x");
    deed_change(c, &d, "none", NULL, "");
    return audit_note(c, &d);
}

static void test_bytes(Ctx *c) {
    LogEntry n = {.at = 1772323200000, .who = 7, .what = "task.deed.issued", .subject = "task",
               .id = 12, .reason = "vì\tv\\ậy\r\n", .changes = "due\t1\t2\n"};
    Bytes b = entry_bytes(c->a, &n);
    const char want[] = "namro deed 1\nat\t1772323200000\nwho\t7\nwhat\ttask.deed.issued\n"
                        "subject\ttask\nid\t12\nreason\tvì\\tv\\\\ậy\\r\\n\ndue\t1\t2\n";
    CHECK_TEXT(b.p, want);
    CHECK(b.n == sizeof want - 1);
}

static void test_history(Ctx *c) {
    CHECK_TEXT(note(c, "task.deed.issued", 12, NULL), NULL);
    CHECK_TEXT(note(c, "task.deed.issued", 13, NULL), NULL);
    c->who = 8;
    CHECK_TEXT(note(c, "task.deed.changed", 12, "gia hạn"), NULL);
    c->who = 7;
    const DeedRow *d = audit_history(c, "task", 12, 10);
    CHECK(d && d->next && !d->next->next);
    if (!d || !d->next) return;
    CHECK_TEXT(d->what, "task.deed.changed");
    CHECK_TEXT(d->reason, "gia hạn");
    CHECK(d->who == 8 && d->at == c->now);
    CHECK(!d->next->reason);
    const Change *h = d->changes;
    CHECK(h && h->next && !h->next->next);
    CHECK_TEXT(h->field, "due");
    CHECK_TEXT(h->was, "2026-03-01");
    CHECK_TEXT(h->is, "2026-04-01");
    CHECK_TEXT(h->next->was, "");
    CHECK_TEXT(h->next->is, "a\tb\\n\nc\r");
    CHECK(audit_history(c, "task", 12, 1) && !audit_history(c, "task", 12, 1)->next);
    CHECK(!audit_history(c, "unit", 12, 10));
}

/* The stored tree gives the proofs of the same tree made in memory. */
static void test_tree(Ctx *c) {
    Merkle  m = {0}, stored;
    Hash    nodes[MERKLE_LEVELS];
    int64_t done, row = 0;
    CHECK_TEXT(audit_sequence(c, 1000, &done), NULL);
    for (int i = 0; i < 70; i++) CHECK_TEXT(note(c, "task.deed.changed", i, NULL), NULL);
    CHECK_TEXT(audit_sequence(c, 1000, &done), NULL);
    CHECK(done == (db_is_postgres(c->db) ? 70 : 0));
    CHECK_TEXT(audit_sequence(c, 1000, &done), NULL);
    CHECK(done == 0);
    for (int64_t i = 0; i < 73; i++) {
        Hash leaf;
        CHECK_TEXT(tree_node(c, 0, (uint64_t)i, &leaf), NULL);
        int n = merkle_append(&m, leaf, nodes);
        for (int level = 1; level < n; level++, row++)
            CHECK(tree_node_id(level, (uint64_t)i >> level) == row); /* no gap */
    }
    CHECK_TEXT(tree_state(c, &stored), NULL);
    CHECK(stored.size == 73 && hash_same(merkle_root(&stored), merkle_root(&m)));
    for (uint64_t i = 0; i < 73; i++) {
        MerkleProof p;
        Hash        leaf;
        CHECK_TEXT(tree_node(c, 0, i, &leaf), NULL);
        CHECK_TEXT(merkle_inclusion(i, 73, tree_node, c, &p), NULL);
        CHECK_TEXT(merkle_verify_inclusion(leaf, i, 73, merkle_root(&m), &p), NULL);
    }
    Hash none;
    CHECK_TEXT(tree_node(c, 0, 73, &none), "crypt.tree.range");
    CHECK_TEXT(tree_node(c, 6, 1, &none), "crypt.tree.range");
}

static int64_t count(Ctx *c) {
    int64_t n = -1;
    CHECK_TEXT(db_int(c, &n, "SELECT count(*) FROM deed"), NULL);
    return n;
}

static void test_refused(Ctx *c) {
    Merkle  was, is;
    int64_t n = count(c);
    CHECK_TEXT(tree_state(c, &was), NULL);
    CHECK_TEXT(db_exec(c, "SAVEPOINT deed"), NULL);
    CHECK_TEXT(note(c, "task.deed.issued", 99, NULL), NULL);
    CHECK(count(c) == n + 1);
    CHECK_TEXT(db_exec(c, "ROLLBACK TO deed"), NULL);
    CHECK_TEXT(tree_state(c, &is), NULL);
    CHECK(count(c) == n && is.size == was.size);
    CHECK(!audit_history(c, "task", 99, 1));
}

int main(void) {
    crypt_start();
    Ctx c = test_open();
    test_bytes(&c);
    test_history(&c);
    test_tree(&c);
    test_refused(&c);
    return test_close(&c);
}
