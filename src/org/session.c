/* session.c - who is signed in: made at log-in, looked up at every request.
 *
 * The cookie holds a secret, the table its hash: who reads the table is nobody.
 * A session ends when it rests for an hour, after twelve hours in any case, and
 * at once with the account, the person's time on the staff, or by hand. */
#include "org/parts.h"

#include "config/config.h"
#include "crypt/crypt.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

Val secret_hash(Ctx *c, const char *secret) {
    Hash *h = arena_new(c->a, Hash);
    *h = hash_of(secret, strlen(secret));
    return V((Bytes){h->b, sizeof h->b});
}

static const struct { const char *sign, *name; } browsers[] = {
    {"coc_coc", "Cốc Cốc"}, {"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser", "Samsung"},
    {"Firefox", "Firefox"}, {"FxiOS", "Firefox"}, {"Chrom", "Chrome"}, {"CriOS", "Chrome"},
    {"Safari", "Safari"}, {"curl", "curl"},
}, systems[] = {
    {"Windows", "Windows"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"},
    {"Mac OS", "macOS"}, {"CrOS", "ChromeOS"}, {"Linux", "Linux"},
};

/* The order matters: Edge calls itself Chrome, and Chrome Safari. */
const char *session_device(Ctx *c, const char *agent) {
    const char *parts[2] = {NULL, NULL};
    for (size_t i = 0; agent && !parts[0] && i < sizeof browsers / sizeof *browsers; i++)
        if (strstr(agent, browsers[i].sign)) parts[0] = browsers[i].name;
    for (size_t i = 0; agent && !parts[1] && i < sizeof systems / sizeof *systems; i++)
        if (strstr(agent, systems[i].sign)) parts[1] = systems[i].name;
    if (parts[0] && parts[1]) return arena_print(c->a, "%s, %s", parts[0], parts[1]);
    return parts[0] ? parts[0] : parts[1] ? parts[1] : "";
}

static Err drop_old(Ctx *c) {
    return db_exec(c, "DELETE FROM session WHERE made <= $1 OR last <= $2"
                      " OR (stage = 'code' AND made <= $3)",
                   V(c->now - SESSION_LONGEST_MS), V(c->now - SESSION_IDLE_MS),
                   V(c->now - SESSION_CODE_MS));
}

Err session_make(Ctx *c, int64_t staff, SessionStage stage, const char *device, char **secret) {
    uint8_t seed[TOTP_BYTES];
    crypt_random(seed, sizeof seed);
    const Bytes sealed = seed_seal(c, staff, seed);
    explicit_bzero(seed, sizeof seed);
    *secret = crypt_token(c->a);
    Err e = drop_old(c);
    return e ? e
             : db_exec(c,
                       "INSERT INTO session (secret, staff, stage, second, seed, device, made,"
                       " last) VALUES ($1, $2, $3, $4, $5, $6, $7, $7)",
                       secret_hash(c, *secret), V(staff),
                       V(stage == SESSION_CODE ? "code" : "whole"), V(stage == SESSION_SECOND),
                       V(sealed), V(device), V(c->now));
}

/* What is not signed in, or not any more, gives no row. */
bool session_find(Ctx *c, const char *secret, Session *out) {
    if (!secret) return false;
    Rows q = db_query(c,
                      "SELECT n.id, n.staff, n.stage, n.second, n.device, n.made, n.last, n.seed,"
                      " s.name FROM session n JOIN account a ON a.staff = n.staff"
                      " JOIN staff s ON s.id = n.staff WHERE n.secret = $1"
                      " AND n.made > $2 AND n.last > $3 AND a.closed IS NULL"
                      " AND (s.ended IS NULL OR s.ended > $4)",
                      secret_hash(c, secret), V(c->now - SESSION_LONGEST_MS),
                      V(c->now - SESSION_IDLE_MS), V(c->today));
    bool found = db_next(&q);
    if (found) {
        bool code = strcmp(row_text(&q, 2), "code") == 0, second = row_int(&q, 3) == 1;
        *out = (Session){.id = row_int(&q, 0), .staff = row_int(&q, 1),
                         .stage = code ? SESSION_CODE : second ? SESSION_SECOND : SESSION_WHOLE,
                         .device = row_text(&q, 4), .made = row_int(&q, 5),
                         .last = row_int(&q, 6),
                         .seed = seed_open(c, row_int(&q, 1), row_bytes(&q, 7)),
                         .name = row_text(&q, 8)};
    }
    db_stop(&q);
    return found && (out->stage != SESSION_CODE || out->made > c->now - SESSION_CODE_MS);
}

/* A demo office may do without second factors; an office in earnest may not. */
static bool second_waived(Ctx *c) {
    bool demo;
    config_today(c, &demo);
    return demo && strcmp(config_text(c, "login.second"), "optional") == 0;
}

Err org_identify(Ctx *c, const char *session, Caller *out) {
    Session s;
    *out = (Caller){.rights = 1u << RIGHT_PUBLIC};
    if (!session_find(c, session, &s) || s.stage == SESSION_CODE) return NULL;
    out->who = s.staff;
    out->name = s.name;
    out->rights |= 1u << RIGHT_STAFF;
    const Held *held = roles_held(c, s.staff);
    for (const Held *h = held; h; h = h->next)
        if (h->role) out->rights |= h->role->rights;
    if (c->now - s.last >= SESSION_TOUCH_MS) out->touch = arena_print(c->a, "%" PRId64, s.id);
    if (s.stage != SESSION_SECOND && roles_second(held) && !second_waived(c))
        out->confined = ACCOUNT_SECOND;
    return NULL;
}

/* Of somebody whose program calls: without a session, so there is no page on which a second
 * factor that is needed could be set up. */
bool account_caller(Ctx *c, int64_t staff, Caller *out) {
    Account a;
    *out = (Caller){.rights = 1u << RIGHT_PUBLIC};
    if (!account_of(c, staff, &a) || a.closed || !a.password) return false;
    if (a.ended && strcmp(a.ended, c->today) <= 0) return false;
    const Held *held = roles_held(c, staff);
    if (!a.second && roles_second(held) && !second_waived(c)) return false;
    out->who = staff;
    out->name = a.name;
    out->rights |= 1u << RIGHT_STAFF;
    for (const Held *h = held; h; h = h->next)
        if (h->role) out->rights |= h->role->rights;
    return true;
}

Err org_touch(Ctx *c, const char *session) {
    return db_exec(c, "UPDATE session SET last = $2 WHERE id = $1 AND last < $2",
                   V((int64_t)strtoll(session, NULL, 10)), V(c->now));
}

const Session *sessions_of(Ctx *c, int64_t staff) {
    Session *first = NULL, **end = &first;
    Rows     q = db_query(c,
                          "SELECT id, second, device, made, last FROM session WHERE staff = $1"
                          " AND stage = 'whole' AND made > $2 AND last > $3"
                          " ORDER BY last DESC, id DESC",
                          V(staff), V(c->now - SESSION_LONGEST_MS), V(c->now - SESSION_IDLE_MS));
    while (db_next(&q)) {
        *end = arena_new(c->a, Session);
        **end = (Session){.id = row_int(&q, 0), .staff = staff,
                          .stage = row_int(&q, 1) ? SESSION_SECOND : SESSION_WHOLE,
                          .device = row_text(&q, 2), .made = row_int(&q, 3),
                          .last = row_int(&q, 4)};
        end = &(*end)->next;
    }
    return first;
}

Err session_end(Ctx *c, int64_t staff, int64_t id) {
    return db_exec(c, "DELETE FROM session WHERE staff = $1 AND id = $2", V(staff), V(id));
}

/* Also of one that awaits a code, but only who was in has left. */
Err session_leave(Ctx *c, const char *secret) {
    Ctx as = *c;
    if (!secret) return NULL;
    Rows q = db_query(c, "DELETE FROM session WHERE secret = $1 RETURNING staff, stage",
                      secret_hash(c, secret));
    as.who = 0;
    while (db_next(&q))
        if (strcmp(row_text(&q, 1), "whole") == 0) as.who = row_int(&q, 0);
    if (q.err || !as.who) return q.err;
    return account_note(&as, as.who, "account.deed.left");
}

Err sessions_end(Ctx *c, int64_t staff, int64_t but) {
    return db_exec(c, "DELETE FROM session WHERE staff = $1 AND id <> $2", V(staff), V(but));
}
