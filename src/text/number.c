/* number.c - numbers as people of each language write and read them.
 *
 * 1.234 is a thousand and more in Vietnamese and a little above one in English.
 * The language of the page decides, and what does not fit it is refused instead
 * of guessed: a form that took 12.5 for twelve and a half would still take 12.500
 * for twelve thousand five hundred. */
#include "text/text.h"

#include "text/letter.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DECIMALS_MAX = 15, SHOWN_MAX = 512, TYPED_MAX = 400 };

static char group_sign(const Ctx *c) { return c->lang == LANG_EN ? ',' : '.'; }
static char decimal_sign(const Ctx *c) { return c->lang == LANG_EN ? '.' : ','; }

/* plain is -?digits, then any one byte and more digits. */
static const char *grouped(const Ctx *c, const char *plain, const char *tail) {
    Buf    b = {.a = c->a};
    size_t n;
    buf_add(&b, plain, *plain == '-');
    plain += *plain == '-';
    n = strspn(plain, "0123456789");
    for (size_t i = 0; i < n; i++) {
        if (i && (n - i) % 3 == 0) buf_add(&b, (const char[]){group_sign(c)}, 1);
        buf_add(&b, plain + i, 1);
    }
    if (plain[n]) {
        buf_add(&b, (const char[]){decimal_sign(c)}, 1);
        buf_add(&b, plain + n + 1, strlen(plain + n + 1));
    }
    buf_add(&b, tail, strlen(tail));
    return b.s;
}

const char *text_int(const Ctx *c, int64_t v) {
    char plain[24];
    snprintf(plain, sizeof plain, "%lld", (long long)v);
    return grouped(c, plain, "");
}

static const char *real(const Ctx *c, double v, int decimals, const char *tail) {
    char plain[SHOWN_MAX];
    if (!isfinite(v)) return "–";
    if (decimals < 0) decimals = 0;
    if (decimals > DECIMALS_MAX) decimals = DECIMALS_MAX;
    snprintf(plain, sizeof plain, "%.*f", decimals, v);
    bool zero = !strpbrk(plain, "123456789");
    return grouped(c, plain + (zero && *plain == '-'), tail);
}

const char *text_real(const Ctx *c, double v, int decimals) { return real(c, v, decimals, ""); }

const char *text_percent(const Ctx *c, double v, int decimals) {
    return real(c, v * 100, decimals, "%");
}

static size_t space_len(const char *s) {
    static const char *const spaces[] = {" ", "\t", "\r", "\n", "\u00A0", "\u202F"};
    for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++)
        if (strncmp(s, spaces[i], strlen(spaces[i])) == 0) return strlen(spaces[i]);
    return 0;
}

/* What was typed without the spaces around it, its spaces and minus as one byte
 * each: ' ' and '-'. */
static Err tidy(const char *s, char out[TYPED_MAX + 1]) {
    size_t n = 0, len;
    while (s && (len = space_len(s)) > 0) s += len;
    if (!s || !*s) return "text.number.empty";
    for (; *s; s += len) {
        bool minus = strncmp(s, "−", strlen("−")) == 0;
        len = minus ? strlen("−") : space_len(s);
        if (n == TYPED_MAX) return "text.number.bad";
        out[n++] = minus ? '-' : len ? ' ' : *s;
        if (!len) len = 1;
    }
    while (n && out[n - 1] == ' ') n--;
    out[n] = '\0';
    return NULL;
}

/* digits, or groups of three parted by one and the same sign; then perhaps the
 * decimal sign and digits.  plain gets them with '.' for strtod. */
static bool reads(const char *s, char group, char decimal, char plain[TYPED_MAX + 1]) {
    size_t n = 0, run = strspn(s, "0123456789");
    char   sign = s[run] == ' ' ? ' ' : group;
    bool   many = s[run] == sign;
    if (run == 0 || (many && (run > 3 || *s == '0'))) return false;
    for (;;) {
        memcpy(plain + n, s, run);
        n += run;
        s += run;
        if (*s != sign) break;
        run = strspn(++s, "0123456789");
        if (run != 3) return false;
    }
    plain[n] = '\0';
    if (!*s) return true;
    size_t digits = strspn(s + 1, "0123456789");
    if (*s != decimal || !digits || s[1 + digits]) return false;
    plain[n] = '.';
    memcpy(plain + n + 1, s + 1, digits + 1);
    return true;
}

/* A plain number of strtod() in plain, the sign first. */
static Err number(const Ctx *c, const char *s, char plain[TYPED_MAX + 2]) {
    char typed[TYPED_MAX + 1], other[TYPED_MAX + 1];
    Err  e = tidy(s, typed);
    if (e) return e;
    bool  minus = *typed == '-';
    char *digits = typed + (minus || *typed == '+');
    *plain = '-';
    if (reads(digits, group_sign(c), decimal_sign(c), plain + minus)) return NULL;
    return reads(digits, decimal_sign(c), group_sign(c), other) ? "text.number.unclear"
                                                                : "text.number.bad";
}

Err text_int_parse(const Ctx *c, const char *s, int64_t *out) {
    char plain[TYPED_MAX + 2];
    Err  e = number(c, s, plain);
    if (e) return e;
    if (strchr(plain, '.')) return "text.number.whole";
    errno = 0;
    long long v = strtoll(plain, NULL, 10);
    if (errno) return "text.number.range";
    *out = v;
    return NULL;
}

Err text_real_parse(const Ctx *c, const char *s, double *out) {
    char plain[TYPED_MAX + 2];
    Err  e = number(c, s, plain);
    if (e) return e;
    double v = strtod(plain, NULL);
    if (!isfinite(v)) return "text.number.range";
    *out = v;
    return NULL;
}
