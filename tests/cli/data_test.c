/* data_test.c - what is past goes when the clock passes, and nothing else; each table that
 * holds something of people has a class; who looks at others says why, and it is counted; the
 * count of a month is what a plain recount gives. */
#include "../work/attack.h"

#include "mail/mail.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

/* ---- Every table with people in it has a class ---- */

static const char *const of_people[] = {
    "staff", "who", "login", "email", "phone", "judge", "answerable", "lead_staff", "giver",
    "taker", "signer", "device", "address", "secret", "password", "token", "name_of", NULL};

static bool about_people(const char *column) {
    for (const char *const *p = of_people; *p; p++)
        if (strcmp(*p, column) == 0) return true;
    return false;
}

static int unclassed(Ctx *c, bool say) {
    const char *sql = db_is_postgres(c->db)
        ? "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT)"
          " FROM information_schema.columns WHERE table_schema = 'public'"
        : "SELECT m.name, p.name FROM sqlite_master m JOIN pragma_table_info(m.name) p"
          " WHERE m.type = 'table'";
    Rows q = db_run_query(c, sql, (const Val[]){{0}}, 0);
    int  n = 0, seen = 0;
    while (db_next(&q)) {
        const char *table = row_text(&q, 0);
        seen++;
        if (!about_people(row_text(&q, 1)) || data_class(table)) continue;
        if (say) fprintf(stderr, "%s.%s: a row of data_classes[] says what it is for and how long"
                                 " it is kept\n", table, row_text(&q, 1));
        n++;
    }
    CHECK(seen > 200);
    return n;
}

static Err classes(Ctx *c, void *arg) {
    (void)arg;
    CHECK(unclassed(c, true) == 0);
    CHECK_TEXT(db_script(c, "CREATE TABLE visitor (id BIGINT, phone TEXT)"), NULL);
    CHECK(unclassed(c, false) == 1); /* would it be seen? */
    CHECK_TEXT(db_script(c, "DROP TABLE visitor"), NULL);
    for (const DataClass *k = data_classes; k->name; k++) {
        CHECK((k->until != NULL) == (data_days(c, k) == 0));
        CHECK(!k->setting || data_days(c, k) > 0);
        CHECK(k->sweep || k->until);
    }
    return NULL;
}

/* ---- What is past goes ---- */

typedef struct Rest { const char *sql; int64_t n; } Rest;
static Err rest(Ctx *c, void *arg) {
    Rest *r = arg;
    return db_run_int(c, &r->n, r->sql, (const Val[]){{0}}, 0);
}
static int64_t left(Ctx *c, const char *sql) {
    Rest r = {sql, -1};
    CHECK_TEXT(db_read(c, rest, &r), NULL);
    return r.n;
}

static const char *const emptied[] = {
    "SELECT count(*) FROM session", "SELECT count(*) FROM login_failure",
    "SELECT count(*) FROM access", "SELECT count(*) FROM again",
    "SELECT count(*) FROM outbox WHERE ended IS NOT NULL", "SELECT count(*) FROM notice",
    "SELECT count(*) FROM import", "SELECT count(*) FROM bulk", "SELECT count(*) FROM bulk_task",
    "SELECT count(*) FROM account_link",
    "SELECT count(*) FROM staff WHERE ended IS NOT NULL AND email <> ''",
    "SELECT count(*) FROM stored_file WHERE name = 'import.csv'",
    "SELECT count(*) FROM proposal", "SELECT count(*) FROM submission WHERE instance = 'gone'",
    "SELECT count(*) FROM stored_file WHERE name = 'gone'",
    "SELECT count(*) FROM visit v JOIN survey s ON s.id = v.survey WHERE s.address = 'gone'",
    "SELECT count(*) FROM contact v JOIN survey s ON s.id = v.survey WHERE s.address = 'gone'",
    NULL};
static const char *const kept[] = {
    "SELECT count(*) FROM task", "SELECT count(*) FROM progress", "SELECT count(*) FROM deed",
    "SELECT count(*) FROM staff", "SELECT count(*) FROM document",
    "SELECT count(*) FROM evidence", "SELECT count(*) FROM account",
    "SELECT count(*) FROM submission WHERE instance = 'stays'",
    "SELECT count(*) FROM submission_file f JOIN submission m ON m.id = f.submission"
    " WHERE m.instance = 'stays'",
    "SELECT count(*) FROM stored_file WHERE name = 'stays'",
    "SELECT count(*) FROM contact v JOIN survey s ON s.id = v.survey WHERE s.address = 'stays'",
    NULL};

/* Two surveys, one whose answers go on a day in April, each with an answer, an edit, a review,
 * a file and somebody to see. */
