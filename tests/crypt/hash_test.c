/* hash_test.c - SHA-256 whole and in pieces, bytes as text and back. */
#include "crypt/crypt.h"
#include "test.h"

static char *hash_hex(Arena *a, Hash h) {
    return hex_of(a, h.b, sizeof h.b);
}

/* NIST FIPS 180-2, appendix B: "abc", 448 bits, and a million times "a". */
static void sha256(Arena *a) {
    static const char abc[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    static const char two[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    CHECK_TEXT(hash_hex(a, hash_of("abc", 3)), abc);
    CHECK_TEXT(hash_hex(a, hash_of(two, strlen(two))),
               "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    CHECK_TEXT(hash_hex(a, hash_of("", 0)),
               "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");

    char piece[997];
    memset(piece, 'a', sizeof piece);
    HashRun *h = hash_start(a);
    for (size_t left = 1000000; left;) {
        size_t n = left < sizeof piece ? left : sizeof piece;
        hash_add(h, piece, n);
        left -= n;
    }
    CHECK_TEXT(hash_hex(a, hash_end(h)),
               "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");

    Hash one = hash_of("abc", 3), other = one;
    CHECK(hash_same(one, other));
    for (int i = 0; i < HASH_BYTES; i++) {
        other.b[i] ^= 1;
        CHECK(!hash_same(one, other));
        other.b[i] ^= 1;
    }
}

static void hex(Arena *a) {
    uint8_t b[3] = {9, 9, 9};
    CHECK_TEXT(hex_of(a, "\x00\x7f\xff", 3), "007fff");
    CHECK_TEXT(hex_of(a, "", 0), "");
    CHECK_TEXT(hex_read("007fFF", b, 3), NULL);
    CHECK(memcmp(b, "\x00\x7f\xff", 3) == 0);
    static const char *const bad[] = {"", "007ff", "007fff0", "007fff00", "007ffg", " 07fff",
                                      "00:7f:ff", "00 7fff", "-07fff", "0x7fff"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        memset(b, 9, sizeof b);
        CHECK_TEXT(hex_read(bad[i], b, 3), "crypt.text.form");
        CHECK(memcmp(b, "\0\0\0", 3) == 0);
    }
}

/* RFC 4648, 10, without the padding, and the two signs of section 5. */
static void base64(Arena *a) {
    static const char *const cases[][2] = {
        {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},       {"foo", "Zm9v"},
        {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}, {"\xfb\xff", "-_8"},
    };
    Bytes got;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t n = strlen(cases[i][0]);
        CHECK_TEXT(base64_of(a, cases[i][0], n), cases[i][1]);
        CHECK_TEXT(base64_read(a, cases[i][1], &got), NULL);
        CHECK(got.n == n && memcmp(got.p, cases[i][0], n) == 0);
    }
    /* Padding, the other alphabet, a lone sign, stray bits: one text for one value. */
    static const char *const bad[] = {"Zg==", "+/8", "Zm9vY", "Zh", "Zm9", "Zm 9v", "Zm9v\n"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK_TEXT(base64_read(a, bad[i], &got), "crypt.text.form");
}

int main(void) {
    Arena *a = arena_open();
    crypt_start();
    sha256(a);
    hex(a);
    base64(a);
    arena_close(a);
    return test_failed;
}
