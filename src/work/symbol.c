/* symbol.c - the number and symbol of a document, read and printed.
 *
 * The separators tell the grammar, so a symbol is first cut at them, and only then
 * the kind and the issuer are looked up: what the office does not know yet can
 * still be read.   source: docs/documents.md */
#include "work/work.h"

#include "text/text.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { TYPED_BYTES_MAX = 120, YEAR_MIN = 1900, YEAR_MAX = 2999 };

/* ---- From text ---- */

/* What a keyboard or a word processor makes of a hyphen, a slash, a space. */
static const struct { const char *from, *to; } signs[] = {
    {"\xE2\x80\x90", "-"}, {"\xE2\x80\x91", "-"}, {"\xE2\x80\x92", "-"}, /* hyphens, dashes */
    {"\xE2\x80\x93", "-"}, {"\xE2\x80\x94", "-"}, {"\xE2\x88\x92", "-"},
    {"\xE2\x81\x84", "/"}, {"\xE2\x88\x95", "/"}, {"\xC2\xA0", " "},
    {"\xE2\x80\x8B", ""},  {"\xEF\xBB\xBF", ""},  {"\xC2\xAD", ""},
    {"\t", " "}, {"\n", " "},
};

static const char *plain_signs(Arena *a, const char *s) {
    Buf b = {.a = a};
    buf_add(&b, "", 0);
    while (*s) {
        const char *to = NULL;
        size_t      n = 1;
        for (size_t i = 0; i < sizeof signs / sizeof *signs && !to; i++)
            if (strncmp(s, signs[i].from, strlen(signs[i].from)) == 0)
                to = signs[i].to, n = strlen(signs[i].from);
        if (to) buf_text(&b, to);
        else buf_add(&b, s, 1);
        s += n;
    }
    return b.s;
}

/* "Số: 05 - CT / TW." to "05-CT/TW": spaces beside separators and at the ends go. */
static const char *tight(Arena *a, const char *s) {
    static const char *const heads[] = {"Số", "số", "SỐ", "So", "so"};
    s += strspn(s, " ");
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        if (strncmp(s, heads[i], strlen(heads[i])) != 0) continue;
        s += strlen(heads[i]);
        s += strspn(s, " :.");
        break;
    }
    Buf b = {.a = a};
    buf_add(&b, "", 0);
    for (; *s; s++) {
        bool after = !b.len || strchr("-/", b.s[b.len - 1]);
        const char *next = s + strspn(s, " ");
        if (*s == ' ' && (after || !*next || strchr("-/.,;", *next))) continue;
        buf_add(&b, s, 1);
    }
    while (b.len && strchr(".,;", b.s[b.len - 1])) b.s[--b.len] = '\0';
    return b.s;
}

/* One word of letters and digits from *s on, up to a separator. */
static const char *take_word(Arena *a, const char **s, const char *stops) {
    size_t       n = strcspn(*s, stops);
    const char  *part = arena_part(a, *s, n), **words;
    if (text_words(a, part, &words) != 1 || strcmp(words[0], part) != 0) return NULL;
    *s += n;
    return part;
}

static bool take_number(const char **s, int64_t max, int64_t *out) {
    const char *from = *s;
    for (*out = 0; isdigit((unsigned char)**s) && *out <= max; ++*s) *out = *out * 10 + **s - '0';
    return *s > from && *out > 0 && *out <= max;
}

/* "a" of 12a, "bis" of 12bis. */
static const char *take_suffix(Arena *a, const char **s) {
    size_t n = 0;
    while (isalpha((unsigned char)(*s)[n])) n++;
    if (n != 1 && (n != 3 || strncasecmp(*s, "bis", 3) != 0)) return "";
    char *suffix = arena_part(a, *s, n);
    for (size_t i = 0; i < n; i++) suffix[i] = (char)tolower((unsigned char)suffix[i]);
    *s += n;
    return suffix;
}

/* Words joined by hyphens, to the end: the issuer, and who drafted it. */
static const char *take_issuer(Arena *a, const char *s) {
    const char *all = s;
    for (;;) {
        if (!take_word(a, &s, "-/")) return NULL;
        if (!*s) return all;
        if (*s++ != '-') return NULL;
    }
}

