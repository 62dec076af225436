/* pager.c - which pages of a list are offered, and where they are. */
#include "html/html.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { NEAR = 1 }; /* pages shown on each side of this one */

Pager pager_at(int64_t asked, int64_t total, int64_t rows, const char *base) {
    int64_t pages = (total + rows - 1) / rows;
    int64_t page = asked < 1 || pages == 0 ? 1 : asked > pages ? pages : asked;
    return (Pager){.page = page, .pages = pages, .total = total, .base = base};
}

/* The first, those around this one, the last; a gap of a single page is filled,
 * for its number takes no more room than the dots. */
static bool shown(const Pager *p, int64_t n) {
    int64_t lo = p->page - NEAR, hi = p->page + NEAR;
    if (lo == 3) lo = 2;
    if (hi == p->pages - 2) hi = p->pages - 1;
    return n == 1 || n == p->pages || (lo <= n && n <= hi);
}

int64_t pager_after(const Pager *p, int64_t n) {
    if (n < 1) return 1;
    if (n >= p->pages) return 0;
    if (shown(p, n + 1)) return n + 1;
    int64_t near = p->page - NEAR;
    return n < near && near < p->pages ? near : p->pages;
}

const char *pager_address(const Ctx *c, const Pager *p, int64_t n) {
    if (n == 1) return p->base;
    size_t room = strlen(p->base) + sizeof "?page=" + 20;
    char  *s = arena_take(c->a, room);
    snprintf(s, room, "%s%cpage=%" PRId64, p->base, strchr(p->base, '?') ? '&' : '?', n);
    return s;
}
