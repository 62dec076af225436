/* setting_page.c - what the office has settled: each setting, its history, a new value
 * from a day on.  The pages are made from the table of settings. */
#include "org/org.h"
#include "org/parts.h"

#include "config/config.h"

#include <string.h>

/* A value as people read it. */
static const char *setting_shown(const Ctx *c, const Setting *s, const char *value) {
    static const struct { const char *word, *key; } words[] = {
        {"required", "setting.word.required"},
        {"optional", "setting.word.optional"},
        {"off",      "setting.word.off"},
        {"on",       "setting.word.on"},
        {"folder",   "setting.word.folder"},
        {"smtp",     "setting.word.smtp"},
        {"starttls", "setting.word.starttls"},
        {"tls",      "setting.word.tls"},
        {"plain",    "setting.word.plain"},
    };
    for (size_t i = 0; s->words && value && i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i].word, value) == 0) return tr(c, words[i].key);
    return value ? value : "–";
}

/* The first day of all is that of the set-up. */
const char *setting_day(const Ctx *c, const char *since) {
    return strcmp(since, "0001-01-01") == 0 ? tr(c, "setting.first") : text_day(c, since);
}

static const Choice *choices_of(const Ctx *c, const Setting *s) {
    Choice *first = NULL, **end = &first;
    for (const char *p = s->words; p && *p; p += strspn(p, " ")) {
        size_t n = strcspn(p, " ");
        *end = arena_new(c->a, Choice);
        **end = (Choice){.value = arena_part(c->a, p, n)};
        (*end)->text = setting_shown(c, s, (*end)->value);
        end = &(*end)->next;
        p += n;
    }
    return first;
}

static const SettledLine *lines_of(Ctx *c, const Setting *s) {
    SettledLine *first = NULL, **end = &first;
    for (const Settled *h = config_history(c, s->name); h; h = h->next) {
        *end = arena_new(c->a, SettledLine);
        **end = (SettledLine){h->since, setting_shown(c, s, h->value), deeds_who(c, h->who), h->at,
                              NULL};
        end = &(*end)->next;
    }
    return first;
}

static Err settings_page(Ctx *c, Request *r) {
    SettingLine *first = NULL, **end = &first;
    for (const Setting *s = settings; s->name; s++) {
        if (s->fixed) continue;
        *end = arena_new(c->a, SettingLine);
        **end = (SettingLine){s->name, setting_shown(c, s, config_text(c, s->name)), NULL};
        end = &(*end)->next;
    }
    reply_page(r, tr(c, "setting.title"), settings_html(c, first));
    return NULL;
}

static const Setting *asked(const Request *r) {
    const Setting *s = setting_find(request_part(r, "name"));
    return s && !s->fixed ? s : NULL;
}

static Err setting_page(Ctx *c, Request *r) {
    const Setting *s = asked(r);
    if (!s) return "http.missing";
    const SettingPage p = {.name = s->name, .value = config_text(c, s->name),
                           .choices = choices_of(c, s), .history = lines_of(c, s)};
    const ClashField stored[] = {{.name = "value", .label = tr(c, "setting.value"),
                                  .value = p.value, .choices = p.choices}, {0}};
    const Clash k = clash_meet(c, request_form(c, r), config_version(c, s->name), stored);
    reply_trail(c, r, "/admin/setting", tr(c, "setting.title"));
    reply_page(r, tr(c, s->name), setting_html(c, &k, &p));
    return NULL;
}

static Err setting_post(Ctx *c, Request *r) {
    const Setting *s = asked(r);
    const char    *since = form_day(c, &r->form, "since"), *value = form_value(&r->form, "value");
    Deed           d = {.what = "setting.deed.settled", .subject = "setting"};
    if (!s) return "http.missing";
    if (!date_ok(since)) return "setting.since.bad";
    deed_change(c, &d, "name", "", s->name);
    deed_change(c, &d, "since", "", since);
    deed_change(c, &d, "value", config_text(c, s->name), value);
    Err e = clash_check(&r->form, config_version(c, s->name));
    if (!e) e = config_set(c, s->name, since, value);
    if (!e) e = audit_note(c, &d);
    if (!e) reply_done(r, arena_print(c->a, "/admin/setting/%s", s->name), "setting.done");
    return e;
}

const Route setting_routes[] = {
    SHOW("/admin/setting",        settings_page, RIGHT_ADMIN, "setting.title"),
    SHOW("/admin/setting/{name}", setting_page,  RIGHT_ADMIN, NULL),
    SEND("/admin/setting/{name}", setting_post,  RIGHT_ADMIN, setting_page),
    {0}
};
