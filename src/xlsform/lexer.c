/* lexer.c - the pieces of an expression, XML names, and references ${name}.
 *
 * An expression is not parsed: whether a default is reckoned, and where instance() begins and
 * ends in a label, depends only on its pieces, the first rule that fits at each place.
 * source   XPath 1.0, 3.7; Namespaces in XML, NCName; pyxform, parsing/expression */
#include "xlsform/parts.h"

#include <ctype.h>
#include <string.h>

/* ---- names ---- */

/* The letter at s and its bytes; text is valid UTF-8. */
static uint32_t letter(const char *s, size_t *bytes) {
    const unsigned char *p = (const unsigned char *)s;
    *bytes = p[0] < 0x80 ? 1 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
    uint32_t c = p[0] < 0x80 ? p[0] : p[0] & (0x3fu >> (*bytes - 1));
    for (size_t i = 1; i < *bytes; i++) c = c << 6 | (p[i] & 0x3f);
    return c;
}

static bool first_of_name(uint32_t c) {
    if (c < 0x80) return isalpha((int)c) || c == '_';
    return (c >= 0xc0 && c != 0xd7 && c != 0xf7 && c <= 0x2ff) || (c >= 0x370 && c <= 0x37d) ||
           (c >= 0x37f && c <= 0x1fff) || c == 0x200c || c == 0x200d ||
           (c >= 0x2070 && c <= 0x218f) || (c >= 0x2c00 && c <= 0x2fef) ||
           (c >= 0x3001 && c <= 0xd7ff) || (c >= 0xf900 && c <= 0xfdcf) ||
           (c >= 0xfdf0 && c <= 0xfffd) || (c >= 0x10000 && c <= 0xeffff);
}

static bool more_of_name(uint32_t c) {
    return first_of_name(c) || c == '-' || c == '.' || (c >= '0' && c <= '9') || c == 0xb7 ||
           (c >= 0x300 && c <= 0x36f) || c == 0x203f || c == 0x2040;
}

size_t name_length(const char *s) {
    size_t bytes, n = 0;
    if (!*s || !first_of_name(letter(s, &bytes))) return 0;
    for (n = bytes; s[n] && more_of_name(letter(s + n, &bytes));) n += bytes;
    return n;
}

bool name_ok(const char *s) {
    size_t n = s ? name_length(s) : 0;
    return n && !s[n];
}

/* a or a:b */
static size_t prefixed_length(const char *s) {
    size_t n = name_length(s);
    if (!n || s[n] != ':') return n;
    size_t m = name_length(s + n + 1);
    return m ? n + 1 + m : n;
}

/* ---- pieces ---- */

/* Bytes that fit a shape: 9 a digit, all else itself. */
static size_t shape(const char *s, const char *as) {
    size_t n = 0;
    for (; as[n]; n++)
        if (as[n] == '9' ? !isdigit((unsigned char)s[n]) : s[n] != as[n]) return 0;
    return n;
}

static size_t zone(const char *s) {
    size_t n = *s == '+' || *s == '-' ? shape(s + 1, "99:99") : 0;
    return n ? n + 1 : *s == 'Z';
}

static size_t time_length(const char *s) {
    size_t n = shape(s, "99:99:99");
    if (!n) return 0;
    if (s[n] == '.' && isdigit((unsigned char)s[n + 1]))
        for (n++; isdigit((unsigned char)s[n]);) n++;
    return n + zone(s + n);
}

static size_t digits(const char *s) { return strspn(s, "0123456789"); }

static size_t number_length(const char *s) {
    size_t sign = *s == '-', n = digits(s + sign);
    if (n && s[sign + n] == '.') return sign + n + 1 + digits(s + sign + n + 1);
    if (n) return sign + n;
    n = s[sign] == '.' ? digits(s + sign + 1) : 0;
    return n ? sign + 1 + n : 0;
}

static size_t any_of(const char *s, const char *const *words) {
    for (; *words; words++)
        if (begins(s, *words)) return strlen(*words);
    return 0;
}

static bool day_or_time(const char *s, Token *t, size_t *n) {
    size_t sign = *s == '-', day = shape(s + sign, "9999-99-99");
    if (day) {
        size_t time = s[sign + day] == 'T' ? time_length(s + sign + day + 1) : 0;
        *t = time ? TOKEN_DATETIME : TOKEN_DATE;
        *n = sign + day + (time ? 1 + time : 0);
        return true;
    }
    *t = TOKEN_TIME;
    return (*n = time_length(s)) > 0;
}

