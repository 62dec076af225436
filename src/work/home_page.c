/* home_page.c - the first page: what burns first, then how all stands. */
#include "work/work.h"

#include "chart/chart.h"
#include "org/org.h"
#include "text/text.h"

#include <math.h>
#include <string.h>

enum { FIRSTS = 8 };

Html home_bar(const Ctx *c, const Figures *f) {
    const ChartPart parts[] = {{"green", tr(c, "home.done"), f->done},
                               {"tardy", tr(c, "home.late"), f->late},
                               {"grey", tr(c, "home.open"), f->open},
                               {"red", tr(c, "home.over"), f->overdue}};
    return chart_parts(c, parts, 4);
}

const char *home_rate(const Ctx *c, const Figures *f) {
    double rate = figures_rate(f);
    return isnan(rate) ? "–" : text_percent(c, rate, 2);
}

/* The list behind a figure of this row; without a row of the whole. */
const char *home_link(const Ctx *c, const Branches *b, const Branch *row, const char *query) {
    int64_t unit = row ? row->unit : b->whole ? 0 : b->top;
    const char *end = row && row->alone ? "&alone=1" : "";
    if (!unit) return arena_print(c->a, "/task?%s", query);
    return arena_print(c->a, "/task?%s%sunit=%lld%s", query, *query ? "&" : "", (long long)unit,
                       end);
}

const char *home_days(const Ctx *c, const char *state) {
    return arena_print(c->a, "state=%s&due_from=%.4s-01-01&due_to=%.4s-12-31", state, c->today,
                       c->today);
}

static void add_tiles(Ctx *c, Home *h) {
    const Figures *f = &h->branches->all;
    const HomeTile rows[] = {
        {tr(c, "home.done"), home_days(c, "done"), "green", f->done},
        {tr(c, "home.late"), home_days(c, "late"), "tardy", f->late},
        {tr(c, "home.open"), "state=running,soon,reported", "grey", f->open},
        {tr(c, "home.over"), "state=overdue", "red", f->overdue},
    };
    for (int i = 0; i < 4; i++) {
        h->tile[i] = rows[i];
        h->tile[i].href = home_link(c, h->branches, NULL, rows[i].href);
    }
}

static Html signed_in(Ctx *c, Request *r) {
    const Sight s = list_sight(c);
    if (!s.all && !s.view[0]) return home_public_html(c, true);
    const Branches b = home_branches(c, &s);
    TaskFilter     f = {.due_from = "", .due_to = "", .issued_from = "", .issued_to = "", .q = "",
                        .page = 1, .unit = b.whole ? 0 : b.top,
                        .states = 1 << TASK_OVERDUE | 1 << TASK_SOON};
    Home h = {.branches = &b, .waiting = home_waiting(c, r, &s, &b),
              .unseen = watch_unseen(c) > 0, .form = request_form(c, r),
              .more = list_address(c, "/task", &f)};
    TaskRow *first = arena_take(c->a, sizeof *first * FIRSTS);
    h.firsts = list_first(c, &s, &f, first, FIRSTS);
    h.first = first;
    add_tiles(c, &h);
    return home_html(c, &h);
}

static Err home_page(Ctx *c, Request *r) {
    if (!org_ready(c)) reply_next(r, "/setup");
    else if (r->first) reply_next(r, r->first); /* signed in, but not wholly: on with it */
    else if (c->who) reply_page(r, tr(c, "home.title"), signed_in(c, r));
    else reply_page(r, tr(c, "home.welcome"), home_public_html(c, false));
    return NULL;
}

/* What changed of the tasks that the caller watches has been seen. */
static Err seen_post(Ctx *c, Request *r) {
    Err e = watch_seen(c, 0);
    if (!e) reply_done(r, "/", "home.seen.done");
    return e;
}

const Route home_routes[] = {
    SHOW("/", home_page, RIGHT_PUBLIC, "home.title"),
    SEND("/seen", seen_post, RIGHT_VIEW, home_page),
    {0}
};
