/* listen.c - the socket on which the server is asked. */
#include "cli/cli.h"

#include <errno.h>
#include <netdb.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { QUEUE = 1024, SOCKET_MODE = 0660 }; /* the front server is of our group */

/* A socket that nobody listens on is left from before; any other file is not ours. */
static bool left_over(int fd, const struct sockaddr_un *at) {
    struct stat is;
    if (lstat(at->sun_path, &is) != 0 || !S_ISSOCK(is.st_mode)) return false;
    return connect(fd, (const struct sockaddr *)at, sizeof *at) != 0 && errno == ECONNREFUSED;
}

static Err listen_file(const char *path, int *listener) {
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof at.sun_path) return "listen.address.bad";
    memcpy(at.sun_path, path, strlen(path) + 1);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (left_over(fd, &at)) unlink(path);
    if (bind(fd, (struct sockaddr *)&at, sizeof at) != 0 || chmod(path, SOCKET_MODE) != 0 ||
        listen(fd, QUEUE) != 0) {
        close(fd);
        return "listen.address.taken";
    }
    *listener = fd;
    return NULL;
}

static bool loopback(const struct sockaddr *at) {
    const struct sockaddr_in  *v4 = (const void *)at;
    const struct sockaddr_in6 *v6 = (const void *)at;
    if (at->sa_family == AF_INET) return ntohl(v4->sin_addr.s_addr) >> 24 == 127;
    return IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr);
}

static Err listen_at(const struct addrinfo *at, bool proxied, int *listener) {
    const int yes = 1;
    if (!loopback(at->ai_addr) && !proxied) return "listen.address.open";
    int fd = socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(fd, at->ai_addr, at->ai_addrlen) != 0 || listen(fd, QUEUE) != 0) {
        close(fd);
        return "listen.address.taken";
    }
    *listener = fd;
    return NULL;
}

/* "host:port" or "[host]:port", of numbers only: a name could lead anywhere. */
Err cli_listen(const char *address, bool proxied, int *listener) {
    char             host[64];
    struct addrinfo *found, want = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM,
                                    .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE};
    if (*address == '/') return listen_file(address, listener);
    const char *colon = strrchr(address, ':');
    size_t      n = colon ? (size_t)(colon - address) : 0;
    bool        boxed = n > 2 && address[0] == '[' && colon[-1] == ']';
    if (n == 0 || n >= sizeof host || !colon[1]) return "listen.address.bad";
    memcpy(host, address + boxed, n - 2 * boxed);
    host[n - 2 * boxed] = '\0';
    if (getaddrinfo(host, colon + 1, &want, &found) != 0) return "listen.address.bad";
    Err e = listen_at(found, proxied, listener);
    freeaddrinfo(found);
    return e;
}
