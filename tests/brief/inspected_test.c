/* What a brief takes up of inspections: their share of false completions from the instant on at
 * which the round was closed, in its scope only; until then it says that this is not known. */
#include "brief/figures.h"

#include "../inspect/round.h"

static BriefAsk ask(const Ctx *c, int64_t unit, const char *kind, const char *day) {
    const BriefKind *k = brief_kind(kind);
    return (BriefAsk){k, period_of(c->a, k, day), unit, c->now, c->today};
}

static bool says(const BriefLine *l, const char *part) {
    for (; l; l = l->next)
        if (strstr(l->text, part)) return true;
    return false;
}

/* Every fifth false; when only `seen` of them can be inspected. */
static void find_all(Ctx *c, const Inspection *i, int seen) {
    int k = 0;
    for (const Finding *f = finding_list(c, i->id); f; f = f->next, k++)
        CHECK_TEXT(round_find(c, f, k >= seen ? "unseen" : k % 5 ? "true" : "false"), NULL);
}

static void check_open(Ctx *c) {
    const BriefAsk      q = ask(c, PROVINCE, "month", "2026-02-10");
    const BriefFigures *f = brief_figures(c, &q);
    const BriefWords    w = brief_words(c, f, NULL);
    CHECK(f->rounds == 0);
    CHECK(says(w.unknown, tr(c, "brief.unknown.true")) && !says(w.sure, "ước tính"));
}

/* The figures are those of the page of the round. */
static void check_closed(Ctx *c, const Inspection *i) {
    const InspectionResult r = inspection_result(c, i);
    const BriefAsk         q = ask(c, PROVINCE, "month", "2026-02-10");
    const BriefFigures    *f = brief_figures(c, &q);
    const BriefWords       w = brief_words(c, f, NULL);
    CHECK(f->rounds == 1 && f->round[0].id == i->id && f->round[0].seen == 15 &&
          f->round[0].n == 35 && !f->round[0].known);
    CHECK_NEAR(f->round[0].share, r.all.share.value);
    CHECK(f->round[0].low == r.all.share.lo && f->round[0].high == r.all.share.hi);
    CHECK(f->round[0].low < f->round[0].share && f->round[0].share < f->round[0].high);
    CHECK(says(w.sure, text_percent(c, r.all.share.value, 1)));
    CHECK(says(w.sure, text_percent(c, r.all.share.lo, 1)));
    CHECK(says(w.sure, text_percent(c, r.all.share.hi, 1)) && says(w.sure, "15 việc"));
    CHECK(!says(w.unknown, tr(c, "brief.unknown.true")));
    CHECK(strstr(brief_figures_file(c, f).p, "\"inspected\":15,") != NULL);
}

/* Neither a moment before, nor of other days, nor beneath. */
static void check_others(Ctx *c, const Inspection *i) {
    BriefAsk q = ask(c, PROVINCE, "month", "2026-02-10");
    q.known = i->ended - 1;
    CHECK(brief_figures(c, &q)->rounds == 0);
    q = ask(c, PROVINCE, "month", "2025-12-10");
    CHECK(brief_figures(c, &q)->rounds == 0);
    q = ask(c, DISTRICT, "month", "2026-02-10");
    CHECK(brief_figures(c, &q)->rounds == 0);
    q = ask(c, PROVINCE, "week", c->today); /* on one of its days it was closed */
    CHECK(brief_figures(c, &q)->rounds == 1);
}

static void check_few(Ctx *c) {
    const Inspection *i = round_drawn(c, 8);
    c->now += 1000;
    find_all(c, i, 3);
    CHECK_TEXT(inspection_close(c, inspection_get(c, i->id), "Không đủ"), NULL);
    const BriefAsk      q = ask(c, PROVINCE, "month", "2026-02-10");
    const BriefFigures *f = brief_figures(c, &q);
    CHECK(f->rounds == 2 && f->round[0].id == i->id && isnan(f->round[0].share)); /* latest first */
    CHECK(says(brief_words(c, f, NULL).sure, "quá ít để ước tính"));
    CHECK(strstr(brief_figures_file(c, f).p, "\"share\":null") != NULL);
}

int main(void) {
    Ctx c = test_open();
    crypt_start();
    round_office(&c);
    c.who = INSPECTOR;
    const Inspection *i = round_drawn(&c, 7);
    find_all(&c, i, 15);
    check_open(&c);
    c.now += 1000;
    CHECK_TEXT(inspection_close(&c, inspection_get(&c, i->id), "Phần lớn đúng"), NULL);
    i = inspection_get(&c, i->id);
    check_closed(&c, i);
    check_others(&c, i);
    check_few(&c);
    return test_close(&c);
}
