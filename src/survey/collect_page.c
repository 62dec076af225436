/* collect_page.c - the interviewer's own pages: what they ask, where they have yet to go, and
 * the phones that send for them.  And the phones of a survey, for who has to take one back. */
#include "survey/parts.h"

#include "config/config.h"

#include <inttypes.h>
#include <string.h>

/* ---- what one asks ---- */

static int64_t sent_of(Ctx *c, int64_t survey) {
    int64_t n = 0;
    Rows    q = db_query(c, "SELECT count(*) FROM submission WHERE survey = $1 AND staff = $2",
                         V(survey), V(c->who));
    while (db_next(&q)) n = row_int(&q, 0);
    return n;
}

static const AskedLine *asked(Ctx *c) {
    AskedLine *first = NULL, **end = &first;
    for (const Survey *s = surveys_asked(c, c->who); s; s = s->next) {
        *end = arena_new(c->a, AskedLine);
        **end = (AskedLine){s, form_get(c, s->form)->title, sent_of(c, s->id), NULL};
        end = &(*end)->next;
    }
    return first;
}

static bool is_good(const Ctx *c, const Collector *k) { return !k->ended && k->until > c->now; }

Err collect_page(Ctx *c, Request *r) {
    CollectPage p = {.f = request_form(c, r), .surveys = asked(c),
                     .visits = visits_open(c, c->who)};
    for (const Collector *k = collector_list(c, c->who); k; k = k->next) p.devices += is_good(c, k);
    reply_page(r, tr(c, "collect.title"), collect_html(c, &p));
    return NULL;
}

static Err visit_post(Ctx *c, Request *r) {
    const char *how = form_text(&r->form, "result");
    bool        met = strcmp(how, "met") == 0;
    if (!met && strcmp(how, "dropped") != 0) return "visit.result.missing";
    Err e = visit_end(c, request_id(r), met);
    if (!e) reply_done(r, "/collect", "collect.visit.done");
    return e;
}

/* ---- one's phones ---- */

static const DeviceLine *lines(Ctx *c, const Collector *k, const Survey *s) {
    DeviceLine *first = NULL, **end = &first;
    for (; k; k = k->next) {
        *end = arena_new(c->a, DeviceLine);
        const char *at = s ? arena_print(c->a, "/survey/%" PRId64 "/device/end", s->id)
                           : arena_print(c->a, "/collect/device/%" PRId64 "/end", k->id);
        **end = (DeviceLine){k, staff_name(c, k->staff), at, is_good(c, k), NULL};
        end = &(*end)->next;
    }
    return first;
}

static Err device_page(Ctx *c, Request *r) {
    DevicePage p = {.f = request_form(c, r), .rows = lines(c, collector_list(c, c->who), NULL)};
    reply_trail(c, r, "/collect", tr(c, "collect.title"));
    reply_page(r, tr(c, "collect.devices"), collect_device_html(c, &p));
    return NULL;
}

static void trail(Ctx *c, Request *r) {
    reply_trail(c, r, "/collect", tr(c, "collect.title"));
    reply_trail(c, r, "/collect/device", tr(c, "collect.devices"));
}

static Err new_page(Ctx *c, Request *r) {
    trail(c, r);
    reply_page(r, tr(c, "collect.device.new"), collect_device_new_html(c, request_form(c, r)));
    return NULL;
}

/* Its secrets are shown by the answer to the form and nowhere else. */
static Err new_post(Ctx *c, Request *r) {
    DeviceMade  m = {.label = form_text(&r->form, "label"),
                     .bare = arena_print(c->a, "%s" ROSA_PREFIX, r->site)};
    const char *token;
    Err         e = collector_add(c, c->who, m.label, &token);
    if (!e) e = collector_password(c, token, &m.login, &m.password);
    if (e) return e;
    m.address = arena_print(c->a, "%s/%s", m.bare, token);
    const char *office = config_text(c, "office.name");
    m.qr = collect_settings(c->a, m.address, text_blank(office) ? "Nắm Rõ" : office);
    m.until = c->now + (int64_t)COLLECTOR_DAYS * DAY_MS;
    trail(c, r);
    reply_page(r, tr(c, "collect.device.made"), collect_device_made_html(c, &m));
    return NULL;
}

static Err end_post(Ctx *c, Request *r) {
    Err e = collector_end(c, request_id(r));
    if (!e) reply_done(r, "/collect/device", "collect.device.ended");
    return e;
}

/* ---- the phones of a survey ---- */

static Err survey_devices_page(Ctx *c, Request *r) {
    const Survey *s = survey_get(c, request_id(r));
    if (!s) return "http.missing";
    if (!survey_may(c, s, RIGHT_SURVEY)) return "http.forbidden";
    const char *at = arena_print(c->a, "/survey/%" PRId64, s->id);
    DevicePage  p = {.f = request_form(c, r), .rows = lines(c, collectors_of(c, s->id), s), .s = s};
    reply_trail(c, r, "/survey", tr(c, "survey.list"));
    reply_trail(c, r, at, s->title);
    reply_page(r, tr(c, "collect.devices.of"), collect_device_html(c, &p));
    return NULL;
}

/* Only one of this survey's: another's interviewers may be of another unit. */
static Err survey_device_post(Ctx *c, Request *r) {
    const Survey *s = survey_get(c, request_id(r));
    int64_t       device = form_number(&r->form, "device");
    if (!s) return "http.missing";
    if (!survey_may(c, s, RIGHT_SURVEY)) return "http.forbidden";
    const Collector *k = collectors_of(c, s->id);
    while (k && k->id != device) k = k->next;
    Err e = k ? collector_take(c, k) : "collector.device.missing";
    if (!e) reply_done(r, arena_print(c->a, "/survey/%" PRId64 "/device", s->id),
                       "collect.device.ended");
    return e;
}

const Route collect_routes[] = {
    SHOW("/collect",                 collect_page,        RIGHT_COLLECT, "menu.collect"),
    SEND("/collect/visit/{id}/close", visit_post,         RIGHT_COLLECT, collect_page),
    SHOW("/collect/device",          device_page,         RIGHT_COLLECT, NULL),
    SHOW("/collect/device/new",      new_page,            RIGHT_COLLECT, NULL),
    SEND("/collect/device/new",      new_post,            RIGHT_COLLECT, new_page),
    SEND("/collect/device/{id}/end", end_post,            RIGHT_COLLECT, device_page),
    SHOW("/survey/{id}/device",      survey_devices_page, RIGHT_SURVEY,  NULL),
    SEND("/survey/{id}/device/end",  survey_device_post,  RIGHT_SURVEY,  survey_devices_page),
    {0}
};
