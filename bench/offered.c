/* offered.c - how long replies take when requests come at a fixed rate.
 *
 *     offered PORT PATH COOKIE RATE SECONDS
 *
 * Requests have their moment whether or not the one before was answered, and the
 * wait counts from that moment: a server that stalls cannot hide it (wrk, which
 * asks again only after a reply, does not see it). */
#include "base/base.h"

#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CONNECTIONS = 32, REPLY_MAX = 1 << 20 };

static const char *path, *cookie;
static int         port, rate, seconds;
static int64_t     begun;

typedef struct Lane { int first, n; double *wait; pthread_t thread; } Lane;

static int64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int dial(void) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port),
                             .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int s = socket(AF_INET, SOCK_STREAM, 0);
    if (s < 0 || connect(s, (struct sockaddr *)&to, sizeof to)) fatal("nobody at port %d", port);
    return s;
}

/* One reply, to its last byte; its length stands in the head. */
static void read_reply(int s, char *room) {
    size_t have = 0, want = REPLY_MAX;
    while (have < want) {
        ssize_t n = recv(s, room + have, REPLY_MAX - have, 0);
        if (n <= 0) fatal("the server hung up");
        have += (size_t)n;
        room[have] = '\0';
        char *end = want == REPLY_MAX ? strstr(room, "\r\n\r\n") : NULL;
        if (!end) continue;
        const char *length = strcasestr(room, "\ncontent-length:");
        if (strncmp(room, "HTTP/1.1 200", 12) != 0 || !length) fatal("%.80s", room);
        want = (size_t)(end + 4 - room) + strtoul(length + 16, NULL, 10);
    }
}

static void *run(void *arg) {
    Lane *l = arg;
    int   s = dial();
    char *room = malloc(REPLY_MAX + 1), ask[4096];
    int   n = snprintf(ask, sizeof ask,
                       "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: namro=%s\r\n\r\n", path, cookie);
    for (int i = 0; i < l->n; i++) {
        int64_t at = begun + (int64_t)(l->first + i * CONNECTIONS) * 1000000000 / rate;
        struct timespec t = {at / 1000000000, at % 1000000000};
        while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL) == EINTR) {}
        if (send(s, ask, (size_t)n, 0) != n) fatal("cannot send");
        read_reply(s, room);
        l->wait[i] = (double)(now_ns() - at) / 1e6;
    }
    free(room);
    close(s);
    return NULL;
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

int main(int argc, char **argv) {
    static Lane lane[CONNECTIONS];
    if (argc != 6) fatal("usage: offered PORT PATH COOKIE RATE SECONDS");
    port = atoi(argv[1]), path = argv[2], cookie = argv[3], rate = atoi(argv[4]);
    seconds = atoi(argv[5]);
    int     each = rate * seconds / CONNECTIONS, all = each * CONNECTIONS;
    double *wait = calloc((size_t)all + 1, sizeof *wait);
    begun = now_ns() + 200000000;
    for (int i = 0; i < CONNECTIONS; i++) {
        lane[i] = (Lane){i, each, wait + i * each, 0};
        if (pthread_create(&lane[i].thread, NULL, run, &lane[i])) fatal("no thread");
    }
    for (int i = 0; i < CONNECTIONS; i++) pthread_join(lane[i].thread, NULL);
    double spent = (double)(now_ns() - begun) / 1e9;
    qsort(wait, (size_t)all, sizeof *wait, by_size);
    printf("offered %d/s, answered %.0f/s; p50 %.1f ms, p99 %.1f ms, longest %.1f ms\n", rate,
           all / spent, wait[all / 2], wait[all * 99 / 100], wait[all - 1]);
    return 0;
}
