/* rows_types.c - what each type of question may have in its column parameters, and makes of it. */
#include "xlsform/parts.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static void wrong(Form *f, const char *key, int at, const char *param, const char *value) {
    NOTE(f, ERROR, key, SURVEY_AT(at, "parameters"), WHAT(param, value));
}

static bool true_or_false(const char *s) { return !strcmp(s, "true") || !strcmp(s, "false"); }

/* ---- audit: what happened while the form was filled in ---- */

static bool audit_flags(Form *f, Item *q, const Map *p, int at) {
    static const char *const flags[] = {"track-changes", "identify-user", NULL};
    const char *why = cells_text(p, "track-changes-reasons");
    for (const char *const *k = flags; *k; k++) {
        const char *s = cells_text(p, *k);
        if (!s) continue;
        if (!true_or_false(s)) {
            wrong(f, "xlsform.param.truth", at, *k, s);
            return false;
        }
        cells_set(f->a, item_bind(f, q), arena_print(f->a, "odk:%s", *k), s);
    }
    if (why && strcmp(why, "on-form-edit") != 0) {
        wrong(f, "xlsform.audit.reasons", at, "track-changes-reasons", why);
        return false;
    }
    if (why) cells_set(f->a, item_bind(f, q), "odk:track-changes-reasons", why);
    return true;
}

static bool audit_place(Form *f, Item *q, const Map *p, int at) {
    static const char *const names[] = {"location-priority", "location-min-interval",
                                        "location-max-age"};
    static const char *const levels[] = {"no-power", "low-power", "balanced", "high-accuracy",
                                         NULL};
    const char *s[3];
    int         n = 0;
    for (int i = 0; i < 3; i++)
        if ((s[i] = cells_text(p, names[i]))) n++;
    if (!n) return true;
    if (n < 3) {
        NOTE(f, ERROR, "xlsform.audit.three", SURVEY_AT(at, "parameters"),
             WHAT(names[0], names[1], names[2]));
        return false;
    }
    if (!one_of(s[0], levels)) return wrong(f, "xlsform.audit.level", at, names[0], s[0]), false;
    for (int i = 1; i < 3; i++)
        if (!integer_ok(s[i]) || *s[i] == '-')
            return wrong(f, "xlsform.param.whole", at, names[i], s[i]), false;
    if (strtoll(s[2], NULL, 10) < strtoll(s[1], NULL, 10))
        return wrong(f, "xlsform.audit.age", at, names[2], names[1]), false;
    for (int i = 0; i < 3; i++)
        cells_set(f->a, item_bind(f, q), arena_print(f->a, "odk:%s", names[i]), s[i]);
    return true;
}

void row_audit(Form *f, Map *row, int at) {
    static const char *const allowed[] = {
        "identify-user", "location-max-age", "location-min-interval", "location-priority",
        "track-changes", "track-changes-reasons", NULL};
    const char *name = cells_text(row, "name");
    Map        *p;
    if (name && strcmp(name, "audit") != 0) {
        NOTE(f, ERROR, "xlsform.audit.name", SURVEY_AT(at, "name"), WHAT(name));
        return;
    }
    cells_set(f->a, row, "name", "audit");
    Item *q = item_of_row(f, row, "audit", at);
    q->known = type_find("audit");
    if (params_read(f, cells_text(row, "parameters"), at, &p) && params_only(f, p, allowed, at) &&
        audit_flags(f, q, p, at) && audit_place(f, q, p, at))
        item_add(f->meta, q);
}

/* ---- each type ---- */

static bool text_params(Form *f, Item *q, Map *p, int at) {
    static const char *const allowed[] = {"rows", NULL};
    const char *rows = cells_text(p, "rows");
    if (!params_only(f, p, allowed, at)) return false;
    if (rows && !integer_ok(rows)) return wrong(f, "xlsform.param.whole", at, "rows", rows), false;
    if (rows) cells_set(f->a, item_control(f, q), "rows", rows);
    return true;
}

/* The name of an application of Android: at least two words, each from a letter on. */
static bool package_ok(const char *s) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    int words = 0;
    for (;; s++) {
        size_t n = strcspn(s, ".");
        if (!n || !strchr(letters, *s)) return false;
        for (size_t i = 0; i < n; i++)
            if (!isalnum((unsigned char)s[i]) && s[i] != '_') return false;
        words++;
        s += n;
        if (!*s) return words > 1;
    }
}

static bool photo_params(Form *f, Item *q, Map *p, int at) {
    static const char *const allowed[] = {"app", "max-pixels", NULL};
    const char *pixels = cells_text(p, "max-pixels"), *app = cells_text(p, "app");
    const char *look = cells_text(q->control, "appearance");
    if (q->value && !strstr(q->value, "jr://images/"))
        q->value = arena_print(f->a, "jr://images/%s", q->value);
    if (!params_only(f, p, allowed, at)) return false;
    if (!pixels)
        NOTE(f, WARNING, "xlsform.photo.pixels", SURVEY_AT(at, "parameters"), WHAT(q->name));
    else if (!integer_ok(pixels))
        return wrong(f, "xlsform.param.whole", at, "max-pixels", pixels), false;
    else cells_set(f->a, item_bind(f, q), "orx:max-pixels", pixels);
    if (!app || (look && strcmp(look, "annotate") != 0)) return true;
    if (!package_ok(app)) return wrong(f, "xlsform.photo.app", at, "app", app), false;
    cells_set(f->a, item_control(f, q), "intent", app);
    return true;
}

