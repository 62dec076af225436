/* database.c - the commands that work on the database and end. */
#include "cli/cli.h"

#include "config/config.h"
#include "org/org.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int cli_refused(const Ctx *c, Err e) {
    fprintf(stderr, "namro: %s\n", tr(c, e));
    return EXIT_REFUSED;
}

const char *cli_database(const char *given) {
    const char *set = getenv("NAMRO_DB");
    return given ? given : set ? set : "./namro.db";
}

bool cli_on_server(const char *url) {
    return strncmp(url, "postgres:", 9) == 0 || strncmp(url, "postgresql:", 11) == 0;
}

/* Beside the database, or here when that is a server. */
static const char *beside(Arena *a, const char *given, const char *url, const char *name) {
    const char *slash = cli_on_server(url) ? NULL : strrchr(url, '/');
    if (given) return given;
    return arena_print(a, "%.*s/%s", slash ? (int)(slash - url) : 1, slash ? url : ".", name);
}

const char *cli_keys(Ctx *c, const char *given, const char *url) {
    return beside(c->a, given, url, "keys");
}

const char *cli_files(Arena *a, const char *given, const char *url) {
    return beside(a, given, url, "files");
}

Err cli_open(Ctx *c, const char *url) {
    Err e = db_open(url, &c->db);
    return e ? e : db_migrate(c);
}

static const char *migrate_db;
const Option migrate_options[] = {
    {"db", "FILE|URL", "cli.option.db", &migrate_db},
    {0}
};

int run_migrate(Ctx *c) {
    Err e = cli_open(c, cli_database(migrate_db));
    if (e) return cli_refused(c, e);
    db_close(c->db);
    puts(tr(c, "cli.migrate.done"));
    return EXIT_DONE;
}
