/* parts.h - what the files of http/ share. */
#ifndef PARTS_H
#define PARTS_H

#include "http/http.h"

/* A request as it came from the wire, before anybody has looked into it. */
typedef struct Raw {
    const char *method, *target;
    /* headers; NULL where they are absent */
    const char *cookie, *origin, *host, *fetch_site, *type, *length, *coding;
    const char *accept_language, *accept_encoding, *agent;
    const char *body; /* NULL if none */
} Raw;

/* parse.c.  errors  http.malformed */
MUST Err parse_target(Arena *a, const char *target, Request *r);
MUST Err parse_pairs(Arena *a, const char *text, const Pair **pairs); /* name=value&... */
const char *parse_cookie(Arena *a, const char *header, const char *name); /* NULL if absent */
Lang        parse_lang(const char *cookie, const char *accept);

/* route.c.  errors  http.missing; http.method: r->allow is then what it has */
MUST Err route_find(Arena *a, const Route *const *tables, const char *method, Request *r);

/* answer.c: leave a reply in r, whatever comes; err if it was refused already. */
void        answer(const Http *h, Arena *a, const Raw *raw, Err err, Request *r);
const char *session_cookie(const Http *h); /* its name */
void        touch(const Http *h, Arena *a, const char *hash); /* after the reply */

#endif
