/* paper.c - a page as PDF, by WeasyPrint.
 *
 * What it prints is ours, but it holds texts of many people, and it is a large program: so
 * it runs as a child that has nothing to lose (child.c), gets the page as its input and may
 * open no address.  A browser would print as well, but is five times the size and wants far
 * more of the machine than a sandbox can leave. */
#include "file/parts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MEMORY_MAX = 1024 * 1024 * 1024, FILES_MAX = 64, NO_PACKAGE = 3 };

static const char tool[] = "/usr/bin/python3";
static const char package[] = "/usr/lib/python3/dist-packages/weasyprint/__init__.py";

/* find_library() would start a compiler, and all its libraries are found by their names; the
 * folder is for fonts from addresses, which are not fetched. */
static const char script[] =
    "import sys, ctypes.util, tempfile\n"
    "tempfile.mkdtemp = lambda **rest: '/nonexistent'\n"
    "ctypes.util.find_library = lambda name: None\n"
    "try:\n"
    "    import weasyprint\n"
    "except ImportError:\n"
    "    sys.exit(3)\n"
    "inside = weasyprint.default_url_fetcher\n"
    "def fetch(url, *rest, **more):\n"
    "    if not url.startswith('data:'):\n"
    "        raise ValueError('nothing is fetched')\n"
    "    return inside(url, *rest, **more)\n"
    "page = weasyprint.HTML(string=sys.stdin.buffer.read().decode('utf-8'), url_fetcher=fetch)\n"
    "sys.stdout.buffer.write(page.write_pdf())\n";

typedef struct Tool {
    const char        *path;
    char *const       *words;
    const char        *begins; /* what it makes */
} Tool;

/* The order of Python's sets and the names of fonts come from the seed. */
static char *const places[] = {"PATH=", "HOME=/nonexistent", "LC_ALL=C.UTF-8", "PYTHONHASHSEED=0",
                               "SOURCE_DATE_EPOCH=315532800", "OPENBLAS_NUM_THREADS=1", "TZ=UTC",
                               NULL};
static char *const print_words[] = {"python3", "-P", "-s", "-B", "-c",
                                    (char *)(uintptr_t)script, NULL};
static char *const point_words[] = {"pdftoppm", "-png", "-r", "144", "-f", "1", "-l", "1",
                                    "-singlefile", "-", NULL};
static const Tool printer = {tool, print_words, "%PDF-"};
static const Tool pointer = {"/usr/bin/pdftoppm", point_words, "\x89PNG"};

bool file_paper_there(void) { return access(tool, X_OK) == 0 && access(package, R_OK) == 0; }

static _Noreturn void be_tool(const Tool *t, int in, int out) {
    child_confine(in, out, &(ChildLimits){.cpu_seconds = PAPER_SECONDS, .memory = MEMORY_MAX,
                                          .files = FILES_MAX});
    execve(t->path, t->words, places);
    _exit(CHILD_NO_TOOL);
}

/* The bytes as a file that has no name, to be read from its begin; -1 where there is no room. */
static int nameless(Bytes b) {
    const char *p = b.p;
    size_t      left = b.n;
    int         fd = open(file_tmp(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0) return -1;
    while (left) {
        ssize_t n = write(fd, p, left);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) break;
        p += n;
        left -= (size_t)n;
    }
    if (left == 0 && lseek(fd, 0, SEEK_SET) == 0) return fd;
    close(fd);
    return -1;
}

static Err run(Arena *a, const Tool *t, int in, Bytes *out) {
    int pipes[2];
    Buf b = {.a = a};
    if (pipe2(pipes, O_CLOEXEC) != 0) fatal("pipe: %s", strerror(errno));
    pid_t child = fork();
    if (child < 0) fatal("no child process");
    if (child == 0) be_tool(t, in, pipes[1]);
    close(pipes[1]);
    bool whole = child_read(pipes[0], PAPER_MAX, PAPER_SECONDS * 1000, &b);
    close(pipes[0]);
    int how = child_wait(child, !whole);
    if (WIFEXITED(how) && (WEXITSTATUS(how) == CHILD_NO_TOOL || WEXITSTATUS(how) == NO_PACKAGE))
        return "file.paper.tool";
    if (!whole) return "file.paper.slow";
    if (!WIFEXITED(how) || WEXITSTATUS(how) != 0 || b.len < strlen(t->begins) ||
        memcmp(b.s, t->begins, strlen(t->begins)) != 0)
        return "file.paper.failed";
    *out = (Bytes){b.s, b.len};
    return NULL;
}

static Err run_with(Arena *a, const Tool *t, Bytes from, Bytes *out) {
    static atomic_int running; /* each takes some hundred megabytes: a limit of the machine */
    Err               e = "file.paper.busy";
    if (atomic_fetch_add(&running, 1) < PAPER_AT_ONCE) {
        int in = nameless(from);
        e = in < 0 ? "file.paper.failed" : run(a, t, in, out);
        if (in >= 0) close(in);
    }
    atomic_fetch_sub(&running, 1);
    return e;
}

Err file_paper(Arena *a, const char *html, Bytes *out) {
    if (!file_paper_there()) return "file.paper.tool";
    return run_with(a, &printer, (Bytes){html, strlen(html)}, out);
}

Err file_points(Arena *a, const char *svg, int width_mm, int height_mm, Bytes *out) {
    Bytes       pdf = {0};
    const char *page = arena_print(a, "<!doctype html><meta charset=utf-8><style>@page { margin: 0;"
                                      " size: %dmm %dmm } body { margin: 0 } svg { display: block;"
                                      " width: 100%% }</style>%s", width_mm, height_mm, svg);
    Err         e = file_paper(a, page, &pdf);
    return e ? e : run_with(a, &pointer, pdf, out);
}
