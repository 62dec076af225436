/* submissions.c [SECONDS] - answers from phones: 20 questions as OpenRosa multipart, checked
 * against their form and durable before they are acknowledged, over 64 connections, each a
 * phone of its own.  How many a second, the wait, the processor's time of the server for each
 * (which a busy machine changes little), and its memory.  On PostgreSQL with TEST_DB. */
#include "lib/client.h"

#include "../tests/survey/phone.h"

#include "org/parts.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>

enum { PHONES = 64, TIMES_MAX = 1 << 16, QUESTIONS = 20 };

/* What server and clients share. */
typedef struct Shared { atomic_bool ready; char token[PHONES][40]; } Shared;
static Shared *shared;

/* ---- a form: choices, numbers with bounds, questions that hang on others, a calculation ---- */

static const char *form_of(Arena *a) {
    Buf data = {.a = a}, bind = {.a = a}, body = {.a = a};
    for (int i = 1; i <= QUESTIONS; i++) {
        int kind = i % 4;
        buf_print(&data, "<q%d/>", i);
        buf_print(&bind, "<bind nodeset='/data/q%d' type='%s'%s%s/>", i,
                  kind == 1 ? "int" : "string",
                  kind == 1 ? " constraint='. &gt;= 0 and . &lt;= 120' required='true()'" : "",
                  kind == 3 ? arena_print(a, " relevant=\"/data/q%d &gt; 10\"", i - 2) : "");
        if (kind == 1 || kind == 3)
            buf_print(&body, "<input ref='/data/q%d'><label>Câu %d</label></input>", i, i);
        else
            buf_print(&body, "<%s ref='/data/q%d'><label>Câu %d</label><itemset"
                             " nodeset=\"instance('muc')/root/item\"><value ref='name'/>"
                             "<label ref='label'/></itemset></%s>", kind ? "select" : "select1", i,
                      i, kind ? "select" : "select1");
    }
    return arena_print(
        a, "<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml'"
        " xmlns:jr='http://openrosa.org/javarosa'><h:head><h:title>Hai mươi câu</h:title><model>"
        "<instance><data id='hai_muoi' version='1'><start/><end/>%s<tong/><meta><instanceID/>"
        "</meta></data></instance><instance id='muc'><root><item><name>a</name><label>A</label>"
        "</item><item><name>b</name><label>B</label></item><item><name>c</name><label>C</label>"
        "</item></root></instance><bind nodeset='/data/start' type='dateTime'"
        " jr:preload='timestamp' jr:preloadParams='start'/><bind nodeset='/data/end'"
        " type='dateTime' jr:preload='timestamp' jr:preloadParams='end'/>%s"
        "<bind nodeset='/data/tong' type='int' calculate='/data/q1 + /data/q5 + /data/q9'/>"
        "<bind nodeset='/data/meta/instanceID' type='string' readonly='true()' jr:preload='uid'/>"
        "</model></h:head><h:body>%s</h:body></h:html>", data.s, bind.s, body.s);
}

static int answer_to(char *out, size_t size, int phone, int n) {
    int at = snprintf(out, size, "<?xml version='1.0' ?><data id='hai_muoi' version='1'><start>"
                      "2026-03-01T09:00:00.000+07:00</start><end>2026-03-01T09:05:30.500+07:00"
                      "</end>");
    for (int i = 1; i <= QUESTIONS; i++) {
        static const char *const words[] = {"b", "34", "a c", "Người dân mong thủ tục nhanh hơn."};
        at += snprintf(out + at, size - (size_t)at, "<q%d>%s</q%d>", i, words[i % 4], i);
    }
    return at + snprintf(out + at, size - (size_t)at, "<tong>102</tong><meta><instanceID>uuid:%08x-"
                         "1111-4111-8111-%012x</instanceID></meta></data>", phone, n);
}

/* ---- the server ---- */

static Err fill(Ctx *c, void *arg) {
    Phones *f = arg;
    field_set_up(c);
    f->version = field_version(c, form_of(c->a));
    f->survey = phone_survey(c, form_version(c, f->version)->form, "Hai mươi câu");
    for (int i = 0; i < PHONES; i++) {
        int64_t     staff = 100 + i;
        const char *token;
        office_staff(c, staff, DISTRICT, DISTRICT, "interviewer", arena_print(c->a, "Người %d", i));
        CHECK_TEXT(account_first(c, staff, arena_print(c->a, "nguoi%d", i), "none"), NULL);
        c->who = RESEARCHER;
        CHECK_TEXT(interviewer_put(c, f->survey, staff, true), NULL);
        c->who = staff;
        CHECK_TEXT(collector_add(c, staff, "Máy", &token), NULL);
        snprintf(shared->token[i], sizeof shared->token[i], "%s", token);
    }
    return db_exec(c, "UPDATE account SET totp = $1", V((Bytes){test_key, 20}));
}

static _Noreturn void serve(int listener) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    Phones f = phone_office("submissions.db", fill);
    phone_serve(&f, listener);
    if (test_failed) _exit(1);
    shared->ready = true;
    for (;;) pause();
}