static Err read_party(Arena *a, const char *s, Symbol *out) {
    out->kind = take_word(a, &s, "-/");
    if (!out->kind || *s++ != '/' || isdigit((unsigned char)*out->kind))
        return "document.symbol.form";
    out->issuer = take_issuer(a, s);
    return out->issuer ? NULL : "document.symbol.form";
}

static Err read_state(Arena *a, const char *s, Symbol *out) {
    const char *year = s + strspn(s, "0123456789");
    if (year == s + 4 && *year == '/') {
        out->year = atoi(s);
        if (out->year < YEAR_MIN || out->year > YEAR_MAX) return "document.symbol.form";
        s = year + 1;
    }
    const char *rest = s, *word = take_word(a, &s, "-/");
    if (!word || isdigit((unsigned char)*word)) return "document.symbol.form";
    if (*s == '-') {
        out->kind = word;
        out->issuer = take_issuer(a, s + 1);
    } else if (out->year) { /* 104/2016/QH13: a law prints no kind */
        out->issuer = take_issuer(a, rest);
    }
    return out->issuer ? NULL : "document.symbol.form";
}

Err symbol_parse(Arena *a, const char *typed, Symbol *out) {
    Symbol x = {.suffix = "", .kind = ""};
    if (text_blank(typed)) return "document.symbol.missing";
    if (strlen(typed) > TYPED_BYTES_MAX) return "document.symbol.long";
    const char *s = tight(a, plain_signs(a, text_nfc(a, typed)));
    if (!take_number(&s, SYMBOL_NUMBER_MAX, &x.number)) return "document.symbol.number";
    x.suffix = take_suffix(a, &s);
    x.state = *s == '/';
    if (*s != '/' && *s != '-') return "document.symbol.form";
    Err e = x.state ? read_state(a, s + 1, &x) : read_party(a, s + 1, &x);
    if (!e) *out = x;
    return e;
}

const char *symbol_print(Arena *a, const Symbol *s) {
    Buf b = {.a = a};
    buf_print(&b, "%02" PRId64 "%s%s", s->number, s->suffix, s->state ? "/" : "-");
    if (s->state && s->year) buf_print(&b, "%d/", s->year);
    if (*s->kind) buf_print(&b, "%s%s", s->kind, s->state ? "-" : "/");
    buf_text(&b, s->issuer);
    return b.s;
}

/* ---- With what the office knows ---- */

/* How well a known abbreviation answers what was typed: 3 to the letter, 2 in
 * another case, 1 without its marks, 0 not at all. */
static int likeness(Arena *a, const char *known, const char *typed) {
    if (strcmp(known, typed) == 0) return 3;
    if (strcmp(text_search_exact(a, known), text_search_exact(a, typed)) == 0) return 2;
    return strcmp(text_search_folded(a, known), text_search_folded(a, typed)) == 0;
}

static const char *grammar(bool state) { return state ? "state" : "party"; }

/* The likeliest kind of this abbreviation, one in force on the day if there is; *abbr
 * becomes its own. 0 if none. */
static int64_t find_kind(Ctx *c, bool state, const char *day, const char **abbr) {
    const char *typed = *abbr;
    int64_t     found = 0;
    int         best = 0;
    Rows q = db_query(c, "SELECT k.id, k.abbr, (SELECT count(*) FROM document_kind_rule r WHERE"
                         " r.kind = k.id AND r.since <= $2 AND $2 < r.until)"
                         " FROM document_kind k WHERE k.grammar = $1 AND k.abbr <> ''"
                         " ORDER BY k.place, k.id", V(grammar(state)), V(day));
    while (db_next(&q)) {
        const char *known = row_text(&q, 1);
        int         like = likeness(c->a, known, typed);
        int         score = like * 2 + (row_int(&q, 2) > 0);
        if (!like || score <= best) continue;
        best = score;
        found = row_int(&q, 0);
        *abbr = known;
    }
    return found;
}

/* The same for an issuer, which may carry a term (QH13) and a drafting unit
 * (UBND-VP): what stands behind the known part stays as it was typed. */
