/* cli.h - the command line: a table of commands, each with its options.
 *
 * Exit codes: 0 done; 1 refused, or it failed, and the last line on standard
 * error says why; 2 the command was not understood. */
#ifndef CLI_H
#define CLI_H

#include "guide/guide.h"
#include "org/org.h"

enum { EXIT_DONE, EXIT_REFUSED, EXIT_USAGE };

/* --name VALUE, or --name alone where the value is a yes.  Without a name: a word that
 * stands by itself, "FILE", in the order of the rows; without a value too: a paragraph of
 * the help. */
typedef struct Option {
    const char  *name;  /* "db"; "" for a word or a paragraph; one letter: -o */
    const char  *value; /* what stands for it in the help: "FILE|URL"; NULL for a yes */
    const char  *help;  /* key of its sentence */
    const char **text;  /* where its value goes; "" for a yes */
} Option;

typedef struct Command Command;
struct Command {
    const char   *name;
    const char   *help;    /* key of its sentence */
    const Option *options; /* ends with a row without a name; NULL if it has none */
    int         (*run)(Ctx *c);
};
extern const Command commands[]; /* ends with a row without a name */

/* Tells the survey which pages others have of it; once, before any thread. */
void survey_steps_join(void);
extern const Route *const route_tables[]; /* of all modules; ends with NULL */
/* The page docs/roles.md; and whether a role (NULL: the public) has a right. */
const char *cli_roles(const Ctx *c);
bool        cli_role_may(const Role *role, Right right);

int  run_help(Ctx *c);
int  run_serve(Ctx *c);
int  run_migrate(Ctx *c);
int  run_demo(Ctx *c);
int  run_user(Ctx *c);
int  run_backup(Ctx *c);
int  run_restore(Ctx *c);
int  run_copy(Ctx *c);
int  run_verify_log(Ctx *c);
int  run_estimate(Ctx *c);
int  run_columns(Ctx *c);
int  run_form(Ctx *c);
int  run_inspect(Ctx *c);
int  run_sample(Ctx *c);
int  form_check(Ctx *c, const char *form, const char *answer); /* answer: may be NULL */
int  run_brief(Ctx *c);
extern const Option serve_options[], migrate_options[], demo_options[], backup_options[],
    restore_options[], copy_options[], user_options[], verify_log_options[],
    estimate_options[], columns_options[], form_options[], inspect_options[],
    sample_options[],
    brief_options[];

/* Who may log in to a demo office, on standard output. */
void demo_print_logins(const Ctx *c);

/* Say a refusal on standard error; the exit code that goes with it. */
int cli_refused(const Ctx *c, Err e);
/* Say that an option is needed; the exit code that goes with it. */
int cli_lacks(const Ctx *c, const char *option);
/* Open the database and bring its tables up to date. */
MUST Err cli_open(Ctx *c, const char *url);
/* The database where no --db was given. */
const char *cli_database(const char *given);
bool cli_on_server(const char *url); /* is it a PostgreSQL's? */
/* Where the parts of an office are, by its options (NULL: not given); folder: of the SQLite
 * file, or else the one we are in.  Files and keys that were not given lie in it. */
typedef struct Office { const char *url, *folder, *files, *keys; } Office;
Office office_at(Ctx *c, const char *db, const char *files, const char *keys);

/* A socket that listens on "127.0.0.1:8080", "[::1]:8080" or "/a/path".
 * errors   listen.address.bad   it is no such address
 *          listen.address.open  others could reach it, and no front server stands before it
 *          listen.address.taken somebody listens there, or it is not this machine's */
MUST Err cli_listen(const char *address, bool proxied, int *listener);

/* Give up, for good, all that a server has no need to do: from now on this process
 * and its children write in these folders (and TMPDIR) alone and make no call that
 * changes the machine.  Before any thread.  The list ends with NULL. */
void sandbox_enter(const char *const *folders);

/* ---- mail_job.c: mail that is due goes out ---- */
/* What the folder of keys holds for the mail server: mail.password, mail.ca.  Before the
 * first child.  errors  mail.key.exposed  others may read the password */
MUST Err mail_keys(Ctx *c, const Office *o);
Err mail_run(Ctx *c, Job *j); /* a job, each minute */

/* Removes mails that became files before this instant. */
void mail_sweep(int64_t before);
/* For a test: the folder of those files. */
void mail_place(const char *path);

/* ---- help_page.c: what one may do here, at /help ---- */
typedef struct HelpRow HelpRow;
struct HelpRow { const char *path, *title, *text; HelpRow *next; };
Html help_html(const Ctx *c, const HelpRow *first);
extern const Route help_routes[];

/* ---- safeguards.c: the ten rules against misuse, at /method/safeguards ---- */
typedef enum SafeguardState {
    SAFEGUARD_HELD,  /* whatever the program can do, the rule holds */
    SAFEGUARD_PART,  /* parts of it hold; its text says which do not */
    SAFEGUARD_AHEAD  /* what it is about is not in the program yet */
} SafeguardState;
enum { SAFEGUARD_TESTS = 5 };
typedef struct Safeguard {
    const char    *number; /* "R1" */
    const char    *name, *rule, *done; /* keys: its name, what must hold, what is done today */
    SafeguardState state;
    const char    *tests[SAFEGUARD_TESTS]; /* below tests/; NULL where there are fewer */
} Safeguard;
extern const Safeguard safeguards[]; /* ends with a row without a number */
Html safeguards_html(const Ctx *c, const Safeguard *first);
extern const Route safeguard_routes[];

#include "cli/data.h"

#endif
