/* suppress.c - complementary suppression, audited by linear programming.
 *
 * Two programs stand over the same equations (each sum less its parts is 0).  In the one a column
 * is the change of a cell: what is shown cannot change, and the greatest and least change of a
 * hidden cell are its range.  In the other a cell may go up or down at its cost, hidden ones for
 * nothing: the cheapest way to move one cell far enough passes through the cells to hide.  It is
 * run for each cell whose range is too narrow; at the end each added cell is shown again if all
 * ranges stay wide.
 *
 * The exact optimum (Fischetti, Salazar) would be branch and cut; on tables of a page the sets
 * found here are mostly the same, and always safe, which is what matters. */
#include "stats/stats.h"

#include <glpk.h>
#include <math.h>
#include <string.h>

enum { TIDY_CELLS = 400 };
static const double SLACK = 1e-6; /* of what simplex calls equal */

typedef struct Work {
    Stats          *s;
    const Suppress *t;
    bool           *hidden;
    glp_prob       *range, *move;  /* columns: a cell; up and down of a cell */
} Work;

/* ---- the programs ---- */

static double room_up(const Suppress *t, int i) {
    return t->most ? fmax(t->most[i] - t->value[i], 0) : INFINITY;
}

static double cost_of(const Suppress *t, int i) {
    return t->cost ? t->cost[i] : 1 + t->value[i];
}

static void bounds(glp_prob *p, int column, double lo, double hi) {
    int kind = isinf(hi) ? GLP_LO : lo < hi ? GLP_DB : GLP_FX;
    glp_set_col_bnds(p, column, kind, lo, hi);
}

/* What may change of a cell in either program: nothing where it is known. */
static void allow(Work *w, int i) {
    const Suppress *t = w->t;
    bool            fixed = isinf(cost_of(t, i)) && !w->hidden[i];
    double          up = room_up(t, i);
    bounds(w->move, 2 * i + 1, 0, fixed ? 0 : up);
    bounds(w->move, 2 * i + 2, 0, fixed ? 0 : t->value[i]);
    glp_set_obj_coef(w->move, 2 * i + 1, w->hidden[i] || fixed ? 0 : cost_of(t, i));
    glp_set_obj_coef(w->move, 2 * i + 2, w->hidden[i] || fixed ? 0 : cost_of(t, i));
    bounds(w->range, i + 1, w->hidden[i] ? -t->value[i] : 0, w->hidden[i] ? up : 0);
}

static void put_hidden(Work *w, int i, bool hidden) {
    w->hidden[i] = hidden;
    allow(w, i);
}

static void load(Work *w) {
    const Suppress *t = w->t;
    size_t          entries = 1;
    for (int k = 0; k < t->sums; k++) entries += (size_t)t->sum[k].parts + 1;
    int    *row = arena_take(w->s->a, 2 * entries * sizeof *row);
    int    *column = arena_take(w->s->a, 2 * entries * sizeof *column);
    double *x = arena_take(w->s->a, 2 * entries * sizeof *x);
    int     n = 0;
    for (int k = 0; k < t->sums; k++)
        for (int j = -1; j < t->sum[k].parts; j++) {
            row[++n] = k + 1;
            column[n] = (j < 0 ? t->sum[k].total : t->sum[k].part[j]) + 1;
            x[n] = j < 0 ? -1 : 1;
        }
    glp_load_matrix(w->range, n, row, column, x);
    for (int k = n; k >= 1; k--) {
        row[2 * k - 1] = row[2 * k] = row[k];
        double sign = x[k];
        column[2 * k] = 2 * column[k];
        column[2 * k - 1] = 2 * column[k] - 1;
        x[2 * k - 1] = sign;
        x[2 * k] = -sign;
    }
    glp_load_matrix(w->move, 2 * n, row, column, x);
}

static glp_prob *program(const Suppress *t, int columns, int direction) {
    glp_prob *p = glp_create_prob();
    glp_set_obj_dir(p, direction);
    if (t->sums) glp_add_rows(p, t->sums);
    for (int k = 1; k <= t->sums; k++) glp_set_row_bnds(p, k, GLP_FX, 0, 0);
    glp_add_cols(p, columns);
    return p;
}

