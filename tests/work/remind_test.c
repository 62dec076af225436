/* remind_test.c - the ladder by a clock of the test: each rung on its working day, to whom
 * it is meant, once however often the job runs and wherever it dies; hours of quiet, days
 * off, digests; and what a notice shows to whom. */
#include "work/attack.h"

#include "mail/mail.h"
#include "work/parts.h"

static int64_t TASK;

static Err fill(Ctx *c, void *arg) {
    (void)arg;
    office_set_up(c);
    c->who = OFFICER;
    Task t = task_blank();
    t.work = SECRET " work";
    t.lead = DISTRICT;
    t.lead_staff = WORKER;
    t.due = "2026-03-20"; /* a Friday */
    t.product = "Báo cáo";
    t.answerable = LEAD;
    CHECK_TEXT(task_draft(c, &t), NULL);
    CHECK_TEXT(task_issue(c, t.id), NULL);
    TASK = t.id;
    return NULL;
}

static Ctx fresh(void) {
    Ctx c = test_empty(":memory:");
    CHECK_TEXT(db_migrate(&c), NULL);
    CHECK_TEXT(db_script(&c, "DELETE FROM holiday"), NULL); /* only weeks, unless a test says */
    c.today = "2026-02-02";
    CHECK_TEXT(db_write(&c, fill, NULL), NULL);
    return c;
}

/* It is this hour of that day. */
static void at(Ctx *c, const char *day, int hour) {
    c->today = day;
    c->now = day_number(day) * 86400000LL + hour * 3600000LL - ZONE_MS;
}

static int64_t remind(Ctx *c) {
    int64_t said = -1;
    CHECK_TEXT(remind_today(c, NULL, &said), NULL);
    return said;
}

typedef struct Got { char text[4000]; } Got;
static Err read_got(Ctx *c, void *arg) {
    Got *g = arg;
    Rows q = db_query(c, "SELECT staff, what, n FROM notice ORDER BY id");
    *g->text = 0;
    while (db_next(&q))
        snprintf(g->text + strlen(g->text), sizeof g->text - strlen(g->text), "%d %s %d;",
                 (int)row_int(&q, 0), row_text(&q, 1), (int)row_int(&q, 2));
    return q.err;
}

static const char *got(Ctx *c) {
    Got *g = arena_new(c->a, Got);
    CHECK_TEXT(db_read(c, read_got, g), NULL);
    return g->text;
}

static Err clear(Ctx *c, void *arg) {
    (void)arg;
    return db_script(c, "DELETE FROM notice; DELETE FROM reminder; DELETE FROM outbox;"
                        " DELETE FROM reach");
}
static void wipe(Ctx *c) { CHECK_TEXT(db_write(c, clear, NULL), NULL); }

static Err count(Ctx *c, void *arg) {
    return db_int(c, arg, "SELECT (SELECT count(*) FROM reminder) * 100 + (SELECT count(*)"
                          " FROM deed WHERE what = 'task.deed.reminded')");
}

/* Day by day through two months: what the ladder of the program says, and nothing else. */
static void test_ladder(void) {
    Ctx c = fresh();
    static const struct { const char *day, *want; } days[] = {
        {"2026-03-13", "10 remind.before 5;"}, {"2026-03-18", "10 remind.before 2;"},
        {"2026-03-20", "10 remind.today 0;9 remind.today 0;"},
        {"2026-03-23", "9 remind.after 1;"}, /* the Monday */
        {"2026-03-25", "9 remind.after 3;"}, /* who leads the district answers as well */
        {"2026-03-31", "8 remind.above 7;"}, {NULL, NULL}};
    int i = 0;
    for (const char *day = "2026-03-01"; strcmp(day, "2026-04-30"); day = day_add(c.a, day, 1)) {
        at(&c, day, 9);
        int64_t said = remind(&c);
        bool    now = days[i].day && strcmp(days[i].day, day) == 0;
        if (now || said) CHECK_TEXT(day, now ? day : "no reminder on this day");
        CHECK_TEXT(got(&c), now ? days[i++].want : "");
        CHECK(remind(&c) == 0); /* the job runs twice */
        CHECK_TEXT(db_script(&c, "DELETE FROM notice"), NULL); /* what was seen so far */
    }
    CHECK(days[i].day == NULL);
    db_close(c.db);
    arena_close(c.a);
}