static int64_t find_issuer(Ctx *c, bool state, const char *day, const char **symbol) {
    const char *typed = *symbol;
    size_t      word = strcspn(typed, "-"), letters = word;
    while (letters > 1 && isdigit((unsigned char)typed[letters - 1])) letters--;
    const size_t cuts[] = {strlen(typed), word, letters};
    int64_t      found = 0;
    int          best = 0;
    Rows q = db_query(c, "SELECT id, symbol, since <= $2 AND $2 < until FROM document_issuer"
                         " WHERE grammar = $1 ORDER BY id", V(grammar(state)), V(day));
    while (db_next(&q)) {
        const char *known = row_text(&q, 1);
        for (int i = 0; i < 3; i++) {
            int like = likeness(c->a, known, arena_part(c->a, typed, cuts[i]));
            int score = (like * 3 + 2 - i) * 2 + (row_int(&q, 2) > 0);
            if (!like || score <= best) continue;
            best = score;
            found = row_int(&q, 0);
            *symbol = arena_print(c->a, "%s%s", known, typed + cuts[i]);
        }
    }
    return found;
}

/* A kind that prints no abbreviation. */
static int64_t kind_named(Ctx *c, const char *name) {
    int64_t kind = 0;
    Rows    q = db_query(c, "SELECT id FROM document_kind WHERE grammar = 'state' AND abbr = ''"
                            " AND name = $1", V(name));
    while (db_next(&q)) kind = row_int(&q, 0);
    return kind;
}

/* A letter of the State prints no kind: 726/UBND-VP was cut as kind UBND, issuer VP. */
static SymbolRead look_up_letter(Ctx *c, const Symbol *s, const char *day) {
    SymbolRead r = {.symbol = *s};
    r.symbol.kind = "";
    r.symbol.issuer = arena_print(c->a, "%s-%s", s->kind, s->issuer);
    r.issuer = find_issuer(c, true, day, &r.symbol.issuer);
    if (r.issuer) r.kind = kind_named(c, "Công văn");
    return r;
}

/* Nor does a law, 104/2016/QH13. */
static int64_t law_of(Ctx *c, const char *issuer) {
    return kind_named(c, strncmp(issuer, "UBTVQH", 6) == 0 ? "Pháp lệnh" : "Luật");
}

static SymbolRead look_up(Ctx *c, const Symbol *s, bool state, const char *day) {
    SymbolRead r = {.symbol = *s};
    r.symbol.state = state;
    r.issuer = find_issuer(c, state, day, &r.symbol.issuer);
    if (*s->kind) r.kind = find_kind(c, state, day, &r.symbol.kind);
    else if (r.issuer) r.kind = law_of(c, r.symbol.issuer);
    return r;
}

const char *document_series(Ctx *c, int64_t issuer, const char *day) {
    const char *line = "", *series = NULL;
    Rows q = db_query(c, "SELECT line FROM document_issuer WHERE id = $1", V(issuer));
    while (db_next(&q)) line = row_text(&q, 0);
    if (!*line) return arena_part(c->a, day, 4);
    q = db_query(c, "SELECT name FROM document_term WHERE line = $1 AND since <= $2 AND $2 < until"
                    " ORDER BY since", V(line), V(day));
    while (db_next(&q)) series = row_text(&q, 0);
    return series;
}

Err symbol_read(Ctx *c, const char *typed, const char *day, SymbolRead *out) {
    Symbol s;
    Err    e = symbol_parse(c->a, typed, &s);
    if (e) return e;
    const char *on = day ? day : s.year ? arena_print(c->a, "%04d-12-31", s.year) : c->today;
    SymbolRead  r = look_up(c, &s, s.state, on);
    if (s.state && !r.kind && *s.kind) {
        SymbolRead letter = look_up_letter(c, &s, on);
        if (letter.kind) r = letter;
    }
    if (!(r.kind && r.issuer) && !s.year) { /* 05/CT-TW: both known, in the other grammar */
        SymbolRead other = look_up(c, &s, !s.state, on);
        if (other.kind && other.issuer) r = other;
    }
    r.series = s.year ? arena_print(c->a, "%d", s.year)
             : r.issuer && (day || s.state) ? document_series(c, r.issuer, on) : NULL;
    *out = r;
    return NULL;
}
