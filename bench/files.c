/* files.c [ROWS] - from a survey's file to a printed table: a CSV of 24 columns read on one and
 * two threads, a column file made and opened, and namro estimate as a whole process, 235 cells
 * by 20 means, its files in the page cache.  CPU=1 tells the time of all processors in place of
 * the clock's, for a machine that is not quiet, and judges nothing.  Else it ends with 1 when a
 * wanted figure is missed. */
#include "file/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { STRATA = 200, UNITS = 10, ANSWERS = 20, CELLS = 235 };

static const char *dir, *csv, *cols;
static int         missed;

static double seconds(int who) {
    struct rusage   u;
    struct timespec t;
    if (!getenv("CPU")) {
        clock_gettime(CLOCK_MONOTONIC, &t);
        return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
    }
    getrusage(who, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
           (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static void tell(const char *what, double took, double wanted) {
    printf("%-48s %6.3f s", what, took);
    bool judged = wanted > 0 && !getenv("CPU");
    if (judged) printf("   wanted %.2f", wanted);
    putchar('\n');
    if (judged && took > wanted) missed = 1;
}

static void write_csv(long rows) {
    FILE    *f = fopen(csv, "w");
    uint64_t x = 42;
    if (!f) exit(1);
    fputs("stratum,psu,weight,commune", f);
    for (int k = 1; k <= ANSWERS; k++) fprintf(f, ",q%d", k);
    for (long i = 0; i < rows; i++) {
        long h = i % STRATA, u = i / STRATA % UNITS;
        x = x * 6364136223846793005u + 1442695040888963407u;
        fprintf(f, "\n%ld,%ld,%.14g,X%03d", h + 1, h * UNITS + u + 1,
                50 + (double)(x >> 11) * 0x1p-53 * 150, (int)(x >> 33) % CELLS);
        for (int k = 0; k < ANSWERS; k++) fprintf(f, ",%d", (int)((x >> (k + 20)) % 5) + 1);
    }
    if (fputc('\n', f) == EOF || fclose(f) != 0) exit(1);
}

static void must(Err e) {
    if (e) fatal("%s", e);
}

static void read_it(int threads) {
    Arena      *a = arena_open();
    FileTrouble t = {0};
    Dataset     d;
    Bytes       text;
    double      from = seconds(RUSAGE_SELF);
    must(file_bytes_of(a, csv, &text));
    must(csv_read(a, text, &(CsvForm){.threads = threads}, &t, &d));
    tell(arena_print(a, "CSV of %.0f MB, %d thread%s", (double)text.n / 1e6, threads,
                     threads > 1 ? "s" : ""),
         seconds(RUSAGE_SELF) - from, threads > 1 ? 0.6 : 0);
    arena_close(a);
}

static void open_it(void) {
    Arena      *a = arena_open();
    FileTrouble t = {0};
    Dataset     d;
    Roles       r;
    Bytes       file;
    double      from = seconds(RUSAGE_SELF);
    must(file_bytes_of(a, cols, &file));
    must(columns_open(a, file, 2, &t, &d, &r));
    tell(arena_print(a, "column file of %.0f MB opened, all of it checked", (double)file.n / 1e6),
         seconds(RUSAGE_SELF) - from, 0);
    arena_close(a);
}

static void run(const char *what, const char *command, double wanted) {
    double from = seconds(RUSAGE_CHILDREN);
    if (system(command) != 0) exit(1);
    tell(what, seconds(RUSAGE_CHILDREN) - from, wanted);
}

int main(int argc, char **argv) {
    Arena *a = arena_open();
    dir = arena_print(a, "/var/tmp/namro-files-%d", (int)getpid());
    csv = arena_print(a, "%s/a.csv", dir);
    cols = arena_print(a, "%s/a.cols", dir);
    Buf names = {.a = a};
    if (mkdir(dir, 0700) != 0) return 1;
    write_csv(argc > 1 ? atol(argv[1]) : 1000000);
    for (int threads = 1; threads <= 2; threads++) read_it(threads);
    run("column file made", arena_print(a, "bld/none/namro columns make %s %s --strata stratum"
                                        " --psu psu --weights weight > /dev/null", csv, cols), 0);
    open_it();
    for (int k = 1; k <= ANSWERS; k++) buf_print(&names, "%sq%d", k > 1 ? "," : "", k);
    run("from column file to printed table, 235 x 20",
        arena_print(a, "bld/none/namro estimate mean %s --by commune --data %s > /dev/null",
                    names.s, cols), 0.15);
    unlink(csv);
    unlink(cols);
    rmdir(dir);
    return missed;
}
