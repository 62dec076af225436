/* parts.h - what the files of work/ share about tasks. */
#ifndef WORK_PARTS_H
#define WORK_PARTS_H

#include "work/work.h"

/* The columns of a task t, in the order in which task_read() takes them. */
#define TASK_COLUMNS                                                           \
    "t.id, t.parent, t.document, t.clause, t.quote, t.quote_hash, t.work, t.note, t.issuer,"   \
    " t.lead, t.lead_staff, t.due, t.first_due, t.due_days, t.due_from, t.product,"            \
    " t.indicator, t.target, t.measure, t.answerable, t.authority, t.urgent, t.stage, t.said," \
    " t.shown, t.returned, t.asked, t.extensions, t.issued, t.done, t.reported, t.paused,"     \
    " t.series, t.version, t.at, t.who, t.changed"
Task *task_read(Rows *q); /* the row at which it stands */

Val val_figure(double r);    /* NULL for NaN */
/* A day that work may be due on: one of 1900 to 2199.  What is reckoned from it (some
 * years of working days, the next of a series) is a day as well. */
bool task_day_ok(const char *day);

/* Holds c->who the right of this act over the task, whatever its stage? */
bool task_holds(Ctx *c, const Task *t, TaskAct act);
Task *task_copy(Ctx *c, const Task *t); /* to be changed, beside what was read */
MUST Err reason_check(const char *reason);
bool authority_on(Ctx *c); /* is the sixth clear asked for at all */

/* All advice about one clear (task_view.c); NULL if there is none. */
const char *advice_words(Ctx *c, const Advice *list, int rule);

/* Forms: what was typed (task_form.c), and where it leads (task_page.c). */
MUST Err typed_day(Ctx *c, const Form *f, const char *name, Err bad, const char **out);
/* The document of this symbol, the latest.  errors  task.symbol.unknown */
MUST Err task_symbol(Ctx *c, const char *symbol, Task *t);
MUST Err task_typed(Ctx *c, const Form *f, Task *t, bool correct);
TaskForm task_form(Ctx *c, Request *r, const Task *t);
Choice *choice_new(Ctx *c, const char *value, const char *text);
const char *task_address(Ctx *c, int64_t id);
void task_trail(Ctx *c, Request *r, const Task *t); /* the list; and t, if not NULL */

/* tally.c: the nightly job that counts anew; n tasks more of a unit */
Err tally_run(Ctx *c, Job *j);
MUST Err tally_add(Ctx *c, int64_t unit, const char *stage, const char *due, int64_t late,
                   int64_t n);
MUST Err tally_wait(Ctx *c, Drafts *many, const Task *t); /* a new one, with the others of many */

/* clear.c: are units, people and the document there, and may the caller name them? */
MUST Err task_named_check(Ctx *c, const Task *t);
MUST Err task_texts_check(Ctx *c, const Task *t); /* the rest of task_check() of a new draft */
int64_t  task_issuer(Ctx *c, const Task *t);      /* issue.c: whoever gives it; 0 */
/* task_put() of a new one whose figures wait with the others of d. */
MUST Err task_put_draft(Ctx *c, Drafts *d, Task *t, Deed *deed);

/* drafts.c: the same, once for all tasks that name the same */
MUST Err drafts_named(Ctx *c, Drafts *d, const Task *t);
int64_t  drafts_issuer(Ctx *c, Drafts *d, const Task *t);
MUST Err drafts_figure(Ctx *c, Drafts *d, int64_t unit, const char *stage, const char *due,
                       int64_t late, int64_t n);

/* act_page.c */
Handler report_page, report_post, judge_page, judge_post, extend_page, extend_post, decide_page,
    decide_post, pause_page, pause_post, resume_page, resume_post, withdraw_page, withdraw_post,
    reopen_page, reopen_post, drop_page, drop_post, series_page, series_post, partner_page,
    partner_post, unpartner_post;
/* split_page.c */
Handler split_page, split_plan_page, split_post;
/* bulk_page.c */
Handler bulk_page, bulk_post, bulk_done_page, bulk_undo_post;

#endif
