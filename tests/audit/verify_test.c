/* verify_test.c - a good log is found good, in the database and as a file; then
 * one thing after another is changed, in every row, and each change is found. */
#include "audit/audit.h"
#include "test.h"

enum { ENTRIES = 23, FIRST_SIGNED = 7, SIGNED = 20 };

static LogKey      key, other;
static const char *dir;

static Err note_some(Ctx *c, void *arg) {
    Err e = NULL;
    for (int i = 0; i < *(int *)arg && !e; i++) {
        Deed d = {.what = "task.deed.changed", .subject = "task", .id = i + 1, .reason = "vì vậy"};
        deed_change(c, &d, "due", "2026-03-01", arena_print(c->a, "2026-04-%02d", i + 1));
        e = audit_note(c, &d);
    }
    int64_t done;
    return e ? e : audit_sequence(c, 1000, &done);
}
static Err sign(Ctx *c, void *arg) { return audit_checkpoint(c, arg); }
static Err open_key(Ctx *c, void *arg) {
    return log_key_open(c, arena_print(c->a, "%s/keys", dir), false, arg);
}
static Err open_key_anew(Ctx *c, void *arg) {
    return log_key_open(c, arena_print(c->a, "%s/keys", dir), true, arg);
}
static Err open_other(Ctx *c, void *arg) {
    return log_key_open(c, arena_print(c->a, "%s/other", dir), false, arg);
}
static Err script(Ctx *c, void *arg) { return db_script(c, arg); }

static const char keep[] =
    "CREATE TABLE kept_deed AS SELECT * FROM deed;"
    "CREATE TABLE kept_node AS SELECT * FROM deed_node;"
    "CREATE TABLE kept_tree AS SELECT * FROM deed_tree;"
    "CREATE TABLE kept_checkpoint AS SELECT * FROM checkpoint";
static const char undo[] =
    "DELETE FROM deed; INSERT INTO deed SELECT * FROM kept_deed;"
    "DELETE FROM deed_node; INSERT INTO deed_node SELECT * FROM kept_node;"
    "DELETE FROM deed_tree; INSERT INTO deed_tree SELECT * FROM kept_tree;"
    "DELETE FROM checkpoint; INSERT INTO checkpoint SELECT * FROM kept_checkpoint";

static Err verify(Ctx *c, const LogClaim *claim, Verdict *v) {
    return log_verify(c, &key.open, claim, NULL, NULL, v);
}

/* $1 is each place in the log, from .. to.  want: NULL is any refusal. */
typedef struct Tamper { const char *sql; Err want; int from, to; } Tamper;
static const Tamper tampers[] = {
    {"UPDATE deed SET at = at + 1 WHERE seq = $1", "log.entry.changed", 1, ENTRIES},
    {"UPDATE deed SET who = who + 1 WHERE seq = $1", "log.entry.changed", 1, ENTRIES},
    {"UPDATE deed SET what = what || 'x' WHERE seq = $1", "log.entry.changed", 1, ENTRIES},
    {"UPDATE deed SET subject = 'unit' WHERE seq = $1", "log.entry.changed", 1, ENTRIES},
    {"UPDATE deed SET subject_id = subject_id + 1 WHERE seq = $1", "log.entry.changed", 1, ENTRIES},
    {"UPDATE deed SET reason = '' WHERE seq = $1", "log.entry.changed", 1, ENTRIES},
    {"UPDATE deed SET changes = replace(changes, '03-01', '03-02') WHERE seq = $1",
     "log.entry.changed", 1, ENTRIES},
    {"UPDATE deed SET leaf = (SELECT hash FROM deed_node WHERE id = 0) WHERE seq = $1",
     "log.entry.changed", 1, ENTRIES},
    {"DELETE FROM deed WHERE seq = $1", "log.entry.missing", 1, ENTRIES}, /* also the last */
    {"DELETE FROM deed WHERE seq >= $1", "log.entry.missing", 1, ENTRIES}, /* the tail */
    {"UPDATE deed SET seq = 1000 + seq WHERE seq = $1", "log.entry.loose", 1, ENTRIES},
    {"UPDATE deed SET seq = -seq WHERE seq = $1", "log.entry.loose", 1, ENTRIES},
    {"UPDATE deed_node SET hash = (SELECT leaf FROM deed WHERE seq = 1) WHERE id = $1 - 1",
     "log.node.changed", 1, ENTRIES - 4},
    {"DELETE FROM deed_node WHERE id = $1 - 1", "log.node.changed", 1, ENTRIES - 4},
    {"INSERT INTO deed_node (id, hash) SELECT 1000 + $1, hash FROM deed_node WHERE id = 0",
     "log.entry.loose", 1, 1},
    {"UPDATE deed_tree SET size = $1 - 1", NULL, 1, ENTRIES},
    {"UPDATE deed_tree SET size = size + $1", NULL, 1, 3},
    {"DELETE FROM deed_tree WHERE id < $1", "log.state.changed", 2, 2},
    {"UPDATE checkpoint SET size = size + $1 WHERE size = (SELECT max(size) FROM checkpoint)",
     "log.checkpoint.changed", 1, ENTRIES - SIGNED},
    {"UPDATE checkpoint SET size = size + $1 WHERE size = (SELECT max(size) FROM checkpoint)",
     "log.cut", ENTRIES - SIGNED + 1, ENTRIES},
    {"UPDATE checkpoint SET note = replace(note, 'namro/', 'namra/') WHERE size > $1",
     "log.checkpoint.changed", 1, 1},
    {"UPDATE checkpoint SET vkey = replace(vkey, 'namro/', 'namra/') WHERE size > $1",
     "log.checkpoint.changed", 1, 1},
    {"UPDATE checkpoint SET size = -size WHERE size > $1", "log.checkpoint.changed", 1, SIGNED - 1},
    {0}
};

