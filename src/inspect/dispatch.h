/* dispatch.h - part of assess.h: official letters to units, from the office's own texts.
 *
 *   (1) a text holds from its first day until the next of its kind
 *   (2) to commend or correct a unit, an approved assessment has it on that list; a reminder
 *       goes to any unit of an assessment that is known to who writes it
 *   (3) a number once in a year and symbol
 *   (4) what is issued changes no more
 *
 * Holes are words in braces: {unit} {period} {owed} {in_time} {late} {overdue} {reason}
 * {tasks} {today}, in the language of whoever writes the text; {tasks} is a line for each
 * overdue task.  A reminder tells what is overdue when it is written, the others what was on
 * the last day of the period. */
#ifndef INSPECT_DISPATCH_H
#define INSPECT_DISPATCH_H

#include "file/file.h"

typedef struct DispatchText DispatchText; /* a template */
struct DispatchText {
    int64_t     id;
    const char *kind, *since;    /* commend correct remind; (1) */
    const char *form;            /* party state: which head */
    const char *above, *issuer, *symbol, *heading, *about, *body, *copies, *post;
    int64_t     at, who;
    DispatchText *next;
};
enum { DISPATCH_LINE_MAX = 300, DISPATCH_BODY_MAX = 20000, DISPATCH_COPIES_MAX = 1000 };
extern const char *const dispatch_kinds[]; /* ends with NULL */
const char *dispatch_kind_key(const char *kind); /* key of its words */
bool        dispatch_kind_ok(const char *kind);
const DispatchText *dispatch_texts(Ctx *c);  /* by kind, the latest first */
const DispatchText *dispatch_text_on(Ctx *c, const char *kind, const char *day); /* NULL if none */
DispatchText        dispatch_text_blank(Ctx *c, const char *kind); /* the latest, or a proposal */
/* errors   http.forbidden; dispatch.kind.bad, dispatch.since.missing .taken .early (before today),
 *          dispatch.form.bad, dispatch.issuer.missing, dispatch.symbol.missing .form,
 *          dispatch.about.missing, dispatch.body.missing, dispatch.body.hole (a hole that is none),
 *          dispatch.post.missing; of each text dispatch.*.long */
MUST Err dispatch_text_put(Ctx *c, DispatchText *t);

typedef struct Dispatch Dispatch;
struct Dispatch {
    int64_t     id, template, assessment, unit;
    const char *kind, *form, *above, *issuer, *symbol, *heading, *place, *recipient, *about,
               *body, *copies, *post, *signer;
    int64_t     number;     /* 0 until it is issued */
    const char *day;        /* of issue; NULL */
    int64_t     issued, issuing, version, at, who;
    Dispatch     *next;
};
bool    dispatch_may(Ctx *c, const Dispatch *l);  /* RIGHT_JUDGE over the unit of its assessment */
/* NULL if there is none or c->who may not know it: who may write it does, and whoever holds
 * RIGHT_VIEW over the unit once it is issued. */
Dispatch *dispatch_get(Ctx *c, int64_t id);
const Dispatch *dispatch_list(Ctx *c, int64_t assessment); /* the latest first; 0: of all */
/* A draft with its holes filled from the figures of the unit.
 * errors   http.forbidden, http.missing, dispatch.kind.bad, dispatch.unit.unlisted (2),
 *          dispatch.template.none */
MUST Err dispatch_draft(Ctx *c, const Assessment *a, int64_t unit, const char *kind, Dispatch *out);
/* Stores the first version or the next.  errors  http.forbidden, dispatch.stage.issued,
 * dispatch.recipient.missing, dispatch.about.missing, dispatch.body.missing, dispatch.post.missing,
 * dispatch.signer.missing, dispatch.*.long; clash.version.stale */
MUST Err dispatch_put(Ctx *c, const Dispatch *was, Dispatch *l);
/* errors   http.forbidden, dispatch.stage.issued, dispatch.signer.missing, dispatch.number.range
 *          .taken, dispatch.day.missing .future .early (the period is not over),
 *          clash.version.stale */
MUST Err dispatch_issue(Ctx *c, const Dispatch *l, int64_t number, const char *day);
enum { DISPATCH_NUMBER_MAX = 99999 };

OfficialHead dispatch_head(const Ctx *c, const Dispatch *l);
OfficialFoot dispatch_foot(const Ctx *c, const Dispatch *l);
Bytes        dispatch_docx(const Ctx *c, const Dispatch *l); /* Vietnamese whoever looks at it */
MUST Err     dispatch_pdf(Ctx *c, const Dispatch *l, Bytes *out); /* errors  file.paper.* */
const char  *dispatch_name(const Ctx *c, const Dispatch *l, const char *ending); /* of its file */

/* A paper as HTML, for the screen, a printer and WeasyPrint.  In a text each line is a
 * paragraph, one that begins with "- " an item. */
typedef struct OfficialLine OfficialLine;
struct OfficialLine { const char *text; bool item; OfficialLine *next; };
const OfficialLine *official_lines(const Ctx *c, const char *text); /* without blank ones */
Html official_head_html(const Ctx *c, const OfficialHead *h);
Html official_foot_html(const Ctx *c, const OfficialFoot *f);
Html official_paper_html(const Ctx *c, const OfficialHead *h, const char *recipient,
                         const char *body, const OfficialFoot *f);
Html dispatch_html(const Ctx *c, const Dispatch *l);
/* A document that stands alone, with the style of papers: for file_paper(). */
const char *official_document(const Ctx *c, const char *title, Html inside);

/* ---- dispatch_text.c, for dispatch.c ---- */

enum { HOLES = 9 };
/* The text with its holes filled; false if it has one that is none. */
bool        dispatch_fill(const Ctx *c, const char *text, const char *const value[HOLES],
                        const char **out);
const char *dispatch_holes(const Ctx *c); /* "{unit}, {period}, ..." */

extern const Route dispatch_routes[];

#endif
