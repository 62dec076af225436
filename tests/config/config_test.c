/* config_test.c - a setting holds from its day on, the later entry wins, and what
 * held before stays known. */
#include "config/config.h"
#include "test.h"

static const char *on(Ctx *c, const char *day) {
    Ctx then = *c;
    then.today = day;
    return config_text(&then, "office.name");
}

int main(void) {
    Ctx c = test_open();
    bool demo = true;
    CHECK(!config_text(&c, "office.name"));
    CHECK_TEXT(config_text(&c, "office.place"), "Việt Nam");
    CHECK_TEXT(config_today(&c, &demo), "2026-03-01");
    CHECK(!demo);

    CHECK_TEXT(config_set(&c, "office.name", "2025-03-01", "Ban Tuyên giáo và Dân vận"), NULL);
    CHECK_TEXT(config_set(&c, "office.name", "2020-01-01", "Ban Tuyên gíao"), NULL);
    CHECK_TEXT(config_set(&c, "office.name", "2020-01-01", "Ban Tuyên giáo"), NULL);
    CHECK(!on(&c, "2019-12-31"));
    CHECK_TEXT(on(&c, "2020-01-01"), "Ban Tuyên giáo"); /* the correction */
    CHECK_TEXT(on(&c, "2025-02-28"), "Ban Tuyên giáo");
    CHECK_TEXT(on(&c, "2025-03-01"), "Ban Tuyên giáo và Dân vận");

    CHECK_TEXT(config_set(&c, "office.name", "1 March", "x"), "setting.since.bad");
    CHECK_TEXT(config_set(&c, "office.name", "2026-03-01", " \n"), "setting.value.missing");
    CHECK_TEXT(config_set(&c, "demo.today", "2026-03-01", "14/10/2022"), "setting.value.day");
    CHECK_TEXT(config_set(&c, "demo.today", "2026-03-01", "2022-10-14"), NULL);
    CHECK_TEXT(config_today(&c, &demo), "2022-10-14"); /* though it is before its own since */
    CHECK(demo);
    CHECK_TEXT(config_set(&c, "task.authority", "2026-01-01", "require"), "setting.value.choice");
    CHECK_TEXT(config_set(&c, "task.authority", "2026-01-01", "off"), NULL);
    CHECK_TEXT(config_text(&c, "task.authority"), "off");
    char    longer[SETTING_VALUE_MAX + 2] = "";
    memset(longer, 'x', SETTING_VALUE_MAX + 1);
    CHECK_TEXT(config_set(&c, "office.place", "2026-01-01", longer), "setting.value.long");
    const Settled *h = config_history(&c, "office.name");
    CHECK_TEXT(h->since, "2025-03-01");
    CHECK_TEXT(h->next->value, "Ban Tuyên giáo"); /* of one day the later entry first */
    CHECK(h->who == 7 && h->next->next && !h->next->next->next);
    CHECK(!setting_find("office.colour"));
    CHECK_FATAL(config_text(&c, "office.colour"));
    return test_close(&c);
}
