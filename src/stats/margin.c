/* margin.c - known totals: read from a text, and matched with the cells of the sample.
 *
 * A name that fits nothing is never skipped: half a margin would give wrong weights without
 * a word. So all names that do not fit are gathered and told at once. */
#include "stats/weighing.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct Reader { Stats *s; const char *text, *at; } Reader;

static Err bad(const Reader *r) {
    return STATS_REFUSE(r->s, "stats.margin.bad", "%.*s <-- %s", (int)(r->at - r->text), r->text,
                        r->at);
}

static void skip(Reader *r, const char *what) {
    while (*r->at && strchr(what, *r->at)) r->at++;
}

/* A name up to '=', or between quotes. */
static MUST Err read_name(Reader *r, const char **name) {
    const char *from = r->at;
    if (*from == '\'' || *from == '"') {
        const char *end = strchr(from + 1, *from);
        if (!end) return bad(r);
        *name = arena_part(r->s->a, from + 1, (size_t)(end - from - 1));
        r->at = end + 1;
    } else {
        while (*r->at && *r->at != '=' && *r->at != ';' && *r->at != '\n') r->at++;
        const char *end = r->at;
        while (end > from && isspace((unsigned char)end[-1])) end--;
        if (end == from) return bad(r);
        *name = arena_part(r->s->a, from, (size_t)(end - from));
    }
    skip(r, " \t");
    if (*r->at != '=') return bad(r);
    r->at++;
    return NULL;
}

static MUST Err read_cells(Reader *r, Margin *m) {
    size_t most = 1;
    for (const char *p = r->at; *p && *p != ';' && *p != '\n'; p++) most += *p == '=';
    const char **cell = arena_take(r->s->a, most * sizeof *cell);
    double      *total = arena_take(r->s->a, most * sizeof *total);
    for (;;) {
        char *end;
        skip(r, " \t,");
        if (!*r->at || *r->at == ';' || *r->at == '\n') break;
        Err e = read_name(r, &cell[m->n]);
        if (e) return e;
        total[m->n] = strtod(r->at, &end);
        if (end == r->at || (*end && !strchr(" \t,;\n", *end))) return bad(r);
        r->at = end;
        m->n++;
    }
    m->cell = cell;
    m->total = total;
    return m->n ? NULL : bad(r);
}

/* The formula up to the colon that no other colon of a:b follows: the one before a blank. */
static MUST Err read_margin(Reader *r, Margin *m) {
    const char *from = r->at, *colon = from;
    while ((colon = strchr(colon, ':')) && colon[1] && !isspace((unsigned char)colon[1])) colon++;
    if (!colon) return bad(r);
    const char *by = arena_part(r->s->a, from, (size_t)(colon - from));
    *m = (Margin){.by = *by == '~' ? by : arena_print(r->s->a, "~%s", by)};
    r->at = colon + 1;
    return read_cells(r, m);
}

Err margins_read(Stats *s, const char *text, int *n, Margin **out) {
    Reader r = {s, text, text};
    size_t most = 1;
    for (const char *p = text; *p; p++) most += *p == ';' || *p == '\n';
    *out = arena_take(s->a, most * sizeof **out);
    *n = 0;
    for (;;) {
        skip(&r, " \t;\r\n");
        if (!*r.at) break;
        Err e = read_margin(&r, &(*out)[(*n)++]);
        if (e) return e;
    }
    return *n ? NULL : bad(&r);
}

static void add_name(Buf *b, const char *name) {
    buf_print(b, "%s%s", b->len ? ", " : "", name);
}

Err totals_match(Stats *s, const Margin *m, int n, const char *const *name, double *total) {
    Buf   odd = {.a = s->a}, absent = {.a = s->a};
    bool *found = arena_take(s->a, (size_t)n + 1);
    for (int j = 0; j < m->n; j++) {
        int k = 0;
        while (k < n && strcmp(name[k], m->cell[j]) != 0) k++;
        if (k == n && m->total[j] != 0) add_name(&odd, m->cell[j]);
        if (k == n) continue;
        if (found[k]) return STATS_REFUSE(s, "stats.margin.twice", "%s: %s", m->by, m->cell[j]);
        if (!isfinite(m->total[j]))
            return STATS_REFUSE(s, "stats.margin.negative", "%s: %s", m->by, m->cell[j]);
        found[k] = true;
        total[k] = m->total[j];
    }
    for (int k = 0; k < n; k++)
        if (!found[k]) add_name(&absent, name[k]);
    if (odd.len) return STATS_REFUSE(s, "stats.margin.unknown", "%s: %s", m->by, odd.s);
    if (absent.len) return STATS_REFUSE(s, "stats.margin.absent", "%s: %s", m->by, absent.s);
    return NULL;
}

Err margin_match(Stats *s, const Design *d, const Margin *m, Matched *out) {
    *out = (Matched){.by = m->by};
    Err e = domain_make(s, d->data, m->by, NULL, &out->rows);
    if (e) return e;
    double *total = arena_take(s->a, (size_t)out->rows.cells * sizeof *total);
    out->cells = out->rows.cells;
    out->name = out->rows.name + 1;
    out->total = total;
    e = totals_match(s, m, out->cells, out->name, total);
    for (int32_t k = 0; !e && k < out->cells; k++) {
        if (total[k] < 0)
            e = STATS_REFUSE(s, "stats.margin.negative", "%s: %s", m->by, out->name[k]);
        out->sum += total[k];
        out->empty += total[k] == 0;
    }
    return e;
}
