/* upload_test.c - forms with files, over the wire: what arrives, what is refused,
 * what a refused form keeps, and what is left of a sender who goes away. */
#include "wire.h"

#include "crypt/crypt.h"
#include "file/file.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/stat.h>

#define OFFICER  "o2345678901234567890123456789012"
#define VIEWER   "v2345678901234567890123456789012"
#define STRANGER "s2345678901234567890123456789012"
#define AS(session) "Cookie: namro=" session "\r\n"
#define PDF "%PDF-1.7\n1 0 obj"

enum { BODY_MS = 500 };

static const char *dir;
static int         runs; /* of the handler */
static Err         trouble;

static Err identify(Ctx *c, const char *session, Caller *out) {
    (void)c;
    if (*session == 'o') *out = (Caller){11, "An", 1u << RIGHT_REPORT, NULL, NULL};
    if (*session == 'v') *out = (Caller){12, "Viên", 1u << RIGHT_VIEW, NULL, NULL};
    return NULL;
}

static Err report_page(Ctx *c, Request *r) {
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
static Err report_post(Ctx *c, Request *r) {
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

static Err file_page(Ctx *c, Request *r) { return reply_file(c, r, request_id(r)); }

static Err table_page(Ctx *c, Request *r) {
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

static void add_text(Buf *b, const char *name, const char *value) {
    buf_print(b, "--XyZ\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n", name);
    buf_text(b, value);
    buf_text(b, "\r\n");
}

static void add_file(Buf *b, const char *name, const char *file, const char *bytes, size_t n) {
    buf_print(b, "--XyZ\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\n"
              "Content-Type: application/octet-stream\r\n\r\n", name, file);
    buf_add(b, bytes, n);
    buf_text(b, "\r\n");
}

static Buf begin(Arena *a, const char *session) {
    Buf b = {.a = a};
    add_text(&b, "token", crypt_token_for(a, session, "form"));
    return b;
}

static const char *send_bytes(Arena *a, const char *headers, const char *type, const Buf *body) {
    Buf b = {.a = a};
    buf_print(&b, "POST /report HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: %s\r\n"
              "Content-Length: %zu\r\n%s\r\n", type, body->len, headers);
    buf_add(&b, body->s, body->len);
    return talk(b.s, b.len);
}

static const char *send_form(Arena *a, const char *headers, Buf *body) {
    buf_text(body, "--XyZ--\r\n");
    return send_bytes(a, headers, "multipart/form-data; boundary=XyZ", body);
}

static int count_in(const char *sub) {
    int   n = 0;
    char  path[500];
    snprintf(path, sizeof path, "%s/%s", dir, sub);
    DIR  *d = opendir(path);
    for (struct dirent *it; d && (it = readdir(d)); ) n += it->d_name[0] != '.';
    if (d) closedir(d);
    return n;
}

/* All files of the store; none may be left in new/. */
static int count_files(void) {
    int  n = 0;
    char sub[3];
    CHECK(count_in("new") == 0);
    for (unsigned i = 0; i < 256; i++) {
        snprintf(sub, sizeof sub, "%02x", i);
        n += count_in(sub);
    }
    return n;
}

/* ---- what is tried ---- */

static void arrives(Arena *a) {
    Buf b = begin(a, OFFICER);
    add_text(&b, "work", "Tuyên truyền\r\nNghị quyết");
    add_file(&b, "file", "Báo cáo \"quý\" 1.pdf", PDF, sizeof PDF - 1); /* as browsers do not */
    const char *reply = send_form(a, AS(OFFICER), &b);
    CHECK(status(reply) != 0);

    b = begin(a, OFFICER);
    add_file(&b, "file", "Báo cáo %22quý%22 1.pdf", PDF, sizeof PDF - 1);
    add_text(&b, "work", "Tuyên truyền\r\nNghị quyết");
    add_file(&b, "file", "C:\\a\\ghi chép.txt", "\r\n--Xy\r\n\r\n--XyY\r\n-", 18);
    add_file(&b, "other", "", "", 0);
    reply = send_form(a, AS(OFFICER), &b);
    CHECK(status(reply) == 200 && strstr(reply, "work=Tuyên truyền\nNghị quyết\n"));
    CHECK(strstr(reply, "file: Báo cáo %22quý%22 1.pdf, application/pdf, 16 bytes, row "));
    CHECK(strstr(reply, "file: ghi chép.txt, text/plain, 18 bytes, row "));
    CHECK(!strstr(reply, "other"));

    const char *row = between(a, reply, "18 bytes, row ", ";");
    reply = get(a, arena_print(a, "/file/%s", row), "");
    CHECK(status(reply) == 200 && strstr(reply, "\r\n\r\n\r\n--Xy\r\n\r\n--XyY\r\n-"));
    CHECK(strstr(reply, "\r\nContent-Length: 18\r\n"));
    CHECK(strstr(reply, "\r\nContent-Type: text/plain; charset=utf-8\r\n"));
    CHECK(strstr(reply, "attachment; filename=\"ghi ch_p.txt\"; "
                        "filename*=UTF-8''ghi%20ch%C3%A9p.txt\r\n") ||
          strstr(reply, "attachment; filename=\"ghi ch\xc3p.txt\""));
    CHECK(strstr(reply, "\r\nContent-Security-Policy: sandbox;"));
    CHECK(strstr(reply, "\r\nX-Content-Type-Options: nosniff"));
    CHECK(status(get(a, "/file/999999", "")) == 404);
    const char *head = arena_print(a, "HEAD /file/%s HTTP/1.1\r\nHost: a\r\n\r\n", row);
    reply = talk(head, strlen(head));
    CHECK(status(reply) == 200 && strstr(reply, "\r\nContent-Length: 18\r\n"));
    CHECK(!strstr(reply, "--Xy"));
    reply = get(a, "/table", "");
    CHECK(strstr(reply, "filename=\"B_ng _1___.csv\"; filename*=UTF-8''B%E1%BA%A3ng%20%221%22%0D"));
    CHECK(strstr(reply, "\r\n\r\na,b\n"));
}

/* No form at all: refused, whatever its parts hold. */
static void malformed(Arena *a) {
    static const struct { const char *type, *body; } cases[] = {
        {"multipart/form-data", "--XyZ\r\n\r\n--XyZ--\r\n"},
        {"multipart/form-data; boundary=", "--XyZ--\r\n"},
        {"multipart/form-data; boundary=XyZ", ""},
        {"multipart/form-data; boundary=XyZ", "token=x"},
        {"multipart/form-data; boundary=XyZ", "--XyZ\r\n"},
        {"multipart/form-data; boundary=XyZ", "--Other--\r\n"},
        {"multipart/form-data; boundary=XyZ",
         "--XyZ\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx"},
        {"multipart/form-data; boundary=XyZ",
         "--XyZ\r\nContent-Disposition: form-data\r\n\r\nx\r\n--XyZ--\r\n"},
        {"multipart/form-data; boundary=XyZ",
         "--XyZ\r\nContent-Disposition: form-data; name=\"\"\r\n\r\nx\r\n--XyZ--\r\n"},
        {"multipart/form-data; boundary=XyZ",
         "--XyZ\r\nContent-Disposition: form-data; name=\"a\xff\"\r\n\r\nx\r\n--XyZ--\r\n"},
        {"multipart/form-data; boundary=XyZ",
         "--XyZ\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\xc0\xaf\r\n--XyZ--\r\n"},
        {"multipart/form-data; boundary=XyZ",
         "--XyZ\r\nContent-Disposition: form-data; name=\"a\"; filename=\"\xff.pdf\"\r\n\r\nx\r\n"
         "--XyZ--\r\n"},
        {"multipart/form-data; boundary=XyZ",
         "--XyZ\r\nContent-Disposition: form-data; name=\"a\"; filename=\"\"\r\n\r\nx\r\n"
         "--XyZ--\r\n"},
        {"multipart/form-data; boundary=XyZ",
         "--XyZ\r\nContent-Disposition: form-data; name=\"a\"\r\n"
         "Content-Transfer-Encoding: base64\r\n\r\neA==\r\n--XyZ--\r\n"},
        {"multipart/form-data; boundary=XyZ",
         "--XyZ\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n"
         "--XyZ\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n2\r\n--XyZ--\r\n"},
        {"multipart/form-data; boundary=XyZ",
         "--XyZ\r\nContent-Disposition: form-data; name=\"a\"\r\n"
         "Content-Type: multipart/mixed\r\n\r\n--In\r\n\r\nx\r\n--In--\r\n--XyZ--\r\n"},
    };
    int before = count_files(), ran = runs;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Buf b = {.a = a};
        buf_text(&b, cases[i].body);
        int code = status(send_bytes(a, AS(OFFICER), cases[i].type, &b));
        if (code != 400) CHECK_TEXT(cases[i].body, arena_print(a, "answered with %d", code));
    }
    Buf b = begin(a, OFFICER); /* a NUL in a text; too much text */
    buf_add(&b, "--XyZ\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\0y\r\n", 54);
    CHECK(status(send_form(a, AS(OFFICER), &b)) == 400);
    b = begin(a, OFFICER);
    static char much[HTTP_FORM_MAX + 2];
    memset(much, 'x', sizeof much - 1);
    add_text(&b, "work", much);
    CHECK(status(send_form(a, AS(OFFICER), &b)) == 400);
    b = begin(a, OFFICER); /* the head of a part without an end */
    buf_text(&b, "--XyZ\r\nContent-Disposition: form-data; name=\"");
    buf_add(&b, much, 40000);
    buf_text(&b, "\"\r\n\r\n");
    CHECK(status(send_form(a, AS(OFFICER), &b)) == 400);
    CHECK(count_files() == before && runs == ran);
    CHECK(status(get(a, "/health", "")) == 200);
}

/* A file of zeroes behind a head of PDF. */
static void add_long(Buf *b, size_t n) {
    char *bytes = calloc(1, n);
    if (!bytes) fatal("no memory");
    memcpy(bytes, PDF, sizeof PDF - 1);
    add_file(b, "file", "dài.pdf", bytes, n);
    free(bytes);
}

/* Files that are not taken: the form's page again, with the reason and the rest. */
static void unwelcome(Arena *a) {
    int ran = runs;
    Buf b = begin(a, OFFICER);
    add_text(&b, "work", "<typed>");
    add_file(&b, "file", "a.pdf", "MZ\x90", 3);
    add_file(&b, "file", "good.pdf", PDF "good", sizeof PDF + 3);
    const char *reply = send_form(a, AS(OFFICER), &b);
    CHECK(status(reply) == 422 && strstr(reply, "value=\"&lt;typed&gt;\""));
    CHECK(strstr(reply, "<a href=\"#f-file\">Không nhận loại tệp này"));
    CHECK(strstr(reply, " good.pdf</label>") && !strstr(reply, " a.pdf</label>"));

    b = begin(a, OFFICER);
    add_text(&b, "work", "typed");
    add_file(&b, "file", "a.pdf", "", 0);
    reply = send_form(a, AS(OFFICER), &b);
    CHECK(status(reply) == 422 && strstr(reply, "Tệp rỗng"));

    b = begin(a, OFFICER);
    for (int i = 0; i < HTTP_FILES_MAX + 1; i++) add_file(&b, "file", "a.pdf", PDF, sizeof PDF - 1);
    reply = send_form(a, AS(OFFICER), &b);
    CHECK(status(reply) == 413 && strstr(reply, "tối đa 20 tệp"));

    b = begin(a, OFFICER);
    add_long(&b, HTTP_FILE_MAX + 1);
    add_text(&b, "work", "typed after");
    reply = send_form(a, AS(OFFICER), &b);
    CHECK(status(reply) == 413 && strstr(reply, "value=\"typed after\""));
    CHECK(!strstr(reply, "dài.pdf"));

    b = begin(a, OFFICER);
    for (int i = 0; i < 4; i++) add_long(&b, HTTP_FILE_MAX - 100);
    reply = send_form(a, AS(OFFICER), &b);
    CHECK(status(reply) == 413 && strstr(reply, "mỗi lần gửi tối đa 60 MB"));
    CHECK(count_in("new") == 0 && runs == ran);
}

static void at_the_limit(Arena *a) {
    Buf b = begin(a, OFFICER);
    add_text(&b, "work", "x");
    add_long(&b, HTTP_FILE_MAX);
    const char *reply = send_form(a, AS(OFFICER), &b);
    CHECK(status(reply) == 200 && strstr(reply, "dài.pdf, application/pdf, 20971520 bytes"));
}

/* Nobody's bytes reach the disk but those of who may send them, with a token. */
static void strangers(Arena *a) {
    int before = count_files(), ran = runs;
    static const struct { const char *headers, *session; int want; bool back; } cases[] = {
        {"", STRANGER, 403, true}, {AS(STRANGER), STRANGER, 401, true},
        {AS(VIEWER), VIEWER, 403, false}, {AS(OFFICER), STRANGER, 403, true},
        {AS(OFFICER) "Origin: https://evil.vn\r\n", OFFICER, 403, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Buf b = begin(a, cases[i].session);
        add_text(&b, "work", "kept words");
        add_file(&b, "file", "a.pdf", PDF "strange", sizeof PDF + 6);
        const char *reply = send_form(a, cases[i].headers, &b);
        CHECK(status(reply) == cases[i].want);
        CHECK(cases[i].back == (strstr(reply, "name=\"work\" value=\"kept words\"") != NULL));
        CHECK((i < 2) == (strstr(reply, "\"/login\"") != NULL));
    }
    Buf b = {.a = a}; /* the token after the file */
    add_file(&b, "file", "a.pdf", PDF "strange", sizeof PDF + 6);
    add_text(&b, "token", crypt_token_for(a, OFFICER, "form"));
    const char *reply = send_form(a, AS(OFFICER), &b);
    CHECK(status(reply) == 403);
    b = begin(a, OFFICER);
    add_file(&b, "file", "a.pdf", PDF, sizeof PDF - 1);
    buf_text(&b, "--XyZ--\r\n");
    const char *elsewhere =
        arena_print(a, "POST /plain HTTP/1.1\r\nHost: a\r\n" AS(OFFICER) "Connection: close\r\n"
                    "Content-Type: multipart/form-data; boundary=XyZ\r\nContent-Length: %zu\r\n"
                    "\r\n%s", b.len, b.s);
    CHECK(status(talk(elsewhere, strlen(elsewhere))) == 415);
    CHECK(count_files() == before && runs == ran);
}

static const char *box(Arena *a, const char *reply, const char *name) {
    return between(a, reply, arena_print(a, "name=\"%s\" value=\"", name), "\"");
}

static bool none(void *arg, const char *hash) { return (void)arg, (void)hash, false; }

/* A refused form brings its files along; only in its own box, on its own page. */
static void carries(Arena *a) {
    Buf b = begin(a, OFFICER);
    add_text(&b, "work", "");
    add_file(&b, "file", "<Một>.pdf", PDF "1", sizeof PDF);
    add_file(&b, "file", "Hai.pdf", PDF "2", sizeof PDF);
    const char *reply = send_form(a, AS(OFFICER), &b);
    CHECK(status(reply) == 422 && strstr(reply, " _Một_.pdf</label>"));
    CHECK(!strstr(reply, "required")); /* the files are there */
    const char *one = box(a, reply, "file.kept.1"), *two = box(a, reply, "file.kept.2");
    CHECK(strlen(one) > 100 && strlen(two) > 100);

    b = begin(a, OFFICER); /* the second box without its tick, one more file */
    add_text(&b, "file.kept.1", one);
    add_text(&b, "work", "");
    add_file(&b, "file", "Ba.pdf", PDF "3", sizeof PDF);
    reply = send_form(a, AS(OFFICER), &b);
    CHECK(status(reply) == 422 && strstr(reply, "_Một_.pdf<") && strstr(reply, "Ba.pdf<"));
    CHECK(!strstr(reply, "Hai.pdf"));
    one = box(a, reply, "file.kept.1");

    /* Trouble keeps them too, and the plain form of its page brings them back. */
    trouble = "db.full";
    b = begin(a, OFFICER);
    add_text(&b, "work", "x");
    add_text(&b, "file.kept.1", one);
    reply = send_form(a, AS(OFFICER), &b);
    CHECK(status(reply) == 507);
    one = box(a, reply, "file.kept.1");
    trouble = NULL;
    reply = post(a, "/report", AS(OFFICER),
                 arena_print(a, "token=%s&work=x&file.kept.1=%s",
                             crypt_token_for(a, OFFICER, "form"), one));
    CHECK(status(reply) == 200 && strstr(reply, "file: _Một_.pdf, application/pdf, 17 bytes, row"));

    char *broken = arena_text(a, one);
    broken[40] = broken[40] == 'A' ? 'B' : 'A';
    const char *odd[] = {"", "x", broken, two};
    for (size_t i = 0; i < 4; i++) {
        if (odd[i] == two) file_sweep(a, dir, clock_ms() + 60000, none, NULL);
        b = begin(a, OFFICER);
        add_text(&b, "work", "x");
        add_text(&b, "file.kept.1", odd[i]);
        reply = send_form(a, AS(OFFICER), &b);
        CHECK(status(reply) == 422 && strstr(reply, "không còn nữa"));
    }
}

/* A sender who goes away, one who is slow, many who send the same. */
static void accidents(Arena *a) {
    int before = count_files();
    for (size_t n = 60; n < 700; n += 37) {
        Buf b = begin(a, OFFICER), ask = {.a = a};
        add_text(&b, "work", "x");
        add_file(&b, "file", "a.pdf", PDF "away", sizeof PDF + 3);
        buf_print(&ask, "POST /report HTTP/1.1\r\nHost: a\r\n" AS(OFFICER)
                  "Content-Type: multipart/form-data; boundary=XyZ\r\n"
                  "Content-Length: 100000\r\n\r\n%s", b.s);
        CHECK(status(talk(ask.s, n < ask.len ? n : ask.len)) == 0);
    }
    usleep(100 * 1000);
    CHECK(count_in("new") == 0);
    CHECK(count_files() <= before + 1);
}

static void *send_same(void *arg) {
    Buf        *b = arg;
    static int  ok;
    char        line[100] = "";
    int         fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fd, (struct sockaddr *)&server_at, sizeof server_at) != 0) fatal("no server");
    send(fd, b->s, b->len, MSG_NOSIGNAL);
    CHECK(recv(fd, line, sizeof line - 1, MSG_WAITALL) > 20 && status(line) == 200);
    close(fd);
    return &ok;
}

static void together(Arena *a) {
    int before = count_files();
    Buf b = begin(a, OFFICER), ask = {.a = a};
    add_text(&b, "work", "x");
    add_file(&b, "file", "a.pdf", PDF "together", sizeof PDF + 7);
    buf_text(&b, "--XyZ--\r\n");
    buf_print(&ask, "POST /report HTTP/1.1\r\nHost: a\r\n" AS(OFFICER) "Connection: close\r\n"
              "Content-Type: multipart/form-data; boundary=XyZ\r\nContent-Length: %zu\r\n\r\n%s",
              b.len, b.s);
    pthread_t t[16];
    for (int i = 0; i < 16; i++) pthread_create(&t[i], NULL, send_same, &ask);
    for (int i = 0; i < 16; i++) pthread_join(t[i], NULL);
    CHECK(count_files() == before + 1);
}

/* A limit of the process stands for the disk. */
static void full(Arena *a) {
    struct rlimit was, tight;
    int           before = count_files();
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &was);
    tight = was;
    tight.rlim_cur = 1024 * 1024;
    Buf b = begin(a, OFFICER);
    add_text(&b, "work", "typed");
    add_long(&b, 2 * 1024 * 1024);
    setrlimit(RLIMIT_FSIZE, &tight);
    const char *reply = send_form(a, AS(OFFICER), &b);
    setrlimit(RLIMIT_FSIZE, &was);
    CHECK(status(reply) == 507 && strstr(reply, "name=\"work\" value=\"typed\""));
    CHECK(count_files() == before);
}