static double spent_ms(pid_t pid) {
    clockid_t       clock;
    struct timespec t = {0};
    if (clock_getcpuclockid(pid, &clock) == 0) clock_gettime(clock, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static double memory_mb(pid_t pid) {
    char  path[64], line[200];
    long  kb = 0;
    snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
    FILE *f = fopen(path, "r");
    while (f && fgets(line, sizeof line, f)) sscanf(line, "VmHWM: %ld", &kb);
    if (f) fclose(f);
    return (double)kb / 1024;
}

/* ---- the phones ---- */

typedef struct Phone { pthread_t thread; int id, port, sent; float *ms; } Phone;
static atomic_bool stop;

static double now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int request_of(char *out, size_t size, const Phone *p) {
    char xml[4096], body[6000];
    int  length = answer_to(xml, sizeof xml, p->id, p->sent);
    int  n = snprintf(body, sizeof body, "--XyZ\r\nContent-Disposition: form-data;"
                      " name=\"xml_submission_file\"; filename=\"a.xml\"\r\nContent-Type: text/xml"
                      "\r\nContent-Length: %d\r\n\r\n%s\r\n--XyZ--\r\n", length, xml);
    return snprintf(out, size, "POST /openrosa/%s/submission?deviceID=collect%%3A%d HTTP/1.1\r\n"
                    "Host: a\r\nX-OpenRosa-Version: 1.0\r\nUser-Agent: org.odk.collect.android\r\n"
                    "Date: Mon, 23 Nov 2026 03:00:00 GMT\r\n"
                    "Content-Type: multipart/form-data; boundary=XyZ\r\nContent-Length: %d\r\n\r\n%s",
                    shared->token[p->id], p->id, n, body);
}

static void *send_all(void *arg) {
    Phone *p = arg;
    Client k;
    char   ask[8192];
    client_open(&k, p->port);
    for (; !stop; p->sent++) {
        int    n = request_of(ask, sizeof ask, p);
        double from = now_ms();
        int    status = client_ask(&k, ask, (size_t)n);
        if (status != 201) fatal("answered with %d: %.400s", status, k.reply);
        if (p->sent < TIMES_MAX) p->ms[p->sent] = (float)(now_ms() - from);
    }
    client_close(&k);
    return NULL;
}

static int order(const void *x, const void *y) {
    float a = *(const float *)x, b = *(const float *)y;
    return a < b ? -1 : a > b;
}

/* Sends for so long; how many.  ms gets their waits, in order. */
static int64_t run(int port, double seconds, float *ms, size_t *times) {
    static Phone p[PHONES];
    int64_t      all = 0;
    stop = false;
    *times = 0;
    for (int i = 0; i < PHONES; i++) {
        p[i] = (Phone){.id = i, .port = port, .sent = p[i].sent, .ms = calloc(TIMES_MAX, 4)};
        all -= p[i].sent;
        pthread_create(&p[i].thread, NULL, send_all, &p[i]);
    }
    usleep((unsigned)(seconds * 1e6));
    stop = true;
    for (int i = 0; i < PHONES; i++) {
        pthread_join(p[i].thread, NULL);
        for (int k = 0; k < p[i].sent && k < TIMES_MAX; k++)
            if (p[i].ms[k] > 0) ms[(*times)++] = p[i].ms[k];
        all += p[i].sent;
        free(p[i].ms);
    }
    qsort(ms, *times, sizeof *ms, order);
    return all;
}

int main(int argc, char **argv) {
    double seconds = argc > 1 ? atof(argv[1]) : 5;
    char   dir[] = "/var/tmp/namro-bench.XXXXXX", rm[64];
    if (!mkdtemp(dir)) fatal("no folder in /var/tmp");
    setenv("TMPDIR", dir, 1);
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int   listener = listen_anywhere(), port = ntohs(server_at.sin_port);
    listen(listener, 1024);
    fflush(NULL);
    pid_t server = fork();
    if (server == 0) serve(listener);
    while (!shared->ready) {
        if (waitpid(server, NULL, WNOHANG)) fatal("no office");
        usleep(20000);
    }
    float *ms = malloc(sizeof *ms * PHONES * TIMES_MAX);
    size_t times;
    run(port, 1, ms, &times); /* its caches are warm, its tables not empty */
    double  before = spent_ms(server), from = now_ms();
    int64_t n = run(port, seconds, ms, &times);
    double  took = now_ms() - from, each = (spent_ms(server) - before) / (double)n;
    double  rate = (double)n / took * 1e3, mb = memory_mb(server);
    bool    pg = getenv("TEST_DB") != NULL;
    printf("%.0f answers/s (wanted: %d), %.3f ms of the server's processor each (wanted: 0.2),"
           " %.0f MB (wanted: 120)\n", rate, pg ? 2500 : 5000, each, mb);
    printf("wait p50 %.1f ms, p99 %.1f ms\n", (double)ms[times / 2],
           (double)ms[times - 1 - times / 100]);
    kill(server, SIGKILL);
    waitpid(server, NULL, 0);
    snprintf(rm, sizeof rm, "rm -rf %s", dir);
    return system(rm) != 0 || rate < (pg ? 2500 : 5000) || each > 0.2 || mb > 120;
}
