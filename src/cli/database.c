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

const char *cli_keys(Ctx *c, const char *given, const char *url) {
    const char *slash = strncmp(url, "postgres", 8) == 0 ? NULL : strrchr(url, '/');
    if (given) return given;
    return slash ? arena_print(c->a, "%.*s/keys", (int)(slash - url), url) : "./keys";
}

const char *cli_files(Arena *a, const char *given, const char *url) {
    const char *slash = strstr(url, "://") ? NULL : strrchr(url, '/');
    if (given) return given;
    return slash ? arena_print(a, "%.*s/files", (int)(slash - url), url) : "./files";
}

Err cli_open(Ctx *c, const char *url) {
    Err e = db_open(url, &c->db);
    return e ? e : db_migrate(c);
}

static const char *migrate_db, *demo_db, *demo_today;
const Option migrate_options[] = {
    {"db", "FILE|URL", "cli.option.db", &migrate_db},
    {0}
};
const Option demo_options[] = {
    {"db",    "FILE|URL",   "cli.option.db",         &demo_db},
    {"today", "YYYY-MM-DD", "cli.option.demo.today", &demo_today},
    {0}
};

int run_migrate(Ctx *c) {
    Err e = cli_open(c, cli_database(migrate_db));
    if (e) return cli_refused(c, e);
    db_close(c->db);
    puts(tr(c, "cli.migrate.done"));
    return EXIT_DONE;
}

static Err make_demo(Ctx *c, void *arg) {
    const Setup office = {.name = "Ban Tuyên giáo Tỉnh ủy Hải Dương (trình diễn)",
                          .place = "Hải Dương"};
    Err e = setup_by_owner(c, &office);
    if (!e) e = demo_units(c);
    return e ? e : config_set(c, "demo.today", "0001-01-01", arg);
}

int run_demo(Ctx *c) {
    const char *day = demo_today ? demo_today : "2022-10-14";
    if (!date_ok(day)) return cli_refused(c, "cli.demo.today.bad");
    Err e = cli_open(c, cli_database(demo_db));
    if (!e) e = db_write(c, make_demo, (void *)(uintptr_t)day);
    if (e) return cli_refused(c, e);
    db_close(c->db);
    puts(tr(c, "cli.demo.done"));
    return EXIT_DONE;
}
