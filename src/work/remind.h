/* remind.h - reminders of open tasks: part of work.h, which includes it.
 *
 * A rung of the ladder says who is reminded, so many working days before or after the due
 * day.  A reminder is a row of its own, made in one transaction with its notice and its
 * deed, and there is one for each task, rung and due day, however often the job runs.  It
 * goes to who has to act and, at the upper rungs, to who has to help; nobody's reminders
 * are counted or compared. */
#ifndef WORK_REMIND_H
#define WORK_REMIND_H

#include "work/task.h"

enum {
    LADDER_DAYS_MAX = 60, /* working days before or after */
    LADDER_MAX = 40,      /* rungs */
    REMIND_CATCH_UP = 5   /* working days: what a server that was down missed longer ago stays so */
};

typedef enum Whom {
    WHOM_LEAD,       /* the person in charge, or who leads the unit in charge */
    WHOM_ANSWERABLE, /* who answers for it */
    WHOM_HEAD,       /* who leads the unit in charge */
    WHOM_ABOVE,      /* who leads the next unit above: told whom was reminded before */
    WHOMS
} Whom;
extern const char *const whom_names[WHOMS]; /* as stored: "lead" */
const char *whom_words(const Ctx *c, Whom w);

typedef struct Rung Rung;
struct Rung {
    int64_t id, days; /* working days after the due day; less than 0: before */
    Whom    whom;
    bool    mail;
    Rung   *next;
};
const Rung *ladder(Ctx *c); /* those that hold, by day */
const char *rung_words(const Ctx *c, const Rung *r); /* "3 working days after" */
/* errors   ladder.days.bad, ladder.whom.missing, ladder.days.twice, ladder.days.many */
MUST Err ladder_add(Ctx *c, const char *days, const char *whom, bool mail);
MUST Err ladder_drop(Ctx *c, int64_t id); /* errors  http.missing */

/* What is due to be said on c->today is said, if that is a working day and c->now lies in
 * the hours of reminders: outside of any transaction, in steps that can be repeated.
 *   j      NULL: nobody waits
 *   said   so many reminders */
MUST Err remind_today(Ctx *c, Job *j, int64_t *said);
Err      remind_run(Ctx *c, Job *j); /* the same as a job, and the digests */

/* Who was reminded of a task on its present due day, the latest first. */
typedef struct Reminder Reminder;
struct Reminder { int64_t staff; const char *day; Whom whom; Reminder *next; };
const Reminder *reminders_of(Ctx *c, int64_t task);

/* ---- feed.c: one's own due days as a calendar, at a secret address ---- */
typedef struct Feed { bool words; int64_t at; } Feed; /* words: with what is to be done; made */
bool        feed_of(Ctx *c, Feed *out); /* of c->who; false without one */
MUST Err    feed_make(Ctx *c, bool words, char **secret); /* the one before ends */
MUST Err    feed_end(Ctx *c);
/* What c->who has to do or answers for and sees, as iCalendar: with words, or the number alone. */
const char *feed_text(Ctx *c, bool words);

extern const Route remind_routes[], notice_routes[], feed_routes[];

/* ---- what their pages show ---- */
typedef struct LadderLine LadderLine;
struct LadderLine { const Rung *rung; const char *when, *whom; LadderLine *next; };
typedef struct LadderPage {
    const Form       *form;
    const LadderLine *rows;
    const Choice     *whoms;
    bool              on;
    const char       *first, *last; /* the hours */
} LadderPage;
Html ladder_html(const Ctx *c, const LadderPage *p);

typedef struct NoticeLine NoticeLine;
struct NoticeLine {
    const struct Notice *notice;
    const char *words;   /* what is new */
    const char *work;    /* of the task, for who sees it; NULL */
    const char *page;    /* of what else it is about, which knows who may see it; NULL */
    const char *before;  /* who was reminded before; NULL */
    NoticeLine *next;
};
typedef struct NoticePage {
    const Form       *form;
    const NoticeLine *rows;
    int64_t           unread;
    Pager             pager;
    const char       *reach; /* each digest none */
    const Choice     *reaches;
} NoticePage;
Html notices_html(const Ctx *c, const NoticePage *p);

typedef struct FeedPage {
    const Form *form;
    const char *site, *address; /* address: of the one just made; NULL */
    bool        there;
    Feed        feed;
} FeedPage;
Html feed_html(const Ctx *c, const FeedPage *p);

#endif
