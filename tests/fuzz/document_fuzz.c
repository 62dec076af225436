/* document_fuzz.c - a line that somebody took for number and symbol, and below it the
 * text of a document, to be cut at its clauses. */
#include "fuzz.h"

#include "work/work.h"

static Ctx *office(void) {
    static Ctx c;
    if (c.db) return &c;
    c = (Ctx){.a = arena_open(), .now = 1772323200000, .today = "2026-03-01"};
    if (db_open(":memory:", &c.db) || db_migrate(&c)) fatal("no database");
    return &c;
}

static void symbol(Ctx *c, const char *typed) {
    static const char *const days[] = {NULL, "2022-10-14", "0001-01-01", "9999-12-31"};
    Symbol s, again;
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        SymbolRead read;
        if (!symbol_read(c, typed, days[i], &read)) symbol_print(c->a, &read.symbol);
    }
    if (symbol_parse(c->a, typed, &s)) return;
    const char *printed = symbol_print(c->a, &s);
    MUST_HOLD(s.number >= 1 && s.number <= SYMBOL_NUMBER_MAX);
    MUST_HOLD(!symbol_parse(c->a, printed, &again));
    MUST_HOLD(again.number == s.number && again.year == s.year && again.state == s.state);
    MUST_HOLD(same(again.kind, s.kind) && same(again.issuer, s.issuer));
    MUST_HOLD(same(symbol_print(c->a, &again), printed));
}

/* Together they are the whole text; each is where it says that it is. */
static void clauses(Ctx *c, const char *body) {
    size_t length = 0;
    int    n = -1;
    for (const Clause *k = clause_list(c, body); k; k = k->next) {
        MUST_HOLD(k->n > n && k->n <= CLAUSES_MAX && k->depth >= 0);
        MUST_HOLD(text_valid(k->label, strlen(k->label)));
        MUST_HOLD(text_valid(k->quote, strlen(k->quote)));
        n = k->n;
        length += strlen(k->quote);
        if (n > 20) continue; /* each of these reads the whole text */
        MUST_HOLD(text_blank(k->quote) || clause_holds(c, body, k->quote));
        MUST_HOLD(same(k->hash, clause_hash(c, k->quote)));
    }
    MUST_HOLD(length <= strlen(body));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    Ctx         c = *office();
    c.a = arena_open();
    const char *rest = fuzz_text(c.a, data, n);
    if (text_valid(rest, strlen(rest))) { /* nothing else comes so far: parse.c, intake.c */
        const char *typed = text_nfc(c.a, fuzz_line(c.a, &rest));
        symbol(&c, typed);
        clauses(&c, text_nfc(c.a, rest));
    }
    arena_close(c.a);
    return 0;
}
