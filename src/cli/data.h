/* data.h - part of cli.h: what is kept of people and for how long, and what the log tells
 * each month of those who may look at others.
 *
 * One table of rows says of each kind of data what it is for and when it goes; the page for
 * the public, the nightly job and the test of the tables walk the same rows. */
#ifndef CLI_DATA_H
#define CLI_DATA_H

#include "http/http.h"
#include "jobs/jobs.h"

/* ---- retention.c ---- */

/* Removes what was there before this instant, some thousand rows at most; *n: how many. */
typedef Err Sweep(Ctx *c, int64_t before, int64_t *n);
typedef struct DataClass {
    const char *name, *purpose; /* keys */
    const char *tables;  /* with a space between; a * at the end: all that begin so */
    const char *setting; /* of how many days it is kept; NULL */
    int64_t     days;    /* the same where it is fixed; 0 */
    const char *until;   /* key: until when, where it is no number of days; NULL */
    Sweep      *sweep;   /* NULL: it does not go by itself */
} DataClass;
extern const DataClass data_classes[]; /* ends with a row without a name */
const DataClass *data_class(const char *table); /* whose table this is; NULL */
int64_t data_days(Ctx *c, const DataClass *k);  /* for which it is kept; 0: not by days */
/* All that is past by c->now, of each class in steps; outside of a transaction.  What went is
 * a deed, by class and number.  *n: how many rows. */
MUST Err data_sweep(Ctx *c, int64_t *n);
Err data_run(Ctx *c, Job *j); /* it, each night */

typedef struct DataLine DataLine;
struct DataLine {
    const DataClass *k;
    const char      *kept; /* in words */
    DataLine        *next;
};
typedef struct DataPage {
    const DataLine *rows;
    bool            admin;
    int64_t         swept; /* when the job ended well last; 0 */
} DataPage;
Html data_html(const Ctx *c, const DataPage *p);

/* ---- transparency.c ---- */

/* What is counted: deeds of these kinds. */
typedef struct Counted { const char *name, *label, *deeds; } Counted;
extern const Counted counted[]; /* ends with a row without a name */
enum { COUNTED_MAX = 24 };
/* n[i]: how many deeds of counted[i] there were in the month "2026-03". */
MUST Err transparency(Ctx *c, const char *month, int64_t n[COUNTED_MAX]);

typedef struct CountedPage {
    const char *month;          /* in words */
    const char *before, *after; /* addresses; NULL: there is none */
    const char *json;
    int64_t     n[COUNTED_MAX];
} CountedPage;
Html transparency_html(const Ctx *c, const CountedPage *p);

extern const Route data_routes[];

#endif