/* What was missed is said on the next working day in the hours, the latest rung alone. */
static void test_hours(void) {
    Ctx c = fresh();
    at(&c, "2026-03-13", 7);
    CHECK(remind(&c) == 0); /* before half past seven */
    at(&c, "2026-03-13", 17);
    CHECK(remind(&c) == 0);
    at(&c, "2026-03-14", 9);
    CHECK(remind(&c) == 0); /* a Saturday */
    at(&c, "2026-03-16", 9);
    CHECK(remind(&c) == 1);
    CHECK_TEXT(got(&c), "10 remind.before 4;");
    wipe(&c);
    at(&c, "2026-03-24", 9); /* the server was down for two weeks */
    CHECK(remind(&c) == 2);
    CHECK_TEXT(got(&c), "10 remind.after 2;9 remind.after 2;");
    wipe(&c);
    at(&c, "2026-05-04", 9);
    CHECK(remind(&c) == 0); /* too long ago */
    db_close(c.db);
    arena_close(c.a);
}

static Err holiday(Ctx *c, void *arg) {
    return db_exec(c, "INSERT INTO holiday (day, works, name, source, computed)"
                      " VALUES ($1, $2, 'X', '', 0)", V((const char *)arg),
                   V(day_weekday(arg) > 5));
}

/* Days off lengthen the way; a Saturday on which people work shortens it. */
static void test_holidays(void) {
    Ctx c = fresh();
    CHECK_TEXT(db_write(&c, holiday, "2026-03-18"), NULL);
    CHECK_TEXT(db_write(&c, holiday, "2026-03-14"), NULL);
    at(&c, "2026-03-12", 9);
    CHECK(remind(&c) == 0);
    at(&c, "2026-03-13", 9);
    CHECK(remind(&c) == 1); /* 14, 16, 17, 19 lie between, so the 13th is the fifth before */
    at(&c, "2026-03-17", 9);
    CHECK(remind(&c) == 1); /* two before, for the 18th is off */
    CHECK_TEXT(got(&c), "10 remind.before 5;10 remind.before 2;");
    db_close(c.db);
    arena_close(c.a);
}

static Err step(Ctx *c, void *arg) {
    Task *was = task_get(c, TASK), *t = task_copy(c, was);
    Deed  d = {.what = "task.deed.corrected"};
    const char *how = arg;
    c->who = OFFICER;
    if (strcmp(how, "late") == 0) t->due = "2026-03-27";
    if (strcmp(how, "done") == 0) t->stage = "done", t->done = "2026-03-12";
    if (strcmp(how, "unit") == 0) t->lead_staff = 0;
    return task_put(c, was, t, &d);
}

/* Another due day begins anew; a task that is done, or was given after the rung, is quiet. */
static void test_changes(void) {
    Ctx c = fresh();
    at(&c, "2026-03-13", 9);
    CHECK(remind(&c) == 1);
    CHECK_TEXT(db_write(&c, step, "late"), NULL);
    CHECK(remind(&c) == 0);
    at(&c, "2026-03-20", 9);
    CHECK_TEXT(db_write(&c, step, "unit"), NULL);
    CHECK(remind(&c) == 1); /* of the unit: who leads it */
    CHECK_TEXT(got(&c), "10 remind.before 5;9 remind.before 5;");
    CHECK_TEXT(db_write(&c, step, "done"), NULL);
    at(&c, "2026-03-25", 9);
    CHECK(remind(&c) == 0);
    db_close(c.db);
    arena_close(c.a);
    c = fresh();
    CHECK_TEXT(db_exec(&c, "UPDATE task SET issued = $1", V("2026-03-16")), NULL);
    at(&c, "2026-03-16", 9);
    CHECK(remind(&c) == 0); /* given with four days: the rung of five was no promise */
    at(&c, "2026-03-18", 9);
    CHECK(remind(&c) == 1);
    db_close(c.db);
    arena_close(c.a);
}