static Err run_tamper(Ctx *c, void *arg) {
    const Val *v = arg; /* $1, and the SQL */
    return db_run_exec(c, v[2].s, v, 1);
}

static void test_tampers(Ctx *c) {
    for (const Tamper *t = tampers; t->sql; t++) {
        for (int i = t->from; i <= t->to; i++) {
            Verdict   v;
            const Val vals[] = {{0}, V(i), V(t->sql)};
            CHECK_TEXT(db_write(c, run_tamper, (void *)(uintptr_t)vals), NULL);
            Err e = verify(c, NULL, &v);
            bool right = e && (!t->want || strcmp(e, t->want) == 0);
            CHECK(right);
            if (!right) fprintf(stderr, "    %s: %s at %d\n", e ? e : "nothing", t->sql, i);
            if (e && strncmp(e, "log.entry.changed", 17) == 0) CHECK(v.entry == i);
            CHECK_TEXT(db_write(c, script, (void *)(uintptr_t)undo), NULL);
        }
    }
}

static Err put_state(Ctx *c, void *arg) {
    return db_exec(c, "UPDATE deed_tree SET nodes = $1", V(*(Bytes *)arg));
}
static Err get_state(Ctx *c, void *arg) {
    Merkle m;
    Err    e = tree_state(c, &m);
    *(Bytes *)arg = merkle_save(c->a, &m);
    return e;
}

/* A wrong state would make every later node and checkpoint wrong. */
static void test_state(Ctx *c) {
    Verdict v;
    Bytes   b;
    CHECK_TEXT(db_read(c, get_state, &b), NULL);
    CHECK(b.n == 4 * HASH_BYTES); /* 23 entries: trees of 16, 4, 2, 1 */
    for (size_t i = 0; i < b.n; i += 7) {
        ((char *)(uintptr_t)b.p)[i] ^= 1;
        CHECK_TEXT(db_write(c, put_state, &b), NULL);
        CHECK_TEXT(verify(c, NULL, &v), "log.state.changed");
        ((char *)(uintptr_t)b.p)[i] ^= 1;
    }
    CHECK_TEXT(db_write(c, script, (void *)(uintptr_t)undo), NULL);
}

/* Who owns the machine makes a whole other log; only signatures stop that. */
static Err forge(Ctx *c, void *arg) {
    Err e = db_script(c, "UPDATE deed SET who = 8 WHERE seq = 12;"
                         "CREATE TABLE forged AS SELECT * FROM deed;"
                         "DELETE FROM deed; DELETE FROM deed_node;"
                         "UPDATE deed_tree SET size = 0, nodes = CAST('' AS @bytes)");
    Rows q = db_query(c, "SELECT at, who, what, subject, subject_id, reason, changes FROM forged"
                         " ORDER BY seq LIMIT $1", V(*(int *)arg));
    while (!e && db_next(&q)) {
        Ctx  then = *c;
        then.now = row_int(&q, 0);
        then.who = row_int(&q, 1);
        Deed d = {.what = row_text(&q, 2), .subject = row_text(&q, 3), .id = row_int(&q, 4),
                  .reason = row_text(&q, 5)};
        for (const Change *h = entry_changes(c->a, row_text(&q, 6)); h; h = h->next)
            deed_change(c, &d, h->field, h->was, h->is);
        e = audit_note(&then, &d);
    }
    db_stop(&q);
    int64_t done;
    if (!e) e = audit_sequence(c, 1000, &done);
    return e ? e : db_script(c, "DROP TABLE forged");
}

