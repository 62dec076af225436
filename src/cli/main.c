/* main.c - namro: one program, a server and its commands. */
#include "cli/cli.h"

#include "crypt/crypt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *help_roles;
static const Option help_options[] = {
    {"roles", NULL, "cli.option.help.roles", &help_roles},
    {0}
};

const Command commands[] = {
    {"serve",   "cli.serve",   serve_options,   run_serve},
    {"migrate", "cli.migrate", migrate_options, run_migrate},
    {"user",    "cli.user",    user_options,    run_user},
    {"backup",  "cli.backup",  backup_options,  run_backup},
    {"restore", "cli.restore", restore_options, run_restore},
    {"copy",    "cli.copy",    copy_options,    run_copy},
    {"demo",    "cli.demo",    demo_options,    run_demo},
    {"verify-log", "cli.log", verify_log_options, run_verify_log},
    {"brief",   "cli.brief",   brief_options,   run_brief},
    {"estimate", "cli.estimate", estimate_options, run_estimate},
    {"columns", "cli.columns", columns_options, run_columns},
    {"form",    "cli.form",    form_options,    run_form},
    {"inspect", "cli.inspect", inspect_options, run_inspect},
    {"sample", "cli.sample", sample_options, run_sample},
    {"help",    "cli.help",    help_options,    run_help},
    {0}
};

/* Vietnamese, unless the terminal is set to English. */
static Lang lang(void) {
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value && *value) return strncmp(value, "en", 2) == 0 ? LANG_EN : LANG_VI;
    }
    return LANG_VI;
}

int run_help(Ctx *c) {
    if (help_roles) {
        fputs(cli_roles(c), stdout);
        return EXIT_DONE;
    }
    puts(tr(c, "cli.usage"));
    for (const Command *m = commands; m->name; m++)
        printf("    %-10s %s\n", m->name, tr(c, m->help));
    puts(tr(c, "cli.more"));
    return EXIT_DONE;
}

static bool is_word(const Option *o) { return !*o->name && o->value; }

static int help_of(const Ctx *c, const Command *m) {
    printf("namro %s", m->name);
    for (const Option *o = m->options; o && o->name; o++)
        if (is_word(o)) printf(" %s", o->value);
    printf("\n    %s\n", tr(c, m->help));
    for (const Option *o = m->options; o && o->name; o++) {
        if (is_word(o)) printf("    %s\n        %s\n", o->value, tr(c, o->help));
        else if (!*o->name) printf("\n%s\n", tr(c, o->help));
        else printf("    %s%s%s%s\n        %s\n", o->name[1] ? "--" : "-", o->name,
                    o->value ? " " : "", o->value ? o->value : "", tr(c, o->help));
    }
    puts(tr(c, "cli.codes"));
    return EXIT_DONE;
}

static int misused(const Ctx *c, Err e, const char *what) {
    fprintf(stderr, "namro: %s: %s\n", what, tr(c, e));
    return EXIT_USAGE;
}

int cli_lacks(const Ctx *c, const char *option) { return misused(c, "cli.option.needed", option); }

/* --option, or -o of one letter.  What begins with - and is none of these is a word. */
static bool is_option(const char *word) {
    return strncmp(word, "--", 2) == 0 || (word[0] == '-' && word[1] && !word[2]);
}

/* One option at argv[*i]; *i moves to its last word. */
static Err take_option(const Command *m, char **argv, int argc, int *i) {
    const char *word = argv[*i] + (argv[*i][1] == '-' ? 2 : 1);
    size_t      n = strcspn(word, "=");
    for (const Option *o = m->options; o && o->name; o++) {
        if (!*o->name || strlen(o->name) != n || strncmp(o->name, word, n) != 0) continue;
        if (!o->value && word[n]) return "cli.option.value";
        if (!o->value) *o->text = "";
        else if (word[n]) *o->text = word + n + 1;
        else if (*i + 1 < argc) *o->text = argv[++*i];
        else return "cli.option.empty";
        return NULL;
    }
    return "cli.option.unknown";
}

/* The next word of those that the command wants. */
static bool take_word(const Command *m, const char *word) {
    for (const Option *o = m->options; o && o->name; o++) {
        if (!is_word(o) || *o->text) continue;
        *o->text = word;
        return true;
    }
    return false;
}

static int run_command(Ctx *c, const Command *m, int argc, char **argv) {
    for (int i = 2; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0) return help_of(c, m);
        const char *word = argv[i];
        if (!is_option(word)) {
            if (take_word(m, word)) continue;
            return misused(c, "cli.word.unknown", word);
        }
        Err e = take_option(m, argv, argc, &i);
        if (e) return misused(c, e, word);
    }
    return m->run(c);
}

int main(int argc, char **argv) {
    Ctx c = {.a = arena_open(), .now = clock_ms(), .lang = lang()};
    c.today = day_of(c.a, c.now);
    crypt_start();
    if (argc < 2 || strcmp(argv[1], "--help") == 0) return run_help(&c);
    for (const Command *m = commands; m->name; m++)
        if (strcmp(m->name, argv[1]) == 0) return run_command(&c, m, argc, argv);
    return misused(&c, "cli.command.unknown", argv[1]);
}
