/* remind.c - who is to be reminded of what today, and that it happens once.
 *
 * For a due day the rung that holds today follows from the working days between, whatever
 * the task: so the job does not look at each open task but walks the due days around
 * today, a hundred or two, and asks for the tasks of those on which a rung has just been
 * reached.  Of several rungs to the same person the latest speaks: whoever was away for a
 * week, or whose server was, is not told the same three times. */
#include "work/remind.h"

#include "config/config.h"
#include "mail/mail.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
    REACH = 2 * LADDER_DAYS_MAX + 40, /* days around today in which LADDER_DAYS_MAX working
                                         days lie, whatever the holidays */
    SPAN = 2 * REACH + 1,
    AT_ONCE = 200                     /* tasks of one transaction */
};

/* ---- Which rung holds for a due day ---- */

/* Working days up to each day around today: at[REACH] is today. */
typedef struct Days { int64_t first; int at[SPAN]; } Days;

static Days *count_days(Ctx *c) {
    Days *d = arena_new(c->a, Days);
    d->first = day_number(c->today) - REACH;
    for (int i = 0, n = 0; i < SPAN; i++) {
        n += workday(c, day_text(c->a, d->first + i), NULL);
        d->at[i] = n;
    }
    return d;
}

/* For how many working days the rung has been reached (0: today), of what is due on the
 * i-th day; less than 0: not yet. */
static int64_t age(const Days *d, int i, int64_t days) {
    int today = d->at[REACH], before = i ? d->at[i - 1] : 0;
    if (days > 0) return today - d->at[i] - days;
    if (days == 0) return i > REACH ? -1 : today - before - 1;
    return -days - (before - d->at[REACH - 1]);
}

/* The last day that has so many working days fewer behind it than today: the rung's day. */
static const char *day_back(Ctx *c, const Days *d, int64_t back) {
    int i = REACH;
    while (i > 0 && d->at[i - 1] >= d->at[REACH] - back) i--;
    return day_text(c->a, d->first + i);
}

/* Working days that are left, or that it is late. */
static int64_t distance(const Days *d, int i) {
    return i >= REACH ? d->at[i] - d->at[REACH] : d->at[REACH] - d->at[i];
}

/* The rung of this kind that was reached last; NULL if that was too long ago. */
static const Rung *rung_now(const Days *d, int i, const Rung *all, Whom w, int64_t *since) {
    const Rung *best = NULL;
    for (const Rung *r = all; r; r = r->next) {
        int64_t n = r->whom == w ? age(d, i, r->days) : -1;
        if (n < 0 || (best && n >= *since)) continue;
        best = r;
        *since = n;
    }
    return best && *since <= REMIND_CATCH_UP ? best : NULL;
}

/* ---- Whom ---- */

/* What was found out of units and staff, for a whole run: thousands of tasks have the same few.
 * Who comes into a place meanwhile is told from tomorrow on. */
enum { KNOWN_ROOM = 512 }; /* lists, by the id */
typedef struct Head Head;
struct Head { int64_t unit, head, above; Head *next; };
typedef struct Person Person;
struct Person { int64_t staff; bool there; Person *next; };
typedef struct Found {
    Arena  *a;
    Head   *head[KNOWN_ROOM];
    Person *person[KNOWN_ROOM];
} Found;

static const Head *head_of(Ctx *c, Found *f, int64_t unit) {
    Head **at = &f->head[unit % KNOWN_ROOM];
    for (Head *h = *at; h; h = h->next)
        if (h->unit == unit) return h;
    Head *h = arena_new(f->a, Head);
    *h = (Head){unit, unit_head(c, unit), unit_head_above(c, unit), *at};
    return *at = h;
}

static bool find_staff(Ctx *c, int64_t staff) {
    bool there = false;
    Rows q = db_query(c, "SELECT 1 FROM staff WHERE id = $1 AND (ended IS NULL OR ended > $2)",
                      V(staff), V(c->today));
    while (db_next(&q)) there = true;
    return there;
}

static bool on_staff(Ctx *c, Found *f, int64_t staff) {
    Person **at = &f->person[staff % KNOWN_ROOM];
    for (Person *p = *at; p; p = p->next)
        if (p->staff == staff) return p->there;
    Person *p = arena_new(f->a, Person);
    *p = (Person){staff, find_staff(c, staff), *at};
    *at = p;
    return p->there;
}

/* ---- One rung of one due day ---- */

typedef struct Turn { /* the tasks of one due day at one rung */
    const Rung *rung;
    Found      *known;
    const char *due, *day; /* the rung's day: who was given the task later is not reminded */
    int64_t     away;      /* working days to or from the due day */
    bool        late;
    int64_t     after;     /* the last task that was looked at */
    int64_t     said;
    int         found;
} Turn;

typedef struct Candidate Candidate;
struct Candidate { int64_t task, lead, person, answerable; Candidate *next; };

static const Candidate *candidates(Ctx *c, Turn *t) {
    Candidate *first = NULL, **end = &first;
    Rows q = db_query(c, "SELECT t.id, t.lead, t.lead_staff, t.answerable FROM task t"
                         " WHERE t.stage = 'open' AND t.due = $1 AND t.id > $2 AND t.issued < $3"
                         " AND NOT EXISTS (SELECT 1 FROM reminder r WHERE r.task = t.id"
                         " AND r.rung = $4 AND r.due = $1) ORDER BY t.id LIMIT $5",
                      V(t->due), V(t->after), V(t->day), V(t->rung->id), V(AT_ONCE));
    while (db_next(&q)) {
        *end = arena_new(c->a, Candidate);
        **end = (Candidate){row_int(&q, 0), row_int(&q, 1), row_int(&q, 2), row_int(&q, 3), NULL};
        t->after = (*end)->task;
        t->found++;
        end = &(*end)->next;
    }
    return first;
}

