/* restore.c - namro restore: an office from its backup, or a rehearsal of it.
 *
 * The database comes last and under another name: as long as it is not there, there
 * is no office.  So a restore that was broken off can be begun again: a file that
 * is there already and has the right bytes is left. */
#include "cli/backup.h"

#include "audit/audit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *restore_from, *restore_db, *restore_files, *restore_keys, *restore_verify;
const Option restore_options[] = {
    {"from",   "DIR",      "cli.option.from",   &restore_from},
    {"db",     "FILE|URL", "cli.option.db",     &restore_db},
    {"files",  "DIR",      "cli.option.files",  &restore_files},
    {"keys",   "DIR",      "cli.option.keys",   &restore_keys},
    {"verify", NULL,       "cli.option.verify", &restore_verify},
    {0}
};

static Err put_file(Ctx *c, const char *from, const char *to, const BackupFile *f) {
    BackupFile is = {0};
    const char *slash = strrchr(to, '/'), *folder = arena_part(c->a, to, (size_t)(slash - to));
    Err e = tree_make(folder);
    if (e) return e;
    if (!tree_there(to)) {
        const char *part = arena_print(c->a, "%s.part", to);
        unlink(part);
        e = tree_copy(c->a, from, part, &is);
        if (!e && rename(part, to) != 0) e = tree_trouble(to);
        if (!e) e = tree_flush(folder);
    } else {
        e = tree_look(c->a, to, &is);
    }
    if (e || strcmp(is.hash, f->hash) == 0) return e;
    log_line("%s", to);
    return "restore.file.taken";
}

static Err put_folder(Ctx *c, const char *from, const Manifest *m, const char *name,
                      const char *to) {
    size_t n = strlen(name);
    Err    e = NULL;
    for (const BackupFile *f = m->files; f && !e; f = f->next) {
        if (strncmp(f->path, name, n) != 0 || f->path[n] != '/') continue;
        const char *target = arena_print(c->a, "%s%s", to, f->path + n);
        e = put_file(c, arena_print(c->a, "%s/%s", from, f->path), target, f);
    }
    return e;
}

/* A log of SQLite that was left there would be played into the new file. */
static bool taken(Ctx *c, const char *path) {
    return tree_there(path) || tree_there(arena_print(c->a, "%s-wal", path)) ||
           tree_there(arena_print(c->a, "%s-journal", path));
}

static Err put_database(Ctx *c, const char *from, const char *path) {
    BackupFile       is;
    const char *part = arena_print(c->a, "%s.part", path);
    const char *slash = strrchr(path, '/');
    const char *folder = slash ? arena_part(c->a, path, (size_t)(slash - path)) : ".";
    unlink(part);
    Err e = tree_copy(c->a, arena_print(c->a, "%s/office.db", from), part, &is);
    if (!e && link(part, path) != 0) /* which, unlike rename(), replaces nothing */
        e = errno == EEXIST ? "restore.target.taken" : tree_trouble(path);
    unlink(part);
    return e ? e : tree_flush(*folder ? folder : "/");
}

/* From a copy of its own: to open an SQLite file is to write beside it. */
static Err put_on_server(Ctx *c, const char *from, const char *url) {
    char  scratch[] = "/var/tmp/namro-XXXXXX";
    Stock out;
    Ctx   source = *c, target = *c;
    if (!mkdtemp(scratch)) return tree_trouble(scratch);
    const char *path = arena_print(c->a, "%s/office.db", scratch);
    Err e = put_database(c, from, path);
    if (!e) e = db_open(path, &source.db);
    if (!e) {
        e = db_open(url, &target.db);
        if (!e) e = db_copy(&source, &target, &out);
        if (target.db) db_close(target.db);
        db_close(source.db);
    }
    tree_remove(scratch);
    return e;
}

static Err restore(Ctx *c, const char *from, const Office *o, Manifest *m) {
    bool server = cli_on_server(o->url);
    if (!server && taken(c, o->url)) return "restore.target.taken";
    Err e = manifest_check(c, from, m);
    if (!e) e = put_folder(c, from, m, "files", o->files);
    if (!e) e = put_folder(c, from, m, "keys", o->keys);
    if (e) return e;
    return server ? put_on_server(c, from, o->url) : put_database(c, from, o->url);
}

/* The log of deeds holds what was signed, by the key that came along. */
static Err check_log(Ctx *c, const char *keys) {
    LogKey        key;
    Verdict       v = {0};
    CheckpointRow last;
    Err e = log_key_read(c->a, keys, &key);
    explicit_bzero(key.seed, sizeof key.seed);
    if (e && !audit_latest(c, &last)) return NULL; /* it was never signed */
    if (!e) e = log_verify(c, &key.open, NULL, NULL, NULL, &v);
    if (!e) return NULL;
    log_line("%s", trf(c, e, V(v.entry), V(v.covered)));
    return "backup.log.bad";
}

/* And the key that came along opens what is sealed. */
static Err check_key(Ctx *c, void *keys) { return office_key_check(c, keys); }

/* The restored office works with this program. */
static Err rehearse(Ctx *c, const Office *o) {
    Ctx mine = *c;
    Err e = cli_open(&mine, o->url);
    if (!e) e = check_log(&mine, o->keys);
    if (!e) e = db_read(&mine, check_key, (void *)(uintptr_t)o->keys);
    if (mine.db) db_close(mine.db);
    return e;
}

Err backup_verify(Ctx *c, const char *folder, Manifest *m) {
    const char *tmp = getenv("TMPDIR");
    char       *scratch = arena_print(c->a, "%s/namro-XXXXXX", tmp ? tmp : "/var/tmp");
    if (!mkdtemp(scratch)) return tree_trouble(scratch);
    Office o = {.url = arena_print(c->a, "%s/office.db", scratch),
                .files = arena_print(c->a, "%s/files", scratch),
                .keys = arena_print(c->a, "%s/keys", scratch)};
    Err e = restore(c, folder, &o, m);
    if (!e) e = rehearse(c, &o);
    tree_remove(scratch);
    return e;
}

int run_restore(Ctx *c) {
    Manifest m;
    Office   o = office_at(c, restore_db, restore_files, restore_keys);
    if (!restore_from) return cli_lacks(c, "--from");
    const char *from = backup_find(c, restore_from);
    if (!from) return cli_refused(c, "restore.from.missing");
    umask(077);
    Err e = restore_verify ? backup_verify(c, from, &m) : restore(c, from, &o, &m);
    if (restore_verify) backup_note_tried(c, o.url, from, e);
    if (e) return cli_refused(c, e);
    backup_tell(c, restore_verify ? "restore.verified" : "restore.done", from, &m);
    return EXIT_DONE;
}
