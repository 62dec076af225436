/* store.c - the folder of files, each under the hash of its bytes. */
#include "file/file.h"

#include "crypt/crypt.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HASH_DIGITS = 2 * HASH_BYTES };

struct FileNew {
    Arena      *a;
    const char *dir, *path; /* where it is written */
    int         fd;
    int64_t     bytes;
    HashRun    *hash;
};

static Err trouble(const char *path) {
    bool full = errno == ENOSPC || errno == EDQUOT || errno == EFBIG;
    log_line("%s: %s", path, strerror(errno));
    return full ? "file.store.full" : "file.store.place";
}

/* A folder that is there may have been made a moment before the power went: so
 * its name is flushed each time it is wanted new. */
static Err flush_folder(const char *path) {
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    Err e = fd < 0 || fsync(fd) != 0 ? trouble(path) : NULL;
    if (fd >= 0) close(fd);
    return e;
}

static Err make_folder(const char *path, const char *above) {
    if (mkdir(path, 0700) == 0) return above ? flush_folder(above) : NULL;
    return errno == EEXIST ? NULL : trouble(path);
}

Err file_store(const char *dir) {
    Arena      *a = arena_open();
    const char *new = arena_print(a, "%s/new", dir);
    Err e = make_folder(dir, NULL);
    if (!e) e = make_folder(new, dir);
    if (!e && access(new, W_OK | X_OK) != 0) e = trouble(new);
    arena_close(a);
    return e;
}

/* While it is held no sweep removes anything, or nothing else is kept. */
static int lock(const char *dir, int how) {
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return -1;
    while (flock(fd, how) != 0)
        if (errno != EINTR) fatal("%s: %s", dir, strerror(errno));
    return fd;
}

static void unlock(int fd) {
    if (fd >= 0) close(fd);
}

static bool is_hash(const char *s) {
    return strlen(s) == HASH_DIGITS && s[strspn(s, "0123456789abcdef")] == '\0';
}

const char *file_path(Arena *a, const char *dir, const char *hash) {
    return arena_print(a, "%s/%.2s/%s", dir, hash, hash + 2);
}

Err file_new(Arena *a, const char *dir, FileNew **out) {
    FileNew *f = arena_new(a, FileNew);
    char    *path = arena_print(a, "%s/new/XXXXXX", dir);
    f->fd = mkostemp(path, O_CLOEXEC); /* mode 0600 */
    if (f->fd < 0) return trouble(path);
    f->a = a;
    f->dir = dir;
    f->path = path;
    f->hash = hash_start(a);
    *out = f;
    return NULL;
}

Err file_add(FileNew *f, const void *p, size_t n) {
    hash_add(f->hash, p, n);
    f->bytes += (int64_t)n;
    for (const char *at = p; n; ) {
        ssize_t k = write(f->fd, at, n);
        if (k < 0 && errno == EINTR) continue;
        if (k <= 0) return trouble(f->path);
        at += k;
        n -= (size_t)k;
    }
    return NULL;
}

int64_t file_bytes(const FileNew *f) { return f->bytes; }

const FileKind *file_new_kind(FileNew *f, const char *name) {
    size_t n = (size_t)f->bytes;
    void  *p = n ? mmap(NULL, n, PROT_READ, MAP_SHARED, f->fd, 0) : MAP_FAILED;
    if (p == MAP_FAILED) return NULL;
    const FileKind *k = file_kind(p, n, name);
    munmap(p, n);
    return k;
}

/* To its place, or away if its content is kept already: then that one is renewed. */
static Err move(FileNew *f, const char *hash) {
    const char *path = file_path(f->a, f->dir, hash);
    const char *folder = arena_part(f->a, path, strlen(path) - (HASH_DIGITS - 2) - 1);
    if (utimensat(AT_FDCWD, path, NULL, 0) == 0) return NULL;
    Err e = make_folder(folder, f->dir);
    if (!e && rename(f->path, path) != 0) e = trouble(path);
    if (!e) f->path = NULL;
    return e ? e : flush_folder(folder);
}

Err file_put(Arena *a, FileNew *f, const char **hash) {
    Hash h = hash_end(f->hash);
    *hash = hex_of(a, h.b, sizeof h.b);
    Err e = fsync(f->fd) != 0 ? trouble(f->path) : NULL;
    int held = lock(f->dir, LOCK_SH);
    if (!e) e = move(f, *hash);
    unlock(held);
    file_drop(f);
    return e;
}

void file_drop(FileNew *f) {
    if (!f || f->fd < 0) return;
    close(f->fd);
    f->fd = -1;
    if (f->path) unlink(f->path);
}

int file_open(Arena *a, const char *dir, const char *hash, int64_t *bytes) {
    struct stat is;
    if (!is_hash(hash)) return -1;
    int fd = open(file_path(a, dir, hash), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) return -1;
    if (fstat(fd, &is) != 0 || !S_ISREG(is.st_mode)) {
        close(fd);
        return -1;
    }
    *bytes = is.st_size;
    return fd;
}

bool file_renew(Arena *a, const char *dir, const char *hash) {
    int  held = lock(dir, LOCK_SH);
    bool there = is_hash(hash) && utimensat(AT_FDCWD, file_path(a, dir, hash), NULL, 0) == 0;
    unlock(held);
    return there;
}

static bool older(const char *path, int64_t before_ms) {
    struct stat is;
    return lstat(path, &is) == 0 && S_ISREG(is.st_mode) &&
           (int64_t)is.st_mtim.tv_sec * 1000 + is.st_mtim.tv_nsec / 1000000 < before_ms;
}

/* Looked at again under the lock: it may have been renewed since it was asked about. */
static bool remove_old(const char *dir, const char *path, int64_t before_ms) {
    int  held = lock(dir, LOCK_EX);
    bool gone = older(path, before_ms) && unlink(path) == 0;
    unlock(held);
    return gone;
}

typedef struct Sweep {
    const char *dir;
    int64_t     before, removed;
    FileWanted *wanted;
    void       *arg;
} Sweep;

/* One folder: new/, whose files nobody can want, or one of two digits. */
static void sweep_folder(Sweep *s, const char *sub) {
    Arena      *a = arena_open();
    const char *folder = arena_print(a, "%s/%s", s->dir, sub);
    DIR        *d = opendir(folder);
    for (struct dirent *it; d && (it = readdir(d)); ) {
        const char *path = arena_print(a, "%s/%s", folder, it->d_name);
        const char *hash = arena_print(a, "%s%s", sub, it->d_name);
        bool        new = strcmp(sub, "new") == 0;
        if ((!new && !is_hash(hash)) || !older(path, s->before)) continue;
        if (new || !s->wanted(s->arg, hash)) s->removed += remove_old(s->dir, path, s->before);
    }
    if (d) closedir(d);
    arena_close(a);
}

int64_t file_sweep(Arena *a, const char *dir, int64_t before_ms, FileWanted *wanted, void *arg) {
    Sweep s = {.dir = dir, .before = before_ms, .wanted = wanted, .arg = arg};
    sweep_folder(&s, "new");
    for (int i = 0; i < 256; i++) sweep_folder(&s, arena_print(a, "%02x", (unsigned)i));
    return s.removed;
}
