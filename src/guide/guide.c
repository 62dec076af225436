/* guide.c - the topics of the user guide, each a page. */
#include "guide/guide.h"

#include <string.h>

/* Our own text, so what cmark makes of it may stand in a page as it is. */
#include "guide_table.inc"

const Topic *guide_topics(const Ctx *c) { return c->lang == LANG_EN ? guide_en : guide_vi; }

static Err topic_page(Ctx *c, Request *r) {
    const Topic *all = guide_topics(c), *t = all;
    while (t->name && strcmp(t->name, request_part(r, "topic")) != 0) t++;
    if (!t->name) return "http.missing";
    reply_trail(c, r, "/help", tr(c, "help.title"));
    reply_page(r, t->title, guide_html(c, t, t > all ? t - 1 : NULL, t[1].name ? t + 1 : NULL));
    return NULL;
}

const Route guide_routes[] = {
    SHOW("/help/guide/{topic}", topic_page, RIGHT_PUBLIC, NULL),
    {0}
};
