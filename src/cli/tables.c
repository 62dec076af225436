/* tables.c - the tables of routes, joined: the server, the help and the matrix of
 * roles read the same rows. */
#include "cli/cli.h"

#include "org/org.h"
#include "work/work.h"

const Route *const route_tables[] = {
    org_routes, login_routes, account_routes, list_routes, task_routes, http_routes, NULL,
};
