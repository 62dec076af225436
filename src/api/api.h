/* api.h - the office for programs: /api/v1, in JSON.
 *
 * The address of a thing is that of its page behind the prefix: GET /api/v1/task/12 is what
 * /task/12 shows, POST /api/v1/task/12/report does what its form does.  Nothing is decided
 * here a second time: a body becomes the fields of the form, and the route's own handler
 * runs, under the rights that its caller has today.
 *
 * What is read often has a shape of its own (reads_*.c); any other page, also one that is
 * made tomorrow, is given as what stands on it: its facts, tables, forms (outline.c).  From
 * the tables of routes and of shapes comes the description in OpenAPI 3.1 as well.
 *
 * Who calls is said by an access secret (org/access.h), whose scopes are rows of areas[];
 * docs/api.md tells it to those who write programs. */
#ifndef API_H
#define API_H

#include "http/http.h"
#include "org/org.h"

#define API_PREFIX "/api/v1"

/* For struct Http; and for whoever makes an office of a test. */
extern const Program api_program;
/* The tables that programs may reach, as the server has them; once, before it starts. */
void api_tables(const Route *const *tables);

/* ---- area.c: what a secret may be good for ---- */

/* A part of the office: "work", with its words.  Its scopes are "read:work", "write:work". */
typedef struct Area { const char *name, *label; } Area;
extern const Area areas[]; /* ends with a row without a name; the first is that of any route
                              whose address no row of area.c knows */
const Area *area_of(const char *path); /* of a route, as its row has it */
const char *area_scope(Ctx *c, const Route *row); /* "write:work"; "" where none is asked for */
/* What only a person may do, in a browser: the key of why; NULL. */
const char *area_closed(const Route *row);

/* ---- Pages about it ---- */

typedef struct AccessPage {
    const Form   *form;
    const Access *rows;
    const char   *base;      /* address of the page */
    bool          all;       /* those of everybody, for administrators */
} AccessPage;
Html access_html(const Ctx *c, const AccessPage *p);
Html access_new_html(const Ctx *c, const Form *f, const Choice *scopes);
Html access_made_html(const Ctx *c, const char *name, const char *secret);
const char *access_end_address(const Ctx *c, const AccessPage *p, const Access *x);
Html access_badge(const Ctx *c, const Access *x); /* its state */
const char *access_scopes(const Ctx *c, const Access *x); /* in words */

/* What can be reached, as the page for people lists it. */
typedef struct ApiLine ApiLine;
struct ApiLine { const char *method, *path, *about, *scope, *fields; ApiLine *next; };
typedef struct ApiArea ApiArea;
struct ApiArea { const char *label; const ApiLine *lines; ApiArea *next; };
typedef struct ApiPage { const ApiArea *areas; const ApiLine *closed; } ApiPage;
Html api_html(const Ctx *c, const ApiPage *p);

extern const Route access_routes[]; /* secrets of programs, and the page about the interface */

#endif
