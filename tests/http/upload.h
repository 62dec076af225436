/* upload.h - an office whose forms take files, and files as browsers send them. */
#ifndef UPLOAD_H
#define UPLOAD_H

#include "wire.h"

#include "crypt/crypt.h"
#include "file/file.h"

#include <dirent.h>

#define OFFICER  "o2345678901234567890123456789012"
#define VIEWER   "v2345678901234567890123456789012"
#define STRANGER "s2345678901234567890123456789012"
#define AS(session) "Cookie: namro=" session "\r\n"
#define PDF "%PDF-1.7\n1 0 obj"

static const char *dir;
static int         runs; /* of the handler */
static Err         trouble;

static inline Err identify(Ctx *c, const char *session, Caller *out) {
    (void)c;
    if (*session == 'o') *out = (Caller){.who = 11, .name = "An", .rights = 1u << RIGHT_REPORT};
    if (*session == 'v') *out = (Caller){.who = 12, .name = "Viên", .rights = 1u << RIGHT_VIEW};
    return NULL;
}

static inline Err report_page(Ctx *c, Request *r) {
    const Form *f = request_form(c, r);
    Buf b = {.a = c->a};
    buf_text(&b, "<form>");
    buf_text(&b, refusal_html(c, f).s);
    buf_text(&b, field_html(c, f, &(Field){.name = "work", .label = "Work"}).s);
    buf_text(&b, field_html(c, f, &(Field){.name = "file", .label = "File", .type = "file",
                                           .many = true, .needed = true}).s);
    reply_page(r, "report", html_of(&b));
    return NULL;
}

/* Says what came: the text, then each file with its row. */
static inline Err report_post(Ctx *c, Request *r) {
    Buf b = {.a = c->a};
    const char *work = form_value(&r->form, "work");
    runs++;
    if (trouble) return trouble;
    if (!work || !*work) return "task.work.missing";
    buf_print(&b, "work=%s\n", work);
    for (const Upload *u = r->uploads; u; u = u->next) {
        int64_t file;
        Err e = upload_keep(c, u, &file);
        if (e) return e;
        buf_print(&b, "%s: %s, %s, %d bytes, row %d;\n", u->name, u->file, u->type,
                  (int)u->bytes, (int)file);
    }
    reply_text(r, "text/plain; charset=utf-8", b.s);
    return NULL;
}

static inline Err file_page(Ctx *c, Request *r) { return reply_file(c, r, request_id(r)); }

static inline Err table_page(Ctx *c, Request *r) {
    (void)c;
    reply_download(r, "text/csv; charset=utf-8", "Bảng \"1\"\r\n.csv", (Bytes){"a,b\n", 4});
    return NULL;
}

static const Route routes[] = {
    SHOW("/report",    report_page, RIGHT_REPORT, NULL),
    SHOW("/file/{id}", file_page,   RIGHT_PUBLIC, NULL),
    SHOW("/table",     table_page,  RIGHT_PUBLIC, NULL),
    SEND_FILES("/report", report_post, RIGHT_REPORT, report_page),
    SEND("/plain", report_post, RIGHT_PUBLIC, report_page),
    {0}
};
static const Route *const tables[] = {routes, http_routes, NULL};

/* ---- forms as browsers send them ---- */

static inline void add_text(Buf *b, const char *name, const char *value) {
    buf_print(b, "--XyZ\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n", name);
    buf_text(b, value);
    buf_text(b, "\r\n");
}

static inline void add_file(Buf *b, const char *name, const char *file, const char *bytes,
                            size_t n) {
    buf_print(b, "--XyZ\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\n"
              "Content-Type: application/octet-stream\r\n\r\n", name, file);
    buf_add(b, bytes, n);
    buf_text(b, "\r\n");
}

static inline Buf begin(Arena *a, const char *session) {
    Buf b = {.a = a};
    add_text(&b, "token", crypt_token_for(a, session, "form"));
    return b;
}

static inline const char *send_bytes(Arena *a, const char *headers, const char *type,
                                     const Buf *body) {
    Buf b = {.a = a};
    buf_print(&b, "POST /report HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: %s\r\n"
              "Content-Length: %zu\r\n%s\r\n", type, body->len, headers);
    buf_add(&b, body->s, body->len);
    return talk(b.s, b.len);
}

static inline const char *send_form(Arena *a, const char *headers, Buf *body) {
    buf_text(body, "--XyZ--\r\n");
    return send_bytes(a, headers, "multipart/form-data; boundary=XyZ", body);
}

static inline int count_in(const char *sub) {
    int   n = 0;
    char  path[500];
    snprintf(path, sizeof path, "%s/%s", dir, sub);
    DIR  *d = opendir(path);
    for (struct dirent *it; d && (it = readdir(d)); ) n += it->d_name[0] != '.';
    if (d) closedir(d);
    return n;
}

/* All files of the store; none may be left in new/. */
static inline int count_files(void) {
    int  n = 0;
    char sub[3];
    CHECK(count_in("new") == 0);
    for (unsigned i = 0; i < 256; i++) {
        snprintf(sub, sizeof sub, "%02x", i);
        n += count_in(sub);
    }
    return n;
}

/* A file of zeroes behind a head of PDF. */
static inline void add_long(Buf *b, size_t n) {
    char *bytes = calloc(1, n);
    if (!bytes) fatal("no memory");
    memcpy(bytes, PDF, sizeof PDF - 1);
    add_file(b, "file", "dài.pdf", bytes, n);
    free(bytes);
}

static inline bool none(void *arg, const char *hash) { return (void)arg, (void)hash, false; }

/* A fresh folder, database and server. */
static inline Server *open_office(Ctx *c, Http *h) {
    c->files = dir;
    c->now = clock_ms();
    CHECK_TEXT(db_migrate(c), NULL);
    db_serve(c->db, 2);
    *h = (Http){.db = c->db, .listener = listen_anywhere(), .tables = tables,
                .identify = identify, .files = dir};
    Server *s = http_start(h);
    CHECK(s);
    return s;
}

#endif
