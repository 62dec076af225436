/* store_test.c - a file is whole in its place or not there at all: with the same
 * content twice, on a full disk, among threads, beside a sweep. */
#include "file/file.h"
#include "test.h"

#include "crypt/crypt.h"

#include <dirent.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/stat.h>

static const char *dir;

static int count_in(Arena *a, const char *sub) {
    int  n = 0;
    DIR *d = opendir(arena_print(a, "%s/%s", dir, sub));
    for (struct dirent *it; d && (it = readdir(d)); ) n += it->d_name[0] != '.';
    if (d) closedir(d);
    return n;
}

static Err put(Arena *a, const char *text, const char **hash) {
    FileNew *f;
    Err e = file_new(a, dir, &f);
    if (!e) e = file_add(f, text, strlen(text));
    return e ? e : file_put(a, f, hash);
}

static void keeps(Arena *a) {
    const char *hash, *again;
    char        got[8] = "";
    int64_t     bytes = 0;
    CHECK_TEXT(put(a, "abc", &hash), NULL); /* SHA-256 of "abc", FIPS 180-2, B.1 */
    CHECK_TEXT(hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK_TEXT(put(a, "abc", &again), NULL);
    CHECK_TEXT(again, hash);
    CHECK(count_in(a, "ba") == 1 && count_in(a, "new") == 0);
    int fd = file_open(a, dir, hash, &bytes);
    CHECK(fd >= 0 && bytes == 3 && read(fd, got, sizeof got) == 3);
    CHECK_TEXT(got, "abc");
    close(fd);
    struct stat is;
    CHECK(stat(file_path(a, dir, hash), &is) == 0 && (is.st_mode & 0777) == 0600);
    CHECK(stat(dir, &is) == 0 && (is.st_mode & 0777) == 0700);

    static const char *const odd[] = {
        "", "../../../etc/passwd",
        "BA7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "00000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000000"};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        CHECK(file_open(a, dir, odd[i], &bytes) == -1);
        CHECK(!file_renew(a, dir, odd[i]));
    }
}

static void drops(Arena *a) {
    FileNew *f;
    CHECK_TEXT(file_new(a, dir, &f), NULL);
    CHECK_TEXT(file_add(f, "half", 4), NULL);
    CHECK(count_in(a, "new") == 1);
    file_drop(f);
    file_drop(f);
    file_drop(NULL);
    CHECK(count_in(a, "new") == 0);
}

/* A limit of the process stands for the disk: what does not fit is gone whole. */
static void full(Arena *a) {
    const char   *hash = NULL;
    static char   big[64 * 1024];
    struct rlimit was, tight = {4096, 4096};
    FileNew      *f;
    memset(big, 'x', sizeof big);
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &was);
    tight.rlim_max = was.rlim_max;
    setrlimit(RLIMIT_FSIZE, &tight);
    CHECK_TEXT(file_new(a, dir, &f), NULL);
    CHECK_TEXT(file_add(f, big, sizeof big), "file.store.full");
    file_drop(f);
    CHECK_TEXT(put(a, "small", &hash), NULL);
    setrlimit(RLIMIT_FSIZE, &was);
    CHECK(count_in(a, "new") == 0);
    CHECK_TEXT(file_store("/proc/none"), "file.store.place");
    CHECK_TEXT(file_store("/dev/null"), "file.store.place");
}

static bool all_but(void *arg, const char *hash) { return strcmp(hash, arg) != 0; }

static void sweeps(Arena *a) {
    const char *keep, *gone, *fresh;
    FileNew    *left;
    int64_t     bytes;
    CHECK_TEXT(put(a, "keep", &keep), NULL);
    CHECK_TEXT(put(a, "gone", &gone), NULL);
    CHECK_TEXT(file_new(a, dir, &left), NULL); /* as a program leaves it that was killed */
    CHECK(file_sweep(a, dir, clock_ms() - 60000, all_but, (void *)(uintptr_t)gone) == 0);
    usleep(50 * 1000);
    int64_t now = clock_ms();
    usleep(50 * 1000);
    CHECK_TEXT(put(a, "fresh", &fresh), NULL);
    CHECK(file_sweep(a, dir, now, all_but, (void *)(uintptr_t)fresh) == 1); /* new/ alone */
    CHECK(file_renew(a, dir, gone));
    CHECK(file_sweep(a, dir, now, all_but, (void *)(uintptr_t)gone) == 0);
    CHECK(file_sweep(a, dir, clock_ms() + 60000, all_but, (void *)(uintptr_t)gone) == 1);
    CHECK(file_open(a, dir, gone, &bytes) == -1 && !file_renew(a, dir, gone));
    int fd = file_open(a, dir, keep, &bytes);
    CHECK(fd >= 0);
    close(fd);
    file_drop(left);
}

static void *put_often(void *arg) {
    Arena *a = arena_open();
    for (int i = 0; i < 100; i++) {
        const char *hash;
        int64_t     bytes;
        CHECK_TEXT(put(a, "the same for all", &hash), NULL);
        int fd = file_open(a, dir, hash, &bytes);
        CHECK(fd >= 0 && bytes == 16);
        if (fd >= 0) close(fd);
    }
    arena_close(a);
    return arg;
}

static bool none(void *arg, const char *hash) { return (void)arg, (void)hash, false; }

/* A sweep that wants nothing removes nothing that was put a moment ago. */
static void together(Arena *a) {
    pthread_t t[8];
    for (int i = 0; i < 8; i++) pthread_create(&t[i], NULL, put_often, NULL);
    for (int i = 0; i < 20; i++) file_sweep(a, dir, clock_ms() - 30000, none, NULL);
    for (int i = 0; i < 8; i++) pthread_join(t[i], NULL);
    CHECK(count_in(a, "new") == 0);
}

int main(void) {
    crypt_start();
    Arena *a = arena_open();
    char  *path = arena_print(a, "%s/store_test.XXXXXX", test_dir());
    dir = arena_print(a, "%s/files", mkdtemp(path));
    CHECK_TEXT(file_store(dir), NULL);
    CHECK_TEXT(file_store(dir), NULL); /* it is there */
    keeps(a);
    drops(a);
    full(a);
    sweeps(a);
    together(a);
    arena_close(a);
    return test_failed;
}
