/* draw_test.c - how many of each stratum, and which: by hand, again, fairly. */
#include "round.h"

static Stratum strata[6];

static SampleFrame frame(Ctx *c, const int64_t *n, int k) {
    SampleFrame f = {.stratum = strata, .strata = k};
    for (int h = 0; h < k; h++) {
        strata[h] = (Stratum){.name = arena_print(c->a, "Tầng \"%d\"", h + 1), .n = n[h]};
        f.n += n[h];
    }
    f.row = arena_take(c->a, (size_t)f.n * sizeof *f.row);
    for (int64_t i = 0, h = 0, left = n[0]; i < f.n; i++, left--) {
        while (!left) left = n[++h];
        f.row[i] = (FrameRow){100 + i, h + 1, (int)h, "2026-02-01"};
    }
    return f;
}

static void takes(SampleFrame *f, int64_t a, int64_t b, int64_t d) {
    CHECK(f->stratum[0].take == a && f->stratum[1].take == b && f->stratum[2].take == d);
    if (f->stratum[0].take != a || f->stratum[1].take != b || f->stratum[2].take != d)
        fprintf(stderr, "took %d %d %d\n", (int)f->stratum[0].take, (int)f->stratum[1].take,
                (int)f->stratum[2].take);
}

/* 60, 30 and 10 tasks; 20 to be drawn. */
static void check_allocation(Ctx c) {
    SampleFrame f = frame(&c, (const int64_t[]){60, 30, 10}, 3);
    frame_allocate(&f, 20, "proportional", 1);
    takes(&f, 12, 6, 2);
    frame_allocate(&f, 20, "proportional", 5);
    takes(&f, 10, 5, 5); /* what the least has taken is missed where most is due */
    frame_allocate(&f, 21, "equal", 1);
    takes(&f, 7, 7, 7);
    frame_allocate(&f, 36, "equal", 1);
    takes(&f, 13, 13, 10); /* the third is drawn whole */
    frame_allocate(&f, 5000, "proportional", 1);
    takes(&f, 60, 30, 10);
    frame_allocate(&f, 3, "proportional", 50);
    takes(&f, 50, 30, 10); /* the least comes first */
}

/* Cochran 1977, 5.2, by hand: W = .6 .3 .1, 1 - f = .8, p q = .09. */
static void check_precision(Ctx c) {
    SampleFrame f = frame(&c, (const int64_t[]){60, 30, 10}, 3);
    frame_allocate(&f, 20, "proportional", 1);
    CHECK_NEAR(frame_precision(&f, .1),
               1.96 * sqrt(.8 * .09 * (.36 / 12 + .09 / 6 + .01 / 2)));
    CHECK_NEAR(stratum_precision(&f.stratum[2], .5), 1.96 * sqrt(.8 * .25 / 2));
    f.stratum[0].take = 60;
    CHECK(stratum_precision(&f.stratum[0], .1) == 0);
}

/* Of a known seed this list, for ever: who drew it before must draw it again.  It was also drawn
 * by a program of 20 lines in another language, from the description in inspect.h. */
static void check_again(Ctx c) {
    SampleFrame f = frame(&c, (const int64_t[]){60, 30, 10}, 3);
    frame_allocate(&f, 8, "proportional", 2);
    static const int64_t want[] = {8, 47, 48, 59, 65, 77, 94, 99};
    int64_t *at = frame_draw(&c, &f, 20221014), *again = frame_draw(&c, &f, 20221014);
    int64_t *other = frame_draw(&c, &f, 20221015);
    bool     same = true;
    CHECK(frame_takes(&f) == 8);
    for (int i = 0; i < 8; i++) {
        CHECK(at[i] == again[i] && (!i || at[i] > at[i - 1]));
        if (at[i] != want[i]) fprintf(stderr, "%d: %d\n", i, (int)at[i]);
        CHECK(at[i] == want[i]);
        same = same && at[i] == other[i];
    }
    CHECK(!same);
    int n[3] = {0};
    for (int i = 0; i < 8; i++) n[f.row[at[i]].stratum]++;
    CHECK(n[0] == 4 && n[1] == 2 && n[2] == 2);
}

/* Each of ten comes as often: chi-squared of 9 degrees, 27.88 at one in a thousand. */
static void check_fair(Ctx c) {
    enum { TURNS = 20000 };
    SampleFrame f = frame(&c, (const int64_t[]){10}, 1);
    int64_t     n[10] = {0};
    double      chi = 0;
    f.stratum[0].take = 3;
    for (int64_t seed = 0; seed < TURNS; seed++) {
        Ctx      one = c;
        one.a = arena_open();
        int64_t *at = frame_draw(&one, &f, seed);
        for (int i = 0; i < 3; i++) n[at[i]]++;
        arena_close(one.a);
    }
    for (int i = 0; i < 10; i++) chi += pow((double)n[i] - TURNS * .3, 2) / (TURNS * .3);
    CHECK(chi < 27.88);
}

/* The file of a frame is read as it was written; one that was touched is not. */
static void check_file(Ctx c) {
    SampleFrame f = frame(&c, (const int64_t[]){3, 2, 1}, 3), is;
    Bytes text = frame_text(&c, &f);
    CHECK_TEXT(frame_parse(&c, text, &is), NULL);
    CHECK(is.n == 6 && is.strata == 3);
    CHECK_TEXT(is.stratum[1].name, "Tầng \"2\"");
    Bytes again = frame_text(&c, &is);
    CHECK(again.n == text.n && memcmp(again.p, text.p, text.n) == 0);
    static const struct { const char *text; Err want; } bad[] = {
        {"place,task,stratum,unit\n1,2,a,3\n", "frame.file.form"},
        {"place,task,stratum,unit,day\n", "frame.file.form"},
        {"place,task,stratum,unit,day\n1,-2,a,3,2026-01-01\n", "frame.file.form"},
        {"place,task,stratum,unit,day\n1,2,a,3,2026-02-30\n", "frame.file.form"},
        {"place,task,stratum,unit,day\n1,2,,3,2026-01-01\n", "frame.file.form"},
        {"place,task,stratum,unit,day\n2,2,a,3,2026-01-01\n", "frame.file.order"},
        {"place,task,stratum,unit,day\n1,2,a,3,2026-01-01\n2,3,b,3,2026-01-01\n"
         "3,4,a,3,2026-01-01\n", "frame.file.order"},
        {"", "file.csv.empty"}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK_TEXT(frame_parse(&c, (Bytes){bad[i].text, strlen(bad[i].text)}, &is), bad[i].want);
}

int main(void) {
    Ctx c = {.a = arena_open(), .today = "2026-03-01"};
    crypt_start();
    check_allocation(c);
    check_precision(c);
    check_again(c);
    check_fair(c);
    check_file(c);
    for (int i = 0; i < 100; i++) CHECK(seed_new() >= 0 && seed_new() <= SEED_MAX);
    arena_close(c.a);
    return test_failed;
}
