/* attack_test.c - every route of the program meets ids, days, numbers and texts that
 * nobody means well with.  It may refuse them as it likes: what would end the process
 * ends this test. */
#include "forms.h"

/* What pages and forms ask for by name; all_named() finds what is left out. */
static const char *const names[] = {
    "abbr", "about", "above", "abstract", "act", "acting", "address", "after", "again", "alone",
    "answer", "answer.1", "answerable", "as", "asked", "assess", "authority", "back", "base",
    "basis", "before", "beneath", "body", "changed", "checklist", "choice", "classes", "clause",
    "code", "copies", "day", "days", "document", "draft", "due", "due_from", "due_to", "email",
    "ended", "ending", "every", "exact", "expires", "figure", "file", "final", "fix", "force",
    "form", "from", "giver", "grammar", "granted", "heading", "how", "id", "indicator",
    "interviewer", "into", "issued_from", "issued_to", "issuer", "keep", "kept", "key", "kind",
    "known", "label", "labels", "lang", "lead", "least", "level", "line", "lines", "login",
    "lower", "method", "mail", "measure", "mine", "mode", "month", "name", "names", "next",
    "note", "note.1", "number", "off", "old.1", "on", "order", "other", "page", "parent",
    "part", "password", "passwordagain", "passwordold", "path", "period", "person", "phone",
    "pick", "place", "post", "product", "progress", "q", "query", "quote", "read", "reader",
    "reason", "received", "recipient", "rejected", "relation", "remark", "reply", "review",
    "role", "said", "scope", "scopes.read:work", "seed", "seen", "series", "session", "set",
    "share", "sheets", "shown", "signer", "since", "size", "sort", "source", "staff", "stage",
    "state", "stop", "strata", "subject", "sure", "symbol", "take.1", "taker", "target",
    "task.1", "term", "text", "title", "total.1", "trim", "unit", "unit.1", "until", "urgent",
    "upper", "value", "verdict", "version", "wanted", "was.1", "watched", "weight.late", "what",
    "who", "whom", "why", "words", "work", "works", "year"};
enum { NAMES = sizeof names / sizeof *names, FEW = 6 };

static const char *const values[] = {
    "999999999999999999", "9223372036854775807", "4294967296", "-9223372036854775808", "-1", "1",
    "9999-12-31", "0001-01-01", "31/12/9999", "2147483648", "1e308", "nan", "%27%22%3C%5C%25",
    "a%0Ab"};
enum { VALUES = sizeof values / sizeof *values };

static const char *const ids[] = {"1", "3", "20", "4294967296", "999999999999999999",
                                  "9223372036854775807"};
enum { IDS = sizeof ids / sizeof *ids };

static void send_one(Attacker *at, const Route *row, const char *id, const char *query) {
    Arena       *a = arena_open();
    struct Reply p = attack_ask(at, a, row->method, attack_path(a, row->path, id), query);
    if (p.status < 200 || p.status >= 500) {
        fprintf(stderr, "%s %s with %s and %.60s: answered %d\n", row->method, row->path, id,
                query, p.status);
        test_failed = 1;
    }
    arena_close(a);
}

/* The same value under n names from the first on. */
static const char *under(Arena *a, const char *value, int first, int n) {
    Buf b = {.a = a};
    for (int i = first; i < first + n && i < NAMES; i++) {
        if (i > first) buf_text(&b, "&");
        buf_text(&b, names[i]);
        buf_text(&b, "=");
        buf_text(&b, value);
    }
    return b.s;
}

/* Of a key in an index no engine takes so many bytes that cannot be made fewer. */
static const char *long_text(Arena *a) {
    Buf b = {.a = a};
    for (int i = 0; i < 300; i++) buf_text(&b, crypt_token(a));
    return b.s;
}

static bool slow(const Route *row) { return row->ready != NULL; } /* hashes a password */

static void show_all(Attacker *at, Arena *a, const Route *row) {
    for (int i = 0; i < IDS; i++) send_one(at, row, ids[i], "");
    for (int v = 0; v < VALUES; v++) send_one(at, row, ids[0], under(a, values[v], 0, NAMES));
    for (int n = 0; n < NAMES; n += FEW) /* so that none hides behind another */
        send_one(at, row, ids[0], under(a, values[0], n, FEW));
}

static void post_all(Attacker *at, Arena *a, const Route *row) {
    attack_as(at, ALMIGHTY);
    for (int i = 0; i < IDS; i++) send_one(at, row, ids[i], "");
    for (int v = 0; v < VALUES && !slow(row); v++)
        send_one(at, row, ids[0], under(a, values[v], 0, NAMES));
    for (int n = 0; n < NAMES && !slow(row); n += FEW)
        send_one(at, row, ids[0], under(a, values[0], n, FEW));
    attack_as(at, ALMIGHTY);
    send_one(at, row, ids[0], under(a, long_text(a), 0, NAMES));
}

static void each(Attacker *at, const char *method,
                 void (*run)(Attacker *, Arena *, const Route *)) {
    for (const Route *const *t = route_tables; *t; t++) {
        for (const Route *row = *t; row->method; row++) {
            Arena *a = arena_open();
            if (strcmp(row->method, method) == 0) run(at, a, row);
            arena_close(a);
        }
    }
}

