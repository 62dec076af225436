/* transparency.c - what those who run the office did in a month, counted from the log alone:
 * so anybody who has the log counts the same. */
#include "cli/cli.h"

#include <string.h>

const Counted counted[] = {
    {"reads",      "transparency.reads",
     "log.deed.read survey.deed.read submission.deed.opened"},
    {"exports",    "transparency.exports",    "export.deed.taken survey.deed.exported"},
    {"entered",    "transparency.entered",    "account.deed.entered"},
    {"failed",     "transparency.failed",     "account.deed.failed"},
    {"accounts",   "transparency.accounts",   "account.deed.made"},
    {"links",      "transparency.links",      "account.deed.linked"},
    {"closed",     "transparency.closed",     "account.deed.closed"},
    {"access",     "transparency.access",     "access.deed.made"},
    {"rights",     "transparency.rights",
     "post.deed.added appointment.deed.made appointment.deed.acting delegation.deed.given"},
    {"taken",      "transparency.taken",
     "post.deed.ended appointment.deed.ended delegation.deed.revoked access.deed.ended"},
    {"settings",   "transparency.settings",   "setting.deed.settled"},
    {"deletions",  "transparency.deletions",
     "data.deed.expired task.deed.dropped document.deed.unfiled document.deed.unrelated"
     " holiday.deed.dropped ladder.deed.dropped"},
    {"corrections", "transparency.corrections",
     "task.deed.corrected task.deed.undone unit.deed.correct unit.deed.undo document.deed.changed"
     " staff.deed.changed tally.deed.mended"},
    {"all",        "transparency.all",        ""},
    {0},
};

/* "" is of all deeds. */
static bool is_of(const char *deeds, const char *what) {
    size_t n = strlen(what);
    for (const char *p = deeds; *p; p += strspn(p, " ")) {
        if (strcspn(p, " ") == n && memcmp(p, what, n) == 0) return true;
        p += strcspn(p, " ");
    }
    return !*deeds;
}

static int64_t begins(Ctx *c, const char *month, bool next) {
    const char *day = arena_print(c->a, "%s-01", month);
    if (next) day = arena_print(c->a, "%.7s-01", day_add(c->a, day, 31));
    return day_number(day) * 86400 * 1000 - ZONE_MS;
}

Err transparency(Ctx *c, const char *month, int64_t n[COUNTED_MAX]) {
    memset(n, 0, sizeof *n * COUNTED_MAX);
    Rows q = db_query(c, "SELECT what, count(*) FROM deed WHERE at >= $1 AND at < $2 GROUP BY what",
                      V(begins(c, month, false)), V(begins(c, month, true)));
    while (db_next(&q)) {
        const char *what = row_text(&q, 0);
        for (int i = 0; counted[i].name; i++)
            if (is_of(counted[i].deeds, what)) n[i] += row_int(&q, 1);
    }
    return q.err;
}