static void begin(Work *w) {
    glp_term_out(GLP_OFF);
    w->range = program(w->t, w->t->cells, GLP_MAX);
    w->move = program(w->t, 2 * w->t->cells, GLP_MIN);
    load(w);
    for (int i = 0; i < w->t->cells; i++) allow(w, i);
}

static void end(Work *w) {
    glp_delete_prob(w->range);
    glp_delete_prob(w->move);
    glp_free_env();
}

/* NaN: no solution; INFINITY: without end. */
static double solve(glp_prob *p) {
    glp_smcp how;
    glp_init_smcp(&how);
    how.msg_lev = GLP_MSG_OFF;
    int failed = glp_simplex(p, &how);
    if (failed) { /* a basis that has become singular: once more from the beginning */
        glp_std_basis(p);
        failed = glp_simplex(p, &how);
    }
    if (failed) fatal("suppress: simplex failed, %d", failed);
    int status = glp_get_status(p);
    if (status == GLP_UNBND) return INFINITY;
    return status == GLP_OPT ? glp_get_obj_val(p) : NAN;
}

/* ---- ranges ---- */

/* How far the cell can go up, or down. */
static double reach(Work *w, int i, int sign) {
    glp_set_obj_coef(w->range, i + 1, sign);
    double far = solve(w->range);
    glp_set_obj_coef(w->range, i + 1, 0);
    if (isnan(far)) fatal("suppress: the table itself is no solution");
    return fmax(far, 0);
}

static bool narrow(Work *w, int i, double *up, double *down) {
    *up = reach(w, i, 1);
    *down = isinf(*up) ? 0 : reach(w, i, -1);
    return *up + *down < w->t->need[i] - SLACK;
}

/* ---- what to hide ---- */

/* Hides what the cheapest way to move cell i by `far` passes through; false: there is none. */
static bool move_by(Work *w, int i, int sign, double far) {
    int moving = sign > 0 ? 2 * i + 1 : 2 * i + 2, other = sign > 0 ? 2 * i + 2 : 2 * i + 1;
    double room = sign > 0 ? room_up(w->t, i) : w->t->value[i];
    if (far > room + SLACK) return false;
    bounds(w->move, moving, fmin(far, room), fmin(far, room));
    bounds(w->move, other, 0, 0);
    bool found = !isnan(solve(w->move));
    for (int k = 0; k < w->t->cells && found; k++) {
        double x = glp_get_col_prim(w->move, 2 * k + 1) - glp_get_col_prim(w->move, 2 * k + 2);
        if (!w->hidden[k] && fabs(x) > SLACK) put_hidden(w, k, true);
    }
    allow(w, i);
    return found;
}

/* As far as it goes when all else is hidden. */
static double farthest(Work *w, int i, int sign) {
    int    at = sign > 0 ? 2 * i + 1 : 2 * i + 2, other = sign > 0 ? 2 * i + 2 : 2 * i + 1;
    int    columns = 2 * w->t->cells;
    double *cost = arena_take(w->s->a, (size_t)(columns + 1) * sizeof *cost);
    for (int k = 1; k <= columns; k++) {
        cost[k] = glp_get_obj_coef(w->move, k);
        glp_set_obj_coef(w->move, k, 0);
    }
    bounds(w->move, other, 0, 0);
    glp_set_obj_coef(w->move, at, -1);
    double far = -solve(w->move);
    for (int k = 1; k <= columns; k++) glp_set_obj_coef(w->move, k, cost[k]);
    allow(w, i);
    return isinf(far) ? INFINITY : far;
}

/* Up if that is enough, else down, else as far as it goes both ways. */
static bool widen(Work *w, int i) {
    double up, down, need = w->t->need[i];
    if (!narrow(w, i, &up, &down)) return true;
    if (move_by(w, i, 1, need - down) || move_by(w, i, -1, need - up)) return true;
    double high = farthest(w, i, 1), low = farthest(w, i, -1);
    if (high + low < need - SLACK) return false;
    return move_by(w, i, 1, fmin(high, need)) && move_by(w, i, -1, fmin(low, need - high));
}

static bool all_wide(Work *w) {
    double up, down;
    for (int i = 0; i < w->t->cells; i++)
        if (w->t->need[i] > 0 && narrow(w, i, &up, &down)) return false;
    return true;
}

