/* inspect.c - namro inspect draw: a sample drawn again.
 *
 * From the database, what a round has drawn is drawn once more and compared; from a file
 * of its list, anybody draws who has the seed and the numbers, without the database. */
#include "cli/cli.h"

#include "file/file.h"
#include "inspect/inspect.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *act, *db, *round_id, *frame, *seed, *size, *share, *least, *take;
const Option inspect_options[] = {
    {"",      "draw",     "cli.option.inspect.act",   &act},
    {"db",    "FILE|URL", "cli.option.db",            &db},
    {"round", "N",        "cli.option.inspect.round", &round_id},
    {"frame", "FILE",     "cli.option.inspect.frame", &frame},
    {"seed",  "S",        "cli.option.inspect.seed",  &seed},
    {"size",  "N",        "cli.option.inspect.size",  &size},
    {"share", "proportional|equal", "cli.option.inspect.share", &share},
    {"least", "N",        "cli.option.inspect.least", &least},
    {"take",  "N,N,...",  "cli.option.inspect.take",  &take},
    {"",      NULL,       "cli.inspect.examples",     NULL},
    {0}
};

static int misused(const Ctx *c, Err e) {
    fprintf(stderr, "namro: %s\n", tr(c, e));
    return EXIT_USAGE;
}

static bool whole(const char *s, int64_t *out) {
    size_t n = strspn(s, "0123456789");
    *out = n && n < 16 ? strtoll(s, NULL, 10) : 0;
    return n && n < 16 && !s[n];
}

static void print_sample(const SampleFrame *f, const int64_t *at) {
    puts("place\ttask\tstratum");
    for (int64_t k = 0; k < frame_takes(f); k++)
        printf("%" PRId64 "\t%" PRId64 "\t%s\n", at[k] + 1, f->row[at[k]].task,
               f->stratum[f->row[at[k]].stratum].name);
}

/* ---- From the database ---- */

/* Is the list still the one that was frozen, and the sample the one it gives? */
static Err compare(Ctx *c, const Inspection *i, const SampleFrame *f, const int64_t *at) {
    Bytes   text = frame_text(c, f);
    Hash    h = hash_of(text.p, text.n);
    int64_t n = 0, found = 0;
    if (strcmp(hex_of(c->a, h.b, sizeof h.b), i->hash) != 0) return "cli.inspect.hash";
    for (int64_t k = 0; k < frame_takes(f); k++) {
        Err e = db_int(c, &n, "SELECT count(*) FROM finding WHERE inspection = $1 AND task = $2",
                       V(i->id), V(f->row[at[k]].task));
        if (e) return e;
        found += n;
    }
    return found == frame_takes(f) && found == i->taken ? NULL : "cli.inspect.other";
}

static Err draw_round(Ctx *c, void *arg) {
    const int64_t    *id = arg;
    const Inspection *i = inspection_read(c, *id);
    if (!i || i->seed < 0) return "cli.inspect.missing";
    const SampleFrame f = inspection_frame(c, i->id);
    const int64_t    *at = frame_draw(c, &f, i->seed);
    print_sample(&f, at);
    fflush(stdout);
    return compare(c, i, &f, at);
}

static int run_round(Ctx *c) {
    int64_t id;
    if (!whole(round_id, &id)) return misused(c, "cli.inspect.which");
    Err e = cli_open(c, cli_database(db));
    if (!e) e = db_read(c, draw_round, &id);
    return e ? cli_refused(c, e) : EXIT_DONE;
}

/* ---- From a file ---- */

static bool read_takes(SampleFrame *f) {
    const char *p = take;
    for (int h = 0; h < f->strata; h++) {
        char   *end;
        int64_t n = *p >= '0' && *p <= '9' ? strtoll(p, &end, 10) : -1;
        if (n < 0 || n > f->stratum[h].n) return false;
        f->stratum[h].take = n;
        if (*end != (h + 1 < f->strata ? ',' : 0)) return false;
        p = end + 1;
    }
    return true;
}

static int run_file(Ctx *c) {
    Bytes       text;
    SampleFrame f;
    int64_t     s, n = 0, few = LEAST_FIRST;
    bool        known = !share || strcmp(share, "equal") == 0 || strcmp(share, "proportional") == 0;
    if (!seed || !whole(seed, &s) || !(take || size) || (size && !whole(size, &n)) ||
        (least && !whole(least, &few)) || !known) return misused(c, "cli.inspect.which");
    Err e = file_bytes_of(c->a, frame, &text);
    if (!e) e = frame_parse(c, text, &f);
    if (e) return cli_refused(c, e);
    if (take && !read_takes(&f)) return misused(c, "cli.inspect.takes");
    if (!take) frame_allocate(&f, n, share ? share : "proportional", few);
    print_sample(&f, frame_draw(c, &f, s));
    return EXIT_DONE;
}

int run_inspect(Ctx *c) {
    bool file = frame && !round_id;
    if (!text_same(act, "draw") || !(frame || round_id) || (frame && round_id))
        return misused(c, "cli.inspect.which");
    return file ? run_file(c) : run_round(c);
}
