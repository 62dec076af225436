/* area.c - the parts of the office that a secret may be good for, and what no secret is. */
#include "api/parts.h"

#include <string.h>

const Area areas[] = {
    {"work",     "api.area.work"},
    {"document", "api.area.document"},
    {"org",      "api.area.org"},
    {"survey",   "api.area.survey"},
    {"own",      "api.area.own"},
    {"admin",    "api.area.admin"},
    {NULL, NULL},
};

/* By the beginning of the address; all others are of the first area. */
static const struct { const char *top, *area; } tops[] = {
    {"/document", "document"},
    {"/survey", "survey"}, {"/form", "survey"}, {"/frame", "survey"}, {"/submission", "survey"},
    {"/collect", "survey"},
    {"/unit", "org"},   {"/unit.csv", "org"}, {"/reform", "org"},      {"/staff", "org"},
    {"/post", "org"},   {"/appointment", "org"}, {"/delegation", "org"},
    {"/notice", "own"}, {"/feed", "own"},     {"/account", "own"},     {"/view", "own"},
    {"/admin", "admin"}, {"/log", "admin"},
};

static bool beneath(const char *path, const char *top) {
    size_t n = strlen(top);
    return strncmp(path, top, n) == 0 && (path[n] == '\0' || path[n] == '/');
}

const Area *area_of(const char *path) {
    for (size_t i = 0; i < sizeof tops / sizeof *tops; i++)
        for (const Area *a = areas; beneath(path, tops[i].top) && a->name; a++)
            if (strcmp(a->name, tops[i].area) == 0) return a;
    return areas;
}

const char *area_scope(Ctx *c, const Route *row) {
    if (row->right == RIGHT_PUBLIC) return "";
    const char *verb = strcmp(row->method, "GET") == 0 ? "read" : "write";
    return arena_print(c->a, "%s:%s", verb, area_of(row->path)->name);
}

/* Closed on purpose: who adds a row says why a program may not. */
static const struct { const char *method, *top, *why; } closed[] = {
    {NULL,   "/setup",            "api.closed.session"},
    {NULL,   "/login",            "api.closed.session"},
    {NULL,   "/logout",           "api.closed.session"},
    {NULL,   "/invite",           "api.closed.session"},
    {NULL,   "/lang",             "api.closed.session"},
    {NULL,   "/app",              "api.closed.session"},
    {NULL,   "/app-worker.js",    "api.closed.session"},
    {NULL,   "/account/password", "api.closed.session"},
    {NULL,   "/account/second",   "api.closed.session"},
    {NULL,   "/account/codes",    "api.closed.session"},
    {NULL,   "/account/sessions", "api.closed.session"},
    /* Who got hold of a secret for a day would make one for a year. */
    {NULL,   "/account/access",   "api.closed.secret"},
    {"POST", "/feed/new",         "api.closed.secret"},
    {NULL,   "/collect/device",   "api.closed.secret"},
    {"POST", "/admin/accounts",   "api.closed.secret"},
    {"POST", "/admin/account/{id}/link", "api.closed.secret"},
};

const char *area_closed(const Route *row) {
    for (size_t i = 0; i < sizeof closed / sizeof *closed; i++)
        if ((!closed[i].method || strcmp(closed[i].method, row->method) == 0) &&
            beneath(row->path, closed[i].top))
            return closed[i].why;
    return NULL;
}
