/* seed_test.c - seeds of second factors are sealed: also those that an earlier program left
 * in clear; and what happens when the key is lost, or is that of another office. */
#include "org/office.h"
#include "org/parts.h"

#include "crypt/crypt.h"

#include <sys/stat.h>

static const uint8_t *const seeds[] = {(const uint8_t *)"first seed, 20 bytes",
                                       (const uint8_t *)"other seed, 20 bytes"};
static int64_t an, binh;

static Bytes stored(Ctx *c, int64_t staff) {
    Rows  q = db_query(c, "SELECT totp FROM account WHERE staff = $1", V(staff));
    Bytes b = db_next(&q) ? row_bytes(&q, 0) : (Bytes){0};
    db_stop(&q);
    return b;
}

static bool holds(Bytes b, const uint8_t *seed) {
    return b.p && memmem(b.p, b.n, seed, TOTP_BYTES) != NULL;
}

static int64_t count(Ctx *c, const char *sql) {
    int64_t n = 0;
    CHECK_TEXT(db_run_int(c, &n, sql, NULL, 0), NULL);
    return n;
}

/* As the program before left them: an account, and a session that may set one up. */
static void old(Ctx *c) {
    an = make_person(c, "Nguyễn Văn An");
    binh = make_person(c, "Lê Thị Bình");
    CHECK_TEXT(account_first(c, an, "annv", "hash"), NULL);
    CHECK_TEXT(account_first(c, binh, "binhlt", "hash"), NULL);
    CHECK_TEXT(db_exec(c, "UPDATE account SET totp = $2 WHERE staff = $1", V(an),
                       V((Bytes){seeds[0], TOTP_BYTES})), NULL);
    CHECK_TEXT(db_exec(c, "INSERT INTO session (secret, staff, stage, second, seed, device, made,"
                          " last) VALUES ($1, $2, 'whole', 0, $3, '', $4, $4)",
                       secret_hash(c, "an old session"), V(binh),
                       V((Bytes){seeds[1], TOTP_BYTES}), V(c->now)), NULL);
}

static void enters(Ctx *c, int64_t staff, const uint8_t *seed, Err want) {
    char  code[TOTP_DIGITS + 1];
    Login in;
    totp_code(seed, c->now / 30000, code);
    CHECK_TEXT(login_code(c, staff, code, &in), NULL);
    CHECK_TEXT(in.refused, want);
    c->now += 30000;
}

static void upgrades(Ctx *c, const char *dir, uint8_t *key) {
    Session     s;
    struct stat st;
    char       *codes[RECOVERY_CODES], code[TOTP_DIGITS + 1];
    CHECK_TEXT(office_key_check(c, dir), NULL); /* nothing is sealed yet */
    CHECK_TEXT(office_key_open(c, dir, false, key), NULL);
    c->key = key;
    CHECK(stat(arena_print(c->a, "%s/office.key", dir), &st) == 0 && (st.st_mode & 0777) == 0600);
    const Bytes sealed = stored(c, an);
    CHECK(sealed.n == TOTP_BYTES + 40 && !holds(sealed, seeds[0]));
    CHECK(memcmp(seed_open(c, an, sealed), seeds[0], TOTP_BYTES) == 0);
    CHECK(!seed_open(c, binh, sealed)); /* not as somebody else's */
    CHECK(count(c, "SELECT min(length(seed)) FROM session") == TOTP_BYTES + 40);
    enters(c, an, seeds[0], NULL);

    /* Once more nothing changes; what came in clear meanwhile is sealed beside. */
    CHECK_TEXT(office_key_open(c, dir, false, key), NULL);
    CHECK(memcmp(stored(c, an).p, sealed.p, sealed.n) == 0);
    CHECK_TEXT(office_key_check(c, dir), NULL);

    /* The old session sets its second factor up with the seed that it has shown. */
    CHECK(session_find(c, "an old session", &s) && s.seed);
    totp_code(seeds[1], c->now / 30000, code);
    CHECK_TEXT(second_set(c, &s, code, codes), NULL);
    CHECK(!holds(stored(c, binh), seeds[1]));
    c->now += 30000;
    enters(c, binh, seeds[1], NULL);
    enters(c, binh, seeds[0], "second.code.wrong");
}

static void lost(Ctx *c, const char *dir, uint8_t *key) {
    const char *file = arena_print(c->a, "%s/office.key", dir);
    const char *aside = arena_print(c->a, "%s/aside", dir);
    char       *secret;
    const Bytes before = stored(c, an);
    CHECK_TEXT(session_make(c, an, SESSION_SECOND, "", &secret), NULL);
    CHECK(rename(file, aside) == 0);
    CHECK_TEXT(office_key_open(c, dir, false, key), "office.key.lost");
    CHECK_TEXT(office_key_check(c, dir), "office.key.lost");
    CHECK(access(file, F_OK) != 0); /* no other was made unasked */
    CHECK_TEXT(key_file_make(file, key), NULL);
    CHECK_TEXT(office_key_open(c, dir, false, key), "office.key.other");
    CHECK_TEXT(office_key_check(c, dir), "office.key.other");
    CHECK(chmod(file, 0644) == 0);
    CHECK_TEXT(office_key_open(c, dir, true, key), "crypt.key.exposed");
    CHECK(chmod(file, 0600) == 0);
    CHECK(stored(c, an).n == before.n && memcmp(stored(c, an).p, before.p, before.n) == 0);

    CHECK_TEXT(office_key_open(c, dir, true, key), NULL);
    CHECK(!stored(c, an).p && !stored(c, binh).p);
    CHECK(count(c, "SELECT count(*) FROM session") == 0);
    CHECK_TEXT(audit_history(c, "office", 0, 1)->what, "office.deed.key");
    CHECK_TEXT(office_key_open(c, dir, true, key), NULL); /* asked for in vain: nothing is lost */
    CHECK(!audit_history(c, "office", 0, 2)->next);
    CHECK_TEXT(session_make(c, an, SESSION_WHOLE, "", &secret), NULL);

    CHECK(unlink(file) == 0);
    CHECK_TEXT(office_key_open(c, dir, false, key), NULL); /* no account has sealed anything */
    CHECK(access(file, F_OK) == 0);
    Session s; /* one that was made under another key is one still, but sets nothing up */
    CHECK(session_find(c, secret, &s) && !s.seed);
    CHECK(unlink(file) == 0 && unlink(aside) == 0 && rmdir(dir) == 0);
}

int main(void) {
    crypt_start();
    uint8_t     key[KEY_BYTES];
    Ctx         c = test_open();
    const char *dir = arena_print(c.a, "%s/seed_test.keys", test_dir());
    c.key = NULL;
    old(&c);
    CHECK_FATAL(seed_seal(&c, an, seeds[0]));
    CHECK(!seed_open(&c, an, stored(&c, an)));
    upgrades(&c, dir, key);
    lost(&c, dir, key);
    return test_close(&c);
}
