/* params.c - the column parameters: "start=0 end=10", parted by blanks, commas, semicolons.
 *
 * source   XLSForm reference; pyxform, parsing/parameters */
#include "xlsform/parts.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *lower(Arena *a, const char *s) {
    char *out = arena_text(a, s);
    for (char *p = out; *p; p++) *p = (char)tolower((unsigned char)*p);
    return out;
}

/* Values are words of a small language, but for names of columns, files and questions. */
static bool keeps_case(const char *key, const char *value) {
    static const char *const named[] = {"reference-geometry", "label", "value", NULL};
    return one_of(key, named) || begins(value, "${");
}

static const char *word(Arena *a, const char **p) {
    *p += strspn(*p, " \t\r\n,;");
    size_t n = strcspn(*p, " \t\r\n=,;");
    const char *w = n ? arena_part(a, *p, n) : NULL;
    *p += n;
    return w;
}

bool params_read(Form *f, const char *typed, int at, Map **out) {
    *out = arena_new(f->a, Map);
    for (const char *p = typed ? typed : ""; *(p += strspn(p, " \t\r\n,;"));) {
        const char *key = word(f->a, &p), *value = NULL;
        p += strspn(p, " \t\r\n,;");
        if (key && *p == '=') {
            p++;
            value = word(f->a, &p);
        }
        if (!value) {
            NOTE(f, ERROR, "xlsform.param.form", SURVEY_AT(at, "parameters"), WHAT(typed));
            return false;
        }
        key = lower(f->a, key);
        cells_set(f->a, *out, key, keeps_case(key, value) ? value : lower(f->a, value));
    }
    return true;
}

bool params_only(Form *f, const Map *p, const char *const *allowed, int at) {
    Buf may = {.a = f->a}, wrong = {.a = f->a};
    for (size_t i = 0; i < p->n; i++)
        if (!one_of(p->pair[i].key, allowed))
            buf_all(&wrong, wrong.len ? ", " : "", p->pair[i].key, NULL);
    if (!wrong.len) return true;
    for (const char *const *k = allowed; *k; k++) buf_all(&may, may.len ? ", " : "", *k, NULL);
    NOTE(f, ERROR, "xlsform.param.unknown", SURVEY_AT(at, "parameters"), WHAT(wrong.s, may.s));
    return false;
}

bool number_ok(const char *s) {
    char *end;
    if (!*s || strlen(s) > 60 || strspn(s, "0123456789+-.eE") != strlen(s)) return false;
    double r = strtod(s, &end);
    return !*end && isfinite(r);
}

bool integer_ok(const char *s) {
    if (*s == '-' || *s == '+') s++;
    return *s && strspn(s, "0123456789") == strlen(s) && strlen(s) < 16;
}

/* ---- range ---- */

typedef struct Range {
    long double start, end, step, tick, placeholder;
    bool        ticks, placed; /* those two were given */
} Range;

static bool range_bad(Form *f, const char *key, const char *param, int at) {
    NOTE(f, ERROR, key, SURVEY_AT(at, "parameters"), WHAT(param));
    return false;
}

static bool range_number(Form *f, const Map *p, const char *name, int at, long double *out) {
    const char *s = cells_text(p, name);
    if (!number_ok(s)) return range_bad(f, "xlsform.range.number", name, at);
    *out = strtold(s, NULL);
    return true;
}

/* Decimal fractions are rounded in binary, so a multiple is one within a millionth. */
static bool multiple(long double x, long double of) {
    long double q = x / of;
    return fabsl(q - roundl(q)) < 1e-6L;
}

static bool range_step(Form *f, const Range *r, long double step, const char *name, int at) {
    if (step == 0) return range_bad(f, "xlsform.range.zero", name, at);
    if (step > fabsl(r->end - r->start)) return range_bad(f, "xlsform.range.large", name, at);
    return true;
}

static bool outside(const Range *r, long double x) {
    return x < fminl(r->start, r->end) || x > fmaxl(r->start, r->end);
}

static bool range_extras(Form *f, Range *r, const Map *p, int at) {
    static const char *const tick = "tick_interval", *const place = "placeholder";
    if ((r->ticks = cells_text(p, tick))) {
        if (!range_step(f, r, r->tick, tick, at)) return false;
        if (!multiple(r->tick, r->step)) return range_bad(f, "xlsform.range.multiple", tick, at);
    }
    if ((r->placed = cells_text(p, place))) {
        if (!multiple(r->placeholder - r->start, r->step))
            return range_bad(f, "xlsform.range.multiple", place, at);
        if (outside(r, r->placeholder)) return range_bad(f, "xlsform.range.outside", place, at);
    }
    return true;
}

