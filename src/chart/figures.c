/* figures.c - numbers with their pictures: dots with intervals, bars, lines, a grid.
 *
 * Places are percents of the width, so that words keep their size on a phone; what a
 * picture says stands beside it as text.  A polygon takes no percents: bands are drawn in
 * an inner picture of 100 by 100 that is stretched.  More than that is not nested, for not
 * every maker of PDF knows how wide a picture in a picture is. */
#include "chart/chart.h"

#include <math.h>
#include <string.h>

static double tenth(double x) { return round(x * 10) / 10; }

const char *chart_paint(const char *look) {
    static const char *const paint[][2] = {
        {"green", "#2f8f5b"}, {"tardy", "#c08400"}, {"amber", "#c08400"}, {"red", "#c62f2f"},
        {"blue", "#1f63b0"},  {"grey", "#8fa0b3"}};
    for (size_t i = 0; i < sizeof paint / sizeof *paint; i++)
        if (look && strcmp(look, paint[i][0]) == 0) return paint[i][1];
    return "#8fa0b3";
}

const char *chart_value(const Ctx *c, double v, bool share, int decimals) {
    return share ? text_percent(c, v, decimals) : text_real(c, v, decimals);
}

/* ---- The axis ---- */

typedef struct Axis { double from, to, step; } Axis;

/* Some four steps of 1, 2 or 5 times a power of ten that hold [low, high]. */
static Axis axis_over(double low, double high) {
    if (!(high > low)) high = low + 1;
    double rough = (high - low) / 4, power = pow(10, floor(log10(rough)));
    double step = rough / power <= 1 ? power : rough / power <= 2 ? 2 * power
                : rough / power <= 5 ? 5 * power : 10 * power;
    return (Axis){floor(low / step) * step, ceil(high / step) * step, step};
}

static double axis_at(const Axis *a, double v) {
    double x = 100 * (v - a->from) / (a->to - a->from);
    return tenth(x < 0 ? 0 : x > 100 ? 100 : x);
}

/* A dot at an end of its axis has room: the axis is 2 to 98 percent of the width. */
static double dot_at(double percent) { return tenth(2 + 0.96 * percent); }

static int axis_ticks(const Ctx *c, const Axis *a, bool share, ChartTick tick[8]) {
    int n = (int)lround((a->to - a->from) / a->step), decimals = 0;
    for (double s = share ? a->step * 100 : a->step; s < 0.999 && decimals < 6; s *= 10) decimals++;
    for (int i = 0; i <= n && i < 8; i++)
        tick[i] = (ChartTick){tenth(100.0 * i / n),
                              chart_value(c, a->from + i * a->step, share, decimals)};
    return n < 8 ? n + 1 : 8;
}

static void widen(double v, double *low, double *high) {
    if (isnan(v)) return;
    if (isnan(*low) || v < *low) *low = v;
    if (isnan(*high) || v > *high) *high = v;
}

/* ---- Dots ---- */

static Axis dots_axis(const ChartDots *d) {
    if (d->share) return (Axis){0, 1, 0.25};
    double low = NAN, high = NAN;
    widen(d->line, &low, &high);
    for (const ChartDot *r = d->rows; r; r = r->next) {
        widen(r->estimate, &low, &high);
        widen(r->low, &low, &high);
        widen(r->high, &low, &high);
    }
    return isnan(low) ? (Axis){0, 1, 0.25} : axis_over(low, high);
}

static ChartDotRow dot_row(const Ctx *c, const ChartDots *d, const Axis *a, const ChartDot *r) {
    ChartDotRow row = {.dot = r, .x = -1, .low = -1, .high = -1, .interval = "",
                       .n = r->n < 0 ? "" : text_int(c, r->n),
                       .value = chart_value(c, r->estimate, d->share, d->decimals)};
    if (isnan(r->estimate)) return row;
    row.x = dot_at(axis_at(a, r->estimate));
    if (isnan(r->low) || isnan(r->high)) return row;
    row.low = dot_at(axis_at(a, r->low));
    row.high = dot_at(axis_at(a, r->high));
    row.interval = arena_print(c->a, "%s – %s", chart_value(c, r->low, d->share, d->decimals),
                               chart_value(c, r->high, d->share, d->decimals));
    return row;
}

Html chart_dots(const Ctx *c, const ChartDots *d) {
    Axis         a = dots_axis(d);
    ChartDotPlan p = {.of = d, .line = isnan(d->line) ? -1 : dot_at(axis_at(&a, d->line))};
    int          n = 0;
    for (const ChartDot *r = d->rows; r; r = r->next) n++;
    ChartDotRow *row = arena_take(c->a, sizeof *row * (size_t)(n ? n : 1));
    for (const ChartDot *r = d->rows; r; r = r->next) {
        row[p.rows++] = dot_row(c, d, &a, r);
        p.counted |= r->n >= 0;
        p.ranged |= !isnan(r->low) && !isnan(r->high);
    }
    p.row = row;
    p.ticks = axis_ticks(c, &a, d->share, p.tick);
    for (int i = 0; i < p.ticks; i++) p.tick[i].x = dot_at(p.tick[i].x);
    p.line_text = p.line < 0 ? "" : chart_value(c, d->line, d->share, d->decimals);
    return chart_dots_html(c, &p);
}