/* Whoever sends drop by drop is let go when the time for a body is over. */
static void slow(Arena *a) {
    int     before = count_files();
    int64_t begun = clock_ms();
    Buf b = begin(a, OFFICER), ask = {.a = a};
    add_file(&b, "file", "a.pdf", PDF "slow", sizeof PDF + 3);
    buf_print(&ask, "POST /report HTTP/1.1\r\nHost: a\r\n" AS(OFFICER)
              "Content-Type: multipart/form-data; boundary=XyZ\r\nContent-Length: 100000\r\n"
              "\r\n%s", b.s);
    int  fd = socket(AF_INET, SOCK_STREAM, 0);
    char got;
    if (connect(fd, (struct sockaddr *)&server_at, sizeof server_at) != 0) fatal("no server");
    send(fd, ask.s, ask.len, MSG_NOSIGNAL);
    while (clock_ms() - begun < 20000 && recv(fd, &got, 1, MSG_DONTWAIT) < 0 && errno == EAGAIN) {
        send(fd, "x", 1, MSG_NOSIGNAL);
        usleep(50 * 1000);
    }
    CHECK(clock_ms() - begun >= BODY_MS - 100 && clock_ms() - begun < BODY_MS + 5000);
    close(fd);
    usleep(100 * 1000);
    CHECK(count_files() == before);
}

