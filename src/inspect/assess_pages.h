/* assess_pages.h - what the templates of assessments and letters are given. */
#ifndef INSPECT_ASSESS_PAGES_H
#define INSPECT_ASSESS_PAGES_H

#include "chart/chart.h"

typedef struct AssessLine AssessLine;
struct AssessLine {
    const Assessment *a;
    const char *period, *unit, *level;
    AssessLine *next;
};
typedef struct AssessListPage {
    const AssessLine *rows;
    bool may;                 /* make a new one */
    const char *formula;      /* that holds today, in signs; NULL */
} AssessListPage;
Html assess_list_html(const Ctx *c, const AssessListPage *p);
Html assess_state_html(const Ctx *c, const Assessment *a);

typedef struct AssessNewPage {
    const Form   *form;
    const Choice *periods, *units, *levels;
    const char   *period, *unit, *level;
    const Formula *formula;   /* that would hold; NULL */
} AssessNewPage;
Html assess_new_html(const Ctx *c, const AssessNewPage *p);

typedef struct AssessPage {
    const Assessment *a;
    const Formula    *f;
    const Assessed   *x;
    const Form       *form;
    const char *period, *unit, *level;
    const char *maker, *proposer, *judge; /* "" */
    const char *notice;       /* of a count anew: its key; NULL */
    bool        same;         /* it came out the same */
    bool        may, judges;  /* change a draft; approve what is proposed */
    bool        late;         /* the formula was settled after the period had begun */
    int64_t     left;         /* proposals that nobody looked at */
    Html        chart;
} AssessPage;
Html assess_view_html(const Ctx *c, const AssessPage *p);
Html assess_rule_html(const Ctx *c, const Formula *f); /* the formula, explained */
Html assess_cell_html(const Ctx *c, const Portion *p, const char *href);
Html assess_lists_html(const Ctx *c, const AssessPage *p, const char *which, const char *title);
Html assess_choice_html(const Ctx *c, const char *choice);
bool assess_some(const Assessed *x, const char *which); /* is a unit on this list? */
const char *assess_points(const Ctx *c, const AssessRow *u); /* "71,3"; "–" */
const char *assess_interval(const Ctx *c, const AssessRow *u); /* "2–7"; "too few" */

typedef struct AssessUnitPage {
    const Assessment *a;
    const Formula    *f;
    const Assessed   *x;
    const AssessRow  *u;
    const Form       *form;
    const Choice     *choices;
    const char       *period, *chooser;
    const Dispatch     *dispatches;
    bool              may, opens, writes;
} AssessUnitPage;
Html assess_unit_html(const Ctx *c, const AssessUnitPage *p);
const char *assess_tasks_address(const Ctx *c, const Assessment *a, int64_t unit, int what,
                                 bool top);

typedef struct AssessTasksPage {
    const Assessment *a;
    const AssessRow  *u;
    const char       *words;   /* what figure this is */
    const AssessTask *rows;
    int64_t           n;
    bool              all;     /* the denominator: those of the numerator are marked */
    const char       *list;    /* the same unit in the list of tasks, as they are today */
} AssessTasksPage;
Html assess_tasks_html(const Ctx *c, const AssessTasksPage *p);
const char *assess_state_key(KnownState s);
Tone        assess_state_tone(KnownState s);

typedef struct FormulaPage {
    const Formula *rows;
    const Formula *first;      /* what the form begins with; NULL: no form */
    const Form    *form;
    const char    *today;
    bool           may;
} FormulaPage;
Html formula_list_html(const Ctx *c, const FormulaPage *p);
Html formula_new_html(const Ctx *c, const FormulaPage *p);

typedef struct DispatchPage {
    const Dispatch *l;
    const Form   *form;
    const Clash  *clash;       /* NULL for a new one */
    const char   *action, *number, *day;
    bool          may, pdf;
} DispatchPage;
Html dispatch_view_html(const Ctx *c, const DispatchPage *p);
Html dispatch_edit_html(const Ctx *c, const DispatchPage *p);
typedef struct DispatchListPage { const Dispatch *rows; bool may; } DispatchListPage;
Html dispatch_list_html(const Ctx *c, const DispatchListPage *p);
const char *dispatch_number(const Ctx *c, const Dispatch *l); /* "12-CV/BTGTU"; "draft" */

typedef struct DispatchTextPage {
    const DispatchText *rows, *first;
    const Form       *form;
    const Choice     *forms;
    bool              may;
} DispatchTextPage;
Html dispatch_texts_html(const Ctx *c, const DispatchTextPage *p);
Html dispatch_text_new_html(const Ctx *c, const DispatchTextPage *p);

#endif