/* The texts at the ticks are a list of choices whose names are numbers. */
static bool range_labels(Form *f, const Range *r, const char *list, bool bare, int at) {
    const Choices *l = choices_of(f, list);
    bool           start = false, end = false, other = false;
    if (!l) return range_bad(f, "xlsform.range.labels", list, at);
    for (size_t i = 0; i < l->n; i++) {
        const char *s = l->choice[i].name;
        if (!number_ok(s)) return range_bad(f, "xlsform.range.words", list, at);
        long double x = strtold(s, NULL);
        if (outside(r, x)) return range_bad(f, "xlsform.range.beyond", list, at);
        if (r->ticks && !multiple(x - r->start, r->tick))
            return range_bad(f, "xlsform.range.between", "tick_interval", at);
        if (!multiple(x - r->start, r->step))
            return range_bad(f, "xlsform.range.between", "step", at);
        if (x == r->start) start = true;
        else if (x == r->end) end = true;
        else other = true;
    }
    if (bare && l->n > 2) return range_bad(f, "xlsform.range.many", list, at);
    if (bare && (other || !start || !end)) return range_bad(f, "xlsform.range.ends", list, at);
    return true;
}

static bool whole(long double x) { return x == roundl(x); }

/* vertical, no-ticks, both or none. */
static bool ticks_allowed(Form *f, const char *appearance) {
    static const char *const may[] = {"vertical", "no-ticks", NULL};
    for (const char *p = appearance ? appearance : ""; *(p += strspn(p, " "));) {
        size_t n = strcspn(p, " ");
        if (!one_of(arena_part(f->a, p, n), may)) return false;
        p += n;
    }
    return true;
}

/* What the XForm knows under another name. */
static void rename_params(Form *f, Map *p) {
    static const struct { const char *from, *to; } names[] = {
        {"tick_interval", "odk:tick-interval"}, {"placeholder", "odk:placeholder"}};
    for (size_t i = 0; i < 2; i++) {
        const char *s = cells_text(p, names[i].from);
        if (!s) continue;
        cells_set(f->a, p, names[i].to, s);
        cells_drop(p, names[i].from);
    }
    cells_drop(p, "tick_labelset");
}

bool range_params(Form *f, Item *q, Map *p, int at) {
    static const char *const allowed[] = {"end", "placeholder", "start", "step", "tick_interval",
                                          "tick_labelset", NULL};
    static const char *const numbers[] = {"start", "end", "step", "tick_interval", "placeholder"};
    static const char *const normal[] = {"1", "10", "1"};
    const char  *look = cells_text(q->control, "appearance"), *list;
    Range        r = {0};
    long double *to[] = {&r.start, &r.end, &r.step, &r.tick, &r.placeholder};
    if (!params_only(f, p, allowed, at)) return false;
    bool extras = cells_find(p, "tick_interval") || cells_find(p, "placeholder") ||
                  cells_find(p, "tick_labelset");
    if (extras && !ticks_allowed(f, look)) return range_bad(f, "xlsform.range.look", look, at);
    for (int i = 0; i < 3; i++)
        if (!cells_find(p, numbers[i])) cells_set(f->a, p, numbers[i], normal[i]);
    for (int i = 0; i < 5; i++)
        if (cells_find(p, numbers[i]) && !range_number(f, p, numbers[i], at, to[i])) return false;
    if (!range_step(f, &r, r.step, "step", at) || !range_extras(f, &r, p, at)) return false;
    list = cells_text(p, "tick_labelset");
    if (list && !range_labels(f, &r, list, look && strstr(look, "no-ticks"), at)) return false;
    if (!whole(r.start) || !whole(r.end) || !whole(r.step) || !whole(r.tick) ||
        !whole(r.placeholder))
        cells_set(f->a, item_bind(f, q), "type", "decimal");
    rename_params(f, p);
    q->itemset = list;
    for (size_t i = 0; i < p->n; i++)
        cells_set(f->a, item_control(f, q), p->pair[i].key, p->pair[i].text);
    return true;
}
