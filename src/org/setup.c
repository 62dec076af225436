/* setup.c - an office comes to be. */
#include "org/org.h"

#include "config/config.h"
#include "crypt/crypt.h"

#include <string.h>

enum { CODE_GROUPS = 4 };

bool org_ready(Ctx *c) { return config_text(c, "office.name") != NULL; }

Err setup_code(Ctx *c, char **code) {
    if (org_ready(c)) return "setup.done";
    *code = crypt_code(c->a, CODE_GROUPS);
    Hash hash = hash_of(*code, strlen(*code));
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

/* (1) The code goes with its use: of two who hold it, one gets nothing. */
static Err use_code(Ctx *c, const char *typed) {
    char *code;
    if (text_blank(typed)) return "setup.code.missing";
    if (crypt_code_read(c->a, typed, CODE_GROUPS, &code)) return "setup.code.wrong";
    Hash hash = hash_of(code, strlen(code));
    Rows q = db_query(c, "DELETE FROM setup WHERE code = $1 RETURNING id",
                      V((Bytes){hash.b, sizeof hash.b}));
    Err e = "setup.code.wrong";
    while (db_next(&q)) e = NULL;
    return q.err ? q.err : e;
}

Err setup_by_owner(Ctx *c, const Setup *s) {
    if (org_ready(c)) return "setup.done";
    Err e = check_office(s);
    if (!e) e = config_set(c, "office.name", "0001-01-01", s->name);
    if (!e) e = config_set(c, "office.place", "0001-01-01", s->place);
    return e ? e : db_exec(c, "DELETE FROM setup");
}

Err setup_office(Ctx *c, const Setup *s) {
    if (org_ready(c)) return "setup.done";
    Err e = use_code(c, s->code);
    return e ? e : setup_by_owner(c, s);
}
