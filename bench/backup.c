/* backup.c [MEGABYTES] - what a writer feels of a backup: the time of each write while an
 * office of 200 MB is backed up by the program itself, and before. */
#include "lib/load.h"

#include <sys/stat.h>

static const Route routes[] = {
    SHOW("/note", note_page, RIGHT_PUBLIC, NULL),
    SEND("/note", note_post, RIGHT_PUBLIC, note_page),
    {0}
};
static const Route *const tables[] = {routes, http_routes, NULL};

static Err fill(Ctx *c, void *arg) {
    char *text = arena_take(c->a, 10001);
    Err   e = NULL;
    memset(text, 'x', 10000);
    for (int i = 0; i < 100 && !e; i++) {
        Note n = {arena_print(c->a, "fill-%d-%d", *(const int *)arg, i), text};
        e = note_add(c, &n);
    }
    return e;
}

static void fill_up(const char *url, int megabytes) {
    Ctx c = {.a = arena_open()};
    if (db_open(url, &c.db)) fatal("%s", url);
    for (int i = 0; i < megabytes; i++) {
        if (db_write(&c, fill, &i)) fatal("%s: cannot be filled", url);
        arena_reset(c.a);
    }
    db_close(c.db);
    arena_close(c.a);
}

static void back_up(void *command) {
    if (system(command) != 0) fatal("%s", (const char *)command);
}

static void tell(const char *what, const Load *l) {
    printf("%-16s %6.1f s  %6.0f writes/s  p50 %6.1f ms  p99 %6.1f ms  longest %6.1f ms\n", what,
           l->seconds, (double)l->writes / l->seconds, l->p50, l->p99, l->most);
}

int main(int argc, char **argv) {
    char dir[] = "/var/tmp/namro-bench.XXXXXX", url[64], command[256], program[4096];
    int  megabytes = argc > 1 ? atoi(argv[1]) : 200;
    crypt_start();
    if (!mkdtemp(dir)) fatal("no folder in /var/tmp");
    snprintf(url, sizeof url, "%s/office.db", dir);
    ssize_t n = readlink("/proc/self/exe", program, sizeof program - 1);
    program[n > 0 ? n : 0] = '\0';
    *strstr(program, "/bench/") = '\0'; /* bld/none/bench/backup beside bld/none/namro */
    snprintf(command, sizeof command, "%.150s/namro backup --db %s --to %s/kept >/dev/null",
             program, url, dir);
    Load l = {.url = url, .tables = tables, .clients = 8, .pace_us = 5000};
    load_start(&l);
    fill_up(url, megabytes);
    load_run(&l, 5, NULL, NULL);
    tell("before", &l);
    load_run(&l, 0, back_up, command);
    tell("during a backup", &l);
    load_end(&l);
    printf("p99 of writes during a backup of %d MB: %.1f ms (wanted: under 100)\n", megabytes,
           l.p99);
    snprintf(command, sizeof command, "rm -rf %s", dir);
    return system(command) != 0 || l.p99 >= 100;
}
