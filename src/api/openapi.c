/* openapi.c - the description of /api/v1 in OpenAPI 3.1: from the tables of routes, of shapes
 * and of forms, so it tells what is there and nothing else. */
#include "api/parts.h"

#include <ctype.h>
#include <string.h>

/* What can be asked of one address. */
typedef struct Address Address;
struct Address { const char *path; const Route *get, *send; Address *next; };

static void add(Ctx *c, Address **first, const Route *row) {
    Address **at = first;
    bool      get = strcmp(row->method, "GET") == 0;
    if (area_closed(row)) return;
    while (*at && strcmp((*at)->path, row->path) != 0) at = &(*at)->next;
    if (!*at) {
        *at = arena_new(c->a, Address);
        (*at)->path = row->path;
    }
    const Route **slot = get ? &(*at)->get : &(*at)->send;
    if (!*slot) *slot = row; /* of its own before that of a page, as a request finds them */
}

static const Address *addresses(Ctx *c) {
    Address *first = NULL;
    for (const Route *const *t = api_routes; *t; t++)
        for (const Route *row = *t; row->method; row++) add(c, &first, row);
    for (const Route *const *t = api_reached(); t && *t; t++)
        for (const Route *row = *t; row->method; row++) add(c, &first, row);
    return first;
}

/* "getTaskIdHistory" of GET /task/{id}/history. */
static const char *operation(Ctx *c, const char *verb, const char *path) {
    Buf  b = {.a = c->a};
    bool begins = true;
    buf_text(&b, verb);
    for (const char *p = path; *p; p++) {
        char sign = (char)(begins ? toupper((unsigned char)*p) : *p);
        if (isalnum((unsigned char)*p)) buf_add(&b, &sign, 1);
        begins = !isalnum((unsigned char)*p);
    }
    if (strcmp(path, "/") == 0) buf_text(&b, "Home");
    return b.s;
}

static void put_type(Json *j, const char *type, bool null, const char *format) {
    json_name(j, "type");
    if (null) {
        json_open(j, '[');
        json_text(j, type);
        json_text(j, "null");
        json_close(j, ']');
    } else {
        json_text(j, type);
    }
    if (format) json_pair(j, "format", format);
}

static void put_kind(Json *j, ShapeKind kind, bool null) {
    switch (kind) {
    case SHAPE_ID: case SHAPE_INT: put_type(j, "integer", null, "int64"); break;
    case SHAPE_REAL: put_type(j, "number", null, NULL); break;
    case SHAPE_TEXT: put_type(j, "string", null, NULL); break;
    case SHAPE_DAY:  put_type(j, "string", null, "date"); break;
    case SHAPE_TIME: put_type(j, "string", null, "date-time"); break;
    case SHAPE_YES:  put_type(j, "boolean", null, NULL); break;
    case SHAPE_CHANGES:
        put_type(j, "array", null, NULL);
        json_name(j, "items");
        json_open(j, '{');
        json_pair(j, "$ref", "#/components/schemas/Change");
        json_close(j, '}');
    }
}

static void put_ref(Json *j, const char *name, Ctx *c) {
    json_open(j, '{');
    json_pair(j, "$ref", arena_print(c->a, "#/components/schemas/%s", name));
    json_close(j, '}');
}

static void put_shape(Json *j, const Shape *s) {
    json_open(j, '{');
    put_type(j, "object", false, NULL);
    json_name(j, "required");
    json_open(j, '[');
    for (const ShapeField *f = s->fields; f->name; f++) json_text(j, f->name);
    json_close(j, ']');
    json_name(j, "properties");
    json_open(j, '{');
    for (const ShapeField *f = s->fields; f->name; f++) {
        json_name(j, f->name);
        json_open(j, '{');
        put_kind(j, f->kind, f->null);
        json_close(j, '}');
    }
    json_close(j, '}');
    json_close(j, '}');
}

/* ---- Parameters ---- */

static void put_parameter(Json *j, const char *name, const char *in, const char *type, bool must) {
    json_open(j, '{');
    json_pair(j, "name", name);
    json_pair(j, "in", in);
    json_name(j, "required");
    json_yes(j, must);
    json_name(j, "schema");
    json_open(j, '{');
    put_type(j, type, false, NULL);
    json_close(j, '}');
    json_close(j, '}');
}

static void put_path_parts(Json *j, Ctx *c, const char *path) {
    for (const char *p = path; (p = strchr(p, '{')); p++) {
        const char *name = arena_part(c->a, p + 1, strcspn(p + 1, "}"));
        bool number = strcmp(name, "id") == 0 || strcmp(name, "n") == 0;
        put_parameter(j, name, "path", number ? "integer" : "string", true);
    }
}

