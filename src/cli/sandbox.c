/* sandbox.c - what the server could do and has no need to, it gives up at its start.
 *
 * Landlock: of the file system it writes in the folders of the office alone, and
 * reads besides them only where programs and their settings live.  A kernel without
 * it (before 5.19) serves all the same; the log says so.
 *
 * Seccomp: calls that change the machine, look into other processes or have been
 * the way out of many a sandbox are refused with EPERM.  Left: a list of the calls
 * that are allowed.  It changes with each library and each release of glibc, and
 * its mistakes end the server of an office; systemd lays one of its own over this
 * (conf/namro.service).  exec() stays: PDF files are read by pdftotext and made
 * by WeasyPrint, which inherit all of this and, with no_new_privs, can gain nothing by it. */
#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* ---- Landlock ---- */

/* In the order of linux/landlock.h; Debian 12's does not know the last. */
#define FS(name) LANDLOCK_ACCESS_FS_##name
static const uint64_t truncates = 1 << 14;
static const uint64_t of_file = FS(EXECUTE) | FS(WRITE_FILE) | FS(READ_FILE) | truncates;
static const uint64_t reads = FS(EXECUTE) | FS(READ_FILE) | FS(READ_DIR);
static const uint64_t every = FS(EXECUTE) | FS(WRITE_FILE) | FS(READ_FILE) | FS(READ_DIR) |
                              FS(REMOVE_DIR) | FS(REMOVE_FILE) | FS(MAKE_CHAR) | FS(MAKE_DIR) |
                              FS(MAKE_REG) | FS(MAKE_SOCK) | FS(MAKE_FIFO) | FS(MAKE_BLOCK) |
                              FS(MAKE_SYM) | FS(REFER) | truncates;
enum { ABI_REFER = 2, ABI_TRUNCATE = 3 };

/* A place that is not there needs no rule. */
static void allow(int rules, const char *path, uint64_t access) {
    struct landlock_path_beneath_attr rule = {.allowed_access = access};
    struct stat                       st;
    rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
    if (rule.parent_fd < 0) return;
    if (fstat(rule.parent_fd, &st) == 0 && !S_ISDIR(st.st_mode)) rule.allowed_access &= of_file;
    if (syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0)
        fatal("landlock: %s: %s", path, strerror(errno));
    close(rule.parent_fd);
}

/* ~/.pgpass and ~/.postgresql are how libpq comes to a password or certificate. */
static void allow_home(int rules, uint64_t known) {
    static const char *const names[] = {".pgpass", ".pg_service.conf", ".postgresql"};
    const char *home = getenv("HOME");
    char        path[4096];
    for (size_t i = 0; home && i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", home, names[i]);
        allow(rules, path, reads & known);
    }
}

static bool limit_files(const char *const *folders) {
    static const char *const readable[] = {"/usr", "/lib", "/lib64", "/bin", "/etc", "/proc",
                                           "/run/systemd/resolve", NULL};
    static const char *const devices[] = {"/dev/null", "/dev/zero", "/dev/urandom", NULL};
    const char *tmp = getenv("TMPDIR");
    int abi = (int)syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (abi < ABI_REFER) return false; /* the first would let nothing move between folders */
    uint64_t known = abi < ABI_TRUNCATE ? every & ~truncates : every;
    struct landlock_ruleset_attr attr = {.handled_access_fs = known};
    int rules = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof attr, 0);
    if (rules < 0) return false;
    for (int i = 0; readable[i]; i++) allow(rules, readable[i], reads);
    for (int i = 0; devices[i]; i++) allow(rules, devices[i], (reads | FS(WRITE_FILE)) & known);
    for (int i = 0; folders[i]; i++) allow(rules, folders[i], known & ~FS(EXECUTE));
    allow(rules, tmp ? tmp : "/tmp", known & ~FS(EXECUTE));
    allow_home(rules, known);
    bool done = syscall(SYS_landlock_restrict_self, rules, 0) == 0;
    close(rules);
    return done;
}

