/* estimate.c - namro estimate: an estimate from a file, with the error of its design.
 *
 * No server and no database: a statistician brings a file, and gets what the result pages
 * of the program are made with. */
#include "cli/estimate.h"

#include "text/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static Asked asked;
const Option estimate_options[] = {
    {"",           "STAT",      "cli.option.estimate.stat",       &asked.stat},
    {"",           "FORMULA",   "cli.option.estimate.formula",    &asked.formula},
    {"data",       "FILE",      "cli.option.estimate.data",       &asked.data},
    {"weights",    "V",         "cli.option.estimate.weights",    &asked.weights},
    {"strata",     "V[,V2]",    "cli.option.estimate.strata",     &asked.strata},
    {"psu",        "V[,V2]",    "cli.option.estimate.psu",        &asked.psu},
    {"fpc",        "V[,V2]",    "cli.option.estimate.fpc",        &asked.fpc},
    {"nest",       NULL,        "cli.option.estimate.nest",       &asked.nest},
    {"pps",        "brewer|overton|hr|joint", "cli.option.estimate.pps", &asked.pps},
    {"joint",      "FILE",      "cli.option.estimate.joint",      &asked.joint},
    {"lonely",     "fail|remove|certainty|average|adjust", "cli.option.estimate.lonely",
     &asked.lonely},
    {"replicates", "PATTERN",   "cli.option.estimate.replicates", &asked.replicates},
    {"rep-type",   "T",         "cli.option.estimate.reptype",    &asked.rep_type},
    {"scale",      "S",         "cli.option.estimate.scale",      &asked.scale},
    {"rscales",    "FILE",      "cli.option.estimate.rscales",    &asked.rscales},
    {"poststratify", "MARGIN",  "cli.option.estimate.post",       &asked.poststratify},
    {"rake",       "MARGIN;MARGIN", "cli.option.estimate.rake",   &asked.rake},
    {"calibrate",  "MARGIN",    "cli.option.estimate.calibrate",  &asked.calibrate},
    {"trim",       "LOW,HIGH",  "cli.option.estimate.trim",       &asked.trim},
    {"by",         "V[,V2]",    "cli.option.estimate.by",         &asked.by},
    {"where",      "CONDITION", "cli.option.estimate.where",      &asked.where},
    {"level",      "0.95",      "cli.option.estimate.level",      &asked.level},
    {"option",     "K=V[;K=V]", "cli.option.estimate.option",     &asked.option},
    {"threads",    "N",         "cli.option.estimate.threads",    &asked.threads},
    {"format",     "table|csv|json", "cli.option.estimate.format", &asked.format},
    {"delimiter",  "SIGN",      "cli.option.estimate.delimiter",  &asked.delimiter},
    {"decimal",    "SIGN",      "cli.option.estimate.decimal",    &asked.decimal},
    {"missing",    "WORD[,WORD]", "cli.option.estimate.missing",  &asked.missing},
    {"",           NULL,        "cli.estimate.stats",             NULL},
    {"",           NULL,        "cli.estimate.examples",          NULL},
    {0}
};

static const Stat *find_stat(const char *name) {
    for (const Stat *k = stats_known; name && k->name; k++)
        if (strcmp(k->name, name) == 0) return k;
    return NULL;
}

/* ---- How it is shown ---- */

typedef struct Format {
    const char *name;
    void      (*show)(const Estimating *t, const Result *r);
    void      (*show_test)(const Estimating *t, const Test *h);
} Format;
static const Format formats[] = {
    {"table", estimate_table, hypothesis_table},
    {"csv",   estimate_csv,   hypothesis_csv},
    {"json",  estimate_json,  hypothesis_json},
};

static const Format *find_format(const char *name) {
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (!name || strcmp(formats[i].name, name) == 0) return &formats[i];
    return NULL;
}

/* ---- The command again ---- */

static void put_quoted(Buf *b, const char *s) {
    bool plain = *s && strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                 "_./,:=+-") == strlen(s);
    if (plain) {
        buf_text(b, s);
        return;
    }
    buf_text(b, "'");
    for (; *s; s++) {
        if (*s == '\'') buf_text(b, "'\\''");
        else buf_add(b, s, 1);
    }
    buf_text(b, "'");
}