/* A server dies in the middle: nothing of the transaction stays, and all is said later. */
static Err half(Ctx *c, void *arg) {
    int64_t said;
    (void)arg, (void)said;
    CHECK_TEXT(db_exec(c, "INSERT INTO reminder (task, rung, due, staff, day, at) SELECT $1, id,"
                          " '2026-03-20', 10, '2026-03-13', 0 FROM ladder WHERE days = -5",
                       V(TASK)), NULL);
    return "test.died";
}

static void test_death(void) {
    Ctx     c = fresh();
    int64_t n = 0;
    at(&c, "2026-03-13", 9);
    CHECK_TEXT(db_write(&c, half, NULL), "test.died");
    CHECK(remind(&c) == 1 && remind(&c) == 0);
    CHECK_TEXT(db_read(&c, count, &n), NULL);
    CHECK(n == 101); /* one reminder, one deed */
    db_close(c.db);
    arena_close(c.a);
}

/* ---- mail ---- */

static Err mails(Ctx *c, void *arg) {
    Got *g = arg;
    Rows q = db_query(c, "SELECT staff, kind, n FROM outbox ORDER BY id");
    *g->text = 0;
    while (db_next(&q))
        snprintf(g->text + strlen(g->text), sizeof g->text - strlen(g->text), "%d %s %d;",
                 (int)row_int(&q, 0), row_text(&q, 1), (int)row_int(&q, 2));
    return q.err;
}
static const char *mailed(Ctx *c) {
    Got *g = arena_new(c->a, Got);
    CHECK_TEXT(db_read(c, mails, g), NULL);
    return g->text;
}
static Err reach(Ctx *c, void *arg) { return notice_reach_set(c, arg); }
static void choose(Ctx *c, int64_t who, const char *how) {
    c->who = who;
    CHECK_TEXT(db_write(c, reach, (void *)(uintptr_t)how), NULL);
}
static Err see(Ctx *c, void *arg) { return notice_seen(c, *(int64_t *)arg); }

static void test_mail(void) {
    Ctx c = fresh();
    at(&c, "2026-03-13", 9);
    CHECK_TEXT(remind_run(&c, NULL), NULL);
    CHECK_TEXT(mailed(&c), ""); /* that rung is without mail */
    at(&c, "2026-03-18", 9);
    CHECK_TEXT(remind_run(&c, NULL), NULL);
    CHECK_TEXT(remind_run(&c, NULL), NULL);
    CHECK_TEXT(mailed(&c), "10 digest 2;"); /* unread: this one and the one before */
    wipe(&c);
    choose(&c, WORKER, "each");
    choose(&c, LEAD, "none");
    at(&c, "2026-03-20", 9);
    CHECK_TEXT(remind_run(&c, NULL), NULL);
    CHECK_TEXT(got(&c), "10 remind.today 0;9 remind.today 0;");
    CHECK_TEXT(mailed(&c), "10 notice 0;");
    wipe(&c);
    at(&c, "2026-03-25", 9); /* read before the digest was made: no mail */
    CHECK(remind(&c) == 3);
    c.who = LEAD;
    CHECK_TEXT(db_write(&c, see, &(int64_t){0}), NULL);
    c.who = WORKER;
    CHECK_TEXT(db_write(&c, see, &(int64_t){0}), NULL);
    CHECK_TEXT(remind_run(&c, NULL), NULL);
    CHECK_TEXT(mailed(&c), "");
    CHECK_TEXT(db_write(&c, reach, "often"), "notice.mail.choice");
    db_close(c.db);
    arena_close(c.a);
}

/* ---- the ladder as it can be changed ---- */

static Err change(Ctx *c, void *arg) {
    (void)arg;
    c->who = OFFICER;
    for (const Rung *r = ladder(c); r; r = r->next) CHECK_TEXT(ladder_drop(c, r->id), NULL);
    CHECK(ladder(c) == NULL);
    CHECK_TEXT(ladder_drop(c, 1), "http.missing");
    static const char *const bad[] = {"", "x", "1.5", "61", "-61", "--1", "1 ", "9999999999", NULL};
    for (int i = 0; bad[i]; i++)
        CHECK_TEXT(ladder_add(c, bad[i], "lead", false), "ladder.days.bad");
    CHECK_TEXT(ladder_add(c, "1", "public", false), "ladder.whom.missing");
    CHECK_TEXT(ladder_add(c, "-60", "lead", false), NULL);
    CHECK_TEXT(ladder_add(c, "60", "above", true), NULL);
    CHECK_TEXT(ladder_add(c, "60", "above", false), "ladder.days.twice");
    return NULL;
}

