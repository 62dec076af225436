/* demo.h - what the files of the demo office share. */
#ifndef DEMO_H
#define DEMO_H

#include "cli/cli.h"
#include "stats/random.h"
#include "survey/survey.h"
#include "work/work.h"

enum { DEMO_FIELDS = 10 };

extern const char *const table_units[], *const table_office[], *const table_lineage[],
    *const table_staff[], *const table_documents[], *const table_plan[], *const table_tasks[],
    *const table_answers[], *const table_hai_long[], *const table_kinh_doanh[];

/* A line of a table of demo/, cut at its tabs; "" for what is not there. */
typedef struct Line { const char *f[DEMO_FIELDS]; } Line;
Line demo_cut(Arena *a, const char *text);
/* A whole number; 0 for "". */
int64_t demo_number(const char *s);

/* The staff of this name, whom the demo must have. */
int64_t demo_staff(Ctx *c, const char *name);

/* Eight in the morning of the day, for what is entered then; c->now would be today's clock. */
int64_t demo_morning(const char *day);

/* demo.c: the units of Hải Dương through their reforms of 2024 and 2025, the demo's
 * office and its people, into a database that has none. */
MUST Err demo_units(Ctx *c);

/* demo_document.c: the register. */
MUST Err demo_documents(Ctx *c);
/* A document by its symbol; 0. */
int64_t demo_document(Ctx *c, const char *symbol);

/* demo_task.c: the tasks, and what became of them until c->today, each deed on its
 * own day.  The files of evidence go to the store in c->files. */
MUST Err demo_tasks(Ctx *c);

/* A file with these words, kept. */
MUST Err demo_evidence(Ctx *c, const char *words, int64_t *file);
/* The same under this name. */
MUST Err demo_file(Ctx *c, const char *name, const char *words, int64_t *file);

/* demo_inspect.c: inspections: one that has ended, one under way, one planned. */
MUST Err demo_inspections(Ctx *c);

/* demo_assess.c: the quarter before the demo day assessed, lists and letters; nothing on a
 * demo day before 11 October 2022. */
MUST Err demo_assess(Ctx *c);
/* demo_remind.c: the reminders of the last working days, and what was read of them.  Outside of
 * any transaction. */
MUST Err demo_reminders(Ctx *office);
/* demo_brief.c: what the office reports, a month frozen as it was known then and the week of
 * today as a draft.  Outside of any transaction. */
MUST Err demo_briefs(Ctx *c);

/* demo_survey.c: two questionnaires; a survey that is closed, with 1,200 answers, and two in
 * the field, on any demo day. */
MUST Err demo_surveys(Ctx *c);
/* demo_release.c: what is published of them. */
MUST Err demo_releases(Ctx *c);
/* demo_answer.c: who answers, of a seed; in a hurry or mistaken only where an interviewer's
 * `phone` sends, for our own pages let nobody make such a mistake. */
typedef struct DemoPerson {
    Random random;
    double mood;    /* 0 is that of most */
    bool   hasty, mistake;
    int    seconds; /* that it takes */
} DemoPerson;
DemoPerson demo_person(uint64_t seed, bool phone);
/* What the person says to a form that begins now; afterwards c->now is the end.
 *   xml   as it would be sent, in c->a */
MUST Err demo_answer(Ctx *c, DemoPerson *p, const FormUse *u, Bytes *xml);

/* demo_account.c: those who may log in, all with this password. */
#define DEMO_PASSWORD "nam ro 2022"
typedef struct DemoLogin { const char *login, *name, *what; } DemoLogin;
extern const DemoLogin demo_logins[]; /* ends with a row without a login */
MUST Err demo_accounts(Ctx *c);

#endif