/* The dearest of those added, below a cost; -1. */
static int dearest(const Work *w, const bool *tried) {
    int at = -1;
    for (int i = 0; i < w->t->cells; i++)
        if (w->hidden[i] && isnan(w->t->need[i]) && !tried[i] &&
            (at < 0 || cost_of(w->t, i) > cost_of(w->t, at))) at = i;
    return at;
}

static void tidy(Work *w) {
    bool *tried = arena_take(w->s->a, (size_t)w->t->cells * sizeof *tried);
    for (int i; (i = dearest(w, tried)) >= 0;) {
        tried[i] = true;
        put_hidden(w, i, false);
        if (!all_wide(w)) put_hidden(w, i, true);
    }
}

/* ---- in the order of the header ---- */

static Err check(Stats *s, const Suppress *t) {
    for (int i = 0; i < t->cells; i++)
        if (!(t->value[i] >= 0)) return STATS_REFUSE(s, "stats.suppress.sum", "%d", i);
    for (int k = 0; k < t->sums; k++) {
        double sum = 0, total = t->value[t->sum[k].total];
        for (int j = 0; j < t->sum[k].parts; j++) sum += t->value[t->sum[k].part[j]];
        if (!(fabs(sum - total) <= 1e-9 * fmax(1, fabs(total))))
            return STATS_REFUSE(s, "stats.suppress.sum", "%d", t->sum[k].total);
    }
    return NULL;
}

Suppress suppress_grid(Stats *s, int rows, int columns, const double *value, double **need) {
    int     wide = columns + 1, cells = (rows + 1) * wide, n = 0;
    double *v = arena_take(s->a, (size_t)cells * sizeof *v);
    int    *part = arena_take(s->a, (size_t)(2 * cells) * sizeof *part);
    SuppressSum *sum = arena_take(s->a, (size_t)(rows + wide + 1) * sizeof *sum);
    *need = arena_take(s->a, (size_t)cells * sizeof **need);
    for (int i = 0; i < cells; i++) (*need)[i] = NAN;
    for (int r = 0; r < rows; r++)
        for (int k = 0; k < columns; k++) {
            double x = value[r * columns + k];
            v[r * wide + k] = x;
            v[r * wide + columns] += x;
            v[rows * wide + k] += x;
            v[rows * wide + columns] += x;
        }
    for (int r = 0; r <= rows; r++) {
        sum[n++] = (SuppressSum){r * wide + columns, columns, part};
        for (int k = 0; k < columns; k++) *part++ = r * wide + k;
    }
    for (int k = 0; k <= columns; k++) {
        sum[n++] = (SuppressSum){rows * wide + k, rows, part};
        for (int r = 0; r < rows; r++) *part++ = r * wide + k;
    }
    return (Suppress){.cells = cells, .value = v, .need = *need, .sums = n, .sum = sum};
}

Err suppress_cells(Stats *s, const Suppress *t, bool *hidden) {
    Work w = {.s = s, .t = t, .hidden = hidden};
    int  lost = -1, needs = 0;
    Err  e = check(s, t);
    if (e) return e;
    for (int i = 0; i < t->cells; i++) {
        hidden[i] = !isnan(t->need[i]);
        needs += t->need[i] > 0;
    }
    if (!needs) return NULL;
    begin(&w);
    for (int i = 0; i < t->cells && lost < 0; i++)
        if (t->need[i] > 0 && !widen(&w, i)) lost = i;
    if (lost < 0 && t->cells <= TIDY_CELLS) tidy(&w);
    end(&w);
    return lost < 0 ? NULL : STATS_REFUSE(s, "stats.suppress.narrow", "%d", lost);
}

Err suppress_audit(Stats *s, const Suppress *t, const bool *hidden, double *lo, double *hi) {
    bool *copy = arena_take(s->a, (size_t)t->cells * sizeof *copy);
    Work  w = {.s = s, .t = t, .hidden = copy};
    Err   e = check(s, t);
    if (e) return e;
    memcpy(copy, hidden, (size_t)t->cells * sizeof *copy);
    begin(&w);
    for (int i = 0; i < t->cells; i++) {
        lo[i] = t->value[i] - (hidden[i] ? reach(&w, i, -1) : 0);
        hi[i] = t->value[i] + (hidden[i] ? reach(&w, i, 1) : 0);
    }
    end(&w);
    return NULL;
}
