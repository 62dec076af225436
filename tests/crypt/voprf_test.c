/* voprf_test.c - the vectors of RFC 9497, A.1.2, and what is refused. */
#include "crypt/voprf.c" /* the vectors fix what is random: blinds, and the r of proofs */

#include "test.h"

static void unhex(const char *s, void *out) { CHECK_TEXT(hex_read(s, out, strlen(s) / 2), NULL); }

#define SECRET "e6f73f344b79b379f1a0dd37e07ff62e38d9f71345ce62ae3a9bc60b04ccd909"
#define OPEN   "c803e2cc6b05fc15064549b5920659ca4a77b2cca6f04f6b357009335476ad4e"

typedef struct Vector {
    int         n;
    const char *input[2], *blind[2], *element[2], *evaluated[2], *output[2], *r, *proof;
} Vector;

#include "voprf_vectors.inc"

static VoprfPair pair_of(const char *info) {
    uint8_t   seed[KEY_BYTES];
    VoprfPair pair;
    memset(seed, 0xa3, sizeof seed);
    CHECK_TEXT(voprf_pair(seed, (Bytes){info, strlen(info)}, &pair), NULL);
    return pair;
}

static void one_vector(Arena *a, const VoprfPair *pair, const Vector *v) {
    uint8_t input[2][32], element[2][VOPRF_BYTES], evaluated[2][VOPRF_BYTES], r[SCALAR];
    uint8_t proof[VOPRF_PROOF_BYTES], out[VOPRF_OUTPUT_BYTES];
    for (int i = 0; i < v->n; i++) {
        VoprfBlind  b;
        const Bytes in = {input[i], strlen(v->input[i]) / 2};
        unhex(v->input[i], input[i]);
        unhex(v->blind[i], b.blind);
        CHECK_TEXT(blinded(in, &b), NULL);
        CHECK_TEXT(hex_of(a, b.element, VOPRF_BYTES), v->element[i]);
        memcpy(element[i], b.element, VOPRF_BYTES);
        CHECK(crypto_scalarmult_ristretto255(evaluated[i], pair->secret, element[i]) == 0);
        CHECK_TEXT(hex_of(a, evaluated[i], VOPRF_BYTES), v->evaluated[i]);
        CHECK_TEXT(voprf_finish(in, &b, evaluated[i], out), NULL);
        CHECK_TEXT(hex_of(a, out, sizeof out), v->output[i]);
        CHECK_TEXT(voprf_output(pair, in, out), NULL);
        CHECK_TEXT(hex_of(a, out, sizeof out), v->output[i]);
    }
    unhex(v->r, r);
    CHECK_TEXT(prove(pair, (const uint8_t (*)[VOPRF_BYTES])element,
                     (const uint8_t (*)[VOPRF_BYTES])evaluated, v->n, r, proof), NULL);
    CHECK_TEXT(hex_of(a, proof, sizeof proof), v->proof);
    CHECK_TEXT(voprf_check(pair->open, (const uint8_t (*)[VOPRF_BYTES])element,
                           (const uint8_t (*)[VOPRF_BYTES])evaluated, v->n, proof), NULL);
}

/* A token from end to end; then each thing that an attacker may change. */
static void refused(void) {
    VoprfPair     pair = pair_of("wave 1, class 2"), tagged = pair_of("wave 1, class 3");
    const Bytes   t = {"a secret of the browser", 23};
    VoprfBlind    b;
    uint8_t       got[1][VOPRF_BYTES], proof[VOPRF_PROOF_BYTES], here[64], there[64];
    const uint8_t (*element)[VOPRF_BYTES] = (const uint8_t (*)[VOPRF_BYTES])&b.element;
    const uint8_t (*as_is)[VOPRF_BYTES] = (const uint8_t (*)[VOPRF_BYTES])got;
    CHECK_TEXT(voprf_blind(t, &b), NULL);
    CHECK_TEXT(voprf_issue(&pair, element, 1, got, proof), NULL);
    CHECK_TEXT(voprf_check(pair.open, element, as_is, 1, proof), NULL);
    CHECK_TEXT(voprf_finish(t, &b, got[0], here), NULL);
    CHECK_TEXT(voprf_output(&pair, t, there), NULL);
    CHECK(memcmp(here, there, sizeof here) == 0);
    CHECK_TEXT(voprf_output(&pair, (Bytes){"another secret of it...", 23}, there), NULL);
    CHECK(memcmp(here, there, sizeof here) != 0);

    CHECK_TEXT(voprf_check(tagged.open, element, as_is, 1, proof), "crypt.token.proof");
    for (int i = 0; i < VOPRF_PROOF_BYTES; i++) {
        proof[i] ^= 1;
        CHECK_TEXT(voprf_check(pair.open, element, as_is, 1, proof), "crypt.token.proof");
        proof[i] ^= 1;
    }
    CHECK_TEXT(voprf_issue(&tagged, element, 1, got, proof), NULL); /* a key for one person */
    CHECK_TEXT(voprf_check(pair.open, element, as_is, 1, proof), "crypt.token.proof");
    CHECK_TEXT(voprf_finish(t, &b, got[0], there), NULL);
    CHECK(memcmp(here, there, sizeof here) != 0);

    const uint8_t none[2][VOPRF_BYTES] = {{0}, {0}};
    uint8_t       odd[1][VOPRF_BYTES];
    memset(odd, 0xff, sizeof odd);
    CHECK_TEXT(voprf_issue(&pair, none, 1, got, proof), "crypt.token.element");
    CHECK_TEXT(voprf_issue(&pair, (const uint8_t (*)[VOPRF_BYTES])odd, 1, got, proof),
               "crypt.token.element");
    CHECK_TEXT(voprf_issue(&pair, element, 0, got, proof), "crypt.token.element");
    CHECK_TEXT(voprf_finish(t, &b, none[0], there), "crypt.token.element");
    CHECK_TEXT(voprf_blind((Bytes){"", VOPRF_INPUT_MAX + 1}, &b), "crypt.token.input");
}

int main(void) {
    Arena *a = arena_open();
    crypt_start();
    VoprfPair pair = pair_of("test key");
    CHECK_TEXT(hex_of(a, pair.secret, VOPRF_BYTES), SECRET);
    CHECK_TEXT(hex_of(a, pair.open, VOPRF_BYTES), OPEN);
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) one_vector(a, &pair, &vectors[i]);
    refused();
    arena_close(a);
    return test_failed;
}
