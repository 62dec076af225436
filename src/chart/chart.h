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

/* ---- Of the templates ---- */

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
