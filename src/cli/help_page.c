/* help_page.c - what one may do here: the pages of the tables of routes that the
 * caller may open, each with a sentence. */
#include "cli/cli.h"

#include <string.h>

static const struct { const char *path, *title, *text; } rows[] = {
    {"/",               "home.title",     "help.home"},
    {"/task",           "list.title",     "help.task"},
    {"/task/new",       "help.draft.title", "help.draft"},
    {"/calendar",       "calendar.title", "help.calendar"},
    {"/timeline",       "timeline.title", "help.timeline"},
    {"/grid",           "grid.title",     "help.grid"},
    {"/view",           "list.views",     "help.view"},
    {"/document",       "document.title", "help.document"},
    {"/unit",           "unit.title",     "help.unit"},
    {"/staff",          "staff.title",    "help.staff"},
    {"/account",        "help.account.title", "help.account"},
    {"/admin/accounts", "admin.accounts", "help.admin"},
    {"/admin/status",   "status.title",   "help.status"},
    {"/log",            "help.log.title", "help.log"},
    {"/method/safeguards", "safeguard.title", "help.safeguard"},
    {"/method/data",         "data.title",         "help.data"},
    {"/method/transparency", "transparency.title", "help.transparency"},
    {"/help/api",            "api.title",          "help.api"},
};

static const Route *route_of(const char *path) {
    for (const Route *const *t = route_tables; *t; t++)
        for (const Route *row = *t; row->method; row++)
            if (strcmp(row->path, path) == 0 && strcmp(row->method, "GET") == 0) return row;
    fatal("help: no page %s", path);
}

static Err help_page(Ctx *c, Request *r) {
    HelpRow *first = NULL, **end = &first;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (!request_may(r, route_of(rows[i].path)->right)) continue;
        *end = arena_new(c->a, HelpRow);
        **end = (HelpRow){rows[i].path, tr(c, rows[i].title), tr(c, rows[i].text), NULL};
        end = &(*end)->next;
    }
    reply_page(r, tr(c, "help.title"), help_html(c, first));
    return NULL;
}

const Route help_routes[] = {
    SHOW("/help", help_page, RIGHT_PUBLIC, "help.title"),
    {0}
};