static void put_filters(Json *j, Ctx *c, const char *filters) {
    for (const char *p = filters; *p; p += strspn(p, " ")) {
        size_t n = strcspn(p, " ");
        put_parameter(j, arena_part(c->a, p, n), "query", "string", false);
        p += n;
    }
}

static void put_parameters(Json *j, Ctx *c, const Route *row, const Shape *s) {
    bool send = strcmp(row->method, "POST") == 0;
    json_name(j, "parameters");
    json_open(j, '[');
    put_path_parts(j, c, row->path);
    if (s && s->list) {
        put_parameter(j, "after", "query", "string", false);
        put_parameter(j, "limit", "query", "integer", false);
    }
    if (s) put_filters(j, c, s->filters);
    if (send) put_parameter(j, "Idempotency-Key", "header", "string", false);
    json_close(j, ']');
}

/* ---- What is sent ---- */

static void put_body_type(Json *j, const char *type) {
    bool list = strcmp(type, "list") == 0, map = strcmp(type, "map") == 0;
    json_open(j, '{');
    if (strcmp(type, "id") == 0) put_type(j, "integer", false, "int64");
    else if (strcmp(type, "day") == 0) put_type(j, "string", false, "date");
    else if (strcmp(type, "yes") == 0) put_type(j, "boolean", false, NULL);
    else if (strcmp(type, "number") == 0) put_type(j, "number", false, NULL);
    else if (strcmp(type, "file") == 0) put_type(j, "string", false, "binary");
    else put_type(j, list ? "array" : map ? "object" : "string", false, NULL);
    if (list) {
        json_name(j, "items");
        json_open(j, '{');
        json_name(j, "type");
        json_open(j, '[');
        json_text(j, "integer");
        json_text(j, "string");
        json_close(j, ']');
        json_close(j, '}');
    }
    json_close(j, '}');
}

/* Each word of a row of bodies.c: "work*", "lead:id". */
static void put_body_fields(Json *j, Ctx *c, const char *body) {
    json_name(j, "properties");
    json_open(j, '{');
    for (const char *p = body; *p; p += strspn(p, " ")) {
        size_t      n = strcspn(p, " "), name = strcspn(p, " *:");
        const char *colon = memchr(p, ':', n);
        json_name(j, arena_part(c->a, p, name));
        put_body_type(j, colon ? arena_part(c->a, colon + 1, (size_t)(p + n - colon - 1)) : "text");
        p += n;
    }
    json_close(j, '}');
}

static void put_body_needed(Json *j, Ctx *c, const char *body) {
    json_name(j, "required");
    json_open(j, '[');
    for (const char *p = body; *p; p += strspn(p, " ")) {
        size_t n = strcspn(p, " "), name = strcspn(p, " *:");
        if (p[name] == '*') json_text(j, arena_part(c->a, p, name));
        p += n;
    }
    json_close(j, ']');
}

static void put_body_schema(Json *j, Ctx *c, const char *body) {
    json_name(j, "schema");
    json_open(j, '{');
    put_type(j, "object", false, NULL);
    if (body) put_body_fields(j, c, body);
    if (body) put_body_needed(j, c, body);
    json_close(j, '}');
}

static void put_body(Json *j, Ctx *c, const Route *row) {
    const char *body = body_of(row->path);
    json_name(j, "requestBody");
    json_open(j, '{');
    json_name(j, "required");
    json_yes(j, body && strchr(body, '*'));
    json_name(j, "content");
    json_open(j, '{');
    json_name(j, "application/json");
    json_open(j, '{');
    put_body_schema(j, c, body);
    json_close(j, '}');
    if (row->files) {
        json_name(j, "multipart/form-data");
        json_open(j, '{');
        put_body_schema(j, c, body);
        json_close(j, '}');
    }
    json_close(j, '}');
    json_close(j, '}');
}

/* ---- What comes back ---- */

static void put_list_schema(Json *j, Ctx *c, const Shape *s) {
    json_open(j, '{');
    put_type(j, "object", false, NULL);
    json_name(j, "required");
    json_open(j, '[');
    json_text(j, "items");
    json_text(j, "next");
    json_close(j, ']');
    json_name(j, "properties");
    json_open(j, '{');
    json_name(j, "items");
    json_open(j, '{');
    put_type(j, "array", false, NULL);
    json_name(j, "items");
    put_ref(j, s->name, c);
    json_close(j, '}');
    json_name(j, "next");
    json_open(j, '{');
    put_type(j, "string", true, NULL);
    json_close(j, '}');
    json_close(j, '}');
    json_close(j, '}');
}

