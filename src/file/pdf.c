/* pdf.c - the words of a PDF file, by pdftotext of poppler.
 *
 * A PDF comes from anybody and its reader is a large program, so that runs as a
 * child that has nothing to lose: it gets the file as its input, no other file of
 * the office (Landlock), no socket (seccomp), no rights by what it starts, and
 * limits of time, memory and output.  What the kernel cannot do of the first two
 * is left out; the limits are not. */
#include "file/file.h"

#include "text/text.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    TEXT_MAX = 4 * 1024 * 1024, /* bytes; further words are left out */
    CPU_SECONDS = 30, CLOCK_MS = 60 * 1000,
    MEMORY_MAX = 1024 * 1024 * 1024,
    BAD_BYTES_MAX = 100,        /* a text with more of them is none */
    NO_TOOL = 127, NO_LIMITS = 126
};

/* ---- In the child: no function that takes a lock, for other threads hold some ---- */

static void limit(int what, rlim_t most) {
    if (setrlimit(what, &(struct rlimit){most, most}) != 0) _exit(NO_LIMITS);
}

/* It reads where programs live, and writes nowhere. */
static void leave_files(void) {
    static const char *const readable[] = {"/usr", "/lib", "/lib64", "/bin", "/etc"};
    const uint64_t reads = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE |
                           LANDLOCK_ACCESS_FS_READ_DIR;
    const uint64_t every = LANDLOCK_ACCESS_FS_MAKE_SYM << 1; /* those of the first version */
    struct landlock_ruleset_attr attr = {.handled_access_fs = every - 1};
    int rules = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof attr, 0);
    if (rules < 0) return;
    for (size_t i = 0; i < sizeof readable / sizeof *readable; i++) {
        struct landlock_path_beneath_attr rule = {.allowed_access = reads};
        rule.parent_fd = open(readable[i], O_PATH | O_CLOEXEC);
        if (rule.parent_fd < 0) continue;
        syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
        close(rule.parent_fd);
    }
    syscall(SYS_landlock_restrict_self, rules, 0);
    close(rules);
}

/* No socket can be made, so nothing leaves but by its output. */
static void leave_network(void) {
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog filter = {sizeof code / sizeof *code, code};
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter);
}

static _Noreturn void be_pdftotext(int in, int out) {
    static char *const words[] = {"pdftotext", "-q", "-nopgbrk", "-enc", "UTF-8", "-", "-", NULL};
    static char *const places[] = {"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", NULL};
    sigset_t none;
    int      null = open("/dev/null", O_WRONLY | O_CLOEXEC);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (null < 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(null, 2) < 0) _exit(NO_LIMITS);
    close_range(3, ~0U, 0);
    limit(RLIMIT_CPU, CPU_SECONDS);
    limit(RLIMIT_AS, MEMORY_MAX);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_NOFILE, 32);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) _exit(NO_LIMITS);
    leave_files();
    leave_network();
    execve("/usr/bin/pdftotext", words, places);
    _exit(NO_TOOL);
}

/* ---- In the server ---- */

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
