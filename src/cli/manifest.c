/* manifest.c - the list of what a backup holds.
 *
 *     namro backup 1
 *     program 0.1
 *     engine sqlite
 *     made 2022-10-14T02:00:00Z
 *     schema 0002_config_setting
 *     table setting 3
 *     file <SHA-256> <bytes> office.db
 *     end <SHA-256 of all lines before>
 *
 * The last line tells a list that was cut off or touched.  Who may write to the
 * backup could forge it as well; against that only a copy elsewhere helps. */
#include "cli/backup.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MANIFEST_MAX = 256 * 1024 * 1024 };
static const char first[] = "namro backup 1\n";

static char *text_of(Ctx *c, const Manifest *m) {
    Buf b = {.a = c->a};
    buf_text(&b, first);
    buf_print(&b, "program %s\nengine %s\nmade %s\n", m->program, m->engine, m->made);
    for (const char *const *s = m->stock.files; *s; s++) buf_print(&b, "schema %s\n", *s);
    for (const Count *t = m->stock.tables; t; t = t->next)
        buf_print(&b, "table %s %" PRId64 "\n", t->table, t->rows);
    for (const BackupFile *f = m->files; f; f = f->next) {
        buf_print(&b, "file %s %" PRId64 " ", f->hash, f->bytes);
        buf_text(&b, f->path);
        buf_text(&b, "\n");
    }
    Hash h = hash_of(b.s, b.len);
    buf_print(&b, "end %s\n", hex_of(c->a, h.b, sizeof h.b));
    return b.s;
}

Err manifest_write(Ctx *c, const char *folder, const Manifest *m) {
    const char *path = arena_print(c->a, "%s/manifest", folder), *text = text_of(c, m);
    for (const BackupFile *f = m->files; f; f = f->next) {
        if (!strchr(f->path, '\n')) continue;
        log_line("%s: no file of an office has a name of two lines", f->path);
        return "backup.place.bad";
    }
    int    fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    size_t n = strlen(text);
    bool   ok = fd >= 0 && write(fd, text, n) == (ssize_t)n && fsync(fd) == 0;
    Err    e = ok ? NULL : tree_trouble(path);
    if (fd >= 0) close(fd);
    return e;
}

static Err load(Ctx *c, const char *path, char **out) {
    FILE *f = fopen(path, "rbe");
    Buf   b = {.a = c->a};
    char  piece[8192];
    if (!f) return "backup.manifest.missing";
    for (size_t n; b.len < MANIFEST_MAX && (n = fread(piece, 1, sizeof piece, f)) > 0;)
        buf_add(&b, piece, n);
    fclose(f);
    *out = b.s;
    return b.len && strlen(b.s) == b.len ? NULL : "backup.manifest.damaged";
}

/* Cuts the last line off when it vouches for the others. */
static bool whole(char *text) {
    Hash   want, got;
    size_t n = strlen(text);
    if (n < 70 || text[n - 1] != '\n' || strncmp(text, first, strlen(first)) != 0) return false;
    char *end = text + n - 69;
    if (strncmp(end, "end ", 4) != 0 || end[-1] != '\n') return false;
    text[n - 1] = '\0';
    if (hex_read(end + 4, want.b, sizeof want.b)) return false;
    *end = '\0';
    got = hash_of(text, (size_t)(end - text));
    return hash_same(want, got);
}

/* A path from inside the backup to inside the backup. */
static bool inside(const char *path) {
    if (!*path || *path == '/') return false;
    for (const char *p = path; p; p = strchr(p, '/'), p += p != NULL)
        if (*p == '.' || *p == '/' || *p == '\0') return false;
    return true;
}

static const char *after(const char *line, const char *word) {
    size_t n = strlen(word);
    return strncmp(line, word, n) == 0 && line[n] == ' ' ? line + n + 1 : NULL;
}

typedef struct Parse {
    Manifest    *m;
    const char **schema;
    int          schemas;
    Count      **table;
    BackupFile      **file;
} Parse;

