/* second.c - the second factor: an authenticator app, and codes on paper for the
 * day on which it is lost. */
#include "org/parts.h"

#include "crypt/crypt.h"

#include <ctype.h>
#include <string.h>

/* Six digits are of the app; what is on paper is longer. */
static bool is_totp(const char *typed) {
    size_t digits = 0;
    for (; *typed; typed++) {
        if (isdigit((unsigned char)*typed)) digits++;
        else if (*typed != ' ') return false;
    }
    return digits == TOTP_DIGITS;
}

static Err use_totp(Ctx *c, int64_t staff, const char *typed) {
    const uint8_t *secret = NULL;
    int64_t        last = 0, step = 0;
    Rows q = db_query(c, "SELECT totp, step FROM account WHERE staff = $1", V(staff));
    if (db_next(&q)) {
        secret = seed_open(c, staff, row_bytes(&q, 0));
        last = row_int(&q, 1);
    }
    db_stop(&q);
    if (!secret || totp_verify(secret, c->now, last, typed ? typed : "", &step))
        return "second.code.wrong";
    return db_exec(c, "UPDATE account SET step = $2 WHERE staff = $1", V(staff), V(step));
}

static Err use_recovery(Ctx *c, int64_t staff, const char *typed) {
    char   *code;
    int64_t n = 0;
    if (crypt_code_read(c->a, typed, RECOVERY_GROUPS, &code)) return "second.code.wrong";
    Rows q = db_query(c, "UPDATE account_recovery SET used = $3"
                         " WHERE staff = $1 AND code = $2 AND used IS NULL RETURNING id",
                      V(staff), secret_hash(c, code), V(c->now));
    while (db_next(&q)) n++;
    if (q.err) return q.err;
    if (!n) return "second.code.wrong";
    Ctx as = *c; /* at log-in who comes in is nobody yet */
    as.who = staff;
    return account_note(&as, staff, "account.deed.recovered");
}

Err second_use(Ctx *c, int64_t staff, const char *typed) {
    if (text_blank(typed)) return "second.code.missing";
    return is_totp(typed) ? use_totp(c, staff, typed) : use_recovery(c, staff, typed);
}

Err second_renew_codes(Ctx *c, int64_t staff, char *codes[RECOVERY_CODES]) {
    Err e = db_exec(c, "DELETE FROM account_recovery WHERE staff = $1", V(staff));
    for (int i = 0; !e && i < RECOVERY_CODES; i++) {
        codes[i] = crypt_code(c->a, RECOVERY_GROUPS);
        e = db_exec(c, "INSERT INTO account_recovery (staff, code) VALUES ($1, $2)", V(staff),
                    secret_hash(c, codes[i]));
    }
    return e ? e : account_note(c, staff, "account.deed.codes");
}

/* The seed is the session's: made with it, shown to nobody else, and not in the
 * page's own hands. */
Err second_set(Ctx *c, const Session *s, const char *typed, char *codes[RECOVERY_CODES]) {
    int64_t step;
    if (text_blank(typed)) return "second.code.missing";
    if (totp_verify(s->seed, c->now, -1, typed, &step)) return "second.code.wrong";
    Err e = db_exec(c, "UPDATE account SET totp = $2, step = $3 WHERE staff = $1", V(s->staff),
                    V(seed_seal(c, s->staff, s->seed)), V(step));
    if (!e) e = sessions_end(c, s->staff, 0);
    if (!e) e = account_note(c, s->staff, "account.deed.second");
    return e ? e : second_renew_codes(c, s->staff, codes);
}
