/* cases_test.c - the reference cases of NAMRO_SHARED, each as Markdown and as XLSX: of those with
 * an XForm 95 % must give the same, of those with an error 90 % must be refused with the row and
 * the names that the reference's message carries.
 *
 *     cases_test           silent when all is well
 *     cases_test -v [WORD] each that differs, or only those with WORD in their name */
#include "canon.h"
#include "json.h"
#include "workbook.h"
#include "xlsform/xlsform.h"

#include "test.h"

static Arena      *a;
static const Ctx  *c;
static bool        loud;

typedef struct Score { int good, all; } Score;

static void say(const Json *k, const char *how, const char *why) {
    if (loud) printf("--- %s (%s)\n%s\n", json_string(k, "test"), how, why);
}

/* ---- the same form ---- */

static const char *first_difference(const char *want, const char *got) {
    while (*want && *got) {
        size_t n = strcspn(want, "\n"), m = strcspn(got, "\n");
        if (n != m || strncmp(want, got, n) != 0)
            return arena_print(a, "want %.*s\ngot  %.*s", (int)n, want, (int)m, got);
        want += n + (want[n] == '\n');
        got += m + (got[m] == '\n');
    }
    return arena_print(a, "want %.200s\ngot  %.200s", want, got);
}

static const char *notes(const Xlsform *f, XlsformLevel level) {
    Buf b = {.a = a};
    buf_text(&b, "");
    for (size_t i = 0; i < f->notes; i++)
        if (f->note[i].level == level)
            buf_text(&b, arena_print(a, "%s\n", xlsform_words(c, &f->note[i])));
    return b.s ? b.s : "";
}

static bool same_form(const Json *k, const char *how, Err e, const Xlsform *f) {
    if (e || !f->xml) return say(k, how, e ? e : notes(f, XLSFORM_ERROR)), false;
    const char *want = canon_text(a, json_string(k, "out_xform")), *got = canon_text(a, f->xml);
    if (got && strcmp(want, got) == 0) return true;
    say(k, how, got ? first_difference(want, got) : f->xml);
    return false;
}

/* ---- the same error ---- */

static bool has_word(const char *text, const char *word) {
    size_t n = strlen(word);
    for (const char *p = text; (p = strstr(p, word)); p++)
        if ((p == text || !isalnum((unsigned char)p[-1])) && !isalnum((unsigned char)p[n]))
            return true;
    return false;
}

/* Every 'name' of the message, but of its advice, that the form itself has, and the number
 * behind [row : . */
static bool same_error(const Json *k, const char *how, const char *form, Err e, const Xlsform *f) {
    const char *want = json_string(k, "out_error"), *got = notes(f, XLSFORM_ERROR);
    const char *advice = strstr(want, "Please either");
    if (advice) want = arena_part(a, want, (size_t)(advice - want));
    if (e || !f->errors) return say(k, how, arena_print(a, "want %s", want)), false;
    const char *lack = NULL;
    for (const char *p = want; !lack && (p = strchr(p, '\''));) {
        const char *end = strchr(p + 1, '\'');
        if (!end) break;
        const char *name = arena_part(a, p + 1, (size_t)(end - p) - 1);
        if (*name && strlen(name) < 60 && has_word(form, name) && !has_word(got, name)) lack = name;
        p = end + 1;
    }
    const char *row = strstr(want, "[row : ");
    if (row && isdigit((unsigned char)row[7])) {
        const char *number = arena_part(a, row + 7, strspn(row + 7, "0123456789"));
        const char *place = arena_print(a, "row %s", number);
        if (!has_word(got, place)) lack = place;
    }
    if (lack) say(k, how, arena_print(a, "lack %s\nwant %s\ngot  %s", lack, want, got));
    return !lack;
}

/* ---- each case ---- */

/* The columns of all rows, as a map of them. */
static const Json *columns(const Json *sheet) {
    Json *all = arena_new(a, Json), **at = &all->first;
    for (const Json *row = sheet->first; row; row = row->next)
        for (const Json *h = row->first; h; h = h->next) {
            if (json_at(all, h->key)) continue;
            *at = arena_new(a, Json);
            (*at)->key = h->key;
            at = &(*at)->next;
        }
    return all;
}

/* The few cases that are a structure and no tables, as tables. */
static const char *tables(const Json *k) {
    const char *md = json_string(k, "md");
    const Json *all = json_at(k, "ss_structure");
    Buf         b = {.a = a};
    if (md || !all) return md;
    for (const Json *sheet = all->first; sheet; sheet = sheet->next) {
        buf_text(&b, arena_print(a, "| %s |\n|", sheet->key));
        const Json *wide = columns(sheet);
        for (const Json *h = wide->first; h; h = h->next)
            buf_text(&b, arena_print(a, " | %s", h->key));
        buf_text(&b, " |\n");
        for (const Json *row = sheet->first; row; row = row->next) {
            buf_text(&b, "| ");
            for (const Json *h = wide->first; h; h = h->next) {
                const char *cell = json_string(row, h->key);
                buf_text(&b, " | ");
                for (; cell && *cell; cell++) buf_add(&b, *cell == '\n' ? " " : cell, 1);
            }
            buf_text(&b, " |\n");
        }
    }
    return b.s;
}

static void try_file(const Json *k, const char *how, const char *form, Bytes file, Score *score) {
    const char *name = json_string(k, "name");
    Xlsform     f;
    bool        good;
    Err e = xlsform_convert(a, file, &(XlsformAsked){.name = name ? name : "test_name"}, &f);
    if (json_string(k, "out_xform")) good = same_form(k, how, e, &f);
    else good = same_error(k, how, form, e, &f);
    score->all++;
    score->good += good;
}

static Bytes file_at(const char *path) {
    Bytes b = {0};
    CHECK_TEXT(file_bytes_of(a, path, &b), NULL);
    return b;
}

static void try_case(const Json *k, Score *form, Score *error) {
    const char *md = tables(k), *path = test_place("case.xlsx");
    Score      *score = json_string(k, "out_xform") ? form : error;
    if (!md || (!json_string(k, "out_xform") && !json_string(k, "out_error"))) return;
    try_file(k, "md", md, (Bytes){md, strlen(md)}, score);
    if (workbook_write(a, md, path)) try_file(k, "xlsx", md, file_at(path), score);
}

int main(int argc, char **argv) {
    const char *dir = getenv("NAMRO_SHARED");
    Ctx         mine = {.a = arena_open(), .lang = LANG_EN};
    Bytes       file;
    Score       form = {0}, error = {0};
    loud = argc > 1;
    a = mine.a;
    c = &mine;
    const char *path = arena_print(a, "%s/data/xlsform/cases.json", dir ? dir : "../shared");
    if (file_bytes_of(a, path, &file)) {
        printf("no %s: the converter is not compared with its reference\n", path);
        return 77;
    }
    const char *p = arena_part(a, file.p, file.n);
    for (const Json *k = json_read(a, &p)->first; k; k = k->next)
        if (argc < 3 || strstr(json_string(k, "test"), argv[2])) try_case(k, &form, &error);
    if (loud)
        printf("forms %d of %d, errors %d of %d\n", form.good, form.all, error.good, error.all);
    CHECK(100 * form.good >= 95 * form.all);
    CHECK(100 * error.good >= 90 * error.all);
    return test_failed;
}
