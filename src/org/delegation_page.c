/* delegation_page.c - what one has lent and what one was lent. */
#include "org/org.h"
#include "org/parts.h"

#include "text/text.h"

#include <string.h>

bool delegation_runs(const Ctx *c, const Delegation *d) {
    return !d->revoked && strcmp(d->until, c->today) > 0;
}

/* Who may change the organisation sees and does it for everybody. */
static Err delegation_list_page(Ctx *c, Request *r) {
    const bool     all = request_may(r, RIGHT_ORG);
    DelegationForm n = {.takers = staff_choices(c, 0, ""),
                        .giver = arena_print(c->a, "%lld", (long long)c->who)};
    if (all) n.givers = n.takers;
    reply_trail(c, r, "/staff", tr(c, "staff.title"));
    reply_page(r, tr(c, "delegation.title"),
               delegation_page_html(c, delegations(c, all ? 0 : c->who), &n,
                                    request_form(c, r)));
    return NULL;
}

static Err delegation_post(Ctx *c, Request *r) {
    int64_t       id;
    const Form   *f = &r->form;
    DelegationNew d = {.giver = c->who, .taker = form_number(f, "taker"),
                       .since = form_day(c, f, "since"), .until = form_until(c, f, "until"),
                       .reason = form_text(f, "reason")};
    if (form_value(f, "giver")) d.giver = form_number(f, "giver");
    if (d.giver != c->who && !request_may(r, RIGHT_ORG)) return "http.forbidden";
    Err e = delegate(c, &d, &id);
    if (!e) reply_done(r, "/delegation", "delegation.given");
    return e;
}

/* The giver, who lent it, and the taker, who may not want it. */
static Err revoke_post(Ctx *c, Request *r) {
    Delegation d;
    if (!delegation_get(c, request_id(r), &d)) return "delegation.revoke.missing";
    if (d.giver != c->who && d.taker != c->who && !request_may(r, RIGHT_ORG))
        return "http.forbidden";
    Err e = delegation_revoke(c, d.id);
    if (!e) reply_done(r, "/delegation", "delegation.taken");
    return e;
}

const Route delegation_routes[] = {
    SHOW("/delegation",             delegation_list_page, RIGHT_STAFF, NULL),
    SEND("/delegation",             delegation_post,      RIGHT_STAFF, delegation_list_page),
    SEND("/delegation/{id}/revoke", revoke_post,          RIGHT_STAFF, delegation_list_page),
    {0}
};
