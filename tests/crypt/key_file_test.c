/* key_file_test.c - a key made once, read by its owner only. */
#include "crypt/crypt.h"
#include "test.h"

#include <fcntl.h>
#include <sys/stat.h>

static char folder[] = "/tmp/namro_key_XXXXXX";
static char path[64], other[64];

static void write_bytes(const char *to, size_t n, mode_t mode) {
    int fd = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    CHECK(fd >= 0 && write(fd, "0123456789abcdef0123456789abcdef0123", n) == (ssize_t)n);
    CHECK(fchmod(fd, mode) == 0 && close(fd) == 0);
}

static int files(void) {
    char line[128] = "", ask[128];
    snprintf(ask, sizeof ask, "ls -A %s | wc -l", folder);
    FILE *f = popen(ask, "r");
    CHECK(f && fgets(line, sizeof line, f));
    pclose(f);
    return atoi(line);
}

static void made(void) {
    uint8_t     key[KEY_BYTES] = {0}, again[KEY_BYTES] = {0}, none[KEY_BYTES] = {0};
    struct stat st;
    CHECK_TEXT(key_file_read(path, key), "crypt.key.missing");
    mode_t old = umask(0);
    CHECK_TEXT(key_file_make(path, key), NULL);
    umask(old);
    CHECK(stat(path, &st) == 0 && (st.st_mode & 07777) == 0600 && st.st_size == KEY_BYTES);
    CHECK(st.st_nlink == 1);
    CHECK(memcmp(key, none, KEY_BYTES) != 0);
    CHECK_TEXT(key_file_read(path, again), NULL);
    CHECK(memcmp(key, again, KEY_BYTES) == 0);

    /* Never overwritten; nothing is left beside it. */
    CHECK_TEXT(key_file_make(path, again), "crypt.key.exists");
    CHECK(memcmp(key, again, KEY_BYTES) == 0);
    CHECK_TEXT(key_file_read(path, again), NULL);
    CHECK(memcmp(key, again, KEY_BYTES) == 0);
    CHECK(files() == 1);

    CHECK_TEXT(key_file_make(other, again), NULL);
    CHECK(memcmp(key, again, KEY_BYTES) != 0);
    CHECK(unlink(other) == 0);
}

static void modes(void) {
    uint8_t key[KEY_BYTES] = {0};
    for (mode_t bit = 1; bit <= 0100; bit <<= 1) {
        CHECK(chmod(path, 0600 | bit) == 0);
        CHECK_TEXT(key_file_read(path, key), bit < 0100 ? "crypt.key.exposed" : NULL);
    }
    CHECK(chmod(path, 0400) == 0);
    CHECK_TEXT(key_file_read(path, key), NULL);
    if (geteuid() != 0) return; /* only root can give a file away */
    CHECK(chown(path, 12345, 12345) == 0);
    CHECK_TEXT(key_file_read(path, key), "crypt.key.exposed");
    CHECK(chown(path, 0, 0) == 0);
}

static void refused(void) {
    static const size_t lengths[] = {0, 31, 33};
    uint8_t key[KEY_BYTES] = {0}, none[KEY_BYTES] = {0};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        write_bytes(other, lengths[i], 0600);
        CHECK_TEXT(key_file_read(other, key), "crypt.key.damaged");
    }
    CHECK(unlink(other) == 0 && symlink(path, other) == 0);
    CHECK_TEXT(key_file_read(other, key), "crypt.key.place");
    CHECK_TEXT(key_file_make(other, key), "crypt.key.exists");
    CHECK(unlink(other) == 0 && mkfifo(other, 0600) == 0);
    CHECK_TEXT(key_file_read(other, key), "crypt.key.place"); /* and does not wait */
    CHECK(unlink(other) == 0);
    CHECK_TEXT(key_file_read(folder, key), "crypt.key.place");

    char inside[80], far[5000];
    snprintf(inside, sizeof inside, "%s/none/key", folder);
    CHECK_TEXT(key_file_read(inside, key), "crypt.key.missing");
    CHECK_TEXT(key_file_make(inside, key), "crypt.key.place");
    memset(far, 'x', sizeof far - 1);
    far[sizeof far - 1] = '\0';
    CHECK_TEXT(key_file_make(far, key), "crypt.key.place");
    CHECK(memcmp(key, none, KEY_BYTES) == 0); /* set only on success */
}

/* A path without a slash is in the folder where the program stands. */
static void here(void) {
    uint8_t key[KEY_BYTES], again[KEY_BYTES];
    int     back = open(".", O_RDONLY);
    CHECK(chdir(folder) == 0);
    CHECK_TEXT(key_file_make("plain", key), NULL);
    CHECK_TEXT(key_file_read("plain", again), NULL);
    CHECK(memcmp(key, again, KEY_BYTES) == 0);
    CHECK(unlink("plain") == 0 && fchdir(back) == 0);
    close(back);
}

int main(void) {
    crypt_start();
    if (!mkdtemp(folder)) return 1;
    snprintf(path, sizeof path, "%s/key", folder);
    snprintf(other, sizeof other, "%s/other", folder);
    made();
    modes();
    refused();
    here();
    CHECK(unlink(path) == 0 && rmdir(folder) == 0);
    return test_failed;
}
