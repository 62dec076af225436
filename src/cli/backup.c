/* backup.c - namro backup: database, files and keys of one moment, in one folder.
 *
 * The database comes first, then the files: a file is stored before the row that
 * names it and is never changed, so every file that the snapshot names is there.
 * The folder is made under another name, flushed, checked by reading everything
 * again, and renamed: what is called a backup is whole.  A stored file that the
 * backup before has already is linked from there and takes no room. */
#include "cli/backup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { KEEP_MAX = 10000 };

static const char *backup_db, *backup_files, *backup_keys, *backup_to, *backup_keep;
const Option backup_options[] = {
    {"db",    "FILE|URL", "cli.option.db",    &backup_db},
    {"to",    "DIR",      "cli.option.to",    &backup_to},
    {"files", "DIR",      "cli.option.files", &backup_files},
    {"keys",  "DIR",      "cli.option.keys",  &backup_keys},
    {"keep",  "N",        "cli.option.keep",  &backup_keep},
    {0}
};

static bool is_backup(const char *name) { return strncmp(name, "namro-2", 7) == 0; }
static int  backups_only(const struct dirent *d) { return is_backup(d->d_name); }

/* The names of backups sort by their time. */
static int list_backups(Ctx *c, const char *folder, const char ***out) {
    struct dirent **found = NULL;
    int n = scandir(folder, &found, backups_only, alphasort);
    *out = arena_take(c->a, sizeof **out * (size_t)(n > 0 ? n : 1));
    for (int i = 0; i < n; i++) {
        (*out)[i] = arena_print(c->a, "%s/%s", folder, found[i]->d_name);
        free(found[i]);
    }
    free(found);
    return n;
}

const char *backup_find(Ctx *c, const char *folder) {
    const char **list;
    if (tree_there(arena_print(c->a, "%s/manifest", folder))) return folder;
    int n = list_backups(c, folder, &list);
    return n > 0 ? list[n - 1] : NULL;
}

void backup_tell(Ctx *c, const char *key, const char *folder, const Manifest *m) {
    int64_t tables = 0, rows = 0, files = 0, bytes = 0;
    for (const Count *t = m->stock.tables; t; t = t->next) tables++, rows += t->rows;
    for (const BackupFile *f = m->files; f; f = f->next) files++, bytes += f->bytes;
    printf("%s\n", trf(c, key, V(folder), V(tables), V(rows), V(files), V(bytes)));
}

/* ---- the parts ---- */

typedef struct Making {
    const char *part;   /* the folder under its first name */
    const char *before; /* the last backup; NULL */
    BackupFile     **end;    /* of the list of files */
} Making;

static Err make_above(Ctx *c, const char *path) {
    const char *slash = strrchr(path, '/');
    return tree_make(arena_part(c->a, path, (size_t)(slash - path)));
}

/* The store names a file ab/cdef... by its hash. */
static bool named_by(const char *path, const char *hash) {
    size_t n = strlen(path), rest = strlen(hash) - 2;
    return n > rest + 3 && strcmp(path + n - rest, hash + 2) == 0 && path[n - rest - 1] == '/' &&
           memcmp(path + n - rest - 3, hash, 2) == 0;
}

/* By a link to the backup before, whose bytes are read again. */
static bool linked(Ctx *c, const Making *k, const char *name, BackupFile *f) {
    const char *old = k->before ? arena_print(c->a, "%s/%s", k->before, name) : NULL;
    const char *new = arena_print(c->a, "%s/%s", k->part, name);
    BackupFile       is;
    if (!old || !tree_there(old) || tree_look(c->a, old, &is) || is.bytes != f->bytes) return false;
    if (!named_by(name, is.hash) || link(old, new) != 0) return false;
    f->hash = is.hash;
    return true;
}

static Err add_one(Ctx *c, Making *k, const char *from, const char *name, BackupFile *f) {
    const char *source = arena_print(c->a, "%s/%s", from, f->path);
    const char *path = arena_print(c->a, "%s/%s", name, f->path);
    const char *to = arena_print(c->a, "%s/%s", k->part, path);
    Err e = make_above(c, to);
    if (!e && !linked(c, k, path, f)) e = tree_copy(c->a, source, to, f);
    f->path = path;
    return e;
}

/* A folder of the office under this name; one that is not there holds nothing. */
static Err add_folder(Ctx *c, Making *k, const char *from, const char *name) {
    const BackupFile *list = NULL;
    if (!tree_there(from)) return NULL;
    Err e = tree_list(c->a, from, &list);
    for (const BackupFile *f = list; f && !e; f = f->next) {
        if (strncmp(f->path, "new/", 4) == 0) continue; /* half of an upload */
        BackupFile *one = arena_new(c->a, BackupFile);
        *one = (BackupFile){.path = f->path, .bytes = f->bytes};
        e = add_one(c, k, from, name, one);
        *k->end = one;
        k->end = &one->next;
    }
    return e;
}

static Err add_database(Ctx *c, Making *k, const char *url, Stock *stock) {
    BackupFile      *one = arena_new(c->a, BackupFile);
    const char *path = arena_print(c->a, "%s/office.db", k->part);
    Err e = db_snapshot(c, url, path);
    if (!e) e = db_inspect(c, path, stock);
    if (!e) e = tree_look(c->a, path, one);
    one->path = path + strlen(k->part) + 1;
    *k->end = one;
    k->end = &one->next;
    return e;
}

static int by_text(const void *x, const void *y) {
    return strcmp(*(const char *const *)x, *(const char *const *)y);
}