static void survey_of(Ctx *c, const char *address, const char *expires) {
    int64_t form, version, survey, answer, file;
    const Val bytes = V((Bytes){test_key, 32});
    CHECK_TEXT(db_int(c, &form, "INSERT INTO form (unit, name, title, at, who)"
                                " VALUES (3, $1, 'F', 0, 7) RETURNING id", V(address)), NULL);
    CHECK_TEXT(db_int(c, &version, "INSERT INTO form_version (form, version, hash, xform, at, who)"
                                   " VALUES ($1, '', '', $2, 0, 7) RETURNING id", V(form), bytes),
               NULL);
    CHECK_TEXT(db_int(c, &survey, "INSERT INTO survey (unit, form, title, why, mode, stage,"
                                  " address, since, until, expires, at, who) VALUES (3, $1, 'S',"
                                  " 'W', 'interview', 'open', $2, '2026-01-01', '2026-02-01', $3,"
                                  " 0, 7) RETURNING id", V(form), V(address), V(expires)), NULL);
    CHECK_TEXT(db_int(c, &answer, "INSERT INTO submission (survey, form, instance, hash, xml,"
                                  " cells, channel, at, review, problems, missing, edits) VALUES"
                                  " ($1, $2, $3, $4, $4, $4, 'page', 0, 'new', '', 0, 1)"
                                  " RETURNING id", V(survey), V(version), V(address), bytes),
               NULL);
    CHECK_TEXT(db_int(c, &file, "INSERT INTO stored_file (hash, name, type, bytes, at, who)"
                                " VALUES ($1, $2, 'image/png', 1, 0, 0) RETURNING id",
                      V(arena_print(c->a, "%064d", 8)), V(address)), NULL);
    CHECK_TEXT(db_exec(c, "INSERT INTO submission_file (submission, name, file) VALUES ($1, 'a',"
                          " $2)", V(answer), V(file)), NULL);
    CHECK_TEXT(db_exec(c, "INSERT INTO submission_edit (submission, instance, hash, xml, why, at,"
                          " who) VALUES ($1, 'i', $2, $2, 'w', 0, 7)", V(answer), bytes), NULL);
    CHECK_TEXT(db_exec(c, "INSERT INTO submission_review (submission, review, note, at, who)"
                          " VALUES ($1, 'good', '', 0, 7)", V(answer)), NULL);
    CHECK_TEXT(db_exec(c, "INSERT INTO visit (survey, number, preset, state) VALUES ($1, '1', '',"
                          " 'open')", V(survey)), NULL);
    CHECK_TEXT(db_exec(c, "INSERT INTO contact (survey, number, label) VALUES ($1, '1', 'L')",
                       V(survey)), NULL);
}

/* Something of everything that goes. */
static Err fill(Ctx *c, void *arg) {
    char   *token;
    int64_t file;
    (void)arg;
    c->who = ALMIGHTY;
    CHECK_TEXT(account_link(c, WORKER, &token), NULL);
    CHECK_TEXT(db_exec(c, "INSERT INTO login_failure (login, at) VALUES ($1, $2)",
                       V((Bytes){test_key, 32}), V(c->now)), NULL);
    CHECK_TEXT(db_exec(c, "INSERT INTO again (access, name, request, status, next, body, at)"
                          " VALUES (1, 'k', $1, 200, '', '{}', $2)", V((Bytes){test_key, 32}),
                       V(c->now)), NULL);
    CHECK_TEXT(db_exec(c, "UPDATE outbox SET state = 'written', ended = $1", V(c->now)), NULL);
    CHECK_TEXT(db_int(c, &file, "INSERT INTO stored_file (hash, name, type, bytes, at, who) VALUES"
                                " ($1, 'import.csv', 'text/csv', 1, $2, 7) RETURNING id",
                      V(arena_print(c->a, "%064d", 7)), V(c->now)), NULL);
    CHECK_TEXT(db_exec(c, "INSERT INTO import (kind, file, at, who, n) VALUES ('task', $1, $2, 7,"
                          " 0)", V(file), V(c->now)), NULL);
    CHECK_TEXT(db_exec(c, "INSERT INTO proposal (kind, year, text, at, who, n) VALUES (0, 0, 't',"
                          " $1, 7, 0)", V(c->now)), NULL);
    survey_of(c, "gone", "2026-04-01");
    survey_of(c, "stays", "2099-01-01");
    CHECK_TEXT(db_exec(c, "UPDATE notice SET at = $1", V(c->now)), NULL);
    CHECK_TEXT(db_exec(c, "UPDATE bulk SET at = $1", V(c->now)), NULL);
    /* Who left on the demo day, and two who did not. */
    return db_exec(c, "UPDATE staff SET email = 'a@b.vn', ended = CASE WHEN id = 13"
                      " THEN '2026-03-01' END WHERE id IN (8, 9, 13)");
}