/* A server that is killed while a file comes in: nothing of it is in the store, and
 * what is left in new/ goes with the next sweep. */
static void killed(Arena *a, const char *path) {
    int   listener = listen_anywhere();
    pid_t child = fork();
    if (child == 0) {
        Ctx  c = test_empty(arena_print(a, "%s/killed", path));
        Http h = {.listener = listener, .tables = tables, .identify = identify, .files = dir};
        if (db_migrate(&c)) _exit(1);
        db_serve(c.db, 2);
        h.db = c.db;
        if (!http_start(&h)) _exit(1);
        for (;;) pause();
    }
    close(listener);
    Buf b = begin(a, OFFICER), ask = {.a = a};
    add_long(&b, 300000);
    buf_print(&ask, "POST /report HTTP/1.1\r\nHost: a\r\n" AS(OFFICER)
              "Content-Type: multipart/form-data; boundary=XyZ\r\nContent-Length: 400000\r\n\r\n");
    buf_add(&ask, b.s, b.len - 100000);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fd, (struct sockaddr *)&server_at, sizeof server_at) != 0) fatal("no server");
    send(fd, ask.s, ask.len, MSG_NOSIGNAL);
    for (int i = 0; i < 200 && count_in("new") == 0; i++) usleep(20 * 1000);
    CHECK(count_in("new") == 1);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    close(fd);
    CHECK(count_in("new") == 1);
    CHECK(file_sweep(a, dir, clock_ms() + 60000, none, NULL) == 1);
    CHECK(count_files() == 0);
}