/* ---- Bars ---- */

double chart_bar(const ChartBars *b, const ChartGroup *g, int series) {
    int64_t most = 1;
    for (const ChartGroup *r = b->rows; r; r = r->next)
        for (int i = 0; i < b->series; i++)
            if (r->n[i] > most) most = r->n[i];
    double x = 100.0 * (double)g->n[series] / (double)most;
    return x <= 0 ? 0 : x < CHART_LEAST ? CHART_LEAST : tenth(x);
}

bool chart_told(const ChartBars *b, const ChartGroup *g, int series) {
    for (int i = 0; i < b->series; i++)
        if (g->n[i]) return g->n[series] != 0;
    return series == 0;
}

Html chart_bars(const Ctx *c, const ChartBars *b) {
    if (b->series < 1 || b->series > CHART_SERIES) fatal("a chart of %d series", b->series);
    return chart_bars_html(c, b);
}

/* ---- Lines ---- */

/* Of the plot in its picture: percents across, where what is left of it are the words of
 * the axis, and beside it half a word has room; dots down. */
#define LEFT 11.0
#define WIDTH 80.0
#define TOP 10.0
#define HEIGHT 150.0

static double inside(double x) { return tenth((x - LEFT) / WIDTH * 100); } /* of the plot alone */

double chart_across(const ChartLines *l, int point) {
    return tenth(l->points < 2 ? LEFT + WIDTH / 2 : LEFT + WIDTH * point / (l->points - 1));
}

static Axis lines_axis(const ChartLines *l) {
    if (l->share) return (Axis){0, 1, 0.25};
    double low = 0, high = 0;
    for (int i = 0; i < l->points; i++)
        for (int s = 0; s < l->series; s++) {
            widen(l->at[i].v[s], &low, &high);
            if (!l->band) continue;
            widen(l->at[i].low[s], &low, &high);
            widen(l->at[i].high[s], &low, &high);
        }
    return axis_over(low, high);
}

static double height(const Axis *a, double v) { return tenth(100 - axis_at(a, v)); }
static double down(double percent) { return tenth(TOP + HEIGHT * percent / 100); }

static void add_line(const ChartLines *l, const Axis *a, int s, ChartDash *dash, ChartSpot *spot,
                     ChartLinePlan *p) {
    const char *look = l->of[s].look;
    for (int i = 0; i < l->points; i++) {
        double v = l->at[i].v[s];
        if (isnan(v)) continue;
        spot[p->spots++] = (ChartSpot){chart_across(l, i), down(height(a, v)), look};
        if (i == 0 || isnan(l->at[i - 1].v[s])) continue;
        dash[p->dashes++] = (ChartDash){chart_across(l, i - 1),
                                        down(height(a, l->at[i - 1].v[s])), chart_across(l, i),
                                        down(height(a, v)), look};
    }
}

bool chart_banded(const ChartLines *l, int point, int s) {
    return l->band && !isnan(l->at[point].low[s]) && !isnan(l->at[point].high[s]);
}

/* Each stretch without a gap is one polygon: there along the tops, back along the bottoms. */
static int add_bands(const Ctx *c, const ChartLines *l, const Axis *a, int s, ChartBand *band) {
    int n = 0;
    for (int i = 0; i < l->points; i++) {
        if (!chart_banded(l, i, s)) continue;
        int end = i;
        while (end + 1 < l->points && chart_banded(l, end + 1, s)) end++;
        Buf b = {.a = c->a};
        for (int k = i; k <= end; k++)
            buf_print(&b, "%g,%g ", inside(chart_across(l, k)), height(a, l->at[k].high[s]));
        for (int k = end; k >= i; k--)
            buf_print(&b, "%g,%g ", inside(chart_across(l, k)), height(a, l->at[k].low[s]));
        band[n++] = (ChartBand){b.s, l->of[s].look};
        i = end;
    }
    return n;
}

Html chart_lines(const Ctx *c, const ChartLines *l) {
    if (l->series < 1 || l->series > CHART_SERIES) fatal("a chart of %d series", l->series);
    Axis          a = lines_axis(l);
    size_t        room = (size_t)(l->points + 1) * (size_t)l->series;
    ChartDash    *dash = arena_take(c->a, sizeof *dash * room);
    ChartSpot    *spot = arena_take(c->a, sizeof *spot * room);
    ChartBand    *band = arena_take(c->a, sizeof *band * room);
    ChartLinePlan p = {.of = l, .dash = dash, .spot = spot, .band = band,
                       .every = (l->points + 6) / 7};
    for (int s = 0; s < l->series; s++) {
        add_line(l, &a, s, dash, spot, &p);
        if (l->band) p.bands += add_bands(c, l, &a, s, band + p.bands);
    }
    p.ticks = axis_ticks(c, &a, l->share, p.tick);
    for (int i = 0; i < p.ticks; i++) p.tick[i].x = down(100 - p.tick[i].x);
    return chart_lines_html(c, &p);
}

/* ---- Grid ---- */

Html chart_grid(const Ctx *c, const ChartGrid *g) { return chart_grid_html(c, g); }