static Err latest(Ctx *c, void *arg) {
    CHECK(audit_latest(c, arg));
    return NULL;
}

static void test_forged(Ctx *c) {
    Verdict       v;
    LogClaim      claim, mark;
    CheckpointRow k;
    CHECK_TEXT(db_read(c, latest, &k), NULL);
    CHECK_TEXT(log_claim_read(c->a, k.note, &key.open, &claim), NULL);
    CHECK_TEXT(log_claim_read(c->a, k.mark, &key.open, &mark), NULL);
    CHECK_TEXT(verify(c, &claim, &v), NULL);
    CHECK_TEXT(verify(c, &mark, &v), NULL);

    CHECK_TEXT(db_write(c, forge, &(int){ENTRIES}), NULL);
    CHECK_TEXT(verify(c, NULL, &v), "log.checkpoint.differs");
    CHECK(v.entry == SIGNED && v.covered == FIRST_SIGNED); /* between these two */
    CHECK_TEXT(db_write(c, script, "DELETE FROM checkpoint"), NULL);
    CHECK_TEXT(verify(c, NULL, &v), NULL); /* nobody else can tell */
    CHECK_TEXT(verify(c, &claim, &v), "log.claim.differs");
    CHECK_TEXT(verify(c, &mark, &v), "log.claim.differs");
    CHECK_TEXT(db_write(c, sign, &other), NULL); /* by a key of the forger */
    CHECK_TEXT(verify(c, NULL, &v), "log.key.other");
    CHECK_TEXT(db_write(c, script, (void *)(uintptr_t)undo), NULL);

    CHECK_TEXT(db_write(c, forge, &(int){SIGNED - 1}), NULL); /* a shorter log */
    CHECK_TEXT(verify(c, NULL, &v), "log.cut");
    CHECK_TEXT(db_write(c, script, "DELETE FROM checkpoint"), NULL);
    CHECK_TEXT(verify(c, &claim, &v), "log.cut");
    CHECK(v.entry == SIGNED);
    CHECK_TEXT(db_write(c, script, (void *)(uintptr_t)undo), NULL);
}

static void test_claims(Ctx *c) {
    LogClaim l;
    CHECK_TEXT(log_claim_read(c->a, "12 abcdefghijklmnop\n", &key.open, &l), NULL);
    CHECK(l.size == 12);
    CHECK_TEXT(l.root, "abcdefghijklmnop");
    CHECK_TEXT(log_claim_read(c->a, "12 abcdefghijklmno", &key.open, &l), "log.claim.form");
    CHECK_TEXT(log_claim_read(c->a, "0 abcdefghijklmnop", &key.open, &l), "log.claim.form");
    CHECK_TEXT(log_claim_read(c->a, "-1 abcdefghijklmnop", &key.open, &l), "log.claim.form");
    CHECK_TEXT(log_claim_read(c->a, "12 abcdefghijklmnop x", &key.open, &l), "log.claim.form");
    CHECK_TEXT(log_claim_read(c->a, "", &key.open, &l), "log.claim.form");
}

static char *file_text(Arena *a, const char *path, size_t *n) {
    FILE *f = fopen(path, "r");
    Buf   b = {.a = a};
    char  part[4096];
    if (!f) exit(1);
    for (size_t got; (got = fread(part, 1, sizeof part, f)) > 0; ) buf_add(&b, part, got);
    fclose(f);
    *n = b.len;
    return b.s;
}

static void put_file(const char *path, const char *s, size_t n) {
    FILE *f = fopen(path, "w");
    if (!f || fwrite(s, 1, n, f) != n || fclose(f) != 0) exit(1);
}

