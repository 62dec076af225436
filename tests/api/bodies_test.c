/* bodies_test.c - what src/api/bodies.c says of the fields of forms is what the forms have:
 * every form that can be opened in this office is read through the interface itself and
 * compared with its row.  And no row is of a route that is no more. */
#include "program.h"

enum { IDS = 40 };
typedef struct Look { const Http *h; Arena *a; const char *secret; } Look;

/* The page that holds the form of a route. */
static const Route *page_of(const Route *send) {
    for (const Route *const *t = route_tables; *t; t++)
        for (const Route *row = *t; row->method; row++)
            if (send->again && row->run == send->again && strcmp(row->method, "GET") == 0)
                return row;
    return NULL;
}

/* The form on a page that goes to this route, whatever its number; NULL. */
static const char *form_to(Look *l, const char *page, const char *path) {
    for (const char *p = page; (p = strstr(p, "{\"action\":\"")); p++) {
        const char *at = p + 11 + strlen(API_PREFIX);
        if (strncmp(p + 11, API_PREFIX, strlen(API_PREFIX)) != 0) continue;
        Request     r = {.path = arena_part(l->a, at, strcspn(at, "\"?"))};
        const Route one[] = {{"POST", path, NULL, RIGHT_PUBLIC, NULL, NULL, NULL, false}, {0}};
        if (!route_find(l->a, (const Route *const[]){one, NULL}, "POST", &r))
            return arena_part(l->a, p, strcspn(p + 1, "\n") + 1);
    }
    return NULL;
}

static const char *open_form(Look *l, const Route *send) {
    const Route *page = page_of(send);
    bool         many = page && strchr(page->path, '{');
    for (int id = 1; page && id < (many ? IDS : 2); id++) {
        const char *part = strstr(page->path, "{name}") ? "office.name"
                                                        : arena_print(l->a, "%d", id);
        const char *address = arena_print(l->a, "%s?as=page", attack_path(l->a, page->path, part));
        struct Reply p = api_ask(l->h, l->a, l->secret, "GET", address, NULL, plain_call);
        const char  *form = p.status == 200 ? form_to(l, p.body.p, send->path) : NULL;
        if (form) return form;
    }
    return NULL;
}

static bool row_has(const char *row, const char *name) {
    for (size_t n = strlen(name); *row; row += strcspn(row, " "), row += strspn(row, " "))
        if (strncmp(row, name, n) == 0 && strchr(" *:", row[n])) return true;
    return false;
}

/* Every field of the form stands in the row. */
static void compare(Look *l, const Route *send, const char *form, const char *row) {
    const char *next = strstr(form + 1, "{\"action\":");
    for (const char *p = form; (p = strstr(p, "{\"name\":\"")) && (!next || p < next); p++) {
        const char *name = arena_part(l->a, p + 9, strcspn(p + 9, "\""));
        if (row_has(row, name) || strcmp(name, "on") == 0) continue;
        fprintf(stderr, "%s: its form has a field %s\n", send->path, name);
        test_failed = 1;
    }
}

static const Route *route_to(const char *path) {
    for (const Route *const *t = route_tables; *t; t++)
        for (const Route *row = *t; row->method; row++)
            if (strcmp(row->method, "POST") == 0 && strcmp(row->path, path) == 0) return row;
    return NULL;
}

int main(void) {
    Ctx      c;
    Attacker at = api_open(&c, "bodies_test.db");
    Look     l = {&at.h, c.a, api_secret(&c, ALMIGHTY, API_ALL)};
    int      seen = 0;
    for (int i = 0; body_row(i); i++) {
        const Route *send = route_to(body_row(i));
        if (!send) fprintf(stderr, "%s: no such route\n", body_row(i));
        CHECK(send && !area_closed(send));
        const char *form = send ? open_form(&l, send) : NULL;
        if (form) compare(&l, send, form, body_of(send->path));
        seen += form != NULL;
    }
    if (seen < 45) fprintf(stderr, "only %d forms could be read\n", seen);
    CHECK(seen >= 45);
    db_close(c.db);
    arena_close(c.a);
    return test_failed;
}
