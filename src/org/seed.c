/* seed.c - the seeds of second factors, sealed with the office's key.
 *
 * A seed must be known to reckon its codes, so a hash will not do.  Sealed, who reads
 * the database or a copy of it alone cannot reckon them: the key lies in a folder of its
 * own.  What earlier programs stored in clear is sealed when the server starts. */
#include "org/parts.h"

#include "crypt/crypt.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

/* Bound to the person: a seed that is moved to another's row does not open. */
static const char *about(Ctx *c, int64_t staff) {
    return arena_print(c->a, "totp %lld", (long long)staff);
}

Bytes seed_seal(Ctx *c, int64_t staff, const uint8_t *seed) {
    if (!c->key) fatal("a second factor without the key of the office");
    return seal_with(c->a, c->key, about(c, staff), (Bytes){seed, TOTP_BYTES});
}

const uint8_t *seed_open(Ctx *c, int64_t staff, Bytes sealed) {
    Bytes seed;
    if (!c->key || !sealed.p || seal_open_with(c->a, c->key, about(c, staff), sealed, &seed))
        return NULL;
    return seed.n == TOTP_BYTES ? seed.p : NULL;
}

/* ---- The key, and what it opens ---- */

/* Does the key open what is sealed?  Any one will tell; *any: there is one. */
static bool opens(Ctx *c, bool *any) {
    bool ok = true;
    *any = false;
    Rows q = db_query(c, "SELECT staff, totp FROM account WHERE totp IS NOT NULL"
                         " AND length(totp) <> $1 ORDER BY staff LIMIT 1", V(TOTP_BYTES));
    while (db_next(&q)) {
        *any = true;
        ok = seed_open(c, row_int(&q, 0), row_bytes(&q, 1)) != NULL;
    }
    return ok;
}

static const char *file_of(Arena *a, const char *dir) {
    return arena_print(a, "%s/office.key", dir);
}

Err office_key_check(Ctx *c, const char *dir) {
    uint8_t key[KEY_BYTES];
    bool    any;
    Ctx     with = *c;
    Err     e = key_file_read(file_of(c->a, dir), key);
    with.key = e ? NULL : key;
    bool ok = opens(&with, &any);
    explicit_bzero(key, sizeof key);
    if (!any) return NULL;
    if (e && strcmp(e, "crypt.key.missing") == 0) return "office.key.lost";
    return e ? e : ok ? NULL : "office.key.other";
}

static Err make(Ctx *c, const char *dir, uint8_t key[KEY_BYTES]) {
    if (mkdir(dir, 0700) != 0 && errno != EEXIST) return "crypt.key.place";
    return key_file_make(file_of(c->a, dir), key);
}

/* Nobody can reckon their codes any more, so all set a second factor up anew, which their
 * password lets them do. */
static Err drop_sealed(Ctx *c) {
    Err e = db_exec(c, "UPDATE account SET totp = NULL, step = -1 WHERE totp IS NOT NULL"
                       " AND length(totp) <> $1", V(TOTP_BYTES));
    if (!e) e = db_exec(c, "DELETE FROM session WHERE length(seed) <> $1", V(TOTP_BYTES));
    return e ? e : audit_note(c, &(Deed){.what = "office.deed.key", .subject = "office"});
}

typedef struct Clear Clear;
struct Clear { int64_t id, staff; Bytes seed; Clear *next; };

static Clear *in_clear(Ctx *c, Rows q) {
    Clear *first = NULL, **end = &first;
    while (db_next(&q)) {
        *end = arena_new(c->a, Clear);
        **end = (Clear){row_int(&q, 0), row_int(&q, 1), row_bytes(&q, 2), NULL};
        end = &(*end)->next;
    }
    return first;
}

/* A sealed seed is longer than a seed, so what is done once is not done again. */
static Err seal_old(Ctx *c) {
    Err    e = NULL;
    Clear *k = in_clear(c, db_query(c, "SELECT staff, staff, totp FROM account"
                                       " WHERE length(totp) = $1", V(TOTP_BYTES)));
    for (; k && !e; k = k->next)
        e = db_exec(c, "UPDATE account SET totp = $2 WHERE staff = $1", V(k->id),
                    V(seed_seal(c, k->staff, k->seed.p)));
    k = in_clear(c, db_query(c, "SELECT id, staff, seed FROM session WHERE length(seed) = $1",
                             V(TOTP_BYTES)));
    for (; k && !e; k = k->next)
        e = db_exec(c, "UPDATE session SET seed = $2 WHERE id = $1", V(k->id),
                    V(seed_seal(c, k->staff, k->seed.p)));
    return e;
}

Err office_key_open(Ctx *c, const char *dir, bool anew, uint8_t *key) {
    bool any;
    Ctx  with = *c;
    Err  e = key_file_read(file_of(c->a, dir), key);
    bool lost = e && strcmp(e, "crypt.key.missing") == 0;
    if (e && !lost) return e;
    with.key = lost ? NULL : key;
    bool ok = opens(&with, &any);
    if (any && !ok && !anew) return lost ? "office.key.lost" : "office.key.other";
    e = lost ? make(c, dir, key) : NULL;
    with.key = key;
    if (!e && any && !ok) e = drop_sealed(&with);
    return e ? e : seal_old(&with);
}
