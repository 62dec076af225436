/* joint.c - the cells of several margins together, and what of the sample is in them. */
#include "stats/kernel.h"
#include "stats/weighing.h"

#include <string.h>

enum { BLOCK = 4096, DIRECT = 1 << 16 };

static Err missing(Stats *s, const Design *d, const Matched *m, int64_t from, int n) {
    for (int64_t i = from; i < from + n; i++)
        if (!domain_at(&m->rows, i) && d->w[i] > 0)
            return STATS_REFUSE(s, "stats.margin.missing", "%s, row %lld", m->by,
                                (long long)dataset_row(d->data, i));
    return NULL;
}

/* Codes of n rows, filled up with 1 to a whole block. */
static void codes_of(const Domain *d, int64_t from, int n, uint32_t *code) {
    for (int i = 0; i < n; i++) code[i] = (uint32_t)domain_at(d, from + i);
    for (int i = n; i < BLOCK; i++) code[i] = 1;
}

/* The places of a block go on to the next margin, 0 and 1 both to its first cell, for 0 has no
 * weight; whether a code is missing. */
LOOPS
static bool place_bytes(const uint8_t *code, uint32_t cells, uint32_t *at) {
    uint8_t none = 0;
    for (int i = 0; i < BLOCK; i++) {
        at[i] = at[i] * cells + code[i] - (code[i] > 0);
        none |= code[i] == 0;
    }
    return none;
}

LOOPS
static bool place_codes(const uint32_t *code, uint32_t cells, uint32_t *at) {
    uint32_t none = 0;
    for (int i = 0; i < BLOCK; i++) {
        at[i] = at[i] * cells + code[i] - (code[i] > 0);
        none |= code[i] == 0;
    }
    return none;
}

/* The place of each row in the table of all cells, block by block. */
static MUST Err number_direct(Stats *s, const Design *d, int margins, const Matched *m,
                              uint32_t *of) {
    uint32_t code[BLOCK], at[BLOCK];
    for (int64_t from = 0; from < d->n; from += BLOCK) {
        int n = d->n - from < BLOCK ? (int)(d->n - from) : BLOCK;
        memset(at, 0, sizeof at);
        for (int k = 0; k < margins; k++) {
            const Domain *r = &m[k].rows;
            uint32_t      cells = (uint32_t)m[k].cells;
            bool          plain = n == BLOCK && r->byte, gaps;
            if (!plain) codes_of(r, from, n, code);
            gaps = plain ? place_bytes(r->byte + from, cells, at) : place_codes(code, cells, at);
            Err e = gaps ? missing(s, d, &m[k], from, n) : NULL;
            if (e) return e;
        }
        memcpy(of + from, at, (size_t)n * sizeof *at);
    }
    return NULL;
}

/* Margins of very many cells: the combinations that occur are numbered, margin by margin. */
static MUST Err number_found(Stats *s, const Design *d, int margins, const Matched *m,
                             uint32_t *of, int32_t *cells) {
    Arena *scratch = arena_open();
    Err    e = NULL;
    *cells = 1;
    for (int k = 0; !e && k < margins; k++) {
        int64_t  all = (int64_t)*cells * m[k].cells;
        int32_t *to = arena_take(scratch, (size_t)all * sizeof *to), next = 0;
        for (int64_t i = 0; !e && i < d->n; i++) {
            uint32_t code = (uint32_t)domain_at(&m[k].rows, i);
            int64_t  at = (int64_t)of[i] * m[k].cells + code - (code > 0);
            if (!code) e = missing(s, d, &m[k], i, 1);
            if (!to[at]) to[at] = ++next;
            of[i] = (uint32_t)to[at] - 1;
        }
        *cells = next;
    }
    arena_close(scratch);
    return e;
}

/* Which cell of each margin a cell of the direct numbering is. */
static void parts_direct(int margins, const Matched *m, int32_t cells, int32_t *part) {
    for (int32_t c = 0; c < cells; c++)
        for (int32_t k = margins - 1, left = c; k >= 0; k--) {
            part[c * margins + k] = left % m[k].cells;
            left /= m[k].cells;
        }
}

static void parts_found(int64_t n, int margins, const Matched *m, const uint32_t *of,
                        int32_t *part) {
    for (int k = 0; k < margins; k++)
        for (int64_t i = 0; i < n; i++) {
            int32_t code = domain_at(&m[k].rows, i);
            part[(int64_t)of[i] * margins + k] = code - (code > 0);
        }
}

/* People, squares of weights, rows with one: added in one go. */
typedef double Cell __attribute__((vector_size(32), aligned(16), may_alias));

LOOPS
static void add_rows(const double *w, const uint32_t *of, int64_t n, Cell *cell) {
    for (int64_t i = 0; i < n; i++) cell[of[i]] += (Cell){w[i], w[i] * w[i], w[i] != 0, 0};
}

static void count(Stats *s, const Design *d, Joint *out) {
    Arena *scratch = arena_open();
    Cell  *cell = arena_take(scratch, (size_t)out->cells * sizeof *cell);
    add_rows(d->w, out->of, d->n, cell);
    out->people = arena_take(s->a, (size_t)out->cells * sizeof *out->people);
    out->square = arena_take(s->a, (size_t)out->cells * sizeof *out->square);
    out->rows = arena_take(s->a, (size_t)out->cells * sizeof *out->rows);
    for (int32_t c = 0; c < out->cells; c++) {
        out->people[c] = cell[c][0];
        out->square[c] = cell[c][1];
        out->rows[c] = (int64_t)cell[c][2];
    }
    arena_close(scratch);
}

Err joint_make(Stats *s, const Design *d, int margins, const Matched *m, Joint *out) {
    uint32_t *of = arena_take(s->a, (size_t)d->n * sizeof *of);
    int64_t   all = 1;
    for (int k = 0; k < margins && all <= DIRECT; k++) all *= m[k].cells;
    bool direct = all <= DIRECT;
    *out = (Joint){.cells = (int32_t)all, .of = of};
    Err e = direct ? number_direct(s, d, margins, m, of)
                   : number_found(s, d, margins, m, of, &out->cells);
    if (e) return e;
    int32_t *part = arena_take(s->a, (size_t)out->cells * (size_t)margins * sizeof *part);
    if (direct) parts_direct(margins, m, out->cells, part);
    else parts_found(d->n, margins, m, of, part);
    out->part = part;
    count(s, d, out);
    return NULL;
}