static void put_content(Json *j, Ctx *c, const Route *row, const Shape *s) {
    bool send = strcmp(row->method, "POST") == 0;
    bool own = strcmp(row->path, "/openapi.json") == 0;
    json_name(j, "content");
    json_open(j, '{');
    json_name(j, "application/json");
    json_open(j, '{');
    json_name(j, "schema");
    if (own) {
        json_open(j, '{');
        put_type(j, "object", false, NULL);
        json_close(j, '}');
    } else if (s && s->list) put_list_schema(j, c, s);
    else put_ref(j, s ? s->name : send ? "Done" : "Page", c);
    json_close(j, '}');
    json_close(j, '}');
}

static void put_response(Json *j, Ctx *c, const char *status, const char *about, const Route *row,
                         const Shape *s) {
    json_name(j, status);
    json_open(j, '{');
    json_pair(j, "description", tr(c, about));
    put_content(j, c, row, s);
    json_close(j, '}');
}

static void put_responses(Json *j, Ctx *c, const Route *row, const Shape *s) {
    bool send = strcmp(row->method, "POST") == 0;
    json_name(j, "responses");
    json_open(j, '{');
    put_response(j, c, "200", send ? "api.done" : "api.read", row, s);
    if (send) put_response(j, c, "201", "api.made", row, s);
    json_name(j, "default");
    json_open(j, '{');
    json_pair(j, "$ref", "#/components/responses/Problem");
    json_close(j, '}');
    json_close(j, '}');
}

static void put_operation(Json *j, Ctx *c, const Route *row) {
    bool         send = strcmp(row->method, "POST") == 0;
    const Shape *s = send ? NULL : shape_of(row->path);
    const char  *scope = area_scope(c, row);
    json_name(j, send ? "post" : "get");
    json_open(j, '{');
    json_pair(j, "operationId", operation(c, send ? "send" : "get", row->path));
    if (s) json_pair(j, "summary", tr(c, s->about));
    json_name(j, "tags");
    json_open(j, '[');
    json_text(j, area_of(row->path)->name);
    json_close(j, ']');
    if (*scope) json_pair(j, "x-scope", scope);
    if (!*scope) {
        json_name(j, "security");
        json_open(j, '[');
        json_close(j, ']');
    }
    put_parameters(j, c, row, s);
    if (send) put_body(j, c, row);
    put_responses(j, c, row, s);
    json_close(j, '}');
}

/* ---- The whole ---- */

/* Schemas that are of no table: given as they are. */
static const char fixed[] =
    "\"Change\":{\"type\":\"object\",\"required\":[\"field\",\"was\",\"is\"],\"properties\":{"
    "\"field\":{\"type\":\"string\"},\"was\":{\"type\":\"string\"},\"is\":{\"type\":\"string\"}}},"
    "\"Done\":{\"type\":\"object\",\"required\":[\"location\",\"message\"],\"properties\":{"
    "\"location\":{\"type\":\"string\"},\"message\":{\"type\":[\"string\",\"null\"]}}},"
    "\"Problem\":{\"type\":\"object\",\"required\":[\"type\",\"title\",\"status\",\"code\"],"
    "\"properties\":{\"type\":{\"type\":\"string\"},\"title\":{\"type\":\"string\"},"
    "\"status\":{\"type\":\"integer\"},\"code\":{\"type\":\"string\"},"
    "\"instance\":{\"type\":\"string\"},\"errors\":{\"type\":\"array\",\"items\":{"
    "\"type\":\"object\",\"required\":[\"pointer\",\"detail\"],\"properties\":{"
    "\"pointer\":{\"type\":\"string\"},\"detail\":{\"type\":\"string\"}}}}}},"
    "\"Words\":{\"type\":\"object\",\"required\":[\"text\"],\"properties\":{"
    "\"name\":{\"type\":\"string\"},\"text\":{\"type\":\"string\"},"
    "\"href\":{\"type\":[\"string\",\"null\"]}}},"
    "\"Rows\":{\"type\":\"array\",\"items\":{\"type\":\"array\",\"items\":{"
    "\"$ref\":\"#/components/schemas/Words\"}}},"
    "\"Form\":{\"type\":\"object\",\"properties\":{\"action\":{\"type\":[\"string\",\"null\"]},"
    "\"files\":{\"type\":\"boolean\"},\"fields\":{\"type\":\"array\",\"items\":{"
    "\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"},"
    "\"type\":{\"type\":\"string\"},\"label\":{\"type\":[\"string\",\"null\"]},"
    "\"value\":{\"type\":[\"string\",\"null\"]},\"required\":{\"type\":\"boolean\"},"
    "\"options\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{"
    "\"value\":{\"type\":\"string\"},\"text\":{\"type\":\"string\"}}}}}}}}},"
    "\"Page\":{\"type\":\"object\",\"required\":[\"title\"],\"properties\":{"
    "\"title\":{\"type\":\"string\"},\"facts\":{\"type\":\"array\",\"items\":{"
    "\"$ref\":\"#/components/schemas/Words\"}},\"tables\":{\"type\":\"array\",\"items\":{"
    "\"type\":\"object\",\"properties\":{\"caption\":{\"type\":[\"string\",\"null\"]},"
    "\"head\":{\"$ref\":\"#/components/schemas/Rows\"},"
    "\"rows\":{\"$ref\":\"#/components/schemas/Rows\"}}}},"
    "\"texts\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}},"
    "\"links\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/Words\"}},"
    "\"forms\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/Form\"}}}}";

