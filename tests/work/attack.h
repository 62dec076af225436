/* attack.h - an office with something of everything in it, and a caller who sends to
 * any route whatever it likes.
 *
 * The works, products and words of the tasks of a district hold SECRET: whoever of
 * another district reads it has been told too much. */
#ifndef ATTACK_H
#define ATTACK_H

#include "office.h"
#include "survey/field.h"

#include "brief/brief.h"
#include "work/work.h"

#include "cli/cli.h"
#include "config/config.h"
#include "crypt/crypt.h"
#include "http/parts.h"
#include "inspect/inspect.h"
#include "mail/mail.h"
#include "org/parts.h"

#define SECRET "Hoatigon"

enum { ALMIGHTY = 20 }; /* holds every right, over the whole province */

/* The things of the district: in the order in which the ids are given. */
enum { ISSUED = 1, DRAFT, REPORTED_TASK, VIEW_ID = 1, BULK_ID = 1 };

static inline int64_t attack_task(Ctx *c, bool issue) {
    Task t = task_blank();
    t.work = SECRET " work";
    t.lead = DISTRICT;
    t.due = "2026-04-01";
    t.product = SECRET " product";
    t.answerable = LEAD;
    CHECK_TEXT(task_draft(c, &t), NULL);
    if (issue) CHECK_TEXT(task_issue(c, t.id), NULL);
    return t.id;
}

static inline void attack_report(Ctx *c, int64_t task) {
    int64_t id;
    const Upload u = {.name = "file", .file = SECRET ".pdf", .type = "application/pdf",
                      .hash = arena_print(c->a, "%064d", 0), .bytes = 1};
    int64_t file[1];
    Report  r = {.unit = DISTRICT, .words = SECRET " words", .final = true, .figure = NAN,
                 .key = "key", .address = "", .files = file, .nfiles = 1};
    c->who = LEAD;
    CHECK_TEXT(upload_keep(c, &u, file), NULL);
    CHECK_TEXT(task_report(c, task, &r, &id), NULL);
    CHECK_TEXT(comment_add(c, task, SECRET " comment"), NULL);
    c->who = OFFICER;
}

static inline void attack_document(Ctx *c) {
    CHECK_TEXT(db_exec(c, "INSERT INTO document (id, kind, issuer, series, number, suffix, symbol,"
                          " day, signer, abstract, body, version, at, who) SELECT 1, k.id, i.id,"
                          " '2026', 1, '', '01-KL/TW', '2026-01-05', '', 'Kết luận', 'Điều 1.', 1,"
                          " 0, 7 FROM document_kind k, document_issuer i"
                          " WHERE k.id = (SELECT min(id) FROM document_kind)"
                          " AND i.id = (SELECT min(id) FROM document_issuer)"), NULL);
    CHECK_TEXT(document_index(c, 1), NULL);
}

/* Of the unit lead of the district: a view, a thing done to many tasks. */
static inline void attack_own(Ctx *c) {
    int64_t id, done, task = attack_task(c, true);
    Task   *child = task_get(c, task);
    c->who = LEAD;
    CHECK_TEXT(view_save(c, SECRET, "/task", "", &id), NULL);
    Child k = {.lead = COMMUNE, .work = SECRET " child", .product = SECRET, .due = child->due,
               .answerable = MAYOR};
    CHECK_TEXT(task_split(c, task, &k, true), NULL);
    int64_t kids = task_children(c, task)->id;
    CHECK_TEXT(bulk_do(c, &(Bulk){.what = "pause", .reason = "Why", .task = &kids, .n = 1}, &id,
                       &done), NULL);
    CHECK(done == 1 && id == BULK_ID);
    const DelegationNew lent = {LEAD, WORKER, "2026-02-01", "2026-04-01", "Away"};
    CHECK_TEXT(delegate(c, &lent, &id), NULL);
    c->who = OFFICER;
}

static inline void attack_almighty(Ctx *c) {
    static const char *const also[] = {"officer", "unit_lead", "inspector", "researcher",
                                       "interviewer"};
    office_staff(c, ALMIGHTY, OFFICE, PROVINCE, "administrator", "Lý Thị Mận");
    for (int i = 0; i < 5; i++) {
        const int64_t post = 30 + i;
        CHECK_TEXT(db_exec(c, "INSERT INTO post (id, unit, scope, name, role, since, until, at,"
                              " who) VALUES ($1, 2, 1, 'Post', $2, '2020-01-01', '9999-12-31', 0,"
                              " 0)", V(post), V(also[i])), NULL);
        CHECK_TEXT(db_exec(c, "INSERT INTO appointment (staff, post, acting, since, until, at, who)"
                              " VALUES ($1, $2, 0, '2020-01-01', '9999-12-31', 0, 0)",
                           V(ALMIGHTY), V(post)), NULL);
    }
}

