/* http.h - the server: routes, requests, replies.
 *
 * It speaks HTTP/1.1 on loopback or a Unix socket, behind a front server that
 * does TLS and meets the world.  A request comes to one row of a table of
 * routes; from the same rows come the menu, the help and the table of rights.
 *
 *     const Route work_routes[] = {
 *         SHOW("/task",      task_list_page, RIGHT_VIEW,  "menu.tasks"),
 *         SHOW("/task/{id}", task_page,      RIGHT_VIEW,  NULL),
 *         SEND("/task",      task_add_post,  RIGHT_ISSUE, task_new_page),
 *         {0}
 *     };
 *
 * A page (SHOW) runs on a snapshot that it can only read, and ends with
 * reply_page().  A form (SEND) runs as one transaction in the writer and ends
 * with reply_next(), which leads to a page; when it refuses, the page that it
 * names is shown again with what was typed and the message at its field.
 * Before it runs, the form's origin and token have been checked.  A form that is
 * sent twice is run once: the second gets the answer of the first.
 *
 * Who calls is asked anew in the transaction of each request, so a right that
 * was taken away is gone with the next click.  The public on a guarded page is
 * led to /login and back; its guarded form comes back whole, to be sent again
 * after the log-in. */
#ifndef HTTP_H
#define HTTP_H

#include "db/db.h"
#include "html/html.h"

/* Limits.  A request beyond them is refused, never cut. */
enum {
    HTTP_TARGET_MAX = 8 * 1024,     /* bytes of path and query, as they came */
    HTTP_HEAD_MAX = 32 * 1024,      /* bytes of the whole head */
    HTTP_FORM_MAX = 1024 * 1024,    /* bytes of a form without files */
    HTTP_FIELDS_MAX = 2000,         /* names in one query or form */
    HTTP_FILE_MAX = 20 * 1024 * 1024,   /* bytes of one file */
    HTTP_UPLOAD_MAX = 60 * 1024 * 1024, /* bytes of all that come with one form */
    HTTP_FILES_MAX = 20,
    HTTP_DRAIN_MAX = 4 * HTTP_UPLOAD_MAX, /* so much is read before it is refused: who hangs up
                                             on a browser that sends gets no page across */
    HTTP_IDLE_SECONDS = 30,         /* of a connection on which nothing moves */
    HTTP_BODY_SECONDS = 120,        /* from the first byte of a request to its last */
    HTTP_UPLOAD_SECONDS = 600,      /* the same with files */
    HTTP_CONNECTIONS_MAX = 1024
};

/* How often, in a second and at once, behind a front server: an address of the
 * public, which a whole office may share, and a session of the staff. */
enum {
    RATE_PAGES = 50,       RATE_PAGES_BURST = 400,
    RATE_FORMS = 5,        RATE_FORMS_BURST = 20,
    RATE_STAFF_PAGES = 50, RATE_STAFF_PAGES_BURST = 200,
    RATE_STAFF_FORMS = 10, RATE_STAFF_FORMS_BURST = 60
};

/* What a route asks of whoever calls it.  There is no right 0: a route without
 * a right does not build. */
typedef enum Right {
    RIGHT_PUBLIC = 1, /* nothing */
    RIGHT_STAFF,      /* to be signed in */
    RIGHT_ADMIN,      /* accounts, settings, the log of deeds */
    RIGHT_ORG,        /* units, posts, appointments */
    RIGHT_VIEW,       /* documents and tasks, within one's scope */
    RIGHT_DOCUMENT,   /* register documents */
    RIGHT_ISSUE,      /* draft, issue, change, withdraw tasks */
    RIGHT_JUDGE,      /* accept, return, extend */
    RIGHT_REPORT,     /* report progress with evidence */
    RIGHT_INSPECT,    /* inspect tasks */
    RIGHT_SURVEY,     /* make forms, open and close surveys */
    RIGHT_ANSWERS,    /* read what was answered, one by one: research, not the desk */
    RIGHT_COLLECT,    /* interview: fill in and send, see one's own visits */
    RIGHT_COUNT
} Right;

/* Who calls, as the module of accounts knows it. */
typedef struct Caller {
    int64_t     who;      /* staff; 0 for the public */
    const char *name;     /* shown in the frame; NULL */
    uint32_t    rights;   /* bit 1u << right for each right held today, anywhere */
    const char *confined; /* the one page, with what is beneath it, that this session may open
                             until it is complete ("/account/second"); NULL.  On public pages
                             it is the public's meanwhile. */
    const char *touch;    /* the session's last use is to be noted under this hash; NULL */
    const char *via;      /* for c->via; NULL */
    void       *grant;    /* what else the program of api/ knows of it; NULL */
} Caller;

