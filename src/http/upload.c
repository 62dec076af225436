/* upload.c - files after they came: kept by a row, carried by a form that is
 * shown again, given back, swept away. */
#include "http/parts.h"

#include "crypt/crypt.h"
#include "file/file.h"

#include <string.h>
#include <unistd.h>

Err upload_keep(Ctx *c, const Upload *u, int64_t *file) {
    return db_int(c, file,
                  "INSERT INTO stored_file (hash, name, type, bytes, at, who)"
                  " VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
                  V(u->hash), V(u->file), V(u->type), V(u->bytes), V(c->now), V(c->who));
}

/* ---- carried by a form ----
 *
 * The box is sealed under a key of the server and about the route: nobody can
 * make one for a file that is not theirs, and one is good nowhere else.  It does
 * not hang on the session, so it outlives a new log-in. */

static const char *about(Arena *a, const Request *r) {
    return arena_print(a, "upload %s", r->route->path);
}

static const char *seal(Arena *a, const Request *r, const Upload *u) {
    const char *text = arena_print(a, "%s\n%s\n%s", u->hash, u->type, u->file);
    Bytes box = seal_with(a, r->http->key, about(a, r), (Bytes){text, strlen(text)});
    return base64_of(a, box.p, box.n);
}

const Kept *upload_boxes(Arena *a, const Request *r) {
    Kept *first = NULL, **end = &first;
    int   i = 0;
    for (const Upload *u = r->uploads; u; u = u->next) {
        *end = arena_new(a, Kept);
        **end = (Kept){u->name, u->file, arena_print(a, "%s.kept.%d", u->name, ++i),
                       seal(a, r, u), NULL};
        end = &(*end)->next;
    }
    return first;
}

/* The upload in a box; NULL if it is not ours, or swept away since. */
static Upload *unseal(Arena *a, const Request *r, const char *name, const char *sealed) {
    Bytes box, text;
    if (base64_read(a, sealed, &box)) return NULL;
    if (seal_open_with(a, r->http->key, about(a, r), box, &text)) return NULL;
    Upload *u = arena_new(a, Upload);
    char   *hash = arena_part(a, text.p, text.n), *type = strchr(hash, '\n');
    char   *file = strchr(type + 1, '\n');
    *type++ = *file++ = '\0';
    int fd = file_renew(a, r->http->files, hash) ? file_open(a, r->http->files, hash, &u->bytes)
                                                 : -1;
    if (fd < 0) return NULL;
    close(fd);
    u->name = name;
    u->hash = hash;
    u->type = type;
    u->file = file;
    return u;
}

/* Boxes leave what was typed and become uploads, before those that just came. */
Err upload_unbox(Arena *a, Request *r) {
    Upload *first = NULL, **end = &first;
    int     count = 0;
    Err     e = NULL;
    for (const Pair **at = &r->form.typed; *at; ) {
        const char *mark = strstr((*at)->name, ".kept.");
        if (!mark) {
            at = (const Pair **)&(*at)->next;
            continue;
        }
        const char *name = arena_part(a, (*at)->name, (size_t)(mark - (*at)->name));
        *end = unseal(a, r, name, (*at)->value);
        if (*end) end = &(*end)->next;
        else e = "http.file.lost";
        *at = (*at)->next;
    }
    *end = (Upload *)(uintptr_t)r->uploads;
    r->uploads = first;
    for (const Upload *u = first; u; u = u->next) count++;
    return count > HTTP_FILES_MAX ? "http.file.many" : e;
}

/* ---- given back ---- */

Err reply_file(Ctx *c, Request *r, int64_t file) {
    const char *hash = NULL, *name = NULL, *type = NULL;
    Rows q = db_query(c, "SELECT hash, name, type FROM stored_file WHERE id = $1", V(file));
    while (db_next(&q)) hash = row_text(&q, 0), name = row_text(&q, 1), type = row_text(&q, 2);
    if (!hash) return q.err ? q.err : "http.missing";
    if (strncmp(type, "text/", 5) == 0) type = arena_print(c->a, "%s; charset=utf-8", type);
    reply_download(r, type, name, (Bytes){"", 0});
    r->reply.stored = hash;
    return NULL;
}

/* ---- swept away ---- */

typedef struct Ask { const char *hash; int64_t rows; } Ask;

static Err count_rows(Ctx *c, void *arg) {
    Ask *ask = arg;
    return db_int(c, &ask->rows, "SELECT count(*) FROM stored_file WHERE hash = $1", V(ask->hash));
}

static bool wanted(void *arg, const char *hash) {
    Ask ask = {hash, 0};
    return db_read(arg, count_rows, &ask) || ask.rows > 0;
}

int64_t upload_sweep(Ctx *c) {
    if (!c->files) return 0;
    return file_sweep(c->a, c->files, c->now - UPLOAD_GRACE_MS, wanted, c);
}
