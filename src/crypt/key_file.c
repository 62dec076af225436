/* key_file.c - keys outside the database, so that a copy of it opens nothing.
 *
 * A new key is written beside its place, flushed, then linked there: link() is
 * the one call that both is atomic and refuses to overwrite. */
#include "crypt/crypt.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_BYTES = 4096 };

/* Of the open file, so nobody can put another in its place after the look. */
static Err fit(int fd) {
    struct stat st;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) return "crypt.key.place";
    if (st.st_mode & (S_IRWXG | S_IRWXO)) return "crypt.key.exposed";
    if (st.st_uid != geteuid() && st.st_uid != 0) return "crypt.key.exposed";
    return st.st_size == KEY_BYTES ? NULL : "crypt.key.damaged";
}

Err key_file_read(const char *path, uint8_t key[KEY_BYTES]) {
    uint8_t got[KEY_BYTES];
    /* O_NONBLOCK: a pipe of this name must not hold the program up. */
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return errno == ENOENT ? "crypt.key.missing" : "crypt.key.place";
    Err e = fit(fd);
    if (!e && read(fd, got, sizeof got) != sizeof got) e = "crypt.key.place";
    close(fd);
    if (!e) memcpy(key, got, sizeof got);
    sodium_memzero(got, sizeof got);
    return e;
}

/* The folder is flushed as well: a name that is lost is a key that is lost. */
static bool flush_folder(const char *path) {
    char folder[PATH_BYTES];
    const char *slash = strrchr(path, '/');
    if (slash) snprintf(folder, sizeof folder, "%.*s", (int)(slash - path + 1), path);
    else strcpy(folder, ".");
    int  fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0) close(fd);
    return ok;
}

static bool write_key(int fd, const uint8_t key[KEY_BYTES]) {
    bool ok = write(fd, key, KEY_BYTES) == KEY_BYTES && fsync(fd) == 0;
    return close(fd) == 0 && ok;
}

Err key_file_make(const char *path, uint8_t key[KEY_BYTES]) {
    char beside[PATH_BYTES];
    int  n = snprintf(beside, sizeof beside, "%s.XXXXXX", path);
    if (n < 0 || n >= (int)sizeof beside) return "crypt.key.place";
    int fd = mkstemp(beside); /* mode 0600 whatever the umask */
    if (fd < 0) return "crypt.key.place";

    uint8_t made[KEY_BYTES];
    crypt_random(made, sizeof made);
    Err e = write_key(fd, made) ? NULL : "crypt.key.place";
    if (!e && link(beside, path) != 0) e = errno == EEXIST ? "crypt.key.exists" : "crypt.key.place";
    unlink(beside);
    if (!e && !flush_folder(path)) e = "crypt.key.place";
    if (!e) memcpy(key, made, sizeof made);
    sodium_memzero(made, sizeof made);
    return e;
}
