/* steps.c - the pages that other modules have of a survey: its sample, its field, its results.
 * Those modules stand above this one, so they are told. */
#include "survey/parts.h"

#include <string.h>

static const SurveyStep *known = (const SurveyStep[]){{0}};

void survey_steps(const SurveyStep *rows) { known = rows; }

const SurveyStep *survey_step_next(Ctx *c, const Survey *s, const SurveyStep *after) {
    const SurveyStep *p = after ? after + 1 : known;
    while (p->key && (!strchr(p->modes, *s->mode) || !survey_may(c, s, p->right))) p++;
    return p->key ? p : NULL;
}
