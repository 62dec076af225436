/* words.c - what rounds and findings are called, and where their pages are. */
#include "inspect/pages.h"
#include "inspect/parts.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

const char *const verdict_choices[][2] = {
    {"true", "finding.verdict.true"}, {"partly", "finding.verdict.partly"},
    {"false", "finding.verdict.false"}, {"unseen", "finding.verdict.unseen"}, {NULL, NULL}};
const char *const answer_choices[][2] = {
    {"yes", "finding.yes"}, {"no", "finding.no"}, {"none", "finding.none"}, {NULL, NULL}};
const char *const basis_choices[][2] = {
    {"accepted", "inspection.basis.accepted"}, {"reported", "inspection.basis.reported"},
    {NULL, NULL}};
const char *const strata_choices[][2] = {
    {"unit", "inspection.strata.unit"}, {"district", "inspection.strata.district"},
    {"document", "inspection.strata.document"}, {"none", "inspection.strata.none"}, {NULL, NULL}};
const char *const share_choices[][2] = {
    {"proportional", "inspection.share.proportional"}, {"equal", "inspection.share.equal"},
    {"hand", "inspection.share.hand"}, {NULL, NULL}};

static const char *word(const Ctx *c, const char *const (*rows)[2], const char *value) {
    for (; (*rows)[0]; rows++)
        if (strcmp((*rows)[0], value) == 0) return tr(c, (*rows)[1]);
    return "";
}

const Choice *round_choices(Ctx *c, const char *const (*rows)[2]) {
    Choice *first = NULL, **end = &first;
    for (; (*rows)[0]; rows++) {
        *end = arena_new(c->a, Choice);
        **end = (Choice){.value = (*rows)[0], .text = tr(c, (*rows)[1])};
        end = &(*end)->next;
    }
    return first;
}

const char *basis_words(const Ctx *c, const char *basis) { return word(c, basis_choices, basis); }
const char *strata_words(const Ctx *c, const char *s) { return word(c, strata_choices, s); }
bool strata_shown(const Inspection *i) { return strcmp(i->strata, "document") == 0; }
const char *share_words(const Ctx *c, const char *share) { return word(c, share_choices, share); }

const char *verdict_words(const Ctx *c, const char *verdict) {
    return *verdict ? word(c, verdict_choices, verdict) : tr(c, "finding.waits");
}

const char *answer_words(const Ctx *c, const char *answer) {
    return *answer ? word(c, answer_choices, answer) : "–";
}

Tone verdict_tone(const char *verdict) {
    if (strcmp(verdict, "true") == 0) return TONE_GREEN;
    if (strcmp(verdict, "partly") == 0) return TONE_AMBER;
    return strcmp(verdict, "false") == 0 ? TONE_RED : TONE_GREY;
}

Tone round_tone(const Inspection *i) {
    if (round_is(i, "planned")) return TONE_AMBER;
    if (round_is(i, "running")) return TONE_BLUE;
    return round_is(i, "closed") ? TONE_GREEN : TONE_GREY;
}

const char *round_stage(const Ctx *c, const Inspection *i) {
    if (round_is(i, "planned")) return tr(c, "inspection.stage.planned");
    if (round_is(i, "running"))
        return trf(c, "inspection.progress", V(tr(c, "inspection.stage.running")), V(i->seen),
                   V(i->taken));
    return tr(c, round_is(i, "closed") ? "inspection.stage.closed" : "inspection.stage.abandoned");
}

const char *percent_words(const Ctx *c, double share) {
    return isnan(share) ? "–" : text_percent(c, share, 1);
}

const char *points_words(const Ctx *c, double half) {
    return isnan(half) ? "–" : arena_print(c->a, "± %s", text_percent(c, half, 1));
}

const char *interval_words(const Ctx *c, const Estimate *e) {
    if (isnan(e->lo) || isnan(e->hi)) return "";
    return arena_print(c->a, "%s – %s", text_percent(c, e->lo, 1), text_percent(c, e->hi, 1));
}

const char *share_said(const Ctx *c, const Share *s, const Estimate *e) {
    if (s->known) return trf(c, "inspection.share.known", V(text_percent(c, e->value, 1)));
    if (s->few) return trf(c, "inspection.share.few", V(s->seen));
    if (isnan(e->value)) return tr(c, "inspection.share.unknown");
    return trf(c, "inspection.share.said", V(text_percent(c, e->value, 1)),
               V(interval_words(c, e)));
}

const char *round_address(const Ctx *c, int64_t id) {
    return arena_print(c->a, "/inspect/%" PRId64, id);
}

const char *finding_address(const Ctx *c, int64_t id) {
    return arena_print(c->a, "/inspect/finding/%" PRId64, id);
}

void round_trail(Ctx *c, Request *r, const Inspection *i) {
    reply_trail(c, r, "/inspect", tr(c, "inspect.title"));
    if (i) reply_trail(c, r, round_address(c, i->id), i->name);
}

Err round_day(Ctx *c, const Form *f, const char *name, Err bad, const char **out) {
    *out = NULL;
    return text_day_parse(c, form_text(f, name), out) ? bad : NULL;
}

Err round_asked(Ctx *c, const Request *r, Inspection **out) {
    *out = inspection_get(c, request_id(r));
    return *out ? NULL : "http.missing";
}