static bool take_table(Ctx *c, Parse *p, char *rest) {
    char *space = strchr(rest, ' ');
    if (!space) return false;
    *space = '\0';
    Count *t = *p->table = arena_new(c->a, Count);
    *t = (Count){.table = rest, .rows = strtoll(space + 1, NULL, 10)};
    p->table = &t->next;
    return true;
}

static bool take_file(Ctx *c, Parse *p, char *rest) {
    char *size = strchr(rest, ' '), *path = size ? strchr(size + 1, ' ') : NULL;
    if (!path || size - rest != 2 * HASH_BYTES || !inside(path + 1)) return false;
    *size = *path = '\0';
    BackupFile *f = *p->file = arena_new(c->a, BackupFile);
    *f = (BackupFile){.path = path + 1, .bytes = strtoll(size + 1, NULL, 10), .hash = rest};
    p->file = &f->next;
    return true;
}

static bool take_line(Ctx *c, Parse *p, char *line) {
    const char *rest;
    if ((rest = after(line, "program"))) return p->m->program = rest, true;
    if ((rest = after(line, "engine"))) return p->m->engine = rest, true;
    if ((rest = after(line, "made"))) return p->m->made = rest, true;
    if ((rest = after(line, "schema"))) return p->schema[p->schemas++] = rest, true;
    if ((rest = after(line, "table"))) return take_table(c, p, line + (rest - line));
    if ((rest = after(line, "file"))) return take_file(c, p, line + (rest - line));
    return false;
}

Err manifest_read(Ctx *c, const char *folder, Manifest *m) {
    char        *text = NULL, *save = NULL;
    const Count *tables = NULL;
    size_t       lines = 1;
    *m = (Manifest){0};
    Err e = load(c, arena_print(c->a, "%s/manifest", folder), &text);
    if (e) return e;
    if (!whole(text)) return "backup.manifest.damaged";
    for (const char *s = text; *s; s++) lines += *s == '\n';
    Parse p = {.m = m, .schema = arena_take(c->a, sizeof *p.schema * lines),
               .table = (Count **)(uintptr_t)&tables, .file = (BackupFile **)(uintptr_t)&m->files};
    for (char *line = strtok_r(text + strlen(first), "\n", &save); line;
         line = strtok_r(NULL, "\n", &save))
        if (!take_line(c, &p, line)) return "backup.manifest.damaged";
    m->stock = (Stock){p.schema, tables};
    return m->program && m->engine && m->made && p.schemas ? NULL : "backup.manifest.damaged";
}

static Err check_files(const char *folder, const Manifest *m) {
    Arena *a = arena_open(); /* there may be a hundred thousand */
    Err    e = NULL;
    for (const BackupFile *f = m->files; f && !e; f = f->next) {
        BackupFile is = {0};
        e = tree_look(a, arena_print(a, "%s/%s", folder, f->path), &is);
        if (!e && (is.bytes != f->bytes || strcmp(is.hash, f->hash) != 0))
            e = "backup.file.damaged";
        if (e) log_line("%s/%s", folder, f->path);
        arena_reset(a);
    }
    arena_close(a);
    return e;
}

static Err check_rows(const Stock *want, const Stock *got) {
    const Count *x = want->tables, *y = got->tables;
    for (; x && y && !strcmp(x->table, y->table) && x->rows == y->rows; x = x->next) y = y->next;
    if (!x && !y) return NULL;
    log_line("%s: not as many rows as there were", x ? x->table : y->table);
    return "backup.rows.differ";
}

Err manifest_check(Ctx *c, const char *folder, Manifest *m) {
    Stock got;
    Err e = manifest_read(c, folder, m);
    if (!e) e = check_files(folder, m);
    if (!e) e = db_inspect(c, arena_print(c->a, "%s/office.db", folder), &got);
    return e ? e : check_rows(&m->stock, &got);
}
