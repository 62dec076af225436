/* headers.c - the names of columns: what they are called otherwise, the languages behind ::,
 * and the rows below them as maps.
 *
 * bind::relevant is a column relevant within bind; label::French one for French within label.
 * A single : parts as well when no header of the sheet has ::, as very old forms do.
 * source   XLSForm reference, "Multiple language support"; pyxform, parsing/sheet_headers */
#include "xlsform/parts.h"

#include <ctype.h>
#include <string.h>

enum { TOKENS_MAX = 6 };

typedef struct Alias { const char *name, *to, *then; } Alias; /* ends with name NULL */

static const Alias survey_aliases[] = {
    {"compact_tag", "instance", "odk:tag"}, {"read_only", "bind", "readonly"},
    {"readonly", "bind", "readonly"}, {"relevant", "bind", "relevant"},
    {"relevance", "bind", "relevant"}, {"required", "bind", "required"},
    {"constraint", "bind", "constraint"}, {"constraining_message", "bind", "jr:constraintMsg"},
    {"constraint_message", "bind", "jr:constraintMsg"}, {"calculation", "bind", "calculate"},
    {"calculate", "bind", "calculate"}, {"caption", "label", NULL},
    {"appearance", "control", "appearance"}, {"command", "type", NULL}, {"tag", "name", NULL},
    {"value", "name", NULL}, {"image", "media", "image"}, {"big-image", "media", "big-image"},
    {"audio", "media", "audio"}, {"video", "media", "video"}, {"count", "control", "jr:count"},
    {"repeat_count", "control", "jr:count"}, {"jr:count", "control", "jr:count"},
    {"autoplay", "control", "autoplay"}, {"rows", "control", "rows"},
    {"noapperrorstring", "bind", "jr:noAppErrorString"},
    {"no_app_error_string", "bind", "jr:noAppErrorString"},
    {"requiredmsg", "bind", "jr:requiredMsg"}, {"required_message", "bind", "jr:requiredMsg"},
    {"body", "control", NULL}, {"save_to", "bind", "entities:saveto"}, {0}};
static const Alias choices_aliases[] = {
    {"caption", "label", NULL}, {"list_name", "list name", NULL}, {"value", "name", NULL},
    {"image", "media", "image"}, {"big-image", "media", "big-image"}, {"audio", "media", "audio"},
    {"video", "media", "video"}, {0}};
static const Alias settings_aliases[] = {
    {"form_title", "title", NULL}, {"set_form_title", "title", NULL},
    {"form_id", "id_string", NULL}, {"set_form_id", "id_string", NULL}, {0}};
static const Alias entities_aliases[] = {{"list_name", "dataset", NULL}, {0}};

static const char *const survey_columns[] = {
    "name", "label", "hint", "guidance_hint", "default", "type", "parameters", "intent", "bind",
    "instance", "control", "media", "choice_filter", "trigger", "query", "itemset", "list_name",
    "choices", "sms_field", "actions", NULL};
static const char *const choices_columns[] = {"name", "label", "media", "sms_option", NULL};
static const char *const settings_columns[] = {
    "title", "id_string", "name", "version", "default_language", "style", "instance_name",
    "submission_url", "public_key", "auto_send", "auto_delete", "namespaces", "attribute",
    "allow_choice_duplicates", "clean_text_values", "prefix", "delimiter", "client_editable",
    "instance_xmlns", "omit_instanceID", "add_none_option", "sms_keyword", "flat", NULL};
static const char *const entities_columns[] = {"dataset", "label", "entity_id", "create_if",
                                               "update_if", "repeat", NULL};

static const struct { const Alias *alias; const char *const *column; } kinds[] = {
    [HEADER_SURVEY] = {survey_aliases, survey_columns},
    [HEADER_CHOICES] = {choices_aliases, choices_columns},
    [HEADER_SETTINGS] = {settings_aliases, settings_columns},
    [HEADER_ENTITIES] = {entities_aliases, entities_columns}};

/* "Form  Id" is form_id. */
static const char *snake(Arena *a, const char *s) {
    char *out = arena_text(a, s), *to = out;
    for (; *s; s++) {
        bool blank = isspace((unsigned char)*s);
        if (!blank) *to++ = (char)tolower((unsigned char)*s);
        else if (to > out && to[-1] != ' ') *to++ = ' ';
    }
    while (to > out && to[-1] == ' ') to--;
    *to = '\0';
    for (to = out; *to; to++)
        if (*to == ' ') *to = '_';
    return out;
}

static const Alias *alias_of(HeaderKind kind, const char *name) {
    for (const Alias *k = kinds[kind].alias; k->name; k++)
        if (strcmp(k->name, name) == 0) return k;
    return NULL;
}

static bool is_column(HeaderKind kind, const char *name) {
    return one_of(name, kinds[kind].column) && !alias_of(kind, name);
}

