/* feed_test.c - the calendar of one's own due days: what is in it, for whom, and that a
 * stranger, an old address and somebody who has left get nothing. */
#include "work/attack.h"

#include <libical/ical.h>

static const char *get(Attacker *at, Arena *a, const char *key, int want) {
    struct Reply p = attack_ask(at, a, "GET", "/feed.ics", arena_print(a, "key=%s", key));
    CHECK(p.status == want);
    if (want != 200 || p.status != 200) return "";
    CHECK_TEXT(p.type, "text/calendar; charset=utf-8");
    return p.body.p;
}

typedef struct Make { bool words; char *secret; } Make;
static Err make(Ctx *c, void *arg) {
    Make *m = arg;
    return feed_make(c, m->words, &m->secret);
}
static char *made(Ctx *c, int64_t who, bool words) {
    Make m = {.words = words};
    c->who = who;
    CHECK_TEXT(db_write(c, make, &m), NULL);
    return m.secret;
}

/* As another program reads it: one event for each of these tasks, whole days, no more. */
static void check_calendar(const char *text, int events, bool words) {
    icalcomponent *all = icalparser_parse_string(text);
    int n = 0;
    CHECK(all && icalcomponent_isa(all) == ICAL_VCALENDAR_COMPONENT);
    CHECK(icalcomponent_count_errors(all) == 0 && icalrestriction_check(all));
    for (icalcomponent *e = icalcomponent_get_first_component(all, ICAL_VEVENT_COMPONENT); e;
         e = icalcomponent_get_next_component(all, ICAL_VEVENT_COMPONENT), n++) {
        struct icaltimetype day = icalcomponent_get_dtstart(e);
        CHECK(day.is_date && day.year == 2026 && day.month == 4 && day.day == 1);
        const char *title = icalcomponent_get_summary(e);
        CHECK((strstr(title, SECRET) != NULL) == words);
    }
    CHECK(n == events);
    CHECK(words || !strstr(text, SECRET));
    icalcomponent_free(all);
}

static void test_content(Attacker *at) {
    Arena *a = arena_open();
    const char *key = made(at->c, LEAD, false);
    CHECK(strlen(key) == 32);
    check_calendar(get(at, a, key, 200), 2, false); /* not the draft, not the reported one */
    CHECK(strstr(get(at, a, key, 200), "nhiệm vụ số 1\r\n") != NULL);
    const char *newer = made(at->c, LEAD, true);
    get(at, a, key, 404); /* the one before is void */
    check_calendar(get(at, a, newer, 200), 2, true);
    check_calendar(get(at, a, made(at->c, RIVAL, true), 200), 0, true); /* none of his */
    arena_close(a);
}

static Err move_away(Ctx *c, void *arg) {
    return db_exec(c, "UPDATE appointment SET until = '2026-02-02' WHERE staff = $1",
                   V(*(int64_t *)arg));
}
static Err leave(Ctx *c, void *arg) {
    return db_exec(c, "UPDATE staff SET ended = '2026-03-01' WHERE id = $1", V(*(int64_t *)arg));
}
static Err close_it(Ctx *c, void *arg) { return account_close(c, *(int64_t *)arg); }
static Err end_it(Ctx *c, void *arg) {
    (void)arg;
    return feed_end(c);
}

/* Who no longer sees the task, has left, has no account or ended the address. */
static void test_end(Attacker *at) {
    Arena  *a = arena_open();
    int64_t lead = LEAD, rival = RIVAL;
    static const char *const strangers[] = {"", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", NULL};
    for (int i = 0; strangers[i]; i++) get(at, a, strangers[i], 404);
    const char *key = made(at->c, LEAD, true);
    CHECK_TEXT(db_write(at->c, move_away, &lead), NULL);
    check_calendar(get(at, a, key, 200), 0, true);
    CHECK_TEXT(db_write(at->c, leave, &lead), NULL);
    get(at, a, key, 404);
    key = made(at->c, RIVAL, false);
    CHECK_TEXT(db_write(at->c, end_it, NULL), NULL);
    get(at, a, key, 404);
    key = made(at->c, RIVAL, false);
    get(at, a, key, 200);
    at->c->who = ALMIGHTY;
    CHECK_TEXT(db_write(at->c, close_it, &rival), NULL);
    get(at, a, key, 404);
    arena_close(a);
}

/* The page gives the address once, and the table holds nothing of it. */
static void test_page(Attacker *at) {
    Arena *a = arena_open();
    attack_as(at, MAYOR);
    struct Reply p = attack_ask(at, a, "POST", "/feed/new", "text=1");
    const char *key = p.body.p ? strstr(p.body.p, "/feed.ics?key=") : NULL;
    CHECK(p.status == 200 && key);
    key = key ? arena_part(a, key + strlen("/feed.ics?key="), 32) : "";
    get(at, a, key, 200);
    p = attack_ask(at, a, "GET", "/feed", "");
    CHECK(p.status == 200 && !strstr(p.body.p, key));
    at->secret = crypt_token(at->c->a); /* nobody is signed in: the address is enough */
    get(at, a, key, 200);
    arena_close(a);
}

int main(void) {
    Ctx      c;
    Attacker at = attack_open(&c, "feed_test.db");
    attack_as(&at, ALMIGHTY);
    test_content(&at);
    test_page(&at);
    test_end(&at);
    db_close(c.db);
    arena_close(c.a);
    return test_failed;
}