static void test_rungs(void) {
    Ctx c = fresh();
    CHECK_TEXT(db_write(&c, change, NULL), NULL);
    CHECK_TEXT(db_exec(&c, "UPDATE task SET due = $1, issued = '2025-01-01'", V("2026-06-12")),
               NULL);
    at(&c, "2026-03-19", 9);
    CHECK(remind(&c) == 0);
    at(&c, "2026-03-20", 9); /* sixty working days before, without holidays */
    CHECK(remind(&c) == 1);
    at(&c, "2026-09-03", 9);
    CHECK(remind(&c) == 0);
    at(&c, "2026-09-04", 9);
    CHECK(remind(&c) == 1);
    CHECK_TEXT(got(&c), "10 remind.before 60;8 remind.above 60;");
    db_close(c.db);
    arena_close(c.a);
}

/* ---- the page ---- */

static Err add_notice(Ctx *c, void *arg) {
    int64_t staff = *(int64_t *)arg;
    return notice_add(c, &(NoticeNew){.key = arena_print(c->a, "t/%d", (int)staff),
                                      .staff = staff, .what = "remind.above", .n = 7,
                                      .subject = "task", .id = ISSUED});
}

static bool page_has(Attacker *at_, const char *what) {
    Arena       *a = arena_open();
    struct Reply p = attack_ask(at_, a, "GET", "/notice", "");
    bool         yes = p.status == 200 && strstr(p.body.p, what);
    arena_close(a);
    return yes;
}

typedef struct Of { int64_t staff, id; } Of;
static Err find_of(Ctx *c, void *arg) {
    Of *o = arg;
    return db_int(c, &o->id, "SELECT id FROM notice WHERE staff = $1", V(o->staff));
}
static const char *open_of(Ctx *c, Arena *a, int64_t staff) {
    Of o = {.staff = staff};
    CHECK_TEXT(db_read(c, find_of, &o), NULL);
    return arena_print(a, "/notice/%d/open", (int)o.id);
}

/* Who sees the task reads its words; who no longer does reads that there was one; nobody
 * opens another's notice. */
static void test_page(void) {
    Ctx      c;
    Attacker me = attack_open(&c, "remind_test.db");
    CHECK_TEXT(db_script(&c, "DELETE FROM notice"), NULL);
    CHECK_TEXT(db_write(&c, add_notice, &(int64_t){LEAD}), NULL);
    CHECK_TEXT(db_write(&c, add_notice, &(int64_t){RIVAL}), NULL);
    attack_as(&me, LEAD);
    CHECK(page_has(&me, SECRET) && page_has(&me, "class=\"unread\">1<"));
    attack_as(&me, RIVAL);
    CHECK(!page_has(&me, SECRET) && page_has(&me, "class=\"unread\">1<"));
    Arena      *a = arena_open();
    const char *first = open_of(&c, a, LEAD), *second = open_of(&c, a, RIVAL);
    CHECK(attack_ask(&me, a, "POST", first, "").status == 404);
    CHECK(attack_ask(&me, a, "POST", second, "").status == 303);
    CHECK(!page_has(&me, "class=\"unread\""));
    attack_as(&me, LEAD);
    CHECK(page_has(&me, "class=\"unread\">1<")); /* the other read his own */
    struct Reply p = attack_ask(&me, a, "POST", first, "");
    CHECK(p.status == 303 && p.next && strstr(p.next, "/task/1"));
    CHECK(!page_has(&me, "class=\"unread\""));
    CHECK(attack_ask(&me, a, "POST", "/notice/mail", "mail=often").status == 422);
    CHECK(attack_ask(&me, a, "POST", "/notice/mail", "mail=none").status == 303);
    arena_close(a);
    db_close(c.db);
    arena_close(c.a);
}

int main(void) {
    crypt_start();
    test_ladder();
    test_hours();
    test_holidays();
    test_changes();
    test_death();
    test_mail();
    test_rungs();
    test_page();
    return test_failed;
}
