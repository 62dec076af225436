/* secret.h - what else must be hidden so that hidden cells stay hidden, and whether coders agree.
 *
 *     suppress   cells of counts that add up to known sums: which others to hide, so that nobody
 *                finds a hidden one by subtraction (suppress.c)
 *     alpha      Krippendorff's agreement of coders (alpha.c)
 *
 * "Two gaps in each row and each column" is not enough: gaps may form two islands that are joined
 * by one cell alone, which is then known exactly.  So what an attacker can find is asked of
 * linear programming: the least and the greatest that a hidden cell can be, given all that is
 * shown and that no count is below 0. */
#ifndef STATS_SECRET_H
#define STATS_SECRET_H

/* ---- suppress.c ---- */

/* One cell is the sum of others. */
typedef struct SuppressSum { int total, parts; const int *part; } SuppressSum;

typedef struct Suppress {
    int           cells;
    const double *value;  /* [cells] counts or totals, 0 or more */
    const double *need;   /* [cells] NaN: may be shown; else it is hidden, and its range must be
                             at least so wide; 0: hidden, and no matter if it is found */
    const double *cost;   /* [cells] what is lost with it, above 0; INFINITY: it is known anyway;
                             NULL: 1 + value */
    const double *most;   /* [cells] the attacker knows that it is not more; NULL: nothing */
    int           sums;
    const SuppressSum *sum;
} Suppress;

/* A table of two ways with its margins: value[rows][columns] becomes (rows + 1) x (columns + 1)
 * cells, the sums last in each row and column; suppress_at() is the place of a cell.  need is
 * NaN throughout, in memory of s, to be filled. */
Suppress suppress_grid(Stats *s, int rows, int columns, const double *value, double **need);
static inline int suppress_at(int columns, int row, int column) {
    return row * (columns + 1) + column;
}

/* The cells to hide: those with a need, and others at little cost so that each range is as wide
 * as needed.  Among sets that do it this one is good, not the best there is: none of its cells
 * can be shown without opening another (up to 400 cells; of larger tables that is not tried).
 *
 *   hidden[cells]  out
 *   errors   stats.suppress.sum     a value that is not the sum of its parts, or below 0
 *            stats.suppress.narrow  a range stays too narrow whatever else is hidden; detail
 *                                   says which: such a table may not be shown with its sums
 *   memory   the solver's, given back before it returns; safe from any thread
 *   source   Kelly, Golden, Assad 1992, Cell suppression; Fischetti, Salazar 2001 (the audit) */
MUST Err suppress_cells(Stats *s, const Suppress *t, bool *hidden);

/* What an attacker finds: each cell lies in lo .. hi; of a shown one both are its value.  A range
 * without end is INFINITY.
 *   errors   stats.suppress.sum */
MUST Err suppress_audit(Stats *s, const Suppress *t, const bool *hidden, double *lo, double *hi);

/* ---- alpha.c ---- */

typedef enum AlphaScale { ALPHA_NOMINAL, ALPHA_ORDINAL, ALPHA_INTERVAL, ALPHA_RATIO } AlphaScale;
typedef struct Alpha {
    double  value, lo, hi;  /* 1: they agree always; 0: no better than by chance. NaN: not known,
                               since nobody differed from anybody in the whole set */
    int64_t units, values;  /* coded by two or more; values of those */
} Alpha;

/* Agreement of coders who gave each unit a value.
 *
 *   value    [units][coders], NaN: not coded by this one
 *   draws    bootstrap of whole units for the interval (percentiles of the level of s), from this
 *            seed; 0: lo and hi are NaN
 *   errors   stats.alpha.none   no unit was coded by two   stats.levels.many  over 500 values
 *   source   Krippendorff 2011, Computing Krippendorff's Alpha-Reliability */
MUST Err stats_alpha(Stats *s, int64_t units, int coders, const double *value, AlphaScale scale,
                     int draws, uint64_t seed, Alpha *out);

#endif
