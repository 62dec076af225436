/* setup.c - an office comes to be. */
#include "org/parts.h"

#include "config/config.h"
#include "crypt/crypt.h"

#include <string.h>

enum { CODE_GROUPS = 4 };

bool org_ready(Ctx *c) { return config_text(c, "office.name") != NULL; }

static Hash code_hash(const char *code) { return hash_of(code, strlen(code)); }

Err setup_code(Ctx *c, char **code) {
    if (org_ready(c)) return "setup.done";
    *code = crypt_code(c->a, CODE_GROUPS);
    Hash hash = code_hash(*code);
    return db_exec(c, "INSERT INTO setup (id, code, at) VALUES (1, $1, $2)"
                      " ON CONFLICT (id) DO UPDATE SET code = excluded.code, at = excluded.at",
                   V((Bytes){hash.b, sizeof hash.b}), V(c->now));
}

static Err check_text(const char *s, Err missing, Err too_long) {
    if (text_blank(s)) return missing;
    return strlen(s) > SETUP_TEXT_MAX ? too_long : NULL;
}

static Err check_office(const Setup *s) {
    Err e = check_text(s->name, "setup.name.missing", "setup.name.long"); /* (2) */
    return e ? e : check_text(s->place, "setup.place.missing", "setup.place.long"); /* (3) */
}

/* (1) */
static Err read_code(Ctx *c, const char *typed, Hash *out) {
    char   *code;
    int64_t n;
    if (text_blank(typed)) return "setup.code.missing";
    if (crypt_code_read(c->a, typed, CODE_GROUPS, &code)) return "setup.code.wrong";
    *out = code_hash(code);
    Err e = db_int(c, &n, "SELECT count(*) FROM setup WHERE code = $1",
                   V((Bytes){out->b, sizeof out->b}));
    return e || n ? e : "setup.code.wrong";
}

static Err check_person(Ctx *c, const Setup *s) {
    Err e = check_text(s->unit, "setup.unit.missing", "setup.unit.long"); /* (4) */
    if (!e) e = check_text(s->person, "setup.person.missing", "setup.person.long"); /* (5) */
    if (e) return e;
    return account_login_ok(login_read(c, s->login)) ? NULL : "account.login.form";
}

Err setup_check(Ctx *c, const Setup *s) {
    Hash hash;
    if (org_ready(c)) return "setup.done";
    Err e = read_code(c, s->code, &hash);
    if (!e) e = check_office(s);
    return e ? e : check_person(c, s);
}

Err setup_by_owner(Ctx *c, const Setup *s) {
    if (org_ready(c)) return "setup.done";
    Err e = check_office(s);
    if (!e) e = config_set(c, "office.name", "0001-01-01", s->name);
    if (!e) e = config_set(c, "office.place", "0001-01-01", s->place);
    return e ? e : db_exec(c, "DELETE FROM setup");
}

/* (1) The code goes with its use: of two who hold it, one gets nothing. */
static Err use_code(Ctx *c, const char *typed) {
    Hash hash;
    Err  e = read_code(c, typed, &hash);
    if (e) return e;
    Rows q = db_query(c, "DELETE FROM setup WHERE code = $1 RETURNING id",
                      V((Bytes){hash.b, sizeof hash.b}));
    e = "setup.code.wrong";
    while (db_next(&q)) e = NULL;
    return q.err ? q.err : e;
}

/* (4) It was always there: an older document may name it. */
static Err make_top(Ctx *c, const char *name, int64_t *unit) {
    const UnitNew top = {.since = DAY_ALWAYS, .name = name, .kind = "province",
                         .source = tr(c, "setup.title")};
    return unit_add(c, &top, unit);
}

/* (5) */
static Err make_admin(Ctx *c, const Setup *s, int64_t unit, int64_t *staff) {
    const StaffNew person = {.name = s->person};
    const PostNew  admin = {.unit = unit, .name = tr(c, "role.administrator"),
                            .role = "administrator", .since = c->today};
    int64_t post = 0, appointment;
    Err     e = staff_add(c, &person, staff);
    if (!e) e = post_add(c, &admin, &post);
    if (!e) e = appoint(c, &(AppointmentNew){.staff = *staff, .post = post, .since = c->today},
                        &appointment);
    return e ? e : account_first(c, *staff, s->login, s->stored);
}

Err setup_office(Ctx *c, const Setup *s, int64_t *staff) {
    int64_t unit = 0;
    Err     e = setup_check(c, s);
    if (!e) e = use_code(c, s->code);
    if (!e) e = setup_by_owner(c, s);
    if (!e) e = make_top(c, s->unit, &unit);
    return e ? e : make_admin(c, s, unit, staff);
}
