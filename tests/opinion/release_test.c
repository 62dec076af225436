/* release_test.c - results on their way to the public: the gate of eleven items, the second
 * person, the announced day, editions that nothing changes, figures that carry their error. */
#include "drawn.h"

#include "config/config.h"

static int64_t before, later, quota, id;
static const char *mark;

static Err fill(Ctx *c, void *arg) {
    (void)arg;
    field_set_up(c);
    office_staff(c, 31, OFFICE, PROVINCE, "researcher", "Đỗ Thị Thứ Hai");
    drawn_units(c);
    CHECK_TEXT(config_set(c, "office.name", "0001-01-01", "Ban </script> & Co"), NULL);
    int64_t version = field_version(c, drawn_form);
    before = drawn_survey(c, version, 0)->id;
    c->who = RESEARCHER;
    CHECK_TEXT(survey_close(c, before), NULL);
    later = drawn_survey(c, version, 30)->id;
    c->who = RESEARCHER;
    Survey *s = field_survey(c, version, "open");
    quota = s->id;
    for (int i = 0; i < 60; i++) drawn_send(c, s, NULL, drawn_answer(c, i % 7, 5000 + i, 0));
    c->who = RESEARCHER;
    return NULL;
}

static ReleaseTable two = {"muc", "district", NULL}, one = {"y_kien", "", &two};

static Release words(Ctx *c) {
    Release r = *release_get(c, id);
    r.title = "=Kết quả </script><b>";
    r.summary = "Đa số <i>hài lòng</i>";
    r.tables = &one;
    for (int i = 0; i < RELEASE_ITEMS; i++)
        r.item[i] = release_items[i].filled ? "" : arena_print(c->a, "Lời %d <u>", i);
    return r;
}

static Err write_it(Ctx *c, void *arg) {
    (void)arg;
    c->who = ASKER;
    CHECK_TEXT(release_add(c, survey_get(c, later), &id), "http.forbidden");
    c->who = RESEARCHER;
    CHECK_TEXT(release_add(c, survey_get(c, later), &id), NULL);
    const Release *was = release_get(c, id);
    Release        r = words(c);
    r.title = " ";
    CHECK_TEXT(release_write(c, was, &r), "release.title.missing");
    r = words(c);
    char *much = arena_take(c->a, RELEASE_TEXT_MAX + 2);
    memset(much, 'a', RELEASE_TEXT_MAX + 1);
    r.item[3] = much;
    CHECK_TEXT(release_write(c, was, &r), "release.population.long");
    r = words(c);
    r.earlier = later;
    CHECK_TEXT(release_write(c, was, &r), "release.earlier.other");
    r.earlier = before;
    CHECK_TEXT(release_write(c, was, &r), NULL);
    c->who = LEADER;
    CHECK(!release_sees(c, release_get(c, id)));
    CHECK_TEXT(release_write(c, was, &r), "http.forbidden");
    return NULL;
}

/* (3): without any one of the eleven nothing leaves. */
static Err gate(Ctx *c, void *arg) {
    (void)arg;
    ReleaseEdition made;
    c->who = RESEARCHER;
    CHECK_TEXT(release_send(c, release_get(c, id), &(ReleaseEdition){0}), "release.survey.open");
    CHECK_TEXT(survey_close(c, later), NULL);
    int typed = 0;
    for (int i = 0; i < RELEASE_ITEMS; i++) {
        Release r = words(c);
        if (release_items[i].filled) continue;
        r.item[i] = " ";
        r.earlier = before;
        CHECK_TEXT(release_write(c, release_get(c, id), &r), NULL);
        CHECK_TEXT(release_ready(c, release_get(c, id), survey_get(c, later)),
                   release_items[i].missing);
        CHECK(strcmp(tr(c, release_items[i].missing), release_items[i].missing) != 0);
        typed++;
    }
    CHECK(typed == 7);
    Release r = words(c);
    r.tables = NULL;
    CHECK_TEXT(release_write(c, release_get(c, id), &r), NULL);
    CHECK_TEXT(release_ready(c, release_get(c, id), survey_get(c, later)), "release.table.none");
    ReleaseTable gone = {"khong_co", "", NULL}, odd = {"muc", "tuoi", NULL};
    r.tables = &gone;
    CHECK_TEXT(release_write(c, release_get(c, id), &r), NULL);
    CHECK_TEXT(release_make(c, release_get(c, id), &made), "release.table.missing");
    r.tables = &odd;
    CHECK_TEXT(release_write(c, release_get(c, id), &r), NULL);
    CHECK_TEXT(release_make(c, release_get(c, id), &made), "release.table.missing");
    r = words(c);
    r.earlier = before;
    CHECK_TEXT(release_write(c, release_get(c, id), &r), NULL);
    return NULL;
}

