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

static const char *folder_of(Ctx *c, const char *url) {
    const char *slash = cli_on_server(url) ? NULL : strrchr(url, '/');
    if (!slash) return ".";
    return slash == url ? "/" : arena_part(c->a, url, (size_t)(slash - url));
}

static const char *in_folder(Ctx *c, const char *given, const char *folder, const char *name) {
    return given ? given : arena_print(c->a, "%s/%s", strcmp(folder, "/") ? folder : "", name);
}

Office office_at(Ctx *c, const char *db, const char *files, const char *keys) {
    Office o = {.url = cli_database(db)};
    o.folder = folder_of(c, o.url);
    o.files = in_folder(c, files, o.folder, "files");
    o.keys = in_folder(c, keys, o.folder, "keys");
    return o;
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
