/* document_test.c - the register: its rules, what is found in it, what one document
 * does to another. */
#include "test.h"
#include "work/work.h"

#include "text/text.h"

static int64_t kind(Ctx *c, const char *grammar, const char *name) {
    int64_t id;
    CHECK(!db_int(c, &id, "SELECT id FROM document_kind WHERE grammar = $1 AND name = $2",
                  V(grammar), V(name)));
    return id;
}
static int64_t issuer(Ctx *c, const char *symbol) {
    int64_t id;
    CHECK(!db_int(c, &id, "SELECT id FROM document_issuer WHERE symbol = $1", V(symbol)));
    return id;
}

/* The good document with one field broken. */
#define REFUSES(field, bad, key)                                               \
    do {                                                                       \
        Document broken = good;                                                \
        broken.field = (bad);                                                  \
        CHECK_TEXT(document_put(c, NULL, &broken), (key));                          \
        CHECK(strcmp(tr(c, (key)), (key)) != 0);                               \
    } while (0)

static const char *long_text(Ctx *c, size_t n) {
    char *s = arena_take(c->a, n + 2);
    memset(s, 'a', n + 1);
    return s;
}

static Document conclusion(Ctx *c) {
    Document d = document_blank();
    d.kind = kind(c, "party", "Kết luận");
    d.issuer = issuer(c, "TW");
    d.series = "XIII";
    d.number = 1;
    d.symbol = "01-KL/TW";
    d.day = "2021-05-18";
    d.received = "2021-05-20";
    d.signer = "Võ Văn Thưởng";
    d.abstract = "về tiếp tục thực hiện Chỉ thị 05-CT/TW";
    d.body = "1. Tuyên truyền ở Hoà Bình.\n2. Kiểm tra.";
    return d;
}

static void rules(Ctx *c) {
    const Document good = conclusion(c);
    REFUSES(day, "", "document.day.missing");
    REFUSES(day, "2021-02-30", "document.day.missing");
    REFUSES(day, "2026-03-02", "document.day.future");
    REFUSES(received, "2021-05-17", "document.received.early");
    REFUSES(ended, "2021-05-17", "document.ended.early");
    REFUSES(kind, 0, "document.kind.missing");
    REFUSES(kind, 99999, "document.kind.missing");
    REFUSES(issuer, -1, "document.issuer.missing");
    REFUSES(issuer, issuer(c, "BTGDVTW"), "document.issuer.past"); /* from 2025 on */
    REFUSES(number, -1, "document.number.range");
    REFUSES(number, SYMBOL_NUMBER_MAX + 1, "document.number.range");
    REFUSES(suffix, "A", "document.number.suffix");
    REFUSES(suffix, "ab", "document.number.suffix");
    REFUSES(series, " ", "document.series.missing");
    REFUSES(series, long_text(c, DOCUMENT_SERIES_MAX), "document.series.long");
    REFUSES(symbol, long_text(c, 120), "document.symbol.long");
    REFUSES(signer, long_text(c, DOCUMENT_SIGNER_MAX), "document.signer.long");
    REFUSES(abstract, "\n", "document.abstract.missing");
    REFUSES(abstract, long_text(c, DOCUMENT_ABSTRACT_MAX), "document.abstract.long");
    REFUSES(body, long_text(c, DOCUMENT_BODY_MAX), "document.body.long");
    Document d = good;
    d.number = 0;
    d.suffix = "a";
    CHECK_TEXT(document_put(c, NULL, &d), "document.number.suffix");

    /* A kind whose rule has ended; before the first rule anything may be. */
    CHECK(!db_exec(c, "UPDATE document_kind_rule SET until = '2020-01-01' WHERE kind = $1"
                      " AND since = '2017-02-06'", V(good.kind)));
    REFUSES(day, "2021-05-18", "document.kind.past");
    CHECK(!db_exec(c, "UPDATE document_kind_rule SET until = '2026-01-09' WHERE kind = $1"
                      " AND since = '2017-02-06'", V(good.kind)));
    d = good;
    d.number = 9;
    d.day = "2016-05-15";
    CHECK_TEXT(document_put(c, NULL, &d), NULL);
}

