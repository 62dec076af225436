/* propose.h - part of work.h: tasks that a text or last year's plan suggests, for a person to
 * confirm.
 *
 * Nothing is decided here.  Of a conclusion each sentence that gives work becomes a proposal that
 * shows the sentence and which of its words each clear was found in; what is not said stays
 * empty.  Of a plan each task comes with its day a year later and with the unit that carries on
 * what was the old one's.  Somebody ticks, corrects and confirms; what comes of it are drafts. */
#ifndef WORK_PROPOSE_H
#define WORK_PROPOSE_H

#include "work/task.h"

enum {
    PROPOSED_MAX = 120,           /* of one text or plan */
    PROPOSAL_TEXT_MAX = 200 * 1000, /* bytes */
    PROPOSAL_KEPT_DAYS = 30       /* one that nobody confirms */
};

typedef struct Proposed Proposed;
struct Proposed {
    int         n;         /* from 1 */
    Task        t;         /* what was found; work is always there */
    const char *source;    /* the sentence, or the task of last year */
    const char *head;      /* the line above that names the unit; NULL: the sentence itself does */
    const char *lead, *answerable, *due; /* as a person writes them; "" where nothing was found */
    const char *lead_words, *answerable_words, *due_words, *product_words; /* in which; NULL */
    const char *lead_why;  /* key: somebody is named and yet nobody was found; NULL */
    const char *due_why;   /* key: how the day was reckoned from the words; NULL */
    int64_t     old;       /* of a plan: the task; 0 */
    const char *old_due;   /* and its day */
    bool        ticked, lost; /* lost: the document has no such sentence */
    Err         err;       /* of what was typed; NULL */
    Proposed   *next;
};

typedef enum ProposalKind { PROPOSAL_TEXT, PROPOSAL_PLAN } ProposalKind;
typedef struct Proposal {
    int64_t      id, document, at, who, done, n; /* document 0: none is registered */
    int64_t      year;      /* of a plan: to which its days are moved */
    ProposalKind kind;
    const char  *text;      /* of a text, "" when it is the document's own; "" once it is done */
} Proposal;

/* Sets p->id.
 * errors   propose.text.missing .long    neither a text nor a document that has one
 *          propose.symbol.unknown        there is no such document
 *          propose.document.missing      a plan is a document
 *          propose.year.range            not within some years of today */
MUST Err proposal_add(Ctx *c, Proposal *p);
Proposal *proposal_get(Ctx *c, int64_t id); /* one's own; NULL */
/* What it proposes, in the order of the text.  others: sentences that give no work. */
Proposed *proposal_list(Ctx *c, const Proposal *p, int *others);
/* What was typed in place of what was proposed (fields "work.3"), and sets err of each that is
 * ticked and refused.  Returns how many are ticked. */
int      proposed_typed(Ctx *c, const Form *f, Proposed *list);
/* Those that are ticked become drafts, all or none.
 * errors   propose.pick.none, propose.row.wrong, propose.done.twice, http.missing */
MUST Err proposal_store(Ctx *c, const Proposal *p, Proposed *list);

extern const JobKind propose_jobs[]; /* each night what nobody confirmed in time is forgotten */

/* ---- propose_text.c, propose_words.c: what a text says ----
 *
 *   day     of the document, from which missing years are told
 *   memory  some KB a sentence */
Proposed *propose_from_text(Ctx *c, const char *text, const char *day, int *others);
/* ---- propose_plan.c: the tasks of a document that the caller sees ---- */
Proposed *propose_from_plan(Ctx *c, int64_t document, int64_t year);

/* ---- pages ---- */
typedef struct ProposePage {
    const Form     *f;
    const Proposal *p;
    const Document *document;    /* NULL */
    const Proposed *list;
    const char *const *units, *const *people; /* that may be named; end with NULL */
    int             others, found;
    const char     *symbol, *text, *year; /* of a fresh form */
} ProposePage;
Html        propose_new_html(const Ctx *c, const ProposePage *p);
Html        propose_html(const Ctx *c, const ProposePage *p);
Html        propose_card_html(const Ctx *c, const Proposed *p);
extern const Route propose_routes[];

#endif
