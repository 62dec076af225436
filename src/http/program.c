/* program.c - requests of programs: found by their prefix, named by their headers. */
#include "http/parts.h"

#include "text/text.h"

#include <string.h>
#include <strings.h>

/* "Bearer abc", as RFC 6750 has it; anything else is nobody. */
static const char *bearer_of(const Raw *raw) {
    const char *s = raw->authorization;
    if (!s || strncasecmp(s, "Bearer ", 7) != 0) return NULL;
    s += 7 + strspn(s + 7, " ");
    return *s && strlen(s) <= BEARER_SIGNS_MAX ? s : NULL;
}

static const Program *program_at(const Http *h, const char *method, const char *path) {
    bool shows = strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
    for (const Program *const *p = h->programs; p && *p; p++) {
        size_t n = strlen((*p)->prefix);
        bool   its = strncmp(path, (*p)->prefix, n) == 0;
        if (its && !(shows && (*p)->sends) && (path[n] == '/' || path[n] == '\0')) return *p;
    }
    return NULL;
}

void program_meet(const Http *h, Arena *a, const Raw *raw, Request *r) {
    r->program = program_at(h, raw->method, r->path);
    if (!r->program) return;
    const char *path = r->path + strlen(r->program->prefix);
    r->path = *path ? arena_text(a, path) : "/";
    r->proof = raw->authorization;
    r->protocol = raw->protocol;
    r->repeat = raw->repeat;
    r->known = raw->known;
    if (r->program->meet) r->program->meet(a, r);
    else r->bearer = bearer_of(raw);
}

/* Of an address that is in both the program's own is meant; what is only known with another
 * method says so. */
Err program_find(const Http *h, Arena *a, const Raw *raw, Request *r) {
    const char *s = r->repeat;
    size_t      n = s ? strlen(s) : 1;
    if (n == 0 || n > REPEAT_SIGNS_MAX || (s && !text_valid(s, n))) return "http.repeat.bad";
    const char *as = request_query(r, "as");
    bool        page = as && strcmp(as, "page") == 0; /* what stands on the page is wanted */
    Err         e = page ? "http.missing" : route_find(a, r->program->tables, raw->method, r);
    return e && !r->program->alone ? route_find(a, h->tables, raw->method, r) : e;
}

Err request_type(Ctx *c, Request *r, const char *name, const char *value) {
    Pair *list = (Pair *)(uintptr_t)r->form.typed; /* made here, in the arena */
    Err   e = parse_pair(c->a, &list, name, arena_text(c->a, value));
    if (!r->form.typed) r->form.typed = list;
    return e;
}
