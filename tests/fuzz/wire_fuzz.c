/* wire_fuzz.c - whole requests to a server that takes files: heads, forms, parts.  In
 * a seed @T stands for the token of the session, @L for the length of the body, so that
 * changed ones get past the door as well. */
#include "request.h"

#include "../http/upload.h"

#include <fcntl.h>

static void serve(void) {
    static char path[512];
    const char *tmp = getenv("TMPDIR");
    static Arena *a; /* for as long as the server stands */
    a = arena_open();
    Ctx         c = {.a = a};
    crypt_start();
    snprintf(path, sizeof path, "%s/wire_fuzz.XXXXXX", tmp ? tmp : "/tmp");
    dir = mkdtemp(path);
    if (!dir || file_store(dir)) fatal("no folder");
    if (db_open(arena_print(a, "%s/office.db", dir), &c.db) || db_migrate(&c)) fatal("no database");
    db_serve(c.db, 2);
    static Http h;
    h = (Http){.db = c.db, .listener = listen_anywhere(), .tables = tables, .identify = identify,
               .files = dir};
    if (!http_start(&h)) fatal("no server");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    static int64_t count;
    static char    door[64];
    if (!dir) {
        serve();
        Arena *k = arena_open();
        snprintf(door, sizeof door, "%s", crypt_token_for(k, OFFICER, "form"));
        arena_close(k);
    }
    Arena      *a = arena_open();
    const char *s = fuzz_text(a, data, n), *gap = n ? memmem(s, n, "\n\n", 2) : NULL;
    size_t      head = gap ? (size_t)(gap - s) : n, body = gap ? n - head - 2 : 0;
    Buf         b = {.a = a}, out = {.a = a};
    if (body) seed_part(&b, gap + 2, body, door, 0);
    seed_head(&out, s, head, door, b.len);
    buf_add(&out, b.s, b.len);
    const char *reply = talk(out.s, out.len);
    int         code = status(reply);
    /* What the library does not understand it answers itself; nginx adds the headers. */
    bool its_own = code == 400 || code == 413 || code == 414 || code == 431 || code == 505;
    MUST_HOLD(code == 0 || (code >= 200 && code < 600 && code != 500));
    if (code >= 200) MUST_HOLD(its_own || strstr(reply, "nosniff"));
    if (count++ % 64 == 0) MUST_HOLD(status(get(a, "/health", "")) == 200);
    arena_close(a);
    return 0;
}
