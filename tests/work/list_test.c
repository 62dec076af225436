/* list_test.c - every filter against a plain count over all rows, for everybody
 * who may see a part of them; and how the main lists are found. */
#include "work/many.h"

#include "text/text.h"

enum { TASKS = 400, TRIALS = 400 };

typedef struct Plain { /* a task as the plain count sees it */
    int64_t id, lead, issuer, answerable, lead_staff, document, changed, partner[8];
    int     partners;
    const char *due, *issued, *stage, *end, *work;
    bool    urgent, returned, asked, watched[20];
} Plain;

static Plain all[TASKS];
static int   count;

static const char *plain_text(Rows *q, int col) {
    const char *s = row_text(q, col);
    return s ? s : "";
}

static void load(Ctx *c) {
    Rows q = db_query(c, "SELECT id, lead, issuer, answerable, lead_staff, document, changed, due,"
                         " issued, stage, COALESCE(reported, done), work, urgent, returned, asked"
                         " FROM task ORDER BY id");
    for (count = 0; db_next(&q); count++)
        all[count] = (Plain){
            .id = row_int(&q, 0), .lead = row_int(&q, 1), .issuer = row_int(&q, 2),
            .answerable = row_int(&q, 3), .lead_staff = row_int(&q, 4), .document = row_int(&q, 5),
            .changed = row_int(&q, 6), .due = plain_text(&q, 7), .issued = plain_text(&q, 8),
            .stage = row_text(&q, 9), .end = row_text(&q, 10), .work = row_text(&q, 11),
            .urgent = row_int(&q, 12), .returned = row_int(&q, 13), .asked = row_int(&q, 14)};
    for (int i = 0; i < count; i++) {
        q = db_query(c, "SELECT unit FROM task_partner WHERE task = $1", V(all[i].id));
        while (db_next(&q)) all[i].partner[all[i].partners++] = row_int(&q, 0);
        q = db_query(c, "SELECT staff FROM task_watch WHERE task = $1", V(all[i].id));
        while (db_next(&q)) all[i].watched[row_int(&q, 0)] = true;
    }
}

static bool under(int64_t unit, int64_t top) {
    static const int parent[] = {[OFFICE] = PROVINCE, [DISTRICT] = PROVINCE, [OTHER] = PROVINCE,
                                 [COMMUNE] = DISTRICT, [COMMUNE2] = DISTRICT, [14] = OTHER};
    while (unit && unit != top) unit = parent[unit];
    return unit != 0;
}

static bool sees(const Sight *s, const Plain *t) {
    bool ok = s->all;
    for (int i = 0; i < SIGHT_UNITS && !ok; i++) {
        if (!s->view[i]) continue;
        ok = under(t->lead, s->view[i]) || under(t->issuer, s->view[i]);
        for (int j = 0; j < t->partners; j++) ok = ok || under(t->partner[j], s->view[i]);
    }
    if (!ok || strcmp(t->stage, "draft") != 0 || s->drafts) return ok;
    for (int i = 0; i < SIGHT_UNITS; i++)
        if (s->draft[i] && under(t->issuer, s->draft[i])) return true;
    return false;
}

static TaskState state_on(const Ctx *c, const Plain *t) {
    return task_state(t->stage, *t->due ? t->due : NULL, t->end, c->today);
}

static bool means(const Ctx *c, const TaskFilter *f, const Plain *t) {
    unsigned on = 1u << state_on(c, t) | (t->returned ? LIST_RETURNED : 0) |
                  (t->asked ? LIST_ASKED : 0) |
                  (strcmp(t->stage, "reported") == 0 ? LIST_WAITING : 0);
    return (!f->states || f->states & on) &&
           (!f->unit || (f->alone ? t->lead == f->unit : under(t->lead, f->unit))) &&
           (!f->issuer || t->issuer == f->issuer) &&
           (!f->answerable || t->answerable == f->answerable) &&
           (!f->document || t->document == f->document) &&
           (!*f->due_from || (*t->due && strcmp(t->due, f->due_from) >= 0)) &&
           (!*f->due_to || (*t->due && strcmp(t->due, f->due_to) <= 0)) &&
           (!*f->issued_from || (*t->issued && strcmp(t->issued, f->issued_from) >= 0)) &&
           (!*f->issued_to || (*t->issued && strcmp(t->issued, f->issued_to) <= 0)) &&
           (!f->urgent || t->urgent) && (!f->watched || t->watched[c->who]) &&
           (!f->mine || t->answerable == c->who || t->lead_staff == c->who) &&
           (!*f->q || strstr(t->work, f->q));
}

/* A sees-before-B in the order asked for? */
static bool in_order(const TaskFilter *f, const TaskRow *a, const TaskRow *b) {
    const char *x = a->due ? a->due : "9999", *y = b->due ? b->due : "9999";
    switch (list_order(f)) {
    case LIST_DUE:      return strcmp(x, y) < 0 || (strcmp(x, y) == 0 && a->id < b->id);
    case LIST_DUE_LAST: return strcmp(x, y) > 0 || (strcmp(x, y) == 0 && a->id > b->id);
    case LIST_CHANGED:  return a->changed > b->changed ||
                               (a->changed == b->changed && a->id > b->id);
    default:            return true;
    }
}

