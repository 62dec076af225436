/* invited.h - the page of an invited person, /w/{address}#code, and what it takes down.
 *
 *     GET /w/{address}               the page: one script (web/wave), nothing of the person
 *     GET /w/{address}/form          the questions, as the app's engine takes them
 *     GET /w/{address}/media/{file}  pictures of the questions
 *     GET /w/{address}/verify        how anyone may check that nobody is found out
 *
 * None of them knows who asks: no cookie is read or set, no session begun, and the code stands
 * behind the # of the address, which browsers keep to themselves.  The answers stay in the
 * browser until the person sends them. */
#ifndef WAVE_INVITED_H
#define WAVE_INVITED_H

#include "html/html.h"
#include "http/http.h"
#include "survey/survey.h"

typedef struct InvitedPage {
    const Survey *s;
    const char   *words; /* JSON: all that the page says, in both languages */
    const char   *unit;  /* who asks */
    bool          open;  /* answers are taken today */
} InvitedPage;
Html invited_shell_html(const Ctx *c, const InvitedPage *p);
Html invited_verify_html(const Ctx *c, const InvitedPage *p);

extern const Route invited_routes[];

#endif
