/* submission_test.c - what comes in is stored once, whole, and never lost. */
#include "field.h"

#include "crypt/crypt.h"

#define U1 "11111111-1111-4111-8111-111111111111"
#define U2 "22222222-2222-4222-8222-222222222222"
#define U3 "33333333-3333-4333-8333-333333333333"
#define WHOLE                                                                  \
    "<start>2026-03-01T09:00:00.000+07:00</start><end>2026-03-01T09:05:30.500+07:00</end>"      \
    "<tuoi>34</tuoi><y_kien>tot</y_kien><nhom><ghi_chu>Rất &amp; tốt</ghi_chu></nhom>"          \
    "<nguoi><ten>An</ten></nguoi><nguoi><ten>Bình</ten></nguoi><anh>a.jpg</anh>"

static Err send_as(Ctx *c, const Survey *s, const char *channel, int64_t staff, const char *xml,
                   const Upload *files, int64_t *id, bool *again) {
    XProblems p = {.a = c->a};
    Sent      x = {.staff = staff, .channel = channel, .xml = field_bytes(xml)};
    Err       e = submission_read(c, s, &x, &p);
    *id = 0;
    return e ? e : submission_put(c, &x, files, id, again);
}

static int64_t number(Ctx *c, const char *sql, int64_t id) {
    int64_t n = -1;
    CHECK_TEXT(db_run_int(c, &n, sql, (const Val[]){{0}, V(id)}, 1), NULL);
    return n;
}

static void check_stored(Ctx *c, const Survey *s) {
    int64_t id, same;
    bool    again;
    CHECK_TEXT(send_as(c, s, "collect", ASKER, FIELD_ANSWER("1", U1, WHOLE), NULL, &id, &again),
               NULL);
    CHECK(id && !again);
    CHECK(number(c, "SELECT seconds FROM submission WHERE id = $1", id) == 330);
    CHECK(number(c, "SELECT missing FROM submission WHERE id = $1", id) == 1);
    CHECK(number(c, "SELECT at FROM submission WHERE id = $1", id) == c->now);
    CHECK_TEXT(send_as(c, s, "collect", ASKER, FIELD_ANSWER("1", U1, WHOLE), NULL, &same, &again),
               NULL);
    CHECK(again && same == id);
    CHECK_TEXT(send_as(c, s, "collect", ASKER, FIELD_ANSWER("1", U1, "<tuoi>35</tuoi>"), NULL,
                       &same, &again), "submission.instance.other");
    /* The picture comes later, with the same XML. */
    Upload picture = {"a.jpg", "a.jpg", "image/jpeg",
                      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 5, NULL};
    CHECK_TEXT(send_as(c, s, "collect", ASKER, FIELD_ANSWER("1", U1, WHOLE), &picture, &same,
                       &again), NULL);
    CHECK(number(c, "SELECT missing FROM submission WHERE id = $1", id) == 0);
}

static void check_cells(Ctx *c) {
    static const char *const want[] = {"34", "tot", "Rất & tốt", "An", "Bình", "a.jpg"};
    Bytes b = {0};
    Rows  q = db_query(c, "SELECT cells FROM submission WHERE instance = $1", V("uuid:" U1));
    while (db_next(&q)) b = row_bytes(&q, 0);
    Cells s = cells_open(b);
    Cell  cell;
    int   n = 0;
    while (cells_next(&s, &cell)) {
        if (n >= 2) CHECK_TEXT(arena_part(c->a, cell.value, cell.n), want[n - 2]);
        if (n == 5 || n == 6) CHECK(cell.repeats == 1 && cell.at[0] == n - 4);
        n++;
    }
    CHECK(n == 8);
    s = cells_open((Bytes){b.p, b.n - 1}); /* cut short */
    for (n = 0; cells_next(&s, &cell);) n++;
    CHECK(n == 7);
}

