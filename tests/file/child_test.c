/* child_test.c - a child that reads strangers' files can compute and answer, and no more. */
#include "file/parts.h"
#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>

static const ChildLimits limits = {.cpu_seconds = 1, .memory = 64 << 20, .stays = true};

static bool refused(long result) { return result == -1 && errno == EPERM; }

/* What it may not do, each tried; the bits of those that worked. */
static int attempts(pid_t parent) {
    char *const words[] = {"true", NULL};
    int         bad = 0;
    if (!refused(socket(AF_INET, SOCK_STREAM, 0))) bad |= 1;
    if (!refused(kill(parent, 0))) bad |= 2;
    if (!refused(execv("/bin/true", words))) bad |= 4;
    if (!refused(ptrace(PTRACE_TRACEME, 0, NULL, NULL))) bad |= 8;
    pid_t child = fork();
    if (child == 0) _exit(0);
    if (child != -1) bad |= 16;
    if (!refused(unlink("/tmp/nothing"))) bad |= 32;
    if (malloc(100 << 20)) bad |= 64;
    return bad;
}

/* How a child ended that did this after it was confined. */
static int after(void (*deed)(int in), int *pipe_out) {
    int pipes[2], how = 0;
    pid_t parent = getpid();
    if (pipe(pipes) != 0) exit(1);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        child_confine(-1, pipes[1], &limits);
        if (deed) deed(pipes[0]);
        _exit(attempts(parent));
    }
    close(pipes[1]);
    waitpid(child, &how, 0);
    *pipe_out = pipes[0];
    return how;
}

static void say(int in) {
    (void)in;
    if (write(1, "ok", 2) != 2) _exit(99);
}

static void look_at_descriptors(int in) {
    char c;
    if (read(in, &c, 1) != -1 || errno != EBADF) _exit(98); /* all but its own are closed */
    if (read(0, &c, 1) != 0) _exit(97);                     /* its input is empty */
}

static void run_on(int in) {
    (void)in;
    for (volatile unsigned long i = 0;; i++) {}
}

int main(void) {
    char text[3] = "";
    int  from, how = after(say, &from);
    CHECK(WIFEXITED(how) && WEXITSTATUS(how) == 0);
    CHECK(read(from, text, 2) == 2);
    CHECK_TEXT(text, "ok");
    close(from);
    how = after(look_at_descriptors, &from);
    CHECK(WIFEXITED(how) && WEXITSTATUS(how) == 0);
    close(from);
    how = after(run_on, &from);
    CHECK(WIFSIGNALED(how) && WTERMSIG(how) == SIGKILL); /* its second is over */
    close(from);
    return test_failed;
}
