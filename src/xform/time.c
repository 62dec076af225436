/* time.c - days, moments and times of the clock.
 *
 * A moment without a zone is on the clock of Vietnam, seven hours ahead of UTC, as is
 * everything that is written here.
 * source   getodk.github.io/xforms-spec, "XPath functions"; ISO 8601 */
#include "xform/parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { DAY_MS = 86400000 };

static bool digits(const char *s, int n, int *out) {
    *out = 0;
    for (int i = 0; i < n; i++) {
        if (s[i] < '0' || s[i] > '9') return false;
        *out = *out * 10 + (s[i] - '0');
    }
    return true;
}

/* HH[:MM[:SS[.f...]]]; *end is what follows. */
static bool read_clock(const char *s, double *ms, const char **end) {
    int h, m = 0, sec = 0;
    if (!digits(s, 2, &h) || h > 23) return false;
    s += 2;
    if (*s == ':') {
        if (!digits(s + 1, 2, &m) || m > 59) return false;
        s += 3;
        if (*s == ':') {
            if (!digits(s + 1, 2, &sec) || sec > 59) return false;
            s += 3;
        }
    }
    *ms = ((h * 60 + m) * 60 + sec) * 1000.0;
    if (*s == '.') {
        double unit = 100;
        if (s[1] < '0' || s[1] > '9') return false;
        for (s++; *s >= '0' && *s <= '9'; s++, unit /= 10)
            if (unit >= 1) *ms += (*s - '0') * unit;
    }
    *end = s;
    return true;
}

/* Nothing, Z, or +HH:MM up to 14 hours. */
static bool read_zone(const char *s, double *ms) {
    int h, m;
    *ms = ZONE_MS;
    if (!*s) return true;
    if ((*s == 'Z' || *s == 'z') && !s[1]) return *ms = 0, true;
    if ((*s != '+' && *s != '-') || !digits(s + 1, 2, &h) || s[3] != ':' ||
        !digits(s + 4, 2, &m) || s[6] || h > 14 || m > 59)
        return false;
    *ms = (h * 60 + m) * 60000.0 * (*s == '-' ? -1 : 1);
    return true;
}

bool moment_read(const char *s, double *ms) {
    char   day[DAY_BYTES] = "";
    double clock = 0, zone = ZONE_MS;
    if (s[0] < '0' || s[0] > '9') return false;
    size_t n = strnlen(s, 60);
    if (n < 10 || n == 60 || s[4] != '-') return false;
    memcpy(day, s, 10);
    if (!date_ok(day)) return false;
    if (s[10] && (s[10] != 'T' || !read_clock(s + 11, &clock, &s) || !read_zone(s, &zone)))
        return false;
    *ms = (double)day_number(day) * DAY_MS + clock - zone;
    return true;
}

bool clock_ok(const char *s) {
    double      ms;
    const char *rest;
    return strlen(s) >= 5 && s[2] == ':' && read_clock(s, &ms, &rest) && read_zone(rest, &ms);
}

/* ---- writing ---- */

static bool in_years(double ms) { return ms > -62135596800000.0 && ms < 253402214400000.0; }

const char *moment_full(Arena *a, double ms) {
    if (isnan(ms) || !in_years(ms)) return "";
    double local = floor(ms) + ZONE_MS, day = floor(local / DAY_MS);
    int    rest = (int)(local - day * DAY_MS);
    return arena_print(a, "%sT%02d:%02d:%02d.%03d+07:00", day_text(a, (int64_t)day),
                       rest / 3600000, rest / 60000 % 60, rest / 1000 % 60, rest % 1000);
}

const char *moment_text(Arena *a, double ms) {
    if (isnan(ms) || !in_years(ms)) return "";
    double local = floor(ms) + ZONE_MS, day = floor(local / DAY_MS);
    return local == day * DAY_MS ? day_text(a, (int64_t)day) : moment_full(a, ms);
}

Value is_moment(Eval *e, double ms) {
    Value v = is_number(ms / DAY_MS);
    v.s = moment_text(e->a, ms);
    return v;
}

/* ---- functions ---- */

static Value run_today(Eval *e, const Ast *call) {
    (void)call;
    return is_moment(e, (double)day_number(e->c->today) * DAY_MS - ZONE_MS);
}

static Value run_now(Eval *e, const Ast *call) {
    (void)call;
    Value v = is_moment(e, (double)e->c->now);
    v.s = moment_full(e->a, (double)e->c->now);
    return v;
}

/* 2024-3-5 as 2024-03-05, as people write it. */
static const char *padded(Arena *a, const char *s) {
    int  y, m, d, n = 0;
    if (sscanf(s, "%4d-%2d-%2d%n", &y, &m, &d, &n) != 3 || !n || s[4] != '-') return s;
    if (s[n] && s[n] != 'T') return s;
    return arena_print(a, "%04d-%02d-%02d%s", y, m, d, s + n);
}

