/* naming_test.c - kinds, issuers and terms are corrected, end, are called otherwise from a
 * day on; and whatever becomes of them, the documents that are called so stay right. */
#include "test.h"
#include "work/work.h"

static int64_t id_of(Ctx *c, NamingOf of, const char *name, const char *grammar) {
    for (const Naming *n = naming_list(c, of, 0); n; n = n->next)
        if (strcmp(n->name, name) == 0 && strcmp(n->grammar, grammar) == 0) return n->id;
    fprintf(stderr, "no %s\n", name);
    test_failed = 1;
    return 0;
}

static const Naming *one(Ctx *c, NamingOf of, int64_t id) {
    const Naming *n = naming_list(c, of, id);
    CHECK(n && !n->next);
    return n;
}

static int64_t issuer(Ctx *c) {
    Naming n = {.name = "Ban Thử", .abbr = "BT", .grammar = "party", .line = "", .source = "",
                .since = "2020-01-01", .until = DAY_OPEN};
    CHECK_TEXT(naming_add(c, NAMING_ISSUER, &n), NULL);
    return n.id;
}

static Document document(Ctx *c, int64_t by, const char *day) {
    Document d = document_blank();
    d.kind = id_of(c, NAMING_KIND, "Kết luận", "party");
    d.issuer = by;
    d.day = day;
    d.abstract = "x";
    return d;
}

static int64_t put(Ctx *c, int64_t by, const char *day, const char *series, int64_t number) {
    Document d = document(c, by, day);
    d.series = series;
    d.number = number;
    CHECK_TEXT(document_put(c, NULL, &d), NULL);
    return d.id;
}

/* The rules in their order: what is good, with one thing broken. */
#define REFUSES(of, good, field, bad, key)                                     \
    do {                                                                       \
        Naming broken = (good);                                                \
        broken.field = (bad);                                                  \
        CHECK_TEXT(naming_add(c, of, &broken), (key));                         \
        CHECK(strcmp(tr(c, (key)), (key)) != 0);                               \
    } while (0)

static void rules(Ctx *c) {
    const char  *many = arena_print(c->a, "%0501d", 0);
    const Naming kind = {0, "X", "X", "party", "", "2020-01-01", DAY_OPEN, "s", NULL};
    const Naming office = {0, "X", "X", "state", "", "2020-01-01", DAY_OPEN, "", NULL};
    const Naming term = {0, "XX", "", "party", "central", "2031-02-01", DAY_OPEN, "s", NULL};
    REFUSES(NAMING_KIND, kind, name, " ", "document.name.missing");
    REFUSES(NAMING_KIND, kind, name, many, "document.name.long");
    REFUSES(NAMING_KIND, kind, grammar, "x", "document.grammar.bad");
    REFUSES(NAMING_KIND, kind, abbr, "a b", "document.abbr.bad");
    REFUSES(NAMING_KIND, kind, since, "", "document.since.bad");
    REFUSES(NAMING_KIND, kind, until, "2020-01-01", "document.until.bad");
    REFUSES(NAMING_KIND, kind, source, "", "document.source.missing");
    REFUSES(NAMING_KIND, kind, source, many, "document.source.long");
    REFUSES(NAMING_ISSUER, office, abbr, "", "document.abbr.bad");
    REFUSES(NAMING_ISSUER, office, line, "moon", "document.line.bad");
    REFUSES(NAMING_TERM, term, line, "", "document.line.bad");
    REFUSES(NAMING_TERM, term, name, "", "document.term.bad");
    REFUSES(NAMING_TERM, term, since, "2020-01-01", "document.since.early");
}

static void corrects_and_ends(Ctx *c) {
    const int64_t id = issuer(c);
    put(c, id, "2021-05-01", "2021", 1);
    const Naming *was = one(c, NAMING_ISSUER, id);
    Naming        is = *was;
    is.name = "Ban Thử nghiệm";
    is.grammar = "state"; /* neither is any of a correction's business */
    is.line = "central";
    CHECK_TEXT(naming_change(c, NAMING_ISSUER, was, &is), NULL);
    CHECK(naming_version(c, was) != naming_version(c, one(c, NAMING_ISSUER, id)));
    was = one(c, NAMING_ISSUER, id);
    CHECK_TEXT(was->name, "Ban Thử nghiệm");
    CHECK_TEXT(was->grammar, "party");
    CHECK_TEXT(was->line, "");

    is = *was;
    is.since = "2021-05-02";
    CHECK_TEXT(naming_change(c, NAMING_ISSUER, was, &is), "document.since.used");
    is = *was;
    is.until = "2021-05-01";
    CHECK_TEXT(naming_change(c, NAMING_ISSUER, was, &is), "document.until.used");
    is.until = "2021-05-02"; /* the document is of the last day */
    CHECK_TEXT(naming_change(c, NAMING_ISSUER, was, &is), NULL);
    Document late = document(c, id, "2021-05-02");
    CHECK_TEXT(document_put(c, NULL, &late), "document.issuer.past");

    const DeedRow *d = audit_history(c, "issuer", id, 10);
    CHECK(d && d->next && d->next->next && !d->next->next->next);
    CHECK_TEXT(d->what, "document.deed.naming");
    CHECK_TEXT(d->changes->field, "until");
    CHECK_TEXT(d->changes->was, DAY_OPEN);
    CHECK_TEXT(d->changes->is, "2021-05-02");
    CHECK(!d->changes->next);
}

