/* types.c - the types of questions, with all the names they have had.
 *
 * source   XLSForm reference; pyxform, question_type_dictionary and aliases */
#include "xlsform/parts.h"

#include <string.h>

#define INPUT(n, b)         {.name = (n), .control = "input", .bind = (b)}
#define NOTED(n)            {.name = (n), .control = "input", .bind = "string", .readonly = true}
#define UPLOAD(n, m)        {.name = (n), .control = "upload", .bind = "binary", .media = (m)}
#define STAMP(n, p)         {.name = (n), .bind = "dateTime", .preload = "timestamp", .params = (p)}
#define PROPERTY(n, p)      {.name = (n), .bind = "string", .preload = "property", .params = (p)}
#define UNSEEN(n, b)        {.name = (n), .bind = (b)}
#define DAYS(n, m)          {.name = (n), .control = "input", .bind = "int", \
                             .constraint = "0 <= . and . <= " m, .hint = "Enter a number 0-" m "."}

static const TypeRow types[] = {
    INPUT("text", "string"), INPUT("string", "string"), INPUT("q string", "string"),
    INPUT("add text prompt", "string"),
    INPUT("integer", "int"), INPUT("int", "int"), INPUT("q int", "int"),
    INPUT("add integer prompt", "int"), INPUT("decimal", "decimal"), INPUT("q decimal", "decimal"),
    INPUT("add decimal prompt", "decimal"),
    {.name = "percentage", .control = "input", .bind = "int", .constraint = "0 <= . and . <= 100"},
    DAYS("number of days in last month", "31"), DAYS("number of days in last six months", "183"),
    DAYS("number of days in last year", "365"),
    {.name = "phone number", .control = "input", .bind = "string",
     .constraint = "regex(., '^\\d*$')", .hint = "Enter numbers only."},
    INPUT("date", "date"), INPUT("q date", "date"), INPUT("add date prompt", "date"),
    INPUT("time", "time"), INPUT("datetime", "dateTime"), INPUT("dateTime", "dateTime"),
    INPUT("date time", "dateTime"), INPUT("q date time", "dateTime"),
    INPUT("q dateTime", "dateTime"),
    INPUT("add date time prompt", "dateTime"), INPUT("add dateTime prompt", "dateTime"),
    NOTED("note"), NOTED("q note"), NOTED("add note prompt"),
    INPUT("barcode", "barcode"), INPUT("q barcode", "barcode"),
    INPUT("add barcode prompt", "barcode"),
    {.name = "acknowledge", .control = "trigger", .bind = "string"},
    {.name = "q acknowledge", .control = "trigger", .bind = "string"},
    {.name = "add acknowledge prompt", .control = "trigger", .bind = "string"},
    {.name = "trigger", .control = "trigger"},
    INPUT("geopoint", "geopoint"), INPUT("gps", "geopoint"), INPUT("location", "geopoint"),
    INPUT("q geopoint", "geopoint"), INPUT("q location", "geopoint"),
    INPUT("add location prompt", "geopoint"),
    INPUT("geotrace", "geotrace"), INPUT("geoshape", "geoshape"),
    UPLOAD("photo", "image/*"), UPLOAD("image", "image/*"), UPLOAD("q picture", "image/*"),
    UPLOAD("q image", "image/*"), UPLOAD("add image prompt", "image/*"),
    UPLOAD("audio", "audio/*"), UPLOAD("q audio", "audio/*"), UPLOAD("add audio prompt", "audio/*"),
    UPLOAD("video", "video/*"), UPLOAD("q video", "video/*"), UPLOAD("add video prompt", "video/*"),
    UPLOAD("file", "application/*"), UPLOAD("add file prompt", "application/*"),
    UPLOAD("osm", "osm/*"),
    {.name = "range", .control = "range", .bind = "int"},
    {.name = "select one", .control = "select1", .bind = "string"},
    {.name = "select all that apply", .control = "select", .bind = "string"},
    {.name = "rank", .control = "odk:rank", .bind = "odk:rank"},
    {.name = "select one external", .control = "input", .bind = "string"},
    UNSEEN("calculate", "string"), UNSEEN("q calculate", "string"),
    UNSEEN("add calculate prompt", "string"), UNSEEN("hidden", "string"), UNSEEN("audit", "binary"),
    UNSEEN("start-geopoint", "geopoint"), UNSEEN("background-geopoint", "geopoint"),
    UNSEEN("background-audio", "binary"),
    STAMP("start", "start"), STAMP("start time", "start"), STAMP("get start time", "start"),
    STAMP("end", "end"), STAMP("end time", "end"), STAMP("get end time", "end"),
    {.name = "today", .bind = "date", .preload = "date", .params = "today"},
    {.name = "get today", .bind = "date", .preload = "date", .params = "today"},
    PROPERTY("deviceid", "deviceid"), PROPERTY("device id", "deviceid"),
    PROPERTY("imei", "deviceid"), PROPERTY("get device id", "deviceid"),
    PROPERTY("phonenumber", "phonenumber"),
    PROPERTY("get phone number", "phonenumber"), PROPERTY("simserial", "simserial"),
    PROPERTY("sim id", "simserial"), PROPERTY("get sim id", "simserial"),
    PROPERTY("subscriberid", "subscriberid"), PROPERTY("subscriber id", "subscriberid"),
    PROPERTY("get subscriber id", "subscriberid"), PROPERTY("username", "username"),
    PROPERTY("email", "email"), PROPERTY("uri:deviceid", "uri:deviceid"),
    PROPERTY("uri:phonenumber", "uri:phonenumber"), PROPERTY("uri:simserial", "uri:simserial"),
    PROPERTY("uri:subscriberid", "uri:subscriberid"), PROPERTY("uri:username", "uri:username"),
    PROPERTY("uri:email", "uri:email"),
};

