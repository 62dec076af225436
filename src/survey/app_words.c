/* app_words.c - all that the app says, in both languages: it must be there without network. */
#include "survey/app.h"

#include <string.h>

static const char *const keys[] = {
    "app.act.again", "app.act.back", "app.act.begin", "app.act.drop", "app.act.fetch",
    "app.act.go", "app.act.leave", "app.act.new", "app.act.save", "app.act.send", "app.empty",
    "app.entries", "app.entry.made", "app.entry.receipt", "app.fetched", "app.file.choose",
    "app.file.drop", "app.file.large", "app.file.lost", "app.file.name", "app.file.pick",
    "app.file.reset", "app.file.save", "app.file.wait", "app.finish", "app.forget.sure",
    "app.form.add", "app.form.back", "app.form.chosen", "app.form.invalid", "app.form.language",
    "app.form.lost", "app.form.missing", "app.form.more", "app.form.needed", "app.form.next",
    "app.form.none", "app.form.rank", "app.form.remove", "app.form.remove.one",
    "app.form.remove.sure", "app.home", "app.later", "app.leave.not", "app.leave.sure",
    "app.login", "app.mend", "app.no", "app.note.login", "app.note.offline", "app.note.trouble",
    "app.others", "app.place.add", "app.place.bad", "app.place.drop", "app.place.find",
    "app.place.forbidden", "app.place.is", "app.place.lat", "app.place.lon", "app.place.lost",
    "app.place.none", "app.place.points", "app.place.so", "app.place.type", "app.place.typed",
    "app.place.wait", "app.preview", "app.preview.check", "app.preview.good", "app.saved",
    "app.state.draft", "app.state.open", "app.state.part", "app.state.ready",
    "app.state.received", "app.state.refused", "app.state.sent", "app.survey.here",
    "app.survey.not", "app.survey.until", "app.title", "app.too.large", "app.understood",
    "app.unsaved", "app.why.closed", "app.why.conflict", "app.why.file", "app.why.other",
    "app.why.unsaid", "app.why.version", "app.yes",
};

static void put_pair(const Ctx *c, Buf *b, const char *name, const char *key) {
    json_text_put(b, name);
    buf_text(b, ":");
    json_text_put(b, tr(c, key));
}

static void put_tongue(Ctx c, Buf *b, Lang lang, const char *const *more) {
    c.lang = lang;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        buf_text(b, i ? "," : "{");
        put_pair(&c, b, keys[i] + strlen("app."), keys[i]);
    }
    for (; *more; more++) {
        buf_text(b, ",");
        put_pair(&c, b, *more, *more);
    }
    buf_text(b, "}");
}

const char *app_words_and(Ctx *c, const char *const *more) {
    Buf b = {.a = c->a};
    buf_text(&b, "{\"vi\":");
    put_tongue(*c, &b, LANG_VI, more);
    buf_text(&b, ",\"en\":");
    put_tongue(*c, &b, LANG_EN, more);
    buf_text(&b, "}");
    return b.s;
}

const char *app_words(Ctx *c) {
    const char *const none = NULL;
    return app_words_and(c, &none);
}
