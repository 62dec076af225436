/* user.c - accounts, for whoever owns the server: an office that has lost its last
 * administrator gets one again.  What it does is noted in the log, by nobody. */
#include "cli/cli.h"

#include "config/config.h"
#include "org/org.h"

#include <stdio.h>
#include <stdlib.h>

static const char *user_db, *list, *add, *name, *role, *unit, *grant, *renew, *shut, *reopen;
static char *token; /* of the link that was made: printed when it is stored */
const Option user_options[] = {
    {"db",    "FILE|URL", "cli.option.db",         &user_db},
    {"list",  NULL,       "cli.option.user.list",  &list},
    {"add",   "LOGIN",    "cli.option.user.add",   &add},
    {"grant", "LOGIN",    "cli.option.user.grant", &grant},
    {"name",  "NAME",     "cli.option.user.name",  &name},
    {"role",  "ROLE",     "cli.option.user.role",  &role},
    {"unit",  "ID",       "cli.option.user.unit",  &unit},
    {"link",  "LOGIN",    "cli.option.user.link",  &renew},
    {"close", "LOGIN",    "cli.option.user.close", &shut},
    {"open",  "LOGIN",    "cli.option.user.open",  &reopen},
    {0}
};

static Err list_all(Ctx *c) {
    int            n;
    const Account *all = accounts_all(c, &n);
    for (int i = 0; i < n; i++)
        printf("%s\t%s\t%s\t%s\n", all[i].login, all[i].name, account_roles(c, all[i].staff),
               account_state(c, &all[i]));
    return NULL;
}

static Err find(Ctx *c, const char *login, Account *out) {
    return account_named(c, login, out) ? NULL : "cli.user.unknown";
}

/* The day on which a unit ends, as far as is known; NULL if there is none. */
static const char *end_of_unit(Ctx *c, int64_t at) {
    const char *day = NULL;
    Rows q = db_query(c, "SELECT max(until) FROM unit_spell WHERE unit = $1"
                         " AND unlearnt = 9223372036854775807", V(at));
    if (db_next(&q)) day = row_text(&q, 0);
    db_stop(&q);
    return day;
}

/* A post of this role at the unit, called as the role is. */
static Err give_role(Ctx *c, int64_t staff) {
    int64_t     at = unit ? strtoll(unit, NULL, 10) : unit_top(c), post = 0, id;
    const Role *r = role ? role_find(role) : NULL;
    if (!r) return "cli.user.role";
    Err e = post_add(c, &(PostNew){.unit = at, .name = tr(c, r->label), .role = r->name,
                                   .since = c->today, .until = end_of_unit(c, at)}, &post);
    return e ? e : appoint(c, &(AppointmentNew){.staff = staff, .post = post, .since = c->today},
                           &id);
}

static Err add_one(Ctx *c) {
    int64_t staff = 0;
    Err     e = staff_add(c, &(StaffNew){.name = name}, &staff);
    if (!e) e = give_role(c, staff);
    return e ? e : account_add(c, staff, add, &token);
}

static Err grant_one(Ctx *c) {
    Account a;
    Err     e = find(c, grant, &a);
    return e ? e : give_role(c, a.staff);
}

static Err link_one(Ctx *c) {
    Account a;
    Err     e = find(c, renew, &a);
    return e ? e : account_link(c, a.staff, &token);
}

static Err close_one(Ctx *c) {
    Account a;
    Err     e = find(c, shut, &a);
    return e ? e : account_close(c, a.staff);
}

static Err open_one(Ctx *c) {
    Account a;
    Err     e = find(c, reopen, &a);
    return e ? e : account_open(c, a.staff);
}

typedef struct Act { const char **given; Err (*run)(Ctx *c); } Act;
static const Act acts[] = {
    {&list, list_all}, {&add, add_one},    {&grant, grant_one},
    {&renew, link_one}, {&shut, close_one}, {&reopen, open_one},
};

static Err run_act(Ctx *c, void *arg) {
    const Act *act = arg;
    bool       demo;
    c->today = config_today(c, &demo);
    return act->run(c);
}

int run_user(Ctx *c) {
    const Act *act = NULL;
    int        n = 0;
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
        if (!*acts[i].given) continue;
        act = &acts[i];
        n++;
    }
    if (n != 1) {
        cli_refused(c, "cli.user.which");
        return EXIT_USAGE;
    }
    Err e = cli_open(c, cli_database(user_db));
    if (!e) e = db_write(c, run_act, (void *)(uintptr_t)act);
    if (e) return cli_refused(c, e);
    db_close(c->db);
    if (token) printf("/invite/%s\n", token);
    return EXIT_DONE;
}
