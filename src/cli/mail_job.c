/* mail_job.c - the server's part of mail: where it goes, and that it goes each minute.
 *
 * The password of the mail server is a file among the keys, mail.password: the database
 * and what is made from it (backups, pages, the log) never hold it. */
#include "cli/cli.h"

#include "mail/mail.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PASSWORD_BYTES = 200, PATH_BYTES = 4096 };

/* Read once, before there is any thread. */
static char password[PASSWORD_BYTES + 1], ca[PATH_BYTES], folder[PATH_BYTES];

static Err read_password(const char *path) {
    struct stat st;
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return errno == ENOENT ? NULL : "mail.key.place";
    bool whole = fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
    Err  e = !whole ? "mail.key.place" : st.st_mode & (S_IRWXG | S_IRWXO) ? "mail.key.exposed"
                                                                          : NULL;
    ssize_t n = e ? 0 : read(fd, password, PASSWORD_BYTES);
    password[n > 0 ? n : 0] = 0;
    password[strcspn(password, "\r\n")] = 0;
    close(fd);
    return e;
}

Err mail_keys(Ctx *c, const Office *o) {
    const char *path = arena_print(c->a, "%s/mail.ca", o->keys);
    if (strlen(path) >= PATH_BYTES || strlen(o->folder) + 8 >= PATH_BYTES) return "mail.key.place";
    if (access(path, R_OK) == 0) memcpy(ca, path, strlen(path) + 1);
    path = arena_print(c->a, "%s/outbox", o->folder);
    memcpy(folder, path, strlen(path) + 1);
    return read_password(arena_print(c->a, "%s/mail.password", o->keys));
}

/* Nobody who has left, or whose account is closed. */
static Err find(Ctx *c, int64_t staff, MailTo *out) {
    Account a;
    Staff   s;
    *out = (MailTo){NULL, LANG_VI};
    if (!account_of(c, staff, &a) || a.closed || !staff_get(c, staff, &s)) return NULL;
    if (s.ended && strcmp(s.ended, c->today) <= 0) return NULL;
    out->address = s.email;
    if (strcmp(a.lang, "en") == 0) out->lang = LANG_EN;
    return NULL;
}

void mail_place(const char *path) {
    if (strlen(path) < PATH_BYTES) memcpy(folder, path, strlen(path) + 1);
}

/* A file is as old as its bytes: nobody writes to one twice. */
void mail_sweep(int64_t before) {
    DIR *dir = *folder ? opendir(folder) : NULL;
    for (struct dirent *f; dir && (f = readdir(dir));) {
        struct stat st;
        size_t      n = strlen(f->d_name);
        bool        mail = n > 4 && strcmp(f->d_name + n - 4, ".eml") == 0;
        if (mail && fstatat(dirfd(dir), f->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
            (int64_t)st.st_mtime * 1000 < before && unlinkat(dirfd(dir), f->d_name, 0) != 0)
            log_line("%s: %m", f->d_name);
    }
    if (dir) closedir(dir);
}

typedef struct Tick { Ctx *c; Job *j; } Tick;
static Err tick(void *arg, int64_t done) {
    const Tick *t = arg;
    return job_progress(t->c, t->j, done, 0);
}

static Err settled(Ctx *c, void *arg) {
    MailServer *s = arg;
    *s = mail_server(c);
    s->folder = folder;
    s->password = *password ? password : NULL;
    s->ca = *ca ? ca : NULL;
    return NULL;
}

Err mail_run(Ctx *c, Job *j) {
    MailServer s;
    int64_t    done;
    Err        e = db_read(c, settled, &s);
    if (!e) e = mail_deliver(c, &s, find, tick, &(Tick){c, j}, &done);
    j->done = e ? j->done : done;
    return e;
}
