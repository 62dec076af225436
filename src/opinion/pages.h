/* pages.h - what the templates of opinions are given, ready to be shown. */
#ifndef OPINION_PAGES_H
#define OPINION_PAGES_H

#include "html/html.h"

typedef struct ResultCell { const char *value, *interval, *note; bool weak; } ResultCell;
typedef struct ResultRow ResultRow;
struct ResultRow { const char *name, *n; const ResultCell *cell; ResultRow *next; };
/* What became more or less, a sentence each. */
typedef struct ChangeWord ChangeWord;
struct ChangeWord { const char *text; ChangeWord *next; };
typedef struct ResultLine ResultLine;
struct ResultLine {
    const char      *name, *label, *said; /* said: the sentence that sums it up; NULL */
    const char      *n;                   /* who answered, and as exact as how many */
    Html             chart, groups;       /* groups: of no length without them */
    int              answers;
    const char     **answer;
    const ResultRow *rows;                /* groups; NULL without */
    const char      *by, *test, *recipe;  /* NULL each where there is none */
    Html             change;              /* since an earlier survey; of no length without one */
    const ChangeWord *changed;
    bool             hidden, weak, none;  /* some cell is; no cell of any group is shown */
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
/* A table as its page shows it: sentence, picture, rows. */
ResultLine *result_line(Ctx *c, const PollTable *t);
Html opinion_results_html(const Ctx *c, const ResultsPage *p);
Html opinion_groups_html(const Ctx *c, const ResultLine *l);
Html opinion_label_html(const Ctx *c, const ResultsPage *p);

/* change_page.c: what a page says of an earlier survey. */
/* Surveys of the same form that began before p's, drawn by chance, whose answers c->who may
 * read, after a choice of none; NULL where there are none. */
const Choice *change_choices(Ctx *c, const Poll *p);
/* The one of these that was chosen.
 *   errors   opinion.before.missing   it is none of them; those of poll_read() */
MUST Err change_before(Ctx *c, Stats *st, const Choice *others, const char *id, Poll *out);
/* Puts change and changed where both have asked the question. */
MUST Err change_line(Ctx *c, Stats *st, const PollTable *now, const Poll *before, ResultLine *l);
/* Open answers: a question in the list; an answer to be coded, or settled; the page of one. */
typedef struct CodingLine CodingLine;
struct CodingLine { const char *href, *label; int64_t n, both, open; CodingLine *next; };
typedef struct CodingItem CodingItem;
struct CodingItem {
    const char *text, *name, *value, *found; /* found: what each of both did; NULL */
    bool        fixed;                       /* it may not change any more */
    CodingItem *next;
};
typedef struct CodingPage {
    const Form       *f;
    const char       *act, *alpha;      /* alpha: the sentence of agreement; NULL */
    const Coding     *k;
    int               pass;             /* of whoever reads: 1 2; 0 */
    int64_t           survey, mine;     /* mine: so many they have coded */
    bool              may, full;        /* code here; both have coded all */
    const Choice     *choices;
    const CodingItem *texts, *differ;
    Pager             pager;
} CodingPage;
Html opinion_coding_list_html(const Ctx *c, const CodingLine *first);
Html opinion_coding_html(const Ctx *c, const CodingPage *p);

#endif
