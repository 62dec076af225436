/* upload_trouble_test.c - a sender who goes away or is slow, many who send the same, a
 * full disk, a server that is killed: nothing half is left. */
#include "upload.h"

#include <errno.h>
#include <pthread.h>
#include <sys/resource.h>

enum { BODY_MS = 500 };

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

int main(void) {
    crypt_start();
    Arena *a = arena_open();
    char  *path = arena_print(a, "%s/upload_test.XXXXXX", test_dir());
    dir = arena_print(a, "%s/files", mkdtemp(path));
    CHECK_TEXT(file_store(dir), NULL);
    killed(a, path);
    Ctx     c = test_empty(arena_print(a, "%s/db", path));
    Http    h;
    Server *s = open_office(&c, &h);
    accidents(a);
    together(a);
    full(a);
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