const TypeRow *type_find(const char *name) {
    for (size_t i = 0; name && i < sizeof types / sizeof *types; i++)
        if (strcmp(types[i].name, name) == 0) return &types[i];
    return NULL;
}

const char *type_plain(const char *type) {
    static const struct { const char *name, *is; } names[] = {
        {"imei", "deviceid"}, {"image", "photo"}, {"add image prompt", "photo"},
        {"add photo prompt", "photo"}, {"add audio prompt", "audio"},
        {"add video prompt", "video"}, {"add file prompt", "file"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i].name, type) == 0) return names[i].is;
    return type;
}

#define ONE   "select one"
#define MANY  "select all that apply"
static const SelectName selects[] = {
    {"add select one prompt using", ONE, false}, {"add select multiple prompt using", MANY, false},
    {"select all that apply from", MANY, false}, {"select one from", ONE, false},
    {"select1", ONE, false}, {"select_one", ONE, false}, {"select one", ONE, false},
    {"select_multiple", MANY, false}, {"select all that apply", MANY, false},
    {"select_one_external", "select one external", false},
    {"select_one_from_file", ONE, true}, {"select_multiple_from_file", MANY, true},
    {"select one from file", ONE, true}, {"select multiple from file", MANY, true},
    {"rank", "rank", false}};

/* One word and no more, or a word and " or_other". */
static bool take_list(Arena *a, const char *s, const char **list, bool *other) {
    static const char *const others[] = {"", " or specify other", " or_other", " or other"};
    size_t n = strcspn(s, " \t\r\n");
    for (size_t i = 0; n && i < sizeof others / sizeof *others; i++) {
        if (strcmp(s + n, others[i]) != 0) continue;
        *list = arena_part(a, s, n);
        *other = i > 0;
        return true;
    }
    return false;
}

const SelectName *type_select(Arena *a, const char *type, const char **list, bool *other) {
    for (size_t i = 0; i < sizeof selects / sizeof *selects; i++) {
        size_t n = strlen(selects[i].name);
        if (begins(type, selects[i].name) && type[n] == ' ' &&
            take_list(a, type + n + 1, list, other))
            return &selects[i];
    }
    return NULL;
}

/* What follows "begin " or "begin_". */
static const char *control_of(const char *type, const char *word, const char **rest) {
    static const struct { const char *name, *is; } controls[] = {
        {"group", "group"}, {"lgroup", "repeat"}, {"repeat", "repeat"}, {"loop", "loop"},
        {"looped group", "repeat"}};
    size_t n = strlen(word);
    if (!begins(type, word) || !type[n] || !strchr(" _\t", type[n])) return NULL;
    for (size_t i = 0; i < sizeof controls / sizeof *controls; i++) {
        size_t m = strlen(controls[i].name);
        *rest = type + n + 1 + m;
        if (begins(type + n + 1, controls[i].name) && (!**rest || **rest == ' '))
            return controls[i].is;
    }
    return NULL;
}

const char *type_begin(Arena *a, const char *type, const char **list) {
    const char *rest, *is = control_of(type, "begin", &rest);
    *list = NULL;
    if (!is || !*rest) return is;
    rest += begins(rest, " over ") && rest[6] ? 6 : 1;
    if (!*rest || strpbrk(rest, " \t\r\n")) return NULL;
    *list = arena_text(a, rest);
    return is;
}

const char *type_end(const char *type) {
    const char *rest, *is = control_of(type, "end", &rest);
    return is && !*rest ? is : NULL;
}