static Err later_day(Ctx *c, void *arg) {
    return config_set(c, "demo.today", "0001-01-01", arg);
}

static bool there(const char *path) { return access(path, F_OK) == 0; }

static const char *mail_file(const char *folder, const char *name, int64_t ms) {
    static char path[2][4200];
    static int  at;
    at = 1 - at;
    snprintf(path[at], sizeof path[at], "%s/%s", folder, name);
    int fd = open(path[at], O_CREAT | O_WRONLY, 0600);
    const struct timespec when[2] = {{.tv_sec = ms / 1000}, {.tv_sec = ms / 1000}};
    CHECK(fd >= 0 && futimens(fd, when) == 0);
    close(fd);
    return path[at];
}

static void expires(Attacker *at) {
    Ctx    *c = at->c;
    int64_t n, was[16], day = DAY_MS;
    char    folder[4200];
    snprintf(folder, sizeof folder, "%s/outbox", test_dir());
    mkdir(folder, 0700);
    attack_as(at, LEAD);
    c->now = clock_ms();
    CHECK_TEXT(db_write(c, fill, NULL), NULL);
    mail_place(folder);
    const char *old = mail_file(folder, "old.eml", c->now), *other = mail_file(folder, "key", 0);
    for (int i = 0; emptied[i]; i++) CHECK(left(c, emptied[i]) > 0);
    for (int i = 0; kept[i]; i++) was[i] = left(c, kept[i]);

    /* Nothing is past yet. */
    CHECK_TEXT(data_sweep(c, &n), NULL);
    CHECK(n == 0);
    for (int i = 0; emptied[i]; i++) CHECK(left(c, emptied[i]) > 0);
    CHECK(there(old));

    /* A day later sessions have gone, a month later mail; the rest is still there. */
    c->now += day;
    CHECK_TEXT(data_sweep(c, &n), NULL);
    CHECK(left(c, emptied[0]) == 0 && left(c, emptied[1]) == 0 && left(c, emptied[4]) > 0);
    c->now += 30 * day;
    CHECK_TEXT(data_sweep(c, &n), NULL);
    CHECK(left(c, emptied[4]) == 0 && left(c, emptied[5]) > 0 && left(c, emptied[6]) > 0);
    CHECK(!there(old) && there(other));

    /* Years later all of it, and of the records nothing. */
    c->now += 800 * day;
    CHECK_TEXT(db_write(c, later_day, (void *)(uintptr_t)"2029-01-01"), NULL);
    CHECK_TEXT(data_sweep(c, &n), NULL);
    for (int i = 0; emptied[i]; i++) {
        if (left(c, emptied[i]) != 0) fprintf(stderr, "not emptied: %s\n", emptied[i]);
        CHECK(left(c, emptied[i]) == 0);
    }
    for (int i = 0; kept[i]; i++) {
        if (left(c, kept[i]) < was[i]) fprintf(stderr, "lost: %s\n", kept[i]);
        CHECK(left(c, kept[i]) >= was[i]);
    }
    CHECK(left(c, "SELECT count(*) FROM staff WHERE email <> ''") == 2);
    CHECK(left(c, "SELECT count(*) FROM deed WHERE what = 'data.deed.expired'") == 3);
    CHECK_TEXT(data_sweep(c, &n), NULL);
    CHECK(n == 0);
    CHECK_TEXT(db_write(c, later_day, (void *)(uintptr_t)"2026-03-01"), NULL);
    unlink(other);
    rmdir(folder);
}

/* ---- Who looks at others says why ---- */

static int64_t reads(Ctx *c) {
    return left(c, "SELECT count(*) FROM deed WHERE what = 'log.deed.read' AND reason <> ''");
}

static void looked(Attacker *at, const char *path, const char *query, bool shown) {
    Arena       *a = arena_open();
    int64_t      before = reads(at->c);
    struct Reply p = attack_ask(at, a, "GET", path, query);
    bool         rows = p.body.p && strstr(p.body.p, "class=\"deed\"") != NULL;
    if (p.status != 200 || reads(at->c) - before != shown || (!shown && rows)) {
        fprintf(stderr, "%s?%s: answered %d, %d noted, %s\n", path, query, p.status,
                (int)(reads(at->c) - before), rows ? "rows" : "no rows");
        test_failed = 1;
    }
    arena_close(a);
}

