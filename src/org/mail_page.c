/* mail_page.c - for administrators: how the office sends mail, what goes out and what the
 * mail server said of it.  No mail is shown: there is nothing in one. */
#include "org/parts.h"

#include "config/config.h"
#include "mail/mail.h"

#include <inttypes.h>
#include <string.h>

enum { PER_PAGE = 50 };

static const struct { const char *name, *label; Tone tone; } states[] = {
    {"waiting", "outbox.state.waiting", TONE_GREY},
    {"sent",    "outbox.state.sent",    TONE_GREEN},
    {"written", "outbox.state.written", TONE_GREEN},
    {"failed",  "outbox.state.failed",  TONE_RED},
};

Html mail_state_html(const Ctx *c, const MailRow *m) {
    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        if (strcmp(states[i].name, m->state) != 0) continue;
        bool amber = strcmp(m->state, "waiting") == 0 && *m->why; /* it has been tried */
        return badge_html(c, amber ? TONE_AMBER : states[i].tone, tr(c, states[i].label));
    }
    fatal("outbox: no such state: %s", m->state);
}

static const char *kind_words(const Ctx *c, const char *kind) {
    if (strcmp(kind, "test") == 0) return tr(c, "outbox.kind.test");
    return tr(c, strcmp(kind, "digest") == 0 ? "outbox.kind.digest" : "outbox.kind.notice");
}

static const MailLineShown *lines_of(Ctx *c, const MailRow *m) {
    MailLineShown *first = NULL, **end = &first;
    for (; m; m = m->next, end = &(*end)->next) {
        *end = arena_new(c->a, MailLineShown);
        **end = (MailLineShown){.mail = m, .who = deeds_who(c, m->staff),
                                .kind = kind_words(c, m->kind),
                                .again = !m->ended || strcmp(m->state, "failed") == 0};
    }
    return first;
}

/* What has still to be settled before mail can go; NULL: nothing. */
static const char *lacking(Ctx *c, const MailServer *s) {
    if (s->smtp && !s->host) return tr(c, "outbox.lacks.server");
    if (s->smtp && !s->from) return tr(c, "outbox.lacks.sender");
    return s->site ? NULL : tr(c, "outbox.lacks.site");
}

static Err mail_page(Ctx *c, Request *r) {
    const MailServer s = mail_server(c);
    OutboxPage p = {.form = request_form(c, r), .smtp = s.smtp, .lacks = lacking(c, &s),
                    .waiting = mail_count(c, "waiting"), .failed = mail_count(c, "failed")};
    p.pager = pager_at(request_number(r, "page"), mail_count(c, ""), PER_PAGE, "/admin/mail");
    p.rows = lines_of(c, mail_list(c, (p.pager.page - 1) * PER_PAGE, PER_PAGE));
    reply_trail(c, r, "/admin/status", tr(c, "status.title"));
    reply_page(r, tr(c, "outbox.title"), outbox_html(c, &p));
    return NULL;
}

static Err again_post(Ctx *c, Request *r) {
    Deed d = {.what = "mail.deed.again", .subject = "mail", .id = request_id(r)};
    Err  e = mail_again(c, d.id);
    if (!e) e = audit_note(c, &d);
    if (!e) reply_done(r, "/admin/mail", "outbox.done.again");
    return e;
}

/* To oneself, who can see whether it comes. */
static Err test_post(Ctx *c, Request *r) {
    Staff s;
    Deed  d = {.what = "mail.deed.test", .subject = "mail"};
    if (!staff_get(c, c->who, &s) || !mail_address_ok(s.email)) return "mail.test.address";
    const char *key = arena_print(c->a, "test/%" PRId64 "/%" PRId64, c->who, c->now);
    Err e = mail_add(c, &(MailNew){.key = key, .staff = c->who, .kind = "test"});
    if (!e) e = audit_note(c, &d);
    if (!e) reply_done(r, "/admin/mail", "outbox.done.test");
    return e;
}

const Route mail_routes[] = {
    SHOW("/admin/mail",            mail_page,  RIGHT_ADMIN, NULL),
    SEND("/admin/mail/test",       test_post,  RIGHT_ADMIN, mail_page),
    SEND("/admin/mail/{id}/again", again_post, RIGHT_ADMIN, mail_page),
    {0}
};
