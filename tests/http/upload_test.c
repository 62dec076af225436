/* upload_test.c - forms with files, over the wire: what arrives, what is refused, and
 * what a refused form keeps. */
#include "upload.h"

#include <fcntl.h>
#include <sys/stat.h>

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

    /* Sent once more, it will outlive the next sweep. */
    Hash h = hash_of(PDF "1", sizeof PDF);
    const char *path = file_path(a, dir, hex_of(a, h.b, sizeof h.b));
    CHECK(utimensat(AT_FDCWD, path, (const struct timespec[2]){{0}, {0}}, 0) == 0);

    b = begin(a, OFFICER); /* the second box without its tick, one more file */
    add_text(&b, "file.kept.1", one);
    add_text(&b, "work", "");
    add_file(&b, "file", "Ba.pdf", PDF "3", sizeof PDF);
    reply = send_form(a, AS(OFFICER), &b);
    CHECK(status(reply) == 422 && strstr(reply, "_Một_.pdf<") && strstr(reply, "Ba.pdf<"));
    CHECK(!strstr(reply, "Hai.pdf"));
    file_sweep(a, dir, clock_ms() - 60000, none, NULL);
    CHECK(access(path, R_OK) == 0);
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
    Ctx     c = test_empty(arena_print(a, "%s/db", path));
    Http    h;
    Server *s = open_office(&c, &h);
    arrives(a);
    malformed(a);
    unwelcome(a);
    at_the_limit(a);
    strangers(a);
    swept(a, &c);
    carries(a);
    http_stop(s);
    db_close(c.db);
    arena_close(c.a);
    arena_close(a);
    return test_failed;
}
