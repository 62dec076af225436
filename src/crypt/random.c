/* random.c - random bytes, tokens that machines carry, codes that people type.
 *
 * Tokens and codes are stored as keyed hashes only.  A fast hash is enough:
 * unlike passwords they are random, with at least 80 bits nobody can try. */
#include "crypt/crypt.h"

#include <liboath/oath.h>
#include <sodium.h>
#include <string.h>

/* Crockford's base32: no I, L, O, which are read as 1 and 0, and no U. */
static const char signs[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

enum { TOKEN_BYTES = 24, GROUP = 4, CODE_GROUPS_MAX = 16 };

void crypt_start(void) {
    if (sodium_init() < 0) fatal("libsodium does not start");
    if (oath_init() != OATH_OK) fatal("liboath does not start");
}

void crypt_random(void *out, size_t n) {
    randombytes_buf(out, n);
}

bool crypt_same(const char *a, const char *b) {
    if (!a || !b) return false;
    size_t n = strlen(a);
    return strlen(b) == n && sodium_memcmp(a, b, n) == 0;
}

static char *token_text(Arena *a, uint8_t *bytes) {
    char *s = base64_of(a, bytes, TOKEN_BYTES);
    sodium_memzero(bytes, TOKEN_BYTES);
    return s;
}

char *crypt_token(Arena *a) {
    uint8_t bytes[TOKEN_BYTES];
    crypt_random(bytes, sizeof bytes);
    return token_text(a, bytes);
}

static void mac(uint8_t out[crypto_auth_hmacsha256_BYTES], const void *key, size_t key_bytes,
                const char *text) {
    crypto_auth_hmacsha256_state s;
    crypto_auth_hmacsha256_init(&s, key, key_bytes);
    crypto_auth_hmacsha256_update(&s, (const uint8_t *)text, strlen(text));
    crypto_auth_hmacsha256_final(&s, out);
    sodium_memzero(&s, sizeof s);
}

char *crypt_token_hash(Arena *a, const uint8_t key[KEY_BYTES], const char *token) {
    uint8_t out[crypto_auth_hmacsha256_BYTES];
    mac(out, key, KEY_BYTES, token);
    return hex_of(a, out, sizeof out);
}

char *crypt_token_for(Arena *a, const char *secret, const char *purpose) {
    uint8_t out[crypto_auth_hmacsha256_BYTES];
    mac(out, secret, strlen(secret), purpose);
    char *s = token_text(a, out);
    sodium_memzero(out, sizeof out);
    return s;
}

/* n signs with a hyphen before every fifth. */
static char *grouped(Arena *a, const char *s, int n) {
    Buf b = {.a = a};
    for (int i = 0; i < n; i++) {
        if (i && i % GROUP == 0) buf_add(&b, "-", 1);
        buf_add(&b, s + i, 1);
    }
    return b.s;
}

static int code_signs(int groups) {
    if (groups < 1 || groups > CODE_GROUPS_MAX) fatal("a code of %d groups", groups);
    return groups * GROUP;
}

char *crypt_code(Arena *a, int groups) {
    char code[CODE_GROUPS_MAX * GROUP];
    int  n = code_signs(groups);
    crypt_random(code, sizeof code);
    /* 32 signs divide 256: five bits of a random byte choose without bias. */
    for (int i = 0; i < n; i++) code[i] = signs[code[i] & 31];
    char *s = grouped(a, code, n);
    sodium_memzero(code, sizeof code);
    return s;
}

/* The sign meant by a typed one, or 0. */
static char meant(char typed) {
    char c = (char)(typed >= 'a' && typed <= 'z' ? typed - 'a' + 'A' : typed);
    if (c == 'O') return '0';
    if (c == 'I' || c == 'L') return '1';
    return strchr(signs, c) ? c : '\0';
}

Err crypt_code_read(Arena *a, const char *typed, int groups, char **out) {
    char code[CODE_GROUPS_MAX * GROUP];
    int  n = 0, want = code_signs(groups);
    for (const char *p = typed; *p; p++) {
        if (*p == ' ' || *p == '-') continue;
        char c = meant(*p);
        if (!c || n == want) return "crypt.code.form";
        code[n++] = c;
    }
    if (n != want) return "crypt.code.form";
    *out = grouped(a, code, n);
    sodium_memzero(code, sizeof code);
    return NULL;
}
