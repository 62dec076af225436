/* weighting_pages.h - what the templates of weights are given, ready to be shown. */
#ifndef OPINION_WEIGHTING_PAGES_H
#define OPINION_WEIGHTING_PAGES_H

#include "html/html.h"

typedef struct WeightsLine WeightsLine;
struct WeightsLine {
    int64_t     version;
    const char *note, *how, *n, *when, *who;
    bool        used;
    WeightsLine *next;
};
typedef struct WeightsPage {
    const Survey      *s;
    const Clash       *k;
    bool               drawn;    /* by chance: else there is nothing to weight */
    int64_t            used;     /* version; 0 */
    const Choice      *versions;
    const WeightsLine *rows;
} WeightsPage;
Html weights_list_html(const Ctx *c, const WeightsPage *p);

typedef struct WeightsForm {
    const Survey          *s;
    const Form            *f;
    const Choice          *classes, *methods;
    const WeightingMargin *margin;
    int                    margins;
    const char            *detail; /* which classes, cells or columns a refusal means; NULL */
} WeightsForm;
Html weights_form_html(const Ctx *c, const WeightsForm *p);
Html weights_margin_html(const Ctx *c, const WeightingMargin *m, int nth);

typedef struct WeightsView {
    const Survey          *s;
    const WeightingRow    *w;
    const WeightingDone   *d;
    bool                   used, same; /* same: the weights are those of when it was made */
    const char            *who, *how, *classes; /* in words; NULL */
    const char            *trouble, *detail;    /* it can be made no more: why; NULL */
    int64_t                n;          /* answers now */
    const WeightingMargin *margin;     /* [margins] those asked for */
    int                    margins;
    const Html            *chart;      /* [margins] */
    Html                   heavy, turns; /* p is NULL: there are none */
    const char            *recipe;
} WeightsView;
Html weights_view_html(const Ctx *c, const WeightsView *p);

#endif
