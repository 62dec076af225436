/* app.h - the app of interviewers, which works without network: what its pages are given. */
#ifndef SURVEY_APP_H
#define SURVEY_APP_H

#include "survey/survey.h"

/* app_words.c: {"vi":{"app.home":"...",...},"en":{...}}, and names that the engine has for them. */
const char *app_words(Ctx *c);
/* The same and more, of another page that fills in forms; these keys, which end with NULL, keep
 * their whole names. */
const char *app_words_and(Ctx *c, const char *const *more);
void        json_text_put(Buf *b, const char *s); /* a JSON text */
/* app_form.c: {"form":...,"model":...,"media":[...]} of a version, made once; media lies below
 * this address.   errors  http.missing  form.app.refused */
MUST Err app_form(Ctx *c, int64_t version, const char *media, const char **json);
/* app_send.c: an answer that comes from the app. */
MUST Err app_send_ready(Ctx *c, Request *r);
MUST Err app_send_post(Ctx *c, Request *r);
MUST Err app_refused_page(Ctx *c, Request *r);

#endif
