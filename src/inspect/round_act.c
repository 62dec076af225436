/* round_act.c - the ends of a round, and the lists of questions. */
#include "inspect/pages.h"
#include "inspect/parts.h"

static Err show_end(Ctx *c, Request *r, bool close) {
    Inspection *i;
    Err e = round_asked(c, r, &i);
    if (!e && !inspection_may(c, i)) e = "http.forbidden";
    if (!e && (close ? !round_is(i, "running") : i->ended > 0)) e = "inspection.stage.other";
    if (e) return e;
    const RoundEnd p = {.f = request_form(c, r), .i = i, .close = close, .action = r->path,
                       .back = round_address(c, i->id)};
    round_trail(c, r, i);
    reply_page(r, tr(c, close ? "inspection.close" : "inspection.abandon"),
               inspection_end_html(c, &p));
    return NULL;
}

Err round_close_page(Ctx *c, Request *r) { return show_end(c, r, true); }
Err round_abandon_page(Ctx *c, Request *r) { return show_end(c, r, false); }

Err round_close_post(Ctx *c, Request *r) {
    Inspection *i;
    Err e = round_asked(c, r, &i);
    if (!e) e = inspection_close(c, i, form_text(&r->form, "ending"));
    if (!e) reply_done(r, round_address(c, i->id), "inspection.done.closed");
    return e;
}

Err round_abandon_post(Ctx *c, Request *r) {
    Inspection *i;
    Err e = round_asked(c, r, &i);
    if (!e) e = inspection_abandon(c, i, form_text(&r->form, "ending"));
    if (!e) reply_done(r, round_address(c, i->id), "inspection.done.abandoned");
    return e;
}

Err checklists_page(Ctx *c, Request *r) {
    round_trail(c, r, NULL);
    reply_page(r, tr(c, "checklist.title"), checklists_html(c, request_form(c, r), checklists(c)));
    return NULL;
}

Err checklist_drop_post(Ctx *c, Request *r) {
    Err e = checklist_drop(c, request_id(r));
    if (!e) reply_done(r, "/inspect/checklist", "checklist.done.dropped");
    return e;
}
