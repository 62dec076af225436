/* wire.h - a client that sends any bytes, for tests of a real server. */
#ifndef WIRE_H
#define WIRE_H

#include "http/http.h"
#include "test.h"

#include <arpa/inet.h>
#include <sys/socket.h>

enum { REPLY_MAX = 1 << 20 };

static struct sockaddr_in server_at;

/* The whole reply to these bytes; "" if the server just closed. */
static inline const char *talk(const char *bytes, size_t n) {
    static char reply[REPLY_MAX];
    size_t got = 0;
    int    fd = socket(AF_INET, SOCK_STREAM, 0);
    struct timeval wait = {.tv_sec = 5};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    if (connect(fd, (struct sockaddr *)&server_at, sizeof server_at) != 0) fatal("no server");
    send(fd, bytes, n, MSG_NOSIGNAL);
    shutdown(fd, SHUT_WR);
    for (ssize_t k; (k = recv(fd, reply + got, sizeof reply - 1 - got, 0)) > 0; ) got += (size_t)k;
    close(fd);
    reply[got] = '\0';
    return reply;
}

static inline int status(const char *reply) {
    int code = 0;
    return sscanf(reply, "HTTP/1.1 %d", &code) == 1 ? code : 0;
}

static inline const char *get(Arena *a, const char *target, const char *headers) {
    const char *ask = arena_print(a, "GET %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n%s\r\n",
                                  target, headers);
    return talk(ask, strlen(ask));
}

static inline const char *post(Arena *a, const char *target, const char *headers,
                               const char *body) {
    const char *ask = arena_print(a,
                                  "POST %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                                  "Content-Type: application/x-www-form-urlencoded\r\n"
                                  "Content-Length: %zu\r\n%s\r\n%s",
                                  target, strlen(body), headers, body);
    return talk(ask, strlen(ask));
}

/* What stands between two texts in the reply. */
static inline const char *between(Arena *a, const char *reply, const char *from, const char *to) {
    const char *at = strstr(reply, from), *end = at ? strstr(at + strlen(from), to) : NULL;
    if (!end) return "";
    at += strlen(from);
    return arena_part(a, at, (size_t)(end - at));
}

/* A socket that listens on a port of the kernel's choice: server_at. */
static inline int listen_anywhere(void) {
    socklen_t n = sizeof server_at;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    server_at = (struct sockaddr_in){.sin_family = AF_INET,
                                     .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(fd, (struct sockaddr *)&server_at, n) || listen(fd, 64)) fatal("cannot listen");
    getsockname(fd, (struct sockaddr *)&server_at, &n);
    return fd;
}

#endif