/* Forms that are whole but for one value, where the rules of the others come first. */
static const char *const forms[][2] = {
    {"/task/new", "work=W&lead=3&product=P&answerable=9&due=31/12/9999"},
    {"/task/new", "work=W&lead=3&product=P&answerable=9&days=1000&after=31/12/9998"},
    {"/task/new", "work=W&lead=3&product=P&answerable=9&due=01/01/0001"},
    {"/task/new", "work=W&lead=9223372036854775807&answerable=9223372036854775807"},
    {"/task/1/extend", "granted=31/12/9999&reason=R"},
    {"/task/1/decide", "verdict=granted&granted=31/12/9999&answer=A"},
    {"/task/1/partner", "unit=4&product=P&due=31/12/9999"},
    {"/task/1/series", "every=month&until=31/12/9999"},
    {"/task/1/series", "every=year&until=31/12/2199"},
    {"/task/1/split", "unit.5=1&work=W&product=P&due.5=9999-12-31&answerable.5=11"},
    {"/task/bulk", "what=due&due=31/12/9999&reason=R&task.1=1&task.999999999999999999=1"},
    {"/view/new", "name=N&path=/task&query=a%0Ab"},
    {"/inspect/new", "name=N&reason=R&unit=3&since=01/01/0001&until=31/12/9999&basis=accepted"
                     "&strata=unit&lines=L"},
    {"/inspect/new", "name=N&reason=R&unit=3&since=01/01/0001&until=01/03/2026&basis=reported"
                     "&strata=document&lines=L&keep=K"},
    {"/inspect/2/plan", "base=1-&size=9223372036854775807&least=-1&share=hand&take.1=-1"},
    {"/inspect/2/draw", "base=1-&seed=9223372036854775807"},
    {"/calendar/holidays", "day=31/12/9999&name=N"},
    {"/brief/new", "kind=month&since=31/12/9999&unit=1&lang=vi"},
    {"/brief/new", "kind=other&since=01/01/0001&until=31/12/9999&unit=1&lang=vi"},
    {"/brief/new", "kind=year&since=01/01/0001&unit=1&lang=vi"},
    {"/brief/new", "kind=week&since=01/01/0001&unit=1&lang=vi"},
    {"/delegation", "taker=10&since=2026-03-01&until=31/12/9999&reason=R"},
};

/* Pages of nothing, and the ends of the calendar. */
static const char *const addresses[][2] = {
    {"/log/deeds", "who=99&page=9223372036854775807"},
    {"/log/deeds", "who=99&page=-9223372036854775808"},
    {"/log/deeds", "since=01/01/0001&until=31/12/9999"},
    {"/admin/jobs", "page=9223372036854775807"},
    {"/admin/accounts", "page=9223372036854775807"},
    {"/staff", "page=999999999999999999&q=nobody"},
    {"/reform", "page=999999999999999999"},
    {"/document", "page=9223372036854775807"},
    {"/inspect/1/frame", "page=9223372036854775807"},
    {"/inspect/1/frame/export", "as=csv"},
    {"/inspect/1/result/export", "as=csv"},
    {"/inspect/1/result/export", "as=xlsx"},
    {"/task", "page=999999999999999999"},
    {"/task", "page=368934881474191033"}, /* times 50 it is a little below 0 */
    {"/timeline", "page=368934881474191033"},
    {"/grid", "from=9997-12-31"},
    {"/grid", "from=0002-01-01"},
    {"/calendar", "month=9997-12"},
    {"/calendar", "month=0002-01"},
    {"/calendar/holidays", "year=99999999999999999999"},
    {"/unit", "day=9999-12-31&known=9999-12-31"},
    {"/unit", "day=0001-01-01&known=0001-01-01"},
    {"/unit/3", "day=0001-01-01"},
    {"/brief", "page=9223372036854775807"},
    {"/brief/1/tasks", "set=overdue&unit=-1&document=9223372036854775807&page=368934881474191033"},
    {"/task/1/split/plan", "unit.999999999999999999=1&unit.-1=1&pick=under.4294967296"},
};

static void odd_addresses(Attacker *at) {
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
        const Route row = {.method = "GET", .path = addresses[i][0]};
        send_one(at, &row, "", addresses[i][1]);
    }
}

static void whole_forms(Attacker *at) {
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        const Route row = {.method = "POST", .path = forms[i][0]};
        send_one(at, &row, "", forms[i][1]);
    }
}

/* Each field that a page shows is among the names, but for its number: "unit.5". */
static void all_named(Attacker *at) {
    Forms all = {.a = arena_open()};
    pages_walk(at, IDS, forms_seen, &all);
    for (int i = 0; i < all.n; i++) {
        for (int k = 0; k < all.form[i]->n; k++) {
            const char *name = all.form[i]->field[k].name;
            size_t      n = strcspn(name, ".0123456789");
            bool        known = strncmp(name, "token", n) == 0;
            for (int j = 0; j < NAMES; j++)
                known |= strcspn(names[j], ".") == n && strncmp(names[j], name, n) == 0;
            if (!known) fprintf(stderr, "names[] lacks \"%s\" of %s\n", name, all.form[i]->page);
            CHECK(known);
        }
    }
    CHECK(all.n > 50);
    arena_close(all.a);
}

/* What was sent did not take away what the walk needs. */
static void still_there(Attacker *at) {
    Arena *a = arena_open();
    attack_as(at, ALMIGHTY);
    CHECK(attack_ask(at, a, "GET", "/task/1", "").status == 200);
    CHECK(attack_ask(at, a, "GET", "/admin/jobs", "").status == 200);
    arena_close(a);
}

int main(void) {
    Ctx      c;
    Attacker at = attack_open(&c, "attack_test.db");
    attack_as(&at, ALMIGHTY);
    still_there(&at);
    all_named(&at);
    each(&at, "GET", show_all);
    odd_addresses(&at);
    whole_forms(&at);
    each(&at, "POST", post_all);
    still_there(&at);
    whole_forms(&at);
    odd_addresses(&at);
    db_close(c.db);
    arena_close(c.a);
    return test_failed;
}