/* ---- seccomp ---- */

#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCH AUDIT_ARCH_AARCH64
#endif

static const int refused[] = {
    /* other processes */
#ifndef __SANITIZE_ADDRESS__ /* which looks for leaks that way */
    SYS_ptrace,
#endif
    SYS_process_vm_readv, SYS_process_vm_writev, SYS_kcmp, SYS_pidfd_getfd,
    /* file systems and namespaces */
    SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot, SYS_open_tree, SYS_move_mount, SYS_fsopen,
    SYS_fsconfig, SYS_fsmount, SYS_fspick, SYS_mount_setattr, SYS_unshare, SYS_setns,
    SYS_name_to_handle_at, SYS_open_by_handle_at, SYS_quotactl, SYS_fanotify_init,
    /* the kernel and the machine */
    SYS_kexec_load, SYS_kexec_file_load, SYS_init_module, SYS_finit_module, SYS_delete_module,
    SYS_reboot, SYS_swapon, SYS_swapoff, SYS_acct, SYS_syslog, SYS_settimeofday, SYS_clock_settime,
    SYS_clock_adjtime, SYS_adjtimex, SYS_sethostname, SYS_setdomainname, SYS_vhangup,
    /* programs that lie in no folder, so that no rule of Landlock is asked */
    SYS_memfd_create, SYS_execveat,
    /* where its holes have been */
    SYS_bpf, SYS_perf_event_open, SYS_userfaultfd, SYS_keyctl, SYS_add_key, SYS_request_key,
    SYS_personality, SYS_io_uring_setup, SYS_io_uring_enter, SYS_io_uring_register,
    SYS_move_pages, SYS_migrate_pages,
#ifdef __x86_64__
    SYS_iopl, SYS_ioperm, SYS_modify_ldt, SYS_uselib, SYS_sysfs, SYS_ustat,
#endif
};
enum { REFUSED = sizeof refused / sizeof *refused };

#define LOAD(field)                                                                              \
    (struct sock_filter) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
/* The next statement runs when they are equal; else it is left out. */
#define WHEN(x) (struct sock_filter) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)(x), 0, 1)
#define END(x) (struct sock_filter) BPF_STMT(BPF_RET | BPF_K, (x))
#define NEW_SPACES                                                                                \
    (CLONE_NEWNS | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS |   \
     CLONE_NEWCGROUP)

static bool limit_calls(void) {
#ifdef ARCH
    struct sock_filter code[2 * REFUSED + 16];
    unsigned short     n = 0;
    code[n++] = LOAD(arch); /* the calls of another one have other numbers */
    code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCH, 1, 0);
    code[n++] = END(SECCOMP_RET_KILL_PROCESS);
    code[n++] = LOAD(nr);
#ifdef __x86_64__
    code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1); /* x32 */
    code[n++] = END(SECCOMP_RET_KILL_PROCESS);
#endif
    for (int i = 0; i < REFUSED; i++) {
        code[n++] = WHEN(refused[i]);
        code[n++] = END(SECCOMP_RET_ERRNO | EPERM);
    }
    code[n++] = WHEN(SYS_clone3); /* its flags are out of sight: glibc then takes clone() */
    code[n++] = END(SECCOMP_RET_ERRNO | ENOSYS);
    code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 3);
    code[n++] = LOAD(args[0]);
    code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, NEW_SPACES, 0, 1);
    code[n++] = END(SECCOMP_RET_ERRNO | EPERM);
    code[n++] = END(SECCOMP_RET_ALLOW);
    const struct sock_fprog program = {n, code};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
#else
    return false;
#endif
}

void sandbox_enter(const char *const *folders) {
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) fatal("no_new_privs: %s", strerror(errno));
    if (!limit_files(folders)) log_line("this kernel cannot keep the server to its folders");
    if (!limit_calls()) log_line("this kernel cannot take calls from the server");
}
