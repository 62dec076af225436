/* pages.c - the addresses that the server itself has. */
#include "http/http.h"

#include <string.h>

/* Back to the page where the language was changed. */
static Err lang_page(Ctx *c, Request *r) {
    const char *lang = request_part(r, "lang");
    bool        known = strcmp(lang, "vi") == 0 || strcmp(lang, "en") == 0;
    if (!known) return "http.missing";
    reply_next(r, request_back(request_query(r, "back")));
    reply_lang(c, r, lang);
    return NULL;
}

/* For a supervisor: the program answers and the database can be read. */
static Err health_page(Ctx *c, Request *r) {
    int64_t n;
    Err     e = db_int(c, &n, "SELECT count(*) FROM migration");
    if (!e) reply_text(r, "text/plain; charset=utf-8", "ok\n");
    return e;
}

const Route http_routes[] = {
    SHOW("/lang/{lang}", lang_page,   RIGHT_PUBLIC, NULL),
    SHOW("/health",      health_page, RIGHT_PUBLIC, NULL),
    {0}
};
