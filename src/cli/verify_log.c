/* verify_log.c - namro verify-log: does the log of deeds hold what was signed?
 *
 * For who owns the database, and with --offline for who has nothing but the
 * file of an export and the public key that the office gave out. */
#include "cli/cli.h"

#include "audit/audit.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { NOTE_MAX = 64 * 1024 }; /* bytes of a checkpoint */

static const char *log_db, *log_keys, *log_vkey, *log_checkpoint, *log_out, *log_sealed,
    *log_offline;
const Option verify_log_options[] = {
    {"db",         "FILE|URL", "cli.option.db",             &log_db},
    {"keys",       "DIR",      "cli.option.keys",           &log_keys},
    {"key",        "VKEY",     "cli.option.log.key",        &log_vkey},
    {"checkpoint", "FILE",     "cli.option.log.checkpoint", &log_checkpoint},
    {"export",     "FILE",     "cli.option.log.export",     &log_out},
    {"sealed",     NULL,       "cli.option.log.sealed",     &log_sealed},
    {"offline",    "FILE",     "cli.option.log.offline",    &log_offline},
    {0}
};

static Err read_claim(Ctx *c, const NoteKey *key, LogClaim *out) {
    char  text[NOTE_MAX + 1];
    FILE *f = fopen(log_checkpoint, "r");
    if (!f) return "log.file.place";
    size_t n = fread(text, 1, NOTE_MAX, f);
    fclose(f);
    text[n] = '\0';
    return n < NOTE_MAX ? log_claim_read(c->a, text, key, out) : "log.claim.form";
}

static Err find_key(Ctx *c, NoteKey *out) {
    LogKey key;
    if (log_vkey) return note_key_read(c->a, log_vkey, out);
    Err e = log_key_read(c->a, office_at(c, log_db, NULL, log_keys).keys, &key);
    explicit_bzero(key.seed, sizeof key.seed);
    *out = key.open;
    return e;
}

static Err check(Ctx *c, const NoteKey *key, const LogClaim *claim, Verdict *v) {
    const char *url = cli_database(log_db);
    if (log_offline) return log_verify_file(log_offline, key, claim, v);
    if (!cli_on_server(url) && access(url, R_OK) != 0) return "db.path"; /* and none is made */
    Err e = cli_open(c, url);
    return e ? e : log_verify(c, key, claim, NULL, NULL, v);
}

static void tell(const Ctx *c, const NoteKey *key, const Verdict *v) {
    puts(trf(c, "cli.log.good", V(v->size), V(v->checkpoints), V(v->covered)));
    if (v->size > v->covered) puts(trf(c, "cli.log.uncovered", V(v->size - v->covered)));
    if (v->foreign) puts(trf(c, "cli.log.foreign", V(v->foreign)));
    if (v->waiting) puts(trf(c, "cli.log.waiting", V(v->waiting)));
    if (log_checkpoint) puts(tr(c, "cli.log.claimed"));
    else puts(tr(c, "cli.log.unclaimed"));
    printf("%s  %s\n", tr(c, "cli.log.key"), note_key_text(c->a, key));
}

static Err put_export(Ctx *c) {
    int64_t n;
    Err     e = log_export(c, log_out, log_sealed != NULL, &n);
    if (!e) puts(trf(c, "cli.log.exported", V(n), V(log_out)));
    return e;
}

int run_verify_log(Ctx *c) {
    NoteKey  key;
    LogClaim claim;
    Verdict  v = {0};
    if (log_offline && !log_vkey) return cli_refused(c, "cli.log.key.missing");
    Err e = find_key(c, &key);
    if (!e && log_checkpoint) e = read_claim(c, &key, &claim);
    if (!e) e = check(c, &key, log_checkpoint ? &claim : NULL, &v);
    if (!e) tell(c, &key, &v);
    if (!e && log_out && !log_offline) e = put_export(c);
    if (c->db) db_close(c->db);
    if (!e) return EXIT_DONE;
    fprintf(stderr, "namro: %s\n", trf(c, e, V(v.entry), V(v.covered)));
    return EXIT_REFUSED;
}
