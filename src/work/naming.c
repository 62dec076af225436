/* naming.c - what documents are called by: their kinds, who issues them, and the terms
 * that count them, each with its days.
 *
 * What was written wrongly is corrected in place.  What is called otherwise from a day on
 * is another row from that day on: an old document goes on to be called as it was. */
#include "work/work.h"

#include "crypt/crypt.h"
#include "text/text.h"

#include <string.h>

enum { NAME_MAX_BYTES = 200, ABBR_MAX_BYTES = 20, SOURCE_MAX_BYTES = 500 };

bool naming_line(const char *name, bool year) {
    static const char *const lines[] = {"central", "provincial", "district"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        if (strcmp(lines[i], name) == 0) return true;
    return !*name && year;
}

/* ---- Read ---- */

static Rows ask(Ctx *c, NamingOf of, int64_t id) {
    switch (of) {
    case NAMING_KIND: /* with the latest of its rules */
        return db_query(c,
            "SELECT k.id, k.name, k.abbr, k.grammar, '', COALESCE(r.since, $2),"
            " COALESCE(r.until, $3), COALESCE(r.source, '') FROM document_kind k"
            " LEFT JOIN document_kind_rule r ON r.id = (SELECT x.id FROM document_kind_rule x"
            " WHERE x.kind = k.id ORDER BY x.since DESC, x.id DESC LIMIT 1)"
            " WHERE ($1 = 0 OR k.id = $1) ORDER BY k.grammar, k.place, k.id",
            V(id), V(NAMING_ALWAYS), V(DAY_OPEN));
    case NAMING_ISSUER:
        return db_query(c,
            "SELECT id, name, symbol, grammar, line, since, until, '' FROM document_issuer"
            " WHERE ($1 = 0 OR id = $1) ORDER BY grammar, id", V(id));
    case NAMING_TERM:
        return db_query(c,
            "SELECT id, name, '', 'party', line, since, until, source FROM document_term"
            " WHERE ($1 = 0 OR id = $1) ORDER BY line, since DESC", V(id));
    }
    fatal("no such list of names: %d", (int)of);
}

const Naming *naming_list(Ctx *c, NamingOf of, int64_t id) {
    Naming *first = NULL, **end = &first;
    Rows    q = ask(c, of, id);
    while (db_next(&q)) {
        *end = arena_new(c->a, Naming);
        **end = (Naming){row_int(&q, 0),  row_text(&q, 1), row_text(&q, 2), row_text(&q, 3),
                         row_text(&q, 4), row_text(&q, 5), row_text(&q, 6), row_text(&q, 7), NULL};
        end = &(*end)->next;
    }
    return first;
}

int64_t naming_version(Ctx *c, const Naming *n) {
    const char *all = arena_print(c->a, "%s\n%s\n%s\n%s\n%s", n->name, n->abbr, n->since, n->until,
                                  n->source);
    const Hash  h = hash_of(all, strlen(all));
    int64_t     version = 0;
    for (int i = 0; i < 7; i++) version = version << 8 | h.b[i];
    return version;
}

/* ---- Rules ---- */

static Err check_name(const Naming *n) { /* (1) (2) */
    if (text_blank(n->name)) return "document.name.missing";
    if (strlen(n->name) > NAME_MAX_BYTES) return "document.name.long";
    bool known = strcmp(n->grammar, "party") == 0 || strcmp(n->grammar, "state") == 0;
    return known ? NULL : "document.grammar.bad";
}

static Err check_abbr(Ctx *c, const char *abbr, bool needed) { /* (3) */
    const char **words;
    if (!*abbr) return needed ? "document.abbr.bad" : NULL;
    if (strlen(abbr) > ABBR_MAX_BYTES) return "document.abbr.bad";
    return text_words(c->a, abbr, &words) == 1 && strcmp(words[0], abbr) == 0
               ? NULL : "document.abbr.bad";
}

static Err check_term(const Naming *n) {
    bool bad = text_blank(n->name) || strlen(n->name) > DOCUMENT_SERIES_MAX;
    return bad ? "document.term.bad" : NULL;
}

static Err check_source(const Naming *n) { /* (6) */
    if (text_blank(n->source)) return "document.source.missing";
    return strlen(n->source) > SOURCE_MAX_BYTES ? "document.source.long" : NULL;
}

static Err check(Ctx *c, NamingOf of, const Naming *n) {
    Err e = of == NAMING_TERM ? check_term(n) : check_name(n);
    if (!e && of != NAMING_TERM) e = check_abbr(c, n->abbr, of == NAMING_ISSUER);
    if (!e && of != NAMING_KIND && !naming_line(n->line, of == NAMING_ISSUER)) /* (4) */
        e = "document.line.bad";
    if (!e && !date_ok(n->since)) e = "document.since.bad"; /* (5) */
    if (!e && (!date_ok(n->until) || strcmp(n->since, n->until) >= 0)) e = "document.until.bad";
    return !e && of != NAMING_ISSUER ? check_source(n) : e;
}

/* (7) Is a document of these days, since <= day < until, called so? */
static bool used(Ctx *c, NamingOf of, const Naming *n, const char *since, const char *until) {
    int64_t found = 0;
    Err     e;
    if (of == NAMING_TERM)
        e = db_int(c, &found, "SELECT count(*) FROM document d JOIN document_issuer i"
                              " ON i.id = d.issuer WHERE i.line = $1 AND d.day >= $2"
                              " AND d.day < $3 AND d.series <> ''", V(n->line), V(since), V(until));
    else
        e = db_int(c, &found, "SELECT count(*) FROM document WHERE day >= $2 AND day < $3"
                              " AND CASE WHEN $4 = 1 THEN kind ELSE issuer END = $1",
                   V(n->id), V(since), V(until), V(of == NAMING_KIND ? 1 : 0));
    return e || found;
}

/* ---- Added ---- */

static Err note(Ctx *c, const char *what, NamingOf of, const Naming *was, const Naming *is) {
    static const char *const subjects[] = {"kind", "issuer", "term"};
    Deed d = {.what = what, .subject = subjects[of], .id = is->id,
              .reason = of == NAMING_ISSUER && *is->source ? is->source : NULL};
    deed_change(c, &d, "name", was->name, is->name);
    deed_change(c, &d, "abbr", was->abbr, is->abbr);
    deed_change(c, &d, "grammar", was->grammar, is->grammar);
    deed_change(c, &d, "line", was->line, is->line);
    deed_change(c, &d, "since", was->since, is->since);
    deed_change(c, &d, "until", was->until, is->until);
    if (of != NAMING_ISSUER) deed_change(c, &d, "source", was->source, is->source);
    return audit_note(c, &d);
}

static Err rule_put(Ctx *c, const Naming *n) {
    return db_exec(c, "INSERT INTO document_kind_rule (kind, since, until, source)"
                      " VALUES ($1, $2, $3, $4)", V(n->id), V(n->since), V(n->until), V(n->source));
}

/* The term before: the last of the line that begins before this day. */
static const char *begins_before(Ctx *c, const Naming *n, const char *day) {
    const char *last = NULL;
    Rows q = db_query(c, "SELECT max(since) FROM document_term WHERE line = $1 AND id <> $2"
                         " AND since < $3", V(n->line), V(n->id), V(day));
    while (db_next(&q)) last = row_text(&q, 0);
    return last;
}

/* (8) It is the last of its line, and the one before ends where it begins. */
static Err term_follows(Ctx *c, const Naming *n) {
    const char *last = begins_before(c, n, DAY_OPEN);
    if (last && strcmp(n->since, last) <= 0) return "document.since.early";
    return db_exec(c, "UPDATE document_term SET until = $2 WHERE line = $1 AND until > $2",
                   V(n->line), V(n->since));
}

static Err insert(Ctx *c, NamingOf of, Naming *n) {
    Err e = NULL;
    switch (of) {
    case NAMING_KIND:
        e = db_int(c, &n->id, "INSERT INTO document_kind (name, abbr, grammar, place)"
                              " VALUES ($1, $2, $3, 99) RETURNING id",
                   V(n->name), V(n->abbr), V(n->grammar));
        return e ? e : rule_put(c, n);
    case NAMING_ISSUER:
        return db_int(c, &n->id,
                      "INSERT INTO document_issuer (name, symbol, grammar, line, since, until)"
                      " VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
                      V(n->name), V(n->abbr), V(n->grammar), V(n->line), V(n->since), V(n->until));
    case NAMING_TERM:
        e = term_follows(c, n);
        return e ? e : db_int(c, &n->id,
                              "INSERT INTO document_term (line, name, since, until, source)"
                              " VALUES ($1, $2, $3, $4, $5) RETURNING id",
                              V(n->line), V(n->name), V(n->since), V(n->until), V(n->source));
    }
    return e;
}

Err naming_add(Ctx *c, NamingOf of, Naming *n) {
    static const char *const what[] = {"document.deed.kind", "document.deed.issuer",
                                       "document.deed.term"};
    n->id = 0;
    Err e = check(c, of, n);
    if (!e) e = insert(c, of, n);
    return e ? e : note(c, what[of], of, &(Naming){0}, n);
}

/* ---- Corrected, ended ---- */

/* (7) The days that it had and has no more. */
static Err check_days(Ctx *c, NamingOf of, const Naming *was, const Naming *is) {
    if (strcmp(is->since, was->since) > 0 && used(c, of, was, was->since, is->since))
        return "document.since.used";
    bool sooner = strcmp(is->until, was->until) < 0;
    return sooner && used(c, of, was, is->until, was->until) ? "document.until.used" : NULL;
}

/* (8) Where a term begins the one before it ends, so the day belongs to one of them. */
static Err check_term_moved(Ctx *c, const Naming *was, const Naming *is) {
    if (strcmp(is->name, was->name) != 0 && used(c, NAMING_TERM, was, was->since, was->until))
        return "document.term.used";
    int         later = strcmp(is->since, was->since);
    const char *before = begins_before(c, was, was->since);
    if (before && strcmp(is->since, before) <= 0) return "document.since.early";
    if (later && used(c, NAMING_TERM, was, later > 0 ? was->since : is->since,
                      later > 0 ? is->since : was->since)) return "document.since.used";
    return db_exec(c, "UPDATE document_term SET until = $3 WHERE line = $1 AND until = $2",
                   V(was->line), V(was->since), V(is->since));
}

static Err update_kind(Ctx *c, const Naming *n) {
    int64_t rules = 0;
    Err     e = db_exec(c, "UPDATE document_kind SET name = $2, abbr = $3 WHERE id = $1", V(n->id),
                        V(n->name), V(n->abbr));
    Rows q = db_query(c, "UPDATE document_kind_rule SET since = $2, until = $3, source = $4"
                         " WHERE id = (SELECT x.id FROM document_kind_rule x WHERE x.kind = $1"
                         " ORDER BY x.since DESC, x.id DESC LIMIT 1) RETURNING id",
                      V(n->id), V(n->since), V(n->until), V(n->source));
    while (db_next(&q)) rules++;
    if (!e) e = q.err;
    return e || rules ? e : rule_put(c, n);
}

static Err update(Ctx *c, NamingOf of, const Naming *n) {
    if (of == NAMING_KIND) return update_kind(c, n);
    if (of == NAMING_ISSUER)
        return db_exec(c, "UPDATE document_issuer SET name = $2, symbol = $3, since = $4,"
                          " until = $5 WHERE id = $1",
                       V(n->id), V(n->name), V(n->abbr), V(n->since), V(n->until));
    return db_exec(c, "UPDATE document_term SET name = $2, since = $3, source = $4 WHERE id = $1",
                   V(n->id), V(n->name), V(n->since), V(n->source));
}

/* What is neither corrected nor ended stays. */
static Naming kept(NamingOf of, const Naming *was, const Naming *is) {
    Naming n = *is;
    n.id = was->id;
    n.grammar = was->grammar;
    n.line = was->line;
    if (of == NAMING_TERM) n.until = was->until;
    return n;
}

Err naming_change(Ctx *c, NamingOf of, const Naming *was, const Naming *is) {
    Naming n = kept(of, was, is);
    Err    e = check(c, of, &n);
    if (!e) e = of == NAMING_TERM ? check_term_moved(c, was, &n) : check_days(c, of, was, &n);
    if (!e) e = update(c, of, &n);
    return e ? e : note(c, "document.deed.naming", of, was, &n);
}

/* ---- Called otherwise from a day on ---- */

Err naming_rename(Ctx *c, NamingOf of, const Naming *was, Naming *is) {
    Naming ends = *was;
    if (of == NAMING_TERM) return "http.missing"; /* a term is followed by another */
    if (!date_ok(is->since) || strcmp(is->since, was->since) <= 0 ||
        strcmp(is->since, was->until) >= 0) return "document.since.outside";
    if (used(c, of, was, is->since, was->until)) return "document.since.taken";
    *is = kept(of, was, is);
    is->until = was->until;
    ends.until = is->since;
    Err e = check(c, of, is);
    if (!e) e = check_source(is);
    if (!e) e = update(c, of, &ends);
    if (!e) e = insert(c, of, is);
    if (!e) e = note(c, "document.deed.renamed", of, was, &ends);
    return e ? e : note(c, of == NAMING_KIND ? "document.deed.kind" : "document.deed.issuer", of,
                        &(Naming){0}, is);
}