/* The caller behind the secret of a cookie; NULL if there was no cookie.  Inside
 * the transaction of the request, so it only reads.  A stranger is no refusal:
 * out stays empty. */
typedef Err Identify(Ctx *c, const char *session, Caller *out);
/* Notes that a session was used, after the reply, in a transaction of its own. */
typedef Err Touch(Ctx *c, const char *hash);
/* Notices that wait for the caller, shown in the frame: so only asked where a page is drawn. */
typedef int64_t Unread(Ctx *c, int64_t who);

typedef struct Request Request;
typedef struct Http Http;
typedef struct Program Program;
typedef Err Handler(Ctx *c, Request *r);
/* The same of a program that calls. */
typedef Err IdentifyProgram(Ctx *c, const Request *r, Caller *out);

typedef struct Route {
    const char *method; /* GET (answers HEAD as well) or POST */
    const char *path;   /* /task/{id}: a name in braces takes one segment, {id} a whole number */
    Handler    *run;
    Right       right;
    const char *menu;   /* key of its entry in the menu; NULL */
    Handler    *again;  /* of a POST: the page that holds its form */
    Handler    *ready;  /* of a POST: what is slow (a password), before it and outside any
                           transaction, for whoever waits there waits for nothing; it reads by
                           db_read(), leaves what it found in r->ready, may refuse */
    bool        files;  /* of a POST: its form may hold files */
} Route;
/* A right of 0 is an array of less than nothing: it does not build. */
#define ROUTE_RIGHT(right) ((Right)((right) * sizeof(char[(right) ? 1 : -1])))
#define SHOW(path, run, right, menu)                                           \
    {"GET", (path), (run), ROUTE_RIGHT(right), (menu), NULL, NULL, false}
#define SEND(path, run, right, again)                                          \
    {"POST", (path), (run), ROUTE_RIGHT(right), NULL, (again), NULL, false}
#define SEND_READY(path, ready, run, right, again)                             \
    {"POST", (path), (run), ROUTE_RIGHT(right), NULL, (again), (ready), false}
#define SEND_FILES(path, run, right, again)                                    \
    {"POST", (path), (run), ROUTE_RIGHT(right), NULL, (again), NULL, true}
#define SEND_FILES_READY(path, ready, run, right, again)                       \
    {"POST", (path), (run), ROUTE_RIGHT(right), NULL, (again), (ready), true}

/* A file that came with a form.  It is in the store already, whatever becomes of
 * the form: one that is shown again brings it along, and what no row of
 * stored_file names after a day goes away. */
typedef struct Upload Upload;
struct Upload {
    const char *name; /* of the field */
    const char *file; /* as the sender calls it, cleaned: "Báo cáo quý 1.pdf" */
    const char *type; /* found in its bytes */
    const char *hash; /* its name in the store */
    int64_t     bytes;
    Upload     *next;
};
/* Keeps it for good; file is its row in stored_file. */
MUST Err upload_keep(Ctx *c, const Upload *u, int64_t *file);
/* Removes the files in c->files that came before yesterday's c->now and that no
 * row wants; how many.  Outside a transaction: it begins its own. */
int64_t upload_sweep(Ctx *c);
enum { UPLOAD_GRACE_MS = 24 * 3600 * 1000 };

