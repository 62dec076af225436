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
    const char *words;               /* what it may be, parted by spaces; NULL: any text */
    bool        fixed;               /* a command sets it, no page */
    Err       (*check)(const char *value); /* NULL: nothing more */
} Setting;
extern const Setting settings[]; /* ends with a row without a name */
const Setting *setting_find(const char *name); /* NULL if there is none of this name */

/* What holds on c->today; the row's `otherwise` where nothing was settled.  A
 * name that is not in the table is a fault. */
const char *config_text(Ctx *c, const char *name);

/* Settle a value from a day on.  errors  setting.value.missing, and those of the
 * row's check; setting.value.choice for none of its words; setting.value.long;
 * setting.since.bad when that is no day. */
MUST Err config_set(Ctx *c, const char *name, const char *since, const char *value);

/* How often a name was settled. */
int64_t config_version(Ctx *c, const char *name);

/* What was settled for a name, the latest first day first; the rest is history. */
typedef struct Settled Settled;
struct Settled {
    const char *since, *value;
    int64_t     at, who; /* entered; milliseconds since 1970 UTC, staff */
    Settled    *next;
};
const Settled *config_history(Ctx *c, const char *name);
enum { SETTING_VALUE_MAX = 200 }; /* bytes */

/* The day that the office works on: that of the clock in Vietnam, unless this is
 * a demo office, which stays on its demo day.  *demo says which. */
const char *config_today(Ctx *c, bool *demo);

#endif
