/* office.h - a small office for the tests: units, people, posts, in a line each. */
#ifndef OFFICE_H
#define OFFICE_H

#include "org/org.h"
#include "test.h"

#define OPEN "9999-12-31"

static inline int64_t make_unit(Ctx *c, int64_t parent, const char *since, const char *until) {
    int64_t id = 0;
    CHECK_TEXT(db_int(c, &id, "INSERT INTO unit (at, who) VALUES (0, 0) RETURNING id"), NULL);
    CHECK_TEXT(db_exec(c, "INSERT INTO unit_spell (unit, since, until, name, sort, kind, code,"
                          " parent, learnt, who, source) VALUES ($1, $2, $3, 'U', 'U', 'office',"
                          " '', $4, 0, 0, '')",
                       V(id), V(since), V(until), parent ? V(parent) : V((const char *)NULL)),
               NULL);
    return id;
}

static inline int64_t make_person(Ctx *c, const char *name) {
    int64_t id = 0;
    CHECK_TEXT(db_int(c, &id, "INSERT INTO staff (name, sort, email, phone, at, who)"
                              " VALUES ($1, $2, '', '', 0, 0) RETURNING id",
                      V(name), V(text_person_key(c->a, name))), NULL);
    return id;
}

static inline void make_post(Ctx *c, int64_t staff, int64_t unit, const char *role,
                             const char *since, const char *until) {
    int64_t post = 0;
    CHECK_TEXT(db_int(c, &post, "INSERT INTO post (unit, scope, name, role, since, until, at, who)"
                                " VALUES ($1, $1, 'Post', $2, '2000-01-01', '9999-12-31', 0, 0)"
                                " RETURNING id", V(unit), V(role)), NULL);
    CHECK_TEXT(db_exec(c, "INSERT INTO appointment (staff, post, acting, since, until, at, who)"
                          " VALUES ($1, $2, 0, $3, $4, 0, 0)",
                       V(staff), V(post), V(since), V(until)), NULL);
}

static inline void make_lent(Ctx *c, int64_t giver, int64_t taker, const char *since,
                             const char *until) {
    CHECK_TEXT(db_exec(c, "INSERT INTO delegation (giver, taker, since, until, reason, at, who)"
                          " VALUES ($1, $2, $3, $4, 'away', 0, 0)",
                       V(giver), V(taker), V(since), V(until)), NULL);
}

/* An account that may enter with this password, which is hashed once. */
static inline void make_account(Ctx *c, int64_t staff, const char *login, const char *password) {
    CHECK_TEXT(account_demo(c, staff, login, password), NULL);
}

#endif
