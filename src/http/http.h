/* http.h - the server: routes, requests, replies.
 *
 * It speaks HTTP/1.1 on loopback or a Unix socket, behind a front server that
 * does TLS and meets the world.  A request comes to one row of a table of
 * routes; from the same rows come the menu, the help and the table of rights.
 *
 *     const Route work_routes[] = {
 *         SHOW("/task",      task_list_page, RIGHT_PUBLIC, "menu.tasks"),
 *         SHOW("/task/{id}", task_page,      RIGHT_PUBLIC, NULL),
 *         SEND("/task",      task_add_post,  RIGHT_PUBLIC, task_new_page),
 *         {0}
 *     };
 *
 * A page (SHOW) runs on a snapshot that it can only read, and ends with
 * reply_page().  A form (SEND) runs as one transaction in the writer and ends
 * with reply_next(), which leads to a page; when it refuses, the page that it
 * names is shown again with what was typed and the message at its field.
 * Before it runs, the form's origin and token have been checked. */
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
    HTTP_IDLE_SECONDS = 30,         /* of a connection on which nothing moves */
    HTTP_BODY_SECONDS = 120,        /* from the first byte of a request to its last */
    HTTP_CONNECTIONS_MAX = 1024
};

/* What a route asks of whoever calls it.  There is no right 0: a route without
 * a right does not build. */
typedef enum Right {
    RIGHT_PUBLIC = 1 /* nothing */
} Right;

typedef struct Request Request;
typedef Err Handler(Ctx *c, Request *r);

typedef struct Route {
    const char *method; /* GET (answers HEAD as well) or POST */
    const char *path;   /* /task/{id}: a name in braces takes one segment, {id} a whole number */
    Handler    *run;
    Right       right;
    const char *menu;   /* key of its entry in the menu; NULL */
    Handler    *again;  /* of a POST: the page that holds its form */
} Route;
#define SHOW(path, run, right, menu) {"GET", (path), (run), (right), (menu), NULL}
#define SEND(path, run, right, again) {"POST", (path), (run), (right), NULL, (again)}

/* What a handler may know of the request, and where it leaves its reply. */
struct Request {
    const Route *route;
    const char  *path;    /* decoded; begins with / */
    const char  *target;  /* path and query as they came: an address to come back to */
    const char  *allow;   /* after a wrong method: the right one */
    const Pair  *query;   /* of the address */
    const Pair  *parts;   /* of the path, by their names in the route */
    Form         form;    /* what was typed, and why it was refused */
    const char  *token;   /* that came with the form; NULL */
    const char  *session; /* secret of the cookie; NULL if there is none */
    bool         fresh;   /* session was made for this reply: send the cookie */
    struct Reply {
        int          status;  /* 0 until there is a reply */
        const char  *type;    /* Content-Type */
        Bytes        body;
        const char  *next;    /* Location */
        const char  *cookie;  /* one more Set-Cookie */
        const char  *title;   /* of a page, which the server puts into its frame */
        const Asset *asset;   /* of a file that is compiled in */
    } reply;
};

/* Text of the address's query, of the path's part; NULL if it is not there. */
const char *request_query(const Request *r, const char *name);
const char *request_part(const Request *r, const char *name);
int64_t     request_id(const Request *r); /* the {id} of the path */
/* The form to put on a page: what was typed if it is shown again, and a token. */
const Form *request_form(Ctx *c, Request *r);

void reply_page(Request *r, const char *title, Html body);
void reply_next(Request *r, const char *address); /* 303: another page shows what was done */
void reply_text(Request *r, const char *type, const char *text);

/* Refusals that a page may return: http.missing (404), http.forbidden (403).
 * Any other is shown with status 400. */

typedef struct Http {
    Db                 *db;       /* after db_serve() */
    int                 listener; /* a socket that listens */
    const Route *const *tables;   /* ends with NULL */
    bool                proxied;  /* a front server does TLS: cookies are for TLS only */
} Http;
typedef struct Server Server;
Server *http_start(const Http *h); /* NULL, and a line in the log, if it cannot */
void    http_stop(Server *s);      /* lets what is under way end, ten seconds at most */

extern const Route http_routes[]; /* the change of language, the health address */

/* Pages of the server's own: why a request was refused; the same with the form
 * that it held, to send it again. */
Html refused_html(const Ctx *c);
Html resend_html(const Ctx *c, const Request *r);

#endif