/* What a handler may know of the request, and where it leaves its reply. */
struct Request {
    const Http  *http;
    const Route *route;
    const char  *path;    /* decoded; begins with / */
    const char  *target;  /* path and query as they came: an address to come back to */
    const char  *allow;   /* after a wrong method: the right one */
    const Pair  *query;   /* of the address */
    const Pair  *parts;   /* of the path, by their names in the route */
    Form         form;    /* what was typed, and why it was refused */
    const char  *token;   /* that came with the form; NULL */
    const char  *session; /* secret of the cookie; NULL if there is none */
    const char  *agent;   /* the browser, as it calls itself; NULL */
    const char  *site;    /* as whoever calls has reached us: "https://namro.example" */
    bool         fresh;   /* session was made for this reply: send the cookie */
    const Program *program; /* a program asks, not a browser: path is without its prefix; NULL */
    const char  *bearer;  /* the secret by which it says whose program it is; NULL */
    const char  *proof;   /* its header Authorization, whole; NULL */
    const char  *protocol; /* its header X-OpenRosa-Version; NULL */
    const char  *method;  /* as it came: "HEAD" where the route has GET */
    Bytes        body;    /* the part of its form that is kept in memory; p is NULL */
    const char  *repeat;  /* its name for this request, under which it may send it again; NULL */
    const char  *known;   /* the etag of what it has already; NULL */
    const char  *notice;  /* key of what was done just before; NULL */
    const Upload *uploads; /* in the order in which they came */
    Err          unread;  /* why a file that came with the form was not taken; NULL */
    Caller       caller;
    bool         asked;   /* the caller is known, be it the public */
    const char  *today;   /* of the office, when that was asked */
    const char  *first;   /* where a caller who may not come here has to go first; NULL */
    void        *once;    /* the place of a form that is running */
    void        *ready;   /* what the route's `ready` found */
    Link        *trail;   /* the way to this page, shown above its title */
    bool         alone;   /* of a page: the frame leaves out what leads away and would lose it */
    const struct Deed *noted; /* of a page: that it was read is a deed itself; NULL */
    struct Reply {
        int          status;  /* 0 until there is a reply */
        const char  *type;    /* Content-Type */
        Bytes        body;
        const char  *next;    /* Location */
        const char  *lang;    /* "vi" or "en" from now on; NULL leaves it */
        const char  *session; /* the new secret of the cookie; "" ends it; NULL leaves it */
        const char  *notice;  /* key that the next page shows; "" when it was; NULL leaves it */
        const char  *title;   /* of a page, which the server puts into its frame */
        const Asset *asset;   /* of a file that is compiled in */
        const char  *save;    /* the name under which a browser saves it; NULL to show it */
        const char  *stored;  /* hash of a stored file, in place of the body; "" of one that is
                                 open and has no name; NULL */
        bool         device;  /* of a page that works without network: it may be installed, ask
                                 where the phone is, and show files that were just chosen */
        int          refresh; /* of a page: it is asked for again after so many seconds; 0 */
        const char  *etag;    /* a mark of the body, for who has it already; NULL */
        const Pair  *headers; /* more of them; one of these names in place of the server's own */
        int          fd;      /* of that file, when it is open */
    } reply;
};

/* Text of the address's query, of the path's part; NULL if it is not there. */
const char *request_query(const Request *r, const char *name);
const char *request_part(const Request *r, const char *name);
int64_t     request_id(const Request *r); /* the {id} of the path */
/* The same of the query, as form_text() and form_number() have it. */
const char *request_text(const Request *r, const char *name);
int64_t     request_number(const Request *r, const char *name);
/* This path with what the address asks for, but for what is empty and the page: of a list as
 * it is filtered. */
const char *request_address(Ctx *c, const Request *r, const char *path);
/* The form to put on a page: what was typed if it is shown again, and a token. */
const Form *request_form(Ctx *c, Request *r);
/* An address that came with a request, if it is one of our own; else "/". */
const char *request_back(const char *address);
/* May whoever calls open pages of this right (anywhere at all)? */
bool        request_may(const Request *r, Right right);

void reply_page(Request *r, const char *title, Html body);
void reply_next(Request *r, const char *address); /* 303: another page shows what was done */
/* The same, and that page says so, once: the key of "Đã lưu." */
void reply_done(Request *r, const char *address, const char *notice);
void reply_text(Request *r, const char *type, const char *text);
/* To be saved under this name: bytes that live until the reply is sent; a stored
 * file, by its row in stored_file.  May the caller have it?  The page knows.
 * errors   http.missing   no such file */
void     reply_download(Request *r, const char *type, const char *name, Bytes body);
MUST Err reply_file(Ctx *c, Request *r, int64_t file);
/* The same of a file that is open and has no name: it is closed when all is sent, or not. */
void     reply_made(Request *r, const char *type, const char *name, int fd, int64_t bytes);
/* With any reply: the cookie holds this secret from now on (a log-in; of
 * crypt_token); NULL ends it.  Nothing of it stays when the handler refuses. */
void reply_session(Ctx *c, Request *r, const char *secret);
/* Instead of a refusal that would undo what was written (a failure that counts):
 * the page of the form again, with what was typed and this message. */
MUST Err reply_refused(Ctx *c, Request *r, Err why, Handler *page);
/* With any reply: "vi" or "en" from now on. */
void reply_lang(Ctx *c, Request *r, const char *lang);
/* With a page or a download: that it was read is noted in the log (audit.h) before anything
 * of it leaves; if that cannot be stored nothing is shown. */
