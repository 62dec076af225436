/* totp_test.c - the codes of RFC 6238, the window around now, and no code twice. */
#include "crypt/crypt.h"
#include "test.h"

static const uint8_t secret[TOTP_BYTES + 1] = "12345678901234567890";

/* RFC 6238, appendix B, SHA-1: eight digits there, of which six are the end. */
static const struct { int64_t second; const char *code; } vectors[] = {
    {59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
    {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"},
};

static void published(void) {
    char    got[TOTP_DIGITS + 1];
    int64_t step = -1;
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        totp_code(secret, vectors[i].second / 30, got);
        CHECK_TEXT(got, vectors[i].code);
        CHECK_TEXT(totp_verify(secret, vectors[i].second * 1000 + 999, -1, got, &step), NULL);
        CHECK(step == vectors[i].second / 30);
    }
    /* RFC 4226, appendix D: counters 0 and 9. */
    totp_code(secret, 0, got);
    CHECK_TEXT(got, "755224");
    totp_code(secret, 9, got);
    CHECK_TEXT(got, "520489");
    CHECK_FATAL(totp_code(secret, -1, got));
}

/* The code of step 1000 is good from the first millisecond of step 999 to the
 * last of step 1001. */
static void window(void) {
    const int64_t begin = 999 * 30000, end = 1002 * 30000;
    static const struct { int64_t ms; bool ok; } cases[] = {
        {begin - 1, false}, {begin, true}, {begin + 45000, true}, {end - 1, true}, {end, false},
    };
    char code[TOTP_DIGITS + 1];
    totp_code(secret, 1000, code);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t step = -7;
        CHECK_TEXT(totp_verify(secret, cases[i].ms, -1, code, &step),
                   cases[i].ok ? NULL : "crypt.code.wrong");
        CHECK(step == (cases[i].ok ? 1000 : -7));
    }
    int64_t step = -7;
    CHECK_TEXT(totp_verify(secret, 0, -1, "755224", &step), NULL); /* nothing before 1970 */
    CHECK(step == 0);
}

static void once(void) {
    char    code[TOTP_DIGITS + 1];
    int64_t now = 1000 * 30000, step = -7;
    totp_code(secret, 1000, code);
    CHECK_TEXT(totp_verify(secret, now, 1000, code, &step), "crypt.code.wrong");
    CHECK_TEXT(totp_verify(secret, now, 1001, code, &step), "crypt.code.wrong");
    CHECK(step == -7);
    CHECK_TEXT(totp_verify(secret, now, 999, code, &step), NULL);
    CHECK(step == 1000);
}

static void typed(void) {
    static const char *const good[] = {"287082", "287 082", " 2 8 7 0 8 2 "};
    static const char *const bad[] = {"28708", "", "2870820", "0287082", "28708a", "287-082",
                                      "+87082", "94287082", "287083", "387082", " "};
    int64_t step = -7;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        CHECK_TEXT(totp_verify(secret, 59000, -1, good[i], &step), NULL);
    step = -7; /* bad ones after good ones: what the stack kept must not help */
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK_TEXT(totp_verify(secret, 59000, -1, bad[i], &step), "crypt.code.wrong");
    CHECK(step == -7);
    uint8_t other[TOTP_BYTES];
    memcpy(other, secret, sizeof other);
    other[TOTP_BYTES - 1] ^= 1;
    CHECK_TEXT(totp_verify(other, 59000, -1, "287082", &step), "crypt.code.wrong");
}

static void shown(Arena *a) {
    CHECK_TEXT(totp_text(a, secret), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    CHECK_TEXT(totp_uri(a, secret, "Nắm Rõ", "lan@tỉnh"),
               "otpauth://totp/N%E1%BA%AFm%20R%C3%B5:lan%40t%E1%BB%89nh"
               "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=N%E1%BA%AFm%20R%C3%B5"
               "&algorithm=SHA1&digits=6&period=30");
    CHECK_TEXT(totp_uri(a, secret, "a:b&c=d", "?#/%"),
               "otpauth://totp/a%20b%26c%3Dd:%3F%23%2F%25"
               "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=a%20b%26c%3Dd"
               "&algorithm=SHA1&digits=6&period=30");
}

int main(void) {
    Arena *a = arena_open();
    crypt_start();
    published();
    window();
    once();
    typed();
    shown(a);
    arena_close(a);
    return test_failed;
}
