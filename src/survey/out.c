/* out.c - files on their way out, summed while they are written. */
#include "survey/results.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BUFFER = 256 * 1024 };

OutFile *out_new(OutFiles *k, const char *name) {
    char *path = arena_print(k->a, "%s/namro-XXXXXX", file_tmp());
    int   fd = mkstemp(path);
    if (fd < 0) return NULL;
    OutFile *f = arena_new(k->a, OutFile);
    *f = (OutFile){.name = name, .path = path, .f = fdopen(fd, "wb"), .run = hash_start(k->a),
                   .buffer = arena_take(k->a, BUFFER)};
    if (!k->end) k->end = &k->first;
    *k->end = f;
    k->end = &f->next;
    if (f->f) return f;
    close(fd);
    return NULL;
}

static void flush(OutFile *f) {
    hash_add(f->run, f->buffer, f->used);
    if (fwrite(f->buffer, 1, f->used, f->f) != f->used) f->failed = true;
    f->bytes += (int64_t)f->used;
    f->used = 0;
}

void out_add(OutFile *f, const void *p, size_t n) {
    const char *s = p;
    while (n) {
        size_t room = BUFFER - f->used, part = n < room ? n : room;
        memcpy(f->buffer + f->used, s, part);
        f->used += part;
        s += part;
        n -= part;
        if (f->used == BUFFER) flush(f);
    }
}

Err out_close(OutFile *f) {
    flush(f);
    bool good = !f->failed && !ferror(f->f);
    good = fclose(f->f) == 0 && good;
    f->f = NULL;
    return good ? NULL : "file.sheet.place";
}

void out_drop(OutFiles *k) {
    for (OutFile *f = k->first; f; f = f->next) {
        if (f->f) fclose(f->f);
        unlink(f->path);
    }
}

Cut out_words(const ResultPlan *p, const ResultColumn *k, Cut v) {
    if (!p->ask.labels || k->kind != RESULT_CODE || !v.n) return v;
    int i = codes_find(&k->of->codes, v.s, v.n);
    if (i < 0) return v;
    const char *label = k->of->codes.code[i].label;
    return (Cut){label, strlen(label)};
}
