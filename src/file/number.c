/* number.c - decimal numbers of files, as the nearest double.
 *
 * strtod() is right but takes 50 to 300 ns, and a file has millions.  Up to 15 digits
 * and a power of ten up to 22 are exact doubles, so one multiplication or division is
 * rounded once (Clinger, How to read floating point numbers accurately, 1990).  Up to
 * 19 digits and a power up to 27 are exact in the 64 bits of x86's long double; its
 * result is rounded twice, which goes wrong only when the first rounding ended on a
 * tie of the second: this case, and what is left, is strtod's. */
#include "file/parts.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

enum { DIGITS_MAX = 19, TEXT_MAX = 400 };

static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

typedef struct Decimal {
    uint64_t digits;
    int      count;    /* of digits, without leading zeros */
    int      exponent; /* of ten */
    bool     minus;
} Decimal;

/* s is ASCII and was found to be a number.  The point of the locale is always a
 * point: the program never calls setlocale. */
static double slowly(const char *s, size_t n, char point) {
    char copy[TEXT_MAX + 1];
    memcpy(copy, s, n);
    copy[n] = '\0';
    char *comma = strchr(copy, point);
    if (comma) *comma = '.';
    return strtod(copy, NULL);
}

#if LDBL_MANT_DIG == 64
static bool long_double(const Decimal *d, double *out) {
    static const long double big[] = {
        1e0L,  1e1L,  1e2L,  1e3L,  1e4L,  1e5L,  1e6L,  1e7L,  1e8L,  1e9L,
        1e10L, 1e11L, 1e12L, 1e13L, 1e14L, 1e15L, 1e16L, 1e17L, 1e18L, 1e19L,
        1e20L, 1e21L, 1e22L, 1e23L, 1e24L, 1e25L, 1e26L, 1e27L};
    if (d->count > DIGITS_MAX || d->exponent < -27 || d->exponent > 27) return false;
    long double x = (long double)d->digits;
    x = d->exponent < 0 ? x / big[-d->exponent] : x * big[d->exponent];
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits); /* the 64 bits of the fraction come first */
    if ((bits & 0x7FF) == 0x400) return false;
    *out = (double)x;
    return true;
}
#else
static bool long_double(const Decimal *d, double *out) {
    (void)d, (void)out;
    return false;
}
#endif

/* The digits at *p; how many there were. */
static int take_digits(const char **p, const char *end, Decimal *d) {
    const char *from = *p;
    for (; *p < end && (unsigned)(**p - '0') < 10; ++*p) {
        if (d->count < DIGITS_MAX) d->digits = d->digits * 10 + (unsigned)(**p - '0');
        if (d->digits || d->count) d->count++;
    }
    return (int)(*p - from);
}

/* "e-5" at *p. */
static bool take_exponent(const char **p, const char *end, int *out) {
    if (*p == end || (**p | 32) != 'e') return true;
    ++*p;
    bool minus = *p < end && **p == '-';
    if (*p < end && (**p == '-' || **p == '+')) ++*p;
    int value = 0, digits = 0;
    for (; *p < end && (unsigned)(**p - '0') < 10 && digits < 5; ++*p, digits++)
        value = value * 10 + (**p - '0');
    *out = minus ? -value : value;
    return digits > 0 && digits < 5;
}

bool number_read(const char *s, size_t n, char point, double *out) {
    Decimal     d = {0};
    const char *p = s, *end = s + n;
    int         fraction = 0, power = 0;
    if (n == 0 || n > TEXT_MAX) return false;
    if (*p == '-' || *p == '+') d.minus = *p++ == '-';
    const char *first = p;
    int whole = take_digits(&p, end, &d);
    if (whole > 1 && *first == '0') return false;
    if (p < end && *p == point) {
        p++;
        fraction = take_digits(&p, end, &d);
    }
    if (whole + fraction == 0 || !take_exponent(&p, end, &power) || p != end) return false;
    d.exponent = power - fraction;
    double x;
    if (d.digits == 0 && d.count == 0) x = 0;
    else if (d.count <= 15 && d.exponent >= -22 && d.exponent <= 22)
        x = d.exponent < 0 ? (double)d.digits / powers[-d.exponent]
                           : (double)d.digits * powers[d.exponent];
    else if (!long_double(&d, &x)) {
        x = slowly(first, (size_t)(end - first), point);
        if (!(x <= DBL_MAX)) return false;
    }
    *out = d.minus && x > 0 ? -x : x; /* there is one zero */
    return true;
}