/* Is this the first shape of its name? */
static bool is_first(const Shape *s) {
    for (const Shape *const *t = shape_tables; *t; t++)
        for (const Shape *k = *t; k->path; k++)
            if (strcmp(k->name, s->name) == 0) return k == s;
    return false;
}

static void put_components(Json *j, Ctx *c) {
    json_name(j, "components");
    json_open(j, '{');
    json_name(j, "securitySchemes");
    json_open(j, '{');
    json_name(j, "bearer");
    json_open(j, '{');
    json_pair(j, "type", "http");
    json_pair(j, "scheme", "bearer");
    json_pair(j, "description", tr(c, "api.bearer"));
    json_close(j, '}');
    json_close(j, '}');
    json_name(j, "responses");
    json_open(j, '{');
    json_name(j, "Problem");
    json_open(j, '{');
    json_pair(j, "description", tr(c, "api.refused"));
    json_name(j, "content");
    json_open(j, '{');
    json_name(j, "application/problem+json");
    json_open(j, '{');
    json_name(j, "schema");
    put_ref(j, "Problem", c);
    for (int i = 0; i < 4; i++) json_close(j, '}');
    json_name(j, "schemas");
    json_open(j, '{');
    buf_text(&j->b, fixed);
    j->after = true;
    for (const Shape *const *t = shape_tables; *t; t++)
        for (const Shape *s = *t; s->path; s++) {
            if (!is_first(s)) continue;
            json_name(j, s->name);
            put_shape(j, s);
        }
    json_close(j, '}');
    json_close(j, '}');
}

static void put_head(Json *j, Ctx *c) {
    json_pair(j, "openapi", "3.1.0");
    json_name(j, "info");
    json_open(j, '{');
    json_pair(j, "title", tr(c, "api.title"));
    json_pair(j, "version", NAMRO_VERSION);
    json_pair(j, "description", tr(c, "api.intro"));
    json_close(j, '}');
    json_name(j, "servers");
    json_open(j, '[');
    json_open(j, '{');
    json_pair(j, "url", API_PREFIX);
    json_close(j, '}');
    json_close(j, ']');
    json_name(j, "security");
    json_open(j, '[');
    json_open(j, '{');
    json_name(j, "bearer");
    json_open(j, '[');
    json_close(j, ']');
    json_close(j, '}');
    json_close(j, ']');
    json_name(j, "tags");
    json_open(j, '[');
    for (const Area *a = areas; a->name; a++) {
        json_open(j, '{');
        json_pair(j, "name", a->name);
        json_pair(j, "description", tr(c, a->label));
        json_close(j, '}');
    }
    json_close(j, ']');
}

const char *openapi(Ctx *c) {
    Json j = json_new(c);
    json_open(&j, '{');
    put_head(&j, c);
    json_name(&j, "paths");
    json_open(&j, '{');
    for (const Address *a = addresses(c); a; a = a->next) {
        json_name(&j, a->path);
        json_open(&j, '{');
        if (a->get) put_operation(&j, c, a->get);
        if (a->send) put_operation(&j, c, a->send);
        json_close(&j, '}');
    }
    json_close(&j, '}');
    put_components(&j, c);
    json_close(&j, '}');
    return json_end(&j);
}
