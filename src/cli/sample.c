/* sample.c - namro sample draw: a sample drawn again.
 *
 * From the database, what was drawn for a survey is drawn once more and compared; from the list
 * of a frame, anybody draws who has the seed and the numbers, without the database. */
#include "cli/cli.h"

#include "file/file.h"
#include "sample/sample.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *act, *db, *survey, *frame, *seed, *units, *take, *reserve;
const Option sample_options[] = {
    {"",        "draw",     "cli.option.sample.act",     &act},
    {"db",      "FILE|URL", "cli.option.db",             &db},
    {"survey",  "N",        "cli.option.sample.survey",  &survey},
    {"frame",   "FILE",     "cli.option.sample.frame",   &frame},
    {"units",   "N",        "cli.option.sample.units",   &units},
    {"take",    "N",        "cli.option.sample.take",    &take},
    {"reserve", "N",        "cli.option.sample.reserve", &reserve},
    {"seed",    "S",        "cli.option.sample.seed",    &seed},
    {"",        NULL,       "cli.sample.examples",       NULL},
    {0}
};

static int misused(const Ctx *c, Err e) {
    fprintf(stderr, "namro: %s\n", tr(c, e));
    return EXIT_USAGE;
}

static bool whole(const char *s, int64_t *out) {
    size_t n = s ? strspn(s, "0123456789") : 0;
    *out = n && n < 17 ? strtoll(s, NULL, 10) : 0;
    return n && n < 17 && !s[n];
}

static void print_draw(const UnitFrame *f, const SampleDraw *d) {
    puts("unit\tplace\tname\tstratum\tchance\thousehold\treserve\tweight");
    for (int u = 0; u < d->units; u++) {
        const DrawnUnit *k = &d->unit[u];
        const FrameUnit *row = &f->row[k->row];
        for (int i = 0; i < k->took + k->kept; i++)
            printf("%d\t%" PRId64 "\t%s\t%s\t%.17g\t%d\t%d\t%.17g\n", u + 1, row->place, row->name,
                   row->stratum, k->chance, k->home[i], i >= k->took ? i - k->took + 1 : 0,
                   sample_weight(f, k));
    }
}

static Err draw_survey(Ctx *c, void *arg) {
    const Sample *s = sample_get(c, *(int64_t *)arg);
    UnitFrame    *f;
    SampleDraw    d;
    if (!s) return "cli.sample.missing";
    Err e = sample_again(c, s, &f, &d);
    if (!e || strcmp(e, "sample.other") == 0) print_draw(f, &d);
    fflush(stdout);
    return e;
}

static int run_survey(Ctx *c) {
    int64_t id;
    if (!whole(survey, &id)) return misused(c, "cli.sample.which");
    Err e = cli_open(c, cli_database(db));
    if (!e) e = db_read(c, draw_survey, &id);
    return e ? cli_refused(c, e) : EXIT_DONE;
}

static int run_file(Ctx *c) {
    Bytes      text;
    UnitFrame  f;
    SampleDraw d;
    int64_t    n, k, s, kept = 0;
    if (!whole(units, &n) || !whole(take, &k) || !whole(seed, &s) ||
        (reserve && !whole(reserve, &kept)) || n > SAMPLE_UNITS_MAX || k > SAMPLE_TAKE_MAX)
        return misused(c, "cli.sample.which");
    Err e = file_bytes_of(c->a, frame, &text);
    if (!e) e = unitframe_parse(c, text, &f);
    if (!e) e = sample_draw(c->a, &f, (int)n, (int)k, (int)kept, s, &d);
    if (e) return cli_refused(c, e);
    print_draw(&f, &d);
    return EXIT_DONE;
}

int run_sample(Ctx *c) {
    if (!text_same(act, "draw") || !(frame || survey) || (frame && survey))
        return misused(c, "cli.sample.which");
    return frame ? run_file(c) : run_survey(c);
}
