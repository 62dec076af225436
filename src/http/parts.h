/* parts.h - what the files of http/ share. */
#ifndef PARTS_H
#define PARTS_H

#include "http/http.h"

/* A request as it came from the wire, before anybody has looked into it. */
typedef struct Raw {
    const char *method, *target;
    /* headers; NULL where they are absent */
    const char *cookie, *origin, *host, *fetch_site, *type, *length, *coding;
    const char *accept_language, *accept_encoding, *agent, *forwarded, *real_ip;
    const char *authorization, *repeat, *known, *protocol;
    const char *body; /* NULL if none */
    bool parted;      /* it came as a form with files, and is in the request already */
} Raw;

/* parse.c.  errors  http.malformed */
MUST Err parse_target(Arena *a, const char *target, Request *r);
MUST Err parse_pairs(Arena *a, const char *text, const Pair **pairs); /* name=value&... */
/* One more of a list; a name that comes twice is refused, and so are too many. */
MUST Err parse_pair(Arena *a, Pair **list, const char *name, char *value);
const char *parse_cookie(Arena *a, const char *header, const char *name); /* NULL if absent */
Lang        parse_lang(const char *cookie, const char *accept);

/* route.c.  errors  http.missing; http.method: r->allow is then what it has */
MUST Err route_find(Arena *a, const Route *const *tables, const char *method, Request *r);

/* answer.c: leave a reply in r, whatever comes; err if it was refused already. */
void        answer(const Http *h, Arena *a, const Raw *raw, Err err, Request *r);
const char *cookie_name(const Http *h, const char *full); /* "__Host-lang" */
bool        token_good(Arena *a, const char *session, const char *token);
/* A form with files, before its body: may it be read at all?  And if it may, why
 * are its files not to be taken (`unread`; NULL if they are)? */
MUST Err    answer_head(const Http *h, Arena *a, const Raw *raw, Request *r, Err *unread);
void        touch(const Http *h, Arena *a, const Request *r); /* touch.c: after the reply */

/* program.c: does a program ask?  Then its path is shortened, and how it names itself kept. */
void        program_meet(const Http *h, Arena *a, const Raw *raw, Request *r);
MUST Err    program_find(const Http *h, Arena *a, const Raw *raw, Request *r); /* as route_find */
enum { REPEAT_SIGNS_MAX = 100 };

/* rate.c: may this address, this session ask once more?  Sessions that were found
 * to be of the staff are told to it.  errors  http.rate */
typedef struct Rates Rates;
Rates   *rates_open(void);
void     rates_close(Rates *r);
MUST Err rate_take(Rates *r, const Raw *raw, const char *session, bool form, int64_t now);
void     rate_know(Rates *r, const char *session, int64_t now);

/* recall.c: who was found to call some seconds ago, into r->caller and r->today; for what comes
 * before the transaction that writes, in which it is asked anew. */
typedef struct Recalls Recalls;
Recalls *recalls_open(void);
void     recalls_close(Recalls *k);
bool     recall_find(Recalls *k, Arena *a, Request *r, int64_t now);
void     recall_keep(Recalls *k, Arena *a, const Request *r, int64_t now);

/* once.c: the same form again is not run: it gets the answer of the first, which
 * is then in r->reply.  Otherwise once_end() comes after it, whatever became of it.
 * errors   db.busy   the first is still running after ten seconds */
typedef struct Once Once;
Once    *once_open(void);
void     once_close(Once *o);
MUST Err once_begin(Once *o, Arena *a, Request *r, int64_t now);
void     once_end(Once *o, Request *r);

/* intake.c: such a form while it comes in; into r->form, r->uploads, r->unread. */
typedef struct Intake Intake;
struct MHD_Connection;
Intake  *intake_open(Arena *a, struct MHD_Connection *conn, Request *r, Err unread);
void     intake_add(Intake *in, const char *p, size_t n);
MUST Err intake_end(Intake *in);   /* http.malformed */
void     intake_close(Intake *in); /* always, at last; NULL does nothing */

/* upload.c: the boxes in which a form that is shown again carries its files, and
 * back.  errors  http.file.lost, http.file.many */
const Kept *upload_boxes(Arena *a, const Request *r);
MUST Err    upload_unbox(Arena *a, Request *r);

/* request.c: there was no reply; a file that it would have sent is closed. */
void reply_forget(Request *r);

#endif
