/* totp.c - six digits every thirty seconds, RFC 6238 with SHA-1.
 *
 * SHA-1, because common authenticator apps ignore what the address says of
 * another hash and would show codes that never fit; HMAC does not need a hash
 * without collisions. */
#include "crypt/crypt.h"

#include <liboath/oath.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { WINDOW = 1 }; /* steps before and after: clocks differ, people are slow */

char *totp_text(Arena *a, const uint8_t secret[TOTP_BYTES]) {
    char  *made = NULL;
    size_t n = 0;
    if (oath_base32_encode((const char *)secret, TOTP_BYTES, &made, &n) != OATH_OK)
        fatal("no base32 of a secret");
    char *s = arena_part(a, made, n);
    sodium_memzero(made, n);
    free(made); /* the library's, by its contract */
    return s;
}

static void percent(Buf *b, const char *s) {
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "0123456789-._~"; /* RFC 3986, 2.3 */
    for (; *s; s++) {
        if (strchr(plain, *s)) buf_add(b, s, 1);
        else buf_print(b, "%%%02X", *s == ':' ? ' ' : (unsigned char)*s);
    }
}

char *totp_uri(Arena *a, const uint8_t secret[TOTP_BYTES], const char *issuer,
               const char *account) {
    Buf b = {.a = a};
    buf_text(&b, "otpauth://totp/");
    percent(&b, issuer);
    buf_text(&b, ":");
    percent(&b, account);
    buf_print(&b, "?secret=%s&issuer=", totp_text(a, secret));
    percent(&b, issuer);
    buf_print(&b, "&algorithm=SHA1&digits=%d&period=%d", TOTP_DIGITS, TOTP_SECONDS);
    return b.s;
}

void totp_code(const uint8_t secret[TOTP_BYTES], int64_t step, char out[TOTP_DIGITS + 1]) {
    if (step < 0) fatal("a time step before 1970");
    /* RFC 6238, 4.2: TOTP is HOTP with the time step as its counter. */
    if (oath_hotp_generate((const char *)secret, TOTP_BYTES, (uint64_t)step, TOTP_DIGITS, false,
                           OATH_HOTP_DYNAMIC_TRUNCATION, out) != OATH_OK)
        fatal("no code of a secret");
}

/* The digits typed, without spaces: exactly six, or false. */
static bool digits(const char *typed, char out[TOTP_DIGITS]) {
    int n = 0;
    for (; *typed; typed++) {
        if (*typed == ' ') continue;
        if (*typed < '0' || *typed > '9' || n == TOTP_DIGITS) return false;
        out[n++] = *typed;
    }
    return n == TOTP_DIGITS;
}

Err totp_verify(const uint8_t secret[TOTP_BYTES], int64_t now_ms, int64_t last,
                const char *typed, int64_t *step) {
    char    given[TOTP_DIGITS], right[TOTP_DIGITS + 1];
    int64_t now = now_ms / 1000 / TOTP_SECONDS, found = -1;
    if (!digits(typed, given)) return "crypt.code.wrong";
    /* All of the window, whatever fits: the time tells nothing.  The latest that
     * fits counts, so that no later use of the same digits is left. */
    for (int64_t i = now - WINDOW; i <= now + WINDOW; i++) {
        if (i < 0) continue;
        totp_code(secret, i, right);
        if (sodium_memcmp(given, right, TOTP_DIGITS) == 0) found = i;
    }
    sodium_memzero(right, sizeof right);
    if (found < 0 || found <= last) return "crypt.code.wrong";
    *step = found;
    return NULL;
}