static Err count_rows(Ctx *c, void *arg) {
    return db_int(c, arg, "SELECT count(DISTINCT hash) FROM stored_file");
}

/* What a row names stays, the rest goes after a day. */
static void swept(Arena *a, Ctx *c) {
    int64_t rows = 0;
    CHECK_TEXT(db_read(c, count_rows, &rows), NULL);
    CHECK(upload_sweep(c) == 0);
    c->now = clock_ms() + UPLOAD_GRACE_MS + 60000;
    CHECK(upload_sweep(c) > 0 && count_files() == rows);
    CHECK(strstr(get(a, "/file/1", ""), PDF));
}

int main(void) {
    crypt_start();
    Arena *a = arena_open();
    char  *path = arena_print(a, "%s/upload_test.XXXXXX", test_dir());
    dir = arena_print(a, "%s/files", mkdtemp(path));
    killed(a, path);
    Ctx c = test_empty(arena_print(a, "%s/db", path));
    CHECK_TEXT(db_migrate(&c), NULL);
    c.files = dir;
    c.now = clock_ms();
    db_serve(c.db, 2);
    Http h = {.db = c.db, .listener = listen_anywhere(), .tables = tables, .identify = identify,
              .files = dir};
    Server *s = http_start(&h);
    CHECK(s);
    arrives(a);
    malformed(a);
    unwelcome(a);
    at_the_limit(a);
    strangers(a);
    accidents(a);
    together(a);
    full(a);
    swept(a, &c);
    carries(a);
    http_stop(s);
    h.listener = listen_anywhere();
    h.body_ms = BODY_MS;
    s = http_start(&h);
    slow(a);
    http_stop(s);
    db_close(c.db);
    arena_close(c.a);
    arena_close(a);
    return test_failed;
}
