/* qr_collect.c - what ODK Collect reads from a QR code to set itself up: its settings as JSON,
 * in the format of zlib, as base64.
 *
 * Some hundred bytes, so they are put into that format as they are (RFC 1950, RFC 1951, 3.2.4)
 * and no library has to press them. */
#include "survey/parts.h"

#include "crypt/crypt.h"

#include <string.h>

enum { STORED_MAX = 65535, ADLER = 65521 };

static uint32_t adler32(const char *s, size_t n) {
    uint32_t a = 1, b = 0;
    for (size_t i = 0; i < n; i++) {
        a = (a + (unsigned char)s[i]) % ADLER;
        b = (b + a) % ADLER;
    }
    return b << 16 | a;
}

static void add_byte(Buf *b, unsigned byte) { buf_add(b, &(char){(char)byte}, 1); }

/* One stored block between the head and the sum. */
static Bytes zlib_of(Arena *a, const char *s, size_t n) {
    Buf      b = {.a = a};
    uint32_t sum = adler32(s, n);
    if (n > STORED_MAX) fatal("settings of %zu bytes", n);
    buf_add(&b, "\x78\x01\x01", 3);
    add_byte(&b, (unsigned)n & 0xff), add_byte(&b, (unsigned)n >> 8);
    add_byte(&b, ~(unsigned)n & 0xff), add_byte(&b, (~(unsigned)n >> 8) & 0xff);
    buf_add(&b, s, n);
    for (int shift = 24; shift >= 0; shift -= 8) add_byte(&b, sum >> shift & 0xff);
    return (Bytes){b.s, b.len};
}

/* With + and / and padding, as RFC 4648, 4 has it. */
static const char *base64_plain(Arena *a, Bytes b) {
    char *s = base64_of(a, b.p, b.n);
    for (char *p = s; *p; p++) *p = *p == '-' ? '+' : *p == '_' ? '/' : *p;
    return arena_print(a, "%s%.*s", s, (int)((4 - strlen(s) % 4) % 4), "===");
}

static void add_json(Buf *b, const char *text) {
    buf_text(b, "\"");
    for (const char *p = text; *p; p++) {
        if (*p == '"' || *p == '\\') buf_text(b, "\\");
        if ((unsigned char)*p >= ' ') buf_add(b, p, 1);
    }
    buf_text(b, "\"");
}

const char *collect_settings(Arena *a, const char *address, const char *project) {
    Buf b = {.a = a};
    buf_text(&b, "{\"general\":{\"protocol\":\"odk_default\",\"server_url\":");
    add_json(&b, address);
    buf_text(&b, ",\"form_update_mode\":\"match_exactly\",\"autosend\":\"wifi_and_cellular\"},"
                 "\"project\":{\"name\":");
    add_json(&b, project);
    buf_text(&b, "},\"admin\":{}}");
    return base64_plain(a, zlib_of(a, b.s, b.len));
}