/* The moment of a value; NaN.  A number is one of days. */
static double moment_of(Eval *e, Value v) {
    double ms;
    if (v.kind == IS_NUMBER) return floor(v.n * DAY_MS + 0.5);
    return moment_read(to_text(e, v), &ms) ? ms : NAN;
}

static Value run_date(Eval *e, const Ast *call) {
    Value v = eval(e, call->arg[0]);
    if (v.kind == IS_BOOL) return is_text("");
    if (v.kind != IS_NUMBER) v = is_text(padded(e->a, to_text(e, v)));
    double ms = moment_of(e, v);
    return isnan(ms) ? is_text("") : is_moment(e, ms);
}

static Value run_decimal_date(Eval *e, const Ast *call) {
    return is_number(moment_of(e, eval(e, call->arg[0])) / DAY_MS);
}

static Value run_decimal_time(Eval *e, const Ast *call) {
    const char *s = arg_text(e, call, 0), *rest;
    double      ms, zone;
    if (!clock_ok(s) || !read_clock(s, &ms, &rest) || !read_zone(rest, &zone))
        return is_number(NAN);
    ms = fmod(ms - zone + ZONE_MS + 2.0 * DAY_MS, DAY_MS);
    return is_number(ms / DAY_MS);
}

typedef struct Parts { int year, month, day, week, hour, minute, second, milli; } Parts;

static Parts parts_of(Arena *a, double ms) {
    double      local = floor(ms) + ZONE_MS, days = floor(local / DAY_MS);
    const char *day = day_text(a, (int64_t)days);
    int         rest = (int)(local - days * DAY_MS);
    Parts       p = {.week = day_weekday(day) % 7, .hour = rest / 3600000,
                     .minute = rest / 60000 % 60, .second = rest / 1000 % 60,
                     .milli = rest % 1000};
    digits(day, 4, &p.year);
    digits(day + 5, 2, &p.month);
    digits(day + 8, 2, &p.day);
    return p;
}

static bool add_time(Buf *b, const Parts *p, char what) {
    switch (what) {
    case 'H': buf_print(b, "%02d", p->hour); return true;
    case 'h': buf_print(b, "%d", p->hour); return true;
    case 'M': buf_print(b, "%02d", p->minute); return true;
    case 'S': buf_print(b, "%02d", p->second); return true;
    case '3': buf_print(b, "%03d", p->milli); return true;
    default: return false;
    }
}

static bool add_day(Buf *b, const Parts *p, char what) {
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    static const char week[] = "SunMonTueWedThuFriSat";
    switch (what) {
    case 'Y': buf_print(b, "%04d", p->year); return true;
    case 'y': buf_print(b, "%02d", p->year % 100); return true;
    case 'm': buf_print(b, "%02d", p->month); return true;
    case 'n': buf_print(b, "%d", p->month); return true;
    case 'b': buf_add(b, months + 3 * (p->month - 1), 3); return true;
    case 'd': buf_print(b, "%02d", p->day); return true;
    case 'e': buf_print(b, "%d", p->day); return true;
    case 'a': buf_add(b, week + 3 * p->week, 3); return true;
    default: return false;
    }
}

static Value format(Eval *e, const Ast *call, bool time) {
    Value v = eval(e, call->arg[0]);
    /* a day that was reckoned is a number of days */
    double ms = v.kind == IS_NUMBER && !v.s && !isnan(v.n) ? floor(v.n * DAY_MS + 0.5) : NAN;
    if (isnan(ms)) ms = moment_of(e, is_text(padded(e->a, to_text(e, v))));
    const char *s = arg_text(e, call, 1);
    if (isnan(ms) || !in_years(ms) || !work(e, (int64_t)strlen(s))) return is_text("");
    Parts p = parts_of(e->a, ms);
    Buf   b = {.a = e->a};
    for (; *s; s++) {
        if (*s == '%' && s[1] && (add_day(&b, &p, s[1]) || (time && add_time(&b, &p, s[1])))) s++;
        else buf_add(&b, s, 1);
    }
    return is_text(b.s ? b.s : "");
}

static Value run_format_date(Eval *e, const Ast *call) { return format(e, call, false); }
static Value run_format_time(Eval *e, const Ast *call) { return format(e, call, true); }

const Fn fns_time[] = {
    {"today",             0, 0, run_today,        FN_PLAIN},
    {"now",               0, 0, run_now,          FN_PLAIN},
    {"date",              1, 1, run_date,         FN_PLAIN},
    {"date-time",         1, 1, run_date,         FN_PLAIN},
    {"decimal-date-time", 1, 1, run_decimal_date, FN_PLAIN},
    {"decimal-time",      1, 1, run_decimal_time, FN_PLAIN},
    {"format-date",       2, 2, run_format_date,  FN_PLAIN},
    {"format-date-time",  2, 2, run_format_time,  FN_PLAIN},
    {0}
};
