/* password.c - Argon2id, and which new passwords are refused.
 *
 * The limits are those that RFC 9106, 4, gives where memory is short, with one
 * lane, which is all that libsodium has: the server shares its memory with a
 * database.  For the same reason only four run at once.  Left: a pepper; the
 * texts stored are useless without 64 MiB and 0.1 s for each guess, and a lost
 * pepper locks everyone out. */
#include "crypt/crypt.h"
#include "crypt/utf8.h"

#include <errno.h>
#include <pthread.h>
#include <sodium.h>
#include <string.h>

enum { SHORTEST = 8, LONGEST = 200, PASSES = 3, AT_ONCE = 4 };
static const size_t memory = 64 * 1024 * 1024;

/* Verified against when there is no account.  Its password was random and is
 * forgotten; the limits in it are those above, or time would tell. */
static const char nobody[] =
    "$argon2id$v=19$m=65536,t=3,p=1$PKKMgh8vd5Lpq0hFSsGYcA$"
    "NTKLNl6e5ZhYC7o+OBLZvdQarvG8l3hFzi7dlmgnwq8";

static const char common[] =
#include "crypt/common_0.inc"
#include "crypt/common_a.inc"
#include "crypt/common_m.inc"
/* The list is of the whole world and has few of what people here try first. */
" matkhau1 matkhau12 matkhau123 matkhau1234 matkhau@123 khongbiet khongco1 anhyeuem1"
" anhyeuem123 emyeuanh1 yeuem123 yeuanh123 toiyeuvietnam vietnam1 vietnam123 vietnam@123"
" vietnam123456 hanoi123 saigon123 xinchao1 xinchao123 thongtin thongtin123 tuyentruyen"
" tuyengiao tuyengiao123 quantri123 admin1234 admin@123 abc@1234 abc@123456 p@ssword"
" 0123456789 0987654321 "; /* a space ends it as well */

/* Process-wide on purpose: what is shared is the machine's memory. */
static pthread_mutex_t door = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t  left = PTHREAD_COND_INITIALIZER;
static int             inside;

static void enter(void) {
    pthread_mutex_lock(&door);
    while (inside == AT_ONCE) pthread_cond_wait(&left, &door);
    inside++;
    pthread_mutex_unlock(&door);
}

static void leave(void) {
    pthread_mutex_lock(&door);
    inside--;
    pthread_cond_signal(&left);
    pthread_mutex_unlock(&door);
}

/* Lower case of the letters of Vietnamese and its neighbours: pairs of even and
 * odd from U+0100 on, the Latin-1 block 32 apart, and the one pair of U+01AF
 * that begins odd. */
static uint32_t lower(uint32_t c) {
    if ((c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7)) return c + 32;
    if ((c >= 0x100 && c <= 0x137) || (c >= 0x14A && c <= 0x177)) return c | 1;
    if (c == 0x1A0 || (c >= 0x1E00 && c <= 0x1EF9)) return c | 1;
    return c == 0x1AF ? 0x1B0 : c;
}

/* A lower-case copy of UTF-8 text with a space before and behind.  All the pairs
 * above differ in their last byte only and without carry. */
static char *lowered(Arena *a, const char *s) {
    char *copy = arena_print(a, " %s ", s);
    for (const char *p = copy; *p;) {
        uint32_t c;
        if (!crypt_utf8(&p, &c)) break; /* a name that is not UTF-8 equals no password */
        copy[p - copy - 1] = (char)(copy[p - copy - 1] + (int)(lower(c) - c));
    }
    return copy;
}

/* Code points, or -1 when it is not UTF-8. */
static int length(const char *s) {
    uint32_t c;
    int      n = 0;
    for (; *s && n <= LONGEST; n++)
        if (!crypt_utf8(&s, &c)) return -1;
    return n;
}

/* One sign again and again, or counted up or down: the list leaves these out,
 * for its own program finds them by rule as well. */
static bool counted(const char *s) {
    uint32_t c, before, step = 0;
    crypt_utf8(&s, &before);
    for (int i = 1; *s; i++, before = c) {
        crypt_utf8(&s, &c);
        if (i > 1 && c - before != step) return false;
        step = c - before;
    }
    return step == 0 || step == 1 || step == UINT32_MAX;
}

Err password_check(Arena *a, const char *word, const char *const *names) {
    int n = length(word);
    if (n < 0) return "new.password.text";
    if (n < SHORTEST) return "new.password.short";
    if (n > LONGEST) return "new.password.long";

    char  *low = lowered(a, word);
    size_t bytes = strlen(low);
    Err    e = counted(word) ? "new.password.common" : NULL;
    /* 90 KB read through in some microseconds; a word with a space in it could
     * only match two neighbours of the list, and is not among them. */
    if (!strchr(word, ' ') && strstr(common, low)) e = "new.password.common";
    for (; !e && names && *names; names++)
        if (strcmp(low, lowered(a, *names)) == 0) e = "new.password.name";
    sodium_memzero(low, bytes);
    return e;
}

char *password_hash(Arena *a, const char *word) {
    char *out = arena_take(a, crypto_pwhash_STRBYTES);
    enter();
    int bad = crypto_pwhash_str_alg(out, word, strlen(word), PASSES, memory,
                                    crypto_pwhash_ALG_ARGON2ID13);
    leave();
    if (bad) fatal("no memory for a password hash");
    return out;
}

/* -1 what is no Argon2 text, 1 made with other limits, 0 as we make them. */
static int limits(const char *stored) {
    return stored ? crypto_pwhash_str_needs_rehash(stored, PASSES, memory) : -1;
}

bool password_verify(const char *stored, const char *word) {
    bool known = limits(stored) >= 0;
    enter();
    errno = 0;
    bool ok = crypto_pwhash_str_verify(known ? stored : nobody, word, strlen(word)) == 0;
    bool starved = !ok && errno == ENOMEM;
    leave();
    /* Told apart, or a short moment without memory would count as a wrong password. */
    if (starved) fatal("no memory for a password hash");
    return known && ok;
}

bool password_needs_rehash(const char *stored) {
    return limits(stored) == 1;
}