/* A program of the almighty's own. */
static inline void attack_program(Ctx *c) {
    char *secret;
    Ctx   as = *c;
    as.who = ALMIGHTY;
    as.now = clock_ms();
    CHECK_TEXT(access_make(&as, "Program", "read:work", 1, &secret), NULL);
}

/* A mail that waits, and something to read for everybody. */
static inline void attack_told(Ctx *c, const int64_t *staff, int n) {
    CHECK_TEXT(mail_add(c, &(MailNew){.key = "one", .staff = LEAD, .kind = "notice"}), NULL);
    for (int i = 0; i < n; i++) {
        const char *key = arena_print(c->a, "told/%d", i);
        CHECK_TEXT(notice_add(c, &(NoticeNew){.key = key, .staff = staff[i], .n = 1, .id = ISSUED,
                                              .what = "remind.before", .subject = "task"}), NULL);
    }
}

/* One of the district's tasks was inspected; a second round is planned. */
static inline void attack_inspected(Ctx *c) {
    static const char *const answer[LINES_MAX] = {"no"}, *const note[LINES_MAX] = {SECRET " note"};
    const int64_t officer = c->who;
    int64_t       file[1];
    const Upload  u = {.name = "file", .file = SECRET ".jpg", .type = "image/jpeg",
                       .hash = arena_print(c->a, "%064d", 1), .bytes = 1};
    c->who = ALMIGHTY;
    for (int k = 0; k < 2; k++) {
        Inspection i = inspection_blank(c);
        i.name = SECRET " round";
        i.reason = SECRET " reason";
        i.lines = SECRET " line";
        i.basis = "reported";
        i.unit = DISTRICT;
        i.since = "2026-01-01";
        i.until = c->today;
        CHECK_TEXT(inspection_put(c, NULL, &i), NULL);
    }
    CHECK_TEXT(checklist_put(c, SECRET " list", SECRET " line"), NULL);
    CHECK_TEXT(inspection_draw(c, inspection_get(c, 1), 1), NULL);
    CHECK_TEXT(upload_keep(c, &u, file), NULL);
    const Found now = {.verdict = "false", .words = SECRET " found", .seen = c->today,
                       .fix = SECRET " fix", .answer = answer, .note = note, .files = file,
                       .nfiles = 1};
    CHECK_TEXT(finding_put(c, finding_get(c, 1), &now), NULL);
    c->who = officer;
}

/* A report in each state before the last, and a plan of reports. */
static inline void attack_briefs(Ctx *c) {
    BriefPlan p = {.kind = brief_kind("month"), .unit = PROVINCE, .days = 5};
    for (int i = 0; i < 3; i++) {
        Brief b = {.kind = brief_kind("month"), .unit = PROVINCE,
                   .period = {"2026-02-01", "2026-02-28"}};
        CHECK_TEXT(brief_add(c, &b), NULL);
        Brief is = *brief_get(c, b.id);
        is.why = SECRET " why";
        CHECK_TEXT(brief_write(c, brief_get(c, b.id), &is), NULL);
        CHECK_TEXT(reader_add(c, 0, b.id, "", "viewer"), NULL);
        if (i > 0) CHECK_TEXT(brief_send(c, brief_get(c, b.id)), NULL);
        c->who = LEADER;
        if (i > 1) CHECK_TEXT(brief_approve(c, brief_get(c, b.id)), NULL);
        c->who = OFFICER;
    }
    CHECK_TEXT(plan_add(c, &p, "user0"), NULL);
    CHECK_TEXT(reader_add(c, p.id, 0, "", "viewer"), NULL);
}

