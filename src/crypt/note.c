/* note.c - texts signed with Ed25519 so that anyone can check them.
 *
 * The format of Go's checksum database and of transparency logs, so that tools
 * of others read our checkpoints and outsiders need not trust our verifier. */
#include "crypt/crypt.h"
#include "crypt/utf8.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum { ED25519 = 1, ID = 4, SIGNATURES_MAX = 100, BASE64 = sodium_base64_VARIANT_ORIGINAL };
static const char dash[] = "\u2014 ";

static char *base64(Arena *a, const void *p, size_t n) {
    size_t room = sodium_base64_encoded_len(n, BASE64);
    return sodium_bin2base64(arena_take(a, room), room, p, n, BASE64);
}

/* Bytes of n signs of padded base64; p is NULL when they are none. */
static Bytes unbase64(Arena *a, const char *s, size_t n) {
    size_t   room = n / 4 * 3 + 3, got = 0;
    uint8_t *p = arena_take(a, room);
    if (sodium_base642bin(p, room, s, n, NULL, &got, NULL, BASE64) != 0) return (Bytes){0};
    return (Bytes){p, got};
}

/* What Unicode calls a space (White_Space), above the control characters. */
static bool space(uint32_t c) {
    return c == ' ' || c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) ||
           c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

static bool name_ok(const char *s) {
    uint32_t c;
    if (!*s) return false;
    while (*s)
        if (!crypt_utf8(&s, &c) || c < ' ' || c == '+' || space(c)) return false;
    return true;
}

/* UTF-8 without control characters other than the newline. */
static bool text_ok(const char *s) {
    uint32_t c;
    while (*s)
        if (!crypt_utf8(&s, &c) || (c < ' ' && c != '\n')) return false;
    return true;
}

static void set_id(Arena *a, NoteKey *key) {
    Buf b = {.a = a};
    buf_print(&b, "%s\n%c", key->name, ED25519);
    buf_add(&b, (const char *)key->open, sizeof key->open);
    memcpy(key->id, hash_of(b.s, b.len).b, ID);
}

Err note_key(Arena *a, const char *name, const uint8_t seed[KEY_BYTES], NoteKey *out) {
    if (!name_ok(name)) return "crypt.note.name";
    uint8_t secret[crypto_sign_SECRETKEYBYTES];
    out->name = arena_text(a, name);
    crypto_sign_seed_keypair(out->open, secret, seed);
    sodium_memzero(secret, sizeof secret);
    set_id(a, out);
    return NULL;
}

char *note_key_text(Arena *a, const NoteKey *key) {
    uint8_t typed[1 + sizeof key->open] = {ED25519};
    memcpy(typed + 1, key->open, sizeof key->open);
    return arena_print(a, "%s+%s+%s", key->name, hex_of(a, key->id, ID),
                       base64(a, typed, sizeof typed));
}

Err note_key_read(Arena *a, const char *text, NoteKey *out) {
    const char *plus = strchr(text, '+'), *last = plus ? strchr(plus + 1, '+') : NULL;
    if (!last) return "crypt.note.key";
    NoteKey key = {.name = arena_part(a, text, (size_t)(plus - text))};
    Bytes   typed = unbase64(a, last + 1, strlen(last + 1));
    const uint8_t *p = typed.p;
    if (!name_ok(key.name) || typed.n != 1 + sizeof key.open || p[0] != ED25519)
        return "crypt.note.key";
    memcpy(key.open, p + 1, sizeof key.open);
    set_id(a, &key);
    /* One text for each key: this compares the id, too. */
    if (strcmp(note_key_text(a, &key), text) != 0) return "crypt.note.key";
    *out = key;
    return NULL;
}

Err note_sign(Arena *a, const char *text, const char *name, const uint8_t seed[KEY_BYTES],
              char **note) {
    NoteKey key;
    Err     e = note_key(a, name, seed, &key);
    size_t  n = strlen(text);
    if (e) return e;
    if (n == 0 || text[n - 1] != '\n' || !text_ok(text)) return "crypt.note.form";

    uint8_t secret[crypto_sign_SECRETKEYBYTES], sig[ID + crypto_sign_BYTES];
    crypto_sign_seed_keypair(key.open, secret, seed);
    memcpy(sig, key.id, ID);
    crypto_sign_detached(sig + ID, NULL, (const uint8_t *)text, n, secret);
    sodium_memzero(secret, sizeof secret);
    *note = arena_print(a, "%s\n%s%s %s\n", text, dash, name, base64(a, sig, sizeof sig));
    return NULL;
}

