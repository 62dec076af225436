/* drive.c - gives a target its seeds and then changed ones, for some seconds:
 *
 *     x_fuzz SECONDS FOLDER [SEED]     or     x_fuzz FILE...
 *
 * The n-th input depends on the seed and the folder alone, so a failure comes again.
 * What made the target fail is written to $TMPDIR/x_fuzz.failed.  Knows nothing of
 * what the program does with its input: for that there is libFuzzer, which takes the
 * same targets and folders (docs/security.md). */
#include "fuzz.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { SEEDS_MAX = 500, INPUT_MAX = 16 * 1024, SLOW_SECONDS = 20 };

typedef struct Seed { uint8_t *p; size_t n; char *name; } Seed;
static Seed    seeds[SEEDS_MAX];
static int     count;
static uint8_t input[INPUT_MAX];
static size_t  length;
static char    failed[512]; /* where the input goes that breaks the target */

#if defined(__SANITIZE_ADDRESS__)
const char *__asan_default_options(void);
const char *__ubsan_default_options(void);
const char *__asan_default_options(void) { return "abort_on_error=1:detect_leaks=0"; }
const char *__ubsan_default_options(void) { return "abort_on_error=1:print_stacktrace=1"; }
#endif

static void on_failure(int sig) {
    int     fd = open(failed, O_CREAT | O_WRONLY | O_TRUNC, 0600);
    ssize_t done = fd < 0 ? 0 : write(fd, input, length);
    static const char words[] = "the input is in ";
    if (done >= 0 && write(2, words, sizeof words - 1) > 0 && write(2, failed, strlen(failed)) > 0)
        done = write(2, "\n", 1);
    signal(sig, SIG_DFL);
    raise(sig);
}

/* ---- chance: xorshift, the same everywhere ---- */

static uint64_t state = 88172645463325252u;

static size_t chance(size_t below) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return below ? (size_t)(state % below) : 0;
}

/* ---- seeds ---- */

static void read_seed(const char *path) {
    FILE *f = fopen(path, "rb");
    Seed *s = &seeds[count];
    if (!f || count == SEEDS_MAX) fatal("%s: cannot be read", path);
    s->p = malloc(INPUT_MAX);
    s->name = strdup(path);
    if (!s->p || !s->name) fatal("no memory");
    s->n = fread(s->p, 1, INPUT_MAX, f);
    fclose(f);
    count++;
}

static int by_name(const struct dirent **a, const struct dirent **b) {
    return strcmp((*a)->d_name, (*b)->d_name);
}

static void read_folder(const char *folder) {
    struct dirent **list;
    char            path[1024];
    int             n = scandir(folder, &list, NULL, by_name);
    if (n < 0) fatal("%s: no such folder", folder);
    for (int i = 0; i < n; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, list[i]->d_name);
        if (list[i]->d_name[0] != '.') read_seed(path);
    }
    if (!count) fatal("%s: no seeds", folder);
}

/* ---- changes ---- */

static void insert(size_t at, const uint8_t *p, size_t n) {
    if (n > INPUT_MAX - length) n = INPUT_MAX - length;
    memmove(input + at + n, input + at, length - at);
    memcpy(input + at, p, n);
    length += n;
}

static void take_out(size_t at, size_t n) {
    if (n > length - at) n = length - at;
    memmove(input + at, input + at + n, length - at - n);
    length -= n;
}

/* A piece of this input or of another seed, wherever. */
static void add_piece(void) {
    static uint8_t piece[INPUT_MAX];
    const Seed    *s = &seeds[chance((size_t)count)];
    size_t         n = 1 + chance(64), from = chance(s->n);
    if (n > s->n - from) n = s->n - from;
    memcpy(piece, s->p + from, n);
    insert(chance(length + 1), piece, n);
}

/* What parsers trip over. */
static void insert_odd(void) {
    static const char *const odd[] = {
        "\xff", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xcc\x80", "\xe2\x80\xae",
        "\xe1\xba", "\xef\xbf\xbf", "%", "%00", "%zz", "&", "=", "\r\n", "\n\n", "\t", "\"", "'",
        "<", "\\", "../", "--", "9223372036854775808", "-1", "0", "99999999999", "1e999",
        "9999-12-31", "0000-00-00", "29/02/2023", "+", "/", "*", "|", ":", "^", "(", "NOT ",
        "đ", "Ư", "ế"};
    const char *s = odd[chance(sizeof odd / sizeof *odd)];
    insert(chance(length + 1), (const uint8_t *)s, strlen(s));
}

static void change(void) {
    uint8_t one = (uint8_t)chance(256);
    size_t  at = chance(length);
    switch (chance(7)) {
    case 0: if (length) input[at] ^= (uint8_t)(1u << chance(8)); break;
    case 1: if (length) input[at] = one; break;
    case 2: insert(chance(length + 1), &one, 1); break;
    case 3: if (length) take_out(at, 1 + chance(16)); break;
    case 4: add_piece(); break;
    case 5: insert_odd(); break;
    default: if (length) length = 1 + at; break;
    }
}

static void run(void) {
    alarm(SLOW_SECONDS); /* what takes so long is a fault as well */
    LLVMFuzzerTestOneInput(input, length);
    alarm(0);
}

static void run_seed(const Seed *s) {
    memcpy(input, s->p, s->n);
    length = s->n;
    run();
}

int main(int argc, char **argv) {
    const char *dir = getenv("TMPDIR"), *name = strrchr(argv[0], '/');
    int         seconds = argc > 2 ? atoi(argv[1]) : 0;
    long        runs = 0;
    snprintf(failed, sizeof failed, "%s/%s.failed", dir ? dir : "/tmp", name ? name + 1 : argv[0]);
    signal(SIGABRT, on_failure);
    signal(SIGSEGV, on_failure);
    signal(SIGALRM, on_failure);
    if (seconds > 0) read_folder(argv[2]);
    else for (int i = 1; i < argc; i++) read_seed(argv[i]);
    if (seconds > 0 && argc > 3) state ^= (uint64_t)atoll(argv[3]) << 1;
    for (int i = 0; i < count; i++) run_seed(&seeds[i]);
    for (time_t end = time(NULL) + seconds; time(NULL) < end; runs++) {
        const Seed *s = &seeds[chance((size_t)count)];
        memcpy(input, s->p, s->n);
        length = s->n;
        for (size_t n = 1 + chance(8); n; n--) change();
        run();
    }
    if (getenv("FUZZ_SAY")) printf("%s: %d seeds, %ld changed ones\n", failed, count, runs);
    return 0;
}