void reply_noted(Request *r, const struct Deed *d);
/* With a page: one more step of the way to it, from the top. */
void reply_trail(Ctx *c, Request *r, const char *href, const char *text);

/* Refusals that a page may return: http.missing (404), http.forbidden (403).
 * Any other is shown with status 400. */

/* ---- Programs in place of browsers ---- (program.c)
 *
 * What lies beneath the prefix is answered from the same routes, by the same handlers under
 * the same rights; these functions (of api/) say who calls, read what came and write the
 * reply.  There may be several, each with its prefix.  Cookies say nothing there, and a
 * bearer's secret says nothing elsewhere: so no page of others can make a browser call, and
 * there is no token of forms. */
enum { BEARER_SIGNS_MAX = 64 };
struct Program {
    const char         *prefix;   /* "/api/v1" */
    const Route *const *tables;   /* addresses of its own, looked through first; ends with NULL */
    bool                alone;    /* and no others: not those of the pages */
    bool                recalls;  /* who sends a form is believed for some seconds until the
                                     transaction that writes asks anew (recall.c) */
    /* How it names itself, from r->path behind the prefix and r->proof into r->bearer, which is
     * at most BEARER_SIGNS_MAX signs; NULL: "Authorization: Bearer ...". */
    void              (*meet)(Arena *a, Request *r);
    IdentifyProgram   *identify; /* who is behind r->bearer, r->proof */
    Touch              *touch;
    Handler            *admit;    /* who has the route's right: may this secret do it?  It may
                                     leave the reply that the same request has had before */
    /* The form that a body of JSON means; NULL and the body of who sent none.  NULL: it takes
     * forms with files alone. */
    Err               (*read)(Ctx *c, Request *r, const char *body);
    /* Of a form with files, where it differs from one of a page: the part that is kept in
     * memory, as r->body; how many files there may be, how large; and is one of no known kind
     * kept all the same, to be saved and never shown? */
    const char         *part;
    int64_t             part_max, file_max;
    int                 files_max;
    bool                any_kind;
    bool                sends;    /* what is sent (and asked before it, OPTIONS) is meant alone:
                                     pages beneath the prefix are pages */
    Handler            *reply;    /* makes what the handler has left into a reply to a program */
    /* The same of a refusal, outside any transaction. */
    void              (*refuse)(Ctx *c, Request *r, Err why, int status);
};
/* ---- json_read.c ---- */
/* The fields of a form that a JSON object means:
 *   "due": "2026-04-01"       due=2026-04-01
 *   "said": 50, "urgent": true   said=50, urgent=1; false and null are not there
 *   "partner": [12, 13]       the boxes partner.12 and partner.13, ticked
 *   "due": {"12": "..."}      due.12=...
 * errors  http.malformed   no JSON, no object, a name twice, too deep, an array of arrays */
MUST Err json_read(Ctx *c, Request *r, const char *body);
/* One more field of the form, as though it had been typed.  errors  http.malformed */
MUST Err request_type(Ctx *c, Request *r, const char *name, const char *value);

struct Http {
    Db                 *db;       /* after db_serve() */
    int                 listener; /* a socket that listens */
    const Route *const *tables;   /* ends with NULL */
    bool                proxied;  /* a front server does TLS: cookies are for TLS only */
    Identify           *identify; /* NULL: everybody is the public */
    Touch              *touch;    /* NULL if identify never asks for it */
    Unread             *unread;   /* NULL: there are no notices */
    const char         *files;    /* folder of the stored files; NULL takes none */
    const uint8_t      *office;   /* the office's key, for c->key; NULL */
    const Program *const *programs; /* ends with NULL; NULL: there are none */
    int64_t             body_ms;  /* time for a body to come; 0: the limits above */
    uint8_t             key[32];  /* seals what pages carry for us; http_start finds it there */
    struct Rates       *rates;    /* who asked how often; made by http_start, */
    struct Once        *once;     /* which forms have come, */
    struct Recalls     *recalls;  /* and which programs */
};
typedef struct Server Server;
Server *http_start(const Http *h); /* NULL, and a line in the log, if it cannot */
void    http_stop(Server *s);      /* lets what is under way end, ten seconds at most */

extern const Route http_routes[]; /* the change of language, the health address */

/* Pages of the server's own: why a request was refused; the same with the form
 * that it held, to send it again. */
Html refused_html(const Ctx *c, const char *next);
Html resend_html(const Ctx *c, const Request *r);
Html resend_form_html(const Ctx *c, const Request *r); /* what came, and the button */

#endif