static int64_t whom(Ctx *c, Found *known, Whom w, const Candidate *k) {
    int64_t staff = w == WHOM_LEAD ? k->person : w == WHOM_ANSWERABLE ? k->answerable : 0;
    if (staff && on_staff(c, known, staff)) return staff;
    const Head *h = head_of(c, known, k->lead);
    return w == WHOM_ABOVE ? h->above : h->head;
}

static const char *words_of(const Turn *t) {
    if (t->rung->whom == WHOM_ABOVE) return "remind.above";
    return !t->away ? "remind.today" : t->late ? "remind.after" : "remind.before";
}

/* False: somebody else has just said it. */
static Err store(Ctx *c, const Turn *t, int64_t task, int64_t staff, bool *mine) {
    *mine = false;
    Rows q = db_query(c, "INSERT INTO reminder (task, rung, due, staff, day, at)"
                         " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (task, rung, due)"
                         " DO NOTHING RETURNING id",
                      V(task), V(t->rung->id), V(t->due), V(staff), V(c->today), V(c->now));
    while (db_next(&q)) *mine = true;
    return q.err;
}

/* Whoever is reached by two rungs on one day is told once. */
static Err say(Ctx *c, Turn *t, int64_t task, int64_t staff) {
    bool mine;
    Err  e = store(c, t, task, staff, &mine);
    if (e || !mine || !staff) return e;
    const char *key = arena_print(c->a, "remind/%" PRId64 "/%s/%" PRId64, task, c->today, staff);
    e = notice_add(c, &(NoticeNew){.key = key, .staff = staff, .what = words_of(t), .n = t->away,
                                   .subject = "task", .id = task, .mail = t->rung->mail});
    Deed d = {.what = "task.deed.reminded", .subject = "task", .id = task};
    deed_change(c, &d, "reminded", "", arena_print(c->a, "%" PRId64, staff));
    t->said++;
    return e ? e : audit_note(c, &d);
}

static Err say_some(Ctx *c, void *arg) {
    Turn *t = arg;
    Err   e = NULL;
    t->found = 0;
    for (const Candidate *k = candidates(c, t); k && !e; k = k->next)
        e = say(c, t, k->task, whom(c, t->known, t->rung->whom, k));
    return e;
}

/* ---- All ---- */

typedef struct Plan { bool now; const Rung *rungs; Days *days; } Plan;

/* "07:30" in Vietnam. */
static const char *hour_of(Ctx *c) {
    int64_t minute = (c->now + ZONE_MS) / 60000 % (24 * 60);
    return arena_print(c->a, "%02d:%02d", (int)(minute / 60), (int)(minute % 60));
}

static Err plan(Ctx *c, void *arg) {
    Plan       *p = arg;
    const char *hour = hour_of(c);
    p->now = text_same(config_text(c, "remind.on"), "on") && workday(c, c->today, NULL) &&
             strcmp(hour, config_text(c, "remind.first")) >= 0 &&
             strcmp(hour, config_text(c, "remind.last")) < 0;
    if (!p->now) return NULL;
    p->rungs = ladder(c);
    p->days = count_days(c);
    return NULL;
}

static Err run_turn(Ctx *c, Job *j, Turn *t, int64_t *said) {
    Err e = NULL;
    do {
        Ctx mine = *c;
        Turn next = *t;
        mine.a = arena_open();
        e = db_write(&mine, say_some, &next);
        arena_close(mine.a);
        if (!e) *t = next;
        if (!e && j) e = job_progress(c, j, *said + t->said, 0);
    } while (!e && t->found == AT_ONCE);
    *said += t->said;
    return e;
}

Err remind_today(Ctx *c, Job *j, int64_t *said) {
    Plan p = {0};
    Found *known = arena_new(c->a, Found);
    Err  e = db_read(c, plan, &p);
    *said = 0;
    known->a = c->a;
    for (int i = 0; p.now && !e && i < SPAN; i++) {
        for (int w = 0; w < WHOMS && !e; w++) {
            int64_t     since = 0;
            const Rung *r = rung_now(p.days, i, p.rungs, (Whom)w, &since);
            if (!r) continue;
            Turn t = {.rung = r, .known = known, .late = i < REACH,
                      .due = day_text(c->a, p.days->first + i),
                      .day = day_back(c, p.days, since), .away = distance(p.days, i)};
            e = run_turn(c, j, &t, said);
        }
    }
    return e;
}

static Err digest(Ctx *c, void *arg) {
    Plan p = {0};
    (void)arg;
    Err e = plan(c, &p);
    return e || !p.now ? e : notice_digest(c);
}

Err remind_run(Ctx *c, Job *j) {
    int64_t said;
    Err     e = remind_today(c, j, &said);
    return e ? e : db_write(c, digest, NULL);
}

const Reminder *reminders_of(Ctx *c, int64_t task) {
    Reminder *first = NULL, **end = &first;
    Rows q = db_query(c, "SELECT r.staff, r.day, l.whom FROM reminder r"
                         " JOIN ladder l ON l.id = r.rung JOIN task t ON t.id = r.task"
                         " WHERE r.task = $1 AND r.due = t.due AND r.staff <> 0 ORDER BY r.id DESC",
                      V(task));
    while (db_next(&q)) {
        *end = arena_new(c->a, Reminder);
        **end = (Reminder){.staff = row_int(&q, 0), .day = row_text(&q, 1)};
        while (!text_same(whom_names[(*end)->whom], row_text(&q, 2))) (*end)->whom++;
        end = &(*end)->next;
    }
    return first;
}
