/* pages.h - what the templates of opinions are given, ready to be shown. */
#ifndef OPINION_PAGES_H
#define OPINION_PAGES_H

#include "html/html.h"

typedef struct ResultCell { const char *value, *interval, *note; bool weak; } ResultCell;
typedef struct ResultRow ResultRow;
struct ResultRow { const char *name, *n; const ResultCell *cell; ResultRow *next; };
typedef struct ResultLine ResultLine;
struct ResultLine {
    const char      *name, *label, *said; /* said: the sentence that sums it up; NULL */
    const char      *n;                   /* who answered, and as exact as how many */
    Html             chart;
    int              answers;
    const char     **answer;
    const ResultRow *rows;                /* groups; NULL without */
    const char      *by, *test, *recipe;  /* NULL each where there is none */
    bool             hidden, weak;        /* some cell is */
    ResultLine      *next;
};
typedef struct ResultsPage {
    const Survey     *s;
    const Form       *f;
    Sampling          sampling;
    const char       *n;
    const Choice     *bys, *others;       /* groupings; earlier surveys of the form */
    const char       *by, *before;        /* chosen; "" */
    const ResultLine *lines;
    int64_t           apart;
} ResultsPage;
Html opinion_results_html(const Ctx *c, const ResultsPage *p);
Html opinion_groups_html(const Ctx *c, const ResultLine *l);
Html opinion_label_html(const Ctx *c, const ResultsPage *p);

#endif