/* a::b as its parts; of a:b a jr: stays with what follows it. */
static int split(Arena *a, const char *s, const char *by, const char **token) {
    int n = 0;
    while (n < TOKENS_MAX) {
        const char *end = n == TOKENS_MAX - 1 ? NULL : strstr(s, by);
        const char *part = cell_clean(a, end ? arena_part(a, s, (size_t)(end - s)) : s);
        bool        jr = n && strcmp(token[n - 1], "jr") == 0 && !by[1];
        if (jr) token[n - 1] = arena_print(a, "jr:%s", part ? part : "");
        else token[n++] = part ? part : "";
        if (!end) break;
        s = end + strlen(by);
    }
    return n;
}

static void read_header(Arena *a, HeaderKind kind, const char *typed, bool doubled, Header *h) {
    const char **token = arena_take(a, (TOKENS_MAX + 1) * sizeof *token);
    const char  *name = is_column(kind, typed) ? typed : snake(a, typed);
    *h = (Header){.typed = typed, .token = token, .n = 1};
    token[0] = name;
    if (is_column(kind, name)) return;
    h->n = split(a, typed, doubled || strstr(typed, "::") ? "::" : ":", token);
    name = snake(a, token[0]);
    const Alias *k = alias_of(kind, name);
    if (k && k->then) {
        memmove(token + 2, token + 1, (size_t)(h->n - 1) * sizeof *token);
        token[1] = k->then;
        h->n++;
    }
    if (k) token[0] = k->to;
    else if (one_of(name, kinds[kind].column)) token[0] = name;
}

static bool same_header(const Header *x, const Header *y) {
    if (x->n != y->n) return false;
    for (int i = 0; i < x->n; i++)
        if (strcmp(x->token[i], y->token[i]) != 0) return false;
    return true;
}

/* Two columns for one thing: which of them counts would be a guess. */
static void check_twice(Form *f, const Table *t, int i) {
    const Header *h = &t->header[i];
    if (t == &f->settings && !strcmp(h->token[0], "id_string")) return; /* form_id goes first */
    for (int j = 0; j < i; j++) {
        if (!t->header[j].n || !same_header(h, &t->header[j])) continue;
        NOTE(f, ERROR, "xlsform.header.twice", .sheet = t->sheet->name, .row = 1,
             .column = h->typed, WHAT(t->header[j].typed, h->typed));
        return;
    }
}

/* Some columns become attributes of the XForm, so their names must be names of XML. */
static void check_attribute(Form *f, const Table *t, int i) {
    static const char *const groups[] = {"bind", "control", "instance", "attribute", NULL};
    static const char *const known[] = {"jr", "orx", "odk", "ev", "xsd", "h", "entities", NULL};
    Header     *h = &t->header[i];
    if (h->n < 2 || !one_of(h->token[0], groups)) return;
    const char *name = h->token[1], *colon = strchr(name, ':');
    const char *spaces = cells_text(f->setting, "namespaces");
    const char *prefix = colon ? arena_part(f->a, name, (size_t)(colon - name)) : NULL;
    bool        good = name_ok(colon ? colon + 1 : name) && (!prefix || name_ok(prefix));
    if (good && (!prefix || one_of(prefix, known) || t == &f->settings ||
                 (spaces && strstr(spaces, arena_print(f->a, "%s=", prefix)))))
        return;
    NOTE(f, WARNING, good ? "xlsform.header.space" : "xlsform.header.name", .sheet = t->sheet->name,
         .row = 1, .column = h->typed, WHAT(good ? prefix : name));
    h->n = 0;
}

/* ---- rows ---- */

static const char *straight_quote(const char *s) {
    static const char *const single[] = {"\xe2\x80\x98", "\xe2\x80\x99", NULL};
    static const char *const twin[] = {"\xe2\x80\x9c", "\xe2\x80\x9d", NULL};
    for (int i = 0; i < 2; i++) {
        if (begins(s, single[i])) return "'";
        if (begins(s, twin[i])) return "\"";
    }
    return NULL;
}

/* Quotes that a word processor bent are no quotes to XPath. */
static const char *clean(Arena *a, const char *s, bool collapse) {
    if (!strstr(s, "\xe2\x80") && !(collapse && strpbrk(s, " \t\r\n"))) return s;
    char *out = arena_text(a, s), *to = out;
    for (; *s; s++) {
        const char *quote = straight_quote(s);
        if (quote) *to++ = *quote, s += 2;
        else if (!collapse || !isspace((unsigned char)*s)) *to++ = *s;
        else if (to > out && to[-1] != ' ') *to++ = ' ';
    }
    while (collapse && to > out && to[-1] == ' ') to--;
    *to = '\0';
    return out;
}

static void put_cell(Form *f, Map *row, const Header *h, const char *value) {
    if (h->n == 1) {
        cells_set(f->a, row, h->token[0], value);
        return;
    }
    Pair p = {.key = h->token[h->n - 1], .text = value};
    for (int i = h->n - 2; i >= 0; i--) {
        Map *m = arena_new(f->a, Map);
        if (p.map) cells_put(f->a, m, p.key, p.map);
        else cells_set(f->a, m, p.key, p.text);
        p = (Pair){.key = h->token[i], .map = m};
    }
    cells_merge(f->a, row, &p, f->lang);
}

