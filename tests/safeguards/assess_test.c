/* assess_test.c - rule R8 of /method/safeguards where units are judged: what is counted are
 * tasks; no result of a survey, no opinion and no person gets in, by whatever door. */
#include "../work/attack.h"

#include "inspect/inspect.h"

/* What somebody might like to weigh, by the names that a form could send. */
static const char *const others[] = {
    "opinion", "survey", "satisfaction", "trust", "support", "agree", "answer", "respondent",
    "staff", "person", "answerable", "lead_staff", "login", "article", "campaign", "quiz",
    "outcome", "IN_TIME", "in_time ", "in time", "", "1", "late,opinion", NULL};

static void the_function(void) {
    Formula f = formula_blank();
    for (const char *const *s = others; *s; s++) {
        CHECK(indicator_of(*s) == -1);
        CHECK_TEXT(formula_weigh(&f, *s, 10), "formula.indicator.other");
    }
    CHECK(indicator_of(NULL) == -1);
    for (int i = 0; i < INDICATORS; i++) CHECK(indicator_of(indicator_names[i]) == i);
    CHECK(INDICATORS == 7); /* one more has to be looked at here first */
}

/* A form that was made by hand, with a weight for something else beside good ones. */
static void the_form(Attacker *at) {
    Ctx *c = at->c;
    for (const char *const *s = others; *s; s++) {
        Arena *a = arena_open();
        if (strchr(*s, ' ')) continue;
        struct Reply r = attack_ask(at, a, "POST", "/assess/formula/new", arena_print(a,
            "name=F&since=2026-04-01&source=Q&least=5&weight.in_time=60&weight.%s=40", *s));
        CHECK(r.status == 422 || r.status == 400);
        arena_close(a);
    }
    int64_t n = -1;
    CHECK(!db_run_int(c, &n, "SELECT count(*) FROM formula", NULL, 0) && n == 0);
    Arena *a = arena_open();
    struct Reply r = attack_ask(at, a, "POST", "/assess/formula/new",
                                "name=F&since=2026-04-01&source=Q&least=5&weight.in_time=60");
    CHECK(r.status == 303);
    arena_close(a);
    CHECK(!db_run_int(c, &n, "SELECT count(*) FROM formula", NULL, 0) && n == 1);
}

static Err put_weight(Ctx *c, const char *indicator) {
    return db_exec(c, "INSERT INTO formula_weight (formula, indicator, points) VALUES (1, $1, 5)",
                   V(indicator));
}

/* Past the program, with the hands of who owns the database: the table refuses. */
static void the_table(void) {
    Ctx c = test_open();
    CHECK_TEXT(db_exec(&c, "INSERT INTO formula (id, since, name, source, least, at, who) VALUES"
                           " (1, '2026-01-01', 'F', 'Q', 5, 0, $1)", V(0)), NULL);
    CHECK_TEXT(put_weight(&c, "late"), NULL);
    if (!getenv("TEST_DB")) CHECK_FATAL(!put_weight(&c, "opinion")); /* which a fork cannot share */
    test_close(&c);
}

int main(void) {
    Ctx      c;
    Attacker at = attack_open(&c, "assess_test.db");
    attack_as(&at, ALMIGHTY);
    the_function();
    the_form(&at);
    db_close(c.db);
    arena_close(c.a);
    the_table();
    return test_failed;
}
