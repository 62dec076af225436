/* parts.h - what the files of work/ share about tasks. */
#ifndef WORK_PARTS_H
#define WORK_PARTS_H

#include "work/work.h"

/* The columns of a task t, in the order in which task_read() takes them. */
#define TASK_COLUMNS                                                           \
    "t.id, t.parent, t.document, t.clause, t.quote, t.quote_hash, t.work, t.note, t.issuer,"   \
    " t.lead, t.lead_staff, t.due, t.first_due, t.due_days, t.due_from, t.product,"            \
    " t.indicator, t.target, t.measure, t.answerable, t.authority, t.urgent, t.stage, t.said," \
    " t.shown, t.returned, t.asked, t.extensions, t.issued, t.done, t.reported, t.paused,"     \
    " t.series, t.version, t.at, t.who, t.changed"
Task *task_read(Rows *q); /* the row at which it stands */

Val val_ref(int64_t id);     /* NULL for 0 */
Val val_figure(double r);    /* NULL for NaN */
bool same_text(const char *a, const char *b); /* NULL is a text of its own */

Task *task_copy(Ctx *c, const Task *t); /* to be changed, beside what was read */
MUST Err reason_check(const char *reason);
bool authority_on(Ctx *c); /* is the sixth clear asked for at all */
bool same_figure(double a, double b);        /* NaN is the same as NaN */

#endif
