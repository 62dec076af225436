/* config.h - what the office has settled: settings, each valid from a day on.
 *
 * A setting holds from its `since` until a later one; what held on an earlier
 * day stays known, so an old report is made again as it was.  The table of
 * known settings is a table of rows: its page, its help and its checks are made
 * from it.  A setting's name is also the key of its label. */
#ifndef CONFIG_H
#define CONFIG_H

#include "base/base.h"

typedef struct Setting {
    const char *name;                /* "office.name" */
    const char *otherwise;           /* where nothing was settled; NULL: unknown */
    Err       (*check)(const char *value); /* NULL: any text that is not blank */
} Setting;
extern const Setting settings[]; /* ends with a row without a name */

/* What holds on c->today; the row's `otherwise` where nothing was settled.  A
 * name that is not in the table is a fault. */
const char *config_text(Ctx *c, const char *name);

/* Settle a value from a day on.  errors  setting.value.missing, and those of the
 * row's check; setting.since.bad when that is no day. */
MUST Err config_set(Ctx *c, const char *name, const char *since, const char *value);

/* The day that the office works on: that of the clock in Vietnam, unless this is
 * a demo office, which stays on its demo day.  *demo says which. */
const char *config_today(Ctx *c, bool *demo);

#endif
