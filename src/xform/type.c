/* type.c - what a text must be to be of a type, and how it is kept. */
#include "xform/parts.h"

#include <math.h>
#include <string.h>

static bool is_plain(const char *s) { return strspn(s, "0123456789+-.eE \t\r\n") == strlen(s); }

static bool int_fits(Arena *a, const char *s, const char **stored) {
    double n = text_number(s);
    if (isnan(n) || !is_plain(s) || fabs(n) > INT32_MAX) return false;
    *stored = number_text(a, trunc(n));
    return n == trunc(n);
}

/* A whole number is kept as "2.0", as a phone sends it. */
static bool decimal_fits(Arena *a, const char *s, const char **stored) {
    double n = text_number(s);
    if (!isfinite(n) || !is_plain(s)) return false;
    const char *text = number_text(a, n);
    *stored = strpbrk(text, ".e") ? text : arena_print(a, "%s.0", text);
    return true;
}

/* Of a moment the day alone is kept. */
static bool date_fits(Arena *a, const char *s, const char **stored) {
    double ms;
    if (!moment_read(s, &ms)) return false;
    *stored = s[10] ? arena_part(a, s, 10) : s;
    return !s[10];
}

static bool moment_fits(const char *s, const char **stored) {
    double ms;
    if (!moment_read(s, &ms) || !s[10]) return false;
    *stored = s;
    return true;
}

static bool bool_fits(const char *s) {
    static const char *const words[] = {"true", "false", "1", "0"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(s, words[i]) == 0) return true;
    return false;
}

static bool if_ok(bool ok, const char *s, const char **stored) {
    if (ok) *stored = s;
    return ok;
}

/* stored is set whenever something of the type can be made of it: 3.7 of an int gives 3, but
 * does not fit.  Else it stays as it was. */
bool type_fits(Arena *a, XType type, const char *s, const char **stored) {
    if (!*s) return *stored = "", true;
    switch (type) {
    case X_INT: return int_fits(a, s, stored);
    case X_DECIMAL: return decimal_fits(a, s, stored);
    case X_DATE: return date_fits(a, s, stored);
    case X_DATETIME: return moment_fits(s, stored);
    case X_TIME: return if_ok(clock_ok(s), s, stored);
    case X_GEOPOINT: return if_ok(place_ok(s, 1), s, stored);
    case X_GEOTRACE: return if_ok(place_ok(s, 2), s, stored);
    case X_GEOSHAPE: return if_ok(place_ok(s, 3), s, stored);
    case X_BOOLEAN: return if_ok(bool_fits(s), s, stored);
    default: return *stored = s, true;
    }
}
