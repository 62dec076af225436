/* random_test.c - tokens that differ, codes that forgive, hashes of RFC 4231. */
#include "crypt/crypt.h"
#include "test.h"

static void same(void) {
    CHECK(crypt_same("", "") && crypt_same("abc", "abc"));
    CHECK(!crypt_same("abc", "abd") && !crypt_same("abc", "xbc") && !crypt_same("abc", "ab"));
    CHECK(!crypt_same("ab", "abc") && !crypt_same("", "a"));
    CHECK(!crypt_same(NULL, "") && !crypt_same("", NULL) && !crypt_same(NULL, NULL));
}

static void tokens(Arena *a) {
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    const char *seen[1000];
    int         used[128] = {0};
    for (int i = 0; i < 1000; i++) {
        seen[i] = crypt_token(a);
        CHECK(strlen(seen[i]) == 32 && strspn(seen[i], plain) == 32);
        for (int j = 0; j < i; j++) CHECK(strcmp(seen[i], seen[j]) != 0);
        for (const char *p = seen[i]; *p; p++) used[(int)*p]++;
    }
    /* 32,000 signs of 64: each about 500 times; 350 to 650 is over six sigmas. */
    for (const char *p = plain; *p; p++) CHECK(used[(int)*p] > 350 && used[(int)*p] < 650);
}

/* RFC 4231, cases 1 and 2.  HMAC fills a short key with zeroes, so a key of 32
 * bytes that begins with "Jefe" is the key of case 2. */
static void derived(Arena *a) {
    static const uint8_t jefe[KEY_BYTES] = "Jefe";
    static const char key1[] = "\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b"
                               "\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b";
    CHECK_TEXT(crypt_token_hash(a, jefe, "what do ya want for nothing?"),
               "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    uint8_t want[24];
    CHECK_TEXT(hex_read("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da7", want, 24), NULL);
    CHECK_TEXT(crypt_token_for(a, key1, "Hi There"), base64_of(a, want, 24));

    const char *form = crypt_token_for(a, "secret", "form");
    CHECK_TEXT(crypt_token_for(a, "secret", "form"), form);
    CHECK(strlen(form) == 32);
    CHECK(!crypt_same(crypt_token_for(a, "secret", "mail"), form));
    CHECK(!crypt_same(crypt_token_for(a, "Secret", "form"), form));
}

static void codes(Arena *a) {
    static const char signs[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ-";
    char *got;
    int   used[128] = {0};
    for (int i = 0; i < 1000; i++) {
        char *code = crypt_code(a, 4);
        CHECK(strlen(code) == 19 && strspn(code, signs) == 19);
        CHECK(code[4] == '-' && code[9] == '-' && code[14] == '-');
        CHECK_TEXT(crypt_code_read(a, code, 4, &got), NULL);
        CHECK_TEXT(got, code);
        for (const char *p = code; *p; p++) used[(int)*p]++;
    }
    /* 16,000 signs of 32: each about 500 times. */
    for (const char *p = signs; *p != '-'; p++)
        CHECK(used[(int)*p] > 350 && used[(int)*p] < 650);
    CHECK(strlen(crypt_code(a, 1)) == 4 && strlen(crypt_code(a, 16)) == 79);
    CHECK_FATAL(crypt_code(a, 0));
    CHECK_FATAL(crypt_code(a, 17));
}

static void typed(Arena *a) {
    static const char *const good[] = {
        "01AB-CD10-7WXZ", "01abcd107wxz", "  01ab cd10 7wxz ", "oiab-cdlo-7wxz",
        "OLAB-CDIO-7WXZ", "0-1-a-b-cd10--7wxz", "01AB CD10-7wxz",
    };
    static const char *const bad[] = {
        "", "-", "01AB-CD10-7WX", "01AB-CD10-7WXZ0", "01AB-CD10", "U1AB-CD10-7WXZ",
        "01AB_CD10_7WXZ", "01AB-CD10-7WX?", "01AB-CD10-7WX\xc3\xa9", "01AB\n-CD10-7WXZ",
    };
    char *got = NULL;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        CHECK_TEXT(crypt_code_read(a, good[i], 3, &got), NULL);
        CHECK_TEXT(got, "01AB-CD10-7WXZ");
    }
    got = NULL;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK_TEXT(crypt_code_read(a, bad[i], 3, &got), "crypt.code.form");
    char far[200] = ""; /* more than any code has room for */
    memset(far, 'A', sizeof far - 1);
    CHECK_TEXT(crypt_code_read(a, far, 16, &got), "crypt.code.form");
    CHECK(got == NULL);
}

int main(void) {
    Arena *a = arena_open();
    crypt_start();
    crypt_start(); /* a second time changes nothing */
    same();
    tokens(a);
    derived(a);
    codes(a);
    typed(a);
    arena_close(a);
    return test_failed;
}
