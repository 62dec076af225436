/* public.h - a questionnaire as plain pages: cut into screens, shown, read, carried along.
 *
 *     screens_of()   where a form is cut: a page for each group, at most SCREEN_QUESTIONS
 *     draft_seal()   all that was answered, sealed into the page; nothing is stored before
 *                    the end, so nobody can see who began
 *     typed_take()   what was typed on a page, into the entry
 *     ask_html() ... the pages
 *
 * A public page asks and does not force: what its form calls required is asked once more when
 * it was left out, and may then be left out. */
#ifndef SURVEY_PUBLIC_H
#define SURVEY_PUBLIC_H


/* ---- screen.c ---- */

/* A control with its node; of a group's heading the node may be NULL. */
typedef struct Item { const XControl *k; XNode *n; int depth; } Item;
typedef struct Screen Screen;
struct Screen {
    const char     *id;      /* path of its first node: the same as long as that is there */
    const XControl *title;   /* whose label stands above it; NULL */
    int             number;  /* of the repeat it is of, from 1; 0: it is of none */
    Item           *item;
    int             items, weight;
    XNode          *near;    /* the instance of a repeat that its nodes stand in, or the root */
    const XControl *loop;    /* of its last repeat: one may be added here; NULL */
    XNode          *parent;  /* and where */
    bool            drops;   /* this instance may be taken away */
};
typedef struct Screens { Screen *s; int n, room; } Screens;
enum { SCREEN_QUESTIONS = 20, SCREEN_WEIGHT = 26, LIST_SHOWN = 25 };
/* All, whether they are relevant now or not, so that a place is found again.
 *   memory   of the entry's arena */
Screens screens_of(Ctx *c, XEntry *t);
bool    item_asks(const Item *i);      /* holds an answer that is given on a page */
bool    item_shown(const Item *i);     /* stands on the page now */
bool    screen_shown(const Screen *s); /* has anything to show now */
int     screen_find(const Screens *all, const char *id); /* -1 */
int     screen_after(const Screens *all, int i);  /* the next that is shown; all->n: the end */
int     screen_before(const Screens *all, int i); /* -1: none */
int     screen_of(const Screens *all, const XNode *n); /* that holds it; -1 */

/* ---- draft.c ---- */

typedef struct Draft {
    int64_t     version; /* of form_version */
    int64_t     began;   /* milliseconds since 1970 UTC; known to the page alone */
    int         language;
    bool        seen;    /* the summary was reached */
    const char *at;      /* id of the screen; "" the summary */
    const char *asked;   /* id of the screen that asked once more; "" */
    const char *code;    /* its instance, where the form has no place for one */
    const char *xml;
} Draft;
enum { DRAFT_DAYS = 30 };
/* about: what it belongs to; a draft of one survey is none of another. */
Draft       draft_new(Ctx *c, int64_t version, int language); /* of who begins now */
const char *draft_seal(Ctx *c, const Request *r, const char *about, const Draft *d);
/* errors   public.draft.stale   not ours, of another survey, damaged, or too old */
MUST Err draft_open(Ctx *c, const Request *r, const char *about, const char *sealed, Draft *out);
/* The clock of an answer: the day alone, and how long it took.  Who came when is nowhere. */
int64_t draft_now(const Ctx *c, const Draft *d);

/* ---- typed.c ---- */

/* What is wrong with an answer, and what was typed there. */
typedef struct Mistake Mistake;
struct Mistake {
    const XNode *n;
    const char  *name, *label;   /* of its field; as people read it */
    const char  *typed;          /* NULL: as stored */
    const char  *words;
    bool         soft;           /* it may be left so */
    Mistake     *next;
};
typedef struct Typed {
    Ctx        *c;
    const Form *f;
    XEntry     *t;
    int         language;
    Mistake    *first, *last;
} Typed;
const char    *item_name(Ctx *c, const Item *i);       /* of its input: "q.12" */
MUST Err       typed_take(Typed *y, const Screen *s);  /* xform.answer.work */
void           typed_check(Typed *y, const Screen *s); /* constraints, what is left out */
const Mistake *mistake_at(const Mistake *m, const XNode *n);
bool           mistakes_hard(const Mistake *m);
const char    *ask_label(Typed *y, const Item *i, int most); /* in one line, without marks */
/* As people read and type it; of choices their labels. */
const char    *said_words(Ctx *c, XEntry *t, const XControl *k, XNode *n, int language);
const char    *said_typed(Ctx *c, const XField *d, const char *value);
const char    *said_clock(Ctx *c, const char *value); /* the time of an instant: "09:30" */