static void reasons(Attacker *at) {
    Arena *a = arena_open();
    attack_as(at, ALMIGHTY);
    looked(at, "/log/deeds", "", false);
    looked(at, "/log/deeds", "who=9", false);
    looked(at, "/log/deeds", "who=9&reason=ab", false);
    looked(at, "/log/deeds", "who=9&reason=%20%20%20%20%20%20", false);
    looked(at, "/log/deeds", "who=9&reason=complaint%207", true);
    looked(at, "/log/deeds", "reason=a%20yearly%20check", true);
    looked(at, "/log/deeds", "since=32/1/2020&reason=a%20yearly%20check", false);
    looked(at, "/admin/account/9", "", false);
    looked(at, "/admin/account/9", "reason=complaint%207", true);
    looked(at, "/admin/account/20", "reason=complaint%207", false); /* one's own */
    struct Reply p = attack_ask(at, a, "GET", "/export", "kind=staff");
    CHECK(p.status == 200 && !p.save);
    p = attack_ask(at, a, "GET", "/export", "kind=staff&reason=for%20the%20directory");
    CHECK(p.status == 200 && p.save);
    if (p.fd > 0) close(p.fd);
    CHECK(left(at->c, "SELECT count(*) FROM deed WHERE what = 'export.deed.taken'"
                      " AND reason <> ''") == 1);
    /* Who may not look is not noted as having looked. */
    attack_as(at, RIVAL);
    int64_t before = reads(at->c);
    p = attack_ask(at, a, "GET", "/log/deeds", "reason=curious%20me");
    CHECK(p.status == 403 && reads(at->c) == before);
    arena_close(a);
}

/* ---- The month, counted again by hand ---- */

static Err recount(Ctx *c, void *arg) {
    const char *month = arg;
    int64_t     n[COUNTED_MAX], plain[COUNTED_MAX] = {0};
    CHECK_TEXT(transparency(c, month, n), NULL);
    Rows q = db_query(c, "SELECT what, at FROM deed");
    while (db_next(&q)) {
        const char *what = row_text(&q, 0);
        if (strncmp(day_of(c->a, row_int(&q, 1)), month, 7) != 0) continue;
        for (int i = 0; counted[i].name; i++) {
            const char *padded = arena_print(c->a, " %s ", counted[i].deeds);
            plain[i] += !*counted[i].deeds || strstr(padded, arena_print(c->a, " %s ", what));
        }
    }
    for (int i = 0; counted[i].name; i++) {
        if (n[i] != plain[i])
            fprintf(stderr, "%s %s: %d, counted again %d\n", month, counted[i].name, (int)n[i],
                    (int)plain[i]);
        CHECK(n[i] == plain[i]);
    }
    CHECK(n[0] >= 0 && n[13] > 0);
    return NULL;
}

static void months(Attacker *at) {
    Arena      *a = arena_open();
    const char *now = arena_part(a, day_of(a, clock_ms()), 7);
    CHECK_TEXT(db_read(at->c, recount, (void *)(uintptr_t)now), NULL);
    CHECK_TEXT(db_read(at->c, recount, (void *)(uintptr_t)"2026-03"), NULL);
    at->secret = arena_text(a, "nobody");
    struct Reply p = attack_ask(at, a, "GET", "/method/transparency", "month=2026-03");
    CHECK(p.status == 200 && strstr(p.body.p, "2026"));
    p = attack_ask(at, a, "GET", "/method/transparency.json", "month=2026-03");
    CHECK(p.status == 200 && strstr(p.body.p, "{\"month\":\"2026-03\",\"counts\":{\"reads\":"));
    p = attack_ask(at, a, "GET", "/method/data", "");
    CHECK(p.status == 200);
    p = attack_ask(at, a, "GET", "/admin/data", "");
    CHECK(p.status == 303);
    arena_close(a);
}

/* A deed on the last moment of a month is of that month, in Vietnam. */
static Err edges(Ctx *c, void *arg) {
    int64_t n[COUNTED_MAX], was[COUNTED_MAX], next[COUNTED_MAX];
    Ctx     as = *c;
    (void)arg;
    as.now = day_number("2025-02-01") * DAY_MS - ZONE_MS - 1;
    CHECK_TEXT(transparency(c, "2025-01", was), NULL);
    const Deed d = {.what = "account.deed.failed", .subject = "account", .id = 1};
    CHECK_TEXT(audit_note(&as, &d), NULL);
    CHECK_TEXT(transparency(c, "2025-01", n), NULL);
    CHECK_TEXT(transparency(c, "2025-02", next), NULL);
    CHECK(n[3] == was[3] + 1 && next[3] == 0);
    return NULL;
}

int main(void) {
    Ctx      c;
    Attacker at = attack_open(&c, "data_test.db");
    char     files[4200];
    snprintf(files, sizeof files, "%s/data_files", test_dir());
    mkdir(files, 0700);
    CHECK_TEXT(db_write(&c, classes, NULL), NULL);
    reasons(&at);
    expires(&at);
    CHECK_TEXT(db_write(&c, edges, NULL), NULL);
    months(&at);
    rmdir(files);
    db_close(c.db);
    arena_close(c.a);
    return test_failed;
}
