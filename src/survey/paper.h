/* paper.h - a questionnaire on paper: printed with its number on each page, and typed twice. */
#ifndef SURVEY_PAPER_H
#define SURVEY_PAPER_H

/* ---- paper.c: what is printed ---- */

typedef struct PaperChoice PaperChoice;
struct PaperChoice { Html label; PaperChoice *next; };
typedef struct PaperItem PaperItem;
struct PaperItem {
    const char *kind;        /* head note line lines box rank day clock */
    int         number;      /* of a question, from 1; 0: it is none */
    int         lines;       /* of room that it takes */
    Html        label, hint;
    const char *skip;        /* "Chỉ trả lời nếu câu 3 = Có"; NULL */
    const char *how;         /* how it is filled in; NULL */
    const PaperChoice *choices;
    PaperItem  *next;
};
typedef struct PaperPage PaperPage;
struct PaperPage { const PaperItem *items; int number; PaperPage *next; };
enum { PAPER_LINES = 46, PAPER_CHOICES = 60, PAPER_TIMES = 3, PAPER_SHEETS_MAX = 50 };
/* The pages of a form in one of its languages; the same for every sheet. */
const PaperPage *paper_pages(Ctx *c, const FormUse *u, int language, int *pages);
/* When a question is asked, in words: "câu 3 = Có và câu 5 khác Không"; NULL for always.
 *   numbers   of each field by its index; 0 for one that is not asked */
const char *paper_skip(Ctx *c, const FormUse *u, const char *relevant, const int *numbers,
                       int language);

typedef struct PaperSheet {
    const Survey    *s;
    const char      *unit, *version;
    const PaperPage *pages;
    int              count, from, sheets;  /* pages of one sheet; its numbers */
} PaperSheet;
Html paper_print_html(const Ctx *c, const PaperSheet *p);
Html paper_page_html(const Ctx *c, const PaperSheet *p, const PaperPage *g, int sheet);
Html paper_item_html(const Ctx *c, const PaperItem *i);
Html paper_qr_html(const Ctx *c, const PaperSheet *p, const PaperPage *g, int sheet);

/* ---- sheet.c: typed twice ----
 *
 *   (1) the second who types a sheet is another person, and sees nothing of the first
 *   (2) two that agree are stored at once, as one answer of the channel paper
 *   (3) where they differ a person chooses each value; which, who and when is kept
 *   (4) what was typed goes when the answer is stored */
typedef struct Sheet Sheet;
struct Sheet {
    int64_t     id, survey, first, second, fields, differ;
    int         number;
    const char *stage;
    Sheet      *next;
};
typedef struct Differ Differ;
struct Differ {
    const char *path, *label, *first, *second; /* as stored */
    const char *shown, *shown2, *name;         /* as people read them; of its field */
    Differ     *next;
};
typedef struct SheetSum { int64_t typed, twice, open, fields, differ; } SheetSum;
enum { SHEET_NUMBER_MAX = 1000000 };
bool   sheet_may(Ctx *c, const Survey *s); /* RIGHT_SURVEY over it, or one of its interviewers */
Sheet *sheet_get(Ctx *c, int64_t survey, int number); /* NULL */
Sheet *sheet_list(Ctx *c, int64_t survey, const char *stage, int max); /* by number */
SheetSum sheet_sum(Ctx *c, int64_t survey); /* fields and differ: of those typed twice */
/* May c->who type it now?
 *   errors   sheet.number.bad   not from 1 to SHEET_NUMBER_MAX
 *            sheet.typed.self   (1)    sheet.typed.done   it was typed twice
 *            survey.stage.*, survey.day.early            http.forbidden */
MUST Err sheet_check(Ctx *c, const Survey *s, int number);
/* Takes what was typed.  done: it is stored as an answer now.
 *   errors   those, and of submission_put() */
MUST Err sheet_put(Ctx *c, const Survey *s, int number, int64_t version, const char *xml,
                   bool *done);
/* Where the two differ, in the order of the form. */
const Differ *sheet_differs(Ctx *c, const Sheet *h, int language);
/* Settles all: chosen(arg, d) gives the value for each.
 *   errors   sheet.stage.other   it does not wait for this
 *            sheet.choice.missing  a value is neither of the two   http.forbidden */
typedef const char *Chosen(void *arg, const Differ *d);
MUST Err sheet_settle(Ctx *c, const Survey *s, const Sheet *h, Chosen *chosen, void *arg);

typedef struct PaperView {
    const Form    *f;
    const Survey  *s;
    SheetSum       sum;
    const Sheet   *wait, *differs;
    bool           may;   /* print and settle */
} PaperView;
typedef struct DifferPage {
    const Form   *f;
    const Survey *s;
    const Sheet  *h;
    const Differ *d;
} DifferPage;
Html paper_view_html(const Ctx *c, const PaperView *p);
Html paper_differ_html(const Ctx *c, const DifferPage *p);

#endif
