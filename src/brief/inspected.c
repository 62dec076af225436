/* inspected.c - what closed rounds of inspection say of a brief's period.
 *
 * A round counts that had been closed by the instant of the brief: nothing of it changes any
 * more, so it comes out the same at every later time.  Only rounds of units in scope: the sample
 * of a unit above says nothing of one beneath it. */
#include "brief/figures.h"

#include "inspect/inspect.h"

static BriefInspection told(Ctx *c, const BriefFigures *f, const Inspection *i) {
    const InspectionResult r = inspection_result(c, i);
    return (BriefInspection){
        .id = i->id, .unit = i->unit, .since = i->since, .until = i->until,
        .unit_name = brief_unit_name(c, &f->ask, f->day, i->unit),
        .n = r.all.n, .seen = r.all.seen, .bad = r.all.bad, .known = r.all.known,
        .share = r.all.share.value, .low = r.all.share.lo, .high = r.all.share.hi};
}

void brief_inspected(Ctx *c, BriefFigures *f, Scope *s) {
    const Inspection *i = inspections_of(c, f->ask.known, f->ask.period.since, f->day);
    for (; i && f->rounds < BRIEF_ROUNDS; i = i->next)
        if (*id_place(&s->map, i->unit) >= 0) f->round[f->rounds++] = told(c, f, i);
}
