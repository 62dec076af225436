/* page_test.c - the page of results as a researcher sees it, as others try to see it, and what
 * questions and answers hold is never HTML. */
#include "../work/attack.h"

#include "drawn.h"

enum { ELSEWHERE = 51 };
static Attacker at;
static int64_t  before_id, now_id, open_id;

static Err fill_office(Ctx *c, void *arg) {
    (void)arg;
    field_set_up(c);
    office_staff(c, ELSEWHERE, OTHER, OTHER, "researcher", "Mai Thị Khác");
    CHECK_TEXT(account_first(c, RESEARCHER, "nghiencuu", "none"), NULL);
    CHECK_TEXT(account_first(c, ASKER, "hoi", "none"), NULL);
    CHECK_TEXT(account_first(c, ELSEWHERE, "khac", "none"), NULL);
    drawn_units(c);
    int64_t version = field_version(c, drawn_form);
    before_id = drawn_survey(c, version, 0)->id;
    CHECK_TEXT(survey_close(c, before_id), NULL);
    now_id = drawn_survey(c, version, 20)->id;
    Survey *s = field_survey(c, version, "open");
    open_id = s->id;
    c->who = 0;
    for (int i = 0; i < 60; i++) drawn_send(c, s, NULL, drawn_answer(c, 50 + i / 20, i % 20, 0));
    return NULL;
}

static const char *page(int64_t survey, const char *query, int want) {
    Arena       *a = arena_open();
    const char  *path = arena_print(a, "/survey/%lld/results", (long long)survey);
    struct Reply r = attack_ask(&at, a, "GET", path, query);
    const char  *text = r.body.p ? arena_part(at.c->a, r.body.p, r.body.n) : "";
    if (r.status != want) fprintf(stderr, "%s?%s: %d\n", path, query, r.status);
    CHECK(r.status == want);
    arena_close(a);
    return text;
}

static void holds(const char *text, const char *want, bool is) {
    if ((strstr(text, want) != NULL) != is)
        fprintf(stderr, "%s: %s\n", is ? "not there" : "there", want);
    CHECK((strstr(text, want) != NULL) == is);
}

static void check_sampled(void) {
    const char *text = page(now_id, "", 200);
    holds(text, "Mẫu chọn theo xác suất", true);
    holds(text, "namro estimate prop", true);
    holds(text, "Ý &lt;kiến&gt;", true);
    holds(text, "Ý <kiến>", false);
    holds(text, "value=\"district\"", true);
    text = page(now_id, "by=district", 200);
    holds(text, "Huyện Nam Sách", true);
    holds(text, "Rao-Scott", true);
    holds(text, "không nêu", true); /* of `hiem` and `het` */
    holds(text, "--by district", true);
    page(now_id, "by=stratum", 200);
    page(now_id, "by=gioi", 200);
    page(now_id, "by=tuoi", 400);
    page(now_id, "by=%3Cb%3E", 400);
}

/* Change is told beside an earlier survey that was drawn, and with no other. */
static void check_before(void) {
    const char *with = arena_print(at.c->a, "before=%lld", (long long)before_id);
    const char *text = page(now_id, "", 200);
    holds(text, "name=\"before\"", true);
    holds(text, "opinion-change", false);
    text = page(now_id, with, 200);
    holds(text, "opinion-change", true);
    holds(text, "điểm phần trăm", true);
    holds(page(now_id, arena_print(at.c->a, "before=%lld", (long long)open_id), 400),
          "opinion-change", false);
    page(now_id, arena_print(at.c->a, "before=%lld", (long long)now_id), 400);
    page(now_id, "before=x", 400);
}

static void check_opt_in(void) {
    const char *text = page(open_id, "by=gioi", 200);
    holds(text, "không đại diện", true);
    holds(text, "95%", false); /* no interval, no test, no recipe */
    holds(text, "Rao-Scott", false);
    holds(text, "namro estimate", false);
    holds(text, "value=\"district\"", false);
    page(open_id, "by=district", 400);
}

int main(void) {
    crypt_start();
    Ctx c = test_empty(test_place("opinion"));
    at = (Attacker){.c = &c, .h = {.tables = route_tables, .identify = org_identify,
                                   .touch = org_touch, .unread = notice_unread,
                                   .office = test_key}};
    CHECK_TEXT(db_migrate(&c), NULL);
    db_serve(c.db, 2);
    at.h.db = c.db;
    CHECK_TEXT(db_write(&c, fill_office, NULL), NULL);
    if (test_failed) return 1;
    attack_as(&at, ASKER); /* R8: who does not read answers, and who reads those of others */
    page(now_id, "", 403);
    attack_as(&at, ELSEWHERE);
    page(now_id, "", 403);
    attack_as(&at, RESEARCHER);
    page(999999, "", 404);
    check_sampled();
    check_before();
    check_opt_in();
    db_close(c.db);
    arena_close(c.a);
    return test_failed;
}
