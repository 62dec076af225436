/* notes.c - what a reader of a result has to be told, whether he asks or not. */
#include "stats/inside.h"

#include <math.h>

enum { NAMES_MAX = 5, FEW_DF = 8, CELL_UNITS_MAX = 4000000 };

/* "a, b, c, ...": the first names of those that `of` picks. */
typedef struct Names { Buf b; int n; const char *last; } Names;

static void add_name(Names *k, const char *name) {
    if (name == k->last) return; /* a cell has several estimates */
    k->last = name;
    k->n++;
    if (k->n <= NAMES_MAX) buf_print(&k->b, "%s%s", k->b.len ? ", " : "", name);
    if (k->n == NAMES_MAX + 1) buf_text(&k->b, ", ...");
}

/* An interval of few degrees of freedom is wide and its width itself a guess; below 8 the
 * rules of NCHS want a second look. Of none, nothing is known. */
void note_df(Stats *s, Result *r) {
    Names none = {.b = {.a = s->a}}, few = {.b = {.a = s->a}};
    for (int j = 0; j < r->p; j++) {
        const Estimate *e = &r->at[j];
        const char     *name = e->cell ? e->cell : e->name;
        if (s->df == DF_NORMAL || isnan(e->value)) continue;
        if (!(e->df > 0)) add_name(&none, name);
        else if (e->df < FEW_DF) add_name(&few, name);
    }
    if (none.n) result_note(s, r, "stats.note.unknown", none.b.s);
    if (few.n) result_note(s, r, "stats.note.few", few.b.s);
}

void note_heavy_cell(Stats *s, Result *r, const char *cell, double share) {
    if (!(share > 0.5) || r->design->stage[0].units < 2) return;
    const char *text = arena_print(s->a, "%.0f %%", 100 * share);
    result_note(s, r, "stats.note.heavy", cell ? arena_print(s->a, "%s: %s", cell, text) : text);
}

/* Each cell's heaviest unit of the first stage. */
void note_heavy(Stats *s, Result *r, const Domain *by, const uint8_t *in) {
    const Design *d = r->design;
    int32_t       cells = by ? by->cells : 1, units = d->stage[0].units;
    if ((double)cells * units > CELL_UNITS_MAX || d->stages == 0) return;
    Arena  *a = arena_open();
    double *w = arena_take(a, (size_t)cells * (size_t)units * sizeof *w);
    for (int64_t i = 0; i < d->n; i++) {
        int32_t c = domain_at(by, i);
        if (c && (!in || in[i])) w[(int64_t)(c - 1) * units + d->stage[0].unit[i]] += d->w[i];
    }
    for (int32_t c = 0; c < cells; c++) {
        double all = 0, most = 0;
        for (int32_t u = 0; u < units; u++) {
            all += w[(int64_t)c * units + u];
            most = fmax(most, w[(int64_t)c * units + u]);
        }
        note_heavy_cell(s, r, by ? by->name[c + 1] : NULL, all > 0 ? most / all : 0);
    }
    arena_close(a);
}