static int count(const char *text, const char *what) {
    int n = 0;
    for (; (text = strstr(text, what)); text += strlen(what)) n++;
    return n;
}

/* R6: each observation of a drawn sample has its margin; what was typed stays text. */
static Err made(Ctx *c, void *arg) {
    (void)arg;
    ReleaseEdition e, again;
    CHECK_TEXT(release_make(c, release_get(c, id), &e), NULL);
    int n = count(e.data, "\"@type\":\"Observation\"");
    CHECK(n > 10 && count(e.data, "\"marginOfError\"") == n);
    CHECK(count(e.data, "\"n\",\"value\"") == n);
    CHECK(!strstr(e.data, "</script>") && !strstr(e.page, "<b>") && !strstr(e.page, "<u>"));
    CHECK(strstr(e.page, "id=\"method\"") && count(e.page, "<dt>") == 11 + 2);
    CHECK(strstr(e.page, "tăng") != NULL); /* thirty more of a hundred are content */
    CHECK(strstr(e.page, "Kém") && strstr(e.page, "Đa số"));
    CHECK(strstr(e.figures, "\"Mẫu chọn theo xác suất\"") != NULL);
    CHECK(count(e.figures, "\n") == 1 + 2 + 4 * 3); /* head, two answers, four of three groups */
    c->now += 1000;
    CHECK_TEXT(release_make(c, release_get(c, id), &again), NULL);
    CHECK_TEXT(again.mark, e.mark);
    again.figures = "other";
    CHECK(strcmp(release_mark(c, &again), e.mark) != 0);
    return NULL;
}

/* R6: who was not drawn has no margin, and the label goes along. */
static Err unsampled(Ctx *c, void *arg) {
    (void)arg;
    int64_t        own = id;
    ReleaseEdition e;
    c->who = RESEARCHER;
    CHECK_TEXT(release_add(c, survey_get(c, quota), &id), NULL);
    Release r = words(c);
    CHECK_TEXT(release_write(c, release_get(c, id), &r), NULL);
    CHECK_TEXT(release_make(c, release_get(c, id), &e), "release.table.missing"); /* no areas */
    ReleaseTable alone = {"muc", "gioi", NULL};
    r.tables = &alone;
    CHECK_TEXT(release_write(c, release_get(c, id), &r), NULL);
    CHECK_TEXT(release_make(c, release_get(c, id), &e), NULL);
    CHECK(count(e.data, "Observation") > 0 && count(e.data, "marginOfError") == 0);
    CHECK(strstr(e.page, tr(c, "opinion.optin")) && strstr(e.figures, tr(c, "opinion.optin")));
    CHECK(strstr(e.data, tr(c, "opinion.optin")) != NULL);
    id = own;
    return NULL;
}

/* (2) */
static Err announce(Ctx *c, void *arg) {
    (void)arg;
    c->who = RESEARCHER;
    const Release *r = release_get(c, id);
    CHECK_TEXT(release_announce(c, r, NULL, ""), "release.due.missing");
    CHECK_TEXT(release_announce(c, r, c->today, ""), "release.due.early");
    CHECK_TEXT(release_announce(c, r, day_add(c->a, c->today, 400), ""), "release.due.late");
    CHECK(!release_at(c, r->address));
    CHECK_TEXT(release_announce(c, r, day_add(c->a, c->today, 5), ""), NULL);
    CHECK(release_at(c, r->address) && release_told_count(c) == 1);
    r = release_get(c, id);
    CHECK_TEXT(release_announce(c, r, day_add(c->a, c->today, 7), ""), "release.moved.missing");
    CHECK_TEXT(release_announce(c, r, day_add(c->a, c->today, 7), "Bão"), NULL);
    const ReleaseEvent *e = release_events(c, id);
    CHECK(e && e->next && !e->next->next);
    CHECK_TEXT(e->what, "announced");
    CHECK_TEXT(e->next->reason, "Bão");
    return NULL;
}

