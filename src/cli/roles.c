/* roles.c - who may do what, as a page of the documentation: made from the rows
 * of roles[] and of the routes, so it is never out of date. */
#include "cli/cli.h"

#include "org/org.h"

#include <string.h>

static const struct { const char *name, *label; } rights[RIGHT_COUNT] = {
    [RIGHT_PUBLIC]   = {"public",   "right.public"},
    [RIGHT_STAFF]    = {"staff",    "right.staff"},
    [RIGHT_ADMIN]    = {"admin",    "right.admin"},
    [RIGHT_ORG]      = {"org",      "right.org"},
    [RIGHT_VIEW]     = {"view",     "right.view"},
    [RIGHT_DOCUMENT] = {"document", "right.document"},
    [RIGHT_ISSUE]    = {"issue",    "right.issue"},
    [RIGHT_JUDGE]    = {"judge",    "right.judge"},
    [RIGHT_REPORT]   = {"report",   "right.report"},
    [RIGHT_INSPECT]  = {"inspect",  "right.inspect"},
    [RIGHT_SURVEY]   = {"survey",   "right.survey"},
    [RIGHT_ANSWERS]  = {"answers",  "right.answers"},
    [RIGHT_COLLECT]  = {"collect",  "right.collect"},
};

bool cli_role_may(const Role *role, Right right) {
    if (right == RIGHT_PUBLIC) return true;
    return role && (role->rights >> right & 1);
}

static void put_head(Buf *b, const Ctx *c, const char *first) {
    buf_text(b, first);
    for (const Role *r = roles; r->name; r++) buf_print(b, " %s |", tr(c, r->label));
    buf_text(b, "\n|");
    for (const char *p = first; (p = strchr(p + 1, '|'));) buf_text(b, " --- |");
    for (const Role *r = roles; r->name; r++) buf_text(b, " :-: |");
    buf_text(b, "\n");
}

static void put_marks(Buf *b, Right right) {
    for (const Role *r = roles; r->name; r++)
        buf_text(b, cli_role_may(r, right) ? " ✓ |" : " |");
    buf_text(b, "\n");
}

const char *cli_roles(const Ctx *c) {
    Buf b = {.a = c->a};
    buf_print(&b, "# %s\n\n%s\n\n", tr(c, "roles.title"), tr(c, "roles.made"));
    put_head(&b, c, arena_print(c->a, "| %s | |", tr(c, "roles.right")));
    for (Right right = RIGHT_PUBLIC; right < RIGHT_COUNT; right++) {
        buf_print(&b, "| `%s` | %s |", rights[right].name, tr(c, rights[right].label));
        put_marks(&b, right);
    }
    buf_print(&b, "| | %s |", tr(c, "roles.second"));
    for (const Role *r = roles; r->name; r++) buf_text(&b, r->second ? " ✓ |" : " |");
    buf_print(&b, "\n\n%s\n\n## %s\n\n", tr(c, "roles.scope"), tr(c, "roles.routes"));
    put_head(&b, c, arena_print(c->a, "| | %s | %s |", tr(c, "roles.address"),
                                tr(c, "roles.right")));
    for (const Route *const *t = route_tables; *t; t++) {
        for (const Route *row = *t; row->method; row++) {
            buf_print(&b, "| %s | `%s` | `%s` |", row->method, row->path,
                      rights[row->right].name);
            put_marks(&b, row->right);
        }
    }
    return b.s;
}
