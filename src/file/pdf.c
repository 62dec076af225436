/* pdf.c - the words of a PDF file, by pdftotext of poppler.
 *
 * A PDF comes from anybody and its reader is a large program, so that runs as a
 * child that has nothing to lose (child.c) and gets the file as its input. */
#include "file/parts.h"

#include "text/text.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    TEXT_MAX = 4 * 1024 * 1024, /* bytes; further words are left out */
    CPU_SECONDS = 30, CLOCK_MS = 60 * 1000,
    MEMORY_MAX = 1024 * 1024 * 1024,
    BAD_BYTES_MAX = 100,        /* a text with more of them is none */
    NO_TOOL = 127
};

static _Noreturn void be_pdftotext(int in, int out) {
    static char *const words[] = {"pdftotext", "-q", "-nopgbrk", "-enc", "UTF-8", "-", "-", NULL};
    static char *const places[] = {"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", NULL};
    child_confine(in, out, &(ChildLimits){.cpu_seconds = CPU_SECONDS, .memory = MEMORY_MAX});
    execve("/usr/bin/pdftotext", words, places);
    _exit(NO_TOOL);
}

/* What comes until the end of the output, the limit or the deadline; false at the
 * last two. */
static bool read_all(int fd, Buf *b) {
    int64_t until = clock_ms() + CLOCK_MS;
    char    piece[16384];
    for (;;) {
        struct pollfd p = {.fd = fd, .events = POLLIN};
        int64_t       left = until - clock_ms();
        if (left <= 0) return false;
        int ready = poll(&p, 1, (int)left);
        if (ready < 0 && errno == EINTR) continue;
        if (ready <= 0) return false;
        ssize_t n = read(fd, piece, sizeof piece);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return n == 0;
        if (b->len + (size_t)n > TEXT_MAX) return false;
        buf_add(b, piece, (size_t)n);
    }
}

/* As a text may be stored.  A broken font table brings bytes that are no letters. */
static const char *cleaned(Arena *a, Buf *b) {
    const char *text = "";
    size_t      at;
    for (size_t i = 0; i < b->len; i++)
        if ((unsigned char)b->s[i] < ' ' && b->s[i] != '\n') b->s[i] = ' ';
    for (int bad = 0; bad < BAD_BYTES_MAX; bad++) {
        if (!text_decode(a, TEXT_UTF8, b->s, b->len, &text, &at)) return text;
        b->s[at] = ' ';
    }
    return "";
}

static Err run(Arena *a, int in, const char **text) {
    int   pipes[2], how = 0;
    Buf   b = {.a = a};
    buf_add(&b, "", 0);
    if (pipe2(pipes, O_CLOEXEC) != 0) fatal("pipe: %s", strerror(errno));
    pid_t child = fork();
    if (child < 0) fatal("no child process");
    if (child == 0) be_pdftotext(in, pipes[1]);
    close(pipes[1]);
    bool whole = read_all(pipes[0], &b);
    close(pipes[0]);
    if (!whole) kill(child, SIGKILL);
    while (waitpid(child, &how, 0) < 0 && errno == EINTR) {}
    if (WIFEXITED(how) && WEXITSTATUS(how) == NO_TOOL) return "file.text.tool";
    if (!whole && b.len == 0) return "file.text.slow";
    if (whole && (!WIFEXITED(how) || WEXITSTATUS(how) != 0)) return "file.text.unread";
    *text = cleaned(a, &b);
    return NULL;
}

Err file_pdf_text(Arena *a, const char *dir, const char *hash, const char **text) {
    int64_t bytes;
    int     in = file_open(a, dir, hash, &bytes);
    if (in < 0) return "file.text.unread";
    Err e = run(a, in, text);
    close(in);
    return e;
}
