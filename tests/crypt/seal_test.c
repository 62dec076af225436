/* seal_test.c - boxes of other programs open, altered ones do not. */
#include "crypt/crypt.h"
#include "test.h"

static Bytes unhex(Arena *a, const char *s) {
    Bytes b = {arena_take(a, strlen(s) / 2 + 1), strlen(s) / 2};
    CHECK_TEXT(hex_read(s, (void *)(uintptr_t)b.p, b.n), NULL);
    return b;
}

static Bytes text(const char *s) {
    return (Bytes){s, strlen(s)};
}

/* Seed 00 01 .. 1f.  The public key and the box were made by tweetnacl 1.0.3 with
 * tweetnacl-sealedbox-js 1.2.0, from SHA-512 of the seed cut to 32 bytes. */
static const char pair_key[] = "4701d08488451f545a409fb58ae3e58581ca40ac3f7f114698cd71deac73ca01";
static const char foreign[] =
    "62c3dbd55bbadef89b7ec99215bb81e1be11faff87505aae385fa948f8b5b703"
    "5247cb5b64cf0d146334d1c6f2faf7e4b1b89cbfc3fe54aeb7";

static SealPair counted(void) {
    uint8_t seed[KEY_BYTES];
    for (int i = 0; i < KEY_BYTES; i++) seed[i] = (uint8_t)i;
    return seal_pair(seed);
}

static void sealed(Arena *a) {
    SealPair pair = counted(), other;
    uint8_t  seed[KEY_BYTES] = {7}, weak[32] = {0};
    Bytes    out = {0}, box;
    other = seal_pair(seed);
    CHECK_TEXT(hex_of(a, pair.open, 32), pair_key);
    CHECK_TEXT(seal_open(a, &pair, unhex(a, foreign), &out), NULL);
    CHECK_TEXT(out.p, "Nắm rõ");

    CHECK_TEXT(seal_to(a, pair.open, text("Phiếu số 12"), &box), NULL);
    CHECK(box.n == strlen("Phiếu số 12") + 48);
    CHECK_TEXT(seal_open(a, &pair, box, &out), NULL);
    CHECK_TEXT(out.p, "Phiếu số 12");
    CHECK(out.n == strlen("Phiếu số 12"));
    Bytes again;
    CHECK_TEXT(seal_to(a, pair.open, text("Phiếu số 12"), &again), NULL);
    CHECK(memcmp(box.p, again.p, box.n) != 0); /* the same twice does not show */

    out = (Bytes){0};
    CHECK_TEXT(seal_open(a, &other, box, &out), "crypt.seal.broken");
    CHECK_TEXT(seal_to(a, weak, text("x"), &out), "crypt.seal.key");
    CHECK(out.p == NULL);
    CHECK_TEXT(seal_to(a, pair.open, (Bytes){"", 0}, &box), NULL);
    CHECK_TEXT(seal_open(a, &pair, box, &out), NULL);
    CHECK(out.n == 0 && out.p);
}

/* draft-irtf-cfrg-xchacha-03, A.3.1, its nonce before its text and tag. */
static void published(Arena *a) {
    Bytes key = unhex(a, "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f");
    Bytes about = unhex(a, "50515253c0c1c2c3c4c5c6c7");
    Bytes box = unhex(a, "404142434445464748494a4b4c4d4e4f5051525354555657"
                         "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb"
                         "731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452"
                         "2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9"
                         "21f9664c97637da9768812f615c68b13b52e"
                         "c0875924c1c7987947deafd8780acf49");
    Bytes out = {0};
    CHECK_TEXT(seal_open_with(a, key.p, about.p, box, &out), NULL);
    CHECK_TEXT(out.p, "Ladies and Gentlemen of the class of '99: If I could offer you only one "
                      "tip for the future, sunscreen would be it.");
}

static void with_key(Arena *a) {
    uint8_t key[KEY_BYTES] = {1}, other[KEY_BYTES] = {2};
    Bytes   out = {0}, box = seal_with(a, key, "task 7", text("Bản nháp"));
    CHECK(box.n == strlen("Bản nháp") + 40);
    CHECK_TEXT(seal_open_with(a, other, "task 7", box, &out), "crypt.seal.broken");
    CHECK_TEXT(seal_open_with(a, key, "task 8", box, &out), "crypt.seal.broken");
    CHECK_TEXT(seal_open_with(a, key, "", box, &out), "crypt.seal.broken");
    CHECK(out.p == NULL);
    CHECK_TEXT(seal_open_with(a, key, "task 7", box, &out), NULL);
    CHECK_TEXT(out.p, "Bản nháp");
    CHECK(memcmp(box.p, seal_with(a, key, "task 7", text("Bản nháp")).p, 24) != 0);
    CHECK_TEXT(seal_open_with(a, key, "", seal_with(a, key, "", (Bytes){0}), &out), NULL);
    CHECK(out.n == 0 && out.p);
}

/* Every bit turned, every shorter length, one byte more: none opens. */
static void tampered(Arena *a) {
    SealPair pair = counted();
    uint8_t  key[KEY_BYTES] = {1};
    Bytes    out = {0}, box[2] = {unhex(a, foreign), seal_with(a, key, "x", text("Bản nháp"))};
    for (int k = 0; k < 2; k++) {
        size_t   n = box[k].n;
        uint8_t *b = arena_take(a, n + 1);
        memcpy(b, box[k].p, n);
        for (size_t i = 0; i < n * 8; i++) {
            b[i / 8] ^= (uint8_t)(1 << i % 8);
            Err e = k ? seal_open_with(a, key, "x", (Bytes){b, n}, &out)
                      : seal_open(a, &pair, (Bytes){b, n}, &out);
            CHECK_TEXT(e, "crypt.seal.broken");
            b[i / 8] ^= (uint8_t)(1 << i % 8);
        }
        for (size_t i = 0; i <= n + 1; i++) {
            Err e = k ? seal_open_with(a, key, "x", (Bytes){b, i}, &out)
                      : seal_open(a, &pair, (Bytes){b, i}, &out);
            CHECK_TEXT(e, i == n ? NULL : "crypt.seal.broken");
        }
    }
}

int main(void) {
    Arena *a = arena_open();
    crypt_start();
    sealed(a);
    published(a);
    with_key(a);
    tampered(a);
    arena_close(a);
    return test_failed;
}
