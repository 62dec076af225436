/* memory.c - what the server keeps in memory after a morning: forty people have logged
 * in with their passwords, eight at a time, a thousand sessions are open and each of
 * them has asked for pages over 64 connections. */
#include "lib/load.h"

#include "org/org.h"
#include "org/parts.h"

enum { SESSIONS = 1000, LOGINS = 40, TOGETHER = 8, CLIENTS = 64, MOST_MB = 80 };

static char   secret[SESSIONS][64];
static Load   load;
static pid_t  parent;

/* A fresh office, its administrator and a thousand sessions. */
static Err make(Ctx *c, void *arg) {
    char   *code, *made;
    int64_t staff = 0;
    (void)arg;
    Err e = setup_code(c, &code);
    const Setup office = {.code = code, .name = "Ban", .place = "Hải Dương", .unit = "Tỉnh",
                          .person = "Nguyễn Văn An", .login = "annv",
                          .stored = password_hash(c->a, "bốn mùa hoa nở bốn phương")};
    if (!e) e = setup_office(c, &office, &staff);
    for (int i = 0; i < SESSIONS && !e; i++) {
        e = session_make(c, staff, SESSION_SECOND, "bench", &made);
        if (!e) snprintf(secret[i], sizeof secret[i], "%s", made);
    }
    return e;
}

static void start(const char *program, const char *url) {
    char address[64], path[4200];
    int  fd = load_listen(&load.port);
    close(fd); /* a port that was free a moment ago */
    snprintf(address, sizeof address, "127.0.0.1:%d", load.port);
    snprintf(path, sizeof path, "%s/namro", program);
    parent = fork();
    if (parent == 0) {
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        if (!freopen("/dev/null", "w", stdout)) _exit(1);
        execl(path, "namro", "serve", "--db", url, "--listen", address, (char *)NULL);
        _exit(1);
    }
    Client k;
    client_open(&k, load.port);
    while (client_get(&k, "/health") != 200) usleep(10000);
    client_close(&k);
}

/* Of the child, which does the work, in MB. */
static double resident(const char *what) {
    char  path[128], line[256];
    int   child = 0;
    long  kb = 0;
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", parent, parent);
    FILE *f = fopen(path, "r");
    if (!f || fscanf(f, "%d", &child) != 1) fatal("no child");
    fclose(f);
    snprintf(path, sizeof path, "/proc/%d/status", child);
    f = fopen(path, "r");
    while (f && fgets(line, sizeof line, f))
        if (strncmp(line, what, strlen(what)) == 0) kb = atol(line + strlen(what));
    if (f) fclose(f);
    return (double)kb / 1024;
}

static void *log_in(void *arg) {
    Client k;
    (void)arg;
    client_open(&k, load.port);
    for (int i = 0; i < LOGINS / TOGETHER; i++) {
        *k.cookie = '\0';
        if (!client_form(&k, "/login")) fatal("no log-in page: %.200s", k.reply);
        int status = client_post(&k, "/login", "login=annv&back=&password="
            "b%E1%BB%91n+m%C3%B9a+hoa+n%E1%BB%9F+b%E1%BB%91n+ph%C6%B0%C6%A1ng");
        if (status != 303) fatal("a log-in was answered with %d: %.3000s", status, k.reply);
    }
    client_close(&k);
    return NULL;
}

static void *browse(void *arg) {
    static const char *const pages[] = {"/", "/unit", "/staff", "/account", "/log"};
    Client k;
    client_open(&k, load.port);
    for (int i = (int)(intptr_t)arg; i < SESSIONS; i += CLIENTS) {
        snprintf(k.cookie, sizeof k.cookie, "namro=%s", secret[i]);
        for (size_t n = 0; n < sizeof pages / sizeof *pages; n++) {
            int status = client_get(&k, pages[n]);
            if (status != 200 && status != 303) fatal("%s: %d", pages[n], status);
        }
    }
    pause(); /* the connection stays open, as a browser's does */
    return NULL;
}

static void run(int n, void *(*work)(void *), bool wait) {
    pthread_t thread[CLIENTS];
    for (int i = 0; i < n; i++) pthread_create(&thread[i], NULL, work, (void *)(intptr_t)i);
    for (int i = 0; i < n && wait; i++) pthread_join(thread[i], NULL);
}

int main(void) {
    static const uint8_t key[KEY_BYTES]; /* no session here sets a second factor up */
    char  dir[] = "/var/tmp/namro-bench.XXXXXX", url[64], program[4096], remove[64];
    Ctx   c = {.a = arena_open(), .now = clock_ms(), .key = key};
    c.today = day_of(c.a, c.now);
    crypt_start();
    if (!mkdtemp(dir)) fatal("no folder in /var/tmp");
    snprintf(url, sizeof url, "%s/office.db", dir);
    ssize_t n = readlink("/proc/self/exe", program, sizeof program - 1);
    program[n > 0 ? n : 0] = '\0';
    *strstr(program, "/bench/") = '\0';
    if (db_open(url, &c.db) || db_migrate(&c) || db_write(&c, make, NULL)) fatal("no office");
    db_close(c.db);
    start(program, url);
    printf("after the start       %6.1f MB\n", resident("VmRSS:"));
    run(TOGETHER, log_in, true);
    printf("after %d log-ins      %6.1f MB, at most %.1f\n", LOGINS, resident("VmRSS:"),
           resident("VmHWM:"));
    run(CLIENTS, browse, false);
    sleep(8);
    double mb = resident("VmRSS:");
    printf("with %d sessions    %6.1f MB resident (wanted: at most %d)\n", SESSIONS, mb, MOST_MB);
    kill(parent, SIGTERM);
    waitpid(parent, NULL, 0);
    snprintf(remove, sizeof remove, "rm -rf %s", dir);
    return system(remove) != 0 || mb > MOST_MB;
}
