/* program.h - a program that calls the office of ../work/attack.h. */
#ifndef TESTS_API_H
#define TESTS_API_H

#include "../work/attack.h"

#include "api/parts.h"

typedef struct Call { const char *key, *known, *type, *lang, *cookie; } Call;
static const Call plain_call = {0};

typedef struct Wish { int64_t who, days; const char *scopes; char *secret; } Wish;

static inline Err api_wish(Ctx *c, void *arg) {
    Wish *w = arg;
    Ctx   as = *c;
    as.who = w->who;
    /* Who needs a second factor has one. */
    Err e = db_exec(c, "UPDATE account SET totp = $2 WHERE staff = $1", V(w->who),
                    V((Bytes){test_key, 20}));
    return e ? e : access_make(&as, "Bảng điều hành", w->scopes, w->days, &w->secret);
}

/* A secret of this person, for these scopes. */
static inline const char *api_secret(Ctx *c, int64_t who, const char *scopes) {
    Wish w = {who, 30, scopes, NULL};
    c->now = clock_ms();
    CHECK_TEXT(db_write(c, api_wish, &w), NULL);
    return arena_text(c->a, w.secret);
}
#define API_ALL                                                                          \
    "read:work write:work read:document write:document read:org write:org read:own write:own" \
    " read:admin write:admin"

/* What comes back; address: behind the prefix. */
static inline struct Reply api_ask(const Http *h, Arena *a, const char *secret, const char *method,
                                   const char *address, const char *body, Call k) {
    Request r = {0};
    Raw raw = {.method = method, .host = "a", .target = arena_print(a, API_PREFIX "%s", address),
               .authorization = secret ? arena_print(a, "Bearer %s", secret) : NULL,
               .accept_language = k.lang ? k.lang : "en", .repeat = k.key, .known = k.known,
               .cookie = k.cookie, .type = body ? k.type ? k.type : "application/json" : NULL,
               .body = body};
    answer(h, a, &raw, NULL, &r);
    return r.reply;
}

static inline bool api_has(const struct Reply *p, const char *words) {
    return p->body.p && strstr(p->body.p, words) != NULL;
}

static inline Attacker api_open(Ctx *c, const char *name) {
    Attacker at = attack_open(c, name);
    static const Program *const programs[] = {&api_program, NULL};
    at.h.programs = programs;
    api_tables(route_tables);
    return at;
}

#endif
