/* child.c - a child process with nothing to lose, for large readers of files that come
 * from anybody: no file of the office (Landlock), no socket (seccomp), no rights by what it
 * starts, and limits of time, memory and output.  What the kernel cannot do of the first
 * two is left out; the limits are not.
 *
 * All of this runs between fork() and the child's work, where other threads of the parent
 * may have held locks: no function here takes one. */
#include "file/parts.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FILES_USUAL = 32 };

static void limit(int what, rlim_t most) {
    if (setrlimit(what, &(struct rlimit){most, most}) != 0) _exit(CHILD_NO_LIMITS);
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

#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCH AUDIT_ARCH_AARCH64
#endif

#define LOAD(field)                                                                              \
    (struct sock_filter) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define WHEN(x) (struct sock_filter) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)(x), 0, 1)
#define END(x) (struct sock_filter) BPF_STMT(BPF_RET | BPF_K, (x))

static void filter_calls(struct sock_filter *code, size_t n) {
    struct sock_fprog filter = {(unsigned short)n, code};
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter);
}

/* No socket can be made, so nothing leaves but by its output. */
static void leave_network(void) {
    struct sock_filter code[] = {LOAD(nr), WHEN(SYS_socket), END(SECCOMP_RET_ERRNO | EPERM),
                                 END(SECCOMP_RET_ALLOW)};
    filter_calls(code, sizeof code / sizeof *code);
}

/* Our own code needs memory, its input and output, and the tables of iconv(); whatever
 * else it asks for fails, also what a later library may think of. */
static void leave_all(void) {
    static const int allowed[] = {
        SYS_read, SYS_write, SYS_close, SYS_lseek, SYS_pread64, SYS_openat, SYS_fstat,
        SYS_newfstatat, SYS_mmap, SYS_munmap, SYS_mremap, SYS_mprotect, SYS_madvise, SYS_brk,
        SYS_futex, SYS_getrandom, SYS_clock_gettime, SYS_rt_sigreturn, SYS_rt_sigprocmask,
        SYS_rt_sigaction, SYS_getpid, SYS_gettid, SYS_tgkill, SYS_exit, SYS_exit_group,
#ifdef __SANITIZE_ADDRESS__ /* which asks where the stacks are */
        SYS_sigaltstack, SYS_sched_getaffinity,
#endif
    };
    enum { ALLOWED = sizeof allowed / sizeof *allowed };
    struct sock_filter code[2 * ALLOWED + 5];
    size_t             n = 0;
#ifdef ARCH /* the calls of another one have other numbers */
    code[n++] = LOAD(arch);
    code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCH, 1, 0);
    code[n++] = END(SECCOMP_RET_KILL_PROCESS);
#endif
    code[n++] = LOAD(nr);
    for (size_t i = 0; i < ALLOWED; i++) {
        code[n++] = WHEN(allowed[i]);
        code[n++] = END(SECCOMP_RET_ALLOW);
    }
    code[n++] = END(SECCOMP_RET_ERRNO | EPERM);
    filter_calls(code, n);
}

/* Bytes of address space that are taken already. */
static rlim_t taken(void) {
    char text[64] = "";
    int  fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    if (fd < 0 || read(fd, text, sizeof text - 1) <= 0) _exit(CHILD_NO_LIMITS);
    close(fd);
    return (rlim_t)strtoull(text, NULL, 10) * (rlim_t)sysconf(_SC_PAGESIZE);
}

void child_confine(int in, int out, const ChildLimits *l) {
    sigset_t none;
    int      null = open("/dev/null", O_RDWR | O_CLOEXEC);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (null < 0 || dup2(in < 0 ? null : in, 0) < 0 || dup2(out, 1) < 0 || dup2(null, 2) < 0)
        _exit(CHILD_NO_LIMITS);
    close_range(3, ~0U, 0);
    limit(RLIMIT_CPU, l->cpu_seconds);
    limit(RLIMIT_AS, l->memory + (l->stays ? taken() : 0));
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_NOFILE, l->files ? l->files : FILES_USUAL);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) _exit(CHILD_NO_LIMITS);
    leave_files();
    if (l->stays) leave_all();
    else leave_network();
}

bool child_read(int from, size_t most, int64_t ms, Buf *b) {
    int64_t until = clock_ms() + ms;
    char    piece[16384];
    for (;;) {
        struct pollfd p = {.fd = from, .events = POLLIN};
        int64_t       left = until - clock_ms();
        if (left <= 0) return false;
        int ready = poll(&p, 1, (int)left);
        if (ready < 0 && errno == EINTR) continue;
        if (ready <= 0) return false;
        ssize_t n = read(from, piece, sizeof piece);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return n == 0;
        if (b->len + (size_t)n > most) return false;
        buf_add(b, piece, (size_t)n);
    }
}

int child_wait(pid_t child, bool stop) {
    int how = 0;
    if (stop) kill(child, SIGKILL);
    while (waitpid(child, &how, 0) < 0 && errno == EINTR) {}
    return how;
}
