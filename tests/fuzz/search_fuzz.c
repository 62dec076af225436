/* search_fuzz.c - a line that somebody looks for, and below it a text that is in the
 * index: no query fails, and a text is found by its own words. */
#include "fuzz.h"

#include "db/db.h"
#include "text/text.h"

static Ctx *office(void) {
    static Ctx c;
    if (c.db) return &c;
    c = (Ctx){.a = arena_open(), .now = 1772323200000, .today = "2026-03-01"};
    if (db_open(":memory:", &c.db) || db_script(&c, "@search thing_search;")) fatal("no database");
    return &c;
}

static int found(Ctx *c, const char *typed) {
    const char *query = db_search(c, typed);
    int         n = 0;
    if (!query) return 0;
    Rows q = db_query(c, "SELECT s.rowid, s.rank FROM thing_search($1) s ORDER BY s.rank, s.rowid",
                      V(query));
    while (db_next(&q)) n++;
    MUST_HOLD(!q.err);
    return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    Ctx          c = *office();
    c.a = arena_open();
    const char  *rest = fuzz_text(c.a, data, n), *typed = fuzz_line(c.a, &rest), **word;
    const char  *text = text_valid(rest, strlen(rest)) ? rest : "một hai ba";
    MUST_HOLD(!db_index(&c, "thing_search", 1, text));
    found(&c, typed);
    size_t words = text_words(c.a, text, &word);
    for (size_t i = 0; i < words && i < 4; i++)
        if (strlen(word[i]) < 100) MUST_HOLD(found(&c, word[i]) == 1 || !db_search(&c, word[i]));
    arena_close(c.a);
    return 0;
}
