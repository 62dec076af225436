/* fn_geo.c - places: "latitude longitude [altitude [accuracy]]", several with ; between.
 *
 * A ball of JavaRosa's radius, results rounded to two decimals, as phones have it.
 * source   Chamberlain and Duquette, Some Algorithms for Polygons on a Sphere, 2007 (area);
 *          W. Randolph Franklin, PNPOLY (inside) */
#include "xform/parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct Place { double lat, lon; } Place;
typedef struct Places { Place *at; int n; bool ok; } Places;
static const double radius = 6378100; /* metres */

static bool read_place(const char *s, const char *end, Place *out) {
    double v[4];
    int    n = 0;
    char   part[64];
    while (s < end) {
        while (s < end && strchr(" \t\r\n", *s)) s++;
        size_t m = 0;
        while (s + m < end && !strchr(" \t\r\n", s[m])) m++;
        if (!m) break;
        if (n == 4 || m >= sizeof part) return false;
        memcpy(part, s, m);
        part[m] = '\0';
        char *rest;
        v[n++] = strtod(part, &rest);
        if (*rest || !isfinite(v[n - 1])) return false;
        s += m;
    }
    if (n < 2 || fabs(v[0]) > 90 || fabs(v[1]) > 180) return false;
    *out = (Place){v[0], v[1]};
    return true;
}

static void add_places(Eval *e, Places *p, const char *s) {
    while (p->ok && *s && work(e, 4)) {
        size_t n = strcspn(s, ";");
        if (strspn(s, " \t\r\n") >= n && !s[n]) break; /* a ; at the end */
        if ((p->n & (p->n - 1)) == 0) {
            Place *wide = arena_take(e->a, (size_t)(p->n ? p->n * 2 : 1) * sizeof *wide);
            if (p->n) memcpy(wide, p->at, (size_t)p->n * sizeof *wide);
            p->at = wide;
        }
        p->ok = read_place(s, s + n, &p->at[p->n]);
        p->n += p->ok;
        s += n + (s[n] == ';');
    }
}

static Places places_of(Eval *e, const Ast *call, int from, int to) {
    Places p = {.ok = true};
    for (int i = from; i < to; i++) {
        Value v = eval(e, call->arg[i]);
        int   n = v.kind == IS_NODES ? v.nodes : 1;
        for (int k = 0; k < n && !e->err; k++)
            add_places(e, &p, v.kind == IS_NODES ? node_text(e, v.node[k]) : to_text(e, v));
    }
    return p;
}

bool place_ok(const char *s, int least) {
    Place p;
    int   n = 0;
    while (*s) {
        size_t m = strcspn(s, ";");
        if (strspn(s, " \t\r\n") >= m && !s[m]) break;
        if (!read_place(s, s + m, &p)) return false;
        n++;
        s += m + (s[m] == ';');
    }
    return n >= least && (least > 1 || n == 1);
}

static double rad(double degrees) { return degrees * M_PI / 180; }
static double cents(double x) { return fabs(floor(x * 100 + 0.5) / 100); }

static Value run_area(Eval *e, const Ast *call) {
    Places p = places_of(e, call, 0, call->args);
    double sum = 0;
    if (!p.ok || p.n < 3) return is_number(0);
    for (int i = 0; i < p.n; i++) {
        Place a = p.at[i], b = p.at[(i + 1) % p.n];
        sum += rad(b.lon - a.lon) * (2 + sin(rad(b.lat)) + sin(rad(a.lat)));
    }
    return is_number(cents(sum * radius * radius / 2));
}

static double between(Place a, Place b) {
    double c = sin(rad(a.lat)) * sin(rad(b.lat)) +
               cos(rad(a.lat)) * cos(rad(b.lat)) * cos(rad(a.lon - b.lon));
    return acos(fmax(-1, fmin(1, c))) * radius; /* the same place twice is not above 1 */
}

static Value run_distance(Eval *e, const Ast *call) {
    Places p = places_of(e, call, 0, call->args);
    double sum = 0;
    if (!p.ok || p.n < 2) return is_number(NAN);
    for (int i = 1; i < p.n; i++) sum += between(p.at[i - 1], p.at[i]);
    return is_number(cents(sum));
}

static Value run_geofence(Eval *e, const Ast *call) {
    Places point = places_of(e, call, 0, 1), p = places_of(e, call, 1, 2);
    bool   in = false;
    if (!point.ok || point.n != 1 || !p.ok || p.n < 2) return is_bool(false);
    Place t = point.at[0], first = p.at[0], last = p.at[p.n - 1];
    if (first.lat != last.lat || first.lon != last.lon) return is_bool(false);
    for (int i = 1; i < p.n; i++) {
        Place a = p.at[i - 1], b = p.at[i];
        if ((b.lat > t.lat) != (a.lat > t.lat) &&
            t.lon < (a.lon - b.lon) * (t.lat - b.lat) / (a.lat - b.lat) + b.lon)
            in = !in;
    }
    return is_bool(in);
}

const Fn fns_geo[] = {
    {"area",          1, -1, run_area,     FN_PLAIN},
    {"enclosed-area", 1, -1, run_area,     FN_PLAIN}, /* its old name */
    {"distance",      1, -1, run_distance, FN_PLAIN},
    {"geofence",      2, 2,  run_geofence, FN_PLAIN},
    {0}
};
