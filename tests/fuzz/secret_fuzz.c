/* secret_fuzz.c - keys, signed notes, checkpoints, what is claimed of the log, boxes,
 * codes and passwords, as somebody would forge them. */
#include "fuzz.h"

#include "audit/audit.h"
#include "crypt/crypt.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static uint8_t seed[KEY_BYTES] = "not a secret";

static void notes(Arena *a, const char *s) {
    NoteKey    key, other;
    Checkpoint p;
    LogClaim   claim;
    char      *text;
    if (note_key(a, "namro/0123456789abcdef", seed, &key)) fatal("no key");
    if (!note_key_read(a, s, &other)) MUST_HOLD(same(note_key_text(a, &other), s));
    /* Nothing that was not signed opens, however it looks: no seed holds the signature. */
    if (!note_open(a, s, &key, &text)) MUST_HOLD(strstr(s, text) == s);
    if (!checkpoint_open(a, s, &key, &p)) MUST_HOLD(same(p.origin, key.name));
    if (!log_claim_read(a, s, &key, &claim)) MUST_HOLD(claim.size >= 0 && strlen(claim.root) < 48);
}

static void boxes(Arena *a, const uint8_t *data, size_t n) {
    SealPair pair = seal_pair(seed);
    Bytes    out;
    Merkle   m;
    MUST_HOLD(seal_open(a, &pair, (Bytes){data, n}, &out) != NULL);
    MUST_HOLD(seal_open_with(a, seed, "page", (Bytes){data, n}, &out) != NULL);
    uint64_t size = n;
    if (n >= 8) memcpy(&size, data, 8);
    if (n >= 8 && !merkle_load(size, (Bytes){data + 8, n - 8}, &m)) merkle_root(&m);
}

/* A file in the place of the key, of an export of the log. */
static void files(const uint8_t *data, size_t n) {
    static char path[512];
    static Arena *kept;
    static NoteKey key;
    uint8_t  got[KEY_BYTES];
    Verdict  v = {0};
    if (!kept) {
        const char *dir = getenv("TMPDIR");
        kept = arena_open();
        snprintf(path, sizeof path, "%s/secret_fuzz.%d", dir ? dir : "/tmp", (int)getpid());
        if (note_key(kept, "namro/0123456789abcdef", seed, &key)) fatal("no key");
    }
    int fd = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0600);
    if (fd < 0 || write(fd, data, n) != (ssize_t)n || close(fd)) fatal("%s", path);
    if (!key_file_read(path, got)) MUST_HOLD(n == KEY_BYTES);
    MUST_HOLD(log_verify_file(path, &key, NULL, &v) != NULL);
    unlink(path);
}

static void typed(Arena *a, const char *s) {
    static const uint8_t totp[TOTP_BYTES] = "12345678901234567890";
    static const char *const names[] = {"nguyen.an", "Ban Tuyên giáo", NULL};
    int64_t step = 0;
    if (!totp_verify(totp, 59000, -1, s, &step)) MUST_HOLD(step >= 0 && step <= 2);
    if (!password_check(a, s, names)) MUST_HOLD(strlen(s) >= 8);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    static int64_t runs;
    Arena         *a = arena_open();
    const char    *s = fuzz_text(a, data, n);
    notes(a, s);
    boxes(a, data, n);
    typed(a, s);
    if (runs++ % 8 == 0) files(data, n); /* slower than the others together */
    arena_close(a);
    return 0;
}
