/* chart.h - pictures from numbers, as SVG drawn here: the same on a screen, on
 * paper and without script.
 *
 * A picture has a title for those who do not see it; its numbers stand beside it
 * as text or in a table, and what a colour says a word says too.  Colours come
 * from the style sheet, by class. */
#ifndef CHART_H
#define CHART_H

#include "html/html.h"

/* A whole and its parts, side by side in one bar.  No parts: an empty bar. */
typedef struct ChartPart {
    const char *look;  /* class: green tardy grey red amber */
    const char *name;  /* of the part, in the title */
    int64_t     n;     /* not below 0 */
} ChartPart;
Html chart_parts(const Ctx *c, const ChartPart *p, int n);

/* Spans of days, one in a row, over months, as wide as there is room: on a phone a bar stands
 * below its name.  One such picture on a page.  A mark is a day inside or beside its
 * span.  Days outside [from, until) are cut off at the edge. */
typedef struct ChartSpan ChartSpan;
struct ChartSpan {
    const char *href, *text;    /* where its name leads; its name */
    const char *note;           /* below its name: "Văn phòng, 12/09 - 14/10/2022, overdue" */
    const char *look;           /* class, as above */
    const char *since, *until;  /* first and last day */
    const char *mark;           /* a day; NULL */
    ChartSpan  *next;
};
typedef struct ChartSpans {
    const char      *title;
    const char      *from, *until;  /* first day shown, first day after */
    const char      *today;         /* a line stands here, if it is shown */
    const ChartSpan *rows;
} ChartSpans;
Html chart_spans(const Ctx *c, const ChartSpans *s);

/* ---- Figures with their pictures: figures.c ----
 *
 * Each is a figure with its title, and its numbers stand in it as text: a table that
 * loses nothing where the picture is not seen.  Colours are also attributes, for paper
 * made without the style sheet. */

/* Estimates with their intervals, one below the other on one axis. */
typedef struct ChartDot ChartDot;
struct ChartDot {
    const char *href;      /* where its name leads; NULL */
    const char *name;
    double      estimate;  /* NaN: there is none, and the row says so */
    double      low, high; /* of its interval; NaN: none is drawn */
    int64_t     n;         /* it rests on so many; below 0: not told */
    const char *look;      /* class; NULL is blue */
    ChartDot   *next;
};
typedef struct ChartDots {
    const char *title;
    const char *subject;   /* head of the names: "Unit" */
    const char *measure;   /* head of the estimates: "Done in time" */
    bool        share;     /* 0.62 is shown as 62 %, on an axis from 0 to 1 */
    int         decimals;  /* of what is shown, of the percent too */
    double      line;      /* of comparison; NaN: none */
    const char *line_name; /* what it is: "the whole province"; NULL without one */
    const ChartDot *rows;
} ChartDots;
Html chart_dots(const Ctx *c, const ChartDots *d);

/* Counts in groups, a bar for each series that is not 0; where all are, that is said. */
enum { CHART_SERIES = 6 };
typedef struct ChartSeries { const char *name, *look; } ChartSeries;
typedef struct ChartGroup ChartGroup;
struct ChartGroup {
    const char *href;             /* NULL */
    const char *name;
    int64_t     n[CHART_SERIES];  /* below 0: not known, shown as – */
    const char *link[CHART_SERIES]; /* what each count is made of; NULL */
    ChartGroup *next;
};
typedef struct ChartBars {
    const char *title, *subject;
    int         series;           /* 1 to CHART_SERIES */
    ChartSeries of[CHART_SERIES];
    const ChartGroup *rows;
} ChartBars;
Html chart_bars(const Ctx *c, const ChartBars *b);

