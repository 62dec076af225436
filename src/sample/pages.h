/* pages.h - what the templates of samples are given, ready to be shown. */
#ifndef SAMPLE_PAGES_H
#define SAMPLE_PAGES_H

#include "html/html.h"

typedef struct FrameTroubleLine FrameTroubleLine;
struct FrameTroubleLine { int64_t line; const char *text, *why; FrameTroubleLine *next; };
typedef struct FrameList {
    const Form      *f;
    const UnitFrame *row;
    int              rows;
    const Choice    *units;
    const char      *unit;
    const FrameTroubleLine *troubles;
} FrameList;
typedef struct FrameView {
    const UnitFrame *f;
    int              from, to; /* rows shown */
    Pager            pager;
} FrameView;

typedef struct SamplePage {
    const Form      *f;
    const Survey    *s;
    const Sample    *sample;   /* NULL: not drawn yet */
    const UnitFrame *frame;
    const Choice    *frames;
    const SamplePsu *psus;
    const char      *frame_id, *units, *take, *reserve, *rho, *unit_cost, *home_cost; /* typed */
    bool             told;     /* precision holds what was asked */
    Precision        precision;
    const char      *margin, *change, *deff;
    Html             chart;
    bool             may;
} SamplePage;
Html frame_list_html(const Ctx *c, const FrameList *p);
Html frame_upload_html(const Ctx *c, const FrameList *p);
Html frame_view_html(const Ctx *c, const FrameView *p);
Html sample_plan_html(const Ctx *c, const SamplePage *p);
Html sample_told_html(const Ctx *c, const SamplePage *p);
Html sample_view_html(const Ctx *c, const SamplePage *p);

#endif