/* A form with a version in use and one on trial, a survey in the field, one not open yet. */
static inline void attack_surveys(Ctx *c) {
    const int64_t officer = c->who;
    int64_t       trial;
    int           line;
    XProblems     p = {.a = c->a};
    FormNew       n = {.unit = PROVINCE, .xform = field_bytes(FIELD_FORM("1", "", ""))};
    c->who = ALMIGHTY;
    CHECK_TEXT(form_put(c, &n, &p, &trial), NULL);
    CHECK_TEXT(form_publish(c, trial), NULL);
    for (int i = 0; i < 2; i++) {
        Survey s = {.unit = PROVINCE, .form = form_version(c, trial)->form, .mode = "interview",
                    .title = SECRET " survey", .why = SECRET " why", .since = "2026-02-01",
                    .until = "2026-04-01", .expires = "2027-04-01"};
        CHECK_TEXT(survey_add(c, &s), NULL);
        CHECK_TEXT(interviewer_put(c, s.id, ALMIGHTY, true), NULL);
        if (i == 0) CHECK_TEXT(survey_open(c, s.id), NULL);
        CHECK_TEXT(visits_put(c, s.id, "1; " SECRET " house", &line), NULL);
    }
    n.xform = field_bytes(FIELD_FORM("2", "<moi/>", ""));
    CHECK_TEXT(form_put(c, &n, &p, &trial), NULL);
    c->who = officer;
}

static inline Err attack_fill(Ctx *c, void *arg) {
    static const int64_t staff[] = {LEAD, WORKER, MAYOR, RIVAL, RIVALS_WORKER, ALMIGHTY};
    (void)arg;
    c->who = OFFICER;
    CHECK_TEXT(config_set(c, "office.name", "0001-01-01", "Ban Tuyên giáo"), NULL);
    CHECK_TEXT(config_set(c, "demo.today", "0001-01-01", "2026-03-01"), NULL);
    office_set_up(c);
    attack_almighty(c);
    CHECK(attack_task(c, true) == ISSUED && attack_task(c, false) == DRAFT);
    CHECK(attack_task(c, true) == REPORTED_TASK);
    attack_report(c, REPORTED_TASK);
    c->who = LEAD;
    CHECK_TEXT(extension_ask(c, ISSUED, "2026-05-01", "Why"), NULL);
    c->who = OFFICER;
    attack_document(c);
    attack_own(c);
    attack_inspected(c);
    attack_told(c, staff, sizeof staff / sizeof *staff);
    for (size_t i = 0; i < sizeof staff / sizeof *staff; i++)
        CHECK_TEXT(account_first(c, staff[i], arena_print(c->a, "user%d", (int)i), "none"), NULL);
    attack_program(c);
    attack_briefs(c);
    attack_surveys(c);
    return NULL;
}

/* ---- The caller ---- */

typedef struct Attacker { Ctx *c; Http h; int64_t who; char *secret; } Attacker;

static inline Err attack_enter(Ctx *c, void *arg) {
    Attacker *a = arg;
    return session_make(c, a->who, SESSION_SECOND, "", &a->secret);
}

static inline void attack_as(Attacker *a, int64_t who) {
    a->who = who;
    a->c->now = clock_ms();
    CHECK_TEXT(db_write(a->c, attack_enter, a), NULL);
}

/* /task/{id} with this in each of its parts. */
static inline const char *attack_path(Arena *a, const char *path, const char *part) {
    Buf b = {.a = a};
    while (*path) {
        size_t n = strcspn(path, "{");
        buf_add(&b, path, n);
        path += n;
        if (!*path) break;
        buf_text(&b, part);
        path += strcspn(path, "}") + 1;
    }
    return b.s;
}

/* What comes back; query: also the form of a POST.  "" or "name=value&..." */
static inline struct Reply attack_ask(Attacker *at, Arena *a, const char *method, const char *path,
                                      const char *query) {
    Request r = {0};
    bool    form = strcmp(method, "POST") == 0;
    Raw raw = {.method = method, .host = "a", .cookie = arena_print(a, "namro=%s", at->secret),
               .target = form || !*query ? path : arena_print(a, "%s?%s", path, query)};
    if (form) {
        raw.type = "application/x-www-form-urlencoded";
        raw.body = arena_print(a, "token=%s%s%s", crypt_token_for(a, at->secret, "form"),
                               *query ? "&" : "", query);
    }
    answer(&at->h, a, &raw, NULL, &r);
    return r.reply;
}

/* A server on a database with that office in it. */
static inline Attacker attack_open(Ctx *c, const char *name) {
    crypt_start();
    *c = test_empty(test_place(name));
    Attacker at = {.c = c, .h = {.tables = route_tables, .identify = org_identify,
                                 .touch = org_touch, .unread = notice_unread, .office = test_key}};
    CHECK_TEXT(db_migrate(c), NULL);
    db_serve(c->db, 2);
    at.h.db = c->db;
    CHECK_TEXT(db_write(c, attack_fill, NULL), NULL);
    return at;
}

#endif