static void read_row(Form *f, Table *t, size_t i, bool collapse) {
    const Row *r = &t->sheet->row[i];
    t->row[i] = arena_new(f->a, Map);
    for (int c = 0; c < t->sheet->columns; c++) {
        const Header *h = &t->header[c];
        const char   *cell = grid_cell(r, c);
        if (cell && h->n) put_cell(f, t->row[i], h, clean(f->a, cell, collapse));
    }
}

static void lack(Form *f, const Table *t, const char *column) {
    NOTE(f, ERROR, "xlsform.header.lack", .sheet = t->sheet->name, .row = 1, .column = column,
         WHAT(t->sheet->name, column));
}

bool header_has(const Table *t, const char *first) {
    for (int i = 0; t->sheet && i < t->sheet->columns; i++)
        if (t->header[i].n && strcmp(t->header[i].token[0], first) == 0) return true;
    return false;
}

void header_read(Form *f, const char *name, HeaderKind kind, Table *t) {
    *t = (Table){.sheet = book_sheet(&f->book, name)};
    if (!t->sheet || !t->sheet->header) {
        t->sheet = NULL;
        return;
    }
    int  n = t->sheet->columns;
    bool doubled = false;
    t->header = arena_take(f->a, (size_t)n * sizeof *t->header + 1);
    for (int i = 0; i < n; i++)
        if (t->sheet->header[i] && strstr(t->sheet->header[i], "::")) doubled = true;
    for (int i = 0; i < n; i++) {
        if (!t->sheet->header[i]) continue;
        read_header(f->a, kind, t->sheet->header[i], doubled, &t->header[i]);
        check_attribute(f, t, i);
        check_twice(f, t, i);
    }
    t->row = arena_take(f->a, t->sheet->rows * sizeof *t->row + 1);
    for (size_t i = 0; i < t->sheet->rows; i++)
        read_row(f, t, i, kind == HEADER_SURVEY && f->clean);
    if (kind == HEADER_SURVEY && !header_has(t, "type")) lack(f, t, "type");
    if (kind == HEADER_CHOICES && t == &f->choices && t->sheet->rows && !header_has(t, "name"))
        lack(f, t, "name");
}

/* ---- languages that lack a column ---- */

static const char *const translated[] = {"label", "hint", "guidance_hint", "image", "big-image",
                                         "audio", "video", "jr:constraintMsg", "jr:requiredMsg",
                                         NULL};

/* The column that people translate, and its language; NULL: none of those. */
static const char *translation(const Header *h, const char **lang) {
    int i = h->n > 1 && (!strcmp(h->token[0], "media") || !strcmp(h->token[0], "bind"));
    if (!h->n || !one_of(h->token[i], translated)) return NULL;
    *lang = h->n == i + 1 ? "default" : h->token[i + 1];
    return h->token[i];
}

/* As people write it. */
static const char *column_name(const char *column) {
    return !strcmp(column, "jr:constraintMsg") ? "constraint_message"
           : !strcmp(column, "jr:requiredMsg") ? "required_message"
                                               : column;
}

static bool has_translation(const Table *t, const char *column, const char *lang) {
    const char *l;
    for (int i = 0; i < t->sheet->columns; i++) {
        const char *c = translation(&t->header[i], &l);
        if (c && strcmp(c, column) == 0 && (!lang || strcmp(l, lang) == 0)) return true;
    }
    return false;
}

static void check_language(Form *f, const Table *t, const char *lang) {
    Buf b = {.a = f->a};
    for (const char *const *c = translated; *c; c++)
        if (has_translation(t, *c, NULL) && !has_translation(t, *c, lang))
            buf_all(&b, b.len ? ", " : "", column_name(*c), NULL);
    if (b.len)
        NOTE(f, WARNING, "xlsform.language.lack", .sheet = t->sheet->name, WHAT(lang, b.s));
}

static void check_languages(Form *f, const Table *t) {
    const char *seen[64], *lang;
    int         n = 0, others = 0;
    for (int i = 0; t->sheet && i < t->sheet->columns; i++) {
        if (!translation(&t->header[i], &lang)) continue;
        bool is = false;
        for (int j = 0; j < n; j++)
            if (strcmp(seen[j], lang) == 0) is = true;
        if (is || n == 64) continue;
        seen[n++] = lang;
        if (strcmp(lang, "default") != 0) others++;
    }
    if (n > XLSFORM_LANGS_MAX)
        NOTE(f, ERROR, "xlsform.language.many", .sheet = t->sheet->name, .row = 1);
    for (int i = 0; i < n && others; i++) check_language(f, t, seen[i]);
    if (others && f->or_other)
        NOTE(f, WARNING, "xlsform.language.other", .sheet = t->sheet->name);
}

void header_translations(Form *f) {
    check_languages(f, &f->survey);
    check_languages(f, &f->choices);
}
