/* client.h - a small client that keeps its connection, for benches and crash tests: it
 * asks, reads one reply whole, and says how it ended. */
#ifndef CLIENT_H
#define CLIENT_H

#include "base/base.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { CLIENT_REPLY = 1 << 20, CLIENT_SECONDS = 20 };

typedef struct Client {
    int    port, fd; /* fd is -1 without a connection */
    char   cookie[256], token[256];
    char  *reply; /* the last one, NUL-ended */
    size_t got;
} Client;

static inline void client_open(Client *k, int port) {
    *k = (Client){.port = port, .fd = -1, .reply = malloc(CLIENT_REPLY)};
    if (!k->reply) abort();
}

static inline void client_drop(Client *k) {
    if (k->fd >= 0) close(k->fd);
    k->fd = -1;
}

static inline void client_close(Client *k) {
    client_drop(k);
    free(k->reply);
}

static inline bool client_connect(Client *k) {
    const struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)k->port),
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const struct timeval wait = {.tv_sec = CLIENT_SECONDS};
    const int yes = 1;
    if (k->fd >= 0) return true;
    k->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(k->fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    setsockopt(k->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (connect(k->fd, (const struct sockaddr *)&at, sizeof at) == 0) return true;
    client_drop(k);
    return false;
}

/* The reply to these bytes: its status, or 0 when there was none, or not the whole. */
static inline int client_ask(Client *k, const char *bytes, size_t n) {
    size_t want = 0;
    int    status = 0;
    k->got = 0;
    k->reply[0] = '\0';
    if (!client_connect(k) || send(k->fd, bytes, n, MSG_NOSIGNAL) != (ssize_t)n) {
        client_drop(k);
        return 0;
    }
    while (!want || k->got < want) {
        ssize_t more = recv(k->fd, k->reply + k->got, CLIENT_REPLY - 1 - k->got, 0);
        if (more < 0 && errno == EINTR) continue;
        if (more <= 0) {
            client_drop(k);
            return 0;
        }
        k->reply[k->got += (size_t)more] = '\0';
        char *body = strstr(k->reply, "\r\n\r\n");
        char *length = strcasestr(k->reply, "Content-Length: ");
        if (!want && body && length && length < body)
            want = (size_t)(body - k->reply) + 4 + strtoul(length + 16, NULL, 10);
    }
    sscanf(k->reply, "HTTP/1.1 %d", &status);
    if (strcasestr(k->reply, "Connection: close")) client_drop(k);
    return status;
}

static inline int client_get(Client *k, const char *path) {
    char ask[2048];
    int  n = snprintf(ask, sizeof ask, "GET %s HTTP/1.1\r\nHost: a\r\nCookie: %s\r\n\r\n", path,
                      k->cookie);
    return client_ask(k, ask, (size_t)n);
}

static inline void client_cut(const char *from, const char *until, char *out, size_t size) {
    size_t n = from ? strcspn(from, until) : 0;
    snprintf(out, size, "%.*s", (int)n, from ? from : "");
}

/* Take the session and the token of the form on this page. */
static inline bool client_form(Client *k, const char *path) {
    if (client_get(k, path) != 200) return false;
    const char *cookie = strcasestr(k->reply, "Set-Cookie: ");
    const char *token = strstr(k->reply, "name=\"token\" value=\"");
    if (cookie) client_cut(cookie + 12, ";\r", k->cookie, sizeof k->cookie);
    client_cut(token ? token + 20 : NULL, "\"", k->token, sizeof k->token);
    return *k->token && *k->cookie;
}

/* A form without its token, form-encoded: "key=a&text=b". */
static inline int client_post(Client *k, const char *path, const char *form) {
    char ask[16384];
    int  size = snprintf(NULL, 0, "%s&token=%s", form, k->token);
    int  n = snprintf(ask, sizeof ask,
                      "POST %s HTTP/1.1\r\nHost: a\r\nCookie: %s\r\n"
                      "Sec-Fetch-Site: same-origin\r\nContent-Length: %d\r\n"
                      "Content-Type: application/x-www-form-urlencoded\r\n\r\n%s&token=%s", path, k->cookie, size, form, k->token);
    return n < (int)sizeof ask ? client_ask(k, ask, (size_t)n) : 0;
}

#endif
