/* backup.h - what backup, restore and copy share.  Only src/cli/ includes this.
 *
 * A backup is a folder namro-20221014-020000-123 (UTC) that holds
 *
 *     office.db    the database as an SQLite file, whatever the engine
 *     files/       the stored files        keys/    the secret keys
 *     manifest     what is in it, line by line, with the SHA-256 of each file
 *
 * and is there with all of it or not at all. */
#ifndef CLI_BACKUP_H
#define CLI_BACKUP_H

#include "cli/cli.h"

#include "crypt/crypt.h"

/* ---- tree.c: files and folders ---- */

typedef struct BackupFile BackupFile;
struct BackupFile { const char *path; int64_t bytes; const char *hash; BackupFile *next; };

/* What a call of the system refused: backup.disk.full, or backup.place.bad with the
 * reason in the log. */
MUST Err tree_trouble(const char *path);
bool     tree_is_folder(const char *path);
bool     tree_there(const char *path);
MUST Err tree_make(const char *path); /* with those above it; for the owner alone */
/* The plain files in a folder and beneath, sorted, with paths from there.  Names
 * that begin with a dot are left out: they are not finished yet. */
MUST Err tree_list(Arena *a, const char *folder, const BackupFile **out);
/* A file's size and hash. */
MUST Err tree_look(Arena *a, const char *path, BackupFile *e);
/* A copy of a file, flushed, where none may be yet; made for the owner alone. */
MUST Err tree_copy(Arena *a, const char *from, const char *to, BackupFile *e);
MUST Err tree_flush(const char *path); /* of a file or folder, to the disk */
void     tree_remove(const char *path); /* with all that is in it */

/* ---- manifest.c ---- */

typedef struct Manifest {
    const char  *program, *engine, *made; /* made: 2022-10-14T02:00:00Z */
    Stock        stock;
    const BackupFile *files;                   /* but the manifest itself; sorted */
} Manifest;
MUST Err manifest_write(Ctx *c, const char *folder, const Manifest *m);
/* errors  backup.manifest.missing, backup.manifest.damaged */
MUST Err manifest_read(Ctx *c, const char *folder, Manifest *m);
/* Every file is there and as it was, and the database is sound and has its rows.
 * errors  those of manifest_read, backup.file.missing, backup.file.damaged,
 *         backup.database.damaged, backup.rows.differ; the log says which */
MUST Err manifest_check(Ctx *c, const char *folder, Manifest *m);

/* ---- backup.c, restore.c ---- */

/* The newest backup in a folder, or the folder itself if it is one; NULL. */
const char *backup_find(Ctx *c, const char *folder);
/* One line about it. */
void backup_tell(Ctx *c, const char *key, const char *folder, const Manifest *m);
/* Note in the office at url that this backup was made, or how its rehearsal went.  What is
 * not there is not made for that, and a note that fails spoils no backup. */
void backup_note(Ctx *c, const char *url, const char *folder, const Manifest *m);
void backup_note_tried(Ctx *c, const char *url, const char *folder, Err verdict);
/* A rehearsal: restore into a folder of its own under TMPDIR, look at everything,
 * bring the tables up to this program, throw it away. */
MUST Err backup_verify(Ctx *c, const char *folder, Manifest *m);

#endif
