/* home.h - part of work.h: what stands on the first page, and how it is counted.
 *
 * Status is a two by two: done (in time, late), not done (in time, overdue).
 * Done counts what was due in the year of today, not done counts all that runs:
 * what is left over from earlier years burns until it is done.  Drafts, paused
 * and withdrawn tasks are in none of the four.  All figures are sums over the
 * tally; a test counts them anew from the tasks. */
#ifndef WORK_HOME_H
#define WORK_HOME_H

/* rate = done / (done + not done and overdue), done in time and late.
 * source: report 1270/BC-TCTTTg of 2017, whose figures are in the test */
typedef struct Figures {
    int64_t done, late, open, overdue; /* the two by two */
    int64_t soon;                      /* of open: due within TASK_SOON_DAYS */
} Figures;
int64_t figures_all(const Figures *f);
double  figures_rate(const Figures *f); /* NaN where nothing was to be done yet */

/* A unit with all beneath it. */
typedef struct Branch {
    int64_t     unit;
    const char *name;
    bool        alone;  /* only the unit itself: what its branches do not do */
    Figures     f;
} Branch;
typedef struct Branches {
    bool    whole;      /* all that there is: figures are not those of units alone */
    int64_t top;        /* of the tree that is shown; 0: several */
    Figures all;
    int     n, idle;    /* rows; branches without a task, which have none */
    Branch *row;        /* what burns most first */
} Branches;
/* Of the units that are seen: the top's branches, or the tops where there are several. */
Branches home_branches(Ctx *c, const Sight *s);

/* Something that waits for the caller, and where. */
typedef struct Waiting Waiting;
struct Waiting { const char *text, *href; int64_t n; Tone tone; Waiting *next; };
/* What burns for the caller: only what there is any of. */
const Waiting *home_waiting(Ctx *c, const Request *r, const Sight *s, const Branches *b);

typedef struct HomeTile { const char *text, *href, *look; int64_t n; } HomeTile;
typedef struct Home {
    const Waiting  *waiting;
    bool            unseen;  /* a watched task has changed */
    const Form     *form;    /* to say that it was seen */
    const Branches *branches;
    const TaskRow  *first;   /* the most urgent tasks */
    int             firsts;
    const char     *more;    /* where all such are */
    HomeTile        tile[4];
} Home;
Html        home_html(const Ctx *c, const Home *h);
Html        home_public_html(const Ctx *c, bool signed_in);
Html        home_bar(const Ctx *c, const Figures *f);
const char *home_link(const Ctx *c, const Branches *b, const Branch *row, const char *query);
const char *home_days(const Ctx *c, const char *state); /* done in this state, due this year */
const char *home_rate(const Ctx *c, const Figures *f); /* "98,63%"; "–" */

extern const Route home_routes[];

#endif
