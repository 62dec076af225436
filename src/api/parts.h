/* parts.h - what the files of api/ share. */
#ifndef API_PARTS_H
#define API_PARTS_H

#include "api/api.h"

/* ---- json.c: JSON as text ---- */

typedef struct Json { Buf b; bool after; } Json; /* after: a comma is due before the next */
Json json_new(Ctx *c);
void json_open(Json *j, char bracket);  /* { or [ */
void json_close(Json *j, char bracket); /* } or ] */
void json_name(Json *j, const char *name);
void json_text(Json *j, const char *s); /* NULL is null */
void json_int(Json *j, int64_t n);
void json_real(Json *j, double x);      /* NaN is null */
void json_yes(Json *j, bool yes);
void json_pair(Json *j, const char *name, const char *text); /* a member that is a text */
const char *json_instant(Ctx *c, int64_t ms); /* 2026-03-01T00:00:00.000Z */
const char *json_end(Json *j);

/* ---- shape.c: what things look like ---- */

typedef enum ShapeKind { SHAPE_ID, SHAPE_INT, SHAPE_REAL, SHAPE_TEXT, SHAPE_DAY, SHAPE_TIME,
                         SHAPE_YES, SHAPE_CHANGES } ShapeKind;
typedef struct ShapeField {
    const char *name;
    ShapeKind   kind;
    bool        null; /* it may be missing: then it is null */
} ShapeField;
typedef struct Shape {
    const char       *path;    /* of its row in the tables of reads_*.c */
    const char       *name;    /* of the schema: "Task" */
    const char       *about;   /* key of a sentence */
    bool              list;    /* a page of them, in the order of the first field */
    const char       *filters; /* names in the query, with a space between; "" */
    const ShapeField *fields;  /* ends with a row without a name */
} Shape;
extern const Shape *const shape_tables[]; /* of reads_*.c; ends with NULL */
extern const Route *const api_routes[];   /* the same; ends with NULL */
const Shape *shape_of(const char *path);  /* NULL */

/* Values in the order of the fields; 0 of an id or a time that may be missing is null. */
void shape_put(Json *j, Ctx *c, const Shape *s, const Val *v);
#define shape_values(j, c, s, ...) shape_put((j), (c), (s), (const Val[]){__VA_ARGS__})

/* Which part of a list is asked for: what comes after a key, and how many at most. */
typedef struct Part {
    int64_t     after;
    const char *key;   /* the same as a text, where rows go by one; "" */
    int64_t     limit;
} Part;
enum { PART_USUAL = 100, PART_MAX = 500 };
/* errors  api.after.bad, api.limit.bad */
MUST Err part_read(const Request *r, Part *out);
/* A list: {"items": [...], "next": address}; columns of q as the shape of the route has them.
 * The query asked for limit + 1 rows, so it is known whether there are more. */
MUST Err shape_list(Ctx *c, Request *r, const Part *p, Rows *q);
/* The same piece by piece, where rows are made by hand. */
typedef struct Listing { Json j; Ctx *c; Request *r; const Part *part; const Shape *shape;
                         int64_t n; const char *last; bool more; } Listing;
Listing listing_open(Ctx *c, Request *r, const Part *p);
/* NULL when the page is full: then there are more, and the row is not taken. */
Json   *listing_row(Listing *l, const char *key);
void    listing_reply(Listing *l);
/* One thing; no row is http.missing. */
MUST Err shape_one(Ctx *c, Request *r, Rows *q);
void reply_json(Ctx *c, Request *r, int status, const char *text);

/* ---- outline.c ---- */

/* What stands on a page: {"title", "facts", "tables", "texts", "links", "forms"}. */
const char *outline(Ctx *c, const char *title, Bytes html);

/* ---- again.c: the same request sent twice ---- */

/* Has it been answered?  Then the reply is there.
 * errors   http.repeat.other   its name was used for another request */
MUST Err again_find(Ctx *c, Request *r);
MUST Err again_keep(Ctx *c, Request *r);
enum { AGAIN_KEPT_MS = 48 * 3600 * 1000 };

/* ---- bodies.c ---- */

/* The fields of the form of a route, with a space between: "work* lead:id due:day urgent:yes".
 * NULL where no row says so: then any. */
const char *body_of(const char *path);
const char *body_row(int i); /* the path of a row; NULL behind the last */

/* ---- openapi.c ---- */
const char *openapi(Ctx *c);
const Route *const *api_reached(void); /* what api_tables() was given */

#endif