static bool audio_params(Form *f, Item *q, Map *p, int at) {
    static const char *const allowed[] = {"quality", NULL};
    static const char *const levels[] = {"voice-only", "low", "normal", "external", NULL};
    const char *quality = cells_text(p, "quality");
    bool        behind = strcmp(q->type, "background-audio") == 0;
    if (!params_only(f, p, allowed, at)) return false;
    if (quality && (!one_of(quality, levels) || (behind && !strcmp(quality, "external"))))
        return wrong(f, "xlsform.audio.quality", at, "quality", quality), false;
    if (behind)
        action_add(f, q, (Action){.name = "odk:recordaudio", .event = "odk-instance-load",
                                  .quality = quality});
    else if (quality) cells_set(f->a, item_bind(f, q), "odk:quality", quality);
    return true;
}

static bool point_params(Form *f, Item *q, const Map *p, int at) {
    static const struct { const char *param, *attribute; } names[] = {
        {"capture-accuracy", "accuracyThreshold"},
        {"warning-accuracy", "unacceptableAccuracyThreshold"}};
    for (int i = 0; i < 2; i++) {
        const char *s = cells_text(p, names[i].param);
        if (!s) continue;
        if (!number_ok(s)) return wrong(f, "xlsform.param.number", at, names[i].param, s), false;
        cells_set(f->a, item_control(f, q), names[i].attribute, s);
    }
    return true;
}

static bool geo_params(Form *f, Reading *g, Item *q, Map *p, int at) {
    static const char *const of_point[] = {"allow-mock-accuracy", "capture-accuracy",
                                           "reference-geometry", "warning-accuracy", NULL};
    static const char *const of_line[] = {"allow-mock-accuracy", "incremental",
                                          "reference-geometry", NULL};
    bool        point = strcmp(q->type, "geopoint") == 0;
    const char *mock = cells_text(p, "allow-mock-accuracy"), *step = cells_text(p, "incremental");
    const char *known = cells_text(p, "reference-geometry");
    if (!params_only(f, p, point ? of_point : of_line, at)) return false;
    if (point && !point_params(f, q, p, at)) return false;
    if (step && yes_no(step) != 1)
        return wrong(f, "xlsform.geo.incremental", at, "incremental", step), false;
    if (step) cells_set(f->a, item_control(f, q), "incremental", "true");
    if (mock && !true_or_false(mock))
        return wrong(f, "xlsform.param.truth", at, "allow-mock-accuracy", mock), false;
    if (mock) cells_set(f->a, item_bind(f, q), "odk:allow-mock-accuracy", mock);
    if (known) {
        wait_add(f, g, known, at, true);
        q->itemset = known;
    }
    return true;
}

static bool background_point(Form *f, const Item *q, const Map *row, int at) {
    if (!cells_find(row, "trigger")) {
        NOTE(f, ERROR, "xlsform.background.trigger", SURVEY_AT(at, "trigger"), WHAT(q->name));
        return false;
    }
    if (!cells_find(q->bind, "calculate")) return true;
    NOTE(f, ERROR, "xlsform.background.calculation", SURVEY_AT(at, "calculation"), WHAT(q->name));
    return false;
}

static bool by_type(Form *f, Reading *g, Item *q, const Map *row, Map *p, int at) {
    static const char *const geo[] = {"geopoint", "geotrace", "geoshape", NULL};
    if (strcmp(q->type, "range") == 0) {
        q->params = p;
        return range_params(f, q, p, at);
    }
    if (strcmp(q->type, "text") == 0) return text_params(f, q, p, at);
    if (strcmp(q->type, "photo") == 0) return photo_params(f, q, p, at);
    if (!strcmp(q->type, "audio") || !strcmp(q->type, "background-audio"))
        return audio_params(f, q, p, at);
    if (one_of(q->type, geo)) return geo_params(f, g, q, p, at);
    if (strcmp(q->type, "background-geopoint") == 0) return background_point(f, q, row, at);
    if (strcmp(q->type, "start-geopoint") == 0)
        action_add(f, q, (Action){.name = "odk:setgeopoint", .event = "odk-instance-first-load"});
    return true;
}

/* ---- the row ---- */

/* csv-external, xml-external: a file that expressions look into. */
static bool external_file(Form *f, Reading *g, Item *q) {
    bool csv = strcmp(q->type, "csv-external") == 0;
    if (!csv && strcmp(q->type, "xml-external") != 0) return false;
    q->kind = ITEM_EXTERNAL;
    index_put(f->instances, q->name, (void *)(uintptr_t)(csv ? ".csv" : ".xml"));
    item_add(g->stack->item, q);
    return true;
}

/* "osm list": its tags are the rows of the list in the sheet osm. */
static void osm_tags(Form *f, Item *q, const char *list) {
    size_t n = 0, rows = f->osm.sheet ? f->osm.sheet->rows : 0;
    q->tags = arena_take(f->a, (rows + 1) * sizeof *q->tags);
    for (size_t i = 0; i < rows; i++) {
        const char *in = cells_text(f->osm.row[i], "list name");
        if (in && strcmp(in, list) == 0 && cells_text(f->osm.row[i], "name"))
            q->tags[n++] = f->osm.row[i];
    }
}

void row_typed(Form *f, Reading *g, Map *row, const char *type, int at) {
    Map        *p;
    const char *osm = strstr(type, "osm ");
    Item       *q = item_of_row(f, row, osm ? "osm" : type, at);
    if (external_file(f, g, q)) return;
    q->known = type_find(q->type);
    if (!q->known) {
        NOTE(f, ERROR, "xlsform.type.unknown", SURVEY_AT(at, "type"), WHAT(type, q->name));
        return;
    }
    if (osm) osm_tags(f, q, osm + 4);
    if (params_read(f, cells_text(row, "parameters"), at, &p) && by_type(f, g, q, row, p, at))
        row_place(f, g, q);
}
