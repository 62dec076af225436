/* feed.c - the calendar (RFC 5545, by libical) of one's own due days, for a telephone.
 *
 * Its address is read by the firm that keeps the calendar, and may lie in many places by
 * and by.  So it holds the due day and the number of the task and nothing else, unless its
 * owner chose so; it stands in the query, which nginx notes nowhere; a new one ends the one
 * before; and with the account it ends as well. */
#include "work/parts.h"
#include "work/remind.h"

#include "config/config.h"
#include "crypt/crypt.h"

#include <inttypes.h>
#include <libical/ical.h>
#include <stdio.h>
#include <string.h>

enum {
    TASKS_MAX = 500, PAST_DAYS = 90,
    KEY_SIGNS = 32 /* of crypt_token */
};

static Val hash_val(Ctx *c, const char *secret) {
    Hash *h = arena_new(c->a, Hash);
    *h = hash_of(secret, strlen(secret));
    return V((Bytes){h->b, sizeof h->b});
}

bool feed_of(Ctx *c, Feed *out) {
    bool found = false;
    Rows q = db_query(c, "SELECT words, at FROM feed WHERE staff = $1", V(c->who));
    while (db_next(&q)) {
        *out = (Feed){.words = row_int(&q, 0), .at = row_int(&q, 1)};
        found = true;
    }
    return found;
}

static Err note(Ctx *c, const char *what) {
    const Deed d = {.what = what, .subject = "staff", .id = c->who};
    return audit_note(c, &d);
}

Err feed_make(Ctx *c, bool words, char **secret) {
    *secret = crypt_token(c->a);
    Err e = db_exec(c, "INSERT INTO feed (staff, secret, words, at) VALUES ($1, $2, $3, $4)"
                       " ON CONFLICT (staff) DO UPDATE SET secret = excluded.secret,"
                       " words = excluded.words, at = excluded.at",
                    V(c->who), hash_val(c, *secret), V(words), V(c->now));
    return e ? e : note(c, "feed.deed.made");
}

Err feed_end(Ctx *c) {
    Err e = db_exec(c, "DELETE FROM feed WHERE staff = $1", V(c->who));
    return e ? e : note(c, "feed.deed.ended");
}

/* Whose it is; 0: nobody's, or of somebody who is no longer here. */
static int64_t owner(Ctx *c, const char *secret, bool *words) {
    int64_t staff = 0;
    if (!secret || strlen(secret) != KEY_SIGNS) return 0;
    Rows q = db_query(c, "SELECT f.staff, f.words FROM feed f JOIN account a ON a.staff = f.staff"
                         " JOIN staff s ON s.id = f.staff WHERE f.secret = $1"
                         " AND a.closed IS NULL AND (s.ended IS NULL OR s.ended > $2)",
                      hash_val(c, secret), V(c->today));
    while (db_next(&q)) {
        staff = row_int(&q, 0);
        *words = row_int(&q, 1);
    }
    return staff;
}

/* ---- The calendar ---- */

/* Its length without a slash at the end. */
static size_t bare(const char *site) {
    size_t n = strlen(site);
    return n && site[n - 1] == '/' ? n - 1 : n;
}

static void put_task(Ctx *c, icalcomponent *calendar, const Task *t, bool words) {
    const char *site = config_text(c, "office.site");
    const char *day = arena_print(c->a, "%.4s%.2s%.2s", t->due, t->due + 5, t->due + 8);
    const char *title = words ? trf(c, "feed.task.words", V(t->id), V(t->work))
                              : trf(c, "feed.task", V(t->id));
    icalcomponent *event = icalcomponent_new_vevent();
    struct icaltimetype stamp = icaltime_from_timet_with_zone((time_t)(t->changed / 1000), 0,
                                                              icaltimezone_get_utc_timezone());
    icalcomponent_set_uid(event, arena_print(c->a, "task-%" PRId64 "@namro", t->id));
    icalcomponent_set_dtstamp(event, stamp);
    icalcomponent_set_dtstart(event, icaltime_from_string(day));
    icalcomponent_set_summary(event, title);
    icalcomponent_add_property(event, icalproperty_new_class(ICAL_CLASS_PRIVATE));
    icalcomponent_add_property(event, icalproperty_new_transp(ICAL_TRANSP_TRANSPARENT));
    if (site) {
        const char *url = arena_print(c->a, "%.*s/task/%" PRId64, (int)bare(site), site, t->id);
        icalcomponent_add_property(event, icalproperty_new_url(url));
    }
    icalcomponent_add_component(calendar, event);
}

static const Task *own_tasks(Ctx *c) {
    Task *first = NULL, **end = &first;
    Rows q = db_query(c, "SELECT " TASK_COLUMNS " FROM task t WHERE t.stage = 'open'"
                         " AND (t.answerable = $1 OR t.lead_staff = $1) AND t.due >= $2"
                         " ORDER BY t.due, t.id LIMIT $3",
                      V(c->who), V(day_add(c->a, c->today, -PAST_DAYS)), V(TASKS_MAX));
    while (db_next(&q)) {
        *end = task_read(&q);
        end = &(*end)->next;
    }
    return first;
}

const char *feed_text(Ctx *c, bool words) {
    icalcomponent *calendar = icalcomponent_new_vcalendar();
    icalcomponent_add_property(calendar, icalproperty_new_version("2.0"));
    icalcomponent_add_property(calendar, icalproperty_new_prodid("-//Nam Ro//namro//VI"));
    for (const Task *t = own_tasks(c); t; t = t->next)
        if (task_sees(c, t)) put_task(c, calendar, t, words);
    char       *made = icalcomponent_as_ical_string_r(calendar);
    const char *text = arena_text(c->a, made);
    icalmemory_free_buffer(made);
    icalcomponent_free(calendar);
    return text;
}

/* ---- The pages ---- */

/* By whoever has the address: as its owner, who alone is asked what is seen. */
static Err feed_page(Ctx *c, Request *r) {
    bool words = false;
    Ctx  as = *c;
    as.who = owner(c, request_query(r, "key"), &words);
    if (!as.who) return "http.missing";
    reply_text(r, "text/calendar; charset=utf-8", feed_text(&as, words));
    return NULL;
}

static Err show(Ctx *c, Request *r, const char *secret) {
    FeedPage p = {.form = request_form(c, r), .site = config_text(c, "office.site")};
    p.there = feed_of(c, &p.feed);
    if (!p.site) p.site = r->site;
    if (secret) p.address = arena_print(c->a, "%.*s/feed.ics?key=%s", (int)bare(p.site), p.site,
                                        secret);
    reply_trail(c, r, "/notice", tr(c, "notice.title"));
    reply_page(r, tr(c, "feed.title"), feed_html(c, &p));
    return NULL;
}

static Err setting_page(Ctx *c, Request *r) { return show(c, r, NULL); }

/* The address is shown now and never again: what is stored cannot tell it. */
static Err make_post(Ctx *c, Request *r) {
    char *secret;
    Err   e = feed_make(c, *form_text(&r->form, "text"), &secret);
    return e ? e : show(c, r, secret);
}

static Err end_post(Ctx *c, Request *r) {
    Err e = feed_end(c);
    if (!e) reply_done(r, "/feed", "feed.done.ended");
    return e;
}

const Route feed_routes[] = {
    SHOW("/feed.ics", feed_page,    RIGHT_PUBLIC, NULL),
    SHOW("/feed",     setting_page, RIGHT_STAFF,  NULL),
    SEND("/feed/new", make_post,    RIGHT_STAFF,  setting_page),
    SEND("/feed/end", end_post,     RIGHT_STAFF,  setting_page),
    {0}
};