/* Every file that the snapshot names has come along. */
static Err check_stored(Ctx *c, const Making *k, const Manifest *m) {
    const char *const *named = NULL, **have;
    const Count *t = m->stock.tables;
    size_t       n = 0;
    while (t && strcmp(t->table, "stored_file") != 0) t = t->next;
    if (!t) return NULL;
    Err e = db_peek(c, arena_print(c->a, "%s/office.db", k->part),
                    "SELECT hash FROM stored_file", &named);
    for (const BackupFile *f = m->files; f; f = f->next) n++;
    have = arena_take(c->a, sizeof *have * n);
    n = 0;
    for (const BackupFile *f = m->files; f; f = f->next) have[n++] = f->hash;
    qsort(have, n, sizeof *have, by_text);
    for (; !e && *named; named++) {
        if (bsearch(named, have, n, sizeof *have, by_text)) continue;
        log_line("stored file %s", *named);
        e = "backup.stored.missing";
    }
    return e;
}

static struct tm utc(const Ctx *c) {
    time_t    s = (time_t)(c->now / 1000);
    struct tm t;
    gmtime_r(&s, &t);
    return t;
}

static const char *name_of(Ctx *c) {
    char      text[64];
    struct tm t = utc(c);
    strftime(text, sizeof text, "namro-%Y%m%d-%H%M%S", &t);
    return arena_print(c->a, "%s-%03d", text, (int)(c->now % 1000));
}

static const char *instant(Ctx *c) {
    char      text[64];
    struct tm t = utc(c);
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &t);
    return arena_text(c->a, text);
}

/* Each folder that was made, and what is named in it. */
static Err flush_folders(Ctx *c, const char *part, const BackupFile *files) {
    const char *last = "";
    Err         e = tree_flush(part);
    for (const BackupFile *f = files; f && !e; f = f->next) {
        const char *slash = strrchr(f->path, '/');
        if (!slash || strncmp(last, f->path, (size_t)(slash - f->path) + 1) == 0) continue;
        last = f->path;
        e = tree_flush(arena_print(c->a, "%s/%.*s", part, (int)(slash - f->path), f->path));
    }
    return e;
}

static Err fill(Ctx *c, const Office *o, Making *k, Manifest *m) {
    const BackupFile *files = NULL;
    k->end = (BackupFile **)(uintptr_t)&files;
    *m = (Manifest){.program = NAMRO_VERSION, .made = instant(c),
                    .engine = cli_on_server(o->url) ? "postgresql" : "sqlite"};
    Err e = tree_make(k->part);
    if (!e) e = add_database(c, k, o->url, &m->stock);
    if (!e) e = add_folder(c, k, o->files, "files");
    if (!e) e = add_folder(c, k, o->keys, "keys");
    m->files = files;
    if (!e) e = check_stored(c, k, m);
    if (!e) e = manifest_write(c, k->part, m);
    if (!e) e = flush_folders(c, k->part, files);
    return e ? e : manifest_check(c, k->part, m);
}

/* ---- the folder of backups ---- */

static void drop_old(Ctx *c, const char *to, int keep) {
    const char **list;
    int n = list_backups(c, to, &list);
    for (int i = 0; i < n - keep; i++) tree_remove(list[i]);
}

static Err make(Ctx *c, const Office *o, const char *to, int keep, const char **made) {
    Manifest    m;
    Making      k = {.part = arena_print(c->a, "%s/.part", to), .before = backup_find(c, to)};
    *made = arena_print(c->a, "%s/%s", to, name_of(c));
    if (tree_there(k.part)) tree_remove(k.part); /* of one that was broken off */
    Err e = fill(c, o, &k, &m);
    if (!e && rename(k.part, *made) != 0) e = tree_trouble(*made);
    if (!e) e = tree_flush(to);
    if (e) tree_remove(k.part);
    else if (keep) drop_old(c, to, keep);
    if (e) return e;
    backup_tell(c, "backup.done", *made, &m);
    backup_note(c, o->url, *made, &m);
    return NULL;
}

/* One at a time in a folder. */
static Err make_locked(Ctx *c, const Office *o, const char *to, int keep, const char **made) {
    Err e = tree_make(to);
    if (e) return e;
    int lock = open(arena_print(c->a, "%s/.lock", to), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock < 0) return tree_trouble(to);
    if (flock(lock, LOCK_EX | LOCK_NB) != 0) e = "backup.busy";
    if (!e) e = make(c, o, to, keep, made);
    close(lock);
    return e;
}

static Err check_office(const Office *o) {
    if (!cli_on_server(o->url) && !tree_there(o->url)) return "backup.source.missing";
    if (backup_files && !tree_is_folder(o->files)) return "backup.files.missing";
    if (backup_keys && !tree_is_folder(o->keys)) return "backup.keys.missing";
    return NULL;
}

/* The server goes first: for the processor, and for the disk where its scheduler
 * knows classes (3 is idle). */
static void step_back(void) {
    if (setpriority(PRIO_PROCESS, 0, 10) != 0) log_line("nice: %s", strerror(errno));
    syscall(SYS_ioprio_set, 1, 0, 3 << 13);
}

int run_backup(Ctx *c) {
    const char *made = NULL;
    char       *end = NULL;
    Office      o = office_at(c, backup_db, backup_files, backup_keys);
    long        keep = backup_keep ? strtol(backup_keep, &end, 10) : 0;
    if (!backup_to) return cli_lacks(c, "--to");
    if (backup_keep && (*end || keep < 1 || keep > KEEP_MAX))
        return cli_refused(c, "backup.keep.bad");
    umask(077);
    step_back();
    Err e = check_office(&o);
    if (!e && strcmp(backup_to, "-") == 0) e = "backup.to.folder";
    if (!e && tree_there(backup_to) && !tree_is_folder(backup_to)) e = "backup.to.folder";
    if (!e) e = make_locked(c, &o, backup_to, (int)keep, &made);
    return e ? cli_refused(c, e) : EXIT_DONE;
}