/* A bit of every byte is flipped once. */
static void test_file(Ctx *c, bool sealed) {
    const char *path = arena_print(c->a, "%s/log.txt", dir);
    Verdict     v;
    int64_t     entries = 0;
    size_t      n;
    CHECK_TEXT(log_export(c, path, sealed, &entries), NULL);
    CHECK(entries == SIGNED);
    CHECK_TEXT(log_verify_file(path, &key.open, NULL, &v), NULL);
    CHECK(v.size == SIGNED && v.checkpoints == 2 && v.covered == SIGNED && v.foreign == 0);
    CHECK_TEXT(log_verify_file(path, &other.open, NULL, &v), "log.key.other");
    char *good = file_text(c->a, path, &n);
    for (size_t i = 0; i < n; i++) {
        good[i] ^= 1;
        put_file(path, good, n);
        bool seen = log_verify_file(path, &key.open, NULL, &v) != NULL;
        good[i] ^= 1;
        CHECK(seen);
        if (!seen) fprintf(stderr, "    byte %zu: %.60s\n", i, good + i);
    }
    char *more = arena_take(c->a, n + 8);
    memcpy(more, good, n - 1);
    memcpy(more + n - 1, "\0junk\n\n", 7);
    put_file(path, more, n + 6); /* nothing may hide behind a NUL */
    CHECK_TEXT(log_verify_file(path, &key.open, NULL, &v), "log.file.form");
    put_file(path, good, n - 1);
    CHECK_TEXT(log_verify_file(path, &key.open, NULL, &v), "log.file.form");
    put_file(path, "namro log 1\n\nnamro deed 1\n\n", 27);
    CHECK_TEXT(log_verify_file(path, &key.open, NULL, &v), "log.file.unsigned");
    CHECK_TEXT(log_verify_file("/no/such/file", &key.open, NULL, &v), "log.file.place");
}

static void test_keys(Ctx *c) {
    LogKey again, none;
    CHECK_TEXT(db_write(c, open_key, &again), NULL);
    CHECK_TEXT(again.vkey, key.vkey);
    CHECK_TEXT(db_write(c, open_other, &none), "log.key.lost");
    int status = system(arena_print(c->a, "cd %s && mv keys/log.key kept && mkdir -p other", dir));
    CHECK(status == 0);
    CHECK_TEXT(db_write(c, open_key, &none), "log.key.lost");
    CHECK_TEXT(db_write(c, open_key_anew, &again), NULL);
    CHECK(strcmp(again.vkey, key.vkey) != 0);
    CHECK_TEXT(db_write(c, open_key, &none), "log.key.other");
    CHECK_TEXT(db_write(c, note_some, &(int){1}), NULL);
    CHECK_TEXT(db_write(c, sign, &again), NULL);
    Verdict v;
    CHECK_TEXT(verify(c, NULL, &v), "log.key.other");
    CHECK_TEXT(log_verify(c, &again.open, NULL, NULL, NULL, &v), NULL);
    CHECK(v.size == ENTRIES + 2 && v.covered == ENTRIES + 2 && v.foreign == 2);
}

int main(void) {
    Verdict v;
    crypt_start();
    Ctx c = test_empty(":memory:");
    dir = arena_print(c.a, "%s/audit_verify", test_dir());
    CHECK(system(arena_print(c.a, "rm -rf %s && mkdir %s", dir, dir)) == 0);
    CHECK_TEXT(db_migrate(&c), NULL);
    CHECK_TEXT(verify(&c, NULL, &v), NULL); /* of nothing */
    CHECK_TEXT(db_write(&c, open_key, &key), NULL);
    CHECK_TEXT(db_write(&c, open_other, &other), NULL);
    CHECK(system(arena_print(c.a, "rm -rf %s/other", dir)) == 0);
    CHECK_TEXT(db_write(&c, sign, &key), NULL); /* of nothing: none is made */
    CHECK_TEXT(db_write(&c, note_some, &(int){FIRST_SIGNED}), NULL);
    CHECK_TEXT(db_write(&c, sign, &key), NULL);
    CHECK_TEXT(db_write(&c, sign, &key), NULL); /* it has not grown */
    CHECK_TEXT(db_write(&c, note_some, &(int){SIGNED - FIRST_SIGNED}), NULL);
    CHECK_TEXT(db_write(&c, sign, &key), NULL);
    CHECK_TEXT(db_write(&c, note_some, &(int){ENTRIES - SIGNED}), NULL);
    CHECK_TEXT(verify(&c, NULL, &v), NULL);
    CHECK(v.size == ENTRIES && v.checkpoints == 2 && v.covered == SIGNED && v.waiting == 0);

    CHECK_TEXT(db_write(&c, script, (void *)(uintptr_t)keep), NULL);
    test_tampers(&c);
    test_state(&c);
    test_forged(&c);
    test_claims(&c);
    test_file(&c, false);
    test_file(&c, true);
    test_keys(&c);
    db_close(c.db);
    arena_close(c.a);
    return test_failed;
}