/* ---- label.c ---- */

/* **bold**, *italic*, [words](address), lines, headings; everything else is text. */
Html        label_html(Ctx *c, const char *markdown);
const char *label_plain(Ctx *c, const char *markdown);

/* ---- ask.c, templates ---- */

typedef struct AskChoice AskChoice;
struct AskChoice {
    const char *value, *image;
    Html        label;
    const char *place;  /* of a rank: what was typed */
    bool        on;
    AskChoice  *next;
};
typedef struct Ask Ask;
struct Ask {
    const char *name, *kind;  /* text area secret day instant radio check rank trigger note head */
    Html        label, hint;
    const char *value, *clock, *mode, *find, *wrong;
    const char *image, *sound, *film, *explain;
    int         depth, listed; /* listed: choices in all, where they have to be searched */
    bool        needed, soft, none;
    const AskChoice *choices;
    Ask        *next;
};
typedef struct Language Language;
struct Language { const char *name, *code; int i; bool here; Language *next; };
typedef struct ScreenPage {
    const Form     *f;
    const char     *act, *draft;
    const char     *lang;     /* code of the questions' language, where it is another; NULL */
    const char     *title;
    const Screen   *s;
    const Ask      *asks;
    const Mistake  *mistakes;
    const char     *note;     /* key of what is to be said; NULL */
    int             part, parts;
    bool            first, seen, trial, adds;
    const char     *add;      /* of a repeat: its name */
    const Language *languages;
} ScreenPage;
typedef struct ReviewLine ReviewLine;
struct ReviewLine { const char *label, *words, *wrong; ReviewLine *next; };
typedef struct ReviewPart ReviewPart;
struct ReviewPart {
    const char       *title, *go;
    const ReviewLine *lines;
    int               open, n;  /* without an answer; questions */
    ReviewPart       *next;
};
typedef struct FileAsk FileAsk;
struct FileAsk { const char *name, *label, *accept; const Kept *kept; FileAsk *next; };
typedef struct ReviewPage {
    const Form       *f;
    const char       *act, *draft, *lang;
    const ReviewPart *parts;
    const FileAsk    *files;
    const char       *note;
    bool              trial, wrong, more;
} ReviewPage;
typedef struct FirstPage {
    const Form   *f;
    const Survey *s;
    const char   *act, *unit, *office, *err;
    int           questions;
    bool          takes;
} FirstPage;
const Ask *asks_of(Typed *y, const Screen *s, const char *media);
Html ask_html(const Ctx *c, const Ask *a);
Html ask_about_html(const Ctx *c, const Ask *a);
Html ask_choices_html(const Ctx *c, const Ask *a);
Html public_screen_html(const Ctx *c, const ScreenPage *p);
Html public_wrong_html(const Ctx *c, const Mistake *m);
Html public_review_html(const Ctx *c, const ReviewPage *p);
Html public_first_html(const Ctx *c, const FirstPage *p);
Html public_closed_html(const Ctx *c, const FirstPage *p);
Html public_done_html(const Ctx *c, const char *code, bool trial);

/* ---- fill.c: one step of filling in ---- */

/* What is filled in, and where: the same for the public and for a trial. */
typedef struct Fill {
    const FormUse *use;    /* of the version a new answer begins with */
    int64_t        form;
    const char    *about;  /* binds the draft */
    const char    *act;    /* the address of the page */
    const char    *media;  /* address of pictures, with / at its end */
    bool           trial;
} Fill;
typedef struct FillStep {
    Html        html;
    const char *title;
    int         lang;      /* of the page from now on: Lang, or -1 */
    bool        send;      /* the answer is whole: */
    const char *xml, *instance;
    int64_t     version;   /* of form_version, that it answers */
    const Upload *files;   /* under the names that the answer has for them */
} FillStep;
/* errors   public.draft.stale, public.screen.again (answers to mend), xform.answer.work;
 *          with public.screen.again the page to be shown is in out */
MUST Err fill_step(Ctx *c, Request *r, const Fill *f, FillStep *out);
int      fill_questions(Ctx *c, const FormUse *u); /* that a person is asked */

#endif
