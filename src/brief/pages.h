/* pages.h - part of brief.h: what the templates of briefs are given. */
#ifndef BRIEF_PAGES_H
#define BRIEF_PAGES_H

/* ---- show.c: the brief itself, on the screen and as it is kept ---- */

enum { BRIEF_LATES_SHOWN = 40, BRIEF_SOURCES_SHOWN = 20, BRIEF_ASKS_SHOWN = 20 };
typedef struct BriefLateRow {
    const BriefLate *late;
    const char      *unit, *work, *words; /* words: of its last report; "" */
} BriefLateRow;
typedef struct BriefView {
    const Brief        *b;
    const BriefFigures *f;
    BriefWords          words;
    const char         *title, *link;  /* link: of the page of its tasks */
    const char         *all;           /* of all that are overdue */
    Html                dots, bars, lines, grid; /* s NULL where there is nothing to draw */
    const BriefLateRow *late;
    int                 lates;
    const char         *hash;          /* SHA-256 of its figures; NULL of a draft */
} BriefView;
BriefView *brief_view(Ctx *c, const Brief *b, const BriefFigures *f);
Html       brief_body_html(const Ctx *c, const BriefView *v);
Html       brief_first_html(const Ctx *c, const BriefView *v);
Html       brief_units_html(const Ctx *c, const BriefView *v);
Html       brief_late_html(const Ctx *c, const BriefView *v);
Html       brief_foot_html(const Ctx *c, const BriefView *v);
/* The head of the page as it is kept: who reports what, on which day. */
Html       brief_head_html(const Ctx *c, const BriefView *v);
Html       brief_lines_html(const Ctx *c, const BriefLine *first, const char *own);
/* A number that leads to its tasks; plain where it is 0.  query: behind the ? */
Html       brief_number_html(const Ctx *c, const char *link, const char *query, int64_t n);
const char *brief_query(const Ctx *c, BriefSet set, int64_t unit, int64_t document, bool before);
const char *brief_rate_text(const Ctx *c, const BriefCount *n); /* "62,5%"; "–" */
/* Name of a unit as it was known; "" for what was not there. */
const char *brief_unit_name(Ctx *c, const BriefAsk *q, const char *day, int64_t unit);

/* ---- brief_page.c ---- */
typedef struct BriefRow BriefRow;
struct BriefRow { const Brief *b; const char *title, *unit; BriefRow *next; };
typedef struct BriefList {
    const BriefRow *rows;
    Pager           pager;
    bool            writes;   /* may begin one */
    const Missed   *missed;
} BriefList;
Html brief_list_html(const Ctx *c, const BriefList *p);
typedef struct BriefNew {
    const Form   *form;
    const Choice *kinds, *units, *langs;
    const char   *unit, *since, *until;
} BriefNew;
Html brief_new_html(const Ctx *c, const BriefNew *p);
typedef struct BriefPage {
    const Brief  *b;
    const Form   *form;
    const Clash  *clash;
    Html          body;
    bool          edits, reviews, scoped;
    const char   *hash;          /* of the kept page; NULL */
    const char   *figures_hash;
    int64_t       later;         /* changes of tasks since it was reckoned; -1 not told */
    const char   *last;          /* the latest report of all, a moment; NULL */
    bool          partial;       /* the period still runs */
    const Reader *readers;
    const Choice *roles;
} BriefPage;
Html brief_html(const Ctx *c, const BriefPage *p);
Html brief_acts_html(const Ctx *c, const BriefPage *p);
Html brief_readers_html(const Ctx *c, const Form *f, const Reader *first, const Choice *offered,
                        const char *address);
typedef struct BriefTasksPage {
    const Brief *b;
    const char  *words;
    BriefTasks   tasks;
    const char *const *lead;     /* a name for each row */
    Pager        pager;
} BriefTasksPage;
Html brief_tasks_html(const Ctx *c, const BriefTasksPage *p);
const char *brief_task_state(const Ctx *c, KnownState s);

Html brief_verify_html(const Ctx *c, const Brief *of, Err e, const char *page, const char *figures);
/* What forms offer. */
const Choice *brief_kind_choices(Ctx *c, bool planned);
const Choice *brief_lang_choices(Ctx *c);
const Choice *brief_role_choices(Ctx *c);
const Choice *brief_unit_choices(Ctx *c);

/* ---- plan_page.c ---- */
typedef struct PlanRow PlanRow;
struct PlanRow { const BriefPlan *plan; const char *unit, *next; PlanRow *next_row; };
typedef struct PlanPage {
    const Form    *form;
    const PlanRow *rows;
    const Missed  *missed;
    const Choice  *kinds, *units, *langs;
} PlanPage;
Html plan_list_html(const Ctx *c, const PlanPage *p);
typedef struct PlanView {
    const Form      *form;
    const BriefPlan *plan;
    const char      *unit;
    const Reader    *readers;
    const Choice    *roles;
} PlanView;
Html plan_html(const Ctx *c, const PlanView *p);

#endif
