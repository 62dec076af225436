/* estimate.h - what the files of namro estimate share. */
#ifndef CLI_ESTIMATE_H
#define CLI_ESTIMATE_H

#include "cli/cli.h"
#include "file/file.h"
#include "stats/stats.h"

/* What was asked for, as it stands on the command line; NULL is not said. */
typedef struct Asked {
    const char *stat, *formula;
    const char *data, *delimiter, *decimal, *missing;
    const char *weights, *strata, *psu, *fpc, *nest, *pps, *joint, *lonely;
    const char *replicates, *rep_type, *scale, *rscales;
    const char *poststratify, *rake, *calibrate, *trim;
    const char *by, *where, *level, *option, *threads, *format;
} Asked;

typedef struct Stat Stat;
typedef struct Estimating {
    Ctx         *c;
    const Asked *q;
    const Stat  *stat;
    Stats        s;
    Dataset      data;
    Roles        roles;   /* as they hold: the file's, then what was said */
    Design       design;
    const struct Weighting *weighting; /* the last that was done, or NULL */
    const Test  *test; /* of a hypothesis, where one was asked for: then no Result */
    Domain       cells;
    const Domain *by;     /* cells, or NULL for the whole sample */
    FileTrouble  trouble;
    const char  *command; /* which gives the same again */
} Estimating;

/* What can be estimated: a row each, the first its name on the command line. */
struct Stat {
    const char *name, *help; /* help: key of its sentence */
    Err       (*run)(Estimating *t, Result *out);
    bool        percent;     /* people read it as 9 %, not 0.09 */
};
extern const Stat stats_known[]; /* ends with a row without a name */

/* ---- estimate_data.c: the table and the design ---- */

/* The place of a word in a list that ends with NULL; -1 when it is not there. */
int place_in(const char *const *list, const char *word);
/* How a CSV is read, from the words of the options (NULL: not said).
 * errors   cli.estimate.sign */
MUST Err csv_form(Stats *s, const char *delimiter, const char *decimal, const char *missing,
                  CsvForm *f);
/* "a,b" as the formula ~a+b; what begins with ~ stays as it is; NULL stays NULL. */
const char *names_formula(Arena *a, const char *names);
/* The value of --option k=v;k=v; NULL when it is not there. */
const char *option_value(const Estimating *t, const char *name);
/* Opens, sorts, and makes the design and the cells. */
MUST Err estimate_data(Estimating *t);

/* ---- estimate_weights.c: replicates, and weights that match known totals ---- */

MUST Err estimate_weights(Estimating *t);

/* ---- estimate_table.c, estimate_file.c: what comes of it ---- */

void estimate_table(const Estimating *t, const Result *r);
/* What stands under a table: sample, design, error, command, notes. */
void estimate_beneath(const Estimating *t, const Result *r);
/* estimate_hypothesis.c: the same of a test. */
void hypothesis_table(const Estimating *t, const Test *h);
void hypothesis_csv(const Estimating *t, const Test *h);
void hypothesis_json(const Estimating *t, const Test *h);
/* "What    how it is", the second parts under each other; key: of the words for what. */
void put_fact(const Ctx *c, const char *key, const char *text);
/* As fields of CSV and JSON, behind a comma. */
void put_csv_field(const char *s);
void put_csv_number(double x);
void put_json_text(const char *name, const char *s);
void put_json_number(const char *name, double x);
void estimate_csv(const Estimating *t, const Result *r);
void estimate_json(const Estimating *t, const Result *r);

#endif
