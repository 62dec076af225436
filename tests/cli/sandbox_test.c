/* sandbox_test.c - what a server that was taken over could not do any more, and what
 * it still has to do. */
#include "test.h"

#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <pthread.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#define REFUSED(call) (errno = 0, (call) == -1 && (errno == EPERM || errno == EACCES))

static bool landlock(void) {
    return syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION) >= 2;
}

static void *thread(void *arg) { return arg; }

static void calls(void) {
    pthread_t one;
    void     *got = NULL;
    int       n = 0;
    CHECK(REFUSED(unshare(CLONE_NEWUSER)));
    CHECK(REFUSED((int)syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0)));
    CHECK(REFUSED(mount("none", "/mnt", "tmpfs", 0, NULL)));
    CHECK(REFUSED((int)syscall(SYS_bpf, 0, NULL, 0)));
    CHECK(REFUSED((int)syscall(SYS_keyctl, 0, 0, 0, 0, 0)));
    CHECK(REFUSED((int)syscall(SYS_io_uring_setup, 1, NULL)));
    CHECK(REFUSED((int)syscall(SYS_userfaultfd, 0)));
    CHECK(REFUSED((int)syscall(SYS_finit_module, -1, "", 0)));
    CHECK(REFUSED((int)syscall(SYS_memfd_create, "x", 0)));
    CHECK(REFUSED((int)syscall(SYS_execveat, 0, "", NULL, NULL, 0x1000)));
#ifndef __SANITIZE_ADDRESS__
    CHECK(REFUSED((int)ptrace(PTRACE_TRACEME, 0, NULL, NULL)));
#endif
    CHECK(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1);
    CHECK(pthread_create(&one, NULL, thread, &n) == 0 && pthread_join(one, &got) == 0);
    CHECK(got == &n);
    CHECK(system("exit 3") >> 8 == 3); /* a child program still runs */
}

static void files(const char *mine, const char *other) {
    char path[4200], away[4200];
    CHECK(mkdir(mine, 0700) == -1 && errno == EEXIST);
    snprintf(path, sizeof path, "%s/deep/down", mine);
    snprintf(away, sizeof away, "%s/up", mine);
    int fd = open(path, O_CREAT | O_RDWR, 0600);
    CHECK(fd >= 0 && write(fd, "x", 1) == 1 && ftruncate(fd, 0) == 0 && close(fd) == 0);
    CHECK(rename(path, away) == 0 && unlink(away) == 0);
    CHECK(access("/etc/passwd", R_OK) == 0);
    fd = open("/etc/passwd", O_RDONLY);
    CHECK(fd >= 0 && close(fd) == 0);
    if (!landlock()) return;
    snprintf(path, sizeof path, "%s/file", other);
    CHECK(REFUSED(open(path, O_RDONLY)));
    CHECK(REFUSED(open(path, O_WRONLY)));
    CHECK(REFUSED(unlink(path)));
    snprintf(path, sizeof path, "%s/new", other);
    CHECK(REFUSED(open(path, O_CREAT | O_WRONLY, 0600)));
    CHECK(REFUSED(mkdir(path, 0700)));
    CHECK(REFUSED(open("/etc/namro_test", O_CREAT | O_WRONLY, 0600)));
    CHECK(REFUSED(open("/", O_RDONLY | O_DIRECTORY)));
}

/* An office on its disk works in there. */
static void office(const char *mine) {
    char    path[4200];
    int64_t n = 0;
    Ctx     c = {.a = arena_open(), .now = 1772323200000, .today = "2026-03-01"};
    snprintf(path, sizeof path, "%s/office.db", mine);
    CHECK_TEXT(db_open(path, &c.db), NULL);
    CHECK_TEXT(db_migrate(&c), NULL);
    CHECK(!db_run_int(&c, &n, "SELECT count(*) FROM setting", NULL, 0) && n == 0);
    db_close(c.db);
    arena_close(c.a);
}

int main(void) {
    char mine[4100], other[4100], path[4200];
    snprintf(mine, sizeof mine, "%s/mine", test_dir());
    snprintf(other, sizeof other, "%s/other", test_dir());
    CHECK(mkdir(mine, 0700) == 0 && mkdir(other, 0700) == 0);
    snprintf(path, sizeof path, "%s/deep", mine);
    CHECK(mkdir(path, 0700) == 0);
    snprintf(path, sizeof path, "%s/file", other);
    int fd = open(path, O_CREAT | O_RDWR, 0600);
    CHECK(fd >= 0 && close(fd) == 0);
    snprintf(path, sizeof path, "%s/tmp", mine);
    setenv("TMPDIR", path, 1);
    sandbox_enter((const char *const[]){mine, "/not/there", NULL});
    calls();
    files(mine, other);
    office(mine);
    return test_failed;
}
