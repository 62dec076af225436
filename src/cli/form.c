/* form.c - namro form: a questionnaire from a spreadsheet, converted or looked over; an XForm
 * and an answer to it, checked (form_check.c).
 *
 * Errors go to standard error, one line each with sheet, row and column, all at once; then
 * warnings and advice, apart, so that a script can tell them from each other. */
#include "cli/cli.h"

#include "text/text.h"
#include "xlsform/xlsform.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const char *verb, *in, *answer, *out, *name;
const Option form_options[] = {
    {"",     "convert|lint|check", "cli.option.form.verb", &verb},
    {"",     "IN",           "cli.option.form.in",   &in},
    {"",     "ANSWER.xml",   "cli.option.form.answer", &answer},
    {"o",    "OUT.xml",      "cli.option.form.out",  &out},
    {"name", "ROOT",         "cli.option.form.name", &name},
    {"",     NULL,           "cli.form.examples",    NULL},
    {0}
};

static void print_notes(const Ctx *c, const Xlsform *f, XlsformLevel level) {
    static const char *const keys[] = {"cli.form.error", "cli.form.warning", "cli.form.advice"};
    for (size_t i = 0; i < f->notes; i++)
        if (f->note[i].level == level)
            fprintf(stderr, "%s: %s\n", tr(c, keys[level]), xlsform_words(c, &f->note[i]));
}

static bool write_file(const char *path, const char *text, size_t n) {
    FILE *to = fopen(path, "wb");
    bool  good = to && fwrite(text, 1, n, to) == n;
    if (to && fclose(to) != 0) good = false;
    return good;
}

/* The choices that clients look up in a file lie beside the form. */
static bool write_itemsets(Ctx *c, const Xlsform *f) {
    if (!f->itemsets) return true;
    const char *slash = strrchr(out, '/');
    int         n = slash ? (int)(slash - out) + 1 : 0;
    return write_file(arena_print(c->a, "%.*sitemsets.%s", n, out, "csv"), f->itemsets,
                      strlen(f->itemsets));
}

static int put_form(Ctx *c, const Xlsform *f) {
    bool good = out ? write_file(out, f->xml, f->bytes) && write_itemsets(c, f)
                    : fwrite(f->xml, 1, f->bytes, stdout) == f->bytes && fflush(stdout) == 0;
    if (good) return EXIT_DONE;
    fprintf(stderr, "namro: %s: %s\n", out ? out : "stdout", strerror(errno));
    return EXIT_REFUSED;
}

int run_form(Ctx *c) {
    Bytes   file;
    Xlsform f;
    bool    lint = verb && strcmp(verb, "lint") == 0;
    bool    check = verb && strcmp(verb, "check") == 0;
    if (!verb || (!lint && !check && strcmp(verb, "convert") != 0))
        return cli_lacks(c, "convert|lint|check");
    if (!in) return cli_lacks(c, "IN");
    if (check) return form_check(c, in, answer);
    if (answer) {
        fprintf(stderr, "namro: %s: %s\n", answer, tr(c, "cli.word.unknown"));
        return EXIT_USAGE;
    }
    const XlsformAsked asked = {.file = in, .name = name, .proof = true, .lint = true};
    Err e = file_bytes_of(c->a, in, &file);
    if (!e) e = xlsform_convert(c->a, file, &asked, &f);
    if (e) {
        FileTrouble none = {0};
        fprintf(stderr, "namro: %s: %s\n", in, file_trouble(c, e, &none));
        return EXIT_REFUSED;
    }
    for (int level = XLSFORM_ERROR; level <= XLSFORM_ADVICE; level++)
        print_notes(c, &f, (XlsformLevel)level);
    if (f.errors) return EXIT_REFUSED;
    return lint ? EXIT_DONE : put_form(c, &f);
}
