/* schema_test.c - what the tables of a live database may hold of people: rules R1, R2
 * and R8 of /method/safeguards.  The check itself is tried on tables that break it. */
#include "test.h"

#include "cli/cli.h"

/* Of persons, these columns and no others; "table.column". */
static const char *const known[] = {
    "staff.email", "staff.phone",           /* of the office's own people */
    "account.login", "login_failure.login", /* the latter as a hash, for 15 minutes */
    "session.device",                       /* of one's own log-in, shown to oneself */
    "document.signer",                      /* as printed on a public document */
    "dispatch.signer",                      /* as printed on a letter of the office */
    "evidence.address",                     /* where it can be seen on the web */
    "account_recovery.code",
    "survey.address",                       /* of its own page, for the public */
    "release.address",                      /* of the public page of results */
    NULL};

/* R2: whoever keeps one of these keeps a file on somebody. */
static const char *const personal[] = {
    "email", "phone", "mobile", "address", "ip", "ip_address", "remote", "agent", "device",
    "fingerprint", "latitude", "longitude", "location", "author", "handle", "nick", "login",
    "profile", "avatar", "citizen", "cccd", "cmnd", "passport", "identity", "plate", "account",
    "bank", "birth", "birthday", "gender", "sex", "ethnicity", "religion", "party", "income",
    "opinion", "attitude", "sentiment", "stance", "signer", "respondent",
    NULL};

/* R8: units are judged by a visible rule, persons are not: these never stand together. */
static const char *const scores[] = {"score", "scores", "points", "rank", "grade", "rating",
                                     "stars", "place", NULL};
static const char *const persons[] = {"staff", "lead_staff", "answerable", "person", NULL};

/* R1: of an answer, what tells who gave it: a person, a session, a time, an order. */
static const char *const tracing[] = {
    "id", "seq", "n", "at", "time", "day", "made", "last", "who", "staff", "session", "device",
    "invite", "token", "receipt", "contact", "collaborator", "interviewer", "household", "person",
    "name", "unit", NULL};

static bool among(const char *const *list, const char *word) {
    for (; *list; list++)
        if (strcmp(*list, word) == 0) return true;
    return false;
}

/* An anonymous answer lies in a table named so: answer, survey_answer, answer_item. */
static bool of_answers(const char *table) {
    const char *at = strstr(table, "answer");
    return at && (at == table || at[-1] == '_') && (!at[6] || at[6] == '_');
}

static bool allowed(const char *table, const char *column) {
    char both[200];
    snprintf(both, sizeof both, "%s.%s", table, column);
    if (of_answers(table) && (among(tracing, column) || among(personal, column))) return false;
    return !among(personal, column) || among(known, both);
}

/* The columns of one table, as they come. */
typedef struct Table { char name[100]; bool scored, person; } Table;

static int scored(Table *t, const char *table, const char *column, bool say) {
    bool before = t->scored && t->person;
    if (strcmp(t->name, table) != 0) *t = (Table){0}, before = false;
    snprintf(t->name, sizeof t->name, "%s", table);
    t->scored |= among(scores, column);
    t->person |= among(persons, column);
    if (before || !t->scored || !t->person) return 0;
    if (say) fprintf(stderr, "table %s scores persons\n", table);
    return 1;
}

/* How many columns break a rule; say: tell which. */
static int broken(Ctx *c, bool say) {
    const char *sql = db_is_postgres(c->db)
        ? "SELECT CAST(table_name AS TEXT) AS t, CAST(column_name AS TEXT)"
          " FROM information_schema.columns WHERE table_schema = 'public' ORDER BY t"
        : "SELECT m.name, p.name FROM sqlite_master m JOIN pragma_table_info(m.name) p"
          " WHERE m.type = 'table' ORDER BY m.name";
    Rows  q = db_run_query(c, sql, (const Val[]){{0}}, 0);
    Table t = {0};
    int   n = 0, seen = 0;
    while (db_next(&q)) {
        const char *table = row_text(&q, 0), *column = row_text(&q, 1);
        seen++;
        n += scored(&t, table, column, say);
        /* The words of an index: its engine's own columns, filled from texts above. */
        if (strstr(table, "_search") || allowed(table, column)) continue;
        if (say) fprintf(stderr, "table %s may not have a column %s\n", table, column);
        n++;
    }
    CHECK(seen > 200);
    return n;
}

/* Somebody adds this: is it seen? */
static void plant(Ctx *c, const char *table, const char *columns, int want) {
    Arena *a = arena_open();
    CHECK_TEXT(db_script(c, arena_print(a, "CREATE TABLE %s (%s)", table, columns)), NULL);
    CHECK(broken(c, false) == want);
    CHECK_TEXT(db_script(c, arena_print(a, "DROP TABLE %s", table)), NULL);
    arena_close(a);
}

int main(void) {
    Ctx c = test_empty(":memory:");
    CHECK_TEXT(db_migrate(&c), NULL);
    CHECK(broken(&c, true) == 0);
    if (test_failed) return test_failed;
    plant(&c, "survey_answer", "wave BIGINT, question BIGINT, value TEXT", 0);
    plant(&c, "survey_answer", "id BIGINT, wave BIGINT, value TEXT", 1);
    plant(&c, "survey_answer", "wave BIGINT, value TEXT, at BIGINT, ip TEXT", 2);
    plant(&c, "inquiry", "words TEXT, phone TEXT", 1);
    plant(&c, "claim", "words TEXT, handle TEXT, author TEXT", 2);
    plant(&c, "standing", "unit BIGINT, points BIGINT", 0);
    plant(&c, "standing", "staff BIGINT, points BIGINT, rank BIGINT", 1);
    plant(&c, "visitor", "ip TEXT", 1);
    db_close(c.db);
    arena_close(c.a);
    return test_failed;
}
