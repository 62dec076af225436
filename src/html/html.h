/* html.h - what pages are made of: escaping, the frame around a page, forms.
 *
 * A page is a template beside its module: work/task_late.html becomes the C
 * function task_late_html() (see tools/tplgen.c).  The compiler of templates
 * knows where each hole stands and calls the function below that makes any
 * value harmless there, so nobody has to remember to.  An Html is put as it is
 * where text stands: that is how a page is made of parts. */
#ifndef HTML_H
#define HTML_H

#include "base/base.h"
#include "text/text.h" /* templates write numbers and days with it */

void html_text(Buf *b, Val v);    /* between tags */
void html_attr(Buf *b, Val v);    /* in an attribute */
void html_address(Buf *b, Val v); /* all of an address; "#" if its scheme could run code */
void html_part(Buf *b, Val v);    /* a piece of an address, %-encoded */
Html html_of(const Buf *b);

/* A file of web/ that is compiled in.  Its address holds the hash of its bytes,
 * so a browser may keep it for ever. */
typedef struct Asset {
    const char          *name;    /* "/style.css" */
    const char          *address; /* "/static/style-0A1B2C3D.css" */
    const char          *type;    /* "text/css; charset=utf-8" */
    const unsigned char *bytes, *packed; /* as it is; gzipped, or NULL where that gains nothing */
    size_t               n, packed_n;
} Asset;
extern const Asset assets[]; /* ends with a row without a name */
const char *asset(const char *name); /* its address; a name that is not there is a fault */

/* The page around a body: head, banner, menu, foot. */
typedef struct Link Link;
struct Link {
    const char *href, *text;
    bool        here; /* it leads to the page shown, or to the part that holds it */
    Link       *next;
};
typedef struct Frame {
    const char *title;   /* the <h1> above the body; also in <title> */
    const char *office;  /* name of the office; NULL before there is one */
    const char *path;    /* path and query of the page: where a change of language comes back;
                            NULL: the language is not changed here */
    const char *demo;    /* the demo day, as shown; NULL on a true day */
    const char *notice;  /* what has just been done ("Saved."); NULL if nothing */
    const char *log;     /* size and root of the log of deeds, as last signed; NULL */
    const Link *menu;    /* NULL if empty */
    const Link *trail;   /* the way to this page above its title; NULL */
    const char *name;    /* of who is signed in; NULL */
    int64_t     unread;  /* notices for whoever that is */
    const char *token;   /* of the form that signs out, when there is a name */
    bool        login;   /* without a name: one may sign in here */
} Frame;
Html frame_html(const Ctx *c, const Frame *f, Html body);

/* A state, told by its icon, its colour and its word. */
typedef enum Tone {
    TONE_GREY,  /* rests: not begun, closed, withdrawn */
    TONE_BLUE,  /* goes on: under way, in time */
    TONE_GREEN, /* well: done, in time */
    TONE_AMBER, /* soon: waiting, nearly due */
    TONE_RED    /* burns: overdue, returned */
} Tone;
Html badge_html(const Ctx *c, Tone tone, const char *text);

/* A QR picture that a phone can read; label says what it holds.  At most 1000 bytes. */
Html qr_html(const Ctx *c, const char *text, const char *label);

/* In place of a list without rows: why there is none and, unless act is NULL,
 * what to do about it. */
Html empty_html(const Ctx *c, const char *text, const Link *act);

/* Below a list: where in it we are, and the way to the other pages. */
typedef struct Pager {
    int64_t     page, pages; /* this one, from 1; how many there are, 0 if no row */
    int64_t     total;       /* rows on all pages */
    const char *base;        /* address of the first page; the others add page=N to its query */
} Pager;
/* At the page that was asked for; at the first one for 0, at the last for more than there are.
 *   rows   on a page */
Pager       pager_at(int64_t asked, int64_t total, int64_t rows, const char *base);
Html        pager_html(const Ctx *c, const Pager *p);
int64_t     pager_after(const Pager *p, int64_t n); /* the page shown after n; 0 at the end */
const char *pager_address(const Ctx *c, const Pager *p, int64_t n);

/* A form, as it is shown and shown again.  What was typed comes back with it,
 * so a refusal loses nothing; its middle word names the field to mark. */
typedef struct Pair Pair;
struct Pair { const char *name, *value; Pair *next; };
/* A file that was sent with a form which is shown again: the form carries it as a sealed text
 * in a box that is ticked; who takes the tick away takes the file away. */
typedef struct Kept Kept;
struct Kept { const char *name, *file, *box, *sealed; Kept *next; }; /* field, file, its box */
typedef struct Form {
    const Pair *typed;  /* as it came; NULL for a fresh form */
    Err         err;    /* why it was refused: "task.due.past"; NULL */
    const char *token;  /* proves that the POST comes from this page */
    const Kept *kept;   /* files that came with it and need not be chosen again */
} Form;
const char *form_value(const Form *f, const char *name); /* what was typed; NULL if nothing was */
const char *form_text(const Form *f, const char *name);  /* the same; "" if nothing was */
int64_t     form_number(const Form *f, const char *name); /* 0 for what is no whole number */
bool        form_marks(const Form *f, const char *name); /* is this the field that was refused? */
const char *form_refused(const Ctx *c, const Form *f);   /* its name; NULL if none was named */

