/* backup_made_test.c - what the office knows of its backups: the latest one, the latest
 * rehearsal, and nothing of those that are not its own. */
#include "org/office.h"
#include "org/org.h"

static int64_t deeds(Ctx *c, const char *what) {
    int64_t n = -1;
    CHECK_TEXT(db_int(c, &n, "SELECT count(*) FROM deed WHERE what = $1", V(what)), NULL);
    return n;
}

int main(void) {
    Ctx c = test_open();
    CHECK_TEXT(backup_last_made(&c).name, "");
    CHECK_TEXT(backup_last_tried(&c).name, "");
    CHECK_TEXT(backup_made(&c, "/var/backups", "namro-1", 1000), NULL);
    CHECK_TEXT(backup_last_made(&c).name, "namro-1");
    CHECK_TEXT(backup_last_tried(&c).name, "");
    CHECK_TEXT(backup_tried(&c, "namro-1", NULL), NULL);
    c.now += DAY_MS;
    CHECK_TEXT(backup_made(&c, "/var/backups", "namro-2", 2000), NULL);
    CHECK_TEXT(backup_tried(&c, "of-another-office", "backup.file.damaged"), NULL);
    BackupMade made = backup_last_made(&c), tried = backup_last_tried(&c);
    CHECK_TEXT(made.name, "namro-2");
    CHECK_TEXT(made.place, "/var/backups");
    CHECK(made.bytes == 2000 && made.at == c.now && !made.tried);
    CHECK_TEXT(tried.name, "namro-1");
    CHECK_TEXT(tried.verdict, "");
    CHECK(tried.tried == c.now - DAY_MS);
    c.now++;
    CHECK_TEXT(backup_tried(&c, "namro-2", "backup.file.damaged"), NULL);
    tried = backup_last_tried(&c);
    CHECK_TEXT(tried.name, "namro-2");
    CHECK_TEXT(tried.verdict, "backup.file.damaged");
    CHECK(deeds(&c, "backup.deed.made") == 2 && deeds(&c, "backup.deed.tried") == 1 &&
          deeds(&c, "backup.deed.bad") == 1);
    c.now += 500 * (int64_t)DAY_MS; /* old ones go */
    CHECK_TEXT(backup_made(&c, "/var/backups", "namro-3", 1), NULL);
    CHECK_TEXT(backup_last_tried(&c).name, "");
    return test_close(&c);
}
