/* pdf.c - the words of a PDF file, by pdftotext of poppler.
 *
 * A PDF comes from anybody and its reader is a large program, so that runs as a
 * child that has nothing to lose (child.c) and gets the file as its input. */
#include "file/parts.h"

#include "text/text.h"

#include <errno.h>
#include <fcntl.h>
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
    _exit(CHILD_NO_TOOL);
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
    int   pipes[2];
    Buf   b = {.a = a};
    buf_add(&b, "", 0);
    if (pipe2(pipes, O_CLOEXEC) != 0) fatal("pipe: %s", strerror(errno));
    pid_t child = fork();
    if (child < 0) fatal("no child process");
    if (child == 0) be_pdftotext(in, pipes[1]);
    close(pipes[1]);
    bool whole = child_read(pipes[0], TEXT_MAX, CLOCK_MS, &b);
    close(pipes[0]);
    int how = child_wait(child, !whole);
    if (WIFEXITED(how) && WEXITSTATUS(how) == CHILD_NO_TOOL) return "file.text.tool";
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
