/* pages.h - what the templates of inspection are given. */
#ifndef INSPECT_PAGES_H
#define INSPECT_PAGES_H

#include <stdlib.h>

#include "inspect/inspect.h"

/* A round in a list. */
typedef struct RoundRow RoundRow;
struct RoundRow { const Inspection *i; const char *unit; RoundRow *next; };
/* A finding in a list. */
typedef struct FindingRow FindingRow;
struct FindingRow { const Finding *f; const char *unit, *stratum; FindingRow *next; };

typedef struct RoundsPage {
    bool              may;    /* begin a round */
    const RoundRow   *rows;
    const FindingRow *told;   /* that wait for a word of one's own unit */
} RoundsPage;

typedef struct RoundForm {
    const Clash      *k;
    const Inspection *i;
    const char       *action, *back;
    const Choice     *units, *bases, *strata, *lists;
} RoundForm;

typedef struct RoundPage {
    const Clash       *k;     /* of a plan */
    const Inspection  *i;
    bool               may;   /* inspect it */
    const char        *unit, *who, *drawer, *ender;
    const SampleFrame *frame;
    const Choice      *shares;
    bool               hand;  /* numbers may be typed for each stratum */
    const FindingRow  *rows;
    const char        *lines[LINES_MAX];
    int                n;
    const DeedLine    *deeds;
} RoundPage;

typedef struct FrameLine {
    int64_t     place, task;
    const char *work, *stratum, *unit, *day;
} FrameLine;
typedef struct FramePage {
    const Inspection *i;
    const FrameLine  *row;
    int               n;
    Pager             pager;
} FramePage;

typedef struct RoundEnd {
    const Form       *f;
    const Inspection *i;
    bool              close;  /* else it is abandoned */
    const char       *action, *back;
} RoundEnd;

typedef struct FindingPage {
    const Form        *f;
    const Clash       *k;      /* of the form that edits it; NULL */
    const Finding     *it;
    const Inspection  *i;
    const Task        *t;
    const char        *unit, *who, *replier, *effect;
    FindingLine        line[LINES_MAX];
    int                n;
    const FindingFile *files;
    const Choice      *verdicts, *answers;
    const Task        *made;   /* the draft of it, for who sees it; NULL */
    bool               edits, replies, drafts, reopens;
    const DeedLine    *deeds;
} FindingPage;

typedef struct ResultPage {
    const Inspection *i;
    const char       *unit;
    InspectionResult  r;
    Html              chart;
} ResultPage;

Tone        round_tone(const Inspection *i);
const char *round_stage(const Ctx *c, const Inspection *i); /* in words */
const char *basis_words(const Ctx *c, const char *basis);
const char *strata_words(const Ctx *c, const char *strata);
bool        strata_shown(const Inspection *i); /* do they tell more than the units? */
const char *share_words(const Ctx *c, const char *share);
Tone        verdict_tone(const char *verdict);
const char *verdict_words(const Ctx *c, const char *verdict); /* "" too */
const char *answer_words(const Ctx *c, const char *answer);   /* "" too */
const char *percent_words(const Ctx *c, double share);        /* "12,5%"; "–" for NaN */
const char *points_words(const Ctx *c, double half);          /* "± 4,2"; "–" for NaN */
const char *interval_words(const Ctx *c, const Estimate *e);  /* "3,1% – 20,4%"; "" for NaN */
const char *share_said(const Ctx *c, const Share *s, const Estimate *e); /* or why it is not told */

Html inspections_html(const Ctx *c, const RoundsPage *p);
Html inspection_form_html(const Ctx *c, const RoundForm *p);
Html inspection_html(const Ctx *c, const RoundPage *p);
Html inspection_facts_html(const Ctx *c, const RoundPage *p);
Html inspection_plan_html(const Ctx *c, const RoundPage *p);
Html inspection_sample_html(const Ctx *c, const RoundPage *p);
Html inspection_frame_html(const Ctx *c, const FramePage *p);
Html inspection_end_html(const Ctx *c, const RoundEnd *p);
Html finding_html(const Ctx *c, const FindingPage *p);
Html finding_acts_html(const Ctx *c, const FindingPage *p);
Html finding_form_html(const Ctx *c, const FindingPage *p);
Html finding_task_html(const Ctx *c, const FindingPage *p);
Html inspection_result_html(const Ctx *c, const ResultPage *p);
Html checklists_html(const Ctx *c, const Form *f, const Checklist *first);

/* The handlers, by file: round_page.c, round_act.c, finding_page.c, result_page.c */
Handler inspections_page, round_new_page, round_new_post, round_edit_page, round_edit_post,
    round_page, round_plan_post, round_draw_post, round_frame_page, round_frame_export,
    round_close_page, round_close_post, round_abandon_page, round_abandon_post, checklists_page,
    checklist_drop_post;
Handler finding_page, finding_edit_page, finding_edit_post, finding_file_page, finding_drop_post,
    finding_reply_post, finding_task_post;
Handler round_result_page, round_result_export;

/* words.c: choices in the language of c, ended by a row of NULL. */
const Choice *round_choices(Ctx *c, const char *const (*rows)[2]);
extern const char *const verdict_choices[][2], *const answer_choices[][2],
    *const basis_choices[][2], *const strata_choices[][2], *const share_choices[][2];
const char *round_address(const Ctx *c, int64_t id);
const char *finding_address(const Ctx *c, int64_t id);
void        round_trail(Ctx *c, Request *r, const Inspection *i); /* i NULL: the list alone */
MUST Err    round_day(Ctx *c, const Form *f, const char *name, Err bad, const char **out);
/* The round of the path.  errors  http.missing */
MUST Err    round_asked(Ctx *c, const Request *r, Inspection **out);

#endif
