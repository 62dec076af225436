/* parts.h - what the files of survey/ share. */
#ifndef SURVEY_PARTS_H
#define SURVEY_PARTS_H

#include "survey/survey.h"

/* question.c: the questions of a new version find what they were before; (5) of form.c. */
MUST Err questions_put(Ctx *c, int64_t form, int64_t version, const FormUse *u,
                       const QuestionWas *was);
/* submission.c: what the check finds, as it is stored. */
const char *problems_of(Ctx *c, const XProblems *p);
/* survey_page.c: surveys with a form (0: all that one may see), newest first. */
const SurveyLine *survey_lines(Ctx *c, int64_t form);
/* collector.c: takes a phone back, by somebody who may. */
MUST Err collector_take(Ctx *c, const Collector *k);
/* qr_collect.c: the settings of ODK Collect as its QR code holds them. */
const char *collect_settings(Arena *a, const char *address, const char *project);
/* collect_page.c: the page to which what interviewers do comes back. */
Err collect_page(Ctx *c, Request *r);
/* life.c: (6) of its rules.   staff  0: any of its interviewers */
bool survey_twice(Ctx *c, const Survey *s, int64_t staff);
/* form_note.c: what came as a file, made into an XForm, and what is to be told of it. */
typedef struct Brought {
    Bytes           xform;  /* p is NULL when there is none */
    const char     *file;   /* its name */
    const FormNote *notes;
} Brought;
/* errors   form.file.refused   b->notes say why; or what reading refuses */
MUST Err form_bring(Ctx *c, Bytes file, const char *name, Brought *b);
/* Errors, warnings and advice, each apart; NULL if there are none. */
const FormNotes *form_notes(Ctx *c, const FormNote *all);
/* A day that exists, in this century. */
static inline bool day_fits(const char *day) {
    return day && date_ok(day) && day[0] == '2' && day[1] == '0';
}

#endif