/* (4), (5) */
static Err approve(Ctx *c, void *arg) {
    (void)arg;
    ReleaseEdition made;
    c->who = RESEARCHER;
    CHECK_TEXT(release_make(c, release_get(c, id), &made), NULL);
    CHECK_TEXT(release_publish(c, release_get(c, id)), "release.stage.other");
    CHECK_TEXT(release_send(c, release_get(c, id), &made), NULL);
    mark = made.mark;
    CHECK_TEXT(release_approve(c, release_get(c, id)), "release.approver.self");
    c->who = LEAD;
    CHECK_TEXT(release_approve(c, release_get(c, id)), "http.forbidden");
    c->who = LEADER;
    CHECK(release_waiting(c) && release_sees(c, release_get(c, id)));
    CHECK_TEXT(release_back(c, release_get(c, id), ""), "release.remark.missing");
    CHECK_TEXT(release_back(c, release_get(c, id), "Rõ hơn"), NULL);
    CHECK(!release_draft(c, id));
    c->who = 31; /* another sends it: neither who began nor who sent approves */
    CHECK_TEXT(release_send(c, release_get(c, id), &made), NULL);
    CHECK_TEXT(release_approve(c, release_get(c, id)), "release.approver.self");
    c->who = LEADER;
    CHECK_TEXT(release_approve(c, release_get(c, id)), NULL);
    CHECK_TEXT(release_publish(c, release_get(c, id)), "release.due.ahead");
    CHECK(!release_edition(c, id, 0));
    c->today = day_add(c->a, c->today, 7);
    CHECK_TEXT(release_publish(c, release_get(c, id)), NULL);
    const ReleaseEdition *e = release_edition(c, id, 0);
    CHECK(e && e->number == 1 && e->published);
    if (e) CHECK_TEXT(release_mark(c, e), mark);
    return NULL;
}

/* (6): the first edition stays as it was, and the second holds its mark. */
static Err correct(Ctx *c, void *arg) {
    (void)arg;
    ReleaseEdition made;
    c->who = RESEARCHER;
    const Release *was = release_get(c, id);
    Release        is = *was;
    is.title = "Khác";
    CHECK_TEXT(release_write(c, was, &is), "release.stage.other");
    CHECK_TEXT(release_announce(c, was, day_add(c->a, c->today, 3), "x"), "release.stage.other");
    CHECK_TEXT(release_correct(c, was, ""), "release.correction.missing");
    CHECK_TEXT(release_correct(c, was, "Sai tên"), NULL);
    CHECK_TEXT(release_write(c, release_get(c, id), &is), NULL);
    CHECK_TEXT(release_make(c, release_get(c, id), &made), NULL);
    CHECK_TEXT(release_send(c, release_get(c, id), &made), NULL);
    CHECK(release_edition(c, id, 0)->number == 1); /* until it is approved and published */
    c->who = LEADER;
    CHECK_TEXT(release_approve(c, release_get(c, id)), NULL);
    CHECK_TEXT(release_publish(c, release_get(c, id)), NULL);
    const ReleaseEdition *one_ = release_edition(c, id, 1), *two_ = release_edition(c, id, 2);
    CHECK(one_ && two_ && strcmp(two_->before, mark) == 0 && strcmp(one_->mark, mark) == 0);
    if (one_) CHECK_TEXT(release_mark(c, one_), mark);
    CHECK_TEXT(release_withdraw(c, release_get(c, id), " "), "release.reason.missing");
    CHECK_TEXT(release_withdraw(c, release_get(c, id), "Dữ liệu sai"), NULL);
    CHECK_TEXT(release_withdraw(c, release_get(c, id), "x"), "release.stage.other");
    CHECK(release_at(c, release_get(c, id)->address) && release_edition(c, id, 2));
    const ReleaseEvent *e = release_events(c, id);
    int                 n = 0;
    for (const char *last = ""; e; last = e->what, e = e->next, n++)
        if (!e->next) CHECK(strcmp(e->what, "withdrawn") == 0 && strcmp(last, "corrected") == 0);
    CHECK(n == 5);
    return NULL;
}

int main(void) {
    Ctx c = test_open();
    Err (*const steps[])(Ctx *, void *) = {fill, write_it, gate, made, unsampled, announce,
                                           approve, correct};
    for (size_t i = 0; i < sizeof steps / sizeof *steps && !test_failed; i++)
        CHECK_TEXT(steps[i](&c, NULL), NULL);
    return test_close(&c);
}