/* What is wrong comes in from a phone, marked; from a page it goes back. */
static void check_wrong(Ctx *c, const Survey *s) {
    int64_t     id;
    bool        again;
    const char *old = FIELD_ANSWER("1", U2, "<tuoi>340</tuoi>");
    CHECK_TEXT(send_as(c, s, "page", 0, old, NULL, &id, &again), "submission.answer.wrong");
    CHECK_TEXT(send_as(c, s, "collect", ASKER, old, NULL, &id, &again), NULL);
    Rows q = db_query(c, "SELECT review, problems FROM submission WHERE id = $1", V(id));
    while (db_next(&q)) {
        CHECK_TEXT(row_text(&q, 0), "trouble");
        CHECK(strstr(row_text(&q, 1), "/data/tuoi") != NULL);
    }
    CHECK_TEXT(send_as(c, s, "collect", ASKER, "<data id='hai_long' version='7'/>", NULL, &id,
                       &again), "submission.form.missing");
    CHECK_TEXT(send_as(c, s, "collect", ASKER, "<data id='khac' version='1'/>", NULL, &id, &again),
               "submission.form.other");
    CHECK(send_as(c, s, "collect", ASKER, "<data", NULL, &id, &again) != NULL);
    CHECK(send_as(c, s, "collect", ASKER, "<!DOCTYPE data><data id='hai_long' version='1'/>", NULL,
                  &id, &again) != NULL);
}

/* A correction takes the place of the first; the first, sent late, changes nothing. */
static void check_corrected(Ctx *c, const Survey *s) {
    const char *better = "<data id='hai_long' version='1'><tuoi>36</tuoi><meta><instanceID>uuid:" U3
                         "</instanceID><deprecatedID>uuid:" U1 "</deprecatedID></meta></data>";
    int64_t id, all = number(c, "SELECT count(*) FROM submission WHERE id <> $1", 0);
    bool    again;
    CHECK_TEXT(send_as(c, s, "collect", ASKER2, better, NULL, &id, &again),
               "submission.old.missing"); /* somebody else's */
    CHECK_TEXT(send_as(c, s, "collect", ASKER, better, NULL, &id, &again), NULL);
    CHECK_TEXT(send_as(c, s, "collect", ASKER, FIELD_ANSWER("1", U1, WHOLE), NULL, &id, &again),
               NULL);
    CHECK(again && number(c, "SELECT count(*) FROM submission WHERE id <> $1", 0) == all);
    CHECK(number(c, "SELECT edits FROM submission WHERE id = $1", id) == 1);
    CHECK(number(c, "SELECT count(*) FROM submission_edit WHERE submission = $1", id) == 1);
}

/* R1: of the public nobody knows who, and of when the day alone. */
static void check_public(Ctx *c, int64_t version) {
    const Survey *s = field_survey(c, version, "open");
    int64_t       id;
    bool          again;
    CHECK_TEXT(send_as(c, s, "page", 0,
                       FIELD_ANSWER("1", "44444444-4444-4444-8444-444444444444",
                                    "<start>2026-03-01T09:00:00.000+07:00</start>"
                                    "<end>2026-03-01T09:05:30.500+07:00</end>"
                                    "<tuoi>50</tuoi>"), NULL, &id, &again), NULL);
    CHECK(number(c, "SELECT seconds FROM submission WHERE id = $1", id) == 330);
    Rows q = db_query(c, "SELECT xml, cells FROM submission WHERE id = $1", V(id));
    while (db_next(&q)) {
        Bytes xml = row_bytes(&q, 0), cells = row_bytes(&q, 1);
        CHECK(memmem(xml.p, xml.n, "<tuoi>50<", 9) != NULL);
        CHECK(memmem(xml.p, xml.n, "T00:00:00.000+07:00", 19) != NULL);
        CHECK(!memmem(xml.p, xml.n, "T09:0", 5) && !memmem(cells.p, cells.n, "T09:0", 5));
    }
    CHECK(number(c, "SELECT at FROM submission WHERE id = $1", id) == 1772298000000);
    CHECK(number(c, "SELECT count(*) FROM submission WHERE id = $1 AND staff IS NULL", id) == 1);
}

