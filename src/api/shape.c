/* shape.c - things as JSON, by the table that also describes them. */
#include "api/parts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

const Shape *shape_of(const char *path) {
    for (const Shape *const *t = shape_tables; *t; t++)
        for (const Shape *s = *t; s->path; s++)
            if (strcmp(s->path, path) == 0) return s;
    return NULL;
}

/* Of a deed: as audit/log.c stores them. */
static void put_changes(Json *j, Ctx *c, const char *text) {
    json_open(j, '[');
    for (const Change *h = entry_changes(c->a, text); h; h = h->next) {
        json_open(j, '{');
        json_pair(j, "field", h->field);
        json_pair(j, "was", h->was);
        json_pair(j, "is", h->is);
        json_close(j, '}');
    }
    json_close(j, ']');
}

static void put_value(Json *j, Ctx *c, const ShapeField *f, Val v) {
    bool none = v.kind == VAL_INT && v.i == 0 && f->null &&
                (f->kind == SHAPE_ID || f->kind == SHAPE_TIME);
    json_name(j, f->name);
    if (none || v.kind == VAL_NULL) json_text(j, NULL);
    else if (f->kind == SHAPE_CHANGES) put_changes(j, c, v.s);
    else if (f->kind == SHAPE_YES) json_yes(j, v.i != 0);
    else if (f->kind == SHAPE_TIME) json_text(j, json_instant(c, v.i));
    else if (v.kind == VAL_INT) json_int(j, v.i);
    else if (v.kind == VAL_REAL) json_real(j, v.r);
    else json_text(j, v.s);
}

void shape_put(Json *j, Ctx *c, const Shape *s, const Val *v) {
    json_open(j, '{');
    for (const ShapeField *f = s->fields; f->name; f++) put_value(j, c, f, *v++);
    json_close(j, '}');
}

static Val column(Rows *q, int i, ShapeKind kind) {
    if (kind == SHAPE_REAL) return V(row_real(q, i));
    if (kind != SHAPE_TEXT && kind != SHAPE_DAY && kind != SHAPE_CHANGES) return V(row_int(q, i));
    const char *s = row_text(q, i);
    return s ? V(s) : (Val){.kind = VAL_NULL};
}

enum { FIELDS_MAX = 48 };

static const Val *values_of(Ctx *c, Rows *q, const Shape *s) {
    Val *v = arena_take(c->a, FIELDS_MAX * sizeof *v);
    for (int i = 0; s->fields[i].name; i++) v[i] = column(q, i, s->fields[i].kind);
    return v;
}

Err part_read(const Request *r, Part *out) {
    const char *after = request_text(r, "after"), *limit = request_text(r, "limit");
    *out = (Part){.key = after, .after = request_number(r, "after"), .limit = PART_USUAL};
    if (strlen(after) > 200) return "api.after.bad";
    if (*limit) out->limit = request_number(r, "limit");
    return out->limit < 1 || out->limit > PART_MAX ? "api.limit.bad" : NULL;
}

Listing listing_open(Ctx *c, Request *r, const Part *p) {
    Listing l = {.j = json_new(c), .c = c, .r = r, .part = p, .shape = shape_of(r->route->path)};
    json_open(&l.j, '{');
    json_name(&l.j, "items");
    json_open(&l.j, '[');
    return l;
}

Json *listing_row(Listing *l, const char *key) {
    l->more = l->n == l->part->limit;
    if (l->more) return NULL;
    l->n++;
    l->last = arena_text(l->c->a, key);
    return &l->j;
}

/* The same list from the last key on. */
static const char *next_of(Listing *l) {
    Buf b = {.a = l->c->a};
    buf_print(&b, "%s%s?after=", API_PREFIX, l->r->path);
    html_part(&b, V(l->last));
    for (const Pair *p = l->r->query; p; p = p->next) {
        if (strcmp(p->name, "after") == 0) continue;
        buf_text(&b, "&");
        html_part(&b, V(p->name));
        buf_text(&b, "=");
        html_part(&b, V(p->value));
    }
    return b.s;
}

void listing_reply(Listing *l) {
    json_close(&l->j, ']');
    json_pair(&l->j, "next", l->more ? next_of(l) : NULL);
    json_close(&l->j, '}');
    reply_json(l->c, l->r, 200, json_end(&l->j));
}

Err shape_list(Ctx *c, Request *r, const Part *p, Rows *q) {
    Listing l = listing_open(c, r, p);
    while (db_next(q)) {
        const Val  *v = values_of(c, q, l.shape);
        const char *key = v[0].kind == VAL_INT ? arena_print(c->a, "%" PRId64, v[0].i) : v[0].s;
        Json       *j = listing_row(&l, key);
        if (j) shape_put(j, c, l.shape, v);
    }
    listing_reply(&l);
    return q->err;
}

Err shape_one(Ctx *c, Request *r, Rows *q) {
    const Shape *s = shape_of(r->route->path);
    Json         j = json_new(c);
    bool         found = db_next(q);
    if (found) shape_put(&j, c, s, values_of(c, q, s));
    db_stop(q);
    if (!found) return q->err ? q->err : "http.missing";
    reply_json(c, r, 200, json_end(&j));
    return NULL;
}

void reply_json(Ctx *c, Request *r, int status, const char *text) {
    (void)c;
    reply_text(r, "application/json; charset=utf-8", text);
    r->reply.status = status;
}