static void renames(Ctx *c) {
    const int64_t id = issuer(c), old = put(c, id, "2021-05-01", "2021", 1);
    const Naming *was = one(c, NAMING_ISSUER, id);
    Naming        is = {.name = "Ban Thử và Dân vận", .abbr = "BTDV", .source = "QĐ 1"};
    is.since = "2020-01-01";
    CHECK_TEXT(naming_rename(c, NAMING_ISSUER, was, &is), "document.since.outside");
    is.since = "2021-05-01";
    CHECK_TEXT(naming_rename(c, NAMING_ISSUER, was, &is), "document.since.taken");
    is.since = "2025-02-01";
    is.source = "";
    CHECK_TEXT(naming_rename(c, NAMING_ISSUER, was, &is), "document.source.missing");
    is.source = "QĐ 1";
    CHECK_TEXT(naming_rename(c, NAMING_ISSUER, was, &is), NULL);
    CHECK(is.id != id);
    CHECK_TEXT(one(c, NAMING_ISSUER, id)->until, "2025-02-01");
    const Naming *now = one(c, NAMING_ISSUER, is.id);
    CHECK_TEXT(now->since, "2025-02-01");
    CHECK_TEXT(now->until, DAY_OPEN);
    CHECK_TEXT(now->grammar, "party");
    CHECK_TEXT(document_get(c, old)->issuer_name, "Ban Thử"); /* as it was called */
    Document d = document(c, id, "2025-02-01");
    CHECK_TEXT(document_put(c, NULL, &d), "document.issuer.past");
    d.issuer = is.id;
    CHECK_TEXT(document_put(c, NULL, &d), NULL);
    CHECK_TEXT(audit_history(c, "issuer", id, 1)->what, "document.deed.renamed");
    CHECK_TEXT(audit_history(c, "issuer", is.id, 1)->what, "document.deed.issuer");
}

static void kinds(Ctx *c) {
    Naming n = {.name = "Thử", .abbr = "TH", .grammar = "state", .line = "", .source = "NĐ 1",
                .since = "2020-01-01", .until = DAY_OPEN};
    CHECK_TEXT(naming_add(c, NAMING_KIND, &n), NULL);
    const Naming *was = one(c, NAMING_KIND, n.id);
    Naming        is = *was;
    is.until = "2024-01-01";
    is.source = "NĐ 2";
    CHECK_TEXT(naming_change(c, NAMING_KIND, was, &is), NULL);
    was = one(c, NAMING_KIND, n.id);
    CHECK_TEXT(was->until, "2024-01-01");
    CHECK_TEXT(was->source, "NĐ 2");
    is = (Naming){.name = "Thử mới", .abbr = "TM", .source = "NĐ 3", .since = "2023-01-01"};
    CHECK_TEXT(naming_rename(c, NAMING_KIND, was, &is), NULL);
    CHECK_TEXT(one(c, NAMING_KIND, n.id)->until, "2023-01-01");
    CHECK_TEXT(one(c, NAMING_KIND, is.id)->until, "2024-01-01");

    /* Kết luận is of 2021: no kind of documents ends under them. */
    put(c, issuer(c), "2021-05-01", "2021", 1);
    was = one(c, NAMING_KIND, id_of(c, NAMING_KIND, "Kết luận", "party"));
    is = *was;
    is.until = strcmp(was->since, "2021-05-01") < 0 ? "2021-05-01" : is.until;
    if (strcmp(is.until, was->until) != 0)
        CHECK_TEXT(naming_change(c, NAMING_KIND, was, &is), "document.until.used");
    is = *was;
    is.since = "2022-01-01";
    if (strcmp(was->since, is.since) < 0)
        CHECK_TEXT(naming_change(c, NAMING_KIND, was, &is), "document.since.used");
}

static void terms(Ctx *c) {
    const int64_t id = id_of(c, NAMING_TERM, "XIII", "party");
    int64_t       centre = 0;
    const Naming *was = one(c, NAMING_TERM, id);
    Naming        is = *was;
    CHECK(!db_int(c, &centre, "SELECT id FROM document_issuer WHERE symbol = 'TW'"));
    is.since = day_add(c->a, was->since, 3); /* and the one before ends on that day */
    is.until = "2000-01-01";                 /* its own end is that of the next one */
    CHECK_TEXT(naming_change(c, NAMING_TERM, was, &is), NULL);
    CHECK_TEXT(one(c, NAMING_TERM, id)->until, was->until);
    CHECK_TEXT(one(c, NAMING_TERM, id_of(c, NAMING_TERM, "XII", "party"))->until, is.since);
    put(c, centre, day_add(c->a, is.since, 1), "XIII", 9);
    was = one(c, NAMING_TERM, id);
    is = *was;
    is.name = "13";
    CHECK_TEXT(naming_change(c, NAMING_TERM, was, &is), "document.term.used");
    is = *was;
    is.since = day_add(c->a, was->since, 2);
    CHECK_TEXT(naming_change(c, NAMING_TERM, was, &is), "document.since.used");
    is.since = "1900-01-02";
    CHECK_TEXT(naming_change(c, NAMING_TERM, was, &is), "document.since.early");
    CHECK_TEXT(naming_rename(c, NAMING_TERM, was, &is), "http.missing");
}

int main(void) {
    Ctx c = test_open();
    rules(&c);
    corrects_and_ends(&c);
    renames(&c);
    kinds(&c);
    terms(&c);
    return test_close(&c);
}
