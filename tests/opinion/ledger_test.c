/* ledger_test.c - an attacker who keeps every table that was published. */
#include "../survey/field.h"

#include "opinion/opinion.h"

static Survey *survey;

typedef struct Made { PollItem item; PollTable t; PollGroup group[8]; PollCell cell[40];
                      const char *answer[8]; } Made;

/* people[groups][answers], everybody left out; hidden: their places, everybody's row first. */
static Made *make(Ctx *c, const char *name, PollKind kind, int groups, int answers,
                  const int *people, const char *hidden) {
    static const char *const words[] = {"một", "hai", "ba", "bốn", "năm", "sáu"};
    Made *m = arena_new(c->a, Made);
    m->item = (PollItem){.name = name, .kind = kind};
    m->t = (PollTable){.item = &m->item, .groups = groups + 1, .answers = answers,
                       .group = m->group, .cell = m->cell, .answer = m->answer};
    m->group[0].name = "Tất cả";
    for (int k = 0; k < answers; k++) m->answer[k] = words[k];
    for (int g = 1; g <= groups; g++) m->group[g].name = words[g - 1];
    for (int i = 0; i < groups * answers; i++) {
        m->cell[answers + i].people = people[i];
        m->cell[i % answers].people += people[i];
        m->group[1 + i / answers].n += people[i];
        m->group[0].n += people[i];
    }
    for (int i = 0; i < (groups + 1) * answers; i++)
        m->cell[i].shown = hidden[i] == 'x' ? HIDDEN_BESIDE : SHOWN;
    return m;
}

static Err check(Ctx *c, const Made *m, const char *by) {
    Stats st = {.a = c->a};
    return ledger_check(c, &st, survey, &(LedgerEntry){&m->t, by}, 1);
}

static void publish(Ctx *c, const Made *m, const char *by) {
    CHECK_TEXT(check(c, m, by), NULL);
    CHECK_TEXT(ledger_put(c, survey, &(LedgerEntry){&m->t, by}, 1), NULL);
}

static void forget(Ctx *c) {
    CHECK_TEXT(db_exec(c, "DELETE FROM ledger_table"), NULL);
}

/* Everybody's 93 is hidden beside the 3; by itself the next table shows it. */
static void everybody(Ctx *c) {
    static const int v[] = {3, 40, 50}, all[] = {93};
    publish(c, make(c, "q1", POLL_MANY, 3, 1, v, "xx.."), "district");
    Made *m = make(c, "q1", POLL_MANY, 1, 1, all, "..");
    m->t.groups = 1;
    CHECK_TEXT(check(c, m, NULL), "ledger.found");
    m->cell[0].shown = HIDDEN_BESIDE;
    CHECK_TEXT(check(c, m, NULL), NULL);
    forget(c);
    m->cell[0].shown = SHOWN;
    publish(c, m, NULL); /* and the other way round */
    CHECK_TEXT(check(c, make(c, "q1", POLL_MANY, 3, 1, v, "xx.."), "district"), "ledger.found");
    CHECK_TEXT(check(c, make(c, "q1", POLL_MANY, 3, 1, v, ".xx."), "district"), NULL);
    forget(c);
}

/* q2 in the groups of q1 hides the 4 with three others; q1 in those of q2 hides other three. */
static void turned(Ctx *c) {
    static const int v[] = {4, 40, 30,  50, 60, 70,  45, 35, 65};
    static const int w[] = {4, 50, 45,  40, 60, 35,  30, 70, 65};
    publish(c, make(c, "q2", POLL_ONE, 3, 3, v, "...xx.xx...."), "q1");
    CHECK_TEXT(check(c, make(c, "q1", POLL_ONE, 3, 3, w, "...xx.xx...."), "q2"), NULL);
    CHECK_TEXT(check(c, make(c, "q1", POLL_ONE, 3, 3, w, "...x.x...x.x"), "q2"), "ledger.found");
    forget(c);
}

/* The same with three people more: what they said is the difference; with thirty more it is not. */
static void later(Ctx *c) {
    static const int v[] = {40, 50, 60, 70}, three[] = {42, 51, 60, 70}, many[] = {60, 80, 90, 99};
    static const int one[] = {49, 50, 51, 70};
    publish(c, make(c, "q3", POLL_ONE, 2, 2, v, "......"), "district");
    CHECK_TEXT(check(c, make(c, "q3", POLL_ONE, 2, 2, v, "......"), "district"), NULL);
    CHECK_TEXT(check(c, make(c, "q3", POLL_ONE, 2, 2, three, "......"), "district"),
               "ledger.later");
    CHECK_TEXT(check(c, make(c, "q3", POLL_ONE, 2, 2, many, "......"), "district"), NULL);
    CHECK_TEXT(check(c, make(c, "q3", POLL_ONE, 2, 2, one, "......"), "q9"), NULL);
    forget(c);
}

/* A table that does not hide well by itself is found too. */
static void alone(Ctx *c) {
    static const int v[] = {3, 40, 50, 60};
    CHECK_TEXT(check(c, make(c, "q4", POLL_ONE, 2, 2, v, "..xx.."), NULL), "ledger.found");
}

int main(void) {
    Ctx c = test_open();
    field_set_up(&c);
    survey = field_survey(&c, field_version(&c, FIELD_FORM("1", "", "")), "interview");
    everybody(&c);
    turned(&c);
    later(&c);
    alone(&c);
    return test_close(&c);
}
