/* json_read.c - a JSON object (RFC 8259) as the fields of a form.
 *
 * Read strictly, and straight into fields: a body nests no deeper than a form's names do. */
#include "http/http.h"

#include "text/text.h"

#include <string.h>

enum { DEPTH_MAX = 4 };
typedef struct Reader { Ctx *c; Request *r; const char *s; } Reader;

static Err bad(void) { return "http.malformed"; }

static void skip(Reader *d) { d->s += strspn(d->s, " \t\r\n"); }

static bool next(Reader *d, char sign) {
    skip(d);
    if (*d->s != sign) return false;
    d->s++;
    return true;
}

static int hex4(const char *s) {
    int n = 0;
    for (int i = 0; i < 4; i++) {
        const char *digits = "0123456789abcdef", *at = s[i] ? strchr(digits, s[i] | 0x20) : NULL;
        if (!at) return -1;
        n = n * 16 + (int)(at - digits);
    }
    return n;
}

static void put_letter(Buf *b, unsigned u) {
    char out[4] = {(char)u};
    size_t n = u < 0x80 ? 1 : u < 0x800 ? 2 : u < 0x10000 ? 3 : 4;
    static const unsigned char first[] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (size_t i = n; n > 1 && i-- > 1; u >>= 6) out[i] = (char)(0x80 | (u & 0x3f));
    if (n > 1) out[0] = (char)(first[n] | u);
    buf_add(b, out, n);
}

/* After \u: one letter, which may take two of them. */
static Err read_hex(Reader *d, Buf *b) {
    int high = hex4(d->s), low = -1;
    if (high <= 0 || (high >= 0xdc00 && high < 0xe000)) return bad();
    d->s += 4;
    if (high < 0xd800 || high >= 0xe000) {
        put_letter(b, (unsigned)high);
        return NULL;
    }
    if (d->s[0] == '\\' && d->s[1] == 'u') low = hex4(d->s + 2);
    if (low < 0xdc00 || low >= 0xe000) return bad();
    d->s += 6;
    put_letter(b, 0x10000u + (unsigned)(high - 0xd800) * 0x400u + (unsigned)(low - 0xdc00));
    return NULL;
}

static Err read_escape(Reader *d, Buf *b) {
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    const char *at = *d->s ? strchr(from, *d->s) : NULL;
    char        sign = *d->s;
    if (!sign) return bad();
    d->s++;
    if (sign == 'u') return read_hex(d, b);
    if (!at) return bad();
    buf_add(b, &to[at - from], 1);
    return NULL;
}

static Err read_text(Reader *d, char **out) {
    Buf b = {.a = d->c->a};
    if (!next(d, '"')) return bad();
    buf_text(&b, "");
    while (*d->s != '"') {
        size_t plain = 0;
        while ((unsigned char)d->s[plain] >= ' ' && !strchr("\"\\", d->s[plain])) plain++;
        buf_add(&b, d->s, plain);
        d->s += plain;
        if (*d->s == '"') break;
        if (*d->s++ != '\\' || read_escape(d, &b)) return bad();
    }
    d->s++;
    *out = b.s ? b.s : arena_text(d->c->a, "");
    return text_valid(*out, strlen(*out)) ? NULL : bad();
}

/* A whole number or one with a decimal point, as a form of this language takes it. */
static Err read_number(Reader *d, char **out) {
    const char *s = d->s;
    size_t      sign = *s == '-', whole = strspn(s + sign, "0123456789"), part = 0;
    if (!whole || (whole > 1 && s[sign] == '0')) return bad();
    size_t n = sign + whole;
    if (s[n] == '.') part = strspn(s + n + 1, "0123456789");
    if ((s[n] == '.' && !part) || (s[n + (part ? part + 1 : 0)] | 0x20) == 'e') return bad();
    *out = arena_part(d->c->a, s, n + (part ? part + 1 : 0));
    if (part && d->c->lang == LANG_VI) (*out)[n] = ',';
    d->s += n + (part ? part + 1 : 0);
    return NULL;
}

static bool word(Reader *d, const char *w) {
    size_t n = strlen(w);
    if (strncmp(d->s, w, n) != 0) return false;
    d->s += n;
    return true;
}

/* One that is neither array nor object; *out is NULL for what is not there. */
static Err read_plain(Reader *d, char **out) {
    skip(d);
    *out = NULL;
    if (*d->s == '"') return read_text(d, out);
    if (word(d, "true")) {
        *out = arena_text(d->c->a, "1");
        return NULL;
    }
    if (word(d, "false") || word(d, "null")) return NULL;
    return read_number(d, out);
}

static Err take(Reader *d, const char *name, const char *value) {
    return value ? request_type(d->c, d->r, name, value) : NULL;
}

/* Boxes that are ticked. */
static Err read_array(Reader *d, const char *name) {
    if (next(d, ']')) return NULL;
    do {
        char *value;
        Err   e = read_plain(d, &value);
        if (!e && value) e = take(d, arena_print(d->c->a, "%s.%s", name, value), value);
        if (e) return e;
    } while (next(d, ','));
    return next(d, ']') ? NULL : bad();
}

static Err read_object(Reader *d, const char *within, int depth);

static Err read_value(Reader *d, const char *name, int depth) {
    char *value;
    if (next(d, '{')) return read_object(d, name, depth + 1);
    if (next(d, '[')) return read_array(d, name);
    Err e = read_plain(d, &value);
    return e ? e : take(d, name, value);
}

static Err read_object(Reader *d, const char *within, int depth) {
    if (depth > DEPTH_MAX) return bad();
    if (next(d, '}')) return NULL;
    do {
        char *name;
        skip(d);
        Err e = read_text(d, &name);
        if (!e && (!*name || !next(d, ':'))) e = bad();
        if (!e && within) name = arena_print(d->c->a, "%s.%s", within, name);
        if (!e) e = read_value(d, name, depth);
        if (e) return e;
    } while (next(d, ','));
    return next(d, '}') ? NULL : bad();
}

Err json_read(Ctx *c, Request *r, const char *body) {
    Reader d = {c, r, body};
    if (!next(&d, '{')) return bad();
    Err e = read_object(&d, NULL, 1);
    skip(&d);
    return e ? e : *d.s ? bad() : NULL;
}
