/* search.c - full-text search: an index of words on both engines.
 *
 * What a word is decides text.h: a row of the index holds the two keys of a text,
 * so tone places, NFC and đ are settled before an engine sees them, and each has
 * only to cut at spaces (tokenizer `ascii`; string_to_array).  Left: the parsers
 * and dictionaries of the engines, which disagree with each other and with us.
 *
 * Both rank alike: by how many of the typed words stand in the text with the very
 * same marks, then shorter texts first.  Left: bm25, by which a text that repeats
 * "hoa" passes one that has "hòa". */
#include "db/driver.h"

#include "text/text.h"

#include <sqlite3.h>
#include <string.h>

enum {
    QUERY_WORDS_MAX = 10,
    WORD_BYTES_MAX = 120,     /* further letters of a word do not count */
    KEY_BYTES_MAX = 1000 * 1000 /* a tsvector has room for 1 MB of words */
};

static const char sqlite_made[] =
    "CREATE VIRTUAL TABLE %1$s USING fts5(exact, folded, detail=column, tokenize=ascii);\n"
    "INSERT INTO %1$s (%1$s, rank) VALUES ('rank', 'search_rank()')";

static const char pg_made[] =
    "CREATE TABLE %1$s (rowid BIGINT PRIMARY KEY, exact TEXT NOT NULL, folded TEXT NOT NULL,\n"
    "  exact_words TSVECTOR GENERATED ALWAYS AS\n"
    "    (array_to_tsvector(string_to_array(exact, ' '))) STORED,\n"
    "  folded_words TSVECTOR GENERATED ALWAYS AS\n"
    "    (array_to_tsvector(string_to_array(folded, ' '))) STORED,\n"
    "  words BIGINT GENERATED ALWAYS AS (cardinality(string_to_array(folded, ' '))) STORED);\n"
    "CREATE INDEX %1$s_folded ON %1$s USING gin (folded_words);\n"
    "CREATE FUNCTION %1$s(q TEXT) RETURNS TABLE (rowid BIGINT, rank DOUBLE PRECISION)\n"
    "LANGUAGE sql STABLE AS $made$\n"
    "  SELECT t.rowid, -1.0::DOUBLE PRECISION / (1 + t.words) -\n"
    "    (SELECT count(*) FROM unnest(string_to_array(split_part(q, '|', 2), ' ')) w\n"
    "     WHERE t.exact_words @@ w::tsquery)\n"
    "  FROM %1$s t WHERE t.folded_words @@ split_part(q, '|', 1)::tsquery\n"
    "$made$";

/* The texts have the place of the name and nothing else to fill. */
void search_make(Ctx *c, Buf *sql, const char *name, size_t n) {
    const char *text = db_is_postgres(c->db) ? pg_made : sqlite_made;
    for (const char *at; (at = strstr(text, "%1$s")); text = at + strlen("%1$s")) {
        buf_add(sql, text, (size_t)(at - text));
        buf_add(sql, name, n);
    }
    buf_text(sql, text);
}

/* In a query of ours each word is two phrases, first that of the column exact. */
static void rank(const Fts5ExtensionApi *api, Fts5Context *fts, sqlite3_context *out, int n,
                 sqlite3_value **v) {
    int rc = SQLITE_OK, hits = 0, tokens = 0;
    (void)n;
    (void)v;
    for (int i = 0; i < api->xPhraseCount(fts) && rc == SQLITE_OK; i += 2) {
        Fts5PhraseIter it;
        int            column = -1;
        rc = api->xPhraseFirstColumn(fts, i, &it, &column);
        hits += column == 0;
    }
    if (rc == SQLITE_OK) rc = api->xColumnSize(fts, 1, &tokens);
    if (rc != SQLITE_OK) sqlite3_result_error_code(out, rc);
    else sqlite3_result_double(out, -1.0 / (1 + tokens) - hits);
}

int search_open(sqlite3 *h) {
    fts5_api     *api = NULL;
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(h, "SELECT fts5($1)", -1, &s, NULL);
    if (rc == SQLITE_OK) rc = sqlite3_bind_pointer(s, 1, &api, "fts5_api_ptr", NULL);
    if (rc == SQLITE_OK) sqlite3_step(s);
    sqlite3_finalize(s);
    if (rc != SQLITE_OK || !api) return rc ? rc : SQLITE_ERROR;
    return api->xCreateFunction(api, "search_rank", NULL, rank, NULL);
}

/* Bytes of the word w that count: whole letters. */
static size_t word_size(const char *w) {
    size_t n = strcspn(w, " ");
    if (n <= WORD_BYTES_MAX) return n;
    for (n = WORD_BYTES_MAX; (w[n] & 0xC0) == 0x80;) n--;
    return n;
}

static const char *fit(Arena *a, const char *key) {
    Buf b = {.a = a};
    buf_add(&b, "", 0);
    while (*key) {
        size_t n = word_size(key);
        if (b.len + n + 1 > KEY_BYTES_MAX) break;
        if (b.len) buf_add(&b, " ", 1);
        buf_add(&b, key, n);
        key += strcspn(key, " ");
        key += *key == ' ';
    }
    return b.s;
}

static size_t query_words(Ctx *c, const char *key, const char ***out) {
    return text_words(c->a, fit(c->a, key), out);
}

/* Words hold letters and digits and nothing that either engine could take for an
 * operator; they are quoted against its reserved words. */
static const char *sqlite_query(Ctx *c, const char **exact, const char **folded, size_t n,
                                size_t whole) {
    Buf b = {.a = c->a};
    for (size_t i = 0; i < n; i++) {
        const char *star = i >= whole ? "*" : "";
        buf_print(&b, "%s(exact : \"%s\"%s OR folded : \"%s\"%s)", i ? " AND " : "", exact[i],
                  star, folded[i], star);
    }
    return b.s;
}

static const char *pg_query(Ctx *c, const char **exact, const char **folded, size_t n,
                            size_t whole) {
    Buf b = {.a = c->a};
    for (size_t i = 0; i < n; i++)
        buf_print(&b, "%s'%s'%s", i ? " & " : "", folded[i], i >= whole ? ":*" : "");
    for (size_t i = 0; i < n; i++)
        buf_print(&b, "%s'%s'%s", i ? " " : "|", exact[i], i >= whole ? ":*" : "");
    return b.s;
}

const char *db_search(Ctx *c, const char *typed) {
    const char **exact, **folded;
    size_t       n = query_words(c, text_search_exact(c->a, typed), &exact);
    size_t       m = query_words(c, text_search_folded(c->a, typed), &folded);
    if (m < n) n = m;
    if (n == 0) return NULL;
    size_t whole = n > QUERY_WORDS_MAX ? QUERY_WORDS_MAX : n - 1; /* those behind may go on */
    if (n > QUERY_WORDS_MAX) n = QUERY_WORDS_MAX;
    return db_is_postgres(c->db) ? pg_query(c, exact, folded, n, whole)
                                 : sqlite_query(c, exact, folded, n, whole);
}

Err db_run_index(Ctx *c, const char *drop, const char *add, int64_t rowid, const char *text) {
    const char *exact = fit(c->a, text_search_exact(c->a, text));
    const char *folded = fit(c->a, text_search_folded(c->a, text));
    Err e = db_run_exec(c, drop, VALS(V(rowid)));
    return e ? e : db_run_exec(c, add, VALS(V(rowid), V(exact), V(folded)));
}
