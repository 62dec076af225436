/* demo_survey_test.c - the surveys of the demo office: as many answers as it says, whole ones,
 * by the rules of their forms but for those that are marked, and the same ones each time. */
#include "cli/demo.h"
#include "test.h"

#include "config/config.h"

static int64_t count(Ctx *c, const char *title, const char *what) {
    int64_t n = 0;
    Rows    q = db_query(c, "SELECT count(*) FROM submission u JOIN survey s ON s.id = u.survey"
                            " WHERE s.title = $1 AND ($2 = '' OR u.review = $2 OR u.channel = $2"
                            " OR ($2 = 'wrong' AND u.problems <> ''))", V(title), V(what));
    while (db_next(&q)) n = row_int(&q, 0);
    return n;
}

static const Survey *titled(Ctx *c, const char *title) {
    const Survey *s = survey_list(c, "", 0, 100);
    while (s && strcmp(s->title, title) != 0) s = s->next;
    if (!s) fatal("no survey %s", title);
    return s;
}

static void surveys(Ctx *c) {
    static const char first[] = "Hài lòng về dịch vụ công, đợt 1";
    const Survey *done = titled(c, first);
    const Survey *open = titled(c, "Hài lòng về dịch vụ công, tự trả lời");
    const Survey *way = titled(c, "Môi trường kinh doanh của tỉnh");
    CHECK_TEXT(done->stage, "closed");
    CHECK_TEXT(open->stage, "open");
    CHECK_TEXT(way->stage, "open");
    CHECK(survey_takes(c, open) == NULL && survey_takes(c, way) == NULL);
    CHECK_TEXT(open->mode, "open");
    CHECK(count(c, first, "") == 1200 && count(c, first, "page") == 0);
    CHECK(count(c, first, "good") > 40 && count(c, first, "rejected") > 5);
    CHECK(count(c, first, "trouble") > 0);
    CHECK(count(c, first, "wrong") < 30);
    CHECK(count(c, open->title, "page") == count(c, open->title, ""));
    CHECK(count(c, open->title, "wrong") == 0 && count(c, open->title, "") > 50);
    CHECK(visit_count(c, way->id, 0) == 48 && count(c, way->title, "") == 19);
    int64_t sent = 0;
    for (const Visit *v = visit_list(c, way->id, 0, 0, 100); v; v = v->next)
        sent += strcmp(v->state, "sent") == 0;
    CHECK(sent == 19);
}

/* Who says what goes by the seed alone. */
static void drawn(Ctx *c) {
    const Survey  *s = titled(c, "Hài lòng về dịch vụ công, đợt 1");
    const FormUse *u = form_use(c, form_latest(c, s->form)->id);
    const char    *said[2];
    int            empty = 0, differ = 0;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        for (int k = 0; k < 2; k++) {
            Ctx        d = *c;
            DemoPerson p = demo_person(seed, true);
            Bytes      xml;
            CHECK_TEXT(demo_answer(&d, &p, u, &xml), NULL);
            said[k] = xml.p;
            CHECK(d.now > c->now);
        }
        CHECK_TEXT(said[0], said[1]);
        DemoPerson other = demo_person(seed + 1000, true);
        Ctx        d = *c;
        Bytes      xml;
        CHECK_TEXT(demo_answer(&d, &other, u, &xml), NULL);
        differ += strcmp(xml.p, said[0]) != 0;
        empty += strstr(said[0], "<y_kien/>") != NULL;
    }
    CHECK(differ == 40 && empty > 20);
}

int main(void) {
    char *path = arena_print(arena_open(), "%s/demo_survey_test.XXXXXX", test_dir());
    Ctx   c = test_open();
    c.files = mkdtemp(path);
    c.today = "2022-10-14";
    c.now = demo_morning(c.today);
    CHECK_TEXT(file_store(c.files), NULL);
    CHECK_TEXT(config_set(&c, "office.name", "0001-01-01", "Ban"), NULL);
    CHECK_TEXT(demo_units(&c), NULL);
    CHECK_TEXT(demo_surveys(&c), NULL);
    c.who = demo_staff(&c, "Lương Thị Khảo Sát");
    surveys(&c);
    drawn(&c);
    return test_close(&c);
}