static void stored(Ctx *c, int64_t *id) {
    Document d = conclusion(c), twin = d;
    CHECK_TEXT(document_put(c, NULL, &d), NULL);
    *id = d.id;
    Document *got = document_get(c, d.id);
    CHECK_TEXT(got->symbol, "01-KL/TW");
    CHECK_TEXT(got->kind_name, "Kết luận");
    CHECK_TEXT(got->issuer_symbol, "TW");
    CHECK_TEXT(got->received, "2021-05-20");
    CHECK_TEXT(got->ended, NULL);
    CHECK_TEXT(document_title(c, got), "Kết luận 01-KL/TW");
    CHECK(got->version == 1 && got->who == 7 && document_in_force(c, got));
    CHECK(!document_get(c, d.id + 1000));

    twin.symbol = "1-KL/TW"; /* (7) the key is not the printed symbol */
    twin.body = long_text(c, DOCUMENT_BODY_MAX - 1);
    CHECK_TEXT(document_put(c, NULL, &twin), "document.number.taken");
    CHECK(document_same(c, &twin) == d.id && document_same(c, got) == 0);
    twin.suffix = "a";
    CHECK_TEXT(document_put(c, NULL, &twin), NULL);
    Document nameless = conclusion(c); /* without a number any number of them */
    nameless.number = 0;
    nameless.series = nameless.symbol = "";
    CHECK_TEXT(document_put(c, NULL, &nameless), NULL);
    nameless.id = 0;
    CHECK_TEXT(document_put(c, NULL, &nameless), NULL);
    CHECK_TEXT(document_title(c, document_get(c, nameless.id)), "Kết luận 18/05/2021");

    /* Of two who read the same version the second is refused. */
    Document mine = *got, theirs = *got;
    theirs.signer = "Người khác";
    CHECK_TEXT(document_put(c, got, &theirs), NULL);
    CHECK(theirs.version == 2);
    mine.abstract = "của tôi";
    CHECK_TEXT(document_put(c, got, &mine), "clash.version.stale");
    CHECK_TEXT(document_get(c, d.id)->abstract, d.abstract);

    const DeedRow *deed = audit_history(c, "document", d.id, 10);
    CHECK(deed && deed->next && !deed->next->next);
    CHECK_TEXT(deed->what, "document.deed.changed");
    CHECK_TEXT(deed->changes->field, "signer");
    CHECK_TEXT(deed->changes->is, "Người khác");
    CHECK(!deed->changes->next);
    CHECK_TEXT(deed->next->what, "document.deed.registered");
}

/* Symbols of what is found, in order, and the total. */
static const char *find(Ctx *c, DocumentFilter f) {
    Buf     b = {.a = c->a};
    int64_t total;
    if (!f.year) f.year = "";
    if (!f.force) f.force = "";
    if (!f.max) f.max = 50;
    const Document *d = document_list(c, &f, &total);
    buf_print(&b, "%d:", (int)total);
    for (; d; d = d->next) buf_print(&b, " %s", *d->symbol ? d->symbol : "-");
    return b.s;
}
#define FIND(...) find(c, (DocumentFilter){__VA_ARGS__})

static void listed(Ctx *c) {
    CHECK(!db_exec(c, "DELETE FROM document WHERE symbol <> '01-KL/TW' OR number <> 1"));
    Document d = conclusion(c);
    d.number = 5;
    d.symbol = "05-CT/TW";
    d.kind = kind(c, "party", "Chỉ thị");
    d.series = "XII";
    d.day = "2016-05-15";
    d.received = NULL;
    d.abstract = "về đẩy mạnh học tập và làm theo";
    d.body = "\"; DROP TABLE document; -- hòa bình";
    CHECK_TEXT(document_put(c, NULL, &d), NULL);
    d = conclusion(c);
    d.kind = kind(c, "state", "Kế hoạch");
    d.issuer = issuer(c, "UBND");
    d.number = 726;
    d.series = "2022";
    d.symbol = "726/KH-UBND";
    d.day = "2022-03-05";
    d.received = NULL;
    d.ended = "2022-12-31";
    d.abstract = "hoa";
    d.body = "";
    CHECK_TEXT(document_put(c, NULL, &d), NULL);

    CHECK_TEXT(FIND(0), "3: 726/KH-UBND 01-KL/TW 05-CT/TW");
    CHECK_TEXT(FIND(.sort = "old"), "3: 05-CT/TW 01-KL/TW 726/KH-UBND");
    CHECK_TEXT(FIND(.sort = "number"), "3: 05-CT/TW 01-KL/TW 726/KH-UBND");
    CHECK_TEXT(FIND(.kind = d.kind), "1: 726/KH-UBND");
    CHECK_TEXT(FIND(.issuer = issuer(c, "TW")), "2: 01-KL/TW 05-CT/TW");
    CHECK_TEXT(FIND(.year = "2016"), "1: 05-CT/TW");
    CHECK_TEXT(FIND(.force = "yes"), "2: 01-KL/TW 05-CT/TW");
    CHECK_TEXT(FIND(.force = "no"), "1: 726/KH-UBND");
    CHECK_TEXT(FIND(.max = 1, .from = 1), "3: 01-KL/TW");
    CHECK_TEXT(FIND(.words = "hoa binh"), "2: 05-CT/TW 01-KL/TW");
    CHECK_TEXT(FIND(.words = "hòa"), "3: 05-CT/TW 01-KL/TW 726/KH-UBND");
    CHECK_TEXT(FIND(.words = "hoa", .sort = "old"), "3: 05-CT/TW 01-KL/TW 726/KH-UBND");
    CHECK_TEXT(FIND(.words = "hoa", .sort = "new", .force = "yes"), "2: 01-KL/TW 05-CT/TW");
    CHECK_TEXT(FIND(.words = "05-ct/tw"), "2: 05-CT/TW 01-KL/TW");
    CHECK_TEXT(FIND(.words = "Võ văn thưởng"), "2: 726/KH-UBND 05-CT/TW"); /* 01: signer changed */
    CHECK_TEXT(FIND(.words = "';--"), "3: 726/KH-UBND 01-KL/TW 05-CT/TW"); /* no word in it */

    const Gap *g = document_gaps(c, 0);
    CHECK(g && g->next && !g->next->next);
    CHECK_TEXT(arena_print(c->a, "%s %s %d-%d", g->kind, g->series, (int)g->from, (int)g->to),
               "Chỉ thị XII 1-4");
    CHECK_TEXT(arena_print(c->a, "%s %d-%d", g->next->kind, (int)g->next->from, (int)g->next->to),
               "Kế hoạch 1-725");
    CHECK(!document_gaps(c, issuer(c, "CP")));
}

