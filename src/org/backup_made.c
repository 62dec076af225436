/* backup_made.c - which backups of the office were made, and how the last rehearsal of
 * a restore went.  The commands note it here, for who looks after the server. */
#include "org/org.h"

#include "audit/audit.h"

enum { KEPT_DAYS = 400 };

Err backup_made(Ctx *c, const char *place, const char *name, int64_t bytes) {
    Deed d = {.what = "backup.deed.made", .subject = "backup"};
    Err  e = db_exec(c, "DELETE FROM backup_made WHERE at < $1",
                     V(c->now - KEPT_DAYS * (int64_t)DAY_MS));
    if (!e) e = db_int(c, &d.id, "INSERT INTO backup_made (name, place, bytes, at, verdict)"
                                 " VALUES ($1, $2, $3, $4, '') RETURNING id",
                       V(name), V(place), V(bytes), V(c->now));
    if (e) return e;
    deed_change(c, &d, "name", "", name);
    return audit_note(c, &d);
}

Err backup_tried(Ctx *c, const char *name, Err verdict) {
    Deed d = {.what = verdict ? "backup.deed.bad" : "backup.deed.tried", .subject = "backup"};
    Rows q = db_query(c, "SELECT id FROM backup_made WHERE name = $1", V(name));
    while (db_next(&q)) d.id = row_int(&q, 0);
    if (!d.id) return NULL;
    Err e = db_exec(c, "UPDATE backup_made SET tried = $2, verdict = $3 WHERE id = $1",
                    V(d.id), V(c->now), V(verdict ? verdict : ""));
    if (e) return e;
    deed_change(c, &d, "name", "", name);
    return audit_note(c, &d);
}

static BackupMade read_one(Rows *q) {
    BackupMade b = {.name = ""};
    while (db_next(q))
        b = (BackupMade){row_text(q, 0), row_text(q, 1), row_int(q, 2), row_int(q, 3),
                         row_int(q, 4), row_text(q, 5)};
    return b;
}

#define COLUMNS "SELECT name, place, bytes, at, tried, verdict FROM backup_made"

BackupMade backup_last_made(Ctx *c) {
    Rows q = db_query(c, COLUMNS " ORDER BY at DESC, id DESC LIMIT 1");
    return read_one(&q);
}

BackupMade backup_last_tried(Ctx *c) {
    Rows q = db_query(c, COLUMNS " WHERE tried IS NOT NULL ORDER BY tried DESC, id DESC LIMIT 1");
    return read_one(&q);
}