/* Without what does not change the figures. */
static const char *command_of(Arena *a) {
    Buf b = {.a = a};
    buf_text(&b, "namro estimate");
    for (const Option *o = estimate_options; o->name; o++) {
        if (!o->text || !*o->text || o->text == &asked.threads || o->text == &asked.format)
            continue;
        buf_text(&b, " ");
        if (*o->name) buf_print(&b, "--%s%s", o->name, o->value ? " " : "");
        if (o->value) put_quoted(&b, *o->text);
    }
    return b.s;
}

/* ---- What is wrong ---- */

static int refused(const Estimating *t, Err e) {
    const Ctx *c = t->c;
    fprintf(stderr, "namro: %s\n", file_trouble(c, e, &t->trouble));
    if (t->s.detail) fprintf(stderr, "    %s\n", t->s.detail);
    return EXIT_REFUSED;
}

static int misused(const Ctx *c, Err e) {
    fprintf(stderr, "namro: %s\n", tr(c, e));
    return EXIT_USAGE;
}

static int list_stats(const Ctx *c) {
    int code = misused(c, "cli.estimate.stat");
    for (const Stat *k = stats_known; k->name; k++)
        fprintf(stderr, "    %-10s %s\n", k->name, tr(c, k->help));
    return code;
}

/* 0 when it is no number between these. */
static double number_between(const char *s, double least, double most) {
    char  *end;
    double x = strtod(s, &end);
    return *end || !(x >= least) || !(x <= most) ? 0 : x;
}

/* A word that is misspelt would change nothing, and nobody would see it. */
static MUST Err check_options(Estimating *t) {
    static const char *const known[] = {
        "missing", "df", "digits", "method", "nchs", "ref", "expr", "of", "q", "qrule", "interval",
        "test", "family", "sum", "term", "offset", "combined", "mse", "rho", "reps", "seed", "rake",
        "calfun", "bounds", "sigma", "stage", "strict", "pps_sum", "variance", "lonely", "stages",
        NULL};
    for (const char *p = t->q->option; p && *p; p += *p == ';') {
        const char *key = arena_part(t->s.a, p, strcspn(p, ";="));
        if (place_in(known, key) < 0) return STATS_REFUSE(&t->s, "cli.estimate.option", "%s", key);
        p += strcspn(p, ";");
    }
    return NULL;
}

static Err read_options(Estimating *t) {
    static const char *const missing[] = {"each", "any", "keep", NULL};
    static const char *const df[] = {"cell", "design", "normal", NULL};
    const char *lack = option_value(t, "missing"), *rule = option_value(t, "df");
    int m = lack ? place_in(missing, lack) : MISSING_EACH, d = rule ? place_in(df, rule) : DF_CELL;
    if (m < 0 || d < 0) return "cli.estimate.method";
    t->s.missing = (Missing)m;
    t->s.df = (DfRule)d;
    return check_options(t);
}

static Err read_plain(Estimating *t) {
    const Asked *q = t->q;
    long         here = sysconf(_SC_NPROCESSORS_ONLN);
    t->s.threads = here > 0 ? (int)here : 1;
    if (q->threads) t->s.threads = (int)number_between(q->threads, 1, 64);
    if (!t->s.threads) return "cli.estimate.threads";
    if (q->level) t->s.level = number_between(q->level, 0.01, 0.9999);
    if (q->level && t->s.level <= 0) return "cli.estimate.level";
    return read_options(t);
}

int run_estimate(Ctx *c) {
    Estimating    t = {.c = c, .q = &asked, .s = {.a = c->a}};
    const Format *format = find_format(asked.format);
    Result        r;
    if (!asked.stat || !(t.stat = find_stat(asked.stat))) return list_stats(c);
    if (!asked.formula) return misused(c, "cli.estimate.formula");
    if (!asked.data) return cli_lacks(c, "--data");
    if (!format) return misused(c, "cli.estimate.format");
    Err e = read_plain(&t);
    if (e) {
        refused(&t, e);
        return EXIT_USAGE;
    }
    t.command = command_of(c->a);
    e = estimate_data(&t);
    if (!e) e = t.stat->run(&t, &r);
    if (e) return refused(&t, e);
    if (t.test) format->show_test(&t, t.test);
    else format->show(&t, &r);
    return fflush(stdout) == 0 ? EXIT_DONE : cli_refused(c, "cli.estimate.output");
}