/* An answer takes its visit's place in the sample over, and keeps it when the number is gone. */
static void check_drawn(Ctx *c, const Survey *s) {
    VisitDrawn v[] = {{"D-1", "Nhà số 1", "", ASKER, 3, 7, OFFICE, 12.5},
                      {"D-1", "Nhà số 2", "", ASKER, 3, 7, OFFICE, 12.5}};
    int64_t    id;
    bool       again;
    c->who = RESEARCHER;
    CHECK_TEXT(visits_drawn(c, s->id, v, 1), NULL);
    CHECK_TEXT(visits_drawn(c, s->id, v + 1, 1), "visit.lines.twice");
    CHECK_TEXT(survey_sampled(c, s->id, "by heart"), "survey.sampling.bad");
    CHECK_TEXT(survey_sampled(c, s->id, "probability"), NULL);
    CHECK_TEXT(survey_get(c, s->id)->sampling, "probability");
    XProblems p = {.a = c->a};
    Sent      x = {.staff = ASKER, .channel = "app", .number = "D-1",
                   .xml = field_bytes(FIELD_ANSWER("1", "77777777-7777-4777-8777-777777777777",
                                                   "<tuoi>41</tuoi>"))};
    CHECK_TEXT(submission_read(c, s, &x, &p), NULL);
    CHECK_TEXT(submission_put(c, &x, NULL, &id, &again), NULL);
    CHECK(number(c, "SELECT count(*) FROM submission WHERE id = $1 AND stratum = 3 AND psu = 7"
                    " AND base = 12.5", id) == 1);
}

/* Answers by tokens have a store of their own: nothing comes in beside them by another way. */
static void check_anonymous(Ctx *c, int64_t version) {
    const Survey *s = field_survey(c, version, "anonymous");
    int64_t       id;
    bool          again;
    CHECK_TEXT(send_as(c, s, "api", 0,
                       FIELD_ANSWER("1", "88888888-8888-4888-8888-888888888888", "<tuoi>3</tuoi>"),
                       NULL, &id, &again), "submission.survey.anonymous");
}

/* R1, R10: at the close nothing says whose door it was; on the day all is gone. */
static void check_closed(Ctx *c, const Survey *s) {
    int64_t id;
    bool    again;
    CHECK_TEXT(db_exec(c, "UPDATE submission SET number = '0103-07' WHERE survey = $1", V(s->id)),
               NULL);
    CHECK_TEXT(db_exec(c, "INSERT INTO contact (survey, number, label) VALUES ($1, '0103-07',"
                          " 'Nhà ông A')", V(s->id)), NULL);
    c->who = RESEARCHER;
    CHECK_TEXT(survey_close(c, s->id), NULL);
    CHECK(number(c, "SELECT count(*) FROM contact WHERE survey = $1", s->id) == 0);
    CHECK(number(c, "SELECT count(*) FROM submission WHERE survey = $1 AND number IS NOT NULL",
                 s->id) == 0);
    CHECK_TEXT(send_as(c, survey_get(c, s->id), "collect", ASKER,
                       FIELD_ANSWER("1", "55555555-5555-4555-8555-555555555555", "<tuoi>3</tuoi>"),
                       NULL, &id, &again), "survey.stage.closed");
    CHECK_TEXT(survey_open(c, s->id), "survey.stage.other");
}

/* By itself: what is over is closed, and on its day what was answered is gone. */
static void check_expired(Ctx *c) {
    bool more = true;
    int  due = 0;
    c->today = "2027-04-01";
    for (const Survey *s = survey_list(c, "", 0, 9); s; s = s->next, due++)
        for (more = true; more;) CHECK_TEXT(survey_settle(c, s->id, &more), NULL);
    CHECK(due == 3);
    CHECK(number(c, "SELECT count(*) FROM submission WHERE id <> $1", 0) == 0);
    CHECK(number(c, "SELECT count(*) FROM submission_file WHERE id <> $1", 0) == 0);
    CHECK(number(c, "SELECT count(*) FROM submission_edit WHERE id <> $1", 0) == 0);
    CHECK(number(c, "SELECT count(*) FROM stored_file WHERE id <> $1", 0) == 0);
    CHECK(number(c, "SELECT count(*) FROM survey WHERE stage <> 'closed' AND id <> $1", 0) == 0);
}

int main(void) {
    Ctx c = test_empty(":memory:");
    CHECK_TEXT(db_migrate(&c), NULL);
    crypt_start();
    field_set_up(&c);
    int64_t version = field_version(&c, FIELD_FORM("1", "", ""));
    Survey *s = field_survey(&c, version, "interview");
    check_stored(&c, s);
    check_cells(&c);
    check_wrong(&c, s);
    check_corrected(&c, s);
    check_public(&c, version);
    check_drawn(&c, s);
    check_anonymous(&c, version);
    check_closed(&c, s);
    check_expired(&c);
    db_close(c.db);
    arena_close(c.a);
    return test_failed;
}
