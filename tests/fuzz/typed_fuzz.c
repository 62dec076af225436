/* typed_fuzz.c - what is typed into settings, calendars, filters and saved views. */
#include "fuzz.h"

#include "config/config.h"
#include "work/work.h"

static Ctx *office(void) {
    static Ctx c;
    if (c.db) return &c;
    c = (Ctx){.a = arena_open(), .who = 7, .now = 1772323200000, .today = "2026-03-01"};
    if (db_open(":memory:", &c.db) || db_migrate(&c)) fatal("no database");
    return &c;
}

/* A value that was settled is read back as it is; nothing else changes. */
static void setting(Ctx *c, const char *since, const char *value) {
    for (const Setting *s = settings; s->name; s++) {
        if (db_exec(c, "SAVEPOINT one")) fatal("no savepoint");
        if (!config_set(c, s->name, since, value)) {
            MUST_HOLD(date_ok(since) && strlen(value) <= SETTING_VALUE_MAX);
            if (strcmp(since, c->today) <= 0) MUST_HOLD(same(config_text(c, s->name), value));
        }
        if (db_exec(c, "ROLLBACK TO one") || db_exec(c, "RELEASE one")) fatal("no way back");
    }
}

static void holidays(Ctx *c, const char *text) {
    int n = 0;
    for (const Holiday *h = holidays_read(c, text); h; h = h->next, n++)
        if (!h->why) MUST_HOLD(date_ok(h->day) && !text_blank(h->name));
    MUST_HOLD(n <= HOLIDAY_LINES_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    Ctx         c = *office();
    c.a = arena_open();
    const char *rest = fuzz_text(c.a, data, n);
    if (text_valid(rest, strlen(rest))) {
        const char *since = fuzz_line(c.a, &rest), *value = fuzz_line(c.a, &rest);
        setting(&c, since, value);
        holidays(&c, rest);
    }
    arena_close(c.a);
    return 0;
}