#define RELATES(field, bad, key)                                               \
    do {                                                                       \
        Relation broken = good;                                                \
        broken.field = (bad);                                                  \
        CHECK_TEXT(relation_add(c, &broken), (key));                                \
        CHECK(strcmp(tr(c, (key)), (key)) != 0);                               \
    } while (0)

/* The next document, of this day. */
static int64_t issued(Ctx *c, const char *day) {
    static int64_t number = 100;
    Document       d = conclusion(c);
    d.number = ++number;
    d.day = d.received = day;
    CHECK_TEXT(document_put(c, NULL, &d), NULL);
    return d.id;
}

/* Between three, each later than the one before. */
static void related(Ctx *c, int64_t first, int64_t second, int64_t third) {
    const Relation good = {.doer = second, .done = first, .kind = "replaces", .day = "2022-02-01",
                           .note = "<b>"};
    RELATES(kind, "deletes", "document.relation.bad");
    RELATES(kind, NULL, "document.relation.bad");
    RELATES(done, 0, "document.other.missing");
    RELATES(done, second, "document.other.self");
    RELATES(done, third, "document.other.later");
    RELATES(day, "x", "document.from.missing");
    RELATES(day, "2022-01-09", "document.from.early");
    CHECK_TEXT(document_flag(c, first), NULL);

    Relation r = good, again = good, revokes = good;
    CHECK_TEXT(relation_add(c, &r), NULL);
    CHECK_TEXT(relation_add(c, &again), "document.other.twice");
    CHECK_TEXT(document_get(c, first)->ended, "2022-02-01");
    CHECK(document_get(c, first)->version == 2); /* who edits it is told */
    CHECK_TEXT(document_flag(c, first), "document.flag.replaced");
    CHECK_TEXT(document_flag(c, second), NULL);
    CHECK_TEXT(document_flag(c, 0), NULL);
    const Relation *list = relation_list(c, second, true);
    CHECK(list && list->other->id == first && !list->next && !relation_list(c, second, false));
    CHECK(relation_list(c, first, false)->other->id == second);

    revokes.doer = third;
    revokes.kind = "revokes";
    revokes.day = "2023-01-10";
    CHECK_TEXT(relation_add(c, &revokes), NULL);
    CHECK_TEXT(document_get(c, first)->ended, "2022-02-01"); /* it had ended already */
    CHECK_TEXT(relation_drop(c, first, r.id), NULL);         /* from the other side too */
    CHECK_TEXT(document_get(c, first)->ended, "2023-01-10");
    CHECK_TEXT(document_flag(c, first), "document.flag.revoked");
    CHECK_TEXT(relation_drop(c, second, revokes.id), "http.missing");
    CHECK_TEXT(relation_drop(c, third, revokes.id), NULL);
    CHECK_TEXT(document_get(c, first)->ended, NULL);

}

/* What amends does not end; what holds only later does nothing yet; no circles. */
static void amended(Ctx *c, int64_t first, int64_t second, int64_t third) {
    const Relation good = {.doer = second, .done = first, .kind = "replaces", .day = "2022-02-01",
                           .note = ""};
    Relation amends = good, later = good;
    amends.kind = "amends";
    CHECK_TEXT(relation_add(c, &amends), NULL);
    CHECK_TEXT(document_flag(c, first), "document.flag.amended");
    later.doer = third;
    later.done = second;
    later.day = "2027-01-01"; /* not yet */
    CHECK_TEXT(relation_add(c, &later), NULL);
    CHECK_TEXT(document_flag(c, second), NULL);
    CHECK(document_in_force(c, document_get(c, second)));

    /* (3) all of one day, so that only the circle is wrong */
    CHECK(!db_exec(c, "UPDATE document SET day = '2021-01-01' WHERE number > 100"));
    Relation round = {.doer = first, .done = third, .kind = "carries", .day = "2022-01-01",
                      .note = ""};
    CHECK_TEXT(relation_add(c, &round), "document.other.circle");
    const DeedRow *deed = audit_history(c, "document", second, 10);
    CHECK_TEXT(deed->what, "document.deed.ended");
    CHECK_TEXT(deed->next->what, "document.deed.related");
}

int main(void) {
    Ctx     c = test_open();
    int64_t id;
    rules(&c);
    stored(&c, &id);
    listed(&c);
    int64_t first = issued(&c, "2021-05-18"), second = issued(&c, "2022-01-10");
    int64_t third = issued(&c, "2023-01-10");
    related(&c, first, second, third);
    amended(&c, first, second, third);
    return test_close(&c);
}
