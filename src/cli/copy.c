/* copy.c - namro copy: move an office between SQLite and PostgreSQL. */
#include "cli/backup.h"

#include <stdio.h>
#include <string.h>

static const char *copy_from, *copy_to;
const Option copy_options[] = {
    {"from", "FILE|URL", "cli.option.copy.from", &copy_from},
    {"to",   "FILE|URL", "cli.option.copy.to",   &copy_to},
    {0}
};

static void tell(Ctx *c, const Stock *out) {
    int64_t tables = 0, rows = 0;
    for (const Count *t = out->tables; t; t = t->next, tables++) {
        printf("%-24s %12lld  %.16s\n", t->table, (long long)t->rows, t->sum);
        rows += t->rows;
    }
    printf("%s\n", trf(c, "copy.done", V(tables), V(rows)));
}

int run_copy(Ctx *c) {
    Ctx   from = *c, to = *c;
    Stock out;
    if (!copy_from) return cli_lacks(c, "--from");
    if (!copy_to) return cli_lacks(c, "--to");
    if (!cli_on_server(copy_from) && !tree_there(copy_from))
        return cli_refused(c, "backup.source.missing");
    Err e = db_open(copy_from, &from.db);
    if (!e) e = db_open(copy_to, &to.db);
    if (!e) e = db_copy(&from, &to, &out);
    if (from.db) db_close(from.db);
    if (to.db) db_close(to.db);
    if (e) return cli_refused(c, e);
    tell(c, &out);
    return EXIT_DONE;
}