/* Lines over time.  Points are the same far apart; a NaN is a gap in its line. */
typedef struct ChartPoint {
    const char *name;                 /* "T9", "12/09" */
    double      v[CHART_SERIES];
    double      low[CHART_SERIES], high[CHART_SERIES]; /* of a band; looked at if .band */
} ChartPoint;
typedef struct ChartLines {
    const char *title, *subject;
    bool        share;                /* as above; else the axis begins at 0 */
    bool        band;
    int         decimals, series, points;
    ChartSeries of[CHART_SERIES];
    const ChartPoint *at;
} ChartLines;
Html chart_lines(const Ctx *c, const ChartLines *l);

/* Units over weeks: what each cell says in a word, its colour says too. */
typedef struct ChartCell { const char *text, *look, *href; } ChartCell; /* text NULL: empty */
typedef struct ChartRow ChartRow;
struct ChartRow { const char *href, *name; const ChartCell *cell; ChartRow *next; };
typedef struct ChartGrid {
    const char *title, *subject;
    int         columns;
    const char *const *column;        /* their heads */
    const ChartRow *rows;
} ChartGrid;
Html chart_grid(const Ctx *c, const ChartGrid *g);

/* ---- Of the templates ---- */

const char *chart_paint(const char *look); /* its colour, "#2f8f5b"; grey for a class unknown */
typedef struct ChartTick { double x; const char *text; } ChartTick;
typedef struct ChartDotRow {
    const ChartDot *dot;
    const char     *value, *interval, *n; /* as text; interval "" without one */
    double          x, low, high;         /* percent of the width; below 0: not there */
} ChartDotRow;
typedef struct ChartDotPlan {
    const ChartDots   *of;
    double             line;              /* percent; below 0 without one */
    const char        *line_text;
    bool               counted, ranged;   /* some row tells its n, has an interval */
    int                rows, ticks;
    const ChartDotRow *row;
    ChartTick          tick[8];
} ChartDotPlan;
Html chart_dots_html(const Ctx *c, const ChartDotPlan *p);
double chart_bar(const ChartBars *b, const ChartGroup *g, int series); /* percent of the longest */
bool   chart_told(const ChartBars *b, const ChartGroup *g, int series);
Html chart_bars_html(const Ctx *c, const ChartBars *of);
/* x: percent, y: dots from the top */
typedef struct ChartDash { double x1, y1, x2, y2; const char *look; } ChartDash;
typedef struct ChartSpot { double x, y; const char *look; } ChartSpot;
typedef struct ChartBand { const char *points, *look; } ChartBand; /* of a polygon, 0 to 100 */
typedef struct ChartLinePlan {
    const ChartLines *of;
    const ChartDash  *dash;
    const ChartSpot  *spot;
    const ChartBand  *band;
    int               dashes, spots, bands, ticks, every; /* every n-th name has room */
    ChartTick         tick[8];   /* x: dots from the top */
} ChartLinePlan;
Html chart_lines_html(const Ctx *c, const ChartLinePlan *p);
const char *chart_value(const Ctx *c, double v, bool share, int decimals);
double chart_across(const ChartLines *l, int point); /* percent of the width */
bool   chart_banded(const ChartLines *l, int point, int series); /* has it an interval? */
Html chart_grid_html(const Ctx *c, const ChartGrid *g);

typedef struct ChartBox { double x, width; const char *look; } ChartBox;
Html chart_parts_html(const Ctx *c, const char *title, const ChartBox *box, int n);

enum { CHART_NAME = 90 };  /* letters of a name */
#define CHART_LEAST 0.4    /* percent: what ends at once is seen too */
typedef struct ChartMonth { double x; const char *text, *year; } ChartMonth; /* year: NULL */
typedef struct ChartBar {
    const ChartSpan *span;
    double x, width, mark;  /* percent of the width; mark: below 0 without one */
} ChartBar;
typedef struct ChartPlan {
    const char       *title;
    double            today;  /* percent; below 0 when it is not shown */
    const ChartMonth *month;
    const ChartBar   *bar;
    int               months, bars;
} ChartPlan;
const char *chart_short(const Ctx *c, const char *text); /* as much of a name as has room */
Html chart_spans_html(const Ctx *c, const ChartPlan *p);

#endif