/* All pages of the list hold just the tasks that the plain count finds. */
static void compare(Ctx *c, const Sight *s, TaskFilter f, const char *what) {
    bool    found[TASKS] = {false};
    int64_t want = 0, got = 0, by_state[TASK_STATES] = {0};
    TaskRow last = {0};
    TaskFilter any = f;
    any.states = 0;
    for (int i = 0; i < count; i++) {
        want += sees(s, &all[i]) && means(c, &f, &all[i]);
        if (sees(s, &all[i]) && means(c, &any, &all[i])) by_state[state_on(c, &all[i])]++;
    }
    for (f.page = 1;; f.page++) {
        const TaskList *l = list_tasks(c, s, &f);
        if (l->total != want) CHECK_TEXT(what, "the total is that of the plain count");
        for (int i = 0; i < TASK_STATES; i++) CHECK(l->by_state[i] == by_state[i]);
        for (int i = 0; i < l->n; i++) {
            const TaskRow *r = &l->row[i];
            int at = (int)(r->id - all[0].id);
            bool good = at >= 0 && at < count && !found[at] && sees(s, &all[at]) &&
                        means(c, &f, &all[at]) && r->state == state_on(c, &all[at]);
            if (!good) CHECK_TEXT(what, "each row belongs to it, once");
            else found[at] = true;
            if (last.id && !in_order(&f, &last, r)) CHECK_TEXT(what, "the rows are in order");
            last = *r;
        }
        got += l->n;
        if (!l->n) break;
    }
    if (got != want) CHECK_TEXT(what, "the pages hold all rows");
}

static const Sight sights[] = {
    {.all = true, .drafts = true},
    {.all = true},
    {.all = true, .draft = {DISTRICT}},
    {.view = {DISTRICT}, .draft = {DISTRICT}},
    {.view = {DISTRICT}},
    {.view = {COMMUNE}},
    {.view = {COMMUNE2, OTHER}},
    {.view = {0}},
};

static const char *one_condition(Ctx *c, int which) {
    static const char *const words[] = {"Tuyên", "dư luận", "nghị quyết"};
    const char *day = day_add(c->a, c->today, many_any(80) - 40);
    static const int units[] = {PROVINCE, OFFICE, DISTRICT, OTHER, COMMUNE, 14, 999};
    switch (which) {
    case 0:  return arena_print(c->a, "state=%s", list_states[many_any(LIST_STATES)]);
    case 1:  return arena_print(c->a, "state=%s,%s", list_states[many_any(LIST_STATES)],
                                list_states[many_any(LIST_STATES)]);
    case 2:  return arena_print(c->a, "unit=%d", units[many_any(7)]);
    case 3:  return arena_print(c->a, "unit=%d&alone=1", units[many_any(7)]);
    case 4:  return arena_print(c->a, "issuer=%d", units[many_any(3)]);
    case 5:  return arena_print(c->a, "answerable=%d", LEADER + many_any(4));
    case 6:  return "document=901";
    case 7:  return arena_print(c->a, "due_from=%s", day);
    case 8:  return arena_print(c->a, "due_to=%s", day);
    case 9:  return arena_print(c->a, "issued_from=%s", day);
    case 10: return arena_print(c->a, "issued_to=%s", day);
    case 11: return "urgent=1";
    case 12: return "mine=1";
    case 13: return "watched=1";
    case 14: return arena_print(c->a, "q=%s", words[many_any(3)]);
    default: return "";
    }
}

/* "a=1&b=2" as the pairs that the server makes of it; a name that comes again is
 * left out. */
static const Pair *pairs(Ctx *c, const char *query) {
    Pair *first = NULL;
    for (const char *p = query; *p; ) {
        size_t n = strcspn(p, "&"), key = strcspn(p, "=&");
        const char *name = arena_part(c->a, p, key);
        bool twice = false;
        for (const Pair *x = first; x; x = x->next) twice = twice || !strcmp(x->name, name);
        if (n && !twice) {
            Pair *one = arena_new(c->a, Pair);
            *one = (Pair){name, arena_part(c->a, p + key + 1, n - key - 1), first};
            first = one;
        }
        p += n + (p[n] == '&');
    }
    return first;
}

static void by_chance(Ctx *c) {
    static const char *const orders[] = {"", "&order=due", "&order=-due", "&order=changed",
                                         "&order=unit"};
    for (int i = 0; i < 16 * 8; i++) { /* each condition alone, for everybody */
        TaskFilter f = list_filter(c, pairs(c, one_condition(c, i / 8)));
        CHECK_TEXT(f.wrong, NULL);
        compare(c, &sights[i % 8], f, list_query(c, &f));
    }
    for (int i = 0; i < TRIALS; i++) {
        const char *query = one_condition(c, many_any(16));
        for (int more = many_any(4); more; more--)
            query = arena_print(c->a, "%s&%s", query, one_condition(c, many_any(16)));
        query = arena_print(c->a, "%s%s", query, orders[many_any(5)]);
        TaskFilter f = list_filter(c, pairs(c, query));
        CHECK_TEXT(f.wrong, NULL);
        compare(c, &sights[many_any(8)], f, query);
    }
}

