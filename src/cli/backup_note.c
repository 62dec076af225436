/* backup_note.c - what the office itself knows of its backups. */
#include "cli/backup.h"

#include "org/org.h"

#include <stdlib.h>
#include <string.h>

typedef struct Note { const char *place, *name; int64_t bytes; Err verdict; } Note;

/* An older program's office has no place for it, and is not brought up to date for that. */
static bool knows(Ctx *c) {
    int64_t n = 0;
    Err e = db_int(c, &n, "SELECT count(*) FROM migration WHERE name = $1", V("0120_org_backup"));
    return !e && n;
}

static Err put_made(Ctx *c, void *arg) {
    const Note *n = arg;
    return knows(c) ? backup_made(c, n->place, n->name, n->bytes) : NULL;
}

static Err put_tried(Ctx *c, void *arg) {
    const Note *n = arg;
    return knows(c) ? backup_tried(c, n->name, n->verdict) : NULL;
}

static void put(Ctx *c, const char *url, DbWork *work, Note *n) {
    Ctx mine = *c;
    if (!cli_on_server(url) && !tree_there(url)) return;
    Err e = db_open(url, &mine.db);
    if (!e) e = db_write(&mine, work, n);
    if (mine.db) db_close(mine.db);
    if (e) log_line("%s", tr(c, "backup.note.lost"));
}

/* Where it lies, whatever the folder was called. */
static Note note_of(Ctx *c, const char *folder) {
    char       *whole = realpath(folder, NULL);
    const char *path = arena_text(c->a, whole ? whole : folder), *slash = strrchr(path, '/');
    free(whole);
    if (!slash) return (Note){.place = ".", .name = path};
    return (Note){.place = arena_part(c->a, path, (size_t)(slash - path)), .name = slash + 1};
}

void backup_note(Ctx *c, const char *url, const char *folder, const Manifest *m) {
    Note n = note_of(c, folder);
    for (const BackupFile *f = m->files; f; f = f->next) n.bytes += f->bytes;
    put(c, url, put_made, &n);
}

void backup_note_tried(Ctx *c, const char *url, const char *folder, Err verdict) {
    Note n = note_of(c, folder);
    n.verdict = verdict;
    put(c, url, put_tried, &n);
}