static bool operator_at(const char *s, Token *t, size_t *n) {
    static const char *const maths[] = {"*", "+", "-", " mod ", " div ", NULL};
    static const char *const compares[] = {"=", "!=", "<=", ">=", "<", ">", NULL};
    static const char *const bools[] = {" and ", " or ", NULL};
    static const struct { const char *sign; Token t; } one[] = {
        {"|", TOKEN_UNION}, {"(", TOKEN_OPEN}, {")", TOKEN_CLOSE}, {"..", TOKEN_PARENT},
        {".", TOKEN_SELF}, {"/", TOKEN_SLASH}, {",", TOKEN_COMMA}, {"]", TOKEN_PREDICATE_END}};
    if ((*n = any_of(s, maths))) return *t = TOKEN_MATH, true;
    if ((*n = any_of(s, compares))) return *t = TOKEN_COMPARE, true;
    if ((*n = any_of(s, bools))) return *t = TOKEN_BOOL, true;
    for (size_t i = 0; i < sizeof one / sizeof *one; i++) {
        if (!begins(s, one[i].sign)) continue;
        *t = one[i].t;
        *n = strlen(one[i].sign);
        return true;
    }
    return false;
}

/* Bytes of ${name} or ${last-saved#name}. */
static size_t ref_length(const char *s) {
    if (!begins(s, "${")) return 0;
    size_t n = begins(s + 2, "last-saved#") ? 13 : 2, m = name_length(s + n);
    return m && s[n + m] == '}' ? n + m + 1 : 0;
}

static bool word_at(const char *s, Token *t, size_t *n) {
    if (*s == '"' || *s == '\'') {
        const char *end = strchr(s + 1, *s);
        *n = end ? (size_t)(end - s) + 1 : 0;
        *t = TOKEN_LITERAL;
        if (end) return true;
    }
    if ((*n = strspn(s, " \t\r\n"))) return *t = TOKEN_BLANK, true;
    if ((*n = ref_length(s))) return *t = TOKEN_REF, true;
    size_t m = prefixed_length(s), plain = name_length(s);
    if (!m) return false;
    *n = m + 1;
    *t = s[m] == '(' ? TOKEN_CALL : s[m] == '[' ? TOKEN_PREDICATE : TOKEN_NAME;
    if (*t != TOKEN_NAME) return true;
    *t = begins(s + plain, "://") ? TOKEN_URI : TOKEN_NAME;
    *n = *t == TOKEN_URI ? plain + 3 : m;
    return true;
}

Token lexer_next(const char *s, size_t at, size_t *length) {
    Token t;
    s += at;
    if (day_or_time(s, &t, length)) return t;
    if ((*length = number_length(s))) return TOKEN_NUMBER;
    if (operator_at(s, &t, length) || word_at(s, &t, length)) return t;
    letter(s, length);
    return TOKEN_OTHER;
}

bool default_dynamic(const char *value, const char *type) {
    static const char *const hyphened[] = {"date", "dateTime", "geopoint", "geotrace", "geoshape",
                                           NULL};
    bool   may = one_of(type, hyphened);
    size_t n;
    for (size_t at = 0; value && value[at]; at += n) {
        Token t = lexer_next(value, at, &n);
        if (t == TOKEN_MATH && may && value[at] == '-') return false;
        if (t == TOKEN_MATH || t == TOKEN_UNION || t == TOKEN_PREDICATE || t == TOKEN_REF ||
            t == TOKEN_CALL)
            return true;
    }
    return false;
}

/* ---- references ---- */

bool ref_next(Arena *a, const char *s, size_t from, Ref *r, bool *wrong) {
    for (const char *p = s + from; (p = strstr(p, "${")); p += 2) {
        size_t n = ref_length(p);
        if (!n) {
            if (wrong) *wrong = true;
            continue;
        }
        size_t skip = begins(p + 2, "last-saved#") ? 13 : 2;
        *r = (Ref){.start = (size_t)(p - s), .end = (size_t)(p - s) + n,
                   .name = arena_part(a, p + skip, n - skip - 1), .last_saved = skip > 2};
        return true;
    }
    return false;
}

bool ref_has(Arena *a, const char *s) {
    Ref r;
    return s && ref_next(a, s, 0, &r, NULL);
}

bool ref_only(Arena *a, const char *s, Ref *r) {
    Ref mine;
    if (!r) r = &mine;
    return s && ref_next(a, s, 0, r, NULL) && r->start == 0 && !s[r->end];
}
