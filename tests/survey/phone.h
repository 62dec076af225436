/* phone.h - a server with surveys in the field, and phones that call it by hand-made bytes. */
#ifndef PHONE_H
#define PHONE_H

#include "field.h"

#include "../http/wire.h"
#include "api/api.h"
#include "cli/cli.h"
#include "crypt/crypt.h"

#include <dirent.h>

#define PHONE_U(n) "0000000" n "-1111-4111-8111-111111111111"
#define PHONE_ROSA "X-OpenRosa-Version: 1.0\r\n"

typedef struct Phones {
    Ctx         c;
    Http        h;
    Server     *server;
    int64_t     version, survey;
    const char *token, *login, *password; /* of the phone of ASKER */
    const char *other;                    /* token of the phone of ASKER2, who asks nothing */
} Phones;

/* An open survey around the day of the clock. */
static inline int64_t phone_survey(Ctx *c, int64_t form, const char *title) {
    Survey s = {.unit = OFFICE, .form = form, .title = title, .why = "Để phục vụ tốt hơn.",
                .mode = "interview", .since = day_add(c->a, c->today, -10),
                .until = day_add(c->a, c->today, 30), .expires = day_add(c->a, c->today, 300)};
    c->who = RESEARCHER;
    CHECK_TEXT(survey_add(c, &s), NULL);
    CHECK_TEXT(survey_open(c, s.id), NULL);
    return s.id;
}

static inline Err phone_fill(Ctx *c, void *arg) {
    Phones *f = arg;
    field_set_up(c);
    f->version = field_version(c, FIELD_FORM("1", "", ""));
    f->survey = phone_survey(c, form_version(c, f->version)->form, "Hài lòng 2026");
    CHECK_TEXT(interviewer_put(c, f->survey, ASKER, true), NULL);
    CHECK_TEXT(account_demo(c, ASKER, "hoi", "mot hai ba bon"), NULL);
    CHECK_TEXT(account_demo(c, RESEARCHER, "nghiencuu", "mot hai ba bon"), NULL);
    CHECK_TEXT(account_demo(c, OFFICER, "canbo", "mot hai ba bon"), NULL);
    CHECK_TEXT(account_demo(c, ASKER2, "hoi2", "mot hai ba bon"), NULL);
    /* Who needs a second factor has one. */
    CHECK_TEXT(db_exec(c, "UPDATE account SET totp = $1", V((Bytes){test_key, 20})), NULL);
    c->who = ASKER;
    CHECK_TEXT(collector_add(c, ASKER, "Điện thoại của tôi", &f->token), NULL);
    CHECK_TEXT(collector_password(c, f->token, &f->login, &f->password), NULL);
    c->who = ASKER2;
    CHECK_TEXT(collector_add(c, ASKER2, "Điện thoại", &f->other), NULL);
    return NULL;
}

static const Program *const phone_programs[] = {&api_program, &rosa_program, NULL};

/* The office alone; then its server. */
static inline Phones phone_office(const char *name, DbWork *fill) {
    static char files[4300];
    Phones      f = {0};
    crypt_start();
    f.c = test_empty(test_place(name));
    snprintf(files, sizeof files, "%s/%s.files.XXXXXX", test_dir(), name);
    if (!mkdtemp(files)) fatal("no folder");
    CHECK_TEXT(file_store(files), NULL);
    f.c.files = files;
    f.c.now = clock_ms();
    f.c.today = day_of(f.c.a, f.c.now);
    CHECK_TEXT(db_migrate(&f.c), NULL);
    db_serve(f.c.db, db_is_postgres(f.c.db) ? 16 : 8);
    CHECK_TEXT(db_write(&f.c, fill, &f), NULL);
    return f;
}

static inline void phone_serve(Phones *f, int listener) {
    signal(SIGPIPE, SIG_IGN);
    api_tables(route_tables);
    f->h = (Http){.db = f->c.db, .listener = listener, .tables = route_tables,
                  .identify = org_identify, .touch = org_touch, .files = f->c.files,
                  .office = test_key, .programs = phone_programs};
    f->server = http_start(&f->h);
    if (!f->server) fatal("no server");
}

static inline Phones phone_open(const char *name) {
    Phones f = phone_office(name, phone_fill);
    phone_serve(&f, listen_anywhere());
    return f;
}

static inline void phone_close(Phones *f) {
    http_stop(f->server);
    char rm[4400];
    snprintf(rm, sizeof rm, "rm -rf '%s'", f->c.files);
    CHECK(system(rm) == 0);
    db_close(f->c.db);
    arena_close(f->c.a);
}

/* ---- what a phone sends ---- */

/* A part; file NULL: a field. */
static inline void phone_part(Buf *b, const char *name, const char *file, const char *type,
                              const void *p, size_t n) {
    buf_print(b, "--XyZ\r\nContent-Disposition: form-data; name=\"%s\"", name);
    if (file) buf_print(b, "; filename=\"%s\"", file);
    if (type) buf_print(b, "\r\nContent-Type: %s", type);
    buf_text(b, "\r\n\r\n");
    buf_add(b, p, n);
    buf_text(b, "\r\n");
}

static inline const char *phone_send(Phones *f, const char *base, const char *headers,
                                     const Buf *body) {
    Buf ask = {.a = f->c.a};
    buf_print(&ask, "POST " ROSA_PREFIX "%s/submission?deviceID=collect%%3Aabc HTTP/1.1\r\n"
                    "Host: a\r\nConnection: close\r\n%s"
                    "Content-Type: multipart/form-data; boundary=XyZ\r\n"
                    "Content-Length: %zu\r\n\r\n", base, headers, body->len + 9);
    buf_add(&ask, body->s, body->len);
    buf_text(&ask, "--XyZ--\r\n");
    return talk(ask.s, ask.len);
}

static inline const char *phone_base(Phones *f, const char *token) {
    return arena_print(f->c.a, "/%s", token);
}

/* The XML alone, of the phone of ASKER. */
static inline const char *phone_xml(Phones *f, const char *xml) {
    Buf b = {.a = f->c.a};
    phone_part(&b, "xml_submission_file", "a.xml", "text/xml", xml, strlen(xml));
    return phone_send(f, phone_base(f, f->token), PHONE_ROSA, &b);
}

static inline const char *phone_get(Phones *f, const char *path, const char *headers) {
    return get(f->c.a, arena_print(f->c.a, ROSA_PREFIX "/%s/%s", f->token, path), headers);
}

/* ---- what is stored ---- */

typedef struct PhoneCount { const char *sql; int64_t n; } PhoneCount;
static inline Err phone_count(Ctx *c, void *arg) {
    PhoneCount *k = arg;
    return db_run_int(c, &k->n, k->sql, (const Val[]){{0}}, 0);
}
static inline int64_t phone_number(Phones *f, const char *sql) {
    PhoneCount k = {sql, -1};
    CHECK_TEXT(db_read(&f->c, phone_count, &k), NULL);
    return k.n;
}

#endif