/* One of what may be chosen. */
typedef struct Choice Choice;
struct Choice {
    const char *value, *text;
    const char *group; /* neighbours of one group stand under its name; NULL */
    Choice     *next;
};

/* One field with its label, hint, value and message. */
typedef struct Field {
    const char *name;   /* the word of the glossary: column, input and message key */
    const char *label;  /* as shown */
    const char *hint;   /* one sentence below the label; NULL */
    const char *advice; /* what is stored may stay, and ought to be looked at: why; NULL */
    const char *type;   /* text password email tel date number search textarea select radio
                           checkbox file; NULL is text.  A date is typed, day first, and
                           read by text_day_parse() */
    const char *value;  /* of a fresh form; NULL is empty; a secret is never shown */
    const char *autocomplete; /* as in HTML; NULL is off */
    bool        needed; /* it may not stay empty */
    /* What a select or radio offers.  A checkbox without choices is ticked by the value "1"; one
     * with choices is a list of them, each with a name of its own, "partner.12", and the value
     * of a fresh form holds the ticked ones with a space between. */
    const Choice *choices;
    bool        many;   /* a file: several.  Its form has enctype="multipart/form-data", and it
                           is named "file", for refusals of files mark the field of that name */
    int         rows;   /* of a textarea; 0 is as the look has it */
} Field;
Html field_html(const Ctx *c, const Form *f, const Field *d);
/* Was this box of a list of checkboxes ticked: did "partner.12" come? */
bool        form_ticked(const Ctx *c, const Form *f, const char *name, const char *value);
/* What its template asks. */
Html        field_choices_html(const Ctx *c, const Form *f, const Field *d);
Html        field_file_html(const Ctx *c, const Form *f, const Field *d);
Html        field_about_html(const Ctx *c, const Form *f, const Field *d);
bool        field_is(const Field *d, const char *type);
bool        field_lists(const Field *d);                    /* radio, checkbox with choices */
bool        field_explained(const Form *f, const Field *d); /* has it a hint, advice, a message? */
const char *field_input(const Field *d);                    /* the type that a browser is told */
const char *field_shown(const Form *f, const Field *d);     /* what stands in it; NULL is empty */
const char *field_entered(const Ctx *c, const Form *f, const Field *d); /* the same, with a day
                                                               as people write it */
bool        field_ticked(const Form *f, const Field *d);    /* a single checkbox */
bool        field_chosen(const Ctx *c, const Form *f, const Field *d, const Choice *o);
const Kept *field_kept(const Kept *k, const Field *d);      /* the first of its files from k on */
bool        field_opens(const Choice *first, const Choice *o); /* begins a group with o, */
bool        field_closes(const Choice *o);                     /* ends one with it? */
/* At the top of a refused form: what is wrong, with a link to the field; empty if nothing is. */
Html refusal_html(const Ctx *c, const Form *f);
/* At the end of a form: its button, and the way back without sending it. */
Html submit_html(const Ctx *c, const char *word, const char *back);
/* The page that a form belongs to: "/unit/12" for "/unit/12/change", without its query. */
const char *form_above(const Ctx *c, const char *act);
/* The hidden token: the first thing inside every <form method="post">. */
Html token_html(const Ctx *c, const Form *f);

/* ---- Two who edit the same ---- (clash.c)
 *
 * A form that changes something holds clash_html(), which carries the version it
 * was made from and a mark of each value:
 *
 *     const ClashField stored[] = {{"due", tr(c, "task.due"), text_day(c, t->due)}, ..., {0}};
 *     Clash k = clash_meet(c, request_form(c, r), t->version, stored);
 *     reply_page(..., edit_html(c, &k, t));   // shows k.form; clash_html() beside the token
 *
 * and its handler refuses by clash_check().  Then the page comes again: what only the
 * other has changed is taken into the form, what both have changed stays as it is
 * typed, both are told field by field, and to send again is to send over the new
 * version.  A version is any number that no two states of the thing have in common. */
typedef struct ClashField {
    const char *name, *label; /* of the field */
    const char *value;        /* stored, just as the form shows it; NULL is empty */
    const Choice *choices;    /* in whose words it is told; NULL: as it is */
} ClashField;
typedef struct ClashRow ClashRow;
struct ClashRow {
    const char *name, *label, *mine, *theirs; /* the values cut to some hundred letters */
    bool        taken; /* I had not touched it, so theirs stands in the form now */
    ClashRow   *next;
};
typedef struct Clash {
    const Form *form; /* to be shown */
    const char *base;
    bool        stale; /* somebody has changed it since the form was made */
    ClashRow   *rows;  /* fields that are not as they were, and not as they are typed */
} Clash;
Clash    clash_meet(Ctx *c, const Form *f, int64_t version, const ClashField *stored);
Html     clash_html(const Ctx *c, const Clash *k);
/* Was the form made from this version?   errors  clash.version.stale */
MUST Err clash_check(const Form *f, int64_t version);

#endif