/* Whatever an address holds: a list, and what was not understood is named. */
static void hostile(Ctx *c) {
    static const struct { const char *query, *wrong, *printed; } cases[] = {
        {"state=overdue,late&order=-due", NULL, "state=overdue,late&order=-due"},
        {"state=", NULL, ""},
        {"state=burning", "state", ""},
        {"state=overdue,", NULL, "state=overdue"},
        {"state=,", "state", ""},
        {"unit=abc&urgent=1", "unit", "urgent=1"},
        {"unit=-1", "unit", ""},
        {"unit=0", "unit", ""},
        {"unit=9999999999999999999", "unit", ""},
        {"unit=999999999999999999", NULL, "unit=999999999999999999"},
        {"alone=1", NULL, ""},
        {"due_from=31/12/2025", NULL, "due_from=2025-12-31"},
        {"due_from=2025-02-30", "due_from", ""},
        {"due_to=' OR 1=1 --", "due_to", ""},
        {"q=' OR 1=1 --", NULL, "q=%27%20OR%201%3D1%20--"},
        {"q=\"*\" NEAR( AND", NULL, "q=%22%2A%22%20NEAR%28%20AND"},
        {"q=!!!", NULL, "q=%21%21%21"},
        {"page=0", "page", ""},
        {"page=99999999", NULL, ""},
        {"order=work", "order", ""},
        {"order=rank", NULL, "order=rank"},
        {"mine=yes", "mine", ""},
        {"document=7&nothing=1", NULL, "document=7"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        TaskFilter f = list_filter(c, pairs(c, cases[i].query));
        CHECK_TEXT(f.wrong, cases[i].wrong);
        CHECK_TEXT(list_query(c, &f), cases[i].printed);
        for (int s = 0; s < 8; s++) CHECK(list_tasks(c, &sights[s], &f) != NULL);
        for (const Link *l = list_words(c, "/task", &f); l; l = l->next) CHECK(*l->text);
    }
}

/* The main lists are read along an index and sort nothing. */
static void plans(Ctx *c) {
    static const char *const queries[] = {
        "", "order=due", "order=-due", "order=changed", "state=overdue", "state=soon",
        "state=running", "state=reported", "state=running,soon,overdue,reported,paused",
        "state=done&order=due", "state=late&order=-due", "state=paused&order=due",
        "state=returned", "state=asked", "state=late", "due_from=2026-01-01&order=due",
    };
    const Sight s = {.all = true, .drafts = true};
    if (db_is_postgres(c->db)) { /* few rows: it would rather scan */
        CHECK_TEXT(db_exec(c, "SET LOCAL enable_seqscan = off"), NULL);
        CHECK_TEXT(db_exec(c, "SET LOCAL enable_bitmapscan = off"), NULL);
        CHECK_TEXT(db_exec(c, "SET LOCAL enable_sort = off"), NULL);
        CHECK_TEXT(db_exec(c, "SET LOCAL plan_cache_mode = force_generic_plan"), NULL);
    }
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        TaskFilter f = list_filter(c, pairs(c, queries[i]));
        Val        v[30];
        for (int k = 0; k < 30; k++) v[k] = k == 1 || k == 2 || (k > 8 && k < 13) || k == 16 ||
                                            k == 27 ? val_text("2026-01-01") : val_int(1);
        v[7] = v[8] = v[14] = v[15] = val_int(0); /* not asked for, as lean statements want */
        v[16] = val_text("");
        const char *explain = db_is_postgres(c->db) ? "EXPLAIN" : "EXPLAIN QUERY PLAN";
        const char *sql = arena_print(c->a, "%s %s", explain, list_plan(c, &s, &f));
        Rows q = db_run_query(c, sql, v, 29);
        int  top = 0;
        while (db_next(&q)) {
            bool        pg = db_is_postgres(c->db);
            const char *line = row_text(&q, pg ? 0 : 3);
            /* Of the statement itself, not of the sets of units that it may ask for. */
            if (strstr(line, "on task t") || strstr(line, " t USING ")) top++;
            if (strstr(line, "TEMP B-TREE FOR ORDER") || strstr(line, "Seq Scan on task t") ||
                strcmp(line, "SCAN t") == 0 || (pg && strstr(line, "Sort ")))
                fprintf(stderr, "%s: %s\n", queries[i], line), test_failed = 1;
        }
        CHECK(top == 1);
    }
}

int main(void) {
    Ctx c = test_open();
    office_set_up(&c);
    many_document(&c);
    c.who = LEAD;
    for (int i = 0; i < TASKS; i++) many_task(&c, NULL);
    many_settle(&c);
    load(&c);
    CHECK(count == TASKS);
    by_chance(&c);
    hostile(&c);
    plans(&c);
    return test_close(&c);
}
