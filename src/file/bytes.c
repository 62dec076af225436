/* bytes.c - all bytes of a file that a person names, and the words of its refusals. */
#include "file/parts.h"

#include "text/text.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* A pipe has no length and cannot be mapped. */
static Err read_all(Arena *a, int fd, Bytes *out) {
    Buf   b = {.a = a};
    char  piece[1 << 16];
    buf_add(&b, "", 0);
    for (;;) {
        ssize_t n = read(fd, piece, sizeof piece);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return "file.read.place";
        if (n == 0) break;
        buf_add(&b, piece, (size_t)n);
    }
    *out = (Bytes){b.s, b.len};
    return NULL;
}

static Err map(Arena *a, int fd, Bytes *out) {
    struct stat st;
    if (fstat(fd, &st) != 0 || S_ISDIR(st.st_mode)) return "file.read.place";
    if (!S_ISREG(st.st_mode) || st.st_size == 0) return read_all(a, fd, out);
    void *p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (p == MAP_FAILED) return "file.read.place";
    *out = (Bytes){p, (size_t)st.st_size};
    return NULL;
}

Err file_bytes_of(Arena *a, const char *path, Bytes *out) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return "file.read.place";
    Err e = map(a, fd, out);
    close(fd);
    return e;
}

const char *file_trouble(const Ctx *c, Err e, const FileTrouble *t) {
    return trf(c, e, V(t->line), V(t->found), V(t->wanted), V(t->name));
}