/* The last blank line: behind it stand only signatures. */
static const char *last_blank(const char *s) {
    const char *found = NULL;
    while ((s = strstr(s, "\n\n"))) found = s++;
    return found;
}

/* One line: a dash, a name, a signature.  *ours when it is by this key. */
static Err check_line(Arena *a, const char *line, size_t n, const NoteKey *key, Bytes text,
                      bool *ours) {
    const size_t prefix = strlen(dash);
    const char  *gap = n > prefix ? memchr(line + prefix, ' ', n - prefix) : NULL;
    if (!gap || strncmp(line, dash, prefix) != 0) return "crypt.note.form";
    const char *name = arena_part(a, line + prefix, (size_t)(gap - line) - prefix);
    Bytes       sig = unbase64(a, gap + 1, n - (size_t)(gap + 1 - line));
    const uint8_t *p = sig.p;
    if (!name_ok(name) || sig.n <= ID) return "crypt.note.form";
    if (strcmp(name, key->name) != 0 || memcmp(p, key->id, ID) != 0) return NULL;
    if (sig.n != ID + crypto_sign_BYTES ||
        crypto_sign_verify_detached(p + ID, text.p, text.n, key->open) != 0)
        return "crypt.note.signature";
    *ours = true;
    return NULL;
}

Err note_open(Arena *a, const char *note, const NoteKey *key, char **text) {
    const char *blank = last_blank(note);
    if (!blank || !text_ok(note) || !blank[2]) return "crypt.note.form";
    Bytes signed_part = {note, (size_t)(blank + 1 - note)};
    bool  ours = false;
    int   lines = 0;
    for (const char *line = blank + 2; *line;) {
        const char *end = strchr(line, '\n');
        if (!end || ++lines > SIGNATURES_MAX) return "crypt.note.form";
        Err e = check_line(a, line, (size_t)(end - line), key, signed_part, &ours);
        if (e) return e;
        line = end + 1;
    }
    if (!ours) return "crypt.note.unsigned";
    *text = arena_part(a, note, signed_part.n);
    return NULL;
}

Err checkpoint_sign(Arena *a, const Checkpoint *p, const uint8_t seed[KEY_BYTES], char **note) {
    char *text = arena_print(a, "%s\n%" PRIu64 "\n%s\n", p->origin, p->size,
                             base64(a, p->root.b, sizeof p->root.b));
    return note_sign(a, text, p->origin, seed, note);
}

/* The line at *s without its newline, *s then behind it; NULL when there is none
 * or it is empty. */
static char *take_line(Arena *a, const char **s) {
    const char *end = strchr(*s, '\n');
    if (!end || end == *s) return NULL;
    char *line = arena_part(a, *s, (size_t)(end - *s));
    *s = end + 1;
    return line;
}

/* A decimal without signs or leading zeroes, in the range of the database. */
static bool read_size(const char *s, uint64_t *out) {
    size_t   n = strlen(s);
    uint64_t v = 0;
    if (strspn(s, "0123456789") != n || (s[0] == '0' && n > 1)) return false;
    for (; *s; s++) {
        uint64_t d = (uint64_t)(*s - '0');
        if (v > ((uint64_t)INT64_MAX - d) / 10) return false;
        v = v * 10 + d;
    }
    *out = v;
    return true;
}

Err checkpoint_open(Arena *a, const char *note, const NoteKey *key, Checkpoint *out) {
    char *text;
    Err   e = note_open(a, note, key, &text);
    if (e) return e;
    const char *rest = text;
    char *origin = take_line(a, &rest), *size = origin ? take_line(a, &rest) : NULL;
    char *root = size ? take_line(a, &rest) : NULL;
    if (!root) return "crypt.checkpoint.form";
    Checkpoint p = {.origin = origin};
    Bytes      h = unbase64(a, root, strlen(root));
    if (!read_size(size, &p.size) || h.n != HASH_BYTES) return "crypt.checkpoint.form";
    memcpy(p.root.b, h.p, HASH_BYTES);
    while (*rest)
        if (!take_line(a, &rest)) return "crypt.checkpoint.form";
    if (strcmp(origin, key->name) != 0) return "crypt.checkpoint.origin";
    *out = p;
    return NULL;
}
