/* tree.c - files and folders of a backup: copied, hashed, flushed. */
#include "cli/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 128 * 1024 };

Err tree_trouble(const char *path) {
    log_line("%s: %s", path, strerror(errno));
    return errno == ENOSPC || errno == EDQUOT ? "backup.disk.full" : "backup.place.bad";
}

bool tree_is_folder(const char *path) {
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool tree_there(const char *path) {
    struct stat st;
    return lstat(path, &st) == 0;
}

Err tree_make(const char *path) {
    char part[4096];
    for (size_t i = 1; path[i - 1]; i++) {
        if (path[i] != '/' && path[i] != '\0') continue;
        if (i >= sizeof part) return "backup.place.bad";
        memcpy(part, path, i);
        part[i] = '\0';
        if (mkdir(part, 0700) != 0 && errno != EEXIST) return tree_trouble(part);
        if (!path[i]) break;
    }
    return tree_is_folder(path) ? NULL : "backup.place.bad";
}

static int by_name(const FTSENT **x, const FTSENT **y) {
    return strcmp((*x)->fts_name, (*y)->fts_name);
}

Err tree_list(Arena *a, const char *folder, const BackupFile **out) {
    char  *roots[] = {(char *)(uintptr_t)folder, NULL};
    FTS   *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
    BackupFile **end = (BackupFile **)(uintptr_t)out;
    Err    e = walk ? NULL : tree_trouble(folder);
    *out = NULL;
    for (FTSENT *at; walk && !e && (at = fts_read(walk));) {
        if (at->fts_level > 0 && at->fts_name[0] == '.') fts_set(walk, at, FTS_SKIP);
        else if (at->fts_info == FTS_ERR || at->fts_info == FTS_DNR) {
            errno = at->fts_errno;
            e = tree_trouble(at->fts_path);
        } else if (at->fts_info == FTS_F && at->fts_level > 0) {
            BackupFile *one = *end = arena_new(a, BackupFile);
            one->path = arena_text(a, at->fts_path + strlen(folder) + 1);
            one->bytes = at->fts_statp->st_size;
            end = &one->next;
        }
    }
    if (walk) fts_close(walk);
    return e;
}

/* Everything of fd, hashed, and written to `to` unless that is -1. */
static bool read_all(Arena *a, int fd, int to, BackupFile *e) {
    static _Thread_local char piece[PIECE];
    HashRun *run = hash_start(a);
    ssize_t  n;
    e->bytes = 0;
    while ((n = read(fd, piece, PIECE)) > 0) {
        hash_add(run, piece, (size_t)n);
        e->bytes += n;
        for (ssize_t done = 0, k; to >= 0 && done < n; done += k)
            if ((k = write(to, piece + done, (size_t)(n - done))) <= 0) return false;
    }
    Hash h = hash_end(run);
    e->hash = hex_of(a, h.b, sizeof h.b);
    return n == 0 && (to < 0 || fsync(to) == 0);
}

Err tree_look(Arena *a, const char *path, BackupFile *e) {
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0 && errno == ENOENT) return "backup.file.missing";
    Err trouble = fd >= 0 && read_all(a, fd, -1, e) ? NULL : tree_trouble(path);
    if (fd >= 0) close(fd);
    return trouble;
}

Err tree_copy(Arena *a, const char *from, const char *to, BackupFile *e) {
    int in = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (in < 0) return errno == ENOENT ? "backup.file.missing" : tree_trouble(from);
    int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    Err trouble = out >= 0 && read_all(a, in, out, e) ? NULL : tree_trouble(to);
    if (out >= 0 && close(out) != 0 && !trouble) trouble = tree_trouble(to);
    close(in);
    return trouble;
}

Err tree_flush(const char *path) {
    int  fd = open(path, O_RDONLY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;
    Err  e = ok ? NULL : tree_trouble(path);
    if (fd >= 0) close(fd);
    return e;
}

void tree_remove(const char *path) {
    char *roots[] = {(char *)(uintptr_t)path, NULL};
    FTS  *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    for (FTSENT *at; walk && (at = fts_read(walk));)
        if (at->fts_info != FTS_D) remove(at->fts_path); /* a folder when it is left */
    if (walk) fts_close(walk);
}
