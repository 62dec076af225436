/* route.c - the row of the tables that a request comes to. */
#include "http/parts.h"

#include <stdlib.h>
#include <string.h>

enum { ID_DIGITS_MAX = 18 }; /* such a number fits 64 bits */

static bool is_id(const char *s, size_t n) {
    if (n == 0 || n > ID_DIGITS_MAX || *s == '0') return false;
    return strspn(s, "0123456789") >= n;
}

/* One segment of the pattern, one of the path: the same word, or a part taken. */
static bool segment(Arena *a, const char *pat, size_t pn, const char *s, size_t n,
                    const Pair **ps) {
    if (*pat != '{') return pn == n && memcmp(pat, s, n) == 0;
    const char *name = arena_part(a, pat + 1, pn - 2);
    if (n == 0 || (strcmp(name, "id") == 0 && !is_id(s, n))) return false;
    Pair *p = arena_new(a, Pair);
    *p = (Pair){name, arena_part(a, s, n), (Pair *)*ps};
    *ps = p;
    return true;
}

static bool matches(Arena *a, const char *pat, const char *path, const Pair **parts) {
    *parts = NULL;
    while (*pat == '/' && *path == '/') {
        size_t pn = strcspn(++pat, "/"), n = strcspn(++path, "/");
        if (!segment(a, pat, pn, path, n, parts)) return false;
        pat += pn;
        path += n;
    }
    return *pat == '\0' && *path == '\0';
}

Err route_find(Arena *a, const Route *const *tables, const char *method, Request *r) {
    const char *wanted = strcmp(method, "HEAD") == 0 ? "GET" : method;
    for (; *tables; tables++) {
        for (const Route *row = *tables; row->method; row++) {
            const Pair *parts;
            if (!matches(a, row->path, r->path, &parts)) continue;
            r->allow = strcmp(row->method, "GET") == 0 ? "GET, HEAD" : row->method;
            if (strcmp(row->method, wanted) != 0) continue;
            r->route = row;
            r->parts = parts;
            return NULL;
        }
    }
    return r->allow ? "http.method" : "http.missing";
}
